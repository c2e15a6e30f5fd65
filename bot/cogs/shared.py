"""What several cogs use."""

from __future__ import annotations

import discord
from discord import app_commands

from bot.client import Quoth

Interaction = discord.Interaction[Quoth]


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
