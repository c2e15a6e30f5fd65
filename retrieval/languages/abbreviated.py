"""Files of abbreviations, one per language → where a full stop does not end a sentence.

The files lie in ``abbreviations/``, named after their language ("de.toml"), and are made to be edited by somebody who
reads it: ``abbreviations/de.toml`` says what each entry means. A language without a file has the rules that hold for
all.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path
from typing import Any

from retrieval.languages.codes import plain_code
from retrieval.toml_files import language_entries

FOLDER = Path(__file__).parent / "abbreviations"

_LIKE = {"ms": "id", "ca": "es", "gl": "es", "be": "ru", "lb": "de", "fa": "ar", "ps": "ar"}
"""Languages that use the file of another one."""


@dataclass(frozen=True, slots=True)
class Abbreviations:
    """What one language writes with a full stop that ends no sentence. Its words stand without that full stop.

    ``inside`` never stand at the end of a sentence, ``numbered`` are followed by a number, ``either`` may end one.
    ``words`` look like abbreviations and are none. ``openers`` are words that a sentence often begins with.
    ``ordinals``: whether numbers are written with a full stop; ``before_ordinals`` the words in front of them, empty
    where any may be; ``months`` what follows the number of a day. ``marks`` end sentences in this language only.
    ``full_stop``: whether "." is its full stop. ``joints`` are what a clause begins with that goes on, where spaces
    stand between clauses, and ``open_ends`` what it ends in.
    """

    inside: frozenset[str] = frozenset()
    numbered: frozenset[str] = frozenset()
    either: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    openers: frozenset[str] = frozenset()
    ordinals: bool = False
    before_ordinals: frozenset[str] = frozenset()
    months: frozenset[str] = frozenset()
    marks: str = ""
    full_stop: bool = True
    joints: tuple[str, ...] = ()
    open_ends: tuple[str, ...] = ()


@cache
def abbreviations_of(language: str | None) -> Abbreviations:
    """Return what the file of a language says, together with what holds for all, which is all there is without one.

    Raises LanguageError.
    """
    everywhere = read_abbreviations(FOLDER / "any.toml")
    language = plain_code(language or "")
    language = _LIKE.get(language or "", language)
    if language is None or not (FOLDER / f"{language}.toml").is_file():
        return everywhere
    own = read_abbreviations(FOLDER / f"{language}.toml")
    return replace(
        own,
        inside=own.inside | (everywhere.inside - own.words),
        numbered=own.numbered | (everywhere.numbered - own.words - own.inside),
        either=own.either | (everywhere.either - own.words - own.inside),
    )


def read_abbreviations(path: Path) -> Abbreviations:
    """Return what one file says. Raises LanguageError."""
    return Abbreviations(**{key: _value(key, value) for key, value in language_entries(path, _TYPES).items()})


_TYPES = {each.name: bool if isinstance(each.default, bool) else str for each in fields(Abbreviations)}


def _value(key: str, value: Any) -> Any:
    if isinstance(value, bool) or key == "marks":
        return value
    words = value.split()
    return tuple(words) if key in ("joints", "open_ends") else frozenset(words)
