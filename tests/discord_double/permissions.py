"""Permission bits, and who may do what in which channel."""

from __future__ import annotations

from enum import IntFlag
from typing import TYPE_CHECKING

from .failures import ApiError

if TYPE_CHECKING:
    from .channels import Channel
    from .guilds import Guild
    from .users import User


class Permission(IntFlag):
    """The permissions that matter to a bot; any other bit may be given as a plain number."""

    KICK_MEMBERS = 1 << 1
    BAN_MEMBERS = 1 << 2
    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    USE_EXTERNAL_EMOJIS = 1 << 18
    MANAGE_ROLES = 1 << 28
    USE_APPLICATION_COMMANDS = 1 << 31
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    CREATE_PRIVATE_THREADS = 1 << 36
    SEND_MESSAGES_IN_THREADS = 1 << 38
    MODERATE_MEMBERS = 1 << 40
    USE_EXTERNAL_APPS = 1 << 50
    PIN_MESSAGES = 1 << 51


P = Permission

ALL = (1 << 53) - 1
MEMBER_DEFAULT = int(
    P.ADD_REACTIONS
    | P.VIEW_CHANNEL
    | P.SEND_MESSAGES
    | P.EMBED_LINKS
    | P.ATTACH_FILES
    | P.READ_MESSAGE_HISTORY
    | P.USE_EXTERNAL_EMOJIS
    | P.USE_APPLICATION_COMMANDS
    | P.CREATE_PUBLIC_THREADS
    | P.CREATE_PRIVATE_THREADS
    | P.SEND_MESSAGES_IN_THREADS
    | P.USE_EXTERNAL_APPS
)
"""What @everyone may do in a new guild."""

DIRECT = int(
    P.ADD_REACTIONS
    | P.VIEW_CHANNEL
    | P.SEND_MESSAGES
    | P.EMBED_LINKS
    | P.ATTACH_FILES
    | P.READ_MESSAGE_HISTORY
    | P.MENTION_EVERYONE
    | P.USE_EXTERNAL_EMOJIS
    | P.USE_APPLICATION_COMMANDS
)
"""What everybody may do in a direct message."""


def in_guild(guild: Guild, user: User) -> int:
    """The permissions of a member in the guild at large; 0 for somebody who is no member."""
    member = guild.members.get(user.id)
    if member is None:
        return 0
    if guild.owner_id == user.id:
        return ALL
    bits = guild.everyone.permissions
    for role in member.roles:
        bits |= role.permissions
    return ALL if bits & P.ADMINISTRATOR else bits


def in_channel(channel: Channel, user: User) -> int:
    """The permissions of a user in a channel, overwrites included; a thread has those of its parent."""
    if channel.guild is None:
        return DIRECT if user in channel.recipients else 0
    bits = in_guild(channel.guild, user)
    if bits & P.ADMINISTRATOR or not bits:
        return bits
    place = channel.parent if channel.is_thread and channel.parent is not None else channel
    member = channel.guild.members[user.id]
    everyone = place.overwrites.get(channel.guild.id)
    if everyone is not None:
        bits = bits & ~everyone.deny | everyone.allow
    denied = allowed = 0
    for role in member.roles:
        overwrite = place.overwrites.get(role.id)
        if overwrite is not None:
            denied, allowed = denied | overwrite.deny, allowed | overwrite.allow
    bits = bits & ~denied | allowed
    own = place.overwrites.get(user.id)
    if own is not None:
        bits = bits & ~own.deny | own.allow
    return bits if bits & P.VIEW_CHANNEL else 0


def can_view(channel: Channel, user: User) -> bool:
    """Whether the user sees the channel at all; a private thread is seen by those who joined it."""
    bits = in_channel(channel, user)
    if channel.is_private_thread and user.id not in channel.joined and not bits & P.MANAGE_THREADS:
        return False
    return bool(bits & P.VIEW_CHANNEL)


def demand(channel: Channel, user: User, needed: int = 0) -> None:
    """Raise 50001 when the user does not see the channel, 50013 when a permission of ``needed`` is missing."""
    if not can_view(channel, user):
        raise ApiError(50001)
    if needed & ~in_channel(channel, user):
        raise ApiError(50013)


def to_send(channel: Channel) -> int:
    """The permission that sending a message there takes."""
    return int(P.SEND_MESSAGES_IN_THREADS if channel.is_thread else P.SEND_MESSAGES)
