"""Where documents lie: in the seeds folder, and among the copies of each origin as if those were a folder of it."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from retrieval.origins.manifests import (
    COPIES_FOLDER,
    MANIFEST_FILE,
    ORIGINS_FOLDER,
    Manifest,
    is_origin_name,
    read_manifest,
)

ORIGINS_KEY = "origins"
"""Where the catalog keeps the manifests of the origins whose documents it holds."""
ORIGINS_DIGEST_KEY = "origins sha256"
"""Where it keeps their digest, which is short enough to be looked at with every question."""


@dataclass(frozen=True, slots=True)
class SeedFolders:
    """The seeds folder ``root``, and the folders that count as folders of it although they lie elsewhere, by name.

    ``hidden`` are origins whose documents are not there, because the seeds folder has something of the same name.
    ``folders / path`` is where a document lies.
    """

    root: Path
    mounted: Mapping[str, Path] = field(default_factory=dict)
    hidden: tuple[str, ...] = ()

    def __truediv__(self, path: str) -> Path:
        folder, rest = place_in(self, path)
        return folder / rest


def seed_folders(seeds: Path, index: Path) -> SeedFolders:
    """Return the seeds folder together with the copies of all origins that the index folder has."""
    try:
        names = sorted(name for name in os.listdir(index / ORIGINS_FOLDER) if is_origin_name(name))
    except OSError:
        names = []
    there = [name for name in names if (index / ORIGINS_FOLDER / name / MANIFEST_FILE).is_file()]
    hidden = tuple(name for name in there if os.path.lexists(seeds / name))
    mounted = {name: index / ORIGINS_FOLDER / name / COPIES_FOLDER for name in there if name not in hidden}
    return SeedFolders(seeds, mounted, hidden)


def place_in(seeds: Path | SeedFolders, path: str) -> tuple[Path, str]:
    """Return the folder that holds a document, and the document's path below it."""
    if isinstance(seeds, Path):
        return seeds, path
    name, _, rest = path.partition("/")
    folder = seeds.mounted.get(name)
    return (seeds.root, path) if folder is None else (folder, rest)


def manifests_of(folders: SeedFolders) -> dict[str, Manifest]:
    """Return the manifest of every origin whose documents are there, by its name."""
    found = {name: read_manifest(copies.parent) for name, copies in folders.mounted.items()}
    return {name: manifest for name, manifest in found.items() if manifest is not None}


def manifests_to_keep(folders: SeedFolders) -> dict[str, str]:
    """Return what the catalog is to keep of the origins' manifests, by key."""
    text = json.dumps({name: each.as_dict() for name, each in sorted(manifests_of(folders).items())})
    return {ORIGINS_KEY: text, ORIGINS_DIGEST_KEY: hashlib.sha256(text.encode()).hexdigest()}


def kept_manifests(text: str | None) -> dict[str, Manifest]:
    """Return the manifests that a catalog keeps; none where that is damaged: all that is lost is where links lead."""
    try:
        return {name: Manifest.from_dict(each) for name, each in json.loads(text or "{}").items()}
    except (ValueError, AttributeError, TypeError, RecursionError):
        return {}
