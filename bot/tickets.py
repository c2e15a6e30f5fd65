"""A question as it reaches the desk, its place in the queue, and the reply to it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from bot.state.records import RememberedAnswer
from retrieval import Access, Answer, Filter, Quote


class Busy(Exception):
    """More questions are waiting than the operator allows, of all servers or of this one."""


@dataclass(frozen=True, slots=True)
class Request:
    """A question as it reaches the desk.

    ``access`` is what those may read who will see the answer. ``history`` holds the earlier questions of the
    conversation, ``previous`` the id of the last answer. ``is_own`` is whether the asker wrote the words.
    ``is_overheard`` means that nobody asked Quoth, so that a question without an answer is not stored. ``message`` is
    the asker's message, None for commands and menus; ``repeats`` is the message whose question is searched again for
    one person alone. ``server`` is None in direct messages, ``parent`` the channel that a thread belongs to.
    ``is_private`` is whether perhaps only the asker sees it, ``is_guest`` whether the bot is no member of the server.
    """

    question: str
    person: int
    channel: int
    access: Access
    only: Filter | None = None
    history: tuple[str, ...] = ()
    previous: str | None = None
    is_own: bool = True
    is_overheard: bool = False
    server: int | None = None
    parent: int | None = None
    message: int | None = None
    repeats: int | None = None
    is_private: bool = True
    is_guest: bool = False

    @property
    def turns_with(self) -> int | None:
        """The server whose people the asker takes turns with; None for direct messages and wherever the bot is a guest.

        Anybody can make servers in which the bot is a guest. If each had turns of its own, one person could have many.
        """
        return None if self.is_guest else self.server

    @property
    def names_documents(self) -> bool:
        """Whether the asker chose a source or a language; who repeats somebody else's question chose none."""
        is_chosen = self.only is not None and (self.only.source is not None or self.only.language is not None)
        return self.is_own and is_chosen


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as it is remembered, with all the quotes that were found, including those of later pages."""

    answer: Answer
    remembered: RememberedAnswer
    quotes: tuple[Quote | None, ...]


@dataclass(slots=True, eq=False)
class Ticket:
    """A question in the queue. ``ahead`` is how many were to be answered before it when it arrived."""

    ahead: int
    reply: asyncio.Future[Reply] = field(repr=False)
    is_withdrawn: bool = False

    def withdraw(self) -> None:
        """Leave the queue: nobody waits for the answer any more, and who awaits ``reply`` gets a CancelledError.

        What is being answered already is not remembered. After the reply, this does nothing.
        """
        self.is_withdrawn = self.reply.cancel()
