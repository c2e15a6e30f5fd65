"""Posts what operators are told each day or week, in the channels that the settings name."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass
from typing import ClassVar

import aiohttp
import discord
from discord.ext import commands

from bot.client import Quoth
from bot.digest.figures import digest_figures
from bot.digest.periods import Frequency, Period, due_period
from bot.digest.showing import digest_message
from bot.messages.delivering import DELIVERY_ERRORS, SessionClosed, insist
from bot.messages.translating import language_of_server
from bot.messages.views import Message
from bot.service.logs import log_event
from bot.upkeep import logging_failures

LOOK_SECONDS = 60.0
"""How often is looked whether a digest is due."""
RETRY_SECONDS = 1800.0
"""How long after a digest could not be posted it is tried again, at most ``MAX_TRIES`` times in all."""
MAX_TRIES = 5
MAX_LOOKED_AT = 100
"""So many of the last messages of a channel are looked at to see whether a digest is there."""

DAY_SECONDS = 86_400

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Tries:
    """How often the digest of a period was tried, and when it may be tried again, in seconds since 1970.

    ``is_unsure``: it may have been posted, although nobody has heard so.
    """

    period: Period
    count: int = 0
    waits_until: float = 0.0
    is_unsure: bool = False


class Digesting(commands.Cog):
    """The digests."""

    clock: ClassVar = staticmethod(time.time)

    def __init__(self, bot: Quoth) -> None:
        self.bot = bot
        self._tries: dict[int, _Tries] = {}
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

        It counts as done before it is posted, so that it never comes twice. If it could not be posted, it is tried
        again a few times; if nobody knows whether it was, only where it is not to be seen. Where nothing was asked,
        nothing is posted.
        """
        bot, key, now = self.bot, f"digest {channel_id}", self.clock()
        period = due_period(frequency, now)
        done = await bot.desk.call_state(bot.state.meta, key) or ""
        tries = self._tries_of(channel_id, period)
        if (done >= str(period.last) and not tries.is_unsure) or not self._may_try(channel_id, tries, now):
            return False
        channel = bot.get_channel(channel_id)
        if not isinstance(channel, discord.TextChannel):
            self._log_failure(channel_id, "the bot sees no text channel with this id")
            return False
        message = await self._message(channel, period)
        await bot.desk.call_state(bot.state.set_meta, key, str(period.last))
        if message is None:
            return False
        try:
            if tries.is_unsure and await self._is_there(channel, message):
                tries.is_unsure = False
                return False
            await self._send(channel, message, tries)
        except DELIVERY_ERRORS as error:
            if not tries.is_unsure:
                await bot.desk.call_state(bot.state.set_meta, key, done)
            self._log_failure(channel_id, str(getattr(error, "code", "") or type(error).__name__))
            return False
        log_event(_log, "digest posted", channel=channel_id)
        return True

    async def _message(self, channel: discord.TextChannel, period: Period) -> Message | None:
        """Return a digest for all who see a channel, or None where nothing was asked."""
        bot, settings, server = self.bot, self.bot.settings, channel.guild.id
        audience, seen = bot.places.audience(channel), bot.places.read_by_all_of(channel)
        kept_since = self.clock() - settings.discord_keep_days * DAY_SECONDS
        figures = await bot.desk.in_thread(
            lambda: digest_figures(
                bot.state, bot.library, period, server=server, audience=audience, quotes=settings.discord_quotes,
                channels=seen if settings.discord_keep_unanswered else (), kept_since=kept_since,
            )
        )  # fmt: skip
        language = language_of_server(channel.guild, settings.discord_language)
        return digest_message(figures, language) if figures.asked else None

    async def _send(self, channel: discord.TextChannel, message: Message, tries: _Tries) -> None:
        """Post a digest. Raises one of ``DELIVERY_ERRORS``, and has noted by then if it may be there nevertheless."""
        nonce = f"{channel.id % 10**13}{tries.period.last:%y%m%d}{tries.period.days}"  # at most 25 characters

        async def send() -> None:
            try:
                await channel.send(**message.to_send(), nonce=nonce)
            except DELIVERY_ERRORS as error:
                tries.is_unsure |= not _surely_not_sent(error)
                raise

        await insist(send)
        tries.is_unsure = False

    async def _is_there(self, channel: discord.TextChannel, message: Message) -> bool:
        """Return whether a digest is in its channel already, or the bot may not see that."""
        title = next(item.content for item in message.view.walk_children() if isinstance(item, discord.ui.TextDisplay))
        try:
            async for each in channel.history(limit=MAX_LOOKED_AT):
                if each.author == self.bot.user and title in _texts(each):
                    return True
        except discord.Forbidden:
            return True
        return False

    def _tries_of(self, channel_id: int, period: Period) -> _Tries:
        tries = self._tries.get(channel_id)
        if tries is None or tries.period != period:
            tries = self._tries[channel_id] = _Tries(period)
        return tries

    def _may_try(self, channel_id: int, tries: _Tries, now: float) -> bool:
        """Return whether a digest may be tried now, and count that as a try, however it ends."""
        channel = self.bot.get_channel(channel_id)
        if isinstance(channel, discord.abc.GuildChannel) and channel.guild.unavailable:
            return False  # Discord has an outage, and will say when it is over
        if tries.count >= MAX_TRIES or now < tries.waits_until:
            return False
        tries.count, tries.waits_until = tries.count + 1, now + RETRY_SECONDS
        return True

    def _log_failure(self, channel: int, reason: str) -> None:
        """Log that a digest could not be posted, the first time and the last."""
        tries = self._tries[channel]
        if tries.count == 1:
            log_event(_log, "digest could not be posted", level=logging.WARNING, channel=channel, reason=reason)
        elif tries.count >= MAX_TRIES:
            log_event(_log, "digest is given up", level=logging.WARNING, channel=channel, reason=reason)


def _texts(message: discord.Message) -> list[str]:
    containers = [each for each in message.components if isinstance(each, discord.Container)]
    return [part.content for each in containers for part in each.children if isinstance(part, discord.TextDisplay)]


def _surely_not_sent(error: BaseException) -> bool:
    """Return whether Discord refused a message, or was never reached; otherwise it may be there."""
    if isinstance(error, discord.HTTPException):
        return error.status < 500
    return isinstance(error, aiohttp.ClientConnectorError | SessionClosed)
