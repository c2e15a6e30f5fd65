"""The index folder: the names of the files in it, and the lock that one writer at a time holds."""

from __future__ import annotations

import errno
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from retrieval.durable import flush_folder, make_lasting_folder
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
RESTORING_PREFIX = ".quoth-restoring-"
"""Begins the name of a folder in which a backup is unpacked."""


@contextmanager
def writer_lock(folder: Path) -> Iterator[None]:
    """Hold the writer's lock; the operating system releases it when the process dies, however it dies.

    What such a process had unpacked is deleted, because it holds what people have asked.
    Raises IndexBusy when another process holds it, and StorageError when the folder cannot be written to or the block
    raises OSError.
    """
    from filelock import FileLock, Timeout

    try:
        keep_folder_private(folder)
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
        for left in folder.glob(f"{RESTORING_PREFIX}*"):
            shutil.rmtree(left, ignore_errors=True)
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


def keep_folder_private(folder: Path) -> None:
    """Create the index folder if it is missing, and shut it to other users, whatever the umask is.

    A folder that is there already is shut if it holds an index or is empty, and belongs to this process. Raises OSError
    when it cannot be created. Windows has no such permissions.
    """
    is_new = not folder.exists()
    make_lasting_folder(folder, 0o700)
    if is_new and os.name == "posix":
        folder.chmod(0o700)
    elif is_index_folder(folder):
        _tighten(folder, 0o700)


def keep_file_private(path: Path, *, create: bool = False) -> None:
    """Shut a file to other users, if it is there and belongs to this process; ``create`` makes an empty one.

    Raises OSError when it cannot be created.
    """
    if create and not path.exists():
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        flush_folder(path.parent)
    _tighten(path, 0o600)


def is_index_folder(folder: Path) -> bool:
    """Return whether a folder is nothing but the index's: INDEX_DIR may name one that others use as well."""
    try:
        names = os.listdir(folder)
    except OSError:
        return False
    return not names or CATALOG_FILE in names or LOCK_FILE in names


def is_open_to_others(path: Path) -> bool:
    """Return whether other users of this machine may read a file or enter a folder; false where that is unknown."""
    try:
        return os.name == "posix" and bool(path.stat().st_mode & 0o077)
    except OSError:
        return False


def _tighten(path: Path, mode: int) -> None:
    if os.name != "posix":
        return
    with suppress(OSError):  # it is missing, or another user's, who has to do it
        status = path.stat()
        if status.st_uid == os.geteuid() and not status.st_mode & stat.S_ISVTX and status.st_mode & 0o077:
            path.chmod(stat.S_IMODE(status.st_mode) & mode)
