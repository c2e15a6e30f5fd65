"""A record of changes → the folder as a crash after any of them leaves it.

What a process has written survives its death. After a loss of power, only what was synchronised must be there: a file's
content as of its last fsync, a folder's entries as of the folder's. The rest may be there in part, in any order within
a file, and in order within a folder.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.crashes.tracing import Change

CRASHES = ("kill", "torn", "dropped", "zeroed", "shuffled")
"""kill: all is there. torn: all, but of the last write a part. After a loss of power, dropped: nothing that was not
synchronised. zeroed: the entries and lengths of files, with zeros in place of their data. shuffled: a random part."""

_SECTOR = 512


@dataclass(slots=True)
class _File:
    """A file: what was synchronised, and what was written since, as (place, data), or (length, None) for a cut."""

    data: bytearray = field(default_factory=bytearray)
    since: list[tuple[int, bytes | None]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A change of a folder's entries: ``path`` gets ``file`` (None: a folder), loses what it has, or ``to`` gets it."""

    kind: str
    path: str
    to: str = ""
    file: _File | None = None

    @property
    def folder(self) -> str:
        return str(Path(self.to or self.path).parent)


Tree = dict[str, bytes | None]
"""The content of every file, and None for a folder, by path below the root."""


def read_tree(folder: Path) -> Tree:
    """Return what a folder holds."""
    paths = sorted(path for path in folder.rglob("*") if not path.name.endswith("-shm"))
    return {str(path.relative_to(folder)): None if path.is_dir() else path.read_bytes() for path in paths}


def write_tree(tree: Tree, folder: Path) -> None:
    """Make a folder that holds exactly this."""
    folder.mkdir(parents=True)
    for path, data in sorted(tree.items()):
        if data is None:
            (folder / path).mkdir(parents=True, exist_ok=True)
        else:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)


def digest_of(tree: Tree) -> str:
    """Return what two trees share only if they are the same."""
    digest = hashlib.sha256()
    for path, data in sorted(tree.items()):
        digest.update(f"{path}\0{-1 if data is None else len(data)}\0".encode())
        digest.update(data or b"")
    return digest.hexdigest()


def crashed(before: Tree, changes: Sequence[Change], at: int, crash: str, seed: int = 0) -> Tree:
    """Return what a folder holds when a crash comes after the first ``at`` changes. See ``CRASHES``."""
    chance = random.Random(f"{at} {crash} {seed}")
    disk = _Disk(before)
    for change in changes[:at]:
        disk.apply(change)
    if crash == "torn" and at < len(changes) and changes[at].kind == "write":
        whole = changes[at]
        disk.apply(Change("write", whole.path, "", whole.at, whole.data[: chance.randrange(len(whole.data) + 1)]))
    if crash in ("kill", "torn"):
        return disk.written()
    return disk.left(crash, chance)


def steps_done(changes: Sequence[Change], at: int) -> int:
    """Return how many steps the process had finished by then."""
    return max((change.at for change in changes[:at] if change.kind == "mark"), default=0)


class _Disk:
    def __init__(self, before: Tree) -> None:
        self._names: dict[str, _File | None] = {
            path: None if data is None else _File(bytearray(data)) for path, data in before.items()
        }
        self._kept = dict(self._names)
        self._entries: list[_Entry] = []

    def apply(self, change: Change) -> None:
        file = self._names.get(change.path)
        match change.kind:
            case "create":
                self._enter(_Entry("put", change.path, file=_File()))
            case "mkdir":
                self._enter(_Entry("put", change.path))
            case "unlink":
                self._enter(_Entry("drop", change.path))
            case "rename":
                self._enter(_Entry("move", change.path, change.to, file))
            case "link":
                self._enter(_Entry("put", change.to, file=file))
            case "write" if file is not None:
                file.since.append((change.at, change.data))
            case "size" if file is not None:
                file.since.append((change.at, None))
            case "sync" if file is not None:
                file.data, file.since = _content(file.data, file.since), []
            case "sync":
                done = [entry for entry in self._entries if entry.folder == change.path]
                self._entries = [entry for entry in self._entries if entry.folder != change.path]
                _enter_all(self._kept, done)

    def _enter(self, entry: _Entry) -> None:
        _enter_all(self._names, [entry])
        self._entries.append(entry)

    def written(self) -> Tree:
        return _tree(self._names, {id(file): _content(file.data, file.since) for file in _files(self._names)})

    def left(self, crash: str, chance: random.Random) -> Tree:
        names, entries = dict(self._kept), self._entries
        if crash == "dropped":
            entries = []
        if crash == "shuffled":
            cuts = {folder: chance.random() for folder in sorted({entry.folder for entry in entries})}
            entries = [
                entry
                for folder, cut in cuts.items()
                for entry in _first([each for each in entries if each.folder == folder], cut, chance)
            ]
        _enter_all(names, entries)
        contents = {}
        for file in _files(names):
            since = file.since
            if crash == "dropped":
                since = []
            elif crash == "zeroed":
                since = [(at, data if data is None else bytes(len(data))) for at, data in since]
            elif crash == "shuffled":
                since = [_perhaps_torn(at, data, chance) for at, data in since if chance.random() < 0.5]
            contents[id(file)] = _content(file.data, since)
        return _tree(names, contents)


def _first(entries: list[_Entry], share: float, chance: random.Random) -> list[_Entry]:
    """Return a folder's first entries; one time in four, what is deleted later is gone as well."""
    count = round(share * len(entries))
    late = [entry for entry in entries[count:] if entry.kind == "drop"] if chance.random() < 0.25 else []
    return entries[:count] + late


def _perhaps_torn(at: int, data: bytes | None, chance: random.Random) -> tuple[int, bytes | None]:
    if data is None or chance.random() < 0.5:
        return at, data
    return at, data[: _SECTOR * chance.randrange(len(data) // _SECTOR + 1)]


def _content(data: bytearray, since: Sequence[tuple[int, bytes | None]]) -> bytearray:
    content = bytearray(data)
    for at, new in since:
        end = at if new is None else at + len(new)
        if len(content) < end:
            content.extend(bytes(end - len(content)))
        if new is None:
            del content[at:]
        else:
            content[at:end] = new
    return content


def _enter_all(names: dict[str, _File | None], entries: Sequence[_Entry]) -> None:
    for entry in entries:
        if entry.kind == "put":
            names[entry.path] = entry.file
        elif entry.kind == "drop":
            for path in [*_below(names, entry.path)]:
                del names[path]
        else:
            moved = {entry.to + path[len(entry.path) :]: names.pop(path) for path in [*_below(names, entry.path)]}
            if entry.file is not None:
                moved = {entry.to: entry.file}
            names.update(moved)


def _below(names: dict[str, _File | None], path: str) -> Iterator[str]:
    return (each for each in names if each == path or each.startswith(f"{path}/"))


def _files(names: dict[str, _File | None]) -> list[_File]:
    return list({id(file): file for file in names.values() if file is not None}.values())


def _tree(names: dict[str, _File | None], contents: dict[int, bytearray]) -> Tree:
    """Return the tree of what can be reached from the root."""
    folders = {path for path, file in names.items() if file is None}
    return {
        path: None if file is None else bytes(contents[id(file)])
        for path, file in names.items()
        if all(str(parent) in folders for parent in Path(path).parents if str(parent) != ".")
    }
