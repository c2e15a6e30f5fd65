"""The languages of documents on the command line: filtered by, counted, and missed by the model."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ...commands import Quoth, commands

ENGLISH = "The ferry leaves at seven in the morning, and whoever misses it has to wait for the next one until noon."
GERMAN = "Die Fähre legt um sieben Uhr morgens ab, und wer sie verpasst, muss bis zum Mittag auf die nächste warten."
LATER = "Wer erst am Abend zurückfahren möchte, muss die Fähre im Hafenbüro bis zum Mittag im Voraus bestellt haben."
THAI = "เรือข้ามฟากออกเวลาเจ็ดโมงเช้า ใครมาไม่ทันต้องรอเที่ยวถัดไปจนถึงเที่ยงวัน"
UNREAD = (
    "The model sentence-transformers/all-MiniLM-L6-v2 does not read the language of 2 documents, so that little is "
    "found there: German (1), Thai (1). Set EMBEDDING_MODEL=multilingual, and sync again."
)


@pytest.fixture
def quoth(capsys: pytest.CaptureFixture[str], loaded: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Quoth:  # noqa: ARG001
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    (seeds / "german.txt").write_text(GERMAN, "utf-8")
    (seeds / "thai.txt").write_text(THAI, "utf-8")
    (seeds / "mixed.md").write_text(f"{ENGLISH}\n\n{LATER}\n\n{ENGLISH}\n\n{ENGLISH}\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    run = commands(capsys)
    run("sync")
    return run


def _languages(quoth: Quoth, typed: str) -> set[str]:
    answer = json.loads(quoth("ask", "When does the ferry leave?", "-k", "9", "--language", typed, "--json").out)
    return {quote["language"] for quote in answer["quotes"] or answer["nearest"]}


@pytest.mark.parametrize("typed", ["de", "de-AT", "DEU", "ger", "German", "swiss german ", "Deutsch"])
def test_only_passages_in_a_language_answer_by_its_code_or_name(quoth: Quoth, typed: str) -> None:
    assert _languages(quoth, typed) == {"de"}


def test_a_passage_of_a_mixed_document_answers_in_its_own_language(quoth: Quoth) -> None:
    done = quoth("ask", "Fähre Mittag", "-k", "9", "--language", "de", "--json")
    answer = json.loads(done.out)
    found = {quote["document"]: quote["text"] for quote in answer["quotes"] or answer["nearest"]}
    assert found.keys() == {"german.txt", "mixed.md"}
    assert found["mixed.md"] == LATER
    assert _languages(quoth, "ไทย") == {"th"}


@pytest.mark.parametrize("typed", ["Klingon", "fr", "", "*", "d" * 5000, "[red]de[/red]\x1b[31m"])
def test_a_language_that_the_library_has_not_is_one_sentence_with_those_it_has(quoth: Quoth, typed: str) -> None:
    done = quoth("ask", "When does the ferry leave?", "--language", typed)
    assert done.status == 2
    assert done.out == ""
    assert done.err.count("\n") == 1
    assert done.err.startswith("quoth: --language is ")
    assert "German (de), English (en), Thai (th)" in done.err
    assert "\x1b" not in done.err


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (
            ("--source", "mixed.md", "--language", "Thai"),
            "source 'mixed.md' is in Thai; give one that it has: English (en), German (de)",
        ),
        (
            ("--source", "german.*", "--language", "en"),
            "source 'german.*' is in English; give one that it has: German (de)",
        ),
        (("--source", "nowhere/*", "--language", "de"), "No document matches source 'nowhere/*'"),
    ],
)
def test_it_is_said_which_of_source_and_language_do_not_meet(
    quoth: Quoth, options: tuple[str, ...], named: str
) -> None:
    done = quoth("ask", "When does the ferry leave?", *options)
    assert done.status == 2
    assert done.err.count("\n") == 1
    assert named in done.err


def test_a_batch_is_filtered_by_language_too(quoth: Quoth, tmp_path: Path) -> None:
    (tmp_path / "batch.jsonl").write_text('{"question": "When does the ferry leave?"}\n{"question": "Wer wartet?"}\n')
    done = quoth("ask", "--batch", "batch.jsonl", "--json", "--language", "German")
    answers = [json.loads(line) for line in done.out.splitlines()]
    assert {quote["language"] for each in answers for quote in each["quotes"] or each["nearest"]} == {"de"}


def test_a_sync_says_once_what_the_model_does_not_read(quoth: Quoth, tmp_path: Path) -> None:
    done = quoth("sync")
    assert done.out.count(UNREAD) == 1
    report = json.loads(quoth("sync", "--json").out)
    assert report["unread_languages"] == {"de": 1, "th": 1}
    (tmp_path / "seeds" / "german.txt").unlink()
    (tmp_path / "seeds" / "thai.txt").unlink()
    assert "does not read" not in quoth("sync").out


def test_the_status_counts_languages_and_names_those_that_the_model_does_not_read(quoth: Quoth) -> None:
    shown = quoth("status").out
    assert "German (de): 2 documents, 2 passages" in shown
    assert "English (en): 1 document, 3 passages" in shown
    assert "Thai (th): 1 document, 1 passage\n" in shown
    assert UNREAD in shown


def test_what_is_read_in_a_file_says_in_which_language(quoth: Quoth) -> None:
    shown = quoth("read", "seeds/mixed.md").out.splitlines()
    assert shown[0] == "Markdown · English"
    (about,) = [line for line in shown if "German" in line]
    assert about.startswith("line 3 · ")
    read = json.loads(quoth("read", "seeds/mixed.md", "--json").out)
    assert read["language"] == "en"
    assert [passage["language"] for passage in read["passages"]] == ["en", "de", "en", "en"]
