"""Gold question → what counts as found: which passages or documents of the library, and which spans in them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from retrieval.catalog.records import StoredPassage
from retrieval.evaluation.gold import GoldPlace, GoldQuestion
from retrieval.evaluation.sources import Sources
from retrieval.model import Quote


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch of a document's canonical text that answers: a slice must hold the ``whole`` of it, or touch it."""

    document: str
    start: int
    end: int
    whole: bool = True

    def is_met(self, document: str, start: int, end: int) -> bool:
        """Return whether a slice of a document holds the region, or touches it where that is enough."""
        if document != self.document:
            return False
        return start <= self.start and self.end <= end if self.whole else start < self.end and self.start < end


@dataclass(frozen=True, slots=True)
class Target:
    """What counts as found for one question.

    ``relevant`` maps items to grades: documents by path when ``by_document``, else passages by their id as text.
    ``answers``: any one of them is the answer; each is one region, or several that are the answer together.
    ``problem`` says why the question cannot be answered as the gold file wants it.
    """

    relevant: Mapping[str, int] = field(default_factory=dict)
    by_document: bool = False
    answers: tuple[tuple[Region, ...], ...] = ()
    problem: str | None = None

    def items(self, passages: Sequence[int], sources: Sources) -> list[str]:
        """Return ranked passages as ranked items: the best passage speaks for its document."""
        if not self.by_document:
            return [str(id_) for id_ in passages]
        return list(dict.fromkeys(sources.path_of[id_] for id_ in passages if id_ in sources.path_of))

    def is_highlighted(self, quote: Quote) -> bool:
        """Return whether an answer lies inside a quote's highlights; those with only white space between are one."""
        text, marked = quote.text, list[tuple[int, int]]()
        for start, end in quote.highlights:
            if marked and not text[marked[-1][1] : start].strip():
                marked[-1] = marked[-1][0], end
            else:
                marked.append((start, end))
        return any(
            region.is_met(quote.document, quote.start + start, quote.start + end)
            for answer in self.answers
            for region in answer
            for start, end in marked
        )


def target(gold: GoldQuestion, sources: Sources) -> Target:
    """Return what counts as found for a question in a library; ``problem`` says what cannot be found there."""
    if gold.documents:
        missing = [path for path in gold.documents if path not in sources.documents]
        known = {path: grade for path, grade in gold.documents.items() if path not in missing}
        return Target(
            relevant=gold.documents,
            by_document=True,
            answers=_spans(gold, sources) if gold.spans else tuple(_words(gold, list(known), sources)),
            problem=None if known else f"{gold.label}: the library has no document {missing[0]!r}; sync it first.",
        )
    if not gold.expect:
        return Target()
    answers, problems = [], []
    for expect in gold.expect:
        regions = list(_place(expect, sources) if isinstance(expect, GoldPlace) else _regions_of(gold, expect, sources))
        answers += [(region,) for region in regions]
        if not regions:
            problems.append(_why_not(gold, expect, sources))
    relevant = {str(p.id): 1 for (region,) in answers for p in _holding(region, sources)}
    if not relevant and answers:
        problems.append(
            f'no passage holds {_short(gold.expected[0])} whole: it crosses the border of two; "expect" a shorter piece'
        )
    problem = f"{gold.label}: {'; '.join(problems)}." if not relevant and problems else None
    whole = {expect.document for expect in gold.expect if isinstance(expect, GoldPlace) and expect.line is None}
    precise = tuple(answer for answer in answers if answer[0].whole or answer[0].document not in whole)
    return Target(relevant, answers=precise, problem=problem)


def find_words(text: str, words: str) -> Iterator[tuple[int, int]]:
    """Yield the spans where words stand in a text, exactly but for white space, which matches any white space."""
    pattern = r"\s+".join(map(re.escape, words.split()))
    for match in re.finditer(pattern, text):
        yield match.span()


def _holding(region: Region, sources: Sources) -> Iterator[StoredPassage]:
    for stored in sources.passages(region.document):
        if region.is_met(region.document, stored.passage.start, stored.passage.end):
            yield stored


def _regions_of(gold: GoldQuestion, words: str, sources: Sources) -> Iterator[Region]:
    paths = [gold.document] if gold.document is not None else sources.admitted(gold.source)
    for path in paths:
        if path in sources.documents:
            for start, end in find_words(sources.text(path), words):
                yield Region(path, start, end)


def _place(place: GoldPlace, sources: Sources) -> Iterator[Region]:
    if place.document not in sources.documents:
        return
    if place.line is None:
        yield Region(place.document, 0, len(sources.text(place.document)), whole=False)
        return
    span = sources.line(place.document, place.line)
    region = Region(place.document, *span, whole=False) if span and _has_lines(place.document, sources) else None
    if region is not None and any(_holding(region, sources)):
        yield region


def _has_lines(path: str, sources: Sources) -> bool:
    return any(stored.passage.line is not None for stored in sources.passages(path))


def _why_not(gold: GoldQuestion, expect: str | GoldPlace, sources: Sources) -> str:
    document = expect.document if isinstance(expect, GoldPlace) else gold.document
    if document is not None and document not in sources.documents:
        near = difflib.get_close_matches(document, sources.documents, 1, cutoff=0.5)
        return f"there is no document {document!r} in the library" + (f"; did you mean {near[0]!r}?" if near else "")
    if isinstance(expect, str):
        where = document or (f"the documents like {gold.source!r}" if gold.source else "any document")
        return f'{_short(expect)} does not occur in {where}; copy "expect" from a document character for character'
    if not _has_lines(expect.document, sources):
        return f'{expect.document} has a format without lines; "expect" words of it instead'
    return f"{expect} is in no passage: the line is a heading, is empty, or lies past the end"


def _spans(gold: GoldQuestion, sources: Sources) -> tuple[tuple[Region, ...], ...]:
    return (tuple(Region(path, start, end) for path, start, end in gold.spans if path in sources.documents),)


def _words(gold: GoldQuestion, paths: Sequence[str], sources: Sources) -> Iterator[tuple[Region, ...]]:
    for expect in gold.expect:
        for path in paths:
            for start, end in find_words(sources.text(path), expect) if isinstance(expect, str) else ():
                yield (Region(path, start, end),)


def _short(words: str) -> str:
    words = " ".join(words.split())
    return f'"{words if len(words) <= 60 else words[:59] + "…"}"'
