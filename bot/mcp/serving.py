"""``quoth mcp``: over standard input and output, or over HTTP on this machine alone."""

from __future__ import annotations

import hmac
import socket
import sys
from contextlib import closing
from typing import Any

import anyio
import uvicorn
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.server.transport_security import TransportSecuritySettings
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.mcp.server import OpenedLibrary, quote_server
from bot.settings import Settings
from bot.terminal.console import errors
from bot.terminal.opening import ready_library
from retrieval import Access
from retrieval.errors import QuothError, reason_of

HOST = "127.0.0.1"
PATH = "/mcp"
MIN_TOKEN_CHARS = 16
MAX_BODY_BYTES = 1 << 20


class TokenDemanded:
    """An ASGI application that passes on the requests that bear a token, and refuses all others."""

    def __init__(self, application: ASGIApp, token: str) -> None:
        """Stand before an application."""
        self._application = application
        self._expected = f"Bearer {token}".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] == "http":
            given = dict(scope["headers"]).get(b"authorization", b"")
            if not hmac.compare_digest(given, self._expected):
                refusal = PlainTextResponse("Unauthorized", 401, {"WWW-Authenticate": "Bearer"})
                await refusal(scope, receive, send)
                return
        await self._application(scope, receive, send)


def serve_stdio(settings: Settings, access: Access) -> None:
    """Serve the client that has started this process, until it closes standard input."""
    with closing(OpenedLibrary(lambda: ready_library(settings))) as opened:
        opened.start()  # so that the first question finds it ready
        if sys.stdin.isatty():
            errors().print("Waiting for a client on standard input, which should start this itself; Ctrl+D stops.")
        anyio.run(_over_stdio, quote_server(opened, access))


async def _over_stdio(server: Server[Any]) -> None:
    async with stdio_server() as (received, sent):
        await server.run(received, sent, server.create_initialization_options())


def serve_http(settings: Settings, access: Access, port: int) -> None:
    """Serve clients on this machine that know MCP_TOKEN, until Ctrl+C.

    Raises QuothError when there is no token, or when the port is taken.
    """
    token = settings.mcp_token.get_secret_value() if settings.mcp_token else ""
    if len(token) < MIN_TOKEN_CHARS:
        raise QuothError(
            f"MCP_TOKEN has {len(token)} characters, and must have {MIN_TOKEN_CHARS} or more",
            "set it to a random text, which clients send as a bearer token",
            setting="MCP_TOKEN",
        )
    with _listening(port) as listener, closing(OpenedLibrary(lambda: ready_library(settings))) as opened:
        opened.start()  # so that the first question finds it ready
        address = f"http://{HOST}:{listener.getsockname()[1]}{PATH}"
        errors().print(f"Serving {address} to clients that send MCP_TOKEN; Ctrl+C stops.", soft_wrap=True)
        application = http_application(quote_server(opened, access), token)
        config = uvicorn.Config(application, log_config=None, access_log=False, lifespan="on", server_header=False)
        uvicorn.Server(config).run([listener])


def http_application(server: Server[Any], token: str) -> ASGIApp:
    """Return a server as an ASGI application that demands a token and a Host of this machine.

    Whatever names an Origin is a web page, and is refused.
    """
    security = TransportSecuritySettings(
        allowed_hosts=[HOST, f"{HOST}:*", "localhost", "localhost:*"], allowed_origins=[]
    )
    application = server.streamable_http_app(
        streamable_http_path=PATH, max_request_body_size=MAX_BODY_BYTES, transport_security=security
    )
    return TokenDemanded(application, token)


def _listening(port: int) -> socket.socket:
    try:
        return socket.create_server((HOST, port))
    except (OSError, OverflowError) as error:
        raise QuothError(
            f"Port {port} of {HOST} cannot be opened ({reason_of(error)})", "give another --port", setting="--port"
        ) from error
