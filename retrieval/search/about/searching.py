"""Questions → answers, with those about a document, or for a list, answered from what they name.

All other questions are answered as they are. So is a question whose words could be about a document, but name none.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from retrieval.catalog.catalog import Catalog
from retrieval.catalog.records import StoredDocument, StoredPassage
from retrieval.encoding.encoder import Encoder
from retrieval.errors import QueryError
from retrieval.indexes.analyser import AskedWords
from retrieval.indexes.index import WHOLE_INDEX
from retrieval.model import Answer, Quote, Span
from retrieval.reader import Reader
from retrieval.search.about.lists import Wanted
from retrieval.search.about.openings import MAX_OPENING_PASSAGES, introducing_sentence, opening_of
from retrieval.search.answering import Judge
from retrieval.search.generation import Generation, scope_of
from retrieval.search.pinning.matching import with_pinned
from retrieval.search.pipeline import Ranking, search
from retrieval.search.query import MAX_QUOTES, Query
from retrieval.search.quotes import quote_of
from retrieval.search.wording.document_names import is_pointing
from retrieval.search.wording.document_questions import Wish, wordings
from retrieval.struck import around_struck

MAX_DOCUMENTS = 50
"""When a name could be that of more documents, it names none."""

LENIENCY = 0.6
"""A passage is on a topic, in a document that is given, with this share of the confidence that is asked for else."""

NAMED_CONFIDENCE = 0.9
"""How sure it is that the opening of a document that was named tells what it is about."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a question asks of which documents, best first; ``query`` is what is searched for in them."""

    wish: Wish
    query: Query
    documents: Sequence[StoredDocument]
    topic: str


def search_documents(
    catalog: Catalog,
    generation: Generation,
    encoder: Encoder,
    reader: Reader | None,
    judge: Judge,
    queries: Sequence[Query],
) -> list[Ranking | QueryError]:
    """Return what ``search`` returns, with answers to questions about a document, or for a list, and pinned quotes."""
    started = time.perf_counter()
    asked = [_asked(catalog, generation, query) for query in queries]
    spent = time.perf_counter() - started
    searched = [query if about is None else about.query for query, about in zip(queries, asked, strict=True)]
    found = search(catalog, generation, encoder, reader, judge, searched)
    for place, (query, about, ranking) in enumerate(zip(queries, asked, found, strict=True)):
        if about is not None and isinstance(ranking, Ranking):
            started = time.perf_counter()
            quotes = _quotes(catalog, generation, judge, about, ranking)
            elapsed = (time.perf_counter() - started + spent / len(queries)) * 1000
            found[place] = _answered(ranking, query, quotes, elapsed)
    return [
        with_pinned(catalog, generation, encoder, reader, query, each) if isinstance(each, Ranking) else each
        for query, each in zip(queries, found, strict=True)
    ]


def find_answers(
    catalog: Catalog,
    generation: Generation,
    encoder: Encoder,
    reader: Reader | None,
    judge: Judge,
    queries: Sequence[Query],
) -> list[Answer | QueryError]:
    """Return the answers of ``search_documents`` alone."""
    found = search_documents(catalog, generation, encoder, reader, judge, queries)
    return [each.answer if isinstance(each, Ranking) else each for each in found]


def _answered(ranking: Ranking, query: Query, quotes: Sequence[Quote], elapsed_ms: float) -> Ranking:
    """Return a ranking with other quotes in its answer, if there are any, and the question as it was asked."""
    answer = replace(ranking.answer, question=query.question, elapsed_ms=ranking.answer.elapsed_ms + elapsed_ms)
    if quotes:
        answer = replace(answer, answered=True, confidence=quotes[0].score, quotes=tuple(quotes), nearest=())
    return replace(ranking, answer=answer)


# -- what is asked ---------------------------------------------------------------------------------------------------


def _asked(catalog: Catalog, generation: Generation, query: Query) -> _Asked | None:
    """Return what a question asks of which documents; None when it is an ordinary question."""
    for wording in wordings(query.question):
        if wording.wish is Wish.LIST and not wording.document:
            return _Asked(wording.wish, query, (), wording.topic)
        if not wording.document and wording.wish is not Wish.SUMMARY:
            continue
        if not wording.document or is_pointing(wording.document, wording.languages):
            documents = _pointed_at(catalog, generation, query)
        else:
            documents = generation.names.find(
                wording.document, query.reach.admits, wording.certainty, wording.languages
            )
        if not documents and wording.wish is Wish.SUMMARY:
            documents = generation.names.find_inside(wording.document, query.reach.admits)
            if 0 < len(documents) <= MAX_QUOTES:
                return _Asked(wording.wish, _narrowed(query, documents, ""), documents, wording.document)
        if not 0 < len(documents) <= MAX_DOCUMENTS:
            continue
        return _Asked(wording.wish, _narrowed(query, documents, wording.topic), documents, wording.topic)
    return None


def _narrowed(query: Query, documents: Sequence[StoredDocument], topic: str) -> Query:
    only = replace(query.only, documents=frozenset(document.path for document in documents))
    return replace(query, question=topic or query.question, only=only, history=())


def _pointed_at(catalog: Catalog, generation: Generation, query: Query) -> list[StoredDocument]:
    """Return the document that "it" is: the only one that may answer, or the one that was quoted last."""
    if query.only.source is not None:
        admitted = [each for each in generation.documents.values() if query.reach.admits(each)]
        if len(admitted) <= MAX_QUOTES:
            return sorted(admitted, key=lambda document: document.path)
    passage_id = catalog.find_quote(query.quoted) if query.quoted is not None else None
    if passage_id is None:
        return []
    document = generation.documents[catalog.documents_of([passage_id])[passage_id]]
    return [document] if query.reach.admits(document) else []


# -- what is quoted --------------------------------------------------------------------------------------------------


def _quotes(catalog: Catalog, generation: Generation, judge: Judge, about: _Asked, ranking: Ranking) -> Sequence[Quote]:
    """Return the quotes that answer; none when what the search found is the answer."""
    if about.wish is Wish.LIST:
        return _listed(catalog, generation, judge, about, ranking)
    if about.wish is Wish.SAYS:
        return _said(catalog, generation, judge, about, ranking)
    if about.topic and ranking.answer.answered:
        return ()
    return _openings(catalog, judge, about)


def _openings(catalog: Catalog, judge: Judge, about: _Asked) -> list[Quote]:
    limit = min(MAX_QUOTES, about.query.k)
    each = max(limit // len(about.documents), 1)
    quotes: list[Quote] = []
    for document in about.documents[:limit]:
        first = catalog.passages(catalog.passage_ids([document.id], about.query.only.language)[:MAX_OPENING_PASSAGES])
        for place in opening_of([stored.passage for stored in first], each):
            marked = introducing_sentence(first[place].passage)
            quotes.append(_quote(first[place], document, judge, NAMED_CONFIDENCE, marked))
    return quotes


def _quote(
    stored: StoredPassage, document: StoredDocument, judge: Judge, confidence: float, marked: tuple[Span, ...]
) -> Quote:
    return quote_of(stored, document, max(confidence, judge.threshold), marked)


def _listed(catalog: Catalog, generation: Generation, judge: Judge, about: _Asked, ranking: Ranking) -> list[Quote]:
    """Return the passages of the list that is wanted, in order, from its first one on."""
    asked = _words(catalog, generation, about)
    wanted = Wanted.of(about.topic, asked.terms)
    best, chosen = 0.0, None
    for candidate in ranking.candidates:
        if not candidate.can_answer:
            continue
        document = generation.documents[candidate.stored.document_id]
        terms = partial(asked.terms_in, language=candidate.stored.passage.language)
        covered = wanted.coverage(candidate.stored.passage, document.name, terms)
        if covered > best:
            best, chosen = covered, candidate.stored
    if chosen is None:
        return []
    document = generation.documents[chosen.document_id]
    terms = partial(asked.terms_in, language=chosen.passage.language)
    if best < 1 and not ranking.answer.answered and not wanted.is_said(chosen.passage, document.name, terms):
        return []
    pieces = [
        stored
        for stored in catalog.passages(catalog.passage_ids([document.id]))
        if stored.passage.paragraph == chosen.passage.paragraph and _items(stored)
    ]
    return [_quote(stored, document, judge, best, _items(stored)) for stored in pieces[: about.query.k]]


def _items(stored: StoredPassage) -> tuple[Span, ...]:
    passage = stored.passage
    return around_struck(
        passage.text, [span for place, span in enumerate(passage.sentences) if place not in passage.leading]
    )


def _said(catalog: Catalog, generation: Generation, judge: Judge, about: _Asked, ranking: Ranking) -> Sequence[Quote]:
    """Return the passages on a topic, judged leniently: where they stand is given, so that only the topic is in doubt.

    They have all of its words, or come near to being an answer. None when the search's own judgement stands.
    """
    if ranking.answer.answered:
        return ()
    asked = _words(catalog, generation, about)
    topic = frozenset(asked.terms(about.topic))
    enough = LENIENCY * judge.threshold
    return [
        replace(quote, score=max(quote.score, judge.threshold))
        for quote in ranking.answer.nearest
        if quote.score >= enough or (topic and topic.issubset(asked.forms(_in_full(quote))))
    ]


def _words(catalog: Catalog, generation: Generation, about: _Asked) -> AskedWords:
    scope = scope_of(catalog, generation, about.query.reach)
    return generation.lexical.analyser.asked(about.topic, scope or WHOLE_INDEX)


def _in_full(quote: Quote) -> str:
    return "\n".join((quote.heading or "", *(each.text for each in quote.above), quote.text))
