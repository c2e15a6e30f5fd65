"""One websocket of the gateway: the handshake, heartbeats, compression, and closing in every unfriendly way."""

from __future__ import annotations

import asyncio
import contextlib
import json
import zlib
from typing import TYPE_CHECKING, Any

from aiohttp import web

from . import intents
from .wire import Json

if TYPE_CHECKING:
    from .gateway import Session
    from .world import World

HEARTBEAT, IDENTIFY, PRESENCE, VOICE, RESUME, REQUEST_MEMBERS, INVALID, HELLO, ACK = 1, 2, 3, 4, 6, 8, 9, 10, 11
MOST_SENDS = 120


class Connection:
    """A connection of the bot, from upgrade to close."""

    def __init__(self, world: World, request: web.Request) -> None:
        self._world = world
        self._request = request
        self._socket = web.WebSocketResponse(max_msg_size=0, timeout=1, autoclose=False)
        self._outgoing: asyncio.Queue[str | int] = asyncio.Queue()
        self._held_until = 0.0
        self._deflate = zlib.compressobj() if request.query.get("compress") == "zlib-stream" else None
        self._session: Session | None = None
        self._close_code = 1000
        self._received: list[float] = []
        self.dead = False

    async def serve(self) -> web.StreamResponse:
        """Speak the protocol until either side has had enough."""
        gateway = self._world.gateway
        if self._request.query.get("compress") == "zstd-stream":
            self._world.violated("GET", "gateway", "zstd-stream is not spoken here; uninstall zstandard for the tests")
        await self._socket.prepare(self._request)
        gateway.connections.append(self)
        self.send({"op": HELLO, "d": {"heartbeat_interval": round(gateway.heartbeat_interval * 1000)}})
        tasks = {self._world.bridge.spawn(self._read()), self._world.bridge.spawn(self._write())}
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            gateway.lost(self, ended=not self.dead and self._socket.close_code in (1000, 1001))
            self.dead = True
            for task in tasks:
                task.cancel()
            for outcome in await asyncio.gather(*tasks, return_exceptions=True):
                if isinstance(outcome, Exception):
                    self._world.violated("GATEWAY", "connection", f"the double itself failed: {outcome!r}")
            with contextlib.suppress(Exception):
                await self._socket.close(code=self._close_code)
        return self._socket

    def send(self, packet: Json) -> None:
        """Queue a packet."""
        self.send_text(json.dumps(packet))

    def send_text(self, text: str) -> None:
        """Queue a frame."""
        if not self.dead:
            self._outgoing.put_nowait(text)

    def close(self, code: int) -> None:
        """Close with a code, after what is queued; the session stays resumable unless the client ends it."""
        self._outgoing.put_nowait(code)
        self._world.gateway.lost(self, ended=code in (4004, 4010, 4011, 4012, 4013, 4014))
        self.dead = True

    def abort(self) -> None:
        """Cut the wire."""
        self.dead = True
        self._world.gateway.lost(self, ended=False)
        if self._request.transport is not None:
            self._request.transport.abort()

    def hold(self, seconds: float) -> None:
        """Send nothing for so long."""
        self._held_until = self._world.bridge.loop.time() + seconds

    async def _read(self) -> None:
        async for message in self._socket:
            if self.dead:
                continue
            try:
                self._receive(json.loads(message.data))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                self._world.violated("GATEWAY", "message", f"unreadable: {error!r}", message.data)
                self.close(4002)

    async def _write(self) -> None:
        """Send what is queued; ends with the connection, and after a close code, which is sent once nobody reads."""
        loop = self._world.bridge.loop
        while True:
            item = await self._outgoing.get()
            while (left := self._held_until - loop.time()) > 0:
                await asyncio.sleep(left)
            if isinstance(item, int):
                self._close_code = item
                return
            try:
                if self._deflate is None:
                    await self._socket.send_str(item)
                else:
                    packed = self._deflate.compress(item.encode()) + self._deflate.flush(zlib.Z_SYNC_FLUSH)
                    await self._socket.send_bytes(packed)
            except (ConnectionError, RuntimeError):
                return

    def _receive(self, packet: Json) -> None:
        code, data = packet.get("op"), packet.get("d") or {}
        now = self._world.bridge.loop.time()
        self._received = [moment for moment in self._received if now - moment < 60] + [now]
        if len(self._received) > MOST_SENDS:
            self._world.violated("GATEWAY", f"op {code}", f"more than {MOST_SENDS} sends in a minute", data)
            self.close(4008)
        elif code == HEARTBEAT:
            self._world.gateway.heartbeats += 1
            self.send({"op": ACK})
        elif code == IDENTIFY:
            self._identify(data)
        elif code == RESUME:
            self._resume(data)
        elif self._session is None:
            self.close(4003)
        elif code == PRESENCE:
            self._world.gateway.presence = data
            self._world.changed()
        elif code == REQUEST_MEMBERS:
            self._send_members(data)
        elif code != VOICE:
            self._world.violated("GATEWAY", f"op {code}", "unknown opcode", data)
            self.close(4001)

    def _identify(self, data: Json) -> None:
        world = self._world
        wanted = data.get("intents", 0)
        shard = tuple(data.get("shard") or (0, 1))
        refused = [
            name for name, asked in intents.privileged(wanted).items() if asked and not getattr(world.portal, name)
        ]
        if self._session is not None:
            self.close(4005)
        elif data.get("token") != world.token:
            self.close(4004)
        elif len(shard) != 2 or not 0 <= shard[0] < shard[1]:
            self.close(4010)
        elif wanted & ~intents.VALID:
            self.close(4013)
        elif refused:
            self.close(4014)
        else:
            world.gateway.presence = data.get("presence")
            self._session = world.gateway.begin(self, wanted, shard, sharded=bool(data.get("shard")))

    def _resume(self, data: Json) -> None:
        if data.get("token") != self._world.token:
            self.close(4004)
            return
        self._session = self._world.gateway.resume(self, data.get("session_id", ""), data.get("seq") or 0)
        if self._session is None:
            self.send({"op": INVALID, "d": False})

    def _send_members(self, data: Json) -> None:
        assert self._session is not None
        numbers: Any = data["guild_id"]
        for number in numbers if isinstance(numbers, list) else [numbers]:
            guild = self._world.guilds[int(number)]
            members = list(guild.members.values())
            missing: list[str] = []
            if data.get("user_ids") is not None:
                asked = data["user_ids"] if isinstance(data["user_ids"], list) else [data["user_ids"]]
                missing = [str(one) for one in asked if int(one) not in guild.members]
                members = [member for member in members if member.user.id in map(int, asked)]
            elif data.get("query"):
                members = [m for m in members if m.user.name.startswith(data["query"])][: data.get("limit") or None]
            elif not self._session.intents & intents.GUILD_MEMBERS:
                self._world.violated("GATEWAY", "op 8", "all members asked for without the intent for members", data)
                continue
            chunk: Json = {
                "guild_id": str(guild.id),
                "members": [member.payload() for member in members],
                "chunk_index": 0,
                "chunk_count": 1,
                "not_found": missing,
            }
            nonce = data.get("nonce")
            self._session.send("GUILD_MEMBERS_CHUNK", chunk | ({"nonce": nonce} if nonce is not None else {}))
