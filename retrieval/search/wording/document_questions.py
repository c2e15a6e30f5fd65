"""The words of a question → whether it asks about a document, or for a list, and what it names.

No document is known here. A question has several readings where its words allow it ("list all tools in the garden
plan"). Which one holds is told by the names of the documents that there are: see ``document_names``.

The words of each language stand in its file in ``retrieval/languages/questions``. English stays here: it asks in more
ways than can be listed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache
from itertools import chain

from retrieval.languages.guessing import question_languages
from retrieval.languages.phrases import UNSPACED, counting_languages
from retrieval.languages.templates import templates_of, words_of
from retrieval.searchable import searchable

MAX_ASKING_CHARS = 300
"""A longer question describes a need; it does not ask about a document."""


class Certainty(Enum):
    """How surely the words of a question ask about a document, and so what it takes to name one.

    With ``SURE``, a part of a name will do. What is ``LIKELY`` takes (nearly) all of it, and what is ``POSSIBLE`` ("in
    Buddhism, what …?") a file's name, or a word such as "document" or "guide".
    """

    SURE = auto()
    LIKELY = auto()
    POSSIBLE = auto()


class Wish(Enum):
    """What is asked of a document: what it is ``ABOUT``, what it ``SAYS`` on a topic, or a ``LIST``.

    A ``SUMMARY`` is asked for of a document or of a topic.
    """

    ABOUT = auto()
    SUMMARY = auto()
    SAYS = auto()
    LIST = auto()


@dataclass(frozen=True, slots=True)
class Wording:
    """One reading of a question.

    ``document`` is what is said in place of a document's name ("the shop policy", "it"), empty where none is named.
    ``topic`` is what is asked of it, empty for all of it. ``languages`` are those whose words count in it.
    """

    wish: Wish
    document: str = ""
    topic: str = ""
    certainty: Certainty = Certainty.SURE
    languages: frozenset[str] = frozenset()


def wordings(question: str) -> Iterator[Wording]:
    """Yield the readings of a question as one about a document or for a list, the likeliest first; none for others."""
    text = " ".join(searchable(question[: 2 * MAX_ASKING_CHARS]).split())
    if len(text) > MAX_ASKING_CHARS:
        return
    spoken = question_languages(text)
    languages = spoken | counting_languages(_PART, ())
    text = _POLITE_END.sub("", _POLITE.sub("", text))
    text = _words_after(languages).sub("", _words_before(languages).sub("", text))
    yielded = set()
    for wish, certainty, match in _matches(text, languages, frozenset() if "en" in spoken else spoken):
        found = match.groupdict()
        document = (found.get("doc") or "").strip(_QUOTES)
        wording = Wording(wish, document, (found.get("topic") or "").strip(_SIGNS), certainty, languages)
        if wording not in yielded:
            yielded.add(wording)
            yield wording


def _matches(
    text: str, languages: frozenset[str], typed: frozenset[str]
) -> Iterator[tuple[Wish, Certainty, re.Match[str]]]:
    lowered = text.lower().replace("’", "'")
    for wish, certainty, name, english in _PATTERNS:
        patterns = (*english, *_in_files(languages)) if name == "in" else english
        templates = templates_of(languages, typed, _PART, name) if name != "in" else ()
        found = chain(
            (pattern.fullmatch(text) for pattern in patterns),
            (template.fullmatch(text, lowered) for template in templates),
        )
        yield from ((wish, certainty, match) for match in found if match is not None)


_PART = "documents"
_QUOTES = " \"'“”„«»‘’`*,:「」『』《》，：、"
_SIGNS = " ,:，：、"


@lru_cache(maxsize=256)
def _in_files(languages: frozenset[str]) -> tuple[re.Pattern[str], ...]:
    """Return the patterns of questions that end with a file: "…, in the file plan.md"."""
    inside, files = (words_of(languages, _PART, name) for name in ("in", "file"))
    if not inside or not files:
        return ()
    joint = rf"{_TOPIC},? (?:{_either(inside)}) "
    return _compiled(rf"{joint}(?P<doc>(?:{_either(files)}) [^?]{{1,80}})", joint + _FILE_NAME)


@lru_cache(maxsize=256)
def _words_before(languages: frozenset[str]) -> re.Pattern[str]:
    words = _either(words_of(languages, _PART, "before"), ends=True)
    return re.compile(rf"^(?:(?:{words})[\s,!.，！、。،]*){{0,4}}", re.IGNORECASE)


@lru_cache(maxsize=256)
def _words_after(languages: frozenset[str]) -> re.Pattern[str]:
    words = _either(words_of(languages, _PART, "after"))
    return re.compile(rf"(?:[\s,，、،]*(?:{words})[\s?!.？！。؟।]*|[\s？！。؟।]+)$", re.IGNORECASE)


def _either(words: Sequence[str], *, ends: bool = False) -> str:
    """Return a pattern of one of some words; ``ends``: a spaced word must end behind it. Of no words, none is found."""
    found = (re.escape(word) + (r"(?!\w)" if ends and not UNSPACED.search(word) else "") for word in words)
    return "|".join(found) or r"(?!)"


_POLITE = re.compile(
    r"^[¿¡\s]*(?:(?:hi|hello|hey|ok|so|and|please)\b[\s,!.]*){0,3}"
    r"(?:(?:can|could|would|will) (?:you|u|somebody|someone) (?:please )?)?(?:please )?",
    re.IGNORECASE,
)
_POLITE_END = re.compile(r"[\s,]*(?:,? ?(?:please|thanks|thank you))?[\s?!.]*$", re.I)

_DOC = r"(?P<doc>[^?]{1,100}?)"
_TOPIC = r"(?P<topic>[^?]{1,160}?)"
_FILE_NAME = r"(?P<doc>[\w./-]{1,80}\.\w{1,5})"
_ON = r"(?:about|on|regarding|concerning|as to|with regard to|in regard to|when it comes to)"
_SAY = (
    r"(?:have to say|say|said|state|stated|tell(?: us| me)?|mention|write|explain|specify|teach|advise|recommend|rule)"
)
_ANYTHING = r"(?:anything|something|a word|information|any information|info)"


def _compiled(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


_SAYS = _compiled(
    rf"(?:what|how much|(?:and )?what else) (?:does|do) {_DOC} {_SAY} {_ON} {_TOPIC}",
    rf"(?:does|do) {_DOC} {_SAY} {_ANYTHING} (?:{_ON}|of) {_TOPIC}",
    rf"(?:is|are) there {_ANYTHING} {_ON} {_TOPIC} in {_DOC}",
    rf"(?:is|are) there {_ANYTHING} in {_DOC} {_ON} {_TOPIC}",
    rf"{_ANYTHING} {_ON} {_TOPIC} in {_DOC}",
    rf"what(?:'s| is| does it say| stands)?(?: said| written| stated| there)? in {_DOC} {_ON} {_TOPIC}",
    rf"what(?: is|'s) (?:said|written|stated) {_ON} {_TOPIC} in {_DOC}",
    rf"(?:what|where) does it say {_ON} {_TOPIC} in {_DOC}",
)
_ACCORDING = _compiled(
    rf"what did {_DOC} {_SAY} {_ON} {_TOPIC}",
    rf"(?:according to|as per) {_DOC}\s?[,:]\s?{_TOPIC}",
    rf"{_TOPIC},? according to {_DOC}",
    rf"(?:in|from) {_DOC}\s?[,:]\s?{_TOPIC}",
)
_IN_FILE = _compiled(
    rf"{_TOPIC},? (?:in|from|per) (?P<doc>(?:the )?(?:file|document) [^?]{{1,80}})",
    rf"{_TOPIC},? (?:in|from|per) {_FILE_NAME}",
    rf"(?:does|do|did) {_DOC} (?:mention|cover|address|discuss|deal with|talk about) {_TOPIC}",
)
_ABOUT = _compiled(
    rf"what(?:'s| is| are| was| were|s)? {_DOC} (?:all )?about",
    rf"what (?:does|do|did) {_DOC} (?:deal with|talk about|cover|discuss|describe)",
)
_POSSIBLY_ABOUT = _compiled(
    rf"(?:what(?:'s| is| are)|whats) the (?:topic|subject|contents?|purpose|gist|main ideas?) of {_DOC}",
    rf"(?:what(?:'s| is)|whats) (?:in|inside) {_DOC}",
    rf"what (?:does|do|did) {_DOC} (?:say|contain|include|explain|tell(?: us| me)?)",
    rf"(?:tell (?:me|us)|explain|describe|introduce) (?:about )?{_DOC}",
)
_SUMMARY = _compiled(
    rf"(?:summari[sz]e|sum up|recap|tl;?dr)(?: of| for| me| for me)?:? {_DOC}",
    rf"(?:(?:give|show|write|tell)(?: me| us)?|provide|i (?:need|want)|what is)? ?"
    r"(?:a |an |the )?(?:short |brief |quick )?"
    r"(?:summary|overview|abstract|synopsis|gist|outline|tl;?dr|main points|key points|short version) "
    rf"(?:of|for|on) {_DOC}",
    rf"{_DOC} (?:summary|tl;?dr|overview|abstract)",
    r"(?P<doc>)(?:(?:give|show)(?: me| us)? )?(?:a |the )?(?:summary|overview|summari[sz]e|tl;?dr|abstract)",
)
_LISTING = (
    r"(?:list|enumerate|name|show(?: me| us)?|give (?:me|us)|print|tell me|i (?:need|want))(?: out)?"
    r"(?: (?:a|the|your)(?: full| complete| whole)? list of)?(?: (?:all|every|each|everything|the complete|the full))"
    r"(?: of)?(?: (?:the|your|our|its|possible|available))*"
)
_LIST_IN = _compiled(rf"{_LISTING} (?P<topic>[^?]{{1,160}}?) (?:in|from|of|named in|mentioned in) {_DOC}")
_LIST = _compiled(
    r"(?:(?:give|show)(?: me| us)? )?(?:a|the|your)?(?: full| complete| whole)? ?list of(?: all)?"
    rf"(?: (?:the|your|our|its))* {_TOPIC}",
    rf"{_LISTING} {_TOPIC}",
    rf"list(?: of)?(?: (?:the|your|our|its|possible|available))* {_TOPIC}",
    rf"(?:what|which)(?: kinds of| types of| sorts of)? {_TOPIC} (?:are|is) (?:there|available|offered|listed)",
    rf"what are (?:all )?(?:the|your)(?: different| available| possible)* {_TOPIC}",
)

_PATTERNS = (
    (Wish.SAYS, Certainty.LIKELY, "says", _SAYS),
    (Wish.LIST, Certainty.LIKELY, "", _LIST_IN),
    (Wish.SUMMARY, Certainty.SURE, "summary", _SUMMARY),
    (Wish.ABOUT, Certainty.LIKELY, "about", _ABOUT),
    (Wish.SAYS, Certainty.POSSIBLE, "according", _ACCORDING),
    (Wish.SAYS, Certainty.POSSIBLE, "in", _IN_FILE),
    (Wish.ABOUT, Certainty.POSSIBLE, "opening", _POSSIBLY_ABOUT),
    (Wish.LIST, Certainty.LIKELY, "list", _LIST),
)
