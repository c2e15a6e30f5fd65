"""A polite message → what it asks: without greetings, thanks and wishes around the question, and without its lead-in.

"Hello! I am planning a trip and was wondering if you could tell me when the museum opens. Thanks so much!" asks "when
the museum opens". The words around a question would be searched for, too, and there are often more of them.

The words of each language stand in its file in ``retrieval/languages/questions``. English stays here: its lead-ins have
too many parts to be listed, and what they ask is turned into a direct question.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import islice, takewhile

from retrieval.languages.guessing import question_languages
from retrieval.languages.phrases import Phrases, counting_languages, phrases_of, said, span_of
from retrieval.languages.question_forms import asks_by_words
from retrieval.search.wording.followups import leans
from retrieval.search.wording.phrases import small_talk_phrases
from retrieval.search.wording.small_talk import is_greeting, is_small_talk, words_said

MAX_POLITE_CHARS = 4000
"""A longer text is searched for as it is."""

Terms = Callable[[str], list[str]]
"""Returns the terms of a text."""

_PART = "politeness"


def asked_part(text: str, terms: Terms) -> str:
    """Return what a message asks; the same object where nothing stands around it, or it says too little by itself."""
    if len(text) > MAX_POLITE_CHARS or not text.strip():
        return text
    plain = _SPACES.sub(lambda spaces: "\n" if "\n" in spaces[0] else " ", text)
    languages = counting_languages(_PART, question_languages(plain))
    part = _without_politeness(plain, languages, terms)
    part = _without_close(_without_lead(part, languages, terms), languages, terms)
    return text if part.strip() == plain.strip() else part


_SPACES = re.compile(r"\s+")
"""Runs of them would be tried again and again by the patterns below."""


# -- sentences that ask nothing --------------------------------------------------------------------------------------

_STOPS, _COMMAS = ".!?…。！？؟।", ",;，；、،؛"
_SENTENCE = re.compile(rf"[^{_STOPS}\n]+[{_STOPS}]*|[{_STOPS}]+")
_FIRST_CLAUSE = re.compile(r"\s*[^,;:!?.\n–—，；：、。！？،؛؟।]{1,60}(?:[,;:!.，；：、。！،؛।]|\s[-–—]\s)\s*(?=\w)")
_LAST_CLAUSE = re.compile(rf"[,，、،]\s*([^{_STOPS}{_COMMAS}]{{1,60}})[{_STOPS}]*\s*\Z")
_MAX_NAMES, _MAX_WISH_WORDS, _MAX_WISH_LETTERS = 3, 14, 24
"""A longer sentence says more than a wish; letters count in scripts without spaces."""
_WISH = re.compile(
    r"\W*(?:(?:i|we)\b ?)?(?:really )?(?:hope (?:you|this|that|all|everyone|everybody|things)\b"
    r"|(?:sorry|apologies) (?:to|for|if)\b|excuse me\b|any (?:help|advice|info|information|ideas?)\b.*\bappreciate"
    r"|(?:would|'d|will) (?:really |greatly )?appreciate|(?:would|'d) be (?:very |so |really )?grateful"
    r"|look(?:ing)? forward to\b|thank|thanks|cheers\b|many thanks|have a (?:nice|good|great|lovely)\b"
    r"|(?:just )?(?:a |one )?(?:quick|small|short|simple) question\b|(?:i |we )?(?:just )?have a (?:\w+ )?question\b"
    r")",
    re.IGNORECASE,
)
"""How an English sentence begins that wishes, thanks or excuses; it asks nothing unless it ends in a question mark."""


def _without_politeness(text: str, languages: frozenset[str], terms: Terms) -> str:
    """Return a text without the sentences and clauses around it that ask nothing, if anything is left."""
    sentences = [match for match in _SENTENCE.finditer(text) if match[0].strip()]
    while len(sentences) > 1 and _asks_nothing(sentences[0][0], languages):
        del sentences[0]
    if len(sentences) > 2 and _NAME.fullmatch(sentences[-1][0]) and _asks_nothing(sentences[-2][0], languages):
        del sentences[-1]
    while len(sentences) > 1 and _asks_nothing(sentences[-1][0], languages):
        del sentences[-1]
    parts = [text[sentences[0].start() : sentences[-1].end()].strip()] if sentences else [text]
    clause = _FIRST_CLAUSE.match(parts[-1])
    if clause and (is_small_talk(clause[0]) or _is_address(clause[0])):
        parts.append(parts[-1][clause.end() :])
    clause = _LAST_CLAUSE.search(parts[-1])
    if clause and (is_small_talk(clause[1]) or _is_address(clause[1])):
        parts.append(parts[-1][: clause.start()])
    return next((part for part in reversed(parts) if terms(part)), text)


def _asks_nothing(sentence: str, languages: frozenset[str]) -> bool:
    if is_small_talk(sentence):
        return sentence[:1].isspace() or bool(words_said(sentence))  # else it is a sign that ends another sentence
    if sentence.rstrip().endswith(("?", "？", "؟")):
        return False
    return _wishes(sentence, languages) or _is_address(sentence)


def _wishes(sentence: str, languages: frozenset[str]) -> bool:
    if len(sentence.split()) > _MAX_WISH_WORDS:
        return False
    if "en" in languages and _WISH.match(sentence):
        return True
    words = said(sentence)
    if len(words.plain) > _MAX_WISH_LETTERS or _list(languages, "close").stand_in(words):
        return False
    return _list(languages, "start").begin(words) or _list(languages, "end").end(words)


def _is_address(clause: str) -> bool:
    """Return whether a clause greets or thanks somebody by name: "Hi Mrs Brown", "Many thanks, Tom"."""
    words = clause.split()
    names = list(takewhile(lambda word: word[0].isupper(), reversed(words[1:])))
    said = " ".join(words[: len(words) - len(names)])
    return len(names) <= _MAX_NAMES and (is_greeting(said) or tuple(words_said(said)) in small_talk_phrases().thanks)


_NAME = re.compile(r"\W*[A-Z]\w{1,20}\W*")
"""A sentence of one word, as a signature is."""


# -- lead-ins --------------------------------------------------------------------------------------------------------

_QUESTION_START = (
    r"(?:(?:in|at|on|to|for|from|by|with|of|until) )?(?:what|when|where|which|who|whom|whose|why|how)"
    r"|is|are|do|does|did|can|has|have|will|was"
)
_LEAD = re.compile(
    r"\b(?:(?:can|could|would|will) (?:you|any(?:one|body)|some(?:one|body))(?: (?:please|kindly|possibly|maybe))?"
    r" (?:tell(?: me| us)?|let (?:me|us) know|explain(?: to me| to us)?)"
    r"|do(?:es)? (?:you|any(?:one|body)|some(?:one|body))(?: here)?(?: happen to)? know"
    r"|(?<!is )(?<!are )(?:wondering|wonder|curious)"
    r"|(?:i|we)(?:'d| would| really| just| also){,3} (?:like|love|want|wanted|need|needed) to (?:know|ask|find out)"
    r"|(?:please )?(?:tell (?:me|us)|let (?:me|us) know)|(?:my|the|one|a) question is)"
    rf"[,:]? (?:(?:if|whether) |(?=(?:{_QUESTION_START})\b))",
    re.IGNORECASE,
)
_INDIRECT = re.compile(
    r"(i|we|you|they|one|there) (can|could|may|must|should|will|would|is|are|was|were|do|have|has)\b", re.IGNORECASE
)
_ASIDE = re.compile(r", (?:who|which|whom|whose) [^,.;!?]{1,60}, ")
"""A relative clause between commas: without it, the sentence asks the same."""


def _without_lead(text: str, languages: frozenset[str], terms: Terms) -> str:
    """Return what follows the last lead-in of a text, as a direct question, if it stands alone."""
    leads = _LEAD.finditer(text) if "en" in languages else ()
    end = max((match.end() for match in leads if not _HOW.search(_clause_before(text, match.start()))), default=0)
    other = _end_of_lead(text, languages)
    if not end and not other:
        return text
    asked = text[max(end, other) :]
    if end > other:
        asked = _ASIDE.sub(" ", asked)
        indirect = _INDIRECT.match(asked)
        if indirect:
            asked = f"{indirect[2]} {indirect[1]}{asked[indirect.end() :]}"
    return text if leans(asked, terms) else asked


def _end_of_lead(text: str, languages: frozenset[str]) -> int:
    """Return where the last lead-in of a text ends that is listed, and that a question follows; 0 if there is none."""
    words = said(text)
    spans = {span_of(found, words) for found in islice(_list(languages, "lead").find(words), _MAX_LEADS)}
    ends = {end for start, end in spans if not _is_asked_how(text, start, languages)}
    for end in sorted(ends, reverse=True):
        for name in ("please", "whether"):
            start = _after_joint(text, end)
            length = _length_at_start(text[start : start + _MAX_JOINT], languages, name)
            end = start + length if length else end
        start = _after_joint(text, end)
        if length or _begins_question(text[start:], languages):
            return start
    return 0


_MAX_LEADS, _MAX_JOINT = 8, 60


def _clause_before(text: str, end: int) -> str:
    return _CLAUSE_END.split(text[max(0, end - _MAX_CLAUSE) : end])[-1]


_MAX_CLAUSE = 200
_CLAUSE_END = re.compile(f"[{_STOPS}{_COMMAS}\n]")
_HOW_WORD = r"(?:what|when|where|which|why|how|who(?! (?:can|could|would|will|here)\b)|whom|whose)\b"
_HOW = re.compile(
    rf"\A\W*(?:(?:and|but|so|or|then|well|in|at|on|to|from|for|by|with|of|until|since) ){{,2}}{_HOW_WORD}"
    rf"|\b{_HOW_WORD} \Z",
    re.IGNORECASE,
)
"""A question word that begins the clause of a lead-in, or is right before it, makes it none: "how do you know if"."""


def _is_asked_how(text: str, lead: int, languages: frozenset[str]) -> bool:
    """Return whether one of the listed question words makes what begins at a place no lead-in."""
    words = said(_clause_before(text, lead))
    return any(
        found.is_inside or found.start <= _MAX_BEFORE_HOW or found.end == len(words.words)
        for found in _list(languages, "how").find(words)
    )


_MAX_BEFORE_HOW = 3


def _after_joint(text: str, end: int) -> int:
    joint = _JOINT.match(text, end)
    return joint.end() if joint else end


_JOINT = re.compile(r"\s?[,:，：、،]?\s?")


def _length_at_start(text: str, languages: frozenset[str], name: str) -> int:
    """Return how much of a text is a phrase that it begins with."""
    words = said(text)
    spans = (span_of(found, words) for found in _list(languages, name).find(words))
    return max((end for start, end in spans if not start), default=0)


def _begins_question(text: str, languages: frozenset[str]) -> bool:
    starts = phrases_of(languages, (_PART, "asked"), ("asks", "start"))
    return starts.begin(said(text)) or asks_by_words(text.rstrip(_SIGNS))


def _without_close(text: str, languages: frozenset[str], terms: Terms) -> str:
    """Return a text without the request to be told behind its question, if that stands alone."""
    words = said(text)
    last = len(text.rstrip(_SIGNS))
    spans = [span_of(found, words) for found in _list(languages, "close").find(words)]
    start = min((start for start, end in spans if end == last), default=last)
    asked = text[:start].rstrip(_SIGNS)
    if start == last or _list(languages, "how").end(said(text[:start])):
        return text
    return text if not asks_by_words(asked) or leans(asked, terms) else asked


_SIGNS = f" {_STOPS}{_COMMAS}"


def _list(languages: frozenset[str], name: str) -> Phrases:
    return phrases_of(languages, (_PART, name))
