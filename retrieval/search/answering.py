"""Ranked passages → an answer: is there one, and which sentences give it?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from retrieval.context.cells import asked_cell
from retrieval.model import Quote, Span
from retrieval.search.analysis import AnalysedQuery
from retrieval.search.ranking import Candidate
from retrieval.search.wording.terms import QueryTerms
from retrieval.struck import around_struck


class Judge(Protocol):
    """Decides how likely a passage is to answer a question, and so whether it is answered. It does not rank."""

    @property
    def threshold(self) -> float:
        """The lowest confidence with which a question counts as answered."""
        ...

    def confidence(self, terms: QueryTerms, candidate: Candidate) -> float:
        """Return the probability, in [0, 1], that the passage answers the question."""
        ...


@dataclass(frozen=True, slots=True)
class LogisticJudge:
    """Logistic regression on the passage's score.

    It was fitted on public sets of questions, answerable and not, each against all of its corpus and against forty
    passages of it, and then moved as ``ReadingJudge`` was. Further features (coverage of names, margins, lengths) did
    not help on sets outside the fit. ``foreign_bias`` and ``foreign_slope`` are for a passage in another language than
    the question: it shares no words with it, and its cosines are lower. They were fitted on questions in five languages
    about paragraphs in three others.
    """

    bias: float = -1.75
    slope: float = 2.5
    threshold: float = 0.5
    foreign_bias: float = -1.5
    foreign_slope: float = 7.0

    def evidence(self, terms: QueryTerms, candidate: Candidate) -> float:
        """Return the logit of the ``confidence``."""
        bias, slope = (self.foreign_bias, self.foreign_slope) if candidate.is_foreign else (self.bias, self.slope)
        return bias + slope * candidate.unread_sureness(terms)

    def confidence(self, terms: QueryTerms, candidate: Candidate) -> float:
        """Return the probability, in [0, 1], that the passage answers the question; see ``Judge``."""
        return _logistic(self.evidence(terms, candidate)) if candidate.can_answer else 0.0


@dataclass(frozen=True, slots=True)
class ReadingJudge:
    """Logistic regression on ``Candidate.sureness``: the search's score, and how the reader rates the passage.

    It was fitted by ``tests/benchmarks/calibrating.py`` on public sets of questions, answerable and not, to the surest
    of the first three passages, and then moved so that it is 0.5 where the bundled questions are more likely answered
    than not. ``unread`` judges what is not read because of its language. With more features it recognised questions on
    other topics better, and near misses worse; the README next to that script has the figures.
    """

    bias: float = -1.15
    slope: float = 2.75
    threshold: float = 0.5
    unread: LogisticJudge = LogisticJudge()

    def confidence(self, terms: QueryTerms, candidate: Candidate) -> float:
        """Return the probability, in [0, 1], that the passage answers the question; see ``Judge``."""
        if candidate.imputed is not None:
            return self.unread.confidence(terms, candidate)
        return _logistic(self.bias + self.slope * candidate.sureness(terms)) if candidate.can_answer else 0.0


def imputed_relevance(terms: QueryTerms, candidate: Candidate) -> float:
    """Return the relevance at which a candidate would be as sure with a reader as it is without one.

    So candidates that the reader does not read, because of their language, compare with those that it does.
    """
    reading, unread = ReadingJudge(), LogisticJudge()
    return candidate.relevance_for(terms, (unread.evidence(terms, candidate) - reading.bias) / reading.slope)


def _logistic(x: float) -> float:
    return 1 / (1 + math.exp(-x))


MIN_SHARE_OF_BEST = 0.7
"""A passage is quoted besides the best one when its confidence is at least this share of the best one's: lower shares
added more words than answers."""


def worth_quoting(quotes: Sequence[Quote], limit: int) -> tuple[Quote, ...]:
    """Return the quotes, best first, that people should see: at most ``limit``, none far behind the best."""
    return tuple(quote for quote in quotes[:limit] if quote.score >= MIN_SHARE_OF_BEST * quotes[0].score)


MAX_SENTENCE_GAP = 0.03
"""A sentence is marked besides the best one when it scores at most this much less."""


def highlights(candidate: Candidate, scores: Sequence[float]) -> tuple[Span, ...]:
    """Return the spans, inside the passage, of the sentences that answer: the best one, and those nearly as good.

    Struck text is left out of them, so that there may be none. scores: those of the passage's sentences.
    """
    if not candidate.answering:
        return ()
    enough = max(scores) - MAX_SENTENCE_GAP
    passage = candidate.stored.passage
    best = [span for span, score in zip(passage.sentences, scores, strict=True) if score >= enough]
    return around_struck(passage.text, best)


MIN_ANSWER_PROBABILITY = 0.2
"""Words are marked as the answer when they are the answer with at least this probability, given that the passage
answers."""


def answering_words(
    asked: AnalysedQuery, candidate: Candidate, marked: Sequence[Span], scores: Sequence[float]
) -> Span | None:
    """Return the span, inside the passage and inside one marked sentence, of the words that answer, if they stand out.

    In a row of a table, that is the cell that is asked for; otherwise, what the reader finds. They do not stand out
    when they are the whole sentence, or when the reader finds no answer in the passage. scores: those of the passage's
    sentences.
    """
    if not marked:
        return None
    passage = candidate.stored.passage
    best_place = max(range(len(scores)), key=scores.__getitem__)
    if passage.sentences[best_place] in marked:
        terms = partial(asked.asked.terms_in, language=passage.language)
        cell = asked_cell(asked.text, asked.asked.terms(asked.text), passage, best_place, terms)
        if cell is not None:
            return cell.span
    reading = candidate.reading
    if reading is None or not reading.offsets or reading.relevance < 0:
        return None
    best, sentence = max((reading.answer(span), span) for span in marked)
    return best.span if best.score >= math.log(MIN_ANSWER_PROBABILITY) and best.span != sentence else None
