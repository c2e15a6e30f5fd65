"""Messages as Discord stores them and as tests read them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from . import components as tree
from .components import Button
from .mentions import Pings
from .wire import Json, content_type, iso

if TYPE_CHECKING:
    from .channels import Channel
    from .users import User
    from .world import World

DEFAULT, REPLY, SLASH_ANSWER, THREAD_STARTER, MENU_ANSWER = 0, 19, 20, 21, 23
SUPPRESS_EMBEDS, HAS_THREAD, EPHEMERAL, LOADING = 1 << 2, 1 << 5, 1 << 6, 1 << 7
SUPPRESS_NOTIFICATIONS, COMPONENTS_V2 = 1 << 12, 1 << 15


@dataclass(eq=False, slots=True)
class File:
    """An attachment. ``shown`` is False for one that a components-v2 message uploads and never refers to."""

    id: int
    name: str
    content: bytes = field(repr=False)
    url: str = ""
    description: str | None = None
    ephemeral: bool = False
    shown: bool = True

    @property
    def text(self) -> str:
        """The content, decoded as UTF-8."""
        return self.content.decode()

    def payload(self) -> Json:
        """The attachment object."""
        answer: Json = {
            "id": str(self.id),
            "filename": self.name,
            "size": len(self.content),
            "url": self.url,
            "proxy_url": self.url.replace("cdn.discordapp.com", "media.discordapp.net"),
            "content_type": content_type(self.name),
        }
        if self.description is not None:
            answer["description"] = self.description
        return answer | {"ephemeral": True} if self.ephemeral else answer


@dataclass(frozen=True, slots=True)
class Version:
    """What a message was before an edit."""

    content: str
    embeds: list[Json]
    components: list[Json]
    files: list[File]
    flags: int
    until: datetime


@dataclass(eq=False, repr=False)
class Message:
    """A message. It is live: an edit changes what its attributes say, and puts what they said into ``edits``."""

    world: World
    id: int
    channel: Channel
    author: User
    created: datetime
    content: str = ""
    type: int = DEFAULT
    flags: int = 0
    embeds: list[Json] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    """The raw component objects, as sent, with the ids that Discord adds."""
    files: list[File] = field(default_factory=list)
    edited: datetime | None = None
    edits: list[Version] = field(default_factory=list)
    """What it was before each edit, oldest first. Filling in a "thinking" message is no edit."""
    reference: Message | None = None
    """The message that this one replies to."""
    mentions: list[User] = field(default_factory=list)
    mention_roles: list[int] = field(default_factory=list)
    mention_everyone: bool = False
    pings: Pings = field(default_factory=Pings)
    """Who was notified when it appeared: by content, text displays and reply, as allowed_mentions let through."""
    reactions: dict[str, list[User]] = field(default_factory=dict)
    thread: Channel | None = None
    interaction: Json | None = None
    seen_by: User | None = None
    """For an ephemeral message, the one person who sees it."""
    nonce: str | int | None = None
    deleted: bool = False
    pinned: bool = False

    def __repr__(self) -> str:
        notes = ["thinking"] * self.thinking + ["ephemeral"] * self.ephemeral + ["deleted"] * self.deleted
        text = self.text if len(self.text) <= 80 else f"{self.text[:77]}..."
        return f"<Message {self.id} by {self.author.name} in #{self.channel.name}: {text!r} {' '.join(notes)}>"

    @property
    def ephemeral(self) -> bool:
        """Whether only the person who acted sees it."""
        return bool(self.flags & EPHEMERAL)

    @property
    def thinking(self) -> bool:
        """Whether it still says "… is thinking"."""
        return bool(self.flags & LOADING)

    @property
    def uses_components_v2(self) -> bool:
        """Whether everything it shows are components."""
        return bool(self.flags & COMPONENTS_V2)

    @property
    def texts(self) -> list[str]:
        """The contents of all its text displays, in the order in which they are shown."""
        return tree.texts(self.components)

    @property
    def text(self) -> str:
        """All that can be read: content, embeds' titles, descriptions and fields, text displays, a line each."""
        parts: list[str | None] = [self.content]
        for embed in self.embeds:
            parts += [embed.get("title"), embed.get("description")]
            for one in embed.get("fields") or []:
                parts += [one["name"], one["value"]]
            parts.append((embed.get("footer") or {}).get("text"))
        return "\n".join(part for part in [*parts, *self.texts] if part)

    @property
    def buttons(self) -> list[Button]:
        """All its buttons, in order."""
        return tree.buttons(self.components)

    @property
    def selects(self) -> list[Json]:
        """All its select menus, raw, in order."""
        return [one for _, one in tree.walk(self.components) if one.get("type") in tree.SELECTS]

    def button(self, name: str) -> Button:
        """The button with that custom id, label or emoji; LookupError when there is none."""
        for button in self.buttons:
            if button.answers_to(name):
                return button
        raise LookupError(f"no button {name!r}; there are {self.buttons}")

    async def until(self, probe: Callable[[Message], Any], *, timeout: float = 5) -> Message:
        """Wait until ``probe(message)`` is true. It is asked after each change, in the double's thread."""
        await self.world.bridge.until(lambda: bool(probe(self)), timeout, lambda: f"the condition never held: {self}")
        return self

    def payload(self, *, full: bool = True, nested: bool = True) -> Json:
        """The message object; ``full`` False for a viewer without the intent for message content."""
        world = self.world
        blank = not full and world.hides_content(self)
        answer: Json = {
            "id": str(self.id),
            "channel_id": str(self.channel.id),
            "type": self.type,
            "author": self.author.payload(),
            "content": "" if blank else self.content,
            "embeds": [] if blank else self.embeds,
            "components": [] if blank else self.components,
            "attachments": [] if blank else [file.payload() for file in self.files],
            "timestamp": iso(self.created),
            "edited_timestamp": None if self.edited is None else iso(self.edited),
            "tts": False,
            "flags": self.flags,
            "pinned": self.pinned,
            "mention_everyone": self.mention_everyone,
            "mentions": [self._mentioned(user) for user in self.mentions],
            "mention_roles": [str(role) for role in self.mention_roles],
        }
        if self.interaction is not None:
            answer["interaction_metadata"] = self.interaction
            answer["application_id"] = answer["webhook_id"] = str(world.application_id)
        if self.reactions:
            answer["reactions"] = [self._reaction(emoji, users) for emoji, users in self.reactions.items()]
        if self.nonce is not None:
            answer["nonce"] = self.nonce
        if self.thread is not None:
            answer["thread"] = self.thread.payload()
        if self.reference is not None:
            answer["message_reference"] = {
                "type": 0,
                "message_id": str(self.reference.id),
                "channel_id": str(self.reference.channel.id),
            }
            if self.channel.guild is not None:
                answer["message_reference"]["guild_id"] = str(self.channel.guild.id)
            if nested and self.reference.deleted:
                answer["referenced_message"] = None
            elif nested:
                answer["referenced_message"] = self.reference.payload(full=full, nested=False)
        return answer

    def _mentioned(self, user: User) -> Json:
        member = self.channel.guild.members.get(user.id) if self.channel.guild else None
        answer = user.payload()
        return answer | {"member": member.payload(with_user=False)} if member else answer

    def _reaction(self, emoji: str, users: list[User]) -> Json:
        return {
            "emoji": emoji_payload(emoji),
            "count": len(users),
            "count_details": {"normal": len(users), "burst": 0},
            "me": self.world.bot in users,
            "me_burst": False,
            "burst_colors": [],
        }


def emoji_payload(emoji: str) -> Json:
    """The emoji object of a character, or of ``name:id``."""
    name, _, number = emoji.partition(":")
    return {"id": number or None, "name": name}
