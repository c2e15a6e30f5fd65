"""Question and one generation of the library → what both legs found, one ranking of it, and an answer."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from retrieval.answering import Judge, highlights, worth_quoting
from retrieval.catalog import Catalog
from retrieval.dense import DenseIndex
from retrieval.duplicates import distinct
from retrieval.encoding import Encoder, Vectors
from retrieval.errors import QueryError
from retrieval.expecting import offers
from retrieval.filtering import Filter
from retrieval.followups import in_context
from retrieval.hits import Hit
from retrieval.lexical import LexicalIndex
from retrieval.looking_up import quote_of
from retrieval.model import Answer
from retrieval.ranking import DEPTH, Candidate, Question, fuse, weigh
from retrieval.records import StoredDocument, StoredPassage

JUDGED = 12
"""Candidates whose sentences are compared with the question, at least."""


@dataclass(frozen=True, slots=True)
class Generation:
    """One generation of the library, ready to be searched. ``documents``: by the catalog's id."""

    generation: int
    passages: int
    dense: DenseIndex
    lexical: LexicalIndex
    documents: Mapping[int, StoredDocument]


@dataclass(frozen=True, slots=True)
class Ranking:
    """An answer and how it came about, for whoever measures or tunes retrieval; every list is best first.

    ``query`` is what was searched for: the question, or the question with an earlier one in front. ``asked`` holds its
    terms. ``dense`` and ``lexical`` are what each leg found, ``fused`` is the union of both. ``candidates`` are those
    of them that were looked at more closely, by their confidence; the answer quotes from their front.
    """

    answer: Answer
    query: str
    asked: Question
    dense: tuple[Hit, ...]
    lexical: tuple[Hit, ...]
    fused: tuple[Hit, ...]
    candidates: tuple[Candidate, ...]

    @property
    def passages(self) -> list[int]:
        """The ids of all passages that were found: the candidates, then all others as they were fused."""
        closer = [candidate.stored.id for candidate in self.candidates]
        among = set(closer)
        return closer + [hit.id for hit in self.fused if hit.id not in among]


def search(
    catalog: Catalog,
    loaded: Generation,
    encoder: Encoder,
    judge: Judge,
    question: str,
    k: int,
    only: Filter | None = None,
    history: Sequence[str] = (),
) -> Ranking:
    """Answer with up to ``k`` quotes; see ``Library.ask``. Raises QueryError when no document may answer."""
    started = time.perf_counter()
    documents = passages = None
    if only is not None and only != Filter():
        documents = [d.id for d in loaded.documents.values() if only.admits(d)]
        if not documents:
            raise QueryError(f'No document matches {only}; "quoth status" lists the documents.')
        passages = catalog.passage_ids(documents)
    analyse = loaded.lexical.analyser.terms
    query = in_context(question, history, analyse)
    vector = encoder.encode_query(query)
    terms = analyse(query)
    asked = weigh(query, terms, loaded.lexical.document_frequency, loaded.passages)
    words = loaded.lexical.search(terms, DEPTH, documents)
    near = loaded.dense.search(vector, DEPTH, passages)
    ranked = fuse(near, words, lambda ids: loaded.dense.vectors(ids) @ vector, asked.most)
    most = max(k, JUDGED)
    best = [catalog.passage(hit.id) for hit in ranked[: 2 * most]]
    best = [best[i] for i in distinct([stored.passage.text for stored in best], most)]
    share = {hit.id: min(hit.score / asked.most, 1.0) for hit in words}
    judged = [
        (judge.confidence(asked, candidate), candidate)
        for candidate in look_closer(catalog, loaded, query, vector, best, share)
    ]
    judged.sort(key=lambda pair: -pair[0])
    marks = [highlights(asked, candidate) for _, candidate in judged]
    own = analyse(question)
    if query != question and len(set(own)) > 1:
        # The question before this one helps to find the passage; which of its sentences answers, this one says alone.
        alone = weigh(question, own, loaded.lexical.document_frequency, loaded.passages)
        stored = [candidate.stored for _, candidate in judged]
        closer = look_closer(catalog, loaded, question, encoder.encode_query(question), stored, share)
        marks = [highlights(alone, candidate) for candidate in closer]
    quotes = [
        quote_of(candidate.stored, loaded.documents[candidate.stored.document_id], confidence, marked)
        for (confidence, candidate), marked in zip(judged, marks, strict=True)
    ]
    confidence = quotes[0].score if quotes else 0.0
    answered = confidence >= judge.threshold
    answer = Answer(
        question=question,
        answered=answered,
        confidence=confidence,
        elapsed_ms=(time.perf_counter() - started) * 1000,
        quotes=worth_quoting(quotes, k) if answered else (),
        nearest=() if answered else tuple(quotes[:k]),
    )
    candidates = tuple(candidate for _, candidate in judged)
    return Ranking(answer, query, asked, tuple(near), tuple(words), tuple(ranked), candidates)


def look_closer(
    catalog: Catalog,
    loaded: Generation,
    query: str,
    vector: Vectors,
    best: Sequence[StoredPassage],
    lexical: Mapping[int, float],
) -> list[Candidate]:
    """Compare the sentences of passages, too, with the question. ``lexical``: see ``Candidate``, by passage id."""
    if not best:
        return []
    cosines = loaded.dense.vectors([stored.id for stored in best]) @ vector
    analyse = loaded.lexical.analyser.terms
    candidates = []
    for stored, cosine in zip(best, cosines, strict=True):
        sentences = [stored.passage.text[start:end] for start, end in stored.passage.sentences]
        candidates.append(
            Candidate(
                stored=stored,
                cosine=float(cosine),
                lexical=lexical.get(stored.id, 0.0),
                sentence_cosines=(catalog.sentence_vectors(stored.id) @ vector).tolist(),
                terms=[frozenset(analyse(sentence)) for sentence in sentences],
                offers=[offers(query, sentence) for sentence in sentences],
            )
        )
    return candidates
