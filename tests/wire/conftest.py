"""The bot as it is, with the real library, connected to a Discord of the tests' own."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import discord.http as discord_http
import discord.webhook.async_ as discord_webhook
import pytest

from bot.client import Quoth
from bot.cogs import COGS
from bot.messages import delivering
from bot.replying import acknowledging
from bot.service.metrics import Metrics
from bot.service.supervising import supervise
from bot.settings import Settings
from bot.state.state import State
from retrieval import Library
from retrieval.index_folder import ENCODER_FOLDER

from ..discord_double import Channel, DiscordDouble, Guild, Message, Person


@dataclass
class Service:
    """A supervised bot: every client that was made so far, what stops it, and the supervisor itself."""

    clients: list[Quoth]
    stop: asyncio.Event
    running: asyncio.Task[None]


@dataclass
class Stage:
    """A server with people on it, and what it takes to start the bot there, again and again."""

    discord: DiscordDouble
    library: Library
    folder: Path
    guild: Guild
    general: Channel
    ada: Person
    settings: dict[str, Any] = field(default_factory=dict)
    options: dict[str, Any] = field(default_factory=lambda: {"guild_ready_timeout": 0.2})
    """Options of discord.py's client: here it need not wait 2 seconds for servers that never come."""

    def values(self, library: Library, **settings: Any) -> Settings:
        """Return the settings of a bot for a library."""
        values = {
            "seeds_dir": library.seeds,
            "index_dir": library.index,
            "discord_watch": False,
            "discord_questions_per_minute": 1000,
            **self.settings,
            **settings,
        }
        return Settings(_env_file=None, **values)

    def client(self, settings: Settings, library: Library, state: State) -> Quoth:
        """Return a new client, which is not started."""
        return Quoth(settings, library, state, Metrics(), COGS, connector=self.discord.connector(), **self.options)

    @asynccontextmanager
    async def bot(self, library: Library | None = None, **settings: Any) -> AsyncIterator[Quoth]:
        """Run the bot until the block ends. Its memory stays where it was."""
        library = library or self.library
        values = self.values(library, **settings)
        state = State(self.folder / "discord.sqlite", keep_days=values.discord_keep_days)
        client = self.client(values, library, state)
        running = asyncio.create_task(client.start(self.discord.token))
        try:
            connected = asyncio.create_task(self.discord.gateway.until_connected())
            done, _ = await asyncio.wait({running, connected}, return_when=asyncio.FIRST_COMPLETED)
            if running in done:
                connected.cancel()
                running.result()
            await connected
            await client.wait_until_ready()
            if not client.desk.documents and library.outdated() is None:
                await client.desk.refresh()
            yield client
        finally:
            await client.finish(5)
            await client.close()
            await asyncio.gather(running, return_exceptions=True)
            state.close()

    @asynccontextmanager
    async def supervised(self, token: str | None = None, **settings: Any) -> AsyncIterator[Service]:
        """Run the bot supervised, as ``quoth run`` does, until the block ends; there is no pause between two starts.

        Yields at once; what the supervisor raises comes from ``running``.
        """
        values, made, stop = self.values(self.library, **settings), list[Quoth](), asyncio.Event()

        def make() -> Quoth:
            made.append(self.client(values, self.library, state))
            return made[-1]

        with State(self.folder / "discord.sqlite", keep_days=values.discord_keep_days) as state:
            running = asyncio.create_task(
                supervise(make, token or self.discord.token, stop=stop, sleep=lambda _: asyncio.sleep(0))
            )
            try:
                yield Service(made, stop, running)
            finally:
                stop.set()
                await asyncio.wait({running})

    async def ask(self, question: str, *, by: Person | None = None, **options: Any) -> Message:
        """Ask with /ask, and return the answer."""
        call = await (by or self.ada).slash(self.general, "ask", question=question, **options)
        # A busy machine may say first, in small print, that others are ahead.
        return await call.until(lambda message: message.texts[0][:3] != "-# " or len(message.texts) > 1, timeout=30)

    async def answers(self, count: int, channel: Channel | None = None) -> list[Message]:
        """Return so many answers to messages, once they are there in full: a notice that one is coming is none."""
        found = []
        for _ in range(count):
            message = await (channel or self.general).next_message(timeout=30)
            found.append(await message.until(lambda message: "ahead of yours" not in message.text, timeout=30))
        return found

    def by_bot(self, channel: Channel | None = None) -> list[Message]:
        """Return what the bot has written in a channel, for all to see."""
        return [message for message in (channel or self.general).messages if message.author is self.discord.bot]

    def mention(self, text: str) -> str:
        """Return a message that mentions the bot."""
        return f"<@{self.discord.bot.id}> {text}"


@pytest.fixture
def discord() -> Iterator[DiscordDouble]:
    """A Discord, which checks that nothing was sent that Discord forbids."""
    with DiscordDouble(name="Quoth") as double:
        yield double


@pytest.fixture
def stage(discord: DiscordDouble, bundled: Library, tmp_path: Path) -> Stage:
    """A server named Library with a channel and Ada, who is offered every command, and the bundled seeds."""
    guild = discord.add_guild("Library")
    ada = guild.add_member("ada")
    guild.offered.add(ada.id)
    return Stage(discord, bundled, tmp_path, guild, guild.add_text_channel("general"), ada)


@pytest.fixture
def own(open_library: Callable[..., Library], tmp_path: Path, root: Path, bundled_export: Path) -> Library:
    """A library of its own, whose seeds may change; its model is exported already, or a sync would take the time."""
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    shutil.copy(root / "seeds" / "science" / "eels.txt", seeds)
    library = open_library(seeds, tmp_path / "index")
    library.sync()
    shutil.copytree(bundled_export, library.index / ENCODER_FOLDER, copy_function=os.link)
    return library


class Hasty:
    """asyncio for discord.py, which waits a whole number of seconds before it tries again; here hardly any."""

    def __getattr__(self, name: str) -> Any:
        return getattr(asyncio, name)

    @staticmethod
    async def sleep(seconds: float) -> None:
        await asyncio.sleep(seconds / 20 if isinstance(seconds, int) else seconds)


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the bot, and discord.py, try again sooner than a Discord in trouble would deserve."""
    monkeypatch.setattr(delivering, "RETRY_PAUSES_SECONDS", (0.02, 0.1))
    for module in (discord_http, discord_webhook):
        monkeypatch.setattr(module, "asyncio", Hasty())


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bot that says sooner that an answer is coming, for tests that hold the answer back until it has."""
    monkeypatch.setattr(acknowledging, "ACKNOWLEDGEMENT_SECONDS", 0.2)


Play = Callable[..., None]


@pytest.fixture
def play() -> Play:
    """Run a story in an event loop of its own, at most for so many seconds."""

    def run(story: Callable[[], Coroutine[Any, Any, None]], seconds: float = 60) -> None:
        asyncio.run(asyncio.wait_for(story(), seconds))

    return run
