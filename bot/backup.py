"""``quoth backup`` and ``quoth restore``: the catalog and the bot's memory in one file, made while the bot is running.

The file is a ZIP archive with a list of what is in it, and of digests. What is derived from the catalog is not in it.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import time
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO

from bot.settings import Settings
from bot.state.schema import MIGRATIONS
from bot.state.store import STATE_FILE
from bot.terminal.opening import is_meant
from retrieval.catalog.catalog import Catalog
from retrieval.catalog.copying import (
    as_a_new_generation,
    copy_database,
    limit_as,
    number_in,
    put_database,
    stored_version,
)
from retrieval.catalog.schema import SCHEMA_VERSION, nothing_indexed_error
from retrieval.digests import file_sha256
from retrieval.durable import flush_folder
from retrieval.errors import IndexOutdated, QuothError, reason_of
from retrieval.index_folder import CATALOG_FILE, RESTORING_PREFIX, writer_lock
from retrieval.indexes.deriving import derive_indexes, discard_indexes
from retrieval.observing import Observer
from retrieval.syncing.tightening import Tightener

FORMAT = "quoth backup 1"
LIST = "backup.json"

KNOWN_VERSIONS = {CATALOG_FILE: SCHEMA_VERSION, STATE_FILE: len(MIGRATIONS)}
"""What may be in a backup, and the newest version of its tables that this Quoth knows."""

BACKUP_PREFIX = ".quoth-backup-"
"""Begins the name of a folder in which a backup is made, beside the file that it becomes."""

UNCLAIMED_SECONDS = 3600.0
"""A folder like that which nobody has claimed is left alone for so long: its process may be just about to."""

_CLAIM = "lock"
_CHUNK_BYTES = 1 << 20
_MAX_LIST_BYTES = 100_000


def write_backup(index: Path, to: Path) -> list[str]:
    """Write a backup of an index folder, all or nothing; return the names of what is in it.

    What a backup to the same folder has left there that was killed is deleted: it holds what people have asked.
    Raises IndexMissing when there is nothing to be backed up, StorageError when a database cannot be read, and
    QuothError when the file cannot be written.
    """
    if not (index / CATALOG_FILE).is_file():
        raise nothing_indexed_error(index)
    names = [name for name in KNOWN_VERSIONS if (index / name).is_file()]
    try:
        _delete_left(to.absolute().parent)
        with (
            tempfile.TemporaryDirectory(prefix=BACKUP_PREFIX, dir=to.absolute().parent) as folder,
            _claimed(Path(folder)),
        ):
            copies = Path(folder)
            for name in names:
                copy_database(index / name, copies / name)
            files = {
                name: {"sha256": file_sha256(copies / name), "bytes": (copies / name).stat().st_size} for name in names
            }
            draft = copies / "draft"
            with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
                archive.writestr(LIST, json.dumps({"format": FORMAT, "files": files}))
                for name in names:
                    archive.write(copies / name, name)
            with draft.open("rb+") as file:
                os.fsync(file.fileno())
            draft.chmod(0o600)  # it holds what people have asked
            draft.replace(to)
            flush_folder(to.absolute().parent)
    except OSError as error:
        raise QuothError(
            f"The backup {to} cannot be written ({reason_of(error)})", "make room, or name another file", path=to
        ) from error
    return names


@contextmanager
def _claimed(folder: Path) -> Iterator[None]:
    """Hold a lock in a folder that the system releases when this process dies; without one where it has no locks."""
    from filelock import FileLock, Timeout

    with ExitStack() as stack:
        with suppress(OSError, NotImplementedError, Timeout):
            stack.enter_context(FileLock(folder / _CLAIM, timeout=0))
        yield


def _delete_left(where: Path) -> None:
    """Delete the folders of backups whose processes are gone."""
    from filelock import FileLock, Timeout

    for folder in where.glob(f"{BACKUP_PREFIX}*"):
        with suppress(OSError, NotImplementedError, Timeout):
            if (folder / _CLAIM).exists():
                with FileLock(folder / _CLAIM, timeout=0):
                    shutil.rmtree(folder, ignore_errors=True)
                shutil.rmtree(folder, ignore_errors=True)  # Windows keeps the lock's own file while it is held
            elif time.time() - folder.stat().st_mtime > UNCLAIMED_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)


def restore_if_meant(source: Path, settings: Settings, *, yes: bool) -> list[str]:
    """Restore the index of these settings as ``restore_backup`` does.

    Where there is an index already, whoever sits at the terminal is asked. Raises QuothError when the answer is no.
    """
    index, seeds = settings.index_dir.expanduser(), settings.seeds_dir.expanduser()
    if (index / CATALOG_FILE).exists() and not yes and not is_meant(f"This replaces what is indexed in {index}."):
        raise QuothError(f"{index} holds an index, which this would replace", "add --yes if it is meant", path=index)
    return restore_backup(source, index, seeds, is_open=settings.access_default == "open")


def restore_backup(source: Path, index: Path, seeds: Path, *, is_open: bool) -> list[str]:
    """Put what is in a backup in the place of what is in an index folder; return the names of what was in it.

    A running bot answers from it with the next question. The access rules that held before, and those of the seeds
    folder, hold as well, until a sync finds wider ones and somebody agrees; a document that was moved since the backup
    has those of both places. is_open: whether everybody may read what no rule limits; otherwise nobody may, and a rule
    that was deleted opens nothing again. Raises QuothError when the file is no backup, damaged, or of a newer Quoth:
    then nothing has changed. Raises IndexBusy and StorageError as ``writer_lock`` does.
    """
    with writer_lock(index), tempfile.TemporaryDirectory(prefix=RESTORING_PREFIX, dir=index) as folder:
        copies = Path(folder)
        names = _unpack(source, copies)
        as_a_new_generation(copies / CATALOG_FILE, number_in(index / CATALOG_FILE))
        limit_as(copies / CATALOG_FILE, index / CATALOG_FILE, is_open=is_open)
        Tightener(seeds, copies, is_open=is_open).tighten()
        discard_indexes(index)  # before the catalog: they must never pass for its own
        for name in names:
            put_database(copies / name, index / name)
        try:
            with Catalog(index / CATALOG_FILE) as catalog:
                derive_indexes(catalog, index, Observer())
        except IndexOutdated:  # of an older version, which the next sync converts
            pass
    return names


def _unpack(source: Path, folder: Path) -> list[str]:
    """Unpack a backup, and check everything in it; return the names of what it holds."""
    try:
        with zipfile.ZipFile(source) as archive:
            files = _listed(archive, source)
            for name, about in files.items():
                with archive.open(name) as packed:
                    is_whole = _copied(packed, folder / name, int(about["bytes"])) == about["sha256"]
                if not is_whole:
                    raise _damaged(source, f"{name} is not what was packed")
    except zipfile.BadZipFile as error:
        raise _damaged(source, reason_of(error)) from error
    except (KeyError, ValueError, TypeError, AttributeError, EOFError, NotImplementedError, RuntimeError) as error:
        raise _damaged(source, reason_of(error)) from error
    except OSError as error:
        raise QuothError(
            f"The backup {source} cannot be read ({reason_of(error)})", "name another file", path=source
        ) from error
    except Exception as error:
        if type(error).__module__ == "zlib":
            raise _damaged(source, reason_of(error)) from error
        raise
    for name in files:
        version = stored_version(folder / name)
        if version > KNOWN_VERSIONS[name]:
            raise QuothError(
                f"The backup {source} was made by a newer Quoth ({name} has version {version}, this one knows "
                f"{KNOWN_VERSIONS[name]})",
                "update Quoth",
                path=source,
                expected=KNOWN_VERSIONS[name],
                found=version,
            )
    return [*files]


def _listed(archive: zipfile.ZipFile, source: Path) -> Mapping[str, Mapping[str, str]]:
    """Return what an archive says that it holds; the catalog is always there, and nothing that is not known."""
    entries = {entry.filename: entry.file_size for entry in archive.infolist()}
    if LIST not in entries or entries[LIST] > _MAX_LIST_BYTES:
        raise _damaged(source, f"there is no {LIST} in it")
    listed = json.loads(archive.read(LIST))
    if listed["format"] != FORMAT:
        raise _damaged(source, f"its format is {listed['format']!r}")
    files: Mapping[str, Mapping[str, str]] = listed["files"]
    if CATALOG_FILE not in files or {LIST, *files} != {*entries} or not {*files} <= {*KNOWN_VERSIONS}:
        raise _damaged(source, "it holds other files than it should")
    return files


def _copied(packed: IO[bytes], to: Path, size: int) -> str:
    """Write at most ``size`` bytes and one more; return the digest of what was written."""
    digest, left = hashlib.sha256(), size + 1
    with to.open("wb") as file:
        while left > 0 and (chunk := packed.read(min(_CHUNK_BYTES, left))):
            digest.update(chunk)
            file.write(chunk)
            left -= len(chunk)
    return digest.hexdigest()


def _damaged(source: Path, reason: str) -> QuothError:
    return QuothError(
        f"{source} is no backup that quoth backup has written, or it is damaged ({reason})",
        "name another file",
        path=source,
    )
