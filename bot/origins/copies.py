"""The copies of one source, and what is known of them, in its folder below the index folder.

New copies are gathered first, and take the place of the old ones when all are there. A process that is killed meanwhile
leaves copies of which each is whole; the next refresh finds what it lacks.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

from bot.origins.web.site import KnownPage
from retrieval.access.rules import RULES_FILE, Rule
from retrieval.durable import flush_folder
from retrieval.errors import StorageError, reason_of
from retrieval.origins.manifests import COPIES_FOLDER, Manifest, read_manifest, write_manifest

STATE_FILE = "state.json"
GATHERED_FOLDER = "new"
REPOSITORY_FOLDER = "git"


@dataclass(frozen=True, slots=True)
class OriginState:
    """How a source was fetched: when last with success and when last at all, in seconds since 1970.

    ``address`` and ``tried_address`` are the digests of where it was then: an address may hold a password. ``problem``
    is what went wrong the last time. ``pages`` are those of a site, ``blobs`` the ids of a repository's files, by the
    names of the copies; ``commit`` is the repository's.
    """

    address: str = ""
    tried_address: str = ""
    fetched: float | None = None
    tried: float | None = None
    problem: str | None = None
    pages: Mapping[str, KnownPage] = field(default_factory=dict)
    blobs: Mapping[str, str] = field(default_factory=dict)
    commit: str | None = None

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Self:
        """Return the state that ``dataclasses.asdict`` described. Raises what a damaged one raises."""
        pages = {
            name: KnownPage(page["url"], page["etag"], page["modified"], tuple(page["links"]))
            for name, page in stored["pages"].items()
        }
        return cls(**{**stored, "pages": pages})


class OriginCopies:
    """The folder of one source. One process at a time may use it."""

    def __init__(self, folder: Path) -> None:
        """Use the folder of a source, whether or not it is there; see ``origin_folder``."""
        self.folder = folder
        self._files = folder / COPIES_FOLDER
        self._gathered = folder / GATHERED_FOLDER
        self._names: set[str] = set()

    def state(self) -> OriginState | None:
        """Return what is known of the source; None where nothing is, so that this is perhaps the folder of another."""
        try:
            return OriginState.from_dict(json.loads((self.folder / STATE_FILE).read_bytes()))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return OriginState()  # it is fetched anew

    def note(self, state: OriginState) -> None:
        """Keep what is known of the source. Raises StorageError."""
        self._write(self.folder / STATE_FILE, json.dumps(asdict(state)).encode())

    def limit(self, rule: Rule | None) -> None:
        """Let a rule say who may read the copies; without one, the rules around it do. Raises StorageError."""
        path = self._files / RULES_FILE
        if rule is None:
            with suppress(FileNotFoundError):
                path.unlink()
            return
        stated = rule.as_dict() or {"everyone": True}
        content = json.dumps(stated).encode()  # JSON is YAML
        with suppress(OSError):
            if path.read_bytes() == content:
                return
        self._write(path, content)

    def begin(self) -> None:
        """Begin to gather new copies."""
        shutil.rmtree(self._gathered, ignore_errors=True)
        self._names.clear()

    def keep(self, name: str, data: bytes) -> bool:
        """Gather a copy, unless it is there already; return whether it was not. Raises StorageError."""
        with suppress(OSError):
            if (self._files / name).read_bytes() == data:
                return False
        self._names.add(name)
        self._write(self._gathered / name, data, lasting=False)
        return True

    def has(self, name: str) -> bool:
        """Return whether there is a copy of this name already."""
        return (self._files / name).is_file()

    def names(self) -> set[str]:
        """Return the names of all copies that are there."""
        found = set[str]()
        for where, _, files in os.walk(self._files):
            below = Path(where).relative_to(self._files)
            found.update((below / file).as_posix() for file in files)
        return found - {RULES_FILE}

    def publish(self, names: Collection[str], manifest: Manifest) -> int:
        """Put what was gathered in its place, and drop all copies but those named; return how many were dropped.

        Raises StorageError.
        """
        try:
            dropped = self.names().difference(names)
            for name in dropped:
                (self._files / name).unlink(missing_ok=True)
            self._drop_empty_folders()
            for name in sorted(self._names.intersection(names)):
                (self._files / name).parent.mkdir(parents=True, exist_ok=True)
                (self._gathered / name).replace(self._files / name)
        except OSError as error:
            raise _storage_error(self.folder, error) from error
        if read_manifest(self.folder) != manifest:
            write_manifest(self.folder, manifest)
        shutil.rmtree(self._gathered, ignore_errors=True)
        return len(dropped)

    def _drop_empty_folders(self) -> None:
        for where, _, _ in os.walk(self._files, topdown=False):
            if Path(where) != self._files:
                with suppress(OSError):
                    Path(where).rmdir()

    def _write(self, path: Path, data: bytes, *, lasting: bool = True) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            new = path.with_name(f"{path.name}.part") if lasting else path
            with new.open("wb") as file:
                file.write(data)
                if lasting:
                    file.flush()
                    os.fsync(file.fileno())
            if lasting:
                new.replace(path)
                flush_folder(path.parent)
        except OSError as error:
            raise _storage_error(path, error) from error


def _storage_error(path: Path, error: OSError) -> StorageError:
    return StorageError(
        f"{path} cannot be written ({reason_of(error)})", "make room or correct the permissions", path=path
    )
