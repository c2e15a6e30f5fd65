"""The reader and a query's candidates: which are read, in order of promise, until reading more would change nothing.

Reading is most of the work of a question, and most of it would decide nothing: so passages are read a few at a time,
and what is unlikely to become the best quote, or to be quoted beside it, is left unread. How many are read depends on
the question and its candidates alone, never on the machine or on what is asked at the same time. Of the
``MAX_READ_CANDIDATES`` most promising, nothing is quoted that was not read, if anything reads it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from retrieval.catalog.records import StoredPassage
from retrieval.languages.question_forms import surely_asked_in
from retrieval.reader import Reader, Reading, suited_reader
from retrieval.reader.pairs import join_above
from retrieval.search.answering import MIN_SHARE_OF_BEST, Judge, imputed_relevance
from retrieval.search.candidates import QueryCandidates
from retrieval.search.generation import Generation
from retrieval.search.query import MAX_QUOTES, MAX_READ_CANDIDATES
from retrieval.search.ranking import UNREAD_RELEVANCE, Candidate
from retrieval.searchable import Traced, searchable, traced

READ_AT_ONCE = 2
"""How many candidates of a question are read before it is decided whether to read more."""

HOPE = 2.0
"""Reading goes on while an unread passage would rank first if it had this relevance."""

HOPE_TO_QUOTE = 0.0
"""Reading goes on while an unread passage would be quoted beside the best one if it had this relevance."""

HOPE_TO_ANSWER = 1.0
"""Where nothing answers yet, reading goes on while an unread passage would answer if it had this relevance."""


def read_best(
    generation: Generation, reader: Reader, judge: Judge, compared: Sequence[QueryCandidates]
) -> list[QueryCandidates]:
    """Read the best of each query's candidates together with the question's own words; see ``analyse``.

    They are read as they are searched; what is found stands in them as they are written. What no reader reads because
    of its language gets an ``imputed_relevance``. A query of which nothing is read is ranked and judged as without a
    reader.
    """
    queries = [_Reading.of(each, reader) for each in compared]
    while wanted := [(query, at) for query in queries for at in query.next(judge)]:
        by_reader: dict[int, list[tuple[_Reading, int]]] = {}
        for query, at in wanted:
            by_reader.setdefault(id(query.readers[at]), []).append((query, at))
        for pairs in by_reader.values():
            texts = [_texts(generation, query.compared, at) for query, at in pairs]
            chosen = pairs[0][0].readers[pairs[0][1]]
            readings = chosen.read([(question, above, text.text) for question, above, text in texts])
            for (query, at), reading, (_, _, text) in zip(pairs, readings, texts, strict=True):
                query.readings[at] = _as_written(reading, text)
    return [query.concluded() for query in queries]


@dataclass(slots=True)
class _Reading:
    """How far the reading of one query's candidates is. Candidates are named by their places.

    ``readers`` are what reads each of them; those are missing that nothing reads. ``order`` are those to read, the most
    promising first. ``evidence`` is the ``unread_evidence`` of each candidate, and ``imputed`` the relevance of those
    that nothing reads.
    """

    compared: QueryCandidates
    readers: Mapping[int, Reader]
    order: Sequence[int]
    evidence: Sequence[float]
    imputed: Mapping[int, float]
    readings: dict[int, Reading] = field(default_factory=dict)

    @classmethod
    def of(cls, compared: QueryCandidates, reader: Reader) -> _Reading:
        terms = compared.hits.searched.weighted
        readers = _readers(reader, compared)
        evidence = [each.unread_evidence(terms) for each in compared.candidates]
        readable = [
            at
            for at, each in enumerate(compared.candidates)
            if at in readers and any(each.sentence_terms) and each.answering
        ]
        wanted = compared.hits.query.read_count
        order = sorted(readable, key=lambda at: -evidence[at])[: MAX_READ_CANDIDATES if wanted is None else wanted]
        return cls(compared, readers, order, evidence, _imputed(compared, readers))

    def next(self, judge: Judge) -> Sequence[int]:
        """Return what to read next; nothing when no other one may rank first or be quoted."""
        left = [at for at in self.order if at not in self.readings]
        if self.compared.hits.query.read_count is not None:
            return left
        return (self._worth_reading(left, judge) if self.readings else left)[:READ_AT_ONCE]

    def _worth_reading(self, left: Sequence[int], judge: Judge) -> list[int]:
        """Return which of those that are left may rank first, or be quoted, or answer where nothing does yet.

        How many quotes are asked for does not matter, so that the first ones are the same in any case.
        """
        terms = self.compared.hits.searched.weighted
        known = {
            at: replace(each, reading=self.readings.get(at), imputed=self.imputed.get(at))
            for at, each in enumerate(self.compared.candidates)
        }
        evidence = {at: self.evidence[at] + each.reading_evidence(terms) for at, each in known.items()}
        ranked = sorted(known, key=lambda at: -evidence[at])
        judged = [at for at in ranked if at in self.readings or at in self.imputed]
        best = max((judge.confidence(terms, known[at]) for at in ranked[:MAX_QUOTES] if at in judged), default=0.0)
        is_answered = best >= judge.threshold
        enough = MIN_SHARE_OF_BEST * best if is_answered else judge.threshold
        # Where nothing answers yet, what comes second or third may, too: the surest of the first ones counts.
        to_pass = evidence[judged[0] if is_answered else ranked[:MAX_QUOTES][-1]]

        def is_worth(at: int) -> bool:
            hoped = self.evidence[at] + _as_read(known[at], HOPE).reading_evidence(terms)
            if is_answered and hoped > to_pass:
                return True
            sure = judge.confidence(terms, _as_read(known[at], HOPE_TO_QUOTE if is_answered else HOPE_TO_ANSWER))
            return sure >= enough and (is_answered or hoped > to_pass or at in ranked[:MAX_QUOTES])

        return [at for at in left if is_worth(at)]

    def concluded(self) -> QueryCandidates:
        """Return the candidates with their readings."""
        unread = dict.fromkeys(range(len(self.evidence)), UNREAD_RELEVANCE)
        return self.compared.with_readings(self.readings, self.imputed if self.readings else unread)


_EMPTY = np.empty(0, dtype=np.float32)


def _as_read(candidate: Candidate, relevance: float) -> Candidate:
    return replace(candidate, reading=Reading(relevance, _EMPTY, _EMPTY, ()))


def _readers(reader: Reader, compared: QueryCandidates) -> dict[int, Reader]:
    """Return what reads each candidate with the question, by place; those are missing that nothing reads.

    Nothing reads a passage in another language than the question: on such pairs, reading was worse than none.
    """
    asked = surely_asked_in(compared.hits.for_sentences.text)
    readable = {at: each.stored.passage for at, each in enumerate(compared.for_sentences) if not each.is_foreign}
    suited = {at: suited_reader(reader, asked, passage.language) for at, passage in readable.items()}
    return {at: each for at, each in suited.items() if each is not None}


def _texts(generation: Generation, compared: QueryCandidates, at: int) -> tuple[str, str, Traced]:
    stored = compared.candidates[at].stored
    return compared.hits.for_sentences.text, _above(generation, stored), traced(stored.passage.text)


def _imputed(compared: QueryCandidates, readable: Collection[int]) -> dict[int, float]:
    terms = compared.hits.searched.weighted
    return {at: imputed_relevance(terms, each) for at, each in enumerate(compared.candidates) if at not in readable}


def _above(generation: Generation, stored: StoredPassage) -> str:
    """Return what stands above a passage: its document's title, its heading, and its context."""
    passage = stored.passage
    return searchable(join_above((generation.documents[stored.document_id].title, passage.heading, *passage.carried)))


def _as_written(reading: Reading, text: Traced) -> Reading:
    if text.places is None:
        return reading
    return replace(reading, offsets=[text.original(span) for span in reading.offsets])
