"""Background work: reading the seeds, loading new generations, removing what is too old."""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from bot.changing.shelf import TRASH_FOLDER, Shelf
from bot.collecting.collection import Collection
from bot.desk import Desk
from bot.service.logs import log_event
from bot.service.metrics import Metrics
from bot.service.resyncing import Resyncer, SyncFailed
from bot.settings import Settings
from bot.state.state import State
from bot.watching import BOT_RESCAN_SECONDS, RULES_SECONDS, changes
from retrieval import Library, QuothError, SyncReport
from retrieval.access.access import UNLIMITED
from retrieval.catalog.records import StoredDocument
from retrieval.errors import first_line

REFRESH_SECONDS = 15.0
"""How often the index is checked for a new generation: somebody may have run ``quoth sync``."""
EXPIRY_SECONDS = 3600.0
"""How often old entries are removed from the memory."""

CLEANING_SECONDS = 600.0
"""How long after a cleaning of the memory's file the next one begins at the earliest: meanwhile, nothing else can use
the memory, and one person could ask for it again and again. One that failed is tried again then."""

SYNC_DELAY_SECONDS, SYNC_PAUSE_SECONDS = 2.0, 10.0
"""How long after a message became a document, or ceased to be one, a sync begins, and the pause between two such syncs:
many messages share one."""

_log = logging.getLogger(__name__)


class Upkeep:
    """Keeps the bot's library and memory up to date.

    ``resyncer`` reads the seeds in a separate process, ``shelf`` is what changes them. ``collection`` has the messages
    of Discord that are documents.
    """

    def __init__(self, settings: Settings, library: Library, state: State, metrics: Metrics, desk: Desk) -> None:
        """Look after these; nothing happens until the coroutines of ``work`` run."""
        self._settings = settings
        self._library = library
        self._state = state
        self._metrics = metrics
        self._desk = desk
        trash = settings.index_dir.expanduser() / TRASH_FOLDER
        self.shelf = Shelf(settings.seeds_dir.expanduser(), trash, state.changes)
        self.collection = Collection(settings.index_dir.expanduser(), state.collected)
        self._sync_is_due = asyncio.Event()
        self.resyncer = Resyncer(settings, metrics, after=self._synced)
        self._known: tuple[int, Sequence[StoredDocument]] = (-1, ())
        self._cleaned = -math.inf
        self._waits_to_clean = self._failed_to_clean = self._has_ended = False

    async def documents(self) -> Sequence[StoredDocument]:
        """Return all documents of the newest generation, also those that not everybody may read: for operators."""
        generation = self._library.generation
        if self._known[0] != generation:
            self._known = generation, await self._desk.in_thread(self._library.documents, access=UNLIMITED)
        return self._known[1]

    def work(self) -> Sequence[Coroutine[Any, Any, None]]:
        """Return the coroutines that have to run in the background until the bot stops."""
        watching = [self._watch(), self._hold_limits()] if self._settings.discord_watch else []
        return [self._keep_up(), self._expire(), self._sync_when_due(), *watching]

    def sync_soon(self) -> None:
        """Have the documents read again in a moment; what asks for it until then shares that sync."""
        self._sync_is_due.set()

    async def _sync_when_due(self) -> None:
        while True:
            await self._sync_is_due.wait()
            await asyncio.sleep(SYNC_DELAY_SECONDS)
            self._sync_is_due.clear()
            with logging_failures("reading the collected messages"):
                await self.resyncer.sync()
            await asyncio.sleep(SYNC_PAUSE_SECONDS)

    async def clean(self) -> None:
        """Remove what people asked to be forgotten from the memory's file as well, now or after ``CLEANING_SECONDS``.

        It is deleted from the tables already. When the bot stops, it does not wait: see ``clean_at_end``.
        """
        if self._waits_to_clean:  # what is to be cleaned by now is cleaned then
            return
        self._waits_to_clean = True
        try:
            await asyncio.sleep(self._cleaned + CLEANING_SECONDS - time.monotonic())
        finally:
            self._waits_to_clean = False
        before, self._cleaned = self._cleaned, time.monotonic()  # also when it fails
        self._failed_to_clean = True
        with logging_failures("cleaning the memory"):
            if not await self._desk.call_state(self._state.clean):
                self._cleaned = before
            self._failed_to_clean = False

    async def clean_at_end(self) -> None:
        """Do what waits for its time now, because the bot stops; a second call does nothing."""
        if self._has_ended:
            return
        self._has_ended = True
        with logging_failures("cleaning the memory"):
            await self._desk.call_state(self._state.clean)

    async def _keep_up(self) -> None:
        """Read the seeds, then load each new generation, whichever process made it."""
        with logging_failures("reading the seeds"):
            if self._settings.discord_watch or await self._desk.in_thread(self._cannot_answer):
                await self.resyncer.sync()
        last_reason = ""
        while True:
            try:
                await self._desk.refresh()
                last_reason = ""
            except Exception as error:
                reason = first_line(error)
                if reason != last_reason:
                    log_event(_log, "index cannot answer", level=logging.ERROR, reason=reason)
                last_reason = reason
            await asyncio.sleep(REFRESH_SECONDS)

    def _cannot_answer(self) -> bool:
        """Whether a sync must come first, be it that an earlier version of Quoth made the index."""
        return (self._library.needs_sync() or self._library.outdated()) is not None

    async def _synced(self, report: SyncReport) -> None:
        self._metrics.set_index(
            generation=report.generation,
            documents=report.documents,
            passages=report.passages,
            suspect_documents=report.suspect_documents,
        )
        if report.documents:
            await self._desk.refresh()

    async def _watch(self) -> None:
        folder = self._settings.seeds_dir.expanduser()
        while True:
            with logging_failures("watching the seeds"):
                async for _ in changes(folder, every=BOT_RESCAN_SECONDS):
                    with logging_failures("reading the seeds"):
                        await self.resyncer.sync()
            await asyncio.sleep(REFRESH_SECONDS)

    async def _hold_limits(self) -> None:
        """Let access rules that become narrower hold, also while a sync runs or when it fails."""
        tightener, last_reason = self._library.tightener(), ""
        while True:
            try:
                if await self._desk.in_thread(tightener.tighten):
                    log_event(_log, "narrower access rules hold")
                    await self._desk.refresh()
                last_reason = ""
            except Exception as error:  # whatever it is, it must not end the watch
                reason = first_line(error)
                if reason != last_reason:
                    log_event(_log, "access rules could not be looked at", level=logging.ERROR, reason=reason)
                last_reason = reason
            await asyncio.sleep(RULES_SECONDS)

    async def _expire(self) -> None:
        while True:
            with logging_failures("removing what is too old"):
                await self._desk.call_state(self._state.expire)
                await self._desk.in_thread(self.shelf.expire, self._settings.discord_keep_changes_days)
            await self.clean()
            ends = time.monotonic() + EXPIRY_SECONDS
            while (left := ends - time.monotonic()) > 0:
                await asyncio.sleep(min(left, CLEANING_SECONDS))
                if self._failed_to_clean:  # the disk was full, for example
                    await self.clean()


@contextmanager
def logging_failures(work: str) -> Iterator[None]:
    """Log any error of the block, and go on after it: a full disk, for example, may pass."""
    try:
        yield
    except SyncFailed:
        pass  # logged already; the last generation still answers, and the next change tries again
    except Exception as error:
        reason = str(error) if isinstance(error, QuothError | OSError) else None
        log_event(_log, f"{work} failed", level=logging.ERROR, reason=reason, exc=None if reason else error)
