"""The terms of a question, weighted, with what else of its wording shapes the ranking."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from retrieval.context.exact import NOTHING_EXACT, ExactlyAsked
from retrieval.indexes.rarity import smoothed_idf
from retrieval.search.answer_types import AnswerKind, expected_kinds, is_plain_question
from retrieval.search.wording.polarity import Polarity, polarity

_PENALTIES = {AnswerKind.NUMBER: 0.1, AnswerKind.TIME: 0.1, AnswerKind.NAME: 0.05}
"""What a sentence loses when it lacks the kind of answer that the question expects. A name counts for less, because
many sentences hold one."""

_BM25_SATURATION = 2.2
"""BM25's k1 + 1: one term adds less to a score than this times its inverse document frequency."""


@dataclass(frozen=True, slots=True)
class QueryTerms:
    """The terms of a question, each weighted with its inverse document frequency in the library: rarer ones weigh more.

    A repeated term counts once for each time it occurs. ``expects`` are the kinds of answers that the question words
    ask for. ``is_plain`` tells whether it is a plain question, without an earlier one in front. ``polarity`` is whether
    it asks for what is or is not. ``total`` is the sum of the weights. ``exactly`` is what is asked for exactly; of its
    ``years`` any counts, with the weight ``for_years``.
    """

    weights: Mapping[str, float]
    expects: frozenset[AnswerKind] = frozenset()
    is_plain: bool = False
    polarity: Polarity = Polarity.OPEN
    exactly: ExactlyAsked = NOTHING_EXACT
    for_years: float = 0.0
    total: float = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "total", sum(self.weights.values()) + self.for_years)

    @property
    def max_bm25(self) -> float:
        """An upper bound of the BM25 scores of passages."""
        return _BM25_SATURATION * self.total

    def coverage(self, terms: frozenset[str]) -> float:
        """Return the weighted share of the question's terms that is among ``terms``, in [0, 1]."""
        in_span = self.for_years if self.for_years and not self.exactly.years.isdisjoint(terms) else 0.0
        if not self.total or (not in_span and self.weights.keys().isdisjoint(terms)):
            return 0.0
        return (sum([weight for term, weight in self.weights.items() if term in terms]) + in_span) / self.total

    def coverage_beside(self, terms: frozenset[str]) -> float:
        """Return the weighted share of what is ``beside`` the exact that is among ``terms``; 1 if there is nothing."""
        beside = self.exactly.beside & self.weights.keys()
        total = sum(self.weights[term] for term in beside)
        return sum(self.weights[term] for term in beside & terms) / total if total else 1.0

    def penalty(self, offers: frozenset[AnswerKind]) -> float:
        """Return what a sentence loses when it offers none of the expected kinds of answers."""
        if not self.expects or self.expects & offers:
            return 0.0
        return max(_PENALTIES[kind] for kind in self.expects)


def weigh_terms(
    question: str,
    terms: Sequence[str],
    frequency: Callable[[str], int],
    passages: int,
    *,
    is_joined: bool = False,
    exactly: ExactlyAsked = NOTHING_EXACT,
) -> QueryTerms:
    """Return a question's terms, each with its ``smoothed_idf``.

    frequency: returns n, how many passages have a term. passages: N, how many there are. is_joined: whether an earlier
    question is in front. exactly: see ``QueryTerms``.
    """
    weights = _weights(terms, frequency, passages)
    is_plain = is_plain_question(question) and not is_joined
    for_years = max(_weights(sorted(exactly.years), frequency, passages).values(), default=0.0)
    return QueryTerms(weights, expected_kinds(question), is_plain, polarity(question), exactly, for_years)


def max_bm25(terms: Sequence[str], frequency: Callable[[str], int], count: int) -> float:
    """Return an upper bound of the BM25 scores for these terms in an index of ``count`` entries."""
    return _BM25_SATURATION * sum(_weights(terms, frequency, count).values())


def _weights(terms: Sequence[str], frequency: Callable[[str], int], count: int) -> dict[str, float]:
    found = {term: (times, min(frequency(term), count)) for term, times in sorted(Counter(terms).items())}
    return {term: times * smoothed_idf(count, n) for term, (times, n) in found.items()}
