"""Tables: rows and cells where ruling lines show them, or where the edges of cells agree from row to row.

When the page does not show them plainly, lines stay lines.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

from retrieval.parsing.pdf.drawings import Rule
from retrieval.parsing.pdf.lines import Line, row_text, rows_of
from retrieval.parsing.pdf.words import Word
from retrieval.parsing.signs import CELL_SEPARATOR

_TOUCH = 3.0
_CELL_GAP = 1.4
"""In every row of a table without rules, two cells stand at least this many type sizes apart."""
_MIN_STRIP = 0.6
"""Further columns of it stand at least this many type sizes apart in all rows."""
_MAX_MEAN_CHARS = 60
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
    return "\n".join(CELL_SEPARATOR.join(row).strip() for row in rows)


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
    return Line([], page, grid.xs[0], grid.xs[-1], top, size, False, table_text(kept), cells=kept, bottom=bottom)


def aligned_table(
    lines: Sequence[Line], first: int, ends_before: Callable[[Line], bool]
) -> tuple[list[list[str]], int]:
    """Return the table that begins with ``lines[first]``, and the index after it; ``([], first)`` when none does.

    Its columns are parted by strips without text that run through all of its lines. It ends before a line of another
    type size, and where ``ends_before`` says so.
    """
    head = lines[first]
    if not _has_cells(head):
        return [], first
    least = _MIN_STRIP * head.size
    strips = [strip for strip in _free(head) if strip[1] - strip[0] >= least]
    last = first + 1
    for above, line in pairwise(lines[first:]):
        if (
            line.cells
            or ends_before(line)
            or not 0.9 < line.size / head.size < 1.1
            or not 0 < above.y - line.y < _MAX_ROW_GAP * head.size
        ):
            break
        if _LEADER.search(line.text) or _MARKER.fullmatch(line.segments[0].text):
            break
        left = [strip for strip in _common(strips, _free(line)) if strip[1] - strip[0] >= least]
        if _wide(left, head.size) < max(_wide(strips, head.size), 1):
            break
        strips = left
        last += 1
    return _table(lines[first:last], strips, first, last)


def _table(
    lines: Sequence[Line], strips: Sequence[tuple[float, float]], first: int, last: int
) -> tuple[list[list[str]], int]:
    while len(lines) > 1 and lines[-1].right < min(low for low, high in strips if low > lines[0].left):
        lines, last = lines[:-1], last - 1  # the first column alone: what follows the table
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    cuts = [(low + high) / 2 for low, high in strips if low >= left and high <= right]
    table: list[list[str]] = []
    full = 0
    row_gap = max((above.y - below.y for above, below in pairwise(lines)), default=0.0)
    for index, line in enumerate(lines):
        row = _cells(line, cuts)
        filled = sum(map(bool, row))
        gap = lines[index - 1].y - line.y if index else 0.0
        if index and ((not row[0] and filled == 1) or (filled < len(row) and gap < 0.9 * row_gap)):
            table[-1] = [" ".join(filter(None, pair)) for pair in zip(table[-1], row, strict=True)]
            continue
        table.append(row)
        full += filled > 1
    if not cuts or full < (2 if len(cuts) > 1 else 3) or 2 * full < len(table) or not _is_table(table):
        return [], first
    return table, last


def _has_cells(line: Line) -> bool:
    """Whether a line has cells: a wide gap, and neither a dotted leader nor an item's bullet or number."""
    segments = line.segments
    if len(segments) < 2 or _LEADER.search(line.text) or _MARKER.fullmatch(segments[0].text):
        return False
    return any(right.left - left.right >= _CELL_GAP * line.size for left, right in pairwise(segments))


def _free(line: Line) -> list[tuple[float, float]]:
    """Return the strips of a line that hold no text, from left to right; the first and last have no outer end."""
    strips = []
    end = float("-inf")
    for word in (word for segment in line.segments for word in segment.words):
        if word.left > end:
            strips.append((end, word.left))
        end = max(end, word.right)
    return [*strips, (end, float("inf"))]


def _common(one: Sequence[tuple[float, float]], other: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return the strips that both lists, each from left to right, leave free."""
    found = []
    at = 0
    for low, high in one:
        while at < len(other) and other[at][1] <= low:
            at += 1
        index = at
        while index < len(other) and other[index][0] < high:
            found.append((max(low, other[index][0]), min(high, other[index][1])))
            index += 1
    return found


def _wide(strips: Sequence[tuple[float, float]], size: float) -> int:
    """Return how many strips between text are wide enough to part cells by themselves."""
    return sum(high - low >= _CELL_GAP * size for low, high in strips[1:-1])


def _cells(line: Line, cuts: Sequence[float]) -> list[str]:
    cells: list[list[Word]] = [[] for _ in range(len(cuts) + 1)]
    for word in (word for segment in line.segments for word in segment.words):
        cells[bisect_right(cuts, word.left)].append(word)
    return [row_text(words) if words else "" for words in cells]


def _is_table(table: Sequence[Sequence[str]]) -> bool:
    """Whether the cells are short enough to be cells: two columns of prose side by side are not."""
    chars = [len(cell) for row in table for cell in row if cell]
    return sum(chars) / len(chars) < _MAX_MEAN_CHARS


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
