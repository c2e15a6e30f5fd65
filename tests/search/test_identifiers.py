"""What a question names exactly is found, compared without case and separators, and never where it only looks so."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.context.times import asked_time
from retrieval.identifiers import Naming, compact_codes, identifiers, names_a_code
from retrieval.indexes.analyser import Analyser
from retrieval.searchable import searchable


def only(question: str):
    (identifier,) = identifiers(question)
    return identifier


def holds(text: str, identifier) -> bool:
    return identifier.match(searchable(text)) in (Naming.EXACT, Naming.PART)


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("Is PT-2209-K in stock?", "PT-2209-K"),
        ("What is VS000?", "VS000"),
        ("Is the EX-1500 in stock?", "EX-1500"),
        ("what does fault h318 mean", "h318"),
        ("price of the NV-31/4 bearing", "NV-31/4"),
        ("Which tool uses --keep-logs?", "--keep-logs"),
        ("where do I set LAMP_HOME", "LAMP_HOME"),
        ("What does read_frame return?", "read_frame"),
        ("What is 0xC0000142?", "0xC0000142"),
        ("what changed in 4.10.3", "4.10.3"),
        ("Which host has 10.20.0.7?", "10.20.0.7"),
        ("is version 2.7 still supported", "version 2.7"),
        ("who listens on port 6443", "port 6443"),
        ("What does article 12 say?", "article 12"),
        ("Where is the 4th floor kitchen?", "4th floor"),
        ("does the bk 2207/3 fit", "bk 2207/3"),
        ("Which bus is line 47?", "line 47"),
        ("What does fault 318 mean?", "fault 318"),
        ("Is room 12 locked at night?", "room 12"),
    ],
)
def test_identifier_in_a_question_is_found(question: str, named: str):
    assert named in [identifier.text for identifier in identifiers(question)]


@pytest.mark.parametrize(
    "question",
    [
        "What happened in 2024?",
        "How many people came on 5 March 2025?",
        "Is it open at 9:30 on Monday?",
        "Who pays more than 5 euros or 10 km?",
        "What was music like in the mid-1990s?",
        "Who is in the TOP-10 of vs-300 players in Q3?",
        "Was he the 2nd of the 20-year-old twins?",
        "Are you open 24/7?",
        "Who won 3-1 in 1998-99?",
        "Does AT&T pay O'Brien in the U.S. for C++?",
        "Is the deadline 31.12.2025?",
        "Can I see it in 4K or 1080p?",
        "What happened between 1925 and 1935?",
        "How do I reach info@example.org or https://example.org/a-12/b_c?",
        "What is a well-known state-of-the-art method?",
        "Is it post-1945?",
        "May I bring 2 guests?",
        "Can I book 3 boats for Friday?",
        "Can I park here :thumbs_up: <:blob_wave:123456789>?",
        "@john_doe who cleans the oven?",
        "What was sold in FY2025 and FY24?",
    ],
)
def test_years_dates_amounts_and_words_are_no_identifiers(question: str):
    assert identifiers(question) == ()


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("H-318", "Fault h318: the lamp is cold"),
        ("h318", "H 318"),
        ("NV-31/4", "nv31/4"),
        ("0XC0000142", "error 0xc0000142 means"),
        ("--keep-logs", "`--keep-logs` keeps them"),
        ("4.10.3", "v4.10.3 (2026-01-02)"),
        ("version 2.7", "Since 2.7.1 it is faster"),
        ("port 6443", "kube: port 6443"),
        ("clause 7.3", "7.3 The lift is serviced in May."),
        ("4th floor", "The fourth floor is closed."),
        ("steps 4", "steps 3 to 5 are done by the guide"),
    ],
)
def test_identifiers_are_compared_without_case_and_separators(asked: str, text: str):
    assert holds(text, only(asked))


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("4.10.3", "4.3.10"),
        ("4.10.3", "4.10.30"),
        ("4.10.3", "41.0.3"),
        ("NV-31/4", "NV-314"),
        ("PT-2209-K", "PT-2209-L"),
        ("H-318", "H-3180"),
        ("H-318", "CH-318"),
        ("0xC0000142", "0xC00001420"),
        ("--keep", "--keepalive"),
        ("port 6443", "port 6444"),
        ("clause 7.3", "7.13 Bicycles stay outside."),
        ("line 47", "Line 74 goes to the quarry."),
    ],
)
def test_near_identical_identifiers_are_not_the_same(asked: str, text: str):
    assert not holds(text, only(asked))


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("PT-2209-K", "| PT-2209-L | hose |"),
        ("E44", "E54 The filter is full."),
        ("line 47", "Line 74 goes to the quarry."),
        ("room B-12", "Room C-12 is upstairs."),
        ("clause 7.3", "7.1 No smoking.\n7.2 No dogs."),
    ],
)
def test_text_about_another_of_the_kind_is_a_near_miss(asked: str, text: str):
    assert only(asked).match(text) is Naming.OTHER


def test_longer_code_names_a_shorter_one_only_in_part():
    assert only("PT-2209").match("PT-2209-K") is Naming.PART
    assert only("PT-2209").match("PT-2209-K and PT-2209") is Naming.EXACT


_CODES = st.from_regex(r"[B-DF-HJ-NP-Z]{2}[0-9]{3,5}", fullmatch=True)


@given(_CODES, st.sampled_from(["", "-", " ", "/", "."]), st.booleans())
def test_code_holds_however_it_is_typed(code: str, separator: str, is_lower: bool):
    written = f"{code[:2]}{separator}{code[2:]}"
    assert holds(f"See {written.lower() if is_lower else written} below.", only(f"What is {code}?"))


@given(_CODES, _CODES)
def test_only_the_same_code_holds(one: str, other: str):
    assert holds(f"See {other} below.", only(f"What is {one}?")) == (one == other)


@given(st.text(max_size=300))
def test_any_text_has_identifiers_that_it_holds_itself(text: str):
    for identifier in identifiers(text):
        assert holds(identifier.text, identifier)


@pytest.mark.parametrize(
    "piece", ["A-", "1.", "--a-", "a_", "A1-", "§ 1", "12 ", "x@", "0x", "1-1/", "1930-", "3 May "]
)
def test_long_texts_take_no_longer_than_their_length_asks_for(piece: str):
    text = piece * 20_000
    began = time.perf_counter()
    found = identifiers(text)
    compact_codes(text)
    names_a_code(text)
    asked_time(text)
    for identifier in (*found, only("PT-2209-K"), only("clause 7.3")):
        identifier.match(text[:20_000])
    assert time.perf_counter() - began < 3


@pytest.mark.parametrize(
    ("typed", "written"), [("h318", "H-318"), ("H-318", "h318"), ("nv31_4", "NV-31/4"), ("--keep-logs", "keep_logs")]
)
def test_code_is_one_term_however_it_is_typed(typed: str, written: str):
    analyser = Analyser()
    assert analyser.terms(typed)[-1] == analyser.terms(written)[-1]


def test_plain_words_with_hyphens_are_no_codes():
    assert compact_codes("a well-known, 20-year-old state-of-the-art vessel, 5-10 km off, in 1914-18") == []


@pytest.mark.parametrize(
    ("question", "text", "naming"),
    [
        ("What happened between 1871 and 1880?", "In 1874 the mill burned down.", Naming.EXACT),
        ("What happened in the 1870s?", "In 1874 the mill burned down.", Naming.EXACT),
        ("What happened in the 80s?", "In 1874 the mill burned down.", Naming.OTHER),
        ("What happened before 1900?", "Built in 1874.", Naming.EXACT),
        ("What happened in the 19th century?", "During the 1850s it grew.", Naming.EXACT),
        ("Who spoke in May 2024?", "14 May 2024: Dr Osei", Naming.EXACT),
        ("Who spoke in May 2024?", "14 May 2025: Dr Lindqvist", Naming.OTHER),
        ("Who spoke on 2024-05-14?", "14 May 2024: Dr Osei", Naming.EXACT),
        ("Who spoke on 14 May?", "15 May 2024: Dr Osei", Naming.OTHER),
        ("Wer sprach am 14. Mai 2024?", "2024-05-14 Dr Osei", Naming.EXACT),
    ],
)
def test_dates_and_spans_of_years_are_told_apart(question: str, text: str, naming: Naming):
    asked = asked_time(question)
    assert asked is not None
    assert asked.named_by(text) is naming


@pytest.mark.parametrize(
    ("asked", "text"),
    [("Windows 11", "It runs on Windows 10 or later."), ("version 4.5", "Needs version 4.2 or newer"),
     ("version 4.5", "Needs 4.2+")],
)  # fmt: skip
def test_a_number_and_all_later_ones_is_no_near_miss(asked: str, text: str):
    assert only(asked).match(text) is Naming.PART
    assert only(asked).match(text.partition(" or")[0].rstrip("+")) is Naming.OTHER


def test_a_code_that_somebody_only_has_need_not_be_named():
    assert not only("My PT-2209-K is broken. Where do you repair pumps?").required
    assert only("My lamp is broken. Where is PT-2209-K repaired?").required
    assert only("Does my PT-2209-K leak?").required


@pytest.mark.parametrize(
    "question",
    ["Is a service due after 2000 km?", "What costs between 1000 and 1100 euros?", "Who learns it in their 20s?",
     "Who cleans room 1204?", "Is it free from 1500 to 1600 points?"],
)  # fmt: skip
def test_amounts_ages_and_rooms_are_no_years(question: str):
    assert asked_time(question) is None


def test_question_without_a_date_asks_for_no_time():
    assert asked_time("May I march with the band?") is None
    assert asked_time("How many of the 250 seats are free at 9:30?") is None
