"""When the seeds folder may have changed: as soon as the file system reports it, and at regular intervals anyway.

Narrower access rules do not wait for a sync: ``limits_held`` looks for them meanwhile.
"""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from watchfiles import awatch

from retrieval import Library
from retrieval.errors import first_line

TERMINAL_RESCAN_SECONDS = 60.0
"""How often ``quoth sync --watch`` compares the seeds with the index even when no event came."""

BOT_RESCAN_SECONDS = 600.0
"""How often the running bot does so. Each time starts a process."""

RULES_SECONDS = 5.0
"""How often narrower access rules are looked for, also while a sync runs or when it fails."""


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


@contextmanager
def limits_held(
    library: Library, report: Callable[[Exception], None], *, every: float = RULES_SECONDS
) -> Iterator[None]:
    """Let narrower access rules hold during the block, whatever it does, by a thread of its own.

    report: is given the error when they cannot be read or stored, once as long as it is the same. No error ends that.
    """
    tightener, ended = library.tightener(), threading.Event()

    def hold() -> None:
        last = ""
        while not ended.wait(every):
            try:
                tightener.tighten()
                last = ""
            except Exception as error:  # whatever it is, it must not end the watch
                is_new, last = first_line(error) != last, first_line(error)
                if is_new:
                    with suppress(Exception):  # nor may a terminal that is gone
                        report(error)

    thread = threading.Thread(target=hold, name="access rules", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
