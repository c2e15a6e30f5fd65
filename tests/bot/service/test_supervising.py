"""The client is started again after what may pass, and not after what only the operator can fix."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

import aiohttp
import discord
import pytest
import yarl
from aiohttp import web

from bot.service import supervising
from bot.service.supervising import supervise
from retrieval.errors import IndexMissing, SettingError

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GhJkLm.abcdefghijklmnopqrstuvwxyz0123456789"


def http_error(status: int, **headers: str) -> discord.HTTPException:
    kind = discord.DiscordServerError if status >= 500 else discord.HTTPException
    return kind(SimpleNamespace(status=status, reason="Reason", headers=headers), "<html>a page</html>")


def gateway_closed(code: int) -> discord.ConnectionClosed:
    return discord.ConnectionClosed(SimpleNamespace(close_code=code), shard_id=None)


def first_connection_fails() -> AttributeError:
    """Return what discord.py raises when its first connection to the gateway fails."""
    try:
        try:
            raise OSError(111, "Connection refused")
        except OSError:
            None.sequence  # noqa: B018
    except AttributeError as error:
        return error
    raise AssertionError


NO_NETWORK = aiohttp.ClientConnectorError(
    SimpleNamespace(host="discord.com", port=443, ssl=True),
    OSError(-2, "Name or service not known"),
)
PASSING = {
    "no network": NO_NETWORK,
    "first connection": first_connection_fails(),
    "malformed event": KeyError("d"),
    "503 at login": http_error(503),
    "403 at login": http_error(403),
    "gateway closes": gateway_closed(4000),
    "no gateway": discord.GatewayNotFound(),
    "time-out": TimeoutError(),
    "cancelled inside": asyncio.CancelledError(),
    "rate limit": discord.RateLimited(3.0),
    "no reason": None,
}


class Script:
    """Makes clients that end with one exception after the other, and stops the supervisor after the last."""

    def __init__(self, *ends: BaseException | Callable[[], Any] | None, up: float = 0.0) -> None:
        self.ends = list(ends)
        self.up = up
        self.now = 0.0
        self.stop = asyncio.Event()
        self.clients: list[Client] = []
        self.delays: list[float] = []

    def make(self) -> Client:
        client = Client(self)
        self.clients.append(client)
        return client

    async def sleep(self, seconds: float) -> None:
        self.delays.append(seconds)
        self.now += seconds
        if not self.ends:
            self.stop.set()

    async def run(self, **options: Any) -> None:
        await asyncio.wait_for(
            supervise(self.make, TOKEN, stop=self.stop, sleep=self.sleep, clock=lambda: self.now, **options), 20
        )


class Client(discord.Client):
    def __init__(self, script: Script) -> None:
        super().__init__(intents=discord.Intents(guilds=True))
        self.script = script
        self.story: list[Any] = []

    async def start(self, token: str, *, reconnect: bool = True) -> None:
        assert (token, reconnect) == (TOKEN, True)
        self.story.append("start")
        self.script.now += self.script.up
        end = self.script.ends.pop(0)
        if callable(end):
            await end()
        elif end is not None:
            raise end

    async def close(self) -> None:
        self.story.append("close")
        await super().close()


class FinishingClient(Client):
    async def finish(self, seconds: float) -> None:
        self.story.append(("finish", seconds))


def play(*ends: Any, **options: Any) -> Script:
    async def main() -> Script:
        script = Script(*ends, up=options.pop("up", 0.0))
        await script.run(**options)
        return script

    return asyncio.run(main())


def refused(error: BaseException) -> str:
    """Return the sentence of the SettingError that an exception of start() becomes, after one start."""
    script = None

    async def main() -> None:
        nonlocal script
        script = Script(error)
        await script.run()

    with pytest.raises(SettingError) as raised:
        asyncio.run(main())
    assert script is not None
    assert [client.story for client in script.clients] == [["start", "close"]]
    assert TOKEN not in str(raised.value)
    assert "\n" not in str(raised.value)
    return str(raised.value)


@pytest.mark.parametrize(
    "error", [discord.LoginFailure("Improper token has been passed."), http_error(401), gateway_closed(4004)], ids=repr
)
def test_refused_token_is_one_sentence_that_names_the_setting_and_where_to_get_one(error):
    sentence = refused(error)
    assert "DISCORD_TOKEN" in sentence
    assert "https://discord.com/developers/applications" in sentence


def test_intent_not_granted_is_one_sentence_with_both_ways_out():
    sentence = refused(discord.PrivilegedIntentsRequired(None))
    assert "Message Content Intent" in sentence
    assert "https://discord.com/developers/applications" in sentence
    assert "DISCORD_READ_MESSAGES=false" in sentence


@pytest.mark.parametrize(("token", "says"), [("  ", "is not set"), ("a b.c.d", "characters"), ("tökén", "characters")])
def test_token_that_cannot_be_sent_is_refused_before_any_client_is_made(token, says):
    def never() -> discord.Client:
        raise AssertionError

    with pytest.raises(SettingError, match=f"DISCORD_TOKEN .*{says}") as raised:
        asyncio.run(supervise(never, token, stop=asyncio.Event()))
    assert not token.strip() or token not in str(raised.value)


def test_quoth_error_of_a_starting_client_goes_to_the_caller():
    with pytest.raises(IndexMissing):
        play(IndexMissing("Nothing has been indexed."))


@pytest.mark.parametrize("name", PASSING)
def test_what_may_pass_is_logged_as_one_line_and_tried_again_with_a_new_client(name, caplog):
    caplog.set_level(logging.INFO)
    script = play(PASSING[name], None)
    assert len(script.clients) == 2
    assert len(script.delays) == 2
    assert all(client.story == ["start", "close"] and client.is_closed() for client in script.clients)
    warnings = [record for record in caplog.records if record.levelno == logging.WARNING]
    assert len(warnings) == 2
    assert not [record for record in warnings if record.exc_info or "\n" in record.getMessage()]


def reasons(*ends: Any, caplog: pytest.LogCaptureFixture) -> list[str]:
    play(*ends)
    return [r.quoth_fields["reason"] for r in caplog.records if r.levelno == logging.WARNING]


def test_reason_is_for_people(caplog):
    names = ["first connection", "503 at login", "malformed event", "gateway closes"]
    first, second, third, fourth = reasons(*(PASSING[name] for name in names), caplog=caplog)
    assert first == "Discord cannot be reached: Connection refused"
    assert second == "Discord answered 503 Reason (error code: 0)"
    assert third.startswith("KeyError: 'd' (test_supervising.py:")
    assert fourth == "the gateway closed the connection (code 4000)"


def test_delays_double_from_one_second_to_sixty_with_jitter():
    delays = play(*[NO_NETWORK] * 12).delays
    for delay, full in zip(delays, [1, 2, 4, 8, 16, 32, 60, 60, 60, 60, 60, 60], strict=True):
        assert max(1, 0.75 * full) <= delay <= full
    assert len({round(delay / 60, 6) for delay in delays[6:]}) > 1


def test_delays_begin_anew_after_a_while_up_and_only_then():
    assert play(*[NO_NETWORK] * 6, up=supervising.STEADY_SECONDS).delays == [1] * 6
    assert play(*[NO_NETWORK] * 6, up=supervising.STEADY_SECONDS - 120).delays[-1] > 20


def test_a_day_of_failures_identifies_less_often_than_discord_allows():
    starts, now = 0, 0.0
    while now < 86_400:
        now += supervising._delay(starts)
        starts += 1
    assert starts < 1000


def test_rate_limit_is_waited_for():
    assert play(http_error(429, **{"Retry-After": "700"})).delays == [700]
    assert play(http_error(429)).delays == [60]
    assert play(discord.RateLimited(99.5)).delays == [99.5]


async def forever() -> None:
    await asyncio.sleep(3600)


async def stopped_soon(script: Script, **options: Any) -> float:
    """Run, stop as soon as the first client runs; return how long stopping took."""
    loop = asyncio.get_running_loop()
    task = asyncio.create_task(script.run(**options))
    while not (script.clients and script.clients[-1].story):
        await asyncio.sleep(0)
    started = loop.time()
    script.stop.set()
    await task
    return loop.time() - started


def test_stop_finishes_questions_then_closes_once_and_returns():
    async def main() -> None:
        script = Script(forever)
        script.make = lambda: script.clients.append(FinishingClient(script)) or script.clients[-1]
        running = script.ends[0]

        async def until_closed() -> None:
            while "close" not in script.clients[0].story:
                await asyncio.sleep(0)

        script.ends[0] = until_closed
        assert running is forever
        assert await stopped_soon(script, patience=7.5) < 2
        assert script.clients[0].story == ["start", ("finish", 7.5), "close"]

    asyncio.run(main())


def test_start_that_ignores_closing_is_cancelled(monkeypatch):
    monkeypatch.setattr(supervising, "_CLOSE_SECONDS", 0.05)

    async def main() -> None:
        script = Script(forever)
        assert await stopped_soon(script) < 2
        assert script.clients[0].story == ["start", "close"]
        assert [task for task in asyncio.all_tasks() if task is not asyncio.current_task()] == []

    asyncio.run(main())


def test_finish_that_hangs_or_fails_does_not_keep_it_from_closing(monkeypatch, caplog):
    monkeypatch.setattr(supervising, "_GRACE_SECONDS", 0.05)

    async def main() -> None:
        for finish in (lambda _: forever(), lambda _: 1 / 0):
            script = Script(None)
            make = script.make
            script.make = lambda make=make, finish=finish: with_finish(make(), finish)
            await script.run(patience=0.05)
            assert script.clients[0].story == ["start", "close"]

    def with_finish(client: Client, finish: Any) -> Client:
        client.finish = finish
        return client

    asyncio.run(main())
    assert caplog.text.count("questions in hand were not finished") == 2


def test_questions_in_hand_are_finished_also_when_the_connection_failed():
    async def main() -> None:
        script = Script(NO_NETWORK)
        script.make = lambda: script.clients.append(FinishingClient(script)) or script.clients[-1]
        await script.run(patience=3)
        assert script.clients[0].story == ["start", ("finish", 3), "close"]

    asyncio.run(main())


def test_close_that_fails_or_hangs_stops_nothing(monkeypatch, caplog):
    monkeypatch.setattr(supervising, "_CLOSE_SECONDS", 0.05)

    class Stuck(Client):
        async def close(self) -> None:
            if len(self.script.clients) == 1:
                raise RuntimeError("closing")
            await forever()

    async def main() -> None:
        script = Script(None, None)
        script.make = lambda: script.clients.append(Stuck(script)) or script.clients[-1]
        await script.run()
        assert len(script.clients) == 2

    asyncio.run(main())
    assert caplog.text.count("did not close cleanly") == 2


def test_stop_ends_the_pause_between_two_starts():
    async def main() -> None:
        script = Script(NO_NETWORK)
        pausing = asyncio.Event()

        async def sleep(_: float) -> None:
            pausing.set()
            await forever()

        task = asyncio.create_task(supervise(script.make, TOKEN, stop=script.stop, sleep=sleep))
        await pausing.wait()
        script.stop.set()
        await asyncio.wait_for(task, 2)
        await asyncio.sleep(0)
        assert len(script.clients) == 1
        assert asyncio.all_tasks() == {asyncio.current_task()}

    asyncio.run(main())


def test_stop_that_is_set_already_starts_nothing():
    async def main() -> Script:
        script = Script()
        script.stop.set()
        await script.run()
        return script

    assert asyncio.run(main()).clients == []


def test_cancelling_closes_the_client():
    async def main() -> None:
        script = Script(forever)
        task = asyncio.create_task(supervise(script.make, TOKEN, stop=script.stop))
        while not (script.clients and script.clients[0].story):
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert script.clients[0].is_closed()

    supervising_closing, supervising._CLOSE_SECONDS = supervising._CLOSE_SECONDS, 0.05
    try:
        asyncio.run(main())
    finally:
        supervising._CLOSE_SECONDS = supervising_closing


# -- discord.py's own client, against a local server ----------------------------------------------------------------


@asynccontextmanager
async def discord_api(monkeypatch: pytest.MonkeyPatch, status: int) -> AsyncIterator[None]:
    """Serve the two requests of a login, or answer all with an error; the gateway is a port where nobody listens."""
    user = {"id": "1", "username": "quoth", "discriminator": "0", "avatar": None, "global_name": None}
    application = {
        "id": "1", "name": "Quoth", "description": "", "icon": None, "bot_public": True,
        "bot_require_code_grant": False, "owner": user, "verify_key": "00",
    }  # fmt: skip

    async def answer(request: web.Request) -> web.Response:
        if status != 200:
            return said({"message": "no", "code": 0})
        return said(user if request.path.endswith("/users/@me") else application)

    def said(body: object) -> web.Response:
        return web.Response(body=json.dumps(body).encode(), status=status, headers={"Content-Type": "application/json"})

    app = web.Application()
    app.router.add_route("*", "/{any:.*}", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    monkeypatch.setattr(discord.http.Route, "BASE", f"http://127.0.0.1:{runner.addresses[0][1]}/api/v10")
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        gateway = yarl.URL(f"ws://127.0.0.1:{nobody.getsockname()[1]}")
        monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", gateway)
        try:
            yield
        finally:
            await runner.cleanup()


def real(monkeypatch: pytest.MonkeyPatch, status: int) -> int:
    """Supervise a real client until it would start a second time; return how many were made."""
    made = []

    async def main() -> None:
        stop = asyncio.Event()

        async def sleep(_: float) -> None:
            stop.set()

        def make() -> discord.Client:
            made.append(discord.Client(intents=discord.Intents(guilds=True)))
            return made[-1]

        async with discord_api(monkeypatch, status):
            await supervise(make, TOKEN, stop=stop, sleep=sleep)

    asyncio.run(main())
    return len(made)


def test_real_client_with_a_refused_token(monkeypatch):
    with pytest.raises(SettingError, match="DISCORD_TOKEN"):
        real(monkeypatch, 401)


def test_real_client_whose_login_fails_with_503_is_tried_again(monkeypatch, caplog):
    assert real(monkeypatch, 503) == 1
    assert "connection to Discord failed, trying again" in caplog.text


def test_real_client_whose_first_gateway_connection_fails_is_tried_again(monkeypatch, caplog):
    assert real(monkeypatch, 200) == 1
    (reason,) = [
        r.quoth_fields["reason"] for r in caplog.records if r.name == "bot.service.supervising" and r.levelno == 30
    ]
    assert reason.startswith("Discord cannot be reached: Cannot connect to host 127.0.0.1")


# -- signals ---------------------------------------------------------------------------------------------------------

PROGRAM = """
import asyncio, sys
from bot.service.supervising import install_signal_handlers
async def main():
    stop = asyncio.Event()
    install_signal_handlers(stop)
    print("ready", flush=True)
    await stop.wait()
    print("stopping", flush=True)
    if "hang" in sys.argv:
        await asyncio.sleep(60)
asyncio.run(main())
"""


@pytest.fixture
def program(root: Any) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    started = []

    def start(*arguments: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, *arguments], stdout=subprocess.PIPE, text=True, cwd=root
        )
        started.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no signals to send to another process")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_first_signal_stops_in_good_order(program, number):
    process = program()
    process.send_signal(number)
    assert process.communicate(timeout=10)[0] == "stopping\n"
    assert process.returncode == 0


@pytest.mark.skipif(os.name == "nt", reason="Windows has no signals to send to another process")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_second_signal_ends_it_at_once(program, number):
    process = program("hang")
    process.send_signal(number)
    assert process.stdout.readline() == "stopping\n"
    process.send_signal(number)
    assert process.wait(timeout=10) == -number


def test_loop_without_signal_handlers_is_served_by_plain_ones():
    async def main() -> None:
        stop, loop = asyncio.Event(), asyncio.get_running_loop()
        loop.add_signal_handler = refuse
        supervising.install_signal_handlers(stop)
        signal.raise_signal(signal.SIGTERM)
        await asyncio.wait_for(stop.wait(), 2)

    def refuse(*_: object) -> None:
        raise NotImplementedError

    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        asyncio.run(main())
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
