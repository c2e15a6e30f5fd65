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
    if last - first < _MIN_LINES:
        return None
    body = median(segment.size for row in rows[first:last] for segment in row)
    while last - first > _MIN_LINES and _heads_columns(rows[first], rows[first + 1], body, x):
        first += 1
    while last - first > _MIN_LINES and _is_apart(rows[last - 1], rows[last - 2]) and not _has_both(rows[last - 1], x):
        last -= 1
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


def _heads_columns(row: _Row, following: _Row, body: float, x: float) -> bool:
    """Whether a row stands above both columns: it has one side only, and is apart or in larger type."""
    if _has_both(row, x):
        return False
    if max(segment.size for segment in row) > 1.15 * body:
        return row[0].left < x  # a heading in the right column alone belongs to it
    return _is_apart(row, following)


def _has_both(row: _Row, x: float) -> bool:
    return row[0].left < x <= row[-1].left


def _is_apart(row: _Row, other: _Row) -> bool:
    return abs(row[0].y - other[0].y) > 2.2 * max(row[0].size, other[0].size)


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
