"""The reader tells what answers from what is only about the same, and says where the answer stands."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from retrieval.encoding.model_files import ENGLISH_MODEL, find_model
from retrieval.encoding.tokens import load_tokenizer
from retrieval.errors import ModelError
from retrieval.reader.bundled import ENGLISH, BundledReader
from retrieval.reader.pairs import (
    BERT_TOKENS,
    FIRST_ABOVE_TOKENS,
    MAX_ABOVE_TOKENS,
    MAX_TOKENS,
    join_above,
    pair_tokens,
)
from retrieval.reader.reading import MAX_ANSWER_TOKENS, Reading

PUMP = (
    "The handle of the pump was removed on 8 September 1854 by the guardians of the parish. The outbreak had already "
    "begun to decline. Snow mapped 578 deaths, most of them within 250 yards of Broad Street."
)
TOKENIZER = load_tokenizer(find_model(ENGLISH_MODEL).folder / "tokenizer.json", ENGLISH_MODEL)

SPECIAL = (BERT_TOKENS.pad, BERT_TOKENS.first, BERT_TOKENS.separator, BERT_TOKENS.mask)

CASES = [
    ("When was the handle of the pump removed?", "8 September 1854"),
    ("Who removed the handle of the pump?", "guardians of the parish"),
    ("How many deaths did Snow map?", "578"),
]


@pytest.mark.parametrize(("question", "answer"), CASES)
def test_the_answer_is_found_where_it_stands(reader: BundledReader, question: str, answer: str) -> None:
    (reading,) = reader.read([(question, "Broad Street", PUMP)])
    start, end = reading.answer((0, len(PUMP))).span
    assert answer in PUMP[start - 4 : end + 4]
    assert reading.relevance > 0


def test_what_answers_is_more_relevant_than_what_is_about_the_same(reader: BundledReader) -> None:
    question = "Who removed the handle of the pump?"
    near = "The pump in Broad Street drew its water from a shallow well, and many people of the parish preferred it."
    right, about, other = reader.read([(question, "", text) for text in (PUMP, near, "Eels spawn in the sea.")])
    assert right.relevance > about.relevance > other.relevance


def test_what_a_pair_is_read_as_does_not_depend_on_its_company(reader: BundledReader) -> None:
    pairs = [(question, "Broad Street", PUMP) for question, _ in CASES]
    pairs += [("short?", "", "Yes."), ("long?", "", "word " * 600)]
    together = reader.read(pairs)
    for pair, reading in zip(pairs, together, strict=True):
        (alone,) = reader.read([pair])
        assert alone.relevance == reading.relevance
        assert np.array_equal(alone.begins, reading.begins)
        assert alone.offsets == reading.offsets


@pytest.mark.parametrize("said", ["[SEP]", "[CLS]", "[PAD]", "[MASK]"])
def test_a_separator_that_somebody_wrote_separates_nothing(said: str) -> None:
    pairs = [(f"Who {said}?", f"A {said}", f"It {said} is."), (f"{said}?", "", said)]
    for (_, above, text), tokens in zip(pairs, pair_tokens(TOKENIZER, pairs), strict=True):
        assert [tokens.ids.count(special) for special in SPECIAL] == [0, 1, 3 if above else 2, 0]
        assert tokens.ids[tokens.second_start - 1] == tokens.ids[tokens.passage_start - 1] == BERT_TOKENS.separator
        assert said in [text[a:b] for a, b in tokens.offsets]


@settings(max_examples=40)
@given(st.text(max_size=300), st.text(max_size=60), st.text(min_size=1, max_size=900))
def test_any_text_is_read_within_the_limits(question: str, above: str, text: str) -> None:
    (tokens,) = pair_tokens(TOKENIZER, [(question, above, text)])
    assert len(tokens.ids) <= MAX_TOKENS
    assert tokens.ids[-1] == BERT_TOKENS.separator
    assert len(tokens.ids) == tokens.passage_start + len(tokens.offsets) + 1
    assert all(0 <= a <= b <= len(text) for a, b in tokens.offsets)


def test_of_much_that_stands_above_the_title_and_what_is_nearest_are_read() -> None:
    title = join_above(["The title", None, "The heading"])
    header = "Part | Price | Stock"
    above = join_above([title, "a word " * 200, header])
    assert above.startswith("The title, The heading, a word")
    (tokens,) = pair_tokens(TOKENIZER, [("Which?", above, "A | 3 | 4")])
    words = Tokenizer.from_file(str(find_model(ENGLISH_MODEL).folder / "tokenizer.json"))
    read = words.decode(tokens.ids[tokens.second_start : tokens.passage_start - 1])
    assert tokens.passage_start - 1 - tokens.second_start == MAX_ABOVE_TOKENS
    assert read.startswith("the title, the heading, a word")
    assert read.endswith("part | price | stock")
    only = join_above([f"word{i}" for i in range(FIRST_ABOVE_TOKENS // 3)])
    (short,) = pair_tokens(TOKENIZER, [("Which?", only, "A | 3 | 4")])
    words = Tokenizer.from_file(str(find_model(ENGLISH_MODEL).folder / "tokenizer.json"))
    read = words.decode(short.ids[short.second_start : short.passage_start - 1])
    assert read.replace(" ", "") == only.replace(" ", "")


@given(st.data())
def test_an_answer_lies_inside_what_was_asked_for(data: st.DataObject) -> None:
    length = data.draw(st.integers(1, 60))
    numbers = st.lists(st.floats(-20, 0, width=32), min_size=length, max_size=length)
    begins, ends = (np.array(data.draw(numbers), dtype=np.float32) for _ in range(2))
    reading = Reading(0.0, begins, ends, [(3 * i, 3 * i + 2) for i in range(length)])
    a = data.draw(st.integers(0, 3 * length - 1))
    b = data.draw(st.integers(a + 1, 3 * length))
    found = reading.answer((a, b))
    assert a <= found.span[0] <= found.span[1] <= b
    assert found.span[1] - found.span[0] <= 3 * MAX_ANSWER_TOKENS
    inside = [i for i, (x, y) in enumerate(reading.offsets) if x < b and y > a]
    if inside:
        best = max(begins[i] + ends[j] for i in inside for j in inside if i <= j < i + MAX_ANSWER_TOKENS)
        assert found.score == pytest.approx(best)


def test_the_graph_is_the_one_that_was_measured(tmp_path: Path) -> None:
    shutil.copy(ENGLISH.graph, tmp_path / "reader.onnx")
    with (tmp_path / "reader.onnx").open("r+b") as file:
        file.seek(5_000_000)
        file.write(b"\x7f")
    with pytest.raises(ModelError, match=f"expected {ENGLISH.sha256}"):
        BundledReader(find_model(ENGLISH_MODEL), replace(ENGLISH, graph=tmp_path / "reader.onnx"))
    with pytest.raises(ModelError, match="READER=none"):
        BundledReader(find_model(ENGLISH_MODEL), replace(ENGLISH, graph=tmp_path / "missing.onnx"))


def test_the_graph_fits_into_the_repository() -> None:
    assert ENGLISH.graph.stat().st_size < 25_000_000
