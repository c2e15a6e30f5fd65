"""The texts that every encoder is measured with, from ``probes.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from retrieval.model import Span

PROBES_FILE = Path(__file__).with_name("probes.toml")


@dataclass(frozen=True, slots=True)
class ProbePair:
    """A question, another way to ask it, and a passage of three sentences, the second of which answers it."""

    question: str
    again: str
    before: str
    answer: str
    after: str

    @property
    def passage(self) -> str:
        """The whole passage."""
        return f"{self.before} {self.answer} {self.after}"

    @property
    def answering(self) -> Span:
        """Where the sentence that answers stands in the passage."""
        start = len(self.before) + 1
        return start, start + len(self.answer)


@dataclass(frozen=True, slots=True)
class Probes:
    """Pairs in English, and questions that most libraries say nothing of: the same ones, in order, by language."""

    pairs: Sequence[ProbePair]
    questions: Mapping[str, Sequence[str]]


@cache
def load_probes() -> Probes:
    """Return the texts, read once."""
    found = tomllib.loads(PROBES_FILE.read_text(encoding="utf-8"))
    return Probes([ProbePair(**pair) for pair in found["pairs"]], found["questions"])
