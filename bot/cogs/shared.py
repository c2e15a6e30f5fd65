"""What several cogs use."""

from __future__ import annotations

from dataclasses import replace

import discord
from discord import app_commands

from bot.client import Quoth
from bot.seeing.conversing import Viewer
from bot.seeing.places import Where
from bot.settings import Settings
from bot.state.records import RememberedAnswer
from retrieval import UNLIMITED, Access, Audience

Interaction = discord.Interaction[Quoth]

ACKNOWLEDGEMENT_SECONDS = 1.0
"""How long a result may take before the person waiting sees that it is coming; Discord gives up after 3 seconds."""


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
    """Return the documents and folders that may be read and complete what is typed as ``source``."""
    bot = interaction.client
    access, within = bot.places.access(interaction, alone=True), bound_to(bot, interaction)
    return await bot.desk.look_through(lambda offered: offered.choices(typed), access, within)


async def binding_choices(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    """Return the same for who binds a channel: operators choose among all documents, others among those they may read.

    What the channel is bound to so far makes no difference.
    """
    bot = interaction.client
    access = UNLIMITED if bot.is_operator(interaction) else bot.places.access(interaction, alone=True)
    return await bot.desk.look_through(lambda offered: offered.choices(typed), access)


async def language_choices(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    """Return the languages of the documents that may be read, as far as they complete what is typed as ``language``."""
    bot, reader = interaction.client, str(interaction.locale)
    access, within = bot.places.access(interaction, alone=True), bound_to(bot, interaction)
    return await bot.desk.look_through(lambda offered: offered.language_choices(typed, reader), access, within)


def viewer_of(interaction: Interaction, *, is_alone: bool) -> Viewer:
    """Return who presses or asks where, and whether only they see what comes of it."""
    return Viewer(interaction.user.id, interaction.client.place(interaction), is_alone)
