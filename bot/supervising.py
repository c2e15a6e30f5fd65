"""Keeps the Discord client running: starts it, starts it again when it fails, stops it when asked to.

discord.py mends most broken connections by itself. Some end ``start()`` all the same: no network at the first
connection, a failing server at login, an event that it cannot parse, a gateway that closes for good.
"""

from __future__ import annotations

import asyncio
import logging
import os
import random
import signal
import time
import traceback
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import PurePath
from typing import Any

import aiohttp
import discord

from bot.logs import event
from retrieval.errors import QuothError, SettingError

PORTAL = "https://discord.com/developers/applications"
WHERE = f'copy it from the page "Bot" of your application at {PORTAL} ("Reset Token" makes a new one).'
"""Where tokens come from, as the second half of a sentence."""

SHORTEST, LONGEST = 1.0, 60.0
"""Seconds between two starts: doubled after each failure, from the shortest to the longest."""
MANY, RARELY = 50, 120.0
"""After so many failures in a row, so many seconds: Discord resets the token of a bot that identifies itself more than
1,000 times a day, which one that fails every 60 s would do."""
STEADY = 300.0
"""Seconds up after which a failure counts as the first one again."""
PATIENCE = 20.0
"""Seconds that questions in hand are given before the connection closes."""

_GRACE = 5.0  # for answers that are ready, but on their way
_CLOSING = 10.0
_log = logging.getLogger(__name__)


async def supervise(
    make_client: Callable[[], discord.Client],
    token: str,
    *,
    stop: asyncio.Event,
    patience: float = PATIENCE,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> None:
    """Run a client until ``stop`` is set; whatever may pass is logged and tried again, with a new client each time.

    make_client: called for each start. A client that has ``async finish(timeout)`` is given up to ``patience`` seconds
    in it, before it is closed, to answer the questions in hand.
    Raises SettingError for what only the operator can mend (token, intents), and any other QuothError that the client
    raises while it starts. Cancelling closes the client, too.
    """
    if not token.strip():
        raise SettingError(f"DISCORD_TOKEN is not set; {WHERE}")
    if not token.isascii() or len(token.split()) != 1:  # aiohttp would not send it
        raise SettingError(f"DISCORD_TOKEN holds characters that no token has; {WHERE}")
    failures = 0
    while not stop.is_set():
        client = make_client()
        started = clock()
        error = await _run(client, token, stop, patience)
        if stop.is_set():
            break
        if isinstance(error, QuothError):
            raise error
        if sentence := _for_the_operator(error):
            raise SettingError(sentence) from error
        if clock() - started >= STEADY:
            failures = 0
        delay = max(_delay(failures), _demanded(error))
        failures += 1
        event(
            _log,
            "connection to Discord failed, trying again",
            level=logging.WARNING,
            reason=_reason(error),
            attempt=failures,
            delay_s=round(delay, 1),
        )
        _log.debug("what ended the connection", exc_info=error)
        pause = asyncio.ensure_future(sleep(delay))
        try:
            await _first_of(stop, pause)
        finally:
            pause.cancel()
    event(_log, "stopped")


def install_signal_handlers(stop: asyncio.Event) -> None:
    """Let SIGTERM and SIGINT (Ctrl+C) set ``stop``; the second one ends the process at once, as if none had been set.

    Call it inside the running loop, in the main thread.
    """
    loop = asyncio.get_running_loop()
    is_told = False

    def on_signal(number: int) -> None:
        nonlocal is_told
        if is_told:
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)
            return
        is_told = True
        event(_log, "stopping", signal=signal.Signals(number).name, hint="once more ends it at once")
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        try:
            loop.add_signal_handler(number, on_signal, number)
        except NotImplementedError:  # Windows, where a signal does not wake the loop by itself
            signal.signal(number, lambda got, _: loop.call_soon_threadsafe(on_signal, got))


async def _run(client: discord.Client, token: str, stop: asyncio.Event, patience: float) -> BaseException | None:
    """Run one client to its end, and close it; return why ``start()`` ended by itself, if it did and said why."""
    running = asyncio.create_task(client.start(token), name="discord client")
    try:
        await _first_of(stop, running)
        await _finish(client, patience)
    finally:
        await _close(client)
        await asyncio.wait({running}, timeout=_CLOSING)
        running.cancel()
        await asyncio.wait({running}, timeout=_CLOSING)
    return running.exception() if running.done() and not running.cancelled() else None


async def _first_of(stop: asyncio.Event, future: asyncio.Future[Any]) -> None:
    """Wait until the future is done, or ``stop`` is set."""
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({stopping, future}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopping.cancel()


async def _finish(client: discord.Client, patience: float) -> None:
    finish = getattr(client, "finish", None)
    if finish is None:
        return
    try:
        await asyncio.wait_for(finish(patience), patience + _GRACE)
    except Exception as error:
        event(_log, "questions in hand were not finished", level=logging.WARNING, exc=error)


async def _close(client: discord.Client) -> None:
    try:
        await asyncio.wait_for(client.close(), _CLOSING)
    except Exception as error:
        event(_log, "the connection did not close cleanly", level=logging.WARNING, reason=_reason(error))


def _delay(failures: int) -> float:
    longest = LONGEST if failures < MANY else RARELY
    doubled = min(longest, SHORTEST * 2.0 ** min(failures, 30))
    return max(SHORTEST, doubled * random.uniform(0.75, 1.0))  # noqa: S311 - bots that fell together rise apart


def _demanded(error: BaseException | None) -> float:
    """Return the seconds for which Discord wants to hear nothing of us."""
    if isinstance(error, discord.RateLimited):
        return error.retry_after
    if isinstance(error, discord.HTTPException) and error.status == 429:
        with suppress(ValueError):
            return float(error.response.headers.get("Retry-After", LONGEST))
    return 0.0


def _for_the_operator(error: BaseException | None) -> str | None:
    """Return one sentence if trying again cannot help, else None."""
    code = error.code if isinstance(error, discord.ConnectionClosed) else None
    refused = isinstance(error, discord.HTTPException) and error.status == 401
    if isinstance(error, discord.LoginFailure) or refused or code == 4004:
        return f"Discord refuses the token in DISCORD_TOKEN; {WHERE}"
    if isinstance(error, discord.PrivilegedIntentsRequired):
        return (
            'Discord has not granted the "Message Content Intent" that DISCORD_READ_MESSAGES=true asks for; switch it '
            f'on at {PORTAL}, page "Bot" of your application, or set DISCORD_READ_MESSAGES=false.'
        )
    if code in (4010, 4011):
        return "The bot is in too many servers for one connection; take it out of some, or ask for sharding."
    return None


def _reason(error: BaseException | None) -> str:
    """Return what went wrong, on one line and for people."""
    if error is None:
        return "the connection ended without a reason"
    behind = error.__context__
    if isinstance(error, AttributeError) and isinstance(behind, _PASSING):
        error = behind  # discord.py stumbles over its first connection when that fails
    said = " ".join(str(error).split())
    if isinstance(error, discord.ConnectionClosed):
        return f"the gateway closed the connection (code {error.code})"
    if isinstance(error, discord.HTTPException):
        return f"Discord answered {said.partition('<')[0].rstrip(' :')[:300]}"  # a page of HTML helps nobody
    if isinstance(error, TimeoutError):
        return f"Discord did not answer in time{f' ({said})' if said else ''}"
    if isinstance(error, _PASSING):
        return f"Discord cannot be reached: {said or type(error).__name__}"
    return f"{type(error).__name__}{f': {said}' if said else ''}{_place(error)}"


_PASSING = (OSError, aiohttp.ClientError, discord.HTTPException, discord.GatewayNotFound, discord.ConnectionClosed)


def _place(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return ""
    last = frames[-1]
    return f" ({PurePath(last.filename).name}:{last.lineno}, in {last.name})"
