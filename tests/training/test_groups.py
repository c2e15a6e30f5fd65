"""Groups with context in front: what stands above a passage decides whether it answers."""

from __future__ import annotations

import random
import re
from itertools import islice

import numpy as np
import pytest

from retrieval.model import Block, Content
from retrieval.passages import Limits, cut
from retrieval.training.examples import Data, Example, Paragraph
from retrieval.training.groups.codes import clause_code, error_code, near_code, part_code, version_code
from retrieval.training.groups.contexts import retyped
from retrieval.training.groups.drawing import Groups
from retrieval.training.groups.listings import listing_group, table_group
from retrieval.training.groups.pairs import Group
from retrieval.training.groups.wording import TRAINING_WORDING
from retrieval.training.mining import MinedPassages

TEXTS = {
    "Hevelius": [
        (
            "Johannes Hevelius was a brewer in Danzig. He built an observatory on the roofs of three houses in 1641. "
            "A fire destroyed it in 1679. His wife Elisabeth finished the star catalogue after his death.",
            {
                "When did Hevelius build an observatory?": "1641",
                "When did a fire destroy the observatory of Johannes Hevelius?": "1679",
                "Who finished the catalogue of Hevelius?": "Elisabeth",
            },
        ),
        (
            "The sextant of Hevelius was made of brass. Visitors came from as far as Oxford. The instruments on the "
            "roof were a quadrant, a large sextant, two clocks and a long telescope.",
            {
                "Which instruments did Hevelius have on the roof?": "a quadrant, a large sextant, two clocks",
                "What was the sextant made of?": "brass",
            },
        ),
    ],
    "Salt": [
        (
            "Salt was carried from Hallein to Passau by boat. Horses drew the boats back in two weeks. The toll was "
            "taken in Laufen, where the river is narrow.",
            {"Where was the toll taken?": "Laufen", "How long did the boats take back from Passau?": "two weeks"},
        ),
        (
            "Barrels of beech wood held about sixty kilograms. Coopers in Hallein made forty thousand of them a year.",
            {"Who made the barrels?": "Coopers", "How much did a barrel hold?": "about sixty kilograms"},
        ),
    ],
}

LIMITS = Limits(200, lambda texts: [len(text.split()) for text in texts])


@pytest.fixture(scope="module")
def groups() -> list[Group]:
    paragraphs, examples = [], []
    for title, texts in TEXTS.items():
        for text, asked in texts:
            paragraphs.append(Paragraph(title, text))
            for question, answer in asked.items():
                start = text.index(answer)
                examples.append(Example(question, len(paragraphs) - 1, (start, start + len(answer))))
    passages = []
    for number, paragraph in enumerate(paragraphs):
        content = Content(paragraph.text, (Block(0, len(paragraph.text)),), paragraph.title)
        passages += [(number, passage) for passage in cut(content, LIMITS)]
    by_paragraph = [[at for at, (n, _) in enumerate(passages) if n == number] for number in range(len(paragraphs))]
    misleading = np.full((len(examples), 8), -1, dtype=np.int32)
    for i, example in enumerate(examples):
        others = [at for at, (n, _) in enumerate(passages) if n != example.paragraph][:8]
        misleading[i, : len(others)] = others
    mined = MinedPassages(passages, by_paragraph, misleading)
    source = Groups(Data(paragraphs, examples), mined, wrong=3, context=1.0)
    assert list(source.epoch(1)) == list(source.epoch(1))
    return [group for seed in range(60) for group in source.epoch(seed)]


def test_the_first_pair_answers_with_the_answers_words_and_no_other_does(groups: list[Group]) -> None:
    answers = {answer for texts in TEXTS.values() for _, asked in texts for answer in asked.values()}
    known = {answer.casefold() for answer in answers if "," not in answer}
    known.add("a quadrant\na large sextant\ntwo clocks")
    marked = set()
    for first, *others in groups:
        assert first.span is not None
        assert 1 <= len(others) <= 3
        assert not any(other.answers for other in others)
        assert (first.question, first.above, first.text) not in {(o.question, o.above, o.text) for o in others}
        marked.add(re.sub(r"^(?:[-*•]|\d+\.) |\n(?:[-*•]|\d+\.) ", "\n", first.text[slice(*first.span)]).strip())
    assert known <= {each.casefold() for each in marked}


def test_contexts_of_every_kind_are_drawn_above_and_inside(groups: list[Group]) -> None:
    questions = {question for texts in TEXTS.values() for _, asked in texts for question in asked}
    firsts = [first for first, *_ in groups]
    for place in ("above", "text"):
        assert any(question in getattr(first, place) for first in firsts for question in questions)
        assert any("The instruments on the roof were:" in getattr(first, place) for first in firsts)
        assert any("Johannes Hevelius was a brewer in Danzig." in getattr(first, place) for first in firsts)
    # The same passage under something else is the telling wrong pair.
    same_text = [
        (first, other)
        for first, *others in groups
        for other in others
        if (other.question, other.text) == (first.question, first.text) and other.above != first.above
    ]
    assert same_text


def test_what_only_asks_never_answers(groups: list[Group]) -> None:
    questions = {question for texts in TEXTS.values() for _, asked in texts for question in asked}
    alone = [pair for group in groups for pair in group if pair.text.strip("*Q:.1 ") in questions]
    assert len(alone) > 10
    assert not any(pair.answers for pair in alone)


def test_the_row_with_the_code_that_was_asked_for_is_the_one_that_answers() -> None:
    rng = random.Random(3)
    told = 0
    for _ in range(1000):
        first, *others = table_group(TRAINING_WORDING, rng)
        assert first.span is not None
        assert first.text[slice(*first.span)]
        assert not any(other.answers for other in others)
        codes = re.findall(r"(?i)\b(?:[a-z]{1,3}-\d{2,4}(?:-[a-z])?|\d{6}|\d{3}-\d{4})\b", first.question)
        if len(codes) == 1 and codes[0].casefold() in first.text.casefold():
            start = first.text.rfind("\n", 0, first.span[0]) + 1
            line = first.text[start : (first.text + "\n").index("\n", first.span[1])]
            assert codes[0].casefold() in line.casefold()
            told += 1
    assert told > 40


def test_sections_and_tables_are_both_drawn_and_no_group_is_larger_than_asked_for() -> None:
    rng = random.Random(11)
    groups = [listing_group(3, rng) for _ in range(200)]
    assert {len(group) for group in groups} == {4}
    assert all(group[0].answers and not any(pair.answers for pair in group[1:]) for group in groups)
    whole = [first for first, *_ in groups if first.span == (0, len(first.text))]  # a section's text answers as a whole
    assert 30 < len(whole) < 100


@pytest.mark.parametrize("make", [part_code, error_code, version_code, clause_code])
def test_a_near_code_is_another_code_that_looks_like_it(make) -> None:
    rng = random.Random(5)
    for _ in range(300):
        code = make(rng)
        near = near_code(code, rng)
        assert near != code
        assert len(near) == len(code)
        assert 1 <= sum(a != b for a, b in zip(code, near, strict=True)) <= 2
        assert re.sub(r"\w", "x", near) == re.sub(r"\w", "x", code)


def test_a_question_in_other_words_keeps_what_it_asks_about() -> None:
    rng = random.Random(7)
    found = {retyped("How many eels were tagged in the Sargasso Sea?", rng) for _ in range(80)}
    assert len(found) > 10
    assert all("eels" in each and "sargasso" in each.lower() for each in found)


def test_without_a_share_for_context_there_is_none() -> None:
    paragraphs = [Paragraph("Salt", TEXTS["Salt"][0][0])]
    start = paragraphs[0].text.index("Laufen")
    data = Data(paragraphs, [Example("Where was the toll taken?", 0, (start, start + 6))])
    content = Content(paragraphs[0].text, (Block(0, len(paragraphs[0].text)),), "Salt")
    passages = [(0, passage) for passage in cut(content, LIMITS)]
    mined = MinedPassages(passages, [list(range(len(passages)))], np.full((1, 8), -1, dtype=np.int32))
    plain = [list(islice(Groups(data, mined, 2).epoch(seed), 1)) for seed in range(20)]
    assert all(pair.above in ("", "Salt") for group in plain for pairs in group for pair in pairs)
