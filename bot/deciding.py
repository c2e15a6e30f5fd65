"""Whether to answer: pure functions of a message and the operator's settings, which ask Discord nothing."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from bot.settings import Settings
from retrieval.languages.question_forms import asks_by_words, has_question_mark
from retrieval.search.wording.small_talk import is_greeting, is_small_talk, thanks_and_remarks


class Mode(StrEnum):
    """What Quoth answers in a channel, including its threads and posts."""

    MENTIONS = "mentions"
    QUESTIONS = "questions"
    NOTHING = "nothing"

    def answers_more(self, other: Mode) -> bool:
        """Return whether more is answered than in another mode."""
        order = [Mode.NOTHING, Mode.MENTIONS, Mode.QUESTIONS]
        return order.index(self) > order.index(other)


class Way(StrEnum):
    """How a question was asked."""

    SLASH = "slash"
    MENTION = "mention"
    REPLY = "reply"
    DIRECT = "dm"
    MENU = "menu"
    CHANNEL = "channel"
    BUTTON = "button"


class Refusal(StrEnum):
    """Why somebody may not ask here."""

    SERVER = "server"
    CHANNEL = "channel"
    ROLE = "role"
    DIRECT = "direct"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody is, who they are, and their roles there.

    ``parent`` is the channel that a thread or post belongs to, ``category`` the one that this channel is in.
    """

    server: int | None
    channel: int
    parent: int | None = None
    roles: frozenset[int] = frozenset()
    mode: Mode = Mode.MENTIONS
    category: int | None = None
    person: int | None = None


@dataclass(frozen=True, slots=True)
class HeardMessage:
    """What the decision needs to know about a message. ``text`` does not include the mention of the bot."""

    text: str
    place: Place
    by_person: bool = True
    mentions_me: bool = False
    replies_to_me: bool = False
    in_my_thread: bool = False
    opens_post: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether and how to answer.

    ``says_no`` is whether to reply even when the answer is "not in the sources". ``only_greeted`` means that somebody
    greeted Quoth and asked nothing: the reply says how to ask.
    """

    way: Way | None
    says_no: bool = True
    only_greeted: bool = False

    @property
    def answers(self) -> bool:
        """Whether to answer at all."""
        return self.way is not None


SILENCE = Decision(None)


@dataclass(frozen=True, slots=True)
class Reach:
    """What somebody may operate: everything, the folders of one server, or nothing. Nothing is false.

    ``folders`` are paths below the seeds folder, and stand for all that is in them.
    """

    everything: bool = False
    server: int | None = None
    folders: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return self.everything or bool(self.folders)

    def covers(self, path: str) -> bool:
        """Return whether a document, by its path below the seeds folder, may be changed and listed."""
        if self.everything:
            return True
        spelled = path if path.isascii() else unicodedata.normalize("NFC", path)
        return any(spelled.startswith(f"{folder}/") for folder in self.folders)


NO_REACH = Reach()


def should_answer(heard: HeardMessage, settings: Settings) -> Decision:
    """Return whether to answer a message.

    A message to Quoth (a direct message, a mention, a reply to one of its answers) is answered wherever its author may
    ask, unless the channel's mode is ``NOTHING``. Any other message is answered only if it is a question, in a thread
    that Quoth opened or in a channel where every question is answered. In such a channel, Quoth says nothing when the
    sources have no answer, except in a new post, whose author is waiting. Small talk ("thanks!") is never answered; who
    greets Quoth is told how to ask. A reply that thanks and says more ("thanks, you saved my day") is answered only if
    the sources do answer it.
    """
    if not heard.by_person or may_not_ask(heard.place, settings) is not None:
        return SILENCE
    only_greeted = is_greeting(heard.text)
    if heard.text and is_small_talk(heard.text) and not only_greeted:
        return SILENCE
    if heard.place.server is None:
        return Decision(Way.DIRECT, only_greeted=only_greeted)
    if heard.place.mode is Mode.NOTHING:
        return SILENCE
    if heard.replies_to_me and heard.text:
        is_thanks = thanks_and_remarks(heard.text) and not is_question(heard.text)
        return Decision(Way.REPLY, says_no=not is_thanks, only_greeted=only_greeted)
    if heard.mentions_me:
        return Decision(Way.MENTION, only_greeted=only_greeted)
    if not settings.discord_read_messages or only_greeted or not is_question(heard.text):
        return SILENCE
    if heard.in_my_thread:
        return Decision(Way.CHANNEL)
    if heard.place.mode is Mode.QUESTIONS:
        return Decision(Way.CHANNEL, says_no=heard.opens_post)
    return SILENCE


def may_not_ask(place: Place, settings: Settings) -> Refusal | None:
    """Return why somebody may not ask in a place, or None when they may."""
    if place.person in settings.discord_denied:
        return Refusal.PERSON
    if place.server is None:
        is_restricted = settings.discord_servers or settings.discord_channels or settings.discord_roles
        allowed = settings.discord_direct_messages
        return None if (not is_restricted if allowed is None else allowed) else Refusal.DIRECT
    if settings.discord_servers and place.server not in settings.discord_servers:
        return Refusal.SERVER
    if settings.discord_channels and not settings.discord_channels & {place.channel, place.parent, place.category}:
        return Refusal.CHANNEL
    if settings.discord_roles and not settings.discord_roles & place.roles:
        return Refusal.ROLE
    return None


def reach_of(person: int, place: Place, settings: Settings, *, manages: bool, owners: frozenset[int]) -> Reach:
    """Return what somebody may operate from where they are.

    Managing a server (``manages``) is enough only in servers that the settings name: anybody can invite a public bot to
    a server of their own. In a server that has folders of its own, managing it or having an operators' role is enough
    for these folders alone.
    """
    if person in owners or person in settings.discord_operators:
        return Reach(everything=True)
    has_role = bool(settings.discord_operators & place.roles)
    if place.server is not None and (folders := settings.folders_of(place.server)):
        return Reach(server=place.server, folders=folders) if has_role or manages else NO_REACH
    return Reach(everything=has_role or (manages and place.server in settings.discord_servers))


def is_question(text: str) -> bool:
    """Return whether a message looks like a question: by a question mark, or by its words and lack of a stop."""
    return has_question_mark(text) or asks_by_words(text)
