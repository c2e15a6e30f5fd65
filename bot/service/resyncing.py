"""Syncing while the bot runs: in a separate process, so that embedding does not slow down the answers.

``upkeep`` decides when, and so do operators with ``/sync`` and ``/add``.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import sys
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any, Self

from bot.service.logs import log_event
from bot.service.metrics import Metrics
from bot.settings import Settings, settings_as_json
from retrieval import ConsentNeeded, QuothError, SyncReport

MAX_LOGGED_FILES = 20
"""How many files of one kind the log names after a sync."""

SYNC_PRIORITY = 10
"""The priority of the other process, as Unix counts it; the bot has 0, and who is waited for less has more."""

_log = logging.getLogger(__name__)


class SyncFailed(QuothError):
    """The other process could not sync; this has the fields of its error, and the name of its class as ``kind``.

    ``question`` is the token of what it asked; see ``ConsentNeeded``.
    """

    FIELDS = ConsentNeeded.FIELDS
    kind = "QuothError"

    def __init__(self, problem: str, remedy: str | None = None, *, question: str | None = None, **fields: Any) -> None:
        super().__init__(problem, remedy, **fields)
        self.question = question

    @classmethod
    def from_dict(cls, fields: dict[str, str | None]) -> Self:
        """Return the failure with the fields that any QuothError's ``as_dict`` returns."""
        failure = super().from_dict(fields)
        failure.kind = fields.get("error") or cls.kind
        return failure


class Resyncer:
    """Runs one sync at a time; all requests that arrive meanwhile share one sync that begins afterwards."""

    def __init__(self, settings: Settings, metrics: Metrics, *, after: Callable[[SyncReport], Awaitable[None]]) -> None:
        """Prepare to sync these settings' seeds; ``after`` is awaited with each report before ``sync`` returns it."""
        self._settings = settings
        self._metrics = metrics
        self._after = after
        self._lock = asyncio.Lock()
        self._waiting: asyncio.Task[SyncReport] | None = None
        self._tasks: set[asyncio.Task[SyncReport]] = set()
        self._logged_languages: Mapping[str, int] = {}
        self.awaits_consent = False
        """Whether the last sync left something out because nobody has agreed to it."""
        self._logged_access: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
        self._logged_origins: tuple[str, ...] = ()

    @property
    def is_running(self) -> bool:
        """Whether a sync is under way."""
        return self._lock.locked()

    async def sync(self, agreed: str = "") -> SyncReport:
        """Sync, beginning now or after the sync that is under way, and return what changed.

        agreed: the tokens of questions that somebody has said yes to; a sync with any is shared with no other request.
        Raises SyncFailed with the reason.
        """
        if agreed:
            return await asyncio.shield(self._begin(self._in_turn(agreed)))
        if self._waiting is None:
            self._waiting = self._begin(self._shared())
        return await asyncio.shield(self._waiting)

    def _begin(self, syncing: Coroutine[Any, Any, SyncReport]) -> asyncio.Task[SyncReport]:
        task = asyncio.create_task(syncing)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def stop(self) -> None:
        """Stop the sync that is under way; the previous generation keeps answering."""
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _shared(self) -> SyncReport:
        async with self._lock:
            self._waiting = None  # a later request may be about a change that this sync misses
            return await self._run_child("")

    async def _in_turn(self, agreed: str) -> SyncReport:
        async with self._lock:
            return await self._run_child(agreed)

    async def _run_child(self, agreed: str) -> SyncReport:
        environment = {name: value for name, value in os.environ.items() if name.upper() != "DISCORD_TOKEN"}
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "sync", "--json", "--settings-from-stdin"),
            *(("--agreed", agreed) if agreed else ()),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={**environment, "PYTHONUTF8": "1"},
        )
        _yield_to_answers(process.pid)
        try:
            out, complaint = await process.communicate(settings_as_json(self._settings).encode())
        except asyncio.CancelledError:
            process.terminate()
            await process.wait()
            raise
        if process.returncode != 0:
            failure = _failure(out, complaint, process.returncode)
            self.awaits_consent |= failure.question is not None
            self._metrics.count_sync("failed")
            log_event(_log, "sync failed", level=logging.WARNING, kind=failure.kind, reason=str(failure))
            raise failure
        report = SyncReport.from_dict(json.loads(out))
        self.awaits_consent = report.access_question is not None
        self._metrics.count_sync("unchanged" if report.is_empty else "changed")
        if not report.is_empty:
            log_event(
                _log, "synced", generation=report.generation, documents=report.documents,
                passages=report.passages, embedded=report.embedded, seconds=report.seconds,
            )  # fmt: skip
        if report.newly_read:
            log_event(
                _log, "files are read that earlier versions could not read", level=logging.WARNING,
                count=len(report.newly_read), files=", ".join(report.newly_read[:MAX_LOGGED_FILES]),
            )  # fmt: skip
        for suspect in report.suspect[:MAX_LOGGED_FILES]:
            log_event(
                _log, "file may not be read completely", level=logging.WARNING,
                file=suspect.path, reason=suspect.warning,
            )  # fmt: skip
        if report.unread_languages and report.unread_languages != self._logged_languages:
            log_event(
                _log, "documents are in languages that the model does not read", level=logging.WARNING,
                model=report.model, setting="EMBEDDING_MODEL",
                languages=", ".join(f"{code} {number}" for code, number in report.unread_languages.items()),
            )  # fmt: skip
        self._logged_languages = report.unread_languages
        self._log_access(report)
        if report.origin_faults != self._logged_origins:
            for fault in report.origin_faults[:MAX_LOGGED_FILES]:
                log_event(_log, "source could not be fetched", level=logging.WARNING, reason=fault)
        self._logged_origins = report.origin_faults
        await self._after(report)
        return report

    def _log_access(self, report: SyncReport) -> None:
        """Log once what waits for consent before more people may read it, and which rules cannot be understood."""
        now = (report.access_waiting, report.access_faults)
        if now == self._logged_access:
            return
        self._logged_access = now
        for who in report.access_waiting[:MAX_LOGGED_FILES]:
            log_event(_log, "more people could read a folder; /sync asks an operator", level=logging.WARNING, who=who)
        for fault in report.access_faults[:MAX_LOGGED_FILES]:
            log_event(_log, "a folder is closed: its rules cannot be understood", level=logging.WARNING, reason=fault)


def _yield_to_answers(process: int) -> None:
    """Lower a process's priority, where the system knows priorities: on an idle machine, it is as fast as before."""
    with contextlib.suppress(AttributeError, OSError):
        os.setpriority(os.PRIO_PROCESS, process, SYNC_PRIORITY)


def _failure(out: bytes, complaint: bytes, status: int | None) -> SyncFailed:
    """Return the error that the other process printed as JSON, or else the last line of its standard error as one."""
    try:
        return SyncFailed.from_dict(json.loads(out))
    except (ValueError, TypeError, AttributeError):
        lines = complaint.decode(errors="replace").strip().splitlines()
        problem = lines[-1].removeprefix("quoth: ").rstrip(".") if lines else ""
        return SyncFailed(problem or f"The process that reads the documents ended with status {status}")
