"""Whether a question asks for what is not ("which countries do you not deliver to?"), and whether a sentence says so.

Neither words nor vectors tell: "not" is in too many sentences to be a term, and a sentence and its denial have nearly
the same vector. English is known, and the basic words of German, French and Spanish.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Set
from enum import Enum, auto


class Polarity(Enum):
    """What a question asks for.

    ``OPEN`` asks for what is or what is not, ``DENIED`` for what is not ("which bread has no salt?"). Of questions for
    what people do or may do, ``ALLOWED`` asks for what is ("where do you deliver to?"), ``FORBIDDEN`` for what is not.
    """

    OPEN = auto()
    DENIED = auto()
    ALLOWED = auto()
    FORBIDDEN = auto()

    @property
    def is_denied(self) -> bool:
        """Whether what is not is asked for."""
        return self in (Polarity.DENIED, Polarity.FORBIDDEN)


def polarity(question: str) -> Polarity:
    """Return what a question asks for: "can I …?" asks for either, and so does "isn't it …?"."""
    if _OPENS_DENIED.match(question):
        return Polarity.OPEN
    question = _main_clause(question)
    is_rule = _ASKS_PEOPLE.search(question) is not None
    if _ASKS_WITHOUT.search(_DENIES_NOTHING.sub(" ", question.lower())):
        return Polarity.FORBIDDEN if is_rule else Polarity.DENIED
    return Polarity.ALLOWED if is_rule and _ASKS_FOR.match(question) else Polarity.OPEN


def _main_clause(question: str) -> str:
    """Return a question without the clause that says when, if or why, unless hardly anything is left."""
    for clause in (_FIRST_CLAUSE, _LAST_CLAUSE):
        rest = clause.sub("", question, count=1)
        if len(rest.split()) >= _MIN_MAIN_WORDS:
            question = rest
    return question


def denies(text: str) -> bool:
    """Return whether a text says that something is not so, not allowed or not among others."""
    return _DENIAL.search(_DENIES_NOTHING.sub(" ", text.lower())) is not None


def lacking(question: str, terms: Collection[str]) -> frozenset[str]:
    """Return those of a question's terms that name what is to be lacking: "nut" of "which cake has no nuts?".

    A passage that does not name it cannot tell. Only a question that chooses among things has any; others describe with
    a "without" what may be called otherwise. terms: those of the question, as stems.
    """
    if not _CHOOSES.match(question):
        return frozenset()
    match = _LACKING.search(_DENIES_NOTHING.sub(" ", question.lower()))
    words = match[1].casefold().split() if match is not None else ()
    return frozenset(term for term in terms for word in words if len(term) > 2 and word.startswith(term[:-1]))


def leans_back(sentence: str) -> bool:
    """Return whether a sentence begins with what stands for something in the sentence before: "It does not …"."""
    return _LEANS.match(sentence) is not None


def share_denied(question: Mapping[str, float], said: Set[str]) -> float:
    """Return how much of what is asked about stands among terms, in [0, 1], without the terms that only deny or allow.

    question: the weights of its terms.
    """
    total = found = 0.0
    for term, weight in question.items():
        if term not in _SAYING_SO:
            total += weight
            found += weight if term in said else 0.0
    return found / total if total else 0.0


_MIN_MAIN_WORDS = 2
_ON_CONDITION = r"(?:if|because|since|in case|even though|although|wenn|falls|weil|si|parce que|puisque|porque)\b"
_FIRST_CLAUSE = re.compile(
    rf"^\W{{,3}}(?:{_ON_CONDITION}|(?:when|cuando|quand)\b(?! (?:is|are|was|were|do|does|did|can|could|may|must|should"
    r"|will|would|has|have|not)\b))[^,?]{1,200},\s?",
    re.IGNORECASE,
)
_LAST_CLAUSE = re.compile(
    rf"(?<!\bknow)(?<!\btell me)(?<!\bsay)(?<!\bsays)(?<!\bonly),?\s(?:{_ON_CONDITION}|(?:when|cuando|quand)\b)"
    r"[^,?]{1,200}",
    re.IGNORECASE,
)

_OPENS_DENIED = re.compile(
    r"^\W*(?:(?:is|are|was|were|do|does|did|has|have|had|ca|could|wo|would|should)n['’]?t\b"
    r"|why (?:not|do(?:es)?n['’]t)\b)",
    re.IGNORECASE,
)
_ASKS_FOR = re.compile(
    r"^\W*(?:(?:and|so|but|on|in|at|to|from|for|und|in|et|y|en) )?(?:what|which|where|when|who|whom"
    r"|was|welche[mnrs]?|wo|wohin|wann|wer|wen|quel(?:le)?s?|où|quand|qui|qué|dónde|cuándo|cuál(?:es)?|quién(?:es)?)\b",
    re.IGNORECASE,
)
_ASKS_PEOPLE = re.compile(
    r"\b(?:you|we|i|one|can|may|must|should|allowed|permitted|suitable|admitted|ihr|wir|ich|man|sie|kann|darf|dürfen|vous|nous|je|on|peut|puis"
    r"|puedo|puede|pueden|podemos|ustedes|usted)\b",
    re.IGNORECASE,
)
_DENIES_NOTHING = re.compile(
    r"\b(?:not only|nothing but|not just|no (?:later|earlier|sooner|more|less|fewer) than|not (?:less|more|fewer) than"
    r"|not until|whether or not|or not|if not|no doubt|no matter|not to mention|not-(?=\w)|nicht nur|non seulement"
    r"|no solo|no sólo|yes or no|ja oder nein|oui ou non|sí o no"
    r"|not? \.?(?=\d)|no\.(?= ?\d))",
)
_NOT = (
    r"not|no|never|none|nobody|no-one|nothing|nowhere|neither|nor|cannot|without|except(?:ing|ion|ions)?"
    r"|exclud(?:e|es|ed|ing)|forbidden|prohibited|banned|barred|disallowed|exempt(?:ed)?"
    r"|un(?:suitable|available|able|authori[sz]ed|lawful|covered|supported|affected|paid|safe|fit|usable)"
    r"|in(?:valid|eligible|compatible|admissible|accessible|correct|appropriate|edible)|im(?:possible|permissible)"
    r"|illegal|nicht|kein(?:e[mnrs]?)?|nie|niemals|niemand(?:e[mn])?|nichts|ohne|außer|ausgenommen|weder|verboten|untersagt"
    r"|ausgeschlossen|unzulässig"
    r"|pas|jamais|aucune?|sans|sauf|excepté|hormis|interdite?s?|exclue?s?|défendu"
    r"|nunca|jamás|nadie|nada|ningún|ningun[oa]s?|excepto|salvo|tampoco|prohibid[oa]s?|excluid[oa]s?"
    r"|sin (?=el|la|los|las|un|una|que|su)"
)
_ASKS_WITHOUT = re.compile(rf"\b(?:{_NOT})\b|n['’]t\b")
_DENIAL = re.compile(
    rf"\b(?:{_NOT}|exclusive of|besides|other than|apart from|aside from|unless|rather than|instead of"
    r"|forbids?|prohibits?|bans?|den(?:y|ies|ied)|refus(?:e|es|ed)|reject(?:s|ed)?|closed|lacks?|lacking|lacked"
    r"|fail(?:s|ed)? to|absent|missing|avoid(?:s|ed)?|un(?:licen[sc]ed|wanted|welcome)|dis(?:continued|qualified)"
    r"|non-\w+|geschlossen|gesperrt|fermée?s?|cerrad[oa]s?)\b|n['’]t\b",
)
_CHOOSES = re.compile(
    r"^\W*(?:(?:and|so|but|on|in|at|to|from|for) )?"
    r"(?:which|what (?!is |are |was |were |do |does |did |type|kind|sort)|welche|quel|cuál|qué \w+ (?:no|sin))",
    re.IGNORECASE,
)
_LACKING = re.compile(
    r"\b(?:no(?! (?:longer|more|one))|without|ohne|kein(?:e[mnrs]?)?|sans|sin)\s+"
    r"(?:(?:a|an|any|the|de|le|la|el)\s+)?([^\W\d_]+(?:\s+[^\W\d_]+)?)",
    re.IGNORECASE,
)
_LEANS = re.compile(
    r"^\W*(?:it|they|this|that|these|those|he|she|er|sie|es|dies|diese|il|elle|ils|elles|ce|cela|esto|ella|ellos)\b",
    re.IGNORECASE,
)

_SAYING_SO = frozenset(
    """
    without except exclud exclus besid cannot never none noth nobodi nor neither unless apart other
    can't don't doesn't didn't isn't aren't wasn't weren't won't wouldn't shouldn't mustn't couldn't haven't hasn't
    allow permit accept forbid forbidden prohibit ban must may might exempt deni refus reject close lack miss avoid
    nicht kein kein ohne darf durfen verboten pa san sauf interdit sin excepto prohibido pued
    """.split()  # noqa: SIM905
)
"""The terms that only say that something is not, or not allowed: a sentence may say so in other words."""
