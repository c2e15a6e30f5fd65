"""Queries → what is searched for: the words, their vector and their terms. A follow-up gets an earlier question.

Before that, what is only polite is left out, and typing errors are corrected.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from retrieval.encoding.encoder import Encoder
from retrieval.indexes.index import Scope
from retrieval.search.answer_types import word_set
from retrieval.search.followups import in_context, names_something
from retrieval.search.generation import Generation
from retrieval.search.query import Filter, Query
from retrieval.search.ranking import QueryTerms, weigh_terms
from retrieval.search.wording.known_words import KnownWords
from retrieval.search.wording.politeness import asked_part
from retrieval.search.wording.small_talk import is_small_talk
from retrieval.search.wording.typing_errors import correct
from retrieval.searchable import searchable
from retrieval.vectors import Vectors


@dataclass(frozen=True, slots=True)
class AnalysedQuery:
    """What is searched for, ready to be compared with passages: its text, its vector and its terms with repetitions.

    ``text`` is ``searchable``. ``weighted`` are the terms with their weights, and ``words`` the ``word_set`` of it.
    """

    text: str
    vector: Vectors
    terms: Sequence[str]
    weighted: QueryTerms
    words: frozenset[str]


def as_meant(
    generation: Generation, encoder: Encoder, queries: Sequence[Query], scopes: Mapping[Filter, Scope]
) -> list[Query]:
    """Return queries as they are meant: without politeness, without typing errors, without small talk before them."""
    terms_of = generation.lexical.analyser.terms
    meant = []
    for query in queries:
        known = KnownWords(generation.document_index, generation.lexical, encoder.count, scopes[query.only])
        turns = [query.question, *(turn for turn in query.history if not is_small_talk(turn))]
        question, *history = [correct(asked_part(searchable(turn), terms_of), known) for turn in turns]
        meant.append(replace(query, question=question, history=tuple(history)))
    return meant


def analyse(
    generation: Generation, encoder: Encoder, queries: Sequence[Query]
) -> list[tuple[AnalysedQuery, AnalysedQuery]]:
    """Return for each query what to search for, and what to choose the answering sentence with.

    The question before a follow-up helps to find the passage. The follow-up alone chooses the sentence in it, if it
    names anything. For all other questions the two are the same object.
    """
    lexical = generation.lexical
    terms_of = lexical.analyser.terms
    pairs = []
    for query in queries:
        question = searchable(query.question)
        text = in_context(question, [searchable(turn) for turn in query.history], terms_of)
        is_joined = text != question
        chooses_alone = is_joined and names_something(question, terms_of)
        pairs.append(((text, is_joined), (question, False) if chooses_alone else (text, is_joined)))
    texts = list(dict.fromkeys(text for pair in pairs for text, _ in pair))
    vectors = dict(zip(texts, encoder.encode_queries(texts) if texts else (), strict=True))
    analysed = {}
    for text, is_joined in dict.fromkeys(each for pair in pairs for each in pair):
        terms = terms_of(text)
        weighted = weigh_terms(text, terms, lexical.document_frequency, generation.passage_count, is_joined=is_joined)
        analysed[text, is_joined] = AnalysedQuery(text, vectors[text], terms, weighted, word_set(text))
    return [(analysed[searched], analysed[for_sentences]) for searched, for_sentences in pairs]
