"""Draws the conversation of the README from the real payloads: ``python -m tests.wire.picture OUT.png``."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path
from typing import Any

from retrieval import Library

from ..discord_double import DiscordDouble, Message
from ..discord_look import page, screenshot
from .conftest import Stage

ROOT = Path(__file__).resolve().parents[2]
QUESTIONS = ("How far away could people hear Krakatoa?", "And how many people died?", "Who won the 1998 world cup?")


async def conversation(stage: Stage) -> list[dict[str, Any]]:
    """Ask with /ask, follow up with a reply, ask in vain; return the messages as a channel shows them."""
    async with stage.bot(discord_quotes=1):  # the picture stays small
        first = await stage.ask(QUESTIONS[0])
        followed = await stage.ada.say(stage.general, QUESTIONS[1], reply_to=first)
        second = await stage.general.next_message(by=stage.discord.bot, after=followed)
        silent = await stage.ask(QUESTIONS[2])
    return [
        _drawn(first, command={"user": "ada", "name": "ask"}),
        _drawn(followed, reply={"author": "Quoth", "text": "…"}),
        _drawn(second, reply={"author": "ada", "text": QUESTIONS[1]}),
        _drawn(silent, command={"user": "ada", "name": "ask"}),
    ]


def _drawn(message: Message, **more: Any) -> dict[str, Any]:
    bot = message.author.bot
    author = {"name": message.author.name, "bot": bot, "colour": "#4f7cac" if bot else "#b5651d"}
    return {"author": author, "timestamp": "Today at 9:41 AM", **message.payload(), **{"author": author}, **more}


def main(out: Path) -> None:
    """Write the picture."""
    with (
        tempfile.TemporaryDirectory() as folder,
        DiscordDouble(name="Quoth") as discord,
        Library.open(ROOT / "seeds", Path(folder) / "index") as library,
    ):
        library.sync()
        guild = discord.add_guild("Library")
        channel, ada = guild.add_text_channel("general"), guild.add_member("ada")
        stage = Stage(discord, library, Path(folder), guild, channel, ada)
        messages = asyncio.run(conversation(stage))
    screenshot(page(messages, title="Quoth answers in a channel"), out, width=860)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
