"""An attached file → a seed: its name is checked, and its content is parsed once before it is put in place."""

from __future__ import annotations

import os
import re
import tempfile
import threading
from pathlib import Path, PurePosixPath

from retrieval.durable import flush_folder, make_lasting_folder
from retrieval.errors import UnreadableFile
from retrieval.parsing.formats import parser_for
from retrieval.parsing.options import DEFAULT_OPTIONS, ParsingOptions
from retrieval.parsing.workers.pool import ParsingPool


class NotASeed(Exception):
    """The file cannot become a seed.

    ``reason`` is ``name``, ``type``, ``exists`` or ``unreadable``; ``detail`` says why a file is unreadable.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(detail or reason)
        self.reason = reason
        self.detail = detail


_PART = re.compile(r"[^\x00-\x1f\x7f-\x9f<>:\"/\\|?*\u202a-\u202e\u2066-\u2069\ud800-\udfff]{1,120}")
"""Names that every file system accepts, and that are displayed as they are written."""
_MAX_PART_BYTES = 240
"""Most file systems allow names of 255 bytes."""
_RESERVED_NAME = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")


def check_name(name: str, folder: str | None) -> PurePosixPath:
    """Return a file's path below the seeds folder. Raises NotASeed when its name or type is not allowed."""
    path = PurePosixPath(*(folder or "").replace("\\", "/").split("/"), name)
    if not all(map(_is_usable, path.parts)):
        raise NotASeed("name")
    if parser_for(path.name) is None:
        raise NotASeed("type")
    return path


def _is_usable(part: str) -> bool:
    # A sync reads neither hidden files nor the files that Office keeps next to an open one.
    if part.startswith((".", "~$")) or part != part.strip() or part.endswith("."):
        return False
    if not _PART.fullmatch(part) or _RESERVED_NAME.fullmatch(part):
        return False
    return len(part.encode()) <= _MAX_PART_BYTES


_lock = threading.Lock()
"""Of two files with the same name that are added at once, the second one sees the first."""


def add_seed(
    seeds: Path, path: PurePosixPath, data: bytes, *, replace: bool, parsing: ParsingOptions = DEFAULT_OPTIONS
) -> bool:
    """Write a seed, entirely or not at all, and return whether it replaced one.

    parsing: which formats are read, and what one file may cost.

    Raises NotASeed when the file exists and ``replace`` is not set, when the path leads out of the seeds folder or
    through a file, and when the content cannot be read as a document. Raises OSError when the disk refuses.
    """
    root = seeds.resolve()
    target = root / path
    if not target.parent.resolve().is_relative_to(root) or target.is_symlink() or target.is_dir():
        raise NotASeed("name")
    if any(parent.exists() and not parent.is_dir() for parent in target.parents):
        raise NotASeed("name")
    make_lasting_folder(root)
    # A sync that runs meanwhile ignores the folder, because it is hidden.
    with _lock, tempfile.TemporaryDirectory(prefix=".adding-", dir=root) as folder:
        existed = target.exists()
        if existed and not replace:
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
        make_lasting_folder(target.parent)
        draft.replace(target)
        flush_folder(target.parent)
    return existed
