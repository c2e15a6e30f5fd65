"""Pieces of a text, in reading order → ``Block``s that know the headings above them.

Every reader ends here, so that all formats keep the same promises: blocks are trimmed, ordered and do not overlap, and
a heading that heads nothing is a block of its own, so that no text is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from retrieval.model import Block, BlockKind, Content

TITLE = 0
"""The ``level`` of the piece that is the document's title."""

LABEL_CHARS = 300
_VISIBLE = re.compile(r"[^\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\s]")
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that is a block or, with a ``level``, a heading (1 the highest) or the title (0).

    ``label`` is what a heading reads like without its markup, where the slice itself has some.
    """

    start: int
    end: int
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int | None = None
    page: int | None = None
    label: str | None = None


def blocks_of(text: str, pieces: Iterable[Piece]) -> tuple[Block, ...]:
    """Return the blocks that ``pieces`` (ordered) cut from ``text``; titles and headings become context."""
    kept = _trimmed(text, pieces)
    path: list[tuple[int, str]] = []
    blocks: list[Block] = []
    for index, piece in enumerate(kept):
        if piece.level is not None:
            while path and path[-1][0] >= piece.level:
                path.pop()
            if _heads_something(kept, index):
                if piece.level > TITLE:
                    path.append((piece.level, label(piece.label or text[piece.start : piece.end]) or ""))
                continue
        heading = " > ".join(name for _, name in path if name) or None
        blocks.append(Block(piece.start, piece.end, piece.kind, heading, piece.page))
    return tuple(blocks)


def clean(text: str) -> str:
    """Return an extractor's text without NULs and lone surrogates, which no database and no client takes."""
    if "\x00" in text:
        text = text.replace("\x00", "")
    if _SURROGATE.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def label(value: str | None) -> str | None:
    """Return a title, name or heading as one clean line of at most 300 characters; None when nothing is left."""
    return " ".join(clean(value or "").split())[:LABEL_CHARS].strip() or None


def is_visible(text: str) -> bool:
    """Whether a person would see anything of ``text``."""
    return _VISIBLE.search(text) is not None


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span without the white space at its ends; empty (start == end) when there is nothing else."""
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    return start, max(start, start + len(piece.strip()))


def _trimmed(text: str, pieces: Iterable[Piece]) -> list[Piece]:
    kept: list[Piece] = []
    behind = 0
    for piece in pieces:
        start, end = trimmed(text, max(piece.start, behind), piece.end)
        if start < end and is_visible(text[start:end]):
            level = piece.level if end - start <= LABEL_CHARS else None  # so long a heading is a paragraph
            kept.append(Piece(start, end, piece.kind, level, piece.page, piece.label))
            behind = end
    return kept


def _heads_something(pieces: Sequence[Piece], index: int) -> bool:
    level = pieces[index].level
    assert level is not None
    if level == TITLE:
        return len(pieces) > 1
    if index + 1 == len(pieces):
        return False
    below = pieces[index + 1].level
    return below is None or below > level


class Composer:
    """Builds the canonical text of a format that has none, and remembers where each piece of it went."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self.pieces: list[Piece] = []

    def add(
        self,
        text: str,
        kind: BlockKind = BlockKind.PARAGRAPH,
        *,
        level: int | None = None,
        page: int | None = None,
        separator: str = "\n\n",
    ) -> None:
        """Append one piece, ``separator`` ahead of it unless it is the first; text without content is dropped."""
        text = clean(text).strip()
        if not is_visible(text):
            return
        if self._parts:
            self._append(separator)
        start = self._length
        self._append(text)
        self.pieces.append(Piece(start, self._length, kind, level, page))

    def pass_over(self, text: str) -> None:
        """Append text that belongs to the canonical text but to no block: a running head, a page number."""
        if text := clean(text).strip():
            self._append("\n\n" + text if self._parts else text)

    def add_items(self, items: Sequence[Sequence[str]], *, page: int | None = None) -> None:
        """Append a list, each item given as its lines: one piece when short, else one per item, else per line."""
        lines = [[line for raw in item if is_visible(line := clean(raw).strip())] for item in items]
        wholes = ["\n".join(item) for item in lines if item]
        if len(whole := "\n".join(wholes)) <= LONG_LIST:
            self.add(whole, BlockKind.LIST, page=page)
            return
        separator = "\n\n"
        for item in filter(None, lines):
            joined = "\n".join(item)
            for part in [joined] if len(joined) <= LONG_LIST else item:
                self.add(part, BlockKind.LIST, page=page, separator=separator)
                separator = "\n"

    def content(
        self, *, title: str | None = None, date: str | None = None, author: str | None = None, url: str | None = None
    ) -> Content:
        """Return what was composed; the first heading is not repeated in paths when it is the title."""
        text = "".join(self._parts)
        pieces = list(self.pieces)
        title = label(title)
        for index, piece in enumerate(pieces):
            if piece.level == TITLE and title is None:
                title = label(text[piece.start : piece.end])
            if piece.level is not None and label(text[piece.start : piece.end]) == title:
                pieces[index] = Piece(piece.start, piece.end, level=TITLE, page=piece.page)
                break
        return Content(
            text, blocks_of(text, pieces), title=title, date=date, author=label(author), url=label(url), has_lines=False
        )

    def _append(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)


LONG_LIST = 700
"""A list of more characters than this is given item by item: it would not fit one quote."""
