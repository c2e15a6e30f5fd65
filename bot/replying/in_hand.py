"""Which messages are being answered, and which of them their authors have deleted meanwhile."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager

from bot.tickets import Ticket

MAX_ANSWERED = 2000
"""So many messages are remembered with what they said when they were answered."""


class InHand:
    """The messages that are being answered, and what those said that were answered last."""

    def __init__(self) -> None:
        self._done: dict[int, asyncio.Event] = {}
        self._withdrawn: set[int] = set()
        self._tickets: dict[int, Ticket] = {}
        self._answered: OrderedDict[int, str] = OrderedDict()

    @contextmanager
    def holding(self, message: int, content: str) -> Iterator[None]:
        """Count a message as being answered until the block ends; ``content`` is what it says."""
        done = self._done[message] = asyncio.Event()
        self._answered[message] = content
        if len(self._answered) > MAX_ANSWERED:
            self._answered.popitem(last=False)
        try:
            yield
        finally:
            self._done.pop(message, None)
            self._withdrawn.discard(message)
            self._tickets.pop(message, None)
            done.set()

    def submitted(self, message: int, ticket: Ticket) -> None:
        """Note the turn at the desk of the question that a message asks."""
        self._tickets[message] = ticket
        if message in self._withdrawn:
            ticket.withdraw()

    def withdraw(self, message: int) -> None:
        """Note that a message was deleted: whoever is answering it stops, and its question leaves the queue."""
        self._answered.pop(message, None)
        if message in self._done:
            self._withdrawn.add(message)
        if (ticket := self._tickets.get(message)) is not None:
            ticket.withdraw()

    def is_withdrawn(self, message: int | None) -> bool:
        """Return whether a message was deleted while it is being answered."""
        return message in self._withdrawn

    def has_answered(self, message: int, content: str) -> bool:
        """Return whether a message was answered, as far as that is remembered, when it said just this."""
        return self._answered.get(message) == content

    async def until_answered(self, message: int) -> None:
        """Wait until nobody is answering a message."""
        while (done := self._done.get(message)) is not None:
            await done.wait()
