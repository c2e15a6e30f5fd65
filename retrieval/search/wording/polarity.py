"""Whether a question asks for what is not ("which countries do you not deliver to?"), and whether a sentence says so.

Neither words nor vectors tell: "not" is in too many sentences to be a term, and a sentence and its denial have nearly
the same vector. The words of each language stand in its file in ``retrieval/languages/questions``. English stays here:
it denies with parts of words ("n't", "un-", "in-"), and "no" is a denial or not by what follows.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Set
from enum import Enum, auto

from retrieval.languages.guessing import question_languages
from retrieval.languages.phrases import Found, Phrases, Said, any_outside, counting_languages, phrases_of, said, span_of
from retrieval.languages.question_words import all_question_words


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
    languages = counting_languages(_PART, question_languages(question))
    is_english = "en" in languages
    if is_english and _OPENS_DENIED.match(question):
        return Polarity.OPEN
    question = _main_clause(question, languages)
    words = said(question)
    is_rule = (is_english and _ASKS_PEOPLE.search(question) is not None) or _list(languages, "people").stand_in(words)
    if (is_english and _ASKS_WITHOUT.search(_DENIES_NOTHING.sub(" ", question.lower()))) or _stand(
        words, languages, "not"
    ):
        return Polarity.FORBIDDEN if is_rule else Polarity.DENIED
    asks = is_rule and ((is_english and _ASKS_FOR.match(question)) or _list(languages, "asks").stand_in(words))
    return Polarity.ALLOWED if asks else Polarity.OPEN


def denies(text: str, language: str | None = None) -> bool:
    """Return whether a text says that something is not so, not allowed or not among others.

    language: that of the text, if known.
    """
    languages = _spoken(language)
    if "en" in languages and _DENIAL.search(_DENIES_NOTHING.sub(" ", text.lower())):
        return True
    return _stand(said(text), languages, "not", "denies")


def lacking(question: str, terms: Collection[str]) -> frozenset[str]:
    """Return those of a question's terms that name what is to be lacking: "nut" of "which cake has no nuts?".

    A passage that does not name it cannot tell. Only a question that chooses among things has any; others describe with
    a "without" what may be called otherwise. terms: those of the question, as stems.
    """
    languages = counting_languages(_PART, question_languages(question))
    words: list[str] = []
    if "en" in languages and _CHOOSES.match(question):
        match = _LACKING.search(_DENIES_NOTHING.sub(" ", question.lower()))
        words += match[1].casefold().split() if match is not None else ()
    words += _named_as_lacking(said(question), languages)
    return frozenset(term for term in terms for word in words if len(term) > 2 and word.startswith(term[:-1]))


def leans_back(sentence: str, language: str | None = None) -> bool:
    """Return whether a sentence begins with what stands for something in the sentence before: "It does not …".

    language: that of the sentence, if known.
    """
    languages = _spoken(language)
    if "en" in languages and _LEANS.match(sentence):
        return True
    return _list(languages, "back").begin(said(sentence))


def share_denied(question: Mapping[str, float], terms: Set[str], saying_so: Set[str] = frozenset()) -> float:
    """Return how much of what is asked about stands among terms, in [0, 1], without the terms that only deny or allow.

    question: the weights of its terms. saying_so: those that only deny or allow, beside the English ones.
    """
    total = found = 0.0
    for term, weight in question.items():
        if term not in _SAYING_SO and term not in saying_so:
            total += weight
            found += weight if term in terms else 0.0
    return found / total if total else 0.0


def words_saying_so(question: str) -> str:
    """Return the words that only deny or allow in the language of a question; those of English are known as terms."""
    languages = counting_languages(_PART, question_languages(question))
    if "en" in languages:
        return ""
    words = (
        word
        for each in all_question_words()
        if each.language in languages
        for name in ("not", "own", "denies", "people")
        for phrase in each.phrases(_PART, name)
        for word in phrase
    )
    return " ".join(word for word in words if "*" not in word)


_PART = "polarity"


def _spoken(language: str | None) -> frozenset[str]:
    return counting_languages(_PART, () if language is None else (language,))


def _list(languages: frozenset[str], *names: str) -> Phrases:
    return phrases_of(languages, *((_PART, name) for name in names))


def _stand(words: Said, languages: frozenset[str], *names: str) -> bool:
    """Return whether phrases of some lists stand in a text, but not in one of the exceptions."""
    if "en" not in languages:
        names = (*names, "own")
    found = list(_list(languages, *names).find(words))
    return bool(found) and any_outside(found, _exceptions(words, languages))


def _exceptions(words: Said, languages: frozenset[str]) -> Iterator[Found]:
    yield from _list(languages, "except").find(words)
    if not _list(languages, "asks").stand_in(words):
        yield from _list(languages, "polite").find(words)
    for language, pattern in _OTHERWISE.items():
        if language in languages:
            for match in pattern.finditer(words.plain):
                yield Found(language, match.start(), match.end(), is_inside=True)


_EITHER = (
    r"(?<![从從向本原后後近历歷素])(?!(?<=一)向)([\u3400-\u9fff]{1,3})(?<![不没沒])[不没沒]\1|(?<=[^不没沒\W])不(?=\s*(?:呢|呀|啊)?\s*[?？])"
    r"|了[没沒]有?(?=\s*(?:呢|呀|啊)?\s*[?？])"
)
"""Chinese asks whether by saying a word with and without "not": "expensive not expensive?", or "expensive not?".

"Never comes" (从来不来) is none of those.
"""
_PEAR = r"(?:^|(?<=[のとや、「『\s]))なし(?=[のはをがもとや、」』])"
"""In Japanese, it is written like "without", which stands right behind what is lacking."""
_OTHERWISE = {"zh": re.compile(_EITHER), "ja": re.compile(_PEAR)}
"""What looks like a denial and is none, by language."""


def _named_as_lacking(words: Said, languages: frozenset[str]) -> list[str]:
    """Return the words behind a "without" in a question that chooses: "which …", "what cake is without …"."""
    first = next((at for at, word in enumerate(words.words) if word[0].isalnum()), 0)
    chooses, asks = _list(languages, "choose").begin(words), _list(languages, "asks").begin(words)
    for found in sorted(_list(languages, "without").find(words), key=lambda found: found.start):
        if not found.is_inside and (chooses or (asks and found.start == first + 2)):
            behind = words.words[found.end : found.end + 3]
            small = frozenset().union(*(each.common for each in all_question_words() if each.language in languages))
            return [word for word in behind[: 3 if behind[:1] and behind[0] in small else 2] if word.isalpha()]
    return []


def _main_clause(question: str, languages: frozenset[str]) -> str:
    """Return a question without the clause that says when, if or why, unless hardly anything is left."""
    if "en" in languages:
        for clause in (_FIRST_CLAUSE, _LAST_CLAUSE):
            question = _if_enough(clause.sub("", question, count=1), question)
    start, end = next(_clauses(question, languages), (0, 0))
    return _if_enough(question[:start] + question[end:], question)


def _if_enough(rest: str, question: str) -> str:
    return rest if len(said(rest).plain) >= _MIN_MAIN_LETTERS or len(rest.split()) >= _MIN_MAIN_WORDS else question


def _clauses(question: str, languages: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Yield where clauses stand that say when, if or why: one in front up to its comma, or one behind a word."""
    words = said(question)
    for found in _list(languages, "condition").find(words):
        start, end = span_of(found, words)
        is_first = not any(map(str.isalnum, question[:start]))
        comma = _COMMA.search(question, end)
        if not is_first:
            yield start, comma.start() if comma else len(question)
        elif comma:
            yield start, comma.end()


_COMMA = re.compile(r"[,،，、]\s?")
_MIN_MAIN_LETTERS = 4
"""In a script without spaces, where words cannot be counted."""
_MIN_MAIN_WORDS = 2
_ON_CONDITION = r"(?:if|because|since|in case|even though|although)\b"
_FIRST_CLAUSE = re.compile(
    rf"^\W{{,3}}(?:{_ON_CONDITION}|when\b(?! (?:is|are|was|were|do|does|did|can|could|may|must|should"
    r"|will|would|has|have|not)\b))[^,?]{1,200},\s?",
    re.IGNORECASE,
)
_LAST_CLAUSE = re.compile(
    rf"(?<!\bknow)(?<!\btell me)(?<!\bsay)(?<!\bsays)(?<!\bonly),?\s(?:{_ON_CONDITION}|when\b)"
    r"[^,?]{1,200}",
    re.IGNORECASE,
)

_OPENS_DENIED = re.compile(
    r"^\W*(?:(?:is|are|was|were|do|does|did|has|have|had|ca|could|wo|would|should)n['’]?t\b"
    r"|why (?:not|do(?:es)?n['’]t)\b)",
    re.IGNORECASE,
)
_ASKS_FOR = re.compile(
    r"^\W*(?:(?:and|so|but|on|in|at|to|from|for) )?(?:what|which|where|when|who|whom|was)\b",
    re.IGNORECASE,
)
_ASKS_PEOPLE = re.compile(
    r"\b(?:you|we|i|one|can|may|must|should|allowed|permitted|suitable|admitted)\b", re.IGNORECASE
)
_DENIES_NOTHING = re.compile(
    r"\b(?:not only|nothing but|not just|no (?:later|earlier|sooner|more|less|fewer) than|not (?:less|more|fewer) than"
    r"|not until|whether or not|or not|if not|no doubt|no matter|not to mention|not-(?=\w)|no solo|no sólo"
    r"|yes or no|sí o no|not? \.?(?=\d)|no\.(?= ?\d))",
)
_NOT = (
    r"not|no|never|none|nobody|no-one|nothing|nowhere|neither|nor|cannot|without|except(?:ing|ion|ions)?"
    r"|exclud(?:e|es|ed|ing)|forbidden|prohibited|banned|barred|disallowed|exempt(?:ed)?"
    r"|un(?:suitable|available|able|authori[sz]ed|lawful|covered|supported|affected|paid|safe|fit|usable)"
    r"|in(?:valid|eligible|compatible|admissible|accessible|correct|appropriate|edible)|im(?:possible|permissible)"
    r"|illegal"
)
_ASKS_WITHOUT = re.compile(rf"\b(?:{_NOT})\b|n['’]t\b")
_DENIAL = re.compile(
    rf"\b(?:{_NOT}|exclusive of|besides|other than|apart from|aside from|unless|rather than|instead of"
    r"|forbids?|prohibits?|bans?|den(?:y|ies|ied)|refus(?:e|es|ed)|reject(?:s|ed)?|closed|lacks?|lacking|lacked"
    r"|fail(?:s|ed)? to|absent|missing|avoid(?:s|ed)?|un(?:licen[sc]ed|wanted|welcome)|dis(?:continued|qualified)"
    r"|non-\w+)\b|n['’]t\b",
)
_CHOOSES = re.compile(
    r"^\W*(?:(?:and|so|but|on|in|at|to|from|for) )?"
    r"(?:which|what (?!is |are |was |were |do |does |did |type|kind|sort))",
    re.IGNORECASE,
)
_LACKING = re.compile(
    r"\b(?:no(?! (?:longer|more|one))|without)\s+"
    r"(?:(?:a|an|any|the)\s+)?([^\W\d_]+(?:\s+[^\W\d_]+)?)",
    re.IGNORECASE,
)
_LEANS = re.compile(r"^\W*(?:it|they|this|that|these|those|he|she)\b", re.IGNORECASE)

_SAYING_SO = frozenset(
    """
    without except exclud exclus besid cannot never none noth nobodi nor neither unless apart other
    can't don't doesn't didn't isn't aren't wasn't weren't won't wouldn't shouldn't mustn't couldn't haven't hasn't
    allow permit accept forbid forbidden prohibit ban must may might exempt deni refus reject close lack miss avoid
    nicht kein kein ohne darf durfen verboten pa san sauf interdit sin excepto prohibido pued
    """.split()  # noqa: SIM905
)
"""The terms that only say that something is not, or not allowed: a sentence may say so in other words."""
