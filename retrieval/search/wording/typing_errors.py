"""Mistyped words of a question → the words that were meant, one or two edits away.

A word is mistyped when the library does not have it and a tokenizer does not know it, neither by itself nor what it is
derived from: then the nearest word of the library takes its place. An edit inserts, drops or replaces a letter, or
swaps two neighbours. What may be meant exactly as it is typed is left alone: see ``_words``. Outside English, only one
slip of the fingers is corrected, inside of a long word, and accents that were left out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from retrieval.search.wording.edits import LONG_LETTERS, MIN_LETTERS, edit_cost, edit_limit
from retrieval.search.wording.known_words import KnownWords
from retrieval.searchable import searchable

MAX_CHECKED_WORDS = 64
"""Words after these are not checked: a text as long as that has other words to be found by."""

MAX_UNKNOWN_WORDS = 8
"""At most so many different unknown words of a question are looked up: each takes some milliseconds."""


def correct(text: str, known: KnownWords) -> str:
    """Return a question with its mistyped words replaced; the same object when there are none."""
    words = list(islice(_words(text), MAX_CHECKED_WORDS))
    unknown = [word for word in words if not known.has(word.lower)]
    if not unknown or _is_foreign(words, unknown):
        return text
    looked_up = list(dict.fromkeys((word.lower, word.is_name) for word in unknown))[:MAX_UNKNOWN_WORDS]
    firsts = {(word.lower, word.is_name): word for word in reversed(unknown)}
    found = {each: meant for each in looked_up if (meant := _meant(firsts[each], known)) is not None}
    for word in reversed(unknown):
        if (meant := found.get((word.lower, word.is_name))) is not None:
            text = text[: word.start] + word.spelt_like(meant) + text[word.end :]
    return text


def corrected(typed: str, meant: str) -> str | None:
    """Return the question that was meant if it has other words than the one that was typed: not only apostrophes.

    Words that were left out, or stand elsewhere, are no correction.
    """
    before, after = (Counter(_LETTERS_OR_DIGITS.findall(_plain(text))) for text in (searchable(typed), meant))
    return None if after <= before else meant


def _plain(text: str) -> str:
    return text.replace("'", "").casefold()


_LETTERS_OR_DIGITS = re.compile(r"\w+")


def _meant(word: _Word, known: KnownWords) -> str | None:
    typed = word.lower
    if not known.is_english:
        meant = known.accented(typed)
        is_safe = meant is None and len(typed) >= LONG_LETTERS and not known.is_piece(typed)
        return known.nearest(typed, is_slip=True) if is_safe else meant
    if typed in _CONTRACTED:
        return _CONTRACTED[typed]
    if known.is_piece(typed):
        return None
    small = None if word.is_name else _small_word(typed)
    if small is not None or len(typed) < MIN_LETTERS or known.is_made_of_words(typed):
        return small
    return known.nearest(typed, is_slip=word.is_name or len(typed) < LONG_LETTERS)


# -- words of a question ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Word:
    """``is_name``: it has a capital inside a sentence, as names have, and nouns in German."""

    start: int
    end: int
    text: str
    is_name: bool

    @property
    def lower(self) -> str:
        return self.text.lower()

    def spelt_like(self, meant: str) -> str:
        """Return another word with capitals where this one has them."""
        return meant.upper() if self.text.isupper() else meant.capitalize() if self.text[0].isupper() else meant


_CHUNK = re.compile(r"\S+")
_QUOTED = re.compile(r"\"[^\"]{,200}\"|“[^”]{,200}”|„[^“”]{,200}[“”]|«[^»]{,200}»|`[^`]{,200}`")
_SENTENCE_ENDS = ".!?:…¿¡"
_EDGES = ".,;:!?…¿¡()[]{}'’‘*"
_POSSESSIVE = re.compile(r"['’]s?\Z", re.IGNORECASE)
_LETTERS = re.compile(r"[A-Za-z\u00c0-\u024f\u0370-\u03ff\u0400-\u04ff]{3,24}")
_INNER_CAPITAL = re.compile(r"[^\W\d_A-Z][A-Z]")


def _words(text: str) -> Iterator[_Word]:
    """Yield the words that may be mistyped.

    Those are words of letters of an alphabet. No identifiers: what has digits or signs inside, begins with one, is all
    capitals or has a capital inside is meant as it is; and so is what stands in quotation marks.
    """
    quoted = [match.span() for match in _QUOTED.finditer(text)]
    shouts = text.isupper() and len(text.split()) >= _MIN_SHOUTED_WORDS
    for match in _CHUNK.finditer(text):
        if any(start < match.end() and match.start() < end for start, end in quoted):
            continue
        start = match.start() + len(match[0]) - len(match[0].lstrip(_EDGES))
        word = _POSSESSIVE.sub("", match[0].strip(_EDGES))
        if _LETTERS.fullmatch(word) and (shouts or not (word.isupper() or _INNER_CAPITAL.search(word))):
            before = text[:start].rstrip()[-1:]
            is_name = word[0].isupper() and not shouts and bool(before) and before not in _SENTENCE_ENDS
            yield _Word(start, start + len(word), word, is_name)


_MIN_SHOUTED_WORDS = 3
"""In a question of so many words that is all in capitals, capitals do not mean abbreviations."""


def _is_foreign(words: Sequence[_Word], unknown: Sequence[_Word]) -> bool:
    """Return whether a question is in a language that the library is not in: most of its small words are unknown."""
    lacking = {word.lower for word in unknown if len(word.text) < MIN_LETTERS and _small_word(word.lower) is None}
    having = {word.lower for word in words if len(word.text) < MIN_LETTERS} - lacking
    return len(lacking) > len(having)


# -- small words -----------------------------------------------------------------------------------------------------

_ASKING = frozenset(
    """
    what when where which whose why who whom how the and are for not you can does did have has with from long many much
    """.split()  # noqa: SIM905 - a list of 30 strings is no easier to read
)
"""Small words that questions are made of: the library need not have them."""

_CONTRACTED = {
    word.replace("'", ""): word
    for word in """
    what's where's who's when's how's why's that's there's don't doesn't didn't isn't aren't wasn't can't couldn't
    haven't hasn't won't wouldn't
    """.split()  # noqa: SIM905
}


def _small_word(word: str) -> str | None:
    """Return the small word that is meant: "when" for "wehn". In three letters, two may be swapped, nothing else."""
    if len(word) < MIN_LETTERS:
        near = [(0.0, known) for known in _ASKING if known != word and word in _swapped(known)]
    else:
        limit = edit_limit(word)
        near = [(cost, known) for known in _ASKING if (cost := edit_cost(word, known, limit)) is not None]
    return min(near)[1] if near else None


def _swapped(word: str) -> set[str]:
    return {word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)}
