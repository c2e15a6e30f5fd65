"""What only operators may do: read the seeds again, add one, see what was not found, set what a channel answers."""

from __future__ import annotations

import asyncio
import glob
import logging
from collections.abc import Iterable, Sequence

import discord
from discord import app_commands
from discord.ext import commands

from bot import views
from bot.adding import Refused, add_seed, check_name
from bot.client import Quoth
from bot.deciding import Mode
from bot.delivering import LOST
from bot.escaping import escape, size
from bot.logs import event
from bot.rendering import shortened
from bot.resyncing import SyncFailed, SyncSummary
from bot.state import ChannelSettings
from bot.translating import Language, key
from retrieval import Filter
from retrieval.reading import suffixes

_log = logging.getLogger(__name__)

Interaction = discord.Interaction[Quoth]

MOST_SECONDS = 14 * 60.0
"""How long a command may wait for a sync: Discord forgets it after 15 minutes."""
NAMES = 8
"""Documents that a report names of each kind; the rest is counted."""


class Operating(commands.Cog):
    """Commands that change what everybody is answered from, or show what others asked."""

    def __init__(self, bot: Quoth) -> None:
        self.bot = bot

    @app_commands.command(name="sync", description=key("command-sync"))
    async def sync(self, interaction: Interaction) -> None:
        """Read the seeds again, in a process of its own, and report the difference."""
        if not await self._may_operate(interaction):
            return
        said = self.bot.language(interaction)
        text = said.say("sync-running" if self.bot.resyncer.is_running else "sync-started")
        await self.bot.respond(interaction, views.note(f"-# {text}"), private=True)
        await self._report(interaction, said, ())

    @app_commands.command(name="add", description=key("command-add"))
    @app_commands.describe(file=key("option-file"), folder=key("option-folder"), replace=key("option-replace"))
    async def add(
        self,
        interaction: Interaction,
        file: discord.Attachment,
        folder: app_commands.Range[str, 1, 100] | None = None,
        replace: bool = False,
    ) -> None:
        """Make an attached file a seed, and sync."""
        if not await self._may_operate(interaction):
            return
        bot, said = self.bot, self.bot.language(interaction)
        name = escape(shortened(file.filename, 100))
        limit = bot.settings.discord_add_megabytes
        types = ", ".join(sorted(suffixes()))
        seeds = bot.settings.seeds_dir.expanduser()
        try:
            path = check_name(file.filename, folder)
        except Refused as refused:
            message = (
                said.say("add-type", name=name, types=types)
                if refused.reason == "type"
                else said.say("add-name", name=escape(shortened(f"{folder or ''}/{file.filename}".lstrip("/"), 150)))
            )
            await bot.tell(interaction, message)
            return
        if file.size > limit * 1_000_000:
            megabytes = said.number(file.size / 1_000_000)
            await bot.tell(interaction, said.say("add-size", name=name, size=megabytes, limit=limit))
            return
        await interaction.response.defer(thinking=True, ephemeral=True)
        try:
            data = await file.read()
            replaced = await bot.desk.elsewhere(add_seed, seeds, path, data, replace=replace)
        except Refused as refused:
            messages = {
                "exists": said.say("add-exists", path=escape(str(path))),
                "name": said.say("add-name", name=escape(str(path))),
            }
            unreadable = said.say("add-unreadable", name=name, reason=escape(shortened(refused.says, 300)))
            await bot.tell(interaction, messages.get(refused.reason, unreadable))
            return
        except (OSError, *LOST) as error:  # a folder that may only be read, a full disk; a download that broke off
            reason = getattr(error, "strerror", None) or type(error).__name__
            event(_log, "seed not added", level=logging.WARNING, reason=reason)
            await bot.tell(interaction, said.say("add-failed", name=name, reason=escape(reason)))
            return
        event(_log, "seed added", operator=interaction.user.id, bytes=len(data), replaced=replaced)
        done = said.say("add-replaced" if replaced else "add-done", path=escape(str(path)))
        await self._report(interaction, said, [done])

    @app_commands.command(name="unanswered", description=key("command-unanswered"))
    @app_commands.describe(clear=key("option-clear"))
    async def unanswered(self, interaction: Interaction, clear: bool = False) -> None:
        """List what the sources did not answer, as what to write next."""
        if not await self._may_operate(interaction):
            return
        bot, said = self.bot, self.bot.language(interaction)
        if not bot.settings.discord_keep_unanswered:
            await bot.tell(interaction, said.say("unanswered-off"))
            return
        if clear:
            await bot.desk.remember(bot.state.clear_unanswered)
            await bot.tell(interaction, said.say("unanswered-cleared"))
            return
        asked = await bot.desk.remember(bot.state.unanswered)
        lines = [
            f"- {escape(shortened(question, 150))} · {said.say('unanswered-times', count=count)} · <t:{round(at)}:R>"
            for question, count, at in asked
        ]
        shown = _as_fit(lines, said)
        if not shown:
            await bot.tell(interaction, said.say("unanswered-none"))
            return
        await bot.respond(interaction, views.listing(said.say("unanswered-title"), shown), private=True)

    @app_commands.command(name="channel", description=key("command-channel"))
    @app_commands.describe(answers=key("option-answers"), source=key("option-channel-source"))
    @app_commands.choices(answers=[app_commands.Choice(name=key(f"choice-{mode}"), value=mode.value) for mode in Mode])
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
    async def channel(
        self,
        interaction: Interaction,
        answers: str | None = None,
        source: app_commands.Range[str, 1, 100] | None = None,
    ) -> None:
        """Set, or show, what is answered in a channel and its threads."""
        bot, said = self.bot, self.bot.language(interaction)
        if not interaction.permissions.manage_channels and not bot.is_operator(interaction):
            await bot.tell(interaction, said.say("managers-only"))
            return
        channel = interaction.channel
        number = getattr(channel, "parent_id", None) or (channel.id if channel else 0)
        now = bot.channel_settings(number, None)
        if source is not None and source not in ("*", "**"):
            documents = bot.desk.documents
            source = glob.escape(source) if any(document.path == source for document in documents) else source
            if not any(Filter(source).admits(document) for document in documents):
                await bot.tell(interaction, said.say("no-source", source=escape(source)))
                return
        if answers is not None or source is not None:
            now = ChannelSettings(
                Mode(answers) if answers is not None else now.mode,
                now.source if source is None else None if source in ("*", "**") else source,
            )
            await bot.desk.remember(bot.state.set_channel, number, now)
            bot.channels = await bot.desk.remember(bot.state.channels)
            event(_log, "channel set", channel=number, mode=now.mode.value, operator=interaction.user.id)
        lines = [said.say(f"channel-{now.mode}")]
        if now.source:
            lines.append(said.say("channel-source-set", source=escape(now.source)))
        if now.mode is Mode.QUESTIONS and not bot.settings.discord_read_messages:
            lines.append(said.say("channel-needs-intent"))
        await bot.tell(interaction, "\n".join(lines))

    @channel.autocomplete("source")
    async def _sources(self, _: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return self.bot.desk.offered.choices(typed)

    async def _may_operate(self, interaction: Interaction) -> bool:
        if self.bot.is_operator(interaction):
            return True
        await self.bot.tell(interaction, self.bot.language(interaction).say("operators-only"))
        return False

    async def _report(self, interaction: Interaction, said: Language, lines: Sequence[str]) -> None:
        """Sync, and put the difference in the place of what was said so far."""
        syncing = asyncio.ensure_future(self.bot.resyncer.sync())
        done, _ = await asyncio.wait({syncing}, timeout=MOST_SECONDS)
        if not done:  # Discord takes no further word about this command soon
            syncing.add_done_callback(lambda task: task.cancelled() or task.exception())
            await self.bot.respond(interaction, views.note("\n".join([*lines, said.say("sync-long")])), private=True)
            return
        try:
            summary = await syncing
            lines = [*lines, *_difference(summary, said)]
        except SyncFailed as error:
            lines = [*lines, said.say("sync-failed", reason=escape(shortened(str(error), 300)))]
        await self.bot.respond(interaction, views.note("\n".join(lines)), private=True)


def _difference(summary: SyncSummary, said: Language) -> list[str]:
    lines = [
        said.say(f"sync-{kind}", names=_named(names, said))
        for kind, names in (
            ("added", summary.added),
            ("changed", summary.changed),
            ("moved", [f"{old} → {new}" for old, new in summary.moved]),
            ("removed", summary.removed),
            ("skipped", [f"{path} ({reason})" for path, reason in summary.skipped]),
        )
        if names
    ]
    if summary.is_empty:
        lines.insert(0, said.say("sync-nothing"))
    total = said.say(
        "sync-total",
        documents=summary.documents,
        passages=summary.passages,
        embedded=summary.embedded,
        seconds=said.number(summary.seconds),
    )
    return [*lines, f"-# {total}"]


def _named(names: Sequence[str], said: Language) -> str:
    shown = ", ".join(escape(shortened(name, 35)) for name in names[:NAMES])
    return shown if len(names) <= NAMES else f"{shown}, {said.say('sync-and-more', count=len(names) - NAMES)}"


def _as_fit(lines: Iterable[str], said: Language) -> list[str]:
    """Return as many lines as one message holds, and how many more there are."""
    lines = list(lines)
    room, shown = 3500, []
    for line in lines:
        room -= size(line) + 1
        if room < 0:
            break
        shown.append(line)
    if len(shown) < len(lines):
        shown.append(f"- {said.say('sync-and-more', count=len(lines) - len(shown))}")
    return shown
