"""Texts and buttons → messages in Discord's components, which work without the process that sent them.

What a button does is written in its ``custom_id``: a verb, the id of an answer, and a number. ``parse_button`` reads it
back, in this process or in one that is started next week.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import discord
from discord import ui

from bot.messages import rendering
from bot.messages.escaping import fence, size
from bot.messages.rendering import File, RenderedQuote
from bot.messages.translating import Language
from bot.state.records import RememberedAnswer

ACCENT_COLOUR = discord.Colour(0x4F7CAC)
QUIET_COLOUR = discord.Colour(0x6B7280)
BACK_LABEL, FORWARD_LABEL = "←", "→"
"""Labels of the buttons that turn pages: plain arrows, because an emoji would be a coloured square."""


class Verb(StrEnum):
    """What buttons do."""

    PAGE = "page"
    CONTEXT = "context"
    EXACT = "exact"
    HELPFUL = "yes"
    UNHELPFUL = "no"
    SHARE = "share"
    NEAREST = "nearest"
    SOURCES = "sources"
    FORGET = "forget"
    REASK = "reask"
    REMOVE = "remove"
    UNDO = "undo"
    CHANGES = "changes"
    AGREE = "agree"
    OWN = "own"
    LEAVE_OUT = "leaveout"
    CONTRIBUTE = "contribute"
    WITHHOLD = "withhold"
    PIN = "pin"
    PINNING = "pinning"
    SEEK = "seek"
    PINS = "pins"
    UNPIN = "unpin"


PINNING_VERBS = frozenset({Verb.PIN, Verb.PINNING, Verb.SEEK, Verb.PINS, Verb.UNPIN})
"""What the buttons do with which operators pin passages."""
ONESELF_VERBS = frozenset({Verb.FORGET, Verb.CONTRIBUTE, Verb.WITHHOLD})
"""What everybody may do everywhere about what is theirs."""
COMMAND_VERBS = PINNING_VERBS | ONESELF_VERBS | {
    Verb.SOURCES, Verb.REASK, Verb.REMOVE, Verb.UNDO, Verb.CHANGES, Verb.AGREE, Verb.LEAVE_OUT,
}  # fmt: skip
"""What the buttons of commands do, which belong to no answer."""
OPERATING_VERBS = COMMAND_VERBS - ONESELF_VERBS - {Verb.REASK}
"""Those that operators may press where they may not ask."""
BUTTON_PREFIX = "quoth1:"
"""The ids of this version's buttons begin with this; a button of another version is no longer understood."""

_BUTTON = re.compile(rf"(?a){BUTTON_PREFIX}(?P<verb>[a-z]+):(?P<answer>[\w-]{{0,60}}):(?P<number>0|[1-9]\d{{0,5}})")


@dataclass(frozen=True, slots=True)
class ButtonAction:
    """What a button does. ``answer`` is the id of an answer, ``number`` the index of a quote, or a range of them.

    For a command's button, ``answer`` is what the command needs: the id of a change, or a mark of a document.
    Of a button that agrees to what a sync asks, ``answer`` has the tokens of the questions.
    """

    verb: Verb
    answer: str = ""
    number: int = 0

    @property
    def custom_id(self) -> str:
        """What Discord sends back when the button is pressed: at most 85 characters."""
        return f"{BUTTON_PREFIX}{self.verb}:{self.answer}:{self.number}"


def parse_button(custom_id: str) -> ButtonAction | None:
    """Return what a button means, or None when it is not a button of this version."""
    match = _BUTTON.fullmatch(custom_id)
    if match is None or match["verb"] not in list(Verb):
        return None
    return ButtonAction(Verb(match["verb"]), match["answer"], int(match["number"]))


def quote_range(action: ButtonAction) -> tuple[int, int]:
    """Return the index of the first quote that a button is about, and how many quotes there are, up to 9."""
    return divmod(action.number, 10)


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent: components, and the files that they name."""

    view: ui.LayoutView
    attached: tuple[File, ...] = field(default=())

    @property
    def files(self) -> list[discord.File]:
        """The files, as new objects each time: one can be sent only once."""
        return [discord.File(io.BytesIO(file.text.encode()), filename=file.name) for file in self.attached]

    def to_send(self) -> dict[str, Any]:
        """Return the arguments for sending: nobody is ever pinged."""
        return {
            "view": self.view,
            "allowed_mentions": discord.AllowedMentions.none(),
            **({"files": self.files} if self.attached else {}),
        }

    def to_edit(self) -> dict[str, Any]:
        """Return the arguments for editing: the files that were attached before are removed."""
        return {"view": self.view, "allowed_mentions": discord.AllowedMentions.none(), "attachments": self.files}


def note_message(text: str, *buttons: ui.Button[Any], colour: discord.Colour | None = None) -> Message:
    """Return a message with one text, which is Markdown already, and perhaps buttons."""
    view = ui.LayoutView(timeout=None)
    if colour is None:
        view.add_item(ui.TextDisplay(text))
    else:
        view.add_item(ui.Container(ui.TextDisplay(text), accent_colour=colour))
    if buttons:
        view.add_item(ui.ActionRow(*buttons))
    return as_message(view)


def answer_message(
    remembered: RememberedAnswer,
    pages: Sequence[Sequence[RenderedQuote]],
    number: int,
    language: Language,
    *,
    question: str | None = None,
    shareable: bool = False,
    shared_by: str | None = None,
    nearest: bool = False,
    searchable: bool = False,
) -> Message:
    """Return page ``number``, counted from 0, of an answer, or of the nearest passages when there was no answer.

    question: shown above the answer, where people cannot see the question itself. shareable: with a button that shows
    the page to everybody. shared_by: the escaped name of the person who pressed that button; the buttons of the copy
    work like those of any answer. searchable: with a button that searches what whoever presses it may read.
    """
    shown = pages[number]
    container: ui.Container[Any] = ui.Container(accent_colour=QUIET_COLOUR if nearest else ACCENT_COLOUR)
    if shared_by:
        container.add_item(ui.TextDisplay(f"-# {language.say('shared-by', person=shared_by)}"))
    _add_question(container, question, remembered.searched, language)
    if nearest:
        container.add_item(ui.TextDisplay(f"-# {language.say('nearest-note')}"))
    files = _add_quotes(container, shown, remembered.id, language)
    first, last, all_ = shown[0].index + 1, shown[-1].index + 1, sum(map(len, pages))
    parts = [language.say("searched", documents=remembered.documents)]
    if len(pages) > 1:
        which = "one-passage" if first == last else "passages"
        parts.insert(0, language.say(which, first=first, last=last, all=all_))
    container.add_item(ui.TextDisplay("-# " + " · ".join(parts)))
    view = ui.LayoutView(timeout=None)
    view.add_item(container)
    row: ui.ActionRow[Any] = ui.ActionRow()
    if len(pages) > 1:
        # A button leads to a passage, not to a page: by the time it is pressed, pages may be divided differently.
        back = pages[number - 1][0].index if number else all_ + 1
        forward = pages[number + 1][0].index if number + 1 < len(pages) else all_
        row.add_item(button(ButtonAction(Verb.PAGE, remembered.id, back), BACK_LABEL, disabled=number == 0))
        row.add_item(
            button(ButtonAction(Verb.PAGE, remembered.id, forward), FORWARD_LABEL, disabled=number + 1 == len(pages))
        )
    exact = ButtonAction(Verb.EXACT, remembered.id, shown[0].index * 10 + len(shown))
    row.add_item(button(exact, language.say("button-exact")))
    if not nearest:
        row.add_item(button(ButtonAction(Verb.HELPFUL, remembered.id), emoji="👍"))
        row.add_item(button(ButtonAction(Verb.UNHELPFUL, remembered.id), emoji="👎"))
    view.add_item(row)
    if shareable:
        share = ButtonAction(Verb.SHARE, remembered.id, shown[0].index)
        view.add_item(ui.ActionRow(button(share, language.say("button-share"), style=discord.ButtonStyle.primary)))
    if searchable:
        view.add_item(ui.ActionRow(button(ButtonAction(Verb.OWN, remembered.id), language.say("button-own"))))
    return as_message(view, files)


def silence_message(
    remembered: RememberedAnswer,
    language: Language,
    *,
    question: str | None = None,
    shareable: bool = False,
    searchable: bool = False,
) -> Message:
    """Return "not in the sources", with the nearest passages behind a button when there are any.

    shareable, searchable: see ``answer_message``.
    """
    container: ui.Container[Any] = ui.Container(accent_colour=QUIET_COLOUR)
    _add_question(container, question, remembered.searched, language)
    container.add_item(ui.TextDisplay(language.say("not-in-sources", documents=remembered.documents)))
    view = ui.LayoutView(timeout=None)
    view.add_item(container)
    row: ui.ActionRow[Any] = ui.ActionRow()
    if remembered.quotes:
        row.add_item(button(ButtonAction(Verb.NEAREST, remembered.id), language.say("button-nearest")))
    if shareable:
        row.add_item(button(ButtonAction(Verb.SHARE, remembered.id), language.say("button-share")))
    if searchable:
        row.add_item(button(ButtonAction(Verb.OWN, remembered.id), language.say("button-own")))
    if row.children:
        view.add_item(row)
    return as_message(view)


def context_message(texts: Sequence[str], files: Sequence[File], citation: str) -> Message:
    """Return a message that shows a quote with the passages around it."""
    container: ui.Container[Any] = ui.Container(*(ui.TextDisplay(text) for text in texts), accent_colour=ACCENT_COLOUR)
    for file in files:
        container.add_item(ui.File(f"attachment://{file.name}"))
    container.add_item(ui.TextDisplay(citation))
    view = ui.LayoutView(timeout=None)
    view.add_item(container)
    return as_message(view, files)


def exact_message(quotes: Sequence[RenderedQuote], language: Language) -> Message:
    """Return the exact text of quotes and of what stands above them, each with what is needed to check it.

    It is in code blocks, or else in files.
    """
    container: ui.Container[Any] = ui.Container(accent_colour=ACCENT_COLOUR)
    files: list[File] = []
    evidence = [item.text if item.quote is None else rendering.evidence_line(item.quote, language) for item in quotes]
    room = rendering.MAX_MESSAGE_UNITS - sum(map(size, evidence))
    present = [(item.index, item.quote) for item in quotes if item.quote is not None]
    texts, room = _first_that_fit({index: fence(quote.text) for index, quote in present}, room)
    contexts = {index: rendering.exact_above(quote.above, language) for index, quote in present if quote.above}
    contexts, _ = _first_that_fit(contexts, room)

    def add(text: str | None, file: File) -> None:
        if text is None:
            files.append(file)
            container.add_item(ui.File(f"attachment://{file.name}"))
        else:
            container.add_item(ui.TextDisplay(text))

    for item, lines in zip(quotes, evidence, strict=True):
        if (quote := item.quote) is not None:
            name = f"quote-{item.index + 1}"
            if quote.above:
                add(contexts[item.index], rendering.exact_above_file(quote.above, f"{name}-above.json"))
            add(texts[item.index], File(f"{name}.txt", quote.text))
        container.add_item(ui.TextDisplay(lines))
    view = ui.LayoutView(timeout=None)
    view.add_item(container)
    return as_message(view, files)


def list_message(
    title: str, lines: Sequence[str], footer: str | None = None, buttons: Sequence[ui.Button[Any]] = ()
) -> Message:
    """Return a list with a title and perhaps a footer and buttons; all texts are Markdown already."""
    container: ui.Container[Any] = ui.Container(accent_colour=ACCENT_COLOUR)
    container.add_item(ui.TextDisplay(f"### {title}"))
    if lines:
        container.add_item(ui.TextDisplay("\n".join(lines)))
    if footer:
        container.add_item(ui.TextDisplay(f"-# {footer}"))
    view = ui.LayoutView(timeout=None)
    view.add_item(container)
    if buttons:
        view.add_item(ui.ActionRow(*buttons))
    return as_message(view)


def button(
    action: ButtonAction,
    label: str | None = None,
    *,
    emoji: str | None = None,
    disabled: bool = False,
    style: discord.ButtonStyle = discord.ButtonStyle.secondary,
) -> ui.Button[Any]:
    """Return a button that does ``action``."""
    return ui.Button(custom_id=action.custom_id, label=label, emoji=emoji, disabled=disabled, style=style)


def _add_question(container: ui.Container[Any], question: str | None, searched: str | None, language: Language) -> None:
    """Add the question, and what was searched for in its place, in one text: a message has few components to spare."""
    lines = [rendering.question_heading(question)] if question else []
    if searched:
        lines.append(rendering.searched_line(searched, language))
    if lines:
        container.add_item(ui.TextDisplay("\n".join(lines)))


def _add_quotes(
    container: ui.Container[Any], quotes: Sequence[RenderedQuote], answer_id: str, language: Language
) -> list[File]:
    files: list[File] = []
    for number, item in enumerate(quotes):
        if number:
            container.add_item(ui.Separator(spacing=discord.SeparatorSpacing.small))
        container.add_item(ui.TextDisplay(item.shown))
        for file in item.files:
            files.append(file)
            container.add_item(ui.File(f"attachment://{file.name}"))
        if item.quote is not None:
            around = button(ButtonAction(Verb.CONTEXT, answer_id, item.index), language.say("button-context"))
            container.add_item(ui.Section(ui.TextDisplay(item.citation), accessory=around))
    return files


def _first_that_fit(texts: dict[int, str | None], room: int) -> tuple[dict[int, str | None], int]:
    """Return the texts, with None for those that no longer fit into so many UTF-16 units, and how many are left."""
    kept: dict[int, str | None] = {}
    for key, text in texts.items():
        kept[key] = text if text is not None and size(text) <= room else None
        room -= size(kept[key] or "")
    return kept, room


def as_message(view: ui.LayoutView, files: Sequence[File] = ()) -> Message:
    """Return components as a message, with the files that they name."""
    view.stop()  # nothing in this process waits for its buttons; otherwise it would keep every view for ever
    return Message(view, tuple(files))
