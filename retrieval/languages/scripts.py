"""In which script a text is written, and which languages are written in it."""

from __future__ import annotations

import re
from collections import Counter

_RANGES = {
    "latin": r"A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff\uff21-\uff3a\uff41-\uff5a",
    "cyrillic": r"\u0400-\u052f\u1c80-\u1c8f\u2de0-\u2dff\ua640-\ua69f",
    "arabic": r"\u0620-\u065f\u066e-\u06ef\u06fa-\u06ff\u0750-\u077f\u0870-\u08ff\ufb50-\ufdff\ufe70-\ufefc",
    "devanagari": r"\u0900-\u0963\u0970-\u097f\ua8e0-\ua8ff",
    "bengali": r"\u0980-\u09e3\u09f0-\u09ff",
    "han": r"\u3005\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff",
    "kana": r"\u3041-\u30ff\u31f0-\u31ff\uff66-\uff9f",
    "hangul": r"\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff",
    "thai": r"\u0e01-\u0e4f",
    "lao": r"\u0e81-\u0ecf\u0edc-\u0edf",
    "khmer": r"\u1780-\u17df",
    "myanmar": r"\u1000-\u103f\u104c-\u109f",
    "greek": r"\u0370-\u03ff\u1f00-\u1fff",
    "hebrew": r"\u0591-\u05f4\ufb1d-\ufb4f",
    "armenian": r"\u0531-\u058a\ufb13-\ufb17",
    "georgian": r"\u10a0-\u10ff\u1c90-\u1cbf\u2d00-\u2d2d",
    "tamil": r"\u0b82-\u0bcd",
    "telugu": r"\u0c00-\u0c63",
    "kannada": r"\u0c80-\u0ce3",
    "malayalam": r"\u0d00-\u0d63",
    "sinhala": r"\u0d81-\u0ddf",
    "gujarati": r"\u0a81-\u0ae3",
    "gurmukhi": r"\u0a01-\u0a5e\u0a70-\u0a75",
    "oriya": r"\u0b01-\u0b63",
    "ethiopic": r"\u1200-\u135f\u1380-\u139f",
    "tibetan": r"\u0f00-\u0f1f\u0f34-\u0fff",
}
_RUN = re.compile("|".join(f"(?P<{name}>[{range_}]+)" for name, range_ in _RANGES.items()))

_DENSE = {"han": 4, "kana": 3, "hangul": 3}
"""A sign of these scripts says as much as so many letters."""

_ONLY = {
    "kana": "ja", "hangul": "ko", "thai": "th", "lao": "lo", "khmer": "km", "myanmar": "my", "greek": "el",
    "hebrew": "he", "armenian": "hy", "georgian": "ka", "tamil": "ta", "telugu": "te", "kannada": "kn",
    "malayalam": "ml", "sinhala": "si", "gujarati": "gu", "gurmukhi": "pa", "oriya": "or", "ethiopic": "am",
    "tibetan": "bo",
}  # fmt: skip
"""The language of a script, where it is that of nearly everything that is written in it."""

_SEVERAL = {
    script: frozenset(codes.split())
    for script, codes in {
        "cyrillic": "ab av az ba be bg ce cv kk kv ky mk mn os ru sr tg tk tt uk uz",
        "arabic": "ar az fa ks ku ky ps sd ug ur uz",
        "devanagari": "bh hi ks mr ne pi sa sd",
        "bengali": "as bn",
        "han": "ja zh",
    }.items()
}
_LATIN_TOO = frozenset({"az", "ku", "kk", "ks", "sr", "tg", "tk", "tt", "ug", "uz"})
_NOT_LATIN = (frozenset(_ONLY.values()) | frozenset().union(*_SEVERAL.values())) - _LATIN_TOO

_KANA_SHARE = 0.12
"""Of the signs of a Japanese text, more than this share are kana; a Chinese one at most quotes some."""


def main_script(text: str) -> tuple[str, int]:
    """Return the script that most of a text is written in, and how many letters of it there are; ``("", 0)`` if none.

    A sign that stands for a syllable or a word counts as several letters.
    """
    letters: Counter[str] = Counter()
    for match in _RUN.finditer(text):
        name = match.lastgroup or ""
        letters[name] += (match.end() - match.start()) * _DENSE.get(name, 1)
    if not letters:
        return "", 0
    signs = letters["han"] + letters["kana"]
    if letters["kana"] > _KANA_SHARE * signs:
        letters["kana"], letters["han"] = signs, 0
    elif letters["han"]:
        letters["han"], letters["kana"] = signs, 0
    return letters.most_common(1)[0]


def language_of_script(script: str) -> str | None:
    """Return the language that a script alone tells, or None where several are written in it."""
    return _ONLY.get(script)


def is_written_in(language: str, script: str) -> bool:
    """Return whether a language is written in a script."""
    if script in _ONLY:
        return language == _ONLY[script] or (script, language) in _OTHERS
    return language in _SEVERAL[script] if script in _SEVERAL else language not in _NOT_LATIN


_OTHERS = {("hebrew", "yi"), ("ethiopic", "ti"), ("tibetan", "dz")}
"""Languages that are rarer than the one which their script tells; a file may declare them."""
