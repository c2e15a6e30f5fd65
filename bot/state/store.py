"""The file of the bot's memory: opened, brought up to date, shared by threads, and cleaned."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from bot.state.changes import ChangeList
from bot.state.collecting import CollectedList
from bot.state.figures import AnswerFigures
from bot.state.pins import PinList
from bot.state.schema import MIGRATIONS
from retrieval.errors import StorageError
from retrieval.index_folder import keep_file_private, keep_folder_private

STATE_FILE = "discord.sqlite"

_DAY_SECONDS = 86_400.0

_PATIENCE_SECONDS = 10
"""How long to wait for another program that uses the file."""


class Store:
    """A SQLite file that threads may share, and notes in it."""

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
            keep_folder_private(path.parent)
            for file in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm"))):
                keep_file_private(file, create=file == path)
            self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=_PATIENCE_SECONDS)
        except (OSError, sqlite3.Error) as error:
            raise self._storage_error(error) from error
        try:
            self._prepare()
        except StorageError:
            self._db.close()
            raise
        self.changes = ChangeList(self._db, self._locked)
        self.figures = AnswerFigures(self._db, self._locked)
        self.pins = PinList(self._db, self._locked, lambda: self._now())
        self.collected = CollectedList(self._db, self._locked)

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
            self._db.execute("PRAGMA synchronous = FULL")  # nobody who was forgotten comes back after a loss of power
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

    def clean(self) -> bool:
        """Remove deleted data from the file as well, by rewriting it; return whether there was any.

        This is too slow to do at each deletion.

        SQLite overwrites deleted rows, but not the copies that remain when rows move to other pages.

        Raises StorageError when the disk refuses, or another program reads the file and so keeps what was overwritten.
        """
        if not self._needs_cleaning and not self.collected.has_removed:
            return False
        with self._locked():
            self._db.execute("VACUUM")
            # The write-ahead log may still contain what was overwritten.
            self._db.execute("PRAGMA busy_timeout = 0")  # whoever reads the file may do so for long
            try:
                is_kept, *_ = self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            finally:
                self._db.execute(f"PRAGMA busy_timeout = {_PATIENCE_SECONDS * 1000}")
            if is_kept:
                raise StorageError(
                    f"What was deleted is still in the bot's memory {self.path}, because another program reads it",
                    "it is tried again; if that goes on, end that program",
                    path=self.path,
                )
            self._needs_cleaning = self.collected.has_removed = False
        return True

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
