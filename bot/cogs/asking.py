"""Asks with ``/ask`` and a message's menu, and answers whatever way a question came; ``listening`` hears messages."""

from __future__ import annotations

import asyncio
import glob
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import Quoth
from bot.cogs.hearing import without_mention
from bot.cogs.shared import (
    ACKNOWLEDGEMENT_SECONDS,
    Interaction,
    bound_to,
    language_choices,
    offers_own_search,
    repeating,
    source_choices,
)
from bot.deciding import Way
from bot.desk import Busy, Reply, Request, Ticket
from bot.messages import rendering, views
from bot.messages.delivering import DELIVERY_ERRORS, insist
from bot.messages.language_names import language_named
from bot.messages.translating import Language, translatable
from bot.messages.unmatched import unmatched_message
from bot.messages.views import Message
from bot.seeing.conversing import Viewer, conversation_before
from bot.service.logs import log_event, withhold
from bot.service.metrics import Outcome
from bot.state.records import RememberedAnswer
from retrieval import Filter, Person
from retrieval.errors import QueryError, StorageError
from retrieval.search.query import EVERYTHING

_log = logging.getLogger(__name__)

MAX_QUESTION_CHARS = 2000
"""A longer question is cut: Discord lets most people write this many characters."""


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question, whichever way it came, and how to respond where it was asked.

    ``wait`` shows that the answer will take a moment, given the number of questions ahead of it. ``say`` sends a
    message, or replaces the notice, and returns the message's id if Discord reports it. ``tell`` sends a sentence, to
    the asker alone where that is possible. ``is_withdrawn`` is whether the asker has taken the question back by now.
    ``arrived`` is the time of ``perf_counter``; None means now.
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
    is_withdrawn: Callable[[], bool] = lambda: False


class Asking(commands.Cog):
    """Takes questions and delivers answers."""

    def __init__(self, bot: Quoth) -> None:
        self.bot = bot
        self._menu = app_commands.ContextMenu(name=translatable("menu-find"), callback=self.find_in_sources)
        bot.tree.add_command(self._menu)

    async def cog_unload(self) -> None:  # noqa: D102
        self.bot.tree.remove_command(self._menu.name, type=self._menu.type)

    # -- commands ------------------------------------------------------------------------------------------------

    @app_commands.command(name="ask", description=translatable("command-ask"))
    @app_commands.describe(
        question=translatable("option-question"),
        source=translatable("option-source"),
        language=translatable("option-language"),
        private=translatable("option-private"),
    )
    @app_commands.autocomplete(source=source_choices, language=language_choices)
    async def ask(
        self,
        interaction: Interaction,
        question: app_commands.Range[str, 1, 400],
        source: app_commands.Range[str, 1, 100] | None = None,
        language: app_commands.Range[str, 1, 50] | None = None,
        private: bool = False,
    ) -> None:
        """Answer in the channel, or only to the asker."""
        if language is not None:
            language = await self._language_code(interaction, language, private) or language
        only = Filter(source, language=language) if source or language else None
        await self._answer_interaction(interaction, question, Way.SLASH, only=only, private=private)

    async def _language_code(self, interaction: Interaction, typed: str, private: bool) -> str | None:
        access, within = self.bot.places.access(interaction, alone=private), bound_to(self.bot, interaction)
        reader = str(interaction.locale)
        return await self.bot.desk.look_through(
            lambda offered: language_named(typed, offered.languages, reader), access, within
        )

    async def search_own(self, interaction: Interaction, remembered: RememberedAnswer) -> None:
        """Answer a question again, to one person alone, from what they may read."""
        assert remembered.question is not None
        previous = await self.bot.desk.call_state(self.bot.state.previous_of, remembered.id)
        is_own = remembered.person == interaction.user.id
        await self._answer_interaction(
            interaction, remembered.question, Way.BUTTON, private=True, is_own=is_own, previous=previous
        )

    async def find_in_sources(self, interaction: Interaction, message: discord.Message) -> None:
        """Search for the text of a message, and show the result only to the person who used the menu."""
        text = message.content.strip()
        if not text:
            await self.bot.tell(interaction, self.bot.language(interaction).say("no-text"))
            return
        await self._answer_interaction(
            interaction, without_mention(self.bot, text), Way.MENU, private=True, is_own=False
        )

    async def last_answer(self, channel: object) -> str | None:
        """Return the id of the last answer in a conversation: a thread, or the direct messages with somebody."""
        call, state = self.bot.desk.call_state, self.bot.state
        if isinstance(channel, discord.Thread):
            last = await call(state.last_in, channel.id)
            if last is None:  # a thread has the id of the message that it began with
                first = await call(state.answer_in, channel.id)
                last = first.id if first else None
            return last
        return await call(state.last_in, channel.id) if isinstance(channel, discord.DMChannel) else None

    # -- both ----------------------------------------------------------------------------------------------------

    async def _answer_interaction(
        self,
        interaction: Interaction,
        question: str,
        way: Way,
        *,
        only: Filter | None = None,
        private: bool = False,
        is_own: bool = True,
        previous: str | None = None,
    ) -> None:
        withhold(question)
        language = self.bot.language(interaction)

        async def wait(ahead: int) -> None:
            if ahead:
                await self.bot.respond(
                    interaction, views.note_message(f"-# {language.say('queued', ahead=ahead)}"), private=private
                )
            else:
                await insist(lambda: interaction.response.defer(thinking=True, ephemeral=private))

        async def say(answer: Message) -> int | None:
            return await self.bot.respond(interaction, answer, private=private)

        async def tell(text: str) -> None:
            await self.bot.tell(interaction, text)

        arrived = time.perf_counter()
        if not private:
            previous = await self.last_answer(interaction.channel)
        may_share = self.bot.may_share(interaction)
        shareable = private and may_share
        request = replace(
            await self.request(question, interaction.user.id, interaction, only, previous, is_alone=private),
            is_own=is_own,
            is_private=private or interaction.context.dm_channel or not may_share,
        )
        asked = AskedQuestion(
            request,
            way,
            language,
            wait,
            say,
            tell,
            private,
            shareable,
            shows_question=True,
            arrived=arrived,
        )
        reply, message = await self.answer(asked)
        if reply and reply.answer.answered and message and not private and self.bot.settings.discord_threads:
            shown = reply.answer.quotes[0].title if not self.bot.settings.discord_show_question else question
            await self._open_thread(interaction, message, shown)

    async def request(
        self,
        question: str,
        person: int,
        where: Interaction | discord.Message,
        only: Filter | None,
        previous: str | None,
        *,
        is_alone: bool = False,
    ) -> Request:
        """Return a question as the desk takes it. is_alone: only the asker will see the answer."""
        bot, place = self.bot, self.bot.place(where)
        access = bot.places.access(where, alone=is_alone)
        only = replace(only or EVERYTHING, within=bound_to(bot, where))
        if only.source is not None and bot.desk.readable.has_readable(access, only.source):
            only = replace(only, source=glob.escape(only.source))
        only = only if only != EVERYTHING else None
        viewer = Viewer(person, place, is_alone=isinstance(access, Person))
        previous, history = await bot.desk.call_state(conversation_before, bot.state, previous, viewer)
        request = Request(question[:MAX_QUESTION_CHARS], person, place.channel, access, only, history, previous)
        return replace(request, server=place.server, parent=place.parent)

    async def _reason_not_searched(self, asked: AskedQuestion) -> str:
        """Return why there was nothing to search for or in."""
        only, language = asked.request.only or EVERYTHING, asked.language
        reason = await self.bot.desk.look_through(
            lambda offered: unmatched_message(only, offered, language), asked.request.access, only.within
        )
        return reason or language.say("empty-question")

    async def answer(self, asked: AskedQuestion) -> tuple[Reply | None, int | None]:
        """Submit a question and deliver its answer; return the reply, if there is one, and the id of its message."""
        bot, language = self.bot, asked.language
        arrived = time.perf_counter() if asked.arrived is None else asked.arrived
        seconds = bot.cooldown.take_turn(asked.request.person)
        if seconds:
            bot.metrics.count_question(asked.way, "cooldown")
            if bot.cooldown.note_refusal(asked.request.person) or asked.way in (Way.SLASH, Way.MENU, Way.BUTTON):
                await asked.tell(language.say("cooldown", seconds=seconds))
            return None, None
        try:
            ticket = bot.desk.submit(asked.request)
        except Busy:
            bot.metrics.count_question(asked.way, "busy")
            await asked.tell(language.say("busy"))
            return None, None
        bot.waiting_to_send += 1
        bot.metrics.set_queue_length(bot.desk.waiting)
        try:
            return await self._deliver(asked, ticket, arrived)
        finally:
            bot.waiting_to_send -= 1
            bot.metrics.set_queue_length(bot.desk.waiting)

    async def _deliver(self, asked: AskedQuestion, ticket: Ticket, arrived: float) -> tuple[Reply | None, int | None]:
        bot, language = self.bot, asked.language
        # An asker far back in the queue gets the notice sooner: the wait is long, and not all notices go out at once.
        done, _ = await asyncio.wait({ticket.reply}, timeout=ACKNOWLEDGEMENT_SECONDS * 50 / (50 + ticket.ahead))
        if not done and asked.says_no:
            with suppress(*DELIVERY_ERRORS):  # only the notice is lost; the answer still comes
                await asked.wait(ticket.ahead)
            bot.metrics.record_acknowledgement(time.perf_counter() - arrived)
        try:
            reply = await ticket.reply
        except QueryError:
            bot.metrics.count_question(asked.way, "error")
            await asked.tell(await self._reason_not_searched(asked))
            return None, None
        except Exception as error:
            bot.metrics.count_question(asked.way, "error")
            await asked.tell(bot.explain_in(error, language))
            return None, None
        if asked.is_withdrawn():
            return None, None
        answer, message_id = reply.answer, None
        if answer.is_small_talk:
            bot.metrics.count_question(asked.way, "small_talk")
            await asked.tell(language.say("small-talk"))
            return None, None
        if answer.answered or asked.says_no:
            message_id = await asked.say(self._message_of(asked, reply))
            if message_id and not asked.private:
                with suppress(StorageError):  # the answer was sent; only follow-ups to it will not work
                    await bot.desk.call_state(bot.state.record_message, reply.remembered.id, message_id)
        elapsed = time.perf_counter() - arrived
        if done:
            bot.metrics.record_acknowledgement(elapsed)
        outcome: Outcome = "answered" if answer.answered else "not_answered"
        bot.metrics.count_question(asked.way, outcome, elapsed)
        log_event(
            _log, "question", way=asked.way.value, outcome=outcome, confidence=round(answer.confidence, 3),
            search_ms=round(answer.elapsed_ms, 1), total_ms=round(elapsed * 1000), channel=asked.request.channel,
        )  # fmt: skip
        return reply, message_id

    def _message_of(self, asked: AskedQuestion, reply: Reply) -> Message:
        remembered = repeating(reply.remembered, self.bot.settings)
        repeats = asked.shows_question and self.bot.settings.discord_show_question
        question = reply.answer.question if repeats else None
        shown: dict[str, Any] = {
            "question": question,
            "shareable": asked.shareable,
            "searchable": offers_own_search(self.bot, asked.request.access),
        }
        if not reply.answer.answered:
            return views.silence_message(remembered, asked.language, **shown)
        blocks = [rendering.render_quote(i, quote, asked.language) for i, quote in enumerate(reply.quotes)]
        pages = rendering.pages(blocks, self.bot.settings.discord_quotes)
        return views.answer_message(remembered, pages, 0, asked.language, **shown)

    async def _open_thread(self, interaction: Interaction, message: int, name: str) -> None:
        channel = interaction.channel
        if not isinstance(channel, discord.TextChannel):
            return
        try:
            await channel.get_partial_message(message).create_thread(name=rendering.shortened(name, 100))
        except discord.HTTPException as error:
            log_event(
                _log, "thread could not be opened", level=logging.WARNING, status=error.status, code=error.code,
                channel=channel.id,
            )  # fmt: skip
