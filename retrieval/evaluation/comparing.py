"""Two runs of the same questions → what got better, what got worse by more than chance explains, and what did not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from retrieval.errors import GoldError
from retrieval.evaluation.figures import FIGURES, differences, values_of
from retrieval.evaluation.results import Result, Run

Verdict = Literal["better", "worse", "same"]

_NOTHING = 1e-6
"""Differences below this are rounding."""


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a figure. ``difference`` is here minus there, ``low`` and ``high`` its 95 % interval.

    ``verdict`` is ``"same"`` unless the whole interval lies on one side of zero; figures that guard nothing, such as
    latency, are always the same.
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
    """Two runs on the questions that are in both.

    Questions are the same when their id, their words, their history and what is expected are. ``pairs`` holds results
    of here and there. ``only_here`` and ``only_there`` count the others.
    """

    pairs: tuple[tuple[Result, Result], ...]
    only_here: int
    only_there: int
    changes: tuple[Change, ...]

    @property
    def worse(self) -> list[Change]:
        """What fell by more than the noise."""
        return [change for change in self.changes if change.verdict == "worse"]

    @property
    def says(self) -> str:
        """Which questions are compared, in a sentence when they are not all, else nothing."""
        if not self.only_here and not self.only_there:
            return ""
        return (
            f"Compared on the {len(self.pairs):,} questions that both runs have with the same gold; {self.only_here:,} "
            f"are only in this run, {self.only_there:,} only in the baseline."
        )

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON object; see ``results``."""
        return {
            "common": len(self.pairs),
            "only_here": self.only_here,
            "only_there": self.only_there,
            "figures": {
                change.name: {
                    "here": round(change.here, 4),
                    "there": round(change.there, 4),
                    "difference": round(change.difference, 4),
                    "interval": [round(change.low, 4), round(change.high, 4)],
                    "verdict": change.verdict,
                }
                for change in self.changes
            },
        }


def compare(here: Run, there: Run) -> Comparison:
    """Compare a run with its baseline. Raises GoldError when they have no question in common."""
    before = {_key(result): result for result in there.results}
    pairs = tuple((result, before[_key(result)]) for result in here.results if _key(result) in before)
    if not pairs:
        raise GoldError(
            f"The baseline has no question in common with {here.gold or 'this run'} (it asked {there.gold!r}); "
            "compare runs of the same gold file."
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
    if not better or (low <= _NOTHING and high >= -_NOTHING):
        return "same"
    return "better" if (low > _NOTHING) == (better > 0) else "worse"
