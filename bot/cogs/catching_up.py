"""Answers what was asked while nothing could be heard, and forgets what was deleted then.

Discord replays what happened during a broken connection only when its session is resumed. A session that it declares
invalid, one that cannot be reached for a while, and a new start of the bot begin anew, and what was written or deleted
in between never arrives. So after each new session, the channels that have newer messages are read. Then, beside the
answering, the latest messages that asked something are fetched: those of the last ``LONGEST_MEMORY`` that are among the
last answers of all shards, at most ``MAX_FETCHED`` for each session, one every ``FETCH_PAUSE_SECONDS``. A question that
is older, or that had more after it than that, and was deleted unheard stays stored until it is too old. So Quoth
learns, too, that a thread is gone.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta
from typing import Any

import discord
from discord.ext import commands

from bot.client import Quoth
from bot.messages.delivering import DELIVERY_ERRORS
from bot.service.logs import log_event
from bot.upkeep import logging_failures

LONGEST_GAP = timedelta(minutes=15)
"""Who asked earlier than this no longer waits for an answer."""
MARGIN = timedelta(minutes=2)
"""How long a connection may have been dead before discord.py noticed."""
MAX_MESSAGES = 200
"""How many messages of a channel are read, the latest: so the reply to a message that is read is read as well."""
MAX_DIRECT_CHANNELS = 50
"""In how many direct messages Quoth looks: it cannot ask Discord which have something new, only one after the other."""
LONGEST_MEMORY = timedelta(days=7)
"""Messages that asked something before that are not looked for: nobody deletes them any more."""
MAX_FETCHED = 200
"""So many messages are fetched after a new session, the latest first, to see whether they are still there."""
FETCH_PAUSE_SECONDS = 1.0
"""The pause after each of them. Discord allows some fifty requests a second, of which the answers need most."""

_UNKNOWN_CHANNEL_CODE, _UNKNOWN_MESSAGE_CODE = 10003, 10008
_HEARD = "heard until"  # the key in the bot's memory
_log = logging.getLogger(__name__)


class CatchingUp(commands.Cog):
    """Hands on messages, and deletions of questions, that Discord did not bring, as if it had."""

    def __init__(self, bot: Quoth) -> None:
        self.bot = bot
        self._gaps: dict[int, datetime] = {}
        """Since when a shard has missed what nobody has begun to look for."""
        self._searched: list[datetime] = []
        """Since when something was missed that is being looked for, or that could not be looked for."""
        self._stopped: datetime | None = None
        """When an earlier bot with the same memory last heard everything; None when there was none."""
        self._begun: set[int] = set()
        """The shards that have had a session."""
        self._new: set[int] = set()
        """The shards whose session is so new that they have not looked yet for what it does not bring."""
        self._sessions: Counter[int] = Counter()
        """How many sessions of a shard have been looked after: with a new one, the look for deletions begins anew."""
        self._fetching = asyncio.Lock()

    async def cog_load(self) -> None:
        """Read until when the bot before this one heard everything."""
        with logging_failures("reading until when everything was heard"):
            stored = await self.bot.desk.call_state(self.bot.state.meta, _HEARD)
            self._stopped = datetime.fromisoformat(stored) if stored else None
            if self._stopped is None:  # if this bot is killed, the next one looks from here
                await self._note_heard()

    async def cog_unload(self) -> None:
        """Note until when everything was heard."""
        await self._note_heard()

    @commands.Cog.listener()
    async def on_shard_disconnect(self, shard: int) -> None:
        """Note when events stopped coming."""
        if shard not in self._gaps:
            self._gaps[shard] = discord.utils.utcnow() - MARGIN
            await self._note_heard()

    @commands.Cog.listener()
    async def on_shard_connect(self, shard: int) -> None:
        """Note that a session has begun, whose servers are still to come."""
        if shard not in self._begun and self._stopped is not None:
            self._gaps[shard] = min(self._stopped, self._gaps.get(shard, self._stopped))
        self._begun.add(shard)
        self._new.add(shard)

    @commands.Cog.listener()
    async def on_shard_resumed(self, shard: int) -> None:
        """Forget the gap: Discord has replayed all of it, unless it lies before the session."""
        if shard not in self._new:
            self._gaps.pop(shard, None)

    @commands.Cog.listener()
    async def on_shard_ready(self, shard: int) -> None:
        """Look for what a new session does not bring."""
        self._new.discard(shard)
        until = self._gaps.pop(shard, None)
        now = discord.utils.utcnow()
        self._sessions[shard] += 1
        if until is None:
            return
        self._searched.append(until)
        self.bot.run_in_background(self._find_deleted(shard, self._sessions[shard], now))
        with logging_failures("looking for what was missed"):
            await self._catch_up(shard, max(until, now - LONGEST_GAP))
            if not self.bot.is_finishing:  # else the bot after this one has to look again
                self._searched.remove(until)

    async def _catch_up(self, shard: int, since: datetime) -> None:
        found = 0
        async for place in self._places(shard, discord.utils.time_snowflake(since)):
            try:
                read = place.history(limit=MAX_MESSAGES, after=since, oldest_first=False)
                messages = [message async for message in read][::-1]
            except DELIVERY_ERRORS:  # the bot may not read there, or it is gone
                continue
            for message in _unanswered(messages, self.bot.user):
                if await self._was_answered(message):
                    continue
                found += 1
                await self._hand_on(message)
        if found:
            log_event(_log, "messages read that had not arrived", messages=found)

    async def _places(self, shard: int, since: int) -> AsyncIterator[Any]:
        """Yield the channels of a shard in which there may be something newer than a message's id."""
        for guild in self.bot.guilds:
            for channel in _with_messages(guild) if guild.shard_id == shard else ():
                if (channel.last_message_id or 0) > since:
                    yield channel
        if shard:  # direct messages belong to the first one
            return
        recent = await self.bot.desk.call_state(self.bot.state.channels_outside_servers)
        direct = [number for number in recent if getattr(self.bot.get_channel(number), "guild", None) is None]
        for number in direct[:MAX_DIRECT_CHANNELS]:
            try:
                channel = self.bot.get_channel(number) or await self.bot.fetch_channel(number)
            except (*DELIVERY_ERRORS, discord.InvalidData):
                continue
            if isinstance(channel, discord.DMChannel):
                yield channel

    async def _was_answered(self, message: discord.Message) -> bool:
        """Return whether a message got an answer that is not there any more. One that was not sent does not count."""
        answer = await self.bot.desk.call_state(self.bot.state.answer_to, message.id)
        return answer is not None and answer.message is not None

    async def _hand_on(self, message: discord.Message) -> None:
        """Let the bot hear a message. In a history, authors have no roles, which the settings may ask for.

        One that is about to stop would only tell the asker that it is busy.
        """
        if self.bot.is_finishing:
            return
        if message.guild is not None and self.bot.settings.discord_roles and isinstance(message.author, discord.User):
            try:
                message.author = await message.guild.fetch_member(message.author.id)
            except DELIVERY_ERRORS:
                return
        self.bot.dispatch("message", message)

    async def _find_deleted(self, shard: int, session: int, now: datetime) -> None:
        """Hand on that messages are gone which asked something before a session, or the threads that they were in.

        Only Discord's word for it counts.
        """
        gone = set[int]()
        with logging_failures("looking for deleted questions"):
            since = (now - LONGEST_MEMORY).timestamp()
            asked = await self.bot.desk.call_state(
                self.bot.state.asked_since, since, self._servers_of(shard), outside=shard == 0, count=MAX_FETCHED
            )
            for server, channel, message in asked:
                if channel in gone:
                    continue
                async with self._fetching:
                    if self._sessions[shard] != session:
                        return
                    code = await self._what_is_unknown(channel, message)
                    if code == _UNKNOWN_CHANNEL_CODE:
                        gone.add(channel)
                        self.bot.dispatch("quoth_channel_gone", channel)
                    elif code == _UNKNOWN_MESSAGE_CODE:
                        told: Any = {"id": message, "channel_id": channel, **({"guild_id": server} if server else {})}
                        self.bot.dispatch("raw_message_delete", discord.RawMessageDeleteEvent(told))
                    await asyncio.sleep(FETCH_PAUSE_SECONDS)

    def _servers_of(self, shard: int) -> list[int]:
        """Return the servers of which a shard hears now; of direct messages, the first one does."""
        return [guild.id for guild in self.bot.guilds if guild.shard_id == shard and not guild.unavailable]

    async def _what_is_unknown(self, channel: int, message: int) -> int | None:
        """Return the code with which Discord says that it does not know a message or its channel; None if it does."""
        try:
            await self.bot.get_partial_messageable(channel).fetch_message(message)
        except discord.NotFound as error:
            return error.code
        except DELIVERY_ERRORS:  # the bot may not read there, or Discord is in trouble
            pass
        return None

    async def _note_heard(self) -> None:
        """Note until when everything was heard: by all shards, also by those that have not had a session yet."""
        moments = [discord.utils.utcnow(), *self._gaps.values(), *self._searched]
        if self._stopped is not None and len(self._begun) < (self.bot.shard_count or 1):
            moments.append(self._stopped)
        with logging_failures("noting until when everything was heard"):
            await self.bot.desk.call_state(self.bot.state.set_meta, _HEARD, min(moments).isoformat())


def _with_messages(guild: discord.Guild) -> Iterator[Any]:
    """Yield what can hold messages in a server: channels, and the threads that are open."""
    yield from guild.text_channels
    yield from guild.voice_channels
    yield from guild.stage_channels
    yield from guild.threads


def _unanswered(messages: list[discord.Message], me: discord.ClientUser | None) -> list[discord.Message]:
    """Return the messages of people to which the bot has not replied."""
    replied = {m.reference.message_id for m in messages if m.reference is not None and m.author == me}
    return [message for message in messages if not message.author.bot and message.id not in replied]
