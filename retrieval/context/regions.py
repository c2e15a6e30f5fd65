"""A document → stretches that are cut into passages together, with what gives each of their parts its meaning.

A block that only asks or leads in is one stretch with the block that it leads, where nothing stands between the two.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from retrieval.context.asking import (
    MAX_LABEL_CHARS,
    MAX_LEAD_CHARS,
    is_fragment,
    is_label,
    is_marked_question,
    only_asks,
    only_leads_in,
)
from retrieval.context.parts import Part, parts_of, trimmed_span
from retrieval.identifiers import names_a_code
from retrieval.model import Block, BlockKind, Content, ContextKind, ContextSpan

_NOTHING = re.compile(r"[\s>*_#|~`-]*\Z")
"""What may stand between a lead and what it leads, in one passage: white space, and the marks of Markdown."""

_RULE = re.compile(r"^[ \t]*(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$", re.MULTILINE)
"""A line across the page: what stands above it holds for nothing below it."""

_DEFINITION = re.compile(r":[ \t]+\S")

_FIRST_QUESTION = re.compile(r"[^.!?。！？\n]{3,250}[?？؟]")

_MAX_REACH = 6
"""What asks or labels holds for at most so many blocks: further down, the text is about something else."""

_MIN_QUESTIONS = 0.25
"""A section in which at least this share of the blocks only ask is an FAQ: a question there holds for all of its
answer. In other prose, a question that is not marked as one holds for one block."""

_MIN_ANSWERED = 0.5
"""A section with two or more paragraphs that begin with a question, and at least this share of them, has its answers
in the same paragraphs."""

_MAX_ANSWER_CHARS = 700
"""A longer text is no answer to the question before it, unless that is marked as one."""


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch of a document that is cut into passages together. ``block`` is the place of its first block."""

    block: int
    kind: BlockKind
    parts: Sequence[Part]


class _Role(Enum):
    """What a whole block does: it asks, leads in, names a term, is a label in bold, or says something."""

    ASKS = ContextKind.QUESTION
    LEADS = ContextKind.LEAD_IN
    DEFINES = ContextKind.TERM
    LABELS = "label"
    SAYS = "text"

    @property
    def kind(self) -> ContextKind:
        """What it is for the text that it leads."""
        return self.value if isinstance(self.value, ContextKind) else ContextKind.LEAD_IN


def regions(content: Content) -> Iterator[Region]:
    """Yield the regions of a document in order; each block is in one."""
    return _Walk(content).run()


class _Walk:
    """One way through the blocks of a document.

    ``_waiting`` are leads that are to be in one region with the next block, each with the place of its block; ``_held``
    is what holds for the next block, though it may not stand right before it, each with the place where it stands.
    """

    def __init__(self, content: Content) -> None:
        self._text = content.text
        self._blocks = content.blocks
        self._roles = [_role(content.text, content.blocks, place) for place in range(len(content.blocks))]
        self._sections = _sections(content)
        self._headings = _Headings(content)
        self._faqs, self._answered = self._find_faqs()
        self._waiting: list[tuple[int, Part]] = []
        self._held: dict[_Role, tuple[int, ContextSpan]] = {}

    def _find_faqs(self) -> tuple[frozenset[int], frozenset[int]]:
        """Return the numbers of the sections that are an FAQ, and of those with the answers in the same paragraphs."""
        blocks = Counter(self._sections)
        alone = Counter(s for s, role in zip(self._sections, self._roles, strict=True) if role is _Role.ASKS)
        first = Counter(
            section
            for section, block, role in zip(self._sections, self._blocks, self._roles, strict=True)
            if role is _Role.SAYS and _asks_first(self._text, block)
        )
        return (
            frozenset(section for section, count in alone.items() if count >= _MIN_QUESTIONS * blocks[section]),
            frozenset(s for s, count in first.items() if count > 1 and count >= _MIN_ANSWERED * blocks[s]),
        )

    def run(self) -> Iterator[Region]:
        """Yield the regions."""
        for place, block in enumerate(self._blocks):
            is_parted = place > 0 and _RULE.search(self._text, self._blocks[place - 1].end, block.start) is not None
            if place and (is_parted or not self._is_followed(place - 1)):
                yield from self._alone()
                self._held = {}
            above = self._headings.context_of(block)
            if self._roles[place] is _Role.SAYS:
                yield from self._say(place, above)
            else:
                yield from self._lead(place, above)
        yield from self._alone()

    def _lead(self, place: int, above: tuple[ContextSpan, ...]) -> Iterator[Region]:
        """Let a block wait for the one that it leads; what leads to nothing is a region by itself."""
        block, role = self._blocks[place], self._roles[place]
        if role in (_Role.ASKS, _Role.LABELS, _Role.DEFINES):
            ended = (_Role.ASKS, _Role.LEADS, _Role.DEFINES) + ((_Role.LABELS,) if role is _Role.LABELS else ())
            self._held = {each: held for each, held in self._held.items() if each not in ended}
        is_led = self._is_followed(place) and self._roles[place + 1] in _LED_BY[role]
        if is_led and role is _Role.ASKS and not self._is_marked(block):
            is_led = self._blocks[place + 1].end - block.start <= _MAX_ANSWER_CHARS
        # A label, or a longer sentence, that leads to nothing says what it says.
        says = role is _Role.LABELS or (role is _Role.LEADS and block.end - block.start > MAX_LABEL_CHARS)
        leads = None if says and not is_led else role.kind
        span = trimmed_span(self._text, block.start, block.end)
        self._waiting.append((place, Part(*span, leads, (*above, *self._context()))))
        if is_led:
            self._held[role] = place, ContextSpan(role.kind, *span)
        else:
            yield from self._alone()

    def _say(self, place: int, above: tuple[ContextSpan, ...]) -> Iterator[Region]:
        """Yield the regions of a block that says something, the first one together with what leads into it."""
        block = self._blocks[place]
        context = (*above, *self._context())
        parts = [
            part.under(context) for part in parts_of(self._text, block, is_faq=self._sections[place] in self._answered)
        ]
        leading = [part for _, part in self._waiting]
        is_one = all(_NOTHING.match(self._text, a.end, b.start) for a, b in pairwise([*leading, *parts[:1]]))
        first = self._waiting[0][0] if self._waiting and is_one else place
        if not is_one:
            yield from self._alone()
            leading = []
        self._waiting = []
        announced: Part | None = None
        if len(parts) > 1 and parts[-1].leads is ContextKind.LEAD_IN:  # its last sentence announces the next block
            if self._is_followed(place) and self._roles[place + 1] is _Role.SAYS:
                announced = parts.pop()
            else:
                parts[-1] = parts[-1]._replace(leads=None, begins=False)
        yield from _parted(first, block.kind, [*leading, *parts])
        self._forget(place)
        if announced is not None:
            self._waiting = [(place, announced)]
            self._held[_Role.LEADS] = place, ContextSpan(ContextKind.LEAD_IN, announced.start, announced.end)

    def _context(self) -> Iterator[ContextSpan]:
        return (span for _, span in self._held.values())

    def _forget(self, place: int) -> None:
        """Forget what does not hold beyond the block at ``place``.

        A label holds up to the next one, and so does a question of an FAQ; any other question holds for one block. A
        lead-in holds for a list or table that was cut into several blocks.
        """
        kept = {}
        for role, (at, span) in self._held.items():
            is_near = place + 1 - at <= _MAX_REACH
            if role is _Role.ASKS:
                holds = is_near and (self._sections[place] in self._faqs or self._is_marked(span))
            elif role is _Role.LABELS:
                holds = is_near
            else:
                kind = self._blocks[place].kind
                is_same = self._is_followed(place) and kind is self._blocks[place + 1].kind
                holds = role is _Role.LEADS and is_same and kind in (BlockKind.LIST, BlockKind.TABLE)
            if holds:
                kept[role] = at, span
        self._held = kept

    def _is_marked(self, span: Block | ContextSpan) -> bool:
        return is_marked_question(self._text[span.start : span.end])

    def _is_followed(self, place: int) -> bool:
        """Whether another block of the same section follows."""
        return place + 1 < len(self._blocks) and self._sections[place] == self._sections[place + 1]

    def _alone(self) -> Iterator[Region]:
        """Yield each lead that waits as a region by itself."""
        for place, part in self._waiting:
            yield Region(place, self._blocks[place].kind, [part])
        self._waiting = []


_ANSWERS = frozenset((_Role.SAYS, _Role.LEADS, _Role.DEFINES))
_LED_BY = {
    _Role.ASKS: _ANSWERS,
    _Role.LABELS: _ANSWERS | {_Role.ASKS},
    _Role.LEADS: frozenset((_Role.SAYS, _Role.DEFINES)),
    _Role.DEFINES: frozenset((_Role.SAYS,)),
}
"""What each lead can lead; a question that another one follows at once is not answered there."""


def _asks_first(text: str, block: Block) -> bool:
    """Whether a block begins with a question."""
    end = min(block.end, block.start + MAX_LEAD_CHARS)
    return block.kind is BlockKind.PARAGRAPH and _FIRST_QUESTION.match(text, block.start, end) is not None


def _role(text: str, blocks: Sequence[Block], place: int) -> _Role:
    block = blocks[place]
    if block.end - block.start > MAX_LEAD_CHARS or block.kind in (BlockKind.TABLE, BlockKind.CODE) or block.context:
        return _Role.SAYS
    written = text[block.start : block.end]
    if not written.strip() or (block.kind is BlockKind.LIST and "\n" in written):
        return _Role.SAYS
    if only_asks(written):
        return _Role.ASKS
    if is_label(written):
        return _Role.LABELS
    if only_leads_in(written):
        return _Role.LEADS
    if "\n" in written.strip() or place + 1 == len(blocks):
        return _Role.SAYS
    if _DEFINITION.match(text, blocks[place + 1].start) is not None:
        return _Role.DEFINES
    is_over_list = block.kind is BlockKind.PARAGRAPH and blocks[place + 1].kind is BlockKind.LIST
    return _Role.LEADS if is_over_list and is_fragment(written) else _Role.SAYS


def _sections(content: Content) -> list[int]:
    """Return the number of each block's section: a heading, or another path of headings, begins the next one."""
    starts = [heading.start for heading in content.headings]
    numbers: list[int] = []
    before: tuple[int, str | None] | None = None
    for block in content.blocks:
        key = bisect_right(starts, block.start), block.heading
        numbers.append((numbers[-1] if numbers else 0) + (key != before))
        before = key
    return numbers


class _Headings:
    """The headings above each block that give it its meaning: those that ask, and those that hold an identifier."""

    def __init__(self, content: Content) -> None:
        self._text = content.text
        self._headings = content.headings
        self._next = 0
        self._path: list[tuple[int, str, ContextSpan | None]] = []

    def context_of(self, block: Block) -> tuple[ContextSpan, ...]:
        """Return that context of the next block."""
        while self._next < len(self._headings) and self._headings[self._next].start < block.start:
            heading = self._headings[self._next]
            self._next += 1
            while self._path and self._path[-1][0] >= heading.level:
                self._path.pop()
            span = None
            if heading.level > 0:
                if only_asks(heading.text):
                    span = ContextSpan(ContextKind.QUESTION, heading.start, heading.end)
                elif names_a_code(heading.text):
                    span = ContextSpan(ContextKind.HEADING, heading.start, heading.end)
            self._path.append((heading.level, heading.text, span))
        over = block.heading or ""
        return tuple(span for _, name, span in self._path if span is not None and name in over)


def _parted(block: int, kind: BlockKind, parts: Sequence[Part]) -> Iterator[Region]:
    """Yield the regions that parts fall into: one begins where a part says so, unless only leads stand before it."""
    first = 0
    for place in range(1, len(parts)):
        if parts[place].begins and any(part.leads is None for part in parts[first:place]):
            yield Region(block, kind, parts[first:place])
            first = place
    if parts[first:]:
        yield Region(block, kind, parts[first:])
