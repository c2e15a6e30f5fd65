"""Numbers of list items and notes, as they are printed: ``4.``, ``b)``, ``(iv)``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from retrieval.parsing.signs import BULLET

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_STYLES = {"LowerRoman": "lowerRoman", "UpperRoman": "upperRoman", "LowerAlpha": "lowerLetter"} | {
    "UpperAlpha": "upperLetter"
}
_DELIMITERS = {"OneParen": "{})", "TwoParens": "({})"}
_MAX_ROMAN = 3999
_MAX_LETTERS = 780


def item_signs(attributes: Sequence[Any] | None, count: int) -> Iterator[str]:
    """Yield what stands before each of ``count`` items; ``attributes`` are those of pandoc's ordered lists."""
    if attributes is None:
        yield from [BULLET] * count
        return
    start, style, delimiter = attributes
    pattern = _DELIMITERS.get(delimiter["t"], "{}.")
    for number in range(start, start + count):
        yield f"{pattern.format(numeral(number, _STYLES.get(style['t'], 'decimal')))} "


def numeral(number: int, style: str) -> str:
    """Return a number in one of Word's styles (``decimal``, ``lowerLetter``, ``upperRoman`` …), else in digits."""
    if style in ("lowerLetter", "upperLetter") and 1 <= number <= _MAX_LETTERS:
        letters = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)  # Word counts … y, z, aa, bb
        return letters if style == "lowerLetter" else letters.upper()
    if style in ("lowerRoman", "upperRoman") and 1 <= number <= _MAX_ROMAN:
        roman = _roman(number)
        return roman if style == "lowerRoman" else roman.upper()
    if style == "decimalZero":
        return f"{number:02}"
    if style == "ordinal":
        return f"{number}{_ordinal_ending(number)}"
    return str(number)


def _roman(number: int) -> str:
    written = ""
    for value, letters in _ROMAN:
        written += letters * (number // value)
        number %= value
    return written


def _ordinal_ending(number: int) -> str:
    if number % 100 in (11, 12, 13):
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
