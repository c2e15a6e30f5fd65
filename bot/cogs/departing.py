"""Deletes what is stored of servers that Quoth has left, and of channels and threads that are gone."""

from __future__ import annotations

import json
import logging
from collections.abc import Collection

import discord
from discord.ext import commands

from bot.client import Quoth
from bot.messages.delivering import DELIVERY_ERRORS
from bot.service.logs import log_event

_log = logging.getLogger(__name__)

MAX_LOOKED_UP = 50
"""For so many channels that discord.py does not know, Discord is asked whether they are gone."""


class Departing(commands.Cog):
    """Notices what is gone, also what went while Quoth was offline. A server in an outage is not gone."""

    def __init__(self, bot: Quoth) -> None:
        self.bot = bot

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Forget a server that Quoth has left, or that was deleted; discord.py reports outages otherwise."""
        # An older Quoth stored no servers with what it stored, only channels.
        await self._purge(servers=[guild.id], channels=[channel.id for channel in (*guild.channels, *guild.threads)])

    @commands.Cog.listener()
    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """Forget a channel and its threads."""
        await self._purge(channels=[channel.id])

    @commands.Cog.listener()
    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        """Forget a thread or post."""
        await self._purge(channels=[payload.thread_id])

    @commands.Cog.listener()
    async def on_quoth_channel_gone(self, channel: int) -> None:
        """Forget a channel or thread of which another cog has learned that it is gone."""
        await self._purge(channels=[channel])

    @commands.Cog.listener()
    async def on_guild_join(self, _: discord.Guild) -> None:
        """Note that Quoth is there."""
        await self._note_servers()

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Forget the servers that Quoth has left since it was last online, and the channels that are gone.

        Only servers that it was in count: where it is a guest, brought by a user, it never hears that it has to go.
        Discord names servers in an outage as well.
        """
        servers, channels = await self._note_servers(), await self._gone_channels()
        if servers or channels:
            await self._purge(servers=servers, channels=channels)
        unplaced = {
            channel: place.guild.id
            for channel in self.bot.channels
            if isinstance(place := self.bot.get_channel(channel), discord.abc.GuildChannel | discord.Thread)
        }
        await self.bot.desk.call_state(self.bot.state.place_channels, unplaced)

    async def _gone_channels(self) -> list[int]:
        """Return the channels that are gone, of those of which something is stored.

        A closed thread is not gone, and discord.py does not know it either: see ``on_quoth_channel_gone``.
        """
        unknown = []
        for server, channel, parent in await self.bot.desk.call_state(self.bot.state.server_channels):
            guild = self.bot.get_guild(server)
            if guild is None or guild.unavailable or guild.get_channel_or_thread(channel) is not None:
                continue
            if parent is None or guild.get_channel(parent) is None:
                unknown.append(channel)
        return [channel for channel in unknown[:MAX_LOOKED_UP] if await self._is_gone(channel)]

    async def _is_gone(self, channel: int) -> bool:
        try:
            await self.bot.fetch_channel(channel)
        except discord.NotFound:
            return True
        except (*DELIVERY_ERRORS, discord.InvalidData):
            pass
        return False

    async def _note_servers(self) -> set[int]:
        """Store which servers Quoth is in, and return those that it was in before and is no longer."""
        call, state = self.bot.desk.call_state, self.bot.state
        now = {guild.id for guild in self.bot.guilds}
        key = f"servers {self.bot.application_id}"  # with another application's token, nothing is known yet
        stored = await call(state.meta, key)
        known: set[int] = set(json.loads(stored)) if stored else set()
        if known != now:
            await call(state.set_meta, key, json.dumps(sorted(now)))
        return known - now

    async def _purge(self, *, servers: Collection[int] = (), channels: Collection[int] = ()) -> None:
        call, state = self.bot.desk.call_state, self.bot.state
        answers = await call(state.purge, servers=servers, channels=channels)
        self.bot.channels = await call(state.channels)
        self.bot.desk.pins = await call(state.pins.by_server)
        self.bot.dispatch("quoth_left_behind", servers, channels)
        log_event(_log, "left behind", servers=len(servers), channels=len(channels), answers=answers)
