"""A small web server for monitoring the bot: ``/healthz`` and ``/metrics``, nothing else."""

from __future__ import annotations

import errno
import logging
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import NamedTuple

from aiohttp import web
from prometheus_client import exposition

from bot.service.metrics import Metrics
from retrieval.errors import SettingError

_log = logging.getLogger(__name__)


class Address(NamedTuple):
    """Where the server listens."""

    host: str
    port: int


@asynccontextmanager
async def serve_health(
    host: str, port: int, metrics: Metrics, unready_reason: Callable[[], str | None]
) -> AsyncIterator[Address]:
    """Serve until the block ends; yield the address (``port`` 0 takes any free port).

    unready_reason: called for each ``/healthz``, must not block; returns why the bot cannot answer questions now, or
    None. Everybody who requests the page sees it. Raises SettingError when the port or address cannot be used.
    """

    async def healthz(_: web.Request) -> web.Response:
        try:
            reason = unready_reason()
        except Exception:
            _log.exception("health cannot be determined")
            reason = "The health cannot be determined; the log says why."
        state: dict[str, object] = {"status": "unavailable" if reason else "ok"}
        if reason:
            state["reason"] = reason
        state["uptime_seconds"] = round(metrics.uptime, 1)
        headers = {"Cache-Control": "no-store"}
        return web.json_response(state, status=503 if reason else 200, headers=headers)

    async def numbers(request: web.Request) -> web.Response:
        encode, content_type = exposition.choose_encoder(request.headers.get("Accept", ""))
        return web.Response(body=encode(metrics.registry), headers={"Content-Type": content_type})

    app = web.Application()
    app.router.add_get("/healthz", healthz)
    app.router.add_get("/metrics", numbers)
    app.on_response_prepare.append(_without_versions)
    runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=1)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except (OSError, OverflowError) as error:
            raise _refusal(error, host, port) from error
        address = runner.addresses[0]
        yield Address(address[0], address[1])
    finally:
        await runner.cleanup()


async def _without_versions(_: web.Request, response: web.StreamResponse) -> None:
    response.headers.pop("Server", None)


def _refusal(error: Exception, host: str, port: int) -> SettingError:
    code = getattr(error, "errno", None)
    if code == errno.EADDRNOTAVAIL or isinstance(error, socket.gaierror):
        return SettingError(
            f"HEALTH_HOST is {host!r}, which is not an address of this machine",
            "set it to 127.0.0.1, which always is one",
            setting="HEALTH_HOST",
            found=host,
        )
    if code == errno.EADDRINUSE:
        problem = f"HEALTH_PORT is {port}, which another program on {host} uses"
        remedy = "stop that program, set HEALTH_PORT to a free port, or set it to 0 to do without /healthz and /metrics"
    elif code in (errno.EACCES, errno.EPERM):
        problem = f"HEALTH_PORT is {port}, which this user may not open"
        remedy = "set it to a free port above 1023, or to 0"
    elif isinstance(error, OverflowError):
        problem = f"HEALTH_PORT is {port}, which is not a port"
        remedy = "set it to a port from 1 to 65535, or to 0"
    else:
        problem = f"HEALTH_PORT {port} on {host} cannot be opened ({error})"
        remedy = "set it to another port, or to 0"
    return SettingError(problem, remedy, setting="HEALTH_PORT", found=port)
