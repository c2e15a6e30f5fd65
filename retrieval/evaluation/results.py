"""What a run found, question by question, and the JSON that ``quoth eval --json`` prints and ``--baseline`` reads.

One object:

- ``schema``: 1. Names below are only ever added.
- ``gold``, ``level`` (``"passage"`` or ``"document"``: what has to be found), ``quotes`` (at most, in an answer),
  ``threshold`` (the confidence that it takes to answer), ``model``, ``reader``, ``documents``, ``passages``,
  ``seconds``.
- ``questions`` and ``answerable``, how many; then every figure under its name (``figures.FIGURES`` says what each is),
  null where the gold file gives nothing to measure it by.
- ``intervals``: figure → [low, high], the 95 % bootstrap interval, for every figure that is not null.
- ``curve``: [confidence, coverage, accuracy] for up to a hundred thresholds, from the highest on: what share of the
  questions is answered from that confidence on, and what share of it is right.
- ``legs``: ``dense`` and ``lexical`` → the figures of that leg alone that are about ranking.
- ``problems``: sentences about gold that cannot be met.
- ``results``: one object per question:
  ``id``, ``question``, ``history``, ``answerable``, ``expected`` (what answers, to read);
  ``answered``, ``confidence``, ``elapsed_ms``;
  ``right`` (whether what is quoted, or would be if nothing were refused, answers; null when nothing does), ``first``
  (the same of the first quote alone), ``failure`` (null, or ``"answered"``, ``"refused"``, ``"ranked low"``,
  ``"not found"``, ``"gold"``);
  ``rank``, ``dense_rank``, ``lexical_rank``: of the first passage, or document, that answers, from 1; null below 100;
  ``values``: figure → this question's value, of the figures that are means over questions;
  ``legs``: the same for ``dense`` and ``lexical``;
  ``quoted``: objects with ``document``, ``start``, ``end``, ``line``, ``page``, ``heading``, ``text``, ``score``,
  ``highlights``, ``right`` and ``verbatim`` (whether the canonical text, read again, says the same).
- ``comparison``, with ``--baseline`` only: ``common`` (questions in both), ``only_here``, ``only_there``, and
  ``figures``: figure → ``here``, ``there``, ``difference``, ``interval`` and ``verdict`` (``"better"``, ``"worse"``,
  ``"same"``).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Literal

from retrieval.errors import GoldError
from retrieval.evaluation.gold import read_text
from retrieval.model import Span

SCHEMA = 1

LEGS = ("dense", "lexical")

Failure = Literal["answered", "refused", "ranked low", "not found", "gold"]

FAILURES: dict[str, str] = {
    "answered": "answered, though the sources do not say",
    "refused": "refused, though it would have quoted the answer",
    "ranked low": "found, but not quoted",
    "not found": "found by neither leg",
    "gold": "the gold file asks for something that no passage holds",
}


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quote as it was given, or would have been; ``right`` says that it answers."""

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


@dataclass(frozen=True, slots=True)
class Result:
    """One question, asked; the module's docstring says what the fields are."""

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
    quoted: tuple[Quoted, ...] = ()

    def why(self) -> str:
        """Return what went wrong, in a few words for people; nothing did when it is empty."""
        if self.failure is None:
            return ""
        said = FAILURES.get(self.failure, self.failure)
        if self.failure in ("answered", "refused"):
            return f"{said} (confidence {self.confidence:.0%})"
        return f"{said} ({self.ranks()}{'' if self.answered else '; refused, too'})"

    def ranks(self) -> str:
        """Return where the answer was found, for people: ranked, and by each leg alone."""
        ranks = (("ranked", self.rank), ("dense", self.dense_rank), ("lexical", self.lexical_rank))
        return ", ".join(f"{name} {rank or '—'}" for name, rank in ranks)


@dataclass(frozen=True, slots=True)
class Run:
    """Every gold question asked of one library."""

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
        """Whether every quote is, read again, what stands in its document."""
        return all(quote.verbatim for result in self.results for quote in result.quoted)

    def as_dict(self, *, results: bool = True) -> dict[str, Any]:
        """Return the JSON object, with what each question got or without. Raises QuothError without ir-measures."""
        from retrieval.evaluation.figures import coverage_curve, leg_figures, measure

        figures = measure(self.results)
        parts = {f.name: getattr(self, f.name) for f in fields(self) if f.name not in ("results", "problems")}
        whole: dict[str, Any] = {
            "schema": SCHEMA,
            **parts,
            "seconds": round(self.seconds, 1),
            "questions": len(self.results),
            "answerable": sum(result.answerable for result in self.results),
            **{name: None if figure is None else round(figure.value, 4) for name, figure in figures.items()},
            "intervals": {
                name: [round(figure.low, 4), round(figure.high, 4)]
                for name, figure in figures.items()
                if figure is not None
            },
            "curve": [[round(value, 4) for value in point] for point in coverage_curve(self.results)],
            "legs": {leg: leg_figures(self.results, leg) for leg in LEGS},
            "problems": list(self.problems),
        }
        if results:
            whole["results"] = [_plain(result) for result in self.results]
        return whole


def load_run(path: Path) -> Run:
    """Return a run from the output of ``quoth eval --json``. Raises GoldError when the file is something else."""
    try:
        whole = json.loads(read_text(path))
        if whole["schema"] != SCHEMA:
            raise GoldError(
                f"The baseline {path} has schema {whole['schema']!r}, this Quoth reads schema {SCHEMA}; measure it "
                "anew."
            )
        results = tuple(_result(each) for each in whole["results"])
        parts = {f.name: whole[f.name] for f in fields(Run) if f.name in whole.keys() - {"results", "problems"}}
        return Run(**parts, results=results, problems=tuple(whole["problems"]))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise GoldError(
            f'The baseline {path} is not what "quoth eval GOLD --json" prints ({type(error).__name__}: {error}); '
            "save that to a file and name it."
        ) from error


def _plain(result: Result) -> dict[str, Any]:
    plain = asdict(result)
    plain["elapsed_ms"] = round(result.elapsed_ms, 2)
    return plain


def _result(plain: Mapping[str, Any]) -> Result:
    quoted = tuple(
        Quoted(**{**quote, "highlights": tuple((a, b) for a, b in quote["highlights"])}) for quote in plain["quoted"]
    )
    tuples = {"history": tuple(plain["history"]), "expected": tuple(plain["expected"]), "quoted": quoted}
    known = {f.name for f in fields(Result)}
    return Result(**{**{name: value for name, value in plain.items() if name in known}, **tuples})
