"""Lets operators put answers right: they pin the passage that answers a question, and those that mean the same."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.client import Quoth
from bot.deciding import Reach
from bot.messages import views
from bot.messages.choosing import choice_message
from bot.messages.delivering import DELIVERY_ERRORS, log_undelivered
from bot.messages.escaping import escape
from bot.messages.rendering import shortened
from bot.messages.translating import Language, translatable
from bot.messages.views import ButtonAction, Message, Verb
from bot.replying.shared import Interaction, for_operators, reach_or_refuse
from bot.service.logs import log_event
from bot.state.records import RememberedAnswer
from retrieval import UNLIMITED, Access, Quote, QuothError

PER_PAGE = 5
"""So many passages or pins are listed on a page, each with a button."""
MAX_FOUND = 5
"""So many passages a search lists."""
ANSWER_ID_CHARS = 12
"""The length of an answer's id; in a button, that of a quote follows it."""
_MAX_QUESTION_CHARS, _MAX_TEXT_CHARS, _MAX_NAME_CHARS = 120, 200, 60

_log = logging.getLogger(__name__)


class Search(ui.Modal):
    """Asks what to search for."""

    def __init__(self, cog: Pinning, remembered: RememberedAnswer, language: Language) -> None:
        super().__init__(title=language.say("pin-search-title"), timeout=900)
        self._cog, self._remembered = cog, remembered
        self._words: ui.TextInput[Any] = ui.TextInput(max_length=200)
        self.add_item(ui.Label(text=language.say("pin-search-words"), component=self._words))

    async def on_submit(self, interaction: discord.Interaction[Any]) -> None:
        """List what was found."""
        await self._cog.show_found(interaction, self._remembered, self._words.value)


class Pinning(commands.Cog):
    """The menu that pins a passage, and the list of pins."""

    def __init__(self, bot: Quoth) -> None:
        self.bot = bot
        self._menu = app_commands.ContextMenu(name=translatable("menu-pin"), callback=self.pin_passage)
        self._menu.default_permissions = discord.Permissions(manage_guild=True)
        self._menu.allowed_installs = app_commands.AppInstallationType(guild=True, user=False)
        self._menu.allowed_contexts = app_commands.AppCommandContext(
            guild=True, dm_channel=False, private_channel=False
        )
        bot.tree.add_command(self._menu)

    async def cog_load(self) -> None:
        """Let the pins of all servers hold."""
        await self._reload()

    async def cog_unload(self) -> None:  # noqa: D102
        self.bot.tree.remove_command(self._menu.name, type=self._menu.type)

    async def _reload(self) -> None:
        self.bot.desk.pins = await self.bot.desk.call_state(self.bot.state.pins.by_server)

    async def pin_passage(self, interaction: Interaction, message: discord.Message) -> None:
        """List the passages of an answer, each with a button that pins it."""
        bot, language = self.bot, self.bot.language(interaction)
        if not await reach_or_refuse(interaction):
            return
        remembered = await bot.desk.call_state(bot.state.answer_in, message.id)
        if remembered is None or remembered.server != interaction.guild_id or remembered.question is None:
            await bot.tell(interaction, language.say("pin-none"))
        elif await bot.desk.call_state(bot.state.previous_of, remembered.id) is not None:
            await bot.tell(interaction, language.say("pin-followup"))
        else:
            await bot.respond(interaction, await self._choices(interaction, remembered, 0), private=True)

    @for_operators
    @app_commands.command(name="pins", description=translatable("command-pins"))
    async def pins(self, interaction: Interaction) -> None:
        """List what is pinned in the server."""
        reach = await reach_or_refuse(interaction)
        if reach:
            await self.bot.respond(interaction, await self._list(interaction, reach, 0), private=True)

    @commands.Cog.listener()
    async def on_quoth_button(self, interaction: Interaction, action: ButtonAction) -> None:
        """Pin, search, remove or turn a page, for whoever may."""
        if action.verb not in (Verb.PIN, Verb.PINNING, Verb.SEEK, Verb.PINS, Verb.UNPIN):
            return
        try:
            reach = await reach_or_refuse(interaction)
            if not reach:
                return
            if action.verb is Verb.PINS:
                message = await self._list(interaction, reach, action.number)
            elif action.verb is Verb.UNPIN:
                message = await self._unpin(interaction, reach, action)
            else:
                made = await self._carry_out(interaction, action)
                if made is None:
                    return
                message = made
            await interaction.response.edit_message(**message.to_edit())
        except DELIVERY_ERRORS as error:
            log_undelivered(error)
        except Exception as error:
            await self.bot.tell(interaction, self.bot.explain(error, interaction))

    async def show_found(self, interaction: Interaction, remembered: RememberedAnswer, words: str) -> None:
        """List the passages nearest to some words, each with a button that pins it."""
        bot, language, access = self.bot, self.bot.language(interaction), self._access(interaction)
        try:
            await interaction.response.defer()
            answer = await bot.desk.in_thread(lambda: bot.library.ask(words, access=access, k=MAX_FOUND))
            found = (*answer.quotes, *answer.nearest)[:MAX_FOUND]
            message = self._listed(remembered, found, language, 0, len(found))
            await interaction.edit_original_response(**message.to_edit())
        except DELIVERY_ERRORS as error:
            log_undelivered(error)
        except QuothError as error:
            await bot.tell(interaction, bot.explain(error, interaction))

    async def _carry_out(self, interaction: Interaction, action: ButtonAction) -> Message | None:
        bot, language = self.bot, self.bot.language(interaction)
        answer_id, quote_id = action.answer[:ANSWER_ID_CHARS], action.answer[ANSWER_ID_CHARS:]
        remembered = await bot.desk.call_state(bot.state.answer, answer_id)
        if remembered is None or remembered.server != interaction.guild_id or remembered.question is None:
            return views.note_message(language.say("pin-none"))
        if action.verb is Verb.SEEK:
            await interaction.response.send_modal(Search(self, remembered, language))
            return None
        if action.verb is Verb.PINNING:
            return await self._choices(interaction, remembered, action.number)
        (quote,) = await self._found(interaction, [quote_id])
        if quote is None or remembered.server is None:
            return views.note_message(language.say("gone"))
        await bot.desk.call_state(bot.state.pins.add, remembered.server, remembered.question, quote.id, quote.document)
        await self._reload()
        log_event(_log, "passage pinned", operator=interaction.user.id, server=remembered.server)
        question = escape(shortened(remembered.question, _MAX_QUESTION_CHARS))
        return views.note_message(f"{language.say('pin-done', question=question)}\n{_shown(quote)}")

    async def _unpin(self, interaction: Interaction, reach: Reach, action: ButtonAction) -> Message:
        bot, server = self.bot, interaction.guild_id or 0
        if await bot.desk.call_state(bot.state.pins.remove, action.answer, server):
            await self._reload()
            log_event(_log, "pin removed", operator=interaction.user.id, server=server)
        return await self._list(interaction, reach, action.number)

    async def _choices(self, interaction: Interaction, remembered: RememberedAnswer, page: int) -> Message:
        found = await self._found(interaction, [quote.id for quote in remembered.quotes])
        there = [quote for quote in found if quote is not None]
        shown = there[page * PER_PAGE :][:PER_PAGE]
        return self._listed(remembered, shown, self.bot.language(interaction), page, len(there))

    def _listed(
        self, remembered: RememberedAnswer, quotes: Sequence[Quote], language: Language, page: int, total: int
    ) -> Message:
        question = escape(shortened(remembered.question or "", _MAX_QUESTION_CHARS))
        lines = [f"**{place}.** {_shown(quote)}" for place, quote in enumerate(quotes, start=1)]
        numbers = [
            views.button(ButtonAction(Verb.PIN, remembered.id + quote.id, place), f"📌 {place}")
            for place, quote in enumerate(quotes, start=1)
        ]
        pages = -(-total // PER_PAGE)
        more = [views.button(ButtonAction(Verb.SEEK, remembered.id), language.say("button-pin-search"))]
        more += [
            views.button(ButtonAction(Verb.PINNING, remembered.id, to), label)
            for to, label in ((page - 1, views.BACK_LABEL), (page + 1, views.FORWARD_LABEL))
            if 0 <= to < pages
        ]
        title = language.say("pin-title", question=question)
        return choice_message(title, lines or [language.say("pin-nothing")], numbers, more)

    async def _list(self, interaction: Interaction, reach: Reach, page: int) -> Message:
        """Return a page of the server's pins; of what an operator may not read, only that it is there."""
        bot, language = self.bot, self.bot.language(interaction)
        stored = await bot.desk.call_state(bot.state.pins.of_server, interaction.guild_id or 0)
        if not reach.everything:
            stored = [each for each in stored if reach.covers(each.document)]
        if not stored:
            return views.note_message(language.say("pins-none"))
        pages = -(-len(stored) // PER_PAGE)
        page = min(page, pages - 1)
        shown = stored[page * PER_PAGE :][:PER_PAGE]
        found = await self._found(interaction, [each.quote for each in shown])
        lines = [
            f"**{place}.** {escape(shortened(each.question, _MAX_QUESTION_CHARS))} → "
            + (_shown(quote) if quote else language.say("gone"))
            for place, (each, quote) in enumerate(zip(shown, found, strict=True), start=1)
        ]
        numbers = [
            views.button(ButtonAction(Verb.UNPIN, each.id, page), f"✕ {place}") for place, each in enumerate(shown, 1)
        ]
        turning = [
            views.button(ButtonAction(Verb.PINS, "", to), label)
            for to, label in ((page - 1, views.BACK_LABEL), (page + 1, views.FORWARD_LABEL))
            if 0 <= to < pages
        ]
        return choice_message(language.say("pins-title", count=len(stored)), lines, numbers, turning)

    async def _found(self, interaction: Interaction, quote_ids: Sequence[str]) -> list[Quote | None]:
        bot, access = self.bot, self._access(interaction)
        return await bot.desk.in_thread(lambda: bot.library.find(quote_ids, access=access))

    def _access(self, interaction: Interaction) -> Access:
        """Return what an operator may pin: everything, or what they may read themselves."""
        everything = self.bot.reach(interaction).everything
        return UNLIMITED if everything else self.bot.places.access(interaction, alone=True)


def _shown(quote: Quote) -> str:
    name = escape(shortened(quote.title or quote.document, _MAX_NAME_CHARS))
    return f"{escape(shortened(quote.text, _MAX_TEXT_CHARS))} · *{name}*"
