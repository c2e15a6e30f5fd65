"""Keeps the Discord client running: starts it, restarts it when it fails, and stops it when asked to.

discord.py repairs most broken connections by itself. Some still end ``start()``: no network at the first connection, a
failing server at login, an event that it cannot parse, a gateway that closes permanently.
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

from bot.service.logs import log_event
from retrieval.errors import QuothError, SettingError, without_number

PORTAL = "https://discord.com/developers/applications"
_TOKEN_REMEDY = f'copy it from the page "Bot" of your application at {PORTAL} ("Reset Token" makes a new one)'

MIN_DELAY_SECONDS, MAX_DELAY_SECONDS = 1.0, 60.0
"""Pause between two starts: doubled after each failure, from the shortest to the longest."""
FAILURE_LIMIT, RARE_DELAY_SECONDS = 50, 120.0
"""After this many failures in a row, the longest pause becomes this long: Discord resets the token of a bot that
identifies itself more than 1,000 times a day, as one that fails every 60 s would."""
STEADY_SECONDS = 300.0
"""After the bot has run this long, a failure counts as the first one again."""
FINISH_SECONDS = 20.0
"""How long questions in hand may take before the connection closes."""

_GRACE_SECONDS = 5.0  # for answers that are ready and being sent
_CLOSE_SECONDS = 10.0
_log = logging.getLogger(__name__)


async def supervise(
    make_client: Callable[[], discord.Client],
    token: str,
    *,
    stop: asyncio.Event,
    patience: float = FINISH_SECONDS,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> None:
    """Run a client until ``stop`` is set; after an error that may pass, log it and start a new client.

    make_client: called for each start. If a client has ``async finish(seconds)``, it is called before the client is
    closed, and may take ``patience`` seconds to answer the questions in hand.
    Raises SettingError for what only the operator can fix (token, intents), and any other QuothError that the client
    raises while it starts. Cancelling also closes the client.
    """
    if not token.strip():
        raise SettingError("DISCORD_TOKEN is not set", _TOKEN_REMEDY, setting="DISCORD_TOKEN")
    if not token.isascii() or len(token.split()) != 1:  # aiohttp would not send it
        problem = "DISCORD_TOKEN contains characters that no token has"
        raise SettingError(problem, _TOKEN_REMEDY, setting="DISCORD_TOKEN")
    failures = 0
    while not stop.is_set():
        client = make_client()
        started = clock()
        error = await _run(client, token, stop, patience)
        if stop.is_set():
            break
        if isinstance(error, QuothError):
            raise error
        if refusal := _permanent_refusal(error):
            raise refusal from error
        if clock() - started >= STEADY_SECONDS:
            failures = 0
        delay = max(_delay(failures), _retry_after(error))
        failures += 1
        log_event(
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
    log_event(_log, "stopped")


def install_signal_handlers(stop: asyncio.Event) -> None:
    """Let SIGTERM and SIGINT (Ctrl+C) set ``stop``; a second signal ends the process at once, as it would by default.

    Call it inside the running loop, in the main thread.
    """
    loop = asyncio.get_running_loop()
    was_signalled = False

    def on_signal(number: int) -> None:
        nonlocal was_signalled
        if was_signalled:
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)
            return
        was_signalled = True
        log_event(_log, "stopping", signal=signal.Signals(number).name, hint="a second signal ends it at once")
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        try:
            loop.add_signal_handler(number, on_signal, number)
        except NotImplementedError:  # Windows, where a signal does not wake the loop by itself
            signal.signal(number, lambda got, _: loop.call_soon_threadsafe(on_signal, got))


async def _run(client: discord.Client, token: str, stop: asyncio.Event, patience: float) -> BaseException | None:
    """Run one client to its end, and close it; return the error with which ``start()`` ended by itself, if any."""
    running = asyncio.create_task(client.start(token), name="discord client")
    try:
        await _first_of(stop, running)
        await _finish(client, patience)
    finally:
        await _close(client)
        await asyncio.wait({running}, timeout=_CLOSE_SECONDS)
        running.cancel()
        await asyncio.wait({running}, timeout=_CLOSE_SECONDS)
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
        await asyncio.wait_for(finish(patience), patience + _GRACE_SECONDS)
    except Exception as error:
        log_event(_log, "questions in hand were not finished", level=logging.WARNING, exc=error)


async def _close(client: discord.Client) -> None:
    try:
        await asyncio.wait_for(client.close(), _CLOSE_SECONDS)
    except Exception as error:
        log_event(_log, "the connection did not close cleanly", level=logging.WARNING, reason=_reason(error))


def _delay(failures: int) -> float:
    longest = MAX_DELAY_SECONDS if failures < FAILURE_LIMIT else RARE_DELAY_SECONDS
    doubled = min(longest, MIN_DELAY_SECONDS * 2.0 ** min(failures, 30))
    return max(MIN_DELAY_SECONDS, doubled * random.uniform(0.75, 1.0))  # noqa: S311 - so that not all bots restart at once


def _retry_after(error: BaseException | None) -> float:
    """Return how many seconds Discord asks the bot to wait."""
    if isinstance(error, discord.RateLimited):
        return error.retry_after
    if isinstance(error, discord.HTTPException) and error.status == 429:
        with suppress(ValueError):
            return float(error.response.headers.get("Retry-After", MAX_DELAY_SECONDS))
    return 0.0


def _permanent_refusal(error: BaseException | None) -> QuothError | None:
    """Return an error for the operator if trying again cannot help, else None."""
    code = error.code if isinstance(error, discord.ConnectionClosed) else None
    refused = isinstance(error, discord.HTTPException) and error.status == 401
    if isinstance(error, discord.LoginFailure) or refused or code == 4004:
        return SettingError("Discord refuses the token in DISCORD_TOKEN", _TOKEN_REMEDY, setting="DISCORD_TOKEN")
    if isinstance(error, discord.PrivilegedIntentsRequired):
        return SettingError(
            'Discord has not granted the "Message Content Intent" that DISCORD_READ_MESSAGES=true asks for',
            f'switch it on at {PORTAL}, page "Bot" of your application, or set DISCORD_READ_MESSAGES=false',
            setting="DISCORD_READ_MESSAGES",
        )
    if code in (4010, 4011):
        return QuothError(
            "The bot is in too many servers for one connection", "remove it from some, or ask for sharding"
        )
    return None


def _reason(error: BaseException | None) -> str:
    """Return what went wrong, in one readable line."""
    if error is None:
        return "the connection ended without a reason"
    behind = error.__context__
    if isinstance(error, AttributeError) and isinstance(behind, _PASSING_ERRORS):
        error = behind  # discord.py raises this when its first connection fails
    said = without_number(" ".join(str(error).split()))
    if isinstance(error, discord.ConnectionClosed):
        return f"the gateway closed the connection (code {error.code})"
    if isinstance(error, discord.HTTPException):
        return f"Discord answered {said.partition('<')[0].rstrip(' :')[:300]}"  # without the HTML page
    if isinstance(error, TimeoutError):
        return f"Discord did not answer in time{f' ({said})' if said else ''}"
    if isinstance(error, _PASSING_ERRORS):
        return f"Discord cannot be reached: {said or type(error).__name__}"
    return f"{type(error).__name__}{f': {said}' if said else ''}{_place(error)}"


_PASSING_ERRORS = (
    OSError,
    aiohttp.ClientError,
    discord.HTTPException,
    discord.GatewayNotFound,
    discord.ConnectionClosed,
)


def _place(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return ""
    last = frames[-1]
    return f" ({PurePath(last.filename).name}:{last.lineno}, in {last.name})"


def tolerant(name: str, read: Callable[[Any], None]) -> Callable[[Any], None]:
    """Return discord.py's parser of one kind of event, made to log an event that it cannot read."""

    def read_or_log(data: Any) -> None:
        try:
            read(data)
        except Exception as error:
            log_event(_log, "event could not be read", level=logging.ERROR, kind=name, reason=type(error).__name__)
            _log.debug("why an event could not be read", exc_info=error)

    return read_or_log
