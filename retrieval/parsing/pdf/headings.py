"""Which paragraphs are headings, and of which level: the file's own outline says so best, then size and weight."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import zip_longest

from retrieval.parsing.outline import MAX_LABEL_CHARS, TITLE, label
from retrieval.parsing.pdf.bookmarks import Bookmarks
from retrieval.parsing.pdf.paragraphs import Measures, Paragraph, Role

_SIZE_RATIO = 1.15
_MAX_CHARS = 120
_MAX_SIZES = 8
_TITLE_PARAGRAPHS = 6
_NOT_A_HEADING = re.compile(r"(?:\. ?){4}|[.!…:;,。！]['\"’”»)\]]*\s*\Z")


def set_levels(paragraphs: Sequence[Paragraph], bookmarks: Bookmarks, measures: Measures) -> None:
    """Set ``level`` of those paragraphs that are headings."""
    by_outline = _matched(paragraphs, bookmarks)
    for paragraph, level in by_outline:
        paragraph.level = level
    sizes = _heading_sizes(paragraphs, measures)
    takes_bold = _bold_is_rare(paragraphs)
    known: dict[tuple[float, bool], Counter[int]] = defaultdict(Counter)
    for paragraph, level in by_outline:
        known[paragraph.size, paragraph.bold][level] += 1
    begins = min((paragraph.lines[0].page for paragraph, _ in by_outline), default=1)
    front = _title_page_size(paragraphs, measures)
    for paragraph, following in zip_longest(paragraphs, paragraphs[1:]):
        if paragraph.level is not None or not _may_be_heading(paragraph) or paragraph.lines[0].page < begins:
            continue
        is_large = paragraph.size in sizes
        is_bold = takes_bold and _is_bold_heading(paragraph, following, measures)
        if not (is_large or is_bold) or (paragraph.lines[0].page == 1 and paragraph.size < front):
            continue
        style = paragraph.size, paragraph.bold
        if style in known:
            paragraph.level = known[style].most_common(1)[0][0]
        elif known:
            paragraph.level = 1 + max(
                (max(levels) for (size, _), levels in known.items() if size >= paragraph.size), default=0
            )
        else:
            paragraph.level = sizes.index(paragraph.size) + 1 if is_large else len(sizes) + 1


def title_of(paragraphs: Sequence[Paragraph], measures: Measures) -> str | None:
    """Return the first page's text in the largest type.

    Nothing else in the document may be as large, unless the first page has no text in the body's type: a title page.
    """
    texts = [paragraph for paragraph in paragraphs if paragraph.role is not Role.TABLE]
    headings = [paragraph for paragraph in texts if paragraph.level is not None]
    if not headings:
        return None
    size = max(paragraph.size for paragraph in headings)
    largest = [paragraph for paragraph in texts if paragraph.size >= size]
    if front := _title_page_size(texts, measures):
        largest = [paragraph for paragraph in texts if paragraph.lines[0].page == 1 and paragraph.size >= front]
    if not 1 <= sum(len(paragraph.lines) for paragraph in largest) <= 3 or any(p.lines[0].page != 1 for p in largest):
        return None
    if min(len(paragraph.text) for paragraph in largest) < 3:
        return None
    return label("\n".join(paragraph.text for paragraph in largest))


def mark_title(paragraphs: Sequence[Paragraph], title: str | None) -> None:
    """Mark the paragraph at the beginning that is the document's title, so that it heads the document."""
    for paragraph in paragraphs[:_TITLE_PARAGRAPHS]:
        if title is not None and paragraph.role is Role.TEXT and label(paragraph.text) == title:
            paragraph.level = TITLE
            return


def _title_page_size(paragraphs: Sequence[Paragraph], measures: Measures) -> float:
    """Return the largest type size of the first page, when it is a title page: all in larger type than the text."""
    sizes = [paragraph.size for paragraph in paragraphs if paragraph.lines[0].page == 1]
    return max(sizes) if sizes and min(sizes) > measures.body else 0.0


def _matched(paragraphs: Sequence[Paragraph], bookmarks: Bookmarks) -> list[tuple[Paragraph, int]]:
    """Return the paragraphs that bookmarks lead to, with the bookmarks' levels."""
    found: dict[int, list[Paragraph]] = defaultdict(list)
    for paragraph in paragraphs:
        if paragraph.role in (Role.TEXT, Role.ITEM, Role.CODE) and len(text := paragraph.text) <= MAX_LABEL_CHARS:
            for index in bookmarks.leading_to(text, paragraph.lines[0].page):
                found[index].append(paragraph)
    matched: dict[int, tuple[Paragraph, int]] = {}
    for index in sorted(found):
        bookmark = bookmarks.all[index]
        free = [paragraph for paragraph in found[index] if id(paragraph) not in matched]
        if free:
            best = min(free, key=lambda one: (one.lines[0].page != bookmark.page, -one.size, not one.bold))
            matched[id(best)] = (best, bookmark.level)
    return list(matched.values())


def _may_be_heading(paragraph: Paragraph) -> bool:
    text = paragraph.text
    return (
        paragraph.role in (Role.TEXT, Role.ITEM, Role.CODE)
        and len(text) <= _MAX_CHARS
        and any(map(str.isalpha, text))
        and not _NOT_A_HEADING.search(text)
    )


def _heading_sizes(paragraphs: Sequence[Paragraph], measures: Measures) -> list[float]:
    """Return the type sizes of headings, largest first; none when the sizes do not tell headings apart."""
    larger = sorted((size for size in measures.chars if size > measures.body * _SIZE_RATIO), reverse=True)
    if sum(measures.chars[size] for size in larger) * 4 > measures.chars.total():
        return []
    used = {paragraph.size for paragraph in paragraphs if _may_be_heading(paragraph)}
    sizes = [size for size in larger if size in used]
    return sizes if len(sizes) <= _MAX_SIZES else []


def _bold_is_rare(paragraphs: Sequence[Paragraph]) -> bool:
    chars = sum(len(paragraph.text) for paragraph in paragraphs)
    return 4 * sum(len(paragraph.text) for paragraph in paragraphs if paragraph.bold) < chars


def _is_bold_heading(paragraph: Paragraph, following: Paragraph | None, measures: Measures) -> bool:
    """Whether a paragraph of the body's size is all bold, short, and stands above text that is not."""
    if not paragraph.bold or len(paragraph.lines) > 2 or paragraph.size < 0.95 * measures.body:
        return False
    return (
        following is not None
        and following.role in (Role.TEXT, Role.ITEM)
        and (not following.bold or following.level is not None or len(following.lines) == 1)
    )
