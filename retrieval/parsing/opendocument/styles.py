"""The styles of an OpenDocument text: what they mean for letters, paragraphs and lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from retrieval.parsing.pandoc.numbers import numeral
from retrieval.parsing.signs import BULLET
from retrieval.parsing.word.styles import NO_HEADINGS, TITLE_NAMES, Looks

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_MAX_DEPTH = 20
_MAX_LEVELS = 10
_FORMATS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_DEFAULT_HALF_POINTS = 24  # 12 pt, which LibreOffice begins with
_CODE = re.compile(r"preformatted.text|source.(?:text|code)|code", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TextStyle:
    """What a style means: ``name`` is in lower case, ``level`` 0 for the title, 1 to 9 for a heading, else None."""

    name: str = ""
    looks: Looks = field(default_factory=Looks)
    level: int | None = None
    list_style: str | None = None
    is_code: bool = False


@dataclass(frozen=True, slots=True)
class _ListLevel:
    """How a level of a list is printed; without a ``style`` it is a bullet, which is ``suffix``."""

    style: str | None
    prefix: str
    suffix: str
    start: int
    shown_levels: int


class TextStyles:
    """The styles of a document; ``roots`` are those of its ``styles.xml`` and ``content.xml``, either may be None."""

    def __init__(self, *roots: Any | None) -> None:
        self._elements: dict[tuple[str, str], Any] = {}
        self._lists: dict[str, dict[int, _ListLevel]] = {}
        self._known: dict[tuple[str, str | None], TextStyle] = {}
        self._default = Looks(size=_DEFAULT_HALF_POINTS)
        self.master_pages = {"Standard"}
        for root in (root for root in roots if root is not None):
            for element in root.iter(f"{STYLE}style"):
                self._elements[element.get(f"{STYLE}family", ""), element.get(f"{STYLE}name", "")] = element
                self.master_pages.add(element.get(f"{STYLE}master-page-name") or "Standard")
            for element in root.iter(f"{STYLE}default-style"):
                if element.get(f"{STYLE}family") == "paragraph":
                    self._default = _looks(element.find(f"{STYLE}text-properties")).over(self._default)
            for element in root.iter(f"{TEXT}list-style"):
                self._lists[element.get(f"{STYLE}name", "")] = dict(_list_levels(element))
            for element in root.iter(f"{TEXT}outline-style"):
                self._lists[""] = dict(_list_levels(element))

    def of(self, name: str | None, family: str = "paragraph") -> TextStyle:
        """Return what a style means, with what it takes from its parents."""
        if (family, name) not in self._known:
            found = self._resolved(name, family)
            if family == "paragraph":
                found = replace(found, looks=found.looks.over(self._default))
            self._known[family, name] = found
        return self._known[family, name]

    def label(self, list_style: str, counts: list[int], level: int) -> str | None:
        """Return what is printed before an item whose numbers are ``counts``; None when the list has no such level."""
        levels = self._lists.get(list_style, {})
        here = levels.get(level)
        if here is None:
            return None
        if here.style is None:
            return here.suffix
        if not here.style:
            return ""
        first = max(0, level + 1 - here.shown_levels)
        numbers = [
            numeral(counts[index], levels[index].style or "decimal")
            for index in range(first, level + 1)
            if index in levels and levels[index].style
        ]
        return f"{here.prefix}{'.'.join(numbers)}{here.suffix} "

    def start(self, list_style: str, level: int) -> int:
        """Return the first number of a level of a list."""
        here = self._lists.get(list_style, {}).get(level)
        return here.start if here is not None else 1

    def _resolved(self, name: str | None, family: str) -> TextStyle:
        plain = (name or "").replace("_20_", " ").lower()
        found = TextStyle(name=plain, level=0 if plain in TITLE_NAMES else None)
        if (family, name or "") in self._elements:
            found = TextStyle()
        is_settled = found.level is not None  # whether a style nearer than the next one says if it is a heading
        for _ in range(_MAX_DEPTH):  # a damaged file may base styles on each other in a circle
            element = self._elements.get((family, name or ""))
            if element is None:
                break
            shown = (element.get(f"{STYLE}display-name") or name or "").replace("_20_", " ").lower()
            outline = element.get(f"{STYLE}default-outline-level")
            is_settled = is_settled or found.name in NO_HEADINGS
            level = found.level
            if not is_settled:
                level = 0 if shown in TITLE_NAMES else int(outline) if outline in tuple("123456789") else None
                is_settled = level is not None or outline == ""
            properties = element.find(f"{STYLE}text-properties")
            is_automatic = re.fullmatch(r"[pt]\d+", shown) is not None
            found = replace(
                found,
                name=found.name or ("" if is_automatic else shown),
                looks=found.looks.over(_looks(properties)),
                level=level,
                list_style=found.list_style or element.get(f"{STYLE}list-style-name") or None,
                is_code=found.is_code or _CODE.fullmatch(shown) is not None,
            )
            name = element.get(f"{STYLE}parent-style-name")
        return found


def _looks(properties: Any | None) -> Looks:
    if properties is None:
        return Looks()
    display, weight = properties.get(f"{TEXT}display"), properties.get(f"{_FO}font-weight")
    line = properties.get(f"{STYLE}text-line-through-style") or properties.get(f"{STYLE}text-line-through-type")
    size = re.fullmatch(r"(\d{1,3}(?:\.\d+)?)pt", properties.get(f"{_FO}font-size") or "")
    return Looks(
        hidden=None if display is None else display == "none",
        struck=None if line is None else line != "none",
        bold=None if weight is None else weight == "bold" or weight >= "600",
        size=round(2 * float(size[1])) if size else None,
        raised=_raised(properties.get(f"{STYLE}text-position")),
    )


def _raised(position: str | None) -> str | None:
    if not position:
        return None
    height = position.split()[0]
    if height in ("super", "sub"):
        return "superscript" if height == "super" else "subscript"
    number = re.fullmatch(r"(-?)(\d+)(?:\.\d+)?%", height)
    if number is None or int(number[2]) == 0:
        return "baseline"
    return "subscript" if number[1] else "superscript"


def _bullet(level: Any) -> str:
    character = level.get(f"{TEXT}bullet-char")
    return BULLET if character is None or character.strip() else ""


def _list_levels(element: Any) -> Iterator[tuple[int, _ListLevel]]:
    for child in element:
        level, start, shown = (child.get(f"{TEXT}{name}") or "" for name in ("level", "start-value", "display-levels"))
        if not level.isdecimal() or not 1 <= int(level[:3]) <= _MAX_LEVELS:
            continue
        is_number = child.tag in (f"{TEXT}list-level-style-number", f"{TEXT}outline-level-style")
        number_format = child.get(f"{STYLE}num-format") or ""
        yield (
            int(level) - 1,
            _ListLevel(
                (_FORMATS.get(number_format, "decimal") if number_format else "") if is_number else None,
                child.get(f"{STYLE}num-prefix") or "",
                (child.get(f"{STYLE}num-suffix") or "") if is_number else _bullet(child),
                int(start) if start.isdecimal() and len(start) < 9 else 1,
                int(shown) if shown.isdecimal() and len(shown) < 3 else 1,
            ),
        )
