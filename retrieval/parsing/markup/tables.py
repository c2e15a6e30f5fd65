"""A table of data → its rows, one line each; tables that only lay out a page are told from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from retrieval.parsing.markup.elements import CELLS, PREFORMATTED, is_hidden, tag_of
from retrieval.parsing.markup.line import joined_lines, shown_text
from retrieval.parsing.signs import CELL_SEPARATOR

if TYPE_CHECKING:
    from lxml.etree import _Element

_GROUPS = ("thead", "tbody", "tfoot")
_UNSEEN_PARTS = ("colgroup", "col", "script", "style", "template", "input", "noscript", "form", "")
_MAX_SPAN = 1_000
_MAX_REPEATED = 200_000
"""Characters that spanning cells may add to a table by being repeated."""

_LAYOUT_CHARS = 1_500
"""A table without header cells, one of whose cells has more characters than this, only lays out text."""
_LAYOUT_ELEMENTS = 400
"""A table with tables in its cells that has so many elements only lays out text."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table's caption, and its rows as they are written, the header first; ``hidden`` rows were not read.

    ``header_chars`` is how many characters of the rows, one below the other, are the header.
    """

    caption: str
    rows: tuple[str, ...]
    hidden: int = 0
    header_chars: int = 0


@dataclass(frozen=True, slots=True)
class _Cell:
    text: str
    across: int
    down: int


def read_table(element: _Element, *, nested: bool = False) -> Table | None:
    """Return a table of data; None when the table only lays out other blocks, or text stands between its cells.

    A cell that spans rows or columns is repeated in each of them, so that every row says all that holds for it; a cell
    that spans the whole table is given once. nested: whether tables stand in its cells; they are data only in a small
    table with header cells.
    """
    if element.get("role") in ("presentation", "none"):
        return None
    if nested and len(list(islice(element.iter(), _LAYOUT_ELEMENTS))) == _LAYOUT_ELEMENTS:
        return None
    grouped: dict[str, list[_Element]] = {name: [] for name in _GROUPS}
    captions: list[str] = []
    for kind, each in _parts_of(element):
        if kind == "stray":
            return None
        if kind == "caption":
            captions.append(joined_lines(shown_text(each)))
        else:
            grouped[kind].append(each)
    elements = [row for name in _GROUPS for row in grouped[name]]
    shown = [row for row in elements if not is_hidden(row)]
    cells = [[cell for cell in row if tag_of(cell) in CELLS and not is_hidden(cell)] for row in shown]
    headed = any(tag_of(cell) == "th" for row in cells for cell in row)
    if not headed and (nested or max(map(len, cells), default=0) < 2 or any(_holds_code(row) for row in cells)):
        return None
    read = [[_read_cell(cell) for cell in row] for row in cells]
    if not headed and any(len(cell.text) > _LAYOUT_CHARS for row in read for cell in row):
        return None
    rows = [CELL_SEPARATOR.join(row).rstrip(" |") for row in _spread(read)]
    heads = _header_rows(shown, cells, len(grouped["thead"]))
    header = [row for row in rows[:heads] if row.strip(" |")]
    return Table(
        " ".join(filter(None, captions)),
        tuple(row for row in rows if row.strip(" |")),
        len(elements) - len(shown),
        len("\n".join(header)),
    )


def _header_rows(shown: list[_Element], cells: list[list[_Element]], in_head: int) -> int:
    """Return how many of the rows that are shown are the header: those of ``thead``, else the first ones of ``th``.

    A row with one cell for the whole width is a title or the name of a group, not a header.
    """
    if in_head:
        return sum(tag_of(row.getparent()) == "thead" for row in shown[:in_head])
    count = 0
    for row in cells:
        if len(row) < 2 or not all(tag_of(cell) == "th" for cell in row):
            break
        count += 1
    return count if count < len(cells) else 0


def _parts_of(table: _Element) -> Iterator[tuple[str, _Element]]:
    """Yield the rows of a table (as ``thead``, ``tbody`` or ``tfoot``), its captions, and what should not be there."""
    if _has_text(table):
        yield "stray", table
    waiting = [(iter(table), "tbody")]
    while waiting:
        children, group = waiting[-1]
        child = next(children, None)
        if child is None:
            waiting.pop()
            continue
        tag = tag_of(child)
        if tag == "caption":
            yield tag, child
        elif tag == "tr":
            if _has_text(child) or any(tag_of(cell) not in (*CELLS, *_UNSEEN_PARTS) for cell in child):
                yield "stray", child
            yield group, child
        elif (tag in _GROUPS and not is_hidden(child)) or tag in ("form", "div", "center", "font"):
            if _has_text(child):
                yield "stray", child
            waiting.append((iter(child), tag if tag in _GROUPS else group))
        elif tag not in _UNSEEN_PARTS and not is_hidden(child):
            yield "stray", child


def _has_text(element: _Element) -> bool:
    """Whether text stands in an element outside its children."""
    return any(text and text.strip() for text in (element.text, *(child.tail for child in element)))


def _holds_code(row: list[_Element]) -> bool:
    return any(next(cell.iter(*PREFORMATTED), None) is not None for cell in row)


def _read_cell(cell: _Element) -> _Cell:
    return _Cell(
        joined_lines(shown_text(cell)), _number(cell.get("colspan")), _number(cell.get("rowspan"), zero=_MAX_SPAN)
    )


def _number(value: str | None, *, zero: int = 1) -> int:
    if value is None:
        return 1
    value = value.strip()
    if not (value.isascii() and value.isdecimal()):
        return 1
    return min(int(value[:6]) or zero, _MAX_SPAN)


def _spread(rows: list[list[_Cell]]) -> Iterator[list[str]]:
    """Yield each row's texts, those of cells that reach into it among them."""
    width = max((sum(cell.across for cell in row) for row in rows), default=0)
    pending: dict[int, tuple[str, int]] = {}  # column → text, and the rows that it still reaches into
    budget = _MAX_REPEATED
    for row in rows:
        texts: list[str] = []
        furthest = max(pending, default=-1)
        waiting = iter(row)
        cell = next(waiting, None)
        while cell is not None or len(texts) <= furthest:
            column = len(texts)
            if column in pending:
                text, left = pending.pop(column)
                if left > 1:
                    pending[column] = (text, left - 1)
                budget -= len(text) + 1
                texts.append(text if budget > 0 else "")
            elif cell is None:
                texts.append("")
            else:
                for offset in range(1 if cell.across >= width else cell.across):
                    if offset and (column + offset in pending or budget <= 0):
                        break
                    budget -= len(cell.text) + 1 if offset else 0
                    texts.append(cell.text)
                    if cell.down > 1 and cell.across < width:
                        pending[column + offset] = (cell.text, cell.down - 1)
                cell = next(waiting, None)
        yield texts
