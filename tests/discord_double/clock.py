"""The time on this Discord, which tests can move forward, and the ids that are made of it."""

from __future__ import annotations

import asyncio
import threading
import time
from datetime import UTC, datetime

_EPOCH_MS = 1_420_070_400_000


class Clock:
    """Wall-clock time plus whatever tests added to it.

    Deadlines that Discord sets (3 seconds to acknowledge, 15 minutes for a token) are measured on this clock, so
    ``clock.advance(minutes=16)`` expires every token at once. Timeouts of the wait helpers run in real time.
    """

    def __init__(self) -> None:
        self._offset = 0.0
        self._serial = 0
        self._last_ms = 0
        self._lock = threading.Lock()
        self._sleepers: set[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = set()

    def time(self) -> float:
        """Seconds since 1970."""
        return time.time() + self._offset

    def now(self) -> datetime:
        """The same as an aware datetime."""
        return datetime.fromtimestamp(self.time(), UTC)

    def advance(self, *, seconds: float = 0, minutes: float = 0, hours: float = 0, days: float = 0) -> None:
        """Move the time forward; it never goes back."""
        step = seconds + 60 * (minutes + 60 * (hours + 24 * days))
        if step < 0:
            raise ValueError(f"time does not run backwards: {step} seconds")
        self._offset += step
        for loop, event in list(self._sleepers):
            loop.call_soon_threadsafe(event.set)

    async def sleep_until(self, moment: float) -> None:
        """Return when ``time()`` is ``moment`` or later; wakes at once when the time is advanced past it."""
        event = asyncio.Event()
        sleeper = (asyncio.get_running_loop(), event)
        self._sleepers.add(sleeper)
        try:
            while (left := moment - self.time()) > 0:
                event.clear()
                try:
                    await asyncio.wait_for(event.wait(), left)
                except TimeoutError:
                    continue
        finally:
            self._sleepers.discard(sleeper)

    def snowflake(self) -> int:
        """A new id that carries this moment, larger than every one before."""
        with self._lock:
            self._last_ms = max(int(self.time() * 1000) - _EPOCH_MS, self._last_ms)
            self._serial += 1
            if self._serial >> 12:
                self._serial, self._last_ms = 0, self._last_ms + 1
            return self._last_ms << 22 | self._serial
