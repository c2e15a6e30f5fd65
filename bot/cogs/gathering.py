"""Follows what happens to the messages that are documents, and to those that are written where Quoth collects."""

from __future__ import annotations

import asyncio
from collections.abc import Collection

import discord
from discord.ext import commands

from bot.client import Quoth
from bot.gathering.gatherer import Gatherer, Refused, edited_at, has_tag
from bot.gathering.rereading import Rereading
from bot.messages.delivering import DELIVERY_ERRORS
from bot.state.collecting import How
from bot.upkeep import logging_failures


class Gathering(commands.Cog):
    """Hands events on to the gatherer. What the bot cannot hear is looked up after each new session."""

    def __init__(self, bot: Quoth) -> None:
        self.bot = bot
        self.gatherer = Gatherer(bot)
        self.rereading = Rereading(self.gatherer)

    async def cog_load(self) -> None:
        """Read what is collected from the memory."""
        await self.gatherer.load()

    @commands.Cog.listener()
    async def on_shard_ready(self, _: int) -> None:
        """Look for what a new session does not bring."""
        self.bot.run_in_background(self.rereading.everything())

    # -- messages ------------------------------------------------------------------------------------------------

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Collect what is written in a channel that is read."""
        is_seen = message.guild is not None and self.bot.settings.discord_read_messages
        if is_seen and self.gatherer.is_read(message.channel):
            await self._take(message, How.CHANNEL)

    @commands.Cog.listener()
    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Let documents follow edits. What a message says now is unknown without the intent: then it is none any more.

        Discord also reports previews as edits.
        """
        message = payload.message
        if message.guild is None or message.edited_at is None:
            return
        self.gatherer.note_changed([message.id])
        listed = self.bot.state.collected
        found = await self.bot.desk.call_state(listed.find, message.id)
        if found is not None and found.edited != edited_at(message):
            await self._take(message, found.how)
        elif found is None and self.bot.settings.discord_read_messages and self.gatherer.is_read(message.channel):
            await self._take(message, How.CHANNEL)
        if below := await self.bot.desk.call_state(listed.below, [message.id]):
            self.bot.run_in_background(self.rereading.messages(below))

    @commands.Cog.listener()
    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """Remove a deleted message."""
        await self._drop({payload.message_id})

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """Do the same for many."""
        await self._drop(payload.message_ids)

    async def _take(self, message: discord.Message, how: How) -> None:
        with logging_failures("collecting a message"):
            try:
                await self.gatherer.take(message, how)
            except Refused:
                await self.gatherer.drop([message.id])
            except DELIVERY_ERRORS:  # Discord is in trouble: the next session looks again
                pass

    async def _drop(self, messages: Collection[int]) -> None:
        with logging_failures("removing deleted messages"):
            await self.gatherer.delete(messages)

    # -- places --------------------------------------------------------------------------------------------------

    @commands.Cog.listener()
    async def on_quoth_left_behind(self, servers: Collection[int], channels: Collection[int]) -> None:
        """Remove what was collected in servers and channels that are gone; another cog has noticed it."""
        with logging_failures("removing the messages of what is gone"):
            await self.gatherer.purge(servers=servers, channels=channels)

    @commands.Cog.listener()
    async def on_raw_thread_update(self, payload: discord.RawThreadUpdateEvent) -> None:
        """Collect a thread of a forum that gets its tag, and remove one that loses it."""
        collected = self.gatherer.channels.get(payload.parent_id)
        guild = self.bot.get_guild(payload.guild_id)
        if collected is None or collected.tag is None or guild is None or not self.bot.settings.discord_read_messages:
            return
        thread = guild.get_thread(payload.thread_id) or discord.Thread(
            guild=guild, state=self.bot._connection, data=payload.data
        )
        work = self.rereading.thread(thread) if has_tag(thread, collected.tag) else self.rereading.untagged(thread.id)
        self.bot.run_in_background(work)

    @commands.Cog.listener()
    async def on_guild_channel_update(self, before: discord.abc.GuildChannel, after: discord.abc.GuildChannel) -> None:
        """Remove the documents of a channel that can no longer be read; read one that can be, or has another name."""
        await self._lost_sight(after.guild)
        collected = self.gatherer.channels.get(after.id)
        if collected is not None and (before.name != after.name or before.overwrites != after.overwrites):
            self.bot.run_in_background(self.rereading.channel(collected))

    @commands.Cog.listener()
    async def on_guild_role_update(self, _: discord.Role, after: discord.Role) -> None:
        """Remove the documents of channels that can no longer be read."""
        await self._lost_sight(after.guild)

    @commands.Cog.listener()
    async def on_guild_role_delete(self, role: discord.Role) -> None:
        """Do the same."""
        await self._lost_sight(role.guild)

    @commands.Cog.listener()
    async def on_member_update(self, _: discord.Member, after: discord.Member) -> None:
        """Do the same when the bot's own roles change; of others, Discord tells nothing."""
        if self.bot.user is not None and after.id == self.bot.user.id:
            await asyncio.sleep(0)  # discord.py has updated its cache then
            await self._lost_sight(after.guild)

    async def _lost_sight(self, guild: discord.Guild) -> None:
        with logging_failures("looking for channels that cannot be read"):
            await self.rereading.lost_sight(guild)
