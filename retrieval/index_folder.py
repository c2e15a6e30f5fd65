"""The index folder: the names of the files in it, and the lock that one writer at a time holds."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from retrieval.durable import make_lasting_folder
from retrieval.errors import IndexBusy, StorageError, reason_of

CATALOG_FILE = "catalog.sqlite"
DENSE_FILE = "vectors.faiss"
LEXICAL_FOLDER = "lexical"
"""Holds the full-text index of passages."""
DOCUMENTS_FOLDER = "documents"
"""Holds the full-text index of whole documents."""
ENCODER_FOLDER = "encoder"
"""Holds the export of the model that encodes questions."""
LOCK_FILE = "lock"


@contextmanager
def writer_lock(folder: Path) -> Iterator[None]:
    """Hold the writer's lock; the operating system releases it when the process dies, however it dies.

    Raises IndexBusy when another process holds it, and StorageError when the folder cannot be written to or the block
    raises OSError.
    """
    from filelock import FileLock, Timeout

    try:
        make_lasting_folder(folder)
        if not os.access(folder, os.W_OK):  # the lock's own file may be there already, and may be opened
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        lock = FileLock(folder / LOCK_FILE, timeout=0)
        lock.acquire()
    except Timeout as error:
        raise IndexBusy(
            f"Another process is writing to the index in {folder}",
            "wait until it has finished, or stop it",
            path=folder,
        ) from error
    except OSError as error:
        raise StorageError(
            f"The index folder {folder} cannot be written to ({reason_of(error)})",
            "correct its permissions, or set INDEX_DIR to another folder",
            path=folder,
            setting="INDEX_DIR",
        ) from error
    try:
        yield
    except OSError as error:
        raise StorageError(
            f"The index in {folder} could not be written ({reason_of(error)}), but what was indexed before "
            "still answers",
            'make room or correct the permissions, and run "quoth sync" again',
            path=folder,
        ) from error
    finally:
        lock.release()


def can_be_written(folder: Path) -> bool:
    """Whether no process writes to the index now, and this one could."""
    try:
        with writer_lock(folder):
            return True
    except (IndexBusy, StorageError):
        return False
