"""Which days a digest is about. All times are in UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

POSTED_AT = timedelta(hours=8)
"""When a digest is posted, after midnight."""
WEEKLY_KEEP_DAYS = 8
"""For so many days at least answers have to be remembered, or those of Monday are gone when their week is counted."""


class Frequency(StrEnum):
    """How often a digest is posted."""

    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True)
class Period:
    """The days from ``first`` to ``last``, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    @property
    def bounds(self) -> tuple[float, float]:
        """Its beginning and its end, in seconds since 1970."""
        return _midnight(self.first), _midnight(self.last + timedelta(days=1))

    @property
    def before(self) -> Period:
        """The period of the same length before it."""
        length = timedelta(days=self.days)
        return Period(self.first - length, self.last - length)

    def bars(self) -> list[float]:
        """Return where its parts begin, in seconds since 1970: the days of a week, or every third hour of a day."""
        begin, end = self.bounds
        step = 86_400 if self.days > 1 else 10_800
        return [begin + step * number for number in range(round((end - begin) / step))]


def due_period(frequency: Frequency, now: float) -> Period:
    """Return the last period whose digest is due: yesterday, or the last week from Monday to Sunday."""
    today = (datetime.fromtimestamp(now, UTC) - POSTED_AT).date()
    if frequency is Frequency.DAILY:
        return Period(today - timedelta(days=1), today - timedelta(days=1))
    monday = today - timedelta(days=today.weekday())
    return Period(monday - timedelta(days=7), monday - timedelta(days=1))


def _midnight(day: date) -> float:
    return datetime.combine(day, time(), UTC).timestamp()
