"""Telling somebody in time that an answer is coming: Discord gives up on an interaction after 3 seconds."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import discord

from bot.messages.delivering import DELIVERY_ERRORS, UNKNOWN_CODE, insist, log_undelivered

T = TypeVar("T")

ACKNOWLEDGEMENT_SECONDS = 1.0
"""How long a result may take before the person waiting sees that it is coming; Discord gives up after 3 seconds."""


class Expired(Exception):
    """Discord no longer knows the interaction: whatever it asked for reaches nobody."""


async def acknowledge(send: Callable[[], Awaitable[Any]]) -> None:
    """Send a sign that an answer is coming. Raises Expired; after any other failure the answer still comes."""
    try:
        await insist(send)
    except DELIVERY_ERRORS as error:
        if getattr(error, "code", None) == UNKNOWN_CODE:
            log_undelivered(error)
            raise Expired from error


def patience_left(arrived: float, *, expected: float) -> float:
    """Return for how many more seconds an asker needs no sign.

    arrived: when the question came, by ``perf_counter``. expected: how many seconds its answer takes from now on; when
    that is too long, a sign is due at once, before anything else needs the processor.
    """
    left = ACKNOWLEDGEMENT_SECONDS - (time.perf_counter() - arrived)
    return max(0.0, left) if expected <= ACKNOWLEDGEMENT_SECONDS else 0.0


async def finish_or_acknowledge(work: Awaitable[T], send: Callable[[], Awaitable[Any]]) -> T:
    """Return what the work returns; when it takes longer, send a sign that it is being done.

    Raises what the work raises, and Expired when Discord takes no sign any more: then the work is cancelled.
    """
    task = asyncio.ensure_future(work)
    try:
        done, _ = await asyncio.wait({task}, timeout=ACKNOWLEDGEMENT_SECONDS)
        if not done:
            await acknowledge(send)
        return await task
    finally:
        task.cancel()  # this does nothing to work that is done


def defer(interaction: discord.Interaction[Any], **how: bool) -> Callable[[], Awaitable[None]]:
    """Return what shows that an answer to an interaction is coming, if nothing has shown that yet."""

    async def send() -> None:
        if not interaction.response.is_done():
            await interaction.response.defer(**how)

    return send
