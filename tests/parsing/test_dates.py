from datetime import date
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.parsing.dates import date_in_name, date_in_text, iso_date, nearest_date

MONTHS = ["January", "February", "March", "April", "May", "June", "July"]
MONTHS += ["August", "September", "October", "November", "December"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-01-31", "2026-01-31"),
        ("2026-01-31T10:00:00+02:00", "2026-01-31"),
        ("2026/01/31", "2026-01-31"),
        ("20260131", "2026-01-31"),
        ("2026-01", "2026-01"),
        ("2026", "2026"),
        ("January 31, 2026", "2026-01-31"),
        ("Jan. 31 2026", "2026-01-31"),
        ("31 Sept 2026", None),
        ("3rd March 2020", "2020-03-03"),
        ("01/02/2026", None),
        ("2026-13", None),
        ("2026-02-30", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_only_a_plain_date_is_a_date(value: str, expected: str | None) -> None:
    assert iso_date(value) == expected


@given(st.dates(date(1000, 1, 1), date(2999, 12, 31)))
def test_every_date_is_read_in_every_notation(day: date) -> None:
    month = MONTHS[day.month - 1]
    assert date_in_text(f"seen on {month} {day.day}, {day.year} at sea") == day.isoformat()
    assert date_in_text(f"seen on {day.day} {month[:3]} {day.year} at sea") == day.isoformat()
    assert date_in_text(f"seen on {day.isoformat()} at sea") == day.isoformat()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("2026-01-31-harbour.txt", "2026-01-31"),
        ("notes_20260131.md", "2026-01-31"),
        ("2026.01.31.pdf", "2026-01-31"),
        ("000_3f21ecc4aa658deb.txt", None),
        ("12345678901.txt", None),
        ("part-2026-99-99.txt", None),
    ],
)
def test_a_date_in_the_file_name_is_found(name: str, expected: str | None) -> None:
    assert date_in_name(PurePosixPath("folder") / name) == expected


def test_a_year_is_taken_from_the_nearest_side_of_new_year() -> None:
    assert nearest_date("Jan", 2, "2025-12-30") == "2026-01-02"
    assert nearest_date("December", 30, "2026-01-02") == "2025-12-30"
    assert nearest_date("Feb", 30, "2026-01-02") is None
