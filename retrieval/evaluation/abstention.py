"""Figures that compare confidence with what turned out to be right: is the library silent when it should be?

Every figure is a function of weights, one per question: weights of 1 give the figure itself; the number of times that
each question was drawn gives that of a bootstrap sample. It gives NaN where the weights leave nothing to measure.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Estimator = Callable[[Array], float]

CALIBRATION_BINS = 10


class CurvePoint(NamedTuple):
    """Coverage and accuracy when every question of at least this confidence is answered."""

    confidence: float
    coverage: float
    accuracy: float


def auroc(confidence: Array, positive: Array) -> Estimator:
    """Return an estimator of how often a positive question has a higher confidence than a negative one.

    Ties count half: it is the area under the ROC curve, as the Mann-Whitney statistic.
    confidence, positive (0 or 1): shape (n,).
    """
    _, group = np.unique(confidence, return_inverse=True)

    def estimate(weights: Array) -> float:
        up = np.bincount(group, weights * positive)
        down = np.bincount(group, weights * (1 - positive))
        pairs = up.sum() * down.sum()
        below = np.cumsum(down) - down / 2
        return float(up @ below / pairs) if pairs else float("nan")

    return estimate


def curve(confidence: Array, right: Array, weights: Array | None = None) -> list[CurvePoint]:
    """Return coverage and accuracy for every threshold that makes a difference, from the highest down.

    Coverage is the share of all questions that is answered, accuracy the share of the answered that is answered right.
    """
    weights = np.ones_like(confidence) if weights is None else weights
    values, covered, correct = _cumulated(confidence, right)(weights)
    total = weights.sum()
    return [
        CurvePoint(float(value), float(n / total), float(good / n))
        for value, n, good in zip(values, covered, correct, strict=True)
        if n
    ]


def aurc(confidence: Array, right: Array) -> Estimator:
    """Return an estimator of the mean risk, 1 - accuracy, over all coverages: the area under the risk–coverage curve.

    Geifman and El-Yaniv, "Selective Classification for Deep Neural Networks" (2017); equal confidences are answered
    together. Lower is better.
    """
    cumulated = _cumulated(confidence, right)

    def estimate(weights: Array) -> float:
        _, covered, correct = cumulated(weights)
        steps = np.diff(covered, prepend=0.0)
        some = covered > 0
        risk = 1 - correct[some] / covered[some]
        return float(risk @ steps[some] / covered[-1]) if some.any() else float("nan")

    return estimate


def calibration_error(confidence: Array, right: Array) -> Estimator:
    """Return an estimator of the expected calibration error.

    It is how far confidence is from the share that is right, in ten equal bins, weighted by the questions in each
    (Naeini, Cooper and Hauskrecht, "Obtaining Well Calibrated Probabilities Using Bayesian Binning", 2015). Lower is
    better.
    """
    bins = np.minimum((confidence * CALIBRATION_BINS).astype(int), CALIBRATION_BINS - 1)

    def estimate(weights: Array) -> float:
        total = weights.sum()
        gaps = np.bincount(bins, weights * (confidence - right), minlength=CALIBRATION_BINS)
        return float(np.abs(gaps).sum() / total) if total else float("nan")

    return estimate


def _cumulated(confidence: Array, right: Array) -> Callable[[Array], tuple[Array, Array, Array]]:
    """Return a function of weights → confidences from the highest down, with how much is covered and right at each."""
    values, group = np.unique(-confidence, return_inverse=True)

    def cumulate(weights: Array) -> tuple[Array, Array, Array]:
        return -values, np.cumsum(np.bincount(group, weights)), np.cumsum(np.bincount(group, weights * right))

    return cumulate
