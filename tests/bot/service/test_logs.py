"""Log lines: never a secret, never what people wrote, never a forged line."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.service import logs
from retrieval.errors import SettingError

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GhJkLm.abcdefghijklmnopqrstuvwxyz0123-_9ab"
QUESTION = "Who told the harbour master about the fire?"
log = logging.getLogger("bot.somewhere")

Lines = Callable[[], list[str]]


@pytest.fixture(autouse=True)
def logging_as_it_was() -> Iterator[None]:
    root, names = logging.getLogger(), ("discord", "discord.http", "bot", "retrieval")
    handlers, levels = root.handlers[:], {name: logging.getLogger(name).level for name in names}
    level, hooks = root.level, (sys.excepthook, threading.excepthook, sys.unraisablehook)
    logs._withheld.set(frozenset())
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, old in levels.items():
        logging.getLogger(name).setLevel(old)
    logging.captureWarnings(False)
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Lines:
    return lambda: capsys.readouterr().err.splitlines()


def configure(style: Any = "json", level: str = "DEBUG", secrets: tuple[str, ...] = (TOKEN,)) -> None:
    logging.getLogger().handlers[:] = []  # pytest's own raise where logging would go on
    logs.configure_logging(style=style, level=level, secrets=secrets)


def line_of(style: Any, write: Callable[[], None], capsys: pytest.CaptureFixture[str]) -> str:
    configure(style)
    write()
    return capsys.readouterr().err


def raise_with_token() -> None:
    try:
        try:
            raise OSError(2, "no", f"/run/{TOKEN}")
        except OSError as error:
            raise ValueError({"headers": {"Authorization": f"Bot {TOKEN}"}}, TOKEN.encode()) from error
    except ValueError:
        log.exception("failed with %r", TOKEN.encode())


class Careless:
    def __repr__(self) -> str:
        return f"<Client token={TOKEN!r}>"


PATHS: dict[str, Callable[[], None]] = {
    "message": lambda: log.info(f"logging in with {TOKEN}"),
    "argument": lambda: log.info("logging in with %s, then %r", TOKEN, TOKEN.encode()),
    "field": lambda: logs.log_event(log, "login", url=f"https://example.org/?auth={TOKEN}&x=1"),
    "nested field": lambda: logs.log_event(log, "login", headers={"a": [TOKEN, (TOKEN.encode(),)], TOKEN: 1}),
    "extra": lambda: log.info("login", extra={"header": f"Bot {TOKEN}"}),
    "repr of an object": lambda: logs.log_event(log, "login", client=Careless()),
    "name of an event": lambda: logs.log_event(log, TOKEN),
    "name of a logger": lambda: logging.getLogger(f"bot.{TOKEN}").info("x"),
    "chained exceptions": raise_with_token,
    "arguments that do not fit": lambda: log.info("%d of %d", TOKEN),
    "one part": lambda: log.info("secret part %s, middle %s", TOKEN.split(".")[2], TOKEN.split(".")[1]),
    "URL-encoded": lambda: log.info("https://example.org/%s", TOKEN.replace(".", "%2E")),
    "stack": lambda: log.info("here", stack_info=True, extra={"where": TOKEN}),
    "warning": lambda: warnings.warn(f"do not use {TOKEN}", UserWarning, stacklevel=1),
    "thread that dies": lambda: run_thread(lambda: exec(f"raise RuntimeError('{TOKEN}')")),
    "uncaught exception": lambda: sys.excepthook(ValueError, ValueError(TOKEN), None),
    "another library": lambda: logging.getLogger("aiohttp.client").error("bad header %s", {"Authorization": TOKEN}),
    "object that cannot be shown": lambda: logs.log_event(
        log, "x", thing=type("T", (), {"__repr__": lambda _: 1 / 0})()
    ),
}


def run_thread(target: Callable[[], Any]) -> None:
    thread = threading.Thread(target=target)
    thread.start()
    thread.join()


@pytest.mark.parametrize("style", ["text", "json"])
@pytest.mark.parametrize("path", PATHS)
def test_no_part_of_the_token_reaches_a_line_whatever_its_path(path, style, capsys):
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        configure(style)
        PATHS[path]()
    written = capsys.readouterr().err
    assert written.strip()
    assert not [part for part in TOKEN.split(".") if part in written]
    if style == "json":
        assert all(json.loads(line) for line in written.splitlines())


def test_token_with_characters_that_are_escaped_is_blanked_in_every_spelling(capsys):
    secret = 'pass"wörd\\with\n"quotes'
    configure("json", secrets=(secret,))
    log.info("%s | %r | %s | %a", secret, secret, json.dumps(secret), secret.encode())
    logs.log_event(log, "x", value=secret)
    assert not re.search(r"pass|quotes", capsys.readouterr().err)


def test_tokens_nobody_told_us_about_are_blanked_too(capsys):
    configure("text", secrets=())
    logging.getLogger("discord.http").warning(
        "We are being rate limited. %s %s responded with 429.",
        "POST",
        "https://discord.com/api/v10/webhooks/123456789/aW50ZXJhY3Rpb246MTIzNDU2Nzg5OkFiQ2RFZkdo",
    )
    log.info("POST https://discord.com/api/v10/interactions/987/aW50ZXJhY3Rpb246MTIzNDU2Nzg5OkFiQ2RFZkdo/callback")
    log.info("found %s", TOKEN)
    written = capsys.readouterr().err
    assert "aW50ZXJ" not in written
    assert "/webhooks/123456789/[secret]" in written
    assert not [part for part in TOKEN.split(".") if part in written]


def test_discord_payloads_never_reach_the_log_even_when_its_loggers_are_at_debug(lines):
    configure(level="DEBUG")
    for name in ("discord", "discord.gateway", "discord.http", "discord.client", "discord.webhook.async_"):
        logging.getLogger(name).setLevel(logging.DEBUG)
        logging.getLogger(name).debug("For Shard ID %s: WebSocket Event: %s", None, {"content": QUESTION})
        logging.getLogger(name).setLevel(logging.NOTSET)
    log.debug("ours is there")
    assert [json.loads(line)["event"] for line in lines()] == ["ours is there"]


def test_real_request_dumps_of_discord_stay_out(lines):
    """The real logger calls: a request through discord.py's own HTTP client."""
    from aiohttp import web

    async def talk() -> None:
        async def answer(_: web.Request) -> web.Response:
            return web.json_response({"id": "1", "content": QUESTION})

        app = web.Application()
        app.router.add_route("*", "/{any:.*}", answer)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        base, discord.http.Route.BASE = discord.http.Route.BASE, f"http://127.0.0.1:{runner.addresses[0][1]}/api/v10"
        client = discord.Client(intents=discord.Intents.none())
        try:
            async with client:
                await client.http.static_login(TOKEN)
                params = discord.http.handle_message_parameters(content=QUESTION)
                with params:
                    await client.http.send_message(1, params=params)
        finally:
            discord.http.Route.BASE = base
            await runner.cleanup()

    configure(level="DEBUG")
    logging.getLogger("discord").setLevel(logging.DEBUG)
    asyncio.run(talk())
    assert not [line for line in lines() if QUESTION in line]


def test_what_was_withheld_stays_out_of_exceptions_messages_and_fields(capsys):
    configure("json")
    two_lines = f'{QUESTION}\nAnd who "paid" for it?'
    logs.withhold(two_lines)
    try:
        raise ValueError(f"Syntax error in {two_lines!r}", two_lines)
    except ValueError as error:
        logs.log_event(log, "question failed", exc=error, reason=f"cannot parse {QUESTION}")
        log.exception("cannot parse %s", two_lines)
    written = capsys.readouterr().err
    assert "harbour" not in written
    assert "paid" not in written
    assert "ValueError" in written


def test_a_secret_inside_a_withheld_text_spoils_neither(capsys):
    configure("text")
    logs.withhold(f"My token is {TOKEN}, is it good?", TOKEN[30:36])
    log.info("cannot parse %s", f"My token is {TOKEN}, is it good?")
    log.info("logging in with %s", TOKEN)
    written = capsys.readouterr().err
    assert "is it good" not in written
    assert TOKEN[-20:] not in written
    assert not [part for part in TOKEN.split(".") if part in written]


def test_withholding_ends_with_the_task(lines):
    async def ask() -> None:
        logs.withhold(QUESTION)
        await asyncio.to_thread(log.info, "in a thread: %s", QUESTION)
        await asyncio.create_task(asyncio.sleep(0))
        log.info("in the task: %s", QUESTION)

    async def main() -> None:
        await asyncio.create_task(ask())
        log.info("elsewhere: %s", QUESTION)

    configure("text")
    asyncio.run(main())
    assert [QUESTION in line for line in lines()] == [False, False, True]


def test_what_discord_could_not_convert_stays_out(capsys):
    configure("text")
    error = discord.app_commands.TransformerError(QUESTION, discord.AppCommandOptionType.string, _Transformer())
    logging.getLogger("discord.app_commands.tree").error("Ignoring exception in command %r", "ask", exc_info=error)
    written = capsys.readouterr().err
    assert "harbour" not in written
    assert "TransformerError" in written


class _Transformer(discord.app_commands.Transformer):
    pass


@pytest.mark.parametrize("name", ["content", "question", "text", "token", "Content"])
def test_fields_for_what_people_wrote_are_never_shown(name, capsys):
    configure("text")
    logs.log_event(log, "question answered", **{name: QUESTION})
    log.info("question answered", extra={name: QUESTION})
    assert "harbour" not in capsys.readouterr().err


NASTY = "x\n2026-01-31T12:00:00.000Z ERROR    bot: forged\r\n\x1b[2J\u2028\u2029\x85\u202ey\x00"


@pytest.mark.parametrize("style", ["text", "json"])
def test_no_line_can_be_forged(style, capsys):
    configure(style)
    log.info("message %s", NASTY)
    log.info("field", extra={"who": NASTY, f"na{NASTY}me": 1})
    try:
        raise ValueError(NASTY)
    except ValueError:
        log.exception("error")
    written = capsys.readouterr().err
    begun = [line for line in written.split("\n") if line and not line.startswith("    | ")]
    assert len(begun) == 3
    assert not [line for line in written.splitlines() if line.startswith("2026-01-31T12:00:00.000Z")]
    assert not set("\r\x1b\u2028\u2029\x85\u202e\x00") & set(written)


@given(st.text(), st.dictionaries(st.text(min_size=1), st.one_of(st.text(), st.binary(), st.floats(), st.none())))
def test_every_json_line_is_one_object_on_one_line(message, fields):
    record = logging.makeLogRecord({"name": "bot", "msg": message, logs._FIELDS: fields, "levelname": "INFO"})
    line = logs._Formatter("json", logs._Blanker((TOKEN,))).format(record)
    assert len(line.splitlines()) == 1
    line.encode("utf-8")
    assert json.loads(line)["level"] == "INFO"


@given(st.text(), st.text())
def test_every_record_without_exception_is_one_text_line(message, value):
    record = logging.makeLogRecord({"name": "bot", "msg": message, logs._FIELDS: {"a": value}, "levelname": "INFO"})
    line = logs._Formatter("text", logs._Blanker((TOKEN,))).format(record)
    assert len(line.splitlines()) == 1
    line.encode("utf-8")


def test_text_line_says_when_how_bad_who_what_and_fields(lines):
    configure("text", level="info")
    fields = {"way": "slash", "ms": 6.2, "server": "The Old Mill", "ok": True, "nobody": None, "way2": "a=b"}
    logs.log_event(log, "question answered", **fields)
    log.debug("not shown")
    (line,) = lines()
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z INFO     bot\.somewhere: question answered way=slash ms=6\.2 "
        r'server="The Old Mill" ok=true nobody=null way2="a=b"',
        line,
    )


def test_text_traceback_stands_below_its_line_with_a_margin(lines):
    configure("text")
    try:
        raise KeyError("d")
    except KeyError as error:
        logs.log_event(log, "event ignored", level=logging.ERROR, exc=error, id="x2y3z4w5")
    first, *rest = lines()
    assert first.endswith("ERROR    bot.somewhere: event ignored id=x2y3z4w5")
    assert rest
    assert all(line.startswith("    | ") for line in rest)
    assert rest[-1] == "    | KeyError: 'd'"


def test_json_line_has_fields_beside_time_level_logger_event_and_the_traceback(lines):
    configure("json")
    try:
        raise KeyError("d")
    except KeyError as error:
        logs.log_event(log, "event ignored", level=logging.ERROR, exc=error, ms=1.5, name="a", time="b", level_="c")
    entry = json.loads(lines()[0])
    assert (entry["level"], entry["logger"], entry["event"]) == ("ERROR", "bot.somewhere", "event ignored")
    assert (entry["ms"], entry["name"], entry["time_"], entry["level_"]) == (1.5, "a", "b", "c")
    assert entry["exception"] == "KeyError: 'd'"
    assert entry["traceback"].endswith("KeyError: 'd'")
    assert entry["time"].endswith("Z")


def test_everyday_reconnect_is_a_warning_without_a_traceback(lines):
    configure("text")
    try:
        raise OSError("Cannot connect to host gateway.discord.gg:443")
    except OSError:
        logging.getLogger("discord.client").exception("Attempting a reconnect in %.2fs", 1.5)
    (line,) = lines()
    assert "WARNING" in line
    assert 'exception="OSError: Cannot connect to host gateway.discord.gg:443"' in line


def test_other_libraries_are_heard_from_warning_on_and_discord_from_info_on(lines):
    configure("json", level="DEBUG")
    for name in ("bot", "retrieval.encoding.sentence_transformer", "discord.client", "markdown_it", "asyncio"):
        logging.getLogger(name).debug("debug")
        logging.getLogger(name).info("info")
        logging.getLogger(name).warning("warning")
    seen = [(entry["logger"], entry["event"]) for entry in map(json.loads, lines())]
    ours = [
        (name, level)
        for name in ("bot", "retrieval.encoding.sentence_transformer")
        for level in ("debug", "info", "warning")
    ]
    assert seen == [
        *ours, ("discord.client", "info"), ("discord.client", "warning"), ("markdown_it", "warning"),
        ("asyncio", "warning"),
    ]  # fmt: skip


def test_discords_word_on_voice_is_left_out(lines):
    configure("text")
    discord.client._log.warning("PyNaCl is not installed, voice will NOT be supported")
    assert lines() == []


def test_configuring_again_replaces_and_does_not_double(lines):
    logging.getLogger().addHandler(logging.StreamHandler())  # what basicConfig leaves behind
    logs.configure_logging(style="text", level="INFO", secrets=())
    logs.configure_logging(style="json", level="INFO", secrets=())
    log.info("once")
    assert len(lines()) == 1


def test_unknown_level_is_refused_in_one_sentence():
    with pytest.raises(SettingError, match=r"LOG_LEVEL is 'LOUD'; set it to one of DEBUG"):
        configure(level="LOUD")


def test_a_record_that_cannot_be_written_shows_nothing_of_itself(lines, monkeypatch):
    configure("text")
    monkeypatch.setattr(logs, "_text_line", lambda *_: 1 / 0)
    configure("text")
    log.info("never %s", TOKEN)
    (line,) = lines()
    assert line.endswith("ERROR    bot.service.logs: a line could not be written")


def test_error_ids_are_short_unambiguous_and_differ():
    ids = {logs.new_error_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert all(re.fullmatch(r"[2-9a-hjkmnp-z]{8}", found) for found in ids)
