"""A stored number and a format code with parts of a date or time → the date as the cell shows it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|_.|\*.|\[(?P<elapsed>h+|m+|s+)\]|\[[^\]]*\]'
    r"|(?P<noon>AM/PM|A/P)|(?P<part>y+|m+|d+|h+|s+(?:\.0+)?|e+(?![+-])|b+|g+)|(?P<other>.)",
    re.DOTALL | re.IGNORECASE,
)
_READERS_OWN = re.compile(r"\[\$-(?:[xX]-sys|[fF]800|[fF]400)[^\]]*\]")
_SHORT_DATES = {"mm-dd-yy": "yyyy-mm-dd", "m/d/yy h:mm": "yyyy-mm-dd h:mm"}
_MONTHS = "January February March April May June July August September October November December"
_MONTH_NAMES = _MONTHS.split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
_DAY_NAMES = _DAYS.split()
_LAST_SERIAL = 2_958_466


def has_date_parts(code: str) -> bool:
    """Whether one section of a format code shows a date, a time, or a length of time."""
    if re.search("General", code, re.IGNORECASE):
        return False
    parts = _TOKEN.finditer(code)
    return any(match["elapsed"] or match["noon"] or (match["part"] or "_")[0] in "ymdhsYMDHS" for match in parts)


def shown_date(number: Decimal, code: str, *, from_1904: bool = False) -> str | None:
    """Return the moment that ``number`` (days) stands for, written as ``code`` says; None when it is no moment."""
    if _READERS_OWN.search(code) is not None:
        code = "h:mm:ss" if "400" in code or re.search("(?i)systime", code) else "yyyy-mm-dd"
    code = _SHORT_DATES.get(code.strip(), code)
    tokens = [(match.lastgroup, match[match.lastgroup or 0] or "") for match in _TOKEN.finditer(code)]
    is_elapsed = any(kind == "elapsed" for kind, _ in tokens)
    if (number < 0 and not is_elapsed) or abs(number) > _LAST_SERIAL:
        return None
    fraction = max((value.count("0") for kind, value in tokens if kind == "part" and value[:1] in "sS"), default=0)
    unit = 10 ** min(fraction, 6)
    ticks = int((abs(number) * 86_400 * unit).to_integral_value())
    seconds = ticks // unit
    days = seconds // 86_400
    if not from_1904 and days < 60:
        days += 1  # the 29 February 1900 that never was
    start = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30)
    moment = start + timedelta(days=days, seconds=seconds % 86_400)
    has_noon = any(kind == "noon" for kind, _ in tokens)
    out = ["-" if number < 0 else ""]
    for index, (kind, value) in enumerate(tokens):
        if kind in ("quoted", "escaped", "other"):
            out.append(value)
        elif kind == "noon":
            out.append(("AM" if moment.hour < 12 else "PM")[: 2 if len(value) > 3 else 1])
        elif kind == "elapsed":
            out.append(f"{seconds // {'h': 3600, 'm': 60, 's': 1}[value[0].lower()]:0{len(value)}}")
        elif kind == "part":
            decimals = f"{ticks % unit:0{fraction}}" if fraction else ""
            out.append(_part(moment, value.lower(), decimals, has_noon, _is_minute(tokens, index)))
    return "".join(out).strip()


def _is_minute(tokens: list[tuple[str | None, str]], index: int) -> bool:
    """Whether an ``m`` stands for minutes: right after hours, or right before seconds."""
    parts = [at for at, (kind, _) in enumerate(tokens) if kind in ("part", "elapsed")]
    at = parts.index(index)
    before = tokens[parts[at - 1]][1][0] if at else ""
    after = tokens[parts[at + 1]][1][0] if at + 1 < len(parts) else ""
    return tokens[index][1][0] in "mM" and (before in ("h", "H") or after in ("s", "S"))


def _part(moment: datetime, part: str, decimals: str, has_noon: bool, is_minute: bool) -> str:
    letter, width = part[0], len(part.partition(".")[0])
    if letter in "ye":
        return f"{moment.year}" if width > 2 or letter == "e" else f"{moment.year % 100:02}"
    if letter == "m" and is_minute:
        return f"{moment.minute:0{min(width, 2)}}"
    if letter == "m":
        name = _MONTH_NAMES[moment.month - 1]
        return f"{moment.month:0{width}}" if width < 3 else name[:3] if width == 3 else name[0] if width == 5 else name
    if letter == "d":
        name = _DAY_NAMES[moment.weekday()]
        return f"{moment.day:0{width}}" if width < 3 else name[:3] if width == 3 else name
    if letter == "h":
        return f"{(moment.hour - 1) % 12 + 1 if has_noon else moment.hour:0{min(width, 2)}}"
    if letter == "s":
        return f"{moment.second:0{min(width, 2)}}" + (f".{decimals}" if decimals else "")
    return ""
