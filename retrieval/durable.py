"""Folders whose entries outlast a loss of power: a file's own fsync does not promise that it is still found by name."""

from __future__ import annotations

import os
from pathlib import Path


def make_lasting_folder(folder: Path, mode: int = 0o777) -> None:
    """Make a folder and those above it, if they are missing, to last. ``mode``: see ``mkdir``. Raises OSError."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    folder.mkdir(mode, parents=True, exist_ok=True)
    for made in missing:
        flush_folder(made.parent)


def flush_folder(folder: Path) -> None:
    """Force to the disk what was made, renamed and deleted in a folder. Raises OSError when the disk refuses."""
    if os.name == "nt":  # where a folder cannot be opened
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
