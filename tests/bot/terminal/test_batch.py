"""A batch is asked together, a few questions at a time, and answered in order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from bot.terminal.batch import answers, read_queries
from retrieval import UNLIMITED, Answer, Filter, GoldError, Library, Query
from retrieval.search.query import EVERYTHING

Open = Callable[..., Library]


@pytest.fixture
def library(open_tiny: Open, seeds: Path, tmp_path: Path) -> Library:
    (seeds / "eels.md").write_text("European eels spawn in the Sargasso Sea.\n")
    library = open_tiny(seeds, tmp_path / "index")
    library.sync()
    return library


def test_each_answer_is_there_before_the_next_questions_are_asked(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    ask_all = library.ask_all

    def note(queries: Sequence[Query]) -> list[Answer | Exception]:
        asked.extend(query.question for query in queries)
        return ask_all(queries)

    monkeypatch.setattr(library, "ask_all", note)
    questions = [f"eels {number}?" for number in range(library.batch_size + 2)]
    given = answers(library, [Query(question, access=UNLIMITED) for question in questions])
    assert next(given).question == questions[0]
    assert asked == questions[: library.batch_size]
    assert [answer.question for answer in given] == questions[1:]
    assert asked == questions


def test_an_error_comes_behind_the_answers_before_it(library: Library) -> None:
    given = answers(
        library, [Query("eels?", access=UNLIMITED), Query("eels?", only=Filter("nothing/*"), access=UNLIMITED)]
    )
    assert next(given).question == "eels?"
    with pytest.raises(Exception, match="No document matches"):
        next(given)


def test_every_line_is_checked_before_anything_is_asked(tmp_path: Path) -> None:
    path = tmp_path / "batch.jsonl"
    path.write_text('{"question": "eels?", "history": ["Where?"], "else": 1}\n\n{"question": " "}\n')
    with pytest.raises(GoldError, match="line 3"):
        read_queries(path, k=2, only=EVERYTHING, access=UNLIMITED)
    path.write_text('{"question": "eels?", "history": ["Where?"], "else": 1}\n')
    assert read_queries(path, k=2, only=EVERYTHING, access=UNLIMITED) == [
        Query("eels?", 2, EVERYTHING, ("Where?",), access=UNLIMITED)
    ]
