"""One seed file → ``Document``, or the reason why it cannot become one."""

from __future__ import annotations

import hashlib
import logging
import os
import threading
import warnings
from pathlib import Path, PurePosixPath

from retrieval.errors import UnreadableFile, reason_of
from retrieval.model import Content, Document
from retrieval.parsing.formats import parser_for, suffixes

MAX_FILE_BYTES = 64 * 1024 * 1024
"""Larger files are skipped unless the caller gives a different limit."""

_log = logging.getLogger(__name__)


def parse_file(root: Path, path: str | PurePosixPath, *, max_bytes: int = MAX_FILE_BYTES) -> Document:
    """Parse one file below ``root``. Its bytes are read once, so that ``sha256`` names exactly what was parsed.

    Raises UnreadableFile with a short reason, whatever goes wrong inside a parser.
    """
    try:
        with (root / path).open("rb") as file:
            data, size = file.read(max_bytes + 1), os.fstat(file.fileno()).st_size
    except (OSError, ValueError) as error:
        raise UnreadableFile(reason_unreadable(error)) from error
    if len(data) > max_bytes:
        raise UnreadableFile(reason_too_large(size, max_bytes))
    content = parse_bytes(data, PurePosixPath(path))
    return Document(PurePosixPath(path).as_posix(), hashlib.sha256(data).hexdigest(), content)


def parse_bytes(data: bytes, path: PurePosixPath) -> Content:
    """Return the content of ``data``, parsed as the format that the suffix of ``path`` names.

    Raises UnreadableFile and nothing else, although parsers raise anything on damaged files.
    """
    parser = parser_for(path.name)
    if parser is None:
        raise UnreadableFile(reason_unsupported(path.name))
    if not data:
        raise UnreadableFile("empty")
    try:
        with _WARNING_GUARD:
            content = parser.parse(data, path)
    except UnreadableFile:
        raise
    except Exception as error:
        _log.debug("the %s parser failed on %s", parser.name, path, exc_info=True)
        raise UnreadableFile(f"damaged, or not a {parser.name} file ({type(error).__name__})") from error
    if not content.blocks:
        raise UnreadableFile("holds no text")
    return content


def reason_unsupported(name: str) -> str:
    """Return why a file of this name is not parsed: no parser answers to its suffix."""
    suffix = PurePosixPath(name).suffix
    problem = f"unsupported format {suffix}" if suffix else "unsupported: the file name has no suffix"
    return f"{problem} (Quoth reads {', '.join(suffixes())})"


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


class _WarningGuard:
    """Ignores warnings while any thread parses.

    All threads share the warning filters: the first thread to enter sets them, the last one to leave restores them.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._inside = 0
        self._caught = warnings.catch_warnings()

    def __enter__(self) -> None:
        with self._lock:
            if not self._inside:
                self._caught = warnings.catch_warnings()
                self._caught.__enter__()
                warnings.simplefilter("ignore")
            self._inside += 1

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._inside -= 1
            if not self._inside:
                self._caught.__exit__(None, None, None)


_WARNING_GUARD = _WarningGuard()
