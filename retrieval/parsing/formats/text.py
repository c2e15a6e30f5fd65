"""Plain text: paragraphs between blank lines, headings, lines that are records, and fields at the top (a date)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from retrieval.model import BlockKind, Content
from retrieval.parsing.dates import MONTH, date_in_name, date_in_text, iso_date, month_number, nearest_date
from retrieval.parsing.decoding import decode
from retrieval.parsing.outline import TITLE, Piece, label, outline_of, trimmed
from retrieval.parsing.parser import VERSIONS
from retrieval.parsing.plain.line_records import is_rule, kind_of_lines, leads
from retrieval.parsing.plain.text_headings import (
    MAX_HEADING_CHARS,
    has_subsection_number,
    numbered_level,
    underlined_level,
)

_LINE = re.compile(r"[^\n\r]*[\n\r]|[^\n\r]+\Z")
_SENTENCE_END = re.compile(r"[.!?…:;。！？]['\"’”»)\]]*\Z")
_SENTENCE_INSIDE = re.compile(r"\w{3,}[.!?]['\"’”»)]*\s+['\"‘“«(]?[^\W\d_a-z]")
_ITEM = re.compile(r"[ \t]*(?:[-*•‣◦–]|\(?\d{1,3}[.)])[ \t]+\S")
_HEAD_KEY = re.compile(
    r"[ \t]*(title|headline|date|published|author|by|url|link|source)[ \t]*:[ \t]*(\S.*)", re.IGNORECASE
)
_HEAD_DATE = re.compile(r"\s*date:?[ \t]+(\d{4}-\d{2}-\d{2})(?=\s|\Z)\s*", re.IGNORECASE)
_DATELINE = re.compile(
    rf"(?P<place>[A-Z][^\W\d_]*[^\d\n\r:;!?]{{0,60}}?),?\s+"
    rf"(?:(?P<month>{MONTH})\s+(?P<day>\d{{1,2}})|(?P<day2>\d{{1,2}})\s+(?P<month2>{MONTH}))(?:,?\s+(?P<year>\d{{4}}))?"
    r"\s*(?:\([^()\n\r]{1,40}\)|,?\s+[A-Z]{2,10}\b)?\s*(?:--|[-–—])"
)
_DOUBLE_LINE = re.compile(r"[ \t]*\n[ \t]*={3,}[ \t]*(?:\n|\Z)")
_WRAP_WIDTHS = range(40, 101)
_NAMES = (
    "acknowledgements authors bugs building changelog changes contributing contributors copying copyright credits faq"
    " guide hacking history howto install installing licence license maintainers manual news notes notice porting"
    " readme releases roadmap rules security support terms thanks todo troubleshooting tutorial upgrading usage"
)
_DATELINE_PARAGRAPHS = 5
_DATELINE_CHARS = 200


@dataclass(slots=True)
class _Head:
    """The fields in the first lines, and where the text after them begins."""

    end: int = 0
    fields: dict[str, str] = field(default_factory=dict)


class TextParser:
    """Parses ``.txt``, and ``README`` and the like: the canonical text is the decoded file."""

    name = "text"
    suffixes: tuple[str, ...] = (".txt", ".text")
    names: tuple[str, ...] = tuple(_NAMES.split())
    version = VERSIONS[name]

    def parse(self, data: bytes, path: PurePosixPath) -> Content:
        """Return paragraphs, lists, records and rows as blocks; see ``Parser.parse``."""
        return content_of_text(decode(data), path)


def content_of_text(text: str, path: PurePosixPath, *, has_head: bool = True) -> Content:
    """Return the ``Content`` of a decoded text. Without ``has_head`` it has no title or fields of its own (a mail)."""
    head = _head_of(text) if has_head else _Head()
    paragraphs = [(max(start, head.end), end) for start, end in _paragraphs(text) if end > head.end]
    pieces: list[Piece] = []
    title = head.fields.get("title")
    if has_head and title is None and len(paragraphs) > 1 and _is_title(text[slice(*paragraphs[0])]):
        pieces.append(Piece(*paragraphs.pop(0), level=TITLE))
        title = text[pieces[0].start : pieces[0].end]
    capitals_mean_headings = not _is_mostly_capitals(text[head.end :])
    width = _wrap_width(text, paragraphs)
    has_subsections = any(has_subsection_number(text[start:end]) for start, end in paragraphs)
    for index, (start, end) in enumerate(paragraphs):
        following = text[slice(*paragraphs[index + 1])] if index + 1 < len(paragraphs) else None
        if (level := numbered_level(text[start:end], following, has_subsections)) is not None:
            pieces.append(Piece(start, end, level=level))
        else:
            pieces.extend(_pieces_of(text, start, end, capitals_mean_headings, width))
    if (
        has_head
        and title is None
        and pieces
        and pieces[0].level is not None
        and _DOUBLE_LINE.match(text, pieces[0].end)
    ):
        title = text[pieces[0].start : pieces[0].end]
        pieces[0] = Piece(pieces[0].start, pieces[0].end, level=TITLE)
    if not pieces and head.fields.get("title"):
        pieces.append(Piece(0, head.end))
    blocks, headings = outline_of(text, pieces)
    return Content(
        text,
        blocks,
        title=label(title),
        date=head.fields.get("date")
        or _dateline_date([text[start:end] for start, end in paragraphs[:_DATELINE_PARAGRAPHS]], path)
        or date_in_name(path),
        author=label(head.fields.get("author")),
        url=label(head.fields.get("url")),
        headings=headings,
    )


def _head_of(text: str) -> _Head:
    """Find ``Key: value`` lines at the very top, and a ``date 2026-01-31`` before the text."""
    head = _Head()
    for start, end in _lines(text):
        line = text[start:end]
        if not line.strip():
            if head.fields:
                break
            continue
        match = _HEAD_KEY.fullmatch(line.rstrip())
        if match is None or not _note_field(head.fields, match[1].lower(), match[2]):
            break
        head.end = end
    match = _HEAD_DATE.match(text, head.end)
    if match is not None and "date" not in head.fields and (iso := iso_date(match[1])) is not None:
        head.fields["date"] = iso
        head.end = match.end()
    return head


def _note_field(fields: dict[str, str], key: str, value: str) -> bool:
    """Add the field of one head line; return False when it only looks like one (``Date: the fruit``)."""
    key = {"headline": "title", "published": "date", "by": "author", "link": "url", "source": "url"}.get(key, key)
    if key == "date":
        value = iso_date(value) or ""
    elif (key == "url" and not re.fullmatch(r"https?://\S+", value)) or len(value) > 2 * MAX_HEADING_CHARS:
        return False
    if not value or key in fields:
        return False
    fields[key] = value
    return True


def _lines(text: str) -> Iterator[tuple[int, int]]:
    for match in _LINE.finditer(text):
        yield match.span()


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of neighbouring lines that are not blank, without the white space at their ends."""
    begin: int | None = None
    end = 0
    for start, line_end in _lines(text):
        if text[start:line_end].strip():
            begin = start if begin is None else begin
            end = line_end
        elif begin is not None:
            yield trimmed(text, begin, end)
            begin = None
    if begin is not None:
        yield trimmed(text, begin, end)


def _is_title(paragraph: str) -> bool:
    return (
        len(paragraph) <= MAX_HEADING_CHARS
        and not re.search(r"[\n\r]", paragraph)
        and any(character.isalpha() for character in paragraph)
        and not _SENTENCE_END.search(paragraph)
        and not paragraph.endswith(",")  # "Dear members,"
        and not _SENTENCE_INSIDE.search(paragraph)
        and not _ITEM.match(paragraph)
        and not _DATELINE.match(paragraph)
    )


def _is_mostly_capitals(text: str) -> bool:
    """Whether most letters are in lines of capitals: old newswire, where capitals mean nothing."""
    letters = capitals = 0
    for start, end in _lines(text):
        line = text[start:end]
        count = sum(character.isalpha() for character in line)
        letters += count
        capitals += count if line.isupper() else 0
    return capitals * 10 > letters * 7


def _is_capital_heading(line: str) -> bool:
    letters = sum(character.isalpha() for character in line)
    return (
        line.isupper()
        and letters >= 3
        and len(line) <= MAX_HEADING_CHARS
        and letters * 2 >= len(line.replace(" ", ""))
        and not _SENTENCE_END.search(line)
        and not _ITEM.match(line)
    )


def _wrap_width(text: str, paragraphs: Sequence[tuple[int, int]]) -> int:
    """Return how long the lines of the document's wrapped paragraphs are; 0 when it wraps none."""
    widths = [0]
    for start, end in paragraphs:
        lines = text[start:end].splitlines()
        if len(lines) > 1 and (longest := max(map(len, lines))) in _WRAP_WIDTHS:
            widths.append(longest)
    return max(widths)


def _pieces_of(text: str, start: int, end: int, capitals_mean_headings: bool, width: int) -> Iterator[Piece]:
    """Cut a paragraph at heading lines and where a list begins."""
    lines = [trimmed(text, start + a, start + b) for a, b in _lines(text[start:end])]
    run: list[tuple[int, int]] = []
    heading: list[tuple[int, int]] = []

    def flush() -> Iterator[Piece]:
        if run:
            yield from _of_lines(text, run, width)
            run.clear()
        if heading:
            fits = heading[-1][1] - heading[0][0] <= MAX_HEADING_CHARS
            yield Piece(heading[0][0], heading[-1][1], level=1 if fits else None)
            heading.clear()

    index = 0
    while index < len(lines):
        a, b = lines[index]
        below = text[slice(*lines[index + 1])] if index + 1 < len(lines) else ""
        index += 1
        may_head = not run or _SENTENCE_END.search(text, *run[-1]) or all(is_rule(text[c:d]) for c, d in run)
        if may_head and (level := underlined_level(text[a:b], below)) is not None:
            yield from flush()
            yield Piece(a, b, level=level)
            index += 1
            continue
        if capitals_mean_headings and may_head and _is_capital_heading(text[a:b]):
            if run:
                yield from flush()
            heading.append((a, b))
            continue
        if heading:
            yield from flush()
        run.append((a, b))
    yield from flush()


def _of_lines(text: str, lines: Sequence[tuple[int, int]], width: int) -> Iterator[Piece]:
    """Yield what lines that no heading parts are: a paragraph with the list at its end, records, or rows."""
    first, behind = 0, len(lines)
    while first < behind and is_rule(text[slice(*lines[first])]):
        first += 1
    while first < behind and is_rule(text[slice(*lines[behind - 1])]):
        behind -= 1
    lines = lines[first:behind]
    if not lines:
        return
    items = [index for index, (a, b) in enumerate(lines) if _ITEM.match(text, a, b)]
    if len(items) >= 2:
        if items[0] > 0:
            yield Piece(lines[0][0], lines[items[0] - 1][1])
        yield Piece(lines[items[0]][0], lines[-1][1], BlockKind.LIST)
        return
    written = [text[a:b] for a, b in lines]
    if len(lines) > 2 and leads(written[0], written[1:]):
        kind = kind_of_lines(written[1:], width)
        if kind is not BlockKind.PARAGRAPH:
            yield Piece(*lines[0])
            lines = lines[1:]
    else:
        kind = kind_of_lines(written, width)
    yield Piece(lines[0][0], lines[-1][1], kind)


def _dateline_date(paragraphs: Sequence[str], path: PurePosixPath) -> str | None:
    """Return the date of a dateline (``OSLO, Jan 20 -``); its year is there, in the text before it, or in the name."""
    reference: str | None = None
    for paragraph in paragraphs:
        if (match := _DATELINE.match(paragraph[:_DATELINE_CHARS])) is not None:
            month, day = match["month"] or match["month2"], int(match["day"] or match["day2"])
            if match["year"] is not None:
                return iso_date(f"{match['year']}-{month_number(month):02}-{day:02}")
            reference = reference or date_in_name(path)
            return nearest_date(month, day, reference) if reference is not None else None
        reference = reference or date_in_text(paragraph)
    return None
