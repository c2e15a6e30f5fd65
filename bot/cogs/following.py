"""What happens when somebody edits or deletes a message that asked something, or that asks only now."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection
from contextlib import suppress
from datetime import timedelta

import discord
from discord.ext import commands

from bot.client import Quoth
from bot.cogs.asking import MAX_QUESTION_CHARS
from bot.cogs.listening import Listening
from bot.deciding import Decision, Way, should_answer
from bot.messages import views
from bot.messages.delivering import DELIVERY_ERRORS, log_undelivered
from bot.messages.replying import reply_once
from bot.messages.views import ButtonAction, Verb
from bot.replying.hearing import hear, replied_to
from bot.replying.shared import Interaction
from bot.service.logs import log_event, withhold
from bot.state.records import RememberedAnswer

_log = logging.getLogger(__name__)

MAX_EDIT_AGE = timedelta(days=1)
"""An edit of an older message is left alone: whoever corrects an old message does not expect an answer."""


class Following(commands.Cog):
    """Follows what becomes of questions. Nothing that others may have read is changed without a word."""

    def __init__(self, bot: Quoth) -> None:
        self.bot = bot
        self._offering = asyncio.Lock()

    @property
    def _listening(self) -> Listening:
        listening = self.bot.get_cog(Listening.__name__)
        assert isinstance(listening, Listening)
        return listening

    # -- deleted questions ---------------------------------------------------------------------------------------

    @commands.Cog.listener()
    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """Delete the answer to a deleted question, and what is stored of it."""
        await self._delete({payload.message_id})

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """Do the same for many."""
        await self._delete(payload.message_ids)

    async def _delete(self, messages: Collection[int]) -> None:
        for message in messages:
            self._listening.in_hand.withdraw(message)
        shown = await self.bot.desk.call_state(self.bot.state.delete_questions, messages)
        for channel, message in shown:
            await self._delete_message(channel, message)

    async def _delete_message(self, channel: int, message: int) -> None:
        try:
            await self.bot.get_partial_messageable(channel).get_partial_message(message).delete()
        except discord.NotFound:  # somebody was faster
            pass
        except DELIVERY_ERRORS as error:
            log_event(
                _log, "answer could not be deleted", level=logging.WARNING, channel=channel,
                status=getattr(error, "status", None), code=getattr(error, "code", None),
            )  # fmt: skip

    # -- edited questions ----------------------------------------------------------------------------------------

    @commands.Cog.listener()
    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Answer a message that asks only now; where the question of an answer was changed, offer to answer anew.

        The first answer stays as it is, because others may have read it.
        """
        message = payload.message
        is_own = self.bot.user is not None and message.author.id == self.bot.user.id
        if is_own or message.edited_at is None or not message.content:  # Discord also reports previews, as edits
            return
        if discord.utils.utcnow() - message.created_at > MAX_EDIT_AGE:
            return
        await self._listening.in_hand.until_answered(message.id)
        async with self._offering:
            remembered = await self.bot.desk.call_state(self.bot.state.answer_to, message.id)
            if remembered is not None:
                with suppress(*DELIVERY_ERRORS):
                    await self._offer(message, remembered)
        if remembered is None and not self._listening.in_hand.is_withdrawn(message.id):
            await self._listening.consider(message, is_edited=True)

    async def _offer(self, message: discord.Message, remembered: RememberedAnswer) -> None:
        """Offer to answer the new wording, once; take that back when the old wording is."""
        call, state, language = self.bot.desk.call_state, self.bot.state, self.bot.language(message)
        heard = hear(self.bot, message, replied_to(message))
        withhold(message.content, heard.text)
        is_changed = _asked(heard.text) != remembered.question
        if remembered.question is None or is_changed == (remembered.offer is not None):
            return
        if not is_changed:
            assert remembered.offer is not None
            await call(state.record_offer, remembered.id, None)
            await self._delete_message(remembered.channel, remembered.offer)
        elif should_answer(heard, self.bot.settings).answers and not self._is_too_fast(message):
            button = views.button(ButtonAction(Verb.REASK, remembered.id), language.say("button-reask"))
            offer = views.note_message(f"-# {language.say('question-edited')}", button)
            sent = await reply_once(message, offer, kind="e")
            await call(state.record_offer, remembered.id, sent.id)
            if await call(state.answer, remembered.id) is None:  # the question was deleted before this was known
                await self._delete_message(remembered.channel, sent.id)

    def _is_too_fast(self, message: discord.Message) -> bool:
        server = message.guild.id if message.guild else None
        return bool(self.bot.cooldowns.questions.take_turn(message.author.id, server))

    @commands.Cog.listener()
    async def on_quoth_button(self, interaction: Interaction, action: ButtonAction) -> None:
        """Answer the new wording for who asked, in place of the offer."""
        if action.verb is not Verb.REASK:
            return
        try:
            problem = await self._ask_again(interaction, action)
            if problem is not None:
                await self.bot.tell(interaction, problem)
        except DELIVERY_ERRORS as error:
            log_undelivered(error)

    async def _ask_again(self, interaction: Interaction, action: ButtonAction) -> str | None:
        """Answer the question of a message as it is worded now; return a sentence when that cannot be."""
        call, state, language = self.bot.desk.call_state, self.bot.state, self.bot.language(interaction)
        refusal = self.bot.refusal(interaction)
        if refusal is not None:
            return refusal
        remembered, offer, channel = await call(state.answer, action.answer), interaction.message, interaction.channel
        if remembered is None or offer is None or remembered.asking_message is None or remembered.offer != offer.id:
            return language.say("stale-button")
        if interaction.user.id != remembered.person:
            return language.say("asker-only")
        await interaction.response.defer()
        try:
            if not isinstance(channel, discord.abc.Messageable):
                return language.say("stale-button")
            message = await channel.fetch_message(remembered.asking_message)
        except DELIVERY_ERRORS:  # it is gone, or Quoth may not read it
            return language.say("stale-button")
        text = _asked(hear(self.bot, message, replied_to(message)).text)
        withhold(message.content, text)
        if not text:
            return language.say("no-text")
        await call(state.record_offer, remembered.id, None)  # so that a second press finds nothing to do
        decision = Decision(Way.DIRECT if message.guild is None else Way.MENTION)
        await self._listening.answer_anew(message, text, decision, remembered, offer)
        return None


def _asked(text: str) -> str:
    return text[:MAX_QUESTION_CHARS].strip()
