"""Cosines of any encoder → the scale of the reference encoder, which all weights and thresholds were tuned on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Placing:
    """An affine map of cosines: ``slope * cosine + offset``. The slope is positive, so that no order changes."""

    slope: float = 1.0
    offset: float = 0.0

    def __call__(self, cosine: float) -> float:
        """Return where a cosine lies on the reference encoder's scale; that may be beyond -1 or 1."""
        return self.slope * cosine + self.offset


UNPLACED = Placing()


@dataclass(frozen=True, slots=True)
class Scale:
    """How the cosines of questions are placed: those with passages, with their sentences, and with other questions.

    These have backgrounds of their own, because the vector of a sentence is made in its context. ``language`` is that
    of the questions whose background it is.
    """

    passages: Placing = UNPLACED
    sentences: Placing = UNPLACED
    questions: Placing = UNPLACED
    language: str | None = None

    @classmethod
    def from_dict(cls, found: Mapping[str, Any]) -> Self:
        """Return the scale whose ``as_dict`` this is, before or after it was stored as JSON."""
        kinds = {name: Placing(*found[name]) for name in ("passages", "sentences", "questions")}
        return cls(**kinds, language=found["language"])

    def as_dict(self) -> Mapping[str, object]:
        """Return the numbers, for JSON."""
        placings = {"passages": self.passages, "sentences": self.sentences, "questions": self.questions}
        return {**{name: (each.slope, each.offset) for name, each in placings.items()}, "language": self.language}


UNPLACED_SCALE = Scale()
"""Leaves all cosines where they are."""
