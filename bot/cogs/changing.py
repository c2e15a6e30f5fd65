"""Commands for operators that change the documents: add one, remove one, list the changes, undo one."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import PurePosixPath

import discord
from discord import app_commands
from discord.ext import commands

from bot.changing.adding import add_seed
from bot.changing.fetching import fetch
from bot.changing.naming import NotASeed, check_name, seed_place
from bot.changing.shelf import digest_of
from bot.changing.undoing import remove_seed, undo
from bot.client import Quoth
from bot.deciding import Reach
from bot.messages import views
from bot.messages.autocomplete import MAX_CHOICE_UNITS, MAX_CHOICES
from bot.messages.delivering import DELIVERY_ERRORS, log_undelivered
from bot.messages.escaping import escape, size
from bot.messages.rendering import shortened
from bot.messages.translating import Language, translatable
from bot.messages.views import ButtonAction, Message, Verb
from bot.replying.reporting import MAX_REASON_CHARS, conclude, is_own, show_begun, sync_and_report
from bot.replying.shared import Interaction, for_operators, reach_or_refuse
from bot.service.logs import log_event
from bot.state.changes import Change
from retrieval.catalog.records import StoredDocument
from retrieval.errors import QuothError
from retrieval.parsing.formats import suffixes

_log = logging.getLogger(__name__)

CHANGES_PER_PAGE = 10
MAX_PATH_CHARS = 150
_MARK_CHARS = 20
"""How much of a digest marks a document or its content in a button's id: 80 bits."""


async def document_choices(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    """Return the documents that somebody may remove, as far as their paths contain what is typed."""
    bot = interaction.client
    reach = bot.reach(interaction)
    if not reach:
        return []
    paths = await bot.desk.in_thread(_choices, await bot.upkeep.documents(), reach, typed.strip().casefold())
    return [app_commands.Choice(name=path, value=path) for path in paths]


class Changing(commands.Cog):
    """Commands that change the seeds, and the buttons that confirm and undo what they do."""

    def __init__(self, bot: Quoth) -> None:
        self.bot = bot

    @for_operators
    @app_commands.command(name="add", description=translatable("command-add"))
    @app_commands.describe(
        file=translatable("option-file"), folder=translatable("option-folder"), replace=translatable("option-replace")
    )
    async def add(
        self,
        interaction: Interaction,
        file: discord.Attachment,
        folder: app_commands.Range[str, 1, 100] | None = None,
        replace: bool = False,
    ) -> None:
        """Make an attached file a seed, and sync."""
        reach = await reach_or_refuse(interaction)
        if not reach:
            return
        bot, parsing = self.bot, self.bot.settings.parsing
        if folder is None and len(reach.folders) == 1:
            (folder,) = reach.folders
        written = f"{folder or ''}/{file.filename}".lstrip("/")
        await interaction.response.defer(thinking=True, ephemeral=True)
        limit, http = bot.settings.discord_add_megabytes * 1_000_000, bot.http

        async def change() -> Change:
            path = check_name(file.filename, folder, parsing.formats)
            if not reach.covers(path.as_posix()):
                raise NotASeed("elsewhere")
            if file.size > limit:
                raise NotASeed("size")
            data = await fetch(file.url, limit, connector=http.connector, proxy=http.proxy)
            return await bot.desk.in_thread(
                partial(add_seed, replace=replace, person=interaction.user.id, reach=reach, parsing=parsing),
                bot.upkeep.shelf, path, data,
            )  # fmt: skip

        await self._change(interaction, reach, written, change)

    @for_operators
    @app_commands.command(name="remove", description=translatable("command-remove"))
    @app_commands.describe(document=translatable("option-document"))
    @app_commands.autocomplete(document=document_choices)
    async def remove(self, interaction: Interaction, document: app_commands.Range[str, 1, 300]) -> None:
        """Ask whether to remove a document."""
        reach = await reach_or_refuse(interaction)
        if not reach:
            return
        bot, language = self.bot, self.bot.language(interaction)
        await interaction.response.defer(thinking=True, ephemeral=True)
        found = await bot.desk.in_thread(_marked, await bot.upkeep.documents(), reach, _mark(document))
        sha256 = None
        if found is not None:
            try:
                sha256 = await bot.desk.in_thread(self._digest, found, reach)
            except (OSError, NotASeed):  # it is no file any more
                sha256 = None
        if found is None or sha256 is None:
            await bot.tell(interaction, language.say("no-source", source=escape(shortened(document, MAX_PATH_CHARS))))
            return
        action = ButtonAction(Verb.REMOVE, f"{_mark(found)}-{sha256[:_MARK_CHARS]}")
        confirm = views.button(action, language.say("button-remove"), style=discord.ButtonStyle.danger)
        text = language.say("remove-sure", path=escape(shortened(found, MAX_PATH_CHARS)))
        await bot.respond(interaction, views.note_message(text, confirm), private=True)

    @for_operators
    @app_commands.command(name="changes", description=translatable("command-changes"))
    async def changes(self, interaction: Interaction) -> None:
        """List who changed which document when."""
        reach = await reach_or_refuse(interaction)
        if reach:
            await self.bot.respond(interaction, await self._page(interaction, reach, 0), private=True)

    @commands.Cog.listener()
    async def on_quoth_button(self, interaction: Interaction, action: ButtonAction) -> None:
        """Turn the pages of the list, remove a document, or undo a change, for whoever may."""
        if action.verb not in (Verb.CHANGES, Verb.REMOVE, Verb.UNDO):
            return
        try:
            reach = await reach_or_refuse(interaction)
            if not reach:
                return
            if action.verb is Verb.CHANGES:
                message = await self._page(interaction, reach, action.number)
                if is_own(interaction):
                    await interaction.response.edit_message(**message.to_edit())
                else:
                    await self.bot.respond(interaction, message, private=True)
            elif action.verb is Verb.REMOVE:
                await self._remove(interaction, reach, action.answer)
            else:
                await self._undo(interaction, reach, action.answer)
        except DELIVERY_ERRORS as error:
            log_undelivered(error)
        except Exception as error:
            await self.bot.tell(interaction, self.bot.explain(error, interaction))

    async def _remove(self, interaction: Interaction, reach: Reach, marks: str) -> None:
        """Remove the document that a button names, if it still is what it was when the button was made."""
        mark, sha256 = marks[:_MARK_CHARS], marks[_MARK_CHARS + 1 :]
        bot = self.bot
        path = await bot.desk.in_thread(_marked, await bot.upkeep.documents(), reach, mark)
        if path is None or len(sha256) != _MARK_CHARS:
            await bot.tell(interaction, bot.language(interaction).say("stale-change"))
            return
        await show_begun(interaction)
        work = partial(remove_seed, sha256=sha256, person=interaction.user.id, reach=reach)
        await self._change(
            interaction, reach, path,
            lambda: bot.desk.in_thread(work, bot.upkeep.shelf, PurePosixPath(path)),
        )  # fmt: skip

    async def _undo(self, interaction: Interaction, reach: Reach, id_: str) -> None:
        """Undo the change that a button names."""
        bot = self.bot
        change = await bot.desk.call_state(bot.state.changes.find, id_)
        if change is None or not reach.covers(change.path):  # both are said in the same way: ids tell nothing
            await bot.tell(interaction, bot.language(interaction).say("stale-change"))
            return
        await show_begun(interaction)
        work = partial(undo, person=interaction.user.id, reach=reach)
        await self._change(interaction, reach, change.path, lambda: bot.desk.in_thread(work, bot.upkeep.shelf, change))

    async def _change(
        self, interaction: Interaction, reach: Reach, path: str, make: Callable[[], Awaitable[Change]]
    ) -> None:
        """Make a change, sync, and report, with a button that undoes it; or say why it was not made."""
        language = self.bot.language(interaction)
        try:
            change = await make()
        except NotASeed as refused:
            await conclude(interaction, views.note_message(self._refusal(refused, path, reach, language)))
            return
        except (OSError, QuothError, *DELIVERY_ERRORS) as error:  # a read-only folder, a full disk, a broken download
            reason = getattr(error, "strerror", None) or type(error).__name__
            log_event(_log, "document not changed", level=logging.WARNING, reason=reason)
            name = escape(shortened(path, MAX_PATH_CHARS))
            said = language.say("change-failed", path=name, reason=escape(reason))
            await conclude(interaction, views.note_message(said))
            return
        log_event(_log, "document changed", act=change.act.value, operator=interaction.user.id)
        name = escape(shortened(change.path, MAX_PATH_CHARS))
        button = views.button(ButtonAction(Verb.UNDO, change.id), language.say("button-undo"))
        await sync_and_report(interaction, reach, [language.say(f"change-{change.act}", path=name)], [button])

    def _refusal(self, refused: NotASeed, path: str, reach: Reach, language: Language) -> str:
        """Return the sentence that says why a document was not changed."""
        name, detail = escape(shortened(path, MAX_PATH_CHARS)), escape(shortened(refused.detail, MAX_REASON_CHARS))
        limit = self.bot.settings.discord_add_megabytes
        match refused.reason:
            case "type":
                return language.say("add-type", name=name, types=", ".join(sorted(suffixes())))
            case "size":
                return language.say("add-size", name=name, limit=limit)
            case "twin":
                return language.say("add-twin", name=name, other=detail)
            case "unreadable":
                return language.say("add-unreadable", name=name, reason=detail)
            case "elsewhere":
                return language.say("add-elsewhere", folders=", ".join(escape(each) for each in sorted(reach.folders)))
            case "exists":
                return language.say("add-exists", path=name)
        said = {
            "invisible": language.say("add-invisible", name=name),
            "hidden": language.say("add-hidden", name=name),
            "lock": language.say("add-lock", name=name),
            "ignored": language.say("add-ignored", name=name),
            "changed": language.say("change-stale", path=name),
            "missing": language.say("change-stale", path=name),
            "expired": language.say("stale-change"),
        }
        return said.get(refused.reason, language.say("add-name", name=name))

    def _digest(self, path: str, reach: Reach) -> str | None:
        return digest_of(seed_place(self.bot.upkeep.shelf.seeds, PurePosixPath(path), reach))

    async def _page(self, interaction: Interaction, reach: Reach, number: int) -> Message:
        bot, language = self.bot, self.bot.language(interaction)
        shown, total = await bot.desk.call_state(
            bot.state.changes.latest, reach, skip=number * CHANGES_PER_PAGE, limit=CHANGES_PER_PAGE
        )
        pages = max(1, -(-total // CHANGES_PER_PAGE))
        if not shown:
            if number and total:  # some have expired since the button was made
                return await self._page(interaction, reach, pages - 1)
            return views.note_message(language.say("changes-none"))
        lines = [_line(change, language) for change in shown]
        buttons = [
            # The two ids must differ even when both are disabled.
            views.button(ButtonAction(Verb.CHANGES, "", to % (pages + 1)), label, disabled=not 0 <= to < pages)
            for to, label in ((number - 1, views.BACK_LABEL), (number + 1, views.FORWARD_LABEL))
        ]
        footer = language.say("sources-page", page=number + 1, pages=pages) if pages > 1 else None
        return views.list_message(language.say("changes-title"), lines, footer, buttons if pages > 1 else ())


def _line(change: Change, language: Language) -> str:
    path = escape(shortened(change.path, MAX_PATH_CHARS))
    who = f" · <@{change.person}>" if change.person is not None else ""
    return f"- {language.say(f'change-{change.act}', path=path)} · <t:{round(change.at)}:f>{who}"


def _mark(path: str) -> str:
    return hashlib.sha256(path.encode("utf-8", "surrogatepass")).hexdigest()[:_MARK_CHARS]


def _marked(documents: Sequence[StoredDocument], reach: Reach, mark: str) -> str | None:
    """Return the path of the document that a button names, or None when there is none within reach."""
    return next((d.path for d in documents if reach.covers(d.path) and _mark(d.path) == mark), None)


def _choices(documents: Sequence[StoredDocument], reach: Reach, typed: str) -> list[str]:
    found = []
    for document in documents:
        if (
            typed in document.path.casefold()
            and reach.covers(document.path)
            and size(document.path) <= MAX_CHOICE_UNITS
        ):
            found.append(document.path)
            if len(found) == MAX_CHOICES:
                break
    return found
