"""The limits of messages that Discord's OpenAPI description does not know, held by hand."""

from __future__ import annotations

from typing import Any

from . import components as tree
from .failures import ApiError, Problems
from .messages import COMPONENTS_V2
from .wire import Json, length

Path = tuple[str | int, ...]

CONTENT, TOTAL_TEXT, TOTAL_COMPONENTS, FILES = 2000, 4000, 40, 10
EMBEDS, EMBED_TOTAL, EMBED_FIELDS = 10, 6000, 25
EMBED_TEXTS: dict[Path, int] = {
    ("title",): 256,
    ("description",): 4096,
    ("footer", "text"): 2048,
    ("author", "name"): 256,
}
FILE_BYTES = 10 * 1024 * 1024
IN_EMBEDS, IN_COMPONENTS = ("title", "description", "name", "value", "text"), ("content",)
"""The keys of texts whose ends Discord trims."""


def trimmed(value: Any, keys: tuple[str, ...]) -> Any:
    """A copy in which the texts under those keys have no white space at their ends, however deep they are."""
    if isinstance(value, list):
        return [trimmed(one, keys) for one in value]
    if isinstance(value, dict):
        return {k: v.strip() if k in keys and isinstance(v, str) else trimmed(v, keys) for k, v in value.items()}
    return value


def check_message(
    *, content: str, embeds: list[Json], components: list[Json], flags: int, files: list[str], base: Path = ()
) -> None:
    """Raise 50035 when a message, as it would be stored, breaks a limit, and 50006 when it says nothing.

    content, embeds, components: trimmed.
    files: the names of everything attached.
    base: where the message is inside the request body.
    """
    problems = Problems()
    if length(content) > CONTENT:
        problems.too_long((*base, "content"), CONTENT, length(content))
    if len(files) > FILES:
        problems.out_of_range((*base, "attachments"), 0, FILES, len(files))
    _check_embeds(embeds, problems, (*base, "embeds"))
    if flags & COMPONENTS_V2:
        _check_v2(content, embeds, components, problems, base)
    else:
        _check_v1(components, problems, base)
    check_components(components, problems, (*base, "components"), files)
    problems.raise_any()
    if not (content or embeds or files or components):
        raise ApiError(50006, violation=True)


def check_allowed_mentions(allowed: Json, base: Path = ()) -> None:
    """Raise 50035 when users or roles are allowed both one by one and altogether."""
    problems = Problems()
    for key in ("users", "roles"):
        if key in (allowed.get("parse") or []) and allowed.get(key):
            text = f'parse:["{key}"] and {key}: [ids...] are mutually exclusive.'
            problems.add((*base, "allowed_mentions"), "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", text)
    problems.raise_any()


def check_components(components: list[Json], problems: Problems, base: Path, files: list[str] | None = None) -> None:
    """Note what is wrong with buttons, select menus and media, wherever they are, in a message or a modal."""
    seen: set[str] = set()
    for path, component in tree.walk(components, base):
        custom_id = component.get("custom_id")
        if custom_id is not None:
            problems.require((*path, "custom_id"), length(custom_id), 1, 100)
            if custom_id in seen:
                problems.add((*path, "custom_id"), "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id duplicated")
            seen.add(custom_id)
        if component.get("type") == tree.BUTTON:
            _check_button(component, problems, path)
        elif component.get("type") in tree.SELECTS:
            _check_select(component, problems, path)
        elif component.get("type") == tree.ROW:
            _check_row(component, problems, path)
        for step, item in tree.media(component) if files is not None else []:
            url = item.get("url", "")
            if url.startswith("attachment://") and url.removeprefix("attachment://") not in (files or []):
                problems.add((*path, *step, "url"), "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND", url)


def _check_embeds(embeds: list[Json], problems: Problems, base: Path) -> None:
    if len(embeds) > EMBEDS:
        problems.out_of_range(base, 0, EMBEDS, len(embeds))
    total = 0
    for index, embed in enumerate(embeds):
        texts: list[tuple[Path, str, int]] = []
        for keys, limit in EMBED_TEXTS.items():
            value: Any = embed
            for key in keys:
                value = (value or {}).get(key)
            texts.append((keys, value or "", limit))
        fields = embed.get("fields") or []
        if len(fields) > EMBED_FIELDS:
            problems.out_of_range((*base, index, "fields"), 0, EMBED_FIELDS, len(fields))
        for number, field in enumerate(fields):
            for key, limit in (("name", 256), ("value", 1024)):
                texts.append((("fields", number, key), field.get(key) or "", limit))
                if not field.get(key):
                    problems.add((*base, index, "fields", number, key), "BASE_TYPE_REQUIRED", "This field is required")
        for keys, text, limit in texts:
            total += length(text)
            if length(text) > limit:
                problems.too_long((*base, index, *keys), limit, length(text))
    if total > EMBED_TOTAL:
        problems.add(base, "MAX_EMBED_SIZE_EXCEEDED", f"Embed size exceeds maximum size of 6000 (it is {total})")


def _check_v1(components: list[Json], problems: Problems, base: Path) -> None:
    if len(components) > 5:
        problems.out_of_range((*base, "components"), 0, 5, len(components))
    for index, component in enumerate(components):
        if component.get("type") != tree.ROW:
            message = "Only action rows are allowed without the flag IS_COMPONENTS_V2"
            problems.add((*base, "components", index, "type"), "UNION_TYPE_CHOICES", message)


def _check_v2(content: str, embeds: list[Json], components: list[Json], problems: Problems, base: Path) -> None:
    for key, value in (("content", content), ("embeds", embeds)):
        if value:
            problems.add(
                (*base, key), "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", f"{key} beside components"
            )
    total = sum(1 for _ in tree.walk(components))
    if not 1 <= total <= TOTAL_COMPONENTS:
        problems.out_of_range((*base, "components"), 1, TOTAL_COMPONENTS, total)
    text = sum(length(one) for one in tree.texts(components))
    if text > TOTAL_TEXT:
        message = f"The total displayable text size exceeds 4000 (it is {text})"
        problems.add((*base, "components"), "COMPONENT_MAX_TOTAL_TEXT_SIZE_EXCEEDED", message)
    for path, component in tree.walk(components, (*base, "components")):
        if component.get("type") == tree.TEXT_DISPLAY and not component.get("content"):
            problems.add((*path, "content"), "BASE_TYPE_REQUIRED", "This field is required")
        if component.get("type") == tree.SECTION:
            problems.require((*path, "components"), len(component.get("components") or []), 1, 3)
        if component.get("type") == tree.GALLERY:
            problems.require((*path, "items"), len(component.get("items") or []), 1, 10)
        if component.get("type") == tree.CONTAINER and len(path) - len(base) > 2:
            problems.add(path, "UNION_TYPE_CHOICES", "A container cannot be inside another component")


def _check_row(row: Json, problems: Problems, path: Path) -> None:
    inside = row.get("components") or []
    problems.require((*path, "components"), len(inside), 1, 5)
    if len(inside) > 1 and any(component.get("type") != tree.BUTTON for component in inside):
        problems.add((*path, "components"), "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "Only buttons stand side by side")


def _check_button(button: Json, problems: Problems, path: Path) -> None:
    style = button.get("style")
    if button.get("label"):
        problems.require((*path, "label"), length(button["label"]), 1, 80)
    elif not button.get("emoji") and style != tree.PREMIUM:
        problems.add(path, "BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED", "A button must have a label or an emoji")
    if style == tree.LINK:
        if not button.get("url") or button.get("custom_id"):
            problems.add((*path, "url"), "BASE_TYPE_REQUIRED", "A link button has a url and no custom id")
        elif length(button["url"]) > 512:
            problems.too_long((*path, "url"), 512, length(button["url"]))
        elif not button["url"].startswith(("http://", "https://", "discord://")):
            problems.add((*path, "url"), "URL_TYPE_INVALID_SCHEME", "Scheme must be http, https or discord")
    elif style != tree.PREMIUM and not button.get("custom_id"):
        problems.add((*path, "custom_id"), "BASE_TYPE_REQUIRED", "This field is required")


def _check_select(select: Json, problems: Problems, path: Path) -> None:
    if not select.get("custom_id"):
        problems.add((*path, "custom_id"), "BASE_TYPE_REQUIRED", "This field is required")
    if select.get("placeholder"):
        problems.require((*path, "placeholder"), length(select["placeholder"]), 1, 150)
    if select.get("type") != tree.STRING_SELECT:
        return
    options = select.get("options") or []
    problems.require((*path, "options"), len(options), 1, 25)
    values: set[str] = set()
    for index, option in enumerate(options):
        for key in ("label", "value", "description"):
            if key != "description" or option.get(key):
                problems.require((*path, "options", index, key), length(option.get(key) or ""), 1, 100)
        if option.get("value") in values:
            problems.add((*path, "options", index, "value"), "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", "Duplicated")
        values.add(option.get("value", ""))
    low, high = select.get("min_values", 1), select.get("max_values", 1)
    low, high = 1 if low is None else low, 1 if high is None else high
    if not 0 <= low <= high or high > max(len(options), 1):
        problems.add((*path, "max_values"), "SELECT_COMPONENT_VALUES_RANGE", f"{low} to {high} of {len(options)}")
