"""A polite message → what it asks: without greetings, thanks and wishes around the question, and without its lead-in.

"Hello! I am planning a trip and was wondering if you could tell me when the museum opens. Thanks so much!" asks "when
the museum opens". The words around a question would be searched for, too, and there are often more of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import takewhile

from retrieval.search.followups import leans
from retrieval.search.wording.phrases import THANKS
from retrieval.search.wording.small_talk import is_greeting, is_small_talk, words_said

MAX_POLITE_CHARS = 4000
"""A longer text is searched for as it is."""

Terms = Callable[[str], list[str]]
"""Returns the terms of a text."""


def asked_part(text: str, terms: Terms) -> str:
    """Return what a message asks; the same object where nothing stands around it, or it says too little by itself."""
    if len(text) > MAX_POLITE_CHARS or not text.strip():
        return text
    plain = _SPACES.sub(lambda spaces: "\n" if "\n" in spaces[0] else " ", text)
    part = _without_lead(_without_politeness(plain, terms), terms)
    return text if part == plain.strip() else part


_SPACES = re.compile(r"\s+")
"""Runs of them would be tried again and again by the patterns below."""


# -- sentences that ask nothing --------------------------------------------------------------------------------------

_SENTENCE = re.compile(r"[^.!?…\n]+[.!?…]*|[.!?…]+")
_FIRST_CLAUSE = re.compile(r"\s*[^,;:!?.\n–—]{1,60}(?:[,;:!.]|\s[-–—]\s)\s*(?=\w)")
_LAST_CLAUSE = re.compile(r",\s*([^,;.!?]{1,60})[.!?]*\s*\Z")
_MAX_NAMES, _MAX_WISH_WORDS = 3, 14
_WISH = re.compile(
    r"\W*(?:(?:i|we)\b ?)?(?:really )?(?:hope (?:you|this|that|all|everyone|everybody|things)\b"
    r"|(?:sorry|apologies) (?:to|for|if)\b|excuse me\b|any (?:help|advice|info|information|ideas?)\b.*\bappreciate"
    r"|(?:would|'d|will) (?:really |greatly )?appreciate|(?:would|'d) be (?:very |so |really )?grateful"
    r"|look(?:ing)? forward to\b|thank|thanks|cheers\b|many thanks|have a (?:nice|good|great|lovely)\b"
    r"|(?:just )?(?:a |one )?(?:quick|small|short|simple) question\b|(?:i |we )?(?:just )?have a (?:\w+ )?question\b"
    r"|(?:ich hoffe|hoffentlich|entschuldig|sorry|danke|vielen dank|herzlichen dank|besten dank|lieben dank"
    r"|(?:ich )?freue mich auf|kurze frage|ich (?:habe|hätte) (?:mal )?(?:eine|'ne) (?:kurze |kleine )?frage)\b"
    r"|(?:j'espère|désolée?|excusez|excuse-moi|merci|je vous remercie|je te remercie|petite question"
    r"|j'ai une (?:petite )?question)\b"
    r"|(?:espero|perdón|perdona|disculp|gracias|muchas gracias|mil gracias|una (?:pequeña )?pregunta"
    r"|tengo una (?:pequeña )?pregunta)\b)",
    re.IGNORECASE,
)
"""How a sentence begins that wishes, thanks or excuses; it asks nothing unless it ends in a question mark."""


def _without_politeness(text: str, terms: Terms) -> str:
    """Return a text without the sentences and clauses around it that ask nothing, if anything is left."""
    sentences = [match for match in _SENTENCE.finditer(text) if match[0].strip()]
    while len(sentences) > 1 and _asks_nothing(sentences[0][0]):
        del sentences[0]
    if len(sentences) > 2 and _NAME.fullmatch(sentences[-1][0]) and _asks_nothing(sentences[-2][0]):
        del sentences[-1]
    while len(sentences) > 1 and _asks_nothing(sentences[-1][0]):
        del sentences[-1]
    parts = [text[sentences[0].start() : sentences[-1].end()].strip()] if sentences else [text]
    clause = _FIRST_CLAUSE.match(parts[-1])
    if clause and (is_small_talk(clause[0]) or _is_address(clause[0])):
        parts.append(parts[-1][clause.end() :])
    clause = _LAST_CLAUSE.search(parts[-1])
    if clause and (is_small_talk(clause[1]) or _is_address(clause[1])):
        parts.append(parts[-1][: clause.start()])
    return next((part for part in reversed(parts) if terms(part)), text)


def _asks_nothing(sentence: str) -> bool:
    if is_small_talk(sentence):
        return sentence[:1].isspace() or bool(words_said(sentence))  # else it is a sign that ends another sentence
    if sentence.rstrip().endswith("?"):
        return False
    words = sentence.split()
    return (len(words) <= _MAX_WISH_WORDS and bool(_WISH.match(sentence))) or _is_address(sentence)


def _is_address(clause: str) -> bool:
    """Return whether a clause greets or thanks somebody by name: "Hi Mrs Brown", "Many thanks, Tom"."""
    words = clause.split()
    names = list(takewhile(lambda word: word[0].isupper(), reversed(words[1:])))
    said = " ".join(words[: len(words) - len(names)])
    return len(names) <= _MAX_NAMES and (is_greeting(said) or tuple(words_said(said)) in THANKS)


_NAME = re.compile(r"\W*[A-Z]\w{1,20}\W*")
"""A sentence of one word, as a signature is."""


# -- lead-ins --------------------------------------------------------------------------------------------------------

_QUESTION_START = (
    r"(?:(?:in|at|on|to|for|from|by|with|of|until) )?(?:what|when|where|which|who|whom|whose|why|how)"
    r"|is|are|do|does|did|can|has|have|will|was|wann|wo|woher|wohin|welche[rsmn]?|wer|wen|wem|warum|wie|wieviel"
    r"|ce que|ce qui|quand|où|quels?|quelles?|qui|pourquoi|comment|combien|qué|cuándo|dónde|cuál(?:es)?"
    r"|quién(?:es)?|cómo|cuánt[oa]s?"
)
_LEAD = re.compile(
    r"\b(?:(?:can|could|would|will) (?:you|any(?:one|body)|some(?:one|body))(?: (?:please|kindly|possibly|maybe))?"
    r" (?:tell(?: me| us)?|let (?:me|us) know|explain(?: to me| to us)?)"
    r"|do(?:es)? (?:you|any(?:one|body)|some(?:one|body))(?: here)?(?: happen to)? know"
    r"|(?<!is )(?<!are )(?:wondering|wonder|curious)"
    r"|(?:i|we)(?:'d| would| really| just| also){,3} (?:like|love|want|wanted|need|needed) to (?:know|ask|find out)"
    r"|(?:please )?(?:tell (?:me|us)|let (?:me|us) know)|(?:my|the|one|a) question is"
    r"|(?:können|könnten|könnt|kannst|könntest) (?:sie|ihr|du) (?:mir|uns)(?: bitte| vielleicht)* sagen"
    r"|(?:weiß|wissen) (?:jemand|einer|sie|ihr)|weißt du|ich (?:wollte|möchte|würde gerne?) (?:mal )?(?:wissen|fragen)"
    r"|ich frage mich|(?:pourriez-vous|pouvez-vous|peux-tu|pourrais-tu) me dire|savez-vous|sais-tu"
    r"|(?:je voudrais|j'aimerais) savoir|je me demand(?:e|ais)|(?:podrían?|puedes?|pueden|podrías) decirme"
    r"|(?:sabes?|saben|alguien sabe)|(?:quisiera|me gustaría|quería) saber)"
    rf"[,:]? (?:(?:if|whether|ob|si) |(?=(?:{_QUESTION_START})\b))",
    re.IGNORECASE,
)
_INDIRECT = re.compile(
    r"(i|we|you|they|one|there) (can|could|may|must|should|will|would|is|are|was|were|do|have|has)\b", re.IGNORECASE
)
_ASIDE = re.compile(r", (?:who|which|whom|whose) [^,.;!?]{1,60}, ")
"""A relative clause between commas: without it, the sentence asks the same."""


def _without_lead(text: str, terms: Terms) -> str:
    """Return what follows the last lead-in of a text, as a direct question, if it stands alone."""
    ends = [match.end() for match in _LEAD.finditer(text)]
    asked = _ASIDE.sub(" ", text[ends[-1] :]) if ends else text
    indirect = _INDIRECT.match(asked) if ends else None
    if indirect:
        asked = f"{indirect[2]} {indirect[1]}{asked[indirect.end() :]}"
    return text if leans(asked, terms) else asked
