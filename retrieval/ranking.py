"""Question and candidates of both legs → one ranking, by scores that mean the same for every question and library."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from retrieval.encoding import Vectors
from retrieval.expecting import Kind, asks, expects
from retrieval.hits import Hit
from retrieval.records import StoredPassage

if TYPE_CHECKING:
    from retrieval.reader.reading import Reading

DEPTH = 100
"""How many candidates each leg gives."""

_LACK = {Kind.NUMBER: 0.1, Kind.TIME: 0.1, Kind.NAME: 0.05}
"""What a sentence loses that does not hold what the question expects; a name says less, for many sentences have one."""

_PLAINLY = 0.15
_TRUST = {True: _PLAINLY, False: 0.02}
"""What the reader's relevance weighs beside the score: it has learned plain questions, and knows little of the rest."""

_UNREAD = -2.0
"""The relevance of what was not read, and the least that counts when passages are ranked. The reader has learned short
answers; its doubts about others, to a "why" for example, should not count for more."""

_SURELY = 4.0
"""The most that relevance counts for, one way or the other, when it is judged whether there is an answer: its doubts
matter more there than for the ranking, and also those about questions that are not plain."""

_DOCUMENT = 0.5
"""What the words of the whole document weigh when passages are ranked. They say nothing about whether one of them
answers, and are no part of the score."""

_SEEMING = 0.5
"""What the passage's own words weigh less in a judgement beside the reader's: a near miss has them, too."""

_ANSWER = 0.05
_NO_ANSWER = -10.0
"""What the logarithm of an answer's probability adds to its sentence's score, and how low that may be."""

_SATURATION = 2.2
"""BM25's k1 + 1: what one term adds to a score is below this times its inverse document frequency."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: its terms, each with its inverse document frequency in the library: the rarer, the more.

    One that is repeated weighs as much more. ``expects`` are the kinds of answers that its question words ask for.
    ``total`` is the sum of the weights. ``is_plain``: it is a plain question, without an earlier one in front.
    """

    weights: Mapping[str, float]
    expects: frozenset[Kind] = frozenset()
    is_plain: bool = False
    total: float = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "total", sum(self.weights.values()))

    @property
    def most(self) -> float:
        """The BM25 score that no passage reaches."""
        return _SATURATION * self.total

    def coverage(self, terms: frozenset[str]) -> float:
        """Return how much of the question's terms is among ``terms``, weighted, in [0, 1]."""
        if not self.total or self.weights.keys().isdisjoint(terms):
            return 0.0
        return sum([weight for term, weight in self.weights.items() if term in terms]) / self.total

    def lack(self, offers: frozenset[Kind]) -> float:
        """Return what a sentence loses for offering nothing of the kinds that are expected."""
        if not self.expects or self.expects & offers:
            return 0.0
        return max(_LACK[kind] for kind in self.expects)


def weigh(
    question: str, terms: Sequence[str], frequency: Callable[[str], int], passages: int, *, is_joined: bool = False
) -> Question:
    """Return a question's terms with BM25's inverse document frequency, ``ln(1 + (N - n + 0.5) / (n + 0.5))``.

    is_joined: it has an earlier question in front.
    """
    weights = _weights(terms, frequency, passages)
    return Question(weights, expects(question), asks(question) and not is_joined)


def bound(terms: Sequence[str], frequency: Callable[[str], int], count: int) -> float:
    """Return the BM25 score that none of so many entries reaches for these terms."""
    return _SATURATION * sum(_weights(terms, frequency, count).values())


def _weights(terms: Sequence[str], frequency: Callable[[str], int], count: int) -> dict[str, float]:
    found = {term: (times, min(frequency(term), count)) for term, times in sorted(Counter(terms).items())}
    return {term: times * math.log1p((count - n + 0.5) / (n + 0.5)) for term, (times, n) in found.items()}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that may answer, and how it compares with the question.

    ``cosine`` is that of the passage's vector and ``lexical`` its BM25 score as a share of the most there could be,
    in [0, 1], ``document`` the same of its whole document; ``sentence_cosines``, ``terms`` and ``offers`` (of the kinds
    of answers that the question expects) are those of its sentences, in order. ``reading`` is what the reader makes of
    it, if there is one.
    """

    stored: StoredPassage
    cosine: float
    lexical: float
    sentence_cosines: Sequence[float]
    terms: Sequence[frozenset[str]]
    offers: Sequence[frozenset[Kind]]
    document: float = 0.0
    reading: Reading | None = None

    def sentence_scores(self, question: Question) -> list[float]:
        """Return how well each sentence answers, by its likeness and, where it was read, by the answer it holds."""
        scores = self._likenesses(question)
        if self.reading is None or not self.reading.offsets:
            return scores
        spans = self.stored.passage.sentences
        return [
            score + _ANSWER * max(self.reading.answer(span).score, _NO_ANSWER)
            for score, span in zip(scores, spans, strict=True)
        ]

    def _likenesses(self, question: Question) -> list[float]:
        """Return how near each sentence is to the question.

        Half its cosine, 0.3 of its coverage of the question's terms, less what it lacks of what the question expects.
        """
        return [
            0.5 * cosine + 0.3 * question.coverage(terms) - question.lack(found)
            for cosine, terms, found in zip(self.sentence_cosines, self.terms, self.offers, strict=True)
        ]

    def score(self, question: Question) -> float:
        """Return how well the passage answers: by what it is about, its best sentence, and its words.

        The weights were chosen on five public sets together, as those with the highest mean nDCG@10.
        """
        return 0.5 * self.cosine + max(self._likenesses(question), default=0.0) + 0.75 * self.lexical

    @property
    def relevance(self) -> float:
        """What the reader makes of the passage: a logit."""
        return _UNREAD if self.reading is None else self.reading.relevance

    def unread(self, question: Question) -> float:
        """Return what ranks passages that nobody has read: the score, and the words of the whole document.

        The passage's own words give up as much as those get: in a document of one passage they are the same.
        """
        return self.score(question) + _DOCUMENT * (self.document - self.lexical)

    def evidence(self, question: Question) -> float:
        """Return what ranks passages: what ``unread`` does, and what the reader adds."""
        return self.unread(question) + _TRUST[question.is_plain] * max(self.relevance, _UNREAD)

    def sureness(self, question: Question) -> float:
        """Return what tells whether the passage answers: the score, in which words weigh less here, and the reading."""
        heard = min(max(self.relevance, -_SURELY), _SURELY)
        return self.score(question) - _SEEMING * self.lexical + _PLAINLY * heard


def fuse(
    dense: Sequence[Hit], lexical: Sequence[Hit], cosines: Callable[[Sequence[int]], Vectors], most: float
) -> list[Hit]:
    """Return the union of two rankings, best first, by cosine plus the share of the most that BM25 could give.

    Neither is normalised over the candidates, as the usual sums are: a score then says the same in a library of forty
    passages as in one of a million, and for a question that nothing answers. ``cosines`` gives those of passages that
    only the lexical leg found; one that only the dense leg found gets nothing for its words. ``most``: see Question.
    """
    scores = {hit.id: hit.score for hit in dense}
    missing = [hit.id for hit in lexical if hit.id not in scores]
    if missing:
        scores.update(zip(missing, cosines(missing).tolist(), strict=True))
    for hit in lexical:
        scores[hit.id] += hit.score / most
    return sorted((Hit(id_, score) for id_, score in scores.items()), key=lambda hit: (-hit.score, hit.id))


def in_documents(fused: Sequence[Hit], documents: Mapping[int, float]) -> list[Hit]:
    """Return a fused ranking in the order it has with whole documents; see ``Candidate.document``, here by passage."""
    scores = (Hit(hit.id, hit.score + _DOCUMENT * documents[hit.id]) for hit in fused)
    return sorted(scores, key=lambda hit: (-hit.score, hit.id))
