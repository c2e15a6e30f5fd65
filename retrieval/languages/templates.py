"""Phrases with a "<document>" or a "<topic>" in them → patterns that find what a question says in their place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, product

from retrieval.languages.question_words import SLOT, QuestionWords, all_question_words

_SLOTS = {"document": "(?P<doc>[^?？؟]{1,100}?)", "topic": "(?P<topic>[^?？؟]{1,160}?)"}


@dataclass(frozen=True, slots=True)
class Template:
    """One phrase with slots: what stands between its spaces, and the choices of words that a text must have for it.

    A comma may stand behind a word, and must stand between two slots. The groups of a match are ``doc`` and ``topic``.
    """

    tokens: tuple[str, ...]
    is_spaced: bool
    needed: tuple[tuple[str, ...], ...]

    def fullmatch(self, text: str, lowered: str) -> re.Match[str] | None:
        """Return the match of a whole text. lowered: the same in lower case, by which most are ruled out quickly."""
        if not all(any(word in lowered for word in choices) for choices in self.needed):
            return None
        return _compiled_template(self).fullmatch(text)


@lru_cache(maxsize=256)
def templates_of(languages: frozenset[str], typed: frozenset[str], part: str, name: str) -> tuple[Template, ...]:
    """Return the templates of one list of some languages, in order.

    typed: the languages whose words may be typed without accents.
    """
    return tuple(
        _template(_typed(template, words) if words.language in typed else template, is_spaced=words.is_spaced)
        for words in all_question_words()
        if words.language in languages
        for template in _phrases_in(words.written(part, name))
    )


def _typed(template: str, words: QuestionWords) -> str:
    pieces = _BETWEEN_WORDS.split(template)
    return "".join(piece if at % 2 else words.typed_words(piece) for at, piece in enumerate(pieces))


_BETWEEN_WORDS = re.compile(r"(\s+|<[^>]*>)")


def _template(written: str, *, is_spaced: bool) -> Template:
    tokens = tuple(written.split())
    needed = (tuple(piece.split("|")) for token in tokens for piece in SLOT.split(token)[::2] if piece)
    return Template(tokens, is_spaced, tuple(needed))


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
    return [phrase for phrase in written.lower().replace("\n", ",").split(",") if phrase.strip()]


@lru_cache(maxsize=512)
def _compiled_template(template: Template) -> re.Pattern[str]:
    space = " " if template.is_spaced else r"\s?"
    pattern = _token(template.tokens[0])
    for before, token in pairwise(template.tokens):
        are_slots = before.endswith(">") and token.startswith("<")
        pattern += (r"\s?[,:，：、،]\s?" if are_slots else f"[,，、،]?{space}") + _token(token)
    return re.compile(pattern, re.IGNORECASE)


def _token(token: str) -> str:
    """Return the pattern of what stands between spaces: one of several words, with a slot before or behind it."""
    pieces = SLOT.split(token)
    return "".join(_SLOTS[piece] if at % 2 else _one_of(piece) for at, piece in enumerate(pieces))


def _one_of(several: str) -> str:
    choices = "|".join(re.escape(word).replace("'", "['’]") for word in several.split("|"))
    return f"(?:{choices})" if "|" in several else choices
