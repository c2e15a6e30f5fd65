"""The seam between the event loop and everything that blocks.

One thread asks the library, two more look quotes up in it, and one uses the memory. Questions that arrive while others
are being answered are answered next, together, which is less work than one by one.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, ParamSpec, TypeVar

from bot.messages.autocomplete import DocumentChoices
from bot.messages.readable import ReadableDocuments
from bot.service.logs import log_event
from bot.state.records import RememberedAnswer, as_shown, to_remember
from bot.state.state import State
from retrieval import UNLIMITED, Access, Answer, Context, Filter, Library, Query, Quote
from retrieval.catalog.records import StoredDocument
from retrieval.errors import QueryError, StorageError
from retrieval.search.query import EVERYTHING, lies_within
from retrieval.searchable import searchable

P = ParamSpec("P")
T = TypeVar("T")

MAX_PAGED_QUOTES = 15
"""How many quotes are found for an answer and remembered with it: they fill all of its pages."""

SWITCH_INTERVAL_SECONDS = 0.0002
"""How long a thread may compute in Python while others wait. Python's default is 0.005 s, and an answer would wait that
long for the event loop each of the hundred times that it returns from compiled code."""

_log = logging.getLogger(__name__)


class Busy(Exception):
    """More questions are waiting than the operator allows."""


@dataclass(frozen=True, slots=True)
class Request:
    """A question as it reaches the desk.

    ``access`` is what those may read who will see the answer. ``history`` holds the earlier questions of the
    conversation, ``previous`` the id of the last answer. ``is_own`` is whether the asker wrote the words.
    ``is_overheard`` means that nobody asked Quoth, so that a question without an answer is not stored. ``message`` is
    the asker's message, None for commands and menus. ``server`` is None in direct messages, ``parent`` the channel that
    a thread belongs to. ``is_private`` is whether perhaps only the asker sees it.
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
    is_private: bool = True

    @property
    def names_documents(self) -> bool:
        """Whether the asker chose a source or a language."""
        return self.only is not None and (self.only.source is not None or self.only.language is not None)


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as it is remembered, with all the quotes that were found, including those of later pages."""

    answer: Answer
    remembered: RememberedAnswer
    quotes: tuple[Quote | None, ...]


@dataclass(slots=True)
class Ticket:
    """A question in the queue. ``ahead`` is how many were ahead of it when it arrived."""

    ahead: int
    reply: asyncio.Future[Reply] = field(repr=False)


class Desk:
    """Answers questions off the event loop, in the order they arrive; waiting ones are answered together."""

    def __init__(self, library: Library, state: State, *, max_waiting: int, list_unanswered: bool) -> None:
        """Take questions for a library.

        max_waiting: more are refused. list_unanswered: keep questions without an answer for the operators' list.
        """
        self.library = library
        self._batch_size = library.batch_size
        self.state = state
        self.waiting = 0
        self._is_closing = False
        self._max_waiting = max_waiting
        self._list_unanswered = list_unanswered
        self._queue: deque[tuple[Request, Future[Reply]]] = deque()
        self._asking = ThreadPoolExecutor(1, thread_name_prefix="asking")
        self._writing = ThreadPoolExecutor(1, thread_name_prefix="memory")
        self._looking = ThreadPoolExecutor(2, thread_name_prefix="looking")
        self._readable = ReadableDocuments(0, [])

    @property
    def documents(self) -> Sequence[StoredDocument]:
        """All documents of the generation that answered last, for operators; without waiting, so perhaps one behind."""
        return self._readable.everything

    @property
    def readable(self) -> ReadableDocuments:
        """The same documents, for everybody as far as they may read them."""
        return self._readable

    async def look_through(
        self, search: Callable[[DocumentChoices], T], access: Access, within: str | None = None
    ) -> T:
        """Search the documents that may be read and offered, off the event loop: there may be a hundred thousand.

        within: what the channel is bound to.
        """
        return await self._look(lambda: search(self._readable.choices_for(access, within)))

    def submit(self, request: Request) -> Ticket:
        """Put a question at the end of the queue. Raises Busy when it is full."""
        if self.waiting >= self._max_waiting or self._is_closing:
            raise Busy
        reply: Future[Reply] = Future()
        self._queue.append((request, reply))
        self._asking.submit(self._answer_some)
        ticket = Ticket(self.waiting, asyncio.wrap_future(reply))
        self.waiting += 1
        ticket.reply.add_done_callback(self._leave)
        return ticket

    async def quotes_of(
        self, remembered: RememberedAnswer, access: Access, within: str | None
    ) -> tuple[Quote | None, ...]:
        """Return the quotes of an answer as they were shown; None for each that may not be read there, or is gone.

        within: what the channel is bound to.
        """
        return await self._look(self._quotes_of, remembered, access, within)

    async def context(self, quote: Quote, access: Access) -> Context | None:
        """Return a quote in its context, or None if it may not be read, or is gone."""
        return await self._look(self._context, quote, access)

    async def refresh(self) -> int:
        """Load the newest generation, and the model; return the generation's number."""
        return await asyncio.get_running_loop().run_in_executor(self._asking, self._refresh)

    async def call_state(self, method: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call a method of the bot's memory off the event loop, after all earlier calls."""
        return await asyncio.get_running_loop().run_in_executor(self._writing, lambda: method(*args, **kwargs))

    async def in_thread(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call any function that blocks, in one of the default threads."""
        return await asyncio.get_running_loop().run_in_executor(None, lambda: function(*args, **kwargs))

    async def _look(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        # Not in the default threads: these calls wait while a generation loads, and host names are resolved there.
        return await asyncio.get_running_loop().run_in_executor(self._looking, lambda: function(*args, **kwargs))

    async def finish(self, seconds: float) -> int:
        """Take no more questions, and wait up to ``seconds`` for those in hand; return how many are left."""
        self._is_closing = True
        try:
            async with asyncio.timeout(seconds):
                while self.waiting:
                    await asyncio.sleep(0.01)
        except TimeoutError:
            _log.warning("%d questions were left unanswered", self.waiting)
        return self.waiting

    def close(self) -> None:
        """Let the threads finish what they are doing; questions that still wait are dropped."""
        self._is_closing = True
        self._asking.shutdown(wait=True, cancel_futures=True)
        for _, reply in self._queue:
            reply.cancel()
        self._looking.shutdown(wait=True, cancel_futures=True)
        self._writing.shutdown(wait=True)

    def _leave(self, reply: asyncio.Future[Reply]) -> None:
        self.waiting -= 1
        if not reply.cancelled():
            reply.exception()  # retrieved here in case nobody awaits it any more

    # These run in the asking thread.

    def _answer_some(self) -> None:
        """Answer the questions that have waited longest, unless they were answered along with earlier ones."""
        taken: list[tuple[Request, Future[Reply]]] = []
        while self._queue and len(taken) < self._batch_size:
            request, reply = self._queue.popleft()
            if reply.set_running_or_notify_cancel():  # false when the asker has gone
                taken.append((request, reply))
        if not taken:
            return
        try:
            answers = self._ask([request for request, _ in taken])
            self._update_documents()
        except Exception as error:
            answers = [error] * len(taken)
        for (request, reply), answer in zip(taken, answers, strict=True):
            try:
                reply.set_result(self._reply(request, answer))
            except Exception as error:
                reply.set_exception(error)

    def _ask(self, requests: Sequence[Request]) -> list[Answer | Exception]:
        answers: dict[int, Answer | Exception] = {}
        queries = {}
        for position, request in enumerate(requests):
            try:
                queries[position] = Query(
                    request.question,
                    MAX_PAGED_QUOTES,
                    request.only or EVERYTHING,
                    request.history,
                    quoted=self._quoted_in(request.previous),
                    access=request.access,
                )
            except QueryError as error:
                answers[position] = error
        answers |= zip(queries, self.library.ask_all([*queries.values()]), strict=True)
        return [answers[position] for position in range(len(requests))]

    def _quoted_in(self, answer_id: str | None) -> str | None:
        """Return the id of the first quote of an answer, which a follow-up may be about."""
        before = self.state.answer(answer_id) if answer_id is not None else None
        return before.quotes[0].id if before is not None and before.answered else None

    def _reply(self, request: Request, answer: Answer | Exception) -> Reply:
        if isinstance(answer, QueryError) and not request.names_documents and searchable(request.question).strip():
            # Where nothing may be read at all, that is said as where nothing answers: nobody learns that there is more.
            answer = Answer(request.question, answered=False, confidence=0.0, elapsed_ms=0.0)
        if isinstance(answer, Exception):
            raise answer
        searched = self._readable.count_readable(request.access, request.only)
        asked: dict[str, Any] = {
            "person": request.person, "channel": request.channel, "documents": searched, "server": request.server,
            "parent": request.parent, "asking_message": request.message, "is_private": request.is_private,
        }  # fmt: skip
        remembered = to_remember(answer, **asked)
        if not answer.is_small_talk and (answer.answered or not request.is_overheard):
            try:
                remembered = self.state.remember(
                    answer,
                    **asked,
                    previous=request.previous,
                    list_unanswered=self._list_unanswered,
                    keep_question=request.is_own,
                )
            except StorageError as error:  # the answer is still given; only its buttons will not work
                log_event(_log, "answer could not be remembered", level=logging.ERROR, reason=str(error))
        return Reply(answer, remembered, answer.quotes or answer.nearest)

    def _quotes_of(self, remembered: RememberedAnswer, access: Access, within: str | None) -> tuple[Quote | None, ...]:
        found = self.library.find([shown.id for shown in remembered.quotes], access=access)
        if within is not None:
            found = [quote if quote and lies_within(quote.document, within) else None for quote in found]
        return tuple(as_shown(remembered.quotes, found))

    def _context(self, quote: Quote, access: Access) -> Context | None:
        return self.library.context(quote.id, access=access)

    def _refresh(self) -> int:
        generation = self.library.refresh()
        self._update_documents()
        return generation

    def _update_documents(self) -> None:
        edition = self.library.edition
        if self._readable.edition != edition:
            self._readable = ReadableDocuments(edition, self.library.documents(access=UNLIMITED))
            with suppress(RuntimeError):  # the desk is closing
                self._looking.submit(self._readable.choices_for, UNLIMITED)  # nobody who types has to wait for it
