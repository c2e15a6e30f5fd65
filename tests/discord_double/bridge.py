"""The one seam between the tests' threads and the thread in which the double runs, and how tests wait for things."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from .failures import Unanswered

T = TypeVar("T")


class Bridge:
    """A thread with an event loop of its own; everything that changes the double's state runs there."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, name="discord-double", daemon=True)
        self._waiters: dict[asyncio.Future[Any], Callable[[], Any]] = {}
        self._is_asking = False
        self._tasks: set[asyncio.Task[Any]] = set()

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self) -> None:
        """Cancel what still runs on the loop, close it and end the thread."""
        asyncio.run_coroutine_threadsafe(self._wind_up(), self.loop).result(10)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(10)

    def call(self, function: Callable[[], T]) -> T:
        """Run a function in the double's thread and wait for it: from any other thread, or from that one."""
        if threading.current_thread() is self._thread:
            return function()

        async def inside() -> T:
            return function()

        return asyncio.run_coroutine_threadsafe(inside(), self.loop).result(30)

    async def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Await ``work`` on the double's loop from a coroutine on any loop."""
        if asyncio.get_running_loop() is self.loop:
            return await work
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self.loop))

    def spawn(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Start a background task on the double's loop; only called there."""
        task = self.loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def changed(self) -> None:
        """Wake those whose probe is fulfilled; only called in the double's thread.

        Two hundred may wait: one round asks all of them, however much has changed, and wakes nobody in vain.
        """
        if self._waiters and not self._is_asking:
            self._is_asking = True
            self.loop.call_soon(self._ask_all)

    def _ask_all(self) -> None:
        self._is_asking = False
        for waiter, probe in [*self._waiters.items()]:
            if waiter.done():
                continue
            try:
                found = probe()
            except Exception as error:
                waiter.set_exception(error)
            else:
                if found is not None and found is not False:
                    waiter.set_result(found)

    async def until(self, probe: Callable[[], T | None], timeout: float, describe: Callable[[], str]) -> T:
        """Return the first result of ``probe`` that is neither None nor False; it is asked after every change.

        Raises Unanswered with ``describe()`` after ``timeout`` seconds. ``probe`` runs in the double's thread.
        """
        return await self.run(self._until(probe, timeout, describe))

    async def _until(self, probe: Callable[[], T | None], timeout: float, describe: Callable[[], str]) -> T:
        found = probe()
        if found is not None and found is not False:
            return found
        waiter: asyncio.Future[T] = self.loop.create_future()
        self._waiters[waiter] = probe
        try:
            async with asyncio.timeout(timeout):
                return await waiter
        except TimeoutError:
            raise Unanswered(f"after {timeout:g} s: {describe()}") from None
        finally:
            del self._waiters[waiter]

    def _serve(self) -> None:
        asyncio.set_event_loop(self.loop)
        try:
            self.loop.run_forever()
        finally:
            asyncio.set_event_loop(None)
            self.loop.close()

    async def _wind_up(self) -> None:
        current = asyncio.current_task()
        tasks = [task for task in asyncio.all_tasks() if task is not current]
        for task in tasks:
            task.cancel()
        for task in tasks:
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await task
        await self.loop.shutdown_asyncgens()
