"""Words with their places → rows of segments, left to right, with raised and lowered pieces written as such.

A row is what stands on one baseline, over the whole width of the page; a segment of it has no wide gap inside.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from retrieval.parsing import signs
from retrieval.parsing.pdf.words import GLUED, SPACED, Word

_SAME_BASELINE = 0.2
"""Words whose baselines differ by less than this, as a share of their type size, stand in one row."""
_WIDE_GAP = 0.9
"""A gap of this many type sizes ends a segment: justified text rarely has it, columns and cells do."""
_SMALL = 0.86
_RAISED, _LOWERED = 0.12, -0.06
_TOUCHING = 0.12
_APART = 0.15
"""Words that pdfium takes for one are two when their gap is wider than this share of their type size."""


@dataclass(slots=True)
class Segment:
    """Words of one row without a wide gap between them; lengths are points."""

    words: list[Word]
    text: str
    left: float
    right: float
    y: float
    size: float
    bold: bool
    table: Line | None = None
    """The whole table that stands here, where one is drawn with rules."""

    @property
    def first(self) -> int:
        """When the page draws it: the place of its first word in the file's own order."""
        return min(word.order for word in self.words)


@dataclass(slots=True)
class Line:
    """A line of text as it is read: the segments that stand side by side in one column.

    ``cells`` is given for a table that is drawn with rules: its rows, and the whole table is one such line.
    """

    segments: list[Segment]
    page: int
    left: float
    right: float
    y: float
    size: float
    bold: bool
    text: str
    mono: bool = False
    cells: list[list[str]] = field(default_factory=list)
    bottom: float = 0.0


def rows_of(words: Iterable[Word]) -> list[list[Segment]]:
    """Return the rows of a page from top to bottom."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: -word.y):
        if rows and abs(rows[-1][0].y - word.y) <= _SAME_BASELINE * max(word.size, rows[-1][0].size):
            rows[-1].append(word)
        else:
            rows.append([word])
    for row in rows:
        row.sort(key=lambda word: word.left)
    _attach_small(rows)
    return [_segments(_raised(row)) for row in rows if row]


def line_of(segments: Sequence[Segment], page: int) -> Line:
    """Return the line that segments of one row, from left to right, make together."""
    for segment in segments:
        if segment.table is not None:
            return segment.table
    words = [word for segment in segments for word in segment.words]
    main = max(segments, key=lambda segment: (segment.size, len(segment.text)))
    return Line(
        segments=list(segments),
        page=page,
        left=segments[0].left,
        right=max(segment.right for segment in segments),
        y=main.y,
        size=_common_size(words),
        bold=all(segment.bold for segment in segments),
        text=" ".join(segment.text for segment in segments),
        mono=all(word.mono for word in words),
    )


def _attach_small(rows: list[list[Word]]) -> None:
    """Move small words into the row beside whose words they are raised or lowered."""
    for index, row in enumerate(rows):
        for neighbour in (index + 1, index - 1, index + 2, index - 2):
            if not row or not 0 <= neighbour < len(rows) or not rows[neighbour]:
                continue
            other = rows[neighbour]
            largest = max(word.size for word in other)
            rise = row[0].y - other[0].y
            if not -0.4 * largest < rise < 0.75 * largest:
                continue
            for word in [word for word in row if word.size < _SMALL * largest]:
                if _beside(word, other) is not None:
                    row.remove(word)
                    other.insert(bisect_left(other, word.left, key=lambda there: there.left), word)


def _beside(word: Word, row: Sequence[Word]) -> Word | None:
    """Return the larger word of a row that a small word touches, or nearly so."""
    at = bisect_left(row, word.left, key=lambda there: there.left)
    for there in (*reversed(row[max(at - 2, 0) : at]), *row[at : at + 1]):
        if _touches(word, there):
            return there
    return None


def _raised(row: list[Word]) -> list[Word]:
    """Return a row with +1 for the words that are raised above its baseline, and -1 for those that are lowered."""
    if len(row) < 2 or max(word.size for word in row) * _SMALL < min(word.size for word in row):
        return row
    marked: list[Word] = []
    for index, word in enumerate(row):
        if marked and marked[-1].raised and _continues(marked[-1], word):
            marked.append(word._replace(raised=marked[-1].raised))
            continue
        near = [*row[max(index - 2, 0) : index], *row[index + 1 : index + 2]]
        base = min(
            (there for there in near if _touches(word, there)), key=lambda there: _gap(word, there), default=None
        )
        if base is not None:
            rise = (word.y - base.y) / base.size
            word = word._replace(raised=1 if rise > _RAISED else -1 if rise < _LOWERED else 0)
        marked.append(word)
    return marked


def _continues(raised: Word, word: Word) -> bool:
    return abs(raised.y - word.y) < 0.5 and abs(raised.size - word.size) < 0.5 and _gap(raised, word) < 0.5 * word.size


def _touches(word: Word, there: Word) -> bool:
    """Whether a small word stands beside a larger one, or nearly so."""
    return word.size < _SMALL * there.size and -0.3 * there.size < _gap(word, there) < 0.35 * there.size


def _gap(one: Word, other: Word) -> float:
    return one.left - other.right if other.left < one.left else other.left - one.right


def _segments(row: Sequence[Word]) -> list[Segment]:
    groups: list[list[Word]] = []
    right = 0.0
    for word in row:
        if groups and word.left - right <= _WIDE_GAP * max(word.size, groups[-1][-1].size):
            groups[-1].append(word)
            right = max(right, word.right)
        else:
            groups.append([word])
            right = word.right
    return [segment_of(group) for group in groups]


def segment_of(words: list[Word]) -> Segment:
    """Return the segment that words of one row, from left to right, make."""
    level = [word for word in words if not word.raised] or words
    return Segment(
        words=words,
        text=row_text(words),
        left=words[0].left,
        right=max(word.right for word in words),
        y=max(level, key=lambda word: word.size).y,
        size=_common_size(words),
        bold=all(word.bold for word in level),
    )


def row_text(words: Sequence[Word]) -> str:
    """Return the text of words of one row, with the signs for raised and lowered ones."""
    parts: list[str] = []
    pending: list[Word] = []
    for index, word in enumerate(words):
        if index and _has_space(words[index - 1], word):
            parts.append(_written(pending))
            parts.append(" ")
            pending = []
        elif pending and pending[-1].raised != word.raised:
            parts.append(_written(pending))
            pending = []
        pending.append(word)
    parts.append(_written(pending))
    return "".join(parts)


def _written(words: Sequence[Word]) -> str:
    text = "".join(word.text for word in words)
    if not words or words[0].raised == 0 or not any(map(str.isalnum, text)) or text[:1] == "[":
        return text
    return signs.superscript(text) if words[0].raised > 0 else signs.subscript(text)


def _has_space(one: Word, other: Word) -> bool:
    if other.order == one.order + 1 and other.before in (GLUED, SPACED):
        return other.before == SPACED or other.left - one.right > _APART * max(one.size, other.size)
    return other.left - one.right > _TOUCHING * max(one.size, other.size)


def _common_size(words: Sequence[Word]) -> float:
    """Return the type size in which most of the characters are."""
    if all(one.size == other.size for one, other in pairwise(words)):
        return max(round(words[0].size, 1), 0.1)
    chars: dict[float, int] = {}
    for word in words:
        size = max(round(word.size, 1), 0.1)
        chars[size] = chars.get(size, 0) + len(word.text)
    return max(chars, key=lambda size: (chars[size], size))
