"""Text → Discord's Markdown that displays exactly this text.

After a backslash, Discord shows a character as it is unless it is a letter, a digit or white space. So every character
that could begin or end markup gets a backslash, whether or not it would be markup in its place: a person sees no
difference, and no rule of Discord's, present or future, has to be predicted.
"""

from __future__ import annotations

import re
import unicodedata

_MARKUP = re.compile(r"[\\*_~`|<>\[\]()@#:/]")
"""Emphasis, spoilers, code, quotes, mentions, links, emoji, timestamps, headings, and the colons of links."""
_LINE_START = re.compile(r"(?m)^(\d*)([-+.])")
"""Lists, small print, numbered lists."""
_DOTTED = re.compile(r"(?<=\w)\.(?=\w)")
"""``discord.gg/x`` becomes a preview even without a scheme, and some clients link bare host names."""

_PICTURE = re.compile(
    "[©®‼⁉ℹ™\u20e3\u2190-\u21ff\u2300-\u23ff\u2460-\u24ff\u25a0-\u27bf\u2900-\u297f\u2b00-\u2bff〰〽㊗㊙"
    "\U0001f000-\U0001faff]"
)
"""Roughly, what a client may draw as a picture. Each counts as markup, and a client gives up at 200 pieces of it."""
MAX_PICTURES = 100
"""How many pictures a text may have for a client to read its Markdown."""

_DIRECTION_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that change the direction of what follows, which could then read differently from what is written."""


def escape(text: str) -> str:
    """Return Markdown that displays ``text``. A text that is not ``is_faithful`` may be displayed differently."""
    text = _MARKUP.sub(r"\\\g<0>", text)
    text = _LINE_START.sub(r"\1\\\2", text)
    return _DOTTED.sub(r"\\.", text)


def is_faithful(text: str) -> bool:
    """Return whether Discord displays the escaped text exactly as it is.

    It does not when a line begins or ends with white space or when there are very many pictures, and it may not when
    there are control characters or characters that change the direction of writing.
    """
    lines = text.split("\n")
    if not lines[0] or not lines[-1] or any(_is_space(end) for line in lines for end in line[:1] + line[-1:]):
        return False
    if count_pictures(text) > MAX_PICTURES:
        return False
    return not _holds_unseen(text)


def fence(text: str) -> str | None:
    """Return a code block that displays ``text`` byte for byte, or None when no code block can.

    None can when the text contains a fence itself, or a tab, which clients show as four spaces.
    """
    if not text or "```" in text or text != text.strip("\n") or text.endswith("`"):
        return None
    if _holds_unseen(text):
        return None
    return f"```\n{text}\n```"


def size(text: str) -> int:
    """Return the length of a text as Discord counts it: UTF-16 units, two for a character outside the BMP."""
    return len(text) + (0 if text.isascii() else sum(character > "\uffff" for character in text))


def count_pictures(text: str) -> int:
    """Return how many characters a client may draw as pictures."""
    return len(_PICTURE.findall(text))


def _is_space(character: str) -> bool:
    return character.isspace() or character == "\ufeff"  # white space to clients


def _holds_unseen(text: str) -> bool:
    return any(c in _DIRECTION_MARKS or unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in set(text) - {"\n"})
