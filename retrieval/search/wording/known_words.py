"""Which words are spelt as they are meant, as far as a library and a tokenizer know, and the nearest ones to others."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from retrieval.indexes.analyser import ENGLISH
from retrieval.indexes.index import WHOLE_INDEX, Scope
from retrieval.indexes.lexical import LexicalIndex
from retrieval.languages.words.reducing import without_accents, word_rules
from retrieval.search.wording.edits import MIN_LETTERS, edit_cost, edit_limit, lacks_a_syllable, slip, unaccented

Count = Callable[[Sequence[str]], Sequence[int]]
"""Returns how many pieces a model's tokenizer takes for each text: a word that it knows is one piece."""

FREQUENCY_WEIGHT = 0.3
"""What it is worth, in edits, that ten times as many passages have a word."""

LARGE_LIBRARY_PASSAGES = 1000
"""In a smaller library, most words stand in one passage only."""


@dataclass(frozen=True, slots=True)
class KnownWords:
    """The words of a library, and those that a tokenizer knows. Words are given in lower case.

    ``documents`` is the index of whole documents, which keeps words as they are spelt, ``passages`` that of passages.
    Only words of documents inside ``scope`` are taken for what was meant; what may not be read in it does not count.
    ``languages`` are those that the question is likely in: outside English, the tokenizer knows few words, and words
    have many more forms than a library holds.
    """

    documents: LexicalIndex
    passages: LexicalIndex
    pieces: Count
    scope: Scope = WHOLE_INDEX
    languages: frozenset[str] = frozenset((ENGLISH,))

    @property
    def is_english(self) -> bool:
        """Whether the question may be in English."""
        return ENGLISH in self.languages

    def has(self, word: str) -> bool:
        """Return whether the library has a word, spelt like this, or the word is a small one."""
        return any(word in word_rules(each).stop for each in self.languages) or self.documents.has_word(
            word, self.scope
        )

    def is_piece(self, word: str) -> bool:
        """Return whether the tokenizer knows a word."""
        return self.pieces([word])[0] == 1

    def is_made_of_words(self, word: str) -> bool:
        """Return whether the tokenizer knows what a word is derived from, or both words that it is composed of."""
        bases = _bases(word)
        halves = [half for at in range(MIN_LETTERS, len(word) - MIN_LETTERS + 1) for half in (word[:at], word[at:])]
        counts = self.pieces([*bases, *halves])
        paired = counts[len(bases) :]
        return 1 in counts[: len(bases)] or (1, 1) in zip(paired[::2], paired[1::2], strict=True)

    def accented(self, word: str) -> str | None:
        """Return the most frequent word of the library that differs from one in accents only, and so in its terms.

        Stems depend on accents in most languages other than English, and many people leave them out. None: there is no
        such word.
        """
        if not word.isascii():
            return None
        found = [
            (-self._frequency(known, documents), known)
            for beginning in (word[0], *_letters_like().get(word[0], ()))
            for known, documents in self.documents.words_with(beginning)
            if len(known) == len(word) and without_accents(known) == word
        ]
        others = [known for _, known in sorted(found) if self._terms(known) != self._terms(word)]
        return next((known for known in others if self.documents.has_word(known, self.scope)), None)

    def nearest(self, word: str, *, is_slip: bool = False) -> str | None:
        """Return what is most likely meant by a word that the library does not have: one of its words, or None.

        is_slip: only what is a ``slip`` away; of a short word, or of a name, another letter makes another one.
        Where the library has other forms of the word, it is one of these that ends alike: not "eroded" for "erode".
        """
        plain, terms = unaccented(word), self._terms(word)
        has_forms = any(self.passages.search([term], 1, self.scope) for term in terms)
        letters, limit = frozenset(plain), edit_limit(plain)
        found = []
        for beginning in _beginnings(plain):
            for known, documents in self.documents.words_with(beginning):
                if abs(len(known) - len(plain)) > _MAX_LONGER or len(letters.difference(known)) > limit.edits + 1:
                    continue  # most words; what follows takes ten times as long
                for form in _forms(known):
                    cost = edit_cost(plain, unaccented(form), limit)
                    if cost and (is_slip and not slip(plain, unaccented(form))):
                        continue
                    if cost and not self.is_english and _may_be_inflected(plain, unaccented(form)):
                        continue
                    if (
                        cost
                        and not lacks_a_syllable(plain, unaccented(form))
                        and (not has_forms or (self._terms(form) == terms and form[-2:] == word[-2:]))
                        and (frequency := self._frequency(known, documents))
                    ):
                        found.append((cost - FREQUENCY_WEIGHT * math.log10(frequency), form, known, frequency))
        is_large = self.passages.count(self.scope) > LARGE_LIBRARY_PASSAGES
        for _, form, known, frequency in sorted(found):
            is_sound = frequency > 1 or not is_large or self._is_english(known)
            is_spelt = form == known or self.documents.has_word(form, self.scope) or self.is_piece(form)
            if is_sound and is_spelt and self.documents.has_word(known, self.scope):
                return form
        return None

    def _frequency(self, word: str, documents: int) -> int:
        """Return how many entries have a word, by what may be read. documents: how many of all documents have it."""
        in_passages = [self.passages.document_frequency(term, self.scope) for term in self._terms(word)]
        return max(*in_passages, documents if self.scope.readable is None else 0, 0)

    def _terms(self, word: str) -> list[str]:
        """Return the terms of a word in the languages of the question, or else in all of the library's."""
        analyser = self.passages.analyser
        languages = self.languages.intersection(analyser.languages)
        if not languages:
            return analyser.forms(word)
        return sorted({term for each in languages for term in analyser.terms(word, each)})

    def _is_english(self, word: str) -> bool:
        return self.is_piece(word) or self.is_made_of_words(word)


_ENDING_LETTERS = 3


def _may_be_inflected(typed: str, known: str) -> bool:
    """Return whether a word may be another form of a known one: it lacks a letter near its end."""
    return len(typed) < len(known) and typed[-_ENDING_LETTERS:] != known[-_ENDING_LETTERS:]


_MAX_LONGER = 2 + len("ing")
"""A word of the library may have so many letters more: two edits, and an inflection."""

_ACCENTED = {
    "a": "àáâãäåæ", "c": "çćč", "e": "èéêë", "i": "ìíîï", "n": "ñ", "o": "òóôõöøœ", "s": "šś", "u": "ùúûü", "y": "ýÿ",
    "z": "žź",
}  # fmt: skip


@cache
def _letters_like() -> dict[str, list[str]]:
    """Return the letters that only accents make of a letter."""
    found: dict[str, list[str]] = {}
    for code in (*range(0xDF, 0x250), *range(0x1E00, 0x1F00)):
        letter = chr(code)
        if letter.islower() and len(plain := without_accents(letter)) == 1:
            found.setdefault(plain, []).append(letter)
    return found


def _beginnings(word: str) -> list[str]:
    """Return how the word that is meant may begin: with the same letter, or with the first two swapped."""
    swapped = [word[1] + word[0]] if word[0] != word[1] else []
    return [word[0], *_ACCENTED.get(word[0], ""), *swapped]


# -- derivation ------------------------------------------------------------------------------------------------------

_INFLECTIONS = (("s", ""), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"))

_ENDINGS = (
    ("ies", "y"), ("ied", "y"), ("s", ""), ("es", ""), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"), ("ly", ""),
    ("er", ""), ("er", "e"), ("ers", ""), ("ers", "e"), ("or", ""), ("ors", ""), ("able", ""), ("able", "e"),
    ("ness", ""), ("less", ""), ("ment", ""), ("ments", ""), ("al", ""), ("ation", "e"), ("ations", "e"), ("ful", ""),
    ("ish", ""), ("ist", ""), ("ists", ""), ("ity", ""), ("ity", "e"), ("ability", "able"), ("est", ""), ("ward", ""),
)  # fmt: skip

_PREFIXES = (
    "un",
    "re",
    "de",
    "dis",
    "mis",
    "non",
    "over",
    "under",
    "out",
    "pre",
    "sub",
    "in",
    "anti",
    "inter",
    "super",
)

_DOUBLES = re.compile("[^aeiou]*[aeiou][^aeiouwxy]")
"""A base whose last letter is doubled before a vowel: "shiping" is not made of "ship"."""


def _forms(word: str) -> list[str]:
    """Return a word of the library, and what it may be inflected from: who asks for "return" may find "returned"."""
    if not word.endswith(("s", "d", "g")):
        return [word]
    return [word, *(word[: -len(ending)] + instead for ending, instead in _INFLECTIONS if word.endswith(ending))]


def _bases(word: str) -> list[str]:
    """Return what a word may be derived from: "refund" for "refunding", "plan" for "planning", "fold" for "unfold"."""
    found = [
        word[len(prefix) :]
        for prefix in _PREFIXES
        if word.startswith(prefix) and len(word) - len(prefix) >= MIN_LETTERS
    ]
    for ending, instead in _ENDINGS:
        base = word[: -len(ending)]
        if word.endswith(ending) and len(base) >= MIN_LETTERS - 1:
            if instead or ending[0] not in "aei" or not _DOUBLES.fullmatch(base):
                found.append(base + instead)
            if not instead and base[-1] == base[-2]:
                found.append(base[:-1])
    return found
