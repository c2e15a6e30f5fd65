"""A table of pandoc's tree → rows of cells, each cell in every row that it spans."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from retrieval.parsing.pandoc.running import Node


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of one row; ``is_repeated`` when it began in a row above."""

    blocks: list[Node]
    is_repeated: bool = False


def table_rows(table: Sequence[Any]) -> list[list[Cell]]:
    """Return the rows of what a ``Table`` node holds: its head, its bodies, its foot."""
    _, _, columns, head, bodies, foot = table
    rows = list(_spread(head[1], len(columns)))
    for _, _, body_head, body in bodies:
        rows += _spread(body_head, len(columns))
        rows += _spread(body, len(columns))
    rows += _spread(foot[1], len(columns))
    return rows


def header_row_count(table: Sequence[Any]) -> int:
    """Return how many of the ``table_rows`` are the table's header."""
    return len(table[3][1])


def is_frame(table: Sequence[Any]) -> bool:
    """Whether a table only places text on the page: it has one column, or whole sections in its cells."""
    if len(table[2]) < 2:
        return True
    rows = table_rows(table)
    return any(
        node["t"] in ("Table", "Header") and not (node["t"] == "Table" and len(node["c"][2]) < 2)
        for row in rows
        for cell in row
        if not cell.is_repeated
        for node in cell.blocks
    )


def _spread(rows: Sequence[Any], width: int) -> Iterator[list[Cell]]:
    reaching: dict[int, tuple[int, list[Node], int]] = {}  # column → rows to go, blocks, columns
    for _, cells in rows:
        row: list[Cell] = []
        waiting = iter(cells)
        column = 0
        while column < width:
            if column in reaching:
                to_go, blocks, columns = reaching.pop(column)
                if to_go > 1:
                    reaching[column] = (to_go - 1, blocks, columns)
                row.append(Cell(blocks, is_repeated=True))
                column += columns
                continue
            cell = next(waiting, None)
            if cell is None:
                column += 1
                continue
            _, _, down, across, blocks = cell
            across = max(1, across)
            if down > 1:
                reaching[column] = (down - 1, blocks, across)
            row.append(Cell(blocks))
            column += across
        row += [Cell(cell[4]) for cell in waiting]
        yield row
