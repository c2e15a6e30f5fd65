"""A file of words of a language (TOML) → its entries, or what is wrong with it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from retrieval.errors import LanguageError


def language_entries(path: Path, allowed: Mapping[str, type]) -> dict[str, Any]:
    """Return the entries of a file. allowed: what may stand there, and whether it is a text or true or false.

    Raises LanguageError, which names the file, and what in it is wrong.
    """
    return allowed_entries(path, toml_entries(path), allowed)


def toml_entries(path: Path) -> dict[str, Any]:
    """Return all that stands in a file of TOML. Raises LanguageError."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError, RecursionError) as error:
        raise LanguageError(f"{path} cannot be read: {error}", path=path) from error


def allowed_entries(
    path: Path, entries: dict[str, Any], allowed: Mapping[str, type], where: str = ""
) -> dict[str, Any]:
    """Return entries if all may stand in a file, or in the part of it that ``where`` names. Raises LanguageError."""
    for key, value in entries.items():
        if key not in allowed:
            problem = f'{path}: nothing is called "{key}"{where}; what may stand there is {", ".join(allowed)}'
            raise LanguageError(problem, path=path)
        if type(value) is not allowed[key]:
            kind = "true or false" if allowed[key] is bool else "text between apostrophes"
            raise LanguageError(f'{path}: "{key}"{where} must be {kind}', path=path)
    return entries
