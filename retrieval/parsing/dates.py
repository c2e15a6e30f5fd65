"""Dates as documents write them → ISO 8601, without guessing: only what is plainly a date counts."""

from __future__ import annotations

import re
from datetime import date
from pathlib import PurePosixPath

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_ISO = re.compile(r"(?<!\d)(\d{4})([-/])(\d{2})\2(\d{2})(?!\d)")
_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2}))?")
_MONTH_FIRST = re.compile(rf"\b({MONTH})\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})\b", re.IGNORECASE)
_DAY_FIRST = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+({MONTH}),?\s+(\d{{4}})\b", re.IGNORECASE)
_IN_NAME = re.compile(r"(?<!\d)(\d{4})([-_.]?)(\d{2})\2(\d{2})(?!\d)")


def iso_date(value: str) -> str | None:
    """Return the date that ``value`` states, as ``2026-01-31``, ``2026-01`` or ``2026``; None when it states none.

    A time of day after the date is dropped; ``January 31, 2026`` and ``31 January 2026`` are understood,
    ``01/02/2026`` is not (nobody can tell which is the month).
    """
    value = value.strip()
    if (partial := _PARTIAL.fullmatch(value)) is not None:
        year, month = partial.groups()
        if "1000" <= year <= "2999" and (month is None or "01" <= month <= "12"):
            return value
        return None
    if (compact := re.fullmatch(r"(\d{4})(\d{2})(\d{2})(?:T.*)?", value)) is not None:
        return _checked(*map(int, compact.groups()))
    return date_in_text(value)


def date_in_text(text: str) -> str | None:
    """Return the first date with day, month and year in ``text``, or None."""
    found: list[tuple[int, str]] = []
    for pattern, order in ((_ISO, (1, 3, 4)), (_MONTH_FIRST, (3, 1, 2)), (_DAY_FIRST, (3, 2, 1))):
        for match in pattern.finditer(text):
            year, month, day = (match[group] for group in order)
            if (iso := _checked(int(year), month_number(month), int(day))) is not None:
                found.append((match.start(), iso))
                break
    return min(found)[1] if found else None


def date_in_name(path: PurePosixPath) -> str | None:
    """Return the date in a file's name (``2026-01-31-harbour.txt``) or None; the last resort of every parser."""
    for match in _IN_NAME.finditer(path.name):
        if (iso := _checked(int(match[1]), int(match[3]), int(match[4]))) is not None and "1500" <= iso <= "2199":
            return iso
    return None


def nearest_date(month: str, day: int, reference: str) -> str | None:
    """Return the date of that month and day that is nearest to ``reference``, a full ISO date; None if none exists."""
    known = date.fromisoformat(reference)
    candidates = [_checked(year, month_number(month), day) for year in (known.year - 1, known.year, known.year + 1)]
    dates = [date.fromisoformat(candidate) for candidate in candidates if candidate is not None]
    return min(dates, key=lambda candidate: abs((candidate - known).days)).isoformat() if dates else None


def month_number(name: str) -> int:
    """Return 1 to 12 for a month's English name, short or long, or for its digits."""
    return int(name) if name.isdigit() else _MONTHS.index(name[:3].lower()) + 1


def _checked(year: int, month: int, day: int) -> str | None:
    try:
        checked = date(year, month, day)
    except ValueError:
        return None
    return checked.isoformat() if 1000 <= year <= 2999 else None
