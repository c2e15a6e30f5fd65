"""A run ⇄ the JSON that ``quoth eval --json`` prints and ``--baseline`` reads.

One object:

- ``schema``: 1. Names are only ever added to those below.
- ``gold``, ``level`` (``"passage"`` or ``"document"``: what has to be found), ``quotes`` (the most that an answer may
  have), ``threshold`` (the confidence that an answer needs), ``model``, ``reader``, ``documents``, ``passages``,
  ``seconds``.
- ``questions`` and ``answerable``, how many there are; then every figure under its name (``figures.FIGURES`` explains
  each), null where the gold file gives nothing to measure it by.
- ``intervals``: figure → [low, high], the 95 % bootstrap interval, for every figure that is not null.
- ``curve``: [confidence, coverage, accuracy] for up to a hundred thresholds, from the highest down: the share of the
  questions that is answered at this confidence or above, and the share of those that is answered right.
- ``legs``: ``dense`` and ``lexical`` → the ranking figures of that index alone.
- ``problems``: sentences about gold that cannot be found.
- ``results``: one object per question:
  ``id``, ``question``, ``history``, ``answerable``, ``expected`` (what answers, as text for people);
  ``answered``, ``confidence``, ``elapsed_ms``;
  ``right`` (whether what is quoted, or would be if nothing were refused, answers; null when nothing can), ``first``
  (the same for the first quote alone), ``failure`` (null, or ``"answered"``, ``"refused"``, ``"ranked low"``,
  ``"not found"``, ``"gold"``);
  ``rank``, ``dense_rank``, ``lexical_rank``: of the first passage, or document, that answers, from 1; null where none
  was found;
  ``values``: figure → this question's value, for the figures that are means over questions;
  ``legs``: the same for ``dense`` and ``lexical``;
  ``quoted``: objects with ``document``, ``start``, ``end``, ``line``, ``page``, ``heading``, ``text``, ``score``,
  ``highlights``, ``right``, ``verbatim`` (whether it and what stands above it equal the canonical text, read again) and
  ``above`` (objects with ``kind``, ``start``, ``end`` and ``text``; older runs have none).
- ``comparison``, with ``--baseline`` only: ``common`` (questions in both), ``only_here``, ``only_there``, and
  ``figures``: figure → ``here``, ``there``, ``difference``, ``interval`` and ``verdict`` (``"better"``, ``"worse"``,
  ``"same"``).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from retrieval.errors import GoldError, first_line
from retrieval.evaluation.comparing import Comparison
from retrieval.evaluation.figures import coverage_curve, leg_figures, measure
from retrieval.evaluation.results import LEGS, JudgedQuote, Result, Run
from retrieval.json_lines import read_text
from retrieval.model import ContextKind, ContextSlice

SCHEMA = 1
"""Counts up when a name changes its meaning or is removed; adding names leaves it as it is."""


def run_as_dict(run: Run, *, comparison: Comparison | None = None, results: bool = True) -> dict[str, Any]:
    """Return the JSON object, with or without the results of single questions."""
    figures = measure(run.results)
    parts = {f.name: getattr(run, f.name) for f in fields(run) if f.name not in ("results", "problems")}
    whole: dict[str, Any] = {
        "schema": SCHEMA,
        **parts,
        "seconds": round(run.seconds, 1),
        "questions": len(run.results),
        "answerable": sum(result.answerable for result in run.results),
        **{name: None if figure is None else round(figure.value, 4) for name, figure in figures.items()},
        "intervals": {
            name: [round(figure.low, 4), round(figure.high, 4)]
            for name, figure in figures.items()
            if figure is not None
        },
        "curve": [[round(value, 4) for value in point] for point in coverage_curve(run.results)],
        "legs": {leg: leg_figures(run.results, leg) for leg in LEGS},
        "problems": list(run.problems),
    }
    if results:
        whole["results"] = [_plain(result) for result in run.results]
    if comparison is not None:
        whole["comparison"] = _comparison(comparison)
    return whole


def load_run(path: Path) -> Run:
    """Return a run from the output of ``quoth eval --json``. Raises GoldError when the file is something else."""
    try:
        whole = json.loads(read_text(path))
        if whole["schema"] != SCHEMA:
            raise GoldError(
                f"The baseline {path} has schema {whole['schema']!r}, but this Quoth reads schema {SCHEMA}",
                "measure it again",
                path=path,
                expected=SCHEMA,
                found=whole["schema"],
            )
        results = tuple(_result(each) for each in whole["results"])
        parts = {f.name: whole[f.name] for f in fields(Run) if f.name in whole.keys() - {"results", "problems"}}
        return Run(**parts, results=results, problems=tuple(whole["problems"]))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise GoldError(
            f'The baseline {path} is not what "quoth eval GOLD --json" prints ({type(error).__name__}: '
            f"{first_line(error)})",
            "save that to a file and name the file",
            path=path,
        ) from error


def _comparison(comparison: Comparison) -> dict[str, Any]:
    return {
        "common": len(comparison.pairs),
        "only_here": comparison.only_current,
        "only_there": comparison.only_baseline,
        "figures": {
            change.name: {
                "here": round(change.current, 4),
                "there": round(change.baseline, 4),
                "difference": round(change.difference, 4),
                "interval": [round(change.low, 4), round(change.high, 4)],
                "verdict": change.verdict,
            }
            for change in comparison.changes
        },
    }


def _plain(result: Result) -> dict[str, Any]:
    plain = asdict(result)
    plain["elapsed_ms"] = round(result.elapsed_ms, 2)
    return plain


def _result(plain: Mapping[str, Any]) -> Result:
    quoted = tuple(_judged(each) for each in plain["quoted"])
    tuples = {"history": tuple(plain["history"]), "expected": tuple(plain["expected"]), "quoted": quoted}
    known = {f.name for f in fields(Result)}
    return Result(**{**{name: value for name, value in plain.items() if name in known}, **tuples})


def _judged(plain: Mapping[str, Any]) -> JudgedQuote:
    above = tuple(
        ContextSlice(ContextKind(each["kind"]), each["start"], each["end"], each["text"])
        for each in plain.get("above", ())
    )
    return JudgedQuote(**{**plain, "highlights": tuple((a, b) for a, b in plain["highlights"]), "above": above})
