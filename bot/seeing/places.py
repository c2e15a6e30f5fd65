"""Discord's channels and people → those on whose behalf the library is asked.

What discord.py keeps is used as it is at that moment. A channel that it does not know is fetched once.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import aiohttp
import discord

from bot.seeing.audience import audience_of
from bot.seeing.reading import Here, doors_of, read_by, read_by_all
from bot.service.logs import log_event
from retrieval import PUBLIC, Access, Audience, Person

MAX_FETCHED = 1000
"""So many channels that discord.py does not know are remembered."""

Where = discord.Interaction[Any] | discord.Message

_log = logging.getLogger(__name__)


class Places:
    """Where things are said, and who sees it there."""

    def __init__(self, client: discord.Client, named: Callable[[], frozenset[int]] = frozenset) -> None:
        """Look at a client's places. named: returns the channels whose readers the access rules name."""
        self._client = client
        self._named = named
        self._fetched: OrderedDict[int, Any] = OrderedDict()

    async def find(self, where: Where) -> None:
        """Fetch a channel that discord.py does not know, so that it is known what it belongs to."""
        channel = where.channel
        if not _is_partial(where) or channel is None or channel.id in self._fetched:
            return
        try:
            self._fetched[channel.id] = await self._client.fetch_channel(channel.id)
        except (discord.HTTPException, discord.InvalidData, aiohttp.ClientError) as error:
            log_event(
                _log, "channel is not known", level=logging.WARNING, channel=channel.id,
                status=getattr(error, "status", None), reason=type(error).__name__,
            )  # fmt: skip
        while len(self._fetched) > MAX_FETCHED:
            self._fetched.popitem(last=False)

    def is_unknown(self, where: Where) -> bool:
        """Return whether nobody can tell what a channel belongs to: then neither are its settings known."""
        return _is_partial(where) and (where.channel is None or where.channel.id not in self._fetched)

    def parent(self, where: Where) -> int | None:
        """Return the channel that a thread or post belongs to; None for any other channel."""
        channel = self._channel(where)
        return channel.parent_id if isinstance(channel, discord.Thread) else None

    def category(self, where: Where) -> int | None:
        """Return the category of a channel, or of the channel that a thread belongs to."""
        channel = self._channel(where)
        outer = channel.parent if isinstance(channel, discord.Thread) else channel
        return getattr(outer, "category_id", None)

    def access(self, where: Where, *, alone: bool) -> Access:
        """Return what may be shown at this moment: to the one person, if they see it ``alone``, or to all there."""
        person = where.user if isinstance(where, discord.Interaction) else where.author
        channel_id = where.channel.id if where.channel is not None else 0
        if _is_direct(where):
            return Person(person.id, channels=frozenset({channel_id}))
        guild = self._guild(where)
        if guild is None:
            return PUBLIC
        ids = {channel_id, self.parent(where), self.category(where)}
        channels = frozenset(id_ for id_ in ids if id_)
        here, named, me = Here(channel_id, self.parent(where)), self._named(), self._client.user
        if alone:
            if not isinstance(person, discord.Member):
                return Person(person.id, frozenset(), guild.id, channels)
            roles = frozenset(role.id for role in person.roles)
            return Person(person.id, roles, guild.id, channels, read_by(guild, person, here, named))
        seen_through = self._seen_through(where, guild)
        if seen_through is None or guild.unavailable or guild.default_role is None:
            return Audience(guild.id, channels)
        audience = audience_of(doors_of(seen_through, me, channels=channels))
        return replace(audience, views=read_by_all(guild, audience, here, named, me))

    def audience(self, channel: discord.TextChannel) -> Audience:
        """Return all who can see a channel at this moment."""
        guild, me = channel.guild, self._client.user
        ids = frozenset(id_ for id_ in (channel.id, channel.category_id) if id_)
        audience = audience_of(doors_of(channel, me, channels=ids))
        return replace(audience, views=read_by_all(guild, audience, Here(channel.id), self._named(), me))

    def read_by_all_of(self, channel: discord.TextChannel) -> frozenset[int]:
        """Return the channels and public threads of a server that all can surely read who see one of them."""
        guild, audience, me = channel.guild, self.audience(channel), self._client.user
        seen = set(read_by_all(guild, audience, Here(channel.id), [each.id for each in guild.channels], me))
        seen.update(thread.id for thread in guild.threads if thread.parent_id in seen and not thread.is_private())
        return frozenset(seen)

    def membership(self, where: Where) -> int | None:
        """Return the id of the server; None in direct messages, and where the bot is a guest."""
        if isinstance(where, discord.Interaction):
            return where.guild_id if where.guild_id is not None and where.is_guild_integration() else None
        return where.guild.id if where.guild else None

    def _guild(self, where: Where) -> discord.Guild | None:
        """Return the server, None where the bot is a guest."""
        id_ = self.membership(where)
        return self._client.get_guild(id_) if id_ is not None else None

    def _channel(self, where: Where) -> Any:
        channel = where.channel
        return self._fetched.get(channel.id) if _is_partial(where) and channel is not None else channel

    def _seen_through(self, where: Where, guild: discord.Guild) -> discord.abc.GuildChannel | None:
        """Return the channel whose overwrites count, as discord.py has it now; None when it has none."""
        id_ = self.parent(where) or (where.channel.id if where.channel is not None else 0)
        return guild.get_channel(id_)


def _is_direct(where: Where) -> bool:
    """Return whether only one person and the bot are there."""
    if isinstance(where, discord.Interaction):
        return where.guild_id is None and where.context.dm_channel
    return where.guild is None and not isinstance(where.channel, discord.GroupChannel)


def _is_partial(where: Where) -> bool:
    """Return whether discord.py knows no more of a server's channel than its id."""
    server = where.guild_id if isinstance(where, discord.Interaction) else where.guild
    return bool(server) and (where.channel is None or isinstance(where.channel, discord.PartialMessageable))
