"""Word: paragraphs, lists and tables in the order of the document, headings by their styles."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from retrieval.errors import UnreadableFile
from retrieval.model import BlockKind, Content
from retrieval.parsing.archive import open_archive, read_member
from retrieval.parsing.dates import date_in_name
from retrieval.parsing.outline import TITLE, Composer, label

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SKIPPED = frozenset((f"{_W}del", f"{_W}moveFrom", f"{_W}pPr", f"{_W}rPr", _FALLBACK))
_WRAPPERS = frozenset(f"{_W}{name}" for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"))
_CHARACTERS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "\u2011"}
_HEADING = re.compile(r"heading ([1-9])", re.IGNORECASE)
_TEMPLATE_AUTHOR = "python-docx"
_TEMPLATE_YEAR = 2013


class WordParser:
    """Parses ``.docx``: the canonical text is what a person sees in the document's body."""

    name = "Word"
    suffixes: tuple[str, ...] = (".docx",)
    names: tuple[str, ...] = ()
    version = 1

    def parse(self, data: bytes, path: PurePosixPath) -> Content:
        """Return paragraphs, lists and tables as blocks; see ``Parser.parse``."""
        if data.startswith(b"\xd0\xcf\x11\xe0"):
            raise UnreadableFile("encrypted, or an old .doc file: save it as .docx without a password")
        if read_member(open_archive(data, "Word"), "[Content_Types].xml") is None:
            raise UnreadableFile("damaged, or not a Word file")
        import docx

        try:
            document = docx.Document(io.BytesIO(data))
        except Exception as error:  # lxml, zipfile and python-docx each have errors of their own
            raise UnreadableFile("damaged, or not a Word file") from error
        walk = _Walk(document)
        walk.walk(document.element.body)
        properties = _properties(document)
        return walk.composer.content(
            title=walk.title or properties.get("title"),
            date=properties.get("date") or date_in_name(path),
            author=properties.get("author"),
        )


class _Walk:
    """Visits the body in order; ``_items`` gathers neighbouring list paragraphs."""

    def __init__(self, document: WordDocument) -> None:
        self.composer = Composer()
        self.title: str | None = None
        self._styles = _Styles(document)
        self._items: list[list[str]] = []

    def walk(self, body: Any) -> None:
        self._visit_children(body)
        self._flush()

    def _flush(self) -> None:
        self.composer.add_items(self._items)
        self._items = []

    def _visit_children(self, parent: Any) -> None:
        for child in parent:
            if child.tag == f"{_W}p":
                self._paragraph(child)
            elif child.tag == f"{_W}tbl":
                self._flush()
                self._table(child)
            elif child.tag in _WRAPPERS:
                self._visit_children(child)

    def _paragraph(self, element: Any) -> None:
        text = _text_of(element).strip()
        if not text:
            return
        style = self._styles.of(element)
        if style.level is None and (style.is_list or element.find(f"{_W}pPr/{_W}numPr") is not None):
            self._items.append(text.split("\n"))
            return
        self._flush()
        level = style.level
        if level == TITLE:
            if self.title is None:
                self.title = label(text)
            else:
                level = 1
        self.composer.add(text if level is None else " ".join(text.split()), level=level)

    def _table(self, table: Any) -> None:
        rows = [[cell for cell in row.iter(f"{_W}tc") if _row_of(cell) is row] for row in table.iter(f"{_W}tr")]
        rows = [row for row in rows if row and _table_of(row[0]) is table]
        if max(map(len, rows), default=0) < 2:  # a frame around text rather than a table
            for row in rows:
                for cell in row:
                    self._visit_children(cell)
            self._flush()
            return
        written = [[_cell_text(cell) for cell in row] for row in rows]
        self.composer.add("\n".join(" | ".join(row) for row in written if any(row)), BlockKind.TABLE)


class _Style:
    """What a paragraph style means: ``level`` is 0 for the title, 1 to 9 for a heading, and None for text."""

    def __init__(self, level: int | None, is_list: bool) -> None:
        self.level = level
        self.is_list = is_list


class _Styles:
    """The paragraph styles of a document by id, each resolved through the styles that it is based on."""

    def __init__(self, document: WordDocument) -> None:
        self._elements = {
            element.get(f"{_W}styleId"): element for element in document.styles.element.iter(f"{_W}style")
        }
        self._known: dict[str | None, _Style] = {}

    def of(self, paragraph: Any) -> _Style:
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        name = style.get(f"{_W}val") if style is not None else None
        if name not in self._known:
            self._known[name] = self._resolve(name)
        return self._known[name]

    def _resolve(self, style_id: str | None) -> _Style:
        is_list = False
        for _ in range(20):  # a damaged file may base styles on each other in a circle
            element = self._elements.get(style_id)
            if element is None:
                break
            name = element.find(f"{_W}name")
            name = (name.get(f"{_W}val") or "") if name is not None else ""
            if (match := _HEADING.fullmatch(name)) is not None:
                return _Style(int(match[1]), False)
            if name.lower() == "title":
                return _Style(TITLE, False)
            outline = element.find(f"{_W}pPr/{_W}outlineLvl")
            if outline is not None and (outline.get(f"{_W}val") or "") in "012345678":
                return _Style(int(outline.get(f"{_W}val") or 0) + 1, False)
            is_list = is_list or name.lower().startswith("list") or element.find(f"{_W}pPr/{_W}numPr") is not None
            based_on = element.find(f"{_W}basedOn")
            style_id = based_on.get(f"{_W}val") if based_on is not None else None
        return _Style(None, is_list)


def _text_of(element: Any) -> str:
    """Return the text of a paragraph: with insertions and links, without deletions and duplicates of text boxes."""
    return "".join(_runs(element))


def _runs(element: Any) -> Iterator[str]:
    for child in element:
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in _CHARACTERS:
            yield _CHARACTERS[child.tag]
        elif child.tag not in _SKIPPED:
            if child.tag == f"{_W}p":  # inside a text box
                yield "\n"
            yield from _runs(child)


def _cell_text(cell: Any) -> str:
    return " ".join(" ".join(_text_of(paragraph) for paragraph in cell.iter(f"{_W}p")).split())


def _row_of(cell: Any) -> Any:
    return next(cell.iterancestors(f"{_W}tr"), None)


def _table_of(cell: Any) -> Any:
    return next(cell.iterancestors(f"{_W}tbl"), None)


def _properties(document: WordDocument) -> dict[str, str]:
    """Return title, author and date from the core properties, without those of python-docx's own template."""
    found: dict[str, str] = {}
    try:
        core = document.core_properties
        title, author = label(core.title), label(core.author)
        moments = [core.created, core.modified]
    except Exception:  # a damaged properties part costs the properties, not the document
        return found
    if title is not None:
        found["title"] = title
    if author is not None and author != _TEMPLATE_AUTHOR:
        found["author"] = author
    for moment in moments:
        is_template = author == _TEMPLATE_AUTHOR or (isinstance(moment, datetime) and moment.year == _TEMPLATE_YEAR)
        if isinstance(moment, datetime) and moment.year >= 1985 and not (is_template and moment.year == _TEMPLATE_YEAR):
            found["date"] = moment.date().isoformat()
            break
    return found
