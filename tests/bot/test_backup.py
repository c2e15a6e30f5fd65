"""A backup is made and put back while others read and write, and nothing else passes for one."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

from bot.backup import BACKUP_PREFIX, KNOWN_VERSIONS, LIST, restore_backup, restore_if_meant, write_backup
from bot.deciding import Mode
from bot.settings import Settings
from bot.state.records import ChannelSettings
from bot.state.state import State
from bot.state.store import STATE_FILE
from retrieval import PUBLIC, UNLIMITED, IndexBusy, IndexMissing, Library, Person, QuothError, StorageError
from retrieval.catalog.copying import limit_as, number_in
from retrieval.index_folder import CATALOG_FILE, RESTORING_PREFIX, writer_lock
from retrieval.syncing.consent import agree

Open = Callable[..., Library]
QUESTION = "Who burnt the mill down?"
SETTINGS = ChannelSettings(Mode.QUESTIONS, "a.txt")


@pytest.fixture(scope="module")
def original(keep_tiny: Open, tmp_path_factory: pytest.TempPathFactory) -> Library:
    """An index with a memory next to it; it stays as it is."""
    folder = tmp_path_factory.mktemp("backup")
    (folder / "seeds").mkdir()
    (folder / "seeds" / "a.txt").write_text("The miller burnt the mill down. Nobody rebuilt it.")
    library = keep_tiny(folder / "seeds", folder / "index")
    library.sync()
    library.ask(QUESTION, access=UNLIMITED)
    with State(library.index / STATE_FILE, keep_days=30) as state:
        state.set_channel(7, SETTINGS)
        assert write_backup(library.index, folder / "backup.zip") == [CATALOG_FILE, STATE_FILE]
    return library


@pytest.fixture
def backup(original: Library) -> Path:
    return original.index.parent / "backup.zip"


@pytest.fixture
def changed(original: Library, open_tiny: Open, tmp_path: Path) -> Library:
    """A running copy of the original, whose document has changed since the backup."""
    shutil.copytree(original.index, tmp_path / "index")
    shutil.copytree(original.seeds, tmp_path / "seeds")
    (tmp_path / "seeds" / "a.txt").write_text("Eels burnt nothing.")
    library = open_tiny(tmp_path / "seeds", tmp_path / "index")
    library.sync()
    return library


def said(library: Library) -> list[str]:
    answer = library.ask(QUESTION, access=UNLIMITED)
    return [quote.text for quote in answer.quotes or answer.nearest]


def test_no_backup_lets_anybody_read_more_than_before(changed: Library, backup: Path) -> None:
    (changed.seeds / ".quothaccess").write_text("roles: [5]\n")
    changed.sync()
    restore_backup(backup, changed.index, changed.seeds, is_open=True)
    assert changed.documents(access=PUBLIC) == []
    assert [each.path for each in changed.documents(access=Person(1, frozenset({5})))] == ["a.txt"]


def test_where_what_no_rule_limits_is_closed_a_backup_revives_no_rule_that_was_deleted(
    open_tiny: Open, original: Library, tmp_path: Path
) -> None:
    member, rules = Person(1, frozenset({5})), tmp_path / "seeds" / ".quothaccess"
    for name in ("seeds", "index"):
        shutil.copytree(original.seeds.parent / name, tmp_path / name)
    rules.write_text("roles: [5]\n")
    library = open_tiny(tmp_path / "seeds", tmp_path / "index", is_open=False)
    library.sync(consent=agree)
    write_backup(library.index, tmp_path / "open.zip")
    read = [document.path for document in library.documents(access=member)]
    rules.unlink()
    restore_backup(tmp_path / "open.zip", library.index, library.seeds, is_open=False)  # no sync has seen it yet
    assert (read, library.documents(access=member)) == (["a.txt"], [])
    library.sync()
    write_backup(library.index, tmp_path / "closed.zip")
    restore_backup(tmp_path / "open.zip", library.index, tmp_path / "gone", is_open=False)
    assert library.documents(access=member) == []
    rules.write_text("roles: [5]\n")
    assert library.sync().access_waiting
    assert library.documents(access=member) == []
    library.sync(consent=agree)
    assert len(library.documents(access=member)) == 1
    restore_backup(tmp_path / "closed.zip", library.index, library.seeds, is_open=False)
    assert library.documents(access=member) == []


def test_a_rule_that_no_sync_has_read_yet_holds_in_what_is_restored(changed: Library, backup: Path) -> None:
    (changed.seeds / ".quothaccess").write_text("roles: [5]\n")
    restore_backup(backup, changed.index, changed.seeds, is_open=True)
    assert changed.documents(access=PUBLIC) == []


def test_rules_that_cannot_be_read_for_a_moment_do_not_pass_for_none(original: Library, tmp_path: Path) -> None:
    for name in ("now", "copy"):
        shutil.copyfile(original.index / CATALOG_FILE, tmp_path / name)
    (tmp_path / "now-wal").mkdir()  # SQLite cannot open what is there
    for read in (
        lambda: number_in(tmp_path / "now"),
        lambda: limit_as(tmp_path / "copy", tmp_path / "now", is_open=True),
    ):
        with pytest.raises(StorageError, match="unable to open"):
            read()


def test_the_next_writer_deletes_what_a_restore_that_was_killed_has_left(tmp_path: Path) -> None:
    left = tmp_path / f"{RESTORING_PREFIX}x"
    left.mkdir()
    (left / STATE_FILE).write_bytes(b"what people have asked")
    with writer_lock(tmp_path):
        assert not left.exists()


def test_a_running_library_answers_from_what_was_restored(original: Library, changed: Library, backup: Path) -> None:
    with State(changed.index / STATE_FILE, keep_days=30) as state:
        state.set_channel(7, ChannelSettings())
        assert said(changed) != said(original)
        assert restore_backup(backup, changed.index, changed.seeds, is_open=True) == [CATALOG_FILE, STATE_FILE]
        assert said(changed) == said(original)
        assert state.channels() == {7: SETTINGS}
    assert not [problem for problem in changed.verify().problems if "has changed since" not in problem]
    changed.sync()
    assert said(changed) == ["Eels burnt nothing."]
    assert not changed.verify().problems


def test_a_backup_restores_where_nothing_is_or_all_is_rubbish(
    original: Library, open_tiny: Open, backup: Path, tmp_path: Path
) -> None:
    for name in ("nothing", "rubbish"):
        index = tmp_path / name
        if name == "rubbish":
            index.mkdir()
            for file in (CATALOG_FILE, f"{CATALOG_FILE}-wal", STATE_FILE):
                (index / file).write_bytes(b"rubbish" * 1000)
        restore_backup(backup, index, original.seeds, is_open=True)
        assert said(open_tiny(original.seeds, index)) == said(original)


def test_restoring_waits_for_no_writer(changed: Library, backup: Path) -> None:
    before = said(changed)
    with writer_lock(changed.index), pytest.raises(IndexBusy):
        restore_backup(backup, changed.index, changed.seeds, is_open=True)
    assert said(changed) == before


def test_an_index_is_replaced_only_if_that_is_meant(changed: Library, backup: Path) -> None:
    settings = Settings(seeds_dir=changed.seeds, index_dir=changed.index)
    with pytest.raises(QuothError, match="add --yes if it is meant"):
        restore_if_meant(backup, settings, yes=False)
    assert said(changed) == ["Eels burnt nothing."]
    assert restore_if_meant(backup, settings, yes=True) == [CATALOG_FILE, STATE_FILE]


def spoil(backup: Path, to: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    with zipfile.ZipFile(backup) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    change(held)
    with zipfile.ZipFile(to, "w") as archive:
        for name, content in held.items():
            archive.writestr(name, content)
    return to


def _listing(held: dict[str, bytes], **changes: object) -> None:
    held[LIST] = json.dumps({**json.loads(held[LIST]), **changes}).encode()


FOREIGN: dict[str, Callable[[dict[str, bytes]], None]] = {
    "another catalog": lambda held: held.update({CATALOG_FILE: held[STATE_FILE]}),
    "no catalog": lambda held: held.pop(CATALOG_FILE) and None,
    "another file": lambda held: held.update({"../x": b"x"}),
    "no list": lambda held: held.pop(LIST) and None,
    "another format": lambda held: _listing(held, format="zip"),
    "no files": lambda held: _listing(held, files=[]),
    "no JSON": lambda held: held.update({LIST: b"{"}),
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_what_is_no_backup_is_refused_and_changes_nothing(backup: Path, tmp_path: Path, kind: str) -> None:
    with pytest.raises(QuothError, match="no backup that quoth backup has written, or it is damaged"):
        restore_backup(
            spoil(backup, tmp_path / "spoilt.zip", FOREIGN[kind]), tmp_path / "index", tmp_path, is_open=True
        )
    assert not (tmp_path / "index" / CATALOG_FILE).exists()


def test_a_byte_that_is_wrong_anywhere_is_noticed(backup: Path, tmp_path: Path) -> None:
    content = backup.read_bytes()
    refused = 0
    for at in range(10, len(content), max(len(content) // 25, 1)):
        spoilt = tmp_path / "spoilt.zip"
        spoilt.write_bytes(content[:at] + bytes([content[at] ^ 255]) + content[at + 1 :])
        index = tmp_path / str(at)
        try:
            restore_backup(spoilt, index, tmp_path, is_open=True)
        except QuothError:
            refused += 1
            assert not (index / CATALOG_FILE).exists()
    assert refused >= 20
    (tmp_path / "half.zip").write_bytes(content[: len(content) // 2])
    with pytest.raises(QuothError, match="damaged"):
        restore_backup(tmp_path / "half.zip", tmp_path / "index", tmp_path, is_open=True)
    with pytest.raises(QuothError, match="cannot be read"):
        restore_backup(tmp_path / "missing.zip", tmp_path / "index", tmp_path, is_open=True)


@pytest.mark.parametrize("name", [CATALOG_FILE, STATE_FILE])
def test_a_backup_of_a_newer_version_is_refused(original: Library, tmp_path: Path, name: str) -> None:
    shutil.copytree(original.index, tmp_path / "newer")
    with sqlite3.connect(tmp_path / "newer" / name) as database:
        database.execute(f"PRAGMA user_version = {KNOWN_VERSIONS[name] + 1}")
    write_backup(tmp_path / "newer", tmp_path / "newer.zip")
    with pytest.raises(QuothError, match=r"was made by a newer Quoth .*; update Quoth"):
        restore_backup(tmp_path / "newer.zip", tmp_path / "index", tmp_path, is_open=True)


def test_a_backup_that_cannot_be_written_is_one_sentence_and_leaves_nothing(original: Library, tmp_path: Path) -> None:
    with pytest.raises(IndexMissing):
        write_backup(tmp_path, tmp_path / "backup.zip")
    with pytest.raises(QuothError, match="cannot be written"):
        write_backup(original.index, tmp_path / "no folder" / "backup.zip")
    (tmp_path / "folder").mkdir()
    with pytest.raises(QuothError, match="cannot be written"):
        write_backup(original.index, tmp_path / "folder")
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_the_next_backup_deletes_what_one_that_was_killed_has_left_and_nothing_that_a_living_one_holds(
    original: Library, tmp_path: Path
) -> None:
    held, killed, before, unclaimed = (tmp_path / f"{BACKUP_PREFIX}{name}" for name in ("held", "killed", "old", "new"))
    for folder in (held, killed, before, unclaimed):
        folder.mkdir()
        (folder / STATE_FILE).write_bytes(b"what people have asked")
    for folder in (held, killed):
        (folder / "lock").touch()
    os.utime(before, (0, 0))  # of a Quoth that claimed none
    with FileLock(held / "lock"):
        write_backup(original.index, tmp_path / "backup.zip")
    assert {path.name for path in tmp_path.iterdir()} == {held.name, unclaimed.name, "backup.zip"}


def test_a_backup_that_is_killed_is_recognised_by_the_next(original: Library, tmp_path: Path) -> None:
    die = "import os, bot.backup as b; b.zipfile.ZipFile = lambda *_, **__: os._exit(9); b.write_backup(*map(b.Path, "
    arguments = f"({str(original.index)!r}, {str(tmp_path / 'backup.zip')!r})))"
    assert subprocess.run([sys.executable, "-c", die + arguments], check=False).returncode == 9
    (left,) = tmp_path.iterdir()
    assert (left / STATE_FILE).exists()
    write_backup(original.index, tmp_path / "backup.zip")
    assert [path.name for path in tmp_path.iterdir()] == ["backup.zip"]
