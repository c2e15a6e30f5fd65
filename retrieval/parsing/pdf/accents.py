"""Accents that old typesetting programs draw as characters of their own, over or under a letter."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

_ALONE = {
    "\u0300": "`",
    "\u0301": "´",
    "\u0302": "ˆ",
    "\u0303": "˜",
    "\u0308": "¨",
    "\u030a": "˚",
    "\u030c": "ˇ",
    "\u0327": "¸",
}
_ACCENTS = {alone: mark for mark, alone in _ALONE.items()} | {mark: mark for mark in _ALONE}
_ACCENT = re.compile(f"[{''.join(_ACCENTS)}]")
_DOTTED = {"ı": "i", "ȷ": "j"}


def accented(text: str, start: int, is_over: Callable[[int, int], bool]) -> str:
    """Return a word in which accents that are drawn over letters are part of them, as the page shows it.

    ``is_over`` says whether one character of the page, by its index, stands over another; the word begins at ``start``.
    """
    if _ACCENT.search(text) is None:
        return text
    parts: list[str] = []
    at = 0
    while at < len(text):
        mark = _ACCENTS.get(text[at])
        letter = text[at + 1 : at + 2]
        if mark and letter.isalpha() and is_over(start + at, start + at + 1):
            parts.append(unicodedata.normalize("NFC", _DOTTED.get(letter, letter) + mark))
            at += 1
        elif mark and mark != text[at] and at and text[at - 1].isalpha() and is_over(start + at, start + at - 1):
            parts[-1] = unicodedata.normalize("NFC", parts[-1] + mark)
        elif mark == text[at] and not at:
            parts.append(_ALONE[mark])  # a mark over nothing
        else:
            parts.append(text[at])
        at += 1
    return "".join(parts)
