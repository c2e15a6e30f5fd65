"""Text → Discord's Markdown that displays exactly this text.

Discord shows the character after a backslash as it is when it is neither a letter, a digit nor white space. So every
character that could begin or end markup gets one, whether or not it would be markup where it stands: a reader sees no
difference, and no rule of Discord's, now or later, has to be predicted.
"""

from __future__ import annotations

import re
import unicodedata

_MARKUP = re.compile(r"[\\*_~`|<>\[\]()@#:/]")
"""Emphasis, spoilers, code, quotes, mentions, links, emoji, timestamps, headings; a link ends where its colon does."""
_LINE_START = re.compile(r"(?m)^(\d*)([-+.])")
"""Lists, small print, numbered lists."""
_DOTTED = re.compile(r"(?<=\w)\.(?=\w)")
"""``discord.gg/x`` unfurls without any scheme, and some clients link bare names of hosts."""

_PICTURE = re.compile(
    "[©®‼⁉ℹ™\u20e3\u2190-\u21ff\u2300-\u23ff\u2460-\u24ff\u25a0-\u27bf\u2900-\u297f\u2b00-\u2bff〰〽㊗㊙"
    "\U0001f000-\U0001faff]"
)
"""What a client may draw as a picture, roughly. It reads no text with 200 pieces of markup, and each counts as one."""
PICTURES = 100
"""Of these in a text, at most, for it to be read at all."""

_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that turn the direction of what follows, and could make it read otherwise than it is written."""


def escape(text: str) -> str:
    """Return Markdown that displays ``text``. What ``is_faithful`` refuses may be displayed otherwise."""
    text = _MARKUP.sub(r"\\\g<0>", text)
    text = _LINE_START.sub(r"\1\\\2", text)
    return _DOTTED.sub(r"\\.", text)


def is_faithful(text: str) -> bool:
    """Return whether Discord displays the escaped text as it is: not when a line begins or ends with white space.

    Nor when it holds very many pictographs. Nor does it promise anything about control characters, or those that turn
    the direction of writing.
    """
    lines = text.split("\n")
    if not lines[0] or not lines[-1] or any(_is_space(end) for line in lines for end in line[:1] + line[-1:]):
        return False
    if pictures(text) > PICTURES:
        return False
    return not _holds_unseen(text)


def fence(text: str) -> str | None:
    """Return a code block that displays ``text`` to the byte, or None when none can.

    It cannot when the text holds a fence of its own, or a tab: clients show that as four spaces.
    """
    if not text or "```" in text or text != text.strip("\n") or text.endswith("`"):
        return None
    if _holds_unseen(text):
        return None
    return f"```\n{text}\n```"


def size(text: str) -> int:
    """Return how long Discord may find a text: UTF-16 units, of which a character outside the BMP takes two."""
    return len(text) + (0 if text.isascii() else sum(character > "\uffff" for character in text))


def pictures(text: str) -> int:
    """Return how many characters a client may draw as pictures."""
    return len(_PICTURE.findall(text))


def _is_space(character: str) -> bool:
    return character.isspace() or character == "\ufeff"  # which is white space to clients


def _holds_unseen(text: str) -> bool:
    return any(c in _TURNING or unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in set(text) - {"\n"})
