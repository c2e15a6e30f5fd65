"""The tokens of a question → the languages that it is likely in, by whose stop words it has, and which tokens are such.

A question has too few words to tell its language for sure, but only its stop words matter here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from functools import cache

from retrieval.languages.question_forms import surely_asked_in
from retrieval.languages.scripts import han_languages
from retrieval.languages.words.reducing import word_rules
from retrieval.languages.words.scripts import has_hiragana, is_latin
from retrieval.languages.words.word_lists import all_word_lists

MIN_FOREIGN = 2
"""A question is in a language that the library is not in when at least so many of its words are stop words of that
language only, and more than twice as many as are stop words of the library's only: one may be a name, and "el" and
"de" may be parts of names."""

UNSPACED = frozenset(("zh", "ja", "th"))
"""Languages without spaces between words."""


def likely_languages(question: str, tokens: Sequence[str], known: Collection[str]) -> frozenset[str]:
    """Return the languages whose stop words most tokens of a question are; those with as many are as likely.

    known: the languages of the library. Another language is likely only if it is clearly the question's, and asks in
    it if it can; see MIN_FOREIGN. Words of a title ("La La Land") tell nothing.
    """
    owners, asked_in = _owners(), surely_asked_in(question)
    words = {token.lower(): is_latin(token) for token in tokens if is_evidence(token)}
    if _is_title(question, tokens) and not asked_in:
        words = {word: is_in_latin for word, is_in_latin in words.items() if not is_in_latin}
    found = [(_WEIGHTS[is_in_latin], owners.get(word, ())) for word, is_in_latin in words.items()]
    counts = Counter(language for _, languages in found for language in languages)
    abroad = {
        language: own
        for language in counts.keys() - known
        if (own := _lacking(found, language, known)) >= MIN_FOREIGN
        and own > 2 * max((_lacking(found, each, [language]) for each in known), default=0)
        and (language in asked_in or own >= _MIN_UNASKED)
    }
    if abroad:
        most = max(abroad.values())
        return frozenset(language for language, count in abroad.items() if count == most)
    possible = asked_in.intersection(known) or known
    at_home = max((counts[language] for language in possible), default=0)
    return frozenset(language for language in possible if counts[language] == at_home > 0)


def _is_title(question: str, tokens: Sequence[str]) -> bool:
    """Return whether a text is written like the title of a work, or a name: "La La Land", "Die Hard", "Los Angeles"."""
    words = [token for token in tokens if token[0].isalpha()]
    return len(words) > 1 and question.isascii() and not question.isupper() and all(word[0].isupper() for word in words)


_MIN_UNASKED = 4
"""So many words that no known language has tell another one without a question: two or three may be a name."""

_WEIGHTS = {True: 1, False: 2}
"""How many words a stop word counts for, by whether it is in Latin letters: in others, it is no part of a name."""


def is_evidence(token: str) -> bool:
    """Return whether a token may tell the language of a question: a single letter is more likely a name."""
    return len(token) > 1 or not token.isascii()


def _lacking(found: Sequence[tuple[int, Sequence[str]]], language: str, others: Collection[str]) -> int:
    """Return for how many words those count that are stop words of a language, and of no other one of some."""
    return sum(
        weight for weight, languages in found if language in languages and not any(each in languages for each in others)
    )


@cache
def _owners() -> Mapping[str, tuple[str, ...]]:
    owners: dict[str, tuple[str, ...]] = {}
    for words in all_word_lists():
        if words.language not in UNSPACED:
            for word in words.stop | word_rules(words.language).stop:
                owners[word] = (*owners.get(word, ()), words.language)
    return owners


def without_stop_words(run: str, script: str, language: str) -> list[str]:
    """Return what is left of a question's run of signs without its stop words; the run when that is next to nothing.

    script: "han", which hiragana are taken for, too, or "thai". language: one of the library, in which a run is asked
    whose signs are Chinese as well as Japanese.
    """
    pieces = _stop_pattern("th" if script == "thai" else _language_of_run(run, language)).split(run)
    is_left = any(piece and not has_hiragana(piece) for piece in pieces)
    return [piece for piece in pieces if len(piece) > 1] or ([run] if is_left else [])


def _language_of_run(run: str, language: str) -> str:
    if has_hiragana(run):
        return "ja"
    signs = han_languages(run)
    if signs["zh"] == signs["ja"]:
        return language if language in ("zh", "ja") else "zh"
    return "zh" if signs["zh"] > signs["ja"] else "ja"


@cache
def _stop_pattern(language: str) -> re.Pattern[str]:
    words = sorted(word_rules(language).stop, key=lambda word: (-len(word), word))
    return re.compile("|".join(words))
