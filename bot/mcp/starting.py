"""Starts the server, where the package that it needs is installed."""

from __future__ import annotations

from bot.settings import Settings
from retrieval import Access
from retrieval.errors import QuothError

PORT = 8765


def start(settings: Settings, access: Access, *, http: bool, port: int | None) -> None:
    """Serve over HTTP, on ``PORT`` where none is given, or on standard input and output.

    Raises QuothError when the extra ``mcp`` is not installed, or a port is given that nothing would use, and what
    ``serve_http`` raises.
    """
    if port is not None and not http:
        raise QuothError("--port is for HTTP", "add --http", setting="--port")
    try:
        from bot.mcp.serving import serve_http, serve_stdio
    except ModuleNotFoundError as error:
        problem = f"quoth mcp needs the package {error.name}, which is not installed"
        raise QuothError(problem, "install the package mcp where Quoth is installed") from error
    if http:
        serve_http(settings, access, PORT if port is None else port)
    else:
        serve_stdio(settings, access)
