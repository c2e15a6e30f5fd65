"""Joining and leaving threads; in the double's thread."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from .permissions import can_view
from .wire import Json

if TYPE_CHECKING:
    from .channels import Channel
    from .users import User


def join(thread: Channel, user: User) -> None:
    """Let a user join a thread; whoever writes there does."""
    if user.id in thread.joined:
        return
    world = thread.world
    thread.joined[user.id] = world.clock.now()
    if user is world.bot and thread.is_private_thread:
        world.announce_channel("THREAD_CREATE", thread)
    else:
        _announce(thread, user, _update(thread, added=[user]))


def leave(thread: Channel, user: User) -> None:
    """Let a user leave a thread."""
    if thread.joined.pop(user.id, None) is not None:
        _announce(thread, user, _update(thread, removed=[user]))


def _announce(thread: Channel, user: User, data: Json) -> None:
    """Tell of a change of members: of the bot's own always, of others to those with the intent for members."""
    world = thread.world
    if user is world.bot or can_view(thread, world.bot):
        world.announce("THREAD_MEMBERS_UPDATE", thread.guild, data, always=user is world.bot)


def _update(thread: Channel, added: Sequence[User] = (), removed: Sequence[User] = ()) -> Json:
    assert thread.guild is not None
    return {
        "id": str(thread.id),
        "guild_id": str(thread.guild.id),
        "member_count": len(thread.joined),
        "added_members": [thread.thread_member(user) for user in added],
        "removed_member_ids": [str(user.id) for user in removed],
    }
