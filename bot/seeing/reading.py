"""Which channels of a server can be read, earlier messages included: by one person, or by each of an audience.

Only channels that access rules name are looked at, as discord.py has them at that moment. Whoever is in a channel or
thread sees that one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

import discord

from bot.seeing.audience import Doors, Role, is_surely_open_to
from retrieval import Audience


@dataclass(frozen=True, slots=True)
class Here:
    """Where somebody is: a channel, or a thread of the channel ``parent``."""

    channel: int
    parent: int | None = None


def read_by(guild: discord.Guild, person: discord.Member, here: Here, named: Collection[int]) -> frozenset[int]:
    """Return which of the channels that are named a member can read now."""
    return frozenset(
        id_ for id_, channel in _channels(guild, here, named) if can_read(channel.permissions_for(person), channel)
    )


def can_read(allowed: discord.Permissions, channel: discord.abc.GuildChannel) -> bool:
    """Return whether these permissions in a channel suffice to read what was written there."""
    # What is written in a voice channel is seen by who may join it.
    may_join = allowed.connect or not isinstance(channel, discord.VoiceChannel | discord.StageChannel)
    return allowed.view_channel and allowed.read_message_history and may_join


def read_by_all(
    guild: discord.Guild, audience: Audience, here: Here, named: Collection[int], me: discord.ClientUser | None
) -> frozenset[int]:
    """Return which of the channels that are named each of an audience can surely read now."""
    found = set[int]()
    for id_, channel in _channels(guild, here, named):
        if id_ not in (here.channel, here.parent):
            if isinstance(channel, discord.VoiceChannel | discord.StageChannel):
                continue
            if not is_surely_open_to(doors_of(channel, me), audience):
                continue
        if is_surely_open_to(doors_of(channel, me, "read_message_history"), audience):
            found.add(id_)
    return frozenset(found)


def doors_of(
    channel: discord.abc.GuildChannel,
    me: discord.ClientUser | None,
    permission: Literal["view_channel", "read_message_history"] = "view_channel",
    channels: frozenset[int] = frozenset(),
) -> Doors:
    """Return who has a permission in a channel, as discord.py knows it."""
    guild = channel.guild
    roles, people = dict[int, bool](), dict[int, bool]()
    for target, overwrite in channel.overwrites.items():
        lets_in = getattr(overwrite, permission)
        if lets_in is not None:
            kind = target.type if isinstance(target, discord.Object) else type(target)
            (roles if issubclass(kind, discord.Role) else people)[target.id] = lets_in

    def known(role: discord.Role) -> Role:
        return Role(getattr(role.permissions, permission), role.permissions.administrator, role.is_bot_managed())

    return Doors(
        guild.id,
        channels,
        known(guild.default_role),
        {role.id: known(role) for role in guild.roles if not role.is_default()},
        roles,
        people,
        guild.owner_id,
        me.id if me is not None else None,
    )


def _channels(
    guild: discord.Guild, here: Here, named: Collection[int]
) -> Iterator[tuple[int, discord.abc.GuildChannel]]:
    """Yield the named channels of a server, and the thread in which somebody is, with the channel that it belongs to.

    Other threads are not known to be open to anybody: they may be private.
    """
    if guild.unavailable or guild.default_role is None:
        return
    for id_ in named:
        is_thread = here.parent is not None and id_ == here.channel
        channel = guild.get_channel(here.parent if is_thread and here.parent is not None else id_)
        if channel is not None:
            yield id_, channel
