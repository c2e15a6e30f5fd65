"""What the styles of a Word document mean, each resolved through the styles that it is based on."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from retrieval.parsing.word.package import W

_Value = TypeVar("_Value")

TITLE_NAMES = frozenset(("title", "titel", "titre", "título", "titolo", "tittel", "otsikko", "tytuł", "название"))
NO_HEADINGS = frozenset(
    ("subtitle", "author", "date", "caption", "signature", "closing", "salutation", "bibliography", "header", "footer")
)
"""Styles whose paragraphs are no headings, whatever they are based on and however they look."""

_HEADING = re.compile(
    r"(?:heading|überschrift|titre|título|titolo|kop|rubrik|overskrift|otsikko|nagłówek|заголовок|标题|標題|見出し)"
    r" ?([1-9])",
    re.IGNORECASE,
)
_CODE = re.compile(r"source ?code|code|code ?block|html preformatted|preformatted ?text|listing", re.IGNORECASE)
_CONTENTS = re.compile(r"toc (?:[1-9]|heading)|table of figures|contents (?:[1-9]|heading)", re.IGNORECASE)
_OFF = frozenset(("0", "false", "off", "none"))
_MAX_DEPTH = 20


@dataclass(frozen=True, slots=True)
class Looks:
    """How letters look; None where it is not said. ``size`` is in half points."""

    hidden: bool | None = None
    struck: bool | None = None
    bold: bool | None = None
    size: int | None = None
    raised: str | None = None
    font: str | None = None

    def over(self, below: Looks) -> Looks:
        """Return these looks where they say something, else those ``below``."""
        return Looks(
            hidden=_first(self.hidden, below.hidden),
            struck=_first(self.struck, below.struck),
            bold=_first(self.bold, below.bold),
            size=_first(self.size, below.size),
            raised=_first(self.raised, below.raised),
            font=_first(self.font, below.font),
        )


@dataclass(frozen=True, slots=True)
class Style:
    """What a style means for a paragraph.

    ``level`` is 0 for the title, 1 to 9 for a heading, None for text. ``number`` is (id of its numbering, level or
    None); ``name`` is in lower case.
    """

    name: str = ""
    level: int | None = None
    number: tuple[str, int | None] | None = None
    is_list: bool = False
    is_code: bool = False
    is_contents: bool = False
    looks: Looks = Looks()


class Styles:
    """The styles of a document by id."""

    def __init__(self, root: Any | None) -> None:
        elements = [] if root is None else list(root.iter(f"{W}style"))
        self._elements = {element.get(f"{W}styleId"): element for element in elements}
        defaults = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr") if root is not None else None
        self._defaults = looks_of(defaults)
        self._default_id = next(
            (e.get(f"{W}styleId") for e in elements if e.get(f"{W}type") == "paragraph" and _is_on(e, f"{W}default")),
            None,
        )
        self._known: dict[str | None, Style] = {}

    def of(self, style_id: str | None) -> Style:
        """Return what a style means; that of the default paragraph style for None."""
        style_id = self._default_id if style_id is None or style_id not in self._elements else style_id
        if style_id not in self._known:
            style = self._resolved(style_id)
            self._known[style_id] = replace(style, looks=style.looks.over(self._defaults))
        return self._known[style_id]

    def looks_of_letters(self, style_id: str | None) -> Looks:
        """Return the looks that a style of characters gives."""
        key = f"letters {style_id}"
        if key not in self._known:
            self._known[key] = self._resolved(style_id)
        return self._known[key].looks

    def _resolved(self, style_id: str | None) -> Style:
        found = Style()
        for depth in range(_MAX_DEPTH):  # a damaged file may base styles on each other in a circle
            element = self._elements.get(style_id)
            if element is None:
                break
            name = (value_of(element, "name") or "").lower()
            is_text = found.name in NO_HEADINGS or found.level is not None or found.number is not None or found.is_list
            properties = element.find(f"{W}pPr")
            number, outline = number_of(properties), value_of(properties, "outlineLvl")
            found = Style(
                found.name if depth else name,
                found.level if is_text else _level(name, outline),
                found.number or number,
                found.is_list or name.startswith("list"),
                found.is_code or _CODE.fullmatch(name) is not None,
                found.is_contents or _CONTENTS.fullmatch(name) is not None,
                found.looks.over(looks_of(element.find(f"{W}rPr"))),
            )
            style_id = value_of(element, "basedOn")
        return found


def looks_of(properties: Any | None) -> Looks:
    """Return what properties of letters (``w:rPr``) say."""
    if properties is None or not len(properties):
        return Looks()
    size = value_of(properties, "sz") or ""
    raised = value_of(properties, "vertAlign")
    fonts = properties.find(f"{W}rFonts")
    struck = [on for name in ("strike", "dstrike") if (on := _switch(properties, name)) is not None]
    return Looks(
        hidden=_switch(properties, "vanish"),
        struck=any(struck) if struck else None,
        bold=_switch(properties, "b"),
        size=int(size) if size.isdecimal() and len(size) < 5 else None,
        raised=raised if raised in ("superscript", "subscript", "baseline") else None,
        font=fonts.get(f"{W}ascii") if fonts is not None else None,
    )


def number_of(properties: Any | None) -> tuple[str, int | None] | None:
    """Return the numbering that properties of a paragraph name: its id, and its level where they say it."""
    number = properties.find(f"{W}numPr") if properties is not None else None
    if number is None:
        return None
    identity, level = value_of(number, "numId"), value_of(number, "ilvl") or ""
    return (identity, int(level) if level in tuple("012345678") else None) if identity is not None else None


def value_of(parent: Any | None, name: str) -> str | None:
    """Return the value of a child element of Word's namespace."""
    child = parent.find(f"{W}{name}") if parent is not None else None
    return child.get(f"{W}val") if child is not None else None


def outline_level(value: str | None) -> int | None:
    """Return the level of a heading, 1 to 9, for an outline level, ``"0"`` to ``"8"``; None for body text."""
    return int(value) + 1 if value is not None and value in tuple("012345678") else None


def _level(name: str, outline: str | None) -> int | None:
    if name in TITLE_NAMES:
        return 0
    match = _HEADING.fullmatch(name)
    return int(match[1]) if match is not None else outline_level(outline)


def _switch(parent: Any, name: str) -> bool | None:
    child = parent.find(f"{W}{name}")
    return None if child is None else _is_on(child, f"{W}val", missing="1")


def _is_on(element: Any, attribute: str, *, missing: str = "0") -> bool:
    return str(element.get(attribute, missing)).lower() not in _OFF


def _first(above: _Value | None, below: _Value | None) -> _Value | None:
    return below if above is None else above
