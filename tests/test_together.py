"""What is asked together is answered as if it were asked one by one, and what was asked lately is not sought again."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval import Answer, Filter, Inquiry, Library
from retrieval import library as library_module
from retrieval.answering import LogisticJudge
from retrieval.catalog import Catalog
from retrieval.errors import IndexMissing, NotVerbatim, QueryError
from retrieval.evaluation import load_gold
from retrieval.filtering import EVERYTHING
from retrieval.library import CATALOG_FILE
from retrieval.models import DEFAULT_MODEL, find_model
from retrieval.serving import Export, OnnxEncoder

Open = Callable[..., Library]

ROOT = Path(__file__).resolve().parent.parent
GOLD = [gold.question for gold in load_gold(ROOT / "tests" / "gold" / "bundled.jsonl")]
FILTERS = [EVERYTHING, Filter("science/*"), Filter("*.md"), Filter(since="2026-02"), Filter("nothing/*")]

inquiries = st.builds(
    Inquiry,
    st.sampled_from(GOLD) | st.text(min_size=1, max_size=60).filter(str.strip),
    st.sampled_from([1, 3, 15]),
    st.sampled_from(FILTERS),
    st.just(()) | st.tuples(st.sampled_from(GOLD)) | st.tuples(st.sampled_from(GOLD), st.just("and why?")),
)


@pytest.fixture(scope="module", params=["float32", "int8"])
def served(
    request: pytest.FixtureRequest, bundled: Library, bundled_export: Path, open_library: Open
) -> Iterator[Library]:
    """The bundled documents, asked with the encoder that serves."""
    library = open_library(bundled.seeds, bundled.index)
    export = Export.read(bundled_export, find_model(DEFAULT_MODEL).digest({}))
    library.__dict__["encoder"] = OnnxEncoder(export, request.param)
    yield library
    library.close()


def told(answer: Answer | Exception) -> Any:
    """What an answer says, but for numbers."""
    if isinstance(answer, Exception):
        return type(answer), str(answer)
    return (
        answer.question,
        answer.answered,
        [(q.id, q.text, q.highlights, q.answer) for q in answer.quotes + answer.nearest],
    )


def scores(answer: Answer | Exception) -> list[float]:
    return [] if isinstance(answer, Exception) else [quote.score for quote in answer.quotes + answer.nearest]


def alone(library: Library, inquiry: Inquiry) -> Answer | Exception:
    try:
        return library.rank(inquiry.question, k=inquiry.k, only=inquiry.only, history=inquiry.history).answer
    except QueryError as error:
        return error


@settings(max_examples=40)
@given(st.lists(inquiries, min_size=1, max_size=24))
def test_answers_are_the_same_together_as_one_by_one(served: Library, asked: list[Inquiry]) -> None:
    served._recent.clear()
    together = served.ask_all(asked)
    for inquiry, answer in zip(asked, together, strict=True):
        expected = alone(served, inquiry)
        assert told(answer) == told(expected)
        assert scores(answer) == pytest.approx(scores(expected), abs=1e-5)


def test_asking_nothing_together_is_no_error(served: Library) -> None:
    assert served.ask_all([]) == []


@pytest.fixture
def library(open_tiny: Open, seeds: Path, tmp_path: Path) -> Library:
    (seeds / "eels.md").write_text("European eels spawn in the Sargasso Sea.\n")
    (seeds / "pump.md").write_text("The handle of the pump was removed in September.\n")
    library = open_tiny(seeds, tmp_path / "index")
    library.sync()
    return library


def test_a_damaged_passage_hurts_only_the_questions_that_find_it(library: Library) -> None:
    with Catalog(library.index / CATALOG_FILE) as catalog:
        pump = next(document.id for document in catalog.documents() if document.path == "pump.md")
    with sqlite3.connect(library.index / CATALOG_FILE) as db:
        db.execute("UPDATE documents SET canonical = upper(canonical) WHERE id = ?", (pump,))
    db.close()
    asked = [Inquiry("eels?", 3, Filter("eels.md")), Inquiry("pump?", 3), Inquiry("eels again?", 3, Filter("eels.md"))]
    first, damaged, last = library.ask_all(asked)
    assert isinstance(first, Answer)
    assert isinstance(damaged, NotVerbatim)
    assert isinstance(last, Answer)


def test_what_concerns_all_is_said_to_all(open_tiny: Open, seeds: Path, tmp_path: Path) -> None:
    errors = open_tiny(seeds, tmp_path / "index").ask_all([Inquiry("eels?"), Inquiry("pump?")])
    assert [type(error) for error in errors] == [IndexMissing, IndexMissing]


def test_an_inquiry_that_asks_nothing_cannot_be_made() -> None:
    for question in ("", " \n\t"):
        with pytest.raises(QueryError, match="empty"):
            Inquiry(question)
    with pytest.raises(QueryError, match="-k must be 1 or more, not 0"):
        Inquiry("eels?", 0)
    assert Inquiry("eels \ud800?", history=("\udfff",)) == Inquiry("eels ??", history=("?",))


# -- answers of lately -----------------------------------------------------------------------------------------------


@pytest.fixture
def sought(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The questions that are searched for, while they are."""
    found, real = list[str](), library_module.search

    def search(*arguments: Any) -> Any:
        found.extend(inquiry.question for inquiry in arguments[-1])
        return real(*arguments)

    monkeypatch.setattr(library_module, "search", search)
    return found


def test_what_was_asked_lately_is_not_sought_again(library: Library, sought: list[str]) -> None:
    first = library.ask("eels?")
    again, other, twin = library.ask_all([Inquiry("eels?"), Inquiry("pump?"), Inquiry("pump?")])
    assert sought == ["eels?", "pump?"]
    assert told(again) == told(first)
    assert told(other) == told(twin)
    assert isinstance(again, Answer)
    assert again.elapsed_ms < min(first.elapsed_ms, 1.0)


def test_everything_that_shapes_an_answer_is_asked_anew(library: Library, sought: list[str]) -> None:
    shaped: list[dict[str, Any]] = [
        {}, {"k": 1}, {"only": Filter("pump*")}, {"only": Filter(until="2999")}, {"history": ["Where is the pump?"]},
    ]  # fmt: skip
    for options in shaped:
        try:
            library.ask("eels?", **options)
        except QueryError:
            assert options["only"] == Filter(until="2999")  # none of them has a date
    assert len(sought) == len(shaped)
    library.judge = LogisticJudge(threshold=0.0)
    assert library.ask("eels?").answered
    library.judge = LogisticJudge(threshold=1.0)
    assert not library.ask("eels?").answered
    assert len(sought) == len(shaped) + 2
    (library.seeds / "new.md").write_text("Eels were here.\n")
    library.sync()
    assert len(library.ask("eels?", k=9).nearest) == 3
    assert len(library.ask("eels?").nearest) == 3


def test_a_deleted_document_is_gone_from_answers_of_lately(library: Library) -> None:
    library.judge = LogisticJudge(threshold=1.0)
    answer = library.ask("eels?", k=9)
    assert {quote.document for quote in answer.quotes + answer.nearest} == {"eels.md", "pump.md"}
    (library.seeds / "pump.md").unlink()
    library.sync()
    answer = library.ask("eels?", k=9)
    assert {quote.document for quote in answer.quotes + answer.nearest} == {"eels.md"}


def test_no_more_answers_are_kept_than_a_few(library: Library, sought: list[str]) -> None:
    library._recent._most = 3
    for question in ("one", "two", "three", "one", "four", "one", "two"):
        library.ask(question)
    assert sought == ["one", "two", "three", "four", "two"]


def test_answers_are_not_kept_for_long(library: Library, sought: list[str]) -> None:
    library.ask("one")
    library._recent._seconds = 0.0
    library.ask("one")
    assert sought == ["one", "one"]
