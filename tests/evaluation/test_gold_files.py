"""A gold file is written in a minute, and what is wrong with one is said with its line and what to do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from retrieval.errors import GoldError
from retrieval.evaluation.gold import GoldPlace, GoldQuestion, load_gold, sampled, with_ids

YAML = """
# What the eels page must answer.
- question: Where do eels spawn?
  expect: Sargasso Sea

- question: and how many were tagged?
  history: ["Where do eels spawn?"]
  expect: ["About 400 eels", "400 eels"]
  document: eels.md
  source: "*.md"
- question: When was the handle removed?
  expect:
    - {document: pump.txt, line: 1}
- question: Who won the cup?
  answerable: false
"""


def test_yaml_and_json_lines_say_the_same(tmp_path: Path) -> None:
    (tmp_path / "gold.yaml").write_text(YAML)
    lines = [
        {"question": "Where do eels spawn?", "expect": ["Sargasso Sea"]},
        {
            "question": "and how many were tagged?",
            "history": ["Where do eels spawn?"],
            "expect": ["About 400 eels", "400 eels"],
            "document": "./eels.md",
            "source": "*.md",
            "note": "other keys are ignored",
        },
        {"question": "When was the handle removed?", "document": "pump.txt", "line": 1},
        {"question": "Who won the cup?", "answerable": False},
    ]
    (tmp_path / "gold.jsonl").write_text("\ufeff" + "\n\n".join(map(json.dumps, lines)) + "\n")
    (spawn, tagged, handle, cup) = load_gold(tmp_path / "gold.yaml")
    assert spawn.expect == ("Sargasso Sea",)
    assert (tagged.document, tagged.source, tagged.history) == ("eels.md", "*.md", ("Where do eels spawn?",))
    assert handle.expect == (GoldPlace("pump.txt", 1),)
    assert not cup.answerable
    assert spawn.label.endswith("gold.yaml, line 3")
    for one, other in zip(load_gold(tmp_path / "gold.jsonl"), (spawn, tagged, handle, cup), strict=True):
        assert (one.question, one.expect, one.answerable, one.history, one.source, one.id) == (
            other.question, other.expect, other.answerable, other.history, other.source, other.id
        )  # fmt: skip


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('{"expect": ["a"]}', ["question", "missing"]),
        ('{"question": 7, "expect": ["a"]}', ["question", "7"]),
        ('{"question": "a"}', ["expect", "answerable"]),
        ('{"question": "a", "expect": []}', ["expect"]),
        ('{"question": "a", "expect": [""]}', ["expect", "empty"]),
        ('{"question": "a", "expect": [1883]}', ["expect", "1883", "quotation marks"]),
        ('{"question": "a", "expected": ["b"]}', ["expected", 'write "expect"']),
        ('{"question": "a", "expect": "b", "histroy": []}', ["histroy", "history"]),
        ('{"question": "a", "expect": {"line": 3}}', ["document", "seeds folder"]),
        ('{"question": "a", "expect": {"document": "a.md", "line": 0}}', ["line", "0"]),
        ('{"question": "a", "document": "a.md", "line": "3"}', ["line", "'3'"]),
        ('{"question": "a", "answerable": "no"}', ["answerable", "'no'", "true or false"]),
        ('{"question": "a", "answerable": false, "expect": "b"}', ["answerable", "expect"]),
        ('{"question": "a", "expect": "b", "history": [1]}', ["history", "[1]"]),
        ('{"question": "a", "expect": "b", "source": 3}', ["source", "3"]),
        ('{"question": "a", "expect": "b", "id": true}', ["id"]),
        ("no json", ["JSON"]),
        ("[1]", ["object"]),
    ],
)
def test_a_mistake_is_one_sentence_with_file_line_value_and_remedy(tmp_path: Path, line: str, words: list[str]) -> None:
    (tmp_path / "gold.jsonl").write_text('{"question": "fine", "expect": "x"}\n' + line)
    with pytest.raises(GoldError) as caught:
        load_gold(tmp_path / "gold.jsonl")
    said = str(caught.value)
    assert "gold.jsonl, line 2" in said
    assert "\n" not in said
    for word in words:
        assert word in said


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("question: a", ["line 1", "list"]),
        ("- question: [a", ["YAML", "line"]),
        ("- a\n", ["line 1", "keys"]),
        ("- question: a\n- question: When?\n  expect: 2026-01-31\n", ["line 2", "quotation marks"]),
        ("- question: a\n  expect: !!python/object/apply:os.getcwd []\n", ["YAML"]),
        ("- question: a\n- question: !!timestamp soon\n", ["YAML", "tag"]),
        ("- question: !!int ''\n", ["YAML", "tag"]),
        ("- question: a\n  answerable: !!bool maybe\n", ["YAML", "tag"]),
        ("# nothing\n", ["no questions"]),
    ],
)
def test_a_mistake_in_yaml_is_one_sentence_too(tmp_path: Path, text: str, words: list[str]) -> None:
    (tmp_path / "gold.yml").write_text(text.replace("question: a\n", "question: a\n  expect: x\n"))
    with pytest.raises(GoldError) as caught:
        load_gold(tmp_path / "gold.yml")
    assert "\n" not in str(caught.value)
    for word in words:
        assert word in str(caught.value) or word.startswith("line")


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    (tmp_path / "gold.jsonl").write_bytes(b"\xff\xfe\x00")
    for name in ("gold.jsonl", "nowhere.jsonl"):
        with pytest.raises(GoldError, match=name):
            load_gold(tmp_path / name)


def test_every_question_has_an_id_of_its_own() -> None:
    asked = [
        GoldQuestion("and the last one?", history=("When was the first leap second?",)),
        GoldQuestion("and the last one?", history=("Who was the first king?",)),
        GoldQuestion("and the last one?", history=("Who was the first king?",)),
        GoldQuestion("Who?", id="7"),
        GoldQuestion("7"),
    ]
    assert [question.id for question in with_ids(asked)] == [
        "When was the first leap second? → and the last one?",
        "Who was the first king? → and the last one?",
        "Who was the first king? → and the last one? (2)",
        "7",
        "7 (2)",
    ]
    with pytest.raises(GoldError, match="twice"):
        with_ids([GoldQuestion("a", id="7"), GoldQuestion("b", id="7")])


def test_a_sample_is_always_the_same_and_in_order() -> None:
    questions = [GoldQuestion(str(n)) for n in range(50)]
    drawn = sampled(questions, 10)
    assert drawn == sampled(questions, 10)
    assert len(drawn) == 10
    assert [int(question.question) for question in drawn] == sorted(int(question.question) for question in drawn)
    assert sampled(questions, None) == sampled(questions, 99) == questions


def test_json_nested_beyond_reason_is_named_by_its_line(tmp_path: Path) -> None:
    (tmp_path / "gold.jsonl").write_text('{"question": "a", "answerable": false}\n' + "[" * 100_000)
    with pytest.raises(GoldError, match="line 2"):
        load_gold(tmp_path / "gold.jsonl")
