"""When the seeds folder may have changed: at once where the file system says so, and every minute in any case."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from watchfiles import watch

RESCAN_SECONDS = 60
"""Network and container mounts send no events, so a hint that fails to come is only a delay."""


def changes(folder: Path) -> Iterator[None]:
    """Yield whenever it is worth comparing the folder with the index again. Never ends by itself."""
    for _ in watch(folder, rust_timeout=RESCAN_SECONDS * 1000, yield_on_timeout=True, raise_interrupt=True):
        yield
