"""A token of a text in a known language → its terms.

A stop word has none, most words have one, and a run of signs without spaces between words has each pair of neighbours.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

import tantivy

from retrieval.languages.words.scripts import DEFAULTS, plain_letters, script_parts
from retrieval.languages.words.stemming import stemmer_named, without_ending
from retrieval.languages.words.word_lists import WordList, word_list

MAX_WORD_CHARS = 64
"""Terms of a longer token are not remembered: it is hardly ever met again, and may be as long as its text."""

_REMEMBERED = 1 << 16

Terms = tuple[str, ...]


@cache
def reducer(language: str) -> Callable[[str], Terms]:
    """Return what gives the terms of a token, with its capitals, of a text in a language (ISO 639-1).

    Words in a script that the language is not written in are reduced as those of ``DEFAULTS`` are.
    """
    remembered = lru_cache(_REMEMBERED)(lambda token: _terms(token, language))
    return lambda token: remembered(token) if len(token) <= MAX_WORD_CHARS else _terms(token, language)


def _terms(token: str, language: str) -> Terms:
    own = word_rules(language)
    found: list[str] = []
    for part, script in script_parts(token):
        rules = own if script == own.words.script else word_rules(DEFAULTS.get(script, "other"))
        word = rules.spelt(part)
        if not word or (rules.is_stop(word) and (rules is own or script == "latin")):
            continue  # nothing is left of a mark without its letter
        found += sign_pairs(word) if script in ("han", "thai") else rules.reduced(word, script)
    return tuple(found)


def sign_pairs(run: str) -> list[str]:
    """Return each sign of a run together with the next one, marks with the letters they belong to; one sign alone."""
    signs: list[str] = []
    for character in run:
        if signs and unicodedata.category(character)[0] == "M":
            signs[-1] += character
        else:
            signs.append(character)
    return [a + b for a, b in pairwise(signs)] or signs


@dataclass(frozen=True, slots=True)
class WordRules:
    """How the words of one language are reduced. ``stop`` are its stop words as they are ``spelt``, and unaccented."""

    words: WordList
    stop: frozenset[str]

    def spelt(self, token: str) -> str:
        """Return a token as it is compared with stop words: in lower case and plain letters, without elided words."""
        if self.words.suffixed:
            token = token.translate(_TURKISH).partition("'")[0] or token
        word = plain_letters(token.lower(), self.words.script)
        if self.words.elided and "'" in word:
            front, _, rest = word.partition("'")
            word = rest if rest and front in self.words.elided else word
        return without_accents(word) if self.words.folds == "before" else word

    def is_stop(self, word: str) -> bool:
        """Return whether a word, as it is ``spelt``, says nothing about a topic."""
        return word in self.stop

    def reduced(self, word: str, script: str) -> list[str]:
        """Return the terms of a word as it is ``spelt``: its stem, and in Korean the pairs of its syllables."""
        if script == "hangul":
            return sign_pairs(without_ending(word, self.words.endings, 1) if len(word) > _MIN_HANGUL else word)
        word = stemmer_named(self.words.stemmer)(word) or word
        word = without_ending(word, self.words.endings, _LEAST_LETTERS)
        return [without_accents(word) if self.words.folds == "after" and script == "latin" else word]


_LEAST_LETTERS, _MIN_HANGUL = 3, 2
"""What a word must keep when it loses its ending, and the syllables from which on a Korean one may lose it."""

_TURKISH = str.maketrans("Iİ", "ıi")


@cache
def word_rules(language: str) -> WordRules:
    """Return how the words of a language are reduced."""
    words = word_list(language) or WordList(language)
    stop = {plain_letters(word, words.script) for word in words.stop}
    if words.folds != "never" and words.script == "latin":
        stop |= {without_accents(word) for word in stop}
    return WordRules(words, frozenset(stop))


def without_accents(word: str) -> str:
    """Return a word in Latin letters without accents: "cafe" for "café", "strasse" for "straße"."""
    return word if word.isascii() else _folder().analyze(word)[0]


@cache
def _folder() -> tantivy.TextAnalyzer:
    return tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw()).filter(tantivy.Filter.ascii_fold()).build()
