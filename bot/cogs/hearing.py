"""A Discord message → what ``deciding`` needs to know about it."""

from __future__ import annotations

import re

import discord

from bot.client import Quoth
from bot.deciding import HeardMessage, is_question


def hear(bot: Quoth, message: discord.Message, replied: discord.Message | None) -> HeardMessage:
    """Return what matters in a message; ``replied`` is the message that it replies to."""
    me = bot.user
    assert me is not None
    channel = message.channel
    thread = channel if isinstance(channel, discord.Thread) else None
    guild = message.guild
    my_roles = {role.id for role in guild.me.roles if role.is_bot_managed()} if guild and guild.me else set()
    mentions_me = f"<@{me.id}>" in message.content or f"<@!{me.id}>" in message.content
    opens_post = thread is not None and message.id == thread.id
    text = without_mention(bot, message.content)
    if thread is not None and opens_post:
        text = _question_of_post(thread.name, text)
    return HeardMessage(
        text=text,
        place=bot.place(message),
        by_person=True,
        mentions_me=mentions_me or any(role.id in my_roles for role in message.role_mentions),
        replies_to_me=replied is not None and replied.author.id == me.id,
        in_my_thread=thread is not None and thread.owner_id == me.id,
        opens_post=opens_post,
    )


def replied_to(message: discord.Message) -> discord.Message | None:
    """Return the message that a message replies to, if Discord shows it."""
    replied = message.reference.resolved if message.reference else None
    return replied if isinstance(replied, discord.Message) else None


def without_mention(bot: Quoth, text: str) -> str:
    """Return a text without mentions of the bot and of roles."""
    assert bot.user is not None
    return re.sub(rf"\s*<@!?{bot.user.id}>\s*|\s*<@&\d+>\s*", " ", text).strip()


def _question_of_post(title: str, text: str) -> str:
    """Return what a forum post asks: its title alone when only that is a question, otherwise title and text."""
    return title if is_question(title) and not is_question(text) else f"{title}\n{text}".strip()
