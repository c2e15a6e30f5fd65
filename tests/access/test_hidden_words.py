"""What somebody may not read changes nothing in what they are shown: no word in it is known, or frequent."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from retrieval import PUBLIC, UNLIMITED, Library, Person
from retrieval.access.rules import RULES_FILE
from retrieval.indexes.entries import Entry, samples_with
from retrieval.indexes.id_sets import IdSet
from retrieval.indexes.index import Scope
from retrieval.indexes.lexical import MAX_COUNTED, LexicalIndex
from retrieval.search.analysis import AnalysedQuery, analyse, as_meant
from retrieval.search.generation import scope_of
from retrieval.search.query import Query

TEAM = Person(1, frozenset({5}), server=1)
OPEN = {
    "pump.md": "# Pump\n\nThe pump of type QX stands in the yard. Its lamp shows 4 and 7.\n\nPump 11 leaks.\n",
    "garden.md": "# Garten\n\nDie Mittagsruhe ist um zwölf Uhr. Die Zeit steht an der Tafel und ist für alle gleich.\n",
}
HIDDEN = {
    "codes.md": "# Codes\n\nError QX-4711 means that the valve is stuck. It happened in 1931.\n\nPump, pump, leaks.\n",
    "ruhe.md": "# Ruhe\n\nDie Ruhezeit beginnt um eins, der Hund schläft. Die Wanduhr von De Bruyn schlägt.\n",
}
QUESTIONS = (
    "What does QX-4711 mean?", "QX4711", "Wann ist die Ruhezeit?", "Wann ist Mittagsruhe?", "Is the pump stuck?",
    "Which pump leeks?", "What happened between 1930 and 1935?", "Does the vallve leak?", "Wanduhr", "Wo ist De Bruyn?",
)  # fmt: skip


def write(seeds: Path, texts: dict[str, str], folder: str = "") -> None:
    (seeds / folder).mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (seeds / folder / name).write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def libraries(keep_tiny: Callable[..., Library], tmp_path_factory: pytest.TempPathFactory) -> tuple[Library, Library]:
    """Two libraries that are the same for everybody: one holds nothing but what everybody may read."""
    found = []
    for name in ("alone", "beside"):
        folder = tmp_path_factory.mktemp(name)
        write(folder / "seeds", OPEN)
        if name == "beside":
            write(folder / "seeds", HIDDEN, "team")
            (folder / "seeds" / "team" / RULES_FILE).write_text("roles: [5]\n")
        found.append(keep_tiny(folder / "seeds", folder / "index", reader=None))
        found[-1].sync()
    return found[0], found[1]


def searched(library: Library, question: str, access: object) -> AnalysedQuery:
    query = Query(question, access=access)  # type: ignore[arg-type]
    with library._current() as (catalog, generation):
        scope = scope_of(catalog, generation, query.reach)
        assert scope is not None
        meant = as_meant(generation, library.encoder, [query], {query.reach: scope})
        ((found, _),) = analyse(generation, library.encoder, meant, {query.reach: scope})
    return found


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_is_understood_as_if_what_is_hidden_did_not_exist(
    libraries: tuple[Library, Library], question: str
) -> None:
    alone, beside = (searched(library, question, PUBLIC) for library in libraries)
    assert (beside.text, beside.terms) == (alone.text, alone.terms)
    assert beside.weighted == alone.weighted
    assert beside.to_search == alone.to_search


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_answer_is_as_sure_as_if_what_is_hidden_did_not_exist(
    libraries: tuple[Library, Library], question: str
) -> None:
    alone, beside = (library.ask(question, access=PUBLIC) for library in libraries)
    assert beside.answered == alone.answered
    assert [quote.text for quote in beside.quotes] == [quote.text for quote in alone.quotes]


def test_who_may_read_it_finds_it(libraries: tuple[Library, Library]) -> None:
    _, beside = libraries
    for access in (TEAM, UNLIMITED):
        assert "qx4711" in searched(beside, "What does QX-4711 mean?", access).terms
        assert searched(beside, "Does the vallve leak?", access).text == "Does the valve leak?"


def test_how_many_entries_have_a_term_is_counted_among_those_that_may_be_read(tmp_path: Path) -> None:
    index = LexicalIndex(tmp_path / "lexical")
    index.update(1, (), [Entry(at, at // 2, f"heron number{at % 3}") for at in range(60)])
    scope = Scope(readable=IdSet(range(10)))
    assert [index.document_frequency(term) for term in ("heron", "number1", "crane")] == [60, 20, 0]
    assert [index.document_frequency(term, scope) for term in ("heron", "number1", "crane")] == [20, 7, 0]
    assert index.document_frequency(("heron", "number1"), scope) == index.count(scope) == 21
    index.update(2, range(4), ())
    assert index.document_frequency("heron", scope) == 16
    shutil.rmtree(tmp_path / "lexical")


def test_what_very_many_entries_have_is_estimated_among_those_that_may_be_read() -> None:
    index = LexicalIndex(None)
    many = 8 * MAX_COUNTED
    index.update(1, (), [Entry(at, at, "heron" if at % 3 else "heron crane " * 9) for at in range(many)])
    for readable in (range(0, many, 3), range(many // 2), range(0, many, 10), range(0, many, 100), range(many)):
        scope = Scope(readable=IdSet(readable))
        cranes = sum(at % 3 == 0 for at in readable)
        assert index.document_frequency("heron", scope) == pytest.approx(len(readable), rel=0.25)
        assert index.document_frequency("crane", scope) == pytest.approx(cranes, rel=0.25)
        assert max(index.document_frequency(term, scope) for term in ("heron", "crane")) <= many


def test_what_no_sample_holds_is_counted() -> None:
    index = LexicalIndex(None)
    many = 4 * MAX_COUNTED
    index.update(1, (), [Entry(at, at, "heron") for at in range(many)])
    unsampled = [at for at in range(many) if not samples_with(at)]
    for readable in (unsampled[:1], unsampled[-3:], unsampled, []):
        assert index.document_frequency("heron", Scope(readable=IdSet(readable))) == len(readable)


def test_each_sample_holds_half_of_the_one_before_and_none_prefers_any_ids() -> None:
    ids = range(64_000)
    for number in range(1, 7):
        held = [id_ for id_ in ids if number in samples_with(id_)]
        assert len(held) == pytest.approx(len(ids) / 2**number, rel=0.15)
        for remainder in range(10):  # as of the passages of documents that have ten
            assert sum(id_ % 10 == remainder for id_ in held) == pytest.approx(len(held) / 10, rel=0.35)
