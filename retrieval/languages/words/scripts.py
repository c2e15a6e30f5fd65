"""A token → its parts by script, and its letters as they are compared: what few people type makes no difference."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from retrieval.languages.scripts import default_language
from retrieval.languages.writing import Script

_HAN = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HIRAGANA = "\u3041-\u309f"
_KATAKANA = "\u30a0-\u30ff\u31f0-\u31ff"
_HANGUL = "\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff"
_THAI = "\u0e00-\u0e7f\u0e80-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\uaa60-\uaa7f"
"""Thai, Lao, Tibetan, Burmese and Khmer: no spaces between words, and marks that belong to the letter before them."""

_PARTS = re.compile(
    rf"(?P<han>[{_HAN}{_HIRAGANA}]+)|(?P<kana>[{_KATAKANA}]+)|(?P<hangul>[{_HANGUL}]+)|(?P<thai>[{_THAI}]+)"
    rf"|(?P<word>[^{_HAN}{_HIRAGANA}{_KATAKANA}{_HANGUL}{_THAI}]+)"
)
_UNSPACED = re.compile(f"[{_HAN}{_HIRAGANA}{_KATAKANA}{_HANGUL}{_THAI}]")
_NOT_LATIN = re.compile("[\u0370-\u1cff\u1f00-\u1fff\u2c80-\u2dff\u2e80-\uabff\uac00-\ufaff\U00010000-\U0010ffff]")
_HIRAGANA_LETTER = re.compile(f"[{_HIRAGANA}]")

_RANGES = (
    ("greek", "\u0370-\u03ff\u1f00-\u1fff"), ("cyrillic", "\u0400-\u052f\u1c80-\u1c8f"), ("armenian", "\u0530-\u058f"),
    ("hebrew", "\u0590-\u05ff"), ("arabic", "\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff"),
    ("devanagari", "\u0900-\u097f"), ("tamil", "\u0b80-\u0bff"),
)  # fmt: skip
_SCRIPT = re.compile("|".join(rf"(?P<{name}>[{letters}])" for name, letters in _RANGES))

DEFAULTS = {
    script.lower(): default_language(script) or ""
    for script in (
        Script.LATIN, Script.GREEK, Script.CYRILLIC, Script.ARMENIAN, Script.HEBREW, Script.ARABIC, Script.DEVANAGARI,
        Script.TAMIL, Script.HANGUL, Script.HAN, Script.KANA, Script.THAI,
    )
}  # fmt: skip
"""How words of a script are reduced in a text of a language that is written in another one, or is not known."""


def is_latin(text: str) -> bool:
    """Return whether a text has no letters but Latin ones."""
    return text.isascii() or _NOT_LATIN.search(text) is None


def script_parts(token: str) -> Iterator[tuple[str, str]]:
    """Yield the parts of a token, each with its script: one unless it has letters of a script without spaces.

    A word in an alphabet keeps its digits and signs. What is in no script of ``DEFAULTS`` is "other".
    """
    if token.isascii() or _UNSPACED.search(token) is None:
        yield token, word_script(token)
        return
    for match in _PARTS.finditer(token):
        part = match[0]
        if match.lastgroup == "word":
            part = part.strip(".,'&@_")
        if part:
            yield part, word_script(part) if match.lastgroup == "word" else str(match.lastgroup)


def word_script(word: str) -> str:
    """Return the script of a word in an alphabet; that of a number is "latin"."""
    if is_latin(word):
        return "latin"
    match = _SCRIPT.search(word)
    return str(match.lastgroup) if match is not None else "other"


def has_hiragana(text: str) -> bool:
    """Return whether a text has hiragana, so that it is Japanese."""
    return _HIRAGANA_LETTER.search(text) is not None


# -- letters ---------------------------------------------------------------------------------------------------------


def plain_letters(word: str, script: str) -> str:
    """Return a word in lower case with its letters as they are compared. Latin letters keep their accents.

    Points, lengthening and accents are left out in Arabic, Hebrew and Greek, forms of one letter become one, in
    Devanagari the nukta is left out and nasals are written in one way; digits of all scripts become 0 to 9.
    """
    if not word.isascii() and _DIGITS.search(word):
        word = _DIGITS.sub(lambda digit: str(unicodedata.digit(digit[0])), word)
    if script == "greek" or (script == "cyrillic" and "\u0301" in word):
        word = unicodedata.normalize("NFD", word)
    table = _tables().get(script)
    if table is not None:
        word = word.translate(table)
    if script == "devanagari":
        word = _NASAL.sub("\u0902", word)
    return word


_DIGITS = re.compile(r"(?![0-9])\d")
_NASAL = re.compile("[\u0919\u091e\u0923\u0928\u092e]\u094d(?=[\u0915-\u0939])")
_LONG_VOWELS = {"ई": "इ", "ी": "ि", "ऊ": "उ", "ू": "ु", "ँ": "ं", "ऩ": "न", "ऱ": "र", "ऴ": "ळ"}


@cache
def _tables() -> dict[str, dict[int, str | None]]:
    def left_out(*ranges: str) -> dict[str, None]:
        found: dict[str, None] = {}
        for each in ranges:
            first, last = each[0], each[-1]
            found |= dict.fromkeys(map(chr, range(ord(first), ord(last) + 1)))
        return found

    forms = {"ا": "أإآٱ", "ي": "ىیېئے", "ك": "کڪ", "ه": "ةۃہھە", "و": "ؤ"}
    arabic = {form: letter for letter, others in forms.items() for form in others}
    tables: dict[str, dict[str, str | None]] = {
        "cyrillic": {"ё": "е", "\u0301": None},
        "greek": {"ς": "σ", **left_out("\u0300\u036f")},
        "arabic": {**arabic, **left_out("\u0610\u061a", "\u0640", "\u064b\u065f", "\u0670", "\u06d6\u06ed")},
        "hebrew": {**dict(zip("ךםןףץ", "כמנפצ", strict=True)), **left_out("\u0591\u05c7")},
        "devanagari": {**_LONG_VOWELS, "\u093c": None},
    }
    return {script: str.maketrans(table) for script, table in tables.items()}
