"""Blocks of text and buttons → messages in Discord's components, which need no memory of the process that sent them.

What a button does stands in its ``custom_id``: a verb, the id of an answer, and a number. ``parse`` reads it back, in
this process or in one that is started next week.
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

from bot import rendering
from bot.escaping import fence, size
from bot.rendering import Block, File
from bot.state import Remembered
from bot.translating import Language

ACCENT = discord.Colour(0x4F7CAC)
QUIET = discord.Colour(0x6B7280)
BACK, ON = "←", "→"
"""Labels of the buttons that turn pages: plain arrows, where an emoji would be a coloured square."""


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


PREFIX = "quoth1:"
"""Of every button of this version; another one is a button that nobody knows any more."""

_BUTTON = re.compile(rf"(?a){PREFIX}(?P<verb>[a-z]+):(?P<answer>[\w-]{{0,60}}):(?P<number>0|[1-9]\d{{0,5}})")


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button's meaning. ``answer`` is the id of an answer, ``number`` the index of a quote, or a range of them."""

    verb: Verb
    answer: str = ""
    number: int = 0

    @property
    def custom_id(self) -> str:
        """What Discord hands back when the button is pressed: at most 85 characters."""
        return f"{PREFIX}{self.verb}:{self.answer}:{self.number}"


def parse(custom_id: str) -> Pressed | None:
    """Return what a button means, or None when it is none of this version's."""
    match = _BUTTON.fullmatch(custom_id)
    if match is None or match["verb"] not in list(Verb):
        return None
    return Pressed(Verb(match["verb"]), match["answer"], int(match["number"]))


def range_of(pressed: Pressed) -> tuple[int, int]:
    """Return the index of the first quote and how many quotes a button is about, up to 9."""
    return divmod(pressed.number, 10)


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent: components, and the files that they name."""

    view: ui.LayoutView
    attached: tuple[File, ...] = field(default=())

    @property
    def files(self) -> list[discord.File]:
        """The files, made anew: one can be sent only once."""
        return [discord.File(io.BytesIO(file.text.encode()), filename=file.name) for file in self.attached]

    def to_send(self) -> dict[str, Any]:
        """Return arguments for sending: nobody is ever pinged."""
        return {
            "view": self.view,
            "allowed_mentions": discord.AllowedMentions.none(),
            **({"files": self.files} if self.attached else {}),
        }

    def to_edit(self) -> dict[str, Any]:
        """Return arguments for editing: the files that were there before are gone."""
        return {"view": self.view, "allowed_mentions": discord.AllowedMentions.none(), "attachments": self.files}


def note(text: str, *buttons: ui.Button[Any], colour: discord.Colour | None = None) -> Message:
    """Return a message of one text, which is Markdown already, and perhaps buttons."""
    view = ui.LayoutView(timeout=None)
    if colour is None:
        view.add_item(ui.TextDisplay(text))
    else:
        view.add_item(ui.Container(ui.TextDisplay(text), accent_colour=colour))
    if buttons:
        view.add_item(ui.ActionRow(*buttons))
    return _done(view)


def answer(
    remembered: Remembered,
    pages: Sequence[Sequence[Block]],
    number: int,
    language: Language,
    *,
    question: str | None = None,
    shareable: bool = False,
    shared_by: str | None = None,
    nearest: bool = False,
) -> Message:
    """Return page ``number``, counted from 0, of an answer, or of the nearest passages when there was none.

    question: shown above, where the question itself cannot be seen. shareable: with a button that shows the page to
    everybody. shared_by: who pressed it, already escaped; the copy's buttons work like those of any answer.
    """
    shown = pages[number]
    container: ui.Container[Any] = ui.Container(accent_colour=QUIET if nearest else ACCENT)
    if shared_by:
        container.add_item(ui.TextDisplay(f"-# {language.say('shared-by', person=shared_by)}"))
    if question:
        container.add_item(ui.TextDisplay(rendering.question(question)))
    if nearest:
        container.add_item(ui.TextDisplay(f"-# {language.say('nearest-note')}"))
    files = _quotes(container, shown, remembered.id, language)
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
        # A button leads to a passage, not to a page: pages may be cut otherwise by the time that it is pressed.
        back = pages[number - 1][0].index if number else all_ + 1
        on = pages[number + 1][0].index if number + 1 < len(pages) else all_
        row.add_item(_button(Pressed(Verb.PAGE, remembered.id, back), BACK, disabled=number == 0))
        row.add_item(_button(Pressed(Verb.PAGE, remembered.id, on), ON, disabled=number + 1 == len(pages)))
    exact = Pressed(Verb.EXACT, remembered.id, shown[0].index * 10 + len(shown))
    row.add_item(_button(exact, language.say("button-exact")))
    if not nearest:
        row.add_item(_button(Pressed(Verb.HELPFUL, remembered.id), emoji="👍"))
        row.add_item(_button(Pressed(Verb.UNHELPFUL, remembered.id), emoji="👎"))
    view.add_item(row)
    if shareable:
        share = Pressed(Verb.SHARE, remembered.id, shown[0].index)
        view.add_item(ui.ActionRow(_button(share, language.say("button-share"), style=discord.ButtonStyle.primary)))
    return _done(view, files)


def silence(
    remembered: Remembered, language: Language, *, question: str | None = None, shareable: bool = False
) -> Message:
    """Return "not in the sources", with the nearest passages behind a button when there are any."""
    container: ui.Container[Any] = ui.Container(accent_colour=QUIET)
    if question:
        container.add_item(ui.TextDisplay(rendering.question(question)))
    container.add_item(ui.TextDisplay(language.say("not-in-sources", documents=remembered.documents)))
    view = ui.LayoutView(timeout=None)
    view.add_item(container)
    row: ui.ActionRow[Any] = ui.ActionRow()
    if remembered.quotes:
        row.add_item(_button(Pressed(Verb.NEAREST, remembered.id), language.say("button-nearest")))
    if shareable:
        row.add_item(_button(Pressed(Verb.SHARE, remembered.id), language.say("button-share")))
    if row.children:
        view.add_item(row)
    return _done(view)


def context(texts: Sequence[str], file: File | None, citation: str) -> Message:
    """Return a quote among its neighbours."""
    container: ui.Container[Any] = ui.Container(*(ui.TextDisplay(text) for text in texts), accent_colour=ACCENT)
    if file:
        container.add_item(ui.File(f"attachment://{file.name}"))
    container.add_item(ui.TextDisplay(citation))
    view = ui.LayoutView(timeout=None)
    view.add_item(container)
    return _done(view, (file,) if file else ())


def exact(blocks: Sequence[Block], language: Language) -> Message:
    """Return the text of quotes to the byte, in code blocks or else as files, each with what it takes to check it."""
    container: ui.Container[Any] = ui.Container(accent_colour=ACCENT)
    files: list[File] = []
    evidence = [item.text if item.quote is None else rendering.evidence(item.quote, language) for item in blocks]
    room = rendering.MESSAGE_SIZE - sum(map(size, evidence))
    for item, lines in zip(blocks, evidence, strict=True):
        if item.quote is not None:
            fenced = fence(item.quote.text)
            if fenced is not None and size(fenced) <= room:
                container.add_item(ui.TextDisplay(fenced))
                room -= size(fenced)
            else:
                files.append(File(f"quote-{item.index + 1}.txt", item.quote.text))
                container.add_item(ui.File(f"attachment://{files[-1].name}"))
        container.add_item(ui.TextDisplay(lines))
    view = ui.LayoutView(timeout=None)
    view.add_item(container)
    return _done(view, files)


def listing(
    title: str, lines: Sequence[str], footer: str | None = None, buttons: Sequence[ui.Button[Any]] = ()
) -> Message:
    """Return a titled list, all of it Markdown already, for operators and the curious."""
    container: ui.Container[Any] = ui.Container(accent_colour=ACCENT)
    container.add_item(ui.TextDisplay(f"### {title}"))
    if lines:
        container.add_item(ui.TextDisplay("\n".join(lines)))
    if footer:
        container.add_item(ui.TextDisplay(f"-# {footer}"))
    view = ui.LayoutView(timeout=None)
    view.add_item(container)
    if buttons:
        view.add_item(ui.ActionRow(*buttons))
    return _done(view)


def button(
    pressed: Pressed,
    label: str | None = None,
    *,
    emoji: str | None = None,
    disabled: bool = False,
    danger: bool = False,
) -> ui.Button[Any]:
    """Return a button that means ``pressed``."""
    style = discord.ButtonStyle.danger if danger else discord.ButtonStyle.secondary
    return _button(pressed, label, emoji=emoji, disabled=disabled, style=style)


def _quotes(container: ui.Container[Any], blocks: Sequence[Block], answer: str, language: Language) -> list[File]:
    files = []
    for number, item in enumerate(blocks):
        if number:
            container.add_item(ui.Separator(spacing=discord.SeparatorSpacing.small))
        container.add_item(ui.TextDisplay(item.text))
        if item.file:
            files.append(item.file)
            container.add_item(ui.File(f"attachment://{item.file.name}"))
        if item.quote is not None:
            around = _button(Pressed(Verb.CONTEXT, answer, item.index), language.say("button-context"))
            container.add_item(ui.Section(ui.TextDisplay(item.citation), accessory=around))
    return files


def _button(
    pressed: Pressed,
    label: str | None = None,
    *,
    emoji: str | None = None,
    disabled: bool = False,
    style: discord.ButtonStyle = discord.ButtonStyle.secondary,
) -> ui.Button[Any]:
    return ui.Button(custom_id=pressed.custom_id, label=label, emoji=emoji, disabled=disabled, style=style)


def _done(view: ui.LayoutView, files: Sequence[File] = ()) -> Message:
    view.stop()  # nothing waits for its buttons in this process, or it would keep every view for ever
    return Message(view, tuple(files))
