"""``Content`` → ``Passage``s: whole sentences, never across the border of a paragraph or heading.

A block that fits is one passage. A longer one is packed into as few passages as it fits into, of lengths as even as
its sentences allow. Filling one passage after the other would leave a stub at the end.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice, pairwise

from retrieval.model import Block, BlockKind, Content, Passage, Span
from retrieval.sentences import sentence_spans

MAX_PASSAGE_CHARS = 700
"""No passage, and so no quote, has more characters than this."""

VERSION = 2
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


@dataclass(frozen=True, slots=True)
class _Unit:
    """A span that is not cut further: a sentence, a line of a list, table or code, or a piece of an over-long one."""

    start: int
    end: int
    tokens: int
    split: bool = False


def cut(content: Content, limits: Limits) -> list[Passage]:
    """Return the passages of a document in order; each fits ``limits`` and lies inside one block."""
    text = content.text
    newlines = [m.start() for m in re.finditer("\n", text)] if content.has_lines else []

    passages = []
    for paragraph, units in enumerate(_units_of_each(content, limits), start=1):
        block = content.blocks[paragraph - 1]
        for first, last in _pack(units, limits):
            group = units[first:last]
            start, end = group[0].start, group[-1].end
            passages.append(
                Passage(
                    start=start,
                    end=end,
                    text=text[start:end],
                    paragraph=paragraph,
                    heading=block.heading,
                    line=bisect_right(newlines, start) + 1 if content.has_lines else None,
                    page=content.page_at(start),
                    page_end=content.page_at(end - 1),
                    sentences=tuple((unit.start - start, unit.end - start) for unit in group),
                    split=any(unit.split for unit in group),
                )
            )
    return passages


_COUNTED_AT_ONCE = 20_000


def _units_of_each(content: Content, limits: Limits) -> Iterator[list[_Unit]]:
    """Yield the units of each block. Tokens are counted of many at once, and not of all: a text can have millions."""
    waiting: list[list[tuple[int, int, bool]]] = []
    number = 0
    for block in content.blocks:
        spans = _joined(_unit_spans(content.text, block), limits.chars // _PARTS)
        waiting.append([piece for span in spans for piece in _split_to_length(content.text, span, limits.chars)])
        number += len(waiting[-1])
        if number >= _COUNTED_AT_ONCE:
            yield from _counted(content.text, waiting, limits)
            waiting, number = [], 0
    yield from _counted(content.text, waiting, limits)


def _counted(text: str, per_block: list[list[tuple[int, int, bool]]], limits: Limits) -> Iterator[list[_Unit]]:
    sizes = iter(limits.count([text[start:end] for pieces in per_block for start, end, _ in pieces]))
    for pieces in per_block:
        units = (_Unit(start, end, next(sizes), is_split) for start, end, is_split in pieces)
        yield [each for unit in units for each in _split_to_fit(text, unit, limits)]


def _unit_spans(text: str, block: Block) -> Iterable[Span]:
    """Return the spans, in the document, of a block's sentences, or of its lines in a list, table or code."""
    inside = text[block.start : block.end]
    if block.kind is BlockKind.PARAGRAPH:
        spans: Iterable[Span] = sentence_spans(inside)
    else:
        spans = (m.span() for m in re.finditer(r"\S(?:.*\S)?", inside))
    return ((block.start + start, block.start + end) for start, end in spans)


_MANY_UNITS = 400
_PARTS = 32


def _joined(spans: Iterable[Span], max_chars: int) -> Iterator[Span]:
    """Yield spans as they are; where a block has very many, those that together are still short as one.

    Else each of a million lines of one letter would be a unit, and compared with the three hundred before it.
    """
    spans = iter(spans)
    first = list(islice(spans, _MANY_UNITS + 1))
    if len(first) <= _MANY_UNITS:
        yield from first
        return
    begin, behind = first[0]
    for start, end in chain(first, spans):
        if end - begin > max_chars:
            if begin < start:
                yield begin, behind
            begin = start
        behind = end
    yield begin, behind


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
    re.compile(r"(?<=[.!?。！？])\s+"),
    re.compile(r"(?<=[;:；：])\s*"),
    re.compile(r"\s+(?=[—–-]\s)"),
    re.compile(r"(?<=[,，、])\s*"),
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
        yield from _split_to_fit(text, _Unit(unit.start + start, unit.start + end, size, split=True), limits)


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
