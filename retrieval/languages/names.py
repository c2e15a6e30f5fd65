"""What a person calls a language → its code: ``"de"``, ``"pt-BR"``, ``"deu"``, ``"German"``, ``"Simplified Chinese"``.

The names stand in ``names.toml``, in English and in the language itself, with the words that may stand around one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from retrieval.errors import LanguageError
from retrieval.languages.codes import CODES, declared_code
from retrieval.searchable import searchable
from retrieval.toml_files import allowed_entries, toml_entries

FILE = Path(__file__).parent / "names.toml"

VARIETIES = "varieties"
"""What ``names.toml`` calls the words that may stand around a name."""

MAX_NAME_CHARS = 100
"""What is longer names no language."""


def language_code(typed: str) -> str | None:
    """Return the code (ISO 639-1) of the language that a person means, or None when it is none that is known.

    typed: a tag (BCP 47) or a code, or a name in English or in the language itself. Case and accents make no
    difference. What stands in parentheses or behind a comma only says which variety is meant, how it is written, or
    where it is spoken, and so do the words that ``names.toml`` lists as such; any other word around a name makes it
    none ("not English"). Of two names, none counts.
    """
    if len(typed) > MAX_NAME_CHARS:
        return None
    code = declared_code(searchable(typed))
    if code is not None:
        return code
    plain = typed
    for _ in range(2):  # "English (Myanmar (Burma))"
        plain = _IN_PARENTHESES.sub(" ", plain)
    name, *others = map(comparable_name, _COMMA.split(plain))
    code = _named(name) or _named(comparable_name(typed))
    is_list = any(_named(other) not in (None, code) for other in others if other not in _varieties())
    return None if is_list else code


_IN_PARENTHESES = re.compile(r"[(（\[［][^(（\[［)）\]］]*(?:[)）\]］]|$)")
_COMMA = re.compile("[,，、،;；]")


def _named(name: str) -> str | None:
    """Return the language of a comparable name that has no words around it but those of a variety."""
    named, varieties = _codes_by_name(), _varieties()
    if name in named:
        return named[name]
    words, at = name.split(), 0
    surely: set[str] = set()
    perhaps: set[str] = set()
    while at < len(words):
        longest = (" ".join(words[at : at + size]) for size in range(min(_LONGEST, len(words) - at), 0, -1))
        part = next((part for part in longest if part in named or part in varieties), None)
        if part is None:
            return None
        if part in named:
            (perhaps if part in varieties else surely).add(named[part])
        at += part.count(" ") + 1
    found = surely or perhaps
    return found.pop() if len(found) == 1 else None


_LONGEST = 4
"""As many words as the longest name or variety has."""


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


def read_names(path: Path) -> Mapping[str, tuple[str, ...]]:
    """Return the names in a file, as they are compared, by the codes of the languages; and the varieties.

    Raises LanguageError.
    """
    allowed = dict.fromkeys((*sorted(CODES), VARIETIES), str)
    entries = toml_entries(path)
    if unknown := next((key for key in entries if key not in allowed), None):
        raise LanguageError(
            f'{path}: "{unknown}" is no code of a language', f'take that of ISO 639-1, or "{VARIETIES}"', path=path
        )
    found: dict[str, tuple[str, ...]] = {}
    owners: dict[str, str] = {}
    for code, written in allowed_entries(path, entries, allowed).items():
        names = [(comparable_name(name), name.strip()) for name in re.split(r"[,\n]+", written) if name.strip()]
        for name, as_written in names:
            if not name:
                raise LanguageError(f'{path}: "{as_written}" in "{code}" is no name', "write its letters", path=path)
            if code != VARIETIES and owners.setdefault(name, code) != code:
                problem = f'{path}: "{as_written}" stands in "{owners[name]}" and in "{code}"'
                raise LanguageError(problem, "leave it to one of them", path=path)
        found[code] = tuple(name for name, _ in names)
    return found


@cache
def _entries() -> Mapping[str, tuple[str, ...]]:
    return read_names(FILE)


@cache
def _names() -> Mapping[str, tuple[str, ...]]:
    return {code: names for code, names in _entries().items() if code != VARIETIES}


@cache
def _codes_by_name() -> Mapping[str, str]:
    return {name: code for code, names in _names().items() for name in names}


@cache
def _varieties() -> frozenset[str]:
    return frozenset(_entries().get(VARIETIES, ()))
