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
    """How a figure differs. ``difference`` is current minus baseline, ``low`` and ``high`` are its 95 % interval.

    ``verdict`` is ``"same"`` unless the whole interval lies on one side of zero, and always for figures where neither
    more nor less is better, such as latency.
    """

    name: str
    current: float
    baseline: float
    difference: float
    low: float
    high: float
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs, compared on the questions that both have.

    Questions are the same when they agree in id, words, history and what is expected. ``pairs`` holds their
    current and their baseline results. ``only_current`` and ``only_baseline`` count the other questions.
    """

    pairs: tuple[tuple[Result, Result], ...]
    only_current: int
    only_baseline: int
    changes: tuple[Change, ...]

    @property
    def worse(self) -> list[Change]:
        """The figures that are worse by more than the noise."""
        return [change for change in self.changes if change.verdict == "worse"]

    @property
    def note(self) -> str:
        """A sentence on which questions are compared; empty when all are."""
        if not self.only_current and not self.only_baseline:
            return ""
        return (
            f"Compared on the {len(self.pairs):,} questions that both runs have with the same gold; "
            f"{self.only_current:,} are only in this run, and {self.only_baseline:,} only in the baseline."
        )


def compare(current: Run, baseline: Run) -> Comparison:
    """Compare a run with its baseline. Raises GoldError when they have no question in common."""
    before = {_key(result): result for result in baseline.results}
    pairs = tuple((result, before[_key(result)]) for result in current.results if _key(result) in before)
    if not pairs:
        raise GoldError(
            f"The baseline has no question in common with {current.gold or 'this run'} (it asked {baseline.gold!r})",
            "compare runs of the same gold file",
            expected=current.gold or None,
            found=baseline.gold,
        )
    return Comparison(
        pairs=pairs,
        only_current=len(current.results) - len(pairs),
        only_baseline=len(baseline.results) - len(pairs),
        changes=tuple(_changes([pair[0] for pair in pairs], [pair[1] for pair in pairs])),
    )


def _key(result: Result) -> tuple[object, ...]:
    return result.id, result.question, result.history, result.answerable, result.expected


def _changes(current: Sequence[Result], baseline: Sequence[Result]) -> list[Change]:
    values, baseline_values = values_of(current), values_of(baseline)
    return [
        Change(
            name,
            values[name],
            baseline_values[name],
            *figure,
            verdict=_verdict(FIGURES[name].better, figure.low, figure.high),
        )
        for name, figure in differences(current, baseline).items()
        if figure is not None
    ]


def _verdict(better: int, low: float, high: float) -> Verdict:
    if not better or (low <= _ROUNDING and high >= -_ROUNDING):
        return "same"
    return "better" if (low > _ROUNDING) == (better > 0) else "worse"
