"""A question, whichever way it came → its turn at the desk, and the answer where it was asked."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from bot.client import Quoth
from bot.deciding import Way
from bot.messages import rendering, views
from bot.messages.delivering import DELIVERY_ERRORS
from bot.messages.translating import Language
from bot.messages.unmatched import unmatched_message
from bot.messages.views import Message
from bot.replying.acknowledging import Expired, acknowledge, patience_left
from bot.replying.shared import offers_own_search, repeating
from bot.service.logs import log_event
from bot.service.metrics import Outcome
from bot.tickets import Busy, Reply, Request, Ticket
from retrieval.errors import QueryError, StorageError
from retrieval.search.query import EVERYTHING

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question, whichever way it came, and how to respond where it was asked.

    ``wait`` shows that the answer will take a moment, given the number of questions ahead of it; ``sign`` does so the
    cheapest way, and is None where it is never too late. ``say`` sends a message, or replaces the notice, and
    returns the message's id if Discord reports it. ``tell`` sends a sentence, to the asker alone where possible.
    ``arrived`` is the time of ``perf_counter``; None means now. ``submitted`` is told the question's turn at the desk,
    which whoever asked may withdraw.
    """

    request: Request
    way: Way
    language: Language
    wait: Callable[[int], Awaitable[None]]
    say: Callable[[Message], Awaitable[int | None]]
    tell: Callable[[str], Awaitable[None]]
    private: bool = False
    shareable: bool = False
    shows_question: bool = False
    says_no: bool = True
    arrived: float | None = None
    sign: Callable[[], Awaitable[None]] | None = None
    submitted: Callable[[Ticket], None] = lambda _: None


async def _reason_not_searched(bot: Quoth, asked: AskedQuestion) -> str:
    """Return why there was nothing to search for or in."""
    only, language = asked.request.only or EVERYTHING, asked.language
    reason = await bot.desk.look_through(
        lambda offered: unmatched_message(only, offered, language), asked.request.access, only.within
    )
    return reason or language.say("empty-question")


async def answer_question(bot: Quoth, asked: AskedQuestion) -> tuple[Reply | None, int | None]:
    """Submit a question and deliver its answer; return the reply, if there is one, and the id of its message."""
    language = asked.language
    arrived = time.perf_counter() if asked.arrived is None else asked.arrived
    turns, who = bot.cooldowns.questions, (asked.request.person, asked.request.turns_with)
    seconds = turns.take_turn(*who)
    if seconds:
        bot.metrics.count_question(asked.way, "cooldown")
        if turns.note_refusal(*who) or asked.way in (Way.SLASH, Way.MENU, Way.BUTTON):
            await asked.tell(language.say("cooldown", seconds=seconds))
        return None, None
    try:
        ticket = bot.desk.submit(asked.request)
    except Busy:
        bot.metrics.count_question(asked.way, "busy")
        await asked.tell(language.say("busy"))
        return None, None
    asked.submitted(ticket)
    bot.waiting_to_send += 1
    bot.metrics.set_queue_length(bot.desk.waiting)
    try:
        return await _deliver(bot, asked, ticket, arrived)
    finally:
        bot.waiting_to_send -= 1
        bot.metrics.set_queue_length(bot.desk.waiting)


async def _deliver(bot: Quoth, asked: AskedQuestion, ticket: Ticket, arrived: float) -> tuple[Reply | None, int | None]:
    language = asked.language
    # Who will have to wait is told at once; else the answer, when it comes in time, is the only message.
    patience = patience_left(arrived, expected=bot.desk.expected_seconds(ticket))
    done, _ = await asyncio.wait({ticket.reply}, timeout=patience)
    try:
        if not done and asked.says_no:
            urgent, sign = bot.desk.urgent, asked.sign
            async with urgent.turn(arrived, urgent=sign is not None):
                await acknowledge(sign if sign and urgent.is_crowded else lambda: asked.wait(ticket.ahead))
            bot.metrics.record_acknowledgement(time.perf_counter() - arrived)
        reply = await ticket.reply
    except Expired:
        ticket.withdraw()
        bot.metrics.count_question(asked.way, "undelivered")
        return None, None
    except asyncio.CancelledError:
        if not ticket.is_withdrawn:
            raise
        bot.metrics.count_question(asked.way, "withdrawn")
        return None, None
    except QueryError:
        bot.metrics.count_question(asked.way, "error")
        await asked.tell(await _reason_not_searched(bot, asked))
        return None, None
    except Exception as error:
        bot.metrics.count_question(asked.way, "error")
        await asked.tell(bot.explain_in(error, language))
        return None, None
    answer, message_id = reply.answer, None
    if answer.is_small_talk:
        bot.metrics.count_question(asked.way, "small_talk")
        await asked.tell(language.say("small-talk"))
        return None, None
    if answer.answered or asked.says_no:
        try:
            message_id = await asked.say(_message_of(bot, asked, reply))
        except DELIVERY_ERRORS:
            bot.metrics.count_question(asked.way, "undelivered")
            raise
        if message_id and not asked.private:
            with suppress(StorageError):  # the answer was sent; only follow-ups to it will not work
                await bot.desk.call_state(bot.state.record_message, reply.remembered.id, message_id)
    elapsed = time.perf_counter() - arrived
    if done:
        bot.metrics.record_acknowledgement(elapsed)
    outcome: Outcome = "answered" if answer.answered else "not_answered"
    if message_id is None and asked.says_no:
        outcome = "undelivered"
    bot.metrics.count_question(asked.way, outcome, elapsed)
    log_event(
        _log, "question", way=asked.way.value, outcome=outcome, confidence=round(answer.confidence, 3),
        search_ms=round(answer.elapsed_ms, 1), total_ms=round(elapsed * 1000), channel=asked.request.channel,
    )  # fmt: skip
    return reply, message_id


def _message_of(bot: Quoth, asked: AskedQuestion, reply: Reply) -> Message:
    remembered = repeating(reply.remembered, bot.settings)
    repeats = asked.shows_question and bot.settings.discord_show_question
    shown: dict[str, Any] = {
        "question": reply.answer.question if repeats else None,
        "shareable": asked.shareable,
        "searchable": offers_own_search(bot, asked.request.access),
    }
    if not reply.answer.answered:
        return views.silence_message(remembered, asked.language, **shown)
    blocks = [rendering.render_quote(i, quote, asked.language) for i, quote in enumerate(reply.quotes)]
    pages = rendering.pages(blocks, bot.settings.discord_quotes)
    return views.answer_message(remembered, pages, 0, asked.language, **shown)
