"""Routes of messages in channels: writing, reading, editing, deleting, reacting."""

from __future__ import annotations

from typing import Any

from . import permissions, posting
from .channels import FORUM, Channel
from .failures import ApiError, Problems
from .messages import Message
from .permissions import Permission
from .rest import Asked, Routes
from .wire import Json
from .world import World

routes = Routes()


@routes.on("POST", "/channels/{channel_id}/messages")
async def create(asked: Asked) -> Any:
    """Send a message."""
    world, body = asked.world, asked.json
    channel = world.channel(asked.id("channel_id"))
    if channel.type in (FORUM, 4):
        raise ApiError(50008, violation=True)
    posting.demand_sending(channel, world.bot, body, asked.uploads)
    if body.get("enforce_nonce") and body.get("nonce") is not None:
        for message in channel.history.values():
            if message.author is world.bot and message.nonce == body["nonce"]:
                return message.payload()  # sent once already
    reference = posting.referenced(channel, world.bot, body)
    return posting.create(channel, world.bot, body, asked.uploads, reference=reference).payload()


@routes.on("GET", "/channels/{channel_id}/messages")
async def history(asked: Asked) -> Any:
    """The history of a channel, newest first."""
    channel = _readable(asked)
    limit = int(asked.query.get("limit", 50))
    if not 1 <= limit <= 100:
        problems = Problems()
        problems.add(("limit",), "NUMBER_TYPE_MAX", f"int value should be between 1 and 100, not {limit}")
        problems.raise_any()
    found = list(channel.history.values())
    if "around" in asked.query:
        middle = int(asked.query["around"])
        older = [m for m in found if m.id < middle][-(limit // 2) :]
        found = older + [m for m in found if m.id >= middle][: limit - len(older)]
    elif "after" in asked.query:
        found = [message for message in found if message.id > int(asked.query["after"])][:limit]
    else:
        if "before" in asked.query:
            found = [message for message in found if message.id < int(asked.query["before"])]
        found = found[-limit:]
    return [_seen(asked.world, message) for message in reversed(found)]


@routes.on("GET", "/channels/{channel_id}/messages/{message_id}")
async def get(asked: Asked) -> Any:
    """One message."""
    return _seen(asked.world, _message(asked, _readable(asked)))


@routes.on("PATCH", "/channels/{channel_id}/messages/{message_id}")
async def edit(asked: Asked) -> Any:
    """Edit a message of the bot's own."""
    world = asked.world
    channel = world.channel(asked.id("channel_id"))
    permissions.demand(channel, world.bot)
    message = _message(asked, channel)
    if message.author is not world.bot:
        raise ApiError(50005)
    if channel.is_thread and channel.archived:
        raise ApiError(50083)
    posting.edit(message, asked.json, asked.uploads)
    return message.payload()


@routes.on("DELETE", "/channels/{channel_id}/messages/{message_id}")
async def delete(asked: Asked) -> Any:
    """Delete a message."""
    world = asked.world
    channel = world.channel(asked.id("channel_id"))
    permissions.demand(channel, world.bot)
    message = _message(asked, channel)
    if message.author is not world.bot:
        permissions.demand(channel, world.bot, Permission.MANAGE_MESSAGES)
    posting.remove(message)


@routes.on("POST", "/channels/{channel_id}/messages/bulk-delete")
async def delete_many(asked: Asked) -> Any:
    """Delete several messages at once."""
    world = asked.world
    channel = world.channel(asked.id("channel_id"))
    permissions.demand(channel, world.bot, Permission.MANAGE_MESSAGES)
    for number in map(int, asked.json["messages"]):
        if number in channel.history:
            posting.remove(channel.history[number])


@routes.on("PUT", "/channels/{channel_id}/messages/{message_id}/reactions/{emoji}/@me")
async def react(asked: Asked) -> Any:
    """Add a reaction of the bot's."""
    channel = _readable(asked)
    message = _message(asked, channel)
    emoji = asked.parts["emoji"]
    if emoji not in message.reactions:
        permissions.demand(channel, asked.world.bot, Permission.ADD_REACTIONS)
    posting.set_reaction(message, asked.world.bot, emoji, present=True)


@routes.on("DELETE", "/channels/{channel_id}/messages/{message_id}/reactions/{emoji}/{user}")
async def unreact(asked: Asked) -> Any:
    """Take back a reaction of the bot's, or remove another one's."""
    world = asked.world
    channel = _readable(asked)
    user = world.bot if asked.parts["user"] == "@me" else world.users[asked.id("user")]
    if user is not world.bot:
        permissions.demand(channel, world.bot, Permission.MANAGE_MESSAGES)
    posting.set_reaction(_message(asked, channel), user, asked.parts["emoji"], present=False)


@routes.on("GET", "/channels/{channel_id}/messages/{message_id}/reactions/{emoji}")
async def reacted(asked: Asked) -> Any:
    """Who reacted with an emoji."""
    message = _message(asked, _readable(asked))
    return [user.payload() for user in message.reactions.get(asked.parts["emoji"], [])]


@routes.on("POST", "/channels/{channel_id}/typing")
async def typing(asked: Asked) -> Any:
    """Show that the bot is typing."""
    world = asked.world
    channel = world.channel(asked.id("channel_id"))
    permissions.demand(channel, world.bot, permissions.to_send(channel))
    channel.typing_count += 1
    world.changed()


def _readable(asked: Asked) -> Channel:
    channel = asked.world.channel(asked.id("channel_id"))
    permissions.demand(channel, asked.world.bot)
    if not channel.permissions_of(asked.world.bot) & Permission.READ_MESSAGE_HISTORY:
        raise ApiError(50013 if "message_id" in asked.parts else 50001)
    return channel


def _message(asked: Asked, channel: Channel) -> Message:
    found = channel.history.get(asked.id("message_id"))
    if found is None:
        raise ApiError(10008)
    return found


def _seen(world: World, message: Message) -> Json:
    return message.payload(full=world.portal.message_content)
