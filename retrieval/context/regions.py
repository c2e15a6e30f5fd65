"""A document → stretches that are cut into passages together, with what gives each of their parts its meaning.

A block that only asks or leads in is one stretch with the block that it leads, where nothing stands between the two.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise

from retrieval.context.asking import MAX_LEAD_CHARS, is_label, is_marked_question, only_asks, only_leads_in
from retrieval.context.parts import Part, parts_of, trimmed_span
from retrieval.identifiers import names_a_code
from retrieval.model import Block, BlockKind, Content, ContextKind, ContextSpan

_NOTHING = re.compile(r"[\s>*_#|~`-]*\Z")
"""What may stand between a lead and what it leads, in one passage: white space, and the marks of Markdown."""

_MIN_QUESTIONS = 2
"""A section with so many blocks that only ask is an FAQ: a question there holds until the next one."""


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch of a document that is cut into passages together. ``block`` is the place of its first block."""

    block: int
    kind: BlockKind
    parts: Sequence[Part]


class _Role(Enum):
    """What a whole block does: it asks, leads in, is a label in bold, or says something."""

    ASKS = auto()
    LEADS = auto()
    LABELS = auto()
    SAYS = auto()


def regions(content: Content) -> Iterator[Region]:
    """Yield the regions of a document in order; each block is in one, unless it is only context."""
    text, blocks = content.text, content.blocks
    roles = [_role(text, block) for block in blocks]
    sections = _sections(content)
    asked = Counter(section for section, role in zip(sections, roles, strict=True) if role is _Role.ASKS)
    headings = _Headings(content)
    waiting: list[tuple[int, Part]] = []  # leads that are to be one stretch with the next block
    held: dict[_Role, ContextSpan] = {}  # what holds for the next block, too
    for place, block in enumerate(blocks):
        if place and sections[place] != sections[place - 1]:
            yield from _alone(blocks, waiting)
            waiting, held = [], {}
        above = headings.context_of(block)
        role = roles[place]
        is_led = place + 1 < len(blocks) and sections[place + 1] == sections[place] and _can_be_led(roles, place)
        if role is not _Role.SAYS:
            if role in (_Role.ASKS, _Role.LABELS):
                held = {_Role.LABELS: held[_Role.LABELS]} if role is _Role.ASKS and _Role.LABELS in held else {}
                if waiting and role is _Role.ASKS and all(part.leads is ContextKind.QUESTION for _, part in waiting):
                    yield from _alone(blocks, waiting)
                    waiting = []
            kind = ContextKind.QUESTION if role is _Role.ASKS else ContextKind.LEAD_IN
            leads = kind if is_led or role is not _Role.LABELS else None
            part = Part(*trimmed_span(text, block.start, block.end), leads, (*above, *held.values()))
            if is_led:
                waiting.append((place, part))
                held[role] = ContextSpan(kind, block.start, block.end)
            else:
                yield from _alone(blocks, [*waiting, (place, part)])
                waiting = []
            continue
        parts = [part.under((*above, *held.values())) for part in parts_of(text, block)]
        leading = [part for _, part in waiting]
        is_contiguous = all(_NOTHING.match(text[a.end : b.start]) for a, b in pairwise([*leading, *parts[:1]]))
        first = waiting[0][0] if waiting and is_contiguous else place
        if not is_contiguous:
            yield from _alone(blocks, waiting)
            leading = []
        waiting = []
        if (
            parts and parts[-1].leads is ContextKind.LEAD_IN and len(parts) > 1
        ):  # its last sentence announces the next block
            last = parts[-1]
            if place + 1 < len(blocks) and sections[place + 1] == sections[place] and roles[place + 1] is _Role.SAYS:
                waiting.append((place, last))
                parts = parts[:-1]
            else:
                parts[-1] = last._replace(leads=None, begins=False)
        yield from _parted(first, block.kind, [*leading, *parts])
        held = _still_held(held, blocks, roles, place, is_faq=asked[sections[place]] >= _MIN_QUESTIONS, text=text)
        if waiting:
            held[_Role.LEADS] = ContextSpan(ContextKind.LEAD_IN, waiting[0][1].start, waiting[0][1].end)
    yield from _alone(blocks, waiting)


def _can_be_led(roles: Sequence[_Role], place: int) -> bool:
    """Whether the next block is what a lead can lead: a question is followed by what answers, not by a question."""
    following = roles[place + 1]
    if roles[place] is _Role.ASKS:
        return following in (_Role.SAYS, _Role.LEADS)
    if roles[place] is _Role.LABELS:
        return following is not _Role.LABELS
    return following is _Role.SAYS


def _still_held(
    held: dict[_Role, ContextSpan],
    blocks: Sequence[Block],
    roles: Sequence[_Role],
    place: int,
    *,
    is_faq: bool,
    text: str,
) -> dict[_Role, ContextSpan]:
    """Return what also holds for the block after the one at ``place``."""
    still: dict[_Role, ContextSpan] = {role: span for role, span in held.items() if role is _Role.LABELS}
    if (question := held.get(_Role.ASKS)) is not None and (
        is_faq or is_marked_question(text[question.start : question.end])
    ):
        still[_Role.ASKS] = question
    if (lead := held.get(_Role.LEADS)) is not None and place + 1 < len(blocks):
        kind = blocks[place].kind
        if (
            kind is blocks[place + 1].kind
            and kind in (BlockKind.LIST, BlockKind.TABLE)
            and roles[place + 1] is _Role.SAYS
        ):
            still[_Role.LEADS] = lead
    return still


def _role(text: str, block: Block) -> _Role:
    if block.end - block.start > MAX_LEAD_CHARS or block.kind in (BlockKind.TABLE, BlockKind.CODE) or block.context:
        return _Role.SAYS
    written = text[block.start : block.end]
    if block.kind is BlockKind.LIST and "\n" in written:
        return _Role.SAYS
    if only_asks(written):
        return _Role.ASKS
    if is_label(written):
        return _Role.LABELS
    return _Role.LEADS if only_leads_in(written) else _Role.SAYS


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


def _alone(blocks: Sequence[Block], waiting: Sequence[tuple[int, Part]]) -> Iterator[Region]:
    """Yield leads that lead to nothing, each by itself; a label in bold then says what it says."""
    for place, part in waiting:
        yield Region(place, blocks[place].kind, [part])
