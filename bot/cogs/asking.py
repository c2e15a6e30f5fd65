"""Asks with ``/ask`` and a message's menu, and answers whatever way a question came; ``listening`` hears messages."""

from __future__ import annotations

import glob
import logging
import time
from dataclasses import replace

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import Quoth
from bot.deciding import Way
from bot.messages import rendering, views
from bot.messages.language_names import language_named
from bot.messages.translating import translatable
from bot.messages.views import Message
from bot.replying.acknowledging import Expired, defer, finish_or_acknowledge
from bot.replying.answering import AskedQuestion, answer_question
from bot.replying.hearing import without_mention
from bot.replying.shared import Interaction, bound_to, language_choices, source_choices
from bot.seeing.conversing import Viewer, conversation_before
from bot.service.logs import log_event, withhold
from bot.state.records import RememberedAnswer
from bot.tickets import Request
from retrieval import Filter, Person
from retrieval.search.query import EVERYTHING

_log = logging.getLogger(__name__)

MAX_QUESTION_CHARS = 2000
"""A longer question is cut: Discord lets most people write this many characters."""


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
        """Answer a question again, to one person alone, from what they may read of what the asker chose."""
        call, state, repeats = self.bot.desk.call_state, self.bot.state, remembered.question_message
        assert remembered.question is not None
        previous = await call(state.previous_of, remembered.id)
        is_own = remembered.person == interaction.user.id
        chosen = Filter(remembered.source, language=remembered.language)
        await self._answer_interaction(
            interaction, remembered.question, Way.BUTTON, only=chosen, private=True, is_own=is_own, previous=previous,
            repeats=repeats,
        )  # fmt: skip
        if repeats is not None and await call(state.answer, remembered.id) is None:  # it was deleted meanwhile
            await call(state.delete_questions, [repeats])

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
        repeats: int | None = None,
    ) -> None:
        withhold(question)
        language = self.bot.language(interaction)

        show_thinking = defer(interaction, thinking=True, ephemeral=private)

        async def wait(ahead: int) -> None:
            if ahead and not interaction.response.is_done():
                queued = views.note_message(f"-# {language.say('queued', ahead=ahead)}")
                await interaction.response.send_message(**queued.to_send(), ephemeral=private)
            else:
                await show_thinking()

        async def say(answer: Message) -> int | None:
            return await self.bot.respond(interaction, answer, private=private)

        async def tell(text: str) -> None:
            await self.bot.tell(interaction, text)

        arrived = time.perf_counter()
        may_share = self.bot.may_share(interaction)
        shareable = private and may_share

        async def prepare() -> Request:
            before = previous if private else await self.last_answer(interaction.channel)
            return await self.request(question, interaction.user.id, interaction, only, before, is_alone=private)

        try:
            # Elsewhere there is nothing to wait for, and in a crowd each step of the event loop counts.
            may_follow = previous is not None or isinstance(interaction.channel, discord.Thread | discord.DMChannel)
            request = await (finish_or_acknowledge(prepare(), show_thinking) if may_follow else prepare())
        except Expired:
            self.bot.metrics.count_question(way, "undelivered")
            return
        request = replace(
            request,
            is_own=is_own,
            repeats=repeats,
            is_private=private or interaction.context.dm_channel or not may_share,
        )
        asked = AskedQuestion(
            request, way, language, wait, say, tell, private, shareable, shows_question=True, arrived=arrived,
            sign=show_thinking,
        )  # fmt: skip
        reply, message = await answer_question(self.bot, asked)
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
        history: tuple[str, ...] = ()
        if previous is not None:
            viewer = Viewer(person, place, is_alone=isinstance(access, Person))
            previous, history = await bot.desk.call_state(conversation_before, bot.state, previous, viewer)
        request = Request(question[:MAX_QUESTION_CHARS], person, place.channel, access, only, history, previous)
        is_guest = place.server is not None and bot.places.membership(where) is None
        return replace(request, server=place.server, parent=place.parent, is_guest=is_guest)

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
