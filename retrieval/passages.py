"""``Content`` → ``Passage``s: whole sentences, never across the border of a paragraph or heading, with their context.

A block that fits is one passage, together with the question or lead-in before it. A longer one is packed into as few
passages as it fits into, of lengths as even as its sentences allow. Filling one passage after the other would leave a
stub at the end.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from retrieval.context.parts import Part
from retrieval.context.regions import Region, regions
from retrieval.model import Content, ContextKind, ContextSlice, ContextSpan, Passage, Span

MAX_PASSAGE_CHARS = 700
"""No passage, and so no quote, has more characters than this."""

VERSION = 4
"""Goes up when the same content would be cut differently: documents cut by a different version are cut again."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a passage may be: up to ``chars`` characters, and up to ``tokens`` tokens as ``count`` counts them.

    ``count`` takes n texts and returns n token counts, without the special tokens that an encoder adds. It counts
    sentences, and a passage is taken to have as many tokens as its sentences together.
    """

    tokens: int
    count: Callable[[Sequence[str]], Sequence[int]]
    chars: int = MAX_PASSAGE_CHARS


MAX_ABOVE_CHARS = 400
"""What stands above a passage has no more characters than this together: it must not bury the passage."""


@dataclass(frozen=True, slots=True)
class _Unit:
    """A span that is not cut further: a sentence, a line of a list, table or code, or a piece of an over-long one.

    ``leads`` and ``context``: see ``Part``.
    """

    start: int
    end: int
    tokens: int
    split: bool = False
    leads: ContextKind | None = None
    context: tuple[ContextSpan, ...] = ()


def cut(content: Content, limits: Limits) -> list[Passage]:
    """Return the passages of a document in order; each fits ``limits`` and lies inside one region."""
    text = content.text
    newlines = [m.start() for m in re.finditer("\n", text)] if content.has_lines else []

    passages = []
    for region, units in _units_of_each(content, limits):
        bundles = list(_bundled(units, limits))
        sizes = [_as_one(units[first:behind]) for first, behind in bundles]
        for first, last in _pack(sizes, limits):
            group = units[bundles[first][0] : bundles[last - 1][1]]
            start, end = group[0].start, group[-1].end
            passages.append(
                Passage(
                    start=start,
                    end=end,
                    text=text[start:end],
                    paragraph=region.block + 1,
                    heading=content.blocks[region.block].heading,
                    line=bisect_right(newlines, start) + 1 if content.has_lines else None,
                    page=content.page_at(start),
                    page_end=content.page_at(end - 1),
                    sentences=tuple((unit.start - start, unit.end - start) for unit in group),
                    split=any(unit.split for unit in group),
                    above=_above(text, group),
                    leading=tuple(place for place, unit in enumerate(group) if unit.leads is not None),
                    kind=region.kind,
                    language=content.blocks[region.block].language,
                )
            )
    return passages


def _above(text: str, group: Sequence[_Unit]) -> tuple[ContextSlice, ...]:
    """Return what gives units their meaning and is not among them, outermost first; the innermost stays if need be."""
    start = group[0].start
    outside = {span for unit in group for span in unit.context if span.end <= start}
    kept: list[ContextSpan] = []
    room = MAX_ABOVE_CHARS
    for span in sorted(outside, key=lambda span: (-span.start, span.end)):
        size = span.end - span.start
        if size <= room or (not kept and size <= MAX_PASSAGE_CHARS):
            kept.append(span)
            room -= size
    return tuple(ContextSlice(kind, start, end, text[start:end]) for kind, start, end in reversed(kept))


def _bundled(units: Sequence[_Unit], limits: Limits) -> Iterator[tuple[int, int]]:
    """Yield ranges of units that stay together: what leads, with the first unit that it leads.

    Where they do not fit into one passage, what leads is by itself, and in the context of what it leads.
    """
    first = 0
    for place, unit in enumerate(units):
        if unit.leads is not None and place + 1 < len(units):
            continue
        while first < place and not _fits(units[first : place + 1], limits):
            yield first, first + 1
            first += 1
        yield first, place + 1
        first = place + 1


def _fits(units: Sequence[_Unit], limits: Limits) -> bool:
    return units[-1].end - units[0].start <= limits.chars and sum(unit.tokens for unit in units) <= limits.tokens


def _as_one(units: Sequence[_Unit]) -> _Unit:
    return _Unit(units[0].start, units[-1].end, sum(unit.tokens for unit in units), units[0].split)


_COUNTED_AT_ONCE = 20_000


def _units_of_each(content: Content, limits: Limits) -> Iterator[tuple[Region, list[_Unit]]]:
    """Yield the units of each region. Tokens are counted of many at once, and not of all: a text can have millions."""
    waiting: list[tuple[Region, list[tuple[Part, bool]]]] = []
    number = 0
    for region in regions(content):
        pieces = [
            (part._replace(start=start, end=end), is_split)
            for part in _joined(region.parts, limits.chars // _PARTS)
            for start, end, is_split in _split_to_length(content.text, (part.start, part.end), limits.chars)
        ]
        waiting.append((region, pieces))
        number += len(pieces)
        if number >= _COUNTED_AT_ONCE:
            yield from _counted(content.text, waiting, limits)
            waiting, number = [], 0
    yield from _counted(content.text, waiting, limits)


def _counted(
    text: str, waiting: list[tuple[Region, list[tuple[Part, bool]]]], limits: Limits
) -> Iterator[tuple[Region, list[_Unit]]]:
    sizes = iter(limits.count([text[part.start : part.end] for _, pieces in waiting for part, _ in pieces]))
    for region, pieces in waiting:
        units = (
            _Unit(part.start, part.end, next(sizes), is_split, part.leads, part.context) for part, is_split in pieces
        )
        yield region, [each for unit in units for each in _split_to_fit(text, unit, limits)]


_MANY_UNITS = 5_000
_PARTS = 32


def _joined(parts: Sequence[Part], max_chars: int) -> Iterator[Part]:
    """Yield parts as they are; where a region has very many, those that together are still short as one.

    Else each of a million lines of one letter would be a unit, and compared with the three hundred before it.
    """
    if len(parts) <= _MANY_UNITS:
        yield from parts
        return
    joined = parts[0]
    for part in parts[1:]:
        is_alike = part.leads is joined.leads is None and part.context == joined.context
        if part.end - joined.start > max_chars or not is_alike:
            yield joined
            joined = part
        else:
            joined = joined._replace(end=part.end)
    yield joined


def _pack(units: Sequence[_Unit], limits: Limits) -> Iterator[tuple[int, int]]:
    """Yield the ranges of units that make one passage each: as few as fit, and then as even in length as possible.

    The most even cut has the least sum of squared lengths (the idea of Knuth and Plass, 1981, with squares as the
    badness). The best cut of the first ``j`` units extends the best cut of fewer, so one pass over the units finds it.
    """
    starts, tokens = [unit.start for unit in units], [unit.tokens for unit in units]
    for at, (unit, following) in enumerate(pairwise(units)):
        if following.split and unit.end == following.start:
            tokens[at] += _SEAM_TOKENS
    counts, squares, begins = [0], [0], [0]  # of the best cut of so many units; where its last passage begins
    for j, unit in enumerate(units, start=1):
        begin = j - 1
        length, total = unit.end - unit.start, unit.tokens
        fewest, least = counts[begin] + 1, squares[begin] + length * length
        for i in range(j - 2, -1, -1):  # a list may have a hundred thousand lines, so this is quick
            total += tokens[i]
            length = unit.end - starts[i]
            if total > limits.tokens or length > limits.chars:
                break
            count, square = counts[i] + 1, squares[i] + length * length
            if count < fewest or (count == fewest and square <= least):
                begin, fewest, least = i, count, square
        counts.append(fewest)
        squares.append(least)
        begins.append(begin)
    ranges = []
    j = len(units)
    while j:
        i = begins[j]
        ranges.append((i, j))
        j = i
    yield from reversed(ranges)


_SEAM_TOKENS = 3
"""How many tokens more two pieces of a word are taken to have together than each by itself."""

_SPLIT_POINTS = (
    re.compile(r"(?<=[.!?؟።፧])\s+|(?<=[。！？｡।॥۔։።။៕])(?![。！？｡।॥」』”’）)])\s*"),
    re.compile(r"(?<=[;:；：؛፤፦៖])\s*"),
    re.compile(r"\s+(?=[—–-]\s)"),
    re.compile(r"(?<=[,，、،፣၊])\s*"),
    re.compile(r"\s+"),
)
"""Where an over-long sentence may be cut, best first."""


_MAX_REACH = 2000
"""How many characters from the middle of a very long text the place to cut may be: its halves are cut again anyway."""


def _split_to_length(text: str, span: Span, max_chars: int) -> Iterator[tuple[int, int, bool]]:
    """Yield the start and end of a span, or of its pieces, in order, and whether it was cut: in two, until all fit."""
    waiting = [span]
    while waiting:
        start, end = waiting.pop()
        if end - start <= max_chars:
            yield start, end, (start, end) != span
        else:
            head, tail = _halve(text[start:end])
            waiting += (start + tail, end), (start, start + head)


def _split_to_fit(text: str, unit: _Unit, limits: Limits) -> Iterator[_Unit]:
    """Yield a unit if it has few enough tokens, else its pieces: each is cut in two near its middle until all fit."""
    if unit.tokens <= limits.tokens:
        yield unit
        return
    inside = text[unit.start : unit.end]
    head, tail = _halve(inside)
    tokens = limits.count([inside[:head], inside[tail:]])
    for start, end, size in ((0, head, tokens[0]), (tail, len(inside), tokens[1])):
        piece = replace(unit, start=unit.start + start, end=unit.start + end, tokens=size, split=True)
        yield from _split_to_fit(text, piece, limits)


def _halve(inside: str) -> tuple[int, int]:
    """Return where the first half of a text ends and the second begins; neither has white space at its ends."""
    middle = len(inside) // 2
    quarter = len(inside) // 4
    low, high = max(quarter, middle - _MAX_REACH), min(len(inside) - quarter, middle + _MAX_REACH)
    end = start = max(middle, 1)
    for point in _SPLIT_POINTS:
        found = [(m.start(), m.end()) for m in point.finditer(inside, low, high) if m.start() > 0 and m.end() < high]
        if found:
            end, start = min(found, key=lambda span: abs(span[0] - middle))
            break
    return len(inside[:end].rstrip()), len(inside) - len(inside[start:].lstrip())
