"""Makes messages documents, and keeps those that are as Discord has them: one message at a time, whatever the event."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Collection, Mapping
from typing import TypeVar

import discord

from bot.client import Quoth
from bot.collecting.writing import Wording, file_text
from bot.deciding import Place, reach_of
from bot.messages.delivering import DELIVERY_ERRORS
from bot.service.logs import log_event
from bot.state.collecting import Collected, CollectedChannel, How

MAX_KNOWN = 1000
"""So many authors are remembered of whom Discord was asked whether they are operators, and so many first messages of
threads, and of messages that are gone."""

_WRITTEN = (discord.MessageType.default, discord.MessageType.reply)
_log = logging.getLogger(__name__)

K = TypeVar("K")
V = TypeVar("V")


class Refused(Exception):
    """A message does not become a document, because its author wants that."""


class Gatherer:
    """Knows which channels are read and who agreed, and changes the documents that are messages."""

    def __init__(self, bot: Quoth) -> None:
        self.bot = bot
        self.channels: Mapping[int, CollectedChannel] = {}
        self.contributors: Mapping[int, bool] = {}
        self._turn = asyncio.Lock()
        """Nobody is forgotten, and nothing is deleted, while a message is being written."""
        self._operators: OrderedDict[tuple[int, int], bool] = OrderedDict()
        self._first: OrderedDict[int, discord.Message | None] = OrderedDict()
        self._gone: OrderedDict[int, None] = OrderedDict()
        """What was deleted lately: somebody may just be about to write it."""

    async def load(self) -> None:
        """Read from the memory which channels are read and who agreed."""
        call, listed = self.bot.desk.call_state, self.bot.state.collected
        self.channels = await call(listed.channels)
        self.contributors = await call(listed.contributors)

    # -- messages ------------------------------------------------------------------------------------------------

    def is_read(self, channel: object) -> bool:
        """Return whether what is written in a channel or thread becomes a document, if its author agreed."""
        if isinstance(channel, discord.Thread):
            forum = self.channels.get(channel.parent_id)
            return forum is not None and forum.tag is not None and has_tag(channel, forum.tag)
        found = self.channels.get(getattr(channel, "id", 0))
        return found is not None and found.tag is None

    async def take(self, message: discord.Message, how: How) -> bool:
        """Make a message a document, or bring the document up to date; return whether it is one now.

        A message of a channel only if its author agreed or operates Quoth; one that an operator chose unless its author
        does not want that: then this raises Refused. Raises StorageError when the disk refuses.
        """
        channel = await self._channel_of(message)
        if channel is None:
            return False
        call, collection = self.bot.desk.call_state, self.bot.upkeep.collection
        first = await self._first_of(message, channel)
        async with self._turn:
            listed = await call(collection.listed.find, message.id)
            if listed is not None and how is How.CHANNEL:
                how = listed.how
            if how is How.LEFT_OUT or message.id in self._gone:
                return False
            if listed is not None and (listed.edited or 0) > (edited_at(message) or 0):  # an older event, overtaken
                return True
            if how is How.MENU and self.contributors.get(message.author.id) is False:
                raise Refused
            may_be = may_be_document(message, self.bot.user)
            if not may_be or (how is How.CHANNEL and not await self.may_read(message.author, channel.guild)):
                if listed is not None:
                    self._note(await self.bot.desk.in_thread(collection.drop, [message.id]))
                return False
            if first is not None and not await self._may_show(first, channel.guild, how):
                first = None
            collected = Collected(
                message.id, channel.id, home_of(channel), channel.guild.id, message.author.id, how, edited_at(message),
                first.id if first else None, first.author.id if first else None,
            )  # fmt: skip
            is_thread = isinstance(channel, discord.Thread)
            text = file_text(
                Wording(
                    channel.name if is_thread else f"#{channel.name}",
                    message.edited_at or message.created_at,
                    f"https://discord.com/channels/{channel.guild.id}/{channel.id}/{message.id}",
                    message.content,
                    first.content if first else channel.name if is_thread and channel.id != message.id else None,
                )
            )
            if await self.bot.desk.in_thread(collection.keep, collected, text):
                self.bot.upkeep.sync_soon()
        return True

    async def drop(self, messages: Collection[int]) -> None:
        """Remove what messages say from the documents."""
        self.note_changed(messages)
        async with self._turn:
            self._note(await self.bot.desk.in_thread(self.bot.upkeep.collection.drop, messages))

    async def delete(self, messages: Collection[int]) -> None:
        """Do so for good: these messages do not exist any more."""
        for message in messages:
            _remember(self._gone, message, None)
        await self.drop(messages)

    def note_changed(self, messages: Collection[int]) -> None:
        """Read these messages anew where they are the questions of threads."""
        for message in messages:
            self._first.pop(message, None)

    async def leave_out(self, collected: Collected) -> None:
        """Remove a document because an operator wants that."""
        async with self._turn:
            await self.bot.desk.in_thread(self.bot.upkeep.collection.leave_out, collected)
            self._note(1)

    # -- places --------------------------------------------------------------------------------------------------

    async def drop_places(self, channels: Collection[int]) -> None:
        """Remove the documents of channels or threads that can no longer be read; they come back if that changes."""
        async with self._turn:
            self._note(await self.bot.desk.in_thread(self.bot.upkeep.collection.drop_places, channels=channels))

    async def purge(self, *, servers: Collection[int] = (), channels: Collection[int] = ()) -> None:
        """Remove the documents of servers, channels and threads that are gone, and read them no more."""
        async with self._turn:
            collection = self.bot.upkeep.collection
            self._note(await self.bot.desk.in_thread(collection.purge, servers=servers, channels=channels))
            await self.load()

    async def set_channel(self, channel: CollectedChannel) -> None:
        """Read a channel from now on."""
        await self.bot.desk.call_state(self.bot.state.collected.set_channel, channel)
        await self.load()

    async def stop_channel(self, channel: int) -> None:
        """Read a channel no more, and remove what became a document because it was read."""
        async with self._turn:
            call, listed = self.bot.desk.call_state, self.bot.state.collected
            await call(listed.remove_channels, channels=[channel])
            await self.load()
            read = [each.message for each in await call(listed.at, channels=[channel]) if each.how is not How.MENU]
            self._note(await self.bot.desk.in_thread(self.bot.upkeep.collection.drop, read))

    # -- people --------------------------------------------------------------------------------------------------

    async def may_read(self, author: discord.User | discord.Member, guild: discord.Guild) -> bool:
        """Return whether somebody's messages in a channel that is read become documents: they agreed, or operate it."""
        if author.id in self.contributors or author.bot:
            return self.contributors.get(author.id, False)
        settings, owners = self.bot.settings, self.bot.owners
        if reach_of(author.id, Place(guild.id, 0, person=author.id), settings, manages=False, owners=owners):
            return True
        by_role = settings.discord_operators or guild.id in settings.discord_servers or settings.folders_of(guild.id)
        if not by_role:
            return False
        if isinstance(author, discord.Member):
            return self._operates(author)
        key = guild.id, author.id
        if key not in self._operators:  # in a history, authors have no roles
            try:
                operates = self._operates(await guild.fetch_member(author.id))
            except discord.NotFound:
                operates = False
            _remember(self._operators, key, operates)
        return self._operators[key]

    def begin_reading(self) -> None:
        """Ask Discord anew who has which roles, and how threads began."""
        self._operators.clear()
        self._first.clear()

    def _operates(self, member: discord.Member) -> bool:
        place = Place(member.guild.id, 0, roles=frozenset(role.id for role in member.roles), person=member.id)
        manages = member.guild_permissions.manage_guild
        return bool(reach_of(member.id, place, self.bot.settings, manages=manages, owners=self.bot.owners))

    async def set_contributor(self, person: int, agrees: bool) -> None:
        """Store what somebody wants of their messages; remove them all if they want no documents."""
        async with self._turn:
            await self.bot.desk.call_state(self.bot.state.collected.set_contributor, person, agrees)
            await self.load()
            if not agrees:
                self._note(await self.bot.desk.in_thread(self.bot.upkeep.collection.drop_person, person))

    async def forget(self, person: int, *, operates: bool) -> None:
        """Remove all that somebody wrote. Of who operates Quoth, it stays known that they want no documents.

        Otherwise their messages, which need no consent, would come back.
        """
        async with self._turn:
            self._note(await self.bot.desk.in_thread(self.bot.upkeep.collection.forget, person))
            if operates:
                await self.bot.desk.call_state(self.bot.state.collected.set_contributor, person, False)
            await self.load()

    # -- what a message belongs to -------------------------------------------------------------------------------

    async def _channel_of(self, message: discord.Message) -> discord.abc.GuildChannel | discord.Thread | None:
        """Return the channel or thread that a message is in; None where that is not known."""
        channel: object = self.bot.get_channel(message.channel.id) or message.channel
        if isinstance(channel, discord.PartialMessageable):  # a closed thread
            try:
                channel = await self.bot.fetch_channel(channel.id)
            except (*DELIVERY_ERRORS, discord.InvalidData):
                return None
        return channel if isinstance(channel, discord.abc.GuildChannel | discord.Thread) else None

    async def _first_of(
        self, message: discord.Message, channel: discord.abc.GuildChannel | discord.Thread
    ) -> discord.Message | None:
        """Return the message with which a message's thread began, if that has words.

        Without the Message Content Intent, Discord does not show them; then the thread's name has to do.
        """
        if not isinstance(channel, discord.Thread) or channel.id == message.id or channel.parent is None:
            return None
        if channel.id in self._first:
            return self._first[channel.id]
        where = channel if isinstance(channel.parent, discord.ForumChannel) else channel.parent
        first: discord.Message | None = None
        try:
            first = await self.bot.get_partial_messageable(where.id).fetch_message(channel.id)
        except discord.NotFound:  # it is deleted, or the thread began without one
            pass
        except DELIVERY_ERRORS:
            return None
        _remember(self._first, channel.id, first if first is not None and first.content.strip() else None)
        return self._first[channel.id]

    async def _may_show(self, first: discord.Message, guild: discord.Guild, how: How) -> bool:
        agrees = self.contributors.get(first.author.id)
        return agrees is not False and (how is How.MENU or await self.may_read(first.author, guild))

    def _note(self, changed: int) -> None:
        if changed:
            log_event(_log, "collected messages removed or changed", documents=changed)
            self.bot.upkeep.sync_soon()


def _remember(known: OrderedDict[K, V], key: K, value: V) -> None:
    known[key] = value
    while len(known) > MAX_KNOWN:
        known.popitem(last=False)


def may_be_document(message: discord.Message, me: discord.ClientUser | None) -> bool:
    """Return whether somebody other than Quoth wrote a message that all in its channel can read, and that has words."""
    is_shown = message.type in _WRITTEN and not message.flags.ephemeral
    return is_shown and bool(message.content.strip()) and message.author != me


def has_tag(thread: discord.Thread, tag: str) -> bool:
    """Return whether a thread of a forum has a tag of that name."""
    return any(each.name.casefold() == tag.casefold() for each in thread.applied_tags)


def home_of(channel: discord.abc.GuildChannel | discord.Thread) -> int:
    """Return the channel whose readers may read what is written: a thread's own, or itself if the thread is private."""
    return channel.parent_id if isinstance(channel, discord.Thread) and not channel.is_private() else channel.id


def edited_at(message: discord.Message) -> float | None:
    """Return when a message was edited last, in seconds since 1970."""
    return message.edited_at.timestamp() if message.edited_at is not None else None
