"""Questions and one generation of the library → what both legs find, and one ranking of it.

The dense leg is asked once for all questions with the same filter, and so is the catalog.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
from numpy.typing import NDArray

from retrieval.answering import QUOTES
from retrieval.catalog import Catalog
from retrieval.dense import DenseIndex
from retrieval.encoding import Encoder, Vectors
from retrieval.errors import QueryError
from retrieval.expecting import words
from retrieval.filtering import EVERYTHING, Filter
from retrieval.followups import in_context, names_something
from retrieval.hits import Hit
from retrieval.lexical import LexicalIndex
from retrieval.ranking import DEPTH, Question, bound, fuse, in_documents, weigh
from retrieval.records import StoredDocument

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


def scope_of(catalog: Catalog, loaded: Generation, only: Filter) -> Scope | None:
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


def _as_text(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
