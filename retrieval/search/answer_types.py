"""What kind of answer a question expects (a number, a time, a name), and which kinds a sentence offers.

A question word tells more about which sentence answers than any term they share: it is the one word of the question
that the answer replaces. The question words of English, German, French and Spanish are known; a question in another
language expects nothing in particular.
"""

from __future__ import annotations

import re
from enum import Enum

from retrieval.searchable import searchable


class AnswerKind(Enum):
    """Kinds of answers."""

    NUMBER = "number"
    TIME = "time"
    NAME = "name"


_QUESTION_WORDS = {
    AnswerKind.NUMBER: re.compile(
        r"\b(?:how (?:many|much|far|long|old|tall|deep|high|big|large|fast|often|wide|heavy|hot|cold)"
        r"|what (?:age|number|percentage|percent|population|distance|size|amount|price|share)"
        r"|wie ?(?:viele?n?|weit|lange?|alt|hoch|tief|groß|breit|oft|schwer|schnell|heiß|kalt|teuer)"
        r"|combien|quel(?:le)? (?:âge|nombre|distance|taille|part|prix)"
        r"|cuánt[oa]s?|qué (?:edad|número|distancia|tamaño|precio))\b",
        re.IGNORECASE,
    ),
    AnswerKind.TIME: re.compile(
        r"\b(?:when|(?:what|which) (?:year|date|day|time|month|century|decade)"
        r"|wann|welche[mns]? (?:jahr|tag|monat|jahrhundert|datum)"
        r"|quand|quel(?:le)? (?:année|jour|date|mois|siècle|heure)"
        r"|cuándo|qué (?:año|día|fecha|mes|siglo|hora))\b",
        re.IGNORECASE,
    ),
    AnswerKind.NAME: re.compile(
        r"\b(?:who|whom|whose|where|(?:what|which) (?:city|country|state|place|island|town|person|company)"
        r"|wer|wem|wen|wessen|wo|woher|wohin|qui|où|quién(?:es)?|dónde|adónde)\b",
        re.IGNORECASE,
    ),
}

_NUMBER_WORDS = frozenset(
    """
    two three four five six seven eight nine ten eleven twelve dozen hundred thousand million billion half twice
    zwei drei vier fünf sechs sieben acht neun zehn elf zwölf hundert tausend millionen milliarden hälfte
    deux trois quatre cinq sept huit neuf dix onze douze cent mille millions milliard milliards moitié
    dos tres cuatro cinco seis siete ocho nueve diez once doce cien mil millón millones mitad
    """.split()  # noqa: SIM905 - a list of 70 strings is no easier to read
)
_TIME_WORDS = frozenset(
    """
    monday tuesday wednesday thursday friday saturday sunday century
    january february march april may june july august september october november december
    januar februar märz mai juni juli oktober dezember montag dienstag mittwoch donnerstag freitag samstag sonntag
    jahrhundert janvier février mars avril juin juillet août septembre octobre novembre décembre siècle
    enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre siglo
    """.split()  # noqa: SIM905
)
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
_MAX_PLAIN_WORDS = 12
"""A longer question asks for more than one thing, or describes a need."""


def is_plain_question(text: str) -> bool:
    """Return whether a text is a plain question in English; a claim, a topic or a description of a need is not."""
    return bool(_PLAIN_QUESTION.search(text)) and len(text.split()) <= _MAX_PLAIN_WORDS


def expected_kinds(question: str) -> frozenset[AnswerKind]:
    """Return the kinds of answers that a question may expect; a time rather than a number where both could be meant."""
    kinds = {kind for kind, asked in _QUESTION_WORDS.items() if asked.search(question)}
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
    return bool(_DIGIT.search(sentence)) or not _NUMBER_WORDS.isdisjoint(word_set(sentence))


def _holds_time(sentence: str, _: frozenset[str]) -> bool:
    return bool(_YEAR_OR_CLOCK.search(sentence)) or not _TIME_WORDS.isdisjoint(word_set(sentence))


def _holds_name(sentence: str, asked: frozenset[str]) -> bool:
    return any(name.casefold() not in asked for name in _NAME.findall(sentence))


_HOLDS = {AnswerKind.NUMBER: _holds_number, AnswerKind.TIME: _holds_time, AnswerKind.NAME: _holds_name}
