"""Bringing to Discord what must arrive, and arrive once, over connections that break."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

import aiohttp
import discord

from bot.logs import event

T = TypeVar("T")

LOST = (discord.HTTPException, aiohttp.ClientError)
"""What discord.py raises when something did not arrive, or when nobody knows whether it did."""
NO_HISTORY, ACKNOWLEDGED = 160002, 40060
"""Discord's codes for: the bot may write here, but not read what it would reply to; answered already."""
PAUSES = (0.2, 1.0)
"""Seconds before each new try: an interaction waits for 3."""

_log = logging.getLogger(__name__)


async def insist(send: Callable[[], Awaitable[T]]) -> T:
    """Send, and send again what a broken connection or a 503 kept from arriving; discord.py does so for other errors.

    send: makes the request anew with each call, and in a way that does no harm when Discord had got it already.
    """
    for pause in PAUSES:
        try:
            return await send()
        except aiohttp.ClientError:
            pass
        except discord.DiscordServerError as error:
            if error.status != 503:
                raise
        await asyncio.sleep(pause)
    return await send()


def undelivered(error: BaseException, *, channel: int | None = None) -> None:
    """Log that an answer did not arrive: nothing can be done about it here, and it is no defect."""
    event(
        _log,
        "answer could not be delivered",
        level=logging.WARNING,
        status=getattr(error, "status", None),
        code=getattr(error, "code", None),
        reason=type(error).__name__,
        channel=channel,
    )
