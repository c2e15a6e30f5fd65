"""The lane of those who must hear in time that an answer is coming: whoever came first goes first, before all else."""

from __future__ import annotations

import asyncio
import heapq
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

AT_ONCE = 16
"""How many are told at the same time that they have to wait: two hundred would be late together, each with a new
connection."""
CROWD = 4
"""When more than so many must be told, each gets the cheapest sign that there is."""
PAUSE_SECONDS = 2.5
"""How long work may pause at most for those who must be told: it takes the processor that telling them needs, and
after 3 s Discord takes no sign any more."""
PAUSE_SHARE = 0.25
"""How long work may pause again, as a share of the time that it went on meanwhile."""


class UrgentLane:
    """Lets a few at a time tell somebody, and holds work back meanwhile, for a moment at most.

    ``turn`` and ``is_crowded`` belong to the event loop; ``hold_back`` and ``went_on`` to the thread that works.
    """

    def __init__(self) -> None:
        self._free = AT_ONCE
        self._line: list[tuple[bool, float, int, asyncio.Future[None]]] = []
        self._number = 0
        self._urgent = 0
        self._none_urgent = threading.Event()
        self._none_urgent.set()
        self._pause = PAUSE_SECONDS

    @property
    def is_crowded(self) -> bool:
        """Whether many must be told now."""
        return self._urgent > CROWD

    @asynccontextmanager
    async def turn(self, arrived: float, *, urgent: bool = True) -> AsyncIterator[None]:
        """Tell somebody in the block, which begins when it is their turn.

        arrived: when they asked; the earliest go first. urgent: whether it is too late soon; all others come after.
        """
        if urgent:
            self._urgent += 1
            self._none_urgent.clear()
        try:
            await self._take_turn(arrived, urgent=urgent)
            try:
                yield
            finally:
                self._pass_on()
        finally:
            if urgent:
                self._urgent -= 1
                if not self._urgent:
                    self._none_urgent.set()

    def hold_back(self) -> None:
        """Wait, in the thread that works, while anybody must be told; not for long."""
        began = time.monotonic()
        self._none_urgent.wait(self._pause)
        self._pause -= min(self._pause, time.monotonic() - began)

    def went_on(self, seconds: float) -> None:
        """Note how long work went on, after which it may pause again."""
        self._pause = min(PAUSE_SECONDS, self._pause + seconds * PAUSE_SHARE)

    async def _take_turn(self, arrived: float, *, urgent: bool) -> None:
        if self._free:
            self._free -= 1
            return
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._number += 1
        heapq.heappush(self._line, (not urgent, arrived, self._number, mine))
        try:
            await mine
        except asyncio.CancelledError:
            if mine.done() and not mine.cancelled():  # it was given the turn that it cannot take any more
                self._pass_on()
            raise

    def _pass_on(self) -> None:
        while self._line:
            following = heapq.heappop(self._line)[-1]
            if not following.done():
                following.set_result(None)
                return
        self._free += 1
