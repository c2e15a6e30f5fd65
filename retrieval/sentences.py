"""Where sentences begin and end: as nupunkt sees it, and at the full stops of scripts without spaces after them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise

from retrieval.model import Span

MAX_WINDOW_CHARS = 8000
"""nupunkt sees at most this much at once, because it can take much longer for a text of twice the length. No sentence
that people write is longer, so that what lies further away decides nothing."""

_VISIBLE = re.compile(r"\S(?:.*\S)?", re.DOTALL)
_LONG_RUN = re.compile(r"[^\w\s]{17,}|\s{17,}")
_RUN_CHARS = 16
"""A run of signs, or of white space, says no more from this length on."""
_MARK = r"(?:\[(?:\d{1,3}|[a-z*†‡])\]|[⁰¹²³⁴-⁹]{1,3})"
_NOTE_MARKS = re.compile(rf"(?<=[.!?…])([\"'”’»)]{{0,2}})({_MARK}++)(?=\s|\Z)")
"""Marks of notes after the end of a sentence, which belong to it: "in 1932.[4]", "in 1932.⁴"."""
_CJK_END = re.compile(rf"[。！？｡]{_MARK}*+(?![」』”’）。！？｡])")


def sentence_spans(text: str, language: str | None = None) -> list[Span]:  # noqa: ARG001
    """Return the spans of a paragraph's sentences, in order, without the white space around them.

    Every visible character is inside a span. A text without sentences is cut into spans of ``MAX_WINDOW_CHARS``, where
    there is white space if possible. The time taken is in proportion to the length of the text.
    """
    short, cuts = _without_long_runs(text)
    starts = [_original_place(cuts, at) for at in _starts(_NOTE_MARKS.sub(_hidden, short))]
    borders = sorted({0, *starts, *(match.end() for match in _CJK_END.finditer(text)), len(text)})
    return [visible.span() for left, right in pairwise(borders) if (visible := _VISIBLE.search(text, left, right))]


def _starts(text: str) -> Iterator[int]:
    """Yield where sentences begin. The last one of a window is seen again, whole, at the beginning of the next."""
    import nupunkt

    at = 0
    while len(text) - at > MAX_WINDOW_CHARS:
        window = text[at : at + MAX_WINDOW_CHARS]
        found = [start for start, _ in nupunkt.sentence_spans(window)] or [0]
        yield from (at + start for start in found)
        last = found[-1]
        if last < MAX_WINDOW_CHARS // 2:
            last = max(window.rfind(" ", MAX_WINDOW_CHARS // 2), window.rfind("\n", MAX_WINDOW_CHARS // 2))
        at += last if last > 0 else MAX_WINDOW_CHARS
    yield from (at + start for start, _ in nupunkt.sentence_spans(text[at:]))


def _without_long_runs(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Return a text with the beginning and the last character of long runs, and pairs that tell what is left out.

    A pair is a place in this text, and how many characters were left out before it.
    """
    parts = []
    cuts = [(0, 0)]
    at = left_out = 0
    for match in _LONG_RUN.finditer(text):
        kept = match.start() + _RUN_CHARS - 1
        parts.append(text[at:kept])
        at = match.end() - 1
        left_out += at - kept
        cuts.append((at - left_out, left_out))
    return "".join([*parts, text[at:]]), cuts


def _original_place(cuts: list[tuple[int, int]], at: int) -> int:
    return at + cuts[bisect_right(cuts, at, key=lambda cut: cut[0]) - 1][1]


def _hidden(match: re.Match[str]) -> str:
    return match[1] + " " * len(match[2])
