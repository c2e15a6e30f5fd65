"""A stored number and its format code → what the cell shows, by the rules of ECMA-376, part 1, 18.8.31.

Separators are those of English, because a workbook does not say which its readers see. Formats that follow the
reader's own settings (the short date) are written as ISO 8601, for the same reason.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from retrieval.parsing.spreadsheets.date_formats import has_date_parts, shown_date

_DOLLARS = ('"$"#,##0_);("$"#,##0)', '"$"#,##0.00_);("$"#,##0.00)')
_PLAIN = ("#,##0_);(#,##0)", "#,##0.00_);(#,##0.00)")
BUILTIN_CODES = {
    **dict(enumerate(("General", "0", "0.00", "#,##0", "#,##0.00"))),
    **{5: _DOLLARS[0], 6: _DOLLARS[0], 7: _DOLLARS[1], 8: _DOLLARS[1]},
    **dict(enumerate(("0%", "0.00%", "0.00E+00", "# ?/?", "# ??/??"), 9)),
    **dict(enumerate(("mm-dd-yy", "d-mmm-yy", "d-mmm", "mmm-yy"), 14)),
    **dict(enumerate(("h:mm AM/PM", "h:mm:ss AM/PM", "h:mm", "h:mm:ss", "m/d/yy h:mm"), 18)),
    **{37: _PLAIN[0], 38: _PLAIN[0], 39: _PLAIN[1], 40: _PLAIN[1]},
    **{41: '#,##0_);(#,##0);"-"', 42: '"$"#,##0_);"$"(#,##0);"$-"'},
    **{43: '#,##0.00_);(#,##0.00);"-"', 44: '"$"#,##0.00_);"$"(#,##0.00);"$-"'},
    **dict(enumerate(("mm:ss", "[h]:mm:ss", "mm:ss.0", "##0.0E+0", "@"), 45)),
}
"""The codes that a workbook names by number only, with the signs that show (standard, 18.8.30)."""

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|_.|\*.'
    r"|\[\$(?P<currency>[^\]-]*)(?:-[^\]]*)?\]|\[(?P<bracket>[^\]]*)\]"
    r"|(?P<general>General)|(?P<exponent>[Ee][+-])|(?P<digit>[0#?])|(?P<point>\.)|(?P<comma>,)|(?P<percent>%)"
    r"|(?P<slash>/)|(?P<text>@)|(?P<other>.)",
    re.DOTALL | re.IGNORECASE,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)\Z")
_MAX_CODE_CHARS = 300
_MAX_DIGITS = 400


class _Section(NamedTuple):
    """One of the up to four parts of a code; ``condition`` is (operator, number) where it states one."""

    code: str
    tokens: tuple[tuple[str, str], ...]
    condition: tuple[str, Decimal] | None
    is_date: bool
    is_text: bool


def shown_number(written: str, code: str, *, from_1904: bool = False) -> str:
    """Return what a cell with this number and format code shows; nothing when the format hides it."""
    if code == "General" and len(written) < 12 and written.isdecimal():
        return written
    try:
        number = Decimal(f"{float(written):.15g}")
    except (ValueError, InvalidOperation, OverflowError):
        return written
    if not number.is_finite() or abs(number.adjusted()) > _MAX_DIGITS:
        return written
    sections = _sections(code)
    section, is_signed = _section_for(number, sections)
    if section is None:
        return _general(number)
    if section.is_date:
        return shown_date(number, section.code, from_1904=from_1904) or _general(number)
    if section.is_text:
        return _general(number)
    shown = _shown(abs(number), section)
    return f"-{shown}" if number < 0 and is_signed and re.search("[1-9]", shown) else shown


def shown_words(text: str, code: str) -> str:
    """Return what a cell with this text and format code shows."""
    sections = _sections(code)
    last = sections[-1]
    if len(sections) < 4 and not last.is_text:
        return text
    return "".join(text if kind == "text" else value if kind == "literal" else "" for kind, value in last.tokens)


@lru_cache(maxsize=1024)
def _sections(code: str) -> tuple[_Section, ...]:
    return tuple(_section(piece) for piece in _split(code[:_MAX_CODE_CHARS])[:4])


def _split(code: str) -> list[str]:
    pieces = [""]
    for match in re.finditer(r'"[^"]*"?|\\.|\[[^\]]*\]|.', code, re.DOTALL):
        if match[0] == ";":
            pieces.append("")
        else:
            pieces[-1] += match[0]
    return pieces


def _section(code: str) -> _Section:
    tokens: list[tuple[str, str]] = []
    condition = None
    for match in _TOKEN.finditer(code):
        kind = match.lastgroup
        if kind in ("quoted", "escaped", "currency", "other"):
            tokens.append(("literal", match[kind] or ""))
        elif kind == "bracket":
            if (stated := _CONDITION.match(match[kind])) is not None:
                condition = (stated[1], Decimal(stated[2]))
        elif kind is not None:
            tokens.append((kind, match[0]))
    is_text = any(kind == "text" for kind, _ in tokens)
    return _Section(code, tuple(tokens), condition, has_date_parts(code), is_text)


def _section_for(number: Decimal, sections: tuple[_Section, ...]) -> tuple[_Section | None, bool]:
    """Return the section that applies, and whether a negative number gets its sign from us."""
    numeric = sections[:3]
    if any(section.condition for section in numeric):
        for section in numeric:
            if section.condition is None or _meets(number, *section.condition):
                return section, True
        return None, True
    if number < 0 and len(numeric) > 1:
        return numeric[1], False
    if number == 0 and len(numeric) > 2:
        return numeric[2], False
    return numeric[0], True


def _meets(number: Decimal, sign: str, other: Decimal) -> bool:
    return {
        "<": number < other,
        ">": number > other,
        "=": number == other,
        "<=": number <= other,
        ">=": number >= other,
        "<>": number != other,
    }[sign]


def _general(number: Decimal) -> str:
    if number == number.to_integral_value() and number.adjusted() < 15:
        return f"{number:f}".partition(".")[0]
    if -5 <= number.adjusted() < 11:
        places = max(0, 9 - max(number.adjusted(), 0))
        return f"{_rounded(number, places):f}".rstrip("0").rstrip(".")
    mantissa, _, exponent = f"{number:.5E}".partition("E")
    return f"{mantissa.rstrip('0').rstrip('.')}E{exponent[0]}{exponent[1:]:0>2}"


def _rounded(number: Decimal, places: int) -> Decimal:
    try:
        return number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    except InvalidOperation:  # more digits than there is precision for: nothing to round
        return number


def _shown(number: Decimal, section: _Section) -> str:
    tokens = list(section.tokens)
    kinds = [kind for kind, _ in tokens]
    if "general" in kinds:
        return "".join(_general(number) if kind == "general" else value for kind, value in tokens)
    if "digit" not in kinds:
        return "".join(value for kind, value in tokens if kind in ("literal", "percent", "slash", "point", "comma"))
    number *= Decimal(100) ** kinds.count("percent")
    if "slash" in kinds and kinds.index("digit") < kinds.index("slash"):
        return _fraction(number, tokens)
    if "exponent" in kinds:
        return _scientific(number, tokens, kinds.index("exponent"))
    return _fixed(number, tokens)


def _fixed(number: Decimal, tokens: list[tuple[str, str]]) -> str:
    """Lay the digits into the places of the code: from the point to the left, and from the point to the right."""
    digits = [index for index, (kind, _) in enumerate(tokens) if kind == "digit"]
    points = [index for index, (kind, _) in enumerate(tokens) if kind == "point"]
    point = points[0] if points else len(tokens)
    whole = [index for index in digits if index < point]
    places = [index for index in digits if index > point]
    last = whole[-1] if whole else -1
    scaling = [index for index in range(last + 1, point) if tokens[index][0] == "comma"] if whole else []
    grouped = any(tokens[index][0] == "comma" for index in range(whole[0], last)) if whole else False
    number = _rounded(number / Decimal(1000) ** len(scaling), len(places))
    integer, _, decimals = f"{number:f}".partition(".")
    integer = integer.lstrip("0")
    filled: dict[int, str] = {}
    count = 0
    for position, index in enumerate(reversed(whole)):
        is_first = position == len(whole) - 1
        taken = integer if is_first else integer[-1:]
        integer = "" if is_first else integer[:-1]
        if not taken and tokens[index][1] == "0":
            taken = "0"
        filled[index], count = _with_groups(taken, count) if grouped else (taken, count + len(taken))
    if not whole and integer:
        filled[point] = integer
    shown_places = len(places)
    while shown_places and tokens[places[shown_places - 1]][1] != "0" and decimals[shown_places - 1] == "0":
        shown_places -= 1
    for position, index in enumerate(places):
        filled[index] = decimals[position] if position < shown_places else ""
    out = []
    for index, (kind, value) in enumerate(tokens):
        if kind == "digit":
            out.append(filled[index])
        elif kind == "point":
            out.append(filled.get(index, "") + (value if index == point and (shown_places or not places) else ""))
        elif kind != "comma":
            out.append(value)
    return "".join(out)


def _with_groups(digits: str, before: int) -> tuple[str, int]:
    """Return digits with a comma after each third one, ``before`` being how many stand to the right of them."""
    out = []
    for digit in reversed(digits):
        if before and before % 3 == 0:
            out.append(",")
        out.append(digit)
        before += 1
    return "".join(reversed(out)), before


def _scientific(number: Decimal, tokens: list[tuple[str, str]], at: int) -> str:
    mantissa, sign, rest = tokens[:at], tokens[at][1][1], tokens[at + 1 :]
    point = next((index for index, (kind, _) in enumerate(mantissa) if kind == "point"), len(mantissa))
    width = max(1, sum(kind == "digit" for kind, _ in mantissa[:point]))
    exponent = number.adjusted() // width * width if number else 0
    places = sum(kind == "digit" for kind, _ in mantissa[point:])
    if _rounded(number.scaleb(-exponent), places).adjusted() >= width:
        exponent += width
    zeros = sum(kind == "digit" for kind, _ in rest)
    shown = "".join(value for kind, value in rest if kind == "literal")
    mark = "-" if exponent < 0 else "+" if sign == "+" else ""
    return f"{_fixed(number.scaleb(-exponent), mantissa)}E{mark}{abs(exponent):0>{zeros}}{shown}"


def _fraction(number: Decimal, tokens: list[tuple[str, str]]) -> str:
    slash = next(index for index, (kind, _) in enumerate(tokens) if kind == "slash")
    written = "".join(value for _, value in tokens[slash + 1 :])
    fixed = re.match(r"\s*([1-9]\d{0,4})", written)
    places = len(re.match(r"\s*([?#0]*)", written)[1])  # type: ignore[index]
    before = "".join(value if kind == "digit" else " " for kind, value in tokens[:slash]).split()
    whole = int(number) if len(before) > 1 else 0
    rest = Fraction(number) - whole
    if fixed is not None:
        denominator = int(fixed[1])
        numerator = round(rest * denominator)
    else:
        nearest = rest.limit_denominator(10 ** max(1, min(places, 5)) - 1)
        numerator, denominator = nearest.numerator, nearest.denominator
    if len(before) > 1 and numerator == denominator:
        whole, numerator = whole + 1, 0
    if len(before) > 1 and not numerator:
        return str(whole)
    return f"{whole} {numerator}/{denominator}" if whole else f"{numerator}/{denominator}"
