"""Asks every gold question and counts."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from retrieval.evaluation.gold import GoldQuestion
from retrieval.library import Library
from retrieval.model import Answer, Quote

DEPTH = 10
"""How far down the ranking a hit still counts for the reciprocal rank."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question asked: ``rank`` is that of the first quote with the expected words, from 1, or None below 10.

    ``highlighted`` says that those words lie inside a highlight of that quote.
    """

    gold: GoldQuestion
    answer: Answer
    rank: int | None
    highlighted: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """What a gold file measures; the retrieval figures are over answerable questions, answered or not."""

    outcomes: tuple[Outcome, ...]
    seconds: float

    def hit(self, k: int) -> float:
        """Return the share of answerable questions with the expected words in the first ``k`` quotes."""
        ranks = self._ranks()
        return sum(rank is not None and rank <= k for rank in ranks) / len(ranks) if ranks else 0.0

    @property
    def mrr(self) -> float:
        """Mean reciprocal rank of the first hit, 0 for none in the first ten (MRR@10)."""
        ranks = self._ranks()
        return sum(1 / rank for rank in ranks if rank) / len(ranks) if ranks else 0.0

    @property
    def answered(self) -> float:
        """The share of answerable questions that were answered."""
        return _share([o.answer.answered for o in self.outcomes if o.gold.answerable])

    @property
    def refused(self) -> float:
        """The share of unanswerable questions that were not answered."""
        return _share([not o.answer.answered for o in self.outcomes if not o.gold.answerable])

    @property
    def failures(self) -> list[Outcome]:
        """Answerable questions without a hit in the first three quotes or refused, and unanswerable ones answered."""
        return [
            o
            for o in self.outcomes
            if o.answer.answered != o.gold.answerable or (o.gold.answerable and (o.rank is None or o.rank > 3))
        ]

    def as_dict(self) -> dict[str, Any]:
        """Return the figures under their standard names."""
        answerable = sum(o.gold.answerable for o in self.outcomes)
        marked = [o.rank == 1 and o.highlighted for o in self.outcomes if o.gold.answerable]
        return {
            "questions": len(self.outcomes),
            "answerable": answerable,
            "hit@1": round(self.hit(1), 4),
            "hit@3": round(self.hit(3), 4),
            "mrr@10": round(self.mrr, 4),
            "sentence_hit@1": round(_share(marked), 4),
            "answered": round(self.answered, 4),
            "refused": round(self.refused, 4),
            "latency_ms_p50": round(median(o.answer.elapsed_ms for o in self.outcomes), 1) if self.outcomes else 0.0,
            "seconds": round(self.seconds, 1),
        }

    def _ranks(self) -> list[int | None]:
        return [o.rank for o in self.outcomes if o.gold.answerable]


def evaluate(library: Library, questions: Sequence[GoldQuestion]) -> Figures:
    """Ask every question and compare what is quoted with what was expected."""
    started = time.perf_counter()
    outcomes = []
    for gold in questions:
        answer = library.ask(gold.question, k=DEPTH, history=gold.history)
        rank, highlighted = None, False
        for nth, quote in enumerate(answer.quotes or answer.nearest, start=1):
            found = _expected(gold, quote)
            if found is not None:
                rank, highlighted = nth, found
                break
        outcomes.append(Outcome(gold, answer, rank, highlighted))
    return Figures(tuple(outcomes), time.perf_counter() - started)


def _expected(gold: GoldQuestion, quote: Quote) -> bool | None:
    """Return None when a quote lacks the expected words, else whether they lie inside a highlight."""
    if gold.document is not None and gold.document != quote.document:
        return None
    found = [(quote.text.find(words), len(words)) for words in gold.expect if words in quote.text]
    if not found:
        return None
    return any(a <= at and at + size <= b for at, size in found for a, b in quote.highlights)


def _share(values: Sequence[bool]) -> float:
    return sum(values) / len(values) if values else 0.0
