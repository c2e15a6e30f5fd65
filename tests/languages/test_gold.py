"""The gold sets in other languages hold what they say they hold."""

from __future__ import annotations

from collections import Counter

import pytest

from retrieval.evaluation import load_gold
from retrieval.parsing.workers.pool import ParsingPool
from tests.languages.sets import FOLDER, GoldSet, gold_sets

SETS = gold_sets()
MAIN = ("de", "es", "fr", "ja")
CROSS = tuple(f"{language}_on_english" for language in MAIN[:3]) + tuple(f"english_on_{code}" for code in MAIN[:3])

each_set = pytest.mark.parametrize("gold_set", SETS, ids=lambda each: each.name)


def test_every_set_is_there() -> None:
    assert {*MAIN, *CROSS} <= {each.name for each in SETS}


@each_set
def test_every_answer_stands_in_one_line_of_its_document(gold_set: GoldSet, pool: ParsingPool) -> None:
    lines: dict[str, list[str]] = {}
    for gold in load_gold(gold_set.gold):
        if not gold.answerable:
            assert gold.document is None, gold
            continue
        assert gold.document is not None, gold
        if gold.document not in lines:
            lines[gold.document] = pool.parse(gold_set.seeds, gold.document).content.text.splitlines()
        for piece in map(str, gold.expect):
            assert sum(line.count(piece) for line in lines[gold.document]) == 1, gold


@each_set
def test_no_question_is_asked_twice(gold_set: GoldSet) -> None:
    asked = Counter(gold.question.casefold().strip("?¿？ ") for gold in load_gold(gold_set.gold))
    assert [question for question, times in asked.items() if times > 1] == []


@each_set
def test_there_are_enough_questions_to_answer_and_to_refuse(gold_set: GoldSet) -> None:
    golds = load_gold(gold_set.gold)
    to_refuse = sum(not gold.answerable for gold in golds)
    assert len(golds) >= (60 if gold_set.name in MAIN else 25)
    assert to_refuse >= len(golds) / (5 if gold_set.is_cross else 3)


@each_set
def test_every_document_of_a_language_is_asked_about(gold_set: GoldSet) -> None:
    if gold_set.written_in == "en":
        return
    documents = {path.relative_to(gold_set.seeds).as_posix() for path in gold_set.seeds.rglob("*") if path.is_file()}
    assert {gold.document for gold in load_gold(gold_set.gold) if gold.answerable} == documents
    assert len(documents) >= (5 if gold_set.written_in in MAIN else 3)


def test_every_folder_of_documents_has_questions() -> None:
    folders = {path.name for path in (FOLDER / "seeds").iterdir() if path.is_dir()}
    assert folders == {each.written_in for each in SETS} - {"en"}
