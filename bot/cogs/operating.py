"""Commands for operators: read the seeds again, add one, list unanswered questions, set what a channel answers."""

from __future__ import annotations

import asyncio
import glob
import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.adding import NotASeed, add_seed, check_name
from bot.client import Quoth
from bot.cogs.shared import Interaction, binding_choices
from bot.deciding import Mode
from bot.messages import views
from bot.messages.delivering import DELIVERY_ERRORS, log_undelivered
from bot.messages.escaping import escape, size
from bot.messages.language_names import MULTILINGUAL, counted_languages
from bot.messages.rendering import shortened
from bot.messages.translating import Language, translatable
from bot.messages.views import ButtonAction, Verb
from bot.service.logs import log_event
from bot.service.resyncing import SyncFailed
from bot.state.records import ChannelSettings
from retrieval import UNLIMITED, Access, SyncReport
from retrieval.parsing.formats import suffixes
from retrieval.syncing.consent import TOKENS_APART

_log = logging.getLogger(__name__)

REPORT_SECONDS = 14 * 60.0
"""How long a command waits for a sync before it reports: Discord forgets the command after 15 minutes."""
MAX_NAMES = 8
"""A report names this many documents of each kind, and counts the rest."""
MAX_REASON_CHARS = 300
LISTING_CHARS = 3500
"""Room for the lines of a list in one message."""


class Operating(commands.Cog):
    """Commands that change which documents answer everybody, or show what others asked."""

    def __init__(self, bot: Quoth) -> None:
        self.bot = bot

    @app_commands.command(name="sync", description=translatable("command-sync"))
    async def sync(self, interaction: Interaction) -> None:
        """Read the seeds again, in a separate process, and report the changes."""
        if not await self._may_operate(interaction):
            return
        language = self.bot.language(interaction)
        text = language.say("sync-running" if self.bot.upkeep.resyncer.is_running else "sync-started")
        await self.bot.respond(interaction, views.note_message(f"-# {text}"), private=True)
        await self._report(interaction, language, ())

    @app_commands.command(name="add", description=translatable("command-add"))
    @app_commands.describe(
        file=translatable("option-file"), folder=translatable("option-folder"), replace=translatable("option-replace")
    )
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
        bot, language = self.bot, self.bot.language(interaction)
        name = escape(shortened(file.filename, 100))
        limit = bot.settings.discord_add_megabytes
        types = ", ".join(sorted(suffixes()))
        seeds, parsing = bot.settings.seeds_dir.expanduser(), bot.settings.parsing
        try:
            path = check_name(file.filename, folder)
        except NotASeed as refused:
            message = (
                language.say("add-type", name=name, types=types)
                if refused.reason == "type"
                else language.say(
                    "add-name", name=escape(shortened(f"{folder or ''}/{file.filename}".lstrip("/"), 150))
                )
            )
            await bot.tell(interaction, message)
            return
        if file.size > limit * 1_000_000:
            megabytes = language.number(file.size / 1_000_000)
            await bot.tell(interaction, language.say("add-size", name=name, size=megabytes, limit=limit))
            return
        await interaction.response.defer(thinking=True, ephemeral=True)
        try:
            data = await file.read()
            replaced = await bot.desk.in_thread(add_seed, seeds, path, data, replace=replace, parsing=parsing)
        except NotASeed as refused:
            messages = {
                "exists": language.say("add-exists", path=escape(str(path))),
                "name": language.say("add-name", name=escape(str(path))),
            }
            unreadable = language.say(
                "add-unreadable", name=name, reason=escape(shortened(refused.detail, MAX_REASON_CHARS))
            )
            await bot.tell(interaction, messages.get(refused.reason, unreadable))
            return
        except (OSError, *DELIVERY_ERRORS) as error:  # a read-only folder, a full disk, or a broken download
            reason = getattr(error, "strerror", None) or type(error).__name__
            log_event(_log, "seed not added", level=logging.WARNING, reason=reason)
            await bot.tell(interaction, language.say("add-failed", name=name, reason=escape(reason)))
            return
        log_event(_log, "seed added", operator=interaction.user.id, bytes=len(data), replaced=replaced)
        done = language.say("add-replaced" if replaced else "add-done", path=escape(str(path)))
        await self._report(interaction, language, [done])

    @app_commands.command(name="unanswered", description=translatable("command-unanswered"))
    @app_commands.describe(clear=translatable("option-clear"))
    async def unanswered(self, interaction: Interaction, clear: bool = False) -> None:
        """List the questions that the sources did not answer: they show what to write next.

        In a server, those that were asked there. In a direct message, the application's owner sees those of all
        servers. What was asked privately is counted and not shown.
        """
        if not await self._may_operate(interaction):
            return
        bot, language = self.bot, self.bot.language(interaction)
        if not bot.settings.discord_keep_unanswered:
            await bot.tell(interaction, language.say("unanswered-off"))
            return
        server = interaction.guild_id
        if server is None and interaction.user.id not in bot.owners:
            await bot.tell(interaction, language.say("unanswered-server"))
            return
        if clear:
            await bot.desk.call_state(bot.state.clear_unanswered, server)
            await bot.tell(interaction, language.say("unanswered-cleared"))
            return
        asked = await bot.desk.call_state(bot.state.unanswered, server)
        private = await bot.desk.call_state(bot.state.private_unanswered, server)
        lines = [
            f"- {escape(shortened(question, 150))} · {language.say('unanswered-times', count=count)} · "
            f"<t:{round(at)}:R>"
            for question, count, at in asked
        ]
        shown = _fitting(lines, language)
        footer = language.say("unanswered-private", count=private) if private else None
        if not shown:
            await bot.tell(interaction, footer or language.say("unanswered-none"))
            return
        listed = views.list_message(language.say("unanswered-title"), shown, footer)
        await bot.respond(interaction, listed, private=True)

    @app_commands.command(name="channel", description=translatable("command-channel"))
    @app_commands.describe(answers=translatable("option-answers"), source=translatable("option-channel-source"))
    @app_commands.choices(
        answers=[app_commands.Choice(name=translatable(f"choice-{mode}"), value=mode.value) for mode in Mode]
    )
    @app_commands.autocomplete(source=binding_choices)
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
    async def channel(
        self,
        interaction: Interaction,
        answers: str | None = None,
        source: app_commands.Range[str, 1, 100] | None = None,
    ) -> None:
        """Set or show what is answered in a channel and its threads."""
        bot, language = self.bot, self.bot.language(interaction)
        if not interaction.permissions.manage_channels and not bot.is_operator(interaction):
            await bot.tell(interaction, language.say("managers-only"))
            return
        channel = interaction.channel
        channel_id = getattr(channel, "parent_id", None) or (channel.id if channel else 0)
        settings = bot.channel_settings(channel_id, None)
        is_operator = bot.is_operator(interaction)
        access = UNLIMITED if is_operator else bot.places.access(interaction, alone=True)
        if source is not None and source not in ("*", "**"):
            source = glob.escape(source) if bot.desk.readable.has_readable(access, source) else source
            if not await self._has_any(access, source):
                await bot.tell(interaction, language.say("no-source", source=escape(source)))
                return
        if answers is not None or source is not None:
            mode = Mode(answers) if answers is not None else settings.mode
            if settings.by_operator and not is_operator and (source is not None or mode.answers_more(settings.mode)):
                await bot.tell(interaction, language.say("channel-operators"))
                return
            settings = ChannelSettings(
                mode,
                settings.source if source is None else None if source in ("*", "**") else source,
                by_operator=is_operator or settings.by_operator,
            )
            await bot.desk.call_state(bot.state.set_channel, channel_id, settings, interaction.guild_id)
            bot.channels = await bot.desk.call_state(bot.state.channels)
            log_event(_log, "channel set", channel=channel_id, mode=settings.mode.value, operator=interaction.user.id)
        lines = [language.say(f"channel-{settings.mode}")]
        if settings.source and await self._has_any(access, settings.source):
            shown = ", ".join(settings.source.split("\n"))
            lines.append(language.say("channel-source-set", source=escape(shown)))
        if settings.mode is Mode.QUESTIONS and not bot.settings.discord_read_messages:
            lines.append(language.say("channel-needs-intent"))
        await bot.tell(interaction, "\n".join(lines))

    async def _has_any(self, access: Access, source: str) -> bool:
        """Return whether there is a document in a source that somebody may read."""
        return bool((await self.bot.desk.look_through(lambda offered: offered, access, source)).documents)

    async def _may_operate(self, interaction: Interaction) -> bool:
        if self.bot.is_operator(interaction):
            return True
        await self.bot.tell(interaction, self.bot.language(interaction).say("operators-only"))
        return False

    @commands.Cog.listener()
    async def on_quoth_button(self, interaction: Interaction, action: ButtonAction) -> None:
        """Do what a sync asked about, if an operator pressed the button: the notice with it becomes another."""
        if action.verb is not Verb.AGREE:
            return
        language = self.bot.language(interaction)
        try:
            if not await self._may_operate(interaction):
                return
            log_event(_log, "sync agreed to", operator=interaction.user.id)
            started = views.note_message(f"-# {language.say('sync-started')}")
            await interaction.response.edit_message(**started.to_edit())
            await self._report(interaction, language, (), agreed=action.answer)
        except DELIVERY_ERRORS as error:
            log_undelivered(error)
        except Exception as error:
            await self.bot.tell(interaction, self.bot.explain(error, interaction))

    async def _report(
        self, interaction: Interaction, language: Language, lines: Sequence[str], *, agreed: str = ""
    ) -> None:
        """Sync, and replace the notice with these lines and what the sync changed, what it asks, or why it failed.

        agreed: the tokens of what an operator has agreed to.
        """
        syncing = asyncio.ensure_future(self.bot.upkeep.resyncer.sync(agreed))
        done, _ = await asyncio.wait({syncing}, timeout=REPORT_SECONDS)
        if not done:  # Discord will soon accept no further message about this command
            syncing.add_done_callback(lambda task: task.cancelled() or task.exception())
            text = "\n".join([*lines, language.say("sync-long")])
            await self.bot.respond(interaction, views.note_message(text), private=True)
            return
        buttons = []
        try:
            report = await syncing
            seeds = f"{self.bot.settings.seeds_dir.expanduser()}/"  # where on the machine is nobody's business
            faults = tuple(fault.replace(seeds, "") for fault in report.access_faults)
            lines = [*lines, *_changes(replace(report, access_faults=faults), language)]
            if token := report.access_question:
                buttons = [_agreeing(token, len(report.access_waiting), agreed, language)]
        except SyncFailed as error:
            if error.question is None:
                lines = [*lines, *_failure(error, language)]
            else:
                lines = [*lines, f"{escape(shortened(error.problem, MAX_REASON_CHARS))}."]
                buttons = [_agreeing(error.question, int(error.found or 0), agreed, language)]
        await self.bot.respond(interaction, views.note_message("\n".join(lines), *buttons), private=True)


def _agreeing(token: str, count: int, agreed: str, language: Language) -> discord.ui.Button[Any]:
    """Return the button that says yes to what a sync asked, and again to what was agreed to before."""
    kind = token.partition("-")[0]
    action = ButtonAction(Verb.AGREE, TOKENS_APART.join(filter(None, (agreed, token))))
    return views.button(action, language.say(f"button-agree-{kind}", count=count), style=discord.ButtonStyle.danger)


def _failure(error: SyncFailed, language: Language) -> list[str]:
    reason = f"{escape(shortened(error.problem, MAX_REASON_CHARS))}."
    lines = [language.say("sync-failed", reason=reason)]
    if error.advice:
        lines.append(escape(shortened(error.advice, MAX_REASON_CHARS)))
    return lines


def _changes(report: SyncReport, language: Language) -> list[str]:
    lines = [
        language.say(f"sync-{kind}", names=_named(names, language))
        for kind, names in (
            ("added", report.added),
            ("changed", report.changed),
            ("moved", [f"{old} → {new}" for old, new in report.moved]),
            ("removed", report.removed),
            ("skipped", [f"{skipped.path} ({skipped.reason})" for skipped in report.skipped]),
            ("suspect", [f"{suspect.path} ({suspect.warning})" for suspect in report.suspect]),
            ("newly-read", report.newly_read),
        )
        if names
    ]
    if report.is_empty:
        lines.insert(0, language.say("sync-nothing"))
    for kind, sentences in (("waiting", report.access_waiting), ("faults", report.access_faults)):
        if sentences:
            lines.append(language.say(f"sync-access-{kind}", names=_named(sentences, language, MAX_REASON_CHARS)))
    total = language.say(
        "sync-total",
        documents=report.documents,
        passages=report.passages,
        embedded=report.embedded,
        seconds=language.number(report.seconds),
    )
    lines.append(f"-# {total}")
    if report.unread_languages:
        lines.append(_unread(report, language))
    return lines


def _unread(report: SyncReport, language: Language) -> str:
    """Return the warning that names the languages which the model does not read, and what to do."""
    unread = counted_languages(report.unread_languages, language.code)
    documents = sum(report.unread_languages.values())
    said = language.say("unread", model=escape(report.model), documents=documents, languages=unread)
    return said if report.model == MULTILINGUAL else f"{said} {language.say('unread-advice')}"


def _named(names: Sequence[str], language: Language, max_chars: int = 35) -> str:
    shown = ", ".join(escape(shortened(name, max_chars)) for name in names[:MAX_NAMES])
    return (
        shown if len(names) <= MAX_NAMES else f"{shown}, {language.say('sync-and-more', count=len(names) - MAX_NAMES)}"
    )


def _fitting(lines: Sequence[str], language: Language) -> list[str]:
    """Return the lines that fit into one message, and a last one that counts the rest."""
    room, shown = LISTING_CHARS, []
    for line in lines:
        room -= size(line) + 1
        if room < 0:
            break
        shown.append(line)
    if len(shown) < len(lines):
        shown.append(f"- {language.say('sync-and-more', count=len(lines) - len(shown))}")
    return shown
