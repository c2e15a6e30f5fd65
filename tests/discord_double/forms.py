"""Filling in select menus and modals as Discord's client does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import components as tree
from .failures import Impossible
from .options import resolve
from .wire import Json, file_name, length

if TYPE_CHECKING:
    from .channels import Channel
    from .interactions import Modal


def chosen(select: Json, values: list[Any], channel: Channel) -> tuple[list[str], Json]:
    """The values of a select menu, and ``{"resolved": …}`` when they stand for users, roles or channels."""
    low, high = select.get("min_values", 1), select.get("max_values", 1)
    if not low <= len(values) <= high:
        raise Impossible(f"the menu takes {low} to {high} values, not {len(values)}")
    if select["type"] == tree.STRING_SELECT:
        return [_option(select, value) for value in values], {}
    resolved: Json = {}
    numbers = [resolve(value, channel, resolved) for value in values]
    return numbers, {"resolved": resolved}


def fill_in(modal: Modal, values: dict[str, Any], channel: Channel) -> tuple[list[Json], Json]:
    """The components of a submission, and ``{"resolved": …}`` when there is something to resolve."""
    names = {name for label, one in modal.fields for name in (label, one.get("custom_id")) if name}
    unknown = set(values) - names
    if unknown:
        raise Impossible(f"the form has no fields {sorted(unknown)}; it has {sorted(names)}")
    resolved: Json = {}

    def answer(field: Json, label: str | None) -> Json:
        given = values.get(field["custom_id"], values.get(label or "", _UNSET))
        return {"type": field["type"], "id": field["id"], "custom_id": field["custom_id"]} | _answer(
            field, label, given, channel, resolved
        )

    filled: list[Json] = []
    for component in modal.components:
        entry: Json = {"type": component["type"], "id": component["id"]}
        if component["type"] == tree.LABEL:
            entry["component"] = answer(component["component"], component["label"])
        elif component["type"] == tree.ROW:
            entry["components"] = [answer(one, one.get("label")) for one in component["components"]]
        filled.append(entry)
    return filled, {"resolved": resolved} if resolved else {}


_UNSET = object()


def _answer(field: Json, label: str | None, given: Any, channel: Channel, resolved: Json) -> Json:
    name, required = label or field["custom_id"], field.get("required", True)
    if field["type"] == tree.TEXT_INPUT:
        text = field.get("value") or "" if given is _UNSET else str(given)
        low, high = field.get("min_length") or 0, field.get("max_length") or 4000
        if required and not text:
            raise Impossible(f"the field {name!r} must be filled in")
        if text and not low <= length(text) <= high:
            raise Impossible(f"the field {name!r} takes {low} to {high} characters, not {length(text)}")
        return {"value": text}
    if field["type"] == tree.CHECKBOX:
        return {"value": bool(field.get("default")) if given is _UNSET else bool(given)}
    if field["type"] == tree.RADIO:
        picked = _defaults(field)[:1] if given is _UNSET else [_option(field, given)]
        if required and not picked:
            raise Impossible(f"the field {name!r} must be chosen")
        return {"value": picked[0] if picked else None}
    if given is _UNSET:
        picked = _defaults(field)
        if required and not picked and field.get("min_values", 1):
            raise Impossible(f"the field {name!r} must be filled in")
        return {"values": picked}
    many = list(given) if isinstance(given, (list, tuple)) else [given]
    if field["type"] == tree.FILE_UPLOAD:
        files = [many] if many and isinstance(many[0], str) else many
        stored = [channel.world.keep_file(channel, file_name(one[0]), one[1], ephemeral=True) for one in files]
        resolved.setdefault("attachments", {}).update({str(file.id): file.payload() for file in stored})
        return {"values": [str(file.id) for file in stored]}
    if field["type"] == tree.CHECKBOXES:
        return {"values": [_option(field, one) for one in many]}
    found, inner = chosen(field, many, channel)
    for kind, entries in inner.get("resolved", {}).items():
        resolved.setdefault(kind, {}).update(entries)
    return {"values": found}


def _option(field: Json, value: Any) -> str:
    options = field.get("options") or []
    for option in options:
        if value in (option["value"], option["label"]):
            return str(option["value"])
    raise Impossible(f"{value!r} is not offered; there are {[option['label'] for option in options]}")


def _defaults(field: Json) -> list[str]:
    return [str(option["value"]) for option in field.get("options") or [] if option.get("default")]
