"""Lines that are records stay lines, and wrapped prose stays a paragraph."""

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.model import BlockKind

LOG = """[18:02] kim: is the sauna open tonight?
[18:03] lars: the stove is broken
[18:09] kim: who repairs it
[18:15] lars: the firm Holt, on Friday at 8"""

RECORDS = {
    "chat log": LOG,
    "chat log with names in brackets": "18:02 <kim> is it open\n18:03 <lars> not before the\n18:04 <lars> stove works",
    "chat log without times": "kim: is it open\nlars: not today\nkim: why?",
    "exported chat": "03.02.26, 10:14 - Mira: who has the key\n03.02.26, 10:15 - Tobi: at the desk",
    "fields": "Vet: Dr. Salo\nPhone: 555-0143\nOpening hours: Mon to Fri\nCloses early on the last day of the month",
    "settings": "max_depth = 4\nretry=no\ntimeout = 30",
    "contacts": "Ida Holm, orchard, ext. 7\nPer Lund, press house, ext. 9\nBo Vik, shop, ext. 12",
    "address": "Quay Office\n12 Anchor Street\nVelm 4410",
    "hosts": "db01 10.0.0.3\nweb01 10.0.0.4\nmail 10.0.0.25",
    "timetable": "09:00 Doors open\n09:30 The bishop's opening words\n11:00 Coffee",
    "leaders": "Preface ........ 3\nThe orchard ........ 17\nThe press ........ 40",
}
ROWS = {
    "columns": "Boat      Berths   Price\nAnna           4     120\nMorgenrot      6     180",
    "tabs": "Boat\tBerths\nAnna\t4\nMorgenrot\t6",
    "bars": "Boat | Berths\nAnna | 4",
    "semicolons": "Boat;Berths;Price\nAnna;4;120",
    "commas": "Boat,Berths,Price\nAnna,4,120\nMorgenrot,6,180",
}
PROSE = {
    "wrapped": "The harbour was closed for two years while divers looked for the wreck\nthat had torn the hull of a"
    " ferry. Nobody was hurt, and the ferry sails\nagain since May.",
    "narrow": "The harbour was closed\nfor two years while\ndivers looked for the\nwreck of a ferry.",
    "narrow, many capitals": "Der Hafen wurde im\nWinter wegen der\nBergung des Wracks\ngesperrt.",
    "verse": "The sea is calm to-night,\nThe tide is full, the moon lies fair,\nUpon the straits.",
    "a colon in wrapped prose": "The rule has one exception that people forget every time they read it: boats\n"
    "of the rescue service may enter at any hour. All others wait at the buoy.",
    "sentences": "The gate opens at nine.\nIt closes at noon.\nNobody waits.",
    "double spaces after full stops": "It rained.  The gate was shut.\nIt snowed.  The gate stayed shut.",
}


@pytest.mark.parametrize("lines", RECORDS.values(), ids=RECORDS)
def test_records_are_read_line_by_line(lines: str, read) -> None:
    content = read(f"The first paragraph is a sentence.\n\n{lines}\n", "a.txt")
    assert [(block.kind, content.text[block.start : block.end]) for block in content.blocks][1:] == [
        (BlockKind.LIST, lines)
    ]


@pytest.mark.parametrize("lines", ROWS.values(), ids=ROWS)
def test_rows_are_a_table(lines: str, read) -> None:
    content = read(f"The first paragraph is a sentence.\n\n{lines}\n", "a.txt")
    assert content.blocks[-1].kind is BlockKind.TABLE
    assert content.text[content.blocks[-1].start : content.blocks[-1].end] == lines


@pytest.mark.parametrize("lines", PROSE.values(), ids=PROSE)
def test_prose_stays_a_paragraph(lines: str, read, written) -> None:
    content = read(lines, "a.txt")
    assert written(content) == [lines]
    assert content.blocks[0].kind is BlockKind.PARAGRAPH


@pytest.mark.parametrize(
    ("lead", "lines"),
    [("Crew", RECORDS["contacts"]), ("Call in an emergency:", "Vet: Dr. Salo\nPolice: 110\nHarbour: 555-0143")],
)
def test_a_lead_is_the_block_before_its_records(lead: str, lines: str, read, written) -> None:
    content = read(f"It rained.\n\n{lead}\n{lines}\n", "a.txt")
    assert written(content) == ["It rained.", lead, lines]
    assert [block.kind for block in content.blocks[1:]] == [BlockKind.PARAGRAPH, BlockKind.LIST]


def test_the_first_line_of_an_address_stays_with_it(read, written) -> None:
    lines = "Quay Office\n12 Anchor Street\nVelm 4410\nPhone: 555-0143"
    assert written(read(f"It rained.\n\n{lines}", "a.txt"))[1:] == [lines]


WORD = st.text("abcdefghijklmnoprstuvwyz", min_size=2, max_size=9)


@given(words=st.lists(WORD, min_size=30, max_size=90), width=st.integers(40, 90))
def test_wrapped_words_in_small_letters_are_never_records(words: list[str], width: int, read) -> None:
    text = textwrap.fill(" ".join(words) + ".", width)
    content = read(text, "a.txt")
    assert [(block.kind, text) for block in content.blocks] == [(BlockKind.PARAGRAPH, text)]


@pytest.mark.parametrize("name", ["README", "LICENSE", "docs/Contributing", "NOTICE", "changelog", "TODO", "FAQ"])
def test_files_that_everybody_knows_need_no_suffix(name: str, read, written) -> None:
    assert written(read("The gate opens at nine.", name)) == ["The gate opens at nine."]


def test_a_line_drawn_under_a_line_makes_it_a_heading(read, written) -> None:
    content = read(
        "Harbour rules\n=============\n\nBoats wait at the buoy.\n\n"
        "Fees\n----\nA day costs 8 euros.\n\n* * *\n\nEnd of it.",
        "a.txt",
    )
    assert content.title == "Harbour rules"
    assert written(content) == ["Boats wait at the buoy.", "A day costs 8 euros.", "End of it."]
    assert [block.heading for block in content.blocks] == [None, "Fees", "Fees"]


def test_a_line_under_the_names_of_columns_makes_no_heading(read, written) -> None:
    table = "Boat    Berths\n--------------\nAnna         4\nMorgen       6"
    assert written(read(f"It rained.\n\n{table}", "a.txt")) == ["It rained.", table]


def test_numbered_lines_that_stand_alone_are_headings(read) -> None:
    content = read(
        "1. Scope\n\nThis applies to boats.\n\n1.1 Small boats\n\nThey pay less.\n\n2. Fees\n\nA day costs 8 euros.",
        "a.txt",
    )
    assert [block.heading for block in content.blocks] == ["1. Scope", "1. Scope > 1.1 Small boats", "2. Fees"]


def test_numbered_steps_and_questions_are_no_headings(read, written) -> None:
    steps = ["1. Open the valve", "2. Close the tap", "3. Wait for an hour"]
    assert written(read("\n\n".join(["It is done like this.", *steps]), "a.txt"))[1:] == steps
    asked = read("1. How much is a day?\n\nIt costs 8 euros.", "a.txt")
    assert [block.heading for block in asked.blocks] == [None, None]
