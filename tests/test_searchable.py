"""What is typed alike is found alike, however a file writes it, and what is found still stands where it was written."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.indexes.analyser import Analyser
from retrieval.searchable import searchable, traced

UNUSUAL = [
    *"abeFk -\n\t‐‑−^2",
    "\u00ad",
    "\u200b",
    "\u200d",
    "\ufeff",
    "\u202e",
    "\u0301",
    "\u0302",
    "e\u0301",
    *"é²³⁴⁺⁻₂ˢᵗﬁﬀ３カ",
]
UNUSUAL += [
    "\uff76",
    "\uff9e",
    "\u1100",
    "\u1161",
    "\u11a8",
    "-\n",
    "\u00ad\n",
    "self",
    "and",
    "km",
    "\u0958",
    "\u2126",
    "\ud800",
]
texts = st.lists(st.sampled_from(UNUSUAL) | st.characters(), max_size=16).map("".join)


@pytest.mark.parametrize(
    ("written", "searched"),
    [
        ("Hébrard, crème brûlée", unicodedata.normalize("NFD", "Hébrard, crème brûlée")),
        ("Waschmaschine", "Wasch\u00admaschine"),
        ("Waschmaschine", "Wasch\u200bmaschine"),
        ("Waschmaschine", "Wasch\u00ad\nmaschine"),
        ("efficient files", "eﬃcient ﬁles"),
        ("Who pays for maintenance?", "Who pays for main-\ntenance?"),
        ("maintenance", "main‐\n  tenance"),
        ("10^6", "10⁶"),
        ("10^-3", "10⁻³"),
        ("CO2", "CO₂"),
        ("1st", "1ˢᵗ"),
        ("3500", "３５００"),
        ("E-1024", "E‑1024"),
    ],
)
def test_what_looks_alike_is_searched_alike(written: str, searched: str) -> None:
    assert searchable(searched) == searchable(written) == written


@pytest.mark.parametrize(
    "text", ["well-\nknown", "state-of-the-\nart", "short-\nand", "Rolls-\nRoyce", "1990-\n1999", "- a\n- b"]
)
def test_a_hyphen_that_belongs_to_its_word_stays(text: str) -> None:
    assert searchable(text) == text


def test_ordinary_text_is_searched_as_it_is_written() -> None:
    text = "The clock — it’s 5 km² away — struck “twelve”.\nAn e-mail said: naïve 95 € is 20 °C…"
    assert searchable(text) == text
    plain = "The clock struck twelve.\n- One\n- Two"
    assert searchable(plain) is plain


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("in 1932⁴", {"1932", "4"}),
        ("in 1932.⁴ The", {"1932", "4"}),
        ("in 1932[4]", {"1932", "4"}),
        ("the Treaty⁴", {"treati", "4"}),
        ("10⁶", {"10", "6"}),
        ("25 km²", {"25", "km2"}),
        ("25 km^2", {"25", "km2"}),
        ("CO₂", {"co2"}),
    ],
)
def test_a_raised_number_is_no_part_of_what_it_stands_at(text: str, terms: set[str]) -> None:
    assert set(Analyser().terms(text)) == terms


def test_a_broken_word_is_found_as_a_whole_only() -> None:
    assert Analyser().terms("main-\ntenance") == Analyser().terms("maintenance")


@given(texts)
@settings(max_examples=1000)
def test_a_searchable_text_stays_as_it_is(text: str) -> None:
    assert searchable(searchable(text)) == searchable(text)


@given(texts)
@settings(max_examples=500)
def test_accents_in_pieces_are_searched_like_whole_ones(text: str) -> None:
    assert searchable(unicodedata.normalize("NFD", text)) == searchable(unicodedata.normalize("NFC", text))


@given(texts)
@settings(max_examples=1000)
def test_every_searched_character_has_its_place_in_the_original(text: str) -> None:
    found = traced(text)
    assert found.text == searchable(text)
    places = [found.original((at, at + 1)) for at in range(len(found.text))]
    assert all(0 <= start < end <= len(text) for start, end in places)
    assert places == sorted(places)
    assert [end for _, end in places] == sorted(end for _, end in places)
    for at, (start, end) in enumerate(places):
        if end - start == 1 and text[start] in "abeFk":
            assert found.text[at] == text[start]


def test_a_long_text_takes_a_moment() -> None:
    started = time.process_time()
    for text in ("a" * 5_000_000, "a-\n" * 1_000_000, "\u00ad" * 2_000_000, "e\u0301" * 1_000_000, "⁴" * 1_000_000):
        searchable(text)
    assert time.process_time() - started < 20
