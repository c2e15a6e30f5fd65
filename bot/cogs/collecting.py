"""What operators make a document of what is written on Discord with: a message's menu, and a command for channels."""

from __future__ import annotations

import logging
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import Quoth
from bot.cogs.gathering import Gathering
from bot.gathering.gatherer import Refused, may_be_document
from bot.gathering.rereading import MAX_MESSAGES
from bot.messages import views
from bot.messages.delivering import DELIVERY_ERRORS, log_undelivered
from bot.messages.escaping import escape
from bot.messages.rendering import shortened
from bot.messages.translating import Language, translatable
from bot.messages.views import ButtonAction, Message, Verb
from bot.replying.shared import Interaction, for_operators, reach_or_refuse
from bot.seeing.reading import can_read
from bot.service.logs import log_event, withhold
from bot.state.collecting import CollectedChannel, How

MAX_LISTED = 50
"""So many channels are listed; the others are counted."""

_log = logging.getLogger(__name__)

Readable = discord.TextChannel | discord.ForumChannel


class ReadableChannel(app_commands.Transformer):
    """Takes a channel, or a forum, that Quoth may keep as a source; None when the bot does not know it."""

    type = discord.AppCommandOptionType.channel
    channel_types = [discord.ChannelType.text, discord.ChannelType.news, discord.ChannelType.forum]  # noqa: RUF012

    async def transform(self, _: discord.Interaction[Any], value: app_commands.AppCommandChannel, /) -> Readable | None:  # noqa: D102
        found = value.resolve()
        return found if isinstance(found, Readable) else None


class Collecting(commands.Cog):
    """The menu and the command, and the button that takes a message out again."""

    def __init__(self, bot: Quoth) -> None:
        self.bot = bot
        self._menu = app_commands.ContextMenu(name=translatable("menu-add"), callback=self.add_to_sources)
        self._menu.default_permissions = discord.Permissions(manage_guild=True)
        self._menu.allowed_installs = app_commands.AppInstallationType(guild=True, user=False)
        self._menu.allowed_contexts = app_commands.AppCommandContext(
            guild=True, dm_channel=False, private_channel=False
        )
        bot.tree.add_command(self._menu)

    async def cog_unload(self) -> None:  # noqa: D102
        self.bot.tree.remove_command(self._menu.name, type=self._menu.type)

    @property
    def _gathering(self) -> Gathering:
        gathering = self.bot.get_cog(Gathering.__name__)
        assert isinstance(gathering, Gathering)
        return gathering

    async def add_to_sources(self, interaction: Interaction, message: discord.Message) -> None:
        """Make a message a document, with the question of its thread over it."""
        if not await reach_or_refuse(interaction):
            return
        bot, language = self.bot, self.bot.language(interaction)
        withhold(message.content)
        if not may_be_document(message, bot.user):
            await bot.tell(interaction, language.say("collect-no-text"))
            return
        found = await bot.desk.call_state(bot.state.collected.find, message.id)
        if found is not None and found.how is not How.LEFT_OUT:
            await bot.respond(
                interaction, self._with_removal(language.say("collect-already"), message.id, language), private=True
            )
            return
        await interaction.response.defer(thinking=True, ephemeral=True)
        try:
            is_added = await self._gathering.gatherer.take(message, How.MENU)
        except Refused:
            await bot.tell(interaction, language.say("collect-refused"))
            return
        if not is_added:  # Discord does not say where it is
            await bot.tell(interaction, language.say("collect-unreadable"))
            return
        log_event(_log, "message added to the sources", operator=interaction.user.id, channel=interaction.channel_id)
        await bot.respond(
            interaction, self._with_removal(language.say("collect-added"), message.id, language), private=True
        )

    @for_operators
    @app_commands.command(name="collect", description=translatable("command-collect"))
    @app_commands.describe(
        channel=translatable("option-collect-channel"),
        tag=translatable("option-collect-tag"),
        stop=translatable("option-collect-stop"),
    )
    async def collect(
        self,
        interaction: Interaction,
        channel: app_commands.Transform[Readable | None, ReadableChannel] | None = None,
        tag: app_commands.Range[str, 1, 50] | None = None,
        stop: bool = False,
    ) -> None:
        """Keep a channel or forum as a source, no longer, or list those that are kept."""
        if not await reach_or_refuse(interaction):
            return
        bot, language = self.bot, self.bot.language(interaction)
        if interaction.guild is None:
            await bot.tell(interaction, language.say("collect-server"))
        elif channel is None:
            await bot.respond(interaction, await self._listed(interaction.guild, language), private=True)
        elif stop:
            await self._gathering.gatherer.stop_channel(channel.id)
            log_event(_log, "channel no longer collected", operator=interaction.user.id, channel=channel.id)
            await bot.tell(interaction, language.say("collect-stopped", channel=channel.mention))
        elif problem := self._why_not(interaction, channel, tag, language):
            await bot.tell(interaction, problem)
        else:
            is_forum = isinstance(channel, discord.ForumChannel)
            collected = CollectedChannel(channel.id, channel.guild.id, tag if is_forum else None)
            await self._gathering.gatherer.set_channel(collected)
            log_event(_log, "channel collected", operator=interaction.user.id, channel=channel.id)
            bot.run_in_background(self._gathering.rereading.channel(collected))
            await bot.tell(interaction, language.say("collect-begun", channel=channel.mention, count=MAX_MESSAGES))

    def _why_not(self, interaction: Interaction, channel: Readable, tag: str | None, language: Language) -> str | None:
        """Return why a channel cannot be kept as a source, or None when it can."""
        if not self.bot.settings.discord_read_messages:
            return language.say("collect-needs-intent")
        person = interaction.user
        if not can_read(channel.permissions_for(channel.guild.me), channel):
            return language.say("collect-unreadable")
        if not isinstance(person, discord.Member) or not can_read(channel.permissions_for(person), channel):
            return language.say("operators-only")
        if not isinstance(channel, discord.ForumChannel):
            return language.say("collect-no-forum") if tag is not None else None
        tags = [each.name for each in channel.available_tags]
        if tag is None or tag.casefold() not in map(str.casefold, tags):
            return language.say("collect-tag", tags=", ".join(map(escape, tags)) or "–")
        return None

    async def _listed(self, guild: discord.Guild, language: Language) -> Message:
        """Return the channels of a server that are kept, and those of which messages were added one by one."""
        counts = await self.bot.desk.call_state(self.bot.state.collected.counts, guild.id)
        channels = {id_: each for id_, each in self._gathering.gatherer.channels.items() if each.server == guild.id}
        lines = []
        for number in sorted({*counts, *channels}):
            tag = channels[number].tag if number in channels else None
            parts = [f"<#{number}>", *([escape(shortened(tag, 50))] if tag else [])]
            if number not in channels:
                parts.append(language.say("collect-single"))
            lines.append(f"- {' · '.join([*parts, language.say('collect-count', count=counts.get(number, 0))])}")
        if not lines:
            return views.note_message(language.say("collect-none"))
        if len(lines) > MAX_LISTED:
            lines[MAX_LISTED:] = [f"- {language.say('sync-and-more', count=len(lines) - MAX_LISTED)}"]
        return views.list_message(language.say("collect-title"), lines)

    @commands.Cog.listener()
    async def on_quoth_button(self, interaction: Interaction, action: ButtonAction) -> None:
        """Take a message out of the sources, for whoever operates the server that it is in."""
        if action.verb is not Verb.LEAVE_OUT:
            return
        try:
            if not await reach_or_refuse(interaction):
                return
            bot, language = self.bot, self.bot.language(interaction)
            number = int(action.answer) if action.answer.isdecimal() and len(action.answer) < 20 else 0
            found = await bot.desk.call_state(bot.state.collected.find, number) if number < 2**63 else None
            if found is None or found.server != interaction.guild_id or found.how is How.LEFT_OUT:
                await bot.tell(interaction, language.say("stale-change"))
                return
            await self._gathering.gatherer.leave_out(found)
            log_event(_log, "message taken out of the sources", operator=interaction.user.id)
            done = views.note_message(language.say("collect-left-out"))
            await interaction.response.edit_message(**done.to_edit())
        except DELIVERY_ERRORS as error:
            log_undelivered(error)
        except Exception as error:
            await self.bot.tell(interaction, self.bot.explain(error, interaction))

    @staticmethod
    def _with_removal(said: str, message: int, language: Language) -> Message:
        button = views.button(ButtonAction(Verb.LEAVE_OUT, str(message)), language.say("button-remove"))
        return views.note_message(said, button)
