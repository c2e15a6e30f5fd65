"""Sheets of a workbook → headings and tables: a table for each run of rows that no empty row parts."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from retrieval.model import BlockKind
from retrieval.parsing.outline import Composer, is_visible
from retrieval.parsing.signs import CELL_SEPARATOR

MAX_CELLS = 1_000_000
"""A workbook is read up to this many cells that hold something."""

_MAX_EMPTY = 20
"""In a table with more empty cells than this beside each filled one, the empty ones are not written."""

_DEFAULT_NAME = re.compile(
    r"(?:Sheet|Tabelle|Feuille?|Hoja|Foglio|Blad|Planilha|Arkusz|Лист|Sayfa|工作表|シート)\s?\d*\Z"
)


@dataclass(slots=True)
class Sheet:
    """What one sheet shows: texts by row and column, counted from 1; ``spans`` are (top, left, bottom, right).

    A hidden row is there without its cells, so that it parts no table.
    """

    name: str
    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    spans: list[tuple[int, int, int, int]] = field(default_factory=list)


def add_sheets(composer: Composer, sheets: Sequence[Sheet]) -> None:
    """Append the sheets that hold text, each under its name unless it is the only one and nobody named it."""
    filled = [sheet for sheet in sheets if any(sheet.rows.values())]
    for sheet in filled:
        if len(filled) > 1 or not _DEFAULT_NAME.match(sheet.name):
            composer.add(sheet.name, level=1)
        _spread(sheet)
        for region in _regions(sheet):
            _add_region(composer, region)


def _spread(sheet: Sheet) -> None:
    """Repeat the text of merged cells in every row and column that they span and that holds something else, too."""
    numbers = sorted(sheet.rows)
    columns = sorted({column for row in sheet.rows.values() for column in row})
    counts = {number: len(row) for number, row in sheet.rows.items()}
    budget = MAX_CELLS
    for top, left, bottom, right in sheet.spans:
        text = sheet.rows.get(top, {}).get(left)
        if text is None:
            continue
        across = columns[bisect_left(columns, left) : bisect_right(columns, right)]
        for number in numbers[bisect_left(numbers, top) : bisect_right(numbers, bottom)]:
            if not counts[number] or (number == top and counts[number] == 1):
                continue  # a title over the whole width, or a group's name
            budget -= len(across) + 1
            if budget < 0:
                return
            for column in across:
                sheet.rows[number].setdefault(column, text)


def _regions(sheet: Sheet) -> Iterator[list[dict[int, str]]]:
    region: list[dict[int, str]] = []
    before = 0
    for number in sorted(sheet.rows):
        if region and number > before + 1:
            yield region
            region = []
        if sheet.rows[number]:
            region.append(sheet.rows[number])
        before = number
    if region:
        yield region


def _add_region(composer: Composer, rows: list[dict[int, str]]) -> None:
    """Append rows as a table, and the single cells above its header as paragraphs."""
    columns = sorted({column for row in rows for column in row})
    if len(columns) == 1:
        composer.add_items([[text] for row in rows for text in row.values()])
        return
    first = 0
    while first < len(rows) and len(rows[first]) == 1:
        composer.add(next(iter(rows[first].values())))
        first += 1
    is_sparse = len(columns) * len(rows) > _MAX_EMPTY * sum(map(len, rows)) + 10_000
    lines: list[str] = []
    for row in rows[first:]:
        if len(row) == 1 and (is_sparse or columns[0] in row):  # a group's name; elsewhere it is a cell of its column
            lines.extend(row.values())
        elif is_sparse:
            lines.append(CELL_SEPARATOR.join(row[column] for column in sorted(row)))
        else:
            line = CELL_SEPARATOR.join(row.get(column, "") for column in columns)
            lines.append(line.rstrip(" |"))
    composer.add("\n".join(lines), BlockKind.TABLE)


def shown_cell(text: str) -> str:
    """Return the text of a cell as one line; nothing when nothing of it is visible."""
    return " ".join(text.split()) if is_visible(text) else ""
