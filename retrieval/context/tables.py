"""The lines of a table: its header, its rows and their cells, and the cells that hold for several rows."""

from __future__ import annotations

import re
from collections.abc import Sequence

from retrieval.context.asking import is_fragment
from retrieval.model import ContextKind, Passage, Span

_DELIMITER = re.compile(r"(?:\|\s*)?:?-+:?(?:\s*\|\s*:?-+:?)*(?:\s*\|)?\Z")
_GRID = re.compile(r"[\s+|=-]{3,}\Z")
_PIPE = re.compile(r"(?<!\\)\|")
_TAG_CELL = re.compile(r"<t[dh]\b[^<>]*>(.*?)(?=</?t[dhr]\b|\Z)", re.IGNORECASE)
_GAP = re.compile(r" {2,}|\t+")
_DIGIT = re.compile(r"\d")

_MAX_HEADER_LINES = 6


def is_drawn(line: str) -> bool:
    """Whether a line of a table only draws: ``|---|---|``, ``+----+``."""
    line = line.strip()
    return _DELIMITER.match(line) is not None or _GRID.match(line) is not None


def cell_spans(line: str) -> list[Span]:
    """Return the spans of a row's cells in its line, without the white space at their ends; an empty cell has none.

    Cells stand between pipes, tabs, semicolons or commas, or in tags, or are parted by two spaces or more. A span is
    empty where its cell is.
    """
    if "<t" in line and (tagged := [match.span(1) for match in _TAG_CELL.finditer(line)]):
        return [_trimmed(line, *span) for span in tagged]
    if "|" in line:
        borders = [match.span() for match in _PIPE.finditer(line)]
    elif "\t" in line:
        borders = [match.span() for match in re.finditer("\t", line)]
    elif line.count(";") > 1 or (";" in line and ", " not in line):
        borders = [match.span() for match in re.finditer(";", line)]
    elif _GAP.search(line.strip()):
        begin = len(line) - len(line.lstrip())
        borders = [match.span() for match in _GAP.finditer(line.rstrip(), begin)]
    else:
        borders = _commas(line)
    edges = [0, *(place for border in borders for place in border), len(line)]
    cells = [_trimmed(line, start, end) for start, end in zip(edges[::2], edges[1::2], strict=True)]
    if "|" in line:
        if line.lstrip().startswith("|"):
            cells = cells[1:]
        if line.rstrip().endswith("|") and len(cells) > 1 and not line.rstrip().endswith("\\|"):
            cells = cells[:-1]
    return cells


def _commas(line: str) -> list[Span]:
    """Return the spans of the commas that part cells: those outside of quotation marks."""
    if '"' not in line:
        return [match.span() for match in re.finditer(",", line)]
    borders = []
    is_quoted = False
    for at, character in enumerate(line):
        if character == '"':
            is_quoted = not is_quoted
        elif character == "," and not is_quoted:
            borders.append((at, at + 1))
    return borders


def cells_of(line: str) -> list[str]:
    """Return the texts of a row's cells."""
    return [line[start:end] for start, end in cell_spans(line)]


def header_lines(lines: Sequence[str]) -> int:
    """Return how many lines of a table are its header, the line drawn under it included; 0 when it has none.

    A line under it tells. Where there is none, the first row is the header if it has words in all cells, while a later
    row has a number below one of them.
    """
    for at, line in enumerate(lines[:_MAX_HEADER_LINES]):
        if is_drawn(line) and not all(map(is_drawn, lines[:at])):
            return at + 1
    if len(lines) < 2:
        return 0
    first = cells_of(lines[0])
    if "<th" in lines[0].lower():
        return 1
    if len(first) < 2 or not all(first) or any(_DIGIT.search(cell) for cell in first):
        return 0
    below = [cells_of(line) for line in lines[1:6]]
    is_numeric = any(len(row) == len(first) and any(map(_DIGIT.search, row)) for row in below)
    return 1 if is_numeric else 0


def group_of(line: str, width: int) -> str | None:
    """Return the text of a row that has only a first cell, in a table of ``width`` columns: it heads the rows below."""
    cells = cells_of(line)
    filled = [cell for cell in cells if cell]
    is_alone = len(filled) == 1 and bool(cells[0]) and is_fragment(cells[0]) and "(" not in cells[0]
    return filled[0] if is_alone and (width > 2 or (width == 2 and len(cells) == 1)) else None


def header_before(passage: Passage, place: int) -> str | None:
    """Return the row that heads the columns of a passage's sentence at ``place``: inside the passage, or above it."""
    for before in reversed([each for each in passage.leading if each < place]):
        start, end = passage.sentences[before]
        line = passage.text[start:end].split("\n", 1)[0]
        if sum(map(bool, cells_of(line))) > 1:
            return line
    headers = [each.text for each in passage.above if each.kind is ContextKind.HEADER]
    return headers[-1].split("\n", 1)[0] if headers else None


def labelled_row(header: str, row: str) -> str:
    """Return a row's cells, each behind the header of its column: "Line: 112 | Ends at: harbour"."""
    return " | ".join(f"{name}: {cell}" for name, cell in zip(cells_of(header), cells_of(row), strict=False) if cell)


def _trimmed(line: str, start: int, end: int) -> Span:
    inside = line[start:end]
    start += len(inside) - len(inside.lstrip())
    return start, max(start, start + len(inside.strip()))
