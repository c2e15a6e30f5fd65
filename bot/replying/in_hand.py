"""Which messages are being answered, and which of them their authors have deleted meanwhile."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from bot.tickets import Ticket

_V = TypeVar("_V")

MAX_REMEMBERED = 2000
"""So many messages are remembered that were answered, and as many that were deleted."""


class InHand:
    """The messages that are being answered, and which were answered or deleted last.

    No text is kept: of what a message said there is only a hash, which is worth nothing in another process.
    """

    def __init__(self) -> None:
        self._done: dict[int, asyncio.Event] = {}
        self._tickets: dict[int, Ticket] = {}
        self._withdrawn: OrderedDict[int, None] = OrderedDict()
        self._answered: OrderedDict[int, int] = OrderedDict()

    @contextmanager
    def holding(self, message: int, content: str) -> Iterator[None]:
        """Count a message as being answered until the block ends; ``content`` is what it says."""
        done = self._done[message] = asyncio.Event()
        _remember(self._answered, message, hash(content))
        try:
            yield
        finally:
            self._done.pop(message, None)
            self._tickets.pop(message, None)
            done.set()

    def submitted(self, message: int, ticket: Ticket) -> None:
        """Note the turn at the desk of the question that a message asks."""
        self._tickets[message] = ticket
        if message in self._withdrawn:
            ticket.withdraw()

    def withdraw(self, message: int) -> None:
        """Note that a message was deleted: its question leaves the queue, and whoever answers it stops.

        It stays noted, because Discord may report a message, or an edit of it, to another task at the same time.
        """
        self._answered.pop(message, None)
        _remember(self._withdrawn, message, None)
        if (ticket := self._tickets.get(message)) is not None:
            ticket.withdraw()

    def is_withdrawn(self, message: int | None) -> bool:
        """Return whether a message was deleted, as far as that is remembered."""
        return message in self._withdrawn

    def has_answered(self, message: int, content: str) -> bool:
        """Return whether a message was answered, as far as that is remembered, when it said just this."""
        return self._answered.get(message) == hash(content)

    async def until_answered(self, message: int) -> None:
        """Wait until nobody is answering a message."""
        while (done := self._done.get(message)) is not None:
            await done.wait()


def _remember(noted: OrderedDict[int, _V], message: int, value: _V) -> None:
    noted[message] = value
    noted.move_to_end(message)
    if len(noted) > MAX_REMEMBERED:
        noted.popitem(last=False)
