"""All that exists on this Discord, and the events that a connected bot hears about it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import permissions
from .bridge import Bridge
from .channels import DM, GROUP_DM, Channel
from .clock import Clock
from .commands import Commands
from .failures import ApiError, Violation
from .faults import Faults
from .guilds import Guild, Role
from .messages import File, Message
from .people import Person
from .permissions import ALL
from .schema import Schema
from .users import User
from .wire import Json

if TYPE_CHECKING:
    from .gateway import Gateway, Session
    from .interactions import Interaction


@dataclass
class Portal:
    """The switches of the developer portal: the privileged intents that the app has been granted."""

    message_content: bool = False
    members: bool = False
    presences: bool = False

    def application_flags(self) -> int:
        """The flags of the application object that say the same."""
        return self.presences << 13 | self.members << 15 | self.message_content << 19


@dataclass(frozen=True, slots=True)
class Request:
    """One request of the bot and how it was answered; ``code`` is Discord's JSON error code."""

    method: str
    path: str
    body: Any = field(repr=False)
    at: float = field(repr=False)
    status: int = 200
    code: int | None = None


class World:
    """The state behind the REST API and the gateway; changed in the double's thread only."""

    gateway: Gateway

    def __init__(self, bridge: Bridge, *, name: str, token: str, portal: Portal, shards: int, openapi: Path | None):
        self.bridge = bridge
        self.clock = Clock()
        self.portal = portal
        self.token = token
        self.shards = shards
        self.schema = Schema(openapi)
        self.faults = Faults()
        self.commands = Commands()
        self.users: dict[int, User] = {}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.ephemeral: dict[int, Message] = {}
        self.interactions: dict[int, Interaction] = {}
        self.uploads: dict[str, File] = {}
        self.violations: list[Violation] = []
        self.requests: list[Request] = []
        self.bot = User(self, self.clock.snowflake(), name, bot=True)
        self.users[self.bot.id] = self.bot
        self.application_id = self.bot.id
        self.app_owner = self.add_person("owner")

    def changed(self) -> None:
        """Wake whoever waits for a change."""
        self.bridge.changed()

    def violated(self, method: str, path: str, reason: str, body: Any = None) -> None:
        """Record what a correct client would not have done."""
        self.violations.append(Violation(method, path, reason, body))
        self.changed()

    def announce(self, event: str, guild: Guild | None, data: Json, *, always: bool = False) -> None:
        """Send an event to the sessions that asked for it (or ``always``), when the bot is in that guild, or was."""
        if guild is None or guild.has_bot or event == "GUILD_DELETE":
            self.gateway.dispatch(event, lambda _: data, guild, always=always)
        self.changed()

    def announce_channel(self, event: str, channel: Channel, extra: Json | None = None) -> None:
        """Send an event about a channel that the bot can see; the channel object is its payload."""
        if permissions.can_view(channel, self.bot):
            self.announce(event, channel.guild, channel.payload() | (extra or {}))
        self.changed()

    def announce_message(self, event: str, message: Message) -> None:
        """Send MESSAGE_CREATE or MESSAGE_UPDATE, with blanks for sessions without the intent for content."""
        channel = message.channel
        if message.ephemeral or not permissions.can_view(channel, self.bot):
            self.changed()
            return
        extra: Json = {"channel_type": channel.type}
        if channel.guild is not None:
            extra["guild_id"] = str(channel.guild.id)
            member = channel.guild.members.get(message.author.id)
            if member is not None:
                extra["member"] = member.payload(with_user=False)
        self.gateway.dispatch(event, lambda session: message.payload(full=session.sees_content) | extra, channel.guild)
        self.changed()

    def announce_guild(self, guild: Guild, *, joined: bool) -> None:
        """Send GUILD_CREATE; ``joined`` when the bot has just been added, not when an outage is over."""

        def build(session: Session) -> Json:
            data = guild.create_payload(presences=session.sees_presences)
            if joined:
                del data["unavailable"]
            return data

        self.gateway.dispatch("GUILD_CREATE", build, guild)
        self.changed()

    def hides_content(self, message: Message) -> bool:
        """Whether a bot without the intent for message content gets blanks for this message."""
        return message.channel.guild is not None and message.author is not self.bot and self.bot not in message.mentions

    def add_person(self, name: str, **details: Any) -> Person:
        """A new person."""
        person = Person(self, self.clock.snowflake(), name, **details)
        self.users[person.id] = person
        return person

    def add_guild(self, name: str, *, locale: str, with_bot: bool, bot_permissions: int, shard: int | None) -> Guild:
        """A new guild, with the roles that Discord makes itself."""
        number = self.clock.snowflake()
        while shard is not None and (number >> 22) % self.shards != shard:
            number += 1 << 22
        guild = Guild(self, number, name, locale, self.app_owner.id)
        guild.roles[number] = Role(guild, number, "@everyone", permissions.MEMBER_DEFAULT)
        self.guilds[number] = guild
        guild.admit(self.app_owner)
        if with_bot:
            role = Role(guild, self.clock.snowflake(), self.bot.name, bot_permissions & ALL, bot_id=self.bot.id)
            guild.roles[role.id] = role
            guild.admit(self.bot, [role])
            self.announce_guild(guild, joined=True)
        self.changed()
        return guild

    def direct_channel(self, *people: User) -> Channel:
        """The direct messages of the bot with one person, or of several people without the bot; opened when new."""
        with_bot = len(people) == 1
        recipients = {*people, self.bot} if with_bot else set(people)
        for channel in self.channels.values():
            if channel.guild is None and set(channel.recipients) == recipients:
                return channel
        kind = DM if len(recipients) == 2 else GROUP_DM
        channel = Channel(self, self.clock.snowflake(), kind, "direct message", recipients=[*people])
        if with_bot:
            channel.recipients.append(self.bot)
        self.channels[channel.id] = channel
        return channel

    def delete_channel(self, channel: Channel) -> None:
        """Delete a channel or thread and everything in it."""
        assert channel.guild is not None
        for thread in channel.threads:
            self.delete_channel(thread)
        event = "THREAD_DELETE" if channel.is_thread else "CHANNEL_DELETE"
        self.announce_channel(event, channel)
        channel.deleted = True
        del channel.guild.channels[channel.id], self.channels[channel.id]
        for message in channel.history.values():
            message.deleted = True
        self.changed()

    def forget(self) -> None:
        """Free what has been said and done so far: messages, files, requests, interactions, events."""
        for channel in self.channels.values():
            channel.history.clear()
        for past in (self.ephemeral, self.uploads, self.requests, self.interactions):
            past.clear()
        self.gateway.forget_events()

    def channel(self, number: int) -> Channel:
        """The channel of that id; ApiError 10003 when there is none."""
        try:
            return self.channels[number]
        except KeyError:
            raise ApiError(10003) from None

    def guild(self, number: int) -> Guild:
        """The guild of that id that the bot is in; ApiError 10004 when there is none."""
        guild = self.guilds.get(number)
        if guild is None or not guild.has_bot:
            raise ApiError(10004)
        return guild

    def keep_file(self, channel: Channel, name: str, content: bytes, *, ephemeral: bool = False) -> File:
        """Store a file where the CDN finds it."""
        number = self.clock.snowflake()
        folder = "ephemeral-attachments" if ephemeral else "attachments"
        path = f"/{folder}/{channel.id}/{number}/{name}"
        url = f"https://cdn.discordapp.com{path}?ex={secrets.token_hex(4)}"
        file = self.uploads[path] = File(number, name, content, url, None, ephemeral)
        return file
