"""What a reader of a Markdown page sees of a stretch of its source, and what is only markup or program."""

from __future__ import annotations

import re
from collections.abc import Iterator

from retrieval.model import Span
from retrieval.parsing.outline import Piece, trimmed

SUMMARY_LEVEL = 9
"""The level of a summary as a heading: below all that Markdown has."""

_INVISIBLE = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1\s*>|\Z)|<[^<>]*>", re.DOTALL | re.IGNORECASE)
_MEDIA = re.compile(r"!\[[^\[\]]*\](?:\([^()]*\)|\[[^\[\]]*\])|!\[\[[^\[\]]*\]\]")
_EMPTY_LINK = re.compile(r"\[\s*\](?:\([^()]*\)|\[[^\[\]]*\])")
_PROGRAM = re.compile(
    r"import\s[^\n]*\sfrom\s+['\"][^\n]+|import\s+['\"][^'\"\n]+['\"];?\Z|export\s+(?:const|let|var|default|function|async)\b"
)
_NOTE = re.compile(r"^[ \t>]*\[\^[^\]\s]{1,60}\]:[ \t]*", re.MULTILINE)
_COMPONENTS_BEFORE = re.compile(r"(?:</?[A-Z][\w.]*(?:[ \t\n][^<>]*)?>\s*)+")
_COMPONENTS_AFTER = re.compile(r"\s*</?[A-Z][\w.]*(?:[ \t\n][^<>]*)?>\Z")
_MAX_CLOSING_TAGS = 20
_SUMMARY = re.compile(
    r"(?:\s*<details\b[^<>]*>)?\s*<summary\b[^<>]*>([^<]*(?:<(?!/summary)[^<>]*>[^<]*)*)</summary>", re.I
)
_CLOSING_DETAILS = re.compile(r"</details\s*>", re.I)
_WIKI_LINK = re.compile(r"!?\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]")
_ATTRIBUTES = re.compile(r"[ \t]*\{[ \t]*[#.:][^{}]*\}[ \t]*\Z")


def is_shown(written: str) -> bool:
    """Whether a block shows any text besides its comments, tags and pictures."""
    if "<" not in written and "![" not in written:
        return True
    left = _EMPTY_LINK.sub("", _MEDIA.sub("", _INVISIBLE.sub("", written)))
    return any(character.isalnum() for character in left)


def summary_of(text: str, start: int, end: int) -> Piece | None:
    """Return the summary of ``<details>`` that a block of HTML begins with, as a heading of what is folded under it."""
    match = _SUMMARY.match(text, start, end)
    if match is None or not is_shown(match[1]):
        return None
    return Piece(*match.span(1), level=SUMMARY_LEVEL, label=_INVISIBLE.sub("", match[1]))


def is_closing_details(written: str) -> bool:
    """Whether a block of HTML ends what a summary heads."""
    return _CLOSING_DETAILS.search(written) is not None


def is_program(written: str) -> bool:
    """Whether a paragraph is what MDX imports and exports."""
    return _PROGRAM.match(written) is not None


def plain_label(written: str) -> str:
    """Return a heading without what dialects add to it: wiki links show their label, attributes nothing."""
    return _ATTRIBUTES.sub("", _WIKI_LINK.sub(r"\1", written))


def notes_of(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the spans of a paragraph: what stands before its footnotes, and each of these without its mark."""
    begin = start
    for match in _NOTE.finditer(text, start, end):
        yield trimmed(text, begin, match.start())
        begin = match.end()
    yield trimmed(text, begin, end)


def shown_span(text: str, start: int, end: int) -> Span:
    """Return the span without the component tags at its ends, and without the lines there that show nothing."""
    if (match := _COMPONENTS_BEFORE.match(text, start, end)) is not None:
        start = match.end()
    for _ in range(_MAX_CLOSING_TAGS):
        opening = text.rfind("<", start, end) if text[end - 1 : end] == ">" else -1
        if opening < 0 or _COMPONENTS_AFTER.match(text, opening, end) is None:
            break
        start, end = trimmed(text, start, opening)
    while start < end:
        behind = text.find("\n", start, end)
        if is_shown(text[start : behind if behind >= 0 else end]):
            break
        start = behind + 1 if behind >= 0 else end
    while start < end:
        before = text.rfind("\n", start, end)
        if before < 0 or is_shown(text[before:end]):
            break
        end = before
    return trimmed(text, start, end)
