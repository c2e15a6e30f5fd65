"""Commands for operators: read the seeds again, list unanswered questions, set what a channel answers."""

from __future__ import annotations

import glob
import logging
from collections.abc import Sequence

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import Quoth
from bot.deciding import Mode
from bot.messages import views
from bot.messages.delivering import DELIVERY_ERRORS, log_undelivered
from bot.messages.escaping import escape, size
from bot.messages.rendering import shortened
from bot.messages.translating import Language, translatable
from bot.messages.views import ButtonAction, Verb
from bot.replying.reporting import show_begun, sync_and_report
from bot.replying.shared import Interaction, binding_choices, for_operators, reach_or_refuse
from bot.seeing.viewing import View, view_of
from bot.service.logs import log_event
from bot.state.records import ChannelSettings
from retrieval import UNLIMITED, Access

_log = logging.getLogger(__name__)

LISTING_CHARS = 3500
"""Room for the lines of a list in one message."""


class Operating(commands.Cog):
    """Commands that change which documents answer everybody, or show what others asked."""

    def __init__(self, bot: Quoth) -> None:
        self.bot = bot

    @for_operators
    @app_commands.command(name="sync", description=translatable("command-sync"))
    async def sync(self, interaction: Interaction) -> None:
        """Read the seeds again, in a separate process, and report the changes."""
        reach = await reach_or_refuse(interaction)
        if not reach:
            return
        language = self.bot.language(interaction)
        text = language.say("sync-running" if self.bot.upkeep.resyncer.is_running else "sync-started")
        await self.bot.respond(interaction, views.note_message(f"-# {text}"), private=True)
        await sync_and_report(interaction, reach)

    @for_operators
    @app_commands.command(name="unanswered", description=translatable("command-unanswered"))
    @app_commands.describe(clear=translatable("option-clear"))
    async def unanswered(self, interaction: Interaction, clear: bool = False) -> None:
        """List the questions that the sources did not answer: they show what to write next.

        In a server, those that were asked there, in channels that the operator can see. In a direct message, the
        application's owner sees those of all servers. What was asked privately is counted and not shown. What is
        cleared is what is listed and counted.
        """
        if not await reach_or_refuse(interaction):
            return
        bot, language = self.bot, self.bot.language(interaction)
        if not bot.settings.discord_keep_unanswered:
            await bot.tell(interaction, language.say("unanswered-off"))
            return
        server = interaction.guild_id
        if server is None and interaction.user.id not in bot.owners:
            await bot.tell(interaction, language.say("unanswered-server"))
            return
        seen = View() if server is None else view_of(bot.get_guild(server), interaction.user)
        if clear:
            clearing = bot.state.clear_unanswered
            await bot.desk.call_state(clearing, server, channels=seen.channels, parents=seen.whole)
            await bot.tell(interaction, language.say("unanswered-cleared"))
            return
        asked = await bot.desk.call_state(bot.state.unanswered, server, channels=seen.channels, parents=seen.whole)
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
    @app_commands.default_permissions(manage_channels=True)
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
        if not interaction.permissions.manage_channels and not bot.reach(interaction):
            await bot.tell(interaction, language.say("managers-only"))
            return
        here, parent = interaction.channel_id or 0, getattr(interaction.channel, "parent_id", None)
        is_thread = isinstance(interaction.channel, discord.Thread)
        # A thread has settings of its own only if an earlier version gave it some; otherwise its channel's hold there.
        channel_id = parent if is_thread and parent and here not in bot.channels else here
        settings = bot.channel_settings(channel_id, None)
        is_operator = bot.reach(interaction).everything
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
        if is_thread:
            own = channel_id == here
            lines.append(language.say("channel-of-thread" if own else "channel-of-parent", channel=f"<#{channel_id}>"))
        if settings.source and await self._has_any(access, settings.source):
            shown = ", ".join(settings.source.split("\n"))
            lines.append(language.say("channel-source-set", source=escape(shown)))
        if settings.mode is Mode.QUESTIONS and not bot.settings.discord_read_messages:
            lines.append(language.say("channel-needs-intent"))
        await bot.tell(interaction, "\n".join(lines))

    async def _has_any(self, access: Access, source: str) -> bool:
        """Return whether there is a document in a source that somebody may read."""
        return bool((await self.bot.desk.look_through(lambda offered: offered, access, source)).documents)

    @commands.Cog.listener()
    async def on_quoth_button(self, interaction: Interaction, action: ButtonAction) -> None:
        """Do what a sync asked about, if who pressed the button operates everything: it is about all documents."""
        if action.verb is not Verb.AGREE:
            return
        try:
            reach = self.bot.reach(interaction)
            if not reach.everything:
                await self.bot.tell(interaction, self.bot.language(interaction).say("operators-only"))
                return
            log_event(_log, "sync agreed to", operator=interaction.user.id)
            await show_begun(interaction)
            await sync_and_report(interaction, reach, agreed=action.answer)
        except DELIVERY_ERRORS as error:
            log_undelivered(error)
        except Exception as error:
            await self.bot.tell(interaction, self.bot.explain(error, interaction))


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
