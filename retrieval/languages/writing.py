"""Text → the scripts it is written in, and its words, in any script."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping
from enum import StrEnum

from retrieval.model import Span


class Script(StrEnum):
    """Scripts that tell something about the language of a text. Kana and Hangul tell all of it."""

    LATIN = "Latin"
    CYRILLIC = "Cyrillic"
    GREEK = "Greek"
    ARABIC = "Arabic"
    DEVANAGARI = "Devanagari"
    HAN = "Han"
    KANA = "Kana"
    HANGUL = "Hangul"
    THAI = "Thai"
    HEBREW = "Hebrew"
    ARMENIAN = "Armenian"
    BENGALI = "Bengali"
    GURMUKHI = "Gurmukhi"
    GUJARATI = "Gujarati"
    TAMIL = "Tamil"
    TELUGU = "Telugu"
    KANNADA = "Kannada"
    MALAYALAM = "Malayalam"
    SINHALA = "Sinhala"
    LAO = "Lao"
    BURMESE = "Burmese"
    GEORGIAN = "Georgian"
    ETHIOPIC = "Ethiopic"
    KHMER = "Khmer"
    TIBETAN = "Tibetan"
    THAANA = "Thaana"
    OTHER = "other"


def scripts_in(text: str) -> Mapping[Script, int]:
    """Return how many letters of a text are in each script; signs, digits and letters of other scripts do not count."""
    counts: Counter[Script] = Counter()
    for character, times in Counter(text).items():
        start, end, script = _RANGES[bisect_right(_STARTS, ord(character)) - 1]
        if start <= ord(character) <= end and (character.isalpha() or unicodedata.category(character)[0] == "M"):
            counts[script] += times
    return counts


def words_in(text: str) -> list[str]:
    """Return the words and the signs of a text, in lower case, a sign alone: ``["what", "'", "s", "new", "?"]``.

    A word keeps its vowel signs (Hindi) and loses marks that few people type (Arabic). What stands between spaces is
    one word where a script puts none between words.
    """
    text = text.lower()
    if text.isascii():
        return _ASCII_WORD_OR_SIGN.findall(text)
    return _WORD_OR_SIGN.findall(_UNTYPED.sub("", text.replace("’", "'")))


def word_spans(text: str) -> list[Span]:
    """Return where the words and the signs of a text stand: one span for each item of ``words_in``."""
    if text.isascii():
        return [match.span() for match in _ASCII_WORD_OR_SIGN.finditer(text)]
    return [match.span() for match in _PLACED.finditer(text) if _UNTYPED.sub("", match[0])]


def has_no_capitals(text: str) -> bool:
    """Return whether most letters of a text are of scripts that have no capitals."""
    if text.isascii():
        return False
    without = len(_UNCASED.findall(text))
    return bool(without) and 2 * without > sum(map(str.isalpha, text))


def with_plain_digits(text: str) -> str:
    """Return a text with 0 to 9 in place of the digits of other scripts."""
    return text if text.isascii() else _OTHER_DIGITS.sub(lambda digit: str(int(digit[0])), text)


def typed_plainly(text: str) -> str:
    """Return a text in lower case with Latin letters as people type them who leave out accents: "nao" for "não"."""
    if text.isascii():
        return text
    letters = unicodedata.normalize("NFD", text.translate(_UNSPLIT))
    return unicodedata.normalize("NFC", "".join(letter for letter in letters if not "\u0300" <= letter <= "\u036f"))


_UNSPLIT = str.maketrans({"đ": "d", "ð": "d", "ł": "l", "ø": "o", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"})

_UNCASED = re.compile("[\u0590-\u109f\u10d0-\u137f\u1780-\u17ff\u3041-\ua4cf\uac00-\ud7a3]")
_OTHER_DIGITS = re.compile(r"[^\D0-9]")

_RANGES: tuple[tuple[int, int, Script], ...] = (
    (0x0000, 0x024F, Script.LATIN),
    (0x0370, 0x03FF, Script.GREEK),
    (0x0400, 0x052F, Script.CYRILLIC),
    (0x0530, 0x058F, Script.ARMENIAN),
    (0x0590, 0x05FF, Script.HEBREW),
    (0x0600, 0x06FF, Script.ARABIC),
    (0x0700, 0x074F, Script.OTHER),
    (0x0750, 0x077F, Script.ARABIC),
    (0x0780, 0x07BF, Script.THAANA),
    (0x0900, 0x097F, Script.DEVANAGARI),
    (0x0980, 0x09FF, Script.BENGALI),
    (0x0A00, 0x0A7F, Script.GURMUKHI),
    (0x0A80, 0x0AFF, Script.GUJARATI),
    (0x0B80, 0x0BFF, Script.TAMIL),
    (0x0C00, 0x0C7F, Script.TELUGU),
    (0x0C80, 0x0CFF, Script.KANNADA),
    (0x0D00, 0x0D7F, Script.MALAYALAM),
    (0x0D80, 0x0DFF, Script.SINHALA),
    (0x0E00, 0x0E7F, Script.THAI),
    (0x0E80, 0x0EFF, Script.LAO),
    (0x0F00, 0x0FFF, Script.TIBETAN),
    (0x1000, 0x109F, Script.BURMESE),
    (0x10A0, 0x10FF, Script.GEORGIAN),
    (0x1100, 0x11FF, Script.HANGUL),
    (0x1200, 0x137F, Script.ETHIOPIC),
    (0x13A0, 0x13FF, Script.OTHER),
    (0x1780, 0x17FF, Script.KHMER),
    (0x1800, 0x18AF, Script.OTHER),
    (0x1E00, 0x1EFF, Script.LATIN),
    (0x1F00, 0x1FFF, Script.GREEK),
    (0x3041, 0x30FF, Script.KANA),
    (0x3400, 0x4DBF, Script.HAN),
    (0x4E00, 0x9FFF, Script.HAN),
    (0xAC00, 0xD7AF, Script.HANGUL),
    (0xFB50, 0xFDFF, Script.ARABIC),
    (0xFE70, 0xFEFC, Script.ARABIC),
    (0x20000, 0x3134F, Script.HAN),
)
_STARTS = [start for start, *_ in _RANGES]

_UNTYPED_MARKS = "\u0307\u0610-\u061a\u0640\u064b-\u065f\u0670"
_UNTYPED = re.compile(f"[{_UNTYPED_MARKS}]")
"""Arabic vowel signs and lengthening, and the dot that a Turkish İ leaves behind in lower case."""

_MARKS = (
    "\u0300-\u036f\u0591-\u05bd\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963\u0981-\u0983\u09bc-\u09cd\u09d7"
    "\u0a01-\u0a03\u0a3c-\u0a4d\u0a70\u0a71\u0a81-\u0a83\u0abc-\u0acd\u0b82\u0bbe-\u0bcd\u0c00-\u0c04\u0c3e-\u0c56"
    "\u0c81-\u0c83\u0cbc-\u0cd6\u0d00-\u0d03\u0d3b-\u0d4d\u0d82\u0d83\u0dca-\u0ddf\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
    "\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ecd\u102b-\u103e\u1056-\u1060\u135d-\u135f\u17b4-\u17d3"
)
"""Signs that belong to the letter before them, which ``\\w`` leaves out."""
_WORD_OR_SIGN = re.compile(rf"[\w{_MARKS}]+|[^\w\s{_MARKS}]")
_PLACED = re.compile(rf"[\w{_MARKS}{_UNTYPED_MARKS}]+|[^\w\s{_MARKS}{_UNTYPED_MARKS}]")
_ASCII_WORD_OR_SIGN = re.compile(r"\w+|[^\w\s]", re.ASCII)
