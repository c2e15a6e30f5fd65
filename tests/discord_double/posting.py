"""Turning the body of a request into a message, and an edit of one into its next version."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from . import components as tree
from . import limits, membership, mentions, permissions
from .failures import ApiError, Problems
from .messages import (
    COMPONENTS_V2,
    DEFAULT,
    EPHEMERAL,
    LOADING,
    REPLY,
    SUPPRESS_EMBEDS,
    SUPPRESS_NOTIFICATIONS,
    File,
    Message,
    Version,
    emoji_payload,
)
from .permissions import Permission
from .wire import Json, Upload, file_name

if TYPE_CHECKING:
    from .channels import Channel
    from .interactions import Interaction
    from .users import User

SETTABLE = SUPPRESS_EMBEDS | EPHEMERAL | SUPPRESS_NOTIFICATIONS | COMPONENTS_V2


def create(
    channel: Channel,
    author: User,
    body: Json,
    uploads: list[Upload],
    *,
    base: tuple[str, ...] = (),
    kind: int = DEFAULT,
    interaction: Interaction | None = None,
    reference: Message | None = None,
    number: int | None = None,
) -> Message:
    """Check a message, store it and announce it. A follow-up to an interaction may be ephemeral, others may not."""
    world = channel.world
    flags = (body.get("flags") or 0) & SETTABLE
    if interaction is None:
        flags &= ~EPHEMERAL
    message = Message(
        world,
        number or world.clock.snowflake(),
        channel,
        author,
        world.clock.now(),
        type=kind,
        flags=flags,
        interaction=None if interaction is None else interaction.metadata(),
        reference=reference,
        nonce=body.get("nonce"),
    )
    if reference is not None and kind == DEFAULT:
        message.type = REPLY
    if message.ephemeral:
        assert interaction is not None
        message.seen_by = interaction.user
    fill(message, body, uploads, base=base)
    notify(message, body.get("allowed_mentions"))
    store(message)
    return message


def store(message: Message) -> None:
    """Put a message where it belongs and announce it."""
    channel, world = message.channel, message.world
    if message.ephemeral:
        world.ephemeral[message.id] = message
    else:
        channel.history[message.id] = message
        if channel.is_thread:
            membership.join(channel, message.author)
            channel.total_sent += 1
            if channel.archived:
                channel.archived = False
                world.announce_channel("THREAD_UPDATE", channel)
    world.announce_message("MESSAGE_CREATE", message)


def edit(message: Message, body: Json, uploads: list[Upload], *, base: tuple[str, ...] = ()) -> None:
    """Apply an edit; the first edit of a "thinking" message makes it appear, any other keeps the former version."""
    world = message.world
    asked = body.get("flags")
    if asked is not None and message.uses_components_v2 and not asked & COMPONENTS_V2:
        problems = Problems()
        problems.add((*base, "flags"), "MESSAGE_CANNOT_REMOVE_COMPONENTS_V2_FLAG", "The flag cannot be taken back")
        problems.raise_any()
    before = Version(
        message.content, message.embeds, message.components, message.files, message.flags, world.clock.now()
    )
    thinking = message.thinking
    flags = message.flags
    if asked is not None:
        flags = flags & ~SUPPRESS_EMBEDS | asked & (SUPPRESS_EMBEDS | COMPONENTS_V2)
    fill(message, body, uploads, base=base, flags=flags & ~LOADING)
    if thinking:
        notify(message, body.get("allowed_mentions"))
    else:
        message.edits.append(before)
        message.edited = world.clock.now()
        pinged, mentioned = message.pings, message.mentions
        notify(message, body.get("allowed_mentions"))
        # An edit notifies nobody, and leaves the mention that a reply is as it was.
        message.pings = pinged
        if message.reference is not None and message.reference.author not in mentioned:
            message.mentions = [user for user in message.mentions if user is not message.reference.author]
    world.announce_message("MESSAGE_UPDATE", message)


def fill(
    message: Message, body: Json, uploads: list[Upload], *, base: tuple[str, ...] = (), flags: int | None = None
) -> None:
    """Set the message's contents from a body; fields that the body lacks stay. Nothing changes when it is refused."""
    for unmodelled in ("poll", "sticker_ids", "shared_client_theme"):
        if body.get(unmodelled):
            raise NotImplementedError(f"{unmodelled} is not modelled")
    limits.check_allowed_mentions(body.get("allowed_mentions") or {}, base)
    flags = message.flags if flags is None else flags
    content = (body["content"] or "").strip() if "content" in body else message.content
    embeds, components = message.embeds, message.components
    if "embeds" in body:
        embeds = _rich(limits.trimmed(body["embeds"] or [], limits.IN_EMBEDS))
    if "components" in body:
        components = limits.trimmed(body["components"] or [], limits.IN_COMPONENTS)
    kept, fresh = _attachments(message, body, uploads, base)
    names = [file.name for file in kept] + [file_name(upload.name) for upload, _ in fresh]
    limits.check_message(content=content, embeds=embeds, components=components, flags=flags, files=names, base=base)
    if sum(len(upload.content) for upload, _ in fresh) > limits.FILE_BYTES:
        raise ApiError(40005, violation=True)
    files = list(kept)
    for upload, description in fresh:
        name = file_name(upload.name)
        file = message.world.keep_file(message.channel, name, upload.content, ephemeral=bool(flags & EPHEMERAL))
        file.description = description
        files.append(file)
    message.content, message.embeds, message.flags = content, embeds, flags
    message.components = tree.completed(components)
    message.files = files
    _resolve_media(message)


def notify(message: Message, allowed: Json | None) -> None:
    """Work out whom the message mentions and pings."""
    replied_to = message.reference.author if message.type == REPLY and message.reference else None
    if message.interaction is not None:
        replied_to = None
    found = mentions.pings(message.channel, message.author, [message.content, *message.texts], allowed, replied_to)
    message.pings = found
    message.mentions, message.mention_everyone = list(found.users), found.everyone
    message.mention_roles = [role.id for role in found.roles]


def remove(message: Message) -> None:
    """Delete a message and announce it; double's thread only."""
    channel, world = message.channel, message.world
    message.deleted = True
    if world.ephemeral.pop(message.id, None) is None:
        channel.history.pop(message.id, None)
        data: Json = {"id": str(message.id), "channel_id": str(channel.id)}
        if channel.guild is not None:
            data["guild_id"] = str(channel.guild.id)
        if permissions.can_view(channel, world.bot):
            world.announce("MESSAGE_DELETE", channel.guild, data)
    world.changed()


def set_reaction(message: Message, user: User, emoji: str, *, present: bool) -> None:
    """Add or take back somebody's reaction and announce it; double's thread only."""
    channel, world = message.channel, message.world
    users = message.reactions.setdefault(emoji, [])
    if (user in users) is not present:
        users.append(user) if present else users.remove(user)
        data: Json = {
            "user_id": str(user.id),
            "channel_id": str(channel.id),
            "message_id": str(message.id),
            "emoji": emoji_payload(emoji),
            "burst": False,
            "type": 0,
        }
        if channel.guild is not None:
            data["guild_id"] = str(channel.guild.id)
            if present:
                data["member"] = channel.guild.members[user.id].payload()
        if present:
            data["message_author_id"] = str(message.author.id)
        if permissions.can_view(channel, world.bot):
            world.announce("MESSAGE_REACTION_ADD" if present else "MESSAGE_REACTION_REMOVE", channel.guild, data)
    if not users:
        del message.reactions[emoji]
    world.changed()


def referenced(channel: Channel, author: User, body: Json) -> Message | None:
    """The message that a body replies to; 50035 when it is gone and the body insists on it."""
    asked = body.get("message_reference")
    if not asked:
        return None
    if asked.get("type"):
        raise NotImplementedError("forwarded messages are not modelled")
    number = int(asked["message_id"])
    found = channel.history.get(number)
    if found is not None:
        if not channel.permissions_of(author) & Permission.READ_MESSAGE_HISTORY:
            raise ApiError(160002)
        return found
    if asked.get("fail_if_not_exists") is False:
        return None
    unknown = {"code": "MESSAGE_REFERENCE_UNKNOWN_MESSAGE", "message": "Unknown message"}
    raise ApiError(50035, errors={"message_reference": {"_errors": [unknown]}})


def demand_sending(channel: Channel, author: User, body: Json, uploads: list[Upload]) -> None:
    """Raise what keeps the author from sending this to that channel."""
    needed = permissions.to_send(channel)
    if uploads:
        needed |= Permission.ATTACH_FILES
    if body.get("embeds"):
        needed |= Permission.EMBED_LINKS
    permissions.demand(channel, author, needed)
    if channel.is_thread and channel.locked and not channel.permissions_of(author) & Permission.MANAGE_THREADS:
        raise ApiError(160005)
    if channel.guild is None and not all(user.dms for user in channel.recipients):
        raise ApiError(50007)


def _attachments(
    message: Message, body: Json, uploads: list[Upload], base: tuple[str, ...]
) -> tuple[list[File], list[tuple[Upload, str | None]]]:
    """The files that stay and the new ones with their descriptions."""
    listed = body.get("attachments")
    by_index = {str(upload.index): upload for upload in uploads}
    if listed is None:
        kept = [] if "attachments" in body else message.files
        return kept, [(upload, None) for upload in uploads]
    problems = Problems()
    files: list[File] = []
    fresh: list[tuple[Upload, str | None]] = []
    known = {str(file.id): file for file in message.files}
    for position, one in enumerate(listed):
        number = str(one.get("id"))
        if number in known:
            files.append(known[number])
        elif number in by_index:
            upload = by_index.pop(number)
            fresh.append((replace(upload, name=one.get("filename") or upload.name), one.get("description")))
        else:
            problems.add((*base, "attachments", position, "id"), "ATTACHMENT_NOT_FOUND", f"Unknown attachment {number}")
    problems.raise_any()
    fresh.extend((upload, None) for upload in by_index.values())
    return files, fresh


def _resolve_media(message: Message) -> None:
    """Point the media of components at the CDN, as Discord does when it stores them."""
    by_name = {file.name: file for file in message.files}
    shown: set[int] = set()
    for _, component in tree.walk(message.components):
        for _, item in tree.media(component):
            name = item.get("url", "").removeprefix("attachment://")
            file = by_name.get(name) or next((one for one in message.files if one.url == item.get("url")), None)
            if file is None:
                continue
            shown.add(file.id)
            payload = file.payload()
            item |= {key: payload[key] for key in ("url", "proxy_url", "content_type")}
            item |= {"attachment_id": str(file.id), "loading_state": 2, "flags": 0}
            if component["type"] == tree.FILE:
                component |= {"name": file.name, "size": len(file.content)}
    for file in message.files:
        file.shown = not message.uses_components_v2 or file.id in shown


def _rich(embeds: list[Any]) -> list[Json]:
    return [{"type": "rich"} | embed for embed in embeds]
