"""A backup that is written, and one that is restored."""

from __future__ import annotations

import shutil
from pathlib import Path

from bot.backup import restore_backup, write_backup
from bot.state.state import State
from bot.state.store import STATE_FILE
from retrieval import PUBLIC, Person
from retrieval.access.rules import RULES_FILE
from retrieval.catalog.catalog import Catalog
from retrieval.index_folder import CATALOG_FILE, RESTORING_PREFIX
from tests.crashes.kit import Kit, done, in_this_process
from tests.crashes.library_crashing import FIRST, SECOND, all_in, one_of, passages_of, synced, write_seeds

KEY = "greeted"
"""What the bot's memory knows: the generation that it was written next to."""

MEMBER = Person(1, frozenset({5}))


def _remember(index: Path, generation: str) -> None:
    with State(index / STATE_FILE, keep_days=30) as state:
        state.set_meta(KEY, generation)


def _remembered(index: Path) -> str | None:
    with State(index / STATE_FILE, keep_days=30) as state:
        return state.meta(KEY)


def _changed_since(kit: Kit, folder: Path, backup: Path, rules: str = "") -> None:
    """Make a backup of the first generation, and an index that is at the second, limited by rules."""
    synced(kit, folder)
    index = folder / "crashing" / "index"
    _remember(index, "first")
    write_backup(index, backup)
    write_seeds(folder, SECOND)
    if rules:
        (folder / "seeds" / RULES_FILE).write_text(rules, encoding="utf-8")
    with kit.library(folder) as library:
        library.sync()
    _remember(index, "second")


def backed_up_before(kit: Kit, folder: Path) -> None:
    _changed_since(kit, folder, folder / "old.zip")
    shutil.copyfile(folder / "old.zip", folder / "crashing" / "old.zip")


def back_up(_: Kit, folder: Path) -> None:
    for step, name in enumerate(("new.zip", "old.zip"), start=1):
        write_backup(folder / "crashing" / "index", folder / "crashing" / name)
        done(step)


def check_backups(_: Kit, folder: Path, steps: int) -> None:
    """Each file is what it was or a whole backup, and the index is what it was."""
    crashing = folder / "crashing"
    old = (folder / "old.zip").read_bytes()
    for step, (path, before) in enumerate(((crashing / "new.zip", None), (crashing / "old.zip", old)), start=1):
        found = path.read_bytes() if path.exists() else None
        if found == before:
            assert steps < step, f"{path.name} is gone"
            continue
        restored = folder / "restored" / path.stem
        restore_backup(path, restored, folder / "seeds", is_open=True)
        for index in (restored, crashing / "index"):
            assert _remembered(index) == "second"
            with Catalog(index / CATALOG_FILE) as catalog:
                assert all_in(catalog) == passages_of(SECOND)


def restorable(kit: Kit, folder: Path) -> None:
    """The rules that hold by now are narrower than those of the backup, which has none."""
    _changed_since(kit, folder, folder / "backup.zip", "roles: [5]")


def restore_once(_: Kit, folder: Path) -> None:
    restore_backup(folder / "backup.zip", folder / "crashing" / "index", folder / "seeds", is_open=True)
    done(1)


def check_restored(kit: Kit, folder: Path, steps: int) -> None:
    """The index is that of before or of the backup, so is the memory, and nobody reads more than before."""
    index = folder / "crashing" / "index"
    assert _remembered(index) in (["first"] if steps else ["second", "first"])
    _check_readers(kit, folder)
    one_of(SECOND, FIRST)(kit, folder, steps)
    _check_readers(kit, folder)
    assert not [*index.glob(f"{RESTORING_PREFIX}*")]


def _check_readers(kit: Kit, folder: Path) -> None:
    with kit.library(folder) as library, in_this_process():
        assert not library.documents(access=PUBLIC)
        assert library.documents(access=MEMBER)
