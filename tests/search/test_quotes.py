"""A quote's id leads back to its words and to what stands around them, for as long as they are in the library."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from retrieval import UNLIMITED, Filter, Library, Quote
from retrieval.catalog.catalog import Catalog
from retrieval.catalog.records import StoredDocument
from retrieval.errors import QueryError
from retrieval.index_folder import CATALOG_FILE

Open = Callable[..., Library]

PARAGRAPHS = [f"Paragraph {number} has this sentence, and it is number {number} of them." for number in range(6)]


@pytest.fixture
def library(open_tiny: Open, seeds: Path, tmp_path: Path) -> Library:
    (seeds / "many.md").write_text("# Title\n\n" + "\n\n".join(PARAGRAPHS) + "\n\n")
    (seeds / "one.txt").write_text("\n\n  All that there is.\n")
    (seeds / "twice.txt").write_text("The same words.\n\nThe same words.\n\nOther words.\n")
    library = open_tiny(seeds, tmp_path / "index")
    library.sync()
    return library


def everything(library: Library) -> dict[str, list[Quote]]:
    """Every passage as a quote, by document, in the order of its text, and every document's canonical text."""
    with Catalog(library.index / CATALOG_FILE) as catalog:
        ids = [catalog.passage(id_).quote_id for id_ in catalog.passage_ids()]
    quotes = [quote for quote in library.find(ids, access=UNLIMITED) if quote is not None]
    assert len(quotes) == len(ids)
    by_document: dict[str, list[Quote]] = {}
    for quote in sorted(quotes, key=lambda quote: quote.start):
        by_document.setdefault(quote.document, []).append(quote)
    return by_document


def canonical(library: Library) -> dict[str, str]:
    with Catalog(library.index / CATALOG_FILE) as catalog:
        return {document.path: catalog.canonical(document.id) for document in catalog.documents()}


def check_contexts(library: Library) -> int:
    texts, count = canonical(library), 0
    for path, quotes in everything(library).items():
        for number, quote in enumerate(quotes):
            context = library.context(quote.id, access=UNLIMITED)
            assert context is not None
            assert context.quote == quote
            start = quotes[number - 1].start if number else quote.start
            end = quotes[number + 1].end if number + 1 < len(quotes) else quote.end
            assert context.before + context.quote.text + context.after == texts[path][start:end]
            assert len(context.before) == quote.start - start
            count += 1
    return count


def test_surroundings_are_one_slice_from_the_passage_ahead_to_the_next(library: Library) -> None:
    assert check_contexts(library) == 10


def test_surroundings_are_one_slice_in_every_document_that_comes_with_quoth(bundled: Library) -> None:
    assert check_contexts(bundled) > 50


def test_there_is_nothing_around_the_only_passage_and_at_the_borders(library: Library) -> None:
    quotes = everything(library)
    only = library.context(quotes["one.txt"][0].id, access=UNLIMITED)
    assert only is not None
    assert (only.before, only.quote.text, only.after) == ("", "All that there is.", "")
    first, last = (
        library.context(quotes["many.md"][0].id, access=UNLIMITED),
        library.context(quotes["many.md"][-1].id, access=UNLIMITED),
    )
    assert first is not None
    assert last is not None
    assert (first.before, first.after) == ("", "\n\n" + PARAGRAPHS[1])
    assert (last.before, last.after) == (PARAGRAPHS[4] + "\n\n", "")


def test_passages_of_the_same_words_are_told_apart(library: Library) -> None:
    first, second, _ = everything(library)["twice.txt"]
    assert first.text == second.text
    assert first.id != second.id
    assert first.start < second.start
    assert library.context(first.id, access=UNLIMITED).before == ""  # type: ignore[union-attr]
    assert library.context(second.id, access=UNLIMITED).before == "The same words.\n\n"  # type: ignore[union-attr]


def test_quotes_are_found_in_the_order_asked_with_none_for_what_is_not_there(library: Library) -> None:
    quotes = everything(library)["many.md"]
    asked = [quotes[3].id, "", "nothing", quotes[0].id, quotes[3].id, quotes[0].id.upper() + "x", "\x00", "' OR 1=1"]
    assert library.find(asked, access=UNLIMITED) == [quotes[3], None, None, quotes[0], quotes[3], None, None, None]
    assert library.find([], access=UNLIMITED) == []
    assert library.context("nothing", access=UNLIMITED) is None


def test_a_quote_found_again_is_the_one_that_answered_without_what_belongs_to_the_question(bundled: Library) -> None:
    answer = bundled.ask("Where does the European eel spawn?", k=5, access=UNLIMITED)
    shown = answer.quotes or answer.nearest
    for quote, found in zip(shown, bundled.find([quote.id for quote in shown], access=UNLIMITED), strict=True):
        assert found is not None
        assert (found.score, found.highlights, found.answer) == (0.0, (), None)
        shown_with = {"score": quote.score, "highlights": quote.highlights, "answer": quote.answer}
        assert fields(found) | shown_with == fields(quote)


def fields(quote: Quote) -> dict[str, object]:
    return {name: getattr(quote, name) for name in quote.__slots__}


def test_after_an_edit_what_stayed_is_found_where_it_stands_now_and_what_changed_is_gone(
    library: Library, seeds: Path
) -> None:
    before = everything(library)["many.md"]
    edited = ["Something new stands first.", *PARAGRAPHS[:2], "Another one was rewritten.", *PARAGRAPHS[3:]]
    (seeds / "many.md").write_text("# Title\n\n" + "\n\n".join(edited) + "\n")
    library.sync()
    found = library.find([quote.id for quote in before], access=UNLIMITED)
    assert [quote and quote.text for quote in found] == [text if text != PARAGRAPHS[2] else None for text in PARAGRAPHS]
    shift = len("Something new stands first.\n\n")
    assert found[0] is not None
    assert found[0].start == before[0].start + shift
    assert found[0].sha256 != before[0].sha256
    assert library.context(before[2].id, access=UNLIMITED) is None
    assert library.context(before[0].id, access=UNLIMITED).before == "Something new stands first.\n\n"  # type: ignore[union-attr]
    check_contexts(library)


def test_after_its_document_is_removed_a_quote_is_gone_and_all_others_stay(library: Library, seeds: Path) -> None:
    before = everything(library)
    (seeds / "many.md").unlink()
    library.sync()
    assert library.find([quote.id for quote in before["many.md"]], access=UNLIMITED) == [None] * 6
    assert all(library.context(quote.id, access=UNLIMITED) is None for quote in before["many.md"])
    assert library.find([quote.id for quote in before["twice.txt"]], access=UNLIMITED) == before["twice.txt"]


def test_ids_stay_after_a_sync_a_restart_and_a_new_index(
    library: Library, open_tiny: Open, seeds: Path, tmp_path: Path
) -> None:
    before = everything(library)
    library.sync()
    assert everything(library) == before
    (seeds / "new.txt").write_text("A new document does not move the others.\n")
    library.sync()
    assert {path: quotes for path, quotes in everything(library).items() if path != "new.txt"} == before
    again = open_tiny(seeds, library.index)
    assert everything(again)["many.md"] == before["many.md"]
    elsewhere = open_tiny(seeds, tmp_path / "another")
    elsewhere.sync()
    assert everything(elsewhere)["twice.txt"] == before["twice.txt"]


def test_documents_are_listed_by_path_as_of_the_newest_generation(library: Library, seeds: Path) -> None:
    assert [document.path for document in library.documents(access=UNLIMITED)] == ["many.md", "one.txt", "twice.txt"]
    assert [document.passages for document in library.documents(access=UNLIMITED)] == [6, 1, 3]
    first = library.refresh()
    assert library.refresh() == first
    (seeds / "a").mkdir()
    (seeds / "a" / "new.txt").write_text("New words.\n")
    (seeds / "one.txt").unlink()
    library.sync()
    assert library.refresh() == first + 1
    assert [document.path for document in library.documents(access=UNLIMITED)] == ["a/new.txt", "many.md", "twice.txt"]


@pytest.mark.parametrize("change", ["removed", "edited"])
def test_what_was_looked_up_before_another_process_changed_it_is_one_clear_error(
    library: Library, open_tiny: Open, seeds: Path, change: str
) -> None:
    one, other = library.documents(access=UNLIMITED)[1], library.documents(access=UNLIMITED)[0]
    ids = [stored.id for stored in library.passages(one, access=UNLIMITED)]
    if change == "removed":
        (seeds / one.path).unlink()
    else:
        (seeds / one.path).write_text("It is not all any more.\n")
    open_tiny(seeds, library.index).sync()
    with pytest.raises(QueryError, match=r"^one\.txt has changed, or is gone, since it was looked up; try again\.$"):
        library.text(one, access=UNLIMITED)
    with pytest.raises(QueryError, match="try again"):
        library.vectors(ids)
    assert library.text(other, access=UNLIMITED)
    assert len(library.vectors([stored.id for stored in library.passages(other, access=UNLIMITED)])) == other.passages


def test_passages_beside_each_other_never_overlap(bundled: Library) -> None:
    for quotes in everything(bundled).values():
        assert all(one.end <= two.start for one, two in pairwise(quotes))


# -- filters ---------------------------------------------------------------------------------------------------------


def document(path: str, date: str | None = None) -> StoredDocument:
    return StoredDocument(1, path, "", "", "", None, date, None, None, 1)


@pytest.mark.parametrize(
    ("source", "within", "path", "admitted"),
    [
        (None, "news", "news/eels.md", True),
        (None, "news/", "news/2026/eels.md", True),
        (None, "news", "NEWS/eels.md", False),
        (None, "news/*", "mods/news/eels.md", False),
        (None, "news/*", "news/2026/eels.md", True),
        (None, "news/*", "news", False),
        (None, "eels.md", "eels.md", True),
        (None, "*.md", "news/eels.md", False),
        (None, "**/*.md", "news/2026/eels.md", True),
        (None, "**/*.md", "eels.md", True),
        (None, "news/**", "news/2026/eels.md", True),
        (None, "n*/eels.md", "news/2026/eels.md", False),
        (None, "news/a[b]", "news/a[b]/eels.md", True),
        (None, "law\nnews/eels.md", "news/eels.md", True),
        (None, "law\nnews/eels.md", "news/cats.md", False),
        (None, "nu\u0308rnberg", "n\u00fcrnberg/eels.md", True),
        (None, "", "news/eels.md", False),
        (None, "/**/a" * 30, "a/" * 60 + "b.md", True),
        (None, "news", "newsroom/eels.md", False),
        (None, "news", "law/news/eels.md", False),
        ("*.md", "news", "news/eels.md", True),
        ("*.md", "news", "law/eels.md", False),
        ("*.md", "news", "news/eels.pdf", False),
        ("law", "news", "news/eels.md", False),
        ("law", "news", "law/eels.md", False),
        ("*", "news/*", "law/eels.md", False),
        ("eels.md", "eels.md", "news/eels.md", False),
        ("eels.md", "news/eels.md", "news/eels.md", True),
        ("news/eels.md", None, "news/eels.md", True),
        ("a[b]", None, "a[b]/eels.md", True),
    ],
)
def test_what_is_set_for_a_channel_narrows_every_choice_and_nothing_widens_it(
    source: str | None, within: str | None, path: str, admitted: bool
) -> None:
    assert Filter(source, within=within).admits(document(path)) is admitted


def test_both_filters_and_the_dates_hold_together_and_are_named(library: Library) -> None:
    both = Filter("*.md", since="2026", within="news")
    assert both.admits(document("news/eels.md", "2026-01-31"))
    assert not both.admits(document("news/eels.md", "2025-01-31"))
    assert not both.admits(document("news/eels.md"))
    assert not both.admits(document("law/eels.md", "2026-01-31"))
    assert str(both) == "source '*.md', within 'news', since '2026'"
    answer = library.ask("words", k=10, only=Filter(within="twice.txt"), access=UNLIMITED)
    assert {quote.document for quote in answer.quotes + answer.nearest} == {"twice.txt"}
