"""What is offered is what may be read; all of it is kept, and looked through once for each kind of reader."""

from __future__ import annotations

from bot.messages.readable import ReadableDocuments
from retrieval import PUBLIC, UNLIMITED, Filter, Person
from retrieval.access.rules import Rule
from retrieval.catalog.records import StoredDocument

STAFF = (Rule(roles=frozenset({7})),)
ANN, BOB = Person(1, frozenset({7})), Person(2, frozenset({8}))


def document(path: str, rules: tuple[Rule, ...] = ()) -> StoredDocument:
    return StoredDocument(1, path, "", "", path, None, None, None, None, 1, rules=rules)


def test_nothing_tells_of_a_document_that_may_not_be_read() -> None:
    books = ReadableDocuments(1, [document("a.md"), document("hr/b.md", STAFF), document("hr/c.md")])
    assert books.has_rules
    for access, paths in [(UNLIMITED, ["a.md", "hr/b.md", "hr/c.md"]), (BOB, ["a.md", "hr/c.md"])]:
        offered = books.choices_for(access)
        assert [each.path for each in offered.documents] == paths
        assert {choice.value for choice in offered.choices("")} == {*paths, "hr/"}
        assert books.count_readable(access, None) == len(paths)
    assert [each.path for each in books.choices_for(PUBLIC, "hr").documents] == ["hr/c.md"]
    assert books.count_readable(PUBLIC, Filter("hr")) == 1
    assert books.count_readable(ANN, Filter("hr")) == 2
    assert books.has_readable(ANN, "hr/b.md")
    assert not books.has_readable(BOB, "hr/b.md")
    assert not ReadableDocuments(1, [document("a.md")]).has_rules


def test_readers_of_the_same_kind_share_what_was_prepared() -> None:
    books = ReadableDocuments(1, [document("a.md"), document("b.md", STAFF)])
    assert books.choices_for(BOB).matching("A") == [books.everything[0]]
    assert books.choices_for(BOB) is books.choices_for(PUBLIC)
    assert books.choices_for(ANN) is books.choices_for(UNLIMITED)
    assert books.choices_for(BOB, "a.md") is not books.choices_for(BOB)
