"""Draws the conversation of the README from the real payloads: ``python -m tests.wire.picture OUT.png``."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path
from typing import Any

from retrieval import Library, Links

from ..discord_double import DiscordDouble, Message
from ..discord_look import page, screenshot
from .conftest import Stage

ROOT = Path(__file__).resolve().parents[2]
LINKS = Links.parse("https://library.example/{path}")
WIDTH = 690
PEOPLE = {
    "Quoth": {"name": "Quoth", "bot": True, "colour": "#4f7cac"},
    "ada": {"name": "ada", "bot": False, "colour": "#b5651d"},
}
QUESTIONS = ("How far away could people hear Krakatoa?", "And how many people died?", "Who won the 1998 world cup?")


async def conversation(stage: Stage) -> list[dict[str, Any]]:
    """Ask with /ask, follow up with a reply, ask in vain; return the messages as a channel shows them."""
    async with stage.bot(discord_quotes=1):  # the picture stays small
        first = await stage.ask(QUESTIONS[0])
        followed = await stage.ada.say(stage.general, QUESTIONS[1], reply_to=first)
        second = await stage.general.next_message(by=stage.discord.bot, after=followed)
        silent = await stage.ask(QUESTIONS[2])
    return [
        _drawn(first, "9:41", command={"user": PEOPLE["ada"], "name": "ask"}),
        _drawn(followed, "9:42", reply={"author": PEOPLE["Quoth"], "text": "…"}),
        _drawn(second, "9:42", reply={"author": PEOPLE["ada"], "text": QUESTIONS[1]}),
        _drawn(silent, "9:44", command={"user": PEOPLE["ada"], "name": "ask"}),
    ]


def _drawn(message: Message, time: str, **more: Any) -> dict[str, Any]:
    author = PEOPLE[message.author.name]
    return {**message.payload(), "author": author, "timestamp": f"Today at {time} AM", **more}


def main(out: Path) -> None:
    """Write the picture."""
    with (
        tempfile.TemporaryDirectory() as folder,
        DiscordDouble(name="Quoth") as discord,
        Library.open(ROOT / "seeds", Path(folder) / "index", links=LINKS) as library,
    ):
        library.sync()
        guild = discord.add_guild("Library")
        channel, ada = guild.add_text_channel("general"), guild.add_member("ada")
        stage = Stage(discord, library, Path(folder), guild, channel, ada)
        messages = asyncio.run(conversation(stage))
    screenshot(page(messages, title="general"), out, width=WIDTH)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
