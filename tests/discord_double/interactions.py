"""An interaction: what the person did, and everything that the bot answered to it."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from . import components as tree
from .failures import ApiError, InteractionFailed
from .messages import Message
from .permissions import DIRECT
from .wire import Json

if TYPE_CHECKING:
    from .channels import Channel
    from .guilds import Guild
    from .users import User
    from .world import World

T = TypeVar("T")

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL_SUBMIT = 2, 3, 4, 5
PATIENCE = 3.0
"""Seconds in which an interaction must be acknowledged."""
LIFETIME = 15 * 60.0
"""Seconds for which its token can be used."""
MESSAGE, DEFERRED, UPDATE, DEFERRED_UPDATE = "message", "deferred", "update", "deferred update"
CHOICES, MODAL = "autocomplete", "modal"


@dataclass(frozen=True, slots=True)
class Choice:
    """A suggestion of an autocomplete."""

    name: str
    value: str | int | float


@dataclass(frozen=True)
class Modal:
    """A form that the bot showed."""

    interaction: Interaction = field(repr=False)
    custom_id: str
    title: str
    components: list[Json] = field(repr=False)

    @property
    def fields(self) -> list[tuple[str | None, Json]]:
        """What can be filled in: the label that stands over it, and the raw component."""
        found: list[tuple[str | None, Json]] = []
        for _, component in tree.walk(self.components):
            if component["type"] == tree.LABEL:
                found.append((component["label"], component["component"]))
            elif component["type"] == tree.ROW:
                found.extend((one.get("label"), one) for one in component["components"])
        return found

    @property
    def texts(self) -> list[str]:
        """The contents of its text displays."""
        return tree.texts(self.components)


@dataclass(eq=False)
class Interaction:
    """One slash command, press, choice, submission or autocomplete of a person, and the bot's answers."""

    world: World = field(repr=False)
    id: int
    type: int
    user: User
    channel: Channel
    data: Json = field(repr=False)
    owners: Json = field(repr=False)
    """Its ``authorizing_integration_owners``."""
    source: Message | None = field(default=None, repr=False)
    """The message whose component was used."""
    parent: Interaction | None = field(default=None, repr=False)
    """For a submitted modal, the interaction that it was the answer to."""
    token: str = field(default_factory=lambda: secrets.token_urlsafe(48), repr=False)
    begun: float = field(default=0.0, repr=False)
    kind: str | None = None
    """How it was acknowledged: message, deferred, update, deferred update, autocomplete or modal; None so far."""
    acknowledged_after: float | None = None
    """Seconds until it was acknowledged."""
    original: Message | None = None
    """What ``@original`` means to the bot: its answer, or the message whose component was used."""
    followups: list[Message] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list, repr=False)
    modal: Modal | None = field(default=None, repr=False)
    edits_before: int = field(default=0, repr=False)
    followups_sent: int = field(default=0, repr=False)
    updated: bool = field(default=False, repr=False)

    @property
    def failed(self) -> bool:
        """Whether nobody acknowledged it in time: the person sees "This interaction failed"."""
        return self.kind is None and self.world.clock.time() - self.begun > PATIENCE

    @property
    def expired(self) -> bool:
        """Whether its token can no longer be used."""
        return self.world.clock.time() - self.begun > LIFETIME

    @property
    def edits(self) -> int:
        """How often the answer has been edited since it can be read; filling in "thinking" is no edit."""
        return 0 if self.original is None else len(self.original.edits) - self.edits_before

    @property
    def outside_its_guild(self) -> bool:
        """Whether only the person, not the place, has installed the app: five follow-ups at most, no channel routes."""
        return "0" not in self.owners

    async def acknowledged(self, *, timeout: float = 5) -> str:
        """Wait for the acknowledgement and return its kind; raises InteractionFailed when none comes in time."""
        return await self._wait(lambda: self.kind, timeout, "an acknowledgement")

    async def message(self, *, timeout: float = 5) -> Message:
        """The answer that the person sees, once it says something: not "thinking", and not the message as it was.

        That is the message itself, ephemeral or not, or the message whose button was pressed once it is updated.
        """

        def probe() -> Message | None:
            fresh = self.kind in (MESSAGE, DEFERRED) or self.updated
            message = self.original
            return message if message and fresh and not message.thinking and not message.deleted else None

        return await self._wait(probe, timeout, "a message")

    async def edited(self, times: int = 1, *, timeout: float = 5) -> Message:
        """The answer, once it has been edited so many times."""
        return await self._wait(lambda: self.original if self.edits >= times else None, timeout, f"{times} edits")

    async def until(self, probe: Callable[[Message], Any], *, timeout: float = 5) -> Message:
        """The answer, once ``probe(answer)`` is true. It is asked after each change, in the double's thread."""

        def check() -> Message | None:
            message = self.original
            return message if message is not None and not message.thinking and probe(message) else None

        return await self._wait(check, timeout, "an answer that fits")

    async def followup(self, index: int = 0, *, timeout: float = 5) -> Message:
        """The follow-up of that number, counted from 0."""
        return await self._wait(
            lambda: self.followups[index] if len(self.followups) > index else None, timeout, f"{index + 1} follow-ups"
        )

    async def shown_modal(self, *, timeout: float = 5) -> Modal:
        """The modal that was shown as the answer."""
        return await self._wait(lambda: self.modal, timeout, "a modal")

    async def until_failed(self, *, timeout: float = 5) -> None:
        """Wait until the person sees that nobody answers."""
        await self.world.bridge.until(lambda: self.failed, timeout, lambda: f"it did not fail: {self}")

    def demand_alive(self) -> None:
        """Raise 50027 when the token has expired."""
        if self.expired:
            raise ApiError(50027)

    def demand_open(self, at: float) -> None:
        """Raise 10062 or 40060 when it can not be acknowledged any more at that time."""
        if self.kind is not None:
            raise ApiError(40060, violation=True)
        if at - self.begun > PATIENCE:
            raise ApiError(10062)

    def acknowledge(self, kind: str, at: float) -> None:
        """Note how and when it was acknowledged."""
        self.kind = kind
        self.acknowledged_after = at - self.begun
        self.world.changed()

    def start(self) -> None:
        """Register the interaction, send it to the bot, and wake those who wait when its time is up."""
        world = self.world
        self.begun = world.clock.time()
        world.interactions[self.id] = self
        world.gateway.dispatch("INTERACTION_CREATE", lambda _: self.payload(), self._shard_guild())
        world.bridge.spawn(self._watch())
        world.changed()

    def metadata(self) -> Json:
        """The ``interaction_metadata`` of messages that answer it."""
        answer: Json = {
            "id": str(self.id),
            "type": self.type,
            "user": self.user.payload(),
            "authorizing_integration_owners": self.owners,
        }
        if self.type == COMMAND:
            answer["name"] = self.data["name"]
        if self.type == COMPONENT and self.source is not None:
            answer["interacted_message_id"] = str(self.source.id)
        if self.type == MODAL_SUBMIT and self.parent is not None:
            answer["triggering_interaction_metadata"] = self.parent.metadata()
        return answer

    def payload(self) -> Json:
        """The interaction object."""
        world, guild = self.world, self.channel.guild
        answer: Json = {
            "id": str(self.id),
            "application_id": str(world.application_id),
            "type": self.type,
            "token": self.token,
            "version": 1,
            "data": self.data,
            "channel_id": str(self.channel.id),
            "channel": self.channel.partial_payload(self.user),
            "locale": self.user.locale,
            "app_permissions": str(DIRECT if self.outside_its_guild else self.channel.permissions_of(world.bot)),
            "entitlements": [],
            "entitlement_sku_ids": [],
            "authorizing_integration_owners": self.owners,
            "context": self._context(),
            "attachment_size_limit": 10 * 1024 * 1024,
        }
        if guild is not None:
            member = guild.members[self.user.id].payload()
            permissions = str(self.channel.permissions_of(self.user))
            answer |= {
                "guild_id": str(guild.id),
                "guild": {"id": str(guild.id), "locale": guild.locale, "features": []},
                "guild_locale": guild.locale,
                "member": member | {"permissions": permissions},
            }
        else:
            answer["user"] = self.user.payload()
        if self.source is not None:
            answer["message"] = self.source.payload()
        return answer

    def _context(self) -> int:
        if self.channel.guild is not None:
            return 0
        return 1 if self.world.bot in self.channel.recipients else 2

    def _shard_guild(self) -> Guild | None:
        guild = self.channel.guild
        return guild if guild is not None and guild.has_bot else None

    async def _watch(self) -> None:
        await self.world.clock.sleep_until(self.begun + PATIENCE + 0.001)
        self.world.changed()

    async def _wait(self, probe: Callable[[], T | None], timeout: float, wanted: str) -> T:
        def check() -> T | None:
            found = probe()
            if not found and self.failed:
                raise InteractionFailed(f"nobody acknowledged it within {PATIENCE:g} s: {self.describe()}")
            return found

        return await self.world.bridge.until(check, timeout, lambda: f"{wanted} did not come; {self.describe()}")

    def describe(self) -> str:
        """What there is, for error messages."""
        name = self.data.get("name") or self.data.get("custom_id")
        if self.acknowledged_after is None:
            state = "not acknowledged"
        else:
            state = f"acknowledged as {self.kind!r} after {self.acknowledged_after:.3f} s"
        refused = [f"{r.method} {r.path.split('/')[-1]} {r.status} ({r.code})" for r in self.world.requests if r.code]
        return (
            f"{self.user.name}'s {name!r} was {state}; answer {self.original}, {len(self.followups)} follow-ups"
            + (f", refused so far: {refused[-5:]}" if refused else "")
            + ("" if self.world.gateway.connected else "; the bot is not connected")
        )
