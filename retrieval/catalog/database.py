"""The connection to ``catalog.sqlite``, and SQLite's errors raised as StorageError."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from retrieval.errors import StorageError

T = TypeVar("T")


def connect(path: Path, *, writable: bool) -> sqlite3.Connection:
    """Connect to a catalog.

    writable: whether the file may be created and changed. If it may not, and its folder cannot be written to, SQLite is
    told that nobody changes the file: otherwise it would have to create files of its own next to it.
    """
    source = path.resolve().as_uri()
    if not writable and not os.access(path.parent, os.W_OK):
        source += "?mode=ro&immutable=1"
    return sqlite3.connect(source, uri=True, isolation_level=None, check_same_thread=False, timeout=30)


def stored_json(text: str | None, default: T) -> T:
    """Return what was stored as JSON; the default where it is damaged, of another kind, or was not stored."""
    try:
        found = json.loads(text or "null")
    except (ValueError, RecursionError):
        return default
    return found if isinstance(found, type(default)) else default


def stored_number(text: str | None, path: Path) -> int:
    """Return a number that a catalog keeps, 0 if it does not. Raises StorageError when it is damaged."""
    try:
        return int(text or 0)
    except ValueError as error:
        raise damaged_error(path, f"{text!r} is no number") from error


def damaged_error(path: Path, reason: object) -> StorageError:
    """Return the error for a catalog that is damaged so that no sync can mend it."""
    return StorageError(
        f"The catalog {path} cannot be used ({reason})",
        "check the disk and the folder's permissions and, if the file is damaged, restore a backup or delete "
        f'{path.parent} and run "quoth sync"',
        path=path,
    )


@contextmanager
def storage_errors(path: Path) -> Iterator[None]:
    """Raise SQLite's errors inside the block as StorageError, which names the catalog."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise damaged_error(path, error) from error
