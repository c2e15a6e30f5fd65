"""Reading one file as a sync reads it, and what it took: seconds, memory, and how it ended."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from retrieval.errors import UnreadableFile
from retrieval.model import Document
from retrieval.parsing.options import DEFAULT_OPTIONS, ParsingOptions
from retrieval.parsing.workers.pool import ParsingPool

Reader = Callable[[Path, str], Document]
"""(folder, path below it) → the document; raises UnreadableFile and nothing else."""

MAX_REASON_CHARS = 200


@dataclass(frozen=True, slots=True)
class Outcome:
    """How reading a file ended: one of ``document``, ``reason`` (it was refused) and ``error`` (it must not end so).

    ``megabytes`` is the most that the processes that read took at any time, as far as it was seen.
    """

    seconds: float
    megabytes: float
    document: Document | None = None
    reason: str | None = None
    error: str | None = None


@contextmanager
def pool_reader(options: ParsingOptions = DEFAULT_OPTIONS) -> Iterator[Reader]:
    """Yield what a sync reads with: processes with limits of time and memory."""
    with ParsingPool(options) as pool:
        yield pool.parse


def read_watched(read: Reader, root: Path, path: str) -> Outcome:
    """Read a file and say what it took."""
    peak = 0.0
    is_done = threading.Event()

    def watch() -> None:
        nonlocal peak
        while not is_done.wait(0.02):
            peak = max(peak, children_megabytes())

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    started = time.perf_counter()
    document = reason = error = None
    try:
        document = read(root, path)
    except UnreadableFile as refusal:
        reason = str(refusal)
        if not reason or len(reason) > MAX_REASON_CHARS or len(reason.splitlines()) != 1:
            error = f"a reason that is not a few words: {reason[:500]!r}"
    except BaseException as problem:  # whatever it is, it is the finding
        error = f"{type(problem).__name__}: {problem}"[:500]
    seconds = time.perf_counter() - started
    is_done.set()
    watcher.join()
    return Outcome(seconds, peak, document, reason if error is None else None, error)


def children_megabytes(pid: int | str = "self") -> float:
    """Return the resident megabytes of all that a process has started, and what they have started in their turn."""
    total = 0.0
    with suppress(OSError, ValueError):
        for children in Path(f"/proc/{pid}/task").glob("*/children"):
            for child in children.read_text().split():
                status = Path(f"/proc/{child}/status").read_text()
                if (resident := re.search(r"VmRSS:\s+(\d+) kB", status)) is not None:
                    total += int(resident[1]) * 1024 / 1e6
                total += children_megabytes(child)
    return total
