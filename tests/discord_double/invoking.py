"""What people do with an app: slash commands, context menus, buttons, select menus, modals; in the double's thread."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from . import components as tree
from . import forms, options
from .channels import Channel
from .commands import CHAT_INPUT, MESSAGE_MENU, USER_MENU
from .failures import Impossible
from .interactions import AUTOCOMPLETE, COMMAND, COMPONENT, MODAL_SUBMIT, Interaction, Modal
from .messages import Message
from .permissions import Permission, can_view
from .wire import Json

if TYPE_CHECKING:
    from .people import Person
    from .users import User


async def slash(person: Person, where: Channel | None, name: str, given: dict[str, Any]) -> Interaction:
    """Use a slash command."""
    channel = _place(person, where)
    command = _offered(person, channel, name.split()[0], CHAT_INPUT)
    data = options.fill_in(command, name.split()[1:], given, person, channel)
    return _begin(person, channel, COMMAND, data, command)


async def autocomplete(
    person: Person, where: Channel | None, name: str, focused: str, value: Any, others: dict[str, Any]
) -> Interaction:
    """Type into an option that has autocomplete."""
    channel = _place(person, where)
    command = _offered(person, channel, name.split()[0], CHAT_INPUT)
    given = others | {focused: value}
    data = options.fill_in(command, name.split()[1:], given, person, channel, focused=focused)
    return _begin(person, channel, AUTOCOMPLETE, data, command)


def offered(person: Person, where: Channel | None) -> list[str]:
    """The names of the commands of every kind that the person is offered there."""
    channel = _place(person, where)
    scopes = [person.world.commands.everywhere]
    if channel.guild is not None:
        scopes.insert(0, person.world.commands.by_guild.get(channel.guild.id, {}))
    names: list[str] = []
    for command in (one for scope in scopes for one in scope.values()):
        with contextlib.suppress(Impossible):
            _offered(person, channel, command["name"], command["type"])
            names.append(command["name"])
    return list(dict.fromkeys(names))


async def use_on(person: Person, target: Message | User, name: str, where: Channel | None) -> Interaction:
    """Use a context menu."""
    on_message = isinstance(target, Message)
    channel = target.channel if isinstance(target, Message) else _place(person, where)
    command = _offered(person, channel, name, MESSAGE_MENU if on_message else USER_MENU)
    data: Json = {"id": command["id"], "type": command["type"], "name": name, "target_id": str(target.id)}
    if isinstance(target, Message):
        if target.deleted or (target.ephemeral and target.seen_by is not person):
            raise Impossible(f"{person.name} does not see {target}")
        data["resolved"] = {"messages": {str(target.id): target.payload()}}
    else:
        data["resolved"] = options.resolved_users([target], channel)
    if "guild_id" in command:
        data["guild_id"] = command["guild_id"]
    return _begin(person, channel, COMMAND, data, command)


async def press(person: Person, message: Message, name: str) -> Interaction:
    """Press a button."""
    _demand_visible(person, message)
    found = [
        component
        for _, component in tree.walk(message.components)
        if component["type"] == tree.BUTTON and tree.Button.of(component).answers_to(name)
    ]
    if not found:
        raise Impossible(f"there is no button {name!r} on the message; there are {message.buttons}")
    enabled = [component for component in found if not component.get("disabled")]
    if not enabled:
        raise Impossible(f"the button {name!r} is disabled")
    if enabled[0].get("style") in (tree.LINK, tree.PREMIUM):
        raise Impossible(f"the button {name!r} opens {enabled[0].get('url')} and tells the app nothing")
    data = {"id": enabled[0]["id"], "component_type": tree.BUTTON, "custom_id": enabled[0]["custom_id"]}
    return _begin(person, message.channel, COMPONENT, data, source=message)


async def choose(person: Person, message: Message, name: str, values: Sequence[Any] | Any) -> Interaction:
    """Choose from a select menu."""
    _demand_visible(person, message)
    found = [one for one in message.selects if name in (one["custom_id"], one.get("placeholder"))]
    if not found:
        raise Impossible(f"there is no select menu {name!r}; there are {[one['custom_id'] for one in message.selects]}")
    if found[0].get("disabled"):
        raise Impossible(f"the select menu {name!r} is disabled")
    many = list(values) if isinstance(values, (list, tuple, set)) else [values]
    chosen, resolved = forms.chosen(found[0], many, message.channel)
    data: Json = {
        "id": found[0]["id"],
        "component_type": found[0]["type"],
        "custom_id": found[0]["custom_id"],
        "values": chosen,
    }
    return _begin(person, message.channel, COMPONENT, data | resolved, source=message)


async def submit(person: Person, modal: Modal, values: dict[str, Any]) -> Interaction:
    """Send a modal."""
    opener = modal.interaction
    if opener.user is not person:
        raise Impossible(f"the form was shown to {opener.user.name}, not to {person.name}")
    filled, resolved = forms.fill_in(modal, values, opener.channel)
    data: Json = {"custom_id": modal.custom_id, "components": filled} | resolved
    return _begin(person, opener.channel, MODAL_SUBMIT, data, source=opener.source, parent=opener)


def _begin(
    person: Person,
    channel: Channel,
    kind: int,
    data: Json,
    command: Json | None = None,
    *,
    source: Message | None = None,
    parent: Interaction | None = None,
) -> Interaction:
    owners: Json
    if parent is not None:
        owners = parent.owners
    elif source is not None and source.interaction is not None:
        owners = source.interaction["authorizing_integration_owners"]
    else:
        owners = _owners(person, channel, (command or {}).get("integration_types") or [0, 1])
    number = person.world.clock.snowflake()
    interaction = Interaction(person.world, number, kind, person, channel, data, owners, source, parent)
    interaction.start()
    return interaction


def _place(person: Person, where: Channel | None) -> Channel:
    return person.direct_channel if where is None else where


def _owners(person: Person, channel: Channel, kinds: list[int]) -> Json:
    """By whose installations of the app the command is offered there."""
    owners: Json = {}
    if 0 in kinds:
        if channel.guild is not None and channel.guild.has_bot:
            owners["0"] = str(channel.guild.id)
        elif channel.guild is None and person.world.bot in channel.recipients:
            owners["0"] = "0"
    if 1 in kinds and person.installed:
        owners["1"] = str(person.id)
    return owners


def _offered(person: Person, channel: Channel, name: str, kind: int) -> Json:
    """The command, if that person is offered it there."""
    world = person.world
    guild_id = None if channel.guild is None else channel.guild.id
    command = world.commands.find(name, kind, guild_id)
    if command is None:
        raise Impossible(f"no command {name!r} is registered; there are {world.commands.names}")
    context = 0 if channel.guild is not None else 1 if world.bot in channel.recipients else 2
    if command["contexts"] is not None and context not in command["contexts"]:
        raise Impossible(f"{name!r} is offered in contexts {command['contexts']} only, this is {context}")
    if not _owners(person, channel, command["integration_types"]):
        raise Impossible(f"{name!r} is not installed where {person.name} would use it")
    if not can_view(channel, person):
        raise Impossible(f"{person.name} does not see #{channel.name}")
    bits = channel.permissions_of(person)
    if not bits & Permission.USE_APPLICATION_COMMANDS:
        raise Impossible(f"{person.name} may not use commands in #{channel.name}")
    needed = command["default_member_permissions"]
    by_default = channel.guild is not None and person.id not in channel.guild.offered
    if needed is not None and by_default and not bits & Permission.ADMINISTRATOR:
        missing = int(needed) & ~bits if int(needed) else Permission.ADMINISTRATOR
        if missing:
            raise Impossible(f"{name!r} is not offered to {person.name}, who lacks the permissions {missing}")
    return command


def _demand_visible(person: Person, message: Message) -> None:
    if message.deleted:
        raise Impossible("the message has been deleted")
    if message.ephemeral and message.seen_by is not person:
        raise Impossible(f"only {message.seen_by and message.seen_by.name} sees that message, not {person.name}")
    if not can_view(message.channel, person):
        raise Impossible(f"{person.name} does not see #{message.channel.name}")
