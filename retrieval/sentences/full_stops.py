"""Borders of sentences that end in a full stop, or another mark, and white space: rules, with a language's words.

A mark ends a sentence unless what follows goes on in small letters, or what it follows is an abbreviation, an initial
or an ordinal. Everything that is looked at lies within some dozens of characters around the mark.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from retrieval.languages.abbreviated import Abbreviations
from retrieval.sentences.english import NOTE_MARK

_MARKS = ".!?…‥‼⁇⁈⁉‽؟"
_CLOSERS = rf"(?:[ \u00a0\u202f]?»(?=[\s.,;:)]|\Z)|[\"'”’“‘»«›‹)\]}}*_]|{NOTE_MARK}){{0,8}}+"
_END = re.compile(rf"(?<![{_MARKS}])[{_MARKS}]++(?P<closers>{_CLOSERS})(?=\s)")
_END_WITH = {mark: re.compile(_END.pattern.replace(_MARKS, _MARKS + mark)) for mark in (":", ";")}
_NEXT = re.compile(
    r"\s++(?P<openers>(?:[-–—―\"'“„”»«›‹‘‚’(\[{¿¡*_#>•·][ \u00a0\u202f]?){0,6}+)"
    r"(?P<word>\w[^\W_]{0,24})?(?P<joined>['’])?"
)
_WORD = re.compile(r"[^\s(\[{\"„“”«»‘‚–—|*_。！？、，]+\Z")
_LETTERS_BEFORE = re.compile(r"(?<!\w)(?:[^\W\d_]\.[ \u00a0]?){1,3}\Z")
_WORD_CHARS = 40
_ROMAN = re.compile(r"[IVXLC]{2,7}\Z")
_ELISION = re.compile(r"['’](?=\w)")
_VOWELS = frozenset("aeiouyæœøαεηιουωаеёиіїоуыэюяєўı")
_MAX_ORDINAL_DIGITS = 3
_MAX_PART_LETTERS, _MAX_LETTERS = 3, 4
_FIRST_SIGN = "\u2e80"
"""From here on, a letter is a syllable or a word."""
_APOSTROPHES = ("'", "’", "‘")
_SHORTENED = frozenset("stnk")
"""Dutch words that an apostrophe stands before, which are small at the beginning of a sentence, too: "'s Ochtends"."""
_QUOTES = "\"'”’“‘»«›‹"


@dataclass(frozen=True, slots=True)
class _Place:
    """What stands around a full stop: the word it follows, some characters before that, the word behind it.

    ``opens``: whether the next word is one that sentences begin with; ``is_initial``: whether it is a letter with a
    full stop of its own, "B." in "z. B.".
    """

    word: str
    before: str
    next_word: str
    opens: bool
    is_initial: bool


def full_stop_borders(text: str, abbreviations: Abbreviations) -> Iterator[int]:
    """Yield where a sentence ends, behind its mark, the quotes and brackets that close there, and marks of notes."""
    begin = 0
    for end in _END_WITH.get(abbreviations.marks, _END).finditer(text):
        following = _NEXT.match(text, end.end())
        if following is None or (following.end() == len(text) and not following["word"]):
            return
        mark = text[end.start() : end.start("closers")]
        if _goes_on(mark, end["closers"], following):
            continue
        if mark == ".":
            place = _place(text, begin, end.start(), following, abbreviations)
            if not abbreviations.full_stop or (place is not None and _is_inside(place, abbreviations)):
                continue
        begin = end.end()
        yield begin


def _goes_on(mark: str, closers: str, following: re.Match[str]) -> bool:
    """Whether what follows a mark shows that the sentence goes on: "« Où ? » demanda-t-il"."""
    word = following["word"]
    if not word:
        return False
    if word[0].islower():
        if word in _SHORTENED and following["openers"].endswith(_APOSTROPHES):
            return not following.string[following.end() + 1 : following.end() + 2].isupper()
        return not {"¿", "¡"} & set(following["openers"])
    if word[0].isdecimal():
        return mark != "." and set(mark) <= {".", "…", "‥"}
    return not word[0].isupper() and not set(mark).isdisjoint("?!؟;") and not set(closers).isdisjoint(_QUOTES)


def _place(text: str, begin: int, at: int, following: re.Match[str], abbreviations: Abbreviations) -> _Place | None:
    """Return what stands around the full stop ``at``, in a sentence that begins at ``begin``; None without a word."""
    match = _WORD.search(text, max(begin, at - _WORD_CHARS), at)
    word = _ELISION.split(match[0])[-1].lstrip("¿¡-") if match is not None else ""
    if match is None or not word or unicodedata.category(word[-1])[0] not in "LNM":
        return None
    next_word = following["word"] or ""
    is_initial = len(next_word) == 1 and text.startswith(".", following.end())
    elided = next_word + "'" if following["joined"] else next_word
    opens = not is_initial and not abbreviations.openers.isdisjoint((next_word, elided))
    return _Place(word, text[max(begin, match.start() - _WORD_CHARS) : match.start()], next_word, opens, is_initial)


def _is_inside(place: _Place, abbreviations: Abbreviations) -> bool:
    """Whether a full stop stands inside a sentence: behind an abbreviation, an initial, an ordinal."""
    word, next_word = place.word, place.next_word
    if word.isdecimal() or _ROMAN.match(word):
        return _counts(place, abbreviations)
    names = _names(place)
    if any(_is_in(name, abbreviations.either) for name in names):
        if place.is_initial or (len(names) == 1 and _needs_a_number(place)):
            return True
        is_name = len(next_word) > 1 and next_word.isupper()  # "& Co. KG"
        return is_name or not (place.opens or next_word[:1].isupper())
    if _is_in(word, abbreviations.numbered) and not place.opens and _is_number_like(next_word):
        return True
    if word in abbreviations.words:
        return False
    if any(_is_in(name, abbreviations.inside) for name in names):
        return not place.opens or "." not in word
    return not place.opens and _looks_abbreviated(place)


def _names(place: _Place) -> list[str]:
    """Return how the list of a language may name a word: "B" of "z. B." as "z.B", too."""
    letters = _LETTERS_BEFORE.search(place.before) if len(place.word) == 1 else None
    spaced = [*re.findall(r"\w", letters[0]), place.word] if letters is not None else [place.word]
    return [".".join(spaced[first:]) for first in range(len(spaced))]


def _is_in(word: str, words: frozenset[str]) -> bool:
    """Whether a word, or what it ends in, is among others; what they write in small letters may be capitalised."""
    if word in words or (len(word) > 1 and word[0].lower() + word[1:] in words):
        return True
    return any("-" + word[at:] in words for at in range(max(1, len(word) - 6), len(word) - 1))


def _is_number_like(word: str) -> bool:
    return word[:1].isdecimal() or (len(word) == 1 and "A" <= word <= "Z") or _ROMAN.match(word) is not None


def _needs_a_number(place: _Place) -> bool:
    """Whether a letter that ends sentences behind a number ("1887 г.") stands without one ("г. Москва")."""
    if len(place.word) > 1 or not place.word.isalpha():
        return False
    number = (place.before.split() or [""])[-1]
    return not number[-1:].isdecimal() and _ROMAN.match(number) is None


def _counts(place: _Place, abbreviations: Abbreviations) -> bool:
    """Whether a number counts what follows it: of an enumeration, "1. Erstens", or "der 2. Stock"."""
    before = place.before.rstrip(" \t")
    if len(place.word) <= _MAX_ORDINAL_DIGITS and (not before or before.endswith((":", "\n"))):
        return True
    if not abbreviations.ordinals or place.opens:
        return False
    if not place.word.isdecimal():
        return True
    if len(place.word) > _MAX_ORDINAL_DIGITS:
        return False
    if place.next_word in abbreviations.months or place.next_word[:1].isdecimal():
        return True
    last = (before.split() or [""])[-1].lower()
    return not abbreviations.before_ordinals or last.endswith(",") or last in abbreviations.before_ordinals


def _looks_abbreviated(place: _Place) -> bool:
    """Whether a word is an initial ("A.", "K.-H."), has full stops inside ("z.B."), or no vowel ("Nr.")."""
    word, last = place.word, re.split(r"[-.’']", place.word)[-1]
    letters = _letters(last)
    if not letters or any(letter.isdecimal() for letter in word):
        return False
    is_unit = place.before.rstrip()[-1:].isdecimal() and not place.next_word[:1].isdecimal() and not place.is_initial
    if len(letters) == 1 and letters[0] < _FIRST_SIGN:
        if letters[0].isupper():
            return True
        return not is_unit and not word.endswith("-" + last)
    parts = word.split(".")
    if len(parts) > 1 and all(len(_letters(part)) <= _MAX_PART_LETTERS for part in parts):
        return True
    return (
        len(letters) <= _MAX_LETTERS
        and letters[0].upper() != letters[0].lower()
        and letters[-1].islower()
        and not is_unit
        and _VOWELS.isdisjoint(unicodedata.normalize("NFD", last.lower()))
    )


def _letters(word: str) -> list[str]:
    """Return the letters of a word without vowel signs and accents that are characters of their own."""
    return [letter for letter in word if unicodedata.category(letter)[0] == "L"]
