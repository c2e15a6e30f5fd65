"""Reads channels from their beginnings, and looks whether what was collected is still there and still says the same.

That is done when a channel is added, and after each new session with Discord, in the background. Of a channel or forum,
the latest ``MAX_MESSAGES`` are read. Of what was chosen one by one, the latest ``MAX_FETCHED`` are fetched, one every
``FETCH_PAUSE_SECONDS``, and all whose files are missing. Only Discord's word that something is gone removes it.
"""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections.abc import AsyncIterator
from typing import Any

import discord

from bot.collecting.collection import Collection
from bot.gathering.gatherer import Gatherer, Refused, edited_at, has_tag
from bot.messages.delivering import DELIVERY_ERRORS
from bot.seeing.reading import can_read
from bot.service.logs import log_event
from bot.state.collecting import Collected, CollectedChannel, How
from bot.upkeep import logging_failures

MAX_MESSAGES = 5000
MAX_THREADS = 1000
MAX_FETCHED = 200
FETCH_PAUSE_SECONDS = 1.0
AGREEING_PAUSE_SECONDS = 600.0
"""How long after everything was read it is read again because people agreed: many may press that button, again and
again."""

_log = logging.getLogger(__name__)


class Rereading:
    """Reads one channel at a time."""

    def __init__(self, gatherer: Gatherer) -> None:
        """Read for a gatherer, with its bot."""
        self._gatherer = gatherer
        self.bot = gatherer.bot
        self._reading = asyncio.Lock()
        self._waits = self._waits_for_people = False
        self._ended = -math.inf

    @property
    def _sees_content(self) -> bool:
        return self.bot.settings.discord_read_messages

    async def everything(self) -> None:
        """Read all channels again, and look after what was chosen one by one; what asks meanwhile shares the next."""
        if self._waits:
            return
        self._waits = True
        async with self._reading:
            self._waits = False
            with logging_failures("reading collected channels"):
                self._gatherer.begin_reading()
                if await self.bot.desk.in_thread(self.bot.upkeep.collection.remove_strays):
                    self.bot.upkeep.sync_soon()
                seen = set[int]()
                for channel in list(self._gatherer.channels.values()):
                    seen |= await self._read(channel)
                await self._look_after(seen)
            self._ended = time.monotonic()

    async def for_people(self) -> None:
        """Read all channels again, because somebody agreed to it; not more often than every few minutes."""
        if self._waits_for_people:
            return
        self._waits_for_people = True
        await asyncio.sleep(self._ended + AGREEING_PAUSE_SECONDS - time.monotonic())
        self._waits_for_people = False
        await self.everything()

    async def channel(self, channel: CollectedChannel) -> None:
        """Read one channel from its beginning."""
        async with self._reading:
            with logging_failures("reading a collected channel"):
                await self._read(channel)

    async def thread(self, thread: discord.Thread) -> None:
        """Read one thread from its beginning."""
        async with self._reading:
            with logging_failures("reading a collected thread"):
                await self._read_place(thread, MAX_MESSAGES)

    async def untagged(self, thread: int) -> None:
        """Drop what became a document because a thread had the tag, which it has no more."""
        listed = await self.bot.desk.call_state(self.bot.state.collected.at, channels=[thread])
        if read := [each.message for each in listed if each.how is How.CHANNEL and each.channel == thread]:
            await self._gatherer.drop(read)

    async def messages(self, collected: list[Collected]) -> None:
        """Fetch some messages, and bring their documents up to date."""
        with logging_failures("reading collected messages"):
            for each in collected[:MAX_FETCHED]:
                await self._look_at(each)
                await asyncio.sleep(FETCH_PAUSE_SECONDS)

    async def lost_sight(self, guild: discord.Guild) -> None:
        """Remove the documents of the channels of a server that the bot can no longer read."""
        if guild.unavailable:
            return
        listed = self.bot.state.collected
        homes = await self.bot.desk.call_state(listed.counts, guild.id)
        unreadable = []
        for home in homes:
            channel = guild.get_channel(home)
            if channel is not None and not can_read(channel.permissions_for(guild.me), channel):
                unreadable.append(home)
        if unreadable:
            await self._gatherer.drop_places(unreadable)

    async def _read(self, collected: CollectedChannel) -> set[int]:
        """Read a channel or forum, and return which messages were there."""
        guild, number = self.bot.get_guild(collected.server), collected.channel
        if guild is None or guild.unavailable:
            return set()
        channel = guild.get_channel(number)
        if channel is None:
            try:
                await self.bot.fetch_channel(number)
            except discord.NotFound:
                await self._gatherer.purge(channels=[number])
            except (*DELIVERY_ERRORS, discord.InvalidData):
                pass
            return set()
        if not can_read(channel.permissions_for(guild.me), channel):
            await self._gatherer.drop_places([number])
            return set()
        if not self._sees_content:
            return set()
        if not isinstance(channel, discord.ForumChannel):
            return await self._read_place(channel, MAX_MESSAGES)
        seen, room = set[int](), MAX_MESSAGES
        async for thread in _threads(channel):
            if collected.tag is not None and has_tag(thread, collected.tag):
                found = await self._read_place(thread, room)
                room -= len(found)
                seen |= found
            else:
                await self.untagged(thread.id)
            if room <= 0:
                break
        return seen

    async def _read_place(self, place: Any, limit: int) -> set[int]:
        """Read the latest messages of a channel or thread, and return which were there."""
        seen, oldest = set[int](), 0
        try:
            async for message in place.history(limit=limit):
                seen.add(message.id)
                oldest = message.id
                await self._gatherer.take(message, How.CHANNEL)
        except discord.Forbidden:
            await self._gatherer.drop_places([place.id])
            return seen
        except DELIVERY_ERRORS:  # Discord is in trouble: what was read counts, and the next session reads again
            return seen
        await self._drop_read(place.id, seen, oldest if len(seen) >= limit else 0)
        if len(seen) >= limit:
            log_event(_log, "only the latest messages of a channel are read", channel=place.id, messages=limit)
        return seen

    async def _drop_read(self, channel: int, seen: set[int], oldest: int) -> None:
        """Drop what is no longer in a channel or thread, down to the oldest message that was read."""
        listed = await self.bot.desk.call_state(self.bot.state.collected.at, channels=[channel])
        inside = [each.message for each in listed if each.channel == channel and each.message >= oldest]
        if gone := [message for message in inside if message not in seen]:
            await self._gatherer.drop(gone)

    async def _look_after(self, seen: set[int]) -> None:
        """Fetch the messages that were not read with their channels."""
        collection = self.bot.upkeep.collection
        missing, there = await self.bot.desk.in_thread(_by_file, collection, seen)
        for each in [*missing, *there[:MAX_FETCHED]]:
            guild = self.bot.get_guild(each.server)
            if guild is not None and not guild.unavailable:
                await self._look_at(each)
                await asyncio.sleep(FETCH_PAUSE_SECONDS)

    async def _look_at(self, collected: Collected) -> None:
        """Fetch a message; drop it if it is gone, cannot be read any more, or says what Discord does not show."""
        try:
            place = self.bot.get_partial_messageable(collected.channel, guild_id=collected.server)
            message = await place.fetch_message(collected.message)
            is_same = edited_at(message) == collected.edited and self.bot.upkeep.collection.is_kept(collected)
            if message.content or not is_same:
                await self._gatherer.take(message, collected.how)
        except (discord.NotFound, discord.Forbidden, Refused):
            await self._gatherer.drop([collected.message])
        except DELIVERY_ERRORS:
            pass


async def _threads(forum: discord.ForumChannel) -> AsyncIterator[discord.Thread]:
    """Yield the threads of a forum, the open ones first."""
    for thread in forum.threads:
        yield thread
    try:
        async for thread in forum.archived_threads(limit=MAX_THREADS):
            yield thread
    except DELIVERY_ERRORS:
        return


def _by_file(collection: Collection, seen: set[int]) -> tuple[list[Collected], list[Collected]]:
    """Return the messages that were not seen: those whose files are missing, and the others; the latest first."""
    rest = [each for each in collection.listed.all() if each.message not in seen and each.how is not How.LEFT_OUT]
    missing = [each for each in rest if not collection.is_kept(each)]
    known = {each.message for each in missing}
    return missing, [each for each in rest if each.message not in known]
