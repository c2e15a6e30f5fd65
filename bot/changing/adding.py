"""An attached file → a seed: its content is parsed once before it is put in place."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path, PurePosixPath

from bot.changing.naming import NotASeed, check_place, seed_place
from bot.changing.shelf import Shelf
from bot.deciding import Reach
from bot.state.changes import Change
from retrieval.durable import make_lasting_folder
from retrieval.errors import UnreadableFile
from retrieval.parsing.options import DEFAULT_OPTIONS, ParsingOptions
from retrieval.parsing.workers.pool import ParsingPool


def add_seed(
    shelf: Shelf,
    path: PurePosixPath,
    data: bytes,
    *,
    replace: bool,
    person: int,
    reach: Reach,
    parsing: ParsingOptions = DEFAULT_OPTIONS,
) -> Change:
    """Write a seed, entirely or not at all, and return the change, which was noted before it was made.

    path: from ``check_name``. parsing: which formats are read, and what one file may cost.

    Raises NotASeed when the file exists and ``replace`` is not set, when ``reach`` does not cover its place or a sync
    would not read it there, and when the content cannot be read as a document. Raises OSError when the disk refuses,
    and StorageError when the change cannot be noted.
    """
    target = seed_place(shelf.seeds, path, reach)
    check_place(shelf.seeds, path)
    root = shelf.seeds.resolve()
    make_lasting_folder(root)
    # A sync that runs meanwhile ignores the folder, because it is hidden.
    with shelf.lock, tempfile.TemporaryDirectory(prefix=".adding-", dir=root) as folder:
        if target.exists() and not replace:
            raise NotASeed("exists")
        draft = Path(folder) / path.name
        draft.write_bytes(data)
        try:
            with ParsingPool(parsing) as pool:
                pool.parse(Path(folder), path.name)
        except UnreadableFile as error:
            raise NotASeed("unreadable", error.problem) from error
        with draft.open("rb") as file:
            os.fsync(file.fileno())
        return shelf.exchange(target, draft, path, person)
