"""Feedback → gold questions: what people found helpful is what retrieval should keep finding."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.state.records import as_shown
from bot.state.state import State
from retrieval import UNLIMITED, Library


def gold_lines(state: State, library: Library) -> Iterator[dict[str, Any]]:
    """Yield a gold question for each answer that more people found helpful than not.

    It expects any one of the marked sentences of the first quote, word for word. An answer whose first quote is no
    longer in the library is left out. No person is named.
    """
    for question, history, shown, helpful, unhelpful in state.rated_answers():
        if helpful <= unhelpful:
            continue
        found = as_shown(shown, library.find([quote.id for quote in shown], access=UNLIMITED))
        expect = [quote.text[start:end] for quote in found[:1] if quote for start, end in quote.highlights]
        if expect:
            line: dict[str, Any] = {"question": question, "expect": expect, "answerable": True}
            yield line | ({"history": history} if history else {})
