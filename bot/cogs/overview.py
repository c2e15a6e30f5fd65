"""Commands for everybody: the documents, the state of the bot, what is stored about the user, how to ask."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from pathlib import PureWindowsPath

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import Quoth
from bot.cogs.gathering import Gathering
from bot.messages import views
from bot.messages.autocomplete import DocumentChoices
from bot.messages.delivering import DELIVERY_ERRORS, log_undelivered
from bot.messages.escaping import escape
from bot.messages.language_names import counted_languages, language_name
from bot.messages.rendering import shortened
from bot.messages.translating import Language, translatable
from bot.messages.views import ButtonAction, Message, Verb
from bot.replying.shared import Interaction, bound_to
from retrieval import UNLIMITED
from retrieval.catalog.records import StoredDocument

DOCUMENTS_PER_PAGE = 10
_MAX_SEARCH_BYTES = 45


class Overview(commands.Cog):
    """Commands that show something and change nothing, and a button that forgets the user."""

    def __init__(self, bot: Quoth) -> None:
        self.bot = bot

    @property
    def _gathering(self) -> Gathering:
        gathering = self.bot.get_cog(Gathering.__name__)
        assert isinstance(gathering, Gathering)
        return gathering

    @app_commands.command(name="sources", description=translatable("command-sources"))
    @app_commands.describe(search=translatable("option-search"))
    async def sources(self, interaction: Interaction, search: app_commands.Range[str, 1, 40] | None = None) -> None:
        """List the documents."""
        message = await self._page(interaction, _unpacked(_packed(search or "")), 0)
        await self.bot.respond(interaction, message, private=True)

    @app_commands.command(name="status", description=translatable("command-status"))
    async def status(self, interaction: Interaction) -> None:
        """Show what is indexed and how fast it answers."""
        language, metrics = self.bot.language(interaction), self.bot.metrics
        generation, is_operator = self.bot.library.generation, self.bot.reach(interaction).everything
        access = UNLIMITED if is_operator else self.bot.places.access(interaction, alone=True)
        within = None if is_operator else bound_to(self.bot, interaction)
        offered = await self.bot.desk.look_through(lambda offered: offered, access, within)
        documents = offered.documents
        passages = sum(document.passages for document in documents)
        lines = [
            language.say("status-index", generation=generation, documents=len(documents), passages=passages),
            language.say("status-model", model=escape(_without_folders(self.bot.library.encoder.name))),
        ]
        if offered.languages:
            spoken = counted_languages(offered.languages, language.code)
            lines.append(language.say("status-languages", languages=spoken))
        times = metrics.percentiles()
        if times is None:
            lines.append(language.say("status-no-latency"))
        else:
            p50, p95, p99 = (max(1, round(seconds * 1000)) for seconds in times[:3])
            lines.append(language.say("status-latency", p50=p50, p95=p95, p99=p99, answers=times.answers))
        lines.append(language.say("status-uptime", time=language.duration(metrics.uptime)))
        if self.bot.upkeep.resyncer.is_running:
            lines.append(language.say("status-sync"))
        if is_operator and self.bot.upkeep.resyncer.awaits_consent:
            lines.append(language.say("status-consent"))
        await self.bot.respond(interaction, views.list_message(language.say("status-title"), lines), private=True)

    @app_commands.command(name="privacy", description=translatable("command-privacy"))
    async def privacy(self, interaction: Interaction) -> None:
        """Show what is stored about the user, and offer to delete it."""
        language = self.bot.language(interaction)
        stored = await self.bot.desk.call_state(self.bot.state.stored_about, interaction.user.id)
        text = language.say("privacy", days=self.bot.settings.discord_keep_days, **stored)
        if await self.bot.desk.call_state(self.bot.state.changes.has_any_of, interaction.user.id):
            text += "\n" + language.say("privacy-changes")
        if self.bot.settings.discord_digest and self.bot.settings.discord_keep_unanswered:
            text += "\n" + language.say("privacy-digest")
        count = await self.bot.desk.call_state(self.bot.state.collected.count_by, interaction.user.id)
        agrees = self._gathering.gatherer.contributors.get(interaction.user.id)
        text += "\n" + language.say("privacy-collected", count=count)
        if agrees is not None:
            text += "\n" + language.say("contributes" if agrees else "contributes-not")
        forget = views.button(
            ButtonAction(Verb.FORGET), language.say("button-forget"), style=discord.ButtonStyle.danger
        )
        choices = [
            views.button(ButtonAction(verb), label)
            for verb, label, says in (
                (Verb.CONTRIBUTE, language.say("button-contribute"), True),
                (Verb.WITHHOLD, language.say("button-withhold"), False),
            )
            if agrees is not says
        ]
        await self.bot.respond(interaction, views.note_message(text, forget, *choices), private=True)

    @app_commands.command(name="help", description=translatable("command-help"))
    async def help(self, interaction: Interaction) -> None:
        """Explain how to ask."""
        assert self.bot.user is not None
        text = self.bot.language(interaction).say("help", bot=self.bot.user.mention)
        await self.bot.respond(interaction, views.note_message(text), private=True)

    @commands.Cog.listener()
    async def on_quoth_button(self, interaction: Interaction, action: ButtonAction) -> None:
        """Turn the pages of the list, or forget the user."""
        language = self.bot.language(interaction)
        try:
            if action.verb is Verb.SOURCES:
                message = await self._page(interaction, _unpacked(action.answer), action.number)
                await interaction.response.edit_message(**message.to_edit())
            elif action.verb is Verb.FORGET:
                await self._gathering.gatherer.forget(interaction.user.id, operates=bool(self.bot.reach(interaction)))
                await self.bot.desk.forget(interaction.user.id)
                await interaction.response.edit_message(**views.note_message(language.say("forgotten")).to_edit())
                self.bot.run_in_background(self.bot.upkeep.clean())
            elif action.verb in (Verb.CONTRIBUTE, Verb.WITHHOLD):
                agrees, gathering = action.verb is Verb.CONTRIBUTE, self._gathering
                await gathering.gatherer.set_contributor(interaction.user.id, agrees)
                note = views.note_message(language.say("contributes" if agrees else "contributes-not"))
                await interaction.response.edit_message(**note.to_edit())
                if agrees:
                    self.bot.run_in_background(gathering.rereading.for_people())
        except DELIVERY_ERRORS as error:
            log_undelivered(error)
        except Exception as error:
            await self.bot.tell(interaction, self.bot.explain(error, interaction))

    async def _page(self, interaction: Interaction, search: str, number: int) -> Message:
        """Return a page of what somebody may read at this moment, within what the channel is bound to."""
        language, within = self.bot.language(interaction), bound_to(self.bot, interaction)
        access = self.bot.places.access(interaction, alone=True)
        listed = self._listed
        return await self.bot.desk.look_through(
            lambda offered: listed(offered, language, search, number), access, within
        )

    @classmethod
    def _listed(cls, offered: DocumentChoices, language: Language, search: str, number: int) -> Message:
        found = offered.matching(search)
        if not found:
            return views.note_message(language.say("sources-none", search=escape(search)))
        count = -(-len(found) // DOCUMENTS_PER_PAGE)
        number = min(number, count - 1)
        usual = next(iter(offered.languages), None)
        lines = [
            cls._line(document, language, usual)
            for document in found[number * DOCUMENTS_PER_PAGE :][:DOCUMENTS_PER_PAGE]
        ]
        buttons = [
            views.button(
                # As with answers, the two ids must differ even when both are disabled.
                ButtonAction(Verb.SOURCES, _packed(search), (number + step) % (count + 1)),
                label,
                disabled=not 0 <= number + step < count,
            )
            for step, label in ((-1, views.BACK_LABEL), (1, views.FORWARD_LABEL))
        ]
        title = language.say("sources-title", documents=len(found))
        footer = language.say("sources-page", page=number + 1, pages=count) if count > 1 else None
        return views.list_message(title, lines, footer, buttons if count > 1 else ())

    @staticmethod
    def _line(document: StoredDocument, language: Language, usual: str | None) -> str:
        """Return one line about a document; ``usual`` is the language of most documents, which need not be named."""
        parts = [f"**{escape(shortened(document.name, 60))}**", escape(shortened(document.path, 60))]
        if document.date:
            parts.append(language.date(document.date))
        if document.language != usual:
            parts.extend(filter(None, [language_name(document.language, language.code)]))
        parts.append(language.say("sources-passages", passages=document.passages))
        return "- " + " · ".join(parts)


def _without_folders(model: str) -> str:
    """Return the name of a model that is a folder without the way to it, which is nobody's business."""
    is_path = model.startswith(("/", ".", "~")) or "\\" in model or model.count("/") > 1
    return PureWindowsPath(model).name if is_path else model


def _packed(search: str) -> str:
    """Return a search in a form that fits into a button's id: at most 60 letters, digits, ``-`` and ``_``."""
    data = search.encode()[:_MAX_SEARCH_BYTES]
    return urlsafe_b64encode(data).decode().rstrip("=")


def _unpacked(packed: str) -> str:
    try:
        return urlsafe_b64decode(packed + "=" * (-len(packed) % 4)).decode(errors="ignore")
    except ValueError:
        return ""
