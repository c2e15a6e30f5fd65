"""The row, line, cell or sentence that has what was asked for is the one that is marked, and a near miss is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from retrieval import UNLIMITED, Answer, Library
from retrieval.reader import BUNDLED, NONE

Open = Callable[..., Library]

PUMPS = """# Pump shop

| Item | What it is | Weight in kg | Price in EUR | Shelf |
|---|---|---|---|---|
| PT-2209-K | Hand pump | 4.1 | 88.00 | R1 |
| PT-2209-L | Hand pump, long handle | 4.6 | 93.50 | R1 |
| PT-2290-K | Foot pump | 7.2 | 140.00 | R4 |
| NV-31/4 | Check valve | 0.3 | 6.75 | S2 |
| NV-31/5 | Check valve, brass | 0.4 | 9.25 | S3 |
| HS-08 | Hose, short | 0.9 | 12.40 | T1 |
| HS-80 | Hose, fabric | 2.8 | 31.90 | T2 |
"""

FAULTS = """# Faults of the kiln

## H-318

The lower heating coil is broken, and only the workshop can mend it.

## H-381

The door is open.

## H-3

A fuse has blown.
"""

TIMETABLE = """Valley buses

Line 4 goes to the quarry and runs every 15 minutes.

Line 47 goes to the open-air bath and runs every half hour.

Line 74 goes to the observatory and runs twice a day.
"""

HOUSE = """Doors and devices

Scanner 1st floor: scan-a.lab, code 7713
Scanner 2nd floor: scan-b.lab, code 2096
Scanner 4th floor: scan-c.lab, code 5540
Bike cellar: code 8181

People
Ines Caro, reception, ext. 201
Tomas Wirth, glass workshop, ext. 214
Adele Fonk, archive, ext. 230
"""

TALKS = """date,speaker,subject,hall
2024-05-14,Dr Osei,Tides,Small hall
2024-06-14,Dr Lindqvist,Peat,Large hall
2025-05-14,Prof Amari,Comets,Garden hall
2025-06-14,Dr Osei,Salt,Small hall
"""

CHRONICLE = """# Chronicle of the paper mill

In 1812 the wheel was built by two brothers from Trier. In 1858 the drying loft burned to the ground.
In 1903 electric light came to the cutting room. In 1974 the last sheet was made by hand.
"""


@pytest.fixture(params=[NONE, BUNDLED])
def library(request: pytest.FixtureRequest, open_library: Open, seeds: Path, tmp_path: Path) -> Library:
    for name, text in {
        "pumps.md": PUMPS,
        "faults.md": FAULTS,
        "buses.txt": TIMETABLE,
        "house.txt": HOUSE,
        "talks.csv": TALKS,
        "mill.md": CHRONICLE,
    }.items():
        (seeds / name).write_text(text)
    library = open_library(seeds, tmp_path / "index", reader=request.param)
    library.sync()
    return library


def marked(answer: Answer) -> list[str]:
    assert answer.answered, answer.nearest[0].text
    quote = answer.quotes[0]
    return [quote.text[start:end] for start, end in quote.highlights]


def words(answer: Answer) -> str:
    quote = answer.quotes[0]
    assert quote.answer is not None
    return quote.text[slice(*quote.answer)]


@pytest.mark.parametrize(
    ("question", "row", "cell"),
    [
        ("How much is PT-2209-L?", "| PT-2209-L |", "93.50"),
        ("weight of the pt2209k", "| PT-2209-K |", "4.1"),
        ("Which shelf is NV-31/5 on?", "| NV-31/5 |", "S3"),
        ("price of the foot pump", "| PT-2290-K |", "140.00"),
        ("How heavy is HS-08?", "| HS-08 |", "0.9"),
        ("What does HS-80 cost?", "| HS-80 |", "31.90"),
    ],
)
def test_only_the_row_that_is_asked_for_is_marked_and_its_cell_answers(
    library: Library, question: str, row: str, cell: str
):
    answer = library.ask(question, access=UNLIMITED)
    lines = marked(answer)
    assert len(lines) == 1
    assert lines[0].startswith(row)
    assert words(answer) == cell


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("What is the code of the scanner on the 2nd floor?", "Scanner 2nd floor"),
        ("code of the 4th floor scanner", "Scanner 4th floor"),
        ("What is the extension of the archive?", "Adele Fonk, archive"),
        ("How often does line 47 run?", "Line 47 goes"),
        ("Where does line 74 go?", "Line 74 goes"),
        ("what does h318 mean", "The lower heating coil is broken"),
        ("H-381", "The door is open"),
        ("Who spoke on 14 May 2025?", "2025-05-14,Prof Amari"),
        ("Which talk was on 2024-06-14?", "2024-06-14,Dr Lindqvist"),
        ("What happened at the mill between 1850 and 1860?", "In 1858 the drying loft"),
        ("What happened in the paper mill in the 1970s?", "In 1974 the last sheet"),
    ],
)
def test_only_the_line_that_is_asked_for_is_marked(library: Library, question: str, line: str):
    lines = marked(library.ask(question, access=UNLIMITED))
    assert lines[0].startswith(line)
    assert len(lines) == 1


@pytest.mark.parametrize(
    "question",
    [
        "How much is PT-2209-M?",
        "What does HS-88 cost?",
        "Which shelf is NV-31/6 on?",
        "what does H-813 mean",
        "What does h31 mean?",
        "How often does line 7 run?",
        "Where does line 44 go?",
        "What is the code of the scanner on the 3rd floor?",
    ],
)
def test_question_about_an_identifier_that_the_library_lacks_is_refused(library: Library, question: str):
    answer = library.ask(question, access=UNLIMITED)
    assert not answer.answered
    assert answer.nearest
    assert answer.confidence < 0.6 * library.judge.threshold


def test_answering_cell_lies_in_the_marked_row(library: Library):
    for code in ("PT-2209-K", "PT-2290-K", "NV-31/4", "HS-08"):
        quote = library.ask(f"How much is {code}?", access=UNLIMITED).quotes[0]
        assert quote.answer is not None
        assert any(start <= quote.answer[0] and quote.answer[1] <= end for start, end in quote.highlights)


def test_comparison_of_two_codes_marks_both_rows(library: Library):
    lines = marked(library.ask("What is the difference between NV-31/4 and NV-31/5?", access=UNLIMITED))
    assert [line[:10] for line in lines] == ["| NV-31/4 ", "| NV-31/5 "]


def test_follow_up_that_names_another_code_asks_for_that_one(library: Library):
    answer = library.ask("And HS-80?", history=["How much is HS-08?"], access=UNLIMITED)
    assert marked(answer)[0].startswith("| HS-80 |")
