"""A tree of HTML elements → pieces of text, in reading order.

The tree is walked event by event and not by recursion, so that no nesting is too deep for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrieval.model import BlockKind, ContextKind, ContextSpan, Span
from retrieval.parsing.markup.elements import (
    BLOCKS,
    BREAKS,
    CELLS,
    LISTS,
    PREFORMATTED,
    UNSEEN,
    heading_level,
    headings_of,
    inline_text,
    is_hidden,
    tag_of,
)
from retrieval.parsing.markup.line import (
    Line,
    is_out,
    joined_lines,
    preformatted,
    replacement,
    shown_text,
    sign_of,
)
from retrieval.parsing.markup.lists import Entry, Items, Numbering
from retrieval.parsing.markup.tables import read_table
from retrieval.parsing.outline import MAX_LABEL_CHARS, Composer

if TYPE_CHECKING:
    from lxml.etree import _Element

_SCOPES = frozenset(("details", "fieldset", "aside", "blockquote", "dialog"))
"""The headings inside these are below those around them."""

_ENDS = _SCOPES | {"section", "article", "li", "dd", "td", "th"}
"""The headings inside these head nothing behind them."""

_MEDIA = "it cannot be read as text"
_NOTED = {
    "audio": ("sound", "sounds", _MEDIA),
    "video": ("video", "videos", _MEDIA),
    "canvas": ("drawing", "drawings", _MEDIA),
    "object": ("embedded object", "embedded objects", _MEDIA),
    "embed": ("embedded object", "embedded objects", _MEDIA),
    "iframe": ("frame", "frames", "it shows another page"),
    "select": ("form field", "form fields", "it is there to be filled in"),
    "textarea": ("form field", "form fields", "it is there to be filled in"),
}
_MAX_BOLD_HEADING_CHARS = 150
_MAX_LINE_CHARS = 100
"""A paragraph of three or more lines that are no longer, most of them no sentences, is a list of lines."""


def compose(element: _Element, composer: Composer, *, under: tuple[str, ...] = ()) -> None:
    """Append to ``composer`` all that a person sees in ``element``; ``under`` stands above every block of it."""
    _Walk(composer, element, under).run()


@dataclass(slots=True)
class _Open:
    """An element that has begun: what its end has to do."""

    tag: str
    sign: bool = False
    level: int = 0
    floor: int = 0
    ends: int | None = None


class _Walk:
    """``_line`` gathers the text that is no block yet, ``_lists`` are the lists and entries that are open."""

    def __init__(self, composer: Composer, root: _Element, under: tuple[str, ...]) -> None:
        self._composer = composer
        self._root = root
        self._under = under
        self._line = Line()
        self._lists: list[Items | Entry] = []
        self._numbers: list[Numbering] = []
        self._marker = ""
        self._open: list[_Open] = [_Open("")]
        self._level = 0
        self._bold_level: int | None = None
        self._headed_last = False
        self._arranging = _ancestors(headings_of(root))
        self._nesting = _ancestors(root.iter("table"))

    def run(self) -> None:
        from lxml import etree

        walk = etree.iterwalk(self._root, events=("start", "end"))
        skipped: _Element | None = None
        for event, element in walk:
            if event == "start":
                if not self._begin(element, tag_of(element)):
                    walk.skip_subtree()
                    skipped = element
            else:
                if element is skipped:
                    skipped = None
                else:
                    self._end()
                if element is not self._root:
                    self._line.add(element.tail)
        self._interrupt()

    def _begin(self, element: _Element, tag: str) -> bool:
        """Begin an element; False when it has been dealt with as a whole."""
        if tag == "br":
            self._line.end_line()
            return False
        if is_out(element, tag) or (tag == "nav" and element is not self._root):
            self._skip(element, tag)
            return False
        if (instead := replacement(element)) is not None:
            if tag == "img" and not instead and element.get("alt") != "" and not _is_pixel(element):
                self._composer.leave_out("picture", "it has no description")
            self._line.add(instead)
            return False
        if tag in BREAKS:
            self._line.end_line()
            return False
        if (level := heading_level(element)) is not None and self._heading(element, level):
            return False
        if tag in PREFORMATTED:
            self._interrupt()
            self._add(preformatted(element), BlockKind.CODE)
            return False
        if tag == "table" and element not in self._arranging and self._table(element):
            return False
        if tag in ("summary", "legend") and self._scoped_heading(element):
            return False
        if tag == "p" and self._bold_heading(element):
            return False
        frame = _Open(tag, level=self._level, floor=self._open[-1].floor)
        if tag in _SCOPES:
            frame.floor = max(frame.floor, self._level)
        if tag in BLOCKS:
            self._flush()
        self._begin_list(element, tag)
        if (sign := sign_of(element, self._line)) is not None:
            frame.sign = True
            self._line.open(sign)
        self._open.append(frame)
        self._line.add(element.text)
        return True

    def _end(self) -> None:
        frame = self._open.pop()
        if frame.sign:
            self._line.close()
        if frame.tag in BLOCKS:
            self._flush()
        self._end_list(frame.tag)
        ends = frame.ends
        if ends is None and frame.tag in _ENDS and self._level > frame.level and not self._headed_last:
            ends = frame.level + 1
        if ends is not None:
            self._interrupt()
            self._composer.end_headings(ends)
            self._level = min(frame.level, ends - 1)

    def _skip(self, element: _Element, tag: str) -> None:
        if tag == "svg" and not is_hidden(element):
            self._line.add(replacement(element))
        elif tag in _NOTED:
            thing, things, why = _NOTED[tag]
            self._composer.leave_out(thing, why, things=things)
        elif tag in UNSEEN or not inline_text(element):
            return
        elif tag == "button":
            self._composer.leave_out("button", "it is there to be pressed")
        elif tag == "nav":
            self._composer.leave_out("menu", "it leads through the document")
        else:
            self._composer.leave_out("hidden part", "it is not shown")

    def _begin_list(self, element: _Element, tag: str) -> None:
        if tag in LISTS or tag == "ol":
            self._numbers.append(Numbering(element))
            if not self._lists and element not in self._arranging and element not in self._nesting:
                self._lists.append(Items(len(self._open), len(self._numbers)))
        elif tag == "dl":
            self._interrupt()
            self._lists.append(Entry(len(self._open)))
        elif tag == "li":
            self._marker = self._numbers[-1].next_marker(element) if self._numbers else ""
            if self._lists and isinstance(items := self._lists[-1], Items) and items.nesting == len(self._numbers):
                items.begin_item()
        elif tag in ("dt", "dd") and self._lists and isinstance(entry := self._lists[-1], Entry):
            if tag == "dt" and entry.is_defined:
                self._emit(entry)
                entry.clear()
            entry.in_term = tag == "dt"

    def _end_list(self, tag: str) -> None:
        if tag in LISTS or tag == "ol":
            self._numbers.pop()
            self._marker = ""
        elif tag == "li":
            self._marker = ""
        elif tag == "dt" and self._lists and isinstance(entry := self._lists[-1], Entry):
            entry.in_term = False
            if (mark := entry.take_mark()) is not None:
                self._marker = f"{mark} "
        if self._lists and self._lists[-1].depth == len(self._open) and (tag in LISTS or tag in ("ol", "dl")):
            self._emit(self._lists[-1])
            self._lists.pop()

    def _emit(self, opened: Items | Entry) -> None:
        """Append what a list or entry holds so far."""
        for block in opened.take():
            leads = (ContextSpan(ContextKind.TERM, 0, block.term_chars),) if block.term_chars else ()
            span = self._add(block.text, block.kind, under=block.under, separator=block.separator, leads=leads)
            if span is not None and leads and isinstance(opened, Entry):
                opened.shown_at = (ContextSpan(ContextKind.TERM, span[0], span[0] + block.term_chars),)

    def _names(self) -> tuple[str, ...]:
        shown = (each.term for each in self._lists if isinstance(each, Entry) and each.is_shown and each.term)
        return (*self._under, *shown)

    def _add(
        self, text: str, kind: BlockKind, *, under: tuple[str, ...] = (), separator: str = "\n\n",
        leads: tuple[ContextSpan, ...] = (),
    ) -> Span | None:  # fmt: skip
        context = tuple(span for each in self._lists if isinstance(each, Entry) for span in each.shown_at)
        names = (*self._names(), *under)
        self._headed_last = False
        return self._composer.add(text, kind, under=names, separator=separator, leads=leads, context=context)

    def _flush(self) -> None:
        """End the running text: it is a paragraph, or lines of the list or entry that is open."""
        text = self._line.take()
        if not text:
            return
        text = self._marker + text
        self._marker = ""
        if self._lists:
            self._lists[-1].add_lines(text.split("\n"))
        else:
            self._add(text, BlockKind.LIST if _is_lines(text) else BlockKind.PARAGRAPH)

    def _interrupt(self) -> None:
        """End the running text, and let what is open go on behind the block that comes now."""
        self._flush()
        for opened in self._lists:
            self._emit(opened)

    def _heading(self, element: _Element, level: int) -> bool:
        """Append a heading; False when the element holds more than a heading."""
        text = joined_lines(shown_text(element, controls=True))
        if len(text) > MAX_LABEL_CHARS:
            return False
        self._add_heading(text, max(level, self._open[-1].floor + 1))
        self._bold_level = None
        return True

    def _add_heading(self, text: str, level: int) -> None:
        self._interrupt()
        if text:
            self._composer.add(self._marker + text, level=level, under=())
            self._marker = ""
            self._level = level
            self._headed_last = True

    def _scoped_heading(self, element: _Element) -> bool:
        """Append what heads the element around it, and only that: a ``summary``, a ``legend``."""
        text = joined_lines(shown_text(element, controls=True))
        if not text or len(text) > MAX_LABEL_CHARS:
            return False
        scope = self._open[-1]
        level = max(scope.level, scope.floor) + 1
        self._add_heading(text, level)
        scope.floor = max(scope.floor, level)
        scope.ends = level
        return True

    def _bold_heading(self, element: _Element) -> bool:
        """Append a paragraph that looks like a heading: short, bold as a whole, with text behind it."""
        if self._lists or any(each.tag in CELLS for each in self._open[-4:]) or not _looks_like_heading(element):
            return False
        text = joined_lines(shown_text(element))
        if not text or len(text) > _MAX_BOLD_HEADING_CHARS or text[-1] in ".,;:!":
            return False
        if self._bold_level is None or self._bold_level > self._level:
            self._bold_level = max(self._level, self._open[-1].floor) + 1
        self._add_heading(text, self._bold_level)
        return True

    def _table(self, element: _Element) -> bool:
        table = read_table(element, nested=element in self._nesting)
        if table is None:
            return False
        self._interrupt()
        self._add(table.caption, BlockKind.PARAGRAPH)
        header = (ContextSpan(ContextKind.HEADER, 0, table.header_chars),) if table.header_chars else ()
        self._add("\n".join(table.rows), BlockKind.TABLE, under=(table.caption,), leads=header)
        if table.hidden:
            self._composer.leave_out("hidden row", "it is not shown", count=table.hidden)
        return True


def _ancestors(elements: Iterable[_Element]) -> set[_Element]:
    """Return all that these elements stand in."""
    found: set[_Element] = set()
    for element in elements:
        for above in element.iterancestors():
            if above in found:
                break
            found.add(above)
    return found


def _looks_like_heading(element: _Element) -> bool:
    inside = [child for child in element if tag_of(child) not in ("br", "a") or len(child) or child.text]
    behind = element.getnext()
    while behind is not None and tag_of(behind) in ("br", "script", "style"):
        behind = behind.getnext()
    return (
        not (element.text or "").strip()
        and len(inside) > 0
        and all(tag_of(child) in ("b", "strong") and not (child.tail or "").strip() for child in inside)
        and not (element.tail or "").strip()
        and behind is not None
        and tag_of(behind) in ("p", "div", "ul", "ol", "dl", "table", "blockquote", "pre", "figure")
    )


def _is_lines(text: str) -> bool:
    lines = text.split("\n")
    sentences = sum(line.endswith((".", "!", "?", "。")) for line in lines)
    return len(lines) > 2 and max(map(len, lines)) <= _MAX_LINE_CHARS and sentences * 2 < len(lines)


def _is_pixel(image: _Element) -> bool:
    return (
        image.get("width") in ("0", "1")
        or image.get("height") in ("0", "1")
        or bool(image.get("role") in ("presentation", "none"))
    )
