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


_MIN_CLAUSE, _MIN_BEFORE, _MIN_BEHIND = 20, 8, 10
"""How many characters of Thai make a sentence: all that stand before a space since the last border; and how many there,
and behind it, have no space between them. Less is a name, a number, or part of a sentence."""
_SPACES = {
    "th": re.compile(r"(?<=[\u0e01-\u0e2e\u0e30-\u0e45\u0e47-\u0e4e])\s++(?=[\u0e01-\u0e2e\u0e40-\u0e44])"),
    "lo": re.compile(r"(?<=[\u0e81-\u0ec5\u0ec8-\u0ece])\s++(?=[\u0e81-\u0eae\u0ec0-\u0ec4])"),
}
_PIECE_BEFORE = re.compile(r"\S*\Z")
_PIECE_BEHIND = re.compile(r"\S{0,40}")


def space_borders(text: str, language: str, borders: Sequence[int]) -> Iterator[int]:
    """Yield the spaces of Thai and Lao that part two clauses, each long enough to say something by itself.

    ``borders`` are known already, in order, with the beginning and the end of the text.
    """
    if language not in _SPACES:
        return
    words = abbreviations_of(language)
    openers = tuple(words.openers)
    begin = 0
    for space in _SPACES[language].finditer(text):
        at, behind = space.span()
        begin = max(begin, borders[bisect_right(borders, at) - 1])
        before = _PIECE_BEFORE.search(text, max(begin, at - _MIN_CLAUSE), at)
        piece = _PIECE_BEHIND.match(text, behind, borders[bisect_left(borders, behind)])
        if before is None or piece is None or at - begin < _MIN_CLAUSE or before[0].endswith(words.open_ends):
            continue
        is_long = len(before[0]) >= _MIN_BEFORE and len(piece[0]) >= _MIN_BEHIND
        if piece[0].startswith(openers) or (is_long and not piece[0].startswith(words.joints)):
            begin = behind
            yield behind
