"""Questions and one generation of the library → what both legs found, one ranking of it, and an answer to each.

Every step takes all questions that are asked together, so that what costs by the call is called once for all of them:
the model, each index, the catalog. What an answer says does not depend on its company.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import accumulate
from typing import Self

import numpy as np
from numpy.typing import NDArray

from retrieval.answering import QUOTES, Judge, highlights, very_words, worth_quoting
from retrieval.catalog import Catalog
from retrieval.dense import DenseIndex
from retrieval.duplicates import distinct
from retrieval.encoding import Encoder, Vectors
from retrieval.errors import QueryError
from retrieval.expecting import offers, words
from retrieval.filtering import EVERYTHING, Filter
from retrieval.followups import in_context, names_something
from retrieval.hits import Hit
from retrieval.lexical import Analyser, LexicalIndex
from retrieval.looking_up import quote_of
from retrieval.model import Answer, Quote
from retrieval.ranking import DEPTH, Candidate, Question, bound, fuse, in_documents, weigh
from retrieval.reader import Reader, Reading
from retrieval.records import StoredDocument, StoredPassage

JUDGED = 12
"""Candidates whose sentences are compared with the question, at least."""

FRONT = 3 * JUDGED
"""Passages, at the front of what both legs found, whose whole documents count as well, at least."""

READ = 8
"""Candidates that are read: more took longer and found no more."""

SCOPES = 16
"""Filters of which a generation keeps what they admit."""


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A question with all that shapes its answer; see ``Library.ask``. ``read``: how many candidates are read, at most.

    Raises QueryError when there is nothing to search for.
    """

    question: str
    k: int = QUOTES
    only: Filter = EVERYTHING
    history: tuple[str, ...] = ()
    read: int = READ

    @property
    def judged(self) -> int:
        """How many candidates are looked at more closely."""
        return max(self.k, JUDGED)

    def __post_init__(self) -> None:
        # A terminal may pass on bytes that are no text, and Discord halves of characters.
        object.__setattr__(self, "question", _as_text(self.question))
        object.__setattr__(self, "history", tuple(_as_text(turn) for turn in self.history))
        if not self.question.strip():
            raise QueryError("The question is empty; ask with at least one word.")
        if self.k < 1:
            raise QueryError(f"-k must be 1 or more, not {self.k}.")


@dataclass(frozen=True, slots=True)
class Generation:
    """One generation of the library, ready to be searched.

    ``lexical`` has the terms of passages, ``whole`` those of documents. ``documents``: by the catalog's id. ``scopes``:
    what filters admit that were used lately, None where it is nothing.
    """

    generation: int
    passages: int
    dense: DenseIndex
    lexical: LexicalIndex
    whole: LexicalIndex
    documents: Mapping[int, StoredDocument]
    scopes: dict[Filter, Scope | None] = field(default_factory=dict)


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
    admitted = {only: _scope(catalog, loaded, only) for only in {inquiry.only for inquiry in inquiries}}
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


# -- the question ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Wording:
    """What is searched for, as text and ready to be compared with passages. ``said``: see ``expecting.offers``."""

    text: str
    vector: Vectors
    terms: Sequence[str]
    asked: Question
    said: frozenset[str]


def word(loaded: Generation, encoder: Encoder, inquiries: Sequence[Inquiry]) -> list[tuple[Wording, Wording]]:
    """Return for each question what to search for, and what says which sentence answers.

    The question before a follow-up helps to find the passage; which of its sentences answers, the follow-up says alone
    if it says anything. For all other questions the two are one.
    """
    analyse = loaded.lexical.analyser.terms
    pairs = []
    for inquiry in inquiries:
        query = in_context(inquiry.question, inquiry.history, analyse)
        is_joined = query != inquiry.question
        says_enough = is_joined and names_something(inquiry.question, analyse)
        pairs.append(((query, is_joined), (inquiry.question, False) if says_enough else (query, is_joined)))
    texts = list(dict.fromkeys(text for pair in pairs for text, _ in pair))
    vectors = dict(zip(texts, encoder.encode_queries(texts) if texts else (), strict=True))
    wordings = {}
    for text, is_joined in dict.fromkeys(each for pair in pairs for each in pair):
        terms = analyse(text)
        asked = weigh(text, terms, loaded.lexical.document_frequency, loaded.passages, is_joined=is_joined)
        wordings[text, is_joined] = Wording(text, vectors[text], terms, asked, words(text))
    return [(wordings[query], wordings[own]) for query, own in pairs]


# -- both legs -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Scope:
    """What may answer, by the catalog's ids; None stands for everything."""

    documents: Sequence[int] | None = None
    passages: NDArray[np.int64] | None = None


def _scope(catalog: Catalog, loaded: Generation, only: Filter) -> Scope | None:
    """Return what a filter admits, or None when it admits nothing."""
    if only == EVERYTHING:
        return Scope()
    if only not in loaded.scopes:
        documents = [document.id for document in loaded.documents.values() if only.admits(document)]
        scope = Scope(documents, np.array(catalog.passage_ids(documents), dtype=np.int64)) if documents else None
        while len(loaded.scopes) >= SCOPES:
            loaded.scopes.pop(next(iter(loaded.scopes)))
        loaded.scopes[only] = scope
    return loaded.scopes[only]


@dataclass(frozen=True, slots=True)
class Found:
    """What both legs found for a question, and their union, best first.

    ``query`` and ``own``: see ``word``. ``shares``: see ``Candidate.lexical``, by passage. ``documents``: see
    ``Candidate.document``, by passage, of those in front.
    """

    inquiry: Inquiry
    query: Wording
    own: Wording
    dense: Sequence[Hit]
    lexical: Sequence[Hit]
    fused: Sequence[Hit]
    shares: Mapping[int, float]
    documents: Mapping[int, float]


def find(
    catalog: Catalog,
    loaded: Generation,
    inquiries: Sequence[Inquiry],
    wordings: Sequence[tuple[Wording, Wording]],
    scopes: Mapping[Filter, Scope],
) -> list[Found]:
    """Search all indexes, the dense one once for all questions with the same filter."""
    near: dict[int, Sequence[Hit]] = {}
    for only, scope in scopes.items():
        places = [place for place, inquiry in enumerate(inquiries) if inquiry.only == only]
        vectors = np.stack([wordings[place][0].vector for place in places])
        near |= zip(places, loaded.dense.search_all(vectors, DEPTH, scope.passages), strict=True)
    lexical, fused, fronts = [], [], []
    for place, (inquiry, (query, _)) in enumerate(zip(inquiries, wordings, strict=True)):
        lexical.append(loaded.lexical.search(query.terms, DEPTH, scopes[inquiry.only].documents))
        fused.append(fuse(near[place], lexical[-1], partial(_cosines, loaded, query), query.asked.most))
        fronts.append(fused[-1][: max(FRONT, 2 * inquiry.judged)])
    document_of = catalog.documents_of({hit.id for front in fronts for hit in front})
    found = []
    for place, (inquiry, (query, own)) in enumerate(zip(inquiries, wordings, strict=True)):
        shares, front = _shares(lexical[place], query.asked.most), fronts[place]
        whole = _whole(loaded, query.terms, {document_of[hit.id] for hit in front})
        documents = {hit.id: whole.get(document_of[hit.id], 0.0) for hit in front}
        ordered = [*in_documents(front, documents), *fused[place][len(front) :]]
        found.append(Found(inquiry, query, own, near[place], lexical[place], ordered, shares, documents))
    return found


def _whole(loaded: Generation, terms: Sequence[str], documents: Collection[int]) -> dict[int, float]:
    """Return how much of the most that BM25 could give some whole documents get."""
    if not terms or not documents:
        return {}
    hits = loaded.whole.search(terms, len(documents), sorted(documents))
    return _shares(hits, bound(terms, loaded.whole.document_frequency, len(loaded.documents)))


def _shares(hits: Sequence[Hit], highest: float) -> dict[int, float]:
    return {hit.id: min(hit.score / highest, 1.0) for hit in hits}


def _cosines(loaded: Generation, wording: Wording, ids: Sequence[int]) -> Vectors:
    cosines: Vectors = loaded.dense.vectors(ids) @ wording.vector
    return cosines


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


def _as_text(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
