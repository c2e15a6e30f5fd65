"""A name that somebody typed or sent → the path of a document below the seeds folder, or why it cannot be one."""

from __future__ import annotations

import os
import re
import unicodedata
from pathlib import Path, PurePosixPath

from bot.deciding import Reach
from retrieval.parsing.folder import is_kept_out
from retrieval.parsing.formats import parser_for


class NotASeed(Exception):
    """The document cannot be changed like this.

    ``reason`` says why not:

    ``name``, ``invisible``, ``hidden``, ``lock``, ``type``
        what is wrong with its name
    ``elsewhere``, ``ignored``, ``twin``, ``exists``, ``missing``
        what is wrong with its place: another server's, named in a ``.quothignore``, a name that differs from that of
        another file in its writing only, taken, empty
    ``size``, ``unreadable``, ``changed``, ``expired``
        what is wrong with its content, or with what it was before

    ``detail`` is what the reason is about: why a file is unreadable, or the path of the other file.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(detail or reason)
        self.reason = reason
        self.detail = detail


_PART = re.compile(r"[^\x00-\x1f\x7f-\x9f<>:\"/\\|?*\ud800-\udfff]{1,120}")
"""Names that every file system accepts."""
_INVISIBLE = re.compile(r"[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2028\u2029\u3164\ufe00-\ufe0f\uffa0]")
"""Characters that show nothing, besides those of the category Cf: two names would look the same."""
_MAX_PART_BYTES = 240
"""Most file systems allow names of 255 bytes."""
_RESERVED_NAME = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")


def check_name(name: str, folder: str | None, formats: frozenset[str] | None = None) -> PurePosixPath:
    """Return a file's path below the seeds folder, in the normal form NFC.

    formats: the names of the formats to read, None: all.

    Raises NotASeed when a sync would not read a file of that name. Zero-width characters and those that turn the
    direction of writing are refused, not removed: the name would be another one than its writer sees.
    """
    written = unicodedata.normalize("NFC", f"{folder or ''}\0{name}")
    where, _, name = written.partition("\0")
    path = PurePosixPath(*where.replace("\\", "/").split("/"), name)
    for part in path.parts:
        _check_part(part)
    parser = parser_for(path.name)
    if parser is None or (formats is not None and parser.name not in formats):
        raise NotASeed("type")
    return path


def _check_part(part: str) -> None:
    if any(unicodedata.category(character) == "Cf" for character in part) or _INVISIBLE.search(part):
        raise NotASeed("invisible")
    if not _PART.fullmatch(part) or _RESERVED_NAME.fullmatch(part):
        raise NotASeed("name")
    # A sync reads neither hidden files nor the files that Office keeps next to an open one.
    if part.startswith("~$"):
        raise NotASeed("lock")
    if part.startswith(".") and part.strip(". "):
        raise NotASeed("hidden")
    if part != part.strip() or part.startswith(".") or part.endswith(".") or len(part.encode()) > _MAX_PART_BYTES:
        raise NotASeed("name")


def seed_place(seeds: Path, path: PurePosixPath, reach: Reach) -> Path:
    """Return where a document lies, or would lie, after links are followed. ``path`` need not be normal.

    Raises NotASeed when the path leads out of the seeds folder or of what somebody may operate, through a file, or
    to a link or folder. Raises OSError when a folder cannot be looked at.
    """
    root = seeds.resolve()
    target = root / path
    if path.is_absolute() or ".." in path.parts:
        raise NotASeed("name")
    folder = target.parent.resolve()
    if not folder.is_relative_to(root) or target.is_symlink() or target.is_dir():
        raise NotASeed("name")
    if any(parent.exists() and not parent.is_dir() for parent in target.parents):
        raise NotASeed("name")
    if not reach.covers(path.as_posix()):
        raise NotASeed("elsewhere")
    if not reach.everything and not any(folder.is_relative_to((root / own).resolve()) for own in reach.folders):
        raise NotASeed("elsewhere")
    return target


def check_place(seeds: Path, path: PurePosixPath) -> None:
    """Raise NotASeed when a sync would leave out a new file there, or when it would have a twin.

    A twin's name differs in case or in how accents are encoded only: some systems take the two for one file.
    """
    root = seeds.resolve()
    if is_kept_out(root, path.as_posix()):
        raise NotASeed("ignored")
    folder = root
    for part in path.parts:
        if not folder.is_dir():
            return
        spelled = [entry for entry in os.listdir(folder) if _folded(entry) == _folded(part)]
        if spelled and part not in spelled:
            twin = (folder / spelled[0]).relative_to(root).as_posix()
            raise NotASeed("twin", os.fsencode(twin).decode("utf-8", "replace"))
        folder /= part


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
