"""What must arrive is sent again, and what cannot be sent any more is no defect."""

from __future__ import annotations

import asyncio
import time

import aiohttp
import pytest

from bot.messages.delivering import DELIVERY_ERRORS, RETRY_PAUSES_SECONDS, SessionClosed, insist


def test_what_is_sent_after_the_bot_was_stopped_is_undelivered_at_once() -> None:
    async def send() -> None:
        session = aiohttp.ClientSession()
        await session.close()
        await insist(lambda: session.get("http://127.0.0.1:1/"))

    began = time.monotonic()
    with pytest.raises(SessionClosed) as raised:
        asyncio.run(send())
    assert isinstance(raised.value, DELIVERY_ERRORS)
    assert time.monotonic() - began < sum(RETRY_PAUSES_SECONDS)


def test_a_defect_stays_one() -> None:
    async def send() -> None:
        raise RuntimeError("no such luck")

    with pytest.raises(RuntimeError, match="no such luck"):
        asyncio.run(insist(send))


def test_a_broken_connection_is_tried_again() -> None:
    tries = 0

    async def send() -> str:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise aiohttp.ServerDisconnectedError
        return "sent"

    assert asyncio.run(insist(send)) == "sent"
    assert tries == 2
