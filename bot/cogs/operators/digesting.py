"""Posts what operators are told each day or week, in the channels that the settings name."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import ClassVar

import discord
from discord.ext import commands

from bot.client import Quoth
from bot.digest.figures import digest_figures
from bot.digest.periods import Frequency, due_period
from bot.digest.showing import digest_message
from bot.messages.delivering import DELIVERY_ERRORS
from bot.messages.translating import language_of_server
from bot.service.logs import log_event
from bot.upkeep import logging_failures

LOOK_SECONDS = 60.0
"""How often is looked whether a digest is due."""
RETRY_SECONDS = 600.0
"""How long after a digest could not be posted it is tried again, at most ``MAX_TRIES`` times in all."""
MAX_TRIES = 5

_log = logging.getLogger(__name__)


class Digesting(commands.Cog):
    """The digests."""

    clock: ClassVar = staticmethod(time.time)

    def __init__(self, bot: Quoth) -> None:
        self.bot = bot
        self._failures: dict[int, int] = {}
        self._waits_until: dict[int, float] = {}
        self._looking: asyncio.Task[None] | None = None

    async def cog_load(self) -> None:
        """Begin to look for what is due, if any channel is named."""
        if self.bot.settings.discord_digest:
            self._looking = asyncio.create_task(self._look())

    async def cog_unload(self) -> None:
        """End looking."""
        if self._looking is not None:
            self._looking.cancel()

    async def _look(self) -> None:
        await self.bot.wait_until_ready()
        while True:
            for channel, frequency in sorted(self.bot.settings.discord_digest):
                with logging_failures("posting a digest"):
                    await self.post_if_due(channel, Frequency(frequency))
            await asyncio.sleep(LOOK_SECONDS)

    async def post_if_due(self, channel_id: int, frequency: Frequency) -> bool:
        """Post the digest of the last period in a channel, if that was not done; return whether it was done now.

        It counts as done before it is posted, so that it never comes twice; if it cannot be posted, it is tried again
        a few times. Where nothing was asked, nothing is posted.
        """
        bot, key = self.bot, f"digest {channel_id}"
        period = due_period(frequency, self.clock())
        done = await bot.desk.call_state(bot.state.meta, key)
        if done == str(period.first) or self.clock() < self._waits_until.get(channel_id, 0):
            return False
        channel = bot.get_channel(channel_id)
        if not isinstance(channel, discord.TextChannel) or channel.guild.unavailable:
            self._note_failure(channel_id, "the bot does not know this text channel, or its server has an outage")
            return False
        guild, audience, seen = channel.guild, bot.places.audience(channel), bot.places.read_by_all_of(channel)
        figures = await bot.desk.in_thread(
            lambda: digest_figures(
                bot.state, bot.library, period, server=guild.id, audience=audience, channels=seen,
                quotes=bot.settings.discord_quotes,
            )
        )  # fmt: skip
        await bot.desk.call_state(bot.state.set_meta, key, str(period.first))
        if not figures.asked:
            return False
        message = digest_message(figures, language_of_server(guild, bot.settings.discord_language))
        try:
            await channel.send(**message.to_send())
        except DELIVERY_ERRORS as error:
            if self._note_failure(channel_id, str(getattr(error, "code", "") or type(error).__name__)):
                await bot.desk.call_state(bot.state.set_meta, key, done or "")
            return False
        self._failures.pop(channel_id, None)
        log_event(_log, "digest posted", channel=channel_id)
        return True

    def _note_failure(self, channel: int, reason: str) -> bool:
        """Log that a digest cannot be posted; return whether it is tried again for this period."""
        tries = self._failures[channel] = self._failures.get(channel, 0) + 1
        self._waits_until[channel] = self.clock() + RETRY_SECONDS
        if tries == 1:
            log_event(_log, "digest could not be posted", level=logging.WARNING, channel=channel, reason=reason)
        if tries < MAX_TRIES:
            return True
        del self._failures[channel]
        return False
