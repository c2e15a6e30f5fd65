"""The list of changes forgets a person and keeps the act; the memory is shut to other users of the machine."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from bot.deciding import Reach
from bot.state.changes import Change
from bot.state.state import State

ALL = Reach(everything=True)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_forgetting_somebody_keeps_what_was_done_without_who_did_it(tmp_path: Path) -> None:
    with State(tmp_path / "index" / "discord.sqlite", keep_days=30) as state:
        for person in (30, 31):
            state.changes.note(Change(f"id{person}", float(person), person, "a.md", "0" * 64, None))
        assert state.changes.has_any_of(30)
        state.forget(30)
        assert not state.changes.has_any_of(30)
        assert [(change.id, change.person) for change in state.changes.latest(ALL, skip=0, limit=9)[0]] == [
            ("id31", 31),
            ("id30", None),
        ]
        state.expire()  # the list has a time of its own
        assert state.changes.find("id31") is not None


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such permissions")
def test_the_memory_and_its_folder_are_shut_whatever_the_umask_and_tightened_when_they_were_open(
    tmp_path: Path,
) -> None:
    path = tmp_path / "index" / "discord.sqlite"
    files = [path, path.with_name("discord.sqlite-wal"), path.with_name("discord.sqlite-shm")]
    before = os.umask(0)
    try:
        for _ in range(2):
            with State(path, keep_days=30) as state:
                state.set_meta("a", "b")
                assert [mode(each) for each in (path.parent, *files)] == [0o700, 0o600, 0o600, 0o600]
            (path.parent / "lock").touch()  # what a sync leaves: the folder is the index's
            path.parent.chmod(0o755)
            path.chmod(0o644)
    finally:
        os.umask(before)


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such permissions")
def test_a_folder_that_others_use_as_well_stays_as_it_is(tmp_path: Path) -> None:
    for name, permissions in (("shared", 0o755), ("sticky", 0o1777)):
        folder = tmp_path / name
        folder.mkdir()
        (folder / ("letter.txt" if name == "shared" else "lock")).touch()
        folder.chmod(permissions)
        with State(folder / "discord.sqlite", keep_days=30):
            assert mode(folder) == permissions
            assert mode(folder / "discord.sqlite") == 0o600
