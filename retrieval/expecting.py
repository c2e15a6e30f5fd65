"""What kind of answer a question expects (a number, a time, a name), and which kinds a sentence offers.

A question word tells more about which sentence answers than any term they share: it is the one word of the question
that the answer puts something in the place of. Known are the question words of English, German, French and Spanish;
a question in another language expects nothing in particular.
"""

from __future__ import annotations

import re
from enum import Enum


class Kind(Enum):
    """Kinds of answers."""

    NUMBER = "number"
    TIME = "time"
    NAME = "name"


_ASKED = {
    Kind.NUMBER: re.compile(
        r"\b(?:how (?:many|much|far|long|old|tall|deep|high|big|large|fast|often|wide|heavy|hot|cold)"
        r"|what (?:age|number|percentage|percent|population|distance|size|amount|price|share)"
        r"|wie ?(?:viele?n?|weit|lange?|alt|hoch|tief|groß|breit|oft|schwer|schnell|heiß|kalt|teuer)"
        r"|combien|quel(?:le)? (?:âge|nombre|distance|taille|part|prix)"
        r"|cuánt[oa]s?|qué (?:edad|número|distancia|tamaño|precio))\b",
        re.IGNORECASE,
    ),
    Kind.TIME: re.compile(
        r"\b(?:when|(?:what|which) (?:year|date|day|time|month|century|decade)"
        r"|wann|welche[mns]? (?:jahr|tag|monat|jahrhundert|datum)"
        r"|quand|quel(?:le)? (?:année|jour|date|mois|siècle|heure)"
        r"|cuándo|qué (?:año|día|fecha|mes|siglo|hora))\b",
        re.IGNORECASE,
    ),
    Kind.NAME: re.compile(
        r"\b(?:who|whom|whose|where|(?:what|which) (?:city|country|state|place|island|town|person|company)"
        r"|wer|wem|wen|wessen|wo|woher|wohin|qui|où|quién(?:es)?|dónde|adónde)\b",
        re.IGNORECASE,
    ),
}

_NUMBER = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred|thousand|million|billion|half|twice"
    r"|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|hundert|tausend|millionen|milliarden|hälfte"
    r"|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|cent|mille|millions?|milliards?|moitié"
    r"|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|cien|mil|millón|millones|mitad)\b",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"\b(?:1\d{3}|20\d{2})\b|\d{1,2}[:.]\d{2}\b|\b(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|century"
    r"|january|february|march|april|may|june|july|august|september|october|november|december"
    r"|januar|februar|märz|mai|juni|juli|oktober|dezember|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag"
    r"|jahrhundert|janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre|siècle"
    r"|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|siglo)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<=.)\b[^\W\d_a-zà-öø-ÿ]\w+")
"""A word that begins with a capital letter, and does not begin the sentence."""


def expects(question: str) -> frozenset[Kind]:
    """Return the kinds of answers that a question may expect; a time rather than a number where both could be meant."""
    kinds = {kind for kind, asked in _ASKED.items() if asked.search(question)}
    return frozenset(kinds - {Kind.NUMBER} if Kind.TIME in kinds else kinds)


def offers(question: str, sentence: str) -> frozenset[Kind]:
    """Return the kinds of answers in a sentence. A name that the question names already is no answer."""
    kinds = {kind for kind, found in ((Kind.NUMBER, _NUMBER), (Kind.TIME, _TIME)) if found.search(sentence)}
    said = {word.casefold() for word in re.findall(r"\w+", question)}
    if any(name.casefold() not in said for name in _NAME.findall(sentence)):
        kinds.add(Kind.NAME)
    return frozenset(kinds)
