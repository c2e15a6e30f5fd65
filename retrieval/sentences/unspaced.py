"""Borders that need no white space, at the marks of scripts of their own; and the spaces of Thai and Lao."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from retrieval.languages.abbreviated import abbreviations_of
from retrieval.sentences.english import NOTE_MARK

_SIGN = "\u3041-\u30ff\u3400-\u9fff\uff66-\uff9d\U00020000-\U0003ffff"
_QUOTES = "」』”’"
_EAST_ASIAN_END = re.compile(
    rf"(?:(?<![。！？｡])[。！？｡]|(?<=[{_SIGN}])[!?](?=[{_SIGN}{_QUOTES}）])|(?<=[{_SIGN}])．(?=[{_SIGN}{_QUOTES}）\s]))"
    rf"[。！？｡!?…]*+(?P<closers>(?:[{_QUOTES}）〕】》〉)\]\"]|{NOTE_MARK}){{0,6}}+)(?![。！？｡、，」』”）])"
)
_EAST_ASIAN_GOES_ON = re.compile(
    r"[、，,的]|と(?!ても|ころ|き|に|も)|って|という|など|[をがはでに](?![いっ])|も(?![うし])|の(?=[\u30a1-\u30ff\u3400-\u9fff])"
)
"""What follows a quoted sentence that is part of another: 「もう遅い。」と言った."""
_OPENERS, _QUOTE_ENDS = "「『“（(", "」』”）)"
_MAX_QUOTED = 120

_MARKS = "।॥۔։።፧᠃᠉๚๛။៕"
_OTHER_END = re.compile(
    rf"(?:(?<![{_MARKS}])[{_MARKS}]++|(?<!፡)፡፡|។(?!ល។)|[།༎](?:\s?[།༎]){{0,3}})"
    rf"(?:[”’\"'»)\]]|{NOTE_MARK}){{0,6}}+(?![{_MARKS},،၊፣]|[ ]?ဟ[ုူ])"
)
"""The ends of Hindi, Urdu, Armenian, Amharic, Mongolian, Burmese, Khmer and Tibetan sentences. Khmer writes
"។ល។" for etc.; in Burmese, a quotation goes on with "ဟု"."""


def unspaced_borders(text: str) -> Iterator[int]:
    """Yield where a sentence ends at a mark that needs no white space behind it."""
    if text.isascii():
        return
    for end in _OTHER_END.finditer(text):
        yield end.end()
    for end in _EAST_ASIAN_END.finditer(text):
        if not _is_quoted(text, end):
            yield end.end()


def _is_quoted(text: str, end: re.Match[str]) -> bool:
    """Whether a sentence of East Asia is part of the one that quotes it."""
    before = text[max(0, end.start() - _MAX_QUOTED) : end.start()]
    opened = max(before.rfind(opener) for opener in _OPENERS)
    goes_on = _EAST_ASIAN_GOES_ON.match(text, end.end()) is not None
    closers = end["closers"].rstrip("[]0123456789")
    if closers:
        asks = text[end.start("closers") - 1] in "！？!?" and closers[-1] in _QUOTES
        is_object = before[:opened].endswith(("：", ":"))
        return goes_on or (asks and not is_object and text[end.end() : end.end() + 1].strip() != "")
    if goes_on and text.startswith("の", end.end()):
        return True
    if opened < 0 or opened < max(before.rfind(closer) for closer in _QUOTE_ENDS):
        return False
    closer = text.find(_QUOTE_ENDS[_OPENERS.index(before[opened])], end.end(), end.end() + _MAX_QUOTED)
    return closer >= 0 and _EAST_ASIAN_GOES_ON.match(text, closer + 1) is not None


_MIN_CLAUSE = 18
"""A shorter piece of Thai between two spaces is a name, or part of a sentence."""
_SPACES = {
    "th": re.compile(r"(?<=[\u0e01-\u0e2e\u0e30-\u0e45\u0e47-\u0e4e])\s+(?=[\u0e01-\u0e2e\u0e40-\u0e44])"),
    "lo": re.compile(r"(?<=[\u0e81-\u0ec5\u0ec8-\u0ece])\s+(?=[\u0e81-\u0eae\u0ec0-\u0ec4])"),
}


def space_borders(text: str, language: str, borders: Sequence[int]) -> Iterator[int]:
    """Yield the spaces of Thai and Lao that part two clauses, each long enough to say something by itself.

    ``borders`` are known already, in order, with the beginning and the end of the text.
    """
    if language not in _SPACES:
        return
    words = abbreviations_of(language)
    begin = 0
    for space in _SPACES[language].finditer(text):
        at, behind = space.span()
        begin = max(begin, borders[bisect_right(borders, at) - 1])
        end = borders[bisect_left(borders, behind)]
        piece = text[behind : min(end, behind + _MIN_CLAUSE)]
        if (
            at - begin >= _MIN_CLAUSE
            and len(piece) == _MIN_CLAUSE
            and not piece.startswith(words.joints)
            and not text.endswith(words.open_ends, begin, at)
        ):
            begin = behind
            yield behind
