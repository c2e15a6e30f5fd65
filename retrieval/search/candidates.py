"""Queries and one generation of the library → the hits of all indexes, and the best of them as candidates.

The dense index is searched once for all queries with the same filter, and the catalog is read once for all queries.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Self

import numpy as np

from retrieval.background.scale import Scale
from retrieval.catalog.catalog import Catalog
from retrieval.catalog.records import StoredDocument, StoredPassage
from retrieval.context.cells import asked_cell
from retrieval.context.exact import Timing, exactness, timing
from retrieval.context.within import leads_of
from retrieval.identifiers import Naming
from retrieval.indexes.analyser import Analyser, AskedWords
from retrieval.indexes.index import Hit, Scope
from retrieval.indexes.lexical import LexicalIndex
from retrieval.languages.question_forms import surely_asked_in
from retrieval.model import BlockKind
from retrieval.reader import Reading
from retrieval.search.analysis import AnalysedQuery, document_frequency
from retrieval.search.answer_types import offered_kinds
from retrieval.search.duplicates import distinct
from retrieval.search.generation import Generation
from retrieval.search.query import MIN_CANDIDATES, Query, Reach
from retrieval.search.ranking import MAX_HITS, Candidate, add_documents, fuse
from retrieval.search.wording.polarity import Polarity, denies, lacking, leans_back, share_denied
from retrieval.search.wording.terms import max_bm25
from retrieval.struck import without_struck
from retrieval.vectors import Vectors

MIN_FRONT_HITS = 3 * MIN_CANDIDATES
"""At least this many of the best hits are also scored by their whole document."""

LISTED_DENIAL = 0.6
"""How much an item of a list denies at least whose lead-in or heading does: it names only what is not allowed."""


# -- hits ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class QueryHits:
    """The hits of a query: those of each index and their union, best first.

    ``searched`` is what is searched for. ``for_sentences`` has the question's own words, which passages are read with
    and sentences are marked with; see ``analyse``. ``bm25_shares`` has the ``Candidate.bm25_share`` of passages, by id,
    and ``document_shares`` the ``Candidate.document_share`` of the best ones.
    """

    query: Query
    searched: AnalysedQuery
    for_sentences: AnalysedQuery
    dense: Sequence[Hit]
    lexical: Sequence[Hit]
    fused: Sequence[Hit]
    bm25_shares: Mapping[int, float]
    document_shares: Mapping[int, float]


def search_indexes(
    catalog: Catalog,
    generation: Generation,
    queries: Sequence[Query],
    analysed: Sequence[tuple[AnalysedQuery, AnalysedQuery]],
    scopes: Mapping[Reach, Scope],
) -> list[QueryHits]:
    """Return for each query the hits of all indexes. ``analysed``: see ``analyse``."""
    dense: dict[int, Sequence[Hit]] = {}
    lexical: dict[int, Sequence[Hit]] = {}
    for reach, scope in scopes.items():
        places = [place for place, query in enumerate(queries) if query.reach == reach]
        vectors = np.stack([analysed[place][0].vector for place in places])
        terms = [analysed[place][0].to_search for place in places]
        dense |= zip(places, generation.dense.search_all(vectors, MAX_HITS, scope), strict=True)
        lexical |= zip(places, generation.lexical.search_all(terms, MAX_HITS, scope), strict=True)
    fused, fronts = [], []
    for place, (query, (searched, _)) in enumerate(zip(queries, analysed, strict=True)):
        cosines = partial(_cosines, generation, searched)
        fused.append(fuse(dense[place], lexical[place], cosines, searched.weighted.max_bm25, generation.scale.passages))
        fronts.append(fused[-1][: max(MIN_FRONT_HITS, 2 * query.candidate_count)])
    document_of = catalog.documents_of({hit.id for front in fronts for hit in front})
    all_hits = []
    for place, (query, (searched, for_sentences)) in enumerate(zip(queries, analysed, strict=True)):
        bm25_shares, front = _bm25_shares(lexical[place], searched.weighted.max_bm25), fronts[place]
        among = {document_of[hit.id] for hit in front}
        by_document = _document_shares(generation.document_index, searched, among, scopes[query.reach])
        document_shares = {hit.id: by_document.get(document_of[hit.id], 0.0) for hit in front}
        all_hits.append(
            QueryHits(
                query=query,
                searched=searched,
                for_sentences=for_sentences,
                dense=dense[place],
                lexical=lexical[place],
                fused=[*add_documents(front, document_shares), *fused[place][len(front) :]],
                bm25_shares=bm25_shares,
                document_shares=document_shares,
            )
        )
    return all_hits


def _document_shares(index: LexicalIndex, searched: AnalysedQuery, among: set[int], scope: Scope) -> dict[int, float]:
    """Return, by id, what share of the highest possible BM25 score some whole documents reach."""
    terms = searched.to_search
    if not terms or not among:
        return {}
    hits = index.search(terms, len(among), Scope(sorted(among), readable=scope.readable))
    frequency = partial(document_frequency, index, searched.asked, scope)
    return _bm25_shares(hits, max_bm25(searched.terms, frequency, index.count(scope) - 1))


def _bm25_shares(hits: Sequence[Hit], highest: float) -> dict[int, float]:
    return {hit.id: min(hit.score / highest, 1.0) for hit in hits}


def _cosines(generation: Generation, searched: AnalysedQuery, ids: Sequence[int]) -> Vectors:
    cosines: Vectors = generation.dense.vectors(ids) @ searched.vector
    return cosines


# -- candidates ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class QueryCandidates:
    """A query's candidates, compared with what was searched for.

    ``for_sentences`` are the same candidates, compared with ``QueryHits.for_sentences``: they tell which sentences to
    mark.
    """

    hits: QueryHits
    candidates: Sequence[Candidate]
    for_sentences: Sequence[Candidate]

    def with_readings(self, readings: Mapping[int, Reading], imputed: Mapping[int, float]) -> Self:
        """Return the same candidates with their readings, or what counts in their place; both by candidates' places."""
        candidates, for_sentences = (
            [replace(each, reading=readings.get(at), imputed=imputed.get(at)) for at, each in enumerate(unread)]
            for unread in (self.candidates, self.for_sentences)
        )
        return replace(self, candidates=candidates, for_sentences=for_sentences)


def compare_sentences(catalog: Catalog, generation: Generation, all_hits: Sequence[QueryHits]) -> list[QueryCandidates]:
    """Compare the passages of the best hits, and their sentences, with the queries."""
    chosen = _choose(catalog, all_hits)
    stored = {each.id: each for passages in chosen for each in passages}
    ids = list(stored)
    detailed = {
        id_: _DetailedPassage.of(
            stored[id_], generation.documents[stored[id_].document_id], vector, inner, generation.lexical.analyser
        )
        for id_, vector, inner in zip(
            ids, generation.dense.vectors(ids) if ids else (), catalog.sentence_vectors(ids), strict=True
        )
    }
    compared = []
    for hits, passages in zip(all_hits, chosen, strict=True):
        found = {each.id: detailed[each.id] for each in passages}
        candidates = _compared(hits, hits.searched, found, generation.scale)
        is_joined = hits.for_sentences is not hits.searched
        for_sentences = _compared(hits, hits.for_sentences, found, generation.scale) if is_joined else candidates
        compared.append(QueryCandidates(hits, candidates, for_sentences))
    return compared


def _compared(
    hits: QueryHits, query: AnalysedQuery, passages: Mapping[int, _DetailedPassage], scale: Scale
) -> list[Candidate]:
    shares = ((hits.bm25_shares.get(id_, 0.0), hits.document_shares.get(id_, 0.0)) for id_ in passages)
    asked = (passage.as_asked(query.asked) for passage in passages.values())
    return [each.candidate(query, scale, *pair) for each, pair in zip(asked, shares, strict=True)]


def _choose(catalog: Catalog, all_hits: Sequence[QueryHits]) -> list[list[StoredPassage]]:
    """Return for each query the passages of the best hits, without those that say nothing new, or nothing."""
    stored: dict[int, StoredPassage] = {}
    chosen: list[list[StoredPassage]] = [[] for _ in all_hits]
    counts = [hits.query.candidate_count for hits in all_hits]
    for depth in (1, 2):  # most questions have enough passages after the first round
        short = [place for place, count in enumerate(counts) if len(chosen[place]) < count]
        best = {place: [hit.id for hit in all_hits[place].fused[: depth * counts[place]]] for place in short}
        new = list({id_: None for ids in best.values() for id_ in ids if id_ not in stored})
        stored |= zip(new, catalog.passages(new), strict=True)
        for place, best_ids in best.items():
            ids = [id_ for id_ in best_ids if _says_something(stored[id_])]
            passages = [stored[id_].passage for id_ in ids]
            contexts = [" ".join(slice_.text for slice_ in passage.above) for passage in passages]
            texts = list(zip((passage.text for passage in passages), contexts, strict=True))
            chosen[place] = [stored[ids[at]] for at in distinct(texts, counts[place])]
    return chosen


def _says_something(stored: StoredPassage) -> bool:
    """Whether not all sentences of a passage only ask or lead in."""
    return len(stored.passage.leading) < len(stored.passage.sentences)


@dataclass(frozen=True, slots=True)
class _DetailedPassage:
    """A passage with its document, its vector, and the texts, vectors and terms of its sentences.

    ``outer_terms`` are those of title and heading. All terms are those that the passage's language makes of words.
    ``leads`` are the places of the sentences that lead into each one, and ``context_terms`` the terms of these and of
    what stands above the passage. ``over`` is the heading of a list or table, or what stands above the passage.
    """

    stored: StoredPassage
    document: StoredDocument
    vector: Vectors
    sentences: Sequence[str]
    sentence_vectors: Vectors
    terms: Sequence[frozenset[str]]
    leads: Sequence[tuple[int, ...]]
    context_terms: Sequence[frozenset[str]]
    over: str
    over_terms: frozenset[str]
    outer_terms: frozenset[str]

    @classmethod
    def of(
        cls,
        stored: StoredPassage,
        document: StoredDocument,
        vector: Vectors,
        sentence_vectors: Vectors,
        analyser: Analyser,
    ) -> Self:
        text, language = stored.passage.text, stored.passage.language
        sentences = [text[start:end] for start, end in stored.passage.sentences]
        terms = [frozenset(analyser.terms(sentence, language)) for sentence in sentences]
        leads = leads_of(stored.passage)
        above = frozenset(term for each in stored.passage.above for term in analyser.terms(each.text, language))
        context_terms = [above.union(*(terms[place] for place in places)) for places in leads]
        named = " ".join(part for part in (document.title, stored.passage.heading) if part)
        outer = frozenset(analyser.terms(named, language))
        is_listed = stored.passage.kind in (BlockKind.LIST, BlockKind.TABLE)
        heading = (stored.passage.heading or "").rpartition(" > ")[2] if is_listed else ""
        over = "\n".join([heading, *(each.text for each in stored.passage.above)])
        over_terms = frozenset(analyser.terms(heading, language)) if heading else frozenset()
        return cls(
            stored, document, vector, sentences, sentence_vectors, terms, leads, context_terms, over, over_terms, outer
        )

    def as_asked(self, asked: AskedWords) -> Self:
        """Return the same passage with its terms as they are represented in a question."""
        if not asked.others:
            return self
        return replace(
            self,
            terms=[asked.represented(terms) for terms in self.terms],
            context_terms=[asked.represented(terms) for terms in self.context_terms],
            over_terms=asked.represented(self.over_terms),
            outer_terms=asked.represented(self.outer_terms),
        )

    def candidate(self, query: AnalysedQuery, scale: Scale, bm25_share: float, document_share: float) -> Candidate:
        """Return the passage compared with a query. ``bm25_share``, ``document_share``: see ``Candidate``."""
        wanted, exactly = query.weighted.expects, query.weighted.exactly
        named, passage = exactly.identifiers, self.stored.passage
        denied: Sequence[float] = ()
        cosines: list[float] = (self.sentence_vectors @ query.vector).tolist()
        asked = [scale.questions(cosine) for cosine in cosines[len(self.sentences) :]]
        leads, context_terms = self.leads, self.context_terms
        if query.weighted.polarity is not Polarity.OPEN:
            denied = self._denials(query)
        if query.weighted.polarity.is_denied:
            # What "it does not" is about stands in the sentence before, which leads into it as a lead-in does.
            leads = [(*each, place - 1) if self._leans(place) else each for place, each in enumerate(leads)]
            context_terms = [self._about(place) for place in range(len(self.sentences))]
        timed = None
        if exactly.time is not None:
            timed = timing(exactly.time, passage, self.document.title, self.document.date, self.leads)
        return Candidate(
            stored=self.stored,
            cosine=scale.passages(float(self.vector @ query.vector)),
            bm25_share=bm25_share,
            sentence_cosines=[scale.sentences(cosine) for cosine in cosines[: len(self.sentences)]],
            question_cosine=max(asked, default=None),
            sentence_terms=self.terms,
            leads=leads,
            context_terms=context_terms,
            offers=[offered_kinds(without_struck(sentence), wanted, query.words) for sentence in self.sentences],
            document_share=document_share,
            denials=denied,
            exactness=exactness(named, passage, self.document.title, self.leads) if named else None,
            timing=timed,
            outer_terms=self.outer_terms,
            is_looked_up=self._is_looked_up(query, timed),
            asked_in=surely_asked_in(query.text),
        )

    def _is_looked_up(self, query: AnalysedQuery, timed: Timing | None) -> bool:
        """Whether the question looks up the row, or line, that has most of its words."""
        passage, weights = self.stored.passage, query.weighted.weights
        if passage.kind not in (BlockKind.TABLE, BlockKind.LIST):
            return False
        shares = {
            place: (
                timed is not None and timed.places[place] is Naming.EXACT,
                sum(weights[term] for term in weights.keys() & words),
            )
            for place, words in enumerate(self.terms)
            if place not in passage.leading
        }
        place = max(shares, key=shares.__getitem__, default=None)
        if place is None or not any(shares[place]):
            return False
        terms = partial(query.asked.terms_in, language=passage.language)
        cell = asked_cell(query.text, query.asked.terms(query.text), passage, place, terms)
        return cell is not None and cell.is_looked_up

    def _denials(self, query: AnalysedQuery) -> list[float]:
        """Return for each sentence how much of what is asked about it denies; see ``Candidate``.

        What stands over a list denies, too.
        """
        denied = [0.0] * len(self.sentences)
        lacked = lacking(query.text, query.weighted.weights) if query.weighted.polarity.is_denied else frozenset()
        if lacked and lacked.isdisjoint(self.over_terms.union(*self.terms, *self.context_terms)):
            return [-1.0] * len(self.sentences)
        is_under = denies(self.over, language := self.stored.passage.language)
        for place, sentence in enumerate(self.sentences):
            is_led = is_under or any(denies(self.sentences[each], language) for each in self.leads[place])
            if is_led or denies(sentence, language):
                said = self.terms[place] | self._about(place) | self.over_terms
                denied[place] = share_denied(query.weighted.weights, said, query.saying_so)
            if is_led and self.stored.passage.kind is BlockKind.LIST:
                denied[place] = max(denied[place], LISTED_DENIAL)
        return denied

    def _about(self, place: int) -> frozenset[str]:
        """Return the terms of what gives a sentence its meaning, and of the sentence before if it is about that."""
        context = self.context_terms[place]
        return context | self.terms[place - 1] if self._leans(place) else context

    def _leans(self, place: int) -> bool:
        """Whether a sentence denies something of what the sentence before it is about."""
        sentence, language = self.sentences[place], self.stored.passage.language
        return place > 0 and leans_back(sentence, language) and denies(sentence, language)
