"""The body of an OpenDocument text → drafts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from retrieval.parsing.opendocument.styles import OFFICE, STYLE, TEXT, TextStyle, TextStyles
from retrieval.parsing.outline import Composer, is_visible
from retrieval.parsing.pandoc.formulas import linear_form_of
from retrieval.parsing.pandoc.inlines import leave_out_picture, leave_out_reading_aid
from retrieval.parsing.pandoc.running import Node
from retrieval.parsing.signs import note_mark, picture
from retrieval.parsing.word.drafts import Draft, Role, is_page_number, margin_drafts, note_draft
from retrieval.parsing.word.styles import Looks
from retrieval.parsing.word.tables import TableCell, is_layout, written_rows

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
_LINK = "{http://www.w3.org/1999/xlink}href"

_SPACE = re.compile(r"[ \t\r\n]+")
_MAX_REPEATED = 64
_LEVELS = 10
_UNSEEN = frozenset(f"{TEXT}{name}" for name in ("hidden-paragraph", "note-citation", "ruby-text", "sequence-decls"))


@dataclass(slots=True)
class _Line:
    """What one paragraph is rewritten into, and what hangs on it."""

    spans: list[Node] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    letters: int = 0
    bold: int = 0
    sizes: int = 0
    after: list[Any] = field(default_factory=list)
    notes: list[tuple[str, Any]] = field(default_factory=list)
    has_page_number: bool = False


class TextRewriter:
    """Rewrites a text; what it leaves out is noted in ``composer``.

    ``formula`` returns the root of the MathML of an embedded object, given its name, or None when it is none.
    """

    def __init__(self, styles: TextStyles, composer: Composer, formula: Callable[[str], Any | None]) -> None:
        self._styles = styles
        self._composer = composer
        self._formula = formula
        self._lists: dict[str, list[int]] = {}
        self._latest: dict[str, list[int]] = {}
        self._outline = [0] * _LEVELS

    def blocks(self, parent: Any) -> Iterator[Draft]:
        """Yield what stands in an element: each note and text box after the block that it hangs on."""
        for child in parent:
            yield from self._block(child)

    def margins(self, styles: Any | None) -> list[Draft]:
        """Return headers and footers of the pages that are used, each text once, without page numbers."""
        return margin_drafts(draft for part in self._margin_parts(styles) for draft in self.blocks(part))

    def _margin_parts(self, styles: Any | None) -> Iterator[Any]:
        pages = styles.iter(f"{STYLE}master-page") if styles is not None else ()
        for page in pages:
            if page.get(f"{STYLE}name") not in self._styles.master_pages:
                continue
            for part in page:
                if part.get(f"{STYLE}display") != "false" and part.tag.startswith((f"{STYLE}header", f"{STYLE}footer")):
                    yield part

    def _block(self, element: Any) -> Iterator[Draft]:
        tag = element.tag
        if tag in (f"{TEXT}p", f"{TEXT}h"):
            yield from self._paragraph(element)
        elif tag == f"{TEXT}list":
            yield from self._list(element, 0, None, [0] * _LEVELS)
        elif tag == f"{TABLE}table":
            yield from self._table(element)
        elif tag == f"{TEXT}table-of-content":
            self._composer.leave_out("table of contents", "it repeats the headings", things="tables of contents")
        elif tag == f"{TEXT}tracked-changes":
            if count := sum(1 for _ in element.iter(f"{TEXT}deletion")):
                self._composer.leave_out("tracked deletion", "it is deleted", count=count)
        elif tag == f"{TEXT}section" and (element.get(f"{TEXT}display") == "none" or _is_hidden(element)):
            self._leave_out_hidden()
        elif isinstance(tag, str) and tag.startswith(DRAW):
            line = _Line()
            self._drawing(element, line, Looks())
            yield from self._after(line)
        elif isinstance(tag, str) and tag not in _UNSEEN and not tag.startswith(f"{OFFICE}forms"):
            yield from self.blocks(element)

    def _paragraph(self, element: Any, label: str | None = None, depth: int | None = None) -> Iterator[Draft]:
        if any(map(_is_hidden, element.iter(f"{TEXT}hidden-paragraph"))):
            self._leave_out_hidden()
            return
        style = self._styles.of(element.get(f"{TEXT}style-name"))
        line = _Line()
        self._inside(element, line, style.looks)
        text = "".join(line.text)
        if is_visible(text) and not (line.has_page_number and is_page_number(text)):
            yield self._draft(element, style, line, text, label, depth)
        yield from self._after(line)

    def _after(self, line: _Line) -> Iterator[Draft]:
        for element in line.after:
            yield from self.blocks(element)
        for mark, body in line.notes:
            lead = f"{mark} "
            for draft in self.blocks(body):
                if draft.role is not Role.TABLE:
                    draft = note_draft(draft, lead)
                    lead = ""
                yield draft

    def _draft(
        self, element: Any, style: TextStyle, line: _Line, text: str, label: str | None, depth: int | None
    ) -> Draft:
        level = style.level
        if element.tag == f"{TEXT}h":
            outline = element.get(f"{TEXT}outline-level") or "1"
            level = min(int(outline), 9) if outline.isdecimal() and len(outline) < 3 else 1
            if label is None and element.get(f"{TEXT}is-list-header") != "true":
                label = self._outline_label(level - 1)
        if level is not None:
            role = Role.HEADING
        elif style.is_code:
            role = Role.CODE
        elif depth is not None:
            role = Role.ITEM if label else Role.MORE
        else:
            role = Role.TEXT
        inlines = [_string(label), *line.spans] if label else line.spans
        letters = (line.letters, line.bold, line.sizes)
        return Draft(role, inlines, text, level, label or "", depth, letters)

    def _outline_label(self, level: int) -> str | None:
        self._outline[level] += 1
        self._outline[level + 1 :] = [0] * (_LEVELS - level - 1)
        return self._styles.label("", self._outline, level)

    def _list(self, element: Any, level: int, style: str | None, counts: list[int]) -> Iterator[Draft]:
        style = element.get(f"{TEXT}style-name") or style or self._style_of_items(element)
        level = min(level, _LEVELS - 1)
        if level == 0:
            counts = self._counts(element, style or "")
        elif element.get(f"{TEXT}continue-numbering") != "true":
            counts[level:] = [0] * (_LEVELS - level)
        for item in element:
            if item.tag == f"{TEXT}list-header":
                yield from self._item(item, level, style, counts, "")
            elif item.tag == f"{TEXT}list-item":
                yield from self._item(item, level, style, counts, self._label(item, level, style or "", counts))

    def _label(self, item: Any, level: int, style: str, counts: list[int]) -> str | None:
        if not any(child.tag in (f"{TEXT}p", f"{TEXT}h") for child in item):
            return None  # only a list inside, which has numbers of its own
        start = item.get(f"{TEXT}start-value") or ""
        if start.isdecimal() and len(start) < 9:
            counts[level] = int(start)
        else:
            counts[level] = counts[level] + 1 if counts[level] else self._styles.start(style, level)
        counts[level + 1 :] = [0] * (_LEVELS - level - 1)
        return self._styles.label(style, counts, level)

    def _item(self, item: Any, level: int, style: str | None, counts: list[int], label: str | None) -> Iterator[Draft]:
        for child in item:
            if child.tag in (f"{TEXT}p", f"{TEXT}h"):
                yield from self._paragraph(child, label, level)
                label = ""
            elif child.tag == f"{TEXT}list":
                yield from self._list(child, level + 1, style, counts)
            else:
                yield from self._block(child)

    def _counts(self, element: Any, style: str) -> list[int]:
        """Return the numbers from which a list goes on: those of the list that it continues, or none."""
        continued = element.get(f"{TEXT}continue-list")
        if continued is not None:
            counts = self._lists.get(continued, [0] * _LEVELS)
        elif element.get(f"{TEXT}continue-numbering") == "true":
            counts = self._latest.get(style, [0] * _LEVELS)
        else:
            counts = [0] * _LEVELS
        self._latest[style] = counts
        name = element.get("{http://www.w3.org/XML/1998/namespace}id")
        if name is not None:
            self._lists[name] = counts
        return counts

    def _style_of_items(self, element: Any) -> str | None:
        paragraph = element.find(f".//{TEXT}p")
        return self._styles.of(paragraph.get(f"{TEXT}style-name")).list_style if paragraph is not None else None

    def _table(self, table: Any) -> Iterator[Draft]:
        rows = [list(self._row(row)) for row in _rows(table)]
        rows = [row for row in rows if row]
        if is_layout(rows):
            for row in rows:
                for cell in row:
                    yield from cell.drafts
            return
        text = "\n".join(draft.text for row in rows for cell in row for draft in cell.drafts)
        yield Draft(Role.TABLE, [], text, rows=written_rows(rows))
        for row in rows:
            for cell in row:
                yield from (draft for draft in cell.drafts if draft.role is Role.NOTE)

    def _row(self, row: Any) -> Iterator[TableCell]:
        spanned = 0
        for cell in row:
            repeated = cell.get(f"{TABLE}number-columns-repeated") or ""
            times = min(int(repeated), _MAX_REPEATED) if repeated.isdecimal() and len(repeated) < 9 else 1
            if cell.tag == f"{TABLE}covered-table-cell":
                for _ in range(times):
                    if spanned:
                        spanned -= 1  # the cell to the left reaches here
                    else:
                        yield TableCell([], 1, continues=True)
            elif cell.tag == f"{TABLE}table-cell":
                across = cell.get(f"{TABLE}number-columns-spanned") or ""
                width = min(int(across), _MAX_REPEATED) if across.isdecimal() and 0 < len(across) < 9 else 1
                spanned = max(0, width - 1)
                drafts = list(self.blocks(cell))
                for _ in range(times):
                    yield TableCell(drafts, max(1, width), continues=False)

    def _inside(self, element: Any, line: _Line, looks: Looks) -> None:
        self._letters(element.text, line, looks)
        for child in element:
            if isinstance(child.tag, str):
                self._inline(child, child.tag, line, looks)
            self._letters(child.tail, line, looks)

    def _inline(self, child: Any, tag: str, line: _Line, looks: Looks) -> None:
        if tag == f"{TEXT}span":
            style = self._styles.of(child.get(f"{TEXT}style-name"), "text")
            self._inside(child, line, style.looks.over(looks))
        elif tag == f"{TEXT}s":
            count = child.get(f"{TEXT}c") or "1"
            self._add(" " * (min(int(count), 100) if count.isdecimal() and len(count) < 9 else 1), line, looks)
        elif tag in (f"{TEXT}tab", f"{TEXT}line-break"):
            self._add("\t" if tag.endswith("tab") else "\n", line, looks)
        elif tag == f"{TEXT}note":
            body = child.find(f"{TEXT}note-body")
            mark = note_mark("".join(child.find(f"{TEXT}note-citation").itertext()) if body is not None else "")
            self._add(mark, line, Looks(hidden=looks.hidden))
            if body is not None and not looks.hidden:
                line.notes.append((mark, body))
        elif tag == f"{OFFICE}annotation":
            self._composer.leave_out("comment", "it is not part of the text")
        elif tag in (f"{TEXT}page-number", f"{TEXT}page-count"):
            line.has_page_number = True
        elif tag == f"{TEXT}ruby-text":
            leave_out_reading_aid(self._composer)
        elif tag == f"{TEXT}hidden-text" and _is_hidden(child):
            self._leave_out_hidden()
        elif tag.startswith(DRAW) and tag != f"{DRAW}a":
            self._drawing(child, line, looks)
        elif tag not in _UNSEEN and tag != f"{OFFICE}annotation-end":
            self._inside(child, line, looks)

    def _letters(self, text: str | None, line: _Line, looks: Looks) -> None:
        if text:
            text = _SPACE.sub(" ", text)
            if not looks.hidden:
                count = len(text) - text.count(" ")
                line.letters += count
                line.bold += count if looks.bold else 0
                line.sizes += count * (looks.size or 0)
            self._add(text, line, looks)

    def _add(self, text: str, line: _Line, looks: Looks) -> None:
        if looks.hidden:
            if is_visible(text):
                self._leave_out_hidden()
            return
        node = _string(text)
        if looks.raised in ("superscript", "subscript"):
            node = {"t": looks.raised.capitalize(), "c": [node]}
        if looks.struck:
            node = {"t": "Strikeout", "c": [node]}
            if line.spans and line.spans[-1]["t"] == "Strikeout":
                line.spans.pop()["c"].append(node)
        line.spans.append(node)
        line.text.append(text)

    def _drawing(self, element: Any, line: _Line, looks: Looks) -> None:
        """Write what a frame holds: a formula, a picture's description, or text, which stands after the paragraph."""
        if looks.hidden:
            self._leave_out_hidden()
            return
        described = element.findtext(f"{_SVG}desc") or element.findtext(f"{_SVG}title") or ""
        if (embedded := element.find(f"{DRAW}object")) is not None:
            root = embedded.find("{http://www.w3.org/1998/Math/MathML}math")
            root = self._formula(embedded.get(_LINK) or "") if root is None else root
            if root is not None:
                self._add(linear_form_of(root), line, Looks())
            else:
                self._composer.leave_out("embedded object", "it belongs to another program")
        elif element.find(f"{DRAW}image") is not None:
            if written := picture(described):
                self._add(written, line, Looks())
            else:
                leave_out_picture(self._composer)
        for child in element:
            if child.tag == f"{DRAW}text-box" or child.tag in (f"{TEXT}p", f"{TEXT}list"):
                line.after.append(child if child.tag == f"{DRAW}text-box" else [child])
            elif isinstance(child.tag, str) and child.tag.startswith(DRAW) and len(child):
                self._drawing(child, line, looks)

    def _leave_out_hidden(self) -> None:
        self._composer.leave_out("piece of hidden text", "it is not shown", things="pieces of hidden text")


def _is_hidden(element: Any) -> bool:
    """Whether the condition under which an element is hidden was met when the file was saved."""
    return str(element.get(f"{TEXT}is-hidden")).lower() == "true"


def _rows(table: Any) -> Iterator[Any]:
    """Yield the rows of a table that are shown; one that is repeated, once."""
    for child in table:
        if child.tag == f"{TABLE}table-row":
            if child.get(f"{TABLE}visibility") in (None, "visible"):
                yield child
        elif child.tag in {f"{TABLE}table-{name}" for name in ("header-rows", "rows", "row-group")}:
            yield from _rows(child)


def _string(text: str | None) -> Node:
    return {"t": "Str", "c": text or ""}
