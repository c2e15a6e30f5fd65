"""Figures about what was asked in a server, from the bot's memory; nothing in them says who asked."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from typing import NamedTuple

MAX_QUOTED = 5000
"""So many of the latest answers of a period are looked at to find what was quoted."""
PART_SECONDS = 10_800
"""What was asked is read for so long a time at once."""

_ASKED = "answers INDEXED BY answers_by_time WHERE server = ? AND at >= ? AND at < ?"
"""By time, because all that was ever asked in a server may be twenty times as much."""


class AskedOnce(NamedTuple):
    """A question: when it was asked, in seconds since 1970, whether it was answered, and in how many milliseconds."""

    at: float
    answered: bool
    milliseconds: float | None


class AnswerFigures:
    """Counts answers. Threads may share it."""

    def __init__(self, database: sqlite3.Connection, locked: Callable[[], AbstractContextManager[None]]) -> None:
        """Use the memory's database; ``locked`` keeps other threads away from it, and raises StorageError."""
        self._db = database
        self._locked = locked

    def asked(self, server: int, since: float, until: float) -> list[AskedOnce]:
        """Return what was asked in a server, oldest first.

        An answer that was shared, and so is stored twice, counts once; one that somebody searched again does not count.
        """
        query = (
            f"SELECT at, max(answered), min(elapsed) FROM {_ASKED}"  # noqa: S608 - a constant
            " AND repeats IS NULL GROUP BY at, channel ORDER BY at"
        )
        found = list[AskedOnce]()
        while since < until:  # part by part, because questions wait for the memory meanwhile
            part = min(since + PART_SECONDS, until)
            with self._locked():
                rows = self._db.execute(query, (server, since, part)).fetchall()
            found += [AskedOnce(at, bool(answered), elapsed) for at, answered, elapsed in rows]
            since = part
        return found

    def ratings(self, server: int, since: float, until: float) -> tuple[int, int]:
        """Return how many ratings of answers in a server said that they helped, and how many that they did not."""
        with self._locked():
            good, bad = self._db.execute(
                "SELECT total(helpful), total(NOT helpful) FROM feedback JOIN answers ON answers.id = feedback.answer"
                " WHERE server = ? AND feedback.at >= ? AND feedback.at < ?",
                (server, since, until),
            ).fetchone()
        return int(good), int(bad)

    def quoted(self, server: int, since: float, until: float, count: int) -> set[str]:
        """Return the ids of the quotes that answers in a server began with. count: how many of each answer."""
        with self._locked():
            rows = self._db.execute(
                f"SELECT quotes FROM {_ASKED} AND answered ORDER BY at DESC LIMIT ?",  # noqa: S608
                (server, since, until, MAX_QUOTED),
            ).fetchall()
        found = set[str]()
        for (stored,) in rows:
            try:
                found.update(str(quote[0]) for quote in json.loads(stored)[:count])
            except (ValueError, TypeError, LookupError, RecursionError):  # the disk has damaged it
                continue
        return found

    def not_found(
        self, server: int, since: float, until: float, channels: Collection[int], count: int
    ) -> list[tuple[str, int]]:
        """Return the questions that most often got no answer, and how often: those asked publicly in some channels."""
        with self._locked():
            return self._db.execute(
                "SELECT question, count(*) FROM unanswered WHERE server = ? AND at >= ? AND at < ? AND NOT is_private"
                " AND channel IN (SELECT value FROM json_each(?)) GROUP BY lower(trim(question, ' ?!.'))"
                " ORDER BY count(*) DESC, max(at) DESC LIMIT ?",
                (server, since, until, json.dumps([*channels]), count),
            ).fetchall()
