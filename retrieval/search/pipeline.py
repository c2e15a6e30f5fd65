"""Queries and one generation of the library → hits, candidates, a ranking, and an answer to each.

Every step takes all queries that are asked together, so that whatever is expensive to call is called once for all of
them: the models, each index, the catalog. An answer does not depend on the other queries.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from retrieval.catalog.catalog import Catalog
from retrieval.encoding.encoder import Encoder
from retrieval.errors import QueryError
from retrieval.indexes.index import Hit
from retrieval.model import Answer, Quote
from retrieval.reader import Reader
from retrieval.search.analysis import AnalysedQuery, analyse, as_meant
from retrieval.search.answering import Judge, answering_words, highlights, worth_quoting
from retrieval.search.candidates import QueryCandidates, compare_sentences, search_indexes
from retrieval.search.generation import Generation, scope_of
from retrieval.search.query import EVERYTHING, MAX_QUOTES, Query
from retrieval.search.quotes import quote_of
from retrieval.search.ranking import Candidate
from retrieval.search.reading import read_best
from retrieval.search.wording.small_talk import is_small_talk
from retrieval.search.wording.terms import QueryTerms
from retrieval.search.wording.typing_errors import corrected

BATCH_SIZE = 32
"""How many questions are best asked together: more would hardly be faster, and each of them waits for the last."""

READING_BATCH_SIZE = 4
"""The same with a reader: reading is most of the work, and hardly faster for several questions together."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """An answer and how it came about, for measuring and tuning retrieval; every list is best first.

    ``searched_text`` is what was searched for: the question, or the question with an earlier one in front. ``terms``
    are its terms. ``dense`` and ``lexical`` are the hits of each index, and ``fused`` is their union; its first hits
    also get a score for their whole document. ``candidates`` are in the order of their evidence; the answer quotes the
    first ones. ``pinned`` is the id of the passage that was pinned for the question, if any was; it comes first.
    """

    answer: Answer
    searched_text: str
    terms: QueryTerms
    dense: tuple[Hit, ...]
    lexical: tuple[Hit, ...]
    fused: tuple[Hit, ...]
    candidates: tuple[Candidate, ...]
    pinned: int | None = None

    @property
    def passages(self) -> list[int]:
        """The ids of all passages that were found: the candidates, then all other hits in their fused order."""
        pinned = [] if self.pinned is None else [self.pinned]
        candidates = pinned + [each.stored.id for each in self.candidates if each.stored.id != self.pinned]
        among = set(candidates)
        return candidates + [hit.id for hit in self.fused if hit.id not in among]


def search(
    catalog: Catalog,
    generation: Generation,
    encoder: Encoder,
    reader: Reader | None,
    judge: Judge,
    queries: Sequence[Query],
) -> list[Ranking | QueryError]:
    """Answer queries that are asked together. A query that no document may answer gets a QueryError instead.

    Nothing is searched for small talk.
    """
    clock = _Clock(len(queries))
    admitted = {reach: scope_of(catalog, generation, reach) for reach in {query.reach for query in queries}}
    scopes = {reach: scope for reach, scope in admitted.items() if scope is not None}
    answerable = [query for query in queries if query.reach in scopes and not is_small_talk(query.question)]
    searched = {query.reach: scopes[query.reach] for query in answerable}
    meant = as_meant(generation, encoder, answerable, searched)
    all_hits = search_indexes(catalog, generation, meant, analyse(generation, encoder, meant, searched), searched)
    compared = compare_sentences(catalog, generation, all_hits)
    if reader is not None:
        compared = read_best(generation, reader, judge, compared)
    clock.share()
    rankings = iter([_conclude(generation, judge, *each, clock) for each in zip(answerable, compared, strict=True)])
    found: list[Ranking | QueryError] = []
    for query in queries:
        if query.reach in scopes:
            found.append(_unsearched(query, clock) if is_small_talk(query.question) else next(rankings))
        elif query.only == EVERYTHING:  # no document may be read: as if none answered
            found.append(_unsearched(query, clock))
        else:
            remedy = 'run "quoth status" to list the documents'
            found.append(QueryError(f"No document matches {query.only}", remedy, found=query.only))
    return found


class _Clock:
    """The time that each query takes: its share of the work that is done for all, and the work for it alone."""

    def __init__(self, queries: int) -> None:
        self._queries = queries
        self._shared = 0.0
        self._at = time.perf_counter()

    def share(self) -> None:
        """Divide the time until now among all queries."""
        self._shared = self._lap() / max(self._queries, 1)

    def own(self) -> float:
        """Return the time of one query in milliseconds; the work for it alone began with the last call."""
        return (self._shared + self._lap()) * 1000

    def _lap(self) -> float:
        before, self._at = self._at, time.perf_counter()
        return self._at - before


# -- the answer ------------------------------------------------------------------------------------------------------


def _conclude(generation: Generation, judge: Judge, asked: Query, compared: QueryCandidates, clock: _Clock) -> Ranking:
    """Rank a query's candidates, and quote the best of them.

    The ranking and the confidence weigh things differently. Still, no quote has a higher confidence than a better
    one, so that the quotes are the front of the ranking, however many are asked for. And each of the first MAX_QUOTES
    has at least the confidence of those that follow it among them: a sure answer is not hidden by a passage that merely
    ranks above it.
    """
    hits, query, terms = compared.hits, compared.hits.query, compared.hits.searched.weighted
    ranked = list(zip(compared.candidates, compared.for_sentences, strict=True))
    ranked.sort(key=lambda each: -each[0].evidence(terms))
    judged = [judge.confidence(terms, candidate) for candidate, _ in ranked[: max(query.k, MAX_QUOTES)]]
    raised = [max(judged[place:MAX_QUOTES]) for place in range(len(judged[:MAX_QUOTES]))]
    quotes = tuple(
        _quote(generation, hits.for_sentences, for_sentences, confidence)
        for (_, for_sentences), confidence in zip(
            ranked[: query.k], accumulate([*raised, *judged[MAX_QUOTES:]], min), strict=False
        )
    )
    confidence = quotes[0].score if quotes else 0.0
    answered = confidence >= judge.threshold
    answer = Answer(
        question=asked.question,
        answered=answered,
        confidence=confidence,
        elapsed_ms=clock.own(),
        quotes=worth_quoting(quotes, query.k) if answered else (),
        nearest=() if answered else quotes,
        searched=corrected(asked.question, query.question),
    )
    candidates = tuple(candidate for candidate, _ in ranked)
    return Ranking(
        answer, hits.searched.text, terms, tuple(hits.dense), tuple(hits.lexical), tuple(hits.fused), candidates
    )


def _unsearched(query: Query, clock: _Clock) -> Ranking:
    is_small = is_small_talk(query.question)
    answer = Answer(query.question, answered=False, confidence=0.0, elapsed_ms=clock.own(), is_small_talk=is_small)
    return Ranking(answer, query.question, QueryTerms({}), (), (), (), ())


def _quote(generation: Generation, asked: AnalysedQuery, candidate: Candidate, confidence: float) -> Quote:
    scores = candidate.sentence_scores(asked.weighted)
    marked = highlights(candidate, scores)
    words = answering_words(asked, candidate, marked, scores)
    document = generation.documents[candidate.stored.document_id]
    return quote_of(candidate.stored, document, confidence, marked, words)
