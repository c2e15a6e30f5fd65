"""A map of the passages → its picture: coloured by document, with the questions laid over it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from statistics import median

from retrieval.evaluation.report.plots import as_html, percent, svg, text, tip_attribute
from retrieval.evaluation.report.projecting import PassageMap
from retrieval.evaluation.results import Result

WIDTH, HEIGHT, MARGIN = 900, 600, 34
COLOUR_COUNT = 8
MAX_GROUPS = 2 * COLOUR_COUNT
"""Every colour is used twice: for circles and for squares."""
OTHERS = "others"
MIN_GROUP_PASSAGES = 5
"""Where there are more documents than colours, a group with fewer passages gets none."""
GROUP_RADIUS_UNITS = 110
"""Passages of a group that are no farther than this from its middle, in units of the map, lie together."""
MARK_LIMIT = 400
"""Where there are more, they are drawn smaller."""


def passage_picture(passage_map: PassageMap) -> str:
    """Return the map and its key."""
    groups = _groups([path for _, path, _, _ in passage_map.passages], passage_map.names)
    parts = [_passage(stored.passage.text, path, *_at(x, y), _number(groups, path))
             for stored, path, x, y in passage_map.passages]  # fmt: skip
    parts += [_question(result, *_at(x, y)) for result, x, y in passage_map.questions]
    parts.append(_labels(passage_map, groups))
    kind = "plot many" if len(passage_map.passages) + len(passage_map.questions) > MARK_LIMIT else "plot"
    return svg("Map of passages and questions", parts, width=WIDTH, height=HEIGHT, kind=kind) + _key(
        groups, passage_map
    )


def _at(x: float, y: float) -> tuple[float, float]:
    return MARGIN + x * (WIDTH - 2 * MARGIN), HEIGHT - MARGIN - y * (HEIGHT - 2 * MARGIN)


def _groups(paths: Sequence[str], names: Mapping[str, str]) -> dict[str, str]:
    """Return the group of each document: itself, its folder, a name that several share, or the others."""
    counts = Counter(paths)
    if len(counts) <= MAX_GROUPS:
        return {path: path for path in counts}
    folders = {path: PurePosixPath(path).parts[0] if "/" in path else OTHERS for path in counts}
    if 1 < len(set(folders.values())) <= MAX_GROUPS:
        return folders
    shared = Counter(names[path] for path in paths)
    largest = {name for name, n in shared.most_common(MAX_GROUPS - 1) if n >= MIN_GROUP_PASSAGES}
    return {path: names[path] if names[path] in largest else OTHERS for path in counts}


def _number(groups: Mapping[str, str], path: str) -> int | None:
    names = _ordered(groups)
    return None if groups[path] == OTHERS else names.index(groups[path])


def _ordered(groups: Mapping[str, str]) -> list[str]:
    return sorted(set(groups.values()) - {OTHERS})


def _style(number: int | None) -> str:
    return "other" if number is None else f"colour{number % COLOUR_COUNT}"


def _passage(words: str, path: str, x: float, y: float, number: int | None) -> str:
    attributes = (
        f'class="passage {_style(number)}" data-group="{number}"{tip_attribute(words)} data-sub="{as_html(path)}"'
    )
    if number is not None and number >= COLOUR_COUNT:
        return f'<rect {attributes} x="{x - 4.4:.1f}" y="{y - 4.4:.1f}" width="8.8" height="8.8"/>'
    return f'<circle {attributes} cx="{x:.1f}" cy="{y:.1f}" r="5"/>'


def _question(result: Result, x: float, y: float) -> str:
    done = "answered" if result.answered else "refused"
    state = "wrong" if result.failure else "right"
    sub = result.why() or f"{done} at {percent(result.confidence)}, rightly"
    shape = (
        f'<path d="M{x - 5:.1f} {y - 5:.1f}l10 10m0 -10l-10 10"/>'
        if result.failure
        else f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.4"/>'
    )
    ground = f'<circle class="ground" cx="{x:.1f}" cy="{y:.1f}" r="8"/>'
    attributes = f'class="question {state}"{tip_attribute("? " + result.question)} data-sub="{as_html(sub)}"'
    return f"<g {attributes}>{ground}{shape}</g>"


def _labels(passage_map: PassageMap, groups: Mapping[str, str]) -> str:
    """Return the names of the groups that lie together, the largest first, as far as there is room."""
    parts: list[str] = []
    taken: list[tuple[float, float, float]] = []
    sizes = Counter(groups[path] for _, path, _, _ in passage_map.passages)
    for name in sorted(_ordered(groups), key=lambda name: -sizes[name]):
        spots = [_at(x, y) for _, path, x, y in passage_map.passages if groups[path] == name]
        x, middle = median(x for x, _ in spots), median(y for _, y in spots)
        near = [
            spot
            for spot in spots
            if abs(spot[0] - x) < GROUP_RADIUS_UNITS and abs(spot[1] - middle) < GROUP_RADIUS_UNITS
        ]
        if 3 * len(near) < 2 * len(spots):
            continue
        x, y, half = min(max(x, 90.0), WIDTH - 90.0), max(min(y for _, y in near) - 11, 14), 4.0 * len(_short(name))
        if all(abs(x - other) > half + wide or abs(y - height) > 16 for other, height, wide in taken):
            taken.append((x, y, half))
            parts.append(text(x, y, _short(name), "maplabel", anchor="middle"))
    return "".join(parts)


def _short(name: str) -> str:
    last = PurePosixPath(name).name
    return last if len(last) <= 32 else last[:31] + "…"


def _key(groups: Mapping[str, str], passage_map: PassageMap) -> str:
    wrong = sum(result.failure is not None for result, _, _ in passage_map.questions)
    entries = [
        f'<button type="button" class="chip" data-marks="right" aria-pressed="true">'
        f'<svg viewBox="0 0 12 12"><g class="question right"><circle cx="6" cy="6" r="3.4"/></g></svg>'
        f"{len(passage_map.questions) - wrong:,} questions that went well</button>",
        f'<button type="button" class="chip" data-marks="wrong" aria-pressed="true">'
        f'<svg viewBox="0 0 12 12"><g class="question wrong"><path d="M1 1l10 10m0 -10l-10 10"/></g></svg>'
        f"{wrong:,} that did not</button>",
    ]
    names = [(number, name) for number, name in enumerate(_ordered(groups))]
    for number, name in [*names, *([(None, OTHERS)] if OTHERS in groups.values() else [])]:
        shape = (
            '<rect x="1.6" y="1.6" width="8.8" height="8.8"/>'
            if number is not None and number >= COLOUR_COUNT
            else '<circle cx="6" cy="6" r="5"/>'
        )
        entries.append(
            f'<button type="button" class="chip" data-show="{number}" aria-pressed="true">'
            f'<svg viewBox="0 0 12 12"><g class="passage {_style(number)}">{shape}</g></svg>'
            f"{as_html(_short(name))}</button>"
        )
    return f'<div class="key">{"".join(entries)}</div>'
