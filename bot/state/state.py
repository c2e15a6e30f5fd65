"""The bot's memory, in a SQLite file next to the catalog.

It holds answers, for their buttons and for follow-ups; feedback; questions without an answer; and settings of channels.
Nothing about a person is kept for longer than the operator has set.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from bot.deciding import Mode
from bot.state.records import ChannelSettings, RememberedAnswer, RememberedQuote, to_remember
from bot.state.schema import MIGRATIONS
from retrieval import Answer
from retrieval.errors import StorageError
from retrieval.model import Span

STATE_FILE = "discord.sqlite"

_DAY_SECONDS = 86_400.0


class State:
    """The bot's memory. Threads may share it. Every call reads or writes a file, so call it off the event loop."""

    def __init__(self, path: Path, *, keep_days: int, now: Callable[[], float] = time.time) -> None:
        """Open or create the file, and bring it up to date; ``now`` returns seconds since 1970.

        Raises StorageError when the file cannot be used, or was written by a newer Quoth.
        """
        self.path = path
        self._keep = keep_days * _DAY_SECONDS
        self._now = now
        self._lock = threading.Lock()
        self._needs_cleaning = True  # somebody may have been forgotten just before the bot last stopped
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10)
        except (OSError, sqlite3.Error) as error:
            raise self._storage_error(error) from error
        try:
            self._prepare()
        except StorageError:
            self._db.close()
            raise

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def _prepare(self) -> None:
        with self._locked():
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = NORMAL")
            self._db.execute("PRAGMA secure_delete = ON")  # what is deleted is gone from the file as well
            version = self._db.execute("PRAGMA user_version").fetchone()[0]
            if version > len(MIGRATIONS):
                raise StorageError(
                    f"{self.path} was written by a newer Quoth (version {version}, this one knows {len(MIGRATIONS)})",
                    "update Quoth, or move the file away to start afresh",
                    path=self.path,
                    expected=len(MIGRATIONS),
                    found=version,
                )
            for number, migration in enumerate(MIGRATIONS[version:], start=version + 1):
                self._db.executescript(f"BEGIN; {migration} PRAGMA user_version = {number}; COMMIT;")

    # -- answers -------------------------------------------------------------------------------------------------

    def remember(
        self,
        answer: Answer,
        *,
        person: int,
        channel: int,
        documents: int,
        previous: str | None = None,
        list_unanswered: bool = False,
        keep_question: bool = True,
    ) -> RememberedAnswer:
        """Store what the buttons of an answer need, and return it.

        list_unanswered: also store the question for the list of unanswered ones, if it was not answered. keep_question:
        False when somebody else wrote the words, because the writer could not have them forgotten.
        """
        remembered = to_remember(answer, person=person, channel=channel, documents=documents)
        if not keep_question:
            remembered = replace(remembered, question=None, searched=None)
        shown = json.dumps([[q.id, q.sha256, round(q.score, 4), q.highlights, q.answer] for q in remembered.quotes])
        with self._locked():
            self._db.execute(
                "INSERT INTO answers (id, at, person, question, channel, previous, answered, confidence, documents,"
                " quotes, searched) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    remembered.id, self._now(), person, remembered.question, channel, previous, answer.answered,
                    answer.confidence, documents, shown, remembered.searched,
                ),
            )  # fmt: skip
            if list_unanswered and keep_question and not answer.answered:
                self._db.execute(
                    "INSERT INTO unanswered (at, person, question) VALUES (?, ?, ?)",
                    (self._now(), person, answer.question),
                )
        return remembered

    def record_message(self, answer_id: str, message: int, channel: int | None = None) -> None:
        """Record which message shows an answer to everybody, and its channel or thread if it is another one."""
        with self._locked():
            self._db.execute(
                "UPDATE answers SET message = ?, channel = coalesce(?, channel) WHERE id = ?",
                (message, channel, answer_id),
            )

    def answer(self, answer_id: str) -> RememberedAnswer | None:
        """Return an answer by its id, or None when it is no longer stored."""
        return self._find("id", answer_id)

    def answer_in(self, message: int) -> RememberedAnswer | None:
        """Return the answer that a message shows, or None."""
        return self._find("message", message)

    def history(self, answer_id: str, turns: int = 5) -> list[str]:
        """Return the questions that led to an answer, oldest first, ending with its own; ``turns`` at most."""
        questions: list[str] = []
        next_: str | None = answer_id
        with self._locked():
            while next_ and len(questions) < turns:
                row = self._db.execute("SELECT question, previous FROM answers WHERE id = ?", (next_,)).fetchone()
                if row is None:
                    break
                if row[0]:
                    questions.insert(0, row[0])
                next_ = row[1]
        return questions

    def last_in(self, channel: int) -> str | None:
        """Return the id of the last answer in a channel or thread that everybody there could see, or None."""
        with self._locked():
            row = self._db.execute(
                "SELECT id FROM answers WHERE channel = ? AND question IS NOT NULL AND message IS NOT NULL"
                " ORDER BY at DESC LIMIT 1",
                (channel,),
            ).fetchone()
        return row[0] if row else None

    def recent_channels(self, most: int = 1000) -> list[int]:
        """Return the channels in which somebody was answered, the one with the last answer first."""
        with self._locked():
            rows = self._db.execute(
                "SELECT channel FROM answers GROUP BY channel ORDER BY max(at) DESC LIMIT ?", (most,)
            )
            return [row[0] for row in rows]

    def _find(self, column: Literal["id", "message"], value: object) -> RememberedAnswer | None:
        query = (
            "SELECT id, person, question, channel, message, answered, confidence, documents, quotes, searched"
            " FROM answers WHERE "
        )
        with self._locked():
            row = self._db.execute(query + {"id": "id = ?", "message": "message = ?"}[column], (value,)).fetchone()
        if row is None:
            return None
        id_, person, question, channel, message, answered, confidence, documents, quotes, searched = row
        shown = tuple(
            RememberedQuote(quote, sha256, score, tuple((start, end) for start, end in spans), *map(_span, rest))
            for quote, sha256, score, spans, *rest in json.loads(quotes)
        )
        return RememberedAnswer(
            id_, person, question, channel, message, bool(answered), confidence, documents, shown, searched
        )

    # -- feedback ------------------------------------------------------------------------------------------------

    def rate(self, answer_id: str, person: int, helpful: bool) -> bool | None:
        """Store whether an answer helped; the same rating again withdraws it. Return the rating that counts now."""
        with self._locked():
            row = self._db.execute(
                "SELECT helpful FROM feedback WHERE answer = ? AND person = ?", (answer_id, person)
            ).fetchone()
            if row is not None and bool(row[0]) is helpful:
                self._db.execute("DELETE FROM feedback WHERE answer = ? AND person = ?", (answer_id, person))
                return None
            self._db.execute(
                "INSERT OR REPLACE INTO feedback (answer, person, helpful, at) VALUES (?, ?, ?, ?)",
                (answer_id, person, helpful, self._now()),
            )
            return helpful

    def rated_answers(self) -> Iterator[tuple[str, list[str], tuple[RememberedQuote, ...], int, int]]:
        """Yield each rated answer as its question, earlier questions, quotes, and counts of good and bad ratings."""
        with self._locked():
            rows = self._db.execute(
                "SELECT answer, sum(helpful), sum(NOT helpful) FROM feedback GROUP BY answer ORDER BY min(at)"
            ).fetchall()
        for id_, helpful, unhelpful in rows:
            remembered = self.answer(id_)
            if remembered is not None and remembered.question is not None:
                yield remembered.question, self.history(id_)[:-1], remembered.quotes, helpful, unhelpful

    # -- questions without an answer -----------------------------------------------------------------------------

    def unanswered(self) -> list[tuple[str, int, float]]:
        """Return each unanswered question, how often and when (seconds since 1970) it was last asked; latest first."""
        with self._locked():
            rows = self._db.execute(
                "SELECT question, count(*), max(at) FROM unanswered GROUP BY lower(trim(question, ' ?!.'))"
                " ORDER BY max(at) DESC"
            ).fetchall()
        return [(question, count, at) for question, count, at in rows]

    def clear_unanswered(self) -> int:
        """Delete the questions without an answer; return how many there were."""
        with self._locked():
            return self._db.execute("DELETE FROM unanswered").rowcount

    # -- channels ------------------------------------------------------------------------------------------------

    def channels(self) -> dict[int, ChannelSettings]:
        """Return the settings of all channels that have any, by channel."""
        with self._locked():
            rows = self._db.execute("SELECT channel, mode, source FROM channels").fetchall()
        return {channel: ChannelSettings(Mode(mode), source) for channel, mode, source in rows}

    def set_channel(self, channel: int, settings: ChannelSettings) -> None:
        """Store the settings of a channel; the default settings remove them."""
        with self._locked():
            if settings == ChannelSettings():
                self._db.execute("DELETE FROM channels WHERE channel = ?", (channel,))
            else:
                self._db.execute(
                    "INSERT OR REPLACE INTO channels (channel, mode, source) VALUES (?, ?, ?)",
                    (channel, settings.mode.value, settings.source),
                )

    # -- people --------------------------------------------------------------------------------------------------

    def stored_about(self, person: int) -> dict[str, int]:
        """Return how many questions, ratings and unanswered questions of a person are stored."""
        counts = {}
        with self._locked():
            for table in ("answers", "feedback", "unanswered"):
                query = f"SELECT count(*) FROM {table} WHERE person = ?"  # noqa: S608 - one of the three
                counts[table] = self._db.execute(query, (person,)).fetchone()[0]
        return counts

    def forget(self, person: int) -> None:
        """Delete all that is known about a person. Answers that they got stay, without the question and the person."""
        with self._locked(), self._db:
            self._db.execute("BEGIN IMMEDIATE")
            before = self._db.total_changes
            self._db.execute(
                "UPDATE answers SET person = NULL, question = NULL, searched = NULL WHERE person = ?", (person,)
            )
            self._db.execute("DELETE FROM feedback WHERE person = ?", (person,))
            self._db.execute("DELETE FROM unanswered WHERE person = ?", (person,))
            self._needs_cleaning |= self._db.total_changes > before

    def clean(self) -> None:
        """Remove deleted data from the file as well, by rewriting it: too slow to do at each deletion.

        SQLite overwrites deleted rows, but not the copies that remain when rows move to other pages.
        """
        if self._needs_cleaning:
            with self._locked():
                self._db.execute("VACUUM")
                # The write-ahead log may still contain what was overwritten.
                self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self._needs_cleaning = False

    def expire(self) -> int:
        """Delete everything that is older than the operator wants to keep; return how many answers that were."""
        before = self._now() - self._keep
        with self._locked():
            self._db.execute("DELETE FROM feedback WHERE at < ?", (before,))
            self._db.execute("DELETE FROM unanswered WHERE at < ?", (before,))
            removed = self._db.execute("DELETE FROM answers WHERE at < ?", (before,)).rowcount
            self._needs_cleaning |= removed > 0
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return removed

    # -- notes ----------------------------------------------------------------------------------------------------

    def meta(self, key: str) -> str | None:
        """Return the value stored under a key, or None."""
        with self._locked():
            row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    def set_meta(self, key: str, value: str) -> None:
        """Store a value under a key."""
        with self._locked():
            self._db.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", (key, value))

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Let one thread at a time use the database, and raise SQLite's errors as StorageError."""
        with self._lock:
            try:
                yield
            except sqlite3.Error as error:
                raise self._storage_error(error) from error

    def _storage_error(self, error: Exception) -> StorageError:
        return StorageError(
            f"The bot's memory {self.path} cannot be used ({error})",
            "check the disk and the permissions of its folder, or move the file away to start afresh",
            path=self.path,
        )


def _span(stored: Sequence[int] | None) -> Span | None:
    return (stored[0], stored[1]) if stored else None
