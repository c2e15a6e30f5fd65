"""Boxes that Markdown's dialects draw around text, made plain for a parser that does not know them.

Only whole lines change, and their number stays the same, so that what the parser finds by line still holds.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from retrieval.model import Span

_MAX_LINE_CHARS = 400
_INDENTED = re.compile(
    r"([ \t]*)(?:!!!|\?\?\?\+?|===[!+]?)[ \t]+(?:[\w-]+(?:[ \t]+[\w-]+)*[ \t]*)?(?:\"([^\"\n]*)\"[ \t]*)?\Z"
)
_FENCED = re.compile(
    r"[ \t]{0,3}:{3,}[ \t]*(?:\{[^{}\n]*\}|[\w-]*)"
    r"(?:\[([^\[\]\n]*)\]|(?:\{[^{}\n]*\})?[ \t]+([^{\s:][^\n]*?))?[ \t:]*\Z"
)
_DIRECTIVE = re.compile(
    r"[ \t]{0,3}(`{3,}|~{3,})\{(?:note|warning|tip|important|caution|danger|hint|seealso|admonition|attention|error"
    r"|dropdown|tab-item|card)\}[ \t]*([^\n]*?)[ \t]*\Z"
)
_CALLOUT = re.compile(r"((?:[ \t]*>)+[ \t]*)\[![\w-]+(?:\|[^\]\n]*)?\][+-]?[ \t]*([^\n]*?)[ \t]*\Z")
_NOTE_LABEL = re.compile(r"([ \t>]*)\[\^")
_FENCE = re.compile(r"[ \t>]*(?:[-*+][ \t]+|\d{1,9}[.)][ \t]+)?(`{3,}|~{3,})[^`\n]*\Z")
_OPTION = re.compile(r"[ \t]*:[\w-]+:(?:[ \t]|\Z)")


class Plain(NamedTuple):
    """Lines that any Markdown parser understands, the spans of the boxes' titles, and the lines that are only marks."""

    text: str
    titles: list[Span]
    marks: set[int]


def plain_boxes(text: str, begin: int) -> Plain:
    """Return the text from ``begin`` on with boxes made plain; the spans are those of the whole text."""
    boxes = _Boxes()
    out: list[str] = []
    titles: list[Span] = []
    marks: set[int] = set()
    at = begin
    for number, line in enumerate(re.split(r"(?<=[\n\r])", text[begin:])):
        bare = line.rstrip("\n\r")
        shift = boxes.shift(bare)
        mark = boxes.mark(bare[shift:], shift)
        if mark is None:
            inner = bare[shift:] if boxes.fence else _without_note_label(bare[shift:])
        else:
            inner = mark.instead
            marks.add(number)
            if mark.left < mark.right:
                titles.append((at + shift + mark.left, at + shift + mark.right))
        out.append(inner + line[len(bare) :])
        at += len(line)
    return Plain("".join(out), titles, marks)


def _without_note_label(line: str) -> str:
    """Return a line that no parser takes for the definition of a link, when it is a footnote."""
    match = _NOTE_LABEL.match(line)
    return f"{match[1]}(^{line[match.end() :]}" if match is not None else line


class _Mark(NamedTuple):
    """A line that only opens or closes a box: what a parser is given instead, and the span of the title in it."""

    instead: str = ""
    left: int = 0
    right: int = 0


class _Boxes:
    """The boxes that are open while lines are read from top to bottom."""

    def __init__(self) -> None:
        self.fence: str | None = None
        self._indents: list[int] = []
        self._directive: str | None = None
        self._takes_options = False

    def shift(self, line: str) -> int:
        """Return how many characters of a line's indentation belong to the boxes that it is in; close the others."""
        if not line.strip():
            return 0
        if line.startswith("\t") and self._indents:
            return 1
        spaces = len(line) - len(line.lstrip(" "))
        while self._indents and spaces < self._indents[-1]:
            self._indents.pop()
        return self._indents[-1] if self._indents else 0

    def mark(self, line: str, shift: int) -> _Mark | None:
        """Return what a line opens or closes; None for a line of text."""
        takes_options, self._takes_options = self._takes_options, False
        if len(line) > _MAX_LINE_CHARS:
            return None
        if self.fence is not None:
            if _closes(line, self.fence):
                self.fence = None
            return None
        if self._directive is not None and _closes(line, self._directive):
            self._directive = None
            return _Mark()
        if takes_options and _OPTION.match(line):
            self._takes_options = True
            return _Mark()
        if self._directive is None and (match := _DIRECTIVE.match(line)) is not None:
            self._directive, self._takes_options = match[1], True
            return _Mark("", *match.span(2))
        if (match := _FENCE.match(line)) is not None:
            self.fence = match[1]
            return None
        if (match := _INDENTED.match(line)) is not None and (match[2] or "=" not in line):
            self._indents.append(shift + len(match[1]) + 4)
            return _Mark("", *match.span(2))
        if line.lstrip().startswith(":::") and (match := _FENCED.match(line)) is not None:
            return _Mark("", *match.span(1 if match[1] is not None else 2))
        if (match := _CALLOUT.match(line)) is not None:
            return _Mark(match[1].rstrip(), *match.span(2))
        return None


def _closes(line: str, fence: str) -> bool:
    bare = line.strip(" \t>")
    return len(bare) >= len(fence) and not bare.strip(fence[0])
