"""What the bot remembers, in SQLite beside the catalog; nothing about a person for longer than the operator set.

Answers, for their buttons and for follow-ups; feedback; questions without an answer; settings of channels.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from bot.deciding import Mode
from retrieval import Answer, Quote
from retrieval.errors import StorageError
from retrieval.model import Span

STATE_FILE = "discord.sqlite"

_DAY = 86_400.0

_MIGRATIONS = (
    """
    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE answers (
        id TEXT PRIMARY KEY,
        at REAL NOT NULL,            -- seconds since 1970
        person INTEGER,              -- NULL once forgotten, like the question
        question TEXT,
        channel INTEGER NOT NULL,
        message INTEGER,             -- the message that shows it to others, once sent
        previous TEXT,               -- the answer that it follows up
        answered INTEGER NOT NULL,
        confidence REAL NOT NULL,
        documents INTEGER NOT NULL,  -- searched
        quotes TEXT NOT NULL         -- JSON: id, sha256, score, highlights, answer; best first, more than were shown
    ) WITHOUT ROWID;
    CREATE INDEX answers_by_message ON answers (message);
    CREATE INDEX answers_by_channel ON answers (channel, at);
    CREATE INDEX answers_by_person ON answers (person);
    CREATE INDEX answers_by_time ON answers (at);
    CREATE TABLE feedback (
        answer TEXT NOT NULL, person INTEGER NOT NULL, helpful INTEGER NOT NULL, at REAL NOT NULL,
        PRIMARY KEY (answer, person)
    ) WITHOUT ROWID;
    CREATE TABLE unanswered (
        id INTEGER PRIMARY KEY, at REAL NOT NULL, person INTEGER NOT NULL, question TEXT NOT NULL
    );
    CREATE TABLE channels (
        channel INTEGER PRIMARY KEY, mode TEXT NOT NULL, source TEXT
    );
    """,
)
"""What makes each version out of the one before; only ever appended to."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A quote as an answer showed it: enough to show it again, as long as the library still holds these words."""

    id: str
    sha256: str
    score: float
    highlights: tuple[Span, ...]
    answer: Span | None = None


@dataclass(frozen=True, slots=True)
class Remembered:
    """An answer as its buttons need it. ``quotes`` are the nearest passages when it was not answered."""

    id: str
    person: int | None
    question: str | None
    channel: int
    message: int | None
    answered: bool
    confidence: float
    documents: int
    quotes: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class ChannelSettings:
    """What an operator set for a channel: what is answered there, and from which documents (a glob)."""

    mode: Mode = Mode.MENTIONS
    source: str | None = None


class State:
    """The bot's memory. Threads may share it; every call reads or writes a file, so call it off the event loop."""

    def __init__(self, path: Path, *, keep_days: int, now: Callable[[], float] = time.time) -> None:
        """Open or create the file, and bring it to this version.

        Raises StorageError when it cannot be used, or was written by a newer Quoth.
        """
        self.path = path
        self._keep = keep_days * _DAY
        self._now = now
        self._turn = threading.Lock()
        self._is_to_clean = True  # somebody may have been forgotten just before the last stop
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10)
        except (OSError, sqlite3.Error) as error:
            raise self._refused(error) from error
        try:
            self._prepare()
        except StorageError:
            self._db.close()
            raise

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def _prepare(self) -> None:
        with self._using():
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = NORMAL")
            self._db.execute("PRAGMA secure_delete = ON")  # who asks to be forgotten is gone from the file, too
            version = self._db.execute("PRAGMA user_version").fetchone()[0]
            if version > len(_MIGRATIONS):
                raise StorageError(
                    f"{self.path} was written by a newer Quoth (version {version}, this one knows {len(_MIGRATIONS)}); "
                    "update Quoth, or move the file away to begin anew."
                )
            for number, migration in enumerate(_MIGRATIONS[version:], start=version + 1):
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
    ) -> Remembered:
        """Keep what the buttons of an answer need, and with ``list_unanswered`` the question nobody could answer.

        keep_question: not where the words are somebody else's than the person's: who wrote them could not forget them.
        """
        remembered = to_remember(answer, person=person, channel=channel, documents=documents)
        if not keep_question:
            remembered = replace(remembered, question=None)
        shown = json.dumps([[q.id, q.sha256, round(q.score, 4), q.highlights, q.answer] for q in remembered.quotes])
        with self._using():
            self._db.execute(
                "INSERT INTO answers (id, at, person, question, channel, previous, answered, confidence, documents,"
                " quotes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    remembered.id, self._now(), person, remembered.question, channel, previous, answer.answered,
                    answer.confidence, documents, shown,
                ),
            )  # fmt: skip
            if list_unanswered and keep_question and not answer.answered:
                self._db.execute(
                    "INSERT INTO unanswered (at, person, question) VALUES (?, ?, ?)",
                    (self._now(), person, answer.question),
                )
        return remembered

    def sent(self, answer: str, message: int, channel: int | None = None) -> None:
        """Note which message shows an answer to others, and in which channel or thread it stands."""
        with self._using():
            self._db.execute(
                "UPDATE answers SET message = ?, channel = coalesce(?, channel) WHERE id = ?",
                (message, channel, answer),
            )

    def answer(self, answer: str) -> Remembered | None:
        """Return an answer by its id, or None when it is forgotten."""
        return self._one("id", answer)

    def answer_in(self, message: int) -> Remembered | None:
        """Return the answer that a message shows, or None."""
        return self._one("message", message)

    def history(self, answer: str, turns: int = 5) -> list[str]:
        """Return the questions that led to an answer, oldest first, its own the last."""
        questions: list[str] = []
        next_: str | None = answer
        with self._using():
            while next_ and len(questions) < turns:
                row = self._db.execute("SELECT question, previous FROM answers WHERE id = ?", (next_,)).fetchone()
                if row is None:
                    break
                if row[0]:
                    questions.insert(0, row[0])
                next_ = row[1]
        return questions

    def last_in(self, channel: int) -> str | None:
        """Return the id of the last answer in a channel or thread that everybody there has seen."""
        with self._using():
            row = self._db.execute(
                "SELECT id FROM answers WHERE channel = ? AND question IS NOT NULL AND message IS NOT NULL"
                " ORDER BY at DESC LIMIT 1",
                (channel,),
            ).fetchone()
        return row[0] if row else None

    def _one(self, column: Literal["id", "message"], value: object) -> Remembered | None:
        query = (
            "SELECT id, person, question, channel, message, answered, confidence, documents, quotes FROM answers WHERE "
        )
        with self._using():
            row = self._db.execute(query + {"id": "id = ?", "message": "message = ?"}[column], (value,)).fetchone()
        if row is None:
            return None
        id_, person, question, channel, message, answered, confidence, documents, quotes = row
        shown = tuple(
            Shown(quote, sha256, score, tuple((start, end) for start, end in spans), *map(_span, rest))
            for quote, sha256, score, spans, *rest in json.loads(quotes)
        )
        return Remembered(id_, person, question, channel, message, bool(answered), confidence, documents, quotes=shown)

    # -- feedback ------------------------------------------------------------------------------------------------

    def rate(self, answer: str, person: int, helpful: bool) -> bool | None:
        """Note whether an answer helped; the same again takes it back. Return what counts now."""
        with self._using():
            row = self._db.execute(
                "SELECT helpful FROM feedback WHERE answer = ? AND person = ?", (answer, person)
            ).fetchone()
            if row is not None and bool(row[0]) is helpful:
                self._db.execute("DELETE FROM feedback WHERE answer = ? AND person = ?", (answer, person))
                return None
            self._db.execute(
                "INSERT OR REPLACE INTO feedback (answer, person, helpful, at) VALUES (?, ?, ?, ?)",
                (answer, person, helpful, self._now()),
            )
            return helpful

    def rated(self) -> Iterator[tuple[str, list[str], tuple[Shown, ...], int, int]]:
        """Yield question, the questions before it, quotes, and how many found it helpful and not, of rated answers."""
        with self._using():
            rows = self._db.execute(
                "SELECT answer, sum(helpful), sum(NOT helpful) FROM feedback GROUP BY answer ORDER BY min(at)"
            ).fetchall()
        for id_, helpful, unhelpful in rows:
            remembered = self.answer(id_)
            if remembered is not None and remembered.question is not None:
                yield remembered.question, self.history(id_)[:-1], remembered.quotes, helpful, unhelpful

    # -- questions without an answer -----------------------------------------------------------------------------

    def unanswered(self) -> list[tuple[str, int, float]]:
        """Return questions that the sources did not answer, how often each was asked and when last, latest first."""
        with self._using():
            rows = self._db.execute(
                "SELECT question, count(*), max(at) FROM unanswered GROUP BY lower(trim(question, ' ?!.'))"
                " ORDER BY max(at) DESC"
            ).fetchall()
        return [(question, count, at) for question, count, at in rows]

    def clear_unanswered(self) -> int:
        """Forget the questions without an answer; return how many there were."""
        with self._using():
            return self._db.execute("DELETE FROM unanswered").rowcount

    # -- channels ------------------------------------------------------------------------------------------------

    def channels(self) -> dict[int, ChannelSettings]:
        """Return the channels for which something was set."""
        with self._using():
            rows = self._db.execute("SELECT channel, mode, source FROM channels").fetchall()
        return {channel: ChannelSettings(Mode(mode), source) for channel, mode, source in rows}

    def set_channel(self, channel: int, settings: ChannelSettings) -> None:
        """Set, or with the defaults unset, what holds in a channel."""
        with self._using():
            if settings == ChannelSettings():
                self._db.execute("DELETE FROM channels WHERE channel = ?", (channel,))
            else:
                self._db.execute(
                    "INSERT OR REPLACE INTO channels (channel, mode, source) VALUES (?, ?, ?)",
                    (channel, settings.mode.value, settings.source),
                )

    # -- people --------------------------------------------------------------------------------------------------

    def stored_about(self, person: int) -> dict[str, int]:
        """Return how many questions, ratings and unanswered questions are stored of a person."""
        counts = {}
        with self._using():
            for table in ("answers", "feedback", "unanswered"):
                query = f"SELECT count(*) FROM {table} WHERE person = ?"  # noqa: S608 - one of the three
                counts[table] = self._db.execute(query, (person,)).fetchone()[0]
        return counts

    def forget(self, person: int) -> None:
        """Remove all that is known about a person. Answers they were given stay, without question and name."""
        with self._using(), self._db:
            self._db.execute("BEGIN IMMEDIATE")
            before = self._db.total_changes
            self._db.execute("UPDATE answers SET person = NULL, question = NULL WHERE person = ?", (person,))
            self._db.execute("DELETE FROM feedback WHERE person = ?", (person,))
            self._db.execute("DELETE FROM unanswered WHERE person = ?", (person,))
            self._is_to_clean |= self._db.total_changes > before

    def clean(self) -> None:
        """Take what somebody had forgotten out of the file, too: at leisure, for it writes the whole file anew.

        SQLite overwrites what is deleted, but not what was copied when rows moved to other pages before.
        """
        if self._is_to_clean:
            with self._using():
                self._db.execute("VACUUM")
                self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # what was overwritten may still stand in the log
            self._is_to_clean = False

    def expire(self) -> int:
        """Remove what is older than the operator wants it kept; return how many answers that were."""
        before = self._now() - self._keep
        with self._using():
            self._db.execute("DELETE FROM feedback WHERE at < ?", (before,))
            self._db.execute("DELETE FROM unanswered WHERE at < ?", (before,))
            removed = self._db.execute("DELETE FROM answers WHERE at < ?", (before,)).rowcount
            self._is_to_clean |= removed > 0
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return removed

    # -- odds and ends -------------------------------------------------------------------------------------------

    def meta(self, key: str) -> str | None:
        """Return what was noted under a key."""
        with self._using():
            row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    def set_meta(self, key: str, value: str) -> None:
        """Note something under a key."""
        with self._using():
            self._db.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", (key, value))

    @contextmanager
    def _using(self) -> Iterator[None]:
        with self._turn:
            try:
                yield
            except sqlite3.Error as error:
                raise self._refused(error) from error

    def _refused(self, error: Exception) -> StorageError:
        return StorageError(
            f"The bot's memory {self.path} cannot be used ({error}); check the disk and the permissions of its folder, "
            "or move the file away to begin anew."
        )


def to_remember(answer: Answer, *, person: int, channel: int, documents: int) -> Remembered:
    """Return an answer as its buttons need it, with an id that nobody can guess; nothing is stored by that."""
    return Remembered(
        id=secrets.token_urlsafe(9),
        person=person,
        question=answer.question,
        channel=channel,
        message=None,
        answered=answer.answered,
        confidence=answer.confidence,
        documents=documents,
        quotes=tuple(
            Shown(quote.id, quote.sha256, quote.score, quote.highlights, quote.answer)
            for quote in answer.quotes or answer.nearest
        ),
    )


def _span(stored: Sequence[int] | None) -> Span | None:
    return (stored[0], stored[1]) if stored else None


def find_again(shown: Sequence[Shown], found: Sequence[Quote | None]) -> list[Quote | None]:
    """Return quotes that the library found by their ids as they were shown: with their scores and marks."""
    return [
        None if quote is None else replace(quote, score=item.score, highlights=item.highlights, answer=item.answer)
        for item, quote in zip(shown, found, strict=True)
    ]
