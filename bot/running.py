"""``quoth run``: opens everything that the bot needs, in order, and closes it again."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import sys
from typing import Any

from bot.client import Quoth
from bot.cogs import COGS
from bot.desk import SWITCH_INTERVAL_SECONDS
from bot.service.health import serve_health
from bot.service.logs import configure_logging, log_event
from bot.service.metrics import Metrics
from bot.service.supervising import install_signal_handlers, supervise
from bot.settings import Settings
from bot.state.state import State
from bot.state.store import STATE_FILE
from retrieval import QuothError, SettingError

_log = logging.getLogger(__name__)


def run(settings: Settings) -> None:
    """Run the bot until SIGTERM or SIGINT. Raises SettingError or another QuothError for what the operator can fix.

    A defect exits with status 1, so that a service manager starts the bot again; after a wrong setting it must not.
    """
    try:
        asyncio.run(serve(settings))
    except QuothError:
        raise
    except Exception as error:
        log_event(_log, "a defect ended the bot", level=logging.CRITICAL, exc=error)
        sys.exit(1)


async def serve(settings: Settings, *, stop: asyncio.Event | None = None, connect: Any = None) -> None:
    """Run the bot until ``stop`` is set, or until a signal when there is no ``stop``.

    connect: returns discord.py's options for a new client, such as a ``connector``: tests connect to another Discord.
    """
    token = settings.discord_token.get_secret_value() if settings.discord_token else ""
    configure_logging(style=settings.log_format, level=settings.log_level, secrets=[token] if token else [])
    if not token.strip():
        raise SettingError(
            "DISCORD_TOKEN is not set",
            'copy the token from the page "Bot" of your application in Discord\'s developer portal into .env and run '
            '"quoth doctor" to see what else is missing, or use "quoth chat", which needs no account',
            setting="DISCORD_TOKEN",
        )
    if stop is None:
        stop = asyncio.Event()
        install_signal_handlers(stop)
    metrics, clients = Metrics(), list[Quoth]()

    def make_client() -> Quoth:
        clients[:] = [Quoth(settings, library, state, metrics, COGS, **(connect() if connect else {}))]
        return clients[0]

    def unready_reason() -> str | None:
        if not clients or not clients[0].is_online:
            return "not connected to Discord"
        return None if clients[0].desk.documents else "no documents are indexed"

    async with contextlib.AsyncExitStack() as stack:
        library = stack.enter_context(settings.open_library())
        path = settings.index_dir.expanduser() / STATE_FILE
        state = stack.enter_context(State(path, keep_days=settings.discord_keep_days))
        if settings.health_port:
            await stack.enter_async_context(
                serve_health(settings.health_host, settings.health_port, metrics, unready_reason)
            )
        # Loading the model blocks Python for moments that would disturb a connection, so it is done before connecting.
        with contextlib.suppress(QuothError):
            await asyncio.to_thread(library.refresh)
        # All that is loaded by now stays. Checking it again would stop everything for a tenth of a second each time.
        gc.collect()
        gc.freeze()
        stack.callback(gc.unfreeze)
        stack.callback(sys.setswitchinterval, sys.getswitchinterval())
        sys.setswitchinterval(SWITCH_INTERVAL_SECONDS)
        log_event(_log, "starting", seeds=str(settings.seeds_dir), index=str(settings.index_dir))
        await supervise(make_client, token, stop=stop)
