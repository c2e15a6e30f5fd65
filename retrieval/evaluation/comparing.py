"""Two runs of the same questions → which figures got better or worse by more than chance explains."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from retrieval.errors import GoldError
from retrieval.evaluation.figures import FIGURES, differences, values_of
from retrieval.evaluation.results import Result, Run

Verdict = Literal["better", "worse", "same"]

_ROUNDING = 1e-6
"""Differences up to this are rounding."""


@dataclass(frozen=True, slots=True)
class Change:
    """How a figure differs. ``difference`` is here minus there, ``low`` and ``high`` are its 95 % interval.

    ``verdict`` is ``"same"`` unless the whole interval lies on one side of zero, and always for figures where neither
    more nor less is better, such as latency.
    """

    name: str
    here: float
    there: float
    difference: float
    low: float
    high: float
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs, compared on the questions that both have.

    Questions are the same when they agree in id, words, history and what is expected. ``pairs`` holds their results
    here and there. ``only_here`` and ``only_there`` count the other questions.
    """

    pairs: tuple[tuple[Result, Result], ...]
    only_here: int
    only_there: int
    changes: tuple[Change, ...]

    @property
    def worse(self) -> list[Change]:
        """The figures that are worse by more than the noise."""
        return [change for change in self.changes if change.verdict == "worse"]

    @property
    def says(self) -> str:
        """A sentence on which questions are compared; empty when all are."""
        if not self.only_here and not self.only_there:
            return ""
        return (
            f"Compared on the {len(self.pairs):,} questions that both runs have with the same gold; {self.only_here:,} "
            f"are only in this run, and {self.only_there:,} only in the baseline."
        )


def compare(here: Run, there: Run) -> Comparison:
    """Compare a run with its baseline. Raises GoldError when they have no question in common."""
    before = {_key(result): result for result in there.results}
    pairs = tuple((result, before[_key(result)]) for result in here.results if _key(result) in before)
    if not pairs:
        raise GoldError(
            f"The baseline has no question in common with {here.gold or 'this run'} (it asked {there.gold!r})",
            "compare runs of the same gold file",
            expected=here.gold or None,
            found=there.gold,
        )
    ours, theirs = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    return Comparison(
        pairs=pairs,
        only_here=len(here.results) - len(pairs),
        only_there=len(there.results) - len(pairs),
        changes=tuple(_changes(ours, theirs)),
    )


def _key(result: Result) -> tuple[object, ...]:
    return result.id, result.question, result.history, result.answerable, result.expected


def _changes(here: Sequence[Result], there: Sequence[Result]) -> list[Change]:
    ours, theirs = values_of(here), values_of(there)
    return [
        Change(name, ours[name], theirs[name], *figure, verdict=_verdict(FIGURES[name].better, figure.low, figure.high))
        for name, figure in differences(here, there).items()
        if figure is not None
    ]


def _verdict(better: int, low: float, high: float) -> Verdict:
    if not better or (low <= _ROUNDING and high >= -_ROUNDING):
        return "same"
    return "better" if (low > _ROUNDING) == (better > 0) else "worse"
