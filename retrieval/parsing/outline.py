"""Pieces of a text, in reading order → ``Block``s that know the headings above them.

Every parser ends here, so that all formats keep the same promises: blocks are trimmed, ordered and do not overlap, and
a heading that heads nothing is a block of its own, so that no text is lost.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from retrieval.model import Block, BlockKind, Content, ContextSpan, Heading, LeftOut, Span

TITLE = 0
"""The ``level`` of the piece that is the document's title."""

MAX_LABEL_CHARS = 300
"""A title, name or heading has no more characters than this."""

MAX_LIST_CHARS = 700
"""A longer list is given item by item, because it would not fit one quote."""

_VISIBLE = re.compile(r"[^\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\s]")
_IT_DOES = re.compile(r"\Ait (\w+)")
_THEY_DO = {"is": "are", "has": "have", "cannot": "cannot"}
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that is a block or, with a ``level``, a heading (1 the highest) or the title (0).

    ``label`` is a heading without its markup, where the slice itself has some. ``under`` names what stands above this
    block alone, below the headings: a term, a table's caption. With ``closes``, headings of that level and below it
    head nothing from here on. ``context`` is that of the block.
    """

    start: int
    end: int
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int | None = None
    label: str | None = None
    under: tuple[str, ...] = ()
    closes: int | None = None
    context: tuple[ContextSpan, ...] = ()


class Outline(NamedTuple):
    """What a text is made of: blocks, and the headings above them, each in order."""

    blocks: tuple[Block, ...]
    headings: tuple[Heading, ...]


def outline_of(text: str, pieces: Iterable[Piece]) -> Outline:
    """Return the blocks and headings that ``pieces``, in order, cut from ``text``.

    A heading that heads nothing is a heading and a block, so that its text can be quoted.
    """
    kept = _trimmed_pieces(text, pieces)
    path: list[tuple[int, str]] = []
    blocks: list[Block] = []
    headings: list[Heading] = []
    for index, piece in enumerate(kept):
        while piece.closes is not None and path and path[-1][0] >= piece.closes:
            path.pop()
        if piece.level is not None:
            while path and path[-1][0] >= piece.level:
                path.pop()
            name = label(piece.label or text[piece.start : piece.end]) or ""
            headings.append(Heading(piece.start, piece.end, piece.level, name))
            if _heads_something(kept, index):
                if piece.level > TITLE:
                    path.append((piece.level, name))
                continue
        heading = " > ".join([*(name for _, name in path if name), *piece.under]) or None
        blocks.append(Block(piece.start, piece.end, piece.kind, heading, piece.context))
    return Outline(tuple(blocks), tuple(headings))


def clean(text: str) -> str:
    """Return an extractor's text without NULs and lone surrogates, which no database and no client accepts."""
    if "\x00" in text:
        text = text.replace("\x00", "")
    return without_surrogates(text)


def without_surrogates(text: str) -> str:
    """Return a text with lone surrogates replaced, each by one replacement character."""
    if _SURROGATE.search(text):
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def label(value: str | None) -> str | None:
    """Return a title, name or heading as one clean line of ``MAX_LABEL_CHARS`` or fewer; None when nothing is left."""
    return " ".join(clean(value or "").split())[:MAX_LABEL_CHARS].strip() or None


def is_visible(text: str) -> bool:
    """Whether a person would see anything of ``text``."""
    return _VISIBLE.search(text) is not None


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span without the white space at its ends; it is empty (start == end) when nothing else is in it."""
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    return start, max(start, start + len(piece.strip()))


def _trimmed_pieces(text: str, pieces: Iterable[Piece]) -> list[Piece]:
    kept: list[Piece] = []
    behind = 0
    for piece in pieces:
        start, end = trimmed(text, max(piece.start, behind), piece.end)
        if start < end and is_visible(text[start:end]):
            level = piece.level if end - start <= MAX_LABEL_CHARS else None  # a longer heading is a paragraph
            kept.append(replace(piece, start=start, end=end, level=level))
            behind = end
    return kept


def _heads_something(pieces: Sequence[Piece], index: int) -> bool:
    level = pieces[index].level
    assert level is not None
    if level == TITLE:
        return len(pieces) > 1
    if index + 1 == len(pieces):
        return False
    below, closes = pieces[index + 1].level, pieces[index + 1].closes
    return (below is None or below > level) and (closes is None or closes > level)


class Composer:
    """Builds the canonical text of a format that has none, and remembers where each piece of it is."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._pages: list[tuple[int, int]] = []
        self._left_out: Counter[tuple[str, str, str]] = Counter()
        self._warnings: list[str] = []
        self._closes: int | None = None
        self.pieces: list[Piece] = []

    def add(
        self,
        text: str,
        kind: BlockKind = BlockKind.PARAGRAPH,
        *,
        level: int | None = None,
        page: int | None = None,
        page_breaks: Sequence[tuple[int, int]] = (),
        separator: str = "\n\n",
        under: tuple[str, ...] = (),
        leads: Sequence[ContextSpan] = (),
        context: tuple[ContextSpan, ...] = (),
    ) -> Span | None:
        """Append one piece, after ``separator`` unless it is the first, and return its span.

        Text in which nothing is visible is dropped, and None returned.

        page: the one on which it begins. page_breaks: pairs (offset in ``text``, page) for each later page that it
        reaches; such a text must not hold what ``clean`` removes. under: what stands above this piece alone, as in
        ``Piece``. leads: spans in ``text``, which must not begin with white space then, of what gives the rest of it
        its meaning. context: the spans of what does so before it, as they were returned.
        """
        text = clean(text)
        cut = len(text) - len(text.lstrip())
        text = text.strip()
        if not is_visible(text):
            return None
        if self._parts:
            self._append(separator)
        start = self._length
        self._append(text)
        for offset, number in ((0, page), *((max(offset - cut, 0), number) for offset, number in page_breaks)):
            if number is not None and (not self._pages or self._pages[-1][1] != number):
                self._pages.append((start + offset, number))
        names = tuple(name for each in under if (name := label(each)))
        inside = [
            ContextSpan(each.kind, start + each.start, start + each.end) for each in leads if each.end < len(text)
        ]
        self.pieces.append(
            Piece(start, self._length, kind, level, under=names, closes=self._closes, context=(*context, *inside))
        )
        self._closes = None
        return start, self._length

    def end_headings(self, level: int) -> None:
        """Let headings of ``level`` and below it head nothing that is added from now on."""
        self._closes = level if self._closes is None else min(self._closes, level)

    def add_margin(self, text: str, *, page: int | None = None) -> None:
        """Append text that belongs to the canonical text but not to a block: a running head, a page number."""
        if text := clean(text).strip():
            if self._parts:
                self._append("\n\n")
            if page is not None and (not self._pages or self._pages[-1][1] != page):
                self._pages.append((self._length, page))
            self._append(text)

    def add_items(self, items: Sequence[Sequence[str]], *, page: int | None = None) -> None:
        """Append a list, each item given as its lines: one piece when short, else one per item, else one per line."""
        lines = [[line for raw in item if is_visible(line := clean(raw).strip())] for item in items]
        wholes = ["\n".join(item) for item in lines if item]
        if len(whole := "\n".join(wholes)) <= MAX_LIST_CHARS:
            self.add(whole, BlockKind.LIST, page=page)
            return
        separator = "\n\n"
        for item in filter(None, lines):
            joined = "\n".join(item)
            for part in [joined] if len(joined) <= MAX_LIST_CHARS else item:
                self.add(part, BlockKind.LIST, page=page, separator=separator)
                separator = "\n"

    def leave_out(self, thing: str, why: str, *, things: str | None = None, count: int = 1) -> None:
        """Note that the text lacks something of the file: ``thing`` (``"comment"``, plural ``things``), and why."""
        self._left_out[thing, things or f"{thing}s", why] += count

    def warn(self, sentence: str) -> None:
        """Note why the text may not be all of the document, in one sentence for the operator."""
        self._warnings.append(sentence)

    def content(
        self, *, title: str | None = None, date: str | None = None, author: str | None = None, url: str | None = None,
        language: str | None = None,
    ) -> Content:  # fmt: skip
        """Return what was composed. The first heading that equals the title is left out of the paths of headings."""
        text = "".join(self._parts)
        pieces = list(self.pieces)
        title = label(title)
        for index, piece in enumerate(pieces):
            if piece.level == TITLE and title is None:
                title = label(text[piece.start : piece.end])
            if piece.level is not None and label(text[piece.start : piece.end]) == title:
                pieces[index] = replace(piece, level=TITLE, label=None)
                break
        blocks, headings = outline_of(text, pieces)
        return Content(
            text,
            blocks,
            title=title,
            date=date,
            author=label(author),
            url=label(url),
            has_lines=False,
            headings=headings,
            pages=tuple(self._pages),
            left_out=left_out_of(self._left_out),
            warnings=tuple(dict.fromkeys(self._warnings)),
            language=language,
        )

    def _append(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)


def left_out_of(counted: Mapping[tuple[str, str, str], int]) -> tuple[LeftOut, ...]:
    """Return what was left out, from how often each (thing, plural, why) was. A reason may begin with "it is"."""
    return tuple(
        LeftOut(f"1 {thing}", why) if count == 1 else LeftOut(f"{count:,} {things}", _of_several(why))
        for (thing, things, why), count in counted.items()
    )


def _of_several(why: str) -> str:
    """Return a reason as it is said of several things: "they are not shown" for "it is not shown"."""
    return _IT_DOES.sub(lambda match: f"they {_THEY_DO.get(match[1], match[1].removesuffix('s'))}", why)
