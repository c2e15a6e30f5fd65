"""Which earlier answers count where something is asked, or where a button is pressed: those that were seen there."""

from __future__ import annotations

from dataclasses import dataclass

from bot.deciding import Place
from bot.state.records import RememberedAnswer, Turn
from bot.state.state import State


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks or presses where, and whether only they see what comes of it."""

    person: int
    place: Place
    is_alone: bool

    def has_seen(self, turn: Turn | RememberedAnswer) -> bool:
        """Return whether all who see what comes of it could see that this was asked."""
        is_shown = isinstance(turn, RememberedAnswer) and turn.message is not None
        if is_shown or not turn.is_private:
            return turn.channel in (self.place.channel, self.place.parent)
        return self.is_alone and turn.person == self.person


def conversation_before(state: State, previous: str | None, viewer: Viewer) -> tuple[str | None, tuple[str, ...]]:
    """Return an earlier answer, by its id, and the questions that led to it, oldest first: what the viewer has seen.

    The answer is None where they have not seen it.
    """
    turns = state.turns(previous) if previous is not None else []
    if not turns or not viewer.has_seen(turns[-1]):
        return None, ()
    return previous, tuple(turn.question for turn in turns if turn.question and viewer.has_seen(turn))


def belongs_to(remembered: RememberedAnswer, viewer: Viewer, message: int, *, is_ephemeral: bool) -> bool:
    """Return whether a message shows an answer, or a part of it, to the one who pressed a button of it.

    message: the message with the button. is_ephemeral: only they see it.
    """
    if is_ephemeral:
        return remembered.person == viewer.person or viewer.has_seen(remembered)
    if remembered.message is not None:
        return remembered.message == message
    is_theirs = remembered.person == viewer.person and viewer.place.server is None
    return remembered.channel == viewer.place.channel and (not remembered.is_private or is_theirs)
