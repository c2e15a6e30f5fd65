"""What a page of a PDF draws besides text: rules, filled places, pictures, and the comments pinned to it."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

_RULE_POINTS = 3.0
_WHITE = 250
_MAX_OBJECTS = 200_000
_MAX_COMMENTS = 10_000

Box = tuple[float, float, float, float]
"""Left, bottom, right and top, in points; heights grow upwards."""


class Rule(NamedTuple):
    """A thin line or bar: horizontal where it is wider than high."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def is_horizontal(self) -> bool:
        """Whether it runs from left to right."""
        return self.right - self.left >= self.top - self.bottom


class Drawings(NamedTuple):
    """``fills`` are the places that a picture or a colour other than white covers."""

    rules: list[Rule]
    fills: list[Box]
    has_picture: bool
    comments: int


def read_drawings(pdfium: Any, page: Any, placed: Callable[[float, float, float, float], Box]) -> Drawings:
    """Return what a page draws; ``placed`` turns pdfium's boxes as the page is turned."""
    rules: list[Rule] = []
    fills: list[Box] = []
    has_picture = False
    sides = [ctypes.c_float() for _ in range(4)]
    parts = [ctypes.c_uint() for _ in range(4)]
    for index in range(min(pdfium.FPDFPage_CountObjects(page), _MAX_OBJECTS)):
        item = pdfium.FPDFPage_GetObject(page, index)
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT or not pdfium.FPDFPageObj_GetBounds(item, *sides):
            continue
        box = placed(*(side.value for side in sides))
        width, height = box[2] - box[0], box[3] - box[1]
        is_filled = kind in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_SHADING)
        if kind in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM):
            has_picture = True
        elif kind == pdfium.FPDF_PAGEOBJ_PATH:
            if min(width, height) <= _RULE_POINTS < max(width, height):
                rules.append(Rule(*box))
            elif pdfium.FPDFPageObj_GetFillColor(item, *parts):
                is_filled = any(part.value < _WHITE for part in parts[:3])
        if is_filled:
            fills.append(box)
    return Drawings(rules, fills, has_picture, sum(kind in _commenting(pdfium) for kind in _kinds(pdfium, page)))


def has_form_fields(pdfium: Any, page: Any) -> bool:
    """Whether the page has fields of a form, whose values are shown over the page and are no text of it."""
    return any(kind == pdfium.FPDF_ANNOT_WIDGET for kind in _kinds(pdfium, page))


def draw_form_fields(pdfium: Any, page: Any) -> int:
    """Make what the fields of a form show a part of the page, once it is loaded anew; return how many comments go."""
    kinds = list(_kinds(pdfium, page))
    for index in reversed(range(len(kinds))):
        if kinds[index] != pdfium.FPDF_ANNOT_WIDGET:
            pdfium.FPDFPage_RemoveAnnot(page, index)
    pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY)
    return sum(kind in _commenting(pdfium) for kind in kinds)


def _kinds(pdfium: Any, page: Any) -> Iterator[int]:
    for index in range(min(pdfium.FPDFPage_GetAnnotCount(page), _MAX_COMMENTS)):
        note = pdfium.FPDFPage_GetAnnot(page, index)
        if note:
            yield int(pdfium.FPDFAnnot_GetSubtype(note))
            pdfium.FPDFPage_CloseAnnot(note)
        else:
            yield -1


def _commenting(pdfium: Any) -> tuple[int, int]:
    return pdfium.FPDF_ANNOT_TEXT, pdfium.FPDF_ANNOT_FREETEXT
