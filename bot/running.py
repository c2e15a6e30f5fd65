"""``quoth run``: everything the bot needs, opened in order and closed again."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import sys
from typing import TYPE_CHECKING, Any

from bot.logs import configure, event
from bot.settings import Settings
from retrieval import Library, QuothError
from retrieval.errors import SettingError

if TYPE_CHECKING:
    from bot.client import Quoth

_log = logging.getLogger(__name__)


def run(settings: Settings) -> None:
    """Run the bot until SIGTERM or SIGINT. Raises SettingError, or another QuothError, for what an operator can mend.

    A defect of ours leaves with status 1: a service manager starts the bot again, as it must not for a wrong setting.
    """
    try:
        asyncio.run(serve(settings))
    except QuothError:
        raise
    except Exception as error:
        event(_log, "a defect ended the bot", level=logging.CRITICAL, exc=error)
        sys.exit(1)


async def serve(settings: Settings, *, stop: asyncio.Event | None = None, connect: Any = None) -> None:
    """Run the bot until ``stop`` is set, or without it until a signal.

    connect: returns discord.py's options for a new client, such as a ``connector``; tests lead it to another Discord.
    """
    from bot.client import Quoth
    from bot.desk import TURN
    from bot.health import serve as serve_health
    from bot.metrics import Metrics
    from bot.state import STATE_FILE, State
    from bot.supervising import install_signal_handlers, supervise

    token = settings.discord_token.get_secret_value() if settings.discord_token else ""
    configure(style=settings.log_format, level=settings.log_level, secrets=[token] if token else [])
    if not token.strip():
        raise SettingError(
            'DISCORD_TOKEN is not set; copy the token from the page "Bot" of your application in Discord\'s developer '
            'portal into .env. "quoth doctor" shows what else is missing, "quoth chat" needs no account.'
        )
    if stop is None:
        stop = asyncio.Event()
        install_signal_handlers(stop)
    metrics, clients = Metrics(), list[Quoth]()

    def make_client() -> Quoth:
        clients[:] = [Quoth(settings, library, state, metrics, **(connect() if connect else {}))]
        return clients[0]

    def is_ready() -> str | None:
        if not clients or not clients[0].is_online:
            return "not connected to Discord"
        return None if clients[0].desk.documents else "no documents are indexed"

    async with contextlib.AsyncExitStack() as stack:
        library = stack.enter_context(
            Library.open(
                settings.seeds_dir.expanduser(),
                settings.index_dir.expanduser(),
                settings.embedding_model,
                reader=settings.reader,
                precision=settings.embedding_precision,
            )
        )
        path = settings.index_dir.expanduser() / STATE_FILE
        state = stack.enter_context(State(path, keep_days=settings.discord_keep_days))
        if settings.health_port:
            await stack.enter_async_context(serve_health(settings.health_host, settings.health_port, metrics, is_ready))
        # Loading the model holds Python up for moments that a connection would feel: so it comes first.
        with contextlib.suppress(QuothError):
            await asyncio.to_thread(library.refresh)
        # What is loaded by now stays. The garbage collector would stop everything for a tenth of a second to see that.
        gc.collect()
        gc.freeze()
        stack.callback(gc.unfreeze)
        stack.callback(sys.setswitchinterval, sys.getswitchinterval())
        sys.setswitchinterval(TURN)
        event(_log, "starting", seeds=str(settings.seeds_dir), index=str(settings.index_dir))
        await supervise(make_client, token, stop=stop)
