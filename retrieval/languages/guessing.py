"""A question → the languages that it may be in, by its script and by the small words that it is made of.

Questions are too short to tell their language for sure. "Wie is dat?" can only be Dutch, "quanto?" is Portuguese as
well as Italian, and of "Rio 2016" nothing is known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache

from retrieval.languages.question_words import all_question_words
from retrieval.languages.scripts import default_language, han_languages, is_written_in
from retrieval.languages.writing import Script, scripts_in, words_in

MAX_GUESSED_CHARS = 400
"""So much of a text is looked at."""

MIN_SHARE = 0.6
"""A language is possible when at least this share of what speaks for the likeliest one speaks for it."""

MIN_EVIDENCE = 0.3
"""Less says nothing: a word that more than three languages share, such as the "de" in a name."""

LETTER_WEIGHT = 0.5
"""What a word of one letter says, compared with longer ones: it may be a name's initial, or a number."""

TYPED_WEIGHT = 0.75
"""What a word says that is typed without its accents, compared with others: it may be a word of another language."""

OTHER_SCRIPTS = 1.4
"""What a letter of another script says, compared with a Latin one: names in Latin letters stand in any language."""


@lru_cache(maxsize=4096)
def question_languages(text: str) -> frozenset[str]:
    """Return the languages that a question may be in, as ISO 639-1 codes: none when nothing is known of it.

    Of languages in Latin, Cyrillic and Arabic letters, those count whose words are known; see ``all_question_words``.
    """
    text = text[:MAX_GUESSED_CHARS]
    if text.isascii():
        return _likeliest(_by_words(text))
    found: defaultdict[str, float] = defaultdict(float)
    letters = {script: count * _LETTERS_PER_SIGN.get(script, 1) for script, count in scripts_in(text).items()}
    most = max(letters.values(), default=0)
    for script, count in letters.items():
        share = min(1.0, OTHER_SCRIPTS * count / most)
        for language, value in _of_script(script, text, letters).items():
            found[language] += value if script is Script.LATIN else value * share
    return _likeliest(found)


def may_be_english(text: str) -> bool:
    """Return whether a question may be in English: nothing is known of its language, or English is one of several."""
    languages = question_languages(text)
    return not languages or "en" in languages


_LETTERS_PER_SIGN = {Script.HAN: 3, Script.KANA: 2, Script.HANGUL: 3}
"""How many letters of an alphabet say as much as one sign of these."""

_PERSIAN, _URDU = frozenset("پچژگکی"), frozenset("ٹڈڑںےہھ")
_MARATHI = frozenset("ळ")
_FOR_CYRILLIC = 0.2
"""What Cyrillic letters say for each of these, before any word does."""


def _of_script(script: Script, text: str, letters: Mapping[Script, int]) -> Mapping[str, float]:
    """Return what speaks for each language of a script."""
    if script is Script.HAN:
        return _of_han(text, has_kana=Script.KANA in letters)
    if script is Script.ARABIC:
        language = "ur" if _URDU & {*text} else "fa" if _PERSIAN & {*text} else "ar"
        return {language: 2.0}
    if script is Script.DEVANAGARI and _MARATHI & {*text}:
        return {"mr": 2.0}
    if script not in (Script.CYRILLIC, Script.LATIN):
        default = default_language(script)
        return {default: 2.0} if default is not None else {}
    found = _by_words(text)
    if script is Script.CYRILLIC:
        return {language: _FOR_CYRILLIC + found.get(language, 0.0) for language in _cyrillic()}
    return {language: share for language, share in found.items() if language not in _cyrillic()}


@cache
def _cyrillic() -> frozenset[str]:
    return frozenset(each.language for each in all_question_words() if is_written_in(each.language, Script.CYRILLIC))


def _of_han(text: str, *, has_kana: bool) -> Mapping[str, float]:
    if has_kana:
        return {"ja": 2.0}
    signs = han_languages("".join({*text}))
    if signs["zh"] == signs["ja"]:
        return {"zh": 2.0, "ja": 2.0}
    return {"zh" if signs["zh"] > signs["ja"] else "ja": 2.0}


def _by_words(text: str) -> Mapping[str, float]:
    """Return what speaks for each language: each word counts for those that have it, and for one the less, the more."""
    small, typed, letters = _small_words(), _typed_words(), _letters()
    found: defaultdict[str, float] = defaultdict(float)
    for word in words_in(text):
        own = small.get(word, ())
        for known in (own, _sharing(word, letters) if not word.isascii() else ()):
            for language in known:
                found[language] += (1 if len(word) > 1 or not word.isascii() else LETTER_WEIGHT) / len(known)
        typed_in = typed.get(word, ())
        for language in typed_in:
            found[language] += TYPED_WEIGHT / len(own + typed_in)
    return found


def _sharing(word: str, letters: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Return the languages that have all the letters of a word that are not in ASCII, where few have them."""
    owners = [letters[letter] for letter in word if letter in letters]
    return frozenset.intersection(*owners) if owners else frozenset()


def _likeliest(found: Mapping[str, float]) -> frozenset[str]:
    best = max(found.values(), default=0.0)
    return frozenset(language for language, value in found.items() if value >= max(MIN_EVIDENCE, MIN_SHARE * best))


@cache
def _small_words() -> Mapping[str, tuple[str, ...]]:
    """Return the small words of all languages, with the languages that have them."""
    return _owners((each.language, each.common) for each in all_question_words())


@cache
def _typed_words() -> Mapping[str, tuple[str, ...]]:
    """Return small words without their accents, but for those that are English ones."""
    languages = all_question_words()
    english = frozenset().union(*(each.common for each in languages if each.language == "en"))
    return _owners((each.language, each.typed - english) for each in languages)


@cache
def _letters() -> Mapping[str, frozenset[str]]:
    owners = _owners((each.language, each.letters) for each in all_question_words())
    return {letter: frozenset(languages) for letter, languages in owners.items()}


def _owners(lists: Iterable[tuple[str, Iterable[str]]]) -> dict[str, tuple[str, ...]]:
    owners: dict[str, tuple[str, ...]] = {}
    for language, each in lists:
        for item in each:
            owners[item] = (*owners.get(item, ()), language)
    return owners
