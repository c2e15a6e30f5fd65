"""What is wrong with an answer is told from what it shows, marks and says in so many words."""

from __future__ import annotations

from typing import Any

import pytest

from tests.field.judging import Expected, find_fault

ROWS = "| B-2 | rope | 4 |\n| B-3 | hook | 7 |"
ASKED = Expected("How much is B-3?", expect=("B-3",), mark=("| B-3 |",), not_marked=("B-2",), answer=("7",))


def answer(highlights: list[list[int]], very_words: list[int] | None = None, **fields: Any) -> dict[str, Any]:
    quote = {"text": ROWS, "document": "rows.md", "highlights": highlights, "answer": very_words, **fields}
    return {"answered": True, "confidence": 0.5, "quotes": [quote]}


def test_right_row_and_right_cell_are_right() -> None:
    assert find_fault(ASKED, answer([[19, 37]], [34, 35])) is None


@pytest.mark.parametrize(
    ("found", "why"),
    [
        (answer([[0, 18]], [15, 16]), "not marked"),
        (answer([[0, 37]], [34, 35]), "marked in the first quote"),
        (answer([[19, 37]], [27, 31]), "very words are 'hook'"),
        (answer([[19, 37]]), "very words are None"),
        (answer([[0, 3]], None, text="| B-2 | rope | 4 |"), "not quoted"),
        ({"answered": False, "confidence": 0.1, "quotes": []}, "refused"),
    ],
)
def test_anything_else_is_a_fault(found: dict[str, Any], why: str) -> None:
    fault = find_fault(ASKED, found)
    assert fault is not None
    assert why in fault.why
    assert (fault.kind == "refused wrongly") == (not found["answered"])


def test_very_words_may_be_missing_without_a_reader_but_not_wrong() -> None:
    assert find_fault(ASKED, answer([[19, 37]]), has_reader=False) is None
    assert find_fault(ASKED, answer([[19, 37]], [27, 31]), has_reader=False) is not None


def test_what_stands_above_a_quote_is_shown_with_it() -> None:
    asked = Expected("Is there a lift?", expect=("a lift? At the back",))
    above = [{"kind": "question", "text": "Is there\na lift?", "start": 0, "end": 16}]
    assert find_fault(asked, answer([[0, 11]], text="At the back.", above=above)) is None
    assert find_fault(asked, answer([[0, 11]], text="At the back.")) is not None


def test_unanswerable_question_is_right_when_it_is_refused() -> None:
    asked = Expected("How much is B-4?", answerable=False)
    assert find_fault(asked, {"answered": False, "confidence": 0.1, "quotes": [], "nearest": []}) is None
    assert find_fault(asked, answer([[0, 18]])) is not None
