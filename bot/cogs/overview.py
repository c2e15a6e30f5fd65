"""What everybody may look at: the documents, the bot's state, what is stored about oneself, how to ask."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode

import discord
from discord import app_commands
from discord.ext import commands

from bot import views
from bot.client import Quoth
from bot.delivering import LOST, undelivered
from bot.escaping import escape
from bot.rendering import shortened
from bot.translating import Language, key
from bot.views import Message, Pressed, Verb
from retrieval.records import StoredDocument

PER_PAGE = 10


class Overview(commands.Cog):
    """Commands that only show."""

    def __init__(self, bot: Quoth) -> None:
        self.bot = bot

    @app_commands.command(name="sources", description=key("command-sources"))
    @app_commands.describe(search=key("option-search"))
    async def sources(
        self, interaction: discord.Interaction[Quoth], search: app_commands.Range[str, 1, 40] | None = None
    ) -> None:
        """List the documents."""
        message = self._listed(self.bot.language(interaction), _searched(_packed(search or "")), 0)
        await self.bot.respond(interaction, message, private=True)

    @app_commands.command(name="status", description=key("command-status"))
    async def status(self, interaction: discord.Interaction[Quoth]) -> None:
        """Show what is indexed and how fast it answers."""
        said, metrics = self.bot.language(interaction), self.bot.metrics
        documents, generation = self.bot.desk.documents, self.bot.library.generation
        passages = sum(document.passages for document in documents)
        lines = [
            said.say("status-index", generation=generation, documents=len(documents), passages=passages),
            said.say("status-model", model=escape(self.bot.library.model.name)),
        ]
        times = metrics.percentiles()
        if times is None:
            lines.append(said.say("status-no-latency"))
        else:
            p50, p95, p99 = (max(1, round(seconds * 1000)) for seconds in times[:3])
            lines.append(said.say("status-latency", p50=p50, p95=p95, p99=p99, answers=times.answers))
        lines.append(said.say("status-uptime", time=said.duration(metrics.uptime)))
        if self.bot.resyncer.is_running:
            lines.append(said.say("status-sync"))
        await self.bot.respond(interaction, views.listing(said.say("status-title"), lines), private=True)

    @app_commands.command(name="privacy", description=key("command-privacy"))
    async def privacy(self, interaction: discord.Interaction[Quoth]) -> None:
        """Show what is stored about who asks, and offer to forget it."""
        said = self.bot.language(interaction)
        stored = await self.bot.desk.remember(self.bot.state.stored_about, interaction.user.id)
        text = said.say("privacy", days=self.bot.settings.discord_keep_days, **stored)
        forget = views.button(Pressed(Verb.FORGET), said.say("button-forget"), danger=True)
        await self.bot.respond(interaction, views.note(text, forget), private=True)

    @app_commands.command(name="help", description=key("command-help"))
    async def help(self, interaction: discord.Interaction[Quoth]) -> None:
        """Say how to ask."""
        assert self.bot.user is not None
        text = self.bot.language(interaction).say("help", bot=self.bot.user.mention)
        await self.bot.respond(interaction, views.note(text), private=True)

    @commands.Cog.listener()
    async def on_quoth_button(self, interaction: discord.Interaction[Quoth], pressed: Pressed) -> None:
        """Turn the pages of the list, or forget somebody."""
        said = self.bot.language(interaction)
        try:
            if pressed.verb is Verb.SOURCES:
                message = self._listed(said, _searched(pressed.answer), pressed.number)
                await interaction.response.edit_message(**message.to_edit())
            elif pressed.verb is Verb.FORGET:
                await self.bot.desk.remember(self.bot.state.forget, interaction.user.id)
                await interaction.response.edit_message(**views.note(said.say("forgotten")).to_edit())
                self.bot.beside(self.bot.clean())
        except LOST as error:
            undelivered(error)
        except Exception as error:
            await self.bot.tell(interaction, self.bot.explain(error, interaction))

    def _listed(self, said: Language, search: str, number: int) -> Message:
        found = self.bot.desk.offered.found(search)
        if not found:
            return views.note(said.say("sources-none", search=escape(search)))
        count = -(-len(found) // PER_PAGE)
        number = min(number, count - 1)
        lines = [self._line(document, said) for document in found[number * PER_PAGE :][:PER_PAGE]]
        buttons = [
            views.button(
                # As with answers, the two ids must differ even when both are disabled.
                Pressed(Verb.SOURCES, _packed(search), (number + step) % (count + 1)),
                label,
                disabled=not 0 <= number + step < count,
            )
            for step, label in ((-1, views.BACK), (1, views.ON))
        ]
        title = said.say("sources-title", documents=len(found))
        footer = said.say("sources-page", page=number + 1, pages=count) if count > 1 else None
        return views.listing(title, lines, footer, buttons if count > 1 else ())

    @staticmethod
    def _line(document: StoredDocument, said: Language) -> str:
        parts = [f"**{escape(shortened(document.name, 60))}**", escape(shortened(document.path, 60))]
        if document.date:
            parts.append(said.date(document.date))
        parts.append(said.say("sources-passages", passages=document.passages))
        return "- " + " · ".join(parts)


def _packed(search: str) -> str:
    """Return a search as it fits into a button's id: at most 60 characters of a URL's alphabet."""
    data = search.encode()[:45]
    return urlsafe_b64encode(data).decode().rstrip("=")


def _searched(packed: str) -> str:
    try:
        return urlsafe_b64decode(packed + "=" * (-len(packed) % 4)).decode(errors="ignore")
    except ValueError:
        return ""
