"""The bot's state, and files that are added."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path, PurePosixPath
from typing import Any
from unittest import mock

from bot.changing.adding import add_seed
from bot.changing.shelf import TRASH_FOLDER, Shelf
from bot.changing.undoing import undo
from bot.deciding import Mode, Reach
from bot.state.records import ChannelSettings
from bot.state.state import State
from bot.state.store import STATE_FILE
from retrieval import Answer, StorageError
from tests.crashes.kit import Kit, PoolOfOne, done

BEFORE, AFTER = "Eels swim 1 km.", "Eels swim 22 km, it is said now."

ABOUT = "Where is the secret clock?"


def with_answers(_: Kit, folder: Path) -> None:
    (folder / "crashing").mkdir(parents=True)
    with State(folder / "crashing" / STATE_FILE, keep_days=30) as state:
        for person in (1, 2):
            for n in range(5):
                _remember(state, person, f"{ABOUT} {person} {n}")


def _remember(state: State, person: int, question: str) -> str:
    answer = Answer(question, False, 0.1, 1.0)
    return state.remember(answer, person=person, channel=5, documents=1, list_unanswered=True).id


def change_state(_: Kit, folder: Path) -> None:
    with State(folder / "crashing" / STATE_FILE, keep_days=30) as state:
        new = _remember(state, 3, "Who asks now?")
        done(1)
        state.record_message(new, 77, 6)
        done(2)
        state.rate(new, 3, helpful=True)
        done(3)
        state.set_channel(9, ChannelSettings(Mode.QUESTIONS, "a/*"))
        done(4)
        state.forget(1)
        done(5)
        state.clean()
        done(6)
        state.set_meta("greeted", "yes")
        done(7)


def _state_of(path: Path) -> tuple[Any, ...]:
    with State(path, keep_days=30) as state:
        new = state.last_in(6)
        return (
            state.stored_about(1), state.stored_about(2), state.stored_about(3), new is not None,
            [*state.rated_answers()], state.channels(), state.meta("greeted"),
        )  # fmt: skip


def check_state(_: Kit, folder: Path, steps: int) -> None:
    path = folder / "crashing" / STATE_FILE
    found = _state_of(path)
    known = {"answers": 5, "feedback": 0, "unanswered": 5}
    none = dict.fromkeys(known, 0)
    new = none | {"answers": 1, "unanswered": 1}
    after = [(known, known, none, False, [], {}, None)]
    after.append((known, known, new, False, [], {}, None))
    after.append((known, known, new, True, [], {}, None))
    rated = [("Who asks now?", [], (), 1, 0)]
    after.append((known, known, new | {"feedback": 1}, True, rated, {}, None))
    after.append((*after[-1][:5], {9: ChannelSettings(Mode.QUESTIONS, "a/*")}, None))
    after.append((none, *after[-1][1:]))
    after.append(after[-1])
    after.append((*after[-1][:6], "yes"))
    assert found in after[steps : steps + 2], (steps, found)
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    with State(path, keep_days=30) as state:
        state.forget(1)
        state.clean()
        state.set_meta("works", "on")
    left = b"".join(each.read_bytes() for each in path.parent.iterdir() if not each.name.endswith("-shm"))
    assert f"{ABOUT} 1".encode() not in left


def seed_before(_: Kit, folder: Path) -> None:
    (folder / "crashing" / "seeds").mkdir(parents=True)
    (folder / "crashing" / "seeds" / "a.txt").write_text(BEFORE, encoding="utf-8")
    with _shelf_in(folder):
        pass


@contextmanager
def _shelf_in(folder: Path) -> Iterator[Shelf]:
    with State(folder / "crashing" / STATE_FILE, keep_days=30) as state:
        yield Shelf(folder / "crashing" / "seeds", folder / "crashing" / TRASH_FOLDER, state.changes)


def add_twice(_: Kit, folder: Path) -> None:
    try:
        with mock.patch("bot.changing.adding.ParsingPool", PoolOfOne), _shelf_in(folder) as shelf:
            for step, name in enumerate(("a.txt", "new/b.txt"), start=1):
                path = PurePosixPath(name)
                add_seed(shelf, path, AFTER.encode(), replace=step == 1, person=1, reach=Reach(everything=True))
                done(step)
    except OSError as error:
        raise StorageError(str(error)) from error


def check_seeds(_: Kit, folder: Path, steps: int) -> None:
    """What was added is there, and whatever was changed is listed and can be undone."""
    seeds, all_ = folder / "crashing" / "seeds", Reach(everything=True)
    found = _seeds_in(seeds)
    after = [{"a.txt": BEFORE}, {"a.txt": AFTER}, {"a.txt": AFTER, "new/b.txt": AFTER}]
    assert found in after[steps : steps + 2], (steps, found)
    with _shelf_in(folder) as shelf:
        for change in shelf.changes.latest(all_, skip=0, limit=9)[0]:
            if found.get(change.path) == AFTER:
                undo(shelf, change, person=1, reach=all_)
    assert _seeds_in(seeds) == after[0]


def _seeds_in(seeds: Path) -> dict[str, str]:
    return {
        str(path.relative_to(seeds)): path.read_text(encoding="utf-8")
        for path in seeds.rglob("*.txt")
        if not any(part.startswith(".") for part in path.relative_to(seeds).parts)
    }
