"""The nouns: what documents and answers are made of. They are frozen, and checked when they are made."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import PurePosixPath
from typing import NamedTuple

Span = tuple[int, int]
"""The characters from the first number up to, but not including, the second."""


class BlockKind(StrEnum):
    """What a block of a document is; only a ``PARAGRAPH`` is cut into sentences, the others into lines."""

    PARAGRAPH = "paragraph"
    LIST = "list"
    TABLE = "table"
    CODE = "code"


class ContextKind(StrEnum):
    """What stands above a text and gives it its meaning.

    A ``QUESTION`` stands over its answer, a ``LEAD_IN`` over a list or what else it announces, a ``HEADER`` over the
    rows of a table, a ``GROUP`` over those rows that it holds for, a ``TERM`` over its definition, a ``HEADING`` over
    its section.
    """

    QUESTION = "question"
    LEAD_IN = "lead-in"
    HEADER = "header"
    GROUP = "group"
    TERM = "term"
    HEADING = "heading"


class ContextSpan(NamedTuple):
    """Where something stands in a document's canonical text that gives a text its meaning."""

    kind: ContextKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ContextSlice:
    """A slice of a document that gives a passage its meaning: ``text == canonical[start:end]``, as for a passage."""

    kind: ContextKind
    start: int
    end: int
    text: str

    def __post_init__(self) -> None:
        if self.end - self.start != len(self.text) or not self.text.strip():
            raise ValueError(f"{self.text!r} cannot be the context at {self.start}..{self.end}")


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a document's canonical text.

    No passage crosses its borders, unless it only asks or leads in: then it is one passage with what follows, if that
    fits. ``heading`` is the path of headings above it, ``"Section > Subsection"``, without the document's title.
    Headings are not blocks unless nothing follows under them: they are context for what they head.

    ``context`` is what else gives it its meaning, as far as the format tells, in order. What stands before the block
    holds for all of it; what stands inside it (a table's header, the term of a definition) for what follows there, up
    to the next of its kind. ``language`` is the code of the language that it is written in (ISO 639-1, ``"de"``), None
    where that is not known.
    """

    start: int
    end: int
    kind: BlockKind = BlockKind.PARAGRAPH
    heading: str | None = None
    context: tuple[ContextSpan, ...] = ()
    language: str | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"a block must have 0 <= start < end, not {self.start}..{self.end}")
        if any(not 0 <= start < end <= self.end for _, start, end in self.context):
            raise ValueError(f"the context of the block at {self.start} must stand before or inside it")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a document, ``start`` to ``end`` in its canonical text.

    ``level`` is 1 for the highest, and 0 for the document's title. ``text`` is what a person reads: the slice as one
    line, without markup.
    """

    start: int
    end: int
    level: int
    text: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something in a file that is not in its text: ``what`` it is (``"2 comments"``), and ``why`` it is not read."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Content:
    """What a parser finds in one file.

    ``text`` is the canonical text: the decoded file for text formats, the extractor's output for all others
    (with ``has_lines`` it is the file, and a line number means a line of the file). ``blocks`` and ``headings`` are
    ordered and do not overlap. ``date`` is ISO 8601: ``2026-01-31``, ``2026-01`` or ``2026``.

    ``pages`` are pairs (offset, page), offsets ascending: from that offset on, the text stands on that page, counted
    from 1. A running head or a note may stand after the paragraph that it interrupts, so pages may go back. It is empty
    where the format has no pages. ``left_out`` tells what of the file the text lacks on purpose. ``warnings`` say, one
    sentence each, why the text may not be all of the document. ``language`` is the code of the language of most of the
    text; from a parser, it is the one that the file declares.
    """

    text: str
    blocks: tuple[Block, ...]
    title: str | None = None
    date: str | None = None
    author: str | None = None
    url: str | None = None
    has_lines: bool = True
    headings: tuple[Heading, ...] = ()
    pages: tuple[tuple[int, int], ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    warnings: tuple[str, ...] = ()
    language: str | None = None

    def page_at(self, offset: int) -> int | None:
        """Return the page on which the character at ``offset`` stands; None where the format has no pages."""
        index = bisect_right(self.pages, offset, key=lambda pair: pair[0])
        return self.pages[max(index - 1, 0)][1] if self.pages else None

    def __post_init__(self) -> None:
        end = 0
        for block in self.blocks:
            if block.start < end:
                raise ValueError(f"block at {block.start} begins before the previous one ends ({end})")
            end = block.end
        if end > len(self.text):
            raise ValueError(f"the last block ends at {end}, after the end of the text ({len(self.text)})")


@dataclass(frozen=True, slots=True)
class Document:
    """One file of the seeds folder, parsed.

    ``path`` is relative to the seeds folder, with forward slashes; ``sha256`` is that of the file's bytes and names
    the version that a citation refers to.
    """

    path: str
    sha256: str
    content: Content

    @property
    def name(self) -> str:
        """Its title, or else the file's name without the suffix."""
        return self.content.title or PurePosixPath(self.path).stem


@dataclass(frozen=True, slots=True)
class Passage:
    """A citable slice of one document: ``text == canonical[start:end]``, offsets counted in characters.

    ``paragraph`` counts the document's blocks from 1; ``line`` is that of ``start`` where the format has lines;
    ``page`` and ``page_end`` are those of its first and last character where the format has pages. ``sentences`` are
    the spans of its sentences *inside* ``text``. ``split`` means that a sentence was too long and was cut, so that this
    passage begins or ends inside it.

    ``above`` is what gives it its meaning and is no part of it, outermost first. ``leading`` are the places in
    ``sentences`` of those that only ask, lead in, or are a table's header: they answer nothing by themselves.
    ``kind`` and ``language`` are those of its block.
    """

    start: int
    end: int
    text: str
    paragraph: int
    heading: str | None = None
    line: int | None = None
    page: int | None = None
    page_end: int | None = None
    sentences: tuple[Span, ...] = ()
    split: bool = False
    above: tuple[ContextSlice, ...] = ()
    leading: tuple[int, ...] = ()
    kind: BlockKind = BlockKind.PARAGRAPH
    language: str | None = None

    def __post_init__(self) -> None:
        if self.end - self.start != len(self.text):
            raise ValueError(f"a passage of {len(self.text)} characters cannot span {self.start}..{self.end}")
        if not self.text.strip():
            raise ValueError(f"the passage at {self.start}..{self.end} holds no visible text")

    @property
    def carried(self) -> tuple[str, ...]:
        """The texts above it that its path of headings does not name: what else is searched with it."""
        return tuple(each.text for each in self.above if each.text not in (self.heading or ""))


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage as it is shown, with everything a citation needs.

    ``id`` is stable across restarts and re-indexing of unchanged text. ``document`` is the path below the seeds
    folder, ``sha256`` the version of that file, ``start``/``end`` the span in its canonical text. ``score``, in [0, 1],
    is how sure Quoth is that this quote, or one of the first that follow it, answers. ``highlights`` are the spans
    inside ``text`` of the sentences that answer, and ``answer`` is the span of the very words, where they are known.
    ``above`` is what gives the quote its meaning: slices of the same document, shown with it and apart from it.
    ``language`` is the code of the language that it is written in, where that is known. ``revision`` names the state in
    which a document was fetched from elsewhere, such as a commit. ``is_pinned``: an operator has said that it answers.
    """

    id: str
    text: str
    document: str
    title: str
    heading: str | None
    start: int
    end: int
    line: int | None
    page: int | None
    page_end: int | None
    paragraph: int
    date: str | None
    url: str | None
    sha256: str
    score: float
    highlights: tuple[Span, ...] = ()
    answer: Span | None = None
    language: str | None = None
    above: tuple[ContextSlice, ...] = ()
    revision: str | None = None
    is_pinned: bool = False

    def __post_init__(self) -> None:
        if self.end - self.start != len(self.text):
            raise ValueError(f"a quote of {len(self.text)} characters cannot span {self.start}..{self.end}")
        for start, end in (*self.highlights, *([self.answer] if self.answer else ())):
            if not 0 <= start < end <= len(self.text):
                raise ValueError(f"highlight {start}..{end} is outside a quote of {len(self.text)} characters")


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question: quotes, best first, or no quotes and the nearest passages instead.

    ``confidence``, in [0, 1], is the value that was compared with the threshold. ``elapsed_ms`` is the time that the
    answer took, in milliseconds, including its share of shared work, but without loading anything. ``is_small_talk``
    means that the question is none ("thanks!"), so that nothing was searched for. ``searched`` is the question that was
    searched for where that is not the one that was typed, nor a part of it: words of it were mistyped, or an aside was
    left out.
    """

    question: str
    answered: bool
    confidence: float
    elapsed_ms: float
    quotes: tuple[Quote, ...] = ()
    nearest: tuple[Quote, ...] = field(default=())
    is_small_talk: bool = False
    searched: str | None = None

    def __post_init__(self) -> None:
        if self.answered != bool(self.quotes):
            raise ValueError("an answer has quotes if and only if the question is answered")
