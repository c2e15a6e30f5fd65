"""Where the documents lie, where the trash keeps what they were before, and how one state follows another."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path, PurePosixPath

from bot.state.changes import Change, ChangeList
from retrieval.durable import flush_folder, make_lasting_folder

TRASH_FOLDER = ".trash"
"""Lies in the index folder, not among the seeds, so that no sync reads it."""

_BLOCK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Shelf:
    """The seeds folder, the trash, and the list of changes. ``now`` returns seconds since 1970.

    ``lock``: of two changes at once, the second one sees the first.
    """

    seeds: Path
    trash: Path
    changes: ChangeList
    now: Callable[[], float] = time.time
    lock: threading.Lock = field(default_factory=threading.Lock)

    def exchange(self, target: Path, draft: Path | None, path: PurePosixPath, person: int) -> Change:
        """Put a draft in a document's place, or nothing (None). What was there is kept in the trash.

        The change is noted first, so that none is missing from the list, and taken back when it fails.
        Raises OSError and StorageError.
        """
        id_, now = secrets.token_urlsafe(9), self.now()
        kept = self._keep(target, id_, now) if target.exists() else None
        sha256 = digest_of(draft) if draft is not None else None
        change = Change(id_, now, person, path.as_posix(), sha256, kept)
        try:
            self.changes.note(change)
            try:
                if draft is None:
                    target.unlink()
                else:
                    make_lasting_folder(target.parent)
                    draft.replace(target)
                flush_folder(target.parent)
            except OSError:
                self.changes.drop(id_)
                raise
        except Exception:
            if kept is not None:
                with suppress(OSError):
                    shutil.rmtree((self.trash / kept).parent)
            raise
        return change

    def _keep(self, target: Path, id_: str, now: float) -> str:
        """Copy a document into the trash, and return where it is there; the trash may be on another disk."""
        day = datetime.fromtimestamp(now, UTC).date().isoformat()
        folder = self.trash / day / id_
        for each in (self.trash, self.trash / day, folder):
            make_lasting_folder(each, 0o700)
        copy = folder / target.name
        shutil.copyfile(target, copy)
        shutil.copystat(target, copy)
        with copy.open("rb") as file:
            os.fsync(file.fileno())
        flush_folder(folder)
        return f"{day}/{id_}/{target.name}"

    def expire(self, days: int) -> None:
        """Delete the changes that are older, and what the trash kept for them. Raises OSError and StorageError."""
        before = self.now() - days * 86_400
        self.changes.expire(before)
        last = datetime.fromtimestamp(before, UTC).date() - timedelta(days=1)
        if self.trash.is_dir():
            for folder in self.trash.iterdir():
                with suppress(ValueError):  # a name that is no date: nothing of ours
                    if date.fromisoformat(folder.name) <= last:
                        shutil.rmtree(folder)


def digest_of(path: Path) -> str | None:
    """Return the sha256 of a file, or None when there is none."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK_BYTES):
                digest.update(block)
    except FileNotFoundError:
        return None
    return digest.hexdigest()
