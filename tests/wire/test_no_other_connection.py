"""Quoth talks to Discord and to nobody else: every other connection is refused here, and none is tried."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

GARDEN = "When should garlic be planted?"
NOTE = "# Garlic\n\nGarlic is planted in October, some five centimetres deep, and harvested in July.\n"

REFUSING = """
import os, sys

def refuse(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "socket.sendmsg"):
        address = arguments[1] if event in ("socket.connect", "socket.sendto", "socket.sendmsg") else arguments[:2]
        if address not in allowed:
            note(f"{event} {address}")
            raise ConnectionRefusedError(f"{event} {address} is refused")
"""
"""What Python calls before it uses a socket, in this process and in those that it starts."""

STARTING = """
allowed = []

def note(line):
    with open(os.environ["CONNECTIONS_TRIED"], "a", encoding="utf-8") as file:
        print(line, file=file)

note("started")
sys.addaudithook(refuse)
"""


@pytest.fixture
def tried(stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Refuse every connection but those to the double; return those that were tried in this process."""
    tried: list[str] = []
    names = {"allowed": [("127.0.0.1", stage.discord.port)], "note": tried.append, "is_over": False}
    exec(REFUSING, names)  # no hook can be taken away again
    sys.addaudithook(lambda *about: None if names["is_over"] else names["refuse"](*about))
    (tmp_path / "hook").mkdir()
    (tmp_path / "hook" / "sitecustomize.py").write_text(REFUSING + STARTING, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "hook"), prepend=os.pathsep)
    monkeypatch.setenv("CONNECTIONS_TRIED", str(tmp_path / "tried"))
    monkeypatch.delenv("HF_HUB_OFFLINE")
    yield tried
    names["is_over"] = True


@pytest.mark.slow
def test_a_whole_conversation_and_a_sync_connect_to_discord_only(stage, own, play, tried, tmp_path):
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("192.0.2.1", 443))
    assert tried.pop(0).startswith("socket.")
    assert not tried

    async def story():
        async with stage.bot(own, discord_operators=frozenset({stage.ada.id})):
            answer = await stage.ask("How far do eels swim?")
            around = await (await stage.ada.press(answer, "In context")).message()
            assert around.ephemeral
            asked = await stage.ada.say(stage.general, stage.mention("Where do eels spawn?"))
            second = await stage.general.next_message(by=stage.discord.bot, after=answer, timeout=60)
            assert second.reference.id == asked.id
            await stage.ada.say(stage.general, "And how long do they live?", reply_to=second)
            await stage.general.next_message(by=stage.discord.bot, after=second, timeout=60)
            (own.seeds / "garlic.md").write_text(NOTE, encoding="utf-8")
            call = await stage.ada.slash(stage.general, "sync")
            report = await call.until(lambda message: "passages" in message.text, timeout=100)
            assert "Added: garlic.md" in report.text.replace("\\", "")
            assert "October" in (await stage.ask(GARDEN)).text

    play(story, 150)
    assert tried == []
    by_others = (tmp_path / "tried").read_text(encoding="utf-8").splitlines()
    assert len(by_others) >= 2  # the sync, and the process that parses for it
    assert {*by_others} == {"started"}
