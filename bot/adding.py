"""A file that somebody sent → a seed: its name checked, its content read once before it is put in its place."""

from __future__ import annotations

import os
import re
import tempfile
import threading
from pathlib import Path, PurePosixPath

from retrieval.errors import UnreadableFile
from retrieval.reading import suffixes
from retrieval.reading.folder import read_file


class Refused(Exception):
    """The file does not become a seed. ``reason``: ``name``, ``type``, ``exists`` or ``unreadable``."""

    def __init__(self, reason: str, says: str = "") -> None:
        super().__init__(says or reason)
        self.reason = reason
        self.says = says


_PART = re.compile(r"[^\x00-\x1f\x7f-\x9f<>:\"/\\|?*\u202a-\u202e\u2066-\u2069\ud800-\udfff]{1,120}")
"""Names that every file system takes, and that read as they are written."""
_PART_BYTES = 240
"""File systems count in bytes: 255 of them, mostly."""
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")


def check_name(name: str, folder: str | None) -> PurePosixPath:
    """Return where below the seeds folder a file belongs. Raises Refused for a name or type that cannot be one."""
    path = PurePosixPath(*(folder or "").replace("\\", "/").split("/"), name)
    for part in path.parts:
        # A sync reads neither what is hidden nor what Office keeps beside an open file.
        is_odd = part.startswith((".", "~$")) or part != part.strip() or part.endswith(".")
        if is_odd or not _PART.fullmatch(part) or _RESERVED.fullmatch(part) or len(part.encode()) > _PART_BYTES:
            raise Refused("name")
    if path.suffix.lower() not in suffixes():
        raise Refused("type")
    return path


_turn = threading.Lock()
"""Of two files with one name that come at once, the second finds the first."""


def add_seed(seeds: Path, path: PurePosixPath, data: bytes, *, replace: bool) -> bool:
    """Write a seed, whole or not at all, and return whether it replaced one.

    Raises Refused when it exists already and ``replace`` is not set, or when it cannot be read as a document.
    """
    root = seeds.resolve()
    target = root / path
    if not target.parent.resolve().is_relative_to(root) or target.is_symlink() or target.is_dir():
        raise Refused("name")
    if any(parent.exists() and not parent.is_dir() for parent in target.parents):
        raise Refused("name")
    root.mkdir(parents=True, exist_ok=True)
    # The hidden folder is no seed, should a sync look in just now.
    with _turn, tempfile.TemporaryDirectory(prefix=".adding-", dir=root) as folder:
        existed = target.exists()
        if existed and not replace:
            raise Refused("exists")
        draft = Path(folder) / path.name
        draft.write_bytes(data)
        try:
            read_file(Path(folder), path.name)
        except UnreadableFile as error:
            raise Refused("unreadable", str(error)) from error
        with draft.open("rb") as file:
            os.fsync(file.fileno())
        target.parent.mkdir(parents=True, exist_ok=True)
        draft.replace(target)
    return existed
