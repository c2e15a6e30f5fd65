"""Whether a question leans on the ones before it, and what is searched for then. No text is generated."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

_OPENING = re.compile(
    r"^\W*(?:and|but|or|so|then|also|what about|how about|what else|why not|any others?)\b", re.IGNORECASE
)
_POINTING = re.compile(
    r"\b(?:it|its|they|them|theirs?|he|him|his|she|hers?|this|these|those)\b",
    re.IGNORECASE,
)
_SHORT = 1
"""A question of so few terms says too little by itself: "why?", "how many?", "since when?"."""
_LONG = 4
"""A question of more terms than this says enough by itself, whatever its pronouns point at."""

_NOTHING = frozenset(["mani", "much", "long", "far", "often", "old", "sinc", "els", "one", "anyth", "someth"])
"""Terms that by themselves name nothing that a passage could be about."""


def in_context(question: str, history: Sequence[str], terms: Callable[[str], list[str]]) -> str:
    """Return what to search for: the question itself, or with the earlier question that it leans on in front.

    history: earlier questions, oldest first. A question leans on its history when it opens like a continuation,
    points at something it does not name, or has hardly a term of its own; anything else is searched for as it is,
    because adding the turn before blindly makes retrieval worse. What it leans on is the last question before it
    that stands by itself.
    """
    if not history or not _leans(question, terms):
        return question
    subject = next((turn for turn in reversed(history) if not _leans(turn, terms)), history[0])
    return f"{subject} {question}"


def names_something(question: str, terms: Callable[[str], list[str]]) -> bool:
    """Return whether a question has a term of its own that a sentence can answer: "how many?" has none."""
    return not _NOTHING.issuperset(terms(question))


def _leans(question: str, terms: Callable[[str], list[str]]) -> bool:
    said = len(set(terms(question)))
    return said <= _SHORT or (said <= _LONG and bool(_OPENING.search(question) or _POINTING.search(question)))
