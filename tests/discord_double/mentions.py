"""Who a message mentions, and whom it pings once ``allowed_mentions`` has had its say."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from . import permissions
from .permissions import Permission

if TYPE_CHECKING:
    from .channels import Channel
    from .guilds import Role
    from .users import User
    from .wire import Json

_CODE = re.compile(r"(`+)(?:(?!\1).)*?[^`]\1(?!`)", re.DOTALL)
_USER = re.compile(r"<@!?(\d+)>")
_ROLE = re.compile(r"<@&(\d+)>")
_EVERYONE = re.compile(r"@(everyone|here)\b")


@dataclass(slots=True)
class Pings:
    """Who is notified by a message; false when nobody is.

    A mention behind a backslash counts, one inside code does not.
    """

    users: list[User] = field(default_factory=list)
    roles: list[Role] = field(default_factory=list)
    everyone: bool = False

    def __bool__(self) -> bool:
        return bool(self.users or self.roles or self.everyone)


def pings(
    channel: Channel, author: User, written: list[str], allowed: Json | None, replied_to: User | None = None
) -> Pings:
    """Work out whom ``written`` (content and text displays) pings, and the author of the message it replies to.

    allowed: the ``allowed_mentions`` of the request; None, as Discord has it, allows everything.
    """
    text = "\n".join(_CODE.sub(" ", part) for part in written)
    can_mention_all = bool(permissions.in_channel(channel, author) & Permission.MENTION_EVERYONE)
    everything = allowed is None
    rules: Json = {"parse": ["users", "roles", "everyone"], "replied_user": True} if allowed is None else allowed
    parse = rules.get("parse") or []
    found = Pings(everyone="everyone" in parse and can_mention_all and bool(_EVERYONE.search(text)))
    for user_id in dict.fromkeys(map(int, _USER.findall(text))):
        user = channel.world.users.get(user_id)
        if user is not None and (everything or "users" in parse or user_id in _ids(rules.get("users"))):
            found.users.append(user)
    if channel.guild is not None:
        for role_id in dict.fromkeys(map(int, _ROLE.findall(text))):
            role = channel.guild.roles.get(role_id)
            allows = "roles" in parse or role_id in _ids(rules.get("roles"))
            if role is not None and allows and (role.mentionable or can_mention_all):
                found.roles.append(role)
    if replied_to is not None and rules.get("replied_user") and replied_to not in found.users:
        found.users.append(replied_to)
    return found


def _ids(value: Any) -> set[int]:
    return {int(one) for one in value or []}
