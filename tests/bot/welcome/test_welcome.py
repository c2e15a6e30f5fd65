"""The first minutes of somebody who has just installed Quoth."""

from __future__ import annotations

import hashlib
import json
import os
import pty
import re
import shutil
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.messages.translating import LANGUAGES
from bot.settings import Settings, load_settings
from bot.welcome import bundled
from bot.welcome.bundled import bundled_digests, bundled_library
from bot.welcome.writing import write_settings
from retrieval import UNLIMITED, SeedsError
from retrieval.errors import SettingError

from ...commands import Quoth, commands

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GhJkLm.abcdefghijklmnopqrstuvwxyz0123456789"


@pytest.fixture
def quoth(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    loaded: None,  # noqa: ARG001
) -> Quoth:
    """``quoth …`` in an empty folder, with the models that are loaded already."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    return commands(capsys)


@pytest.fixture
def one_document(monkeypatch: pytest.MonkeyPatch) -> str:
    """Only one of the bundled documents, which takes less time than all."""
    name = "science/eruptions.docx"
    digests = {name: bundled_digests()[name]}
    monkeypatch.setattr(bundled, "bundled_digests", lambda: digests)
    return name


def test_the_demo_answers_in_an_empty_folder_and_leaves_nothing_there(quoth: Quoth, tmp_path: Path) -> None:
    first = quoth("demo")
    assert first.status == 0
    assert "4,800 km" in first.out
    assert "quoth init" in first.out
    again = quoth("demo", "Who won the football world cup in 1974?")
    assert (again.status, again.err) == (1, "")
    assert [path.name for path in tmp_path.iterdir()] == ["cache"]


@pytest.mark.usefixtures("one_document")
def test_the_demo_ignores_settings_that_are_meant_for_other_documents(quoth: Quoth, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("SEEDS_DIR=nowhere\nEMBEDDING_MODEL=none/such\n")
    (tmp_path / "sources.toml").write_text("not TOML")
    assert quoth("demo").status == 0


@pytest.mark.usefixtures("one_document")
def test_where_nothing_can_be_cached_the_demo_still_answers(
    quoth: Quoth, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert quoth("demo").status == 0


def test_documents_of_ones_own_in_a_clone_are_no_part_of_the_demo(
    root: Path, one_document: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(root / "seeds", tmp_path / "seeds")
    (tmp_path / "seeds" / "mine.md").write_text("# Mine\n\nThe secret password of the club is swordfish.\n")
    monkeypatch.setattr(bundled, "_PLACES", (tmp_path / "none", tmp_path / "seeds"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    with bundled_library() as library:
        assert [each.path for each in library.documents(access=UNLIMITED)] == [one_document]
    (tmp_path / "seeds" / "science" / "eruptions.docx").write_text(
        "<p>The secret password of the club is swordfish.</p>"
    )
    with pytest.raises(SeedsError, match="Some of the documents that come with Quoth are missing"), bundled_library():
        pass


def test_the_bundled_documents_are_those_of_the_repository_as_they_are(root: Path) -> None:
    if not (root / ".git").exists():
        pytest.skip("not a clone")
    tracked = subprocess.run(["git", "ls-files", "seeds"], cwd=root, capture_output=True, text=True, check=True).stdout
    found = {path[6:]: hashlib.sha256((root / path).read_bytes()).hexdigest() for path in tracked.split()}
    assert bundled_digests() == found, "cd seeds; git ls-files | xargs sha256sum > ../bot/welcome/bundled.txt"


def answered(folder: Path, *answers: str) -> tuple[int, str]:
    """Return the status of ``quoth init`` at a terminal where somebody types answers, and all that is shown there."""
    theirs, ours = pty.openpty()
    environment = {name: value for name, value in os.environ.items() if name.lower() not in Settings.model_fields}
    environment |= {"PYTHONPATH": str(Path(__file__).parents[3]), "HF_HUB_OFFLINE": "1", "TERM": "dumb"}
    code = (
        "import sys, bot.cli, bot.doctor.checks as checks\n"
        "async def examine(_): return []\n"  # it would ask Discord
        "checks.examine, sys.argv = examine, ['quoth', 'init']\n"
        "bot.cli.main()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdin=ours, stdout=ours, stderr=ours, cwd=folder, env=environment
    )
    os.close(ours)
    shown = b""
    for answer in (*answers, None):
        while answer is not None and not shown.rstrip(b" ").endswith(b":"):
            shown += os.read(theirs, 4096)
        if answer is not None:
            time.sleep(0.05)  # until the terminal no longer echoes
            shown += b"<"
            os.write(theirs, f"{answer}\n".encode())
    try:
        while more := os.read(theirs, 4096):
            shown += more
    except OSError:  # the end, on Linux
        pass
    os.close(theirs)
    return process.wait(timeout=60), shown.decode()


@pytest.mark.skipif(sys.platform == "win32", reason="has no such terminals")
def test_what_is_asked_is_written_for_its_owner_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    status, shown = answered(
        tmp_path,
        "file",
        "~nobody-of-this-name/x",
        "file/x",
        "y",
        "my documents",
        "y",
        "two words",
        TOKEN,
        "klingon",
        "PT-br",
    )
    assert status == 0, shown
    assert (tmp_path / "my documents").is_dir()
    assert stat.S_IMODE((tmp_path / ".env").stat().st_mode) == 0o600
    assert TOKEN not in shown
    for said in ("file is a file", "~nobody-of-this-name/x cannot be used (", "file/x cannot be used (Not a directory)",
                 "There is no 'klingon'"):  # fmt: skip
        assert said in shown
    monkeypatch.chdir(tmp_path)
    settings = load_settings()
    assert settings.seeds_dir == Path("my documents")
    assert settings.discord_token is not None
    assert settings.discord_token.get_secret_value() == TOKEN
    assert settings.discord_language == "pt-BR"


@pytest.mark.skipif(sys.platform == "win32", reason="has no such terminals")
def test_discord_can_be_left_for_later(tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    status, shown = answered(tmp_path, "", "")
    assert status == 0, shown
    assert (tmp_path / ".env").read_text().splitlines()[1:] == ["SEEDS_DIR=seeds"]


def test_nothing_is_overwritten(quoth: Quoth, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("DISCORD_TOKEN=mine\n")
    done = quoth("init")
    assert done.status == 2
    assert done.err.startswith("quoth: .env is there already, and quoth init overwrites nothing; edit it")
    with pytest.raises(SettingError, match="is there already"):
        write_settings(tmp_path / ".env", {"SEEDS_DIR": "x"})
    assert (tmp_path / ".env").read_text() == "DISCORD_TOKEN=mine\n"


def test_without_a_terminal_nobody_is_asked(quoth: Quoth, tmp_path: Path) -> None:
    done = quoth("init")
    assert done.status == 2
    assert "there is no terminal; copy .env.example to .env" in done.err
    assert not (tmp_path / ".env").exists()


@pytest.mark.parametrize(
    "folder", ["seeds", "my documents", "a'b\\c", 'x"y #z', "$HOME/{x}", "Größe/資料", "\\n", "a'"]
)
def test_a_folder_is_read_back_as_it_was_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SEEDS_DIR", raising=False)
    write_settings(tmp_path / ".env", {"SEEDS_DIR": folder})
    assert str(load_settings().seeds_dir) == folder


@pytest.mark.parametrize("folder", ["${x}", "a\nb", "a\x1b[2Jb"])
def test_a_folder_that_no_env_file_can_hold_is_named(tmp_path: Path, folder: str) -> None:
    with pytest.raises(SettingError, match=re.escape(f"No .env can hold {folder!r}")):
        write_settings(tmp_path / ".env", {"SEEDS_DIR": folder})
    assert not (tmp_path / ".env").exists()


def test_a_token_is_in_no_error(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="can hold this DISCORD_TOKEN") as raised:
        write_settings(tmp_path / ".env", {"DISCORD_TOKEN": f"{TOKEN}\x1b[D"})
    assert TOKEN not in json.dumps(raised.value.as_dict())


def test_every_language_of_the_bot_can_be_its_default() -> None:
    described = Settings.model_json_schema()["properties"]["discord_language"]["enum"]
    assert tuple(described) == LANGUAGES
