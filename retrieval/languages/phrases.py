"""Phrases of all languages, looked for in a text at once."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from retrieval.languages.guessing import question_languages
from retrieval.languages.question_words import Phrase, all_question_words
from retrieval.languages.writing import word_spans, words_in
from retrieval.model import Span


@dataclass(frozen=True, slots=True)
class Said:
    """A text, prepared to be compared with phrases: its words and signs, and its letters with "#" for each number.

    ``plain`` is empty unless the text has letters of scripts without spaces.
    """

    text: str
    words: tuple[str, ...]
    plain: str

    @property
    def word_count(self) -> int:
        """How many words there are, without the signs."""
        return sum(is_word(word) for word in self.words)


@lru_cache(maxsize=512)
def said(text: str) -> Said:
    """Return a text as it is compared with phrases."""
    plain = _NUMBER.sub("#", text.lower()) if UNSPACED.search(text) else ""
    return Said(text, tuple(words_in(text)), plain)


UNSPACED = re.compile("[\u0e00-\u0e7f\u0e80-\u0eff\u1780-\u17ff\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
"""Letters of scripts without spaces between words."""
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def is_word(word: str) -> bool:
    """Return whether one of ``Said.words`` is a word, not a sign."""
    return word[0].isalnum() or word[0] == "_"


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase in a text: which words or, where it ``is_inside`` a text without spaces, which characters of it."""

    language: str
    start: int
    end: int
    is_inside: bool = False


@lru_cache(maxsize=256)
def phrases_of(languages: frozenset[str], *lists: tuple[str, str]) -> Phrases:
    """Return the phrases of some lists of given languages, which count in every text."""
    return Phrases(lists, languages)


def counting_languages(part: str, languages: Collection[str]) -> frozenset[str]:
    """Return the languages whose words of a part count in a text that is in one of some languages.

    Where that may be English, or is not known, or has no file, "en" is among them, with those whose words of the part
    count everywhere.
    """
    known, everywhere = _known_languages(part)
    counting = known.intersection(languages)
    return counting if counting and "en" not in counting else everywhere


@cache
def _known_languages(part: str) -> tuple[frozenset[str], frozenset[str]]:
    words = all_question_words()
    everywhere = frozenset(each.language for each in words if part in each.everywhere)
    return frozenset(each.language for each in words), everywhere | {"en"}


def any_outside(found: Iterable[Found], exceptions: Iterable[Found]) -> bool:
    """Return whether one of the phrases that were found in a text is no part of an exception."""
    excepted = list(exceptions)
    return any(
        not any(
            other.is_inside == each.is_inside and other.start <= each.start and each.end <= other.end
            for other in excepted
        )
        for each in found
    )


def span_of(found: Found, text: Said) -> Span:
    """Return which characters of its text a phrase is."""
    if not found.is_inside:
        spans = _spans_of_words(text.text)
        return spans[found.start][0], spans[found.end - 1][1]
    places, longer = _lengths_of_numbers(text.text)
    start, end = (at + longer[bisect_left(places, at)] for at in (found.start, found.end))
    return start, end


@lru_cache(maxsize=16)
def _spans_of_words(text: str) -> tuple[Span, ...]:
    return tuple(word_spans(text))


@lru_cache(maxsize=16)
def _lengths_of_numbers(text: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return where each "#" of ``Said.plain`` stands, and how many more characters the numbers before each have."""
    places, longer = [], [0]
    for number in _NUMBER.finditer(text.lower()):
        places.append(number.start() - longer[-1])
        longer.append(longer[-1] + len(number[0]) - 1)
    return tuple(places), tuple(longer)


class Phrases:
    """The phrases of some lists, of all languages.

    A phrase counts only in a text that is in its language, as far as can be told, unless its file says that it counts
    everywhere. In what may be English, no other language's phrases count; and where nothing is known of a text, only
    those do that have letters which English lacks. languages: when given, only their phrases count, and do so in every
    text.
    """

    def __init__(self, lists: Collection[tuple[str, str]], languages: Collection[str] | None = None) -> None:
        self._by_word: defaultdict[str, list[_Sought]] = defaultdict(list)
        self._by_beginning: defaultdict[str, list[_Sought]] = defaultdict(list)
        self._by_ending: defaultdict[str, list[_Sought]] = defaultdict(list)
        self._inside: list[tuple[str, _Sought]] = []
        for each in all_question_words():
            if languages is not None and each.language not in languages:
                continue
            is_everywhere = languages is not None or all(part in each.everywhere for part, _ in lists)
            for part, name in lists:
                for phrase in each.phrases(part, name):
                    if each.is_spaced:
                        self._add(phrase, each.language, is_everywhere=is_everywhere)
                    else:
                        self._inside.append((phrase[0], _Sought((), each.language, is_everywhere)))
                for phrase in each.typed_phrases(part, name):
                    self._add(phrase, each.language, is_everywhere=False)
        self._begins = frozenset(stem[:2] for stem in self._by_beginning)
        self._ends = frozenset(stem[-1:] for stem in self._by_ending)
        self._inside.sort(key=lambda item: len(item[0]), reverse=True)

    def _add(self, phrase: Phrase, language: str, *, is_everywhere: bool) -> None:
        first, sought = phrase[0], _Sought(phrase[1:], language, is_everywhere)
        if "*" not in first:
            self._by_word[first].append(sought)
        elif first[0] == "*":
            self._by_ending[first[1:]].append(sought)
        else:
            self._by_beginning[first[:-1]].append(sought)

    def stand_in(self, text: Said) -> bool:
        """Return whether one of the phrases stands in a text."""
        return next(self.find(text), None) is not None

    def begin(self, text: Said) -> bool:
        """Return whether a text begins with one of the phrases, signs aside."""
        if any(self._at(text, _first_word(text))) or any(self._at_beginning(text)):
            return True
        lead = len(text.plain) - len(text.plain.lstrip(_EDGES))
        return any(
            text.plain.startswith(phrase, lead) and sought.counts(phrase, text) for phrase, sought in self._inside
        )

    def end(self, text: Said) -> bool:
        """Return whether a text ends with one of the phrases; a sign behind it must be part of the phrase."""
        size = len(text.words)
        if any(found.end == size for at in range(max(0, size - _LONGEST), size) for found in self._at(text, at)):
            return True
        plain = text.plain.rstrip(_EDGES)
        return any(plain.endswith(phrase) and sought.counts(phrase, text) for phrase, sought in self._inside)

    def find(self, text: Said) -> Iterator[Found]:
        """Yield the phrases that stand in a text."""
        yield from self._at_beginning(text)
        for at, word in enumerate(text.words):
            if word in self._by_word or word[:2] in self._begins or word[0] in self._begins or word[-1] in self._ends:
                yield from self._at(text, at)
        if text.plain:
            for phrase, sought in self._inside:
                at = text.plain.find(phrase)
                while at >= 0:
                    if sought.counts(phrase, text):
                        yield Found(sought.language, at, at + len(phrase), is_inside=True)
                    at = text.plain.find(phrase, at + len(phrase))

    def _at_beginning(self, text: Said) -> Iterator[Found]:
        """Yield the phrases that are sought at the beginning alone: those that are written with "^"."""
        first = _first_word(text)
        for sought in self._by_word.get("^", ()):
            end = first + len(sought.rest)
            if text.words[first:end] == sought.rest and sought.counts("".join(sought.rest), text):
                yield Found(sought.language, first, end)

    def _at(self, text: Said, at: int) -> Iterator[Found]:
        if at >= len(text.words):
            return
        for sought in self._candidates(text.words[at]):
            rest, end = sought.rest, at + 1 + len(sought.rest)
            following = text.words[at + 1 : end]
            if following != rest and not (len(following) == len(rest) and all(map(_fits, following, rest))):
                continue
            if sought.counts("".join(text.words[at:end]), text):
                yield Found(sought.language, at, end)

    def _candidates(self, word: str) -> Iterator[_Sought]:
        yield from self._by_word.get(word, ())
        if word[:2] in self._begins or word[0] in self._begins:
            for length in range(1, min(len(word), _LONGEST_STEM) + 1):
                yield from self._by_beginning.get(word[:length], ())
        if word[-1] in self._ends:
            for length in range(1, min(len(word), _LONGEST_STEM) + 1):
                yield from self._by_ending.get(word[-length:], ())


class _Sought(NamedTuple):
    """What follows the first word of a phrase, in which language, and whether it counts in texts of all languages."""

    rest: Phrase
    language: str
    is_everywhere: bool

    def counts(self, phrase: str, text: Said) -> bool:
        return self.is_everywhere or _may_be_in(self.language, phrase, text)


def _may_be_in(language: str, phrase: str, text: Said) -> bool:
    languages = question_languages(text.text)
    if not languages:
        return not phrase.isascii()
    return language in languages and "en" not in languages


_EDGES = " \t\r\n\"'“”„«»‘’`*_.,;:!?¿¡…。、！？，；：（）()[]「」『』؟"
_LONGEST = 6
"""More words than the longest phrase has that ends a question."""
_LONGEST_STEM = 16


def _first_word(text: Said) -> int:
    return next((at for at, word in enumerate(text.words) if is_word(word)), len(text.words))


def _fits(word: str, pattern: str) -> bool:
    if pattern.endswith("*"):
        return word.startswith(pattern[:-1])
    return word.endswith(pattern[1:]) if pattern[0] == "*" else word == pattern
