"""Questions and one generation of the library → what was found, looked at closely, ranked, and an answer to each.

Every step takes all questions that are asked together, so that what costs by the call is called once for all of them:
the model, each index, the catalog. What an answer says does not depend on its company.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Self

from retrieval.answering import QUOTES, Judge, highlights, very_words, worth_quoting
from retrieval.catalog import Catalog
from retrieval.duplicates import distinct
from retrieval.encoding import Encoder, Vectors
from retrieval.errors import QueryError
from retrieval.expecting import offers
from retrieval.finding import Found, Generation, Inquiry, Wording, find, scope_of, word
from retrieval.hits import Hit
from retrieval.lexical import Analyser
from retrieval.looking_up import quote_of
from retrieval.model import Answer, Quote
from retrieval.ranking import Candidate, Question
from retrieval.reader import Reader, Reading
from retrieval.records import StoredPassage


@dataclass(frozen=True, slots=True)
class Ranking:
    """An answer and how it came about, for whoever measures or tunes retrieval; every list is best first.

    ``query`` is what was searched for: the question, or the question with an earlier one in front. ``asked`` holds its
    terms. ``dense`` and ``lexical`` are what each leg found, ``fused`` is the union of both, its front in the order
    that it has with whole documents. ``candidates`` are those of them that were looked at more closely, by their
    evidence; the answer quotes from their front.
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
    reader: Reader | None,
    judge: Judge,
    inquiries: Sequence[Inquiry],
) -> list[Ranking | QueryError]:
    """Answer questions that are asked together; see ``Library.ask``. One that no document may answer gets its error."""
    started = time.perf_counter()
    admitted = {only: scope_of(catalog, loaded, only) for only in {inquiry.only for inquiry in inquiries}}
    scopes = {only: scope for only, scope in admitted.items() if scope is not None}
    answerable = [inquiry for inquiry in inquiries if inquiry.only in scopes]
    found = find(catalog, loaded, answerable, word(loaded, encoder, answerable), scopes)
    compared = compare(catalog, loaded, found)
    if reader is not None:
        compared = read(loaded, reader, compared)
    rankings = iter([_conclude(loaded, judge, each, started) for each in compared])
    return [
        next(rankings)
        if inquiry.only in scopes
        else QueryError(f'No document matches {inquiry.only}; "quoth status" lists the documents.')
        for inquiry in inquiries
    ]


# -- a closer look ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Compared:
    """A question's candidates, compared with what was searched for, and the same ones with the question's own words."""

    found: Found
    candidates: Sequence[Candidate]
    own: Sequence[Candidate]

    def read(self, readings: Mapping[int, Reading]) -> Self:
        """Return the same with what the reader makes of candidates, by their places."""
        candidates, own = (
            [replace(each, reading=readings.get(at)) for at, each in enumerate(those)]
            for those in (self.candidates, self.own)
        )
        return replace(self, candidates=candidates, own=own)


def compare(catalog: Catalog, loaded: Generation, found: Sequence[Found]) -> list[Compared]:
    """Compare the best of what was found, and its sentences, with the questions."""
    chosen = _choose(catalog, found)
    stored = {each.id: each for passages in chosen for each in passages}
    ids = list(stored)
    close = {
        id_: _Close.of(stored[id_], vector, inner, loaded.lexical.analyser)
        for id_, vector, inner in zip(
            ids, loaded.dense.vectors(ids) if ids else (), catalog.sentence_vectors(ids), strict=True
        )
    }
    compared = []
    for each, passages in zip(found, chosen, strict=True):
        looked_at = [
            (close[passage.id], each.shares.get(passage.id, 0.0), each.documents.get(passage.id, 0.0))
            for passage in passages
        ]
        candidates = [passage.candidate(each.query, *shares) for passage, *shares in looked_at]
        own = candidates
        if each.own is not each.query:
            own = [passage.candidate(each.own, *shares) for passage, *shares in looked_at]
        compared.append(Compared(each, candidates, own))
    return compared


def _choose(catalog: Catalog, found: Sequence[Found]) -> list[list[StoredPassage]]:
    """Return for each question the best passages that were found, without those that say the same as a better one."""
    read: dict[int, StoredPassage] = {}
    chosen: list[list[StoredPassage]] = [[] for _ in found]
    for depth in (1, 2):  # most questions have enough after the first time
        short = [place for place, each in enumerate(found) if len(chosen[place]) < each.inquiry.judged]
        best = {place: [hit.id for hit in found[place].fused[: depth * found[place].inquiry.judged]] for place in short}
        new = list({id_: None for ids in best.values() for id_ in ids if id_ not in read})
        read |= zip(new, catalog.passages(new), strict=True)
        for place, ids in best.items():
            texts = [read[id_].passage.text for id_ in ids]
            chosen[place] = [read[ids[at]] for at in distinct(texts, found[place].inquiry.judged)]
    return chosen


@dataclass(frozen=True, slots=True)
class _Close:
    """A passage with its vector and its sentences: their text, vectors and terms."""

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

    def candidate(self, wording: Wording, lexical: float, document: float) -> Candidate:
        """Compare with a question. ``lexical``, ``document``: see ``Candidate``."""
        wanted = wording.asked.expects
        return Candidate(
            stored=self.stored,
            cosine=float(self.vector @ wording.vector),
            lexical=lexical,
            sentence_cosines=(self.sentence_vectors @ wording.vector).tolist(),
            terms=self.terms,
            offers=[offers(sentence, wanted, wording.said) for sentence in self.sentences],
            document=document,
        )


# -- reading ---------------------------------------------------------------------------------------------------------


def read(loaded: Generation, reader: Reader, compared: Sequence[Compared]) -> list[Compared]:
    """Read the best of each question's candidates: with the words of the question itself, without those before it."""
    places = [_best(each) for each in compared]
    pairs = [
        (each.found.own.text, _above(loaded, stored), stored.passage.text)
        for each, best in zip(compared, places, strict=True)
        for stored in [each.candidates[at].stored for at in best]
    ]
    readings = iter(reader.read(pairs))
    return [each.read(dict(zip(best, readings, strict=False))) for each, best in zip(compared, places, strict=True)]


def _best(compared: Compared) -> list[int]:
    """Return the places of the candidates to read, best first. What has no words can't answer, and isn't read."""
    asked = compared.found.query.asked
    scores = {at: each.unread(asked) for at, each in enumerate(compared.candidates) if any(each.terms)}
    return sorted(scores, key=lambda at: -scores[at])[: compared.found.inquiry.read]


def _above(loaded: Generation, stored: StoredPassage) -> str:
    """Return what stands above a passage: the title of its document, and its heading."""
    return ", ".join(part for part in (loaded.documents[stored.document_id].title, stored.passage.heading) if part)


# -- the answer ------------------------------------------------------------------------------------------------------


def _conclude(loaded: Generation, judge: Judge, compared: Compared, started: float) -> Ranking:
    """Rank a question's candidates, and quote the best of them. ``started``: when the question was asked.

    What counts for the ranking is not quite what counts for the confidence. A quote is no surer than a better one: what
    is quoted is the front of the ranking, however many are asked for. The first few are as sure as any that follow them
    among these: one that is sure isn't hidden by what merely ranks before it.
    """
    found, asked = compared.found, compared.found.query.asked
    ranked = list(zip(compared.candidates, compared.own, strict=True))
    ranked.sort(key=lambda each: -each[0].evidence(asked))
    sures = [judge.confidence(asked, candidate) for candidate, _ in ranked[: max(found.inquiry.k, QUOTES)]]
    raised = [max(sures[place:QUOTES]) for place in range(len(sures[:QUOTES]))]
    quotes = tuple(
        _quote(loaded, found.own.asked, own, confidence)
        for (_, own), confidence in zip(
            ranked[: found.inquiry.k], accumulate([*raised, *sures[QUOTES:]], min), strict=False
        )
    )
    confidence = quotes[0].score if quotes else 0.0
    answered = confidence >= judge.threshold
    answer = Answer(
        question=found.inquiry.question,
        answered=answered,
        confidence=confidence,
        elapsed_ms=(time.perf_counter() - started) * 1000,
        quotes=worth_quoting(quotes, found.inquiry.k) if answered else (),
        nearest=() if answered else quotes,
    )
    candidates = tuple(candidate for candidate, _ in ranked)
    return Ranking(
        answer, found.query.text, asked, tuple(found.dense), tuple(found.lexical), tuple(found.fused), candidates
    )


def _quote(loaded: Generation, asked: Question, candidate: Candidate, confidence: float) -> Quote:
    marked = highlights(asked, candidate)
    document = loaded.documents[candidate.stored.document_id]
    return quote_of(candidate.stored, document, confidence, marked, very_words(candidate, marked))
