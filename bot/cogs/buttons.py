"""What the buttons below answers do, whichever process sent the answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import discord
from discord.ext import commands

from bot.client import Quoth
from bot.cogs.asking import Asking
from bot.messages import rendering, views
from bot.messages.delivering import DELIVERY_ERRORS, insist, log_undelivered
from bot.messages.escaping import escape
from bot.messages.views import ButtonAction, Message, Verb
from bot.replying.acknowledging import Expired, defer, finish_or_acknowledge
from bot.replying.shared import Interaction, bound_to, offers_own_search, repeating, viewer_of
from bot.seeing.conversing import belongs_to
from bot.state.records import RememberedAnswer
from retrieval import Access, Filter
from retrieval.errors import StorageError


@dataclass(frozen=True, slots=True)
class Sight:
    """What those may read who see what a button shows, and what the channel is bound to."""

    access: Access
    within: str | None


Handler = Callable[[Interaction, ButtonAction, RememberedAnswer, Sight], Awaitable[Message]]


class Buttons(commands.Cog):
    """Reads a button's meaning from its id, and carries it out."""

    def __init__(self, bot: Quoth) -> None:
        self.bot = bot
        self._handlers: dict[Verb, Handler] = {
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
            turns, who = self.bot.cooldowns, (interaction.user.id, self.bot.places.membership(interaction))
            if seconds := turns.buttons.take_turn(*who):
                await self.bot.tell(interaction, language.say("cooldown-button", seconds=seconds))
                return
            is_operating = action is not None and action.verb in views.OPERATING_VERBS
            is_denied = interaction.user.id in self.bot.settings.discord_denied
            is_exempt = is_operating and not is_denied and bool(self.bot.reach(interaction))
            refusal = None if is_exempt else self.bot.refusal(interaction)
            if action is None or not _is_on_message(interaction, str(data.get("custom_id"))):
                await self.bot.tell(interaction, refusal or language.say("stale-button"))
                return
            if refusal is not None and action.verb not in views.ONESELF_VERBS:
                await self.bot.tell(interaction, refusal)
                return
            if action.verb is Verb.SHARE and (seconds := turns.questions.take_turn(*who)):
                await self.bot.tell(interaction, language.say("cooldown", seconds=seconds))
                return
            if action.verb in views.COMMAND_VERBS:
                if action.verb is Verb.REASK or _is_private(interaction):
                    self.bot.dispatch("quoth_button", interaction, action)  # another cog handles it
                else:
                    await self.bot.tell(interaction, language.say("stale-button"))
                return
            if not await self._carry_out(interaction, action):
                await self.bot.tell(interaction, language.say("stale-button"))
        except Expired:
            pass  # nobody can be told anything; this is logged already
        except DELIVERY_ERRORS as error:
            log_undelivered(error)
        except Exception as error:
            await self.bot.tell(interaction, self.bot.explain(error, interaction))

    async def _answer_of(self, interaction: Interaction, action: ButtonAction) -> RememberedAnswer | None:
        """Return the answer of a button, if it is still kept and the message with the button shows it."""
        remembered = await self.bot.desk.call_state(self.bot.state.answer, action.answer)
        if remembered is None or interaction.message is None:
            return None
        is_ephemeral = _is_private(interaction)
        viewer = viewer_of(interaction, is_alone=is_ephemeral)
        is_shown = belongs_to(remembered, viewer, interaction.message.id, is_ephemeral=is_ephemeral)
        return remembered if is_shown else None

    async def _search_own(self, interaction: Interaction, remembered: RememberedAnswer) -> bool:
        """Search what the presser may read; return False if the question is no longer kept."""
        asking = self.bot.get_cog(Asking.__name__)
        assert isinstance(asking, Asking)
        if remembered.question is None:
            return False
        await asking.search_own(interaction, remembered)
        return True

    async def _carry_out(self, interaction: Interaction, action: ButtonAction) -> bool:
        """Show what a button shows, and acknowledge it first if that takes long; return False if its answer is gone."""
        if action.verb is Verb.OWN:
            own = await self._answer_of(interaction, action)
            return own is not None and await self._search_own(interaction, own)
        # Until the answer is known, so is not whether its page turns. This sign suits a page of one's own as well.
        edits = action.verb in (Verb.PAGE, Verb.SHARE)
        sign = defer(interaction, ephemeral=not edits, thinking=not edits)
        remembered, message = await finish_or_acknowledge(self._made(interaction, action), sign)
        if remembered is None:
            return False
        # The asker turns the pages of the answer itself. Others get pages of their own, and leave the answer as it is.
        turns = self._turns(interaction, action, remembered)
        if message is None:
            await self._share(interaction, action, remembered)
        elif not turns:
            await self.bot.respond(interaction, message, private=True)
        elif not interaction.response.is_done():
            await insist(lambda: interaction.response.edit_message(**message.to_edit()))
        else:
            await insist(lambda: interaction.edit_original_response(**message.to_edit()))
        return True

    async def _made(
        self, interaction: Interaction, action: ButtonAction
    ) -> tuple[RememberedAnswer | None, Message | None]:
        """Return the answer of a button, None if it is gone, and the message to show, None if that is to be shared."""
        remembered = await self._answer_of(interaction, action)
        if remembered is None:
            return None, None
        remembered = repeating(remembered, self.bot.settings)
        if action.verb is Verb.SHARE:
            return remembered, None
        turns = self._turns(interaction, action, remembered)
        sight = self._sight(interaction, alone=not turns or _is_private(interaction))
        return remembered, await self._handlers[action.verb](interaction, action, remembered, sight)

    @staticmethod
    def _turns(interaction: Interaction, action: ButtonAction, remembered: RememberedAnswer) -> bool:
        """Return whether a press turns the page of the message itself."""
        return action.verb is Verb.PAGE and (_is_private(interaction) or remembered.person == interaction.user.id)

    def _sight(self, interaction: Interaction, *, alone: bool) -> Sight:
        return Sight(self.bot.places.access(interaction, alone=alone), bound_to(self.bot, interaction))

    async def _share(self, interaction: Interaction, action: ButtonAction, remembered: RememberedAnswer) -> None:
        """Show everybody a private answer, as far as all may read it, and once: its share button goes.

        Replies to the copy are follow-ups.
        """
        await defer(interaction)()
        call, state, language = self.bot.desk.call_state, self.bot.state, self.bot.language(interaction)
        mine, theirs = self._sight(interaction, alone=True), self._sight(interaction, alone=False)
        found = await self.bot.desk.quotes_of(remembered, theirs.access, theirs.within)
        quotes = [shown for shown, quote in zip(remembered.quotes, found, strict=True) if quote is not None]
        if remembered.answered and not quotes:
            await self.bot.tell(interaction, language.say("share-limited"))
            return
        count = self.bot.desk.readable.count_readable
        searched = await self.bot.desk.in_thread(count, theirs.access, Filter(within=theirs.within))
        documents = min(remembered.documents, searched)
        copy = await call(state.share, remembered, quotes, documents)
        if copy is None:  # it was pressed twice
            return
        for_all = replace(remembered, id=copy, quotes=tuple(quotes), documents=documents, searched=None)
        question = remembered.question
        try:
            if remembered.answered:
                person, first = (
                    escape(interaction.user.display_name),
                    sum(q is not None for q in found[: action.number]),
                )
                shared = await self._answer(interaction, for_all, first, theirs, shared_by=person, asked=True)
                kept = await self._answer(interaction, remembered, action.number, mine, asked=True)
            else:
                offers = offers_own_search(self.bot, theirs.access)
                shared = views.silence_message(for_all, language, question=question, searchable=offers)
                kept = views.silence_message(remembered, language, question=question)
            # Not insisted on: a follow-up takes no nonce, so there could be two copies, one of them unknown.
            message = await interaction.followup.send(**shared.to_send(), ephemeral=False, wait=True)
        except BaseException:
            await call(state.withdraw, remembered.id, copy)
            raise
        with suppress(*DELIVERY_ERRORS):
            await interaction.edit_original_response(**kept.to_edit())
        with suppress(StorageError):
            await call(state.record_message, copy, message.id)
            if await call(state.answer, copy) is None:  # the question was deleted before this was known
                await message.delete()

    # -- verbs ---------------------------------------------------------------------------------------------------

    async def _page(
        self, interaction: Interaction, action: ButtonAction, remembered: RememberedAnswer, sight: Sight
    ) -> Message:
        return await self._answer(
            interaction,
            remembered,
            action.number,
            sight,
            shareable=_is_shareable(interaction),
            asked=_shows_question(interaction),
        )

    async def _nearest(
        self, interaction: Interaction, _: ButtonAction, remembered: RememberedAnswer, sight: Sight
    ) -> Message:
        return await self._answer(interaction, remembered, 0, sight)

    async def _context(
        self, interaction: Interaction, action: ButtonAction, remembered: RememberedAnswer, sight: Sight
    ) -> Message:
        desk, language = self.bot.desk, self.bot.language(interaction)
        quote = (await desk.quotes_of(remembered, sight.access, sight.within))[action.number : action.number + 1]
        context = await desk.context(quote[0], sight.access) if quote and quote[0] else None
        if context is None or quote[0] is None:
            return views.note_message(language.say("gone"))
        texts, files = rendering.surroundings(context, quote[0], language)
        return views.context_message(texts, files, rendering.citation_line(quote[0], language))

    async def _exact(
        self, interaction: Interaction, action: ButtonAction, remembered: RememberedAnswer, sight: Sight
    ) -> Message:
        first, count = views.quote_range(action)
        blocks = [item for page in await self._pages(interaction, remembered, sight) for item in page]
        return views.exact_message(blocks[first : first + count] or blocks[:1], self.bot.language(interaction))

    async def _rate(
        self, interaction: Interaction, action: ButtonAction, remembered: RememberedAnswer, _: Sight
    ) -> Message:
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
        sight: Sight,
        *,
        asked: bool = False,
        shareable: bool = False,
        shared_by: str | None = None,
    ) -> Message:
        pages = await self._pages(interaction, remembered, sight)
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
            searchable=offers_own_search(self.bot, sight.access),
        )

    async def _pages(
        self, interaction: Interaction, remembered: RememberedAnswer, sight: Sight
    ) -> list[list[rendering.RenderedQuote]]:
        language = self.bot.language(interaction)
        found = await self.bot.desk.quotes_of(remembered, sight.access, sight.within)
        blocks = [rendering.render_quote(i, quote, language) for i, quote in enumerate(found)]
        return rendering.pages(blocks, self.bot.settings.discord_quotes)


def _is_private(interaction: Interaction) -> bool:
    """Return whether only one person sees the message that the button belongs to."""
    return interaction.message is not None and interaction.message.flags.ephemeral


def _is_on_message(interaction: Interaction, custom_id: str) -> bool:
    """Return whether the message really has the button that is said to be pressed: whoever presses may forge an id."""
    return custom_id in _button_ids(interaction)


def _is_shareable(interaction: Interaction) -> bool:
    """Return whether the message that the button belongs to still has its share button."""
    actions = map(views.parse_button, _button_ids(interaction))
    return any(action is not None and action.verb is Verb.SHARE for action in actions)


def _button_ids(interaction: Interaction) -> list[str]:
    shown: list[Any] = [*interaction.message.components] if interaction.message else []
    ids = []
    while shown:
        component = shown.pop()
        shown += getattr(component, "children", ())
        shown += filter(None, [getattr(component, "accessory", None)])
        if isinstance(component, discord.Button) and component.custom_id:
            ids.append(component.custom_id)
    return ids


def _shows_question(interaction: Interaction) -> bool:
    """Return whether the message that the button belongs to shows the question."""
    components = interaction.message.components if interaction.message else []
    return any(
        isinstance(text, discord.TextDisplay) and text.content.startswith("### ")
        for component in components
        if isinstance(component, discord.Container)
        for text in component.children
    )
