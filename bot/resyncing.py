"""Syncing while the bot runs: in a process of its own, so that embedding takes nothing from who is asking."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from bot.logs import event
from bot.metrics import Metrics
from bot.settings import Settings
from retrieval.errors import QuothError

_log = logging.getLogger(__name__)


class SyncFailed(QuothError):
    """The other process said that the documents could not be read, and why."""


@dataclass(frozen=True, slots=True)
class SyncSummary:
    """What a sync did, as ``quoth sync --json`` prints it."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    moved: tuple[tuple[str, str], ...]
    removed: tuple[str, ...]
    skipped: tuple[tuple[str, str], ...]
    embedded: int
    documents: int
    passages: int
    generation: int
    seconds: float

    @property
    def is_empty(self) -> bool:
        """Whether nothing was different."""
        return not (self.added or self.changed or self.moved or self.removed)


class Resyncer:
    """Runs one sync at a time; whoever asks for another meanwhile shares one that begins afterwards."""

    def __init__(
        self, settings: Settings, metrics: Metrics, *, after: Callable[[SyncSummary], Awaitable[None]]
    ) -> None:
        """Sync these settings' seeds; ``after`` is awaited with every report before anybody else hears of it."""
        self._settings = settings
        self._metrics = metrics
        self._after = after
        self._turn = asyncio.Lock()
        self._waiting: asyncio.Task[SyncSummary] | None = None
        self._tasks: set[asyncio.Task[SyncSummary]] = set()

    @property
    def is_running(self) -> bool:
        """Whether a sync is under way."""
        return self._turn.locked()

    async def sync(self) -> SyncSummary:
        """Sync, beginning now or after the one that is under way, and return what was different.

        Raises SyncFailed with the reason.
        """
        if self._waiting is None:
            self._waiting = asyncio.create_task(self._in_turn())
            self._tasks.add(self._waiting)
            self._waiting.add_done_callback(self._tasks.discard)
        return await asyncio.shield(self._waiting)

    async def stop(self) -> None:
        """Stop what is under way; the generation before goes on answering."""
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _in_turn(self) -> SyncSummary:
        async with self._turn:
            self._waiting = None  # who asks from here on may know of a change that this one does not see
            return await self._sync()

    async def _sync(self) -> SyncSummary:
        settings = self._settings
        environment = {name: value for name, value in os.environ.items() if name.upper() != "DISCORD_TOKEN"}
        environment |= {
            "SEEDS_DIR": str(settings.seeds_dir.expanduser().resolve()),
            "INDEX_DIR": str(settings.index_dir.expanduser().resolve()),
            "EMBEDDING_MODEL": settings.embedding_model,
            "EMBEDDING_PRECISION": settings.embedding_precision,
            "PYTHONUTF8": "1",
        }
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "sync", "--json"),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=environment,
        )
        try:
            out, complaint = await process.communicate()
        except asyncio.CancelledError:
            process.terminate()
            await process.wait()
            raise
        if process.returncode != 0:
            lines = complaint.decode(errors="replace").strip().splitlines()
            reason = lines[-1].removeprefix("quoth: ") if lines else f"exit status {process.returncode}"
            self._metrics.synced("failed")
            event(_log, "sync failed", level=logging.WARNING, reason=reason)
            raise SyncFailed(reason)
        summary = _summary(json.loads(out))
        self._metrics.synced("unchanged" if summary.is_empty else "changed")
        if not summary.is_empty:
            event(
                _log, "synced", generation=summary.generation, documents=summary.documents,
                passages=summary.passages, embedded=summary.embedded, seconds=summary.seconds,
            )  # fmt: skip
        await self._after(summary)
        return summary


def _summary(report: dict[str, Any]) -> SyncSummary:
    return SyncSummary(
        added=tuple(report["added"]),
        changed=tuple(report["changed"]),
        moved=tuple((old, new) for old, new in report["moved"]),
        removed=tuple(report["removed"]),
        skipped=tuple((item["path"], item["reason"]) for item in report["skipped"]),
        embedded=report["embedded"],
        documents=report["documents"],
        passages=report["passages"],
        generation=report["generation"],
        seconds=report["seconds"],
    )
