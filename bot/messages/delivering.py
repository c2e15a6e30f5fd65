"""Sends to Discord what must arrive exactly once, over connections that break."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

import aiohttp
import discord

from bot.service.logs import log_event

T = TypeVar("T")

DELIVERY_ERRORS = (discord.HTTPException, aiohttp.ClientError)
"""What discord.py raises when something did not arrive, or when nobody knows whether it did."""
NO_HISTORY_CODE = 160002
"""Discord's code for a reply to a message that the bot may not read."""
UNKNOWN_CODE = 10062
"""Discord's code for an interaction that it has given up, since nobody acknowledged it in time."""
ACKNOWLEDGED_CODE = 40060
"""Discord's code for an interaction that was answered before."""
RETRY_PAUSES_SECONDS = (0.2, 1.0)
"""How long to wait before each new attempt: an interaction expires after 3 seconds."""

_log = logging.getLogger(__name__)


class SessionClosed(aiohttp.ClientError):
    """The bot was stopped, and its connections closed, before something was sent."""


async def insist(send: Callable[[], Awaitable[T]]) -> T:
    """Send, and send again after a broken connection or a 503; discord.py itself does so for other errors.

    send: makes a new request with each call, which does no harm when Discord already has the one before.
    Raises one of ``DELIVERY_ERRORS`` when the last attempt fails, too, or at once when the bot has been stopped.
    """
    for pause in RETRY_PAUSES_SECONDS:
        try:
            return await _sent(send)
        except SessionClosed:
            raise
        except aiohttp.ClientError:
            pass
        except discord.DiscordServerError as error:
            if error.status != 503:
                raise
        await asyncio.sleep(pause)
    return await _sent(send)


async def _sent(send: Callable[[], Awaitable[T]]) -> T:
    try:
        return await send()
    except RuntimeError as error:
        if str(error) != "Session is closed":  # aiohttp has no class for it
            raise
        raise SessionClosed(str(error)) from error


def log_undelivered(error: BaseException, *, channel: int | None = None) -> None:
    """Log that an answer did not arrive: nothing can be done about it here, and it is not a defect."""
    log_event(
        _log,
        "answer could not be delivered",
        level=logging.WARNING,
        status=getattr(error, "status", None),
        code=getattr(error, "code", None),
        reason=type(error).__name__,
        channel=channel,
    )
