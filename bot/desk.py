"""The seam between the event loop and everything that blocks.

One thread asks the library, two more look quotes up in it, one looks through the names of documents, and one uses the
memory. Questions that arrive while others are being answered are answered next, together, which is less work than one
by one; servers take turns, and in each of them people.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

from bot.messages.autocomplete import DocumentChoices
from bot.messages.readable import ReadableDocuments
from bot.service.fair_queue import FairQueue, Place
from bot.service.logs import log_event
from bot.service.urgent_lane import UrgentLane
from bot.state.records import RememberedAnswer, as_shown, to_remember
from bot.state.state import State
from bot.tickets import Busy, Reply, Request, Ticket
from retrieval import UNLIMITED, Access, Answer, Context, Library, Pin, Query, Quote
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

FIRST_SECONDS_EACH = 0.1
"""How long an answer is expected to take before any was given."""

_log = logging.getLogger(__name__)


@dataclass(slots=True, eq=False)
class _Waiting:
    """A question in the queue, or at work.

    ``is_withdrawn`` once nobody waits for it, ``is_forgotten`` once its asker wants to be forgotten.
    """

    request: Request
    reply: Future[Reply]
    is_withdrawn: bool = False
    is_forgotten: bool = False

    @property
    def may_be_remembered(self) -> bool:
        """Whether its asker still waits for the answer, and does not want to be forgotten."""
        return not self.is_withdrawn and not self.is_forgotten


class Desk:
    """Answers questions off the event loop; servers and people take turns, and what waits is answered together."""

    def __init__(self, library: Library, state: State, *, max_waiting: int, list_unanswered: bool) -> None:
        """Take questions for a library.

        max_waiting: more are refused; ``submit`` says how many of one server. list_unanswered: keep questions without
        an answer for the operators' list.
        """
        self.library = library
        self._batch_size = library.batch_size
        self.state = state
        self.waiting = 0
        self._is_closing = False
        self._max_waiting = max_waiting
        self._list_unanswered = list_unanswered
        self._queue: FairQueue[_Waiting] = FairQueue()
        self._in_hand: set[_Waiting] = set()
        self._of_server: Counter[int | None] = Counter()
        self._seconds_each = FIRST_SECONDS_EACH
        self.urgent = UrgentLane()
        self._asking = ThreadPoolExecutor(1, thread_name_prefix="asking")
        self._writing = ThreadPoolExecutor(1, thread_name_prefix="memory")
        self._looking = ThreadPoolExecutor(2, thread_name_prefix="looking")
        self._choosing = ThreadPoolExecutor(1, thread_name_prefix="choosing")
        self._blocking = ThreadPoolExecutor(4, thread_name_prefix="blocking")
        self._readable = ReadableDocuments(0, [])
        self.pins: Mapping[int, tuple[Pin, ...]] = {}
        """What operators have pinned in each server, the latest first."""

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
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._choosing, lambda: search(self._readable.choices_for(access, within)))

    def submit(self, request: Request) -> Ticket:
        """Put a question into the queue. Raises Busy when too many of its server, or of all, are not yet answered.

        A server may have as many as there are places left free. So one alone gets half of all places, two get a third
        each, and a newcomer finds room.
        """
        server = request.turns_with
        if self._is_closing or self._of_server[server] >= self._max_waiting - self.waiting:
            raise Busy
        at_work = max(0, self.waiting - len(self._queue))
        waiting = _Waiting(request, Future())
        place, ahead = self._queue.put(server, request.person, waiting)
        self._asking.submit(self._answer_some)
        ticket = Ticket(ahead + at_work, asyncio.wrap_future(waiting.reply))
        self.waiting += 1
        self._in_hand.add(waiting)
        waiting.reply.add_done_callback(lambda _: self._in_hand.discard(waiting))
        self._of_server[server] += 1
        ticket.reply.add_done_callback(lambda reply: self._leave(place, reply))
        return ticket

    def expected_seconds(self, ticket: Ticket) -> float:
        """Return how long a question will take that has just arrived, judged by the last ones."""
        return (ticket.ahead + 1) * self._seconds_each

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

    async def forget(self, person: int) -> None:
        """Forget a person, and what they have asked that is not answered yet: that is answered, and not remembered."""
        for waiting in list(self._in_hand):  # the asking thread takes out of it what is done
            if waiting.request.person == person:
                waiting.is_forgotten = True
        await self.call_state(self.state.forget, person)

    async def in_thread(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call any function that blocks. Not in the default threads, which resolve host names for what is sent."""
        return await asyncio.get_running_loop().run_in_executor(self._blocking, lambda: function(*args, **kwargs))

    async def _look(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        # In threads of their own: these calls wait while a generation loads.
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
        for place in self._queue.take(len(self._queue)):
            place.item.reply.cancel()
        for threads in (self._looking, self._choosing):
            threads.shutdown(wait=True, cancel_futures=True)
        self._writing.shutdown(wait=True)
        self._blocking.shutdown(wait=True)

    def _leave(self, place: Place[_Waiting], reply: asyncio.Future[Reply]) -> None:
        self.waiting -= 1
        self._of_server[place.server] -= 1
        if not self._of_server[place.server]:
            del self._of_server[place.server]
        if reply.cancelled():
            place.item.is_withdrawn = True
            self._queue.remove(place)
        if not reply.cancelled():
            reply.exception()  # retrieved here in case nobody awaits it any more

    # These run in the asking thread.

    def _answer_some(self) -> None:
        """Answer the questions whose turn it is, unless they were answered along with earlier ones."""
        if not len(self._queue):
            return
        self.urgent.hold_back()
        began = time.monotonic()
        due = [place.item for place in self._queue.take(self._batch_size)]
        taken = [each for each in due if each.reply.set_running_or_notify_cancel()]  # false when the asker has gone
        if not taken:
            return
        try:
            answers = self._ask([each.request for each in taken])
            self._update_documents()
        except Exception as error:
            answers = [error] * len(taken)
        for each, answer in zip(taken, answers, strict=True):
            try:
                each.reply.set_result(self._reply(each, answer))
            except Exception as error:
                each.reply.set_exception(error)
        seconds = time.monotonic() - began
        self.urgent.went_on(seconds)
        self._seconds_each += (seconds / len(taken) - self._seconds_each) / 4

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
                    pins=self.pins.get(request.server or 0, ()),
                )
            except QueryError as error:
                answers[position] = error
        answers |= zip(queries, self.library.ask_all([*queries.values()]), strict=True)
        return [answers[position] for position in range(len(requests))]

    def _quoted_in(self, answer_id: str | None) -> str | None:
        """Return the id of the first quote of an answer, which a follow-up may be about."""
        before = self.state.answer(answer_id) if answer_id is not None else None
        return before.quotes[0].id if before is not None and before.answered else None

    def _reply(self, waiting: _Waiting, answer: Answer | Exception) -> Reply:
        request = waiting.request
        if isinstance(answer, QueryError) and not request.names_documents and searchable(request.question).strip():
            # Where nothing may be read at all, that is said as where nothing answers: nobody learns that there is more.
            answer = Answer(request.question, answered=False, confidence=0.0, elapsed_ms=0.0)
        if isinstance(answer, Exception):
            raise answer
        searched = self._readable.count_readable(request.access, request.only)
        only = request.only or EVERYTHING
        asked: dict[str, Any] = {
            "person": request.person, "channel": request.channel, "documents": searched, "server": request.server,
            "parent": request.parent, "asking_message": request.message, "repeats": request.repeats,
            "is_private": request.is_private, "source": only.source, "language": only.language,
        }  # fmt: skip
        remembered = to_remember(answer, **asked)
        is_kept = not answer.is_small_talk and (answer.answered or not request.is_overheard)
        if is_kept and waiting.may_be_remembered:
            try:
                remembered = self.state.remember(
                    answer,
                    **asked,
                    previous=request.previous,
                    list_unanswered=self._list_unanswered,
                    keep_question=request.is_own,
                )
                if waiting.is_forgotten:  # meanwhile; who is forgotten later is forgotten with this answer
                    self.state.forget(request.person)
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
