"""Struck text, ``~~95 €~~ 80 €``: it is quoted as it is written, but it holds no longer, and so it never answers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from retrieval.model import Span

_MARK = r"(?<!~)~~(?!~)"
_STRUCK = re.compile(
    rf"{_MARK}(?=\S).*?(?<=\S){_MARK}"  # from mark to mark
    rf"|(?:\A|(?<=\A[-*+>•]\s)){_MARK}(?=\S).*"  # what is struck to the end, and goes on in the next passage
    rf"|\A(?:(?!~~).)*(?<=\S){_MARK}(?=\W*\Z)"  # what was struck before, up to the end
    r"|<(?P<tag>s|del|strike)\b[^<>]*>.*?</(?P=tag)>",  # in Markdown
    re.DOTALL,
)
_WORDS = re.compile(r"[^\W_]")
_TRIMMED = re.compile(r"\S(?:.*\S)?", re.DOTALL)


def struck_spans(text: str) -> list[Span]:
    """Return the spans of a passage's struck text, marks included, in order.

    A passage whose first mark has no partner begins or ends inside struck text, if the mark stands at an end of it.
    """
    if "~~" not in text and "</" not in text:
        return []
    return [match.span() for match in _STRUCK.finditer(text)]


def around_struck(text: str, spans: Sequence[Span]) -> tuple[Span, ...]:
    """Return what is left of spans in a passage without its struck text: pieces in which there are words."""
    struck = struck_spans(text)
    if not struck:
        return tuple(spans)
    pieces = [piece for span in spans for piece in _outside(span, struck)]
    trimmed = [found.span() for start, end in pieces if (found := _TRIMMED.search(text, start, end))]
    return tuple((start, end) for start, end in trimmed if _WORDS.search(text, start, end))


def without_struck(text: str) -> str:
    """Return a sentence without its struck text, to see what it says."""
    if "~~" not in text and "</" not in text:
        return text
    return "".join(text[start:end] for start, end in _outside((0, len(text)), struck_spans(text)))


def _outside(span: Span, struck: Sequence[Span]) -> list[Span]:
    at, end = span
    pieces = []
    for begin, stop in struck:
        if stop <= at or begin >= end:
            continue
        pieces.append((at, begin))
        at = stop
    pieces.append((at, end))
    return [(a, b) for a, b in pieces if a < b]
