"""Which quotes operators have pinned to which questions, in the bot's memory. Nobody who asked or pinned is named."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from retrieval.search.query import MAX_PINS, Pin


@dataclass(frozen=True, slots=True)
class StoredPin:
    """A pin of a server, made at ``at``, in seconds since 1970. ``document`` is where its quote stood then."""

    id: str
    server: int
    at: float
    question: str
    quote: str
    document: str

    @property
    def pin(self) -> Pin:
        """What a query needs of it."""
        return Pin(self.question, self.quote)


class PinList:
    """The pins. Threads may share it."""

    def __init__(
        self,
        database: sqlite3.Connection,
        locked: Callable[[], AbstractContextManager[None]],
        now: Callable[[], float],
    ) -> None:
        """Use the memory's database; ``locked`` keeps other threads away from it, and raises StorageError."""
        self._db = database
        self._locked = locked
        self._now = now

    def add(self, server: int, question: str, quote: str, document: str) -> StoredPin:
        """Pin a quote to a question in a server, in the place of what was pinned to the same words before."""
        stored = StoredPin(secrets.token_urlsafe(9), server, self._now(), question, quote, document)
        with self._locked(), self._db:
            self._db.execute("BEGIN IMMEDIATE")
            self._db.execute("DELETE FROM pins WHERE server = ? AND question = ?", (server, question))
            self._db.execute(
                "INSERT INTO pins (id, server, at, question, quote, document) VALUES (?, ?, ?, ?, ?, ?)",
                (stored.id, server, stored.at, question, quote, document),
            )
        return stored

    def remove(self, id_: str, server: int) -> bool:
        """Delete a pin of a server; return whether it was there."""
        with self._locked():
            return self._db.execute("DELETE FROM pins WHERE id = ? AND server = ?", (id_, server)).rowcount > 0

    def of_server(self, server: int) -> list[StoredPin]:
        """Return the pins of a server, the latest first."""
        return [each for each in self.every() if each.server == server]

    def every(self) -> list[StoredPin]:
        """Return the pins of all servers, the latest first."""
        with self._locked():
            rows = self._db.execute(
                "SELECT id, server, at, question, quote, document FROM pins ORDER BY at DESC, id"
            ).fetchall()
        return [StoredPin(*row) for row in rows]

    def by_server(self) -> dict[int, tuple[Pin, ...]]:
        """Return what queries need of the pins of each server, the latest first."""
        found: dict[int, list[Pin]] = {}
        for each in self.every():
            found.setdefault(each.server, []).append(each.pin)
        return {server: tuple(pins[:MAX_PINS]) for server, pins in found.items()}
