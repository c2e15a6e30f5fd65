"""Channels of every kind: text, forum, category, thread, direct message."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from . import permissions
from .wire import Json, iso

if TYPE_CHECKING:
    from .guilds import Guild, Role
    from .messages import Message
    from .users import User
    from .world import World

TEXT, DM, GROUP_DM, CATEGORY, NEWS, FORUM = 0, 1, 3, 4, 5, 15
NEWS_THREAD, PUBLIC_THREAD, PRIVATE_THREAD = 10, 11, 12
SPEAKING = frozenset({0, 19, 20, 23})
"""The types of messages that somebody wrote: plain, reply, answer to a slash command or to a context menu."""


@dataclass(slots=True)
class Overwrite:
    """What a channel denies and allows a role or a member."""

    is_member: bool
    allow: int = 0
    deny: int = 0


@dataclass(frozen=True, slots=True)
class ForumTag:
    """A tag that posts of a forum can carry."""

    id: int
    name: str

    def payload(self) -> Json:
        """The tag object."""
        return {"id": str(self.id), "name": self.name, "moderated": False, "emoji_id": None, "emoji_name": None}


@dataclass(eq=False)
class Channel:
    """A place for messages. A thread is a channel whose ``parent`` is the channel that it belongs to."""

    world: World = field(repr=False)
    id: int
    type: int
    name: str
    guild: Guild | None = None
    parent: Channel | None = field(default=None, repr=False)
    topic: str | None = None
    recipients: list[User] = field(default_factory=list, repr=False)
    overwrites: dict[int, Overwrite] = field(default_factory=dict, repr=False)
    history: dict[int, Message] = field(default_factory=dict, repr=False)
    """Every message that is in the channel now, those that Discord writes itself included, oldest first."""
    available_tags: list[ForumTag] = field(default_factory=list, repr=False)
    typing_count: int = 0
    """How often the bot has shown that it is typing here."""
    deleted: bool = False

    owner: User | None = field(default=None, repr=False)
    created: datetime | None = field(default=None, repr=False)
    joined: dict[int, datetime] = field(default_factory=dict, repr=False)
    applied_tags: list[int] = field(default_factory=list, repr=False)
    archived: bool = False
    locked: bool = False
    auto_archive: int = 1440
    slowmode: int = 0
    total_sent: int = 0
    _taken: set[int] = field(default_factory=set, repr=False)

    @property
    def mention(self) -> str:
        """What links to this channel in a message."""
        return f"<#{self.id}>"

    @property
    def is_thread(self) -> bool:
        """Whether this is a thread, a post in a forum included."""
        return self.type in (NEWS_THREAD, PUBLIC_THREAD, PRIVATE_THREAD)

    @property
    def is_private_thread(self) -> bool:
        """Whether only those who joined see it."""
        return self.type == PRIVATE_THREAD

    @property
    def messages(self) -> list[Message]:
        """What has been written here and can be read by everyone, oldest first; nothing ephemeral, nothing deleted."""
        return [message for message in list(self.history.values()) if message.type in SPEAKING]

    @property
    def threads(self) -> list[Channel]:
        """The threads of this channel, oldest first."""
        return [c for c in list(self.guild.channels.values()) if c.parent is self and c.is_thread] if self.guild else []

    async def next_message(
        self, *, timeout: float = 5, by: User | None = None, after: Message | None = None
    ) -> Message:
        """The oldest message that no earlier call has returned; waits for one.

        by: whose messages count; the bot's unless told otherwise. A message that is still "thinking" is waited for.
        after: only messages younger than this one count.
        """
        author = by or self.world.bot

        def probe() -> Message | None:
            for message in self.messages:
                fresh = message.id not in self._taken and (after is None or message.id > after.id)
                if fresh and message.author is author and not message.thinking:
                    self._taken.add(message.id)
                    return message
            return None

        def describe() -> str:
            return f"no new message by {author.name} in #{self.name}; it holds {self.messages[-5:]}"

        return await self.world.bridge.until(probe, timeout, describe)

    async def next_thread(self, *, timeout: float = 5) -> Channel:
        """The oldest thread of this channel that no earlier call has returned; waits for one."""

        def probe() -> Channel | None:
            for thread in self.threads:
                if thread.id not in self._taken:
                    self._taken.add(thread.id)
                    return thread
            return None

        return await self.world.bridge.until(probe, timeout, lambda: f"no new thread in #{self.name}")

    async def until_typing(self, count: int = 1, *, timeout: float = 5) -> None:
        """Wait until the bot has shown at least ``count`` times that it is typing here."""
        await self.world.bridge.until(
            lambda: self.typing_count >= count, timeout, lambda: f"typing was shown {self.typing_count} times"
        )

    def deny(self, target: Role | User | None, denied: int) -> None:
        """Deny permissions to a role, a member, or (None) everyone; the bot's own are ``discord.bot``."""
        self._overwrite(target, deny=int(denied))

    def allow(self, target: Role | User | None, allowed: int) -> None:
        """Allow permissions to a role, a member, or (None) everyone."""
        self._overwrite(target, allow=int(allowed))

    def permissions_of(self, user: User) -> int:
        """A user's permissions here, overwrites included."""
        return permissions.in_channel(self, user)

    def archive(self, *, locked: bool = False) -> None:
        """Archive this thread, and lock it when told so."""

        def change() -> None:
            self.archived, self.locked = True, locked
            self.world.announce_channel("THREAD_UPDATE", self)

        self.world.bridge.call(change)

    def set_tags(self, *names: str) -> None:
        """Give this post of a forum exactly these of the forum's tags."""

        def change() -> None:
            assert self.parent is not None
            self.applied_tags = [tag.id for tag in self.parent.available_tags if tag.name in names]
            self.world.announce_channel("THREAD_UPDATE", self)

        self.world.bridge.call(change)

    def delete(self) -> None:
        """Delete the channel, with its threads."""
        self.world.bridge.call(lambda: self.world.delete_channel(self))

    def payload(self) -> Json:
        """The channel object."""
        last = next(reversed(self.history), None)
        answer: Json = {
            "id": str(self.id),
            "type": self.type,
            "last_message_id": None if last is None else str(last),
            "flags": 0,
        }
        if self.guild is None:
            others = [user.payload() for user in self.recipients if user is not self.world.bot]
            return answer | {"recipients": others} | ({"name": None, "icon": None} if self.type == GROUP_DM else {})
        answer |= {"name": self.name, "guild_id": str(self.guild.id), "rate_limit_per_user": self.slowmode}
        if self.is_thread:
            return answer | self._thread_fields()
        answer |= {
            "position": list(self.guild.channels).index(self.id),
            "parent_id": str(self.parent.id) if self.parent else None,
            "topic": self.topic,
            "nsfw": False,
            "permission_overwrites": [
                {"id": str(target), "type": int(one.is_member), "allow": str(one.allow), "deny": str(one.deny)}
                for target, one in self.overwrites.items()
            ],
        }
        if self.type == FORUM:
            answer |= {
                "available_tags": [tag.payload() for tag in self.available_tags],
                "default_reaction_emoji": None,
                "default_sort_order": None,
                "default_forum_layout": 0,
            }
        return answer

    def partial_payload(self, viewer: User) -> Json:
        """The channel as an interaction brings it, with the viewer's permissions."""
        return self.payload() | {"permissions": str(permissions.in_channel(self, viewer))}

    def thread_member(self, user: User) -> Json:
        """The thread member object of somebody who joined."""
        return {"id": str(self.id), "user_id": str(user.id), "join_timestamp": iso(self.joined[user.id]), "flags": 0}

    def _thread_fields(self) -> Json:
        assert self.parent is not None
        assert self.owner is not None
        assert self.created is not None
        fields: Json = {
            "parent_id": str(self.parent.id),
            "owner_id": str(self.owner.id),
            "message_count": min(len(self.messages), 50),
            "member_count": min(len(self.joined), 50),
            "total_message_sent": self.total_sent,
            "applied_tags": [str(tag) for tag in self.applied_tags],
            "thread_metadata": {
                "archived": self.archived,
                "locked": self.locked,
                "auto_archive_duration": self.auto_archive,
                "archive_timestamp": iso(self.created),
                "create_timestamp": iso(self.created),
            }
            | ({"invitable": True} if self.is_private_thread else {}),
        }
        if self.world.bot.id in self.joined:
            fields["member"] = self.thread_member(self.world.bot)
        return fields

    def _overwrite(self, target: Role | User | None, *, allow: int = 0, deny: int = 0) -> None:
        def change() -> None:
            assert self.guild is not None
            key = self.guild.id if target is None else target.id
            one = self.overwrites.setdefault(key, Overwrite(is_member=key in self.guild.members))
            one.allow = one.allow & ~deny | allow
            one.deny = one.deny & ~allow | deny
            self.world.announce("CHANNEL_UPDATE", self.guild, self.payload())

        self.world.bridge.call(change)
