"""Every way to ask: ``/ask``, a mention, a reply, a direct message, a message's menu, a question in a channel."""

from __future__ import annotations

import glob
import logging
import time
from contextlib import suppress
from dataclasses import replace

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import Quoth
from bot.cogs.acknowledging import Expired, defer, finish_or_acknowledge
from bot.cogs.answering import AskedQuestion, answer_question
from bot.cogs.hearing import hear, without_mention
from bot.cogs.shared import Interaction, language_choices, source_choices
from bot.deciding import Decision, Way, should_answer
from bot.desk import Request
from bot.messages import rendering, views
from bot.messages.delivering import DELIVERY_ERRORS, insist, log_undelivered
from bot.messages.language_names import language_named
from bot.messages.replying import reply_once
from bot.messages.translating import Language, translatable
from bot.messages.views import Message
from bot.service.logs import log_event, withhold
from retrieval import PUBLIC, Filter
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
            language = language_named(language, self.bot.desk.offered.languages, str(interaction.locale)) or language
        only = Filter(source, language=language) if source or language else None
        await self._answer_interaction(interaction, question, Way.SLASH, only=only, private=private)

    async def find_in_sources(self, interaction: Interaction, message: discord.Message) -> None:
        """Search for the text of a message, and show the result only to the person who used the menu."""
        text = message.content.strip()
        if not text:
            await self.bot.tell(interaction, self.bot.language(interaction).say("no-text"))
            return
        await self._answer_interaction(interaction, without_mention(self.bot, text), Way.MENU, private=True)

    # -- messages ------------------------------------------------------------------------------------------------

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Answer a message if it should be answered."""
        is_written = message.type in (discord.MessageType.default, discord.MessageType.reply)
        if message.author.bot or message.webhook_id or not is_written:
            return
        replied = message.reference.resolved if message.reference else None
        replied = replied if isinstance(replied, discord.Message) else None
        message_heard = hear(self.bot, message, replied)
        decision = should_answer(message_heard, self.bot.settings)
        if not decision.answers or not self.bot.note_new(message.id):
            return
        text, is_own = "" if decision.only_greeted else message_heard.text, True
        language = self.bot.language(message)
        hint = language.say("empty-question")
        if not text and replied is not None and replied.author != self.bot.user:
            # "@Quoth" in reply to somebody's question means that question, if Discord lets us see it.
            text, is_own, hint = without_mention(self.bot, replied.content), False, language.say("use-menu")
        withhold(message.content, text)
        try:
            if text:
                await self._answer_message(message, text, decision, language, is_own=is_own)
            elif decision.way is not Way.CHANNEL:
                await reply_once(message, views.note_message(hint))
        except DELIVERY_ERRORS as error:  # the bot may not write there, or the channel is gone
            log_undelivered(error, channel=message.channel.id)
        except Exception as error:
            explained = self.bot.explain(error, message)
            if decision.way is not Way.CHANNEL:
                with suppress(*DELIVERY_ERRORS):
                    await reply_once(message, views.note_message(explained))

    async def _answer_message(
        self, message: discord.Message, text: str, decision: Decision, language: Language, *, is_own: bool
    ) -> None:
        previous = await self._previous_answer(message)
        notice: list[discord.Message] = []

        async def wait(ahead: int) -> None:
            if ahead:
                queued = views.note_message(f"-# {language.say('queued', ahead=ahead)}")
                notice.append(await reply_once(message, queued, is_notice=True))
            else:
                await message.channel.typing()

        async def say(answer: Message) -> int | None:
            if notice:
                with suppress(discord.NotFound):  # somebody deleted it
                    return (await insist(lambda: notice[0].edit(**answer.to_edit()))).id
            return (await reply_once(message, answer)).id

        async def tell(text: str) -> None:
            if decision.way is not Way.CHANNEL:  # in such a channel, nobody asked Quoth
                await say(views.note_message(text))

        assert decision.way is not None
        request = replace(
            await self._request(text, message.author.id, message, None, previous),
            is_own=is_own,
            is_overheard=not decision.says_no,
            message=message.id,
            is_private=message.guild is None,
        )
        asked = AskedQuestion(request, decision.way, language, wait, say, tell, says_no=decision.says_no)
        await answer_question(self.bot, asked)

    async def _previous_answer(self, message: discord.Message) -> str | None:
        """Return the id of the answer that a message follows up: the one it replies to, or the last in its channel."""
        call, state = self.bot.desk.call_state, self.bot.state
        if message.reference and message.reference.message_id:
            answer = await call(state.answer_in, message.reference.message_id)
            return answer.id if answer else None
        return await self._last_answer(message.channel)

    async def _last_answer(self, channel: object) -> str | None:
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
            previous = None if private else await self._last_answer(interaction.channel)
            return await self._request(question, interaction.user.id, interaction, only, previous)

        try:
            request = await finish_or_acknowledge(prepare(), show_thinking)
        except Expired:
            self.bot.metrics.count_question(way, "undelivered")
            return
        request = replace(
            request,
            is_own=way is not Way.MENU,
            is_private=private or interaction.context.dm_channel or not may_share,
        )
        asked = AskedQuestion(
            request, way, language, wait, say, tell, private, shareable, shows_question=True, arrived=arrived
        )
        reply, message = await answer_question(self.bot, asked)
        if reply and reply.answer.answered and message and not private and self.bot.settings.discord_threads:
            await self._open_thread(interaction, message, question)

    async def _request(
        self,
        question: str,
        person: int,
        where: Interaction | discord.Message,
        only: Filter | None,
        previous: str | None,
    ) -> Request:
        place = self.bot.place(where)
        only = replace(only or EVERYTHING, within=self.bot.channel_settings(place.channel, place.parent).source)
        if only.source is not None and self.bot.desk.offered.has_document(only.source):
            only = replace(only, source=glob.escape(only.source))
        only = only if only != EVERYTHING else None
        history = await self.bot.desk.call_state(self.bot.state.history, previous) if previous else []
        question = question[:MAX_QUESTION_CHARS]
        request = Request(question, person, place.channel, PUBLIC, only, tuple(history), previous)
        return replace(request, server=place.server, parent=place.parent)

    async def _open_thread(self, interaction: Interaction, message: int, question: str) -> None:
        channel = interaction.channel
        if not isinstance(channel, discord.TextChannel):
            return
        name = rendering.shortened(question, 100)
        try:
            await channel.get_partial_message(message).create_thread(name=name)
        except discord.HTTPException as error:
            log_event(
                _log, "thread could not be opened", level=logging.WARNING, status=error.status, code=error.code,
                channel=channel.id,
            )  # fmt: skip
