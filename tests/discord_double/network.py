"""How the client gets here: a throw-away certificate authority, and a connector that finds the double for any name."""

from __future__ import annotations

import asyncio
import socket
import ssl
from functools import cache
from typing import Any

import aiohttp
import trustme
from aiohttp.abc import AbstractResolver, ResolveResult

_NAMES = ("discord.com", "*.discord.com", "*.discord.gg", "*.discordapp.com", "*.discordapp.net", "discordapp.com")
_FAREWELL = 2.0


class Connector(aiohttp.TCPConnector):
    """Leads every connection to the double.

    Closing it waits until its sockets are closed: the connector it stands for leaves TLS connections that are still
    saying goodbye to the event loop, and a loop that ends at once complains of them.
    """

    def __init__(self, port: int) -> None:
        self._sockets: list[socket.socket] = []
        context = ssl.create_default_context()
        _authority().configure_trust(context)
        super().__init__(resolver=_Resolver(port), ssl=context, limit=0, socket_factory=self._open)

    async def close(self, *, abort_ssl: bool = True) -> None:
        """Close all connections."""
        await super().close(abort_ssl=abort_ssl)
        loop = asyncio.get_running_loop()
        deadline = loop.time() + _FAREWELL
        while any(one.fileno() != -1 for one in self._sockets) and loop.time() < deadline:
            await asyncio.sleep(0.001)

    def _open(self, address: Any) -> socket.socket:
        family, kind, protocol, _, _ = address
        opened = socket.socket(family, kind, protocol)
        self._sockets = [one for one in self._sockets if one.fileno() != -1] + [opened]
        return opened


class _Resolver(AbstractResolver):
    """Answers every name and port with those of the double."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def resolve(
        self,
        host: str,
        port: int = 0,  # noqa: ARG002
        family: socket.AddressFamily = socket.AF_INET,  # noqa: ARG002
    ) -> list[ResolveResult]:
        """Resolve any host to the double."""
        return [
            ResolveResult(
                hostname=host,
                host="127.0.0.1",
                port=self._port,
                family=socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
        ]

    async def close(self) -> None:
        """Nothing to close."""


@cache
def server_context() -> ssl.SSLContext:
    """The server's side of TLS, with a certificate for all of Discord's names."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    _authority().issue_cert(*_NAMES).configure_cert(context)
    return context


@cache
def _authority() -> trustme.CA:
    return trustme.CA()
