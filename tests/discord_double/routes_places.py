"""Routes of guilds, channels and threads."""

from __future__ import annotations

from typing import Any

from . import membership, permissions, threads
from .channels import DM, FORUM, GROUP_DM, NEWS, PRIVATE_THREAD, PUBLIC_THREAD, TEXT, Channel
from .failures import ApiError
from .permissions import Permission
from .rest import Asked, Routes
from .users import User

routes = Routes()


@routes.on("GET", "/channels/{channel_id}")
async def channel(asked: Asked) -> Any:
    """A channel or thread."""
    return _seen(asked).payload()


@routes.on("PATCH", "/channels/{channel_id}")
async def edit_channel(asked: Asked) -> Any:
    """Change a thread's name, archive or lock it; of a channel, name and topic."""
    found, body = _seen(asked), asked.json
    owns = found.owner is asked.world.bot and not body.get("locked")
    if not owns:
        needed = Permission.MANAGE_THREADS if found.is_thread else Permission.MANAGE_CHANNELS
        permissions.demand(found, asked.world.bot, needed)
    found.name = body.get("name", found.name)
    found.topic = body.get("topic", found.topic)
    found.slowmode = body.get("rate_limit_per_user", found.slowmode) or 0
    found.archived = body.get("archived", found.archived)
    found.locked = body.get("locked", found.locked)
    found.auto_archive = body.get("auto_archive_duration", found.auto_archive)
    if "applied_tags" in body:
        found.applied_tags = [int(tag) for tag in body["applied_tags"]]
    asked.world.announce_channel("THREAD_UPDATE" if found.is_thread else "CHANNEL_UPDATE", found)
    return found.payload()


@routes.on("DELETE", "/channels/{channel_id}")
async def delete_channel(asked: Asked) -> Any:
    """Delete a channel or thread."""
    found = _seen(asked)
    if found.guild is None:
        return found.payload()
    needed = Permission.MANAGE_THREADS if found.is_thread else Permission.MANAGE_CHANNELS
    permissions.demand(found, asked.world.bot, needed)
    asked.world.delete_channel(found)
    return found.payload()


@routes.on("POST", "/channels/{channel_id}/messages/{message_id}/threads")
async def thread_from_message(asked: Asked) -> Any:
    """Open a thread from a message."""
    found, body = _seen(asked), asked.json
    if found.type not in (TEXT, NEWS):
        raise ApiError(50024)
    permissions.demand(found, asked.world.bot, Permission.CREATE_PUBLIC_THREADS)
    message = found.history.get(asked.id("message_id"))
    if message is None:
        raise ApiError(10008)
    bot = asked.world.bot
    return threads.open_from_message(message, bot, body["name"], body.get("auto_archive_duration")).payload()


@routes.on("POST", "/channels/{channel_id}/threads")
async def thread(asked: Asked) -> Any:
    """Open a thread without a message, or a post in a forum."""
    found, body, bot = _seen(asked), asked.json, asked.world.bot
    if found.type == FORUM:
        permissions.demand(found, bot, Permission.SEND_MESSAGES)
        tags = [int(tag) for tag in body.get("applied_tags") or []]
        post = threads.open_post(found, bot, body["name"], body["message"], asked.uploads, tags)
        return post.payload() | {"message": post.history[post.id].payload()}
    if found.type not in (TEXT, NEWS):
        raise ApiError(50024)
    kind = body.get("type") or PRIVATE_THREAD
    is_private = kind == PRIVATE_THREAD
    needed = Permission.CREATE_PRIVATE_THREADS if is_private else Permission.CREATE_PUBLIC_THREADS
    permissions.demand(found, bot, needed)
    return threads.open_thread(
        found, bot, body["name"], kind=kind, auto_archive=body.get("auto_archive_duration")
    ).payload()


@routes.on("GET", "/channels/{channel_id}/thread-members")
async def thread_members(asked: Asked) -> Any:
    """Who joined a thread."""
    found = _seen(asked)
    return [found.thread_member(asked.world.users[number]) for number in found.joined]


@routes.on("GET", "/channels/{channel_id}/thread-members/{user}")
async def thread_member(asked: Asked) -> Any:
    """Whether somebody joined a thread."""
    found, who = _seen(asked), _who(asked)
    if who.id not in found.joined:
        raise ApiError(10007)
    return found.thread_member(who)


@routes.on("PUT", "/channels/{channel_id}/thread-members/{user}")
async def join_thread(asked: Asked) -> Any:
    """Join a thread, or add somebody."""
    found = _seen(asked)
    if found.archived:
        raise ApiError(50083)
    membership.join(found, _who(asked))


@routes.on("DELETE", "/channels/{channel_id}/thread-members/{user}")
async def leave_thread(asked: Asked) -> Any:
    """Leave a thread, or remove somebody."""
    found, who = _seen(asked), _who(asked)
    if who is not asked.world.bot:
        permissions.demand(found, asked.world.bot, Permission.MANAGE_THREADS)
    membership.leave(found, who)


@routes.on("GET", "/guilds/{guild_id}/threads/active")
async def active_threads(asked: Asked) -> Any:
    """The threads of a guild that the bot sees."""
    found = asked.world.guild(asked.id("guild_id")).active_threads()
    bot = asked.world.bot
    members = [one.thread_member(bot) for one in found if bot.id in one.joined]
    return {"threads": [one.payload() for one in found], "members": members, "has_more": False}


@routes.on("GET", "/channels/{channel_id}/threads/archived/public")
async def archived_threads(asked: Asked) -> Any:
    """The archived threads of a channel."""
    found = [one for one in _seen(asked).threads if one.archived and one.type == PUBLIC_THREAD]
    return {"threads": [one.payload() for one in found], "members": [], "has_more": False}


@routes.on("GET", "/guilds/{guild_id}")
async def guild(asked: Asked) -> Any:
    """A guild."""
    found = asked.world.guild(asked.id("guild_id"))
    counts = {"approximate_member_count": len(found.members), "approximate_presence_count": len(found.members)}
    return found.payload() | (counts if asked.query.get("with_counts") in ("1", "true") else {})


@routes.on("GET", "/guilds/{guild_id}/channels")
async def guild_channels(asked: Asked) -> Any:
    """The channels of a guild."""
    found = asked.world.guild(asked.id("guild_id"))
    return [one.payload() for one in found.channels.values() if not one.is_thread]


@routes.on("GET", "/guilds/{guild_id}/roles")
async def guild_roles(asked: Asked) -> Any:
    """The roles of a guild."""
    return [role.payload() for role in asked.world.guild(asked.id("guild_id")).roles.values()]


@routes.on("GET", "/guilds/{guild_id}/roles/{role_id}")
async def guild_role(asked: Asked) -> Any:
    """One role."""
    found = asked.world.guild(asked.id("guild_id")).roles.get(asked.id("role_id"))
    if found is None:
        raise ApiError(10011)
    return found.payload()


@routes.on("GET", "/guilds/{guild_id}/members/{user}")
async def guild_member(asked: Asked) -> Any:
    """A member of a guild."""
    found = asked.world.guild(asked.id("guild_id")).members.get(_who(asked, unknown=10007).id)
    if found is None:
        raise ApiError(10007)
    return found.payload()


@routes.on("GET", "/guilds/{guild_id}/members")
async def guild_members(asked: Asked) -> Any:
    """The members of a guild; takes the intent for members."""
    if not asked.world.portal.members:
        raise ApiError(50001)
    limit, after = int(asked.query.get("limit", 1)), int(asked.query.get("after", 0))
    members = sorted(asked.world.guild(asked.id("guild_id")).members.values(), key=lambda one: one.user.id)
    return [one.payload() for one in members if one.user.id > after][:limit]


@routes.on("DELETE", "/users/@me/guilds/{guild_id}")
async def leave_guild(asked: Asked) -> Any:
    """Leave a guild."""
    asked.world.guild(asked.id("guild_id")).remove_bot()


def _seen(asked: Asked) -> Channel:
    found = asked.world.channel(asked.id("channel_id"))
    if found.type in (DM, GROUP_DM):
        if asked.world.bot not in found.recipients:
            raise ApiError(50001)
    else:
        permissions.demand(found, asked.world.bot)
    return found


def _who(asked: Asked, unknown: int = 10013) -> User:
    if asked.parts["user"] == "@me":
        return asked.world.bot
    found = asked.world.users.get(asked.id("user"))
    if found is None:
        raise ApiError(unknown)
    return found
