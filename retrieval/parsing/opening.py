"""A file of the seeds folder → its bytes, although somebody may replace it while it is opened."""

from __future__ import annotations

import hashlib
import io
import os
import stat
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path, PurePosixPath

from retrieval.errors import UnreadableFile, reason_of
from retrieval.parsing.options import MAX_FILE_BYTES

_HAS_PLACES = os.open in os.supports_dir_fd and hasattr(os, "O_NOFOLLOW")
_FLAGS = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


def read_bytes(root: Path, path: str, *, max_bytes: int = MAX_FILE_BYTES) -> bytes:
    """Return the bytes of the file at ``path`` below ``root``. Raises UnreadableFile with a reason in a few words."""
    try:
        with open_below(root, path) as file:
            data, size = file.read(max_bytes + 1), os.fstat(file.fileno()).st_size
    except (OSError, ValueError) as error:
        raise UnreadableFile(reason_unreadable(error)) from error
    if len(data) > max_bytes:
        raise UnreadableFile(reason_too_large(max(size, len(data)), max_bytes))
    return data


def sha256_below(root: Path, path: str) -> str:
    """Return the sha256 of the file at ``path`` below ``root``, as hexadecimal digits. Raises UnreadableFile."""
    try:
        with open_below(root, path) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, ValueError) as error:
        raise UnreadableFile(reason_unreadable(error)) from error


def open_below(root: Path, path: str) -> io.BufferedReader:
    """Open the regular file at ``path`` below ``root`` for reading.

    Links are followed if they stay below ``root``. Then each folder on the resolved way is opened inside the one before
    it, and no link is followed any more, so that what is opened lies where it was looked up. A device or a pipe, which
    could block for ever, is refused.
    Raises UnreadableFile when the file is not one or leads out of ``root``, and OSError when the system refuses.
    """
    real_root = Path(os.path.realpath(root))  # Path.resolve raises on a loop of links
    real = Path(os.path.realpath(real_root / path))
    if not real.is_relative_to(real_root):
        raise UnreadableFile("symbolic link that leaves the seeds folder")
    steps = real.relative_to(real_root).parts
    descriptor = _open_in_steps(real_root, steps) if _HAS_PLACES and steps else os.open(real, _FLAGS)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise UnreadableFile("not a regular file")
    return open(descriptor, "rb")  # noqa: PTH123  it is open already


def _open_in_steps(root: Path, steps: Sequence[str]) -> int:
    *folders, name = steps
    with ExitStack() as opened:
        place = os.open(root, _FLAGS | os.O_DIRECTORY)
        opened.callback(os.close, place)
        for folder in folders:
            place = os.open(folder, _FLAGS | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=place)
            opened.callback(os.close, place)
        return os.open(name, _FLAGS | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=place)


def reason_unsupported(name: str) -> str:
    """Return why a file of this name is not parsed: no parser answers to its suffix."""
    suffix = PurePosixPath(name).suffix
    return f"unsupported format {suffix}" if suffix else "unsupported: the file name has no suffix"


def reason_too_large(size: int, limit: int) -> str:
    """Return why a file of ``size`` bytes is not parsed."""
    return f"{size:,} bytes, more than the limit of {limit:,}"


def reason_unreadable(error: Exception) -> str:
    """Return in a few words why the system refused to open or list something."""
    if isinstance(error, FileNotFoundError):
        return "no longer there"
    if isinstance(error, PermissionError):
        return "permission denied"
    return reason_of(error).lower()
