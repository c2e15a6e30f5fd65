"""Files of question words, one per language → what is known of how each language asks.

The files lie in ``questions/``, named after their language ("de.toml"), and are made to be edited by somebody who
speaks it: ``questions/en.toml`` says what each entry means. A language without a file loses only what its file would
say.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "questions"


@dataclass(frozen=True, slots=True)
class QuestionWords:
    """How one language asks.

    ``language`` is an ISO 639-1 code. ``common`` are the small words that its questions are made of, ``letters`` what
    few other languages have.
    """

    language: str
    common: frozenset[str]
    letters: frozenset[str]


@cache
def all_question_words() -> tuple[QuestionWords, ...]:
    """Return what the files say, by language."""
    return tuple(_read(path) for path in sorted(FOLDER.glob("*.toml")))


def _read(path: Path) -> QuestionWords:
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return QuestionWords(
        path.stem, frozenset(data["common"].casefold().split()), frozenset("".join(data["letters"].split()))
    )
