"""The seeds folder: which files are documents, why others are not, and one file → ``Document``."""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pathspec import GitIgnoreSpec

from retrieval.errors import SeedsError, UnreadableFile
from retrieval.model import Document
from retrieval.reading import READERS, reader_for

MAX_BYTES = 64 * 1024 * 1024
"""Files larger than this are not read."""

IGNORE_FILE = ".quothignore"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SkippedFile:
    """A file that did not become a document; ``path`` is below the seeds folder, ``reason`` a few words."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Scan:
    """What a folder holds: files to read, and files to name in the report; both by path."""

    files: tuple[str, ...]
    skipped: tuple[SkippedFile, ...]


def scan(root: Path, *, max_bytes: int = MAX_BYTES) -> Scan:
    """Return what there is to read below ``root``. Hidden and ignored files are passed over in silence.

    Raises SeedsError when ``root`` is missing, not a folder, or not readable.
    """
    if not root.exists():
        raise SeedsError(f"The seeds folder {root} does not exist; create it and put documents in, or set SEEDS_DIR.")
    if not root.is_dir():
        raise SeedsError(
            f"SEEDS_DIR names {root}, which is not a folder; set it to the folder that holds the documents."
        )
    try:
        os.listdir(root)
    except OSError as error:
        raise SeedsError(
            f"The seeds folder {root} cannot be read ({error.strerror}); correct its permissions."
        ) from error
    home = root.resolve()
    files: list[str] = []
    skipped: list[SkippedFile] = []
    for path, relative in _walk(root, home, PurePosixPath(), [], skipped, frozenset()):
        reason = _why_not(path, max_bytes)
        if reason is None:
            files.append(relative)
        else:
            skipped.append(SkippedFile(relative, reason))
    return Scan(tuple(sorted(files)), tuple(sorted(skipped, key=lambda s: s.path)))


def read_file(root: Path, path: str) -> Document:
    """Return the document in one file.

    Raises UnreadableFile, the reason in a few words, whatever its parser makes of it.
    """
    try:
        data = (root / path).read_bytes()
    except OSError as error:
        raise UnreadableFile(f"cannot be read ({error.strerror})") from error
    reader = reader_for(PurePosixPath(path).suffix)
    if reader is None:
        raise UnreadableFile(_unsupported(PurePosixPath(path).suffix))
    try:
        content = reader.read(data, PurePosixPath(path))
    except UnreadableFile:
        raise
    except Exception as error:  # a parser met something that its authors did not expect
        _log.debug("%s: %s", path, error, exc_info=True)
        raise UnreadableFile(f"is damaged, or no {reader.name} ({type(error).__name__})") from error
    if not content.blocks:
        raise UnreadableFile("holds no text")
    return Document(path, hashlib.sha256(data).hexdigest(), content)


def _walk(
    folder: Path,
    home: Path,
    below: PurePosixPath,
    rules: list[tuple[PurePosixPath, GitIgnoreSpec]],
    skipped: list[SkippedFile],
    seen: frozenset[Path],
) -> Iterator[tuple[Path, str]]:
    """Yield the visible files below a folder; ``seen`` are the real folders above it, so that a loop ends."""
    here = folder.resolve()
    if here in seen:
        return
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        skipped.append(SkippedFile(f"{below}/", f"cannot be read ({error.strerror})"))
        return
    rules = [*rules, *_rules(folder, below)]
    for entry in entries:
        if entry.name.startswith("."):
            continue
        relative = below / entry.name
        if not _is_name(entry.name):
            skipped.append(SkippedFile(ascii(str(relative))[1:-1], "has a name that is not UTF-8; rename it"))
            continue
        path = folder / entry.name
        try:
            is_folder = entry.is_dir()
            if entry.is_symlink() and not path.resolve(strict=True).is_relative_to(home):
                skipped.append(SkippedFile(str(relative), "is a link that leads out of the seeds folder"))
                continue
        except OSError:
            skipped.append(SkippedFile(str(relative), "is a link that leads nowhere"))
            continue
        if _is_ignored(relative, is_folder, rules):
            continue
        if is_folder:
            yield from _walk(path, home, relative, rules, skipped, seen | {here})
        else:
            yield path, str(relative)


def _rules(folder: Path, below: PurePosixPath) -> list[tuple[PurePosixPath, GitIgnoreSpec]]:
    try:
        lines = (folder / IGNORE_FILE).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
    try:
        return [(below, GitIgnoreSpec.from_lines(lines))]
    except ValueError as error:
        raise SeedsError(f"{folder / IGNORE_FILE} has a pattern that cannot be read ({error}); correct it.") from error


def _is_ignored(path: PurePosixPath, is_folder: bool, rules: list[tuple[PurePosixPath, GitIgnoreSpec]]) -> bool:
    """Whether the last pattern that matches says so; files deeper down have the last word."""
    ignored = False
    for below, spec in rules:
        name = str(path.relative_to(below)) + ("/" if is_folder else "")
        include = spec.check_file(name).include
        if include is not None:
            ignored = include
    return ignored


def _why_not(path: Path, max_bytes: int) -> str | None:
    if reader_for(path.suffix) is None:
        return _unsupported(path.suffix)
    try:
        if not path.is_file():
            return "is not a regular file"
        size = path.stat().st_size
    except OSError as error:
        return f"cannot be read ({error.strerror})"
    if size == 0:
        return "is empty"
    if size > max_bytes:
        return f"has {size:,} bytes, more than the {max_bytes:,} that Quoth reads"
    return None if os.access(path, os.R_OK) else "cannot be read (Permission denied)"


def _unsupported(suffix: str) -> str:
    known = ", ".join(sorted(suffix for reader in READERS for suffix in reader.suffixes))
    return f"has the unsupported format {suffix or '(no suffix)'}; Quoth reads {known}"


def _is_name(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
