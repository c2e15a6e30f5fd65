"""Opening threads and posts, by the bot or by people; all of it in the double's thread."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from . import posting
from .channels import NEWS, NEWS_THREAD, PUBLIC_THREAD, Channel
from .failures import ApiError, Problems
from .messages import HAS_THREAD, THREAD_STARTER, Message
from .wire import Json, Upload, length

if TYPE_CHECKING:
    from .users import User


def open_thread(
    parent: Channel,
    owner: User,
    name: str,
    *,
    kind: int = PUBLIC_THREAD,
    number: int | None = None,
    auto_archive: int | None = None,
    tags: Sequence[int] = (),
) -> Channel:
    """Make a thread below a channel and announce it; its owner joins it."""
    assert parent.guild is not None
    world = parent.world
    name = name.strip()
    problems = Problems()
    problems.require(("name",), length(name), 1, 100)
    problems.raise_any()
    thread = Channel(world, number or world.clock.snowflake(), kind, name, parent.guild, parent)
    thread.owner, thread.created = owner, world.clock.now()
    thread.auto_archive, thread.applied_tags = auto_archive or 1440, list(tags)
    thread.joined[owner.id] = world.clock.now()
    parent.guild.channels[thread.id] = world.channels[thread.id] = thread
    world.announce_channel("THREAD_CREATE", thread, {"newly_created": True})
    return thread


def open_from_message(message: Message, owner: User, name: str, auto_archive: int | None = None) -> Channel:
    """Open a thread from a message: it has the message's id, and begins with a pointer to it."""
    if message.thread is not None:
        raise ApiError(160004)
    kind = NEWS_THREAD if message.channel.type == NEWS else PUBLIC_THREAD
    thread = open_thread(message.channel, owner, name, kind=kind, number=message.id, auto_archive=auto_archive)
    world = message.world
    starter = Message(world, world.clock.snowflake(), thread, message.author, world.clock.now(), type=THREAD_STARTER)
    starter.reference = message
    thread.history[starter.id] = starter
    message.thread = thread
    message.flags |= HAS_THREAD
    world.announce_message("MESSAGE_UPDATE", message)
    return thread


def open_post(
    forum: Channel, owner: User, name: str, body: Json, uploads: list[Upload], tags: Sequence[int] = ()
) -> Channel:
    """Open a post in a forum; its first message has the id of the thread."""
    thread = open_thread(forum, owner, name, tags=tags)
    try:
        posting.create(thread, owner, body, uploads, base=("message",), number=thread.id)
    except ApiError:
        forum.world.delete_channel(thread)
        raise
    return thread
