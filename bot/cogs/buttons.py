"""What the buttons below answers do, whichever process sent the answer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any

import discord
from discord.ext import commands

from bot.client import Quoth
from bot.cogs.shared import ACKNOWLEDGEMENT_SECONDS, Interaction, repeating
from bot.messages import rendering, views
from bot.messages.delivering import DELIVERY_ERRORS, insist, log_undelivered
from bot.messages.escaping import escape
from bot.messages.views import ButtonAction, Message, Verb
from bot.state.records import RememberedAnswer
from retrieval import PUBLIC
from retrieval.errors import StorageError


class Buttons(commands.Cog):
    """Reads a button's meaning from its id, and carries it out."""

    def __init__(self, bot: Quoth) -> None:
        self.bot = bot
        self._handlers: dict[Verb, Callable[[Interaction, ButtonAction, RememberedAnswer], Awaitable[Message]]] = {
            Verb.PAGE: self._page,
            Verb.CONTEXT: self._context,
            Verb.EXACT: self._exact,
            Verb.HELPFUL: self._rate,
            Verb.UNHELPFUL: self._rate,
            Verb.NEAREST: self._nearest,
        }

    @commands.Cog.listener()
    async def on_interaction(self, interaction: Interaction) -> None:
        """Carry out a button; say so if its meaning or its answer is no longer known."""
        if interaction.type is not discord.InteractionType.component or not self.bot.note_new(interaction.id):
            return
        language = self.bot.language(interaction)
        data: Mapping[str, Any] = interaction.data or {}
        action = views.parse_button(str(data.get("custom_id", "")))
        try:
            seconds = self.bot.cooldown.take_turn(interaction.user.id) if action and action.verb is Verb.SHARE else 0
            if seconds:
                await self.bot.tell(interaction, language.say("cooldown", seconds=seconds))
                return
            if action is not None and action.verb in (Verb.SOURCES, Verb.FORGET, Verb.AGREE, Verb.REASK):
                self.bot.dispatch("quoth_button", interaction, action)  # the cog of the command handles it
                return
            refusal = self.bot.refusal(interaction)
            if refusal is not None:
                await self.bot.tell(interaction, refusal)
                return
            remembered = await self.bot.desk.call_state(self.bot.state.answer, action.answer) if action else None
            if action is None or remembered is None:
                await self.bot.tell(interaction, language.say("stale-button"))
                return
            await self._carry_out(interaction, action, repeating(remembered, self.bot.settings))
        except DELIVERY_ERRORS as error:
            log_undelivered(error)
        except Exception as error:
            await self.bot.tell(interaction, self.bot.explain(error, interaction))

    async def _carry_out(self, interaction: Interaction, action: ButtonAction, remembered: RememberedAnswer) -> None:
        """Make the message that a button shows; if that takes long, acknowledge the button first."""
        # The asker turns the pages of the answer itself. Others get pages of their own, and leave the answer as it is.
        turns = action.verb is Verb.PAGE and (_is_private(interaction) or remembered.person == interaction.user.id)
        if action.verb is Verb.SHARE:
            await self._share(interaction, action, remembered)
            return
        made = asyncio.ensure_future(self._handlers[action.verb](interaction, action, remembered))
        done, _ = await asyncio.wait({made}, timeout=ACKNOWLEDGEMENT_SECONDS)
        if not done:
            with suppress(*DELIVERY_ERRORS):  # only the sign is lost; the result still comes
                await insist(lambda: interaction.response.defer(ephemeral=not turns, thinking=not turns))
        message = await made
        if not turns:
            await self.bot.respond(interaction, message, private=True)
        elif done:
            await insist(lambda: interaction.response.edit_message(**message.to_edit()))
        else:
            await insist(lambda: interaction.edit_original_response(**message.to_edit()))

    async def _share(self, interaction: Interaction, action: ButtonAction, remembered: RememberedAnswer) -> None:
        """Show everybody a private answer, once: its share button goes, and replies to the copy are follow-ups."""
        await interaction.response.defer()
        if remembered.answered:
            person = escape(interaction.user.display_name)
            shared = await self._answer(interaction, remembered, action.number, shared_by=person, asked=True)
            kept = await self._answer(interaction, remembered, action.number, asked=True)
        else:
            language, question = self.bot.language(interaction), remembered.question
            shared = kept = views.silence_message(remembered, language, question=question)
        message = await insist(lambda: interaction.followup.send(**shared.to_send(), ephemeral=False, wait=True))
        with suppress(*DELIVERY_ERRORS):
            await interaction.edit_original_response(**kept.to_edit())
        with suppress(StorageError):
            await self.bot.desk.call_state(self.bot.state.record_message, remembered.id, message.id)

    # -- verbs ---------------------------------------------------------------------------------------------------

    async def _page(self, interaction: Interaction, action: ButtonAction, remembered: RememberedAnswer) -> Message:
        return await self._answer(
            interaction,
            remembered,
            action.number,
            shareable=_is_shareable(interaction),
            asked=_shows_question(interaction),
        )

    async def _nearest(self, interaction: Interaction, _: ButtonAction, remembered: RememberedAnswer) -> Message:
        return await self._answer(interaction, remembered, 0)

    async def _context(self, interaction: Interaction, action: ButtonAction, remembered: RememberedAnswer) -> Message:
        language = self.bot.language(interaction)
        quote = (await self.bot.desk.quotes_of(remembered, PUBLIC))[action.number : action.number + 1]
        context = await self.bot.desk.context(quote[0], PUBLIC) if quote and quote[0] else None
        if context is None or quote[0] is None:
            return views.note_message(language.say("gone"))
        texts, files = rendering.surroundings(context, quote[0], language)
        return views.context_message(texts, files, rendering.citation_line(quote[0], language))

    async def _exact(self, interaction: Interaction, action: ButtonAction, remembered: RememberedAnswer) -> Message:
        first, count = views.quote_range(action)
        blocks = [item for page in await self._pages(interaction, remembered) for item in page]
        return views.exact_message(blocks[first : first + count] or blocks[:1], self.bot.language(interaction))

    async def _rate(self, interaction: Interaction, action: ButtonAction, remembered: RememberedAnswer) -> Message:
        helpful = action.verb is Verb.HELPFUL
        counts = await self.bot.desk.call_state(self.bot.state.rate, remembered.id, interaction.user.id, helpful)
        message = {True: "rated-helpful", False: "rated-unhelpful", None: "rated-nothing"}[counts]
        return views.note_message(self.bot.language(interaction).say(message))

    # -- helpers -------------------------------------------------------------------------------------------------

    async def _answer(
        self,
        interaction: Interaction,
        remembered: RememberedAnswer,
        number: int,
        *,
        asked: bool = False,
        shareable: bool = False,
        shared_by: str | None = None,
    ) -> Message:
        pages = await self._pages(interaction, remembered)
        # Pages may be cut differently than when this button was made: what counts is the passage that it leads to.
        holding = [i for i, page in enumerate(pages) if page[0].index <= number]
        return views.answer_message(
            remembered,
            pages,
            holding[-1],
            self.bot.language(interaction),
            question=remembered.question if asked else None,
            shareable=shareable,
            shared_by=shared_by,
            nearest=not remembered.answered,
        )

    async def _pages(
        self, interaction: Interaction, remembered: RememberedAnswer
    ) -> list[list[rendering.RenderedQuote]]:
        language = self.bot.language(interaction)
        found = await self.bot.desk.quotes_of(remembered, PUBLIC)
        blocks = [rendering.render_quote(i, quote, language) for i, quote in enumerate(found)]
        return rendering.pages(blocks, self.bot.settings.discord_quotes)


def _is_private(interaction: Interaction) -> bool:
    """Return whether only one person sees the message that the button belongs to."""
    return interaction.message is not None and interaction.message.flags.ephemeral


def _is_shareable(interaction: Interaction) -> bool:
    """Return whether the message that the button belongs to still has its share button."""
    rows = interaction.message.components if interaction.message else []
    ids = [
        views.parse_button(button.custom_id or "")
        for row in rows
        if isinstance(row, discord.ActionRow)
        for button in row.children
        if isinstance(button, discord.Button)
    ]
    return any(action is not None and action.verb is Verb.SHARE for action in ids)


def _shows_question(interaction: Interaction) -> bool:
    """Return whether the message that the button belongs to shows the question."""
    components = interaction.message.components if interaction.message else []
    return any(
        isinstance(text, discord.TextDisplay) and text.content.startswith("### ")
        for component in components
        if isinstance(component, discord.Container)
        for text in component.children
    )
