"""A question → what its words say in any language: what it expects, whether it asks, whether it leans on another."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from functools import cache, lru_cache
from itertools import takewhile

from retrieval.languages.codes import relatives
from retrieval.languages.guessing import may_be_english, question_languages
from retrieval.languages.phrases import UNSPACED, Phrases, Said, any_outside, is_word, said
from retrieval.languages.question_words import all_question_words
from retrieval.languages.writing import Script, scripts_in


def expects(question: str, kind: str) -> bool:
    """Return whether a question asks for a "number", a "time" or a "name"."""
    return _phrases(("expects", kind)).stand_in(said(question))


def offers(sentence: str, kind: str) -> bool:
    """Return whether a word of a sentence is a "number" or a "time"."""
    return _phrases(("offers", kind)).stand_in(said(sentence))


def has_question_mark(text: str) -> bool:
    """Return whether a text has a question mark, of any script, that ends something; one in an address does not."""
    return _QUESTION_MARK.search(text) is not None


def asks_by_words(text: str) -> bool:
    """Return whether a text asks by its words, without any mark: by how it begins or ends, or by what is in it."""
    if text.rstrip().endswith(_STOPS):
        return False
    words = said(text)
    has_enough = words.word_count >= _MIN_WORDS or len(words.plain) >= _MIN_LETTERS
    if not ((has_enough and (_phrases(("asks", "start")).begin(words) or _begins_small(words))) or _asks_inside(words)):
        return False
    return not _phrases(("asks", "never")).stand_in(words)


_MIN_SURE_WORDS = 3
"""Fewer words without a question mark are a name as easily as a question: "AI policy" would be Vietnamese."""


@lru_cache(maxsize=4096)
def surely_asked_in(text: str) -> frozenset[str]:
    """Return the languages that a question is in, with all that are taken for them; empty where that is not sure.

    A name, or a word that others have borrowed, does not tell: "Los Angeles population" is no Spanish. In Latin
    letters, the text must ask in the language.
    """
    languages = question_languages(text)
    letters = scripts_in(text)
    if 2 * letters.get(Script.LATIN, 0) > sum(letters.values()):
        is_long = len(text.split()) >= _MIN_SURE_WORDS or has_question_mark(text)
        if not (is_long and asks_by_words(text)):
            return frozenset()
    return languages.union(*map(relatives, languages))


def is_another_language(language: str | None, asked: Collection[str]) -> bool:
    """Return whether a text is in another language than a question. asked: as ``surely_asked_in`` returns it.

    A text in a language without a file never is: questions in that language are taken for those in a similar one.
    """
    return bool(asked) and language not in asked and language in _told_languages()


def asks_in_writing(text: str) -> bool:
    """Return whether a written sentence asks by its ending alone, as in languages that need no question mark."""
    end = text[-_MAX_ENDING:]
    return UNSPACED.search(end) is not None and _phrases(("asks", "written")).end(said(end))


def _asks_inside(words: Said) -> bool:
    if words.word_count < 2 and len(words.plain) < _MIN_LETTERS:
        return False
    return _phrases(("asks", "inside")).stand_in(words) or _phrases(("asks", "end")).end(words)


def _begins_small(words: Said) -> bool:
    """Return whether only small words stand before what says what is expected: "in welchem Jahr"; not in English."""
    if may_be_english(words.text):
        return False
    small = _small_words(question_languages(words.text))
    before = takewhile(lambda word: word in small or not is_word(word), words.words[:_MAX_BEFORE])
    first = len(list(before)) + 1
    expecting = _phrases(("expects", "number"), ("expects", "time"), ("expects", "name"))
    return any(found.start < first and not found.is_inside for found in expecting.find(words))


_MAX_BEFORE = 3
_MAX_ENDING = 40
_MIN_WORDS = 3
_MIN_LETTERS = 4
"""Fewer words, or letters of a script without spaces, are no question: "what a"."""

_STOPS = (".", "!", "。", "！", "।", "۔", "．")

_QUESTION_MARK = re.compile(
    r"\w\W*(?:[?؟⁇⁈⁉]+(?=\W|$)|[？\u037e\u1367])|¿\s*\w|\u055e"
    r"|[\u0e00-\u0eff\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3]\W{0,3}\?"
    r"|[\u0370-\u03ff\u1f00-\u1fff]{3}\W{0,3};(?=\s|$)"
)
"""Greek has a semicolon for it; between letters of scripts without spaces, nothing need follow it."""


def continues(question: str) -> bool:
    """Return whether a question begins like one that goes on from the one before: "and …", "what about …"."""
    return _phrases(("leans", "start")).begin(said(question))


def points_back(question: str) -> bool:
    """Return whether a question points at what it does not name: "what does it cost?"."""
    words = said(question)
    pointing = list(_phrases(("leans", "pointing")).find(words))
    return bool(pointing) and any_outside(pointing, _phrases(("leans", "except")).find(words))


def content_words(question: str) -> frozenset[str] | None:
    """Return the words of a question that name something: without small words, and those that only ask or point.

    In scripts without spaces, each run of letters that is left counts as one word, and a longer one as several. None
    when the question may be in English, or nothing is known of its language.
    """
    if may_be_english(question):
        return None
    words = said(question)
    nothing = _phrases(("leans", "empty"), ("leans", "start"), ("leans", "pointing"), ("asks", "end"))
    if words.plain and len(UNSPACED.findall(words.text)) >= len(words.text) / 3:
        return _runs(words.plain, nothing, words)
    small = _small_words(question_languages(question))
    covered = {at for found in nothing.find(words) for at in range(found.start, found.end) if not found.is_inside}
    left = (word for at, word in enumerate(words.words) if at not in covered and is_word(word))
    return frozenset(word for word in left if word not in small)


@cache
def _phrases(*lists: tuple[str, str]) -> Phrases:
    return Phrases(lists)


@cache
def _told_languages() -> frozenset[str]:
    return frozenset(each.language for each in all_question_words())


@cache
def _small_words(languages: frozenset[str]) -> frozenset[str]:
    return frozenset().union(*(each.common | each.typed for each in all_question_words() if each.language in languages))


def _runs(plain: str, nothing: Phrases, words: Said) -> frozenset[str]:
    """Return what is left of a text without spaces when all that names nothing is taken out, in pieces of a word."""
    letters = list(plain)
    for found in nothing.find(words):  # the longest first
        if found.is_inside and "\n" not in letters[found.start : found.end]:
            letters[found.start : found.end] = ["\n"] * (found.end - found.start)
    return frozenset(
        run[at : at + size]
        for run in _RUN.findall("".join(letters))
        for size in [_LETTERS_PER_WORD.get(unicodedata.name(run[0], "?").split()[0], 20)]
        for at in range(0, len(run), size)
    )


_RUN = re.compile(
    r"[\u3400-\u9fff]+|(?<![\u3041-\u309f\u3400-\u9fff])[\u3041-\u309f]{3,}|[\u30a0-\u30ff]+|[\u0e00-\u0eff]+|[a-z0-9#]+"
)
"""Hiragana behind Chinese characters only inflects them."""
_LETTERS_PER_WORD = {"CJK": 2, "THAI": 6, "LAO": 6}
