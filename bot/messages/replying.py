"""Replies to a message, and says why when the answer may not be shown there."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

import discord

from bot.messages.delivering import DELIVERY_ERRORS, NO_HISTORY_CODE, insist
from bot.messages.translating import Language
from bot.messages.views import Message, note_message
from bot.service.logs import log_event

NO_ACCESS_CODE = 50001
"""Discord's code for a channel that the bot does not see: nothing at all can be done there."""
MUTED = "🔇"
"""The reaction to a question where the bot may not write."""

_log = logging.getLogger(__name__)


async def reply_once(message: discord.Message, answer: Message, *, kind: str = "a") -> discord.Message:
    """Reply to a message, as it is worded now, exactly once: Discord treats two messages with the same nonce as one.

    kind: a letter; replies of different kinds are different ones.
    """
    edited = f"{message.edited_at.timestamp():.0f}" if message.edited_at else ""
    nonce = f"{kind}{message.id % 10**13}{edited}"  # at most 25 characters
    reference = message.to_reference(fail_if_not_exists=False)
    try:
        return await insist(
            lambda: message.channel.send(**answer.to_send(), nonce=nonce, reference=reference, mention_author=False)
        )
    except discord.HTTPException as error:
        if error.code != NO_HISTORY_CODE:
            raise
        return await insist(lambda: message.channel.send(**answer.to_send(), nonce=nonce))


async def reply_or_say_why(message: discord.Message, answer: Message, language: Language) -> discord.Message:
    """Reply to a message; where Discord forbids that, say so in a sentence, or at least with a reaction.

    A direct message would tell the asker more, but nobody likes to get one from a bot that they asked elsewhere. Raises
    the first error when not even the sentence may be sent.
    """
    try:
        return await _or_say_why(lambda shown: reply_once(message, shown), answer, language)
    except discord.Forbidden as error:
        if error.code != NO_ACCESS_CODE:
            try:
                await message.add_reaction(MUTED)
            except DELIVERY_ERRORS:
                log_event(_log, "reaction could not be sent", level=logging.WARNING, channel=message.channel.id)
        raise


async def replace_once(shown: discord.Message, answer: Message, language: Language) -> discord.Message:
    """Put an answer in the place of a message of the bot's; where Discord forbids that, say so in a sentence."""
    return await _or_say_why(lambda answer: insist(lambda: shown.edit(**answer.to_edit())), answer, language)


async def _or_say_why(
    show: Callable[[Message], Awaitable[discord.Message]], answer: Message, language: Language
) -> discord.Message:
    try:
        return await show(answer)
    except discord.Forbidden as error:
        if error.code == NO_ACCESS_CODE or not answer.attached:
            raise
        log_event(_log, "files may not be attached", level=logging.WARNING, status=error.status, code=error.code)
        return await show(note_message(language.say("no-files")))
