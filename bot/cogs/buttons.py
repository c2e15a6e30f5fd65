"""What the buttons below answers do, whichever process sent them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import discord
from discord.ext import commands

from bot import rendering, views
from bot.client import Quoth
from bot.deciding import may_not_ask
from bot.escaping import escape
from bot.state import Remembered
from bot.views import Pressed, Verb
from retrieval import Quote

Interaction = discord.Interaction[Quoth]


class Buttons(commands.Cog):
    """Reads from a button's id what it means, and does it."""

    def __init__(self, bot: Quoth) -> None:
        self.bot = bot
        self._handlers: dict[Verb, Callable[[Interaction, Pressed, Remembered], Awaitable[None]]] = {
            Verb.PAGE: self._page,
            Verb.CONTEXT: self._context,
            Verb.EXACT: self._exact,
            Verb.HELPFUL: self._rate,
            Verb.UNHELPFUL: self._rate,
            Verb.SHARE: self._share,
            Verb.NEAREST: self._nearest,
        }

    @commands.Cog.listener()
    async def on_interaction(self, interaction: Interaction) -> None:
        """Do what a button means; a button that nobody knows any more says so."""
        if interaction.type is not discord.InteractionType.component or not self.bot.is_new(interaction.id):
            return
        said = self.bot.language(interaction)
        data: Mapping[str, Any] = interaction.data or {}
        pressed = views.parse(str(data.get("custom_id", "")))
        try:
            if pressed is not None and pressed.verb not in self._handlers:
                self.bot.dispatch("quoth_button", interaction, pressed)  # another cog's
                return
            if may_not_ask(self.bot.place(interaction), self.bot.settings) is not None:
                await self.bot.tell(interaction, said.say("not-here"))
                return
            remembered = await self.bot.desk.remember(self.bot.state.answer, pressed.answer) if pressed else None
            if pressed is None or remembered is None:
                await self.bot.tell(interaction, said.say("stale-button"))
                return
            await self._handlers[pressed.verb](interaction, pressed, remembered)
        except Exception as error:
            await self.bot.tell(interaction, self.bot.explain(error, interaction))

    # -- verbs ---------------------------------------------------------------------------------------------------

    async def _page(self, interaction: Interaction, pressed: Pressed, remembered: Remembered) -> None:
        message = interaction.message
        private = message is not None and message.flags.ephemeral
        mine = private or remembered.person == interaction.user.id
        shown = await self._answer(
            interaction, remembered, pressed.number, shareable=private and remembered.answered,
            asked=self._shows_question(interaction),
        )  # fmt: skip
        if mine:
            await interaction.response.edit_message(**shown.to_edit())
        else:  # others read on by themselves, and change nothing for who asked
            await self.bot.respond(interaction, shown, private=True)

    async def _nearest(self, interaction: Interaction, _: Pressed, remembered: Remembered) -> None:
        await self.bot.respond(interaction, await self._answer(interaction, remembered, 0), private=True)

    async def _context(self, interaction: Interaction, pressed: Pressed, remembered: Remembered) -> None:
        said = self.bot.language(interaction)
        quote = (await self._quotes(remembered))[pressed.number : pressed.number + 1]
        context = await self.bot.desk.context(quote[0]) if quote and quote[0] else None
        if context is None or quote[0] is None:
            await self.bot.tell(interaction, said.say("gone"))
            return
        texts, file = rendering.surroundings(context, quote[0].highlights, said)
        shown = views.context(texts, file, rendering.citation(quote[0], said))
        await self.bot.respond(interaction, shown, private=True)

    async def _exact(self, interaction: Interaction, pressed: Pressed, remembered: Remembered) -> None:
        said = self.bot.language(interaction)
        pages = await self._pages(interaction, remembered)
        blocks = pages[min(pressed.number, len(pages) - 1)]
        await self.bot.respond(interaction, views.exact(blocks, said), private=True)

    async def _rate(self, interaction: Interaction, pressed: Pressed, remembered: Remembered) -> None:
        helpful = pressed.verb is Verb.HELPFUL
        counts = await self.bot.desk.remember(self.bot.state.rate, remembered.id, interaction.user.id, helpful)
        message = {True: "rated-helpful", False: "rated-unhelpful", None: "rated-nothing"}[counts]
        await self.bot.tell(interaction, self.bot.language(interaction).say(message))

    async def _share(self, interaction: Interaction, pressed: Pressed, remembered: Remembered) -> None:
        said, person = self.bot.language(interaction), escape(interaction.user.display_name)
        shared = (
            await self._answer(interaction, remembered, pressed.number, shared_by=person, asked=True)
            if remembered.answered
            else views.silence(remembered, said, question=remembered.question)
        )
        await self.bot.respond(interaction, shared, private=False)

    # -- helpers -------------------------------------------------------------------------------------------------

    async def _answer(
        self,
        interaction: Interaction,
        remembered: Remembered,
        number: int,
        *,
        asked: bool = False,
        shareable: bool = False,
        shared_by: str | None = None,
    ) -> views.Message:
        pages = await self._pages(interaction, remembered)
        return views.answer(
            remembered,
            pages,
            min(number, len(pages) - 1),
            self.bot.language(interaction),
            question=remembered.question if asked else None,
            shareable=shareable,
            shared_by=shared_by,
            nearest=not remembered.answered,
        )

    async def _pages(self, interaction: Interaction, remembered: Remembered) -> list[list[rendering.Block]]:
        said = self.bot.language(interaction)
        blocks = [rendering.block(i, quote, said) for i, quote in enumerate(await self._quotes(remembered))]
        return rendering.pages(blocks, self.bot.settings.discord_quotes)

    async def _quotes(self, remembered: Remembered) -> tuple[Quote | None, ...]:
        return await self.bot.desk.found(remembered)

    @staticmethod
    def _shows_question(interaction: Interaction) -> bool:
        """Return whether the message that a button belongs to shows the question."""
        return bool(
            interaction.message
            and any(
                isinstance(text, discord.TextDisplay) and text.content.startswith("### ")
                for component in interaction.message.components
                if isinstance(component, discord.Container)
                for text in component.children
            )
        )
