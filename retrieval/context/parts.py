"""A block → its sentences or lines, each with what leads into it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from retrieval.context.asking import (
    asks_in_chat,
    is_fragment,
    is_marked_question,
    only_asks,
    only_leads_in,
    question_in_line,
)
from retrieval.context.tables import cell_spans, cells_of, group_of, header_lines
from retrieval.model import Block, BlockKind, ContextKind, ContextSpan, Span
from retrieval.sentences import sentence_spans

_LINE = re.compile(r"\S(?:.*\S)?")
_TERM = re.compile(r"(?m)^(?![ \t]*:)[ \t]*(\S[^\n]{0,200})\n(?=[ \t]{0,3}:[ \t]+\S)")
_LIST_MARK = re.compile(r"(?:[-*+•‣◦–]|\(?\d{1,3}[.)]|\(?[a-zA-Z][.)])[ \t]+\S")

_QUESTION, _LEAD_IN, _TERM_KIND = ContextKind.QUESTION, ContextKind.LEAD_IN, ContextKind.TERM
_COLONS = (":", "：", "፦", "៖")
_QUESTION_MARKS = frozenset("?？؟፧")
_ENDS_OF_QUESTIONS = (*'?？؟፧⁇⁈‽;\u037e։:か။*_>"”»」』', "か。", "ไหม", "ครับ", "คะ")


class Part(NamedTuple):
    """A sentence, or a line of a list, table or code, in a document.

    ``leads`` says what it is for the parts after it, if it only asks, leads in, or heads; ``context`` is what gives it
    its meaning, outermost first. With ``begins`` no passage reaches from before it into it.
    """

    start: int
    end: int
    leads: ContextKind | None = None
    context: tuple[ContextSpan, ...] = ()
    begins: bool = False

    def under(self, context: Sequence[ContextSpan]) -> Part:
        """Return the part with more context around that which it has: of several questions, the nearest holds."""
        if not context:
            return self
        if self.leads is _QUESTION or any(span.kind is _QUESTION for span in self.context):
            context = [span for span in context if span.kind is not _QUESTION]
        return self._replace(context=(*context, *self.context))


def parts_of(text: str, block: Block, *, is_faq: bool = False) -> list[Part]:
    """Return the parts of a block in order. A part that leads is followed by one that it leads.

    is_faq: whether the questions of this paragraph are answered in it, marked as questions or not.
    """
    inside = [span for span in block.context if span.start >= block.start]
    before = tuple(span for span in block.context if span.start < block.start)
    if not inside:
        parts_found = _parts_between(text, block, block.start, block.end, is_faq=is_faq)
        return [part.under(before) for part in parts_found]
    parts: list[Part] = []
    held: dict[ContextKind, ContextSpan] = {}
    at = block.start
    for span, behind in zip(inside, [*(each.start for each in inside[1:]), block.end], strict=True):
        if at < span.start:
            parts += [part.under(before) for part in _parts_between(text, block, at, span.start, span.kind)]
        parts.append(Part(span.start, span.end, span.kind, (*before, *held.values()), span.kind is _QUESTION))
        held = _held(held, span)
        context = (*before, *held.values())
        parts += [each.under(context) for each in _parts_between(text, block, span.end, behind, span.kind)]
        at = behind
    return parts


def _held(held: dict[ContextKind, ContextSpan], span: ContextSpan) -> dict[ContextKind, ContextSpan]:
    """Return what holds after a span: it takes the place of its kind, and a header or question ends all others."""
    if span.kind in (ContextKind.HEADER, ContextKind.QUESTION):
        return {span.kind: span}
    return {**{kind: each for kind, each in held.items() if kind is not span.kind}, span.kind: span}


def _parts_between(
    text: str, block: Block, start: int, end: int, told: ContextKind | None = None, *, is_faq: bool = False
) -> Iterable[Part]:
    """Yield the parts of a stretch of one block. told: what the parser has told to stand over it."""
    kind = block.kind
    if kind is BlockKind.PARAGRAPH:
        return _parts_of_prose(text, start, end, block.language, is_faq=is_faq)
    lines = [match.span() for match in _LINE.finditer(text, start, end)]
    if kind is BlockKind.TABLE and told in (None, ContextKind.HEADER):
        return _parts_of_table(text, lines, has_header=told is not None)
    if kind is BlockKind.LIST:
        return _parts_of_list(text, start, lines)
    return [Part(*line) for line in lines]


# -- prose -----------------------------------------------------------------------------------------------------------


def _parts_of_prose(text: str, start: int, end: int, language: str | None, *, is_faq: bool) -> Iterator[Part]:
    """Yield the sentences of a paragraph, or the terms in it and the sentences of their definitions."""
    at = start
    term: ContextSpan | None = None
    for match in _TERM.finditer(text, start, end):
        yield from _sentences(text, at, match.start(), term, language, is_faq=is_faq)
        term = ContextSpan(_TERM_KIND, *trimmed_span(text, *match.span(1)))
        yield Part(term.start, term.end, _TERM_KIND, begins=True)
        at = match.end()
    yield from _sentences(text, at, end, term, language, is_faq=is_faq)


def _sentences(
    text: str, start: int, end: int, term: ContextSpan | None, language: str | None, *, is_faq: bool
) -> Iterator[Part]:
    """Yield sentences. A question among them leads if it is marked as one, in an FAQ also if it comes first."""
    spans = [(start + a, start + b) for a, b in sentence_spans(text[start:end], language)]
    context = (term,) if term is not None else ()
    written = [text[slice(*span)] for span in spans]
    asks = [sentence.endswith(_ENDS_OF_QUESTIONS) and only_asks(sentence) for sentence in written]
    question: ContextSpan | None = None
    last_answer = max((place for place, is_question in enumerate(asks) if not is_question), default=-1)
    for place, (span, sentence) in enumerate(zip(spans, written, strict=True)):
        is_first = place == 0 and is_faq
        if asks[place] and place < last_answer and (is_first or is_marked_question(sentence)):
            question = ContextSpan(_QUESTION, *span)
            yield Part(*span, _QUESTION, context, begins=True)
        elif 0 < place == len(spans) - 1 and sentence.endswith((*_COLONS, "*")) and only_leads_in(sentence):
            yield Part(*span, _LEAD_IN, context, begins=True)
        else:
            yield Part(*span, None, (*context, question) if question is not None else context)


# -- tables ----------------------------------------------------------------------------------------------------------


def _parts_of_table(text: str, lines: Sequence[Span], *, has_header: bool) -> Iterator[Part]:
    """Yield a table's header, unless the parser has told it, its rows, and the rows that name a group."""
    head = 0 if has_header else header_lines([text[slice(*line)] for line in lines[:8]])
    context: tuple[ContextSpan, ...] = ()
    width = max((len(cells_of(text[slice(*line)])) for line in lines[:8]), default=0)
    if 0 < head < len(lines):
        header = ContextSpan(ContextKind.HEADER, *lines[0])
        context = (header,)
        yield Part(lines[0][0], lines[head - 1][1], ContextKind.HEADER)
        lines = lines[head:]
    group: ContextSpan | None = None
    spanning: ContextSpan | None = None
    question: ContextSpan | None = None
    for place, (start, end) in enumerate(lines):
        line = text[start:end]
        is_headed = has_header or bool(context)
        if place + 1 < len(lines) and is_headed and group_of(line, width) is not None:
            group, spanning = ContextSpan(ContextKind.GROUP, start, end), None
            yield Part(start, end, ContextKind.GROUP, context)
            continue
        spanning = _spanning_cell(line, start, spanning) if is_headed else None
        held = [each for each in (group, spanning, question) if each is not None and each.end <= start]
        behind = _behind_question(line) if not _QUESTION_MARKS.isdisjoint(line) else 0
        if behind == len(line) and place + 1 < len(lines):
            question = ContextSpan(_QUESTION, start, end)
            yield Part(start, end, _QUESTION, context, begins=True)
        elif 0 < behind < len(line):
            asked = ContextSpan(_QUESTION, start, start + len(line[:behind].rstrip(" |,;\t")))
            yield Part(asked.start, asked.end, _QUESTION, context, begins=True)
            yield Part(start + behind, end, None, (*context, asked))
        else:
            yield Part(start, end, None, (*context, *held))


def _behind_question(line: str) -> int:
    """Return where the cells begin that answer a question in a cell of the same row.

    The length of the line if the question is the last cell, as in the log of a chat; 0 if no cell asks.
    """
    cells = [(start, end) for start, end in cell_spans(line) if start < end]
    for (start, end), following in zip(cells, [*cells[1:], None], strict=True):
        if only_asks(line[start:end].strip('"')):
            return len(line) if following is None else following[0]
    return 0


def _spanning_cell(line: str, start: int, above: ContextSpan | None) -> ContextSpan | None:
    """Return the first cell of the group that a row belongs to: its own, or the one above where its own is empty."""
    cells = cell_spans(line)
    if len(cells) < 3:
        return None
    first, behind = cells[0]
    return ContextSpan(ContextKind.GROUP, start + first, start + behind) if first < behind else above


# -- lists -----------------------------------------------------------------------------------------------------------


class _Lead(NamedTuple):
    span: ContextSpan
    level: int
    is_over_deeper: bool


def _parts_of_list(text: str, begin: int, lines: Sequence[Span]) -> Iterator[Part]:
    """Yield the lines of a list, or the questions and answers in it, each under the lines that lead into it."""
    written = [text[start:end] for start, end in lines]
    asks = [(line.endswith(_ENDS_OF_QUESTIONS) and only_asks(line)) or asks_in_chat(line) for line in written]
    last_answer = max((place for place, is_question in enumerate(asks) if not is_question), default=-1)
    leads: list[_Lead] = []
    question: ContextSpan | None = None
    levels = [_level(text, begin, start, line) for (start, _), line in zip(lines, written, strict=True)]
    for place, ((start, end), line, level) in enumerate(zip(lines, written, levels, strict=True)):
        below = levels[place + 1] if place + 1 < len(lines) else -1
        while leads and (level < leads[-1].level or (leads[-1].is_over_deeper and level <= leads[-1].level)):
            leads.pop()
        context = tuple(lead.span for lead in leads)
        if (at := question_in_line(line)) > 0:
            asked = ContextSpan(_QUESTION, *trimmed_span(text, start, start + at))
            yield Part(asked.start, asked.end, _QUESTION, context, begins=True)
            yield Part(start + at, end, None, (*context, asked))
            question = asked if below > level else None
        elif asks[place] and place < last_answer:
            begins = not asks_in_chat(line)
            yield Part(start, end, _QUESTION, context if begins or question is None else (*context, question), begins)
            question = ContextSpan(_QUESTION, start, end)
        elif _leads_in_list(line, level, below, levels[place + 1 : place + 3]):
            while leads and leads[-1].level >= level:
                leads.pop()
            lead = ContextSpan(_LEAD_IN, start, end)
            yield Part(start, end, _LEAD_IN, tuple(each.span for each in leads), begins=False)
            leads.append(_Lead(lead, level, below > level))
        else:
            yield Part(start, end, None, (*context, question) if question is not None else context)


def _leads_in_list(line: str, level: int, below: int, following: Sequence[int]) -> bool:
    """Whether a line of a list announces those after it: by its colon, or as a few words over deeper items."""
    if line.rstrip(" *_")[-1:] in _COLONS:
        return below >= level and only_leads_in(line)
    return len(following) == 2 and min(following) > level and is_fragment(line)


def _level(text: str, begin: int, start: int, line: str) -> int:
    """Return how deep a line of a list stands: by its indentation, and below a line without a mark if it has one."""
    indent = start - max(text.rfind("\n", begin, start) + 1, begin)
    return 2 * indent + (_LIST_MARK.match(line) is not None)


def trimmed_span(text: str, start: int, end: int) -> Span:
    """Return the span without the white space at its ends."""
    inside = text[start:end]
    start += len(inside) - len(inside.lstrip())
    return start, start + len(inside.strip())
