"""A list from which somebody chooses → a message, with a button for each of its lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from discord import ui

from bot.messages.views import ACCENT_COLOUR, Message, as_message


def choice_message(
    title: str, lines: Sequence[str], choices: Sequence[ui.Button[Any]], more: Sequence[ui.Button[Any]]
) -> Message:
    """Return a list with a row of buttons for its lines, and one for whatever else there is to do."""
    view = ui.LayoutView(timeout=None)
    view.add_item(
        ui.Container(ui.TextDisplay(f"### {title}"), ui.TextDisplay("\n".join(lines)), accent_colour=ACCENT_COLOUR)
    )
    for row in (choices, more):
        if row:
            view.add_item(ui.ActionRow(*row))
    return as_message(view)
