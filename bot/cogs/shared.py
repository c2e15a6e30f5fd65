"""What several cogs use."""

from __future__ import annotations

from dataclasses import replace

import discord
from discord import app_commands

from bot.client import Quoth
from bot.settings import Settings
from bot.state.records import RememberedAnswer

Interaction = discord.Interaction[Quoth]

ACKNOWLEDGEMENT_SECONDS = 1.0
"""How long a result may take before the person waiting sees that it is coming; Discord gives up after 3 seconds."""


def repeating(remembered: RememberedAnswer, settings: Settings) -> RememberedAnswer:
    """Return an answer with what it may repeat of the question: nothing where the operator does not want that."""
    return remembered if settings.discord_show_question else replace(remembered, question=None, searched=None)


async def source_choices(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    """Return the documents and folders that complete what somebody has typed into the option ``source``."""
    return interaction.client.desk.offered.choices(typed)


async def language_choices(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    """Return the documents' languages that complete what somebody has typed into the option ``language``."""
    return interaction.client.desk.offered.language_choices(typed, str(interaction.locale))
