"""PowerPoint: the slides that are shown, in order; each title heads what stands on its slide."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from retrieval.errors import UnreadableFile
from retrieval.model import Content
from retrieval.parsing.archive import open_archive, read_member
from retrieval.parsing.dates import date_in_name
from retrieval.parsing.outline import TITLE, Composer, is_visible
from retrieval.parsing.pandoc.blocks import BlockWriter
from retrieval.parsing.pandoc.inlines import leave_out_picture
from retrieval.parsing.pandoc.numbers import numeral
from retrieval.parsing.pandoc.running import Node
from retrieval.parsing.parser import VERSIONS, reason_damaged
from retrieval.parsing.signs import BULLET, picture
from retrieval.parsing.word.drafts import Draft, Role, margin_drafts
from retrieval.parsing.word.foreign import Foreign
from retrieval.parsing.word.package import M, R, parsed_part
from retrieval.parsing.word.properties import office_properties
from retrieval.parsing.word.tables import TableCell, is_layout, written_rows
from retrieval.parsing.word.writing import write_drafts

_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_TITLES = frozenset(("title", "ctrTitle"))
_MARGIN_PLACES = frozenset(("ftr", "hdr"))
_UNREAD_PLACES = frozenset(("dt", "sldNum"))
_PLAIN_PLACES = frozenset(("subTitle", *_TITLES, *_MARGIN_PLACES))
_NUMBERS = {"alphaLc": "lowerLetter", "alphaUc": "upperLetter", "romanLc": "lowerRoman", "romanUc": "upperRoman"}
_DELIMITERS = {"ParenR": "{})", "ParenBoth": "({})", "Period": "{}.", "Plain": "{}"}
_MAX_TITLE_CHARS = 80
_DRAWN = {"chart": "chart", "diagram": "diagram", "ole": "embedded object"}


class SlidesParser:
    """Parses ``.pptx``: headers and footers stand once each before the slides; notes and hidden slides are left out."""

    name = "PowerPoint"
    suffixes: tuple[str, ...] = (".pptx",)
    names: tuple[str, ...] = ()
    version = VERSIONS[name]

    def parse(self, data: bytes, path: PurePosixPath) -> Content:
        """Return what the slides show; see ``Parser.parse``."""
        archive = open_archive(data, self.name)

        def part(name: str) -> Any | None:
            found = read_member(archive, name)
            return parsed_part(found, self.name) if found is not None else None

        presentation = part("ppt/presentation.xml")
        if presentation is None:
            raise UnreadableFile(reason_damaged(self.name))
        composer = Composer()
        slides = _Slides(composer)
        names = _related(part, "ppt/presentation.xml")
        written: list[Draft] = []
        for entry in presentation.iter(f"{_P}sldId"):
            name = names.get(entry.get(f"{R}id") or "", ("", ""))[1]
            slide = part(name) if name else None
            if slide is None:
                continue
            if slide.get("show") in ("0", "false"):
                composer.leave_out("hidden slide", "it is not shown")
                continue
            layout = None
            for kind, target in _related(part, name).values():
                if kind == "notesSlide":
                    composer.leave_out(
                        "page of speaker notes", "only the speaker sees it", things="pages of speaker notes"
                    )
                elif kind == "comments" and (comments := part(target)) is not None:
                    if count := sum(1 for _ in comments.iterchildren("{*}cm")):
                        composer.leave_out("comment", "it is not part of the slide", count=count)
                elif kind == "slideLayout":
                    layout = part(target)
            written += slides.drafts(slide, layout)
        writer = BlockWriter(composer)
        writer.learn_formulas(slides.foreign.read(composer))
        write_drafts(writer, [*margin_drafts(slides.margins), *written])
        properties = office_properties(part("docProps/core.xml"))
        return composer.content(
            title=properties.get("title"),
            date=properties.get("date") or date_in_name(path),
            author=properties.get("author"),
            language=properties.get("language"),
        )


class _Slides:
    def __init__(self, composer: Composer) -> None:
        self._composer = composer
        self.foreign = Foreign()
        self.margins: list[Draft] = []
        self._plain: frozenset[tuple[str, str]] = frozenset()

    def drafts(self, slide: Any, layout: Any | None) -> list[Draft]:
        """Return a slide as drafts: its title, then the shapes in order; its header and footer are in ``margins``."""
        shapes = _shapes_of(slide)
        self._plain = frozenset(_key(shape) for shape in _shapes_of(layout) if _has_no_bullets(shape))
        titles = [shape for shape in shapes if _place(shape) in _TITLES]
        written = [draft for shape in titles for draft in self._title(shape)]
        has_title = bool(written)
        for shape in shapes:
            if _place(shape) in _MARGIN_PLACES:
                self.margins += self._shape(shape)
            elif shape not in titles and _place(shape) not in _UNREAD_PLACES:
                written += self._shape(shape)
        if not has_title and written and written[0].role is Role.TEXT and len(written[0].text) <= _MAX_TITLE_CHARS:
            written[0].role, written[0].level = Role.HEADING, 1
        return written

    def _title(self, shape: Any) -> Iterator[Draft]:
        inlines: list[Node] = []
        for paragraph in shape.iter(f"{_A}p"):
            inlines += [*([_string(" ")] if inlines else []), *self._inlines(paragraph)]
        if is_visible(text := _words(inlines)):
            yield Draft(Role.HEADING, inlines, text, level=TITLE if _place(shape) == "ctrTitle" else 1)

    def _shape(self, shape: Any) -> Iterator[Draft]:
        if shape.tag == f"{_P}pic":
            described = shape.find(f"{_P}nvPicPr/{_P}cNvPr")
            written = picture((described.get("descr") or "") if described is not None else "")
            if written:
                yield Draft(Role.TEXT, [_string(written)], written)
            else:
                leave_out_picture(self._composer)
        elif shape.tag == f"{_P}graphicFrame":
            table = shape.find(f".//{_A}tbl")
            if table is not None:
                yield from self._table(table)
            else:
                data = shape.find(f".//{_A}graphicData")
                kind = (data.get("uri") or "").rpartition("/")[2] if data is not None else ""
                self._composer.leave_out(_DRAWN.get(kind, "drawing"), "it is drawn, not written")
        elif (body := shape.find(f"{_P}txBody")) is not None:
            is_plain = _place(shape) in _PLAIN_PLACES or _key(shape) in self._plain or _has_no_bullets(shape)
            yield from self._body(body, shape.find(f".//{_P}ph") is not None and not is_plain)

    def _body(self, body: Any, has_bullets: bool) -> Iterator[Draft]:
        counts: dict[int, int] = {}
        for paragraph in body.iterfind(f"{_A}p"):
            inlines = self._inlines(paragraph)
            if not is_visible(text := _words(inlines)):
                continue
            sign = _sign(paragraph.find(f"{_A}pPr"), counts, has_bullets)
            if sign:
                yield Draft(Role.ITEM, [_string(sign), *inlines], text)
            else:
                yield Draft(Role.TEXT, inlines, text)

    def _table(self, table: Any) -> Iterator[Draft]:
        rows = []
        for row in table.iterfind(f"{_A}tr"):
            cells = []
            for cell in row.iterfind(f"{_A}tc"):
                if cell.get("hMerge") not in ("1", "true"):
                    body = cell.find(f"{_A}txBody")
                    inside = list(self._body(body, False)) if body is not None else []
                    span = cell.get("gridSpan") or "1"
                    across = int(span) if span.isdecimal() and len(span) < 3 else 1
                    cells.append(TableCell(inside, max(1, across), cell.get("vMerge") in ("1", "true")))
            if cells:
                rows.append(cells)
        if is_layout(rows):
            for row in rows:
                for cell in row:
                    yield from cell.drafts
        else:
            text = "\n".join(draft.text for row in rows for cell in row for draft in cell.drafts)
            yield Draft(Role.TABLE, [], text, rows=written_rows(rows))

    def _inlines(self, paragraph: Any) -> list[Node]:
        written: list[Node] = []
        for child in paragraph.iter():
            if child.tag == f"{_A}br":
                written.append(_string("\n"))
            elif child.tag in (f"{_A}r", f"{_A}fld") and not _is_fallback(child):
                written.append(_run(child))
            elif child.tag == f"{M}oMath" and not _is_fallback(child):
                written.append(self.foreign.formula(child))
        return written


def _run(run: Any) -> Node:
    properties = run.find(f"{_A}rPr")
    node = _string(run.findtext(f"{_A}t") or "")
    if properties is None:
        return node
    raised = properties.get("baseline") or "0"
    if raised.lstrip("-").strip("0%"):
        node = {"t": "Subscript" if raised.startswith("-") else "Superscript", "c": [node]}
    return {"t": "Strikeout", "c": [node]} if (properties.get("strike") or "noStrike") != "noStrike" else node


def _sign(properties: Any | None, counts: dict[int, int], has_bullets: bool) -> str:
    """Return what is printed before a paragraph; ``counts`` are the numbers so far, by level."""
    if properties is None:
        counts.clear()
        return BULLET if has_bullets else ""
    text = properties.get("lvl") or "0"
    level = int(text) if text in tuple("012345678") else 0
    for below in [known for known in counts if known > level]:
        del counts[below]
    number = properties.find(f"{_A}buAutoNum")
    if number is not None:
        start = number.get("startAt") or "1"
        first = int(start) if start.isdecimal() and len(start) < 6 else 1
        counts[level] = counts[level] + 1 if level in counts else first
        kind = number.get("type") or "arabicPeriod"
        style = next((style for name, style in _NUMBERS.items() if kind.startswith(name)), "decimal")
        pattern = next((pattern for name, pattern in _DELIMITERS.items() if kind.endswith(name)), "{}.")
        return f"{pattern.format(numeral(counts[level], style))} "
    counts.pop(level, None)
    if properties.find(f"{_A}buNone") is not None:
        return ""
    has_own = any(properties.find(f"{_A}{name}") is not None for name in ("buChar", "buBlip"))
    return BULLET if has_own or has_bullets else ""


def _shapes_of(slide: Any | None) -> list[Any]:
    tree = slide.find(f"{_P}cSld/{_P}spTree") if slide is not None else None
    return list(_shapes(tree)) if tree is not None else []


def _shapes(parent: Any) -> Iterator[Any]:
    for child in parent:
        if isinstance(child.tag, str) and child.tag.rpartition("}")[2] in ("grpSp", "AlternateContent", "Choice"):
            yield from _shapes(child)
        elif child.tag in (f"{_P}sp", f"{_P}pic", f"{_P}graphicFrame"):
            described = child.find(f"./*/{_P}cNvPr")
            if described is None or described.get("hidden") not in ("1", "true"):
                yield child


def _place(shape: Any) -> str:
    place = shape.find(f"./*/{_P}nvPr/{_P}ph")
    return place.get("type") or "" if place is not None else ""


def _key(shape: Any) -> tuple[str, str]:
    """Return what names the place of a shape, on a slide as in its layout; nothing for a shape without one."""
    place = shape.find(f"./*/{_P}nvPr/{_P}ph")
    return ("", "") if place is None else (place.get("idx") or "0", "" if place.get("idx") else _place(shape))


def _has_no_bullets(shape: Any) -> bool:
    """Whether a shape says that its paragraphs have no bullets unless they say so themselves."""
    return shape.find(f"{_P}txBody/{_A}lstStyle/{_A}lvl1pPr/{_A}buNone") is not None


def _is_fallback(element: Any) -> bool:
    return next(element.iterancestors(_FALLBACK), None) is not None


def _related(part: Any, name: str) -> dict[str, tuple[str, str]]:
    """Return (kind, name) of the parts that a part is related to, by the ids of the relationships."""
    folder, base = posixpath.split(name)
    root = part(posixpath.join(folder, "_rels", f"{base}.rels"))
    return {
        relation.get("Id") or "": (
            (relation.get("Type") or "").rpartition("/")[2],
            posixpath.normpath(posixpath.join("/", folder, relation.get("Target") or "")).lstrip("/"),
        )
        for relation in (root.iter(_RELATIONSHIP) if root is not None else ())
    }


def _words(inlines: list[Node]) -> str:
    """Return about what inlines say."""
    return "".join(
        node["c"] if node["t"] == "Str" and node["c"] else "x" if node["t"] != "Str" else "" for node in inlines
    )


def _string(text: str) -> Node:
    return {"t": "Str", "c": text}
