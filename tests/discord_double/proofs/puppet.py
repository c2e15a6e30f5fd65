"""A plain client of discord.py, with which the double's own tests play."""

from __future__ import annotations

import asyncio
import warnings
from collections.abc import Awaitable, Callable
from typing import Any

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # discord.py imports audioop, which is deprecated; nothing of ours can change that
    import discord
    from discord import app_commands, ui

from .. import DiscordDouble, Interaction, Portal

Script = Callable[[discord.Interaction], Awaitable[Any]]


class Puppet(discord.AutoShardedClient):
    """A client whose ``/do`` command, menus and components run whatever a test puts in ``script``."""

    def __init__(self, double: DiscordDouble, *, intents: discord.Intents | None = None, **options: Any) -> None:
        options.setdefault("guild_ready_timeout", 0.1)
        super().__init__(intents=intents or discord.Intents.default(), connector=double.connector(), **options)
        self.tree = app_commands.CommandTree(self)
        self.script: Script = say_done
        self.seen: list[discord.Message] = []
        self.heard: list[str] = []
        self.news = asyncio.Event()
        _add_commands(self)

    async def setup_hook(self) -> None:
        await self.tree.sync()

    async def on_message(self, message: discord.Message) -> None:
        self.seen.append(message)
        self.news.set()

    async def until_seen(self, count: int) -> None:
        """Wait until so many messages have been heard."""
        async with asyncio.timeout(10):
            while len(self.seen) < count:
                self.news.clear()
                await self.news.wait()

    async def on_socket_event_type(self, name: str) -> None:
        self.heard.append(name)

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        if interaction.type in (discord.InteractionType.component, discord.InteractionType.modal_submit):
            await self.script(interaction)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Identify at once: the library would wait five seconds before every identify after the first."""


def _add_commands(puppet: Puppet) -> None:
    tree = puppet.tree

    @tree.command(description="Do it")
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def do(interaction: discord.Interaction) -> None:
        await puppet.script(interaction)

    @tree.command(description="Ask")
    @app_commands.choices(
        style=[app_commands.Choice(name="Short", value="s"), app_commands.Choice(name="Long", value="l")]
    )
    async def ask(
        interaction: discord.Interaction,
        question: app_commands.Range[str, 3, 20],
        style: str = "s",
        amount: app_commands.Range[int, 1, 5] = 3,
        private: bool = False,
        who: discord.Member | None = None,
        where: discord.TextChannel | None = None,
        role: discord.Role | None = None,
        file: discord.Attachment | None = None,
        source: str = "",
    ) -> None:
        content = "" if file is None else (await file.read()).decode()
        parts = [question, style, amount, who and who.name, where and where.name, role and role.name, content, source]
        await interaction.response.send_message(" ".join(str(part) for part in parts), ephemeral=private)

    @ask.autocomplete("source")
    async def suggest(interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        if current == "slow":
            await puppet.script(interaction)
        return [app_commands.Choice(name=f"{current} {n}", value=f"{current}{n}") for n in range(3)]

    group = app_commands.Group(name="sources", description="Sources", default_permissions=discord.Permissions(8))

    @group.command(name="list", description="List")
    async def list_sources(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("listed")

    tree.add_command(group)

    @tree.context_menu(name="Quote this")
    async def quote(interaction: discord.Interaction, message: discord.Message) -> None:
        await interaction.response.send_message(f"> {message.content}", ephemeral=True)

    @tree.context_menu(name="Who is this")
    async def who(interaction: discord.Interaction, member: discord.Member) -> None:
        await interaction.response.send_message(member.name)


async def say_done(interaction: discord.Interaction) -> None:
    await interaction.response.send_message("done")


class Scene:
    """A double with a guild, a channel and two people, and a puppet that is running."""

    def __init__(self, double: DiscordDouble, **options: Any) -> None:
        self.double = double
        self.guild = double.add_guild("Library", locale="de")
        self.general = self.guild.add_text_channel("general")
        self.ada = self.guild.add_member("ada", locale="fr")
        self.bob = self.guild.add_member("bob")
        self.options = options
        self.puppet: Puppet

    def play(self, story: Callable[[Scene], Awaitable[None]], *, timeout: float = 60) -> None:
        """Run the story while the puppet is connected."""

        async def run() -> None:
            self.puppet = Puppet(self.double, **self.options)
            async with asyncio.timeout(timeout), self.double.running(self.puppet):
                await story(self)

        asyncio.run(run())

    @property
    def here(self) -> discord.TextChannel:
        """The channel as the client knows it."""
        channel = self.puppet.get_channel(self.general.id)
        assert isinstance(channel, discord.TextChannel)
        return channel

    async def do(self, script: Script, **where: Any) -> Interaction:
        """Let ada use /do, which runs ``script``."""
        self.puppet.script = script
        return await self.ada.slash(where.get("channel", self.general), "do")


def play(story: Callable[[Scene], Awaitable[None]], portal: Portal | None = None, **options: Any) -> None:
    """Run a story on a fresh double."""
    with DiscordDouble(name="puppet", portal=portal) as double:
        Scene(double, **options).play(story)


def view_of(*items: ui.Item[Any]) -> ui.LayoutView:
    """A layout view with those items."""
    view = ui.LayoutView(timeout=None)
    for item in items:
        view.add_item(item)
    return view


def row_of(*buttons: ui.Button[Any]) -> ui.ActionRow[Any]:
    """A row of buttons."""
    row: ui.ActionRow[Any] = ui.ActionRow()
    for button in buttons:
        row.add_item(button)
    return row
