"""The documents that come with Quoth, as a library that is synced where it has to be."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from bot.settings import Settings
from bot.terminal.opening import ready_library
from retrieval import Library, SeedsError

_PACKAGE = Path(__file__).resolve().parents[1]
_PLACES = (_PACKAGE / "bundled_seeds", _PACKAGE.parent / "seeds")
"""Where the documents lie in an installation, and in a clone of the repository."""


def bundled_seeds() -> Path:
    """Return the folder of the bundled documents. Raises SeedsError when it is missing."""
    found = next((folder for folder in _PLACES if (folder / "guides" / "about-quoth.md").is_file()), None)
    if found is None:
        raise SeedsError("The bundled documents are missing from this installation", "install Quoth again")
    return found


def bundled_library() -> Library:
    """Return a library of the bundled documents, ready to answer, with default settings.

    Its index is kept in the user's cache folder, or else, where that cannot be written to, in a temporary one.
    """
    settings = Settings.model_construct()
    chosen = {"seeds_dir": bundled_seeds(), "index_dir": _index_folder()}
    library = ready_library(settings.model_copy(update=chosen))
    if library.outdated():  # another version of Quoth has made it
        library.sync()
    return library


def _index_folder() -> Path:
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = cache / "quoth" / "demo"
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    return folder if os.access(folder, os.W_OK) else Path(tempfile.mkdtemp(prefix="quoth-demo-"))
