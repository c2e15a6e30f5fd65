"""A run → the plots of its report."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from statistics import mean

import numpy as np

from retrieval.evaluation.abstention import CALIBRATION_BINS, CurvePoint, curve
from retrieval.evaluation.figures import BOOTSTRAP_SEED, confidence_and_right
from retrieval.evaluation.per_question import RECALLS
from retrieval.evaluation.report.plots import (
    Frame,
    axes,
    band,
    bar,
    cell,
    counted,
    dot,
    frame,
    line,
    percent,
    percent_ticks,
    spread,
    svg,
    text,
    vertical_line,
)
from retrieval.evaluation.results import INDEX_NAMES, Result, Run

SERIES_NAMES = {"ranked": "Quoth", **INDEX_NAMES, "before": "baseline"}
BAR_COUNT = 20
RANK_BINS = ((1, 1), (2, 2), (3, 3), (4, 5), (6, 10), (11, 100))
MIN_ANSWERS = 5
"""The accuracy of fewer answers says too little to be drawn."""


def recall_by_k(results: Sequence[Result], before: Sequence[Result] = ()) -> str:
    """Draw the share of the passages that answer that are among the first k, in the ranking and in each index alone."""
    series = {
        "lexical": [r.legs["lexical"] for r in results if "lexical" in r.legs],
        "dense": [r.legs["dense"] for r in results if "dense" in r.legs],
        "before": [r.values for r in before if "recall@1" in r.values],
        "ranked": [r.values for r in results if "recall@1" in r.values],
    }
    found = {
        name: [mean(values[f"recall@{k}"] for values in rows) for k in RECALLS] for name, rows in series.items() if rows
    }
    if "ranked" not in found:
        return ""
    low = _floor(min(min(values) for values in found.values()))
    area = frame((1, RECALLS[-1]), (low, 1), log_x=True, right=84)
    parts = [
        axes(area, [(k, str(k)) for k in RECALLS], percent_ticks(low), "passages or documents looked at, k", "recall@k")
    ]
    places = [area.y(values[-1]) - 0.01 * (name == "ranked") for name, values in found.items()]
    ends = spread(places, 15, area.top + 4, area.bottom)
    for (name, values), end in zip(found.items(), ends, strict=True):
        points = [(area.x(k), area.y(value)) for k, value in zip(RECALLS, values, strict=True)]
        parts.append(line(points, name))
        parts += [
            dot(x, y, name, f"{SERIES_NAMES[name]}, recall@{k}: {value:.3f}")
            for (x, y), k, value in zip(points, RECALLS, values, strict=True)
        ]
        parts.append(text(area.right + 9, end + 4, SERIES_NAMES[name], f"label {name}"))
    return svg("Recall by the number of passages looked at", parts)


def coverage_accuracy(run: Run, before: Sequence[Result] = ()) -> str:
    """Draw how accurate the answers are at every threshold: the more is answered, the less of it is right."""
    points = _drawable(run.results)
    if not points:
        return ""
    baseline = _drawable(before) if before else []
    grid = np.linspace(points[0].coverage, 1, 60)
    lower, upper = _band(run.results, grid)
    low = _floor(min([*lower, *(p.accuracy for p in baseline)]))
    area = frame((0, 1), (low, 1))
    shown = [(area.x(p.coverage), area.y(p.accuracy)) for p in points]
    parts = [
        axes(
            area,
            percent_ticks(0),
            percent_ticks(low),
            "coverage: questions that are answered",
            "accuracy of the answers",
        ),
        band(
            [(area.x(at), area.y(v)) for at, v in zip(grid, lower, strict=True)],
            [(area.x(at), area.y(v)) for at, v in zip(grid, upper, strict=True)],
            "ranked",
        ),
    ]
    if baseline:
        parts.append(line([(area.x(p.coverage), area.y(p.accuracy)) for p in baseline], "before"))
    parts.append(line(shown, "ranked"))
    step = max(1, len(points) // 60)
    parts += [
        dot(
            area.x(p.coverage),
            area.y(p.accuracy),
            "ghost",
            f"From confidence {percent(p.confidence)}: {percent(p.coverage)} answered, {percent(p.accuracy)} right",
            radius=6,
        )
        for p in points[::step]
    ]
    answered = [p for p in points if p.confidence >= run.threshold]
    if answered:
        x, y = area.x(answered[-1].coverage), area.y(answered[-1].accuracy)
        tip = f"Threshold: {percent(answered[-1].coverage)} answered, {percent(answered[-1].accuracy)} of that right"
        is_right = answered[-1].coverage > 0.4
        words, anchor = f"threshold {percent(run.threshold)}", "end" if is_right else "start"
        parts.append(dot(x, y, "mark", tip, radius=5.5))
        parts.append(
            text(x + (-8 if is_right else 9), y + (18 if is_right else -12), words, "label strong", anchor=anchor)
        )
    return svg("Accuracy by coverage", parts)


def confidences(run: Run) -> str:
    """Draw the confidence of questions that can be answered, upwards, and of those that cannot, downwards."""
    up = _counts([r.confidence for r in run.results if r.answerable])
    down = _counts([r.confidence for r in run.results if not r.answerable])
    most = max(max(up), max(down), 1)
    reach = max(down)
    area = frame((0, 1), (-max(reach + most * 0.25, most * 0.3) if reach else 0, max(max(up) * 1.2, most * 0.3)))
    step = _round_step(most)
    counts = range(-(reach // step) * step, max(up) + 1, step)
    parts = [axes(area, percent_ticks(0), [(n, f"{abs(n):,}") for n in counts], "confidence", "questions")]
    width = (area.right - area.left) / BAR_COUNT
    for i in range(BAR_COUNT):
        x, between = area.left + i * width + 0.75, f"{percent(i / BAR_COUNT)} to {percent((i + 1) / BAR_COUNT)}"
        for count, kind, name in ((up[i], "yes", "answerable"), (-down[i], "no", "not in the sources")):
            if count:
                ends = sorted((area.y(0), area.y(count)))
                parts.append(bar(x, ends[0], width - 1.5, ends[1] - ends[0], kind, f"{between}: {abs(count):,} {name}"))
    zero = area.y(0)
    at = area.x(run.threshold)
    parts.append(f'<line class="axis" x1="{area.left}" x2="{area.right}" y1="{zero:.1f}" y2="{zero:.1f}"/>')
    parts.append(vertical_line(area, at, "threshold"))
    is_right = run.threshold > 0.5
    anchor = "end" if is_right else "start"
    words = f"threshold {percent(run.threshold)}"
    parts.append(text(at + (-5 if is_right else 5), area.top + 5, words, "label strong", anchor=anchor))
    parts.append(text(area.right, area.top + 5, "answerable ↑", "label yes", anchor="end"))
    if reach:
        parts.append(text(area.right, area.bottom - 6, "not in the sources ↓", "label no", anchor="end"))
    return svg("Confidence of answerable and of unanswerable questions", parts)


def calibration(run: Run) -> str:
    """Draw the share of first quotes that answer, by confidence: on the diagonal, confidence is exact."""
    area = frame((0, 1), (0, 1))
    parts = [
        axes(area, percent_ticks(0), percent_ticks(0), "confidence", "first quotes that answer"),
        line([(area.x(0), area.y(0)), (area.x(1), area.y(1))], "ideal"),
    ]
    rows = [(r.confidence, r.answerable and bool(r.first)) for r in run.results]
    points = []
    for i in range(CALIBRATION_BINS):
        inside = [row for row in rows if min(int(row[0] * CALIBRATION_BINS), CALIBRATION_BINS - 1) == i]
        if inside:
            points.append((mean(c for c, _ in inside), sum(right for _, right in inside) / len(inside), len(inside)))
    most = max((n for *_, n in points), default=1)
    parts.append(line([(area.x(c), area.y(share)) for c, share, _ in points], "ranked thin"))
    parts += [
        dot(
            area.x(c),
            area.y(share),
            "ranked",
            f"{counted(n, 'question')} at {percent(c)} on average: {percent(share)} right",
            radius=3 + 6 * math.sqrt(n / most),
        )
        for c, share, n in points
    ]
    return svg("Share of right first quotes by confidence", parts)


def which_index(results: Sequence[Result]) -> str:
    """Draw how many questions have their answer at which rank of each index."""
    rows = [
        (r.lexical_rank, r.dense_rank) for r in results if r.dense_rank or r.lexical_rank or r.failure == "not found"
    ]
    if not rows:
        return ""
    size = len(RANK_BINS) + 1
    counts = Counter((_bin(lexical), _bin(dense)) for lexical, dense in rows)
    most = max(counts.values())
    area = frame((0, size), (0, size))
    names = [*(low if low == high else f"{low}–{high}" for low, high in RANK_BINS), "none"]
    ticks = [(i + 0.5, str(name)) for i, name in enumerate(names)]
    parts = [axes(area, ticks, [], "rank of the answer, words", "rank of the answer, dense")]
    width, height = (area.right - area.left) / size, (area.bottom - area.top) / size
    parts += [text(area.left - 7, area.y(at) + 4, name, "tick", anchor="end") for at, name in ticks]
    for (i, j), n in sorted(counts.items()):
        tip = f"{counted(n, 'question')}: words {names[i]}, dense {names[j]}"
        x, y = area.x(i), area.y(j + 1)
        parts.append(cell(x + 1, y + 1, width - 2, height - 2, 0.12 + 0.88 * math.sqrt(n / most), tip))
        kind = "incell strong" if n > most / 4 else "incell"
        parts.append(text(x + width / 2, y + height / 2 + 4, f"{n:,}", kind, anchor="middle"))
    return svg("Rank of the answer in each index", parts)


def latencies(run: Run) -> str:
    """Draw how long answers take, in milliseconds on a logarithmic scale."""
    times = sorted(max(r.elapsed_ms, 0.1) for r in run.results)
    if not times:
        return ""
    low, high = times[0] / 1.15, times[-1] * 1.15
    area = frame((low, high), (0, 1), log_x=True)
    edges = np.geomspace(low, high, 31)
    counts = np.histogram(times, edges)[0]
    most = int(counts.max())
    area = Frame(area.x, frame((0, 1), (0, most * 1.15)).y)
    step = _round_step(most)
    ticks = [t for t in _nice_times() if low <= t <= high]
    ticks = ticks if len(ticks) > 1 else [round(times[0], 1), round(times[-1], 1)]
    parts = [
        axes(area, [(t, f"{t:g}") for t in ticks], [(n, f"{n:,}") for n in range(0, most + 1, step)],
             "milliseconds from question to answer", "questions"),
    ]  # fmt: skip
    for left, right, count in zip(edges, edges[1:], counts, strict=False):
        if count:
            x, y = area.x(float(left)) + 0.5, area.y(float(count))
            tip = f"{left:.1f} to {right:.1f} ms: {counted(int(count), 'question')}"
            parts.append(bar(x, y, area.x(float(right)) - x - 0.5, area.bottom - y, "ranked", tip))
    for share, name, above, turns in ((0.5, "median", 9, area.left + 95), (0.95, "95 %", 23, area.right - 75)):
        value = times[max(0, math.ceil(share * len(times)) - 1)]
        x = area.x(value)
        anchor = "end" if x > turns else "start"
        parts.append(vertical_line(area, x, "threshold"))
        parts.append(
            text(x + (-5 if anchor == "end" else 5), area.top + above, f"{name} {value:.0f} ms", "label strong",
                 anchor=anchor)
        )  # fmt: skip
    return svg("Milliseconds from question to answer", parts)


def _bin(rank: int | None) -> int:
    """Return the position of a rank in ``RANK_BINS``, or the one after the last."""
    return next((i for i, (_, high) in enumerate(RANK_BINS) if rank is not None and rank <= high), len(RANK_BINS))


def _drawable(results: Sequence[Result]) -> list[CurvePoint]:
    """Return the points of the curve that have enough answers."""
    return [point for point in curve(*confidence_and_right(results)) if point.coverage * len(results) >= MIN_ANSWERS]


def _band(results: Sequence[Result], grid: np.ndarray, draws: int = 200) -> tuple[list[float], list[float]]:
    """Return the 95 % bootstrap interval of accuracy at each coverage."""
    confidence, right = confidence_and_right(results)
    random = np.random.default_rng(BOOTSTRAP_SEED)
    rows = []
    for _ in range(draws):
        drawn = random.integers(0, len(results), len(results))
        points = curve(confidence[drawn], right[drawn])
        rows.append(np.interp(grid, [p.coverage for p in points], [p.accuracy for p in points]))
    low, high = np.percentile(np.array(rows), [2.5, 97.5], axis=0)
    return low.tolist(), high.tolist()


def _counts(confidences: Sequence[float]) -> list[int]:
    counts = [0] * BAR_COUNT
    for confidence in confidences:
        counts[min(int(confidence * BAR_COUNT), BAR_COUNT - 1)] += 1
    return counts


def _floor(value: float) -> float:
    """Return where an axis of shares begins: at a round tenth below all values, and never above 80 %."""
    return max(0.0, min(0.8, math.floor((value - 0.02) * 10) / 10))


def _round_step(most: int) -> int:
    """Return a round number that fits about four times into ``most``."""
    step = 10 ** math.floor(math.log10(max(most, 1)))
    for part in (0.2, 0.25, 0.5, 1, 2):
        if step * part >= 1 and float(step * part).is_integer() and most / (step * part) <= 4.5:
            return int(step * part)
    return max(1, int(step))


def _nice_times() -> list[float]:
    return [digit * 10.0**power for power in range(-1, 6) for digit in (1, 2, 5)]
