"""Tables of a Word document: which are tables, and how pandoc is told of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.parsing.word import drafts
from retrieval.parsing.word.drafts import Draft

_MAX_LAYOUT_ROWS = 3
_LONG_CELL_CHARS = 700


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell: what stands in it, how many columns it spans, and whether it spans rows, or continues the one above."""

    drafts: list[Draft]
    across: int
    is_merged: bool
    continues: bool


def is_layout(rows: Sequence[Sequence[TableCell]]) -> bool:
    """Whether a table only places text on the page: one column, tables inside, or a few cells of long text."""
    if max((sum(cell.across for cell in row) for row in rows), default=0) < 2 or max(map(len, rows)) < 2:
        return True
    cells = [cell for row in rows for cell in row]
    if any(draft.style == drafts.TABLE for cell in cells for draft in cell.drafts):
        return True
    return len(rows) <= _MAX_LAYOUT_ROWS and any(
        len(cell.drafts) > 1 and sum(len(draft.text) for draft in cell.drafts) > _LONG_CELL_CHARS for cell in cells
    )


def table_markup(rows: Sequence[Sequence[TableCell]]) -> str:
    """Return a table in Word's XML; notes of its cells are not in it."""
    columns = max(sum(cell.across for cell in row) for row in rows)
    grid = '<w:gridCol w:w="100"/>' * columns
    written = "".join(f"<w:tr>{''.join(map(_cell_markup, row))}</w:tr>" for row in rows)
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{written}</w:tbl>"


def _cell_markup(cell: TableCell) -> str:
    span = f'<w:gridSpan w:val="{cell.across}"/>' if cell.across > 1 else ""
    merge = f'<w:vMerge w:val="{"continue" if cell.continues else "restart"}"/>' if cell.is_merged else ""
    inside = "".join(draft.written() for draft in cell.drafts if draft.style != drafts.NOTE)
    return f"<w:tc><w:tcPr>{span}{merge}</w:tcPr>{inside or '<w:p/>'}</w:tc>"
