"""What the bot remembers about an answer, and the settings of a channel."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.deciding import Mode
from retrieval import Answer, Quote
from retrieval.model import Span


@dataclass(frozen=True, slots=True)
class RememberedQuote:
    """A quote as an answer showed it: enough to show it again while the library still contains these words."""

    id: str
    sha256: str
    score: float
    highlights: tuple[Span, ...]
    answer: Span | None = None
    is_pinned: bool = False


@dataclass(frozen=True, slots=True)
class RememberedAnswer:
    """An answer, with all that its buttons need.

    ``quotes`` are the nearest passages when it was not answered. ``searched`` is the ``Answer.searched``. ``message``
    is the message that shows it to others, ``asking_message`` the one that asked, None for commands and menus, and
    ``offer`` the one that offers to answer a new wording. ``repeats`` is the message whose question, perhaps somebody
    else's, was searched again for one person alone: it asked, but not for this answer. ``server`` is None in direct
    messages, ``parent`` the channel that a thread belongs to. ``is_private`` is whether perhaps only the asker saw that
    it was asked, and true for what an older Quoth stored. ``source`` and ``language`` are what the asker chose.
    """

    id: str
    person: int | None
    question: str | None
    channel: int
    message: int | None
    answered: bool
    confidence: float
    documents: int
    quotes: tuple[RememberedQuote, ...]
    searched: str | None = None
    server: int | None = None
    parent: int | None = None
    asking_message: int | None = None
    offer: int | None = None
    repeats: int | None = None
    is_private: bool = True
    source: str | None = None
    language: str | None = None

    @property
    def question_message(self) -> int | None:
        """The message with which the question goes when it is deleted, None where no one else sees any."""
        return self.asking_message or self.repeats or (None if self.is_private else self.message)


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question of a conversation. ``is_private``: perhaps only the person saw that it was asked."""

    question: str | None
    person: int | None
    channel: int
    is_private: bool


@dataclass(frozen=True, slots=True)
class ChannelSettings:
    """The settings of a channel: what is answered there, and from which documents; see ``lies_within``.

    ``by_operator`` is whether an operator set it, so that only operators may loosen it.
    """

    mode: Mode = Mode.MENTIONS
    source: str | None = None
    by_operator: bool = False


def to_remember(
    answer: Answer,
    *,
    person: int,
    channel: int,
    documents: int,
    server: int | None = None,
    parent: int | None = None,
    asking_message: int | None = None,
    repeats: int | None = None,
    is_private: bool = True,
    source: str | None = None,
    language: str | None = None,
) -> RememberedAnswer:
    """Return an answer in the form that is remembered, with an id that nobody can guess; this stores nothing."""
    return RememberedAnswer(
        id=secrets.token_urlsafe(9),
        person=person,
        question=answer.question,
        channel=channel,
        message=None,
        answered=answer.answered,
        confidence=answer.confidence,
        documents=documents,
        quotes=tuple(
            RememberedQuote(quote.id, quote.sha256, quote.score, quote.highlights, quote.answer, quote.is_pinned)
            for quote in answer.quotes or answer.nearest
        ),
        searched=answer.searched,
        server=server,
        parent=parent,
        asking_message=asking_message,
        repeats=repeats,
        is_private=is_private,
        source=source,
        language=language,
    )


def as_shown(shown: Sequence[RememberedQuote], found: Sequence[Quote | None]) -> list[Quote | None]:
    """Return the quotes that the library found for ``shown``, with the scores and marks that they were shown with."""
    return [
        None
        if quote is None
        else replace(quote, score=item.score, highlights=item.highlights, answer=item.answer, is_pinned=item.is_pinned)
        for item, quote in zip(shown, found, strict=True)
    ]
