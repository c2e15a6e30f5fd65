"""Queries and one generation of the library → hits, candidates, a ranking, and an answer to each.

Every step takes all queries that are asked together, so that whatever is expensive to call is called once for all of
them: the models, each index, the catalog. An answer does not depend on the other queries.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Self

from retrieval.catalog.catalog import Catalog
from retrieval.catalog.records import StoredPassage
from retrieval.encoding.encoder import Encoder
from retrieval.errors import QueryError
from retrieval.indexes.hits import Hit
from retrieval.indexes.lexical import Analyser
from retrieval.model import Answer, Quote
from retrieval.reader import Reader, Reading
from retrieval.search.answer_types import offered_kinds
from retrieval.search.answering import Judge, answering_words, highlights, worth_quoting
from retrieval.search.candidates import AnalysedQuery, Found, analyse, search_indexes
from retrieval.search.duplicates import distinct
from retrieval.search.generation import Generation, scope_of
from retrieval.search.query import MAX_QUOTES, Query
from retrieval.search.quotes import quote_of
from retrieval.search.ranking import Candidate, QueryTerms
from retrieval.vectors import Vectors

BATCH_SIZE = 32
"""How many questions are best asked together: more would hardly be faster, and each of them waits for the last."""

READING_BATCH_SIZE = 4
"""The same with a reader: reading is most of the work, and hardly faster for several questions together."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """An answer and how it came about, for measuring and tuning retrieval; every list is best first.

    ``searched`` is what was searched for: the question, or the question with an earlier one in front. ``terms`` are its
    terms. ``dense`` and ``lexical`` are the hits of each index, and ``fused`` is their union; the words of the whole
    document count for the front of it. ``candidates`` are in the order of their evidence; the answer quotes the first.
    """

    answer: Answer
    searched: str
    terms: QueryTerms
    dense: tuple[Hit, ...]
    lexical: tuple[Hit, ...]
    fused: tuple[Hit, ...]
    candidates: tuple[Candidate, ...]

    @property
    def passages(self) -> list[int]:
        """The ids of all passages that were found: the candidates, then all other hits in their fused order."""
        candidates = [candidate.stored.id for candidate in self.candidates]
        among = set(candidates)
        return candidates + [hit.id for hit in self.fused if hit.id not in among]


def search(
    catalog: Catalog,
    loaded: Generation,
    encoder: Encoder,
    reader: Reader | None,
    judge: Judge,
    queries: Sequence[Query],
) -> list[Ranking | QueryError]:
    """Answer queries that are asked together. A query that no document may answer gets a QueryError instead."""
    clock = _Clock(len(queries))
    admitted = {only: scope_of(catalog, loaded, only) for only in {query.only for query in queries}}
    scopes = {only: scope for only, scope in admitted.items() if scope is not None}
    answerable = [query for query in queries if query.only in scopes]
    found = search_indexes(catalog, loaded, answerable, analyse(loaded, encoder, answerable), scopes)
    compared = compare_sentences(catalog, loaded, found)
    if reader is not None:
        compared = read_best(loaded, reader, compared)
    clock.share()
    rankings = iter([_conclude(loaded, judge, each, clock) for each in compared])
    return [
        next(rankings)
        if query.only in scopes
        else QueryError(f"No document matches {query.only}", 'run "quoth status" to list the documents')
        for query in queries
    ]


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


# -- a closer look ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Compared:
    """A query's candidates: compared with what was searched for, and (``own``) with the question's own words."""

    found: Found
    candidates: Sequence[Candidate]
    own: Sequence[Candidate]

    def read(self, readings: Mapping[int, Reading]) -> Self:
        """Return the same candidates with their readings, which are given by the candidates' places."""
        candidates, own = (
            [replace(each, reading=readings.get(at)) for at, each in enumerate(unread)]
            for unread in (self.candidates, self.own)
        )
        return replace(self, candidates=candidates, own=own)


def compare_sentences(catalog: Catalog, loaded: Generation, found: Sequence[Found]) -> list[Compared]:
    """Compare the passages of the best hits, and their sentences, with the queries."""
    chosen = _choose(catalog, found)
    stored = {each.id: each for passages in chosen for each in passages}
    ids = list(stored)
    detailed = {
        id_: _DetailedPassage.of(stored[id_], vector, inner, loaded.lexical.analyser)
        for id_, vector, inner in zip(
            ids, loaded.dense.vectors(ids) if ids else (), catalog.sentence_vectors(ids), strict=True
        )
    }
    compared = []
    for each, passages in zip(found, chosen, strict=True):
        with_shares = [
            (detailed[passage.id], each.bm25_shares.get(passage.id, 0.0), each.document_shares.get(passage.id, 0.0))
            for passage in passages
        ]
        candidates = [passage.candidate(each.searched, *shares) for passage, *shares in with_shares]
        own = candidates
        if each.own is not each.searched:
            own = [passage.candidate(each.own, *shares) for passage, *shares in with_shares]
        compared.append(Compared(each, candidates, own))
    return compared


def _choose(catalog: Catalog, found: Sequence[Found]) -> list[list[StoredPassage]]:
    """Return for each query the passages of the best hits, without those that say the same as a better one."""
    stored: dict[int, StoredPassage] = {}
    chosen: list[list[StoredPassage]] = [[] for _ in found]
    for depth in (1, 2):  # most questions have enough passages after the first round
        short = [place for place, each in enumerate(found) if len(chosen[place]) < each.query.candidates]
        best = {
            place: [hit.id for hit in found[place].fused[: depth * found[place].query.candidates]] for place in short
        }
        new = list({id_: None for ids in best.values() for id_ in ids if id_ not in stored})
        stored |= zip(new, catalog.passages(new), strict=True)
        for place, ids in best.items():
            texts = [stored[id_].passage.text for id_ in ids]
            chosen[place] = [stored[ids[at]] for at in distinct(texts, found[place].query.candidates)]
    return chosen


@dataclass(frozen=True, slots=True)
class _DetailedPassage:
    """A passage with its vector, and with the texts, vectors and terms of its sentences."""

    stored: StoredPassage
    vector: Vectors
    sentences: Sequence[str]
    sentence_vectors: Vectors
    terms: Sequence[frozenset[str]]

    @classmethod
    def of(cls, stored: StoredPassage, vector: Vectors, sentence_vectors: Vectors, analyser: Analyser) -> Self:
        text = stored.passage.text
        sentences = [text[start:end] for start, end in stored.passage.sentences]
        terms = [frozenset(analyser.terms(sentence)) for sentence in sentences]
        return cls(stored, vector, sentences, sentence_vectors, terms)

    def candidate(self, query: AnalysedQuery, lexical: float, document: float) -> Candidate:
        """Return the passage compared with a query. ``lexical``, ``document``: see ``Candidate``."""
        wanted = query.weighted.expects
        return Candidate(
            stored=self.stored,
            cosine=float(self.vector @ query.vector),
            lexical=lexical,
            sentence_cosines=(self.sentence_vectors @ query.vector).tolist(),
            sentence_terms=self.terms,
            offers=[offered_kinds(sentence, wanted, query.words) for sentence in self.sentences],
            document=document,
        )


# -- reading ---------------------------------------------------------------------------------------------------------


def read_best(loaded: Generation, reader: Reader, compared: Sequence[Compared]) -> list[Compared]:
    """Read the best of each query's candidates together with the question's own words; see ``analyse``."""
    places = [_best(each) for each in compared]
    pairs = [
        (each.found.own.text, _above(loaded, stored), stored.passage.text)
        for each, best in zip(compared, places, strict=True)
        for stored in [each.candidates[at].stored for at in best]
    ]
    readings = iter(reader.read(pairs))
    return [each.read(dict(zip(best, readings, strict=False))) for each, best in zip(compared, places, strict=True)]


def _best(compared: Compared) -> list[int]:
    """Return the places of the candidates to read, best first, without passages that have no terms."""
    terms = compared.found.searched.weighted
    scores = {
        at: each.unread_evidence(terms) for at, each in enumerate(compared.candidates) if any(each.sentence_terms)
    }
    return sorted(scores, key=lambda at: -scores[at])[: compared.found.query.max_read]


def _above(loaded: Generation, stored: StoredPassage) -> str:
    """Return what stands above a passage: its document's title, and its heading."""
    return ", ".join(part for part in (loaded.documents[stored.document_id].title, stored.passage.heading) if part)


# -- the answer ------------------------------------------------------------------------------------------------------


def _conclude(loaded: Generation, judge: Judge, compared: Compared, clock: _Clock) -> Ranking:
    """Rank a query's candidates, and quote the best of them.

    The ranking and the confidence do not count quite the same. Still, no quote has a higher confidence than a better
    one, so that the quotes are the front of the ranking, however many are asked for. And each of the first MAX_QUOTES
    has at least the confidence of those that follow it among them: what surely answers is not hidden by what merely
    ranks before it.
    """
    found, query, terms = compared.found, compared.found.query, compared.found.searched.weighted
    ranked = list(zip(compared.candidates, compared.own, strict=True))
    ranked.sort(key=lambda each: -each[0].evidence(terms))
    judged = [judge.confidence(terms, candidate) for candidate, _ in ranked[: max(query.k, MAX_QUOTES)]]
    raised = [max(judged[place:MAX_QUOTES]) for place in range(len(judged[:MAX_QUOTES]))]
    quotes = tuple(
        _quote(loaded, found.own.weighted, own, confidence)
        for (_, own), confidence in zip(
            ranked[: query.k], accumulate([*raised, *judged[MAX_QUOTES:]], min), strict=False
        )
    )
    confidence = quotes[0].score if quotes else 0.0
    answered = confidence >= judge.threshold
    answer = Answer(
        question=query.question,
        answered=answered,
        confidence=confidence,
        elapsed_ms=clock.own(),
        quotes=worth_quoting(quotes, query.k) if answered else (),
        nearest=() if answered else quotes,
    )
    candidates = tuple(candidate for candidate, _ in ranked)
    return Ranking(
        answer, found.searched.text, terms, tuple(found.dense), tuple(found.lexical), tuple(found.fused), candidates
    )


def _quote(loaded: Generation, terms: QueryTerms, candidate: Candidate, confidence: float) -> Quote:
    marked = highlights(terms, candidate)
    document = loaded.documents[candidate.stored.document_id]
    return quote_of(candidate.stored, document, confidence, marked, answering_words(candidate, marked))
