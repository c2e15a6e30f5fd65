"""Filling in the options of a slash command as Discord's client does: by the definition, with handles resolved."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from .channels import Channel
from .failures import Impossible
from .users import User
from .wire import Json, file_name, length

if TYPE_CHECKING:
    from .people import Person

SUBCOMMAND, GROUP, STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER, ATTACHMENT = range(1, 12)


def fill_in(
    command: Json,
    path: list[str],
    given: dict[str, Any],
    person: Person,
    channel: Channel,
    *,
    focused: str | None = None,
) -> Json:
    """The data of an interaction with that command.

    path: the names of group and subcommand.
    focused: the option that is being typed into; then the others may be missing.
    Raises Impossible when the definition does not allow it.
    """
    definition, steps = command, []
    for step in path:
        inner = [one for one in definition.get("options") or [] if one["name"] == step and one["type"] in (1, 2)]
        if not inner:
            raise Impossible(f"/{command['name']} has no subcommand {step!r}")
        definition = inner[0]
        steps.append(definition)
    known = {option["name"]: option for option in definition.get("options") or []}
    if any(option["type"] in (SUBCOMMAND, GROUP) for option in known.values()):
        raise Impossible(f"/{command['name']} needs a subcommand: {list(known)}")
    unknown = set(given) - set(known)
    if unknown:
        raise Impossible(f"/{command['name']} has no options {sorted(unknown)}; it has {list(known)}")
    if focused is not None and not known[focused].get("autocomplete"):
        raise Impossible(f"the option {focused!r} has no autocomplete")
    resolved: Json = {}
    filled: list[Json] = []
    for name, option in known.items():
        if name in given and given[name] is not None:
            entry: Json = {"name": name, "type": option["type"]}
            if name == focused:
                entry |= {"value": str(given[name]), "focused": True}
            else:
                entry["value"] = _value(option, given[name], person, channel, resolved)
            filled.append(entry)
        elif option.get("required") and focused is None:
            raise Impossible(f"/{command['name']} requires the option {name!r}")
    for step in reversed(steps):
        filled = [{"name": step["name"], "type": step["type"], "options": filled}]
    data: Json = {"id": command["id"], "type": 1, "name": command["name"], "options": filled}
    if "guild_id" in command:
        data["guild_id"] = command["guild_id"]
    return data | ({"resolved": resolved} if resolved else {})


def resolved_users(users: Iterable[User], channel: Channel) -> Json:
    """The ``resolved`` part for users, with their memberships of the guild."""
    resolved: Json = {}
    for user in users:
        _resolve_user(user, channel, resolved)
    return resolved


def resolve(value: Any, channel: Channel, resolved: Json) -> str:
    """Put a user, role or channel into ``resolved`` and return its id."""
    if isinstance(value, User):
        _resolve_user(value, channel, resolved)
    elif isinstance(value, Channel):
        resolved.setdefault("channels", {})[str(value.id)] = value.partial_payload(channel.world.bot)
    else:
        resolved.setdefault("roles", {})[str(value.id)] = value.payload()
    return str(value.id)


def _resolve_user(user: User, channel: Channel, resolved: Json) -> None:
    resolved.setdefault("users", {})[str(user.id)] = user.payload()
    member = channel.guild.members.get(user.id) if channel.guild else None
    if member is not None:
        bits = {"permissions": str(channel.permissions_of(user))}
        resolved.setdefault("members", {})[str(user.id)] = member.payload(with_user=False) | bits


def _value(option: Json, value: Any, person: Person, channel: Channel, resolved: Json) -> Any:
    name, kind = option["name"], option["type"]
    if option.get("choices"):
        by_name = {choice["name"]: choice["value"] for choice in option["choices"]}
        value = by_name.get(value, value)
        if value not in by_name.values():
            raise Impossible(f"{name!r} offers {list(by_name)}, not {value!r}")
        return value
    if kind == STRING:
        if not isinstance(value, str):
            raise Impossible(f"{name!r} takes text, not {value!r}")
        low, high = option.get("min_length") or 0, option.get("max_length") or 6000
        if not low <= length(value) <= high or not value:
            raise Impossible(f"{name!r} takes {max(low, 1)} to {high} characters, not {length(value)}")
        return value
    if kind in (INTEGER, NUMBER):
        if isinstance(value, bool) or not isinstance(value, int if kind == INTEGER else (int, float)):
            raise Impossible(f"{name!r} takes a number, not {value!r}")
        if value < option.get("min_value", value) or value > option.get("max_value", value):
            raise Impossible(f"{name!r} takes {option.get('min_value')} to {option.get('max_value')}, not {value}")
        return value
    if kind == BOOLEAN:
        if not isinstance(value, bool):
            raise Impossible(f"{name!r} takes True or False, not {value!r}")
        return value
    if kind == ATTACHMENT:
        file_title, content = value
        file = person.world.keep_file(channel, file_name(file_title), content, ephemeral=True)
        resolved.setdefault("attachments", {})[str(file.id)] = file.payload()
        return str(file.id)
    wanted = option.get("channel_types")
    if kind == CHANNEL and (not isinstance(value, Channel) or (wanted and value.type not in wanted)):
        raise Impossible(f"{name!r} takes a channel of the types {wanted}, not {value!r}")
    if kind == USER and not isinstance(value, User):
        raise Impossible(f"{name!r} takes a user, not {value!r}")
    return resolve(value, channel, resolved)
