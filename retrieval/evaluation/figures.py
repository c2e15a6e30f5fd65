"""Results → figures with bootstrap intervals, and how much the figures of two runs differ.

Intervals are 95 % percentile intervals over questions drawn with replacement (Efron, 1979), from a fixed seed.
Two runs are compared on the same draws, so that the interval is that of the difference.

A new figure is named in ``FIGURES``. If it is a mean over questions, ``asking`` puts each question's value under its
name into ``Result.values``; otherwise ``_estimators`` gets an estimator for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from retrieval.evaluation.abstention import Array, CurvePoint, Estimator, aurc, auroc, calibration_error, curve
from retrieval.evaluation.per_question import RANKING_MEASURES
from retrieval.evaluation.results import Result

DRAWS = 1000
BOOTSTRAP_SEED = 20240229
_DRAWS_AT_ONCE = 100


class Figure(NamedTuple):
    """A value and its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class FigureKind:
    """What a figure means. ``better``: 1 when more is better, -1 when less is better, 0 when neither is.

    ``is_detail``: it adds little to its neighbours, and is left out where there is no room for all.
    """

    title: str
    description: str
    better: int = 1
    is_detail: bool = False


FIGURES: dict[str, FigureKind] = {
    "hit@1": FigureKind("Hit@1", "Share of questions whose first passage answers."),
    "hit@3": FigureKind("Hit@3", "Share of questions with an answer among the first three passages."),
    "hit@5": FigureKind("Hit@5", "Share of questions with an answer among the first five passages."),
    **{
        name: FigureKind(
            name.capitalize(),
            f"Share of the passages that answer that are among the first {name[7:]}, on average.",
            is_detail=name not in ("recall@10", "recall@100"),
        )
        for name in RANKING_MEASURES
        if name.startswith("recall@")
    },
    "mrr@10": FigureKind("MRR@10", "Mean of 1 / rank of the first passage that answers, 0 below rank 10."),
    "ndcg@10": FigureKind("nDCG@10", "Normalised discounted cumulative gain of the first ten."),
    "sentence_hit@1": FigureKind(
        "Sentence hit@1", "Share of questions whose answer is in the first quote's highlights."
    ),
    "token_recall": FigureKind(
        "Token recall", "Mean share of the answer's words that are quoted; those shown above a quote do not count."
    ),
    "token_precision": FigureKind("Token precision", "Mean share of the quoted words that belong to the answer."),
    "token_iou": FigureKind("Token IoU", "Mean of words in both the quote and the answer, divided by words in either."),
    "characters": FigureKind("Characters quoted", "Mean number of characters in an answer's quotes.", 0),
    "characters_above": FigureKind(
        "Characters above", "Mean number of characters of context that an answer shows above its quotes.", 0
    ),
    "answered": FigureKind("Answered", "Share of the answerable questions that are answered."),
    "refused": FigureKind("Refused", "Share of the unanswerable questions that are refused."),
    "abstention_precision": FigureKind("Abstention precision", "Share of the refused questions that are unanswerable."),
    "abstention_recall": FigureKind(
        "Abstention recall", "Share of the unanswerable questions that are refused.", 0, True
    ),
    "abstention_f1": FigureKind("Abstention F1", "Harmonic mean of abstention's precision and recall."),
    "coverage": FigureKind("Coverage", "Share of all questions that are answered.", 0),
    "accuracy": FigureKind("Accuracy", "Share of the answered questions whose quotes hold the answer."),
    "auroc": FigureKind("AUROC", "How often an answerable question has a higher confidence than an unanswerable one."),
    "aurc": FigureKind(
        "AURC", "Area under the risk–coverage curve: mean share of wrong answers over all thresholds.", -1
    ),
    "ece": FigureKind(
        "Calibration error", "How far confidence is from the share of first quotes that answer (ECE).", -1
    ),
    "verbatim": FigureKind(
        "Verbatim", "Share of quotes that equal the canonical text, read again, and so does what stands above them."
    ),
    "latency_ms_p50": FigureKind("Latency, median", "Milliseconds from question to answer.", 0),
    "latency_ms_p95": FigureKind("Latency, 95th percentile", "Milliseconds within which 95 % of the answers come.", 0),
}
"""Every figure, by its name in JSON. Hits, recall, mrr and ndcg are over the questions that have an answer, refused or
not. The token figures and ``characters`` count the quotes alone, without what is shown above them."""

CHARACTER_COUNTS = ("characters", "characters_above")
"""The figures that are numbers of characters, and no shares."""


def figure_text(name: str, value: float, *, signed: bool = False) -> str:
    """Return a figure's value for people to read, with a plus in front when it is ``signed`` and above zero."""
    places = 1 if name.startswith("latency") else 0 if name in CHARACTER_COUNTS else 3
    shown = f"{value:{'+' if signed else ''},.{places}f}"
    return shown if float(shown.replace(",", "")) else shown.lstrip("+-")


def measure(results: Sequence[Result], draws: int = DRAWS) -> dict[str, Figure | None]:
    """Return every figure with its interval, in the order of ``FIGURES``; None where there is nothing to measure."""
    values, samples = _sampled(results, draws)
    return {
        name: Figure(values[name], *_interval(samples[name])) if np.isfinite(values[name]) else None for name in FIGURES
    }


def values_of(results: Sequence[Result]) -> dict[str, float]:
    """Return every figure without its interval; NaN where there is nothing to measure."""
    return _sampled(results, 0)[0]


def leg_figures(results: Sequence[Result], leg: str) -> dict[str, float | None]:
    """Return the ranking figures of one index alone, ``"dense"`` or ``"lexical"``."""
    found = [result.legs[leg] for result in results if leg in result.legs]
    return {name: round(sum(v[name] for v in found) / len(found), 4) if found else None for name in RANKING_MEASURES}


def coverage_curve(results: Sequence[Result], max_points: int = 100) -> list[CurvePoint]:
    """Return coverage and accuracy for every threshold, or for up to ``max_points`` of them."""
    points = curve(*confidence_and_right(results)) if results else []
    step = max(1, -(-len(points) // max_points))
    return points[::-1][::step][::-1]


def confidence_and_right(results: Sequence[Result]) -> tuple[Array, Array]:
    """Return each question's confidence, and 1 where it is answerable and its quotes answer, else 0: shape (n,) each.

    Quotes are those that would be shown if nothing were refused.
    """
    confidence = np.array([r.confidence for r in results], dtype=float)
    return confidence, np.array([r.answerable and bool(r.right) for r in results], dtype=float)


def differences(current: Sequence[Result], baseline: Sequence[Result], draws: int = DRAWS) -> dict[str, Figure | None]:
    """Return how much higher each figure is now than in the baseline, with the interval of the difference.

    current, baseline: the same questions in the same order.
    """
    values, samples = _sampled(current, draws)
    others, other_samples = _sampled(baseline, draws)
    return {
        name: Figure(values[name] - others[name], *_interval(samples[name] - other_samples[name]))
        if np.isfinite(values[name] - others[name])
        else None
        for name in FIGURES
    }


def _sampled(results: Sequence[Result], draws: int) -> tuple[dict[str, float], dict[str, Array]]:
    """Return every figure, and its values in bootstrap samples, which depend only on the number of results."""
    estimators = _estimators(results)
    ones = np.ones(len(results))
    values = {name: estimate(ones) for name, estimate in estimators.items()}
    samples = {name: np.full(draws, np.nan) for name in estimators}
    measured = {name: estimate for name, estimate in estimators.items() if np.isfinite(values[name])}
    shares = {name: estimate for name, estimate in measured.items() if isinstance(estimate, _Share)}
    others = {name: estimate for name, estimate in measured.items() if name not in shares}
    random = np.random.default_rng(BOOTSTRAP_SEED)
    for at in range(0, draws if measured else 0, _DRAWS_AT_ONCE):
        weights = np.array([_drawn(len(results), random) for _ in range(min(_DRAWS_AT_ONCE, draws - at))])
        if shares:
            parts = weights @ np.stack([share.part for share in shares.values()], axis=1)
            wholes = weights @ np.stack([share.whole for share in shares.values()], axis=1)
            with np.errstate(divide="ignore", invalid="ignore"):
                for name, column in zip(shares, (parts / wholes).T, strict=True):
                    samples[name][at : at + len(column)] = column
        for name, estimate in others.items():
            samples[name][at : at + len(weights)] = [estimate(row) for row in weights]
    return values, samples


def _drawn(n: int, random: np.random.Generator) -> Array:
    """Return how often each of n questions is drawn in n draws."""
    return np.bincount(random.integers(0, n, n), minlength=n).astype(float)


def _interval(samples: Array) -> tuple[float, float]:
    finite = samples[np.isfinite(samples)]
    if not len(finite):
        return float("nan"), float("nan")
    low, high = np.percentile(finite, [2.5, 97.5])
    return float(low), float(high)


def _estimators(results: Sequence[Result]) -> dict[str, Estimator]:
    confidence, right = confidence_and_right(results)
    answered = np.array([r.answered for r in results], dtype=float)
    answerable = np.array([r.answerable for r in results], dtype=float)
    first = np.array([r.answerable and bool(r.first) for r in results], dtype=float)
    quotes = np.array([len(r.quoted) for r in results], dtype=float)
    exact = np.array([sum(quote.verbatim for quote in r.quoted) for r in results], dtype=float)
    latency = np.array([r.elapsed_ms for r in results], dtype=float)
    ones = np.ones(len(results))
    both = answerable.any() and not answerable.all()
    special: dict[str, Estimator] = {
        "abstention_precision": _Share((1 - answered) * (1 - answerable), 1 - answered),
        "abstention_recall": _Share((1 - answered) * (1 - answerable), 1 - answerable),
        "abstention_f1": _Share(2 * (1 - answered) * (1 - answerable), (1 - answered) + (1 - answerable)),
        "coverage": _Share(answered, ones),
        "accuracy": _Share(answered * right, answered),
        "auroc": auroc(confidence, answerable),
        "aurc": aurc(confidence, right),
        "ece": calibration_error(confidence, first),
        "verbatim": _Share(exact, quotes),
        "latency_ms_p50": _quantile(latency, 0.5),
        "latency_ms_p95": _quantile(latency, 0.95),
    }
    if not both:
        special |= dict.fromkeys(("abstention_precision", "abstention_recall", "abstention_f1", "auroc"), _nothing)
    return {name: special.get(name) or _mean([r.values for r in results], name) for name in FIGURES}


@dataclass(frozen=True, slots=True, eq=False)
class _Share:
    """An estimator of one weighted sum divided by another; many are estimated at once by multiplying matrices."""

    part: Array
    whole: Array

    def __call__(self, weights: Array) -> float:
        total = float(weights @ self.whole)
        return float(weights @ self.part) / total if total else float("nan")


def _mean(values: Sequence[Mapping[str, float]], name: str) -> Estimator:
    """Return an estimator of the mean over the questions that have the value."""
    return _Share(
        np.array([each.get(name, 0.0) for each in values], dtype=float),
        np.array([name in each for each in values], dtype=float),
    )


def _quantile(values: Array, at: float) -> Estimator:
    """Return an estimator of the smallest value that at least the share ``at`` of the weight does not exceed."""
    order = np.argsort(values, kind="stable")

    def estimate(weights: Array) -> float:
        cumulated = np.cumsum(weights[order])
        if not len(cumulated) or not cumulated[-1]:
            return float("nan")
        place = int(np.searchsorted(cumulated, at * cumulated[-1] * (1 - 1e-12)))
        return float(values[order[place]])

    return estimate


def _nothing(weights: Array) -> float:  # noqa: ARG001 - an estimator takes weights
    return float("nan")
