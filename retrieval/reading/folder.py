"""The seeds folder: which files it offers, which it does not and why, and one file → ``Document``."""

from __future__ import annotations

import hashlib
import logging
import os
import stat
import threading
import time
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from retrieval.errors import SeedsError, UnreadableFile
from retrieval.model import Content, Document
from retrieval.reading import reader_for, suffixes

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

MAX_BYTES = 64 * 1024 * 1024
"""Larger files are skipped unless the caller says otherwise."""

IGNORE_FILE = ".quothignore"

YOUNG = 3_000_000_000
"""Nanoseconds before a scan in which a change might leave a file's times as they are: some file systems count in steps
of two seconds."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SkippedFile:
    """A file (or, with a slash at the end, a folder) that is not read, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Scan:
    """What a folder holds: paths below it, with forward slashes, and what is skipped; each sorted by path.

    ``states`` stand for size, times and inode of the files: one that is the same later belongs to the same content. It
    is None for a file so young that it can change again without showing it (git calls such a file racily clean).
    """

    files: tuple[str, ...]
    skipped: tuple[SkippedFile, ...]
    states: Mapping[str, str | None] = field(default_factory=dict, compare=False)


def scan(root: Path, *, max_bytes: int = MAX_BYTES) -> Scan:
    """List the files below ``root`` that can be read, and those that cannot with the reason.

    Hidden files and whatever a ``.quothignore`` names are passed over in silence. Links are followed inside ``root``
    only, and no file or folder is listed twice. Nothing is opened but ``.quothignore`` files.
    Raises SeedsError when ``root`` is missing, not a folder or not readable, and when a ``.quothignore`` cannot be
    understood: what it was meant to hide must not be read.
    """
    try:
        is_folder = root.is_dir()
        exists = is_folder or root.exists()
    except (OSError, ValueError):
        is_folder = exists = False
    if not exists:
        raise SeedsError(f"seeds folder {root} does not exist; create it, or set SEEDS_DIR to the folder of documents")
    if not is_folder:
        raise SeedsError(f"seeds folder {root} is not a folder; set SEEDS_DIR to the folder that holds the documents")
    try:
        os.listdir(root)
    except OSError as error:
        raise SeedsError(
            f"seeds folder {root} cannot be listed ({_because(error)}); correct its permissions"
        ) from error
    return _Walk(root, max_bytes).result()


def read_file(root: Path, path: str | PurePosixPath, *, max_bytes: int = MAX_BYTES) -> Document:
    """Read one file below ``root``, its bytes once, so that ``sha256`` names exactly what was read.

    Raises UnreadableFile with a short reason, whatever goes wrong inside a parser.
    """
    try:
        with (root / path).open("rb") as file:
            data = file.read(max_bytes + 1)
    except (OSError, ValueError) as error:
        raise UnreadableFile(_because(error)) from error
    if len(data) > max_bytes:
        raise UnreadableFile(_too_large((root / path).stat().st_size, max_bytes))
    content = read_bytes(data, PurePosixPath(path))
    return Document(PurePosixPath(path).as_posix(), hashlib.sha256(data).hexdigest(), content)


def read_bytes(data: bytes, path: PurePosixPath) -> Content:
    """Return what ``data`` holds, read as the format that the suffix of ``path`` names.

    Raises UnreadableFile, and nothing else: parsers raise anything on damaged files.
    """
    reader = reader_for(path.suffix)
    if reader is None:
        raise UnreadableFile(_unsupported(path.name))
    if not data:
        raise UnreadableFile("empty")
    try:
        with _QUIET:
            content = reader.read(data, path)
    except UnreadableFile:
        raise
    except Exception as error:
        _log.debug("the %s reader failed on %s", reader.name, path, exc_info=True)
        raise UnreadableFile(f"damaged, or not a {reader.name} file ({type(error).__name__})") from error
    if not content.blocks:
        raise UnreadableFile("holds no text")
    return content


def suffix_of(path: str) -> str:
    """Return what ``PurePosixPath(path).suffix`` is, in a tenth of its time."""
    name = path.rpartition("/")[2]
    at = name.rfind(".")
    return name[at:] if 0 < at < len(name) - 1 else ""


class _Quiet:
    """Ignores warnings while anybody reads: filters are all threads'; the first sets them, the last resets them."""

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


_QUIET = _Quiet()


class _Walk:
    """One pass over a folder. Links are followed last, so that a file is listed under its own name where it has one."""

    def __init__(self, root: Path, max_bytes: int) -> None:
        self._root = root
        self._real_root = os.path.realpath(root)
        self._max_bytes = max_bytes
        self._files: list[str] = []
        self._states: dict[str, str | None] = {}
        self._trusted_until = time.time_ns() - YOUNG
        self._skipped: dict[str, SkippedFile] = {}
        self._seen: set[str] = set()
        self._links: list[str] = []

    def result(self) -> Scan:
        self._folder("", ())
        while self._links:
            self._links.sort(reverse=True)
            self._link(self._links.pop())
        return Scan(
            tuple(sorted(self._files)),
            tuple(self._skipped[path] for path in sorted(self._skipped)),
            self._states,
        )

    def _skip(self, path: str, reason: str) -> None:
        self._skipped[path] = SkippedFile(path, reason)

    def _folder(self, path: str, rules: tuple[tuple[str, GitIgnoreSpec], ...]) -> None:
        """Visit a folder; ``path`` is "" or ends in a slash, as the prefixes of ``rules`` do."""
        real = os.path.realpath(self._root / path)
        if real in self._seen:
            return
        self._seen.add(real)
        try:
            entries = sorted(os.scandir(self._root / path), key=lambda entry: entry.name)
        except OSError as error:
            self._skip(path or "./", f"cannot be listed: {_because(error)}")
            return
        if (spec := self._rules_in(path)) is not None:
            rules = (*rules, (path, spec))
        for entry in entries:
            if entry.name.startswith((".", "~$")):  # Office keeps ~$report.docx beside an open report.docx
                continue
            name = path + entry.name
            try:
                is_link, is_folder = entry.is_symlink(), entry.is_dir()
            except OSError:
                is_link, is_folder = True, False
            if _is_ignored(name, is_folder, rules):
                continue
            if not _is_utf8(entry.name):
                shown = os.fsencode(name).decode("utf-8", "backslashreplace")
                self._skip(shown + "/" * is_folder, "its name is not valid UTF-8; rename it")
            elif is_link:
                self._links.append(name)
            elif is_folder:
                self._folder(name + "/", rules)
            else:
                self._file(name, f"{real.rstrip(os.sep)}{os.sep}{entry.name}", entry.stat)

    def _link(self, path: str) -> None:
        target = Path(os.path.realpath(self._root / path))  # Path.resolve raises on a loop of links
        if not target.is_relative_to(self._real_root):
            self._skip(path, "symbolic link that leaves the seeds folder")
        elif not target.exists():
            self._skip(path, "symbolic link to nothing")
        elif target.is_dir():
            self._folder(path + "/", self._rules_above(path))
        else:
            self._file(path, str(target), target.stat)

    def _file(self, path: str, real: str, look: Callable[[], os.stat_result]) -> None:
        """Take a file that lies at ``real``, which is no link. Of these there may be a hundred thousand."""
        if real in self._seen:
            return
        self._seen.add(real)
        suffix = suffix_of(path)
        try:
            status = look()
        except OSError as error:
            self._skip(path, _because(error))
            return
        if not stat.S_ISREG(status.st_mode):
            self._skip(path, "not a regular file")
        elif reader_for(suffix) is None:
            self._skip(path, _unsupported(PurePosixPath(path).name))
        elif status.st_size == 0:
            self._skip(path, "empty")
        elif status.st_size > self._max_bytes:
            self._skip(path, _too_large(status.st_size, self._max_bytes))
        elif not os.access(real, os.R_OK):
            self._skip(path, "permission denied")
        else:
            self._files.append(path)
            changed = max(status.st_mtime_ns, status.st_ctime_ns)
            state = f"{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns} {status.st_ino}"
            self._states[path] = state if changed < self._trusted_until else None

    def _rules_in(self, folder: str) -> GitIgnoreSpec | None:
        from pathspec import GitIgnoreSpec

        path = self._root / folder / IGNORE_FILE
        try:
            lines = path.read_bytes().decode("utf-8", "replace").splitlines()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise SeedsError(f"{path} cannot be read ({_because(error)}); correct or remove it") from error
        try:
            return GitIgnoreSpec.from_lines(lines)
        except ValueError as error:
            raise SeedsError(f"{path} has a line that is no pattern ({error}); correct it") from error

    def _rules_above(self, path: str) -> tuple[tuple[str, GitIgnoreSpec], ...]:
        folders = ["", *(f"{parent}/" for parent in reversed(PurePosixPath(path).parents) if parent.name)]
        return tuple((folder, spec) for folder in folders if (spec := self._rules_in(folder)) is not None)


def _is_ignored(path: str, is_folder: bool, rules: tuple[tuple[str, GitIgnoreSpec], ...]) -> bool:
    """Whether the nearest ``.quothignore`` with something to say about ``path`` excludes it."""
    for prefix, spec in reversed(rules):
        verdict = spec.check_file(path[len(prefix) :] + "/" * is_folder).include
        if verdict is not None:
            return verdict
    return False


def _is_utf8(name: str) -> bool:
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _unsupported(name: str) -> str:
    what = PurePosixPath(name).suffix or "without a suffix"
    return f"unsupported format {what} (Quoth reads {', '.join(suffixes())})"


def _too_large(size: int, limit: int) -> str:
    return f"{size:,} bytes, more than the limit of {limit:,}"


def _because(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return "no longer there"
    if isinstance(error, PermissionError):
        return "permission denied"
    return (getattr(error, "strerror", None) or str(error) or type(error).__name__).lower()
