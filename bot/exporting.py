"""Feedback → gold questions: what people found helpful is what retrieval should go on finding."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.state import State, find_again
from retrieval import Library


def gold_lines(state: State, library: Library) -> Iterator[dict[str, Any]]:
    """Yield a gold question for each answer that more people found helpful than not.

    What is expected are the marked sentences of the first quote, word for word, any one of them; an answer whose first
    quote is not in the library any more is left out. No person is named.
    """
    for question, history, shown, helpful, unhelpful in state.rated():
        if helpful <= unhelpful:
            continue
        found = find_again(shown, library.find([quote.id for quote in shown]))
        expect = [quote.text[start:end] for quote in found[:1] if quote for start, end in quote.highlights]
        if expect:
            line: dict[str, Any] = {"question": question, "expect": expect, "answerable": True}
            yield line | ({"history": history} if history else {})
