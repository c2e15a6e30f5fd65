"""Guilds, their roles and their members."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from . import permissions
from .channels import CATEGORY, FORUM, TEXT, Channel, ForumTag
from .people import Person
from .users import User
from .wire import Json, iso

if TYPE_CHECKING:
    from .world import World


@dataclass(eq=False)
class Role:
    """A role of a guild."""

    guild: Guild = field(repr=False)
    id: int
    name: str
    permissions: int = 0
    mentionable: bool = False
    bot_id: int | None = None

    @property
    def mention(self) -> str:
        """What mentions this role in a message."""
        return f"<@&{self.id}>"

    def payload(self) -> Json:
        """The role object."""
        answer: Json = {
            "id": str(self.id),
            "name": self.name,
            "permissions": str(self.permissions),
            "position": list(self.guild.roles).index(self.id),
            "mentionable": self.mentionable,
            "color": 0,
            "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
            "hoist": False,
            "managed": self.bot_id is not None,
            "icon": None,
            "unicode_emoji": None,
            "flags": 0,
        }
        if self.bot_id is not None:
            answer["tags"] = {"bot_id": str(self.bot_id)}
        return answer


@dataclass(eq=False)
class Member:
    """A user's membership of a guild."""

    user: User
    roles: list[Role]
    joined: datetime
    nick: str | None = None

    def payload(self, *, with_user: bool = True) -> Json:
        """The member object."""
        answer: Json = {
            "roles": [str(role.id) for role in self.roles],
            "nick": self.nick,
            "joined_at": iso(self.joined),
            "premium_since": None,
            "communication_disabled_until": None,
            "avatar": None,
            "banner": None,
            "deaf": False,
            "mute": False,
            "pending": False,
            "flags": 0,
        }
        return answer | {"user": self.user.payload()} if with_user else answer


@dataclass(eq=False)
class Guild:
    """A server. Everything added here is announced to a connected bot as Discord would."""

    world: World = field(repr=False)
    id: int
    name: str
    locale: str = "en-US"
    owner_id: int = 0
    available: bool = True
    roles: dict[int, Role] = field(default_factory=dict, repr=False)
    members: dict[int, Member] = field(default_factory=dict, repr=False)
    channels: dict[int, Channel] = field(default_factory=dict, repr=False)
    offered: set[int] = field(default_factory=set, repr=False)
    """People whom Server Settings › Integrations offers all of the bot's commands, whatever those ask for."""

    @property
    def everyone(self) -> Role:
        """The role that every member has."""
        return self.roles[self.id]

    @property
    def has_bot(self) -> bool:
        """Whether the bot is a member; False for a guild in which it is used through user installs only."""
        return self.world.bot.id in self.members

    def add_text_channel(self, name: str, *, topic: str | None = None, category: Channel | None = None) -> Channel:
        """Add a text channel."""
        return self.world.bridge.call(lambda: self._add_channel(TEXT, name, topic, category))

    def add_forum(self, name: str, *, topic: str | None = None, tags: Sequence[str] = ()) -> Channel:
        """Add a forum; people open its threads with ``Person.post``."""

        def add() -> Channel:
            found = [ForumTag(self.world.clock.snowflake(), tag) for tag in tags]
            return self._add_channel(FORUM, name, topic, None, found)

        return self.world.bridge.call(add)

    def add_category(self, name: str) -> Channel:
        """Add a category, for ``add_text_channel(…, category=…)``."""
        return self.world.bridge.call(lambda: self._add_channel(CATEGORY, name, None, None))

    def add_role(self, name: str, *, permissions: int = 0, mentionable: bool = False) -> Role:
        """Add a role."""

        def add() -> Role:
            role = Role(self, self.world.clock.snowflake(), name, int(permissions), mentionable)
            self.roles[role.id] = role
            self.world.announce("GUILD_ROLE_CREATE", self, {"guild_id": str(self.id), "role": role.payload()})
            return role

        return self.world.bridge.call(add)

    def add_member(
        self,
        who: str | Person,
        *,
        roles: Sequence[Role] = (),
        locale: str | None = None,
        permissions: int = 0,
        nick: str | None = None,
    ) -> Person:
        """Add a new person, or one who exists already, and return the handle to act as them.

        permissions: given on top of those of the roles, through a role of their own.
        """
        person = self.world.bridge.call(lambda: self.world.add_person(who)) if isinstance(who, str) else who
        given = [*roles, self.add_role(f"{person.name}'s", permissions=permissions)] if permissions else list(roles)
        if locale is not None:
            person.locale = locale

        def add() -> None:
            member = self.admit(person, given, nick)
            self.world.announce("GUILD_MEMBER_ADD", self, member.payload() | {"guild_id": str(self.id)})

        self.world.bridge.call(add)
        return person

    def set_roles(self, person: User, roles: Sequence[Role]) -> None:
        """Replace a member's roles."""

        def change() -> None:
            member = self.members[person.id]
            member.roles = list(roles)
            data = member.payload() | {"guild_id": str(self.id)}
            self.world.announce("GUILD_MEMBER_UPDATE", self, data, always=person is self.world.bot)

        self.world.bridge.call(change)

    def remove_member(self, person: Person) -> None:
        """Let a member leave."""

        def remove() -> None:
            del self.members[person.id]
            self.world.announce("GUILD_MEMBER_REMOVE", self, {"guild_id": str(self.id), "user": person.payload()})

        self.world.bridge.call(remove)

    def remove_bot(self) -> None:
        """Kick the bot out."""

        def remove() -> None:
            del self.members[self.world.bot.id]
            self.world.announce("GUILD_DELETE", self, {"id": str(self.id)})

        self.world.bridge.call(remove)

    def go_down(self) -> None:
        """Begin an outage: the guild becomes unavailable."""

        def change() -> None:
            self.available = False
            self.world.announce("GUILD_DELETE", self, {"id": str(self.id), "unavailable": True})

        self.world.bridge.call(change)

    def come_back(self) -> None:
        """End the outage."""

        def change() -> None:
            self.available = True
            self.world.announce_guild(self, joined=False)

        self.world.bridge.call(change)

    def permissions_of(self, user: User) -> int:
        """The permissions of a member in the guild at large."""
        return permissions.in_guild(self, user)

    def admit(self, user: User, roles: Sequence[Role] = (), nick: str | None = None) -> Member:
        """Make the user a member without announcing it; only called in the double's thread."""
        member = self.members[user.id] = Member(user, list(roles), self.world.clock.now(), nick)
        return member

    def payload(self) -> Json:
        """The guild object, without what only GUILD_CREATE has."""
        return {
            "id": str(self.id),
            "name": self.name,
            "icon": None,
            "splash": None,
            "discovery_splash": None,
            "banner": None,
            "description": None,
            "owner_id": str(self.owner_id),
            "region": "deprecated",
            "afk_channel_id": None,
            "afk_timeout": 300,
            "verification_level": 0,
            "default_message_notifications": 1,
            "explicit_content_filter": 0,
            "roles": [role.payload() for role in self.roles.values()],
            "emojis": [],
            "stickers": [],
            "features": [],
            "mfa_level": 0,
            "nsfw_level": 0,
            "application_id": None,
            "system_channel_id": None,
            "system_channel_flags": 0,
            "rules_channel_id": None,
            "public_updates_channel_id": None,
            "safety_alerts_channel_id": None,
            "vanity_url_code": None,
            "premium_tier": 0,
            "premium_subscription_count": 0,
            "premium_progress_bar_enabled": False,
            "preferred_locale": self.locale,
            "max_members": 500_000,
            "max_presences": None,
            "incidents_data": None,
        }

    def create_payload(self, *, presences: bool) -> Json:
        """What GUILD_CREATE brings: with the intent for presences every member, without it the bot's own."""
        bot = self.world.bot
        members = [member for member in self.members.values() if presences or member.user is bot]
        return self.payload() | {
            "unavailable": False,
            "joined_at": iso(self.members[bot.id].joined),
            "large": len(self.members) > 250,
            "member_count": len(self.members),
            "members": [member.payload() for member in members],
            "channels": [channel.payload() for channel in self.channels.values() if not channel.is_thread],
            "threads": [thread.payload() for thread in self.active_threads()],
            "voice_states": [],
            "presences": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
        }

    def active_threads(self) -> list[Channel]:
        """The threads that are not archived and that the bot can see."""
        bot = self.world.bot
        return [c for c in self.channels.values() if c.is_thread and not c.archived and permissions.can_view(c, bot)]

    def _add_channel(
        self, kind: int, name: str, topic: str | None, category: Channel | None, tags: Sequence[ForumTag] = ()
    ) -> Channel:
        channel = Channel(self.world, self.world.clock.snowflake(), kind, name, self, category, topic)
        channel.available_tags.extend(tags)
        self.channels[channel.id] = self.world.channels[channel.id] = channel
        self.world.announce("CHANNEL_CREATE", self, channel.payload())
        return channel
