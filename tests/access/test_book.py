"""Which rules limit a document, and when one book of rules is wider than another."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from retrieval import Access, Audience, Person, Rule
from retrieval.access.book import RuleBook, find_rules
from retrieval.access.rules import CLOSED

FOLDERS = st.sampled_from([".", "a", "a/b", "a/b/c", "d"])
IDS = st.frozensets(st.integers(1, 3), max_size=2)
RULES = st.builds(Rule, servers=IDS, roles=IDS, people=IDS)
BOOKS = st.builds(RuleBook, st.dictionaries(FOLDERS, st.lists(RULES, min_size=1, max_size=2).map(tuple), max_size=4))
READERS = st.builds(Person, st.integers(1, 3), IDS, st.integers(1, 3)) | st.builds(
    Audience, st.integers(1, 3), st.just(frozenset()), st.booleans(), IDS, IDS
)


def made(folder: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def test_rules_are_inherited_downwards_and_all_of_them_hold(tmp_path: Path) -> None:
    seeds = made(
        tmp_path,
        {".quothaccess": "servers: 1", "a/.quothaccess": "roles: 5", "a/b/.quothaccess": "people: 9", "c/x.md": ""},
    )
    book = find_rules(seeds, ["top.md", "a/x.md", "a/b/x.md", "c/x.md"]).book
    server, role, person = (Rule(servers=frozenset({1})), Rule(roles=frozenset({5})), Rule(people=frozenset({9})))
    assert {*book.rules_of("a/b/x.md")} == {server, role, person}
    assert {*book.rules_of("a/x.md")} == {server, role}
    assert book.rules_of("c/x.md") == book.rules_of("top.md") == (server,)
    assert RuleBook.from_json(book.to_json()) == book


def test_a_folder_whose_rules_cannot_be_read_is_closed_and_named(tmp_path: Path) -> None:
    seeds = made(tmp_path, {"a/.quothaccess": "rolls: 5", "b/.quothaccess/file": "", "c/x.md": ""})
    (seeds / "c" / ".quothaccess").symlink_to("nowhere")
    found = find_rules(seeds, ["a/x.md", "b/x.md", "c/x.md", "d/x.md"])
    assert found.book.rules_of("a/x.md") == found.book.rules_of("b/x.md") == found.book.rules_of("c/x.md") == (CLOSED,)
    assert found.book.rules_of("d/x.md") == ()
    assert "'rolls' is none of" in found.faults["a"]
    assert "cannot be read" in found.faults["b"]


def test_a_link_has_the_rules_of_where_it_leads_to(tmp_path: Path) -> None:
    seeds = made(
        tmp_path, {"secret/.quothaccess": "roles: 5", "secret/deep/x.md": "", "open/y.md": "", "plain/z.md": ""}
    )
    (seeds / "open" / "file.md").symlink_to(seeds / "secret" / "deep" / "x.md")
    (seeds / "folder").symlink_to(seeds / "secret" / "deep")
    (seeds / "harmless").symlink_to(seeds / "plain")
    book = find_rules(seeds, ["open/file.md", "open/y.md", "folder/x.md", "harmless/z.md"]).book
    limited = (Rule(roles=frozenset({5})),)
    assert book.rules_of("open/file.md") == book.rules_of("folder/x.md") == limited
    assert book.rules_of("open/y.md") == book.rules_of("harmless/z.md") == ()


@given(BOOKS, BOOKS, FOLDERS, READERS)
def test_where_no_rule_is_wider_nobody_reads_more(old: RuleBook, new: RuleBook, folder: str, reader: Access) -> None:
    path = f"{folder}/x.md".removeprefix("./")
    on_the_way = {each for each in old.by_folder if f"{folder}/".startswith(f"{each}/") or each == "."}
    if on_the_way.isdisjoint(old.widened_in(new)) and reader.admits(new.rules_of(path)):
        assert reader.admits(old.rules_of(path))
    both = old.and_also(new)
    assert reader.admits(both.rules_of(path)) == (
        reader.admits(old.rules_of(path)) and reader.admits(new.rules_of(path))
    )
    assert both.widened_in(new) == old.widened_in(new)
