"""What the tests of access share: copies of a library to change, and what somebody may read in one."""

from __future__ import annotations

import shutil
from pathlib import Path

from retrieval import Access, Library


def copied(library: Library, folder: Path) -> tuple[Path, Path]:
    """Copy a library's seeds and index, which lie beside each other, into a folder; return the copies."""
    copies = folder / "seeds", folder / "index"
    for copy in copies:
        shutil.copytree(library.seeds.parent / copy.name, copy)
    return copies


def read_by(library: Library, access: Access) -> list[str]:
    """Return the paths of the documents that somebody may read."""
    return [document.path for document in library.documents(access=access)]
