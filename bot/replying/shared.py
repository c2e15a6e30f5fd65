"""What several cogs use."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, TypeVar

import discord
from discord import app_commands

from bot.client import Quoth
from bot.deciding import Reach
from bot.seeing.conversing import Viewer
from bot.seeing.places import Where
from bot.settings import Settings
from bot.state.records import RememberedAnswer
from retrieval import UNLIMITED, Access, Audience

Interaction = discord.Interaction[Quoth]

C = TypeVar("C", bound=app_commands.Command[Any, ..., Any])


def repeating(remembered: RememberedAnswer, settings: Settings) -> RememberedAnswer:
    """Return an answer with what it may repeat of the question: nothing where the operator does not want that."""
    return remembered if settings.discord_show_question else replace(remembered, question=None, searched=None)


def bound_to(bot: Quoth, where: Where) -> str | None:
    """Return what the channel is bound to in which something is said or pressed; see ``lies_within``."""
    place = bot.place(where)
    return bot.channel_settings(place.channel, place.parent).source


def offers_own_search(bot: Quoth, access: Access) -> bool:
    """Return whether an answer has the button with which each may search what they may read.

    Once there are rules, all answers have it that several people see: otherwise it would tell that there is more.
    """
    return bot.desk.readable.has_rules and isinstance(access, Audience) and access.server is not None


async def source_choices(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    """Return the documents and folders that may be read and complete what is typed as ``source``.

    Who types too fast gets none.
    """
    bot = interaction.client
    if _types_too_fast(interaction):
        return []
    access, within = bot.places.access(interaction, alone=True), bound_to(bot, interaction)
    return await bot.desk.look_through(lambda offered: offered.choices(typed), access, within)


async def binding_choices(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    """Return the same for who binds a channel: operators choose among all documents, others among those they may read.

    What the channel is bound to so far makes no difference.
    """
    bot = interaction.client
    if _types_too_fast(interaction):
        return []
    access = UNLIMITED if bot.reach(interaction).everything else bot.places.access(interaction, alone=True)
    return await bot.desk.look_through(lambda offered: offered.choices(typed), access)


async def language_choices(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    """Return the languages of the documents that may be read, as far as they complete what is typed as ``language``.

    Who types too fast gets none.
    """
    bot, reader = interaction.client, str(interaction.locale)
    if _types_too_fast(interaction):
        return []
    access, within = bot.places.access(interaction, alone=True), bound_to(bot, interaction)
    return await bot.desk.look_through(lambda offered: offered.language_choices(typed, reader), access, within)


def _types_too_fast(interaction: Interaction) -> bool:
    bot = interaction.client
    return bool(bot.cooldowns.completions.take_turn(interaction.user.id, bot.places.membership(interaction)))


def viewer_of(interaction: Interaction, *, is_alone: bool) -> Viewer:
    """Return who presses or asks where, and whether only they see what comes of it."""
    return Viewer(interaction.user.id, interaction.client.place(interaction), is_alone)


def for_operators(command: C) -> C:
    """Offer a command in servers and direct messages, and in servers to those alone who manage the server.

    A server's settings may offer it to others. This is no protection: every command checks by itself who may use it.
    """
    command.default_permissions = discord.Permissions(manage_guild=True)
    command.allowed_installs = app_commands.AppInstallationType(guild=True, user=False)
    command.allowed_contexts = app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=False)
    return command


async def reach_or_refuse(interaction: Interaction) -> Reach:
    """Return what somebody may operate; who may operate nothing is told so."""
    bot = interaction.client
    reach = bot.reach(interaction)
    if not reach:
        await bot.tell(interaction, bot.language(interaction).say("operators-only"))
    return reach
