"""Users: the bot itself, and what people and bots have in common."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .wire import Json

if TYPE_CHECKING:
    from .channels import Channel
    from .world import World


@dataclass(eq=False)
class User:
    """An account. ``dms`` False refuses direct messages from the bot (50007)."""

    world: World = field(repr=False)
    id: int
    name: str
    bot: bool = False
    display_name: str | None = None
    locale: str = "en-US"
    dms: bool = True
    installed: bool = False
    """Whether this person has installed the app for themselves (user install)."""

    @property
    def mention(self) -> str:
        """What mentions this user in a message."""
        return f"<@{self.id}>"

    def payload(self) -> Json:
        """The user object."""
        return {
            "id": str(self.id),
            "username": self.name,
            "global_name": self.display_name,
            "discriminator": "0" if not self.bot else "0420",
            "avatar": None,
            "bot": self.bot,
            "public_flags": 0,
            "flags": 0,
        }

    def own_payload(self) -> Json:
        """The user object as its owner sees it."""
        return self.payload() | {
            "locale": self.locale,
            "mfa_enabled": True,
            "verified": True,
            "email": None,
            "premium_type": 0,
        }

    @property
    def direct_channel(self) -> Channel:
        """The channel of direct messages between this user and the bot; it is opened when there is none."""
        return self.world.bridge.call(lambda: self.world.direct_channel(self))
