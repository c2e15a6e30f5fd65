"""Files of words, one per language → which words of it say nothing about a topic, and how its words are reduced.

The files lie in ``data/``, named after their language (ISO 639-1, "de.toml"), and are made to be edited by somebody who
speaks it: ``data/en.toml`` says what each entry means. A language without a file loses only what its file would say.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from retrieval.languages.codes import plain_code

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
    """Return what is known of the words of a language, by its code; None when nothing is."""
    code = plain_code(language)
    path = FOLDER / f"{code}.toml"
    if code is None or not path.is_file():
        return None
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    lists = {key: frozenset(value.split()) for key, value in data.items() if key in ("elided", "endings", "stop")}
    return WordList(**{**data, **lists, "language": code})


@cache
def all_word_lists() -> tuple[WordList, ...]:
    """Return what is known of all languages, by their codes."""
    found = (word_list(path.stem) for path in sorted(FOLDER.glob("*.toml")))
    return tuple(each for each in found if each is not None)
