"""Which channels of a server somebody can see, by what discord.py keeps then; nobody sees what it does not know."""

from __future__ import annotations

from dataclasses import dataclass

import discord


@dataclass(frozen=True, slots=True)
class View:
    """The ``channels`` and threads that somebody can see. ``whole`` are the channels of which they see every thread.

    So they see a thread that was closed, and that nobody knows any more, only in one of these: it may be private.
    """

    channels: frozenset[int] = frozenset()
    whole: frozenset[int] = frozenset()


def view_of(guild: discord.Guild | None, person: discord.User | discord.Member) -> View:
    """Return what a member sees of a server: nothing where the bot is a guest, or while the server is in an outage."""
    if guild is None or guild.unavailable or not isinstance(person, discord.Member):
        return View()
    allowed = {channel.id: channel.permissions_for(person) for channel in guild.channels}
    seen = {
        channel.id
        for channel in guild.channels
        if allowed[channel.id].view_channel
        # What is written in a voice channel is seen by who may join it.
        and (allowed[channel.id].connect or not isinstance(channel, discord.VoiceChannel | discord.StageChannel))
    }
    whole = {id_ for id_ in seen if allowed[id_].manage_threads}
    for thread in guild.threads:
        is_open = not thread.is_private() or thread.owner_id == person.id or thread.parent_id in whole
        if thread.parent_id in seen and is_open:
            seen.add(thread.id)
    return View(frozenset(seen), frozenset(whole))
