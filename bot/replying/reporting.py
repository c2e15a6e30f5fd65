"""What a sync changed, told to the operator who asked for it, as far as it is theirs to know."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import discord
from discord import ui

from bot.deciding import Reach
from bot.messages import views
from bot.messages.delivering import insist
from bot.messages.escaping import escape
from bot.messages.language_names import MULTILINGUAL, counted_languages
from bot.messages.rendering import shortened
from bot.messages.translating import Language
from bot.messages.views import ButtonAction, Message, Verb
from bot.replying.shared import Interaction
from bot.service.resyncing import SyncFailed
from retrieval import SyncReport
from retrieval.catalog.records import StoredDocument
from retrieval.syncing.consent import TOKENS_APART

REPORT_SECONDS = 14 * 60.0
"""How long a command waits for a sync before it reports: Discord forgets the command after 15 minutes."""
MAX_NAMES = 8
"""A report names this many documents of each kind, and counts the rest."""
MAX_REASON_CHARS = 300


async def sync_and_report(
    interaction: Interaction,
    reach: Reach,
    lines: Sequence[str] = (),
    buttons: Sequence[ui.Button[Any]] = (),
    *,
    agreed: str = "",
) -> None:
    """Sync, and replace the notice with these lines and what the sync changed within reach, asks, or why it failed.

    agreed: the tokens of what an operator has agreed to. What a sync asks is asked only of who operates everything.
    """
    bot, language = interaction.client, interaction.client.language(interaction)
    syncing = asyncio.ensure_future(bot.upkeep.resyncer.sync(agreed))
    done, _ = await asyncio.wait({syncing}, timeout=REPORT_SECONDS)
    if not done:  # Discord will soon accept no further message about this command
        syncing.add_done_callback(lambda task: task.cancelled() or task.exception())
        text = "\n".join([*lines, language.say("sync-long")])
        await bot.respond(interaction, views.note_message(text, *buttons), private=True)
        return
    try:
        report = await syncing
        if not reach.everything:
            report = within(reach, report, await bot.upkeep.documents())
        seeds = f"{bot.settings.seeds_dir.expanduser()}/"  # where on the machine is nobody's business
        faults = tuple(fault.replace(seeds, "") for fault in report.access_faults)
        lines = [*lines, *_changes(replace(report, access_faults=faults), language)]
        if token := report.access_question:
            buttons = [*buttons, _agreeing(token, len(report.access_waiting), agreed, language)]
    except SyncFailed as error:
        if not reach.everything:  # it may name other folders, and those of the machine
            lines = [*lines, bot.explain_in(error, language)]
        elif error.question is None:
            lines = [*lines, *_failure(error, language)]
        else:
            lines = [*lines, f"{escape(shortened(error.problem, MAX_REASON_CHARS))}."]
            buttons = [*buttons, _agreeing(error.question, int(error.found or 0), agreed, language)]
    await conclude(interaction, views.note_message("\n".join(lines), *buttons))


async def conclude(interaction: Interaction, message: Message) -> None:
    """Say what became of a command, or of a button whose work has begun: in the place of the notice."""
    if is_own(interaction) and interaction.response.is_done():  # the notice took the place of what was pressed
        await insist(lambda: interaction.edit_original_response(**message.to_edit()))
    else:
        await interaction.client.respond(interaction, message, private=True)


async def show_begun(interaction: Interaction) -> None:
    """Say that the work of a button has begun: in its own message, unless others see that."""
    if is_own(interaction):
        note = views.note_message(f"-# {interaction.client.language(interaction).say('sync-started')}")
        await interaction.response.edit_message(**note.to_edit())
    else:
        await interaction.response.defer(thinking=True, ephemeral=True)


def is_own(interaction: Interaction) -> bool:
    """Return whether nobody but the presser sees the message that the button belongs to."""
    return interaction.message is not None and interaction.message.flags.ephemeral


def within(reach: Reach, report: SyncReport, documents: Iterable[StoredDocument]) -> SyncReport:
    """Return of a report what ``reach`` covers; ``documents`` are all those that are indexed.

    A document that moved into reach counts as added, one that moved out of it as removed.
    """
    covers, theirs = reach.covers, [document for document in documents if reach.covers(document.path)]
    is_theirs = any(map(covers, (*report.added, *report.changed)))
    moves = [(old, new, covers(old), covers(new)) for old, new in report.moved]
    return replace(
        report,
        added=(*filter(covers, report.added), *(new for _, new, was, is_ in moves if is_ and not was)),
        changed=tuple(filter(covers, report.changed)),
        moved=tuple((old, new) for old, new, was, is_ in moves if was and is_),
        removed=(*filter(covers, report.removed), *(old for old, _, was, is_ in moves if was and not is_)),
        skipped=tuple(each for each in report.skipped if covers(each.path)),
        suspect=tuple(each for each in report.suspect if covers(each.path)),
        newly_read=tuple(filter(covers, report.newly_read)),
        embedded=min(report.embedded, sum(document.passages for document in theirs)) if is_theirs else 0,
        documents=len(theirs),
        passages=sum(document.passages for document in theirs),
        unread_languages={},
        access_waiting=(),
        access_question=None,
        access_faults=(),
        origin_faults=(),
    )


def _agreeing(token: str, count: int, agreed: str, language: Language) -> ui.Button[Any]:
    """Return the button that says yes to what a sync asked, and again to what was agreed to before."""
    kind = token.partition("-")[0]
    action = ButtonAction(Verb.AGREE, TOKENS_APART.join(filter(None, (agreed, token))))
    return views.button(action, language.say(f"button-agree-{kind}", count=count), style=discord.ButtonStyle.danger)


def _failure(error: SyncFailed, language: Language) -> list[str]:
    reason = f"{escape(shortened(error.problem, MAX_REASON_CHARS))}."
    lines = [language.say("sync-failed", reason=reason)]
    if error.advice:
        lines.append(escape(shortened(error.advice, MAX_REASON_CHARS)))
    return lines


def _changes(report: SyncReport, language: Language) -> list[str]:
    lines = [
        language.say(f"sync-{kind}", names=_named(names, language))
        for kind, names in (
            ("added", report.added),
            ("changed", report.changed),
            ("moved", [f"{old} → {new}" for old, new in report.moved]),
            ("removed", report.removed),
            ("skipped", [f"{skipped.path} ({skipped.reason})" for skipped in report.skipped]),
            ("suspect", [f"{suspect.path} ({suspect.warning})" for suspect in report.suspect]),
            ("newly-read", report.newly_read),
        )
        if names
    ]
    if report.is_empty:
        lines.insert(0, language.say("sync-nothing"))
    told = {"access-waiting": report.access_waiting, "access-faults": report.access_faults}
    for kind, sentences in {**told, "origin-faults": report.origin_faults}.items():
        if sentences:
            lines.append(language.say(f"sync-{kind}", names=_named(sentences, language, MAX_REASON_CHARS)))
    total = language.say(
        "sync-total",
        documents=report.documents,
        passages=report.passages,
        embedded=report.embedded,
        seconds=language.number(report.seconds),
    )
    lines.append(f"-# {total}")
    if report.unread_languages:
        lines.append(_unread(report, language))
    return lines


def _unread(report: SyncReport, language: Language) -> str:
    """Return the warning that names the languages which the model does not read, and what to do."""
    unread = counted_languages(report.unread_languages, language.code)
    documents = sum(report.unread_languages.values())
    said = language.say("unread", model=escape(report.model), documents=documents, languages=unread)
    return said if report.model == MULTILINGUAL else f"{said} {language.say('unread-advice')}"


def _named(names: Sequence[str], language: Language, max_chars: int = 35) -> str:
    shown = ", ".join(escape(shortened(name, max_chars)) for name in names[:MAX_NAMES])
    return (
        shown if len(names) <= MAX_NAMES else f"{shown}, {language.say('sync-and-more', count=len(names) - MAX_NAMES)}"
    )
