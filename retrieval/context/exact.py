"""A passage and what a question names exactly → whether the passage is about that, and which of its sentences are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from retrieval.context.tables import header_before, labelled_row
from retrieval.context.times import AskedTime
from retrieval.identifiers import Identifier, Naming
from retrieval.model import BlockKind, Passage
from retrieval.searchable import searchable


@dataclass(frozen=True, slots=True)
class ExactlyAsked:
    """What a question asks for exactly: identifiers, and the time when it was.

    ``beside`` are the terms for all else that it asks. ``years`` are the terms for the time, if
    it is a span of years.
    """

    identifiers: tuple[Identifier, ...] = ()
    beside: frozenset[str] = frozenset()
    time: AskedTime | None = None
    years: frozenset[str] = frozenset()


NOTHING_EXACT = ExactlyAsked()


@dataclass(frozen=True, slots=True)
class Exactness:
    """How a passage stands to the identifiers of a question.

    ``is_missed``: the passage, with all that stands above it, lacks one that it must hold, or is about another of its
    kind. ``share`` is how much of what is asked for it holds, in [0, 1]. ``is_entry``: it is what a reference says of
    it: its heading, term, row or line, or the beginning of a sentence names it. ``is_comparison``: several of
    a kind are asked for. ``places`` has one item for each sentence: how many identifiers it names, in itself or in
    what leads into it; a half for one that it may name, -1 when it names only others.
    """

    is_missed: bool
    share: float
    is_entry: bool
    is_comparison: bool
    places: Sequence[float]


_VALUE = {Naming.EXACT: 1.0, Naming.PART: 0.5, Naming.NONE: 0.0, Naming.OTHER: -1.0}


def exactness(
    asked: Sequence[Identifier], passage: Passage, title: str | None, leads: Sequence[tuple[int, ...]]
) -> Exactness:
    """Return how a passage stands to what a question names. leads: see ``leads_of``."""
    sentences = [searchable(each) for each in sentences_with_headers(passage)]
    outer = [title, passage.heading, *(each.text for each in passage.above)]
    whole = "\n".join([*(searchable(part) for part in outer if part), *sentences])
    families = [list(group) for _, group in groupby(sorted(asked, key=_family), key=_family)]
    best = [_best(family, whole) for family in families]
    is_missed = any(
        match is Naming.OTHER or (match is Naming.NONE and all(each.required for each in family))
        for family, match in zip(families, best, strict=True)
    )
    places = []
    own = [[_best(family, sentence) for family in families] for sentence in sentences]
    for place, matches in enumerate(own):
        around = [[own[lead][at] for lead in leads[place]] for at in range(len(families))]
        values = [_value(match, led) for match, led in zip(matches, around, strict=True)]
        named = sum(value for value in values if value > 0)
        places.append(named if named else min(values, default=0.0))
    share = sum(max(_VALUE[match], 0.0) for match in best) / max(len(best), 1)
    is_entry = share == 1 and all(_has_entry(family, passage, sentences) for family in families)
    is_comparison = any(len(family) > 1 for family in families)
    return Exactness(is_missed, share, is_entry, is_comparison, places)


@dataclass(frozen=True, slots=True)
class Timing:
    """How a passage, with what stands above it, and each of its sentences stand to the time that is asked for."""

    whole: Naming
    places: Sequence[Naming]


def timing(
    asked: AskedTime, passage: Passage, title: str | None, date: str | None, leads: Sequence[tuple[int, ...]]
) -> Timing:
    """Return how a passage stands to a time. date: that of its document, which counts if nothing nearer names one."""
    own = [asked.named_by(searchable(passage.text[start:end])) for start, end in passage.sentences]
    places = [
        match if match is not Naming.NONE else max((own[lead] for lead in leads[place]), default=match)
        for place, match in enumerate(own)
    ]
    above = " \n".join(part for part in (passage.heading, *(each.text for each in passage.above)) if part)
    outer = " \n".join(part for part in (title, date) if part)
    nearest = [max(own, default=Naming.NONE), asked.named_by(searchable(above))]
    whole = max(nearest)
    if whole in (Naming.NONE, Naming.PART):
        named = asked.named_by(searchable(outer))
        whole = named if named is not Naming.NONE else whole
    return Timing(whole, places)


def sentences_with_headers(passage: Passage) -> list[str]:
    """Return a passage's sentences; the cells of a table's rows with the headers of their columns: "Line: 112"."""
    texts = [passage.text[start:end] for start, end in passage.sentences]
    if passage.kind is not BlockKind.TABLE:
        return texts
    return [
        text if place in passage.leading or (header := header_before(passage, place)) is None else
        f"{text}\n{labelled_row(header, text)}"
        for place, text in enumerate(texts)
    ]  # fmt: skip


def _has_entry(family: Sequence[Identifier], passage: Passage, sentences: Sequence[str]) -> bool:
    heads = [searchable(each) for each in (passage.heading, *(slice_.text for slice_ in passage.above)) if each]
    for place, sentence in enumerate(sentences):
        is_whole = passage.kind is not BlockKind.PARAGRAPH or place in passage.leading
        heads.append(sentence if is_whole else sentence[:_BEGINNING_CHARS])
    return any(identifier.required or identifier.match(head) is Naming.EXACT for identifier in family for head in heads)


_BEGINNING_CHARS = 24


def _family(identifier: Identifier) -> str:
    return identifier.family


def _best(family: Sequence[Identifier], text: str) -> Naming:
    return max(identifier.match(text) for identifier in family)


def _value(own: Naming, leads: Sequence[Naming]) -> float:
    """Return what a sentence has of one identifier: what leads into it counts unless it names another itself."""
    value = _VALUE[own]
    if own is Naming.OTHER:
        return value
    return max([value, *(_VALUE[match] for match in leads if match in (Naming.EXACT, Naming.PART))])
