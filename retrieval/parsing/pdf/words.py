"""One page of a PDF as pdfium reads it: its words with their places and type, its rules, and what it hides.

Asking pdfium about every character takes most of the time, so it is asked about the first and last one of each word.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from retrieval.parsing.pdf.accents import accented
from retrieval.parsing.pdf.drawings import Rule, draw_form_fields, has_form_fields, read_drawings

GLUED, SPACED, BROKEN = range(3)
"""What stands before a word, says pdfium: nothing, a space, or only the end of a line that pdfium found."""

_FIXED_PITCH, _FORCED_BOLD = 0x1, 0x40000
_TOKEN = re.compile(r"[^\t\n\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
_BULLETS = {0xF0B7: "•", 0xF0A7: "▪", 0xF0A8: "▪", 0xF076: "•", 0xF0D8: "‣", 0xF0FC: "✓"}
"""What the symbol fonts of word processors draw for these code points, which are otherwise nobody's."""
UNKNOWN = "\ufffd"
_HYPHENS = {0x02: "-", 0xFFFE: "-"}
_CONTROLS = dict.fromkeys(
    (*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0x85), *range(0x86, 0xA0), 0xFFFF), UNKNOWN
)
_SHOWN = str.maketrans({**_CONTROLS, **_HYPHENS, **_BULLETS})
_PRIVATE = re.compile("[\ue000-\uf8ff\ud800-\udfff\U000f0000-\U0010ffff]")
_BOLD = re.compile(r"bold|black|heavy|demi|(?:^|\+)(?:cmbx|cmssbx|sfbx|ecbx)|(?:^|[+,-])B$|[-,]Bd", re.IGNORECASE)
_MONO = re.compile(r"mono|courier|typewriter|consol|nimbusmon|(?:^|\+)(?:cmtt|ectt|sftt|txtt)", re.IGNORECASE)


class Word(NamedTuple):
    """Characters that stand together, in one type and on one baseline; lengths are points, ``y`` grows upwards."""

    text: str
    left: float
    right: float
    y: float
    size: float
    bold: bool
    mono: bool
    before: int
    order: int
    raised: int = 0


@dataclass(slots=True)
class PageWords:
    """What one page shows. ``turned`` are the words of text that runs in other directions, each as if it were level.

    ``unknown`` counts the characters of fonts that do not say what they draw, ``chars`` all characters.
    """

    words: list[Word] = field(default_factory=list)
    turned: list[list[Word]] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    width: float = 0.0
    height: float = 0.0
    chars: int = 0
    unknown: int = 0
    has_picture: bool = False
    outside: int = 0
    unseen: int = 0
    comments: int = 0


class _Type(NamedTuple):
    size: float
    bold: bool
    mono: bool
    turn: int
    is_level: bool
    is_white: bool
    is_mapped: bool


def read_page(document: Any, index: int) -> PageWords | None:
    """Return the words of a page, counted from 0; None when pdfium cannot load it."""
    import pypdfium2.raw as pdfium

    page = pdfium.FPDF_LoadPage(document, index)
    if not page:
        return None
    comments = 0
    if has_form_fields(pdfium, page):
        comments = draw_form_fields(pdfium, page)
        pdfium.FPDF_ClosePage(page)
        page = pdfium.FPDF_LoadPage(document, index)
    text_page = pdfium.FPDFText_LoadPage(page)
    try:
        if not text_page:
            return None
        found = _Reader(pdfium, page, text_page).read()
        found.comments += comments
        return found
    finally:
        if text_page:
            pdfium.FPDFText_ClosePage(text_page)
        pdfium.FPDF_ClosePage(page)


class _Reader:
    def __init__(self, pdfium: Any, page: Any, text_page: Any) -> None:
        self._pdfium = pdfium
        self._page = page
        self._text_page = text_page
        self._box = pdfium.FS_RECTF()
        self._matrix = pdfium.FS_MATRIX()
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._types: dict[int | None, _Type] = {}
        self._styles: dict[int, tuple[bool, bool]] = {}
        self._baselines: dict[int | None, float] = {}
        self._turn = int(pdfium.FPDFPage_GetRotation(page))
        # The binding's own function makes a new pointer object for every call, which takes several times as long.
        address = ctypes.cast(pdfium.FPDFText_GetTextObject, ctypes.c_void_p).value
        assert address is not None
        self._object = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)(address)
        self._handle = ctypes.cast(text_page, ctypes.c_void_p).value

    def read(self) -> PageWords:
        found = PageWords()
        pdfium = self._pdfium
        pdfium.FPDF_GetPageBoundingBox(self._page, self._box)
        edges = (self._box.left, self._box.bottom, self._box.right, self._box.top)
        self._corners = [(x, y) for x in edges[::2] for y in edges[1::2]]
        self._origins = [_origin(self._corners, turn) for turn in range(4)]
        sides = edges[2] - edges[0], edges[3] - edges[1]
        found.width, found.height = sides[:: -1 if self._turn % 2 else 1]
        drawn = read_drawings(pdfium, self._page, self._placed)
        found.rules, found.has_picture, found.comments = drawn.rules, drawn.has_picture, drawn.comments
        text = self._text()
        turned: dict[int, list[Word]] = {}
        for word, kind in self._words(text):
            turn = kind.turn
            shown = self._decoded(word.text, found)
            if not kind.is_mapped:
                found.unknown += len(shown) - shown.count(UNKNOWN)
            if not shown:
                continue
            if shown != word.text:
                word = word._replace(text=shown)
            x, y = (word.left + word.right) / 2, word.y + word.size / 4
            if turn != self._turn:
                x, y = self._on_page(x, y, turn)
            if min(sides) > 0 and not (-1 <= x <= found.width + 1 and -1 <= y <= found.height + 1):
                found.outside += 1
            elif kind.is_white and not any(
                left <= x <= right and low <= y <= high for left, low, right, high in drawn.fills
            ):
                found.unseen += 1
            elif turn != self._turn:
                turned.setdefault(turn, []).append(word)
            else:
                found.words.append(word)
        found.turned = [turned[turn] for turn in sorted(turned)]
        if found.turned and len(found.words) < max(map(len, found.turned)):  # a page that was meant to be turned
            longest = max(found.turned, key=len)
            found.turned = [words for words in (found.words, *found.turned) if words is not longest and words]
            found.words, found.rules = longest, []
            found.width, found.height = found.height, found.width
        return found

    def _on_page(self, x: float, y: float, turn: int) -> tuple[float, float]:
        """Return where a place that was turned with its text stands on the page as it is shown."""
        origin, shown = self._origins[turn], self._origins[self._turn]
        x, y = _turned(*_turned(x + origin[0], y + origin[1], -turn), self._turn)
        return x - shown[0], y - shown[1]

    def _placed(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        one, other = _turned(left, bottom, self._turn), _turned(right, top, self._turn)
        x, y = self._origins[self._turn]
        return (
            min(one[0], other[0]) - x,
            min(one[1], other[1]) - y,
            max(one[0], other[0]) - x,
            max(one[1], other[1]) - y,
        )

    def _decoded(self, text: str, found: PageWords) -> str:
        """Return a word as the page shows it, or nothing when no character of it is known."""
        if text.isascii() and text.isprintable():
            found.chars += len(text)
            return text
        shown = text.translate(_SHOWN)
        if not shown.isascii():
            shown = _PRIVATE.sub(UNKNOWN, shown)
        unknown = shown.count(UNKNOWN)
        found.chars += len(shown)
        found.unknown += unknown
        return shown if unknown < len(shown) else ""

    def _text(self) -> str:
        pdfium = self._pdfium
        count = max(pdfium.FPDFText_CountChars(self._text_page), 0)
        if not count:
            return ""
        buffer = (ctypes.c_ushort * (2 * count + 2))()
        written = pdfium.FPDFText_GetText(self._text_page, 0, count, buffer)
        text = bytes(buffer)[: 2 * max(written - 1, 0)].decode("utf-16-le", "surrogatepass")
        if len(text) != count:  # characters without a code are missing from it, so that its places are not theirs
            codes = (pdfium.FPDFText_GetUnicode(self._text_page, index) for index in range(count))
            text = "".join(chr(code) if code <= 0x10FFFF else UNKNOWN for code in codes)
        return text

    def _words(self, text: str) -> Iterator[tuple[Word, _Type]]:
        """Yield each word and its type; words that run in other directions are placed as if they were level."""
        end = order = 0
        for match in _TOKEN.finditer(text):
            between = text[end : match.start()]
            before = GLUED if not between else BROKEN if between == "\r\n" else SPACED
            end = match.end()
            first = self._object(self._handle, match.start())
            last = self._object(self._handle, end - 1)
            if first == last:
                yield self._word(text, match.start(), end, first, before, order)
                order += 1
                continue
            start, its_object = match.start(), first
            for index in range(match.start() + 1, end + 1):
                other = self._object(self._handle, index) if index < end else None
                if index == end or (other != its_object and not self._goes_on(its_object, other, index)):
                    yield self._word(text, start, index, its_object, before, order)
                    order += 1
                    start, before = index, GLUED
                its_object = other

    def _goes_on(self, one: int | None, other: int | None, index: int) -> bool:
        """Whether two text objects that touch are one word in one type: many programs draw every letter apart."""
        first, second = self._type(one, index - 1), self._type(other, index)
        if first != second:
            return False
        return abs(self._baseline(index - 1, first.turn) - self._baseline(index, first.turn)) < 0.05 * first.size

    def _baseline(self, index: int, turn: int) -> float:
        self._pdfium.FPDFText_GetCharOrigin(self._text_page, index, self._x, self._y)
        return _turned(self._x.value, self._y.value, turn)[1] - self._origins[turn][1]

    def _word(
        self, text: str, start: int, end: int, its_object: int | None, before: int, order: int
    ) -> tuple[Word, _Type]:
        pdfium, box = self._pdfium, self._box
        kind = self._types.get(its_object) or self._type(its_object, start)
        turn = kind.turn
        pdfium.FPDFText_GetLooseCharBox(self._text_page, start, box)
        sides = [box.left, box.bottom, box.right, box.top]
        if end - start > 1:
            pdfium.FPDFText_GetLooseCharBox(self._text_page, end - 1, box)
            sides += [box.left, box.bottom, box.right, box.top]
        if turn or not kind.is_level:
            xs = [_turned(x, y, turn)[0] for x, y in zip(sides[::2], sides[1::2], strict=True)]
            y = self._baseline(start, turn)
        else:
            xs = sides[::2]
            y = self._baselines.get(its_object, math.nan)
            if math.isnan(y):
                y = self._baselines[its_object] = self._baseline(start, 0)
        at = self._origins[turn][0]
        shown = text[start:end]
        if not shown.isalnum():
            shown = accented(shown, start, self._is_over)
        word = Word(shown, min(xs) - at, max(xs) - at, y, kind.size, kind.bold, kind.mono, before, order)
        return word, kind

    def _is_over(self, accent: int, letter: int) -> bool:
        pdfium, box = self._pdfium, self._box
        pdfium.FPDFText_GetLooseCharBox(self._text_page, accent, box)
        middle = (box.left + box.right) / 2
        pdfium.FPDFText_GetLooseCharBox(self._text_page, letter, box)
        return bool(box.left < middle < box.right)

    def _type(self, its_object: int | None, index: int) -> _Type:
        if its_object in self._types:
            return self._types[its_object]
        pdfium, matrix = self._pdfium, self._matrix
        size, turn = float(pdfium.FPDFText_GetFontSize(self._text_page, index)), 0
        bold = mono = is_level = is_white = False
        is_mapped = pdfium.FPDFText_HasUnicodeMapError(self._text_page, index) != 1
        if pdfium.FPDFText_GetMatrix(self._text_page, index, matrix):
            size *= math.hypot(matrix.c, matrix.d) or 1.0
            turn = round(math.atan2(matrix.b, matrix.a) / (math.pi / 2)) % 4
        if its_object is not None:
            is_level = matrix.b == 0
            handle = ctypes.cast(its_object, pdfium.FPDF_PAGEOBJECT)
            bold, mono = self._style(handle, index)
            is_white = self._is_white(handle, index)
        kind = _Type(round(abs(size), 2) or 1.0, bold, mono, turn, is_level, is_white, is_mapped)
        if its_object is not None:
            self._types[its_object] = kind
        return kind

    def _style(self, handle: Any, index: int) -> tuple[bool, bool]:
        """Return whether the type is bold, and whether all of its letters are of one width."""
        pdfium = self._pdfium
        font = ctypes.cast(pdfium.FPDFTextObj_GetFont(handle), ctypes.c_void_p).value or 0
        if font not in self._styles:
            flags = ctypes.c_int()
            buffer = ctypes.create_string_buffer(256)
            pdfium.FPDFText_GetFontInfo(self._text_page, index, buffer, 256, flags)
            name = buffer.value.decode("latin-1")
            marks = max(flags.value, 0)
            bold = bool(marks & _FORCED_BOLD) or _BOLD.search(name) is not None
            self._styles[font] = bold, bool(marks & _FIXED_PITCH) or _MONO.search(name) is not None
        return self._styles[font]

    def _is_white(self, handle: Any, index: int) -> bool:
        """Whether the text is filled with white, so that it shows on a dark ground only."""
        pdfium = self._pdfium
        if pdfium.FPDFTextObj_GetTextRenderMode(handle) != pdfium.FPDF_TEXTRENDERMODE_FILL:
            return False
        parts = [ctypes.c_uint() for _ in range(4)]
        known = pdfium.FPDFText_GetFillColor(self._text_page, index, *parts)
        return bool(known) and all(part.value >= 250 for part in parts[:3])


def _turned(x: float, y: float, quarters: int) -> tuple[float, float]:
    """Return a place after turning the page by so many quarters to the right."""
    match quarters % 4:
        case 1:
            return y, -x
        case 2:
            return -x, -y
        case 3:
            return -y, x
        case _:
            return x, y


def _origin(corners: list[tuple[float, float]], quarters: int) -> tuple[float, float]:
    places = [_turned(x, y, quarters) for x, y in corners]
    return min(x for x, _ in places), min(y for _, y in places)
