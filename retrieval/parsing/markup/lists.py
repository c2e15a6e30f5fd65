"""Lists and entries of definitions, gathered line by line, and the numbers of their items."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrieval.model import BlockKind, ContextSpan
from retrieval.parsing.markup.elements import tag_of
from retrieval.parsing.outline import MAX_LABEL_CHARS, MAX_LIST_CHARS, is_visible

if TYPE_CHECKING:
    from lxml.etree import _Element

_MARK = re.compile(r"\[[^\[\]]{1,8}\]")
_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([a-z-]+)")
_NO_MARKER_CLASS = re.compile(r"\b(?:list-unstyled|list-none|list-inline|no-bullets?|unstyled)\b")
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class ListBlock:
    """A list, a part of one, or one entry, as it is written; ``under`` names the term that it does not show itself.

    ``term_chars`` is how many characters of it are terms, at its beginning.
    """

    text: str
    kind: BlockKind = BlockKind.LIST
    under: tuple[str, ...] = ()
    separator: str = "\n\n"
    term_chars: int = 0


class Items:
    """A list: one block when it is short, else one per item, else one per line.

    ``depth`` and ``nesting`` tell where it began: below how many elements, and as which of the lists
    around its items.
    """

    def __init__(self, depth: int, nesting: int) -> None:
        self.depth = depth
        self.nesting = nesting
        self._items: list[list[str]] = []

    def begin_item(self) -> None:
        """Let the lines that come belong to a new item."""
        self._items.append([])

    def add_lines(self, lines: list[str]) -> None:
        """Append lines to the item."""
        if not self._items:
            self._items.append([])
        self._items[-1] += [line for line in lines if is_visible(line)]

    def take(self) -> Iterator[ListBlock]:
        """Yield the blocks so far, and begin anew."""
        items = [item for item in self._items if item]
        self._items = []
        wholes = ["\n".join(item) for item in items]
        if len(whole := "\n".join(wholes)) <= MAX_LIST_CHARS:
            yield from [ListBlock(whole)] if whole else []
            return
        separator = "\n\n"
        for item, joined in zip(items, wholes, strict=True):
            for part in [joined] if len(joined) <= MAX_LIST_CHARS else item:
                yield ListBlock(part, _kind(part), separator=separator)
                separator = "\n"


class Entry:
    """Terms and what defines them: one block when it is short, else its first block shows the term.

    ``shown_at`` is where the terms stand in the text, once they do.
    """

    def __init__(self, depth: int) -> None:
        self.depth = depth
        self.clear()

    def clear(self) -> None:
        """Begin a new entry."""
        self.in_term = False
        self.is_shown = False
        self.is_defined = False
        self.shown_at: tuple[ContextSpan, ...] = ()
        self._terms: list[str] = []
        self._lines: list[str] = []

    @property
    def term(self) -> str:
        """The terms as one line."""
        return " / ".join(self._terms).removesuffix(":")[:MAX_LABEL_CHARS]

    def add_lines(self, lines: list[str]) -> None:
        """Append lines to the term or to its definition."""
        lines = [line for line in lines if is_visible(line)]
        if self.in_term:
            self._terms += lines
        else:
            self.is_defined = True
            self._lines += lines

    def take_mark(self) -> str | None:
        """Return and forget the term when it is the mark of a note: its text follows on the same line."""
        if len(self._terms) == 1 and not self.is_shown and _MARK.fullmatch(self._terms[0]):
            return self._terms.pop()
        return None

    def take(self) -> Iterator[ListBlock]:
        """Yield the blocks so far, and let what follows stand under the term."""
        terms = [] if self.is_shown else self._terms
        lines, self._lines = self._lines, []
        if not terms and not lines:
            return
        name = (self.term,) if self.term else ()
        self.is_shown = False  # until all is yielded, because these blocks name the term themselves
        group = [*terms, *lines[:1]]
        first = bool(terms)
        for line in [*lines[1:], None]:
            if line is not None and len("\n".join(group)) + 1 + len(line) <= MAX_LIST_CHARS:
                group.append(line)
                continue
            text = "\n".join(group)
            shows = first and len(text) <= MAX_LIST_CHARS // 2
            term_chars = len("\n".join(terms)) if first else 0
            yield ListBlock(text, _kind(text), () if shows else name, "\n\n" if first else "\n", term_chars)
            first = False
            group = [line] if line is not None else []
        self.is_shown = True
        self.is_defined = True


def _kind(text: str) -> BlockKind:
    """A line that fits no quote is cut into sentences."""
    return BlockKind.LIST if len(text) <= MAX_LIST_CHARS else BlockKind.PARAGRAPH


class Numbering:
    """Counts the items of a list as a page prints them."""

    def __init__(self, element: _Element) -> None:
        self._element = element
        style = _STYLE.search((element.get("style") or "").lower())
        unmarked = (style is not None and style[1] == "none") or _NO_MARKER_CLASS.search(element.get("class") or "")
        self._is_ordered = tag_of(element) == "ol" and not unmarked
        self._style = style[1] if style is not None else element.get("type") or "1"
        self._step = -1 if element.get("reversed") is not None else 1
        first = sum(tag_of(child) == "li" for child in element) if self._step < 0 else 1
        self._number = _integer(element.get("start"), first)

    def next_marker(self, item: _Element) -> str:
        """Return what stands before an item: ``3. ``; nothing before one that has a bullet."""
        if not self._is_ordered or item.getparent() is not self._element:
            return ""
        number = _integer(item.get("value"), self._number)
        self._number = number + self._step
        return f"{_written(number, item.get('type') or self._style)}. "


def _integer(value: str | None, default: int) -> int:
    return int(value) if value is not None and re.fullmatch(r"\s*-?[0-9]{1,9}\s*", value) else default


def _written(number: int, style: str) -> str:
    letters = {"a": str.lower, "lower-alpha": str.lower, "lower-latin": str.lower, "A": str.upper}
    letters |= {"upper-alpha": str.upper, "upper-latin": str.upper}
    romans = {"i": str.lower, "lower-roman": str.lower, "I": str.upper, "upper-roman": str.upper}
    if style in letters and number > 0:
        text = ""
        while number > 0:
            number, rest = divmod(number - 1, 26)
            text = chr(ord("a") + rest) + text
        return letters[style](text)
    if style in romans and 0 < number < 4000:
        text = ""
        for value, sign in _ROMAN:
            text += sign * (number // value)
            number %= value
        return romans[style](text)
    return str(number)
