"""Tables of a Word document: which are tables, and which cells stand in each row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from retrieval.parsing.pandoc.running import Node
from retrieval.parsing.pandoc.tables import Cell
from retrieval.parsing.word.drafts import Draft, Role

_MAX_LAYOUT_ROWS = 3
_LONG_CELL_CHARS = 700


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell: what stands in it, how many columns it spans, and whether it continues the one above."""

    drafts: list[Draft]
    across: int
    continues: bool


def is_layout(rows: Sequence[Sequence[TableCell]]) -> bool:
    """Whether a table only places text on the page: one column, mostly tables, or a few cells of long text."""
    if max(map(len, rows), default=0) < 2:
        return True
    cells = [cell for row in rows for cell in row]
    in_tables = sum(len(draft.text) for cell in cells for draft in cell.drafts if draft.role is Role.TABLE)
    if 2 * in_tables > sum(len(draft.text) for cell in cells for draft in cell.drafts):
        return True
    return len(rows) <= _MAX_LAYOUT_ROWS and any(
        len(cell.drafts) > 1 and sum(len(draft.text) for draft in cell.drafts) > _LONG_CELL_CHARS for cell in cells
    )


def written_rows(rows: Sequence[Sequence[TableCell]]) -> list[list[Cell]]:
    """Return the rows with their cells, without notes; a cell that spans rows stands in each of them."""
    written = []
    above: dict[int, tuple[Cell, int]] = {}  # by the column in which a cell begins: it, and the columns it spans
    for row in rows:
        here: dict[int, tuple[Cell, int]] = {}
        column = reached = 0
        for cell in row:
            if cell.continues and column in above:
                begun, across = above[column]
                here[column] = Cell(begun.blocks, is_repeated=True), across
                reached = column + across
            elif not cell.continues or column >= reached:
                here[column] = Cell([node for draft in cell.drafts for node in _in_cell(draft)]), cell.across
            column += cell.across
        written.append([cell for cell, _ in here.values()])
        above = here
    return written


def _in_cell(draft: Draft) -> Iterator[Node]:
    """Yield what a draft is in a cell: nothing for a note, and the cells of a table inside one after the other."""
    if draft.role is Role.TABLE:
        yield from (node for row in draft.rows for cell in row if not cell.is_repeated for node in cell.blocks)
    elif draft.role is not Role.NOTE:
        yield {"t": "Para", "c": draft.inlines}
