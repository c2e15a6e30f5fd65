"""The limits of application commands."""

from __future__ import annotations

import unicodedata
from typing import Any

from .failures import Problems
from .wire import Json, length

CHAT_INPUT = 1
SUBCOMMAND, GROUP = 1, 2
AMOUNTS = {1: 100, 2: 15, 3: 15}
TOTAL = 8000

Path = tuple[str | int, ...]


def check_all(bodies: list[Json], problems: Problems) -> None:
    """Note what is wrong with a bulk overwrite."""
    seen: set[tuple[int, str]] = set()
    for index, body in enumerate(bodies):
        key = (body.get("type") or CHAT_INPUT, body.get("name", ""))
        if key in seen:
            message = "Application command names must be unique"
            problems.add((index,), "APPLICATION_COMMANDS_DUPLICATE_NAME", message)
        seen.add(key)
        check(body, problems, (index,))
    for kind, most in AMOUNTS.items():
        amount = sum(found == kind for found, _ in seen)
        if amount > most:
            problems.add((), "APPLICATION_COMMANDS_LIMIT", f"Max {most} commands of type {kind} (there are {amount})")


def check(body: Json, problems: Problems, base: Path = ()) -> None:
    """Note what is wrong with one command."""
    chat_input = (body.get("type") or CHAT_INPUT) == CHAT_INPUT
    names: list[tuple[Path, str]] = [(("name",), body.get("name") or "")]
    names += [(("name_localizations", k), v) for k, v in (body.get("name_localizations") or {}).items()]
    for path, name in names:
        _check_name(name, problems, (*base, *path), strict=chat_input)
    if not chat_input:
        if body.get("description"):
            problems.add((*base, "description"), "APPLICATION_COMMAND_DESCRIPTION", "A context menu has none")
        return
    _check_descriptions(body, problems, base)
    _check_options(body.get("options") or [], problems, (*base, "options"))
    if (total := _size(body)) > TOTAL:
        problems.add(base, "APPLICATION_COMMAND_TOO_LARGE", f"Command exceeds maximum size of {TOTAL} ({total})")


def _check_name(name: str, problems: Problems, path: Path, *, strict: bool) -> None:
    problems.require(path, length(name), 1, 32)
    fits = all(one in "-_'" or unicodedata.category(one)[0] in "LNM" for one in name) and name == name.lower()
    if strict and not fits:
        problems.add(path, "APPLICATION_COMMAND_INVALID_NAME", f"Command name is invalid: {name!r}")


def _check_descriptions(body: Json, problems: Problems, base: Path) -> None:
    texts: dict[Path, str] = {("description",): body.get("description") or ""}
    texts |= {("description_localizations", k): v for k, v in (body.get("description_localizations") or {}).items()}
    for path, text in texts.items():
        problems.require((*base, *path), length(text), 1, 100)


def _check_options(options: list[Json], problems: Problems, base: Path) -> None:
    problems.require(base, len(options), 0, 25)
    names: set[str] = set()
    optional_seen = False
    for index, option in enumerate(options):
        path = (*base, index)
        name = option.get("name") or ""
        for key, text in [("", name), *(option.get("name_localizations") or {}).items()]:
            _check_name(text, problems, (*path, "name", *([key] if key else [])), strict=True)
        if name in names:
            problems.add((*path, "name"), "APPLICATION_COMMAND_OPTIONS_NAME_DUPLICATED", f"Duplicated: {name}")
        names.add(name)
        _check_descriptions(option, problems, path)
        if option.get("type") in (SUBCOMMAND, GROUP):
            _check_options(option.get("options") or [], problems, (*path, "options"))
            continue
        if option.get("required") and optional_seen:
            message = "Required options must be placed before non-required options"
            problems.add((*path, "required"), "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", message)
        optional_seen = optional_seen or not option.get("required")
        _check_choices(option, problems, path)


def _check_choices(option: Json, problems: Problems, path: Path) -> None:
    choices = option.get("choices") or []
    problems.require((*path, "choices"), len(choices), 0, 25)
    if choices and option.get("autocomplete"):
        message = "Choices and autocomplete exclude each other"
        problems.add((*path, "autocomplete"), "APPLICATION_COMMAND_AUTOCOMPLETE_CHOICES", message)
    for index, choice in enumerate(choices):
        names = [choice.get("name") or "", *(choice.get("name_localizations") or {}).values()]
        for name in names:
            problems.require((*path, "choices", index, "name"), length(name), 1, 100)
        if isinstance(choice.get("value"), str):
            problems.require((*path, "choices", index, "value"), length(choice["value"]), 1, 100)


def _size(body: Json) -> int:
    """The sum of names, descriptions and values; of localisations the longest counts."""

    def longest(key: str, one: Json) -> int:
        found: list[Any] = [one.get(key) or "", *(one.get(f"{key}_localizations") or {}).values()]
        return max(length(text) for text in found)

    size = longest("name", body) + longest("description", body)
    for choice in body.get("choices") or []:
        size += longest("name", choice) + (length(choice["value"]) if isinstance(choice.get("value"), str) else 0)
    return size + sum(_size(option) for option in body.get("options") or [])
