"""``quoth run`` from its start to its end: what stops it, what does not, and what an operator gets to read."""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
import socket
import subprocess
import sys
import threading
from contextlib import asynccontextmanager
from importlib.resources import files

import aiohttp
import pytest

from bot import client
from bot.messages import translating
from bot.running import serve
from retrieval.errors import SettingError

from ..discord_double import DiscordDouble

KRAKATOA = "How far away could people hear Krakatoa?"
TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GhJkLm.abcdefghijklmnopqrstuvwxyz0123-_9ab"
COMMANDS = "/applications/*/commands"


async def at_once(*_: object, **__: object) -> None:
    """Identify without the 5 seconds that discord.py waits before it does so again."""


@pytest.fixture
def discord():
    with DiscordDouble(name="Quoth", token=TOKEN) as double:
        yield double


@pytest.fixture
def own_index(stage, bundled, tmp_path):
    """The settings of a bot whose memory is its own."""
    folder = tmp_path / "index"
    shutil.copytree(bundled.index, folder)
    stage.settings |= {"index_dir": folder, "discord_token": TOKEN}


@pytest.fixture
def logging_as_it_was():
    names = ("", "discord", "bot", "retrieval")
    before = {name: (logging.getLogger(name).handlers[:], logging.getLogger(name).level) for name in names}
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
    yield
    for name, (handlers, level) in before.items():
        logging.getLogger(name).handlers[:] = handlers
        logging.getLogger(name).setLevel(level)
    logging.captureWarnings(False)
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks


async def served(stage, stop, **settings):
    """Run ``serve`` to its end."""
    values = stage.values(stage.library, **settings)
    await serve(values, stop=stop, connect=lambda: {"connector": stage.discord.connector(), **stage.options})


@asynccontextmanager
async def serving(stage, **settings):
    """Run ``serve`` until the block ends; yields what stops it."""
    stop = asyncio.Event()
    running = asyncio.create_task(served(stage, stop, **settings))
    try:
        yield stop
    finally:
        stop.set()
        await running


async def health(port):
    """Return the status and reason of ``/healthz``; 0 where nobody listens."""
    try:
        async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}/healthz") as response:
            return response.status, (await response.json()).get("reason")
    except aiohttp.ClientError:
        return 0, None


async def until_health(port, status):
    """Wait for a status of ``/healthz``; the test's own time limit ends it."""
    while (found := await health(port))[0] != status:
        await asyncio.sleep(0.02)
    return found


@pytest.fixture
def port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


# -- from start to end -----------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("own_index", "logging_as_it_was")
def test_service_starts_says_when_it_is_ready_answers_and_brings_the_last_answer_before_it_ends(stage, play, port):
    async def story():
        discord, gateway = stage.discord, stage.discord.gateway
        no_gateway = discord.faults.add("GET", "/gateway/bot", status=503, times=1)
        async with serving(stage, health_port=port) as stop:
            assert await until_health(port, 503) == (503, "not connected to Discord")
            await gateway.until_connected(timeout=30)
            assert no_gateway.spent
            await until_health(port, 200)
            assert "Rodrigues" in (await stage.ask(KRAKATOA)).text

            slow = discord.faults.add("POST", "/channels/*/messages", delay=0.5)
            await stage.ada.say(stage.general, stage.mention(KRAKATOA))
            while not slow.served:
                await asyncio.sleep(0.001)
            stop.set()
        (answer,) = await stage.answers(1)
        assert "Rodrigues" in answer.text
        assert not gateway.connected
        assert (await health(port))[0] == 0

    play(story)


@pytest.mark.usefixtures("hasty")
def test_stop_answers_the_questions_in_hand_and_takes_no_more(stage, play):
    async def story():
        gateway = stage.discord.gateway
        async with stage.supervised() as service:
            await gateway.until_connected()
            (bot,) = service.clients
            with stage.library._turn:
                asked = [await stage.ada.say(stage.general, stage.mention(KRAKATOA)) for _ in range(5)]
                call = await stage.ada.slash(stage.general, "ask", question=KRAKATOA, private=True)
                while bot.desk.waiting < 6:
                    await asyncio.sleep(0.001)
                service.stop.set()
                await call.message()  # the notice, some time later
                late = await stage.ada.slash(stage.general, "ask", question=KRAKATOA)
                assert "Too many questions" in (await late.message()).text
            answers = await stage.answers(5)
            assert {answer.reference.id for answer in answers} == {message.id for message in asked}
            await call.until(lambda message: "Rodrigues" in message.text)
            await service.running
        assert not gateway.connected

    play(story)


# -- what ends it, and what does not ---------------------------------------------------------------------------------


@pytest.mark.usefixtures("own_index", "logging_as_it_was")
def test_intent_that_is_not_granted_is_named(stage, play):
    async def story():
        with pytest.raises(SettingError, match=r"Message Content Intent.*DISCORD_READ_MESSAGES=true"):
            await served(stage, asyncio.Event(), discord_read_messages=True)

    play(story)


@pytest.mark.usefixtures("own_index", "logging_as_it_was")
def test_refused_token_is_a_sentence_without_it_and_so_is_the_log(stage, play, caplog, capsys):
    wrong = TOKEN[::-1]

    async def story():
        with pytest.raises(SettingError, match="refuses the token in DISCORD_TOKEN") as raised:
            await served(stage, asyncio.Event(), discord_token=wrong, log_level="DEBUG")
        assert wrong not in str(raised.value)

    play(story)
    shown = capsys.readouterr()
    for text in (caplog.text, shown.out, shown.err):
        assert not [part for part in (wrong, *wrong.split(".")) if part in text]


def test_token_that_is_reset_while_connected_is_a_sentence_without_it(stage, play):
    async def story():
        async with stage.supervised() as service:
            await stage.discord.gateway.until_connected()
            stage.discord.gateway.close(4004)
            with pytest.raises(SettingError, match="refuses the token in DISCORD_TOKEN") as raised:
                await service.running
            assert TOKEN not in str(raised.value)

    play(story)


@pytest.mark.parametrize(
    "fault",
    [
        ("GET", "/users/@me", {"drop": True, "times": 3}),
        ("GET", "/users/@me", {"status": 503}),
        ("GET", "/users/@me", {"status": 429, "via": False}),
        ("GET", "/oauth2/applications/@me", {"status": 403}),
        ("GET", "/gateway/bot", {"status": 503}),
        ("PUT", COMMANDS, {"drop": True}),
    ],
    ids=str,
)
def test_start_that_fails_for_now_is_tried_again_and_then_answers(stage, play, caplog, fault):
    method, route, how = fault

    async def story():
        fault = stage.discord.faults.add(method, route, **how)
        async with stage.supervised() as service:
            await stage.discord.gateway.until_connected()
            assert "Rodrigues" in (await stage.ask(KRAKATOA)).text
            assert fault.spent
            assert len(service.clients) == fault.served + 1 or how.get("drop")
        assert [record for record in caplog.records if record.exc_info] == []

    play(story)


def test_first_connection_that_is_refused_is_tried_again_and_then_answers(stage, play):
    async def story():
        stage.discord.gateway.refuse()
        async with stage.supervised() as service:
            await stage.discord.until_requested("GET", "/gateway/bot")
            service.clients[0].before_identify_hook = at_once
            await stage.discord.gateway.until_connected(timeout=30)
            assert "Rodrigues" in (await stage.ask(KRAKATOA)).text

    play(story)


def test_run_without_a_token_is_one_sentence_and_status_2(root, tmp_path):
    environment = {name: value for name, value in os.environ.items() if name != "DISCORD_TOKEN"}
    done = subprocess.run(
        [sys.executable, "-m", "bot", "run"],
        env={**environment, "PYTHONPATH": str(root)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith("quoth: DISCORD_TOKEN is not set")


# -- commands --------------------------------------------------------------------------------------------------------


@pytest.fixture
def catalogs(tmp_path, monkeypatch):
    """A copy of the catalogs that the bot reads, to be edited."""

    def forget():
        translating._bundle.cache_clear()
        translating.language.cache_clear()

    folder = tmp_path / "copy"
    shutil.copytree(files("bot") / "locales", folder / "locales")
    monkeypatch.setattr(translating, "files", lambda _: folder)
    forget()
    yield folder / "locales"
    forget()


def test_commands_are_published_only_when_a_catalog_changed_their_definition(stage, play, catalogs):
    async def story():
        commands = stage.discord.commands
        for _ in range(2):
            async with stage.bot():
                assert commands.puts == 1
        german = catalogs / "de.ftl"
        before = translating.language("de").say("command-ask")
        text = german.read_text(encoding="utf-8")
        assert text.count(before) == 1
        german.write_text(text.replace(before, "Die Quellen fragen"), encoding="utf-8")
        translating._bundle.cache_clear()
        translating.language.cache_clear()
        for _ in range(2):
            async with stage.bot():
                assert commands.puts == 2
                assert commands.find("ask")["description_localizations"]["de"] == "Die Quellen fragen"

    play(story)


@pytest.mark.parametrize(
    "fault",
    [{"status": 429}, {"status": 500}, {"status": 429, "via": False}, {"status": 503}, {"status": 403, "code": 50001}],
    ids=str,
)
def test_commands_that_discord_does_not_take_are_published_later_and_mentions_answered(stage, play, monkeypatch, fault):
    async def story():
        monkeypatch.setattr(client, "PUBLISH_RETRY_SECONDS", 0.01)
        stage.discord.faults.add("PUT", COMMANDS, **fault)
        async with stage.bot():
            await stage.ada.say(stage.general, stage.mention(KRAKATOA))
            assert "Rodrigues" in (await stage.answers(1))[0].text
            await stage.discord.until_requested("PUT", COMMANDS, 2)
            assert "Rodrigues" in (await stage.ask(KRAKATOA)).text
        assert stage.discord.commands.puts == 1

    play(story)
