"""What stands in the margins of a page: running heads and page numbers at its top and bottom."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from retrieval.parsing.pdf.lines import Segment

_ROWS_AT_EDGE = 2
_SAME_HEIGHT_POINTS = 4.0
_MIN_PAGES = 3
_LARGE = 1.15
_FAR = 2.0
_RIM = 0.065
"""How much of the page's height its rim is; texts rarely begin so high."""
_APART = 1.5
"""A running head that is not on half of the pages stands this many type sizes from the text."""
_PAGE_NUMBER = re.compile(
    r"\s*(?:[-–—|]\s*)?(?:page\s+|seite\s+|p\.\s*)?(\d{1,4})(?:\s*(?:/|of|von|de|sur)\s*\d{1,4})?(?:\s*[-–—|])?\s*",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[0-9]{1,6}")
_REST_OF_SENTENCE = re.compile(r"[a-zß-öø-ÿ]\S*(?:\s+\S+){3,}[.!?]\s*")
"""What no running head says, however often a page begins with it."""
_ROMAN = re.compile(r"(?=[ivxlc])(?:c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})", re.IGNORECASE)
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}

_Row = Sequence[Segment]


class Margins(NamedTuple):
    """How many rows at the top and at the bottom of one page are margins."""

    top: int = 0
    bottom: int = 0


class _Edge(NamedTuple):
    page: int
    is_top: bool
    depth: int
    y: float
    size: float
    text: str
    is_apart: bool
    is_far: bool


def margins_of(pages: Sequence[Sequence[_Row]], heights: Sequence[float]) -> list[Margins]:
    """Return the margins of every page, from its rows, top down, and from how high the pages are.

    A running head is first text like any other, unless the document has it as a line of its own elsewhere.
    """
    edges = [edge for number, rows in enumerate(pages) for edge in _edges(number, rows)]
    body = _body_size(pages)
    marked = _running(edges, len(pages), body) | _numbers(edges, len(pages))
    marked |= _at_usual_height(edges, marked, len(pages))
    first_seen = _first_seen(edges, marked, pages)
    marked |= _at_rim(edges, heights, body)
    margins = []
    by_page: dict[int, list[_Edge]] = defaultdict(list)
    for edge in edges:
        by_page[edge.page].append(edge)
    for number in range(len(pages)):
        counts = []
        for is_top in (True, False):
            depths = {e.depth for e in by_page[number] if e.is_top == is_top and e in marked and e not in first_seen}
            count = 0
            while count in depths:
                count += 1
            counts.append(count)
        margins.append(Margins(*counts))
    if all(sum(margin) == len(rows) for margin, rows in zip(margins, pages, strict=True)):
        return [Margins()] * len(pages)  # nothing else is in the document
    return margins


def _edges(page: int, rows: Sequence[_Row]) -> list[_Edge]:
    """Return the outermost rows of a page; a page of one row has none, because that row is its text."""
    found = []
    for is_top in (True, False):
        for depth in range(min(_ROWS_AT_EDGE, len(rows) - 1)):
            at = depth if is_top else len(rows) - 1 - depth
            inner = at + 1 if is_top else at - 1
            row = rows[at]
            if any(segment.table is not None for segment in row) or _REST_OF_SENTENCE.fullmatch(_text(row)):
                break
            gap = abs(row[0].y - rows[inner][0].y) / row[0].size if 0 <= inner < len(rows) else 0.0
            found.append(_Edge(page, is_top, depth, row[0].y, row[0].size, _text(row), gap > _APART, gap > _FAR))
    return found


def _body_size(pages: Sequence[Sequence[_Row]]) -> float:
    chars: Counter[float] = Counter()
    for segment in (segment for rows in pages for row in rows for segment in row):
        chars[segment.size] += len(segment.text)
    return max(chars, key=lambda size: chars[size], default=0.0)


def _running(edges: Sequence[_Edge], pages: int, body: float) -> set[_Edge]:
    """Return the edge rows that stand at one height on three or more pages, digits aside unless they are large."""
    groups: dict[tuple[bool, str], list[_Edge]] = defaultdict(list)
    for edge in edges:
        is_large = edge.size > _LARGE * body  # "Lesson 3" above a page is a heading
        groups[edge.is_top, edge.text if is_large else _without_numbers(edge.text)].append(edge)
    marked: set[_Edge] = set()
    for group in groups.values():
        heights = Counter(round(edge.y / _SAME_HEIGHT_POINTS) for edge in group)
        level = heights.most_common(1)[0][0]
        near = [edge for edge in group if abs(edge.y / _SAME_HEIGHT_POINTS - level) <= 1]
        count = len({edge.page for edge in near})
        if count >= max(_MIN_PAGES, pages / 2) or (
            count >= _MIN_PAGES and sum(edge.is_apart for edge in near) > 0.7 * len(near)
        ):
            marked.update(_repeated(near))
    return marked


def _repeated(group: Sequence[_Edge]) -> list[_Edge]:
    """Return the rows of a group that are the same on another page but for the page's number: a sum is not."""
    offsets = Counter(
        offset for edge in group for offset in {int(found) - edge.page for found in _NUMBER.findall(edge.text)}
    )
    usual = {offset for offset, count in offsets.items() if count >= max(2, len(group) / 3)}

    def bare(edge: _Edge) -> str:
        return _NUMBER.sub(lambda found: "#" if int(found[0]) - edge.page in usual else found[0], edge.text)

    texts = Counter(map(bare, group))
    return [edge for edge in group if texts[bare(edge)] > 1]


def _numbers(edges: Sequence[_Edge], pages: int) -> set[_Edge]:
    """Return the edge rows that are a printed page number and nothing else."""
    offsets: dict[int, list[_Edge]] = defaultdict(list)
    for edge in edges:
        printed = _page_number(edge.text)
        if printed is not None:
            offsets[printed - edge.page].append(edge)
    marked = set()
    for group in offsets.values():
        count = len({edge.page for edge in group})
        apart = sum(edge.is_apart for edge in group) > 0.7 * len(group)
        if count >= max(2, pages / 3) or (count >= 2 and apart):
            marked.update(group)
    if marked:  # a lone page of front matter with its own numbering
        marked.update(e for e in edges if not e.is_top and e.is_apart and e.depth == 0 and _ROMAN.fullmatch(e.text))
    return marked


def _at_usual_height(edges: Sequence[_Edge], marked: set[_Edge], pages: int) -> set[_Edge]:
    """Return the edge rows that stand where most running heads do, in the same type: those of short chapters."""
    heights = Counter((edge.is_top, round(edge.y), edge.size) for edge in marked)
    usual = {place for place, count in heights.items() if count >= max(_MIN_PAGES, pages / 4)}
    return {
        edge for edge in edges if edge.is_apart and edge.depth == 0 and (edge.is_top, round(edge.y), edge.size) in usual
    }


def _at_rim(edges: Sequence[_Edge], heights: Sequence[float], body: float) -> set[_Edge]:
    """Return the rows at the rim and far from the text, at one height on half of the pages: heads of sections."""
    found: dict[tuple[bool, int], set[_Edge]] = defaultdict(set)
    for edge in edges:
        share = edge.y / heights[edge.page] if heights[edge.page] > 0 else 0.5
        if edge.is_far and edge.size <= _LARGE * body and not _RIM < share < 1 - _RIM:
            found[edge.is_top, round(edge.y)].add(edge)
    return set().union(*(group for group in found.values() if len(group) >= max(_MIN_PAGES, len(heights) / 2)))


def _first_seen(edges: Sequence[_Edge], marked: set[_Edge], pages: Sequence[Sequence[_Row]]) -> set[_Edge]:
    """Return the first of each running head, where its words stand nowhere else in the document."""
    first: dict[str, _Edge] = {}
    for edge in edges:
        if edge in marked and _page_number(edge.text) is None:
            first.setdefault(_without_numbers(edge.text), edge)
    if not first:
        return set()
    heads = {(edge.page, edge.is_top, edge.depth) for edge in marked}
    written = set()
    for number, rows in enumerate(pages):
        for at, row in enumerate(rows):
            if (number, True, at) not in heads and (number, False, len(rows) - 1 - at) not in heads:
                written.add(_letters(_text(row)))
    return {edge for edge in first.values() if _letters(edge.text) not in written}


def _without_numbers(text: str) -> str:
    return re.sub(r"\d+|\b[ivxlc]+\Z", "#", text)


def _letters(text: str) -> str:
    return "".join(filter(str.isalpha, text)).casefold()


def _text(row: _Row) -> str:
    return " ".join(segment.text for segment in row)


def _page_number(text: str) -> int | None:
    if match := _PAGE_NUMBER.fullmatch(text):
        return int(match[1])
    if _ROMAN.fullmatch(text.strip(" -–—")):
        values = [_ROMAN_VALUES[letter] for letter in text.strip(" -–—").casefold()]
        return sum(-one if one < two else one for one, two in zip(values, [*values[1:], 0], strict=True))
    return None
