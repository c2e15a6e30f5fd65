"""Queries and one generation of the library → the hits of all indexes for them, in one ranking.

The dense index is searched once for all queries with the same filter, and the catalog is read once for all queries.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from retrieval.catalog.catalog import Catalog
from retrieval.encoding.encoder import Encoder
from retrieval.indexes.hits import Hit
from retrieval.indexes.index import Scope
from retrieval.search.answer_types import word_set
from retrieval.search.followups import in_context, names_something
from retrieval.search.generation import Generation
from retrieval.search.query import MIN_CANDIDATES, Filter, Query
from retrieval.search.ranking import MAX_HITS, QueryTerms, add_documents, fuse, max_bm25, weigh_terms
from retrieval.vectors import Vectors

MIN_FRONT_HITS = 3 * MIN_CANDIDATES
"""For how many of the best hits the words of the whole document count, even if fewer quotes are asked for."""


# -- the query, analysed ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AnalysedQuery:
    """What is searched for, ready to be compared with passages: its text, its vector and its terms with repetitions.

    ``weighted`` are the terms with their weights, and ``words`` the ``word_set`` of the text.
    """

    text: str
    vector: Vectors
    terms: Sequence[str]
    weighted: QueryTerms
    words: frozenset[str]


def analyse(
    loaded: Generation, encoder: Encoder, queries: Sequence[Query]
) -> list[tuple[AnalysedQuery, AnalysedQuery]]:
    """Return for each query what to search for, and what to choose the answering sentence with.

    The question before a follow-up helps to find the passage. The follow-up alone chooses the sentence in it, if it
    names anything. For all other questions the two are the same object.
    """
    terms_of = loaded.lexical.analyser.terms
    pairs = []
    for query in queries:
        text = in_context(query.question, query.history, terms_of)
        is_joined = text != query.question
        chooses_alone = is_joined and names_something(query.question, terms_of)
        pairs.append(((text, is_joined), (query.question, False) if chooses_alone else (text, is_joined)))
    texts = list(dict.fromkeys(text for pair in pairs for text, _ in pair))
    vectors = dict(zip(texts, encoder.encode_queries(texts) if texts else (), strict=True))
    analysed = {}
    for text, is_joined in dict.fromkeys(each for pair in pairs for each in pair):
        terms = terms_of(text)
        weighted = weigh_terms(text, terms, loaded.lexical.document_frequency, loaded.passages, is_joined=is_joined)
        analysed[text, is_joined] = AnalysedQuery(text, vectors[text], terms, weighted, word_set(text))
    return [(analysed[searched], analysed[own]) for searched, own in pairs]


# -- all indexes -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Found:
    """The hits of a query: those of each index and their union, best first.

    ``searched`` and ``own`` are what ``analyse`` returns. ``bm25_shares`` has the ``Candidate.lexical`` of passages, by
    id, and ``document_shares`` the ``Candidate.document`` of the best ones.
    """

    query: Query
    searched: AnalysedQuery
    own: AnalysedQuery
    dense: Sequence[Hit]
    lexical: Sequence[Hit]
    fused: Sequence[Hit]
    bm25_shares: Mapping[int, float]
    document_shares: Mapping[int, float]


def search_indexes(
    catalog: Catalog,
    loaded: Generation,
    queries: Sequence[Query],
    analysed: Sequence[tuple[AnalysedQuery, AnalysedQuery]],
    scopes: Mapping[Filter, Scope],
) -> list[Found]:
    """Return for each query the hits of all indexes. ``analysed``: see ``analyse``."""
    dense: dict[int, Sequence[Hit]] = {}
    lexical: dict[int, Sequence[Hit]] = {}
    for only, scope in scopes.items():
        places = [place for place, query in enumerate(queries) if query.only == only]
        vectors = np.stack([analysed[place][0].vector for place in places])
        terms = [analysed[place][0].terms for place in places]
        dense |= zip(places, loaded.dense.search_all(vectors, MAX_HITS, scope), strict=True)
        lexical |= zip(places, loaded.lexical.search_all(terms, MAX_HITS, scope), strict=True)
    fused, fronts = [], []
    for place, (query, (searched, _)) in enumerate(zip(queries, analysed, strict=True)):
        cosines = partial(_cosines, loaded, searched)
        fused.append(fuse(dense[place], lexical[place], cosines, searched.weighted.max_bm25))
        fronts.append(fused[-1][: max(MIN_FRONT_HITS, 2 * query.candidates)])
    document_of = catalog.documents_of({hit.id for front in fronts for hit in front})
    found = []
    for place, (query, (searched, own)) in enumerate(zip(queries, analysed, strict=True)):
        shares, front = _shares(lexical[place], searched.weighted.max_bm25), fronts[place]
        whole = _whole_shares(loaded, searched.terms, {document_of[hit.id] for hit in front})
        documents = {hit.id: whole.get(document_of[hit.id], 0.0) for hit in front}
        ordered = [*add_documents(front, documents), *fused[place][len(front) :]]
        found.append(Found(query, searched, own, dense[place], lexical[place], ordered, shares, documents))
    return found


def _whole_shares(loaded: Generation, terms: Sequence[str], documents: Collection[int]) -> dict[int, float]:
    """Return, by id, what share of the highest possible BM25 score some whole documents reach."""
    if not terms or not documents:
        return {}
    hits = loaded.whole.search(terms, len(documents), Scope(sorted(documents)))
    return _shares(hits, max_bm25(terms, loaded.whole.document_frequency, len(loaded.documents)))


def _shares(hits: Sequence[Hit], highest: float) -> dict[int, float]:
    return {hit.id: min(hit.score / highest, 1.0) for hit in hits}


def _cosines(loaded: Generation, searched: AnalysedQuery, ids: Sequence[int]) -> Vectors:
    cosines: Vectors = loaded.dense.vectors(ids) @ searched.vector
    return cosines
