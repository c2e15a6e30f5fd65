"""What several cogs use."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, TypeVar

import discord
from discord import app_commands

from bot.client import Quoth
from bot.deciding import Reach
from bot.settings import Settings
from bot.state.records import RememberedAnswer

Interaction = discord.Interaction[Quoth]

C = TypeVar("C", bound=app_commands.Command[Any, ..., Any])


def repeating(remembered: RememberedAnswer, settings: Settings) -> RememberedAnswer:
    """Return an answer with what it may repeat of the question: nothing where the operator does not want that."""
    return remembered if settings.discord_show_question else replace(remembered, question=None, searched=None)


async def source_choices(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    """Return the documents and folders that complete what is typed as ``source``; none to who types too fast."""
    if interaction.client.cooldowns.completions.take_turn(interaction.user.id, interaction.guild_id):
        return []
    return await interaction.client.desk.look_through(lambda offered: offered.choices(typed))


async def language_choices(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    """Return the documents' languages that complete what is typed as ``language``; none to who types too fast."""
    if interaction.client.cooldowns.completions.take_turn(interaction.user.id, interaction.guild_id):
        return []
    return interaction.client.desk.offered.language_choices(typed, str(interaction.locale))


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
