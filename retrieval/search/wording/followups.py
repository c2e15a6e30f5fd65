"""Whether a question leans on the ones before it, and what is searched for then. No text is generated."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from retrieval.languages.question_forms import (
    asks_by_words,
    content_words,
    continues,
    has_question_mark,
    points_back,
)

_MAX_INCOMPLETE_TERMS = 1
"""A question with no more terms than this says too little by itself: "why?", "how many?", "since when?". In languages
other than English, words that name something count instead of terms; see ``content_words``."""
_MAX_LEANING_TERMS = 4
"""A question with more terms than this says enough by itself, whatever its pronouns point at."""

_EMPTY_TERMS = frozenset(["mani", "much", "long", "far", "often", "old", "sinc", "els", "one", "anyth", "someth"])
"""Terms that alone do not name anything that a passage could be about."""


def in_context(question: str, history: Sequence[str], terms: Callable[[str], list[str]]) -> str:
    """Return what to search for: the question alone, or with the earlier question that it leans on in front.

    history: earlier questions, oldest first. A question leans on its history when it opens like a continuation, points
    at something it does not name, or has hardly any terms of its own. Any other question is searched for as it is,
    because always adding the previous one makes retrieval worse. A question leans on the last one before it that stands
    by itself. terms: returns the terms of a text.
    """
    if not history or not leans(question, terms):
        return question
    subject = next((turn for turn in reversed(history) if not leans(turn, terms)), history[0])
    return f"{subject} {question}"


def names_something(question: str, terms: Callable[[str], list[str]]) -> bool:
    """Return whether a question has a term that names something: "how many?" has none."""
    named = content_words(question)
    return bool(named) if named is not None else not _EMPTY_TERMS.issuperset(terms(question))


def leans(question: str, terms: Callable[[str], list[str]]) -> bool:
    """Return whether a question needs the one before it: it says little, or points at what it does not name."""
    is_question = has_question_mark(question) or asks_by_words(question) or continues(question)
    named = content_words(question) if is_question else None  # "Los Alamos" is not taken for Spanish
    count = len(set(terms(question)) if named is None else named)
    if count > _MAX_LEANING_TERMS:
        return False
    return count <= _MAX_INCOMPLETE_TERMS or continues(question) or points_back(question)
