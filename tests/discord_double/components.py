"""Reading a tree of components: what it shows, what can be pressed, and how Discord completes it when it stores it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

from .wire import Json

ROW, BUTTON, STRING_SELECT, TEXT_INPUT = 1, 2, 3, 4
USER_SELECT, ROLE_SELECT, MENTIONABLE_SELECT, CHANNEL_SELECT = 5, 6, 7, 8
SECTION, TEXT_DISPLAY, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER, LABEL = 9, 10, 11, 12, 13, 14, 17, 18
FILE_UPLOAD, RADIO, CHECKBOXES, CHECKBOX = 19, 21, 22, 23
SELECTS = frozenset({STRING_SELECT, USER_SELECT, ROLE_SELECT, MENTIONABLE_SELECT, CHANNEL_SELECT})
LINK, PREMIUM = 5, 6
"""Button styles that bring the app no interaction."""

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Button:
    """A button as a person sees it. A link has a ``url`` and no ``custom_id``."""

    label: str | None
    emoji: str | None
    custom_id: str | None
    url: str | None
    style: int
    disabled: bool

    @classmethod
    def of(cls, component: Json) -> Button:
        """Read a button component."""
        return cls(
            component.get("label"),
            (component.get("emoji") or {}).get("name"),
            component.get("custom_id"),
            component.get("url"),
            component.get("style", 2),
            bool(component.get("disabled")),
        )

    def answers_to(self, name: str) -> bool:
        """Whether ``name`` is its custom id, its label, its emoji, or emoji and label with a space between."""
        both = f"{self.emoji} {self.label}" if self.emoji and self.label else None
        return name in (self.custom_id, self.label, self.emoji, both)


def children(component: Json) -> list[tuple[Path, Json]]:
    """What is directly inside a component, with the way to it."""
    inside: list[tuple[Path, Json]] = [
        (("components", index), child)
        for index, child in enumerate(component.get("components") or [])
        if isinstance(child, dict)
    ]
    for key in ("accessory", "component"):
        if isinstance(component.get(key), dict):
            inside.append(((key,), component[key]))
    return inside


def walk(components: list[Json] | None, path: Path = ("components",)) -> Iterator[tuple[Path, Json]]:
    """Every component of a tree with the way to it, parents first, in the order in which they are shown."""
    for index, component in enumerate(components or []):
        if isinstance(component, dict):
            yield from _walk_one(component, (*path, index))


def texts(components: list[Json]) -> list[str]:
    """The contents of all text displays, in order."""
    return [component.get("content", "") for _, component in walk(components) if component.get("type") == TEXT_DISPLAY]


def buttons(components: list[Json]) -> list[Button]:
    """All buttons, in order."""
    return [Button.of(component) for _, component in walk(components) if component.get("type") == BUTTON]


def media(component: Json) -> list[tuple[Path, Json]]:
    """The media items that a component shows, with the way to each."""
    found: list[tuple[Path, Any]] = []
    if component.get("type") == FILE:
        found.append((("file",), component.get("file")))
    if component.get("type") == THUMBNAIL:
        found.append((("media",), component.get("media")))
    if component.get("type") == GALLERY:
        items = component.get("items") or []
        found.extend((("items", i, "media"), item.get("media")) for i, item in enumerate(items))
    return [(path, item) for path, item in found if isinstance(item, dict)]


def completed(components: list[Json]) -> list[Json]:
    """A copy in which every component has an ``id``: Discord numbers those that have none."""
    copies = [_copy(component) for component in components]
    taken = {component["id"] for _, component in walk(copies) if component.get("id")}
    numbers = (number for number in count(1) if number not in taken)
    for _, component in walk(copies):
        if not component.get("id"):
            component["id"] = next(numbers)
    return copies


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copy(inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, list):
        return [_copy(inner) for inner in value]
    return value


def _walk_one(component: Json, path: Path) -> Iterator[tuple[Path, Json]]:
    yield path, component
    for step, child in children(component):
        yield from _walk_one(child, (*path, *step))
