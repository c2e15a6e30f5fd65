"""Automatic numbers of paragraphs, as Word prints them: ``2.1``, ``b)``, ``§ 4``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from retrieval.parsing.pandoc.numbers import numeral
from retrieval.parsing.signs import BULLET
from retrieval.parsing.word.package import W
from retrieval.parsing.word.styles import Styles, value_of

_LEVELS = 9
_MAX_NUMBER = 10_000_000
_PLACE = re.compile("%([1-9])")


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level of a numbering is printed; ``pattern`` holds ``%1`` for the number of the first level."""

    start: int = 1
    style: str = "decimal"
    pattern: str = ""
    separator: str = " "
    restart: int | None = None
    in_digits: bool = False
    is_picture: bool = False


class Numbering:
    """Counts the paragraphs of each numbering, in the order in which they are asked for."""

    def __init__(self, root: Any | None, styles: Styles) -> None:
        self._styles = styles
        self._abstract: dict[str, Any] = {}
        self._numbers: dict[str, Any] = {}
        for element in root if root is not None else ():
            if element.tag == f"{W}abstractNum":
                self._abstract[element.get(f"{W}abstractNumId")] = element
            elif element.tag == f"{W}num":
                self._numbers[element.get(f"{W}numId")] = element
        self._levels: dict[str, dict[int, _Level]] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[tuple[str, int]] = set()

    def level_of_style(self, number: str, style_id: str | None) -> int:
        """Return the level that a numbering links to a paragraph style; 0 without one."""
        abstract = self._abstract_of(number)
        for element in abstract.iter(f"{W}lvl") if abstract is not None else ():
            if style_id is not None and value_of(element, "pStyle") == style_id:
                return _digits(element.get(f"{W}ilvl"), 0)
        return 0

    def next_label(self, number: str, level: int) -> str | None:
        """Return what is printed before the next paragraph of a numbering, with the space after it.

        It is empty where nothing is printed, and None when there is no such numbering. A level that the file does not
        describe, which each program prints in its own way, is numbered by its place: ``2.1``.
        """
        abstract = self._abstract_of(number)
        if abstract is None:
            return None
        levels = self._levels_of(number, abstract)
        here = levels.get(level) or _Level(pattern=".".join(f"%{place}" for place in range(1, level + 2)))
        counts = self._counts.setdefault(abstract.get(f"{W}abstractNumId"), [None] * _LEVELS)
        if (number, level) not in self._begun:
            self._begun.add((number, level))
            if (override := self._start_override(number, level)) is not None:
                counts[level] = override - 1
        before = counts[level]
        counts[level] = here.start if before is None else before + 1
        for below in range(level + 1, _LEVELS):
            restart = levels.get(below, _Level()).restart
            if restart != 0 and (restart is None or level < restart):
                counts[below] = None
        for above in range(level):
            if counts[above] is None:
                counts[above] = levels.get(above, _Level()).start
        if here.style == "bullet":
            return BULLET if here.pattern.strip() or here.is_picture else ""
        return self._printed(here, levels, counts)

    def _printed(self, here: _Level, levels: dict[int, _Level], counts: list[int | None]) -> str:
        def one(match: re.Match[str]) -> str:
            index = int(match[1]) - 1
            style = levels.get(index, _Level()).style
            if style == "none":
                return ""
            style = "decimal" if here.in_digits and style != "decimalZero" else style
            return numeral(counts[index] or 0, style)

        if here.style == "none" and "%" not in here.pattern and not here.pattern.strip():
            return ""
        label = _PLACE.sub(one, here.pattern).strip()
        return f"{label}{here.separator}" if label else ""

    def _abstract_of(self, number: str) -> Any | None:
        for _ in range(5):  # a numbering may stand for that of a style, and a damaged file for itself
            element = self._numbers.get(number)
            abstract = self._abstract.get(value_of(element, "abstractNumId") or "") if element is not None else None
            link = value_of(abstract, "numStyleLink")
            linked = self._styles.of(link).number if link is not None else None
            if linked is None:
                return abstract
            number = linked[0]
        return None

    def _levels_of(self, number: str, abstract: Any) -> dict[int, _Level]:
        if number not in self._levels:
            levels = {_digits(e.get(f"{W}ilvl"), 0): _level(e) for e in abstract.findall(f"{W}lvl")}
            for override in self._numbers[number].findall(f"{W}lvlOverride"):
                if (element := override.find(f"{W}lvl")) is not None:
                    levels[_digits(override.get(f"{W}ilvl"), 0)] = _level(element)
            self._levels[number] = levels
        return self._levels[number]

    def _start_override(self, number: str, level: int) -> int | None:
        for override in self._numbers[number].findall(f"{W}lvlOverride"):
            if _digits(override.get(f"{W}ilvl"), 0) == level:
                value = value_of(override, "startOverride")
                return None if value is None else _digits(value, 1)
        return None


def _level(element: Any) -> _Level:
    restart = value_of(element, "lvlRestart")
    is_picture = element.find(f"{W}lvlPicBulletId") is not None
    return _Level(
        start=_digits(value_of(element, "start"), 0),
        style="bullet" if is_picture else value_of(element, "numFmt") or "decimal",
        pattern=value_of(element, "lvlText") or "",
        separator="" if value_of(element, "suff") == "nothing" else " ",
        restart=None if restart is None else _digits(restart, 0),
        in_digits=element.find(f"{W}isLgl") is not None,
        is_picture=is_picture,
    )


def _digits(value: str | None, default: int) -> int:
    return min(int(value), _MAX_NUMBER) if value is not None and value.isdecimal() and len(value) < 20 else default
