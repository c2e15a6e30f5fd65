"""Starts the server, where the package that it needs is installed."""

from __future__ import annotations

from bot.settings import Settings
from retrieval import Access
from retrieval.errors import QuothError


def start(settings: Settings, access: Access, port: int | None) -> None:
    """Serve on a port of this machine, or on standard input and output where there is none.

    Raises QuothError when the extra ``mcp`` is not installed, and what ``serve_http`` raises.
    """
    try:
        from bot.mcp.serving import serve_http, serve_stdio
    except ModuleNotFoundError as error:
        problem = f"quoth mcp needs the package {error.name}, which is not installed"
        raise QuothError(problem, 'install it: pip install "quoth[mcp]"') from error
    if port is None:
        serve_stdio(settings, access)
    else:
        serve_http(settings, access, port)
