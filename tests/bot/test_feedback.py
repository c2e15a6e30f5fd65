"""What people found helpful becomes gold questions that retrieval is measured with."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.feedback import gold_lines
from bot.state.records import RememberedAnswer
from bot.state.state import State
from retrieval import UNLIMITED, Answer, Library
from retrieval.evaluation.gold import load_gold

Open = Callable[..., Library]


@pytest.fixture
def library(open_tiny: Open, seeds: Path, tmp_path: Path) -> Library:
    (seeds / "eels.md").write_text(
        "Eels spawn in the “Sargasso” Sea. Nobody has seen it.\n\nAnother passage\nof two lines.\n"
    )
    (seeds / "pump.txt").write_text("The handle was removed.\n")
    library = open_tiny(seeds, tmp_path / "index")
    library.sync()
    return library


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    with State(tmp_path / "state.sqlite", keep_days=30) as state:
        yield state


def answered(library: Library, state: State, question: str, document: str, **more: object) -> RememberedAnswer:
    """Remember an answer whose first quote is from a document, with its first sentence marked."""
    found = library.ask("eels handle passage sea", k=10, access=UNLIMITED)
    quotes = sorted(found.quotes + found.nearest, key=lambda quote: (quote.document != document, quote.start))
    first = replace(quotes[0], highlights=more.pop("marks", ((0, 9),)))  # type: ignore[arg-type]
    answer = Answer(question, True, 0.9, 5.0, (first, *quotes[1:]))
    return state.remember(answer, **{"person": 1, "channel": 2, "documents": 2} | more)  # type: ignore[arg-type]


def test_a_helpful_answer_becomes_a_question_with_the_marked_words(
    library: Library, state: State, tmp_path: Path
) -> None:
    first = answered(library, state, "Where do eels spawn?", "eels.md", marks=((0, 33), (34, 53)))
    second = answered(library, state, "and the “handle”?", "pump.txt", marks=((0, 23),), previous=first.id)
    for kept in (first, second):
        state.rate(kept.id, 1, True)
    lines = list(gold_lines(state, library))
    assert lines == [
        {
            "question": "Where do eels spawn?",
            "expect": ["Eels spawn in the “Sargasso” Sea.", "Nobody has seen it."],
            "answerable": True,
        },
        {
            "question": "and the “handle”?",
            "expect": ["The handle was removed."],
            "answerable": True,
            "history": ["Where do eels spawn?"],
        },
    ]
    (tmp_path / "gold.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    gold = load_gold(tmp_path / "gold.jsonl")
    assert [(item.question, item.history, item.answerable) for item in gold] == [
        ("Where do eels spawn?", (), True),
        ("and the “handle”?", ("Where do eels spawn?",), True),
    ]


def test_only_what_more_people_found_helpful_than_not_is_exported(library: Library, state: State) -> None:
    for ratings in ([], [True], [False], [True, False], [True, False, True]):
        kept = answered(library, state, f"{ratings}", "eels.md")
        for person, helpful in enumerate(ratings):
            state.rate(kept.id, person, helpful)
    assert [line["question"] for line in gold_lines(state, library)] == ["[True]", "[True, False, True]"]


def test_what_is_gone_from_the_library_or_was_never_marked_is_not_exported(
    library: Library, state: State, seeds: Path
) -> None:
    for question, document, marks in (
        ("gone?", "pump.txt", ((0, 9),)),
        ("unmarked?", "eels.md", ()),
        ("kept?", "eels.md", ((0, 9),)),
    ):
        state.rate(answered(library, state, question, document, marks=marks).id, 1, True)
    (seeds / "pump.txt").unlink()
    library.sync()
    assert [line["question"] for line in gold_lines(state, library)] == ["kept?"]


def test_no_person_is_named_and_who_is_forgotten_asks_nothing(library: Library, state: State) -> None:
    kept = answered(library, state, "Where do eels spawn?", "eels.md", person=123456789)
    state.rate(kept.id, 987654321, True)
    said = json.dumps(list(gold_lines(state, library)))
    assert "123456789" not in said
    assert "987654321" not in said
    state.forget(123456789)
    assert list(gold_lines(state, library)) == []
