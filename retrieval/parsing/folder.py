"""The seeds folder: the files that can be parsed, and those that are skipped with the reason."""

from __future__ import annotations

import os
import re
import stat
import time
import unicodedata
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from retrieval.errors import SeedsError, first_line
from retrieval.parsing.opening import reason_too_large, reason_unreadable, reason_unsupported
from retrieval.parsing.options import MAX_FILE_BYTES

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec
    from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

IGNORE_FILE = ".quothignore"

MAX_SHOWN_CHARS = 80
"""How much of a pattern an error shows."""

RACY_NANOSECONDS = 3_000_000_000
"""A file that changed less than this before a scan might change again and keep its times: some file systems count in
steps of two seconds."""


@dataclass(frozen=True, slots=True)
class SkippedFile:
    """A file (or, with a slash at the end, a folder) that is not parsed, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Scan:
    """The files of a folder, as paths below it with forward slashes, and what is skipped; each sorted by path.

    ``states`` gives the size, times and inode of each file as one text: as long as it stays the same, so does the
    content. It is None for a file that changed so recently that it can change again without a new state (git calls
    such a file racily clean).
    """

    files: tuple[str, ...]
    skipped: tuple[SkippedFile, ...]
    states: Mapping[str, str | None] = field(default_factory=dict, compare=False)


def scan(root: Path, *, max_bytes: int = MAX_FILE_BYTES, formats: frozenset[str] | None = None) -> Scan:
    """List the files below ``root`` that can be parsed, and those that cannot with the reason.

    formats: the names of the formats to parse, see ``Parser.name``; None: all.

    Hidden files and whatever a ``.quothignore`` names are passed over in silence. Links are followed inside ``root``
    only, and no file or folder is listed twice. No files are opened except ``.quothignore`` files.
    Raises SeedsError when ``root`` is missing, not a folder or not readable, and when a ``.quothignore`` cannot be
    understood: the files that it should hide must not be parsed.
    """
    try:
        is_folder = root.is_dir()
        exists = is_folder or root.exists()
    except (OSError, ValueError):
        is_folder = exists = False
    if not exists:
        raise SeedsError(
            f"The seeds folder {root} does not exist",
            "create it, or set SEEDS_DIR to the folder of documents",
            path=root,
            setting="SEEDS_DIR",
        )
    if not is_folder:
        raise SeedsError(
            f"The seeds folder {root} is not a folder",
            "set SEEDS_DIR to the folder that holds the documents",
            path=root,
            setting="SEEDS_DIR",
        )
    try:
        os.listdir(root)
    except OSError as error:
        raise SeedsError(
            f"The seeds folder {root} cannot be listed ({reason_unreadable(error)})",
            "correct its permissions",
            path=root,
            setting="SEEDS_DIR",
        ) from error
    return _Walk(root, max_bytes, formats).result()


def is_kept_out(root: Path, path: str) -> bool:
    """Return whether a ``.quothignore`` names a file or a folder above it; the file need not exist.

    Raises SeedsError when one cannot be understood.
    """
    walk = _Walk(root, MAX_FILE_BYTES, None)
    rules: tuple[tuple[str, GitIgnoreSpec], ...] = ()
    above, parts = "", path.split("/")
    for depth, part in enumerate(parts, start=1):
        if (spec := walk.rules_in(above)) is not None:
            rules = (*rules, (above, spec))
        if _is_ignored(above + part, depth < len(parts), rules):
            return True
        above += f"{part}/"
    return False


class _Walk:
    """One pass over a folder. Links are followed last, so that a file is listed under its own name if it has one."""

    def __init__(self, root: Path, max_bytes: int, formats: frozenset[str] | None) -> None:
        from retrieval.parsing.formats import parser_for  # loads all parsers, which only a scan needs

        self._root = root
        self._real_root = os.path.realpath(root)
        self._max_bytes = max_bytes
        self._formats = formats
        self._parser_for = parser_for
        self._files: list[str] = []
        self._states: dict[str, str | None] = {}
        self._trusted_until = time.time_ns() - RACY_NANOSECONDS
        self._skipped: dict[str, SkippedFile] = {}
        self._seen: set[str] = set()
        self._links: list[str] = []

    def result(self) -> Scan:
        self._visit_folder("", ())
        while self._links:
            self._links.sort(reverse=True)
            self._visit_link(self._links.pop())
        return Scan(
            tuple(sorted(self._files)),
            tuple(self._skipped[path] for path in sorted(self._skipped)),
            self._states,
        )

    def _skip(self, path: str, reason: str) -> None:
        self._skipped[path] = SkippedFile(path, reason)

    def _visit_folder(self, path: str, rules: tuple[tuple[str, GitIgnoreSpec], ...]) -> None:
        """Visit a folder; ``path`` is "" or ends in a slash, as the prefixes of ``rules`` do."""
        real = os.path.realpath(self._root / path)
        if real in self._seen:
            return
        self._seen.add(real)
        try:
            entries = sorted(os.scandir(self._root / path), key=lambda entry: entry.name)
        except OSError as error:
            self._skip(path or "./", f"cannot be listed: {reason_unreadable(error)}")
            return
        if (spec := self.rules_in(path)) is not None:
            rules = (*rules, (path, spec))
        for entry in entries:
            if entry.name.startswith((".", "~$")):  # Office keeps ~$report.docx next to an open report.docx
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
                self._skip(shown + "/" * is_folder, "its name is not valid UTF-8: rename it")
            elif is_link:
                self._links.append(name)
            elif is_folder:
                self._visit_folder(name + "/", rules)
            else:
                self._visit_file(name, f"{real.rstrip(os.sep)}{os.sep}{entry.name}", entry.stat)

    def _visit_link(self, path: str) -> None:
        target = Path(os.path.realpath(self._root / path))  # Path.resolve raises on a loop of links
        if not target.is_relative_to(self._real_root):
            self._skip(path, "symbolic link that leaves the seeds folder")
        elif not target.exists():
            self._skip(path, "symbolic link to nothing")
        elif target.is_dir():
            self._visit_folder(path + "/", self._rules_above(path))
        else:
            self._visit_file(path, str(target), target.stat)

    def _visit_file(self, path: str, real: str, stat_file: Callable[[], os.stat_result]) -> None:
        """Visit the file at ``real``, which is not a link. There may be a hundred thousand files, so this is quick."""
        if real in self._seen:
            return
        self._seen.add(real)
        try:
            status = stat_file()
        except OSError as error:
            self._skip(path, reason_unreadable(error))
            return
        if not stat.S_ISREG(status.st_mode):
            self._skip(path, "not a regular file")
        elif (parser := self._parser_for(path)) is None:
            self._skip(path, reason_unsupported(PurePosixPath(path).name))
        elif self._formats is not None and parser.name not in self._formats:
            self._skip(path, f"{parser.name} is not one of SEEDS_FORMATS")
        elif status.st_size == 0:
            self._skip(path, "empty")
        elif status.st_size > self._max_bytes:
            self._skip(path, reason_too_large(status.st_size, self._max_bytes))
        elif not os.access(real, os.R_OK):
            self._skip(path, "permission denied")
        else:
            self._files.append(path)
            changed = max(status.st_mtime_ns, status.st_ctime_ns)
            state = f"{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns} {status.st_ino}"
            self._states[path] = state if changed < self._trusted_until else None

    def rules_in(self, folder: str) -> GitIgnoreSpec | None:
        path = self._root / folder / IGNORE_FILE
        try:
            lines = path.read_bytes().decode("utf-8", "replace").splitlines()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise SeedsError(
                f"{path} cannot be read ({reason_unreadable(error)})", "correct or remove it", path=path
            ) from error
        spec = _compiled(lines)
        if isinstance(spec, Exception):
            raise _pattern_error(path, lines) from spec
        return spec

    def _rules_above(self, path: str) -> tuple[tuple[str, GitIgnoreSpec], ...]:
        folders = ["", *(f"{parent}/" for parent in reversed(PurePosixPath(path).parents) if parent.name)]
        return tuple((folder, spec) for folder in folders if (spec := self.rules_in(folder)) is not None)


_CLASS = re.compile(r"(?<=[\[!^\]])\[:(\w+):\]")
_CLASSES = {
    "alnum": "0-9A-Za-z",
    "alpha": "A-Za-z",
    "blank": " \t",
    "digit": "0-9",
    "lower": "a-z",
    "punct": "!-.:-@\\[-`{-~",
    "space": "\t-\r ",
    "upper": "A-Z",
    "xdigit": "0-9A-Fa-f",
}
"""The classes of characters that git knows, as they stand in brackets."""


def _compiled(lines: Sequence[str]) -> GitIgnoreSpec | Exception:
    """Return the rules of a ``.quothignore``, or the error when they cannot be understood.

    They run on RE2, where no pattern takes long: Python's own engine needs hours for a dozen asterisks and a long name.
    """
    import re2
    from pathspec import GitIgnoreSpec

    plain = [_CLASS.sub(lambda m: _CLASSES.get(m[1], m[0]), unicodedata.normalize("NFC", line)) for line in lines]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # about "[[", which may mean something else one day
        try:
            return GitIgnoreSpec.from_lines(plain, _pattern_class(), backend="re2")
        except (ValueError, re.error, re2.error) as error:
            return error


@cache
def _pattern_class() -> type[GitIgnoreSpecPattern]:
    """Return pathspec's patterns, which mean what they mean to git, for a walk that asks about each folder on its way.

    ``[!a]`` is no slash. A pattern is about the folder that it names, not about what is below: otherwise ``!a`` would
    show what another line hides in ``a``.
    """
    from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

    class Pattern(GitIgnoreSpecPattern):
        @classmethod
        def pattern_to_regex(cls, pattern: Any) -> tuple[Any, bool | None]:
            regex, include = super().pattern_to_regex(pattern)
            if regex:
                regex = re.sub(r"\[\^(\]?)", r"[^\1/", regex)
                regex = regex.replace("(?:(?P<ps_d>/)|$)", "/?$").replace("(?P<ps_d>/)", "/$")
                regex += "." if regex.endswith("/") else ""  # "a/**" is what is in a, not a
            return regex, include

    return Pattern


def _pattern_error(path: Path, lines: Sequence[str]) -> SeedsError:
    """Return the error for the first line that is not understood, or for all of them together."""
    for number, line in enumerate(lines, start=1):
        error = _compiled([line])
        if isinstance(error, Exception):
            shown = repr(line if len(line) <= MAX_SHOWN_CHARS else f"{line[:MAX_SHOWN_CHARS]}…")
            why = f"{path}, line {number}: {shown} is not a pattern ({first_line(error)})"
            return SeedsError(why, "correct it", path=path, found=line)
    return SeedsError(f"{path} has too many patterns ({len(lines):,} lines)", "make it shorter", path=path)


def _is_ignored(path: str, is_folder: bool, rules: tuple[tuple[str, GitIgnoreSpec], ...]) -> bool:
    """Whether the nearest ``.quothignore`` that has a rule for ``path`` excludes it.

    The accents of a name may be encoded in two ways, which look alike: a rule means both.
    """
    for prefix, spec in reversed(rules):
        inside = path[len(prefix) :] + "/" * is_folder
        if not inside.isascii():
            inside = unicodedata.normalize("NFC", inside.encode("utf-8", "replace").decode())
        verdict = spec.check_file(inside).include
        if verdict is not None:
            return verdict
    return False


def _is_utf8(name: str) -> bool:
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
