"""Routes that answer interactions: the callback, and the webhook that lives as long as the token."""

from __future__ import annotations

from typing import Any

from . import components as tree
from . import limits, posting
from .failures import ApiError, Problems
from .interactions import (
    AUTOCOMPLETE,
    CHOICES,
    COMMAND,
    COMPONENT,
    DEFERRED,
    DEFERRED_UPDATE,
    MESSAGE,
    MODAL,
    MODAL_SUBMIT,
    UPDATE,
    Choice,
    Interaction,
    Modal,
)
from .messages import EPHEMERAL, LOADING, MENU_ANSWER, REPLY, SLASH_ANSWER, Message
from .permissions import Permission
from .rest import Asked, Routes
from .wire import Json, length

routes = Routes()

KINDS = {4: MESSAGE, 5: DEFERRED, 6: DEFERRED_UPDATE, 7: UPDATE, 8: CHOICES, 9: MODAL}
ALLOWED = {
    COMMAND: {MESSAGE, DEFERRED, MODAL},
    COMPONENT: {MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, MODAL},
    AUTOCOMPLETE: {CHOICES},
    MODAL_SUBMIT: {MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE},
}
FOLLOWUPS_OUTSIDE = 5


@routes.on("POST", "/interactions/{interaction_id}/{token}/callback", public=True)
async def callback(asked: Asked) -> Any:
    """Acknowledge an interaction."""
    interaction = asked.world.interactions.get(asked.id("interaction_id"))
    if interaction is None or interaction.token != asked.parts["token"]:
        raise ApiError(10062)
    interaction.demand_open(asked.at)
    body = asked.json
    kind = KINDS.get(body.get("type", 0))
    allowed = ALLOWED[interaction.type]
    if interaction.type == MODAL_SUBMIT and interaction.source is None:
        allowed = allowed - {DEFERRED_UPDATE, UPDATE}
    if kind is None or kind not in allowed:
        problems = Problems()
        problems.add(("type",), "INTERACTION_RESPONSE_TYPE_INVALID", f"{body.get('type')} does not answer this")
        problems.raise_any()
    assert kind is not None
    _ACT[kind](interaction, asked)
    interaction.acknowledge(kind, asked.at)
    if asked.query.get("with_response", "").lower() not in ("1", "true"):
        return None
    return _callback_answer(interaction, body["type"])


@routes.on("POST", "/webhooks/{application_id}/{token}", public=True)
async def follow_up(asked: Asked) -> Any:
    """Send a follow-up; the first one after a deferral becomes the answer itself."""
    interaction = _owner(asked)
    if interaction.kind is None:
        raise ApiError(10015)
    original = interaction.original
    if original is not None and original.thinking and not original.deleted:
        posting.edit(original, asked.json, asked.uploads)
        return original.payload()
    if interaction.outside_its_guild and interaction.followups_sent >= FOLLOWUPS_OUTSIDE:
        raise ApiError(40094, violation=True)
    message = posting.create(
        interaction.channel,
        asked.world.bot,
        _forced(interaction, asked.json),
        asked.uploads,
        kind=REPLY if original is not None else 0,
        interaction=interaction,
        reference=original,
    )
    interaction.followups_sent += 1
    interaction.followups.append(message)
    asked.world.changed()
    return message.payload()


@routes.on("GET", "/webhooks/{application_id}/{token}/messages/{message_id}", public=True)
async def get(asked: Asked) -> Any:
    """One message of the interaction."""
    return _message(asked)[1].payload()


@routes.on("PATCH", "/webhooks/{application_id}/{token}/messages/{message_id}", public=True)
async def edit(asked: Asked) -> Any:
    """Edit a message of the interaction."""
    interaction, message = _message(asked)
    posting.edit(message, asked.json, asked.uploads)
    if message is interaction.original:
        interaction.updated = True
    asked.world.changed()
    return message.payload()


@routes.on("DELETE", "/webhooks/{application_id}/{token}/messages/{message_id}", public=True)
async def delete(asked: Asked) -> Any:
    """Delete a message of the interaction."""
    interaction, message = _message(asked)
    posting.remove(message)
    if message in interaction.followups:
        interaction.followups.remove(message)


def _answer(interaction: Interaction, asked: Asked) -> None:
    data = _forced(interaction, asked.json.get("data") or {})
    interaction.original = _original(interaction, data, asked, ("data",))


def _defer(interaction: Interaction, asked: Asked) -> None:
    data = _forced(interaction, asked.json.get("data") or {})
    flags = data.get("flags") or 0
    if flags & ~EPHEMERAL:
        problems = Problems()
        problems.add(("data", "flags"), "INTERACTION_DEFERRED_FLAGS", "Only EPHEMERAL can be set on a deferral")
        problems.raise_any()
    world, channel = interaction.world, interaction.channel
    message = Message(world, world.clock.snowflake(), channel, world.bot, world.clock.now(), type=_type(interaction))
    message.flags, message.interaction, message.reference = flags | LOADING, interaction.metadata(), interaction.source
    if message.ephemeral:
        message.seen_by = interaction.user
    posting.store(message)
    interaction.original = message


def _keep(interaction: Interaction, _: Asked) -> None:
    _take_source(interaction)


def _update(interaction: Interaction, asked: Asked) -> None:
    message = _take_source(interaction)
    posting.edit(message, asked.json.get("data") or {}, asked.uploads, base=("data",))
    interaction.updated = True


def _suggest(interaction: Interaction, asked: Asked) -> None:
    choices = (asked.json.get("data") or {}).get("choices") or []
    problems = Problems()
    problems.require(("data", "choices"), len(choices), 0, 25)
    for index, choice in enumerate(choices):
        problems.require(("data", "choices", index, "name"), length(choice["name"]), 1, 100)
        if isinstance(choice["value"], str):
            problems.require(("data", "choices", index, "value"), length(choice["value"]), 1, 100)
    problems.raise_any()
    interaction.choices = [Choice(choice["name"], choice["value"]) for choice in choices]


def _show_modal(interaction: Interaction, asked: Asked) -> None:
    data = asked.json.get("data") or {}
    problems, base = Problems(), ("data", "components")
    problems.require(("data", "title"), length(data.get("title", "")), 1, 45)
    problems.require(("data", "custom_id"), length(data.get("custom_id", "")), 1, 100)
    problems.require(base, len(data.get("components") or []), 1, 5)
    limits.check_components(data.get("components") or [], problems, base)
    for path, component in tree.walk(data.get("components"), base):
        if component["type"] in (tree.LABEL, tree.TEXT_INPUT) and component.get("label") is not None:
            problems.require((*path, "label"), length(component["label"]), 1, 45)
        if component["type"] == tree.LABEL and component.get("description"):
            problems.require((*path, "description"), length(component["description"]), 1, 100)
        if component["type"] == tree.TEXT_INPUT and component.get("placeholder"):
            problems.require((*path, "placeholder"), length(component["placeholder"]), 1, 100)
    problems.raise_any()
    components = tree.completed(data["components"])
    interaction.modal = Modal(interaction, data["custom_id"], data["title"], components)


_ACT = {
    MESSAGE: _answer,
    DEFERRED: _defer,
    DEFERRED_UPDATE: _keep,
    UPDATE: _update,
    CHOICES: _suggest,
    MODAL: _show_modal,
}


def _original(interaction: Interaction, data: Json, asked: Asked, base: tuple[str, ...]) -> Message:
    return posting.create(
        interaction.channel,
        interaction.world.bot,
        data,
        asked.uploads,
        base=base,
        kind=_type(interaction),
        interaction=interaction,
        reference=interaction.source,
    )


def _type(interaction: Interaction) -> int:
    if interaction.source is not None:
        return REPLY
    first = interaction.parent or interaction
    return SLASH_ANSWER if first.data.get("type", 1) == 1 else MENU_ANSWER


def _take_source(interaction: Interaction) -> Message:
    message = interaction.source
    if message is None or message.deleted:
        raise ApiError(10008)
    interaction.original = message
    interaction.edits_before = len(message.edits)
    return message


def _forced(interaction: Interaction, data: Json) -> Json:
    """The body, made ephemeral where the person may not let an app of their own speak to everyone."""
    allowed = interaction.channel.permissions_of(interaction.user)
    if interaction.outside_its_guild and interaction.channel.guild and not allowed & Permission.USE_EXTERNAL_APPS:
        return data | {"flags": (data.get("flags") or 0) | EPHEMERAL}
    return data


def _callback_answer(interaction: Interaction, kind: int) -> Json:
    answer: Json = {"interaction": {"id": str(interaction.id), "type": interaction.type}}
    message = interaction.original
    if message is not None:
        answer["interaction"] |= {
            "response_message_id": str(message.id),
            "response_message_loading": message.thinking,
            "response_message_ephemeral": message.ephemeral,
        }
    answer["resource"] = {"type": kind}
    if message is not None and kind in (4, 7):
        answer["resource"]["message"] = message.payload()
    return answer


def _owner(asked: Asked) -> Interaction:
    for interaction in asked.world.interactions.values():
        if interaction.token == asked.parts["token"]:
            if asked.id("application_id") != asked.world.application_id:
                raise ApiError(10015, violation=True)
            interaction.demand_alive()
            return interaction
    raise ApiError(10015)


def _message(asked: Asked) -> tuple[Interaction, Message]:
    interaction = _owner(asked)
    if asked.parts["message_id"] == "@original":
        found = interaction.original
    else:
        number = asked.id("message_id")
        mine = [*interaction.followups, interaction.original]
        found = next((one for one in mine if one is not None and one.id == number), None)
    if found is None or found.deleted:
        raise ApiError(10008 if interaction.kind is not None else 10015)
    return interaction, found
