"""The facade: a Discord in a thread of its own, which an unmodified client reaches through ``connector()``."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, TypeVar
from weakref import WeakSet

import aiohttp
from aiohttp import web

from . import network, routes_app, routes_files, routes_interactions, routes_messages, routes_places
from .bridge import Bridge
from .channels import Channel
from .clock import Clock
from .commands import Commands
from .connections import Connection
from .faults import Faults, matches
from .gateway import Gateway
from .guilds import Guild
from .network import Connector
from .people import Person
from .permissions import MEMBER_DEFAULT, Permission
from .rest import Rest
from .users import User
from .wire import GATEWAY_HOSTS
from .world import Portal, Request, World

if TYPE_CHECKING:
    from .failures import Violation
    from .interactions import Interaction

T = TypeVar("T")

BOT_DEFAULT = MEMBER_DEFAULT | Permission.MANAGE_THREADS
DEFAULT_OPENAPI = Path(__file__).resolve().parents[3] / "shared" / "discord-api" / "openapi.json"
"""Discord's OpenAPI description, if it lies beside the repository."""


class Client(Protocol):
    """What ``DiscordDouble.running`` needs of a client."""

    async def start(self, token: str) -> Any:
        """Connect and stay until closed."""

    async def wait_until_ready(self) -> Any:
        """Return once everything is cached."""

    async def close(self) -> Any:
        """Disconnect."""


class DiscordDouble:
    """A Discord for tests, running while the ``with`` block is open.

    name: the bot's user name.
    token: the only token that is let in.
    portal: the privileged intents that the app has been granted; none unless told otherwise.
    shards: how many shards ``/gateway/bot`` asks for.
    openapi: Discord's OpenAPI description, against which request bodies are checked; None: limits by hand only.
    Leaving the block raises AssertionError when ``violations`` holds anything.
    """

    def __init__(
        self,
        *,
        name: str = "bot",
        token: str = "double.token",
        portal: Portal | None = None,
        shards: int = 1,
        openapi: Path | None = DEFAULT_OPENAPI,
    ) -> None:
        schema = openapi if openapi is not None and openapi.exists() else None
        self._bridge = Bridge()
        self._world = World(
            self._bridge, name=name, token=token, portal=portal or Portal(), shards=shards, openapi=schema
        )
        self._world.gateway = Gateway(self._world)
        routes = [routes_app, routes_files, routes_messages, routes_interactions, routes_places]
        self._rest = Rest(self._world, [route for module in routes for route in module.routes.all])
        self._runner: web.AppRunner | None = None
        self._transports: WeakSet[asyncio.Transport] = WeakSet()
        self.port = 0

    @property
    def bot(self) -> User:
        """The bot's user."""
        return self._world.bot

    @property
    def owner(self) -> Person:
        """Who owns the app, and every guild that is added; a member of each."""
        return self._world.app_owner

    @property
    def token(self) -> str:
        """The token to start the client with."""
        return self._world.token

    @property
    def portal(self) -> Portal:
        """The switches of the developer portal."""
        return self._world.portal

    @property
    def openapi(self) -> Path | None:
        """The description that request bodies are checked against, when there is one."""
        return self._world.schema.path

    @property
    def clock(self) -> Clock:
        """The time here; ``clock.advance(minutes=16)`` moves it."""
        return self._world.clock

    @property
    def gateway(self) -> Gateway:
        """The gateway, to wait for connections and to break them."""
        return self._world.gateway

    @property
    def faults(self) -> Faults:
        """What shall go wrong with the REST API."""
        return self._world.faults

    @property
    def commands(self) -> Commands:
        """The application commands that the bot has registered."""
        return self._world.commands

    @property
    def violations(self) -> list[Violation]:
        """What the bot did that Discord forbids. Clear it when it was expected."""
        return self._world.violations

    @property
    def interactions(self) -> list[Interaction]:
        """Every interaction so far, oldest first."""
        return list(self._world.interactions.values())

    def requests(self, method: str = "*", route: str = "**") -> list[Request]:
        """The requests so far that match, oldest first; ``route`` as for ``faults.add``."""
        return [one for one in list(self._world.requests) if method in ("*", one.method) and matches(route, one.path)]

    def requests_from(self, number: int) -> list[Request]:
        """The requests so far from that number on, counted from 0: for who looks again and again."""
        return self._world.requests[number:]

    async def until(self, probe: Callable[[], T | None], *, timeout: float = 5) -> T:
        """Return the first result of ``probe`` that is neither None nor False; it is asked after every change.

        It is asked in the double's thread, and should only look. Raises Unanswered after ``timeout`` seconds.
        """
        return await self._bridge.until(probe, timeout, lambda: "it did not come")

    async def until_requested(self, method: str, route: str, times: int = 1, *, timeout: float = 5) -> list[Request]:
        """Wait until a route was requested so many times; returns those requests."""
        await self._bridge.until(
            lambda: len(self.requests(method, route)) >= times,
            timeout,
            lambda: f"{len(self.requests(method, route))} of {times} requests {method} {route}",
        )
        return self.requests(method, route)

    def forget(self) -> None:
        """Free what has been said and done so far, for long runs. Only when nobody waits for anything."""
        self._bridge.call(self._world.forget)

    def add_guild(
        self,
        name: str,
        *,
        locale: str = "en-US",
        bot: bool = True,
        bot_permissions: int = BOT_DEFAULT,
        shard: int | None = None,
    ) -> Guild:
        """Add a guild, with the bot in it unless ``bot`` is False; a connected bot hears of it.

        shard: the shard that it shall belong to.
        """
        permissions = int(bot_permissions)
        return self._bridge.call(
            lambda: self._world.add_guild(name, locale=locale, with_bot=bot, bot_permissions=permissions, shard=shard)
        )

    def add_user(self, name: str, *, locale: str = "en-US", installed: bool = False, dms: bool = True) -> Person:
        """Add a person who is in no guild; ``installed``: they have installed the app for themselves."""
        return self._bridge.call(lambda: self._world.add_person(name, locale=locale, installed=installed, dms=dms))

    def add_private_channel(self, *people: Person) -> Channel:
        """A direct message, or a group of them, between people: the bot is there by their user installs only."""
        if len(people) < 2:
            raise ValueError("it takes two; direct messages with the bot are person.direct_channel")
        return self._bridge.call(lambda: self._world.direct_channel(*people))

    def connector(self) -> aiohttp.TCPConnector:
        """The connector to give to the client; made inside the loop in which the client runs."""
        return Connector(self.port)

    @contextlib.asynccontextmanager
    async def running(self, client: Client, *, timeout: float = 15) -> AsyncIterator[None]:
        """Start a client of discord.py (or one with the same methods), wait until it is ready, close it at the end.

        Raises what ``client.start`` raised when it ends before it is ready, and TimeoutError.
        """
        start = asyncio.ensure_future(client.start(self.token))
        ready = asyncio.ensure_future(self._until_ready(client))
        try:
            async with asyncio.timeout(timeout):
                await asyncio.wait({start, ready}, return_when=asyncio.FIRST_COMPLETED)
            if start.done():
                raise RuntimeError(f"the client ended before it was ready: {start.result()}")
            yield
        finally:
            ready.cancel()
            await client.close()
            await asyncio.wait({start, ready})
            if not start.cancelled():
                start.exception()

    async def _until_ready(self, client: Client) -> None:
        await self.gateway.until_connected(timeout=3600)
        await client.wait_until_ready()

    def __enter__(self) -> DiscordDouble:
        self._bridge.start()
        asyncio.run_coroutine_threadsafe(self._listen(), self._bridge.loop).result(30)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._shut_down(), self._bridge.loop).result(30)
        self._bridge.stop()
        if kind is None and self.violations:
            listed = "\n".join(f"- {one}" for one in self.violations)
            raise AssertionError(f"the bot did what Discord forbids:\n{listed}")

    async def _listen(self) -> None:
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_route("*", "/{anything:.*}", self._route)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0, ssl_context=network.server_context()).start()
        self.port = self._runner.addresses[0][1]

    async def _shut_down(self) -> None:
        for connection in list(self.gateway.connections):
            connection.abort()
        assert self._runner is not None
        await self._runner.cleanup()
        for transport in self._transports:
            transport.abort()
        for _ in range(5):
            await asyncio.sleep(0)

    async def _route(self, request: web.Request) -> web.StreamResponse:
        if request.transport is not None:
            self._transports.add(request.transport)
        host = request.host.partition(":")[0]
        if host in GATEWAY_HOSTS:
            if self.gateway.turns_away(request):
                return web.Response(status=503)
            return await Connection(self._world, request).serve()
        return await self._rest.answer(request)
