"""What an origin says about the copies that were fetched from it: their addresses on the web, and their revision.

The copies of the origin ``docs`` lie in ``origins/docs/files`` below the index folder, its manifest beside them.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

from retrieval.durable import flush_folder, make_lasting_folder
from retrieval.errors import StorageError, reason_of

ORIGINS_FOLDER = "origins"
"""The folder in the index folder that has one for each origin."""
COPIES_FOLDER = "files"
"""The folder of an origin that holds the copies."""
MANIFEST_FILE = "manifest.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is known of an origin's copies.

    ``link`` is a template for the address of every copy, as in ``retrieval.links``; ``urls`` has the addresses of
    single ones, by their paths below the origin. ``revision`` names the state that they were fetched in, such as a
    commit. ``drops_freely``: whoever fetches the copies removes one only when that is meant, so that nobody is asked.
    """

    link: str | None = None
    revision: str | None = None
    urls: Mapping[str, str] = field(default_factory=dict)
    drops_freely: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Return the manifest for JSON; ``from_dict`` reads it."""
        return asdict(self)

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Self:
        """Return the manifest that ``as_dict`` described. Raises ValueError when this is none."""
        link, revision, urls = stored.get("link"), stored.get("revision"), stored.get("urls", {})
        texts = [value for value in (link, revision) if value is not None]
        texts += [*urls, *urls.values()] if isinstance(urls, dict) else [None]
        if not all(isinstance(text, str) for text in texts):
            raise ValueError("a manifest has a link, a revision and urls, all of them texts")
        return cls(link, revision, urls, stored.get("drops_freely") is True)


def origin_folder(index: Path, name: str) -> Path:
    """Return the folder of an origin, whether or not it is there. Raises ValueError when this can be no name."""
    if not is_origin_name(name):
        raise ValueError(f"{name!r} can be no name of an origin: it must name one folder, which is not hidden")
    return index / ORIGINS_FOLDER / name


def is_origin_name(name: str) -> bool:
    """Return whether a name may be that of a folder in which an origin's documents stand beside the seeds."""
    return bool(name) and not name.startswith(".") and not any(sign in "/\\:" or ord(sign) < 32 for sign in name)


def read_manifest(folder: Path) -> Manifest | None:
    """Return the manifest in an origin's folder, or None where there is none, or none that can be understood."""
    try:
        return Manifest.from_dict(json.loads((folder / MANIFEST_FILE).read_bytes()))
    except (OSError, ValueError, AttributeError, TypeError, RecursionError):
        return None


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write a manifest in the place of the one before, at once and to last. Raises StorageError."""
    path = folder / MANIFEST_FILE
    try:
        make_lasting_folder(folder / COPIES_FOLDER)
        new = path.with_suffix(".new")
        with new.open("w", encoding="utf-8") as file:
            json.dump(manifest.as_dict(), file, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
        flush_folder(folder)
    except OSError as error:
        raise StorageError(
            f"{path} cannot be written ({reason_of(error)})", "make room or correct the permissions", path=path
        ) from error
