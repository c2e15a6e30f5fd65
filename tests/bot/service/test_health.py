"""/healthz and /metrics, and nothing else."""

from __future__ import annotations

import asyncio
import logging
import socket
from typing import Any

import aiohttp
import pytest

from bot.deciding import Way
from bot.service.health import serve_health
from bot.service.metrics import Metrics
from retrieval.errors import SettingError


def get(path: str, *, reason: Any = None, metrics: Metrics | None = None, method: str = "GET", **headers: str) -> Any:
    """Return status, headers and body of one request; ``reason`` is what unready_reason returns, or raises."""

    def unready_reason() -> str | None:
        if isinstance(reason, Exception):
            raise reason
        return reason

    async def talk() -> Any:
        async with (
            serve_health("127.0.0.1", 0, metrics or Metrics(), unready_reason) as served,
            aiohttp.ClientSession() as session,
            session.request(method, f"http://{served.host}:{served.port}{path}", headers=headers) as response,
        ):
            return response.status, response.headers, await response.text()

    return asyncio.run(talk())


def test_healthz_is_200_while_ready():
    status, headers, body = get("/healthz")
    assert status == 200
    assert headers["Content-Type"].startswith("application/json")
    assert headers["Cache-Control"] == "no-store"
    assert body.startswith('{"status": "ok"')
    assert "uptime_seconds" in body


def test_healthz_is_503_with_the_reason_otherwise():
    status, _, body = get("/healthz", reason="Not connected to Discord.")
    assert status == 503
    assert '"status": "unavailable", "reason": "Not connected to Discord."' in body


def test_healthz_is_503_without_details_when_readiness_itself_fails(caplog):
    with caplog.at_level(logging.ERROR):
        status, _, body = get("/healthz", reason=RuntimeError("a secret"))
    assert status == 503
    assert "secret" not in body
    assert "health cannot be determined" in caplog.text


def test_readiness_is_asked_again_each_time():
    reasons: list[str | None] = ["starting", None]

    async def talk() -> list[int]:
        async with (
            serve_health("127.0.0.1", 0, Metrics(), lambda: reasons.pop(0)) as served,
            aiohttp.ClientSession(f"http://127.0.0.1:{served.port}") as session,
        ):
            return [(await session.get("/healthz")).status for _ in range(2)]

    assert asyncio.run(talk()) == [503, 200]


def test_metrics_are_prometheus_text():
    metrics = Metrics()
    metrics.count_question(Way.SLASH, "answered", 0.02)
    status, headers, body = get("/metrics", metrics=metrics)
    assert status == 200
    assert headers["Content-Type"].startswith("text/plain; version=")
    assert 'quoth_questions_total{outcome="answered",way="slash"} 1.0' in body


def test_metrics_are_open_metrics_for_whoever_asks():
    _, headers, body = get("/metrics", Accept="application/openmetrics-text; version=1.0.0")
    assert headers["Content-Type"].startswith("application/openmetrics-text")
    assert body.endswith("# EOF\n")


@pytest.mark.parametrize("path", ["/", "/healthz/x", "/metrics/", "/favicon.ico", "/../etc/passwd"])
def test_nothing_else_is_there(path):
    assert get(path)[0] == 404


def test_nothing_can_be_posted():
    assert get("/healthz", method="POST")[0] == 405


def test_server_does_not_name_its_software():
    assert "Server" not in get("/healthz")[1]
    assert "Server" not in get("/nowhere")[1]


def test_requests_leave_no_access_log(caplog):
    with caplog.at_level(logging.DEBUG):
        get("/healthz")
    assert not [record for record in caplog.records if record.name.startswith("aiohttp")]


def enter(host: str, port: int) -> None:
    async def talk() -> None:
        async with serve_health(host, port, Metrics(), lambda: None):
            raise AssertionError("was served")

    asyncio.run(talk())


def test_port_in_use_is_one_sentence_that_names_it():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SettingError, match=rf"HEALTH_PORT is {port}, .* set HEALTH_PORT to a free port"):
            enter("127.0.0.1", port)


@pytest.mark.parametrize("host", ["192.0.2.1", "no.such.host.invalid"])
def test_address_of_another_machine_is_one_sentence_that_names_it(host):
    with pytest.raises(SettingError, match=rf"HEALTH_HOST is '{host}'"):
        enter(host, 0)


def test_impossible_port_is_one_sentence():
    with pytest.raises(SettingError, match="HEALTH_PORT is 70000"):
        enter("127.0.0.1", 70000)


def test_port_is_free_again_afterwards():
    async def twice() -> None:
        async with serve_health("127.0.0.1", 0, Metrics(), lambda: None) as served, aiohttp.ClientSession() as session:
            await session.get(f"http://127.0.0.1:{served.port}/healthz")  # a kept connection does not hold it either
            first = served.port
            loop = asyncio.get_running_loop()
            started = loop.time()
        assert loop.time() - started < 3
        async with serve_health("127.0.0.1", first, Metrics(), lambda: None) as served:
            assert served.port == first

    asyncio.run(twice())
