"""The parts of an Excel workbook: sheets, shared texts, and number formats, read as streams, cell by cell."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from retrieval.errors import UnreadableFile
from retrieval.parsing.archive import read_member
from retrieval.parsing.outline import Composer
from retrieval.parsing.spreadsheets.number_formats import BUILTIN_CODES, shown_number, shown_words
from retrieval.parsing.spreadsheets.sheets import MAX_CELLS, Sheet, shown_cell

if TYPE_CHECKING:
    from zipfile import ZipFile

    from lxml.etree import _Element

_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})\Z")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_MAX_COLUMN = 16_384


@dataclass(slots=True)
class Workbook:
    """What all sheets share: texts, format codes by style, and whether days count from 1904."""

    archive: ZipFile
    texts: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    from_1904: bool = False
    cells: int = 0


def read_workbook(archive: ZipFile, composer: Composer) -> list[Sheet]:
    """Return the sheets that a workbook shows, and note in ``composer`` what it hides.

    Raises UnreadableFile when the archive is no workbook.
    """
    relations = _relations(archive, "")
    main = next((path for kind, path in relations.values() if kind.endswith("/officeDocument")), "xl/workbook.xml")
    root = _root(archive, main)
    if root is None or _name(root) != "workbook":
        raise UnreadableFile("damaged, or not an Excel file")
    relations = _relations(archive, main)
    book = Workbook(archive)
    for kind, path in relations.values():
        if kind.endswith("/sharedStrings"):
            book.texts = [_text_of(item) for item in _stream(archive, path, "si")]
        elif kind.endswith("/styles"):
            book.codes = _codes(_root(archive, path))
    book.from_1904 = any(each.get("date1904") in ("1", "true") for each in root.iter("{*}workbookPr"))
    sheets = []
    for element in root.iter("{*}sheet"):
        name = element.get("name") or ""
        kind, path = relations.get(element.get(_RELATION) or element.get(_STRICT_RELATION) or "", ("", ""))
        if element.get("state") in ("hidden", "veryHidden"):
            composer.leave_out(f"hidden sheet “{name}”", "it is not shown")
        elif not kind.endswith("/worksheet"):
            composer.leave_out("sheet without cells", "a chart or a macro", things="sheets without cells")
        else:
            sheets.append(_sheet(book, path, name, composer))
    return sheets


def _sheet(book: Workbook, path: str, name: str, composer: Composer) -> Sheet:
    """Read one sheet; rows and columns that are hidden are left out, and counted where they hold something."""
    sheet = Sheet(name)
    is_hidden = bytearray(_MAX_COLUMN + 1)
    hidden_columns: set[int] = set()
    number = 0
    is_row_default_hidden = False
    for element in _stream(book.archive, path, "sheetFormatPr", "col", "row", "mergeCell"):
        tag = _name(element)
        if tag == "sheetFormatPr":
            is_row_default_hidden = _is_on(element, "zeroHeight")
        elif tag == "col":
            if _is_on(element, "hidden"):
                first, last = _number(element.get("min")), min(_number(element.get("max")), _MAX_COLUMN)
                is_hidden[first : last + 1] = b"\x01" * max(0, last + 1 - first)
        elif tag == "mergeCell":
            corners = [_place(corner) for corner in (element.get("ref") or "").split(":")]
            if len(corners) == 2 and corners[0] and corners[1]:
                sheet.spans.append((*corners[0], *corners[1]))
        else:
            number = _number(element.get("r")) or number + 1
            row = _row(book, element, composer)
            if row and (_is_on(element, "hidden") or (is_row_default_hidden and element.get("ht") is None)):
                composer.leave_out("hidden row", "it is not shown")
                row.clear()
                sheet.rows[number] = row
            for column in [each for each in row if is_hidden[each]]:
                hidden_columns.add(column)
                del row[column]
            if row:
                sheet.rows[number] = row
        if book.cells > MAX_CELLS:
            composer.warn(f"It has more than {MAX_CELLS:,} cells, and the rest is not read.")
            break
    if hidden_columns:
        composer.leave_out("hidden column", "it is not shown", count=len(hidden_columns))
    return sheet


def _row(book: Workbook, element: _Element, composer: Composer) -> dict[int, str]:
    """Return the cells of a row that show something, by column."""
    row: dict[int, str] = {}
    column = 0
    for cell in element:
        place = _place(cell.get("r") or "")
        column = place[1] if place else column + 1
        if column > _MAX_COLUMN:
            continue
        text = shown_cell(_shown(book, cell, composer))
        if text:
            row[column] = text
            book.cells += 1
    return row


def _shown(book: Workbook, cell: _Element, composer: Composer) -> str:
    kind = cell.get("t") or "n"
    code = book.codes[style] if (style := _number(cell.get("s"))) < len(book.codes) else "General"
    if kind == "inlineStr":
        return shown_words("".join(_text_of(each) for each in cell.iterchildren("{*}is")), code)
    parts = {_name(part): part.text for part in cell}
    value = parts.get("v")
    if value is None:
        if "f" in parts:
            composer.leave_out(
                "formula", "the program that wrote the file did not calculate it", things="formulas", count=1
            )
        return ""
    if kind == "s":
        index = _number(value)
        return shown_words(book.texts[index], code) if index < len(book.texts) else ""
    if kind == "b":
        return "TRUE" if value.strip() in ("1", "true") else "FALSE"
    if kind == "n":
        return shown_number(value.strip(), code, from_1904=book.from_1904)
    if kind == "d":
        return str(value).strip().removesuffix("Z").removesuffix("T00:00:00").removesuffix("T00:00:00.000")
    return shown_words(_unescaped(value), code)


def _text_of(element: _Element) -> str:
    """Return a text with its runs, without the reading aids of East Asian scripts."""
    parts = []
    for child in element.iterchildren("{*}t", "{*}r"):
        texts = [child] if _name(child) == "t" else child.iterchildren("{*}t")
        parts += [_unescaped(each.text or "") for each in texts]
    return "".join(parts)


def _unescaped(text: str) -> str:
    return str(_ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)) if "_x" in text else text


def _codes(styles: _Element | None) -> list[str]:
    """Return the number format of each cell style."""
    if styles is None:
        return []
    codes = dict(BUILTIN_CODES)
    for element in styles.iter("{*}numFmt"):
        codes[_number(element.get("numFmtId"))] = element.get("formatCode") or "General"
    cell_styles = next(styles.iter("{*}cellXfs"), None)
    found = cell_styles.iterchildren("{*}xf") if cell_styles is not None else ()
    return [codes.get(_number(each.get("numFmtId")), "General") for each in found]


def _relations(archive: ZipFile, path: str) -> dict[str, tuple[str, str]]:
    """Return what a part of the archive refers to: by id, the kind and the path."""
    folder, name = posixpath.split(path)
    root = _root(archive, posixpath.join(folder, "_rels", f"{name}.rels"))
    found = {}
    for element in root.iter("{*}Relationship") if root is not None else ():
        target = element.get("Target") or ""
        joined = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        found[element.get("Id") or ""] = (element.get("Type") or "", joined)
    return found


def _root(archive: ZipFile, path: str) -> _Element | None:
    from lxml import etree

    data = read_member(archive, path)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(data, parser) if data is not None else None
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableFile(f"damaged: {path[:80]} is no XML") from error


def _stream(archive: ZipFile, path: str, *tags: str) -> Iterator[_Element]:
    """Yield the elements of these names one after the other, each forgotten when the next one is asked for."""
    from lxml import etree

    try:
        file = archive.open(path)
    except KeyError:
        return
    wanted = [f"{{*}}{tag}" for tag in tags]
    with file:
        events = etree.iterparse(
            file, events=("end",), tag=wanted, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
        )
        try:
            for _, element in events:
                yield element
                element.clear(keep_tail=False)
                while element.getprevious() is not None:
                    del element.getparent()[0]
        except etree.XMLSyntaxError as error:
            raise UnreadableFile(f"damaged: {path[:80]} is no XML") from error


def _name(element: _Element) -> str:
    tag = str(element.tag)
    return tag[tag.find("}") + 1 :]


def _is_on(element: _Element, attribute: str) -> bool:
    return element.get(attribute) in ("1", "true", "on")


def _number(written: str | None) -> int:
    written = (written or "").strip()
    return int(written) if written.isdecimal() and len(written) < 10 else 0


def _place(reference: str) -> tuple[int, int] | None:
    """Return row and column of ``B7``, counted from 1."""
    match = _REFERENCE.match(reference)
    if match is None:
        return None
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column
