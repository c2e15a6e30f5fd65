"""What is asked together is answered as if it were asked one by one, and what was asked lately is not sought again."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval import UNLIMITED, Answer, Filter, Library, Query
from retrieval import library as library_module
from retrieval.catalog.catalog import Catalog
from retrieval.encoding.sentence_transformer import SentenceTransformerEncoder
from retrieval.encoding.serving import ServingEncoder
from retrieval.errors import IndexMissing, NotVerbatim, QueryError
from retrieval.evaluation import load_gold
from retrieval.index_folder import CATALOG_FILE
from retrieval.search.answering import LogisticJudge
from retrieval.search.query import EVERYTHING
from retrieval.searchable import searchable

Open = Callable[..., Library]

ROOT = Path(__file__).resolve().parents[2]
GOLD = [gold.question for gold in load_gold(ROOT / "tests" / "gold" / "bundled.jsonl")]
FILTERS = [EVERYTHING, Filter("science/*"), Filter("*.md"), Filter(since="2026-02"), Filter("nothing/*")]

queries = st.builds(
    Query,
    st.sampled_from(GOLD) | st.text(min_size=1, max_size=60).filter(lambda text: searchable(text).strip()),
    st.sampled_from([1, 3, 15]),
    st.sampled_from(FILTERS),
    st.just(()) | st.tuples(st.sampled_from(GOLD)) | st.tuples(st.sampled_from(GOLD), st.just("and why?")),
    access=st.just(UNLIMITED),
)


@pytest.fixture(scope="module", params=["float32", "int8"])
def served(
    request: pytest.FixtureRequest,
    bundled: Library,
    bundled_export: Path,
    encoder: SentenceTransformerEncoder,
    keep_library: Open,
) -> Library:
    """The bundled documents, asked with the encoder that serves. There is no reader: it would take most of the time."""
    serving = ServingEncoder(encoder, bundled_export, request.param)
    return keep_library(bundled.seeds, bundled.index, encoder=serving, reader="none")


@pytest.fixture(scope="module")
def read(bundled: Library, bundled_export: Path, encoder: SentenceTransformerEncoder, keep_library: Open) -> Library:
    """The same with the reader."""
    return keep_library(bundled.seeds, bundled.index, encoder=ServingEncoder(encoder, bundled_export, "float32"))


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


def alone(library: Library, query: Query) -> Answer | Exception:
    try:
        return library.rank(query.question, k=query.k, only=query.only, history=query.history, access=UNLIMITED).answer
    except QueryError as error:
        return error


def check_the_same_together(library: Library, asked: list[Query]) -> None:
    library._recent.clear()
    for query, answer in zip(asked, library.ask_all(asked), strict=True):
        expected = alone(library, query)
        assert told(answer) == told(expected)
        assert scores(answer) == pytest.approx(scores(expected), abs=1e-5)


@settings(max_examples=30)
@given(st.lists(queries, min_size=1, max_size=24))
def test_answers_are_the_same_together_as_one_by_one(served: Library, asked: list[Query]) -> None:
    check_the_same_together(served, asked)


@settings(max_examples=10)
@given(st.lists(queries, min_size=2, max_size=6))
def test_what_is_read_is_the_same_together_as_one_by_one(read: Library, asked: list[Query]) -> None:
    check_the_same_together(read, asked)


def test_the_times_of_answers_given_together_add_up_to_no_more_than_all_took(served: Library) -> None:
    served._recent.clear()
    started = time.perf_counter()
    together = served.ask_all([Query(question, 3, access=UNLIMITED) for question in GOLD[:6]])
    took = (time.perf_counter() - started) * 1000
    times = [answer.elapsed_ms for answer in together if isinstance(answer, Answer)]
    assert len(times) == 6
    assert min(times) > 0
    assert sum(times) <= took


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
    asked = [
        Query("eels?", 3, Filter("eels.md"), access=UNLIMITED),
        Query("pump?", 3, access=UNLIMITED),
        Query("eels again?", 3, Filter("eels.md"), access=UNLIMITED),
    ]
    first, damaged, last = library.ask_all(asked)
    assert isinstance(first, Answer)
    assert isinstance(damaged, NotVerbatim)
    assert isinstance(last, Answer)


def test_what_concerns_all_is_said_to_all(open_tiny: Open, seeds: Path, tmp_path: Path) -> None:
    errors = open_tiny(seeds, tmp_path / "index").ask_all(
        [Query("eels?", access=UNLIMITED), Query("pump?", access=UNLIMITED)]
    )
    assert [type(error) for error in errors] == [IndexMissing, IndexMissing]


def test_an_inquiry_that_asks_nothing_cannot_be_made() -> None:
    for question in ("", " \n\t"):
        with pytest.raises(QueryError, match="empty"):
            Query(question, access=UNLIMITED)
    with pytest.raises(QueryError, match=r"^k must be 1 or more, not 0"):
        Query("eels?", 0, access=UNLIMITED)
    assert Query("eels \ud800?", history=("\udfff",), access=UNLIMITED) == Query(
        "eels ??", history=("?",), access=UNLIMITED
    )


# -- answers of lately -----------------------------------------------------------------------------------------------


@pytest.fixture
def sought(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The questions that are searched for, while they are."""
    found, real = list[str](), library_module.find_answers

    def search(*arguments: Any) -> Any:
        found.extend(query.question for query in arguments[-1])
        return real(*arguments)

    monkeypatch.setattr(library_module, "find_answers", search)
    return found


def test_what_was_asked_lately_is_not_sought_again(library: Library, sought: list[str]) -> None:
    first = library.ask("eels?", access=UNLIMITED)
    again, other, twin = library.ask_all(
        [Query("eels?", access=UNLIMITED), Query("pump?", access=UNLIMITED), Query("pump?", access=UNLIMITED)]
    )
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
            library.ask("eels?", **options, access=UNLIMITED)
        except QueryError:
            assert options["only"] == Filter(until="2999")  # none of them has a date
    assert len(sought) == len(shaped)
    library.judge = LogisticJudge(threshold=0.0)
    assert library.ask("eels?", access=UNLIMITED).answered
    library.judge = LogisticJudge(threshold=1.0)
    assert not library.ask("eels?", access=UNLIMITED).answered
    assert len(sought) == len(shaped) + 2
    (library.seeds / "new.md").write_text("Eels were here.\n")
    library.sync()
    assert len(library.ask("eels?", k=9, access=UNLIMITED).nearest) == 3
    assert len(library.ask("eels?", access=UNLIMITED).nearest) == 3


def test_a_deleted_document_is_gone_from_answers_of_lately(library: Library) -> None:
    library.judge = LogisticJudge(threshold=1.0)
    answer = library.ask("eels?", k=9, access=UNLIMITED)
    assert {quote.document for quote in answer.quotes + answer.nearest} == {"eels.md", "pump.md"}
    (library.seeds / "pump.md").unlink()
    library.sync()
    answer = library.ask("eels?", k=9, access=UNLIMITED)
    assert {quote.document for quote in answer.quotes + answer.nearest} == {"eels.md"}


def test_no_more_answers_are_kept_than_a_few(library: Library, sought: list[str]) -> None:
    library._recent._max_answers = 3
    for question in ("one", "two", "three", "one", "four", "one", "two"):
        library.ask(question, access=UNLIMITED)
    assert sought == ["one", "two", "three", "four", "two"]


def test_answers_are_not_kept_for_long(library: Library, sought: list[str]) -> None:
    library.ask("one", access=UNLIMITED)
    library._recent._max_age_seconds = 0.0
    library.ask("one", access=UNLIMITED)
    assert sought == ["one", "one"]
