"""Which messages of Discord are documents, whose they are, which channels are read, and who wants that or does not.

A list in the bot's memory. The documents themselves lie in the index folder, and never name an author.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, fields
from enum import StrEnum


class How(StrEnum):
    """How a message became a document, or that an operator took it out again."""

    MENU = "menu"
    CHANNEL = "channel"
    LEFT_OUT = "left out"


@dataclass(frozen=True, slots=True)
class Collected:
    """A message that is a document.

    ``channel`` is the channel or thread that it is in, ``home`` the one whose readers may read it. ``edited`` is when
    it was edited last, in seconds since 1970. ``question`` is the message whose words stand over it, ``asker`` who
    wrote those; None: nobody's.
    """

    message: int
    channel: int
    home: int
    server: int
    author: int
    how: How
    edited: float | None = None
    question: int | None = None
    asker: int | None = None


@dataclass(frozen=True, slots=True)
class CollectedChannel:
    """A channel or forum that is read. ``tag`` is the name of the tag that the threads of a forum need."""

    channel: int
    server: int
    tag: str | None = None


class CollectedList:
    """The list. Threads may share it."""

    def __init__(self, database: sqlite3.Connection, locked: Callable[[], AbstractContextManager[None]]) -> None:
        """Use the memory's database; ``locked`` keeps other threads away from it, and raises StorageError."""
        self._db = database
        self._locked = locked
        self.has_removed = False
        """Whether something was removed that the file may still hold: see ``Store.clean``."""

    # -- messages ------------------------------------------------------------------------------------------------

    def note(self, collected: Collected) -> None:
        """Add a message, or replace what is known of it."""
        values = tuple(getattr(collected, name) for name in _NAMES)
        with self._locked():
            self._db.execute(f"INSERT OR REPLACE INTO collected ({_COLUMNS}) VALUES ({_MARKS})", values)  # noqa: S608

    def find(self, message: int) -> Collected | None:
        """Return what is known of a message, or None when it is not on the list."""
        found = self._where("message = ?", message)
        return found[0] if found else None

    def all(self) -> list[Collected]:
        """Return all messages, the latest first."""
        return self._where("1 ORDER BY message DESC")

    def of_messages(self, messages: Collection[int]) -> list[Collected]:
        """Return those of these messages that are on the list."""
        return self._where(f"message IN {_LISTED}", json.dumps([*messages]))

    def below(self, questions: Collection[int]) -> list[Collected]:
        """Return the messages over which the words of one of these stand."""
        return self._where(f"question IN {_LISTED}", json.dumps([*questions]))

    def by(self, person: int) -> list[Collected]:
        """Return the messages that a person wrote."""
        return self._where("author = ?", person)

    def asked_by(self, person: int) -> list[Collected]:
        """Return the messages over which a person's words stand."""
        return self._where("asker = ?", person)

    def at(self, servers: Collection[int] = (), channels: Collection[int] = ()) -> list[Collected]:
        """Return the messages of servers, and of channels with their threads."""
        listed, there = json.dumps([*channels]), json.dumps([*servers])
        return self._where(f"server IN {_LISTED} OR channel IN {_LISTED} OR home IN {_LISTED}", there, listed, listed)

    def count_by(self, person: int) -> int:
        """Return how many documents a person wrote."""
        with self._locked():
            query = "SELECT count(*) FROM collected WHERE author = ? AND how != 'left out'"
            return int(self._db.execute(query, (person,)).fetchone()[0])

    def counts(self, server: int) -> dict[int, int]:
        """Return how many documents there are of each channel of a server, by the channel whose readers may read."""
        with self._locked():
            query = "SELECT home, count(*) FROM collected WHERE server = ? AND how != 'left out' GROUP BY home"
            return dict(self._db.execute(query, (server,)).fetchall())

    def remove(self, messages: Collection[int]) -> None:
        """Take messages off the list."""
        with self._locked():
            self.has_removed |= bool(messages)
            query = f"DELETE FROM collected WHERE message IN {_LISTED}"  # noqa: S608 - a constant
            self._db.execute(query, (json.dumps([*messages]),))

    def _where(self, condition: str, *values: object) -> list[Collected]:
        with self._locked():
            query = f"SELECT {_COLUMNS} FROM collected WHERE {condition}"  # noqa: S608 - constants
            rows = self._db.execute(query, values).fetchall()
        return [
            Collected(message, channel, home, server, author, How(how), edited, question, asker)
            for message, channel, home, server, author, how, edited, question, asker in rows
        ]

    # -- channels ------------------------------------------------------------------------------------------------

    def channels(self) -> dict[int, CollectedChannel]:
        """Return all channels that are read, by their ids."""
        with self._locked():
            rows = self._db.execute("SELECT channel, server, tag FROM collected_channels ORDER BY channel").fetchall()
        return {channel: CollectedChannel(channel, server, tag) for channel, server, tag in rows}

    def set_channel(self, channel: CollectedChannel) -> None:
        """Read a channel from now on, or with another tag."""
        with self._locked():
            self._db.execute(
                "INSERT OR REPLACE INTO collected_channels (channel, server, tag) VALUES (?, ?, ?)",
                (channel.channel, channel.server, channel.tag),
            )

    def remove_channels(self, *, servers: Collection[int] = (), channels: Collection[int] = ()) -> None:
        """Read these channels, and those of these servers, no more."""
        with self._locked():
            self._db.execute(
                f"DELETE FROM collected_channels WHERE server IN {_LISTED} OR channel IN {_LISTED}",  # noqa: S608
                (json.dumps([*servers]), json.dumps([*channels])),
            )

    # -- people --------------------------------------------------------------------------------------------------

    def contributors(self) -> Mapping[int, bool]:
        """Return who let their messages be read (true), and who wants none of them to be a document (false)."""
        with self._locked():
            rows = self._db.execute("SELECT person, agrees FROM contributors").fetchall()
        return {person: bool(agrees) for person, agrees in rows}

    def set_contributor(self, person: int, agrees: bool) -> None:
        """Store what somebody wants."""
        with self._locked():
            query = "INSERT OR REPLACE INTO contributors (person, agrees) VALUES (?, ?)"
            self._db.execute(query, (person, agrees))

    def remove_contributor(self, person: int) -> None:
        """Forget what somebody wanted."""
        with self._locked():
            self.has_removed |= self._db.execute("DELETE FROM contributors WHERE person = ?", (person,)).rowcount > 0


_NAMES = tuple(field.name for field in fields(Collected))
_COLUMNS, _MARKS = ", ".join(_NAMES), ", ".join("?" * len(_NAMES))
_LISTED = "(SELECT value FROM json_each(?))"
