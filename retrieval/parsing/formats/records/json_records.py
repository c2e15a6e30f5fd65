"""JSON of records, such as an export of questions and answers: each record under its title, its fields below."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import PurePosixPath

from retrieval.errors import UnreadableFile
from retrieval.model import BlockKind, Content
from retrieval.parsing.dates import date_in_name, iso_date
from retrieval.parsing.decoding import decode
from retrieval.parsing.formats.records.json_fields import WrittenNumber, heading_key, is_number_list, is_silent, is_text
from retrieval.parsing.outline import MAX_LABEL_CHARS, TITLE, Composer, label
from retrieval.parsing.parser import VERSIONS
from retrieval.parsing.signs import CELL_SEPARATOR

_MAX_DEPTH = 6
_PART = 0.5
"""Records hold at least this part of the file's text; else they are an aside of something that is no document."""


class JsonParser:
    """Parses ``.json`` that holds records: a list of objects or texts, by itself or as the main part of an object."""

    name = "JSON"
    suffixes: tuple[str, ...] = (".json",)
    names: tuple[str, ...] = ()
    version = VERSIONS[name]

    def parse(self, data: bytes, path: PurePosixPath) -> Content:
        """Return what stands beside the records, then each record: its texts, and its short fields as ``key: value``.

        See ``Parser.parse``.
        """
        try:
            value = json.loads(decode(data), parse_int=WrittenNumber, parse_float=WrittenNumber)
        except RecursionError as error:
            raise UnreadableFile("nested too deeply") from error
        except ValueError as error:
            raise UnreadableFile("damaged, or not a JSON file") from error
        top, records = _records_of(value)
        title = _stated(top, "title", "name")
        date, author = _stated(top, "date", "published", "updated", "created"), _stated(top, "author", "publisher")
        told = (title, date, author)
        beside = {key: each for key, each in top.items() if not isinstance(each, str) or label(each) not in told}
        composer = Composer()
        composer.add(title or "", level=TITLE)
        _add_fields(composer, beside, 1, must_head=False)
        composer.end_headings(1)
        _add_record(composer, records)
        return composer.content(
            title=title,
            date=iso_date(date or "") or date_in_name(path),
            author=author,
        )


def _records_of(value: object) -> tuple[Mapping[str, object], list[object]]:
    """Return what surrounds the records, and the records. Raises UnreadableFile when there are none."""
    if isinstance(value, list):
        if _are_records(value):
            return {}, value
        raise UnreadableFile("holds no records: its list holds no objects and no texts")
    if isinstance(value, dict):
        if sum(isinstance(text, str) and " " in key for key, text in value.items()) * 2 > len(value):
            return {}, [{"question": key, "answer": text} for key, text in value.items()]
        lists = {key: each for key, each in value.items() if isinstance(each, list) and _are_records(each)}
        if lists and sum(map(_size, lists.values())) >= _PART * _size(value):
            rest = {key: each for key, each in value.items() if key not in lists}
            return rest, [record for each in lists.values() for record in each]
    raise UnreadableFile("holds no records: it is not a list of objects, and no such list is its main part")


def _are_records(values: list[object]) -> bool:
    if any(isinstance(value, dict) and value for value in values):
        return True
    if any(isinstance(value, list) and any(map(_is_plain, value)) for value in values):
        return not is_number_list(values)
    return sum(map(is_text, values)) * 2 > len(values)


def _size(value: object) -> int:
    """Return how many characters of text a value holds."""
    size = 0
    stack = [value]
    while stack:
        each = stack.pop()
        if isinstance(each, dict):
            stack += each.values()
        elif isinstance(each, list):
            stack += each
        elif isinstance(each, str) and not isinstance(each, WrittenNumber):
            size += len(each)
    return size


def _add_record(composer: Composer, record: object, level: int = 1, *, must_head: bool = False) -> None:
    """Add one record, or several: its heading, its texts, and between them its short fields line by line."""
    if (
        isinstance(record, list)
        and record
        and all(isinstance(row, list) and all(map(_is_plain, row)) for row in record)
    ):
        rows = [CELL_SEPARATOR.join(map(_shown, row)) for row in record]
        composer.add("\n".join(filter(None, rows)), BlockKind.TABLE)
    elif isinstance(record, list) and level <= _MAX_DEPTH:
        heads = [isinstance(each, dict) and _head_of(each) is not None for each in record]
        for each in record:
            _add_record(composer, each, level, must_head=any(heads))
    elif isinstance(record, dict) and level <= _MAX_DEPTH:
        _add_fields(composer, record, level, must_head=must_head)
    elif isinstance(record, dict | list):
        composer.leave_out("nested value", "it is nested deeper than Quoth reads")
    else:
        _add_text(composer, _shown(record))


def _add_fields(composer: Composer, record: Mapping[str, object], level: int, *, must_head: bool) -> None:
    head = _head_of(record)
    if head is None and must_head:  # else it would stand under the heading of the record before it
        plain = (key for key, value in record.items() if _is_plain(value) and not is_silent(key, value))
        head = next(plain, None)
    if head is not None:
        composer.add(label(_shown(record[head])) or "", level=level)
    lines: list[str] = []
    for key, value in record.items():
        if key == head:
            continue
        if is_number_list(value):
            composer.leave_out("list of numbers", "it is not meant to be read", things="lists of numbers")
        elif is_silent(key, value):
            composer.leave_out(
                "identifier or address", "it is not meant to be read", things="identifiers and addresses"
            )
        elif _is_plain(value) and not is_text(value, key):
            lines.append(f"{key}: {_shown(value)}")
        elif isinstance(value, list) and all(map(_is_plain, value)) and not any(map(is_text, value)):
            lines.append(f"{key}: {', '.join(map(_shown, value))}")
        else:
            _add_lines(composer, lines)
            _add_record(composer, value, level + 1)
    _add_lines(composer, lines)


def _head_of(record: Mapping[str, object]) -> str | None:
    head = heading_key(key for key, value in record.items() if _may_head(value))
    return head if any(key != head and not is_silent(key, value) for key, value in record.items()) else None


def _add_lines(composer: Composer, lines: list[str]) -> None:
    composer.add_items([[line] for line in lines])
    lines.clear()


def _add_text(composer: Composer, text: str) -> None:
    for paragraph in text.replace("\r\n", "\n").split("\n\n"):
        composer.add(paragraph)


def _may_head(value: object) -> bool:
    return isinstance(value, str) and label(value) is not None and len(value) <= MAX_LABEL_CHARS


def _is_plain(value: object) -> bool:
    return value is None or isinstance(value, str | bool | int | float)


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _stated(values: Mapping[str, object], *keys: str) -> str | None:
    found = (values.get(key) for key in keys)
    return next((label(each) for each in found if isinstance(each, str) and not isinstance(each, WrittenNumber)), None)
