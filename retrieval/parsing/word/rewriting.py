"""The body of a Word document → drafts: what it shows, in order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from retrieval.parsing.outline import Composer, is_visible
from retrieval.parsing.pandoc.numbers import numeral
from retrieval.parsing.signs import note_mark
from retrieval.parsing.word.drafts import Draft, Role, note_draft
from retrieval.parsing.word.numbering import Numbering
from retrieval.parsing.word.package import R, W, WordPackage
from retrieval.parsing.word.runs import MC, RunWriter
from retrieval.parsing.word.styles import NO_HEADINGS, Style, Styles, number_of, outline_level, value_of
from retrieval.parsing.word.tables import TableCell, is_layout, written_rows

_WRAPPERS = frozenset(f"{W}{name}" for name in ("sdtContent", "ins", "moveTo", "customXml", "smartTag"))
_CONTENTS_GALLERY = re.compile(r"table of contents", re.IGNORECASE)
_MAX_HEADING_CHARS = 300
_LOOSE_LISTS = ("list paragraph", "list continue")

_MARGINS = [(margin, kind) for margin in ("header", "footer") for kind in ("default", "first", "even")]
_ANY_WORD = re.compile(r"\w")


class Rewriter:
    """Rewrites a document; what it leaves out is noted in ``composer``."""

    def __init__(self, package: WordPackage, composer: Composer) -> None:
        self._package = package
        self._composer = composer
        self._styles = Styles(package.part("styles"))
        self._numbering = Numbering(package.part("numbering"), self._styles)
        self._settings = package.part("settings")
        self._runs = RunWriter(composer, self._styles, self._find_note)
        self.foreign = self._runs.foreign
        self._notes: dict[str, dict[str, Any]] = {}
        self._noted = {"footnote": 0, "endnote": 0}
        self._body = package.main()
        self._has_contents = False
        self._has_even_pages = self._settings is not None and self._settings.find(f"{W}evenAndOddHeaders") is not None

    def body(self) -> list[Draft]:
        """Return the body as drafts: each text box and note after the block that it hangs on."""
        written = list(self._blocks(self._body))
        if self._has_contents:
            self._composer.leave_out("table of contents", "it repeats the headings", things="tables of contents")
        return written

    def margins(self) -> list[Draft]:
        """Return headers and footers as drafts, each text once, without page numbers."""
        found: dict[str, Draft] = {}
        for part in self._margin_parts():
            for draft in self._blocks(part, in_margin=True):
                text = " ".join(draft.text.split())
                if _ANY_WORD.search(text):
                    role = draft.role if draft.role is Role.TABLE else Role.TEXT
                    found.setdefault(text, Draft(role, draft.inlines, text, rows=draft.rows))
        return list(found.values())

    def _margin_parts(self) -> Iterator[Any]:
        seen = set()
        sections = list(self._body.iter(f"{W}sectPr"))
        for margin, kind in _MARGINS:
            for section in sections:
                for reference in section.findall(f"{W}{margin}Reference"):
                    name = reference.get(f"{R}id")
                    if reference.get(f"{W}type", "default") != kind or name in seen:
                        continue
                    if kind == "first" and section.find(f"{W}titlePg") is None:
                        continue
                    if kind == "even" and not self._has_even_pages:
                        continue
                    seen.add(name)
                    if (part := self._package.by_id(name or "")) is not None:
                        yield part

    def _blocks(self, parent: Any, *, in_margin: bool = False) -> Iterator[Draft]:
        for child in parent:
            tag = child.tag
            if tag == f"{W}p":
                yield from self._paragraph(child, in_margin)
            elif tag == f"{W}tbl":
                yield from self._table(child, in_margin)
            elif tag == f"{W}sdt":
                gallery = child.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
                if gallery is not None and _CONTENTS_GALLERY.search(gallery.get(f"{W}val") or ""):
                    self._has_contents = True
                elif (content := child.find(f"{W}sdtContent")) is not None:
                    yield from self._blocks(content, in_margin=in_margin)
            elif tag in _WRAPPERS:
                yield from self._blocks(child, in_margin=in_margin)
            elif tag == f"{MC}AlternateContent":
                chosen = child.find(f"{MC}Choice")
                if chosen is not None:
                    yield from self._blocks(chosen, in_margin=in_margin)
            elif tag == f"{W}altChunk":
                self._composer.leave_out("embedded document", "it is a file of its own")

    def _paragraph(self, element: Any, in_margin: bool) -> Iterator[Draft]:
        properties = element.find(f"{W}pPr")
        style_id = value_of(properties, "pStyle")
        style = self._styles.of(style_id)
        if style.is_contents and not in_margin:
            self._has_contents = True
            return
        line = self._runs.line_of(element, style.looks)
        text = "".join(line.text)
        is_empty = not is_visible(text) or (line.has_page_number and _is_page_number(text))
        if not is_empty:
            yield self._draft(style, style_id, properties, text, line)
        for box in line.boxes:
            yield from self._blocks(box, in_margin=in_margin)
        for mark, note in line.notes:
            yield from self._note(mark, note)

    def _draft(self, style: Style, style_id: str | None, properties: Any, text: str, line: Any) -> Draft:
        label, depth = self._label(style, style_id, properties)
        outline = value_of(properties, "outlineLvl")
        level = style.level if outline is None else outline_level(outline)
        if level is not None and len(text) <= _MAX_HEADING_CHARS:
            role = Role.HEADING
        elif style.is_code:
            role = Role.CODE
        elif label or (label is None and style.is_list and not style.name.startswith(_LOOSE_LISTS)):
            role = Role.ITEM
        else:
            role = Role.MORE if style.is_list or label is not None else Role.TEXT
        shown = label or ""
        inlines = line.inlines()
        if shown:
            inlines.insert(0, {"t": "Str", "c": shown})
        return Draft(
            role,
            inlines,
            text,
            level if role is Role.HEADING else None,
            shown,
            depth,
            (line.letters, line.bold, line.sizes),
            style.name not in NO_HEADINGS,
        )

    def _label(self, style: Style, style_id: str | None, properties: Any) -> tuple[str | None, int | None]:
        direct = number_of(properties)
        number, level = direct or style.number or (None, None)
        if number is None or number == "0":
            return None, None
        if level is None:
            level = min(self._numbering.level_of_style(number, style_id), 8)
        label = self._numbering.next_label(number, level)
        return label, None if label is None else level

    def _table(self, table: Any, in_margin: bool) -> Iterator[Draft]:
        rows: list[list[TableCell]] = []
        for row in _children(table, "tr"):
            properties = row.find(f"{W}trPr")
            if properties is not None and properties.find(f"{W}del") is not None:
                self._composer.leave_out("tracked deletion", "it is deleted")
            elif properties is not None and properties.find(f"{W}hidden") is not None:
                self._composer.leave_out("piece of hidden text", "it is not shown", things="pieces of hidden text")
            else:
                rows.append([self._cell(cell, in_margin) for cell in _children(row, "tc")])
        rows = [row for row in rows if row]
        if is_layout(rows):
            for row in rows:
                for cell in row:
                    yield from cell.drafts
            return
        after = [draft for row in rows for cell in row for draft in cell.drafts if draft.role is Role.NOTE]
        text = "\n".join(draft.text for row in rows for cell in row for draft in cell.drafts)
        yield Draft(Role.TABLE, [], text, rows=written_rows(rows))
        yield from after

    def _cell(self, cell: Any, in_margin: bool) -> TableCell:
        properties = cell.find(f"{W}tcPr")
        span = value_of(properties, "gridSpan") or ""
        merge = properties.find(f"{W}vMerge") if properties is not None else None
        continues = merge is not None and merge.get(f"{W}val", "continue") == "continue"
        across = int(span) if span.isdecimal() and len(span) < 3 else 1
        written = list(self._blocks(cell, in_margin=in_margin))
        return TableCell(written, max(1, across), continues)

    def _find_note(self, reference: Any, kind: str) -> tuple[str, Any] | None:
        if kind not in self._notes:
            root = self._package.part(f"{kind}s")
            self._notes[kind] = {} if root is None else {e.get(f"{W}id"): e for e in root.iter(f"{W}{kind}")}
        note = self._notes[kind].pop(reference.get(f"{W}id"), None)
        if note is None:
            return None
        self._noted[kind] += 1
        return note_mark(numeral(self._noted[kind], self._note_style(kind))), note

    def _note_style(self, kind: str) -> str:
        for place in (self._settings, self._body.find(f"{W}sectPr")):
            properties = place.find(f"{W}{kind}Pr") if place is not None else None
            if (style := value_of(properties, "numFmt")) is not None:
                return style
        return "decimal" if kind == "footnote" else "lowerRoman"

    def _note(self, mark: str, note: Any) -> Iterator[Draft]:
        lead = f"{mark} "
        for draft in self._blocks(note):
            if draft.role is not Role.TABLE:
                draft = note_draft(draft, lead)
                lead = ""
            yield draft


def _children(parent: Any, name: str) -> Iterator[Any]:
    """Yield the rows of a table or the cells of a row, also those in content controls."""
    for child in parent:
        if child.tag == f"{W}{name}":
            yield child
        elif child.tag == f"{W}sdt" or child.tag in _WRAPPERS:
            yield from _children(child, name)


def _is_page_number(text: str) -> bool:
    """Whether a line with a page number in it says nothing else: ``Page of``, ``- -``, ``Seite``."""
    return len(re.findall(r"[^\W\d_]+", text)) <= 2 and not re.search(r"\d", text)
