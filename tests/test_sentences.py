"""Sentences end where people end them, and finding them takes no longer than reading."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.model import Block, BlockKind, Content
from retrieval.passages import Limits, cut
from retrieval.sentences import MAX_WINDOW_CHARS, sentence_spans


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(
    "first",
    [
        "It was signed in 1932.⁴",
        "It was signed in 1932.[4]",
        "It was signed in 1932.[4][5]",
        "It was signed in 1932⁴.",
        "It was signed in 1932[4].",
        "He said “No.”⁴",
        "He said “No.”[12]",
        "Who signed it?³",
    ],
)
def test_a_sentence_has_the_marks_of_its_notes(first: str) -> None:
    assert sentences(f"{first} The next one came later.") == [first, "The next one came later."]
    assert sentences(first) == [first]


def test_a_sentence_without_spaces_after_it_has_the_marks_of_its_notes() -> None:
    assert sentences("今日は晴れ。[4]明日は雨。") == ["今日は晴れ。[4]", "明日は雨。"]


def test_a_long_text_has_the_sentences_of_its_parts() -> None:
    paragraph = "The ferry leaves at nine. Mr. Smith waits for it. Does it stop? It does, e.g. on Skye.\n"
    repeats = 4 * MAX_WINDOW_CHARS // len(paragraph)
    assert sentences(paragraph * repeats) == sentences(paragraph) * repeats


@given(
    st.lists(
        st.sampled_from(["a", "! ", "!" * 40, "\n" * 30, " " * 20, ". ", "A", "。", ".⁴", "[4]", "\t"]), max_size=30
    )
)
def test_every_visible_character_is_in_one_sentence(pieces: list[str]) -> None:
    text = "".join(pieces)
    spans = sentence_spans(text)
    assert spans == sorted(spans)
    assert all(a < b for a, b in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    inside = {at for start, end in spans for at in range(start, end)}
    assert {at for at, character in enumerate(text) if not character.isspace()} <= inside


@pytest.mark.parametrize(
    "text",
    [
        "!" * 80_000,
        "?!" * 40_000,
        "U.S. " * 20_000,
        '."' * 40_000,
        ").(" * 20_000,
        ".[4]" * 20_000,
        "a." + "¹" * 1_000 + "b",
        "a\n" * 100_000,
        "Ok. " * 25_000,
        "a" + "\n" * 80_000 + "b",
        "a" * 1_000_000,
        "word " * 100_000,
    ],
    ids=lambda text: repr(text[:5]),
)
def test_no_text_takes_long(text: str) -> None:
    started = time.process_time()
    spans = sentence_spans(text)
    assert spans[0][0] == 0
    assert spans[-1][1] == len(text.rstrip())
    for kind in (BlockKind.PARAGRAPH, BlockKind.CODE):
        content = Content(text, (Block(0, len(text), kind),))
        passages = cut(content, Limits(tokens=200, count=lambda texts: [len(each) // 4 for each in texts]))
        assert max(len(passage.text) for passage in passages) <= 700
    assert time.process_time() - started < 20
