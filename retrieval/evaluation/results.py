"""What a run found, question by question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from retrieval.model import ContextSlice, Span

LEGS = ("dense", "lexical")
INDEX_NAMES = {"dense": "dense", "lexical": "words"}
"""What people read for the indexes in ``LEGS``."""

FAILURES: dict[str, str] = {
    "answered": "answered, though the sources do not say",
    "refused": "refused, though it would have quoted the answer",
    "ranked low": "found, but not quoted",
    "not found": "found by neither index",
    "gold": "the gold file asks for something that no passage holds",
}
"""What can go wrong with a question, for people."""


@dataclass(frozen=True, slots=True)
class JudgedQuote:
    """A quote as it was given, or would have been if nothing were refused; ``right`` is whether it answers.

    ``above`` is what was shown above it. Whether it is right does not depend on that, but whether it is verbatim does.
    """

    document: str
    start: int
    end: int
    line: int | None
    page: int | None
    heading: str | None
    text: str
    score: float
    highlights: tuple[Span, ...]
    right: bool
    verbatim: bool
    above: tuple[ContextSlice, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """One question that was asked, and what came back; ``run_json`` explains the fields."""

    id: str
    question: str
    history: tuple[str, ...]
    answerable: bool
    expected: tuple[str, ...]
    answered: bool
    confidence: float
    elapsed_ms: float
    right: bool | None
    first: bool | None
    failure: str | None
    rank: int | None
    dense_rank: int | None
    lexical_rank: int | None
    values: Mapping[str, float] = field(default_factory=dict)
    legs: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    quoted: tuple[JudgedQuote, ...] = ()

    def why(self) -> str:
        """Return what went wrong, in a few words for people; empty when nothing did."""
        if self.failure is None:
            return ""
        reason = FAILURES.get(self.failure, self.failure)
        if self.failure in ("answered", "refused"):
            return f"{reason} (confidence {self.confidence:.0%})"
        return f"{reason} ({self.ranks()}{'' if self.answered else '; refused, too'})"

    def ranks(self) -> str:
        """Return the ranks at which the answer was found, for people: in the ranking, and in each index alone."""
        return ", ".join(f"{name} {rank or '—'}" for name, rank in self.named_ranks())

    def named_ranks(self) -> tuple[tuple[str, int | None], ...]:
        """Return the name for people and the rank: of the ranking, and of each index alone."""
        return (
            ("ranked", self.rank),
            (INDEX_NAMES["dense"], self.dense_rank),
            (INDEX_NAMES["lexical"], self.lexical_rank),
        )


@dataclass(frozen=True, slots=True)
class Run:
    """What came back when one library was asked every gold question; ``run_json`` explains the fields."""

    gold: str
    level: str
    quotes: int
    threshold: float
    model: str
    documents: int
    passages: int
    seconds: float
    results: tuple[Result, ...]
    problems: tuple[str, ...] = ()
    reader: str = ""

    @property
    def failures(self) -> list[Result]:
        """The questions that went wrong."""
        return [result for result in self.results if result.failure is not None]

    @property
    def is_verbatim(self) -> bool:
        """Whether every quote equals what its document says when it is read again."""
        return all(quote.verbatim for result in self.results for quote in result.quoted)
