"""Documents are removed into the trash, and every change is noted and can be undone, unless somebody changed more."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from dataclasses import replace as with_
from pathlib import Path, PurePosixPath

import pytest

from bot.changing.naming import NotASeed
from bot.changing.shelf import Shelf, digest_of
from bot.changing.undoing import remove_seed, undo
from bot.deciding import NO_REACH, Reach
from bot.state.changes import Act, Change
from retrieval.errors import StorageError

from .conftest import ALL, PERSON, Add

OLD, NEW = b"# Old\n\nNobody knows where.\n", b"# New\n\nEels spawn in the sea.\n"
CLUB = Reach(server=1, folders=frozenset({"club"}))


def remove(shelf: Shelf, path: str, reach: Reach = ALL) -> Change:
    sha256 = digest_of(shelf.seeds / path) or ""
    return remove_seed(shelf, PurePosixPath(path), sha256=sha256[:20], person=PERSON, reach=reach)


def documents(shelf: Shelf) -> dict[str, bytes]:
    return {
        path.relative_to(shelf.seeds).as_posix(): path.read_bytes() for path in shelf.seeds.rglob("*") if path.is_file()
    }


def acts(shelf: Shelf, reach: Reach = ALL) -> list[tuple[str, str]]:
    return [(change.act.value, change.path) for change in shelf.changes.latest(reach, skip=0, limit=99)[0]]


def test_a_removed_document_lies_in_the_dated_trash_and_comes_back_to_the_byte(shelf: Shelf) -> None:
    shelf = with_(shelf, now=lambda: 1_700_000_000.0)
    (shelf.seeds / "eels.md").write_bytes(OLD)
    os.utime(shelf.seeds / "eels.md", (1_600_000_000, 1_600_000_000))
    change = remove(shelf, "eels.md")
    assert documents(shelf) == {}
    assert change.kept == f"2023-11-14/{change.id}/eels.md"
    assert (shelf.trash / change.kept).read_bytes() == OLD
    undone = undo(shelf, change, person=31, reach=ALL)
    assert documents(shelf) == {"eels.md": OLD}
    assert (shelf.seeds / "eels.md").stat().st_mtime == 1_600_000_000
    assert (undone.act, undone.person) == (Act.ADDED, 31)
    undo(shelf, undone, person=31, reach=ALL)  # what was undone can be done again
    assert documents(shelf) == {}
    assert sorted(acts(shelf)) == [("added", "eels.md"), ("removed", "eels.md"), ("removed", "eels.md")]


def test_what_was_added_or_replaced_can_be_undone(shelf: Shelf, add: Add) -> None:
    first = add(shelf.seeds, "news/eels.md", OLD)
    second = add(shelf.seeds, "news/eels.md", NEW, replace=True)
    with pytest.raises(NotASeed) as raised:  # not in this order: the later change would be lost
        undo(shelf, first, person=PERSON, reach=ALL)
    assert raised.value.reason == "changed"
    assert undo(shelf, second, person=PERSON, reach=ALL).act is Act.REPLACED
    assert documents(shelf) == {"news/eels.md": OLD}
    assert undo(shelf, first, person=PERSON, reach=ALL).act is Act.REMOVED
    assert documents(shelf) == {}


def test_nothing_is_undone_that_has_changed_since(shelf: Shelf, add: Add) -> None:
    added = add(shelf.seeds, "a.md", OLD)
    (shelf.seeds / "a.md").write_bytes(NEW)
    (shelf.seeds / "b.md").write_bytes(OLD)
    removed = remove(shelf, "b.md")
    (shelf.seeds / "b.md").write_bytes(NEW)
    gone = add(shelf.seeds, "c.md", OLD)
    (shelf.seeds / "c.md").unlink()
    for change in (added, removed, gone):
        with pytest.raises(NotASeed) as raised:
            undo(shelf, change, person=PERSON, reach=ALL)
        assert raised.value.reason == "changed"
    assert documents(shelf) == {"a.md": NEW, "b.md": NEW}
    with pytest.raises(NotASeed) as raised:
        remove_seed(shelf, PurePosixPath("a.md"), sha256=(added.sha256 or "")[:20], person=PERSON, reach=ALL)
    assert raised.value.reason == "changed"
    with pytest.raises(NotASeed) as raised:
        remove_seed(shelf, PurePosixPath("none.md"), sha256="", person=PERSON, reach=ALL)
    assert raised.value.reason == "missing"


def test_nobody_removes_or_brings_back_what_is_not_theirs(shelf: Shelf, add: Add, tmp_path: Path) -> None:
    added = add(shelf.seeds, "town/a.md", OLD)
    (shelf.seeds / "club").mkdir()
    (shelf.seeds / "club" / "link").symlink_to(shelf.seeds / "town")
    (tmp_path / "secret.md").write_bytes(OLD)
    (shelf.seeds / "club" / "secret.md").symlink_to(tmp_path / "secret.md")
    for reach in (CLUB, NO_REACH):
        with pytest.raises(NotASeed):
            undo(shelf, added, person=PERSON, reach=reach)
        for path in ("town/a.md", "club/link/a.md", "club/../town/a.md", "club/secret.md", "../secret.md"):
            with pytest.raises(NotASeed):
                remove(shelf, path, reach)
    with pytest.raises(NotASeed):
        remove(shelf, "../secret.md")
    assert (tmp_path / "secret.md").read_bytes() == OLD
    assert documents(shelf)["town/a.md"] == OLD
    assert acts(shelf) == [("added", "town/a.md")]


def test_the_list_shows_the_changes_within_reach_alone_in_pages_latest_first(shelf: Shelf) -> None:
    for number in range(6):
        path = f"{'club' if number % 2 else 'town'}/{number}.md"
        shelf.changes.note(Change(str(number), float(number), PERSON, path, "0" * 64, None))
    assert [change.id for change in shelf.changes.latest(ALL, skip=0, limit=4)[0]] == ["5", "4", "3", "2"]
    found, total = shelf.changes.latest(CLUB, skip=1, limit=4)
    assert ([change.id for change in found], total) == (["3", "1"], 3)
    assert shelf.changes.latest(NO_REACH, skip=0, limit=4) == ([], 0)


def test_a_change_that_cannot_be_noted_is_not_made_and_one_that_is_not_made_is_not_noted(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    (shelf.seeds / "eels.md").write_bytes(OLD)

    def full(*_: object) -> None:
        raise StorageError("The disk is full", "make room")

    with monkeypatch.context() as patched:
        patched.setattr(type(shelf.changes), "note", full)
        with pytest.raises(StorageError):
            remove(shelf, "eels.md")

    def busy(*_: object, **__: object) -> None:
        raise OSError(16, "Device or resource busy")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", busy)
        with pytest.raises(OSError, match="busy"):
            remove(shelf, "eels.md")
    assert documents(shelf) == {"eels.md": OLD}
    assert acts(shelf) == []
    assert [path for path in shelf.trash.rglob("*") if path.is_file()] == []


def test_old_changes_and_what_the_trash_kept_for_them_go_together(shelf: Shelf) -> None:
    day = 86_400.0
    for number in range(3):
        (shelf.seeds / f"{number}.md").write_bytes(OLD)
        remove(with_(shelf, now=lambda at=number * day: at), f"{number}.md")
    (shelf.trash / "notes").mkdir()
    with_(shelf, now=lambda: 11.5 * day).expire(10)
    assert acts(shelf) == [("removed", "2.md")]
    assert sorted(path.name for path in shelf.trash.iterdir()) == ["1970-01-02", "1970-01-03", "notes"]
    change = shelf.changes.latest(ALL, skip=0, limit=1)[0][0]
    (shelf.trash / (change.kept or "")).unlink()
    with pytest.raises(NotASeed) as raised:
        undo(shelf, change, person=PERSON, reach=ALL)
    assert raised.value.reason == "expired"


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such permissions")
def test_the_trash_is_shut_to_others(shelf_of: Callable[[Path], Shelf], seeds: Path) -> None:
    shelf = shelf_of(seeds)
    (seeds / "eels.md").write_bytes(OLD)
    change = remove(shelf, "eels.md")
    for folder in ((shelf.trash / (change.kept or "")).parent, shelf.trash, shelf.trash.parent):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
