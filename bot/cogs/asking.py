"""Every way to ask: ``/ask``, a mention, a reply, a direct message, a message's menu, a channel's questions."""

from __future__ import annotations

import asyncio
import glob
import logging
import re
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace

import discord
from discord import app_commands
from discord.ext import commands

from bot import rendering, views
from bot.client import Quoth
from bot.deciding import Decision, Heard, Way, is_question, should_answer
from bot.delivering import LOST, NO_HISTORY, insist, undelivered
from bot.desk import Busy, Reply, Request, Ticket
from bot.escaping import escape
from bot.logs import event, withhold
from bot.translating import Language, key
from bot.views import Message
from retrieval import Filter
from retrieval.errors import QueryError, StorageError

_log = logging.getLogger(__name__)

PATIENCE = 1.0
"""Seconds that an answer may take before there is a sign that one is coming; Discord gives up after 3."""
MAX_QUESTION = 2000
"""Characters of a question that are searched for: as many as Discord lets most people write."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question, whichever way it came, and how to say something where it was asked.

    ``wait`` says that the answer will take a moment, given how many are ahead; ``say`` sends or replaces, and returns
    the message's id when Discord tells it; ``tell`` says a sentence, to the asker alone where that is possible.
    """

    request: Request
    way: Way
    said: Language
    wait: Callable[[int], Awaitable[None]]
    say: Callable[[Message], Awaitable[int | None]]
    tell: Callable[[str], Awaitable[None]]
    private: bool = False
    shareable: bool = False
    shows_question: bool = False
    says_no: bool = True
    came: float = 0.0


class Asking(commands.Cog):
    """Takes questions and brings answers."""

    def __init__(self, bot: Quoth) -> None:
        self.bot = bot
        self._menu = app_commands.ContextMenu(name=key("menu-find"), callback=self.find_in_sources)
        bot.tree.add_command(self._menu)

    async def cog_unload(self) -> None:  # noqa: D102
        self.bot.tree.remove_command(self._menu.name, type=self._menu.type)

    # -- commands ------------------------------------------------------------------------------------------------

    @app_commands.command(name="ask", description=key("command-ask"))
    @app_commands.describe(question=key("option-question"), source=key("option-source"), private=key("option-private"))
    async def ask(
        self,
        interaction: discord.Interaction[Quoth],
        question: app_commands.Range[str, 1, 400],
        source: app_commands.Range[str, 1, 100] | None = None,
        private: bool = False,
    ) -> None:
        """Answer in the channel, or only to who asked."""
        await self._interaction(interaction, question, Way.SLASH, source=source, private=private)

    @ask.autocomplete("source")
    async def _sources(self, _: discord.Interaction[Quoth], typed: str) -> list[app_commands.Choice[str]]:
        return self.bot.desk.offered.choices(typed)

    async def find_in_sources(self, interaction: discord.Interaction[Quoth], message: discord.Message) -> None:
        """Look for what somebody wrote, for the eyes of who wants to know."""
        text = message.content.strip()
        if not text:
            await self.bot.tell(interaction, self.bot.language(interaction).say("no-text"))
            return
        await self._interaction(interaction, self._without_mention(text), Way.MENU, private=True)

    # -- messages ------------------------------------------------------------------------------------------------

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Answer a message, if it is for us."""
        if (
            message.author.bot
            or message.webhook_id
            or message.type
            not in (
                discord.MessageType.default,
                discord.MessageType.reply,
            )
        ):
            return
        replied = message.reference.resolved if message.reference else None
        replied = replied if isinstance(replied, discord.Message) else None
        heard = self._heard(message, replied)
        decision = should_answer(heard, self.bot.settings)
        if not decision.answers or not self.bot.is_new(message.id):
            return
        text, is_own = heard.text, True
        said = self.bot.language(message)
        how = said.say("empty-question")
        if not text and replied is not None and replied.author != self.bot.user:
            # "@Quoth" below somebody's question means that question, if Discord lets us see it.
            text, is_own, how = self._without_mention(replied.content), False, said.say("use-menu")
        withhold(message.content, text)
        try:
            if text:
                await self._message(message, text, decision, said, is_own=is_own)
            elif decision.way is not Way.CHANNEL:
                await self._reply_to(message, views.note(how))
        except LOST as error:  # not allowed to write there, or the channel is gone
            undelivered(error, channel=message.channel.id)
        except Exception as error:
            explained = self.bot.explain(error, message)
            if decision.way is not Way.CHANNEL:
                with suppress(*LOST):
                    await self._reply_to(message, views.note(explained))

    def _heard(self, message: discord.Message, replied: discord.Message | None) -> Heard:
        me = self.bot.user
        assert me is not None
        channel = message.channel
        thread = channel if isinstance(channel, discord.Thread) else None
        guild = message.guild
        my_roles = {role.id for role in guild.me.roles if role.is_bot_managed()} if guild and guild.me else set()
        mentions_me = f"<@{me.id}>" in message.content or f"<@!{me.id}>" in message.content
        opens_post = thread is not None and message.id == thread.id
        text = self._without_mention(message.content)
        if thread is not None and opens_post:
            text = _post(thread.name, text)
        return Heard(
            text=text,
            place=self.bot.place(message),
            by_person=True,
            mentions_me=mentions_me or any(role.id in my_roles for role in message.role_mentions),
            replies_to_me=replied is not None and replied.author.id == me.id,
            in_my_thread=thread is not None and thread.owner_id == me.id,
            opens_post=opens_post,
        )

    def _without_mention(self, text: str) -> str:
        assert self.bot.user is not None
        return re.sub(rf"\s*<@!?{self.bot.user.id}>\s*|\s*<@&\d+>\s*", " ", text).strip()

    async def _message(
        self, message: discord.Message, text: str, decision: Decision, said: Language, *, is_own: bool
    ) -> None:
        previous = await self._before(message)
        notice: list[discord.Message] = []

        async def wait(ahead: int) -> None:
            if ahead:
                queued = views.note(f"-# {said.say('queued', ahead=ahead)}")
                notice.append(await self._reply_to(message, queued, is_notice=True))
            else:
                await message.channel.typing()

        async def say(answer: Message) -> int | None:
            if notice:
                with suppress(discord.NotFound):  # somebody deleted it
                    return (await insist(lambda: notice[0].edit(**answer.to_edit()))).id
            return (await self._reply_to(message, answer)).id

        async def tell(text: str) -> None:
            if decision.way is not Way.CHANNEL:  # nobody asked us
                await say(views.note(text))

        assert decision.way is not None
        request = await self._request(text, message.author.id, message.channel, None, previous)
        request = replace(request, is_own=is_own, is_overheard=not decision.says_no)
        await self._answer(_Asked(request, decision.way, said, wait, say, tell, says_no=decision.says_no))

    async def _reply_to(self, message: discord.Message, answer: Message, *, is_notice: bool = False) -> discord.Message:
        """Reply to a message, once: what Discord gets twice with the same nonce, it takes for the same message."""
        nonce = f"{message.id}{'n' * is_notice}"
        reference = message.to_reference(fail_if_not_exists=False)
        try:
            return await insist(
                lambda: message.channel.send(**answer.to_send(), nonce=nonce, reference=reference, mention_author=False)
            )
        except discord.HTTPException as error:
            if error.code != NO_HISTORY:
                raise
            return await insist(lambda: message.channel.send(**answer.to_send(), nonce=nonce))

    async def _before(self, message: discord.Message) -> str | None:
        """Return the answer that a message follows up: the one it replies to, or the last one of its conversation."""
        recall, state = self.bot.desk.remember, self.bot.state
        if message.reference and message.reference.message_id:
            answer = await recall(state.answer_in, message.reference.message_id)
            return answer.id if answer else None
        return await self._last_in(message.channel)

    async def _last_in(self, channel: object) -> str | None:
        recall, state = self.bot.desk.remember, self.bot.state
        if isinstance(channel, discord.Thread):
            last = await recall(state.last_in, channel.id)
            if last is None:  # a thread has the number of the message that it began with
                first = await recall(state.answer_in, channel.id)
                last = first.id if first else None
            return last
        return await recall(state.last_in, channel.id) if isinstance(channel, discord.DMChannel) else None

    # -- both ----------------------------------------------------------------------------------------------------

    async def _interaction(
        self,
        interaction: discord.Interaction[Quoth],
        question: str,
        way: Way,
        *,
        source: str | None = None,
        private: bool = False,
    ) -> None:
        withhold(question)
        said = self.bot.language(interaction)

        async def wait(ahead: int) -> None:
            if ahead:
                await self.bot.respond(
                    interaction, views.note(f"-# {said.say('queued', ahead=ahead)}"), private=private
                )
            else:
                await insist(lambda: interaction.response.defer(thinking=True, ephemeral=private))

        async def say(answer: Message) -> int | None:
            return await self.bot.respond(interaction, answer, private=private)

        async def tell(text: str) -> None:
            await self.bot.tell(interaction, text)

        arrived = time.perf_counter()
        previous = None if private else await self._last_in(interaction.channel)
        request = await self._request(question, interaction.user.id, interaction.channel, source, previous)
        request = replace(request, is_own=way is not Way.MENU)
        shareable = private and self.bot.may_share(interaction)
        asked = _Asked(request, way, said, wait, say, tell, private, shareable, shows_question=True, came=arrived)
        reply, message = await self._answer(asked)
        if reply and reply.answer.answered and message and not private and self.bot.settings.discord_threads:
            await self._open_thread(interaction, message, question)

    async def _request(
        self, question: str, person: int, channel: object, source: str | None, previous: str | None
    ) -> Request:
        number = getattr(channel, "id", 0)
        set_here = self.bot.channel_settings(number, getattr(channel, "parent_id", None)).source
        if source is not None and any(document.path == source for document in self.bot.desk.documents):
            source = glob.escape(source)
        only = Filter(source, within=set_here) if source or set_here else None
        history = await self.bot.desk.remember(self.bot.state.history, previous) if previous else []
        return Request(question[:MAX_QUESTION], person, number, only, tuple(history), previous)

    async def _answer(self, asked: _Asked) -> tuple[Reply | None, int | None]:
        """Bring a question to the desk and its answer back; return the answer, if there is one, and its message."""
        bot, said = self.bot, asked.said
        came = asked.came or time.perf_counter()
        seconds = bot.cooldown.wait(asked.request.person)
        if seconds:
            bot.metrics.question(asked.way, "cooldown")
            if bot.cooldown.is_first_refusal(asked.request.person) or asked.way in (Way.SLASH, Way.MENU):
                await asked.tell(said.say("cooldown", seconds=seconds))
            return None, None
        try:
            ticket = bot.desk.submit(asked.request)
        except Busy:
            bot.metrics.question(asked.way, "busy")
            await asked.tell(said.say("busy"))
            return None, None
        bot.waiting_to_send += 1
        bot.metrics.queued(bot.desk.waiting)
        try:
            return await self._bring(asked, ticket, came)
        finally:
            bot.waiting_to_send -= 1
            bot.metrics.queued(bot.desk.waiting)

    async def _bring(self, asked: _Asked, ticket: Ticket, came: float) -> tuple[Reply | None, int | None]:
        bot, said = self.bot, asked.said
        # Who has many before them hears of it sooner: it will take long, and they do not all hear at the same moment.
        done, _ = await asyncio.wait({ticket.reply}, timeout=PATIENCE * 50 / (50 + ticket.ahead))
        if not done and asked.says_no:
            with suppress(*LOST):  # it was only a sign; the answer comes all the same
                await asked.wait(ticket.ahead)
            bot.metrics.acknowledged(time.perf_counter() - came)
        try:
            reply = await ticket.reply
        except QueryError:
            bot.metrics.question(asked.way, "error")
            sources = (asked.request.only and (asked.request.only.source or asked.request.only.within)) or ""
            text = said.say("no-source", source=escape(sources)) if sources else said.say("empty-question")
            await asked.tell(text)
            return None, None
        except asyncio.CancelledError:
            raise
        except Exception as error:
            bot.metrics.question(asked.way, "error")
            await asked.tell(bot.explain_in(error, said))
            return None, None
        answer, outcome = reply.answer, "answered" if reply.answer.answered else "not_answered"
        number = None
        if answer.answered or asked.says_no:
            number = await asked.say(self._shown(asked, reply))
            if number and not asked.private:
                with suppress(StorageError):  # the answer stands; a reply to it will not be taken for a follow-up
                    await bot.desk.remember(bot.state.sent, reply.remembered.id, number)
        elapsed = time.perf_counter() - came
        if done:
            bot.metrics.acknowledged(elapsed)
        bot.metrics.question(asked.way, "answered" if answer.answered else "not_answered", elapsed)
        event(
            _log, "question", way=asked.way.value, outcome=outcome, confidence=round(answer.confidence, 3),
            search_ms=round(answer.elapsed_ms, 1), total_ms=round(elapsed * 1000), channel=asked.request.channel,
        )  # fmt: skip
        return reply, number

    def _shown(self, asked: _Asked, reply: Reply) -> Message:
        question = reply.answer.question if asked.shows_question else None
        if not reply.answer.answered:
            return views.silence(reply.remembered, asked.said, question=question, shareable=asked.shareable)
        blocks = [rendering.block(i, quote, asked.said) for i, quote in enumerate(reply.quotes)]
        pages = rendering.pages(blocks, self.bot.settings.discord_quotes)
        return views.answer(reply.remembered, pages, 0, asked.said, question=question, shareable=asked.shareable)

    async def _open_thread(self, interaction: discord.Interaction[Quoth], message: int, question: str) -> None:
        channel = interaction.channel
        if not isinstance(channel, discord.TextChannel):
            return
        name = rendering.shortened(question, 100)
        try:
            await channel.get_partial_message(message).create_thread(name=name)
        except discord.HTTPException as error:
            event(
                _log, "thread could not be opened", level=logging.WARNING, status=error.status, code=error.code,
                channel=channel.id,
            )  # fmt: skip


def _post(title: str, text: str) -> str:
    """Return what a forum's post asks: its title, where the question mostly is, with the text where that asks, too."""
    return title if is_question(title) and not is_question(text) else f"{title}\n{text}".strip()
