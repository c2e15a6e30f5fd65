"""Dates and spans of years: those that a question names, and how a text stands to them.

They rank and mark, and rule out nothing: a passage under "June 2025" is preferred to one under "June 2026", but much is
said about a year without its number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from retrieval.identifiers import Naming
from retrieval.numbering import PLACES
from retrieval.searchable import searchable

MAX_YEARS = 120
"""A span of more years asks for none in particular."""


class Date(NamedTuple):
    """A date, perhaps without its year, month or day."""

    year: int | None = None
    month: int | None = None
    day: int | None = None


@dataclass(frozen=True, slots=True)
class AskedTime:
    """When what a question asks for was: one of some dates, or in a span of years, the first and the last included."""

    dates: tuple[Date, ...] = ()
    span: tuple[int, int] | None = None

    @property
    def has_month(self) -> bool:
        """Whether it is a day or a month, and not just a year."""
        return any(date.month is not None for date in self.dates)

    @property
    def years(self) -> range:
        """The years of the span."""
        return range(self.span[0], self.span[1] + 1) if self.span is not None else range(0)

    def named_by(self, text: str) -> Naming:
        """Return whether a ``searchable`` text names such a time, only others, or none."""
        found = list(_dates(text))
        if self.span is not None:
            spans = [(date.year, date.year) for date in found if date.year is not None]
            spans += [bounds(match) for pattern, bounds in _SPANS[:_NAMED_SPANS] for match in pattern.finditer(text)]
            if any(low <= self.span[1] and self.span[0] <= high for low, high in spans):
                return Naming.EXACT
            return Naming.OTHER if spans else Naming.NONE
        relations = [_relation(asked, date) for asked in self.dates for date in found]
        return max(relations, default=Naming.NONE)


@lru_cache(maxsize=256)
def asked_time(question: str) -> AskedTime | None:
    """Return when what a question asks for was, if it says so."""
    text = searchable(question)[:_MAX_CHARS]
    for pattern, bounds in _SPANS:
        if (match := pattern.search(text)) is not None:
            low, high = bounds(match)
            if low <= high <= low + MAX_YEARS:
                return AskedTime(span=(low, high))
    dates = tuple(dict.fromkeys(_dates(text)))
    return AskedTime(dates) if 0 < len(dates) <= _MAX_DATES else None


def without_time(question: str) -> str:
    """Return a question without the span of years that it names, or without its dates."""
    text = searchable(question)[:_MAX_CHARS]
    for pattern, _ in _SPANS:
        if (match := pattern.search(text)) is not None:
            return f"{text[: match.start()]} {text[match.end() :]}"
    return _DATE.sub(" ", text)


def _relation(asked: Date, found: Date) -> Naming:
    """Return how a date stands to one that is asked for; where it says less, it may be the same."""
    pairs = [(a, b) for a, b in zip(asked, found, strict=True) if a is not None and b is not None]
    if any(a != b for a, b in pairs):
        return Naming.OTHER
    missing = sum(a is not None and b is None for a, b in zip(asked, found, strict=True))
    return Naming.NONE if not pairs else Naming.EXACT if not missing else Naming.PART


_MAX_CHARS = 4000
_MAX_DATES = 4

_MONTHS = (
    "jan(?:uary|uar|vier)?|enero",
    "feb(?:ruary|ruar)?|févr?(?:ier)?|febrero",
    "mar(?:ch|s|zo)?|märz",
    "apr(?:il)?|avril|abril",
    "may|mai|mayo",
    "june?|juni|juin|junio",
    "july?|juli|juillet|julio",
    "aug(?:ust)?|août|agosto",
    "sept?(?:ember|embre)?|septiembre",
    "o[ck]t(?:ober|obre)?|octubre",
    "nov(?:ember|embre|iembre)?",
    "de[cz](?:ember)?|déc(?:embre)?|dic(?:iembre)?",
)
_MONTH = "|".join(f"(?P<m{number}>{names})" for number, names in enumerate(_MONTHS, start=1))
_YEAR = r"(?:1\d{3}|20\d\d)"
_AMOUNT = (
    r"(?:\s?(?:and|to|or|und|bis|oder|et|à|ou|y|a|o|-|–)\s?\d{1,6})?(?:\s?[%€$£°]|\s(?:km|m|cm|mm|k?met(?:er|re)s?|kilomet(?:er|re)s?"
    r"|miles?|feet|foot|ft|yards?|kg|g|mg|grams?|gramm|tons?|tonnes?|lbs?|oz|l|ml|lit(?:er|re)s?|gb|mb|kb|[km]?hz|watts?"
    r"|kw|volts?|rpm|k?cal|calories|hours?|hrs?|minutes?|mins?|seconds?|days?|weeks?|euros?|eur|dollars?|usd|pounds?|gbp"
    r"|chf|francs?|cents?|pence|bucks|rupees?|yen|points?|words|characters|cycles|stunden?|tagen?|tage|wochen?|heures?"
    r"|jours?|horas?|días?)\b)"
)
"""What makes an amount of a number that could be a year, perhaps behind another number: "1000 and 1100 euros"."""
_LABEL = re.compile(r"(?<![^\W\d_])([^\W\d_]{1,24}|§{1,2})\.?\s?(?:no\.?\s|nr\.?\s|#)?\Z", re.IGNORECASE)
_MAX_LABEL_CHARS = 32
_DATE = re.compile(
    rf"(?<![\w.])(?P<iso>(?P<iy>{_YEAR})-(?P<im>0[1-9]|1[0-2])(?:-(?P<id>0[1-9]|[12]\d|3[01]))?)(?![\w-])"
    rf"|(?<![\w.])(?P<nd>0?[1-9]|[12]\d|3[01])[./](?P<nm>0?[1-9]|1[0-2])[./](?P<ny>{_YEAR})(?!\w)"
    rf"|(?<!\w)(?:(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|\.|er|º)?\s(?:of\s|de\s)?)?(?:{_MONTH})\.?(?!\w)"
    rf"(?:\s(?P<after>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?![\w:.]\d|\w))?(?:,?\s(?:of\s|del?\s)?(?P<year>{_YEAR})(?!\w))?"
    rf"|(?<![\w.,$€£-])(?P<alone>{_YEAR})(?![\w%]|[.,]\d|-\d|{_AMOUNT})",
    re.IGNORECASE,
)


def _dates(text: str) -> Iterator[Date]:
    for match in _DATE.finditer(text):
        if match["iso"] is not None:
            yield Date(int(match["iy"]), int(match["im"]), int(match["id"]) if match["id"] else None)
        elif match["ny"] is not None:
            yield Date(int(match["ny"]), int(match["nm"]), int(match["nd"]))
        elif match["alone"] is not None:
            label = _LABEL.search(text, max(match.start() - _MAX_LABEL_CHARS, 0), match.start())
            if label is None or label[1].casefold() not in PLACES:
                yield Date(int(match["alone"]))
        else:
            month = next(number for number in range(1, 13) if match[f"m{number}"] is not None)
            day = match["day"] or match["after"]
            if day is None and match["year"] is None and match[f"m{month}"].casefold() in _ALSO_WORDS:
                continue  # "may" and "march" say more often something else
            yield Date(int(match["year"]) if match["year"] else None, month, int(day) if day else None)


_ALSO_WORDS = frozenset(("may", "march", "mar", "mars", "dec", "mai", "sept", "august"))


def _between(match: re.Match[str]) -> tuple[int, int]:
    low, high = int(match["low"]), match["high"]
    return low, int(high) if len(high) == 4 else low - low % 100 + int(high)


def _decade(match: re.Match[str]) -> tuple[int, int]:
    written = int(match["decade"])
    low = written if written >= _FIRST_YEAR else 1900 + written if written >= 20 else 2000 + written
    return low, low + 9


def _century(match: re.Match[str]) -> tuple[int, int]:
    last = 100 * int(match["century"])
    return last - 99, last


def _before(match: re.Match[str]) -> tuple[int, int]:
    return int(match["year"]) - 100, int(match["year"]) - 1


def _after(match: re.Match[str]) -> tuple[int, int]:
    first = int(match["year"]) + (match["word"].casefold() not in ("since", "seit", "depuis", "desde"))
    return first, first + 100


_FIRST_YEAR = 1000
_NO_AGE = "".join(
    f"(?<!{whose} {part})"
    for whose in ("my", "your", "his", "her", "our", "their")
    for part in ("", "early ", "mid-", "late ")
)
"""Somebody "in their 20s" lives in any decade."""
_NAMED_SPANS = 5
"""So many of the patterns below are spans in any text; the others reach far, and are only asked for."""

_SPANS = (
    (
        re.compile(
            rf"(?<!\w)(?:between|from|zwischen|von|entre|de)\s(?P<low>{_YEAR})\s(?:and|to|until|till|und|bis|et|à|y|a)\s"
            rf"(?P<high>{_YEAR})(?!\w|{_AMOUNT})",
            re.IGNORECASE,
        ),
        _between,
    ),
    (re.compile(rf"(?<![\w-])(?P<low>{_YEAR})\s?[-–]\s?(?P<high>{_YEAR}|\d\d)(?![\w-]|{_AMOUNT})"), _between),
    (
        re.compile(
            rf"(?<!\w){_NO_AGE}(?:the\s|den\s|années\s|años\s)?['’]?(?P<decade>1\d\d0|20\d0|[2-9]0)(?:['’]?s|er)(?!\w)"
        ),
        _decade,
    ),
    (re.compile(r"(?<!\w)(?:années|años)\s(?P<decade>1\d\d0|20\d0|[2-9]0)(?!\w)", re.IGNORECASE), _decade),
    (
        re.compile(
            r"(?<!\w)(?P<century>1[0-9]|20|21)(?:th|st|\.|e|ème)\s(?:century|jahrhundert|siècle)(?!\w)", re.IGNORECASE
        ),
        _century,
    ),
    (re.compile(rf"(?<!\w)(?:before|vor|avant|antes de)\s(?P<year>{_YEAR})(?!\w|{_AMOUNT})", re.IGNORECASE), _before),
    (
        re.compile(
            rf"(?<!\w)(?P<word>after|since|nach|seit|après|depuis|después de|desde)\s(?P<year>{_YEAR})(?!\w|{_AMOUNT})",
            re.IGNORECASE,
        ),
        _after,
    ),
)
"""Spans of years, and their first and last year."""
