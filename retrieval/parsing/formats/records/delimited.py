"""CSV and TSV: the rows are the file's own lines; a record that runs over several lines is a block of its own."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import PurePosixPath

from retrieval.model import BlockKind, Content, ContextKind, ContextSpan
from retrieval.parsing.dates import date_in_name
from retrieval.parsing.decoding import decode
from retrieval.parsing.outline import Piece, outline_of
from retrieval.parsing.parser import VERSIONS

_DELIMITERS = ",;\t|"
_SAMPLE_ROWS = 50
_SAMPLE_CHARS = 20_000
_MAX_RECORD_LINES = 200
_MAX_RECORD_CHARS = 100_000
"""A quoted cell longer than this was never closed: its lines are records of their own."""
_MAX_NAME_CHARS = 30
"""The name of a column is no longer than this."""
_STATED = re.compile(r"sep=([,;\t|])[ \t]*\n", re.IGNORECASE)


class DelimitedParser:
    """Parses ``.csv`` and ``.tsv``: the canonical text is the decoded file."""

    name = "CSV"
    suffixes: tuple[str, ...] = (".csv", ".tsv")
    names: tuple[str, ...] = ()
    version = VERSIONS[name]

    def parse(self, data: bytes, path: PurePosixPath) -> Content:
        """Return rows as tables, cut where rows are empty, and each record of several lines; see ``Parser.parse``."""
        text = decode(data)
        stated = _STATED.match(text)
        begin = stated.end() if stated is not None else 0
        lines = re.findall(r"[^\n]*\n|[^\n]+", text[begin:])
        delimiter = "\t" if path.suffix.lower() == ".tsv" else _delimiter(lines)
        if stated is not None:
            delimiter = stated[1]
        outline = outline_of(text, _blocks(lines, begin, delimiter))
        return Content(text, outline.blocks, date=date_in_name(path), headings=outline.headings)


def _delimiter(lines: Sequence[str]) -> str:
    """Return the sign that cuts most of the first rows into the same number of cells, two or more."""
    sample: list[str] = []
    size = 0
    for line in islice(filter(str.strip, lines), _SAMPLE_ROWS):
        size += len(line)
        if size > _SAMPLE_CHARS:
            break
        sample.append(line)
    best = (0, 0, ",")
    for sign in _DELIMITERS:
        try:
            widths = Counter(len(row) for row in csv.reader(sample, delimiter=sign) if len(row) > 1)
        except csv.Error:
            continue
        if widths:
            width, count = max(widths.items(), key=lambda pair: (pair[1], pair[0]))
            best = max(best, (count, width, sign), key=lambda found: found[:2])
    return best[2]


def _blocks(lines: Sequence[str], begin: int, delimiter: str) -> Iterator[Piece]:
    """Yield a table for each run of one-line records, up to an empty row, and a paragraph for each longer record.

    All stand under the header, if the first row is one. Rows that go on after a long record have none of their own
    above them, so they are a list.
    """
    header: tuple[ContextSpan, ...] = ()
    is_after_gap = False
    kind = BlockKind.TABLE
    start = at = begin
    index = 0
    for count in _line_counts(lines, delimiter):
        record = "".join(lines[index : index + count])
        index += count
        end = at + len(record)
        is_empty = not record.replace(delimiter, "").replace('"', "").strip()
        begins, is_after_gap = at == begin or is_after_gap, is_empty
        if not is_empty and begins and count == 1 and _is_header(record, delimiter):
            header = (ContextSpan(ContextKind.HEADER, at, at + len(record.rstrip())),)
        if is_empty or count > 1:
            if start < at:
                yield Piece(start, at, kind, context=header)
            if not is_empty:
                yield Piece(at, end, context=header)
            kind, start = BlockKind.TABLE if is_empty else BlockKind.LIST, end
        at = end
    if start < at:
        yield Piece(start, at, kind, context=header)


def _is_header(record: str, delimiter: str) -> bool:
    """Whether a row holds the names of columns: no cell is empty, and none is a number."""
    cells = [cell.strip().strip('"') for cell in record.split(delimiter)]
    is_short = all(len(cell) <= _MAX_NAME_CHARS for cell in cells)
    return len(cells) > 1 and is_short and all(cell[:1].isalpha() for cell in cells)


def _line_counts(lines: Sequence[str], delimiter: str) -> Iterator[int]:
    """Yield how many lines each record has. A quote that is never closed opens nothing."""
    index = 0
    while index < len(lines):
        count = 1
        if '"' in lines[index]:
            limit = min(len(lines), index + _MAX_RECORD_LINES)
            reader = csv.reader((lines[number] for number in range(index, limit)), delimiter=delimiter)
            try:
                next(reader)
                count = max(reader.line_num, 1)
            except (csv.Error, StopIteration):
                pass
            record = lines[index : index + count]
            if count > 1 and (sum(line.count('"') for line in record) % 2 or sum(map(len, record)) > _MAX_RECORD_CHARS):
                count = 1
        yield count
        index += count
