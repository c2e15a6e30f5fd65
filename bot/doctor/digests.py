"""What the doctor says about the channels that get a digest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import discord

from bot.digest.periods import WEEKLY_KEEP_DAYS, Frequency
from bot.doctor.findings import Finding
from bot.terminal.printing import count

if TYPE_CHECKING:
    from bot.settings import Settings


def kept_for_digests(settings: Settings) -> Iterator[Finding]:
    """Yield a warning where a week's questions are forgotten before they are counted."""
    weekly = [channel for channel, frequency in settings.discord_digest if frequency == Frequency.WEEKLY]
    if weekly and settings.discord_keep_days < WEEKLY_KEEP_DAYS:
        yield Finding(
            "digest",
            "warning",
            f"a week is counted from what DISCORD_KEEP_DAYS={settings.discord_keep_days} has not yet removed of it",
            f"Set DISCORD_KEEP_DAYS to {WEEKLY_KEEP_DAYS} or more, or DISCORD_DIGEST to {weekly[0]}=daily.",
        )


async def digest_channels(settings: Settings, client: discord.Client) -> list[Finding]:
    """Ask Discord whether the bot may write in each channel that gets a digest. client: one that is logged in."""
    found = []
    for id_, _ in sorted(settings.discord_digest):
        if (problem := await _problem_of(id_, client)) is not None:
            found.append(Finding("digest", "warning", *problem))
    if settings.discord_digest and not found:
        text = f"can be posted in {count(len(settings.discord_digest), 'channel')}"
        found.append(Finding("digest", "ok", text))
    return found


async def _problem_of(id_: int, client: discord.Client) -> tuple[str, str] | None:
    """Return what keeps the bot from posting in a channel, and what to do about it; None for nothing."""
    named = f"channel {id_} of DISCORD_DIGEST"
    try:
        place = await client.fetch_channel(id_)
        if not isinstance(place, discord.TextChannel):
            return f"{named} is no text channel", "Name a text channel in DISCORD_DIGEST."
        guild = await client.fetch_guild(place.guild.id, with_counts=False)
        me = await guild.fetch_member(client.user.id if client.user else 0)
        channel = await guild.fetch_channel(id_)
    except discord.NotFound:
        return f"there is no {named}", 'Copy the id again from the channel\'s menu ("Copy Channel ID").'
    except (discord.Forbidden, discord.InvalidData):
        return f"the bot does not see {named}", "Let it view the channel and send messages there, in its settings."
    has = channel.permissions_for(me)
    lacks = [shown for name, shown in _NEEDED.items() if not getattr(has, name)]
    if not lacks:
        return None
    text = f"in #{channel.name} of {guild.name}, the bot may not {', '.join(lacks)}"
    return text, "Allow it in the channel's settings; until then, no digest is posted there."


_NEEDED = {"view_channel": "View Channel", "send_messages": "Send Messages"}
"""What posting takes, by discord.py's names, as Discord's settings call it."""
