"""The documents that come with Quoth, as a library that is synced where it has to be."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from bot.settings import Settings
from bot.terminal.opening import ready_library
from retrieval import Library, SeedsError

_PACKAGE = Path(__file__).resolve().parents[1]
_PLACES = (_PACKAGE / "bundled_seeds", _PACKAGE.parent / "seeds")
"""Where the documents lie in an installation, and in a clone of the repository, where others may lie beside them."""


def bundled_digests() -> dict[str, str]:
    """Return the SHA-256 of each bundled document, by its path below their folder."""
    lines = Path(__file__).with_name("bundled.txt").read_text(encoding="utf-8").splitlines()
    return {name: digest for digest, name in (line.split(maxsplit=1) for line in lines)}


def bundled_folder() -> Path:
    """Return the folder that holds the bundled documents. Raises SeedsError when one is missing, or was changed."""
    digests = bundled_digests()
    found = next((folder for folder in _PLACES if all(map(_is, (folder / n for n in digests), digests.values()))), None)
    if found is None:
        raise SeedsError(
            "Some of the documents that come with Quoth are missing, or were changed",
            'ask your own with "quoth ask", or install Quoth anew',
        )
    return found


def _is(path: Path, digest: str) -> bool:
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == digest


@contextmanager
def bundled_library() -> Iterator[Library]:
    """Yield a library of the bundled documents, ready to answer, with default settings.

    Copies of the documents, and their index, are kept in the user's cache folder, or else, where that cannot be written
    to, in a temporary one until the end. Other documents have another place there.
    """
    source, digests = bundled_folder(), bundled_digests()
    edition = hashlib.sha256("".join(digests.values()).encode()).hexdigest()[:12]
    with ExitStack() as stack:
        folder = _cache(f"demo-{edition}") or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for name in digests:
            (folder / "seeds" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source / name, folder / "seeds" / name)
        folders = {"seeds_dir": folder / "seeds", "index_dir": folder / "index"}
        chosen = {**folders, "sources_file": folder / "sources.toml"}  # which is not there
        library = stack.enter_context(ready_library(Settings.model_construct().model_copy(update=chosen)))
        if library.outdated():  # another version of Quoth has made it
            library.sync()
        yield library


def _cache(name: str) -> Path | None:
    """Return a folder for what can be made again, or None where there can be none."""
    with suppress(OSError, RuntimeError):  # no permission; nobody's home
        cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "quoth" / name
        cache.mkdir(parents=True, exist_ok=True)
        return cache if os.access(cache, os.W_OK) else None
    return None
