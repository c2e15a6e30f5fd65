"""People: handles through which a test acts as somebody on this Discord."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from . import invoking, membership, permissions, posting, threads
from .channels import FORUM, Channel
from .failures import ApiError, Impossible
from .permissions import Permission
from .users import User
from .wire import Json, Upload

if TYPE_CHECKING:
    from .interactions import Choice, Interaction, Modal
    from .messages import Message

Attachment = tuple[str, bytes]
"""A file to upload: its name and its content."""


@dataclass(eq=False)
class Person(User):
    """Somebody who uses Discord. Every method can be awaited from any event loop.

    What Discord's client would not let a person do raises Impossible.
    """

    async def say(
        self,
        channel: Channel,
        text: str = "",
        *,
        reply_to: Message | None = None,
        ping: bool = True,
        attachments: Sequence[Attachment] = (),
    ) -> Message:
        """Write a message; ``ping`` says whether a reply notifies the author of what it replies to."""
        body: Json = {"content": text}
        if reply_to is not None:
            body["message_reference"] = {"message_id": reply_to.id}
            body["allowed_mentions"] = {"parse": ["users", "roles", "everyone"], "replied_user": ping}

        async def act() -> Message:
            uploads = _uploads(attachments)
            with _as_client(f"{self.name} cannot write that in #{channel.name}"):
                if channel.type == FORUM:
                    raise Impossible(f"#{channel.name} is a forum: use post()")
                posting.demand_sending(channel, self, body, uploads)
                reference = posting.referenced(channel, self, body)
                return posting.create(channel, self, body, uploads, reference=reference)

        return await self.world.bridge.run(act())

    async def dm(self, text: str = "", *, attachments: Sequence[Attachment] = ()) -> Message:
        """Write a direct message to the bot."""
        return await self.say(self.direct_channel, text, attachments=attachments)

    async def post(
        self,
        forum: Channel,
        title: str,
        text: str = "",
        *,
        tags: Iterable[str] = (),
        attachments: Sequence[Attachment] = (),
    ) -> Channel:
        """Open a post in a forum and return its thread."""

        async def act() -> Channel:
            known = {tag.name: tag.id for tag in forum.available_tags}
            with _as_client(f"{self.name} cannot post in #{forum.name}"):
                permissions.demand(forum, self, Permission.SEND_MESSAGES)
                body, uploads = {"content": text}, _uploads(attachments)
                return threads.open_post(forum, self, title, body, uploads, [known[tag] for tag in tags])

        return await self.world.bridge.run(act())

    async def start_thread(self, where: Message | Channel, name: str) -> Channel:
        """Open a thread from a message, or a public one without a message in a channel."""

        async def act() -> Channel:
            channel = where if isinstance(where, Channel) else where.channel
            with _as_client(f"{self.name} cannot open a thread in #{channel.name}"):
                permissions.demand(channel, self, Permission.CREATE_PUBLIC_THREADS)
                if isinstance(where, Channel):
                    return threads.open_thread(where, self, name)
                return threads.open_from_message(where, self, name)

        return await self.world.bridge.run(act())

    async def add_to_thread(self, thread: Channel, user: User) -> None:
        """Add somebody (the bot, for one) to a thread."""

        async def act() -> None:
            membership.join(thread, user)

        await self.world.bridge.run(act())

    async def edit(self, message: Message, text: str) -> None:
        """Change a message of one's own."""

        async def act() -> None:
            if message.author is not self or message.deleted:
                raise Impossible(f"{self.name} cannot edit {message}")
            with _as_client(f"{self.name} cannot edit that"):
                posting.edit(message, {"content": text}, [])

        await self.world.bridge.run(act())

    async def delete(self, message: Message) -> None:
        """Delete a message of one's own, or any with the permission to manage messages."""

        async def act() -> None:
            bits = message.channel.permissions_of(self)
            if (message.author is not self and not bits & Permission.MANAGE_MESSAGES) or message.deleted:
                raise Impossible(f"{self.name} cannot delete {message}")
            posting.remove(message)

        await self.world.bridge.run(act())

    async def react(self, message: Message, emoji: str, *, present: bool = True) -> None:
        """React to a message, or take the reaction back."""

        async def act() -> None:
            posting.set_reaction(message, self, emoji, present=present)

        await self.world.bridge.run(act())

    async def type(self, channel: Channel) -> None:
        """Show that one is typing."""

        async def act() -> None:
            data: Json = {
                "channel_id": str(channel.id),
                "user_id": str(self.id),
                "timestamp": int(self.world.clock.time()),
            }
            if channel.guild is not None:
                data |= {"guild_id": str(channel.guild.id), "member": channel.guild.members[self.id].payload()}
            if permissions.can_view(channel, self.world.bot):
                self.world.announce("TYPING_START", channel.guild, data)

        await self.world.bridge.run(act())

    def offered(self, where: Channel | None = None) -> list[str]:
        """The names of the commands and context menus that Discord would offer there; None: in direct messages."""
        return self.world.bridge.call(lambda: invoking.offered(self, where))

    async def slash(self, where: Channel | None, command: str, /, **options: Any) -> Interaction:
        """Use a slash command, subcommands with spaces between (``"sources list"``); ``where`` None: a direct message.

        Options are checked against the registered definition. A choice may be given by its name or its value, users,
        roles, channels as their handles, an attachment as ``(name, content)``.
        """
        return await self.world.bridge.run(invoking.slash(self, where, command, options))

    async def autocomplete(
        self,
        where: Channel | None,
        command: str,
        /,
        *,
        focused: str,
        value: Any = "",
        timeout: float = 5,
        **others: Any,
    ) -> list[Choice]:
        """Type ``value`` into the option ``focused`` and return what the bot suggests."""
        call = await self.world.bridge.run(invoking.autocomplete(self, where, command, focused, value, others))
        await call.acknowledged(timeout=timeout)
        return call.choices

    async def use_on(self, target: Message | User, command: str, *, where: Channel | None = None) -> Interaction:
        """Use a context-menu command on a message, or (in the channel ``where``) on a user."""
        return await self.world.bridge.run(invoking.use_on(self, target, command, where))

    async def press(self, message: Message, button: str) -> Interaction:
        """Press a button, named by its custom id, label or emoji; wherever it is in the message."""
        return await self.world.bridge.run(invoking.press(self, message, button))

    async def choose(self, message: Message, select: str, values: Sequence[Any] | Any) -> Interaction:
        """Choose from a select menu, named by its custom id or placeholder: options by label or value, or handles."""
        return await self.world.bridge.run(invoking.choose(self, message, select, values))

    async def submit(self, modal: Modal, values: dict[str, Any]) -> Interaction:
        """Fill in and send a modal, fields named by custom id or label; the others keep what they were shown with."""
        return await self.world.bridge.run(invoking.submit(self, modal, values))


@contextmanager
def _as_client(what: str) -> Iterator[None]:
    """Turn what the API refuses a person into what their client would not have offered."""
    try:
        yield
    except ApiError as error:
        raise Impossible(f"{what}: {error.message} {error.errors or ''}") from error


def _uploads(attachments: Sequence[Attachment]) -> list[Upload]:
    return [Upload(index, name, content) for index, (name, content) in enumerate(attachments)]
