"""The gateway: sessions that survive their connections, and the faults that tests can inject into both."""

from __future__ import annotations

import json
import secrets
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import web

from . import intents
from .connections import Connection
from .wire import Json

if TYPE_CHECKING:
    from .guilds import Guild
    from .world import World

DISPATCH, RECONNECT, INVALID_SESSION = 0, 7, 9
IN_THE_AIR_SECONDS = 1.0
"""Events that were sent so shortly before their connection was cut may never have arrived."""


@dataclass(eq=False)
class Session:
    """What the gateway remembers of a shard of the bot, connected or not."""

    id: str
    intents: int
    shard: tuple[int, int]
    sharded: bool
    connection: Connection | None = field(default=None, repr=False)
    log: list[Json] = field(default_factory=list, repr=False)
    """Every event of the session, the numbers in ``s`` counting from 1: what a resume replays."""
    unheard: int | None = None
    """The number of the first event that the bot cannot have heard, or None when it has heard all."""
    last_sent: deque[tuple[float, int]] = field(default_factory=lambda: deque(maxlen=256), repr=False)
    """When the last events were sent, and their numbers."""

    @property
    def sees_content(self) -> bool:
        """Whether it has the intent for message content."""
        return bool(self.intents & intents.MESSAGE_CONTENT)

    @property
    def sees_presences(self) -> bool:
        """Whether it has the intent for presences."""
        return bool(self.intents & intents.GUILD_PRESENCES)

    def covers(self, guild: Guild | None) -> bool:
        """Whether events of the guild belong to this shard; those of direct messages belong to shard 0."""
        return self.shard[0] == (0 if guild is None else (guild.id >> 22) % self.shard[1])

    def send(self, event: str, data: Json) -> None:
        """Number an event, keep it for a resume, and send it when there is a connection."""
        packet = {"op": DISPATCH, "t": event, "s": len(self.log) + 1, "d": data}
        packet = json.loads(json.dumps(packet))
        self.log.append(packet)
        if self.connection is not None:
            self.last_sent.append((time.monotonic(), packet["s"]))
            self.connection.send(packet)
        elif self.unheard is None:
            self.unheard = packet["s"]

    def cut(self, *, in_order: bool) -> None:
        """Lose the connection; what was sent a moment ago may never have arrived, unless all went ``in_order``."""
        self.connection = None
        if self.unheard is None and not in_order:
            moment = time.monotonic() - IN_THE_AIR_SECONDS
            self.unheard = next((number for at, number in self.last_sent if at > moment), None)


class Gateway:
    """Dispatches events, and is what tests reach as ``discord.gateway``.

    The methods that break something act on every connection, or on that of one ``shard``.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self.heartbeat_interval = 41.25
        """Seconds between heartbeats, as the next Hello says."""
        self.sessions: dict[str, Session] = {}
        self.identifies = 0
        """How many new sessions were begun."""
        self.resumes = 0
        """How many sessions were resumed."""
        self.heartbeats = 0
        """How many heartbeats were received."""
        self.presence: Json | None = None
        """The last presence that the bot set."""
        self.connections: list[Connection] = []
        self.missed: list[Json] = []
        """The events that no session will ever bring: there was none, or it ended before the bot could hear them."""
        self._refusals: list[bool] = []

    @property
    def connected(self) -> bool:
        """Whether a session has a living connection."""
        return any(session.connection is not None for session in list(self.sessions.values()))

    async def until_connected(self, *, timeout: float = 10, shards: int | None = None) -> None:
        """Wait until every shard has a session with a living connection: identified or resumed."""
        wanted = shards or self._world.shards

        def probe() -> bool:
            return sum(session.connection is not None for session in self.sessions.values()) >= wanted

        await self._world.bridge.until(probe, timeout, lambda: f"the gateway has the sessions {self.sessions}")

    async def until_disconnected(self, *, timeout: float = 10) -> None:
        """Wait until no session has a connection."""
        await self._world.bridge.until(lambda: not self.connected, timeout, lambda: "the bot is still connected")

    async def until_resumed(self, times: int = 1, *, timeout: float = 15) -> None:
        """Wait until sessions were resumed so many times since the start."""
        await self._world.bridge.until(
            lambda: self.resumes >= times, timeout, lambda: f"{self.resumes} resumes, {self.identifies} identifies"
        )

    async def until_identified(self, times: int, *, timeout: float = 15) -> None:
        """Wait until so many sessions were begun since the start."""
        await self._world.bridge.until(
            lambda: self.identifies >= times, timeout, lambda: f"{self.resumes} resumes, {self.identifies} identifies"
        )

    def dispatch(
        self, event: str, build: Callable[[Session], Json], guild: Guild | None, *, always: bool = False
    ) -> None:
        """Send an event to the sessions of the right shard that asked for its kind; double's thread only.

        always: whatever they asked for.
        """
        responsible = [session for session in self.sessions.values() if session.covers(guild)]
        if not responsible:
            self.missed.append({"t": event, "d": build(Session("", 0, (0, 1), sharded=False))})
        for session in responsible:
            if always or intents.hears(session.intents, event, in_guild=guild is not None):
                session.send(event, build(session))

    def begin(self, connection: Connection, wanted: int, shard: tuple[int, int], *, sharded: bool) -> Session:
        """Begin a session: READY, then the guilds of its shard; double's thread only."""
        world = self._world
        for old in [s for s in self.sessions.values() if s.shard == shard and s.connection is None]:
            self._end(old)
        session = Session(secrets.token_hex(16), wanted, shard, sharded, connection)
        self.sessions[session.id] = session
        self.identifies += 1
        guilds = [guild for guild in world.guilds.values() if guild.has_bot and session.covers(guild)]
        ready: Json = {
            "v": 10,
            "user": world.bot.own_payload(),
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
            "private_channels": [],
            "session_id": session.id,
            "session_type": "normal",
            "resume_gateway_url": "wss://gateway-resume.discord.gg",
            "application": {"id": str(world.application_id), "flags": world.portal.application_flags()},
        }
        session.send("READY", ready | ({"shard": list(shard)} if sharded else {}))
        if wanted & intents.GUILDS:
            for guild in (one for one in guilds if one.available):
                session.send("GUILD_CREATE", guild.create_payload(presences=session.sees_presences))
        world.changed()
        return session

    def resume(self, connection: Connection, session_id: str, sequence: int) -> Session | None:
        """Continue a session with what it missed; None when it is not known (any more)."""
        session = self.sessions.get(session_id)
        if session is None:
            return None
        if session.connection is not None:
            session.connection.close(4000)
        session.connection, session.unheard = connection, None
        for packet in filter(None, session.log[sequence:]):
            connection.send(packet)
        session.send("RESUMED", {})
        self.resumes += 1
        self._world.changed()
        return session

    def lost(self, connection: Connection, *, ended: bool, in_order: bool = False) -> None:
        """Note that a connection is gone.

        ended: the client said that it will not resume. in_order: whatever was sent before arrives before the end.
        """
        if connection in self.connections:
            self.connections.remove(connection)
        for session in list(self.sessions.values()):
            if session.connection is connection:
                session.cut(in_order=in_order)
                if ended:
                    self._end(session)
        self._world.changed()

    def _end(self, session: Session) -> None:
        """Forget a session, with what the bot has not heard of it."""
        del self.sessions[session.id]
        if session.unheard is not None:
            self.missed.extend(packet for packet in session.log[session.unheard - 1 :] if packet)

    def forget_events(self) -> None:
        """Free what was dispatched so far, for long runs; nothing of it can be replayed any more."""

        def forget() -> None:
            for session in self.sessions.values():
                session.log[:] = [{}] * len(session.log)
            self.missed.clear()

        self._world.bridge.call(forget)

    def refuse(self, times: int = 1, *, drop: bool = False) -> None:
        """Turn away the next connections before they are websockets: with a 503, or by cutting them."""

        def change() -> None:
            self._refusals.extend([drop] * times)

        self._world.bridge.call(change)

    def turns_away(self, request: web.Request) -> bool:
        """Whether a test wants this connection refused; double's thread only."""
        if not self._refusals:
            return False
        if self._refusals.pop(0) and request.transport is not None:
            request.transport.abort()
        self._world.changed()
        return True

    def drop(self, shard: int | None = None) -> None:
        """Cut the connection without a goodbye. What happens meanwhile is queued for the resume."""
        self._each(shard, lambda connection: connection.abort())

    def close(self, code: int, shard: int | None = None) -> None:
        """Close the connection with a code, such as 4000 (unknown error) or 4004 (authentication failed)."""
        self._each(shard, lambda connection: connection.close(code))

    def reconnect(self, shard: int | None = None) -> None:
        """Tell the bot to connect anew and resume (op 7)."""
        self._each(shard, lambda connection: connection.send({"op": RECONNECT, "d": None, "s": None, "t": None}))

    def invalidate(self, *, resumable: bool = False, shard: int | None = None) -> None:
        """Tell the bot that its session is invalid (op 9); when it is not resumable, it is forgotten."""

        def tell(connection: Connection) -> None:
            connection.send({"op": INVALID_SESSION, "d": resumable, "s": None, "t": None})
            if not resumable:
                self.lost(connection, ended=True, in_order=True)

        self._each(shard, tell)

    def silence(self, seconds: float, shard: int | None = None) -> None:
        """Answer no heartbeat and send nothing for so long; what was held back follows if the bot still listens."""
        self._each(shard, lambda connection: connection.hold(seconds))

    def replay_last(self, event: str | None = None) -> None:
        """Send the last event (or the last one of that name) once more, with the number that it had."""

        def replay() -> None:
            for session in self.sessions.values():
                found = [packet for packet in session.log if packet and event in (None, packet["t"])]
                if found and session.connection is not None:
                    session.connection.send(found[-1])

        self._world.bridge.call(replay)

    def send_malformed(self, event: str = "MESSAGE_CREATE", data: Any = None, shard: int | None = None) -> None:
        """Send an event whose data makes no sense: an object without the fields it must have, or ``data``."""
        wrong = {"id": "not a number"} if data is None else data
        self._each(shard, lambda c: c.send({"op": DISPATCH, "t": event, "s": None, "d": wrong}))

    def send_raw(self, text: str, shard: int | None = None) -> None:
        """Send a frame that need not even be JSON."""
        self._each(shard, lambda connection: connection.send_text(text))

    def _each(self, shard: int | None, act: Callable[[Connection], None]) -> None:
        def run() -> None:
            for session in list(self.sessions.values()):
                if session.connection is not None and shard in (None, session.shard[0]):
                    act(session.connection)

        self._world.bridge.call(run)
