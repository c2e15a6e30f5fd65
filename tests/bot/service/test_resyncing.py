"""A sync in another process gives the same report and the same errors as one in this process."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Callable, Coroutine
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from bot.service.metrics import Metrics
from bot.service.resyncing import Resyncer, SyncFailed
from bot.settings import Settings, settings_as_json, settings_from_json
from retrieval import ConsentNeeded, SyncReport
from retrieval.parsing.folder import SkippedFile

MODEL = "sentence-transformers/all-MiniLM-L6-v2"


class Syncing:
    """A resyncer, the reports that it passed on, and what it counted."""

    def __init__(self, **settings: Any) -> None:
        self.metrics = Metrics()
        self.reports: list[SyncReport] = []
        self.resyncer = Resyncer(Settings(_env_file=None, **settings), self.metrics, after=self._note)

    async def _note(self, report: SyncReport) -> None:
        self.reports.append(report)

    def run(self) -> SyncReport:
        return run(self.resyncer.sync())

    def failure(self) -> SyncFailed:
        """Return the error of a sync that must fail."""
        with pytest.raises(SyncFailed) as raised:
            self.run()
        assert self.reports == []
        assert self.counted("failed") == 1
        assert not self.resyncer.is_running
        return raised.value

    def counted(self, outcome: str) -> float | None:
        return self.metrics.registry.get_sample_value("quoth_syncs_total", {"outcome": outcome})


def run(work: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(asyncio.wait_for(work, 120))


@pytest.fixture
def syncing(tmp_path: Path, seeds: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Syncing]:
    """Make a resyncer of an empty seeds folder with a bundled model, which needs no torch; settings may be changed."""
    monkeypatch.chdir(tmp_path)

    def make(**changed: Any) -> Syncing:
        folders = {"seeds_dir": seeds, "index_dir": tmp_path / "index", "sources_file": tmp_path / "sources.toml"}
        usual = {**folders, "embedding_model": MODEL}
        return Syncing(**(usual | changed))

    return make


@pytest.fixture
def child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Let a shell script take the place of the other process."""

    def replace(script: str) -> None:
        program = tmp_path / "program"
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
        monkeypatch.setattr(sys, "executable", str(program))

    return replace


# -- the real process ------------------------------------------------------------------------------------------------


def test_report_arrives_with_all_that_is_in_it(syncing, seeds):
    (seeds / "mill.txt").write_text("The mill burnt down in 1874. Nobody rebuilt it.\n")
    (seeds / "picture.png").write_bytes(b"x")
    (seeds / "empty.txt").write_bytes(b"")
    bot = syncing()
    report = bot.run()
    assert isinstance(report, SyncReport)
    assert (report.added, report.documents, report.generation) == (("mill.txt",), 1, 1)
    assert report.embedded == report.passages > 0
    assert report.skipped[0] == SkippedFile("empty.txt", "empty")
    assert report.skipped[1].path == "picture.png"
    assert report.skipped[1].reason.startswith("unsupported format")
    assert bot.reports == [report]
    assert SyncReport.from_dict(json.loads(json.dumps(asdict(report)))) == report

    (seeds / "mill.txt").rename(seeds / "old mill.txt")
    moved = bot.run()
    assert (moved.moved, moved.embedded) == ((("mill.txt", "old mill.txt"),), 0)
    assert bot.run().is_empty
    assert (bot.counted("changed"), bot.counted("unchanged"), bot.counted("failed")) == (2, 1, 0)


def test_missing_seeds_folder_is_an_error_with_all_its_fields(syncing, tmp_path):
    nowhere = (tmp_path / "nowhere").resolve()
    error = syncing(seeds_dir=nowhere).failure()
    assert error.kind == "SeedsError"
    assert error.problem.endswith(f"{nowhere} does not exist")
    assert error.remedy == "create it, or set SEEDS_DIR to the folder of documents"
    assert (error.path, error.setting) == (str(nowhere), "SEEDS_DIR")
    assert str(error) == f"{error.problem}; {error.remedy}."


def test_model_that_cannot_be_found_is_an_error_with_all_its_fields(syncing, tmp_path):
    nowhere = str(tmp_path / "nowhere")
    error = syncing(embedding_model=nowhere).failure()
    assert error.kind == "ModelError"
    assert error.problem == f"EMBEDDING_MODEL names the folder {nowhere!r}, which does not exist"
    assert error.remedy == "correct it, or set EMBEDDING_MODEL=multilingual"
    assert (error.path, error.setting, error.found) == (nowhere, "EMBEDDING_MODEL", nowhere)


# -- what else may end it --------------------------------------------------------------------------------------------


@pytest.mark.skipif(os.name == "nt", reason="Windows has no shell scripts")
@pytest.mark.parametrize(
    ("script", "problem"),
    [
        (
            "echo 'a warning' >&2; echo 'quoth: A bug in Quoth: KeyError, x.' >&2; exit 2",
            "A bug in Quoth: KeyError, x",
        ),
        ("echo 'no JSON'; echo 'Killed' >&2; exit 137", "Killed"),
        ("echo '[]'; exit 2", "The process that reads the documents ended with status 2"),
        ("exit 3", "The process that reads the documents ended with status 3"),
        ("kill -9 $$", "The process that reads the documents ended with status -9"),
    ],
)
def test_process_that_ends_without_an_error_in_json_is_one_sentence(syncing, child, script, problem):
    child(script)
    error = syncing().failure()
    assert (error.kind, error.problem, error.remedy) == ("QuothError", problem, None)
    assert str(error) == f"{problem}."


@pytest.mark.skipif(os.name == "nt", reason="Windows has no shell scripts")
def test_requests_during_a_sync_share_one_that_begins_afterwards(syncing, child, tmp_path):
    report = SyncReport(added=("a.txt",), moved=(("b.txt", "c.txt"),), skipped=(SkippedFile("d.png", "no text"),))
    (tmp_path / "report.json").write_text(json.dumps(asdict(report)))
    child(f"echo started >> '{tmp_path}/starts'; sleep 0.2; cat '{tmp_path}/report.json'")
    bot = syncing()

    async def story() -> list[SyncReport]:
        first = asyncio.create_task(bot.resyncer.sync())
        while not bot.resyncer.is_running:
            await asyncio.sleep(0)
        return await asyncio.gather(first, *(bot.resyncer.sync() for _ in range(3)))

    assert run(story()) == [report] * 4
    assert (tmp_path / "starts").read_text().split() == ["started"] * 2
    assert bot.reports == [report] * 2


@pytest.mark.skipif(os.name == "nt", reason="Windows has no shell scripts")
def test_languages_that_the_model_does_not_read_are_logged_once(syncing, child, tmp_path, caplog):
    report = SyncReport(model="m", unread_languages={"th": 3, "de": 1})
    (tmp_path / "report.json").write_text(json.dumps(asdict(report)))
    child(f"cat '{tmp_path}/report.json'")
    bot = syncing()

    async def story() -> list[SyncReport]:
        return [await bot.resyncer.sync(), await bot.resyncer.sync()]

    assert run(story()) == [report] * 2
    logged = [record for record in caplog.records if "languages" in record.getMessage()]
    assert [record.levelname for record in logged] == ["WARNING"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no shell scripts")
def test_what_waits_for_consent_and_rules_that_are_not_understood_are_logged_once(syncing, child, tmp_path, caplog):
    report = SyncReport(access_waiting=("hr: everyone",), access_question="widen-1", access_faults=("law is closed",))
    (tmp_path / "report.json").write_text(json.dumps(asdict(report)))
    child(f"cat '{tmp_path}/report.json'")
    bot = syncing()

    async def story() -> list[SyncReport]:
        return [await bot.resyncer.sync(), await bot.resyncer.sync()]

    assert run(story()) == [report] * 2
    assert bot.resyncer.awaits_consent
    logged = [record.getMessage() for record in caplog.records]
    assert [len([text for text in logged if said in text]) for said in ("more people could", "a folder is closed")] == [
        1,
        1,
    ]
    (tmp_path / "report.json").write_text(json.dumps(asdict(SyncReport())))
    run(bot.resyncer.sync())
    assert not bot.resyncer.awaits_consent


@pytest.mark.skipif(os.name == "nt", reason="Windows has no shell scripts")
def test_process_never_sees_the_token(syncing, child, tmp_path, monkeypatch):
    monkeypatch.setenv("DISCORD_TOKEN", "a secret")
    child(f"(env; cat; echo \"$@\") > '{tmp_path}/seen'; exit 2")
    syncing(discord_token="a secret").failure()
    seen = (tmp_path / "seen").read_text()
    assert str(tmp_path / "index") in seen
    assert "secret" not in seen


@pytest.mark.skipif(os.name == "nt", reason="Windows has no shell scripts")
def test_what_the_process_asks_comes_back_and_what_was_agreed_to_reaches_it(syncing, child, tmp_path):
    asked = ConsentNeeded("Most would go", "look", found=12, question="drop-0123456789ab")
    (tmp_path / "asked.json").write_text(json.dumps(asked.as_dict()))
    child(f"echo \"$@\" > '{tmp_path}/arguments'; cat '{tmp_path}/asked.json'; exit 2")
    bot = syncing()
    with pytest.raises(SyncFailed) as raised:
        run(bot.resyncer.sync("widen-1_drop-2"))
    assert (raised.value.kind, raised.value.question, raised.value.found) == ("ConsentNeeded", asked.question, "12")
    assert bot.resyncer.awaits_consent
    assert (tmp_path / "arguments").read_text().split()[-2:] == ["--agreed", "widen-1_drop-2"]


# -- whose settings it has -------------------------------------------------------------------------------------------

OTHERS = {
    "EMBEDDING_MODEL": "/no/such/model",
    "EMBEDDING_QUERY_PROMPT": "ask: ",
    "EMBEDDING_DOCUMENT_PROMPT": "say: ",
    "EMBEDDING_PRECISION": "int8",
    "SEEDS_FORMATS": "pdf",
    "SEEDS_DIR": "/no/such/seeds",
    "INDEX_DIR": "/no/such/index",
    "PARSING_CHARACTERS": "1",
    "READER": "none",
    "DISCORD_SERVERS": "1 2",
}
"""What somebody writes into ``.env``, or sets for other programs, while the bot runs."""


def write_env_file(folder: Path) -> None:
    (folder / ".env").write_text("".join(f'{name}="{value}"\n' for name, value in OTHERS.items()))


@pytest.mark.parametrize("is_damaged", [False, True])
def test_what_the_file_says_by_then_changes_no_sync_of_a_running_bot(syncing, seeds, tmp_path, is_damaged):
    (seeds / "mill.txt").write_text("The mill burnt down in 1874. Nobody rebuilt it.\n")
    bot = syncing()
    first = bot.run()
    if is_damaged:
        (tmp_path / ".env").write_bytes(b"SEEDS_DIR=\xff\xfe")
    else:
        write_env_file(tmp_path)
    assert bot.run().is_empty
    (seeds / "bridge.txt").write_text("The bridge was built in 1880.\n")
    report = bot.run()
    assert (report.added, report.embedded, report.model) == (("bridge.txt",), 1, first.model)


def test_a_bot_without_a_model_of_its_own_syncs_with_that_of_the_index(syncing, seeds, tmp_path):
    (seeds / "mill.txt").write_text("The mill burnt down in 1874. Nobody rebuilt it.\n")
    syncing().run()
    write_env_file(tmp_path)
    (seeds / "bridge.txt").write_text("The bridge was built in 1880.\n")
    report = syncing(embedding_model=None).run()
    assert (report.added, report.embedded, report.model) == (("bridge.txt",), 1, MODEL)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no shell scripts")
@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"embedding_model": None, "embedding_query_prompt": "q: ", "embedding_document_prompt": "none"},
        {"seeds_formats": frozenset({"pdf", "docx"}), "parsing_seconds": 7, "discord_servers": frozenset({3, 4})},
    ],
)
def test_process_has_every_setting_of_the_bot_whatever_else_is_set(syncing, child, tmp_path, monkeypatch, changed):
    bot = syncing(**changed)
    write_env_file(tmp_path)
    for name, value in OTHERS.items():
        monkeypatch.setenv(name, value)
    child(f"cat > '{tmp_path}/told'; exit 2")
    bot.failure()
    told = settings_from_json((tmp_path / "told").read_text())
    assert told == bot.resyncer._settings


def test_folders_are_told_as_the_bot_finds_them(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    text = settings_as_json(Settings(_env_file=None, seeds_dir=Path("~/texts"), index_dir=Path("made/../index")))
    monkeypatch.chdir("/")
    told = settings_from_json(text)
    assert (told.seeds_dir, told.index_dir) == (tmp_path / "home" / "texts", tmp_path / "index")
