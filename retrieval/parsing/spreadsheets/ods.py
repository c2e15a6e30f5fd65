"""The sheets of an OpenDocument spreadsheet: its cells carry the very text that they show."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from zipfile import ZipFile

from retrieval.errors import UnreadableFile
from retrieval.parsing.archive import read_member
from retrieval.parsing.outline import Composer
from retrieval.parsing.spreadsheets.sheets import MAX_CELLS, Sheet, shown_cell

if TYPE_CHECKING:
    from lxml.etree import _Element

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_UNSHOWN = (f"{_OFFICE}annotation", f"{_TEXT}ruby-text")
_MAX_COLUMN = 16_384
_MAX_REPEATED = 1_000


def read_opendocument(archive: ZipFile, composer: Composer) -> list[Sheet]:
    """Return the sheets that a spreadsheet shows, and note in ``composer`` what it hides.

    Raises UnreadableFile when the archive is no spreadsheet.
    """
    from lxml import etree

    data = read_member(archive, "content.xml")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser) if data is not None else None
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None or next(root.iter(f"{_OFFICE}spreadsheet"), None) is None:
        raise UnreadableFile("damaged, or not an OpenDocument spreadsheet")
    hidden_styles = _hidden_styles(root)
    sheets = []
    cells = 0
    for table in root.iter(f"{_TABLE}table"):
        name = table.get(f"{_TABLE}name") or ""
        if table.get(f"{_TABLE}style-name") in hidden_styles:
            composer.leave_out(f"hidden sheet “{name}”", "it is not shown")
            continue
        sheet = _read_table(table, name, composer)
        cells += sum(map(len, sheet.rows.values()))
        sheets.append(sheet)
        if cells > MAX_CELLS:
            composer.warn(f"It has more than {MAX_CELLS:,} cells, and the rest is not read.")
            break
    comments = sum(1 for _ in root.iter(f"{_OFFICE}annotation"))
    if comments:
        composer.leave_out("comment", "it is not shown in the cells", count=comments)
    return sheets


def _hidden_styles(root: _Element) -> set[str | None]:
    return {
        style.get(f"{_STYLE}name")
        for style in root.iter(f"{_STYLE}style")
        for properties in style.iterchildren(f"{_STYLE}table-properties")
        if properties.get(f"{_TABLE}display") == "false"
    }


def _read_table(table: _Element, name: str, composer: Composer) -> Sheet:
    sheet = Sheet(name)
    hidden = _hidden_columns(table)
    dropped: set[int] = set()
    number = 0
    cells = 0
    for row in table.iter(f"{_TABLE}table-row"):
        repeated = _count(row, "number-rows-repeated")
        shown = _read_row(row, number + 1, sheet)
        if shown and row.get(f"{_TABLE}visibility") in ("collapse", "filter"):
            composer.leave_out("hidden row", "it is not shown")
            shown = {}
            sheet.rows[number + 1] = shown
        for column in [column for column in shown if column in hidden]:
            dropped.add(column)
            del shown[column]
        if shown:
            for extra in range(min(repeated, _MAX_REPEATED)):
                sheet.rows[number + 1 + extra] = dict(shown)
        cells += len(shown) * min(repeated, _MAX_REPEATED)
        number += repeated
        if cells > MAX_CELLS:
            break
    if dropped:
        composer.leave_out("hidden column", "it is not shown", count=len(dropped))
    return sheet


def _hidden_columns(table: _Element) -> set[int]:
    hidden: set[int] = set()
    column = 1
    for element in table.iter(f"{_TABLE}table-column"):
        repeated = min(_count(element, "number-columns-repeated"), _MAX_COLUMN)
        if element.get(f"{_TABLE}visibility") in ("collapse", "filter"):
            hidden.update(range(column, min(column + repeated, _MAX_COLUMN)))
        column = min(column + repeated, _MAX_COLUMN)
    return hidden


def _read_row(row: _Element, number: int, sheet: Sheet) -> dict[int, str]:
    cells: dict[int, str] = {}
    column = 1
    for cell in row.iterchildren(f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
        repeated = _count(cell, "number-columns-repeated")
        if column <= _MAX_COLUMN and (text := shown_cell("\n".join(_paragraphs(cell)))):
            for extra in range(min(repeated, _MAX_REPEATED)):
                cells[column + extra] = text
            bottom = number + _count(cell, "number-rows-spanned") - 1
            right = column + _count(cell, "number-columns-spanned") - 1
            if bottom > number or right > column:
                sheet.spans.append((number, column, bottom, right))
        column += repeated
    return cells


def _paragraphs(cell: _Element) -> Iterator[str]:
    for paragraph in cell.iterchildren(f"{_TEXT}p", f"{_TEXT}h"):
        parts: list[str] = [paragraph.text or ""]
        for event in paragraph.iterdescendants():
            if event.tag == f"{_TEXT}s" or event.tag in (f"{_TEXT}tab", f"{_TEXT}line-break"):
                parts.append(" ")
            elif not _is_unshown(event):
                parts.append(event.text or "")
            parts.append(event.tail or "")
        yield "".join(parts)


def _is_unshown(element: _Element) -> bool:
    return not isinstance(element.tag, str) or element.tag in _UNSHOWN


def _count(element: _Element, attribute: str) -> int:
    written = element.get(f"{_TABLE}{attribute}") or "1"
    return max(1, int(written)) if written.isdecimal() and len(written) < 10 else 1
