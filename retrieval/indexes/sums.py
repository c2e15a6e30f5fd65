"""The checksums of an index that is a folder of files: written when the index is derived, compared before it is used.

The list has a checksum of its own. An index without one, or with files that the list does not know as they are, is
derived anew: that embeds nothing.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from retrieval.errors import IndexDamaged, first_line

P = ParamSpec("P")
T = TypeVar("T")

SUMS_FILE = "sums.json"

CHEAP_BYTES = 64_000_000
"""So much is read when an index is opened, the smallest files first; of the other files, only the size is compared."""

_CHUNK_BYTES = 1 << 20
_LOCKS = ".tantivy-"


def write_sums(folder: Path) -> None:
    """List the files in a folder, all or nothing. Raises OSError when the disk refuses."""
    files = {path.name: (path.stat().st_size, _crc(path)) for path in sorted(folder.iterdir()) if _is_listed(path)}
    draft = folder / f"{SUMS_FILE}.new"
    with draft.open("w", encoding="utf-8") as file:
        json.dump({"files": files, "sum": zlib.crc32(_canonical(files))}, file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(folder / SUMS_FILE)


def damaged_files(folder: Path, *, thorough: bool) -> list[str]:
    """Return the names of the files in a folder that are not as they were listed; the list itself may be one.

    thorough: read every file to its end. Otherwise files are read as long as that is cheap.
    """
    try:
        listed = json.loads((folder / SUMS_FILE).read_text(encoding="utf-8"))
        files = {str(name): (int(size), int(crc)) for name, (size, crc) in listed["files"].items()}
        if listed["sum"] != zlib.crc32(_canonical(files)):
            return [SUMS_FILE]
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return [SUMS_FILE]
    room, found = CHEAP_BYTES, []
    for name, (size, crc) in sorted(files.items(), key=lambda each: each[1][0]):
        room -= size
        try:
            is_whole = (folder / name).stat().st_size == size
            if not is_whole or ((thorough or room >= 0) and _crc(folder / name) != crc):
                found.append(name)
        except OSError:
            found.append(name)
    return found


def _is_listed(path: Path) -> bool:
    return path.is_file() and not path.name.startswith((_LOCKS, SUMS_FILE))


def _canonical(files: dict[str, tuple[int, int]]) -> bytes:
    return json.dumps(sorted(files.items())).encode()


def _crc(path: Path) -> int:
    crc = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            crc = zlib.crc32(chunk, crc)
    return crc


class InFolder(Protocol):
    """An index whose files lie in a folder; None: it is in memory."""

    @property
    def folder(self) -> Path | None:
        """Where its files are."""
        ...


IndexT = TypeVar("IndexT", bound=InFolder)


def telling_damage(method: Callable[Concatenate[IndexT, P], T]) -> Callable[Concatenate[IndexT, P], T]:
    """Let a method of a full-text index raise IndexDamaged for whatever a damaged file makes tantivy raise.

    That may be a panic, which is no Exception: left alone, it would end the program.
    """

    @wraps(method)
    def telling(index: IndexT, /, *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return method(index, *args, **kwargs)
        except BaseException as error:
            if isinstance(error, ValueError) or type(error).__name__ == "PanicException":
                raise IndexDamaged(
                    f"The full-text index {index.folder} is damaged ({first_line(error)})",
                    'run "quoth sync --repair"',
                    path=index.folder,
                ) from error
            raise

    return telling
