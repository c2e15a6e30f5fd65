"""Documents that are removed, and changes that are undone: both leave what was there in the trash."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path, PurePosixPath

from bot.changing.naming import NotASeed, seed_place
from bot.changing.shelf import Shelf, digest_of
from bot.deciding import Reach
from bot.state.changes import Change
from retrieval.durable import make_lasting_folder


def remove_seed(shelf: Shelf, path: PurePosixPath, *, sha256: str, person: int, reach: Reach) -> Change:
    """Remove a document, and return the change, which ``undo`` takes back.

    sha256: what the document's digest began with when somebody decided to remove it.
    Raises NotASeed when the document is another one by now (``changed``) or gone (``missing``), or when ``reach`` does
    not cover it. Raises OSError and StorageError.
    """
    target = seed_place(shelf.seeds, path, reach)
    with shelf.lock:
        found = digest_of(target)
        if found is None:
            raise NotASeed("missing")
        if not found.startswith(sha256):
            raise NotASeed("changed")
        return shelf.exchange(target, None, path, person)


def undo(shelf: Shelf, change: Change, *, person: int, reach: Reach) -> Change:
    """Bring back what a document was before a change, and return this new change, which can be undone as well.

    Raises NotASeed when the document has changed since (``changed``), when the trash has it no longer (``expired``), or
    when ``reach`` does not cover it. Raises OSError and StorageError.
    """
    path = PurePosixPath(change.path)
    target = seed_place(shelf.seeds, path, reach)
    with shelf.lock:
        if digest_of(target) != change.sha256:
            raise NotASeed("changed")
        if change.kept is None:
            return shelf.exchange(target, None, path, person)
        before = shelf.trash / change.kept
        if not before.is_file():
            raise NotASeed("expired")
        root = shelf.seeds.resolve()
        make_lasting_folder(root)
        with tempfile.TemporaryDirectory(prefix=".adding-", dir=root) as folder:
            draft = Path(folder) / target.name
            shutil.copyfile(before, draft)
            shutil.copystat(before, draft)
            with draft.open("rb") as file:
                os.fsync(file.fileno())
            return shelf.exchange(target, draft, path, person)
