"""What kind of answer a question expects (a number, a time, a name), and which kinds a sentence offers.

A question word tells more about which sentence answers than any term they share: it is the one word of the question
that the answer replaces. The question words of each language stand in its file in ``retrieval/languages/questions``; a
question in another language expects nothing in particular.
"""

from __future__ import annotations

import re
from enum import StrEnum

from retrieval.languages.guessing import may_be_english
from retrieval.languages.question_forms import asks_by_words, expects, has_question_mark, offers
from retrieval.languages.writing import has_no_capitals, with_plain_digits
from retrieval.searchable import searchable


class AnswerKind(StrEnum):
    """Kinds of answers."""

    NUMBER = "number"
    TIME = "time"
    NAME = "name"


_DIGIT = re.compile(r"\d")
_YEAR_OR_CLOCK = re.compile(r"\b(?:1\d{3}|20\d{2})\b|\d{1,2}[:.]\d{2}\b")
_NAME = re.compile(r"(?<=.)\b[^\W\d_a-zà-öø-ÿ]\w+")
"""A word that begins with a capital letter, but not at the beginning of the sentence."""
_WORD = re.compile(r"\w+")
_NOTE_MARK = re.compile(r"(?<=[^\W\d_])[.,;:!?]?(?:(?:\[\d{1,3}\])+|\^\d{1,3})(?!\w)")
"""What refers to a note: "Vienna[4]", "Vienna.⁴"."""

_PLAIN_QUESTION = re.compile(
    r"\b(?:who|whom|whose|what|which|when|where|why|how)\b"
    r"|^\W*(?:is|are|was|were|do|does|did|can|could|will|would|should|has|have|had)\b",
    re.IGNORECASE,
)
_MAX_PLAIN_WORDS, _MAX_PLAIN_CHARS = 12, 120
"""A longer question asks for more than one thing, or describes a need. Characters count where words cannot."""


def is_plain_question(text: str) -> bool:
    """Return whether a text is a plain question; a claim, a topic or a description of a need is not."""
    if len(text.split()) > _MAX_PLAIN_WORDS:
        return False
    if may_be_english(text):
        return bool(_PLAIN_QUESTION.search(text))
    if len(text) > _MAX_PLAIN_CHARS:
        return False
    return has_question_mark(text) or asks_by_words(text) or any(expects(text, kind) for kind in AnswerKind)


def expected_kinds(question: str) -> frozenset[AnswerKind]:
    """Return the kinds of answers that a question may expect; a time rather than a number where both could be meant."""
    kinds = {kind for kind in AnswerKind if expects(question, kind)}
    return frozenset(kinds - {AnswerKind.NUMBER} if AnswerKind.TIME in kinds else kinds)


def word_set(text: str) -> frozenset[str]:
    """Return the words of a text, without regard to case."""
    return frozenset(_WORD.findall(searchable(text).casefold()))


def offered_kinds(sentence: str, wanted: frozenset[AnswerKind], asked: frozenset[str]) -> frozenset[AnswerKind]:
    """Return the wanted kinds of answers that a sentence holds.

    asked: the ``word_set`` of the question: a name that stands in it is no answer. The number of a note is none either.
    """
    if not wanted:
        return wanted
    sentence = _NOTE_MARK.sub("", searchable(sentence))
    return frozenset([kind for kind in wanted if _HOLDS[kind](sentence, asked)])


def _holds_number(sentence: str, _: frozenset[str]) -> bool:
    return bool(_DIGIT.search(sentence)) or offers(sentence, AnswerKind.NUMBER)


def _holds_time(sentence: str, _: frozenset[str]) -> bool:
    return bool(_YEAR_OR_CLOCK.search(with_plain_digits(sentence))) or offers(sentence, AnswerKind.TIME)


def _holds_name(sentence: str, asked: frozenset[str]) -> bool:
    """Where nothing is written with a capital, any sentence may hold a name."""
    if has_no_capitals(sentence):
        return True
    return any(name.casefold() not in asked for name in _NAME.findall(sentence) if not name[0].islower())


_HOLDS = {AnswerKind.NUMBER: _holds_number, AnswerKind.TIME: _holds_time, AnswerKind.NAME: _holds_name}
