"""When the seeds folder may have changed: as soon as the file system reports it, and at regular intervals anyway."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

from watchfiles import awatch

TERMINAL_RESCAN_SECONDS = 60.0
"""How often ``quoth sync --watch`` compares the seeds with the index even when no event came."""

BOT_RESCAN_SECONDS = 600.0
"""How often the running bot does so. Each time starts a process."""


async def changes(folder: Path, *, every: float) -> AsyncIterator[None]:
    """Yield whenever it is worth comparing the folder with the index again. Never ends by itself.

    every: yield after this many seconds even without an event. Network and container mounts send no events, so changes
    there are noticed only then.
    """
    async for _ in awatch(folder, rust_timeout=round(every * 1000), yield_on_timeout=True):
        yield


def each_change(folder: Path, *, every: float) -> Iterator[None]:
    """Yield as ``changes`` does, for a program without an event loop; Ctrl+C interrupts it at any time."""
    import asyncio

    hints = changes(folder, every=every)

    async def hint() -> None:
        await anext(hints)

    with asyncio.Runner() as runner:
        while True:
            runner.run(hint())
            yield
