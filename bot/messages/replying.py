"""Replies to a message, where the bot may write."""

from __future__ import annotations

import discord

from bot.messages.delivering import NO_HISTORY_CODE, insist
from bot.messages.views import Message


async def reply_once(message: discord.Message, answer: Message, *, is_notice: bool = False) -> discord.Message:
    """Reply to a message exactly once: Discord treats two messages with the same nonce as one."""
    nonce = f"{message.id}{'n' * is_notice}"
    reference = message.to_reference(fail_if_not_exists=False)
    try:
        return await insist(
            lambda: message.channel.send(**answer.to_send(), nonce=nonce, reference=reference, mention_author=False)
        )
    except discord.HTTPException as error:
        if error.code != NO_HISTORY_CODE:
            raise
        return await insist(lambda: message.channel.send(**answer.to_send(), nonce=nonce))
