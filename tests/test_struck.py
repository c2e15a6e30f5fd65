"""Struck text is quoted, but never given as the answer."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval import UNLIMITED, Library
from retrieval.struck import around_struck, struck_spans, without_struck

Open = Callable[..., Library]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("A ticket costs ~~95 €~~ 80 €.", ["A ticket costs", "80 €."]),
        ("~~A ticket costs 95 €.~~", []),
        ("~~Old.~~ New. ~~Older.~~", ["New."]),
        ("~~This is struck to the end, where the next passage begins.", []),
        ("It was struck before, up to here.~~", []),
        ("- ~~Struck to the end of it.", []),
        ("About ~~ 95 or so.", ["About ~~ 95 or so."]),
        ("~~~\ncode\n~~~", ["~~~\ncode\n~~~"]),
    ],
)
def test_what_is_marked_is_not_struck(text: str, left: list[str]) -> None:
    assert [text[start:end] for start, end in around_struck(text, [(0, len(text))])] == left


def test_what_a_sentence_says_is_what_is_not_struck() -> None:
    assert without_struck("A ticket costs ~~95 €~~ 80 €.") == "A ticket costs  80 €."
    assert without_struck("A ticket costs 80 €.") == "A ticket costs 80 €."


@given(st.lists(st.sampled_from(["~~", "~", "a", " ", "b c", ".", "\n", "- "]), max_size=14), st.data())
def test_pieces_stay_inside_what_was_marked_and_outside_what_is_struck(pieces: list[str], data: st.DataObject) -> None:
    text = "".join(pieces)
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    spans = [span for span in pairwise(cuts) if data.draw(st.booleans())]
    left = around_struck(text, spans)
    assert list(left) == sorted(left)
    assert all(start < end for start, end in left)
    assert all(any(a <= start and end <= b for a, b in spans) for start, end in left)
    assert not any(a < end and start < b for a, b in struck_spans(text) for start, end in left)


def test_a_struck_price_is_never_marked(open_library: Open, seeds: Path, tmp_path: Path) -> None:
    (seeds / "prices.md").write_text("# Prices\n\nA day ticket for the museum costs ~~95 euros~~ 80 euros.\n")
    (seeds / "old.md").write_text("# Rules\n\n~~A locker in the cloakroom costs 7 euros.~~\n")
    library = open_library(seeds, tmp_path / "index")
    library.sync()
    ticket = library.ask("How much is a day ticket for the museum?", access=UNLIMITED).quotes[0]
    marked = " ".join(ticket.text[start:end] for start, end in ticket.highlights)
    assert "80 euros" in marked
    assert "95" not in marked
    assert ticket.answer is None or "95" not in ticket.text[slice(*ticket.answer)]
    locker = library.ask("How much is a locker in the cloakroom?", access=UNLIMITED)
    quotes = locker.quotes or locker.nearest
    assert "7 euros" in quotes[0].text
    assert quotes[0].highlights == ()
    assert quotes[0].answer is None


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("The fee is 80 euros. It was ~~95 euros~~.", "The fee is 80 euros. It was"),
        ("The fee is <del>95</del> <b>80</b> euros.", "The fee is |<b>80</b> euros."),
        ("It was <s class='old'>closed</s> on Monday.", "It was|on Monday."),
        ("Use <strong>this</strong> now.", "Use <strong>this</strong> now."),
    ],
)
def test_what_stands_beside_struck_text_still_answers(text: str, left: str) -> None:
    pieces = around_struck(text, [(0, len(text))])
    assert "|".join(text[start:end] for start, end in pieces).replace(" |", "|") == left.replace(" |", "|")
