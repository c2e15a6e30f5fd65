"""Pages of words → the flow of a document's text: what interrupts a paragraph stands after it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from retrieval.model import BlockKind
from retrieval.parsing.outline import MAX_LIST_CHARS, Composer
from retrieval.parsing.pdf.bookmarks import Bookmarks
from retrieval.parsing.pdf.columns import reading_order
from retrieval.parsing.pdf.drawings import Rule
from retrieval.parsing.pdf.lines import Line, Segment, line_of, rows_of
from retrieval.parsing.pdf.margins import Margins, margins_of
from retrieval.parsing.pdf.paragraphs import Measures, Paragraph, Role, goes_on, paragraphs_of
from retrieval.parsing.pdf.tables import grids_of, ruled_table, table_text
from retrieval.parsing.pdf.words import PageWords, Word

_LONG_ITEM_CHARS = 250
_NEXT_SENTENCE = re.compile(r"\w{2}[.!?]\W*\s+[A-Z]")


class _Page(NamedTuple):
    number: int
    top: list[str]
    columns: list[list[Line]]
    bottom: list[str]
    turned: list[list[Line]]
    rules: list[Rule]


class Margin(NamedTuple):
    """A running head or a page number."""

    text: str
    page: int


Flow = list[Paragraph | Margin]
"""A document in reading order; a paragraph that goes on over a page holds the lines of both pages."""


def flow_of(pages: Sequence[PageWords], bookmarks: Bookmarks) -> tuple[Flow, Measures]:
    """Return the flow of a document and its measures."""
    rows = [_rows(words, number) for number, words in enumerate(pages, 1)]
    laid_out = [
        _laid_out(number, page_rows, margins, words)
        for number, (page_rows, margins, words) in enumerate(
            zip(rows, margins_of(rows, [words.height for words in pages]), pages, strict=True), 1
        )
    ]
    measures = Measures((line for page in laid_out for column in page.columns for line in column), bookmarks)
    return _joined(laid_out, measures), measures


def write_flow(flow: Iterable[Paragraph | Margin], composer: Composer) -> None:
    """Append a flow to the composer's text."""
    items: list[Paragraph] = []
    for part in flow:
        if isinstance(part, Paragraph) and _is_list_item(part):
            items.append(part)
            continue
        _add_list(items, composer)
        if isinstance(part, Margin):
            composer.add_margin(part.text, page=part.page)
        elif part.role is Role.TABLE:
            composer.add(table_text(part.cells), BlockKind.TABLE, page=part.lines[0].page)
        elif part.role is Role.CODE and part.level is None:
            composer.add(_code(part), BlockKind.CODE, page=part.lines[0].page)
        elif part.role is Role.CONTENTS:
            text, page, breaks = _with_breaks([(line.text, line.page) for line in part.lines])
            composer.add(text, BlockKind.LIST, page=page, page_breaks=breaks)
        else:
            text, page, breaks = _with_breaks([(line.text, line.page) for line in part.lines])
            composer.add(text, level=part.level, page=page, page_breaks=breaks)
    _add_list(items, composer)


def _rows(page: PageWords, number: int) -> list[list[Segment]]:
    """Return the rows of a page; a table that is drawn with rules is one row."""
    words = page.words
    tables = []
    for grid in grids_of(page.rules):
        inside = [word for word in words if grid.holds(word)]
        table = ruled_table(grid, inside, number) if inside else None
        if table is not None:
            words = [word for word in words if not grid.holds(word)]
            tables.append([_table_segment(table, inside)])
    rows = rows_of(words)
    return sorted([*rows, *tables], key=lambda row: -row[0].y) if tables else rows


def _table_segment(table: Line, words: Sequence[Word]) -> Segment:
    # Rules reach beyond the column that the cells stand in, so the words say where the table stands.
    left, right = min(word.left for word in words), max(word.right for word in words)
    return Segment(list(words), "", left, right, table.y, table.size, False, table)


def _laid_out(number: int, rows: Sequence[list[Segment]], margins: Margins, page: PageWords) -> _Page:
    end = len(rows) - margins.bottom
    return _Page(
        number,
        [line_of(row, number).text for row in rows[: margins.top]],
        reading_order(rows[margins.top : end], number),
        [line_of(row, number).text for row in rows[end:]],
        [column for words in page.turned for column in reading_order(rows_of(words), number)],
        page.rules,
    )


def _joined(pages: Iterable[_Page], measures: Measures) -> Flow:
    flow: Flow = []
    last: Paragraph | None = None
    waiting: Flow = []
    for page in pages:
        waiting.extend(Margin(text, page.number) for text in page.top)
        notes: list[Paragraph] = []
        for index, column in enumerate(page.columns):
            above = min((each[-1] for each in page.columns[:index]), key=lambda line: line.y, default=None)
            is_below = above is not None and column[0].y < above.y
            body, foot = paragraphs_of(column, measures, page.rules, above=above if is_below else None)
            notes.extend(foot)
            for paragraph in body:
                if paragraph.opens and last is not None and goes_on(last, paragraph):
                    last.lines.extend(paragraph.lines)
                    last.right = paragraph.right
                    continue
                flow.extend(waiting)
                waiting.clear()
                flow.append(paragraph)
                last = paragraph
        waiting.extend(notes)
        waiting.extend(note for column in page.turned for note in _notes(column, measures))
        waiting.extend(Margin(text, page.number) for text in page.bottom)
    return flow + waiting


def _notes(column: Sequence[Line], measures: Measures) -> Iterator[Paragraph]:
    for paragraph in (part for parts in paragraphs_of(column, measures) for part in parts):
        paragraph.role = Role.NOTE if paragraph.role is not Role.TABLE else Role.TABLE
        yield paragraph


def _is_list_item(paragraph: Paragraph) -> bool:
    """Whether a paragraph is an item of a list; a long one of several sentences is better cut into its sentences."""
    if paragraph.role is not Role.ITEM or paragraph.level is not None:
        return False
    text = paragraph.text
    return len(text) <= _LONG_ITEM_CHARS or _NEXT_SENTENCE.search(text) is None


def _add_list(items: list[Paragraph], composer: Composer) -> None:
    lines = [piece for item in items for piece in [_item_text(item)]]
    separator = "\n\n"
    for text, page, breaks in _cut(lines):
        composer.add(text, BlockKind.LIST, page=page, page_breaks=breaks, separator=separator)
        separator = "\n"
    items.clear()


def _item_text(item: Paragraph) -> tuple[str, int]:
    """Return an item as one line, because a list is quoted by its lines; a hyphen at a line's end keeps its break."""
    parts: list[str] = []
    for line in item.lines:
        if parts:
            parts.append("\n" if parts[-1].endswith(("-", "‐", "\u00ad")) else " ")
        parts.append(line.text)
    return "".join(parts), item.lines[0].page


def _code(part: Paragraph) -> str:
    """Return lines of code with their indents, which their places show."""
    edge = min(line.left for line in part.lines)
    chars = sum(len(line.text) for line in part.lines)
    width = sum(line.right - line.left for line in part.lines) / chars or 1.0
    indents = (min(max(round((line.left - edge) / width), 0), 80) for line in part.lines)
    return "\n".join(" " * indent + line.text for indent, line in zip(indents, part.lines, strict=True))


def _cut(lines: Sequence[tuple[str, int]]) -> list[tuple[str, int, list[tuple[int, int]]]]:
    """Return lines, each with its page, as one text when short, else one text each, with the places of page breaks."""
    if not lines:
        return []
    if sum(len(text) + 1 for text, _ in lines) <= MAX_LIST_CHARS + 1:
        return [_with_breaks(lines)]
    return [_with_breaks([line]) for line in lines]


def _with_breaks(lines: Sequence[tuple[str, int]]) -> tuple[str, int, list[tuple[int, int]]]:
    breaks: list[tuple[int, int]] = []
    page = at = lines[0][1]
    offset = 0
    for text, its_page in lines:
        if its_page != at:
            breaks.append((offset, its_page))
            at = its_page
        offset += len(text) + 1
    return "\n".join(text for text, _ in lines), page, breaks
