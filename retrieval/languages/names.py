"""What a person calls a language → its code: ``"de"``, ``"pt-BR"``, ``"deu"``, ``"German"``, ``"Simplified Chinese"``.

The names stand in ``names.toml``, in English and in the language itself.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from retrieval.languages.codes import declared_code
from retrieval.searchable import searchable

FILE = Path(__file__).parent / "names.toml"

MAX_NAME_CHARS = 100
"""What is longer names no language."""


def language_code(typed: str) -> str | None:
    """Return the code (ISO 639-1) of the language that a person means, or None when it is none that is known.

    typed: a tag (BCP 47) or a code, or a name in English or in the language itself. Case and accents make no
    difference. Words around a name only say which variety is meant, or where it is spoken; of two names, none counts.
    """
    if len(typed) > MAX_NAME_CHARS:
        return None
    code = declared_code(searchable(typed))
    if code is not None:
        return code
    name, named = comparable_name(typed), _codes_by_name()
    if name in named:
        return named[name]
    words = name.split()
    inside = {
        named[part]
        for size in range(1, len(words))
        for at in range(len(words) - size + 1)
        if (part := " ".join(words[at : at + size])) in named
    }
    return inside.pop() if len(inside) == 1 else None


def comparable_name(name: str) -> str:
    """Return a name as it is compared: its words, without case, accents and signs."""
    letters = unicodedata.normalize("NFD", searchable(name[: 4 * MAX_NAME_CHARS]).casefold())
    return " ".join("".join(map(_plain, letters)).split())


def _plain(letter: str) -> str:
    if letter in _APOSTROPHES or unicodedata.category(letter)[0] == "M":
        return ""
    return letter if letter.isalpha() else " "


_APOSTROPHES = "'’‘ʻʼ`"


def known_names(code: str) -> tuple[str, ...]:
    """Return the names of a language in English and in itself, as they are compared; none where none is known."""
    return _names().get(code, ())


@cache
def _names() -> Mapping[str, tuple[str, ...]]:
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {code: tuple(map(comparable_name, re.split(r"[,\n]+", names))) for code, names in data.items()}


@cache
def _codes_by_name() -> Mapping[str, str]:
    return {name: code for code, names in _names().items() for name in names}
