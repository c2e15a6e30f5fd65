"""Numbers → plots in SVG, drawn so that the page's style sheet colours them for either theme.

Every plot is a string, 420 units wide. A mark has its values in ``data-tip``, to show them under the pointer.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 420, 280
LEFT, RIGHT, TOP, BOTTOM = 44, 14, 34, 42

Point = tuple[float, float]
Scale = Callable[[float], float]
Ticks = Sequence[tuple[float, str]]


@dataclass(frozen=True, slots=True)
class Frame:
    """The area that data is drawn in: its scales, from data to units of the plot, and its borders, in those units."""

    x: Scale
    y: Scale
    left: float = LEFT
    right: float = WIDTH - RIGHT
    top: float = TOP
    bottom: float = HEIGHT - BOTTOM


def frame(
    x: tuple[float, float], y: tuple[float, float], *, log_x: bool = False, right: float = RIGHT, top: float = TOP
) -> Frame:
    """Return a frame for data from x[0] to x[1] and y[0] to y[1]; ``right`` and ``top`` are margins."""
    low, high = (math.log(x[0]), math.log(x[1])) if log_x else x

    def to_x(value: float) -> float:
        at = math.log(value) if log_x else value
        return LEFT + (at - low) / (high - low) * (WIDTH - LEFT - right)

    def to_y(value: float) -> float:
        return HEIGHT - BOTTOM - (value - y[0]) / (y[1] - y[0]) * (HEIGHT - BOTTOM - top)

    return Frame(to_x, to_y, right=WIDTH - right, top=top)


def svg(title: str, parts: Iterable[str], *, width: int = WIDTH, height: int = HEIGHT, kind: str = "plot") -> str:
    """Return a whole plot; ``title`` describes it to those who cannot see it."""
    return (
        f'<svg class="{kind}" viewBox="0 0 {width} {height}" role="img" aria-label="{escape(title)}">'
        f"{''.join(parts)}</svg>"
    )


def axes(area: Frame, x_ticks: Ticks, y_ticks: Ticks, x_title: str, y_title: str) -> str:
    """Return a light line across for each y tick, the ticks' labels and the axes' titles."""
    parts = []
    for value, label in y_ticks:
        y = area.y(value)
        parts.append(f'<line class="grid" x1="{area.left:.1f}" x2="{area.right:.1f}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(text(area.left - 7, y + 4, label, "tick", anchor="end"))
    parts.append(
        f'<line class="axis" x1="{area.left:.1f}" x2="{area.right:.1f}" y1="{area.bottom:.1f}" y2="{area.bottom:.1f}"/>'
    )
    parts += [text(area.x(value), area.bottom + 16, label, "tick", anchor="middle") for value, label in x_ticks]
    parts.append(text((area.left + area.right) / 2, HEIGHT - 6, x_title, "title", anchor="middle"))
    parts.append(text(4, 12, y_title, "title"))
    return "".join(parts)


def text(x: float, y: float, words: str, kind: str = "label", *, anchor: str = "start") -> str:
    """Return words with their start, middle or end at (x, y)."""
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{as_html(words)}</text>'


def line(points: Sequence[Point], kind: str) -> str:
    """Return a line through points in units of the plot."""
    return f'<polyline class="line {kind}" points="{_listed(points)}"/>'


def band(lower: Sequence[Point], upper: Sequence[Point], kind: str) -> str:
    """Return the area between two lines."""
    return f'<polygon class="band {kind}" points="{_listed([*upper, *reversed(lower)])}"/>'


def dot(x: float, y: float, kind: str, tip: str = "", *, radius: float = 3.5) -> str:
    """Return a dot, which shows its tip if it has one."""
    return f'<circle class="dot {kind}" cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"{tip_attribute(tip)}/>'


def bar(x: float, y: float, width: float, height: float, kind: str, tip: str) -> str:
    """Return a bar whose upper left corner is at (x, y)."""
    return (
        f'<rect class="bar {kind}" x="{x:.1f}" y="{y:.1f}" width="{max(width, 0.5):.1f}" height="{height:.1f}"'
        f"{tip_attribute(tip)}/>"
    )


def cell(x: float, y: float, width: float, height: float, strength: float, tip: str) -> str:
    """Return one cell of a heat map; ``strength`` in [0, 1]."""
    return (
        f'<rect class="cell" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="3" '
        f'fill-opacity="{strength:.2f}"{tip_attribute(tip)}/>'
    )


def vertical_line(area: Frame, x: float, kind: str) -> str:
    """Return a line from the bottom to the top of an area."""
    return f'<line class="{kind}" x1="{x:.1f}" x2="{x:.1f}" y1="{area.top:.1f}" y2="{area.bottom:.1f}"/>'


def tip_attribute(tip: str) -> str:
    """Return the attribute that makes a mark show ``tip`` under the pointer, or nothing without a tip."""
    return f' data-tip="{as_html(tip)}"' if tip else ""


def spread(places: Sequence[float], apart: float, low: float, high: float) -> list[float]:
    """Return the places, moved apart so that labels there do not overlap: in the same order, between low and high."""
    order = sorted(range(len(places)), key=lambda i: places[i])
    moved = [places[i] for i in order]
    for _ in range(50):
        for i in range(len(moved) - 1):
            gap = apart - (moved[i + 1] - moved[i])
            if gap > 1e-6:
                moved[i], moved[i + 1] = moved[i] - gap / 2, moved[i + 1] + gap / 2
        if moved:
            down, up = max(0.0, low - moved[0]), max(0.0, moved[-1] - high)
            moved = [place + down - up for place in moved]
    result = [0.0] * len(places)
    for i, place in zip(order, moved, strict=True):
        result[i] = place
    return result


def percent_ticks(low: float, high: float = 1.0) -> Ticks:
    """Return about five ticks in percent between two shares."""
    step = next(s for s in (0.01, 0.02, 0.05, 0.1, 0.2, 0.25) if (high - low) / s <= 5.01 or s == 0.25)
    count = round((high - low) / step)
    return [(low + i * step, percent(low + i * step)) for i in range(count + 1)]


def percent(share: float) -> str:
    """Return a share in percent: ``"35 %"``."""
    return f"{share * 100:.0f} %"


def counted(n: int, noun: str) -> str:
    """Return a number of things for people: ``"1 question"``, ``"1,204 questions"``."""
    return f"{n:,} {noun}{'' if n == 1 else 's'}"


def _listed(points: Iterable[Point]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


_CONTROL = {code: chr(0x2400 + code) for code in range(32) if chr(code) not in "\t\n"} | {0x7F: "␡"}
_CONTROL |= dict.fromkeys((*range(128, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A)), "�")


def as_html(words: str) -> str:
    """Return words of a document or a person as HTML; characters that control the display are shown as symbols."""
    return escape(words.translate(_CONTROL))
