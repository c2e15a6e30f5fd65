"""The commands do what the table says, exit with the status it says, and fail in one line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import jsonschema
import pytest

from ..commands import Done, Quoth, commands

QUOTE = {
    "id": "string", "text": "string", "document": "string", "title": "string", "heading": ["string", "null"],
    "start": "integer", "end": "integer", "line": ["integer", "null"], "page": ["integer", "null"],
    "page_end": ["integer", "null"],
    "paragraph": "integer", "date": ["string", "null"], "url": ["string", "null"], "sha256": "string",
    "score": "number", "highlights": "array", "answer": ["array", "null"], "language": ["string", "null"],
    "above": "array", "revision": ["string", "null"], "pinned": "boolean",
}  # fmt: skip
QUOTES = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {name: {"type": kind} for name, kind in QUOTE.items()},
        "required": list(QUOTE),
        "additionalProperties": False,
    },
}
ANSWER = {
    "type": "object",
    "properties": {
        "question": {"type": "string"},
        "answered": {"type": "boolean"},
        "confidence": {"type": "number", "minimum": 0, "maximum": 1},
        "elapsed_ms": {"type": "number", "minimum": 0},
        "searched": {"type": ["string", "null"]},
        "quotes": QUOTES,
        "nearest": QUOTES,
    },
    "required": ["question", "answered", "confidence", "elapsed_ms", "searched", "quotes"],
    "additionalProperties": False,
}
ANSWERABLE = "Where do European eels spawn?"
UNANSWERABLE = "Who won the football world cup in 1974?"


@pytest.fixture
def quoth(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    loaded: None,  # noqa: ARG001
) -> Quoth:
    """``quoth …`` in a folder with small seeds, in this process, with the model that is loaded already."""
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    (seeds / "eels.md").write_text(
        "---\ntitle: Eels\ndate: 2026-01-31\n---\n\nEuropean eels spawn in the Sargasso Sea. Nobody has seen it.\n\n"
        "About 400 eels were tagged in 2020. Of those, 12 were followed to the open sea.\n"
    )
    (seeds / "pump.txt").write_text("The handle of the pump was removed in September by the parish guardians.\n")
    monkeypatch.chdir(tmp_path)
    return commands(capsys)


def check_error(done: Done, *words: str) -> None:
    assert done.status == 2
    assert done.err.startswith("quoth: ")
    assert done.err.count("\n") == 1
    assert done.out == ""
    for word in words:
        assert word in done.err


def test_json_has_the_shape_that_other_programs_rely_on(quoth: Quoth, tmp_path: Path) -> None:
    quoth("sync")
    done = quoth("ask", ANSWERABLE, "--json")
    answer = json.loads(done.out)
    jsonschema.validate(answer, ANSWER)
    assert done.status == 0
    assert done.err == ""
    assert answer["answered"]
    assert "nearest" not in answer
    quote = answer["quotes"][0]
    text = (tmp_path / "seeds" / "eels.md").read_text()
    assert set(quote) == set(QUOTE)
    assert quote["text"] == text[quote["start"] : quote["end"]]
    assert (quote["document"], quote["line"], quote["date"]) == ("eels.md", 6, "2026-01-31")
    assert quote["highlights"][0] == [0, 40]

    done = quoth("ask", UNANSWERABLE, "--json")
    answer = json.loads(done.out)
    jsonschema.validate(answer, ANSWER)
    assert (done.status, answer["answered"], answer["quotes"]) == (1, False, [])
    assert answer["nearest"]


def test_the_exit_status_says_whether_there_is_an_answer(quoth: Quoth) -> None:
    assert quoth("sync").status == 0
    assert quoth("ask", ANSWERABLE).status == 0
    done = quoth("ask", UNANSWERABLE)
    assert done.status == 1
    assert "Not in the sources." in done.out
    assert quoth("ask", "").status == 2


def test_what_was_searched_for_is_shown_where_words_were_mistyped(quoth: Quoth) -> None:
    quoth("sync")
    done = quoth("ask", "Where do Europaen eels spwan?")
    assert done.status == 0
    assert "searched for: Where do European eels spawn?" in done.out
    typed, right = (
        json.loads(quoth("ask", asked, "--json").out) for asked in ("Where do Europaen eels spwan?", ANSWERABLE)
    )
    jsonschema.validate(typed, ANSWER)
    assert (typed["question"], typed["searched"]) == ("Where do Europaen eels spwan?", ANSWERABLE)
    assert right["searched"] is None
    assert typed["quotes"] == right["quotes"]
    silent = quoth("ask", "Do eels sing in Septmber?")
    assert silent.status == 1
    assert "searched for: Do eels sing in September?" in silent.out


def test_small_talk_is_told_that_it_is_no_question(quoth: Quoth) -> None:
    quoth("sync")
    done = quoth("ask", "thanks!")
    assert done.status == 1
    assert done.out.strip().splitlines()[0] == "That is no question, so nothing was searched for."
    assert "Not in the sources" not in done.out
    done = quoth("ask", "thanks!", "--json")
    answer = json.loads(done.out)
    jsonschema.validate(answer, ANSWER)
    assert (done.status, answer["answered"], answer["quotes"], answer["nearest"]) == (1, False, [], [])


def test_the_first_question_reads_the_seeds_first(quoth: Quoth) -> None:
    done = quoth("ask", ANSWERABLE, "--json")
    assert done.status == 0
    assert json.loads(done.out)["answered"]
    assert "2 added" in done.err


def test_another_seeds_folder_is_read_without_being_asked(quoth: Quoth, tmp_path: Path) -> None:
    quoth("sync")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "clock.txt").write_text("Harrison's watch lost five seconds on the voyage to Jamaica.")
    done = quoth("ask", "How many seconds did Harrison's watch lose?", "--json", SEEDS_DIR="other")
    assert [quote["document"] for quote in json.loads(done.out)["quotes"]] == ["clock.txt"]
    assert "other" in done.err


def test_a_batch_is_answered_line_by_line_in_order_with_its_history(quoth: Quoth, tmp_path: Path) -> None:
    quoth("sync")
    lines = [
        {"question": UNANSWERABLE, "id": 7},
        {"question": ANSWERABLE},
        {"question": "and how many of them were followed?", "history": ["How many eels were tagged in 2020?"]},
    ]
    (tmp_path / "batch.jsonl").write_text("\n".join(json.dumps(line) for line in lines) + "\n\n")
    done = quoth("ask", "--batch", "batch.jsonl", "--json")
    answers = [json.loads(line) for line in done.out.splitlines()]
    assert done.status == 0
    assert [answer["question"] for answer in answers] == [line["question"] for line in lines]
    assert [answer["answered"] for answer in answers][:2] == [False, True]
    assert "12 were followed" in (answers[2]["quotes"] or answers[2]["nearest"])[0]["text"]
    for answer in answers:
        jsonschema.validate(answer, ANSWER)


@pytest.mark.parametrize("line", ["no json", "[1]", '{"q": 1}', '{"question": ""}', '{"question": "a", "history": 1}'])
def test_a_bad_line_of_a_batch_is_named_before_anything_is_answered(quoth: Quoth, tmp_path: Path, line: str) -> None:
    quoth("sync")
    (tmp_path / "batch.jsonl").write_text('{"question": "eels?"}\n' + line)
    check_error(quoth("ask", "--batch", "batch.jsonl", "--json"), "batch.jsonl, line 2")


def test_mistakes_are_one_line_each(quoth: Quoth, tmp_path: Path) -> None:
    check_error(quoth("sync", SEEDS_DIR="nowhere"), "nowhere", "SEEDS_DIR")
    check_error(quoth("ask", "eels?", EMBEDDING_MODEL="./nowhere"), "./nowhere", "EMBEDDING_MODEL")
    check_error(quoth("status", INDEX_DIR="nowhere"), "nowhere", "quoth sync")
    check_error(quoth("verify", INDEX_DIR="nowhere"), "nowhere", "quoth sync")
    quoth("sync")
    check_error(quoth("ask", "eels?", "--since", "yesterday"), "--since", "yesterday")
    check_error(quoth("ask", "eels?", "--source", "nothing*"), "nothing*")
    check_error(quoth("ask"), "--batch")
    check_error(quoth("ask", "eels?", "--batch", "x"), "--batch")
    check_error(quoth("eval", "nowhere.jsonl"), "nowhere.jsonl")
    (tmp_path / "gold.jsonl").write_text('{"question": "eels?"}')
    check_error(quoth("eval", "gold.jsonl"), "gold.jsonl, line 1", "expect")
    (tmp_path / "gold.jsonl").write_text("")
    check_error(quoth("eval", "gold.jsonl"), "no questions")


def test_an_empty_seeds_folder_is_said(quoth: Quoth, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = quoth("ask", "eels?", SEEDS_DIR="empty", INDEX_DIR="empty-index")
    assert done.status == 2
    assert "empty" in done.err
    assert "Traceback" not in done.err


def told_sync(told: bytes, *more: str) -> subprocess.CompletedProcess[bytes]:
    """Sync as the running bot does: in a process of its own, with settings on standard input."""
    command = [sys.executable, "-m", "bot", "sync", "--settings-from-stdin", *more]
    return subprocess.run(command, input=told, capture_output=True, timeout=120, check=False)


@pytest.mark.parametrize(
    ("told", "said", "setting"),
    [
        (b"", "are no JSON", None),
        (b'{"seeds_dir": ', "are no JSON", None),
        (b"\xff\xfe\xfa", "are no JSON", None),
        (b"[" * 100_000, "are no JSON", None),
        (b'["seeds"]', "are no JSON object", None),
        (b'{"log_level": "LOUD"}', "LOG_LEVEL is 'LOUD', which cannot be used", "LOG_LEVEL"),
        (b'{"seeds_dir": "nowhere", "index_dir": "i", "_env_file": 1}', "nowhere", None),
    ],
)
def test_a_sync_tells_programs_as_json_what_is_wrong_with_the_settings_it_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: bytes, said: str, setting: str | None
) -> None:
    monkeypatch.chdir(tmp_path)
    done = told_sync(told, "--json")
    assert done.returncode == 2
    error = json.loads(done.stdout)
    assert said in error["message"]
    assert setting in (error["setting"], None)
    assert b"bug" not in done.stderr
    assert done.stderr.count(b"\n") == 1


def test_a_setting_that_cannot_be_used_is_told_as_json(quoth: Quoth) -> None:
    done = quoth("sync", "--json", LOG_LEVEL="LOUD")
    assert (done.status, json.loads(done.out)["setting"]) == (2, "LOG_LEVEL")


def test_settings_are_taken_from_standard_input_for_json_only(quoth: Quoth) -> None:
    check_error(quoth("sync", "--settings-from-stdin", typed="{}"), "--settings-from-stdin", "add --json")


def test_eval_prints_standard_figures(quoth: Quoth, tmp_path: Path) -> None:
    quoth("sync")
    gold = [
        {"question": ANSWERABLE, "expect": ["Sargasso Sea"], "document": "eels.md"},
        {"question": UNANSWERABLE, "answerable": False},
    ]
    (tmp_path / "gold.jsonl").write_text("\n".join(map(json.dumps, gold)))
    done = quoth("eval", "gold.jsonl", "--json")
    figures = json.loads(done.out)
    assert done.status == 0
    assert (figures["questions"], figures["answerable"]) == (2, 1)
    for name in ("hit@1", "hit@3", "mrr@10", "answered", "refused"):
        assert figures[name] == 1
    assert "hit@1" in quoth("eval", "gold.jsonl").out


def test_status_lists_the_documents_and_verify_notices_an_edit(quoth: Quoth, tmp_path: Path) -> None:
    quoth("sync")
    done = quoth("status")
    assert done.status == 0
    assert "eels.md" in done.out
    assert "2 documents, 3 passages" in done.out
    assert "nothing near is missed" in done.out
    assert quoth("verify").status == 0
    (tmp_path / "seeds" / "pump.txt").write_text("Somebody else removed it.")
    done = quoth("verify")
    assert done.status == 1
    assert "pump.txt has changed" in done.out


def test_status_says_that_vectors_are_missing_until_a_question_has_made_them_anew(quoth: Quoth, tmp_path: Path) -> None:
    quoth("sync")
    (tmp_path / "index" / "vectors.faiss").unlink()
    done = quoth("status")
    assert "missing or damaged" in done.out
    assert "nothing near is missed" not in done.out
    quoth("ask", "Where do eels spawn?")
    assert quoth("verify").status == 0


def test_chat_answers_what_is_piped_into_it_follow_ups_included(quoth: Quoth) -> None:
    quoth("sync")
    typed = (
        "How many eels were tagged in 2020?\n\nthanks!\nand where do they spawn?\n"
        "/more\n/sources\n/what\n/quit\nnever read\n"
    )
    done = quoth("chat", typed=typed)
    assert done.status == 0
    assert "About 400 eels were tagged in 2020." in done.out
    assert done.out.count("That is no question") == 1
    assert "Not in the sources" not in done.out
    assert "Sargasso Sea" in done.out
    assert "pump.txt" in done.out
    assert "/sources lists the documents" in done.out
    assert "never read" not in done.out


def test_nothing_that_is_piped_holds_control_sequences(quoth: Quoth, tmp_path: Path) -> None:
    text = "The purple tractor \x1b[31msings\x1b[0m opera in Oslo every summer."
    (tmp_path / "seeds" / "evil.txt").write_text(text)
    done = [quoth("sync"), quoth("status"), quoth("ask", "Where does the purple tractor sing opera?"), quoth("verify")]
    assert "purple tractor" in done[2].out
    assert not any("\x1b" in part for one in done for part in (one.out, one.err))


def test_the_module_fails_in_one_line_too(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "ask", "eels?"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "SEEDS_DIR": str(tmp_path / "missing")},
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert done.stderr.strip().splitlines()[-1].startswith("quoth: The seeds folder")


def test_the_version_is_that_of_the_package(quoth: Quoth) -> None:
    assert quoth("--version").out == f"quoth {version('quoth')}\n"


def test_without_its_package_mcp_says_what_to_install() -> None:
    code = "import sys; sys.modules['mcp'] = None; sys.argv = ['quoth', 'mcp']; from bot.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False)
    check_error(
        Done(done.returncode, done.stdout, done.stderr),
        "quoth mcp needs the package mcp",
        "install the package mcp where Quoth is installed",
    )
