"""The connection to ``catalog.sqlite``, and SQLite's errors raised as StorageError."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from retrieval.errors import StorageError


def connect(path: Path, *, writable: bool) -> sqlite3.Connection:
    """Connect to a catalog.

    writable: whether the file may be created and changed. If it may not, and its folder cannot be written to, SQLite is
    told that nobody changes the file: otherwise it would have to create files of its own next to it.
    """
    source = path.resolve().as_uri()
    if not writable and not os.access(path.parent, os.W_OK):
        source += "?mode=ro&immutable=1"
    return sqlite3.connect(source, uri=True, isolation_level=None, check_same_thread=False, timeout=30)


@contextmanager
def storage_errors(path: Path) -> Iterator[None]:
    """Raise SQLite's errors inside the block as StorageError, which names the catalog."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise StorageError(
            f"The catalog {path} cannot be used ({error})",
            "check the disk and the folder's permissions and, if the file is damaged, delete "
            f'{path.parent} and run "quoth sync"',
            path=path,
        ) from error
