"""Ranked passages → an answer: is there one, and which sentences are it?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from retrieval.model import Quote, Span
from retrieval.ranking import Candidate, Question

QUOTES = 3
"""Quotes in an answer unless more are asked for."""


class Judge(Protocol):
    """Decides how likely a passage is to answer a question, and so whether it is answered; ranking is not its work."""

    @property
    def threshold(self) -> float:
        """The confidence from which on a question counts as answered."""
        ...

    def confidence(self, question: Question, candidate: Candidate) -> float:
        """Return the probability, in [0, 1], that the passage answers the question."""
        ...


@dataclass(frozen=True, slots=True)
class LogisticJudge:
    """Logistic regression on the passage's score.

    Fitted on public sets of questions, answerable and not, each against all of its corpus and against forty passages
    of it. Further features (coverage of names, margins, lengths) did not help on sets that they were not fitted on.
    """

    bias: float = -3.73
    slope: float = 4.67
    threshold: float = 0.35

    def confidence(self, question: Question, candidate: Candidate) -> float:  # noqa: D102 - see Judge
        return 1 / (1 + math.exp(-(self.bias + self.slope * candidate.score(question))))


@dataclass(frozen=True, slots=True)
class ReadingJudge:
    """Logistic regression on ``Candidate.sureness``: the search's score and what the reader makes of the passage.

    Fitted by ``tests/benchmarks/calibrating.py`` on public sets of questions, answerable and not, to the surest of the
    first three passages. More features told questions on other topics apart better, and near misses worse; the README
    beside that script has the figures.
    """

    bias: float = -2.46
    slope: float = 2.96
    threshold: float = 0.24

    def confidence(self, question: Question, candidate: Candidate) -> float:
        """Return the probability, in [0, 1], that the passage answers the question; see ``Judge``."""
        return 1 / (1 + math.exp(-(self.bias + self.slope * candidate.sureness(question))))


WORTH_QUOTING = 0.4
"""A passage is quoted beside the best one when its confidence is at least this share of the best one's: more of them
added more words than answers."""


def worth_quoting(quotes: Sequence[Quote], most: int) -> tuple[Quote, ...]:
    """Return the quotes, best first, that a reader should see: at most ``most``, none far behind the best."""
    return tuple(quote for quote in quotes[:most] if quote.score >= WORTH_QUOTING * quotes[0].score)


SECOND_SENTENCE = 0.03
"""A sentence is marked beside the best one when it scores at most this much less."""


def highlights(question: Question, candidate: Candidate) -> tuple[Span, ...]:
    """Return the spans, inside the passage, of the sentences that answer: the best one, and any as good."""
    scores = candidate.sentence_scores(question)
    enough = max(scores) - SECOND_SENTENCE
    spans = candidate.stored.passage.sentences
    return tuple(span for span, score in zip(spans, scores, strict=True) if score >= enough)


SURE = 0.2
"""Words are marked as the answer when they are it with at least this probability, if there is one in the passage."""


def very_words(candidate: Candidate, marked: Sequence[Span]) -> Span | None:
    """Return the span, inside the passage and inside one marked sentence, of the words that answer, if they stand out.

    They do not when they are all that the sentence says, or when the reader finds nothing in the passage.
    """
    reading = candidate.reading
    if reading is None or not reading.offsets or reading.relevance < 0:
        return None
    best, sentence = max((reading.answer(span), span) for span in marked)
    return best.span if best.score >= math.log(SURE) and best.span != sentence else None
