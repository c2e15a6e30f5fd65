"""Rows of a page → lines in reading order: column after column, however the page draws them.

A page is cut where a strip without text runs between two sides that both read as columns; what stands above and below
such a stretch over the whole width stays above and below it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median
from typing import NamedTuple

from retrieval.parsing.pdf.lines import Line, Segment, line_of

_MIN_LINES = 3
_MIN_DRAWN_LINES = 5
"""How many lines a side has whose lines are too short for prose: then it must be drawn column after column."""
_MIN_GUTTER = 0.8
_EDGE_POINTS = 3.0
_MAX_DEPTH = 12
_MAX_CANDIDATES = 12

_Row = Sequence[Segment]


class _Cut(NamedTuple):
    first: int
    last: int
    x: float
    weight: int


def reading_order(rows: Sequence[_Row], page: int) -> list[list[Line]]:
    """Return the columns of a page in reading order, each with its lines from top to bottom."""
    return [[line_of(row, page) for row in column] for column in _columns(list(rows), 0)]


def _columns(rows: list[_Row], depth: int) -> Iterator[list[_Row]]:
    cut = _best_cut(rows) if depth < _MAX_DEPTH and len(rows) >= _MIN_LINES else None
    if cut is None:
        if rows:
            yield rows
        return
    inside = rows[cut.first : cut.last]
    yield from _columns(rows[: cut.first], depth + 1)
    yield from _columns(_side(inside, cut.x, left=True), depth + 1)
    yield from _columns(_side(inside, cut.x, left=False), depth + 1)
    yield from _columns(rows[cut.last :], depth + 1)


def _side(rows: Sequence[_Row], x: float, *, left: bool) -> list[_Row]:
    sides = ([segment for segment in row if (segment.left < x) == left] for row in rows)
    return [side for side in sides if side]


def _best_cut(rows: Sequence[_Row]) -> _Cut | None:
    """Return the stretch of rows that two columns share, and where the right one begins."""
    best: _Cut | None = None
    for x in _right_edges(rows):
        first = 0
        for last in range(len(rows) + 1):
            if last < len(rows) and not _crosses(rows[last], x):
                continue
            cut = _trimmed(rows, first, last, x)
            if cut is not None and (best is None or cut.weight > best.weight):
                best = cut
            first = last + 1
    return best


def _right_edges(rows: Sequence[_Row]) -> list[float]:
    """Return where lines of a right column may begin: edges that several segments share, most shared first."""
    lefts = sorted(segment.left for row in rows for segment in row)
    if not lefts:
        return []
    groups: list[list[float]] = [[lefts[0]]]
    for left in lefts[1:]:
        if left - groups[-1][0] <= _EDGE_POINTS:
            groups[-1].append(left)
        else:
            groups.append([left])
    shared = sorted((group for group in groups if len(group) >= 2), key=len, reverse=True)
    leftmost = lefts[0] + _EDGE_POINTS
    return [group[0] - 0.01 for group in shared if group[0] > leftmost][:_MAX_CANDIDATES]


def _crosses(row: _Row, x: float) -> bool:
    """Whether the row has text in the gutter left of ``x``."""
    return any(segment.left < x and segment.right > x - _MIN_GUTTER * segment.size for segment in row)


def _trimmed(rows: Sequence[_Row], first: int, last: int, x: float) -> _Cut | None:
    """Return a stretch of rows as a cut when both sides of ``x`` read as columns.

    Rows at its ends that have only one side and stand apart do not belong to it.
    """
    sides = [(any(s.left < x for s in row), any(s.left >= x for s in row)) for row in rows[first:last]]
    for step in (0, -1):  # a heading above both columns, or a last line under both
        while len(sides) > _MIN_LINES and not all(sides[step]) and _stands_apart(rows, first, last, step, sides, x):
            sides.pop(step)
            first, last = (first + 1, last) if step == 0 else (first, last - 1)
    stretch = rows[first:last]
    left, right = _side(stretch, x, left=True), _side(stretch, x, left=False)
    if min(len(left), len(right)) < _MIN_LINES:
        return None
    begins = sum(abs(row[0].left - x) <= _EDGE_POINTS for row in right)
    if begins < 0.5 * len(right):
        return None
    if not (_is_prose(left, right) or _is_drawn_in_columns(left, right)):
        return None
    return _Cut(first, last, x, len(left) + len(right))


def _stands_apart(
    rows: Sequence[_Row], first: int, last: int, step: int, sides: Sequence[tuple[bool, bool]], x: float
) -> bool:
    """Whether the outermost row belongs to neither column: it is set in larger type, or far from the next row."""
    at, next_at = (first, first + 1) if step == 0 else (last - 1, last - 2)
    outer, inner = rows[at], rows[next_at]
    body = median(segment.size for row in rows[first:last] for segment in row)
    if step == 0 and max(segment.size for segment in outer) > 1.15 * body:
        has_left, _ = sides[0]
        return has_left  # a heading in the right column alone belongs to it
    return abs(outer[0].y - inner[0].y) > 2.2 * max(outer[0].size, inner[0].size) and bool(x)


def _is_prose(left: Sequence[_Row], right: Sequence[_Row]) -> bool:
    return all(map(_reads_as_prose, (left, right)))


def _reads_as_prose(rows: Sequence[_Row]) -> bool:
    """Whether most lines hold several words and fill their column."""
    edge = min(row[0].left for row in rows)
    width = max(row[-1].right for row in rows) - edge
    words = median(sum(len(segment.words) for segment in row) for row in rows)
    chars = median(sum(len(segment.text) for segment in row) for row in rows)
    filled = median(row[-1].right - row[0].left for row in rows)
    single = sum(len(row) == 1 for row in rows)
    return (words >= 4 or chars >= 28) and filled >= 0.55 * width and 2 * single >= len(rows)


def _is_drawn_in_columns(left: Sequence[_Row], right: Sequence[_Row]) -> bool:
    """Whether the page draws all of the left side before the right side, as it does for columns of short lines."""
    if min(len(left), len(right)) < _MIN_DRAWN_LINES:
        return False
    latest = max(segment.first for row in left for segment in row)
    earliest = min(segment.first for row in right for segment in row)
    letters = sum(any(map(str.isalpha, segment.text)) for row in right for segment in row)
    return latest < earliest and 2 * letters > sum(map(len, right))
