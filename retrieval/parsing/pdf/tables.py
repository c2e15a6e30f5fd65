"""Tables: rows and cells where ruling lines show them, or where the edges of cells agree from row to row.

When the page does not show them plainly, lines stay lines.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from retrieval.parsing.pdf.lines import Line, rows_of
from retrieval.parsing.pdf.words import Rule, Word
from retrieval.parsing.signs import CELL_SEPARATOR

_TOUCH = 3.0
_EDGE_POINTS = 3.0
_CELL_GAP = 1.4
"""Cells without rules stand this many type sizes apart."""
_MAX_ROW_GAP = 3.2
_LEADER = re.compile(r"(?:\. ?){4}|…{2}|·{4}")
_MARKER = re.compile(r"[•‣▪◦●○■–—*\-]|\(?[0-9]{1,3}[.)]?|\(?[A-Za-z][.)]")
_MAX_RULES = 4_000


class Grid(NamedTuple):
    """A table drawn with rules: where its columns and rows end, ``ys`` from the top down."""

    xs: list[float]
    ys: list[float]

    def holds(self, word: Word) -> bool:
        """Whether a word stands inside of it."""
        x, y = (word.left + word.right) / 2, word.y + word.size / 4
        return self.xs[0] <= x <= self.xs[-1] and self.ys[-1] <= y <= self.ys[0]


def table_text(rows: Sequence[Sequence[str]]) -> str:
    """Return a table as text, one line per row."""
    return "\n".join(CELL_SEPARATOR.join(row) for row in rows)


def grids_of(rules: Sequence[Rule]) -> list[Grid]:
    """Return the tables of at least two rows and two columns that the rules of a page draw."""
    if not 5 <= len(rules) <= _MAX_RULES:
        return []
    grids = []
    for group in _connected(rules):
        level = [rule for rule in group if rule.is_horizontal]
        upright = [rule for rule in group if not rule.is_horizontal]
        xs = _merged([(rule.left + rule.right) / 2 for rule in upright])
        ends = _merged([side for rule in level for side in (rule.left, rule.right)])
        if not level or not xs:
            continue
        left, right = min(xs[0], ends[0]), max(xs[-1], ends[-1])
        xs = _merged([left, *xs, right])
        ys = [
            y
            for y in _merged([(rule.bottom + rule.top) / 2 for rule in level])
            if _covered(level, y) > 0.5 * (right - left)
        ]
        tops = [side for rule in upright for side in (rule.bottom, rule.top)]
        ys = _merged([*ys, min(tops), max(tops)])[::-1]
        if len(xs) >= 3 and len(ys) >= 3:
            grids.append(Grid(xs, ys))
    return grids


def ruled_table(grid: Grid, words: Sequence[Word], page: int) -> Line | None:
    """Return the table that ``grid`` makes of the words inside, as one line; None when it is no table of text."""
    cells: list[list[list[Word]]] = [[[] for _ in grid.xs[1:]] for _ in grid.ys[1:]]
    down = [-y for y in grid.ys]
    for word in words:
        row = bisect_right(down, -(word.y + word.size / 4)) - 1
        column = bisect_right(grid.xs, (word.left + word.right) / 2) - 1
        cells[min(max(row, 0), len(cells) - 1)][min(max(column, 0), len(grid.xs) - 2)].append(word)
    table = [[_cell_text(cell) for cell in row] for row in cells]
    filled = [row for row in table if any(row)]
    used = [index for index in range(len(grid.xs) - 1) if any(row[index] for row in filled)]
    if len(filled) < 2 or len(used) < 2 or sum(sum(map(bool, row)) > 1 for row in filled) < 2:
        return None
    size = max(words, key=lambda word: len(word.text)).size
    kept = [[row[index] for index in used] for row in filled]
    top, bottom = grid.ys[0], grid.ys[-1]
    return Line([], page, grid.xs[0], grid.xs[-1], top, size, False, table_text(kept), kept, bottom)


def aligned_table(lines: Sequence[Line], first: int) -> tuple[list[list[str]], int]:
    """Return the table that begins with ``lines[first]``, and the index after it; ``([], first)`` when none does."""
    head = lines[first]
    if not _has_cells(head):
        return [], first
    edges = [(segment.left, segment.right) for segment in head.segments]
    table = [[segment.text for segment in head.segments]]
    full_rows, last = 1, first + 1
    above = head
    for line in lines[first + 1 :]:
        if line.cells or not 0 < above.y - line.y < _MAX_ROW_GAP * head.size or line.page != head.page:
            break
        places = [_column(segment.left, segment.right, edges) for segment in line.segments]
        if None in places or len(set(places)) < len(places) or _LEADER.search(line.text):
            break
        row = [""] * len(edges)
        for place, segment in zip(places, line.segments, strict=True):
            row[place or 0] = segment.text
        if len(places) == len(edges) and _has_cells(line):
            full_rows += 1
            table.append(row)
        elif row[0] and len(places) < max(2, len(edges) - 1):
            break
        elif row[0]:
            table.append(row)
        else:  # a cell that goes on under the row above
            table[-1] = [" ".join(filter(None, pair)) for pair in zip(table[-1], row, strict=True)]
        edges = [
            (
                min(edge[0], line.segments[places.index(index)].left),
                max(edge[1], line.segments[places.index(index)].right),
            )
            if index in places
            else edge
            for index, edge in enumerate(edges)
        ]
        above = line
        last += 1
    if full_rows < (2 if len(edges) > 2 else 3) or not _is_table(table):
        return [], first
    return table, last


def _has_cells(line: Line) -> bool:
    """Whether a line has cells: wide gaps, and neither a dotted leader nor an item's bullet or number."""
    segments = line.segments
    if len(segments) < 2 or _LEADER.search(line.text) or _MARKER.fullmatch(segments[0].text):
        return False
    gaps = (right.left - left.right for left, right in pairwise(segments))
    return all(gap >= _CELL_GAP * line.size for gap in gaps)


def _column(left: float, right: float, edges: Sequence[tuple[float, float]]) -> int | None:
    """Return the one column that a segment stands under, by its left or right edge or its middle."""
    for index, (its_left, its_right) in enumerate(edges):
        if (
            abs(left - its_left) <= _EDGE_POINTS
            or abs(right - its_right) <= _EDGE_POINTS
            or abs(left + right - its_left - its_right) <= 2 * _EDGE_POINTS
        ):
            before = edges[index - 1][1] if index else float("-inf")
            after = edges[index + 1][0] if index + 1 < len(edges) else float("inf")
            return index if left > before and right < after else None
    return None


def _is_table(table: Sequence[Sequence[str]]) -> bool:
    """Whether the cells are short enough to be cells: two columns of prose side by side are not."""
    chars = [len(cell) for row in table for cell in row if cell]
    return sum(chars) / len(chars) < 60


def _cell_text(words: list[Word]) -> str:
    return " ".join(segment.text for row in rows_of(words) for segment in row)


def _connected(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Return groups of rules that touch each other, directly or through others."""
    parents = list(range(len(rules)))

    def root(index: int) -> int:
        while parents[index] != index:
            parents[index] = parents[parents[index]]
            index = parents[index]
        return index

    order = sorted(range(len(rules)), key=lambda index: rules[index].left)
    active: list[int] = []
    for index in order:
        rule = rules[index]
        active = [other for other in active if rules[other].right + _TOUCH >= rule.left]
        for other in active:
            there = rules[other]
            if there.bottom - _TOUCH <= rule.top and rule.bottom <= there.top + _TOUCH:
                parents[root(index)] = root(other)
        active.append(index)
    groups: dict[int, list[Rule]] = {}
    for index in range(len(rules)):
        groups.setdefault(root(index), []).append(rules[index])
    return [group for group in groups.values() if len(group) >= 5]


def _merged(values: Sequence[float]) -> list[float]:
    """Return values in ascending order, those that nearly agree as one."""
    merged: list[float] = []
    for value in sorted(values):
        if not merged or value - merged[-1] > _TOUCH:
            merged.append(value)
    return merged


def _covered(rules: Sequence[Rule], y: float) -> float:
    return sum(rule.right - rule.left for rule in rules if abs((rule.bottom + rule.top) / 2 - y) <= _TOUCH)
