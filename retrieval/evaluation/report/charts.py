"""A run → the plots that say how it went."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from statistics import mean

import numpy as np

from retrieval.evaluation.abstention import BINS, curve
from retrieval.evaluation.figures import SEED, judged
from retrieval.evaluation.measures import RECALLS
from retrieval.evaluation.report.plots import (
    Frame,
    axes,
    band,
    bar,
    cell,
    dot,
    frame,
    line,
    percent,
    shares,
    spread,
    svg,
    text,
    upright,
)
from retrieval.evaluation.results import Result, Run

NAMES = {"ranked": "Quoth", "dense": "dense only", "lexical": "words only", "before": "baseline"}
BARS = 20
RANKS = ((1, 1), (2, 2), (3, 3), (4, 5), (6, 10), (11, 100))
LEAST = 5
"""Answers that it takes for their accuracy to say something."""


def recall_by_k(results: Sequence[Result], before: Sequence[Result] = ()) -> str:
    """How much of what answers is found among the first k: all in all, and by each leg alone."""
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
    parts = [axes(area, [(k, str(k)) for k in RECALLS], shares(low), "passages or documents looked at, k", "recall@k")]
    places = [area.y(values[-1]) - 0.01 * (name == "ranked") for name, values in found.items()]
    ends = spread(places, 15, area.top + 4, area.bottom)
    for (name, values), end in zip(found.items(), ends, strict=True):
        points = [(area.x(k), area.y(value)) for k, value in zip(RECALLS, values, strict=True)]
        parts.append(line(points, name))
        parts += [
            dot(x, y, name, f"{NAMES[name]}, recall@{k}: {value:.3f}")
            for (x, y), k, value in zip(points, RECALLS, values, strict=True)
        ]
        parts.append(text(area.right + 9, end + 4, NAMES[name], f"label {name}"))
    return svg("Recall by the number of passages looked at", parts)


def coverage_accuracy(run: Run, before: Sequence[Result] = ()) -> str:
    """How right what is answered is, for every threshold: the more is answered, the less of it."""
    points = [p for p in curve(*judged(run.results)) if p.coverage * len(run.results) >= LEAST]
    if not points:
        return ""
    there = [p for p in curve(*judged(before)) if p.coverage * len(before) >= LEAST] if before else []
    grid = np.linspace(points[0].coverage, 1, 60)
    lower, upper = _band(run.results, grid)
    low = _floor(min([*lower, *(p.accuracy for p in there)]))
    area = frame((0, 1), (low, 1))
    shown = [(area.x(p.coverage), area.y(p.accuracy)) for p in points]
    parts = [
        axes(area, shares(0), shares(low), "coverage: questions that are answered", "accuracy of the answers"),
        band(
            [(area.x(at), area.y(v)) for at, v in zip(grid, lower, strict=True)],
            [(area.x(at), area.y(v)) for at, v in zip(grid, upper, strict=True)],
            "ranked",
        ),
    ]
    if there:
        parts.append(line([(area.x(p.coverage), area.y(p.accuracy)) for p in there], "before"))
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
    here = [p for p in points if p.confidence >= run.threshold]
    if here:
        x, y = area.x(here[-1].coverage), area.y(here[-1].accuracy)
        tip = f"Threshold: {percent(here[-1].coverage)} answered, {percent(here[-1].accuracy)} of it right"
        is_right = here[-1].coverage > 0.4
        words, anchor = f"threshold {percent(run.threshold)}", "end" if is_right else "start"
        parts.append(dot(x, y, "mark", tip, radius=5.5))
        parts.append(
            text(x + (-8 if is_right else 9), y + (18 if is_right else -12), words, "label strong", anchor=anchor)
        )
    return svg("Accuracy by coverage", parts)


def confidences(run: Run) -> str:
    """How confident answers are where there is something to say, upwards, and where there is nothing, downwards."""
    up = _counts([r.confidence for r in run.results if r.answerable])
    down = _counts([r.confidence for r in run.results if not r.answerable])
    most = max(max(up), max(down), 1)
    reach = max(down)
    area = frame((0, 1), (-max(reach + most * 0.25, most * 0.3) if reach else 0, max(max(up) * 1.2, most * 0.3)))
    step = _round_step(most)
    counts = range(-(reach // step) * step, max(up) + 1, step)
    parts = [axes(area, shares(0), [(n, f"{abs(n):,}") for n in counts], "confidence", "questions")]
    width = (area.right - area.left) / BARS
    for i in range(BARS):
        x, between = area.left + i * width + 0.75, f"{percent(i / BARS)} to {percent((i + 1) / BARS)}"
        for count, kind, name in ((up[i], "yes", "answerable"), (-down[i], "no", "not in the sources")):
            if count:
                ends = sorted((area.y(0), area.y(count)))
                parts.append(bar(x, ends[0], width - 1.5, ends[1] - ends[0], kind, f"{between}: {abs(count):,} {name}"))
    zero = area.y(0)
    at = area.x(run.threshold)
    parts.append(f'<line class="axis" x1="{area.left}" x2="{area.right}" y1="{zero:.1f}" y2="{zero:.1f}"/>')
    parts.append(upright(area, at, "threshold"))
    is_right = run.threshold > 0.5
    anchor = "end" if is_right else "start"
    words = f"threshold {percent(run.threshold)}"
    parts.append(text(at + (-5 if is_right else 5), area.top + 5, words, "label strong", anchor=anchor))
    parts.append(text(area.right, area.top + 5, "answerable ↑", "label yes", anchor="end"))
    if reach:
        parts.append(text(area.right, area.bottom - 6, "not in the sources ↓", "label no", anchor="end"))
    return svg("Confidence of answerable and of unanswerable questions", parts)


def calibration(run: Run) -> str:
    """Whether confidence is what it says: the share of first quotes that answer, by confidence."""
    area = frame((0, 1), (0, 1))
    parts = [
        axes(area, shares(0), shares(0), "confidence", "first quotes that answer"),
        line([(area.x(0), area.y(0)), (area.x(1), area.y(1))], "ideal"),
    ]
    rows = [(r.confidence, r.answerable and bool(r.first)) for r in run.results]
    points = []
    for i in range(BINS):
        inside = [row for row in rows if min(int(row[0] * BINS), BINS - 1) == i]
        if inside:
            points.append((mean(c for c, _ in inside), sum(right for _, right in inside) / len(inside), len(inside)))
    most = max((n for *_, n in points), default=1)
    parts.append(line([(area.x(c), area.y(share)) for c, share, _ in points], "ranked thin"))
    parts += [
        dot(
            area.x(c),
            area.y(share),
            "ranked",
            f"{n:,} questions at {percent(c)} on average: {percent(share)} right",
            radius=3 + 6 * math.sqrt(n / most),
        )
        for c, share, n in points
    ]
    return svg("Share of right first quotes by confidence", parts)


def which_leg(results: Sequence[Result]) -> str:
    """How many questions have their answer at which rank of each leg."""
    rows = [
        (r.lexical_rank, r.dense_rank) for r in results if r.dense_rank or r.lexical_rank or r.failure == "not found"
    ]
    if not rows:
        return ""
    size = len(RANKS) + 1
    counts = Counter((_bin(lexical), _bin(dense)) for lexical, dense in rows)
    most = max(counts.values())
    area = frame((0, size), (0, size))
    names = [*(low if low == high else f"{low}–{high}" for low, high in RANKS), "none"]
    ticks = [(i + 0.5, str(name)) for i, name in enumerate(names)]
    parts = [axes(area, ticks, [], "rank of the answer among words only", "rank of the answer, dense only")]
    width, height = (area.right - area.left) / size, (area.bottom - area.top) / size
    parts += [text(area.left - 7, area.y(at) + 4, name, "tick", anchor="end") for at, name in ticks]
    for (i, j), n in sorted(counts.items()):
        tip = f"{n:,} questions: words {names[i]}, dense {names[j]}"
        x, y = area.x(i), area.y(j + 1)
        parts.append(cell(x + 1, y + 1, width - 2, height - 2, 0.12 + 0.88 * math.sqrt(n / most), tip))
        kind = "incell strong" if n > most / 4 else "incell"
        parts.append(text(x + width / 2, y + height / 2 + 4, f"{n:,}", kind, anchor="middle"))
    return svg("Rank of the answer among each leg's passages", parts)


def latencies(run: Run) -> str:
    """How long answers take, in milliseconds on a logarithmic scale."""
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
            tip = f"{left:.1f} to {right:.1f} ms: {count:,} questions"
            parts.append(bar(x, y, area.x(float(right)) - x - 0.5, area.bottom - y, "ranked", tip))
    for share, name, above, turns in ((0.5, "median", 9, area.left + 95), (0.95, "95 %", 23, area.right - 75)):
        value = times[max(0, math.ceil(share * len(times)) - 1)]
        x = area.x(value)
        anchor = "end" if x > turns else "start"
        parts.append(upright(area, x, "threshold"))
        parts.append(
            text(x + (-5 if anchor == "end" else 5), area.top + above, f"{name} {value:.0f} ms", "label strong",
                 anchor=anchor)
        )  # fmt: skip
    return svg("Milliseconds from question to answer", parts)


def _bin(rank: int | None) -> int:
    """Return the place of a rank in ``RANKS``, or behind them."""
    return next((i for i, (_, high) in enumerate(RANKS) if rank is not None and rank <= high), len(RANKS))


def _band(results: Sequence[Result], grid: np.ndarray, draws: int = 200) -> tuple[list[float], list[float]]:
    """Return the 95 % bootstrap interval of accuracy at each coverage."""
    confidence, right = judged(results)
    random = np.random.default_rng(SEED)
    rows = []
    for _ in range(draws):
        drawn = random.integers(0, len(results), len(results))
        points = curve(confidence[drawn], right[drawn])
        rows.append(np.interp(grid, [p.coverage for p in points], [p.accuracy for p in points]))
    low, high = np.percentile(np.array(rows), [2.5, 97.5], axis=0)
    return low.tolist(), high.tolist()


def _counts(confidences: Sequence[float]) -> list[int]:
    counts = [0] * BARS
    for confidence in confidences:
        counts[min(int(confidence * BARS), BARS - 1)] += 1
    return counts


def _floor(value: float) -> float:
    """Where an axis of shares begins: at a round tenth below all values, and never above 80 %."""
    return max(0.0, min(0.8, math.floor((value - 0.02) * 10) / 10))


def _round_step(most: int) -> int:
    """A round number of which about four fit below ``most``."""
    step = 10 ** math.floor(math.log10(max(most, 1)))
    for part in (0.2, 0.25, 0.5, 1, 2):
        if step * part >= 1 and float(step * part).is_integer() and most / (step * part) <= 4.5:
            return int(step * part)
    return max(1, int(step))


def _nice_times() -> list[float]:
    return [digit * 10.0**power for power in range(-1, 6) for digit in (1, 2, 5)]
