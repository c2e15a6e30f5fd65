"""Whether a text only asks, or only leads in, and so is no answer by itself: the question of an FAQ, "You need:"."""

from __future__ import annotations

import re
from functools import cache

from retrieval.languages.guessing import may_be_english
from retrieval.languages.question_forms import asks_by_words, asks_in_writing
from retrieval.languages.question_words import all_question_words

MAX_LEAD_CHARS = 300
"""A longer text says something of its own."""

MAX_LABEL_CHARS = 80
"""A longer text in bold, or without a full stop, says something of its own, too."""

_MAX_LABEL_WORDS = 5

_MARK = r"(?:[-*+•‣◦–>#]+[ \t]+|\(?\d{1,3}[.)][ \t]+|\(?[a-zA-Z][.)][ \t]+)"
_OPENERS = r"(?:\*\*|__|\*|_|<(?:b|strong|em|i|u|summary|dt|p|li|h[1-6])>|[\"'“„«(¿「『（])"
_CLOSERS = r"(?:\*\*|__|\*|_|</(?:b|strong|em|i|u|summary|dt|p|li|h[1-6])>|[\"'”“»)」』）])"
_INITIALS = r"(?:[QFPI]|Question|Frage|Pregunta|Interviewer)"
"""Letters that stand for "question", or the one who asks, where a question mark follows."""

_ASKS = (
    r"(?:[?？؟፧⁇⁈‽]|(?<=[\u0370-\u03ff\u1f00-\u1fff]{3})[;\u037e]|՞[^։\n]{0,200}[։:]"
    r"|(?:(?<=です)|(?<=ます)|(?<=せん)|(?<=しょう))か。?|(?:(?<=လဲ)|(?<=လား))။)"
)
"""The end of a question: ";" is a question mark behind Greek letters only, Armenian writes "՞" over the word that asks,
Japanese and Burmese say that they ask and need no mark."""
_QUESTION_MARK = re.compile(rf"{_ASKS}[!?！？]{{0,3}}{_CLOSERS}{{0,4}}\s*\Z")
_INITIALED = re.compile(
    rf"(?:{_MARK})?{_OPENERS}{{0,3}}{_INITIALS}\s?\d{{0,3}}\s?[:.)]{_CLOSERS}{{0,3}}\s+\S", re.IGNORECASE
)
_COLON = re.compile(rf"[:：፦៖]{_CLOSERS}{{0,4}}\s*\Z")
_BOLD = re.compile(r"(?:\*\*[^*\n]+\*\*|__[^_\n]+__|<(b|strong)>[^<>\n]+</\1>)\s?[:：]?\Z")
_STOPS = "。！｡।॥۔։።။។៕"
"""What ends a sentence without asking in scripts that do not write a full stop; no white space has to follow most."""
_FULL_STOP = re.compile(rf"[.!{_STOPS}]{_CLOSERS}{{0,4}}\Z")
_MESSAGE = re.compile(
    r"[\[(<]?[\d./T:-]*[ ,]{0,2}\d{1,2}[:.]\d{2}[^\s\])>]{0,6}[\])>]?[ -]{0,4}<?[^\s:<>][^:<>\n]{0,30}[:>] "
)
_MARKS_AT_ENDS = " *_#\"'“”„«»「」『』"
_MAX_CHAT_WORDS = 10
_ASKING_WORDS = frozenset(
    """
    who what where when which why how does do did is are was can could has have should will
    wer was wo wann welche welcher welches warum wieso wie kann hat gibt
    qui que quoi où quand quel quelle pourquoi comment quién qué dónde cuándo cuál cómo
    """.split()  # noqa: SIM905 - a list of 40 strings is no easier to read
)
_ENDS_OR_COUNTS = re.compile(rf"[.!?？؟፧…{_STOPS}]\W{{0,4}}\Z|\d")
_SENTENCE_BORDER = re.compile(rf"(?:[.!][\"'”»)*_]{{0,3}}\s+|[{_STOPS}][\"'”»)*_」』）]{{0,3}}\s*)(?=\S)")
_ABBREVIATED = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|approx|incl|no|nr|z\.B|bzw|ca|ggf|evtl|inkl|exkl|núm|pág|p\.ex|p\.ej|aprox"
    r"|напр|т\.е|ул|стр|руб|örn|bkz|bijv|blz|[^\W\d_]|\d{1,3})\.)\s+\Z",
    re.IGNORECASE,
)
_QUESTION_IN_LINE = re.compile(
    rf"(?:{_MARK})?(?:[\[(]?[ xX]?[\])][ \t]+)?{_OPENERS}{{0,3}}[^?？؟፧\n]{{2,250}}"
    rf"(?:[?؟፧]{_CLOSERS}{{0,4}}[ \t]+|？{_CLOSERS}{{0,4}}[ \t\u3000]*)(?=\S)"
)


def only_asks(text: str) -> bool:
    """Whether a text is a question and nothing else, however it is written: bold, numbered, with a "Q:" in front."""
    text = text.strip()
    if not text or len(text) > MAX_LEAD_CHARS:
        return False
    if is_marked_question(text):
        return not _answer_inside().search(text)
    return (_QUESTION_MARK.search(text) is not None or asks_in_writing(text)) and not _says_something_first(text)


def is_marked_question(text: str) -> bool:
    """Whether a text says that it is a question: by a "Q:" in front, or as bold text that ends in a question mark."""
    text = text.strip()
    if len(text) > MAX_LEAD_CHARS:
        return False
    if _marked_question().match(text) is not None:
        return True
    if _QUESTION_MARK.search(text) is None:
        return False
    return _INITIALED.match(text) is not None or _BOLD.fullmatch(_without_mark(text)) is not None


def only_leads_in(text: str) -> bool:
    """Whether a text only announces what follows: one sentence that ends in a colon, or a few words in bold."""
    text = text.strip()
    if not text or len(text) > MAX_LEAD_CHARS:
        return False
    if _COLON.search(text) is not None:
        return not _says_something_first(text)
    return is_label(text)


def is_label(text: str) -> bool:
    """Whether a text is a few words in bold, alone: a heading in all but name."""
    text = text.strip()
    if (
        len(text) > MAX_LABEL_CHARS
        or len(text.split()) > _MAX_LABEL_WORDS
        or "\n" in text
        or _FULL_STOP.search(text) is not None
    ):
        return False
    return _BOLD.fullmatch(_without_mark(text)) is not None


def is_fragment(text: str) -> bool:
    """Whether a text is a few words without a full stop or a figure: right above a list, it leads into it."""
    text = text.strip()
    return len(text) <= MAX_LABEL_CHARS and _ENDS_OR_COUNTS.search(text) is None and not _says_something_first(text)


def plain_question(text: str) -> str:
    """Return a question without what marks it as one, and without who asks: of "**Q: May I swim?**" the words."""
    text = _prefix().sub("", _MESSAGE.sub("", _without_mark(" ".join(text.split())), count=1), count=1)
    return text.strip(_MARKS_AT_ENDS)


def asks_in_chat(line: str) -> bool:
    """Whether a message of a chat asks without a question mark: "[20:17] Sable: where do we meet"."""
    match = _MESSAGE.match(line)
    if match is None:
        return False
    message = line[match.end() :]
    words = message.split(maxsplit=_MAX_CHAT_WORDS)
    if 2 <= len(words) <= _MAX_CHAT_WORDS and words[0].lower() in _ASKING_WORDS and line[-1:].isalnum():
        return True
    return len(message) <= MAX_LABEL_CHARS and not may_be_english(message) and asks_by_words(message)


def question_in_line(line: str) -> int:
    """Return where the answer begins in a line that holds a question and its answer; 0 when it does not."""
    match = _QUESTION_IN_LINE.match(line)
    if match is None or _says_something_first(match[0]):
        return 0
    return match.end()


@cache
def _marked_question() -> re.Pattern[str]:
    return re.compile(
        rf"(?:{_MARK})?{_OPENERS}{{0,3}}{_named()}\s?(?::{_CLOSERS}{{0,3}}\s+|：{_CLOSERS}{{0,3}}\s*)\S", re.IGNORECASE
    )


@cache
def _prefix() -> re.Pattern[str]:
    return re.compile(
        rf"[*_<>\w/]{{0,9}}?(?:{_INITIALS}\s?\d{{0,3}}\s?[:.)]|[^\W\d][^?:*\n]{{0,30}}:(?=[*_ ]))[*_]{{0,2}}\s+"
        rf"|[*_]{{0,4}}{_named()}\s?：[*_]{{0,2}}\s*",
        re.IGNORECASE,
    )


@cache
def _answer_inside() -> re.Pattern[str]:
    return re.compile(rf"\n\s*(?:\*\*|__)?(?:A|R|{_labels('answer')})\s?\d{{0,3}}\s?[:：.]", re.IGNORECASE)


def _named() -> str:
    return rf"(?:Q|Interviewer|{_labels('question')})"


def _labels(name: str) -> str:
    """Return what stands in front of questions or answers in any language, as alternatives of a pattern."""
    phrases = {phrase for each in all_question_words() for phrase in each.phrases("labels", name)}
    return "|".join(sorted(r"\s".join(map(re.escape, phrase)) for phrase in phrases))


def _without_mark(text: str) -> str:
    match = re.match(_MARK, text)
    return text[match.end() :] if match is not None else text


def _says_something_first(text: str) -> bool:
    """Whether a sentence that asks nothing ends inside the text: "The fee is 5 euros. Interested?"."""
    mark = re.match(_MARK, text)
    begin = mark.end() if mark is not None else 0
    for border in _SENTENCE_BORDER.finditer(text, begin):
        if _ABBREVIATED.search(text, max(begin, border.start() - 8), border.end()) is None:
            return True
    return False
