"""Borders of English sentences, and of Latin script in an unknown language: as nupunkt sees them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from retrieval.languages.abbreviated import abbreviations_of

MAX_WINDOW_CHARS = 8000
"""nupunkt sees at most this much at once, because it can take much longer for a text of twice the length. No sentence
that people write is longer, so that what lies further away decides nothing."""

NOTE_MARK = r"(?:\[(?:\d{1,3}|[a-z*†‡])\]|[⁰¹²³⁴-⁹]{1,3})"
_LONG_RUN = re.compile(r"[^\w\s]{17,}|\s{17,}")
_RUN_CHARS = 16
"""A run of signs, or of white space, says no more from this length on."""
_NOTE_MARKS = re.compile(rf"(?<=[.!?…])([\"'”’»)]{{0,2}})({NOTE_MARK}++)(?=\s|\Z)")
"""Marks of notes after the end of a sentence, which belong to it: "in 1932.[4]", "in 1932.⁴"."""


_FULL_STOP = re.compile(
    rf"(?<=\w)\.(?:[\"'”’)\]]|{NOTE_MARK}){{0,4}}+\s++(?P<opening>[\"'“‘(\[]{{0,2}}+)(?P<next>[A-Z][a-z]*+)(?![\w.’'-])"
)
_LAST_WORD = re.compile(r"(?<![\w.])[^\W\d_][^\W_]*\Z")
_WORD_CHARS = 40


def english_borders(text: str) -> list[int]:
    """Return where sentences begin."""
    short, cuts = _without_long_runs(text)
    return [_original_place(cuts, at) for at in _starts(_NOTE_MARKS.sub(_hidden, short))] + list(_missed_starts(text))


def _missed_starts(text: str) -> Iterator[int]:
    """Yield where a word that opens sentences follows a full stop: nupunkt takes many words for abbreviations.

    "This is a lot of code. It works." would be one sentence, as "code." is the Code of Federal Regulations.
    """
    words = abbreviations_of("en")
    for match in _FULL_STOP.finditer(text):
        before = _LAST_WORD.search(text, max(0, match.start() - _WORD_CHARS), match.start())
        if before is None or match["next"] not in words.openers or before[0] in words.inside:
            continue
        if len(before[0]) > 1 or match["next"] != "A":  # not "F. A . Forbes", nor the point "a. A wish"
            yield match.start("opening")


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
