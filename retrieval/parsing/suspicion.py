"""Signs that a text is not all, or not what, its document shows: sentences for whoever looks after the library."""

from __future__ import annotations

import re

from retrieval.model import BlockKind, Content

_WORD = re.compile(r"\w+")
_LONG_WORD = re.compile(r"[A-Za-z]{30,}")
_CAPITAL = re.compile(r"[A-Z]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd\ue000-\uf8ff]")

_BYTES_PER_WORD = 50_000
_MIN_LARGE_BYTES = 500_000
_MAX_LONG_WORD_SHARE = 0.02
_MIN_CHARS_PER_CAPITAL = 15
"""Names of programs (``ReadableStreamController``) and encoded data have more capitals than words without spaces."""
_MAX_CONTROL_SHARE = 0.01
_LONG_TEXT_CHARS = 40_000


def suspicions(content: Content, size: int) -> tuple[str, ...]:
    """Return what is suspicious about a content that was parsed from ``size`` bytes, a sentence for each thing."""
    text = content.text
    words = _WORD.findall(text)
    found = []
    if not content.has_lines:
        if size >= _MIN_LARGE_BYTES and len(words) * _BYTES_PER_WORD < size:
            found.append(f"Only {len(words):,} words were found in {size:,} bytes.")
        pages = content.pages[-1][1] if content.pages else 0
        if pages > 2 and len(words) < 20 * pages:
            found.append(f"Only {len(words):,} words were found on {pages:,} pages: it may be a scan.")
    glued = sum(len(long) for long in _LONG_WORD.findall(text) if _is_glued(long))
    if len(words) >= 50 and glued > _MAX_LONG_WORD_SHARE * len(text):
        found.append("Many words run into each other, so that they cannot be found.")
    if len(_CONTROL.findall(text)) > _MAX_CONTROL_SHARE * len(text):
        found.append("Many characters could not be decoded.")
    prose = sum(block.end - block.start for block in content.blocks if block.kind is BlockKind.PARAGRAPH)
    if prose > _LONG_TEXT_CHARS and not content.has_lines and not content.headings:
        found.append("No heading was found in a long text.")
    return tuple(found)


def _is_glued(long: str) -> bool:
    return len(_CAPITAL.findall(long)) * _MIN_CHARS_PER_CAPITAL <= len(long)
