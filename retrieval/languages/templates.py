"""Phrases with a "<document>" or a "<topic>" in them → patterns that find what a question says in their place."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise, product

from retrieval.languages.question_words import SLOT, QuestionWords, all_question_words

_SLOTS = {"document": "(?P<doc>[^?？؟]{1,100}?)", "topic": "(?P<topic>[^?？؟]{1,160}?)"}


@lru_cache(maxsize=256)
def templates_of(languages: frozenset[str], part: str, name: str) -> tuple[re.Pattern[str], ...]:
    """Return the patterns of one list of some languages, in order; each matches a whole question.

    Its groups are ``doc`` and ``topic``. A comma may stand behind a word, and must stand between two groups.
    """
    return tuple(
        re.compile(_pattern(template.split(), words), re.IGNORECASE)
        for words in all_question_words()
        if words.language in languages
        for template in _phrases_in(words.written(part, name))
    )


@lru_cache(maxsize=256)
def words_of(languages: frozenset[str], part: str, *names: str) -> tuple[str, ...]:
    """Return the phrases of some lists of some languages as texts, the longest first."""
    found = {
        " ".join(choice)
        for words in all_question_words()
        if words.language in languages
        for name in names
        for phrase in _phrases_in(words.written(part, name))
        for choice in product(*(several.split("|") for several in phrase.split()))
    }
    return tuple(sorted(found, key=lambda text: (-len(text), text)))


def _phrases_in(written: str) -> list[str]:
    return [phrase for phrase in written.replace("\n", ",").split(",") if phrase.strip()]


def _pattern(tokens: list[str], words: QuestionWords) -> str:
    space = " " if words.is_spaced else r"\s?"
    pattern = _token(tokens[0])
    for before, token in pairwise(tokens):
        are_slots = before.endswith(">") and token.startswith("<")
        pattern += (r"\s?[,:，：、،]\s?" if are_slots else f"[,，、،]?{space}") + _token(token)
    return pattern


def _token(token: str) -> str:
    """Return the pattern of what stands between spaces: one of several words, with a slot before or behind it."""
    pieces = SLOT.split(token)
    return "".join(_SLOTS[piece] if at % 2 else _one_of(piece) for at, piece in enumerate(pieces))


def _one_of(several: str) -> str:
    choices = "|".join(re.escape(word).replace("'", "['’]") for word in several.split("|"))
    return f"(?:{choices})" if "|" in several else choices
