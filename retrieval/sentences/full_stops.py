"""Borders of sentences that end in a full stop, or another mark, and white space: rules, with a language's words.

A mark ends a sentence unless what follows goes on in small letters, or what it follows is an abbreviation, an initial
or an ordinal. Everything that is looked at lies within some dozens of characters around the mark.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

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
_APOSTROPHES = ("'", "’", "‘")
_SHORTENED = frozenset("stnk")
"""Dutch words that an apostrophe stands before, which are small at the beginning of a sentence, too: "'s Ochtends"."""
_QUOTES = "\"'”’“‘»«›‹"


def full_stop_borders(text: str, abbreviations: Abbreviations) -> Iterator[int]:
    """Yield where a sentence ends, behind its mark, the quotes and brackets that close there, and marks of notes."""
    end_of_sentence = _END_WITH.get(abbreviations.marks, _END)
    begin = 0
    for end in end_of_sentence.finditer(text):
        following = _NEXT.match(text, end.end())
        if following is None or (following.end() == len(text) and not following["word"]):
            return
        mark = text[end.start() : end.start("closers")]
        if not _goes_on(mark, end["closers"], following) and not (
            mark == "." and _is_abbreviation(text, begin, end, following, abbreviations)
        ):
            begin = end.end()
            yield begin


def _goes_on(mark: str, closers: str, following: re.Match[str]) -> bool:
    """Whether what follows a mark is inside the same sentence: "« Où ? » demanda-t-il"."""
    word = following["word"]
    if not word:
        return False
    if word[0].islower():
        if word in _SHORTENED and following["openers"].endswith(_APOSTROPHES):
            return not following.string[following.end() + 1 : following.end() + 2].isupper()
        return not {"¿", "¡"} & set(following["openers"])
    if set(mark) & set("?!؟;") and set(closers) & set(_QUOTES) and not word[0].isupper() and not word[0].isdecimal():
        return True
    return word[0].isdecimal() and set(mark) <= {".", "…", "‥"} and mark != "."


def _is_abbreviation(
    text: str, begin: int, end: re.Match[str], following: re.Match[str], abbreviations: Abbreviations
) -> bool:
    """Whether a full stop that ends no sentence stands at ``end``, in a sentence that begins at ``begin``."""
    if not abbreviations.full_stop:
        return True
    at = end.start()
    match = _WORD.search(text, max(begin, at - _WORD_CHARS), at)
    if match is None:
        return False
    word = _ELISION.split(match[0])[-1].lstrip("¿¡-")
    before = text[max(begin, match.start() - _WORD_CHARS) : match.start()]
    next_word = following["word"] or ""
    is_initial_next = len(next_word) == 1 and text.startswith(".", following.end())
    opens = not is_initial_next and (
        next_word in abbreviations.openers or (bool(following["joined"]) and next_word + "'" in abbreviations.openers)
    )
    if not word:
        return False
    if word.isdecimal() or _ROMAN.match(word):
        return _is_number_inside(word, before, next_word, opens, abbreviations)
    letters = _LETTERS_BEFORE.search(before) if len(word) == 1 else None
    spaced = (*re.findall(r"\w", letters[0]), word) if letters is not None else (word,)
    whole = [".".join(spaced[at:]) for at in range(len(spaced))]
    if any(_is_in(each, abbreviations.either) for each in whole):
        if is_initial_next or (len(whole) == 1 and _is_before_number_only(word, before)):
            return True
        return not (opens or next_word[:1].isupper()) or (len(next_word) > 1 and next_word.isupper())
    if _is_in(word, abbreviations.numbered) and _is_number_like(next_word):
        return True
    if word in abbreviations.words:
        return False
    if any(_is_in(each, abbreviations.inside) for each in whole):
        return not opens or "." not in word
    return _looks_abbreviated(word, before, next_word, is_initial_next=is_initial_next) and not opens


def _is_in(word: str, words: frozenset[str]) -> bool:
    """Whether a word, or what it ends in, is among others; what they write in small letters may be capitalised."""
    if word in words or (len(word) > 1 and word[0].lower() + word[1:] in words):
        return True
    return any("-" + word[at:] in words for at in range(max(1, len(word) - 6), len(word) - 1))


def _is_number_like(word: str) -> bool:
    return word[:1].isdecimal() or (len(word) == 1 and word.isupper()) or _ROMAN.match(word) is not None


def _is_before_number_only(word: str, before: str) -> bool:
    """Whether an abbreviation that ends sentences behind a number ("1887 г.") stands elsewhere ("г. Москва")."""
    if len(word) > 1 or not word.isalpha():
        return False
    number = before.rstrip().rsplit(None, 1)[-1:] or [""]
    return not (number[0][-1:].isdecimal() or _ROMAN.match(number[0]) is not None or number[0].endswith(("н.", "e.")))


def _is_number_inside(number: str, before: str, next_word: str, opens: bool, abbreviations: Abbreviations) -> bool:
    """Whether a number with a full stop counts what follows: of an enumeration, "1. Erstens", or "der 2. Stock"."""
    if (not before.strip() or before.rstrip().endswith((":", "\n"))) and len(number) <= _MAX_ORDINAL_DIGITS:
        return True
    if not abbreviations.ordinals or opens:
        return False
    if not number.isdecimal():
        return True
    if len(number) > _MAX_ORDINAL_DIGITS:
        return False
    if next_word in abbreviations.months or next_word[:1].isdecimal():
        return True
    last = before.split()[-1:] or [""]
    words = abbreviations.before_ordinals
    return not words or last[0].endswith(",") or last[0].lower() in words


def _looks_abbreviated(word: str, before: str, next_word: str, *, is_initial_next: bool) -> bool:
    """Whether a word is an initial ("A.", "K.-H."), has full stops inside ("z.B."), or no vowel ("Nr.")."""
    last = re.split(r"[-.’']", word)[-1]
    letters = _letters(last)
    if not letters or any(letter.isdecimal() for letter in word):
        return False
    is_unit = before.rstrip()[-1:].isdecimal() and not next_word[:1].isdecimal() and not is_initial_next
    if len(letters) == 1 and letters[0] < "\u2e80":
        return not (is_unit and not letters[0].isupper())
    parts = word.split(".")
    if len(parts) > 1 and all(len(_letters(part)) <= 3 for part in parts):
        return True
    return (
        len(letters) <= 4
        and letters[0].upper() != letters[0].lower()
        and letters[-1].islower()
        and not is_unit
        and not _VOWELS & set(unicodedata.normalize("NFD", last.lower()))
    )


def _letters(word: str) -> list[str]:
    """Return the letters of a word without vowel signs and accents that are characters of their own."""
    return [letter for letter in word if unicodedata.category(letter)[0] == "L"]
