"""Who changed which document when: a list for operators, in the bot's memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum

from bot.deciding import Reach


class Act(StrEnum):
    """What was done to a document."""

    ADDED = "added"
    REPLACED = "replaced"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Change:
    """A document that somebody changed at ``at``, in seconds since 1970; ``person`` is None once they are forgotten.

    ``sha256`` is what the document was afterwards, ``kept`` where the trash has what it was before; None: nothing.
    """

    id: str
    at: float
    person: int | None
    path: str
    sha256: str | None
    kept: str | None

    @property
    def act(self) -> Act:
        """What was done."""
        if self.sha256 is None:
            return Act.REMOVED
        return Act.ADDED if self.kept is None else Act.REPLACED


class ChangeList:
    """The list. Threads may share it."""

    def __init__(self, database: sqlite3.Connection, locked: Callable[[], AbstractContextManager[None]]) -> None:
        """Use the memory's database; ``locked`` keeps other threads away from it, and raises StorageError."""
        self._db = database
        self._locked = locked

    def note(self, change: Change) -> None:
        """Add a change."""
        with self._locked():
            self._db.execute(
                "INSERT INTO changes (id, at, person, path, sha256, kept) VALUES (?, ?, ?, ?, ?, ?)",
                (change.id, change.at, change.person, change.path, change.sha256, change.kept),
            )

    def drop(self, id_: str) -> None:
        """Take a change off the list, because it was not made."""
        with self._locked():
            self._db.execute("DELETE FROM changes WHERE id = ?", (id_,))

    def find(self, id_: str) -> Change | None:
        """Return a change by its id, or None when it is no longer stored."""
        with self._locked():
            row = self._db.execute(f"{_SELECT} WHERE id = ?", (id_,)).fetchone()
        return Change(*row) if row else None

    def latest(self, reach: Reach, *, skip: int, limit: int) -> tuple[list[Change], int]:
        """Return changes of the documents that ``reach`` covers, latest first, and how many there are in all."""
        with self._locked():
            rows = self._db.execute(f"{_SELECT} ORDER BY at DESC, id").fetchall()
        covered = [change for change in (Change(*row) for row in rows) if reach.covers(change.path)]
        return covered[skip : skip + limit], len(covered)

    def has_any_of(self, person: int) -> bool:
        """Return whether the list names a person."""
        with self._locked():
            row = self._db.execute("SELECT 1 FROM changes WHERE person = ? LIMIT 1", (person,)).fetchone()
        return row is not None

    def expire(self, before: float) -> None:
        """Delete the changes that were made before a moment, in seconds since 1970."""
        with self._locked():
            self._db.execute("DELETE FROM changes WHERE at < ?", (before,))


_SELECT = "SELECT id, at, person, path, sha256, kept FROM changes"
