"""JSON lines: each line is a record, and its blocks are what stands between the quotes of its values."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import NamedTuple

from retrieval.errors import UnreadableFile
from retrieval.model import Block, BlockKind, Content, Heading
from retrieval.parsing.dates import date_in_name
from retrieval.parsing.decoding import decode
from retrieval.parsing.formats.records.json_fields import heading_key, is_number_list, is_silent, is_text
from retrieval.parsing.outline import MAX_LABEL_CHARS, is_visible, label, left_out_of, trimmed
from retrieval.parsing.parser import VERSIONS

_DECODER = json.JSONDecoder()
_SPACE = re.compile(r"[ \t\n\r]*")
_MAX_DEPTH = 8
_ESCAPE = re.compile(r"\\(.)")
_LETTER = re.compile(r"\\u[0-9a-fA-F]{4}")


class JsonLinesParser:
    """Parses ``.jsonl`` and ``.ndjson``: the canonical text is the decoded file."""

    name = "JSON lines"
    suffixes: tuple[str, ...] = (".jsonl", ".ndjson")
    names: tuple[str, ...] = ()
    version = VERSIONS[name]

    def parse(self, data: bytes, path: PurePosixPath) -> Content:
        """Return texts between quotes under their record's heading, other fields with keys; see ``Parser.parse``."""
        text = decode(data)
        found = _Found(text)
        records = broken = 0
        for match in re.finditer(r"\S[^\n]*", text):
            try:
                value = json.loads(match[0])
            except (ValueError, RecursionError):
                broken += 1
                continue
            records += 1
            found.add_value(_Field("", match.start(), match.start(), match.start() + len(match[0].rstrip()), value))
        if not records:
            raise UnreadableFile("holds no records: no line of it is JSON")
        warnings = []
        if broken:
            warnings.append(f"{broken:,} of its lines are not JSON and are not read.")
        if len(_LETTER.findall(text)) * 50 > len(text):
            warnings.append("Its letters past ASCII are written as \\u and digits, and quotes show them so.")
        return Content(
            text,
            tuple(found.blocks),
            date=date_in_name(path),
            headings=tuple(found.headings),
            left_out=left_out_of(found.left_out),
            warnings=tuple(warnings),
        )


class _Field(NamedTuple):
    """One value: where its key begins (the value itself in a list), the span of the value, and what it says."""

    key: str
    key_start: int
    start: int
    end: int
    content: object


class _Found:
    """The blocks and headings of the records read so far."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.blocks: list[Block] = []
        self.headings: list[Heading] = []
        self.left_out: Counter[tuple[str, str, str]] = Counter()

    def add_value(self, field: _Field, heading: str | None = None, depth: int = 0) -> None:
        """Add the blocks of a line, or of an object or text in a list of one."""
        if isinstance(field.content, str):
            self._add_text(field, heading)
        elif isinstance(field.content, dict) and depth < _MAX_DEPTH:
            self._add_fields(_fields_of(self._text, field.start), heading, depth + 1)
        elif isinstance(field.content, list) and depth < _MAX_DEPTH and _holds_records(field.content):
            for element in _elements_of(self._text, field.start):
                self.add_value(element, heading, depth + 1)
        elif field.content:
            self._add(field.start, field.end, BlockKind.LIST, heading)

    def _add_fields(self, fields: list[_Field], above: str | None, depth: int) -> None:
        head = _head_of(fields)
        heading = label(str(head.content)) if head is not None else above
        run: list[_Field] = []
        for field in fields:
            if field is not head and is_number_list(field.content):
                self.left_out["list of numbers", "lists of numbers", "it is not meant to be read"] += 1
            elif field is not head and is_silent(field.key, field.content):
                self.left_out["identifier or address", "identifiers and addresses", "it is not meant to be read"] += 1
            elif field is not head and not _is_alone(field):
                run.append(field)
                continue
            self._add_run(run, heading)
            if field is head:
                self._add_heading(field, fields, heading or "")
            elif _is_alone(field):
                self.add_value(field, heading, depth)
        self._add_run(run, heading)

    def _add_heading(self, field: _Field, fields: list[_Field], name: str) -> None:
        start, end = trimmed(self._text, field.start + 1, field.end - 1)
        self.headings.append(Heading(start, end, 1, name))
        if all(other is field or is_silent(other.key, other.content) for other in fields):
            self._add(start, end, BlockKind.PARAGRAPH, None)

    def _add_text(self, field: _Field, heading: str | None) -> None:
        """Add what stands between the quotes, cut where it says that a line ends."""
        begin, end = field.start + 1, field.end - 1
        for match in _ESCAPE.finditer(self._text, begin, end):
            if match[1] in "nr":
                self._add(begin, match.start(), BlockKind.PARAGRAPH, heading)
                begin = match.end()
        self._add(begin, end, BlockKind.PARAGRAPH, heading)

    def _add_run(self, run: list[_Field], heading: str | None) -> None:
        """Add neighbouring short fields, keys included, as one line."""
        if run:
            self._add(run[0].key_start, run[-1].end, BlockKind.LIST, heading)
            run.clear()

    def _add(self, start: int, end: int, kind: BlockKind, heading: str | None) -> None:
        start, end = trimmed(self._text, start, end)
        if start < end and is_visible(self._text[start:end]):
            self.blocks.append(Block(start, end, kind, heading))


def _head_of(fields: list[_Field]) -> _Field | None:
    """Return the field that heads a record in which something else is text; short fields stay together."""
    if not any(_is_alone(field) and not is_silent(field.key, field.content) for field in fields):
        return None
    key = heading_key(field.key for field in fields if _may_head(field.content))
    return next((field for field in fields if field.key == key and _may_head(field.content)), None)


def _may_head(content: object) -> bool:
    return isinstance(content, str) and label(content) is not None and len(content) <= MAX_LABEL_CHARS


def _is_alone(field: _Field) -> bool:
    """Whether a value is a block of its own or several, not a short field beside its neighbours."""
    return is_text(field.content, field.key) or _holds_records(field.content)


def _holds_records(content: object) -> bool:
    if isinstance(content, dict):
        return bool(content)
    return isinstance(content, list) and any(isinstance(each, dict | list) or is_text(each) for each in content)


def _fields_of(text: str, start: int) -> list[_Field]:
    """Return the fields of the object that begins at ``start`` in a text that is known to be JSON."""
    fields: list[_Field] = []
    at = _next(text, start + 1)
    while text[at] != "}":
        key, end = _DECODER.raw_decode(text, at)
        begin = _next(text, _next(text, end) + 1)
        content, end = _DECODER.raw_decode(text, begin)
        fields.append(_Field(str(key), at, begin, end, content))
        at = _next(text, end)
        if text[at] == ",":
            at = _next(text, at + 1)
    return fields


def _elements_of(text: str, start: int) -> Iterator[_Field]:
    at = _next(text, start + 1)
    while text[at] != "]":
        content, end = _DECODER.raw_decode(text, at)
        yield _Field("", at, at, end, content)
        at = _next(text, end)
        if text[at] == ",":
            at = _next(text, at + 1)


def _next(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match is not None else at
