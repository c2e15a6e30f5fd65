"""The seam between the event loop and everything that blocks: one thread asks the library, one writes the memory.

What waits while a question is answered is answered next, together, for that is less work than one by one.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import ParamSpec, TypeVar

from bot.choosing import Offered
from bot.logs import event
from bot.state import Remembered, State, find_again, to_remember
from retrieval import Answer, Context, Filter, Inquiry, Library, Quote
from retrieval.errors import QueryError, StorageError
from retrieval.filtering import EVERYTHING
from retrieval.reader import NONE
from retrieval.records import StoredDocument

P = ParamSpec("P")
T = TypeVar("T")

FOUND = 15
"""Passages that are remembered with an answer, for its pages."""

TOGETHER = 32
"""Questions that are answered together at most: more would be hardly faster, and each of them waits for the last."""

READ_TOGETHER = 4
"""The same where passages are read: that is most of the work, and takes as long for each in whatever company."""

TURN = 0.0002
"""Seconds after which a thread that computes in Python lets another one, where others want to; Python's own are 0.005.
An answer comes back from compiled code a hundred times, and each time it would wait that long for the event loop."""

_log = logging.getLogger(__name__)


class Busy(Exception):
    """More questions are waiting than the operator allows."""


@dataclass(frozen=True, slots=True)
class Request:
    """A question as it reaches the desk. ``history`` and ``previous`` are the conversation that it is part of.

    ``is_own``: the words are those of who asks. ``is_overheard``: nobody asked Quoth, so nothing is kept of a question
    that it has no answer to.
    """

    question: str
    person: int
    channel: int
    only: Filter | None = None
    history: tuple[str, ...] = ()
    previous: str | None = None
    is_own: bool = True
    is_overheard: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, remembered, with its quotes in full: all that were found, also those of further pages."""

    answer: Answer
    remembered: Remembered
    quotes: tuple[Quote | None, ...]


@dataclass(slots=True)
class Ticket:
    """A question in the queue. ``ahead`` is how many were before it when it came."""

    ahead: int
    reply: asyncio.Future[Reply] = field(repr=False)


class Desk:
    """Answers questions in the order they come, those that wait together, off the event loop."""

    def __init__(self, library: Library, state: State, *, most: int, list_unanswered: bool) -> None:
        """Take questions for a library, ``most`` at a time. ``list_unanswered``: operators see what was not found."""
        self.library = library
        self._together = TOGETHER if library.reader_name == NONE else READ_TOGETHER
        self.state = state
        self.waiting = 0
        self._is_closing = False
        self._most = most
        self._list_unanswered = list_unanswered
        self._queue: deque[tuple[Request, Future[Reply]]] = deque()
        self._asking = ThreadPoolExecutor(1, thread_name_prefix="asking")
        self._writing = ThreadPoolExecutor(1, thread_name_prefix="memory")
        self._looking = ThreadPoolExecutor(2, thread_name_prefix="looking")
        self._offered = Offered(0, [])

    @property
    def documents(self) -> Sequence[StoredDocument]:
        """The documents of the generation that answered last, at once: it may be one behind."""
        return self._offered.documents

    @property
    def offered(self) -> Offered:
        """The same, to choose from."""
        return self._offered

    def submit(self, request: Request) -> Ticket:
        """Put a question at the end of the queue. Raises Busy when it is full."""
        if self.waiting >= self._most or self._is_closing:
            raise Busy
        reply: Future[Reply] = Future()
        self._queue.append((request, reply))
        self._asking.submit(self._answer_some)
        ticket = Ticket(self.waiting, asyncio.wrap_future(reply))
        self.waiting += 1
        ticket.reply.add_done_callback(self._leave)
        return ticket

    async def found(self, remembered: Remembered) -> tuple[Quote | None, ...]:
        """Return the quotes of an answer as they were shown: None for those that are not in the library any more."""
        return await self._look(self._found, remembered)

    async def context(self, quote: Quote) -> Context | None:
        """Return a quote among its neighbours."""
        return await self._look(self.library.context, quote.id)

    async def refresh(self) -> int:
        """Load the newest generation, and the model; return the generation's number."""
        return await asyncio.get_running_loop().run_in_executor(self._asking, self._refresh)

    async def remember(self, method: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call a method of the bot's memory off the event loop, after those that were called before it."""
        return await asyncio.get_running_loop().run_in_executor(self._writing, lambda: method(*args, **kwargs))

    async def elsewhere(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call anything that blocks in a thread of its own."""
        return await asyncio.get_running_loop().run_in_executor(None, lambda: function(*args, **kwargs))

    async def _look(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        # Not in the default threads: while a generation loads, these wait, and names of hosts are resolved there.
        return await asyncio.get_running_loop().run_in_executor(self._looking, lambda: function(*args, **kwargs))

    async def finish(self, seconds: float) -> int:
        """Take no more questions, and wait for those in hand, at most so long; return how many still are."""
        self._is_closing = True
        try:
            async with asyncio.timeout(seconds):
                while self.waiting:
                    await asyncio.sleep(0.01)
        except TimeoutError:
            _log.warning("%d questions were left unanswered", self.waiting)
        return self.waiting

    def close(self) -> None:
        """Let the threads end after what they are doing; questions that still wait are dropped."""
        self._is_closing = True
        self._asking.shutdown(wait=True, cancel_futures=True)
        for _, reply in self._queue:
            reply.cancel()
        self._looking.shutdown(wait=True, cancel_futures=True)
        self._writing.shutdown(wait=True)

    def _leave(self, reply: asyncio.Future[Reply]) -> None:
        self.waiting -= 1
        if not reply.cancelled():
            reply.exception()  # seen here in case its asker has gone

    # These run in the asking thread.

    def _answer_some(self) -> None:
        """Answer what waits longest, if this was not done with a question before it."""
        taken: list[tuple[Request, Future[Reply]]] = []
        while self._queue and len(taken) < self._together:
            request, reply = self._queue.popleft()
            if reply.set_running_or_notify_cancel():  # who asked is still there
                taken.append((request, reply))
        if not taken:
            return
        try:
            answers = self._ask([request for request, _ in taken])
            self._look_at_documents()
        except Exception as error:
            answers = [error] * len(taken)
        for (request, reply), answer in zip(taken, answers, strict=True):
            try:
                reply.set_result(self._reply(request, answer))
            except Exception as error:
                reply.set_exception(error)

    def _ask(self, requests: Sequence[Request]) -> list[Answer | Exception]:
        answers: dict[int, Answer | Exception] = {}
        inquiries = {}
        for place, request in enumerate(requests):
            try:
                inquiries[place] = Inquiry(request.question, FOUND, request.only or EVERYTHING, request.history)
            except QueryError as error:
                answers[place] = error
        answers |= zip(inquiries, self.library.ask_all([*inquiries.values()]), strict=True)
        return [answers[place] for place in range(len(requests))]

    def _reply(self, request: Request, answer: Answer | Exception) -> Reply:
        if isinstance(answer, Exception):
            raise answer
        searched = self._offered.admitted(request.only)
        remembered = to_remember(answer, person=request.person, channel=request.channel, documents=searched)
        if answer.answered or not request.is_overheard:
            try:
                remembered = self.state.remember(
                    answer,
                    person=request.person,
                    channel=request.channel,
                    documents=searched,
                    previous=request.previous,
                    list_unanswered=self._list_unanswered,
                    keep_question=request.is_own,
                )
            except StorageError as error:  # the answer is there all the same; only its buttons will not work
                event(_log, "answer could not be remembered", level=logging.ERROR, reason=str(error))
        return Reply(answer, remembered, answer.quotes or answer.nearest)

    def _found(self, remembered: Remembered) -> tuple[Quote | None, ...]:
        found = self.library.find([shown.id for shown in remembered.quotes])
        return tuple(find_again(remembered.quotes, found))

    def _refresh(self) -> int:
        generation = self.library.refresh()
        self._look_at_documents()
        return generation

    def _look_at_documents(self) -> None:
        if self._offered.generation != self.library.generation:
            self._offered = Offered(self.library.generation, self.library.documents())
