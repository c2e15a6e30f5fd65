"""Questions in messages: a mention, a reply, a direct message, a question in a channel."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace
from functools import partial

import discord
from discord.ext import commands

from bot.client import Quoth
from bot.cogs.asking import Asking
from bot.deciding import Decision, Way, should_answer
from bot.messages import views
from bot.messages.delivering import DELIVERY_ERRORS, log_undelivered
from bot.messages.replying import replace_once, reply_once, reply_or_say_why
from bot.messages.translating import Language
from bot.messages.views import Message
from bot.replying.answering import AskedQuestion, answer_question
from bot.replying.hearing import hear, replied_to, without_mention
from bot.replying.in_hand import InHand
from bot.service.logs import withhold
from bot.state.records import RememberedAnswer


class Listening(commands.Cog):
    """Hears messages, and answers those that ask."""

    def __init__(self, bot: Quoth) -> None:
        self.bot = bot
        self.in_hand = InHand()

    @property
    def _asking(self) -> Asking:
        asking = self.bot.get_cog(Asking.__name__)
        assert isinstance(asking, Asking)
        return asking

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Answer a message if it should be answered."""
        await self.consider(message)

    async def consider(self, message: discord.Message, *, is_edited: bool = False) -> None:
        """Answer a message if it should be answered; one that was edited only if it asks Quoth something new."""
        is_written = message.type in (discord.MessageType.default, discord.MessageType.reply)
        if message.author.bot or message.webhook_id or not is_written:
            return
        await self.bot.places.find(message)
        if self.bot.places.is_unknown(message):  # then its settings are not known either, and whom it belongs to
            return
        replied = replied_to(message)
        message_heard = hear(self.bot, message, replied)
        decision = should_answer(message_heard, self.bot.settings)
        if not decision.answers:
            return
        is_new = self.bot.note_new(message.id)
        if is_edited:
            is_new = decision.way is not Way.CHANNEL and not self.in_hand.has_answered(message.id, message.content)
        if is_new and not self.in_hand.is_withdrawn(message.id):
            with self.in_hand.holding(message.id, message.content):
                await self._answer_heard(message, message_heard.text, replied, decision)

    async def _answer_heard(
        self, message: discord.Message, text: str, replied: discord.Message | None, decision: Decision
    ) -> None:
        text, is_own = "" if decision.only_greeted else text, True
        language = self.bot.language(message)
        hint = language.say("empty-question")
        if not text and replied is not None and replied.author != self.bot.user:
            # "@Quoth" in reply to somebody's question means that question, if Discord lets us see it.
            text, is_own, hint = without_mention(self.bot, replied.content), False, language.say("use-menu")
        withhold(message.content, text)
        try:
            if text:
                previous = await self._previous_answer(message)
                await self._answer_message(message, text, decision, language, previous, [], is_own=is_own)
            elif decision.way is not Way.CHANNEL:
                await reply_or_say_why(message, views.note_message(hint), language)
        except DELIVERY_ERRORS as error:  # the bot may not write there, or the channel is gone
            log_undelivered(error, channel=message.channel.id)
        except Exception as error:
            explained = self.bot.explain(error, message)
            if decision.way is not Way.CHANNEL:
                with suppress(*DELIVERY_ERRORS):
                    await reply_once(message, views.note_message(explained))

    async def answer_anew(
        self, message: discord.Message, text: str, decision: Decision, before: RememberedAnswer, offer: discord.Message
    ) -> None:
        """Answer a message that was edited after ``before``; the answer takes the place of ``offer``."""
        language = self.bot.language(message)
        with self.in_hand.holding(message.id, message.content):
            previous = await self.bot.desk.call_state(self.bot.state.previous_of, before.id)
            await self._answer_message(message, text, decision, language, previous, [offer], is_own=True)

    async def _answer_message(
        self,
        message: discord.Message,
        text: str,
        decision: Decision,
        language: Language,
        previous: str | None,
        shown: list[discord.Message],
        *,
        is_own: bool,
    ) -> None:
        """Answer what a message asks, in a new message or in place of the one that is shown."""
        unsure: list[Message] = []  # a notice of which nobody knows whether it arrived

        async def wait(ahead: int) -> None:
            if self.in_hand.is_withdrawn(message.id):
                return
            if ahead and not shown:
                unsure.append(views.note_message(f"-# {language.say('queued', ahead=ahead)}"))
                shown.append(await reply_once(message, unsure[0], kind="n"))
                unsure.clear()
            else:
                await message.channel.typing()

        async def find() -> None:
            if unsure:  # sent again, it is the same message, so that it does not stay
                with suppress(*DELIVERY_ERRORS):
                    shown.append(await reply_once(message, unsure.pop(), kind="n"))

        async def say(answer: Message) -> int | None:
            if self.in_hand.is_withdrawn(message.id):
                return None
            await find()
            if shown:
                with suppress(discord.NotFound):  # somebody deleted it
                    return (await replace_once(shown[0], answer, language)).id
            shown[:] = [await reply_or_say_why(message, answer, language)]
            return shown[0].id

        async def tell(text: str) -> None:
            if decision.way is not Way.CHANNEL:  # in such a channel, nobody asked Quoth
                await say(views.note_message(text))

        assert decision.way is not None
        request = replace(
            await self._asking.request(text, message.author.id, message, None, previous),
            is_own=is_own,
            is_overheard=not decision.says_no,
            message=message.id,
            is_private=message.guild is None,
        )
        asked = AskedQuestion(
            request,
            decision.way,
            language,
            wait,
            say,
            tell,
            says_no=decision.says_no,
            submitted=partial(self.in_hand.submitted, message.id),
        )
        try:
            await answer_question(self.bot, asked)
        finally:
            if self.in_hand.is_withdrawn(message.id):
                await self.bot.desk.call_state(self.bot.state.delete_questions, [message.id])
                await find()
                with suppress(*DELIVERY_ERRORS):
                    await asyncio.gather(*(one.delete() for one in shown))

    async def _previous_answer(self, message: discord.Message) -> str | None:
        """Return the id of the answer that a message follows up: the one it replies to, or the last in its channel."""
        call, state = self.bot.desk.call_state, self.bot.state
        if message.reference and message.reference.message_id:
            answer = await call(state.answer_in, message.reference.message_id)
            return answer.id if answer else None
        return await self._asking.last_answer(message.channel)
