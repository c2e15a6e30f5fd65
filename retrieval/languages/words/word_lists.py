"""Files of words, one per language → which words of it say nothing about a topic, and how its words are reduced.

The files lie in ``data/``, named after their language (ISO 639-1, "de.toml"), and are made to be edited by somebody who
speaks it: ``data/en.toml`` says what each entry means. A language without a file loses only what its file would say.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from retrieval.errors import LanguageError
from retrieval.languages.codes import plain_code
from retrieval.languages.words.scripts import DEFAULTS
from retrieval.toml_files import language_entries

FOLDER = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class WordList:
    """What is known of the words of one language; ``data/en.toml`` says what each entry means."""

    language: str
    script: str = "latin"
    stemmer: str | None = None
    endings: frozenset[str] = frozenset()
    folds: str = "after"
    elided: frozenset[str] = frozenset()
    suffixed: bool = False
    stop: frozenset[str] = frozenset()


@cache
def word_list(language: str) -> WordList | None:
    """Return what is known of the words of a language, by its code; None when nothing is. Raises LanguageError."""
    code = plain_code(language)
    path = FOLDER / f"{code}.toml"
    if code is None or not path.is_file():
        return None
    return read_word_list(path)


def read_word_list(path: Path) -> WordList:
    """Return what one file says. Raises LanguageError."""
    data = language_entries(path, _TYPES)
    for key, choices in _CHOICES.items():
        if data.get(key, choices[0]) not in choices:
            raise LanguageError(
                f'{path}: "{key}" cannot be "{data[key]}"; it is one of {", ".join(choices)}', path=path
            )
    lists = {key: frozenset(value.split()) for key, value in data.items() if key in _LISTS}
    return WordList(**{**data, **lists, "language": path.stem})


_LISTS = ("elided", "endings", "stop")
_TYPES = {**dict.fromkeys(("script", "stemmer", "folds", *_LISTS), str), "suffixed": bool}
_CHOICES = {"script": tuple(DEFAULTS), "folds": ("after", "before", "never")}


@cache
def all_word_lists() -> tuple[WordList, ...]:
    """Return what is known of all languages, by their codes. Raises LanguageError."""
    found = (word_list(path.stem) for path in sorted(FOLDER.glob("*.toml")))
    return tuple(each for each in found if each is not None)
