"""Small talk is no question: greetings, thanks, assent, laughter, emoji. Nothing is searched for.

Only a message that is nothing else is small talk: "thanks!" is, "thanks, and the price?" is not. Words in quotation
marks are meant as they are: ``"hi"`` is a question.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from retrieval.languages.phrases import phrases_of, said
from retrieval.languages.question_forms import asks_by_words
from retrieval.languages.question_words import all_question_words
from retrieval.search.wording.phrases import Phrases, small_talk_phrases, words_without_marks
from retrieval.searchable import searchable

MAX_SMALL_TALK_CHARS = 240
"""A longer message is never small talk."""


def is_small_talk(text: str) -> bool:
    """Return whether a message is nothing but small talk; one without any letter or digit is."""
    if len(text) > MAX_SMALL_TALK_CHARS or _QUOTED.search(text):
        return False
    return _consists(text, small_talk_phrases().phrases)


def is_greeting(text: str) -> bool:
    """Return whether a message is nothing but a greeting: "hi there", not "hi, thanks!" and not an emoji."""
    return is_small_talk(text) and bool(words_said(text)) and _consists(text, small_talk_phrases().greetings)


def thanks_and_remarks(text: str) -> bool:
    """Return whether a message thanks, and says more that does not go on from before: "thanks, you saved my day".

    What more it says may still be meant as a question: "thanks, opening hours".
    """
    clauses = [clause for clause in _CLAUSE_END.split(text[:MAX_SMALL_TALK_CHARS]) if clause.strip()]
    remarks = [clause for clause in clauses if not is_small_talk(clause)]
    going_on = phrases_of(frozenset(each.language for each in all_question_words()), ("leans", "start"))
    if any(going_on.begin(said(clause)) or asks_by_words(clause.strip()) for clause in remarks):
        return False
    return any(map(_has_thanks, clauses))


def _has_thanks(clause: str) -> bool:
    """Return whether a clause begins or ends with thanks."""
    words, thanks = tuple(words_said(clause)), small_talk_phrases().thanks
    return any(words[:length] in thanks or words[-length:] in thanks for length in range(1, _MAX_THANKS_WORDS + 1))


def _consists(text: str, phrases: Phrases) -> bool:
    """Return whether a text is made of phrases, and of words that only go along with them."""
    known, words = small_talk_phrases(), words_said(text)
    reached = {(0, not words)}  # places that phrases lead to, and whether one of them was more than an addition
    for at in range(len(words)):
        for is_said in (False, True):
            if (at, is_said) in reached:
                for length in range(1, min(known.longest, len(words) - at) + 1):
                    phrase = tuple(words[at : at + length])
                    is_laughter = length == 1 and phrases is known.phrases and _LAUGHTER.fullmatch(phrase[0])
                    if phrase in phrases or is_laughter:
                        reached.add((at + length, True))
                    elif phrase in known.additions:
                        reached.add((at + length, is_said))
    return (len(words), True) in reached


def words_said(text: str) -> Sequence[str]:
    """Return the words of a message without accents, apostrophes and emoticons: "heyyy" as "hey"."""
    text = _EMOTICON.sub(" ", _SHORTCODE.sub(" ", searchable(text)))
    return [_as_spelt(word) for word in words_without_marks(text)]


def _as_spelt(word: str) -> str:
    """Return a word that is drawn out with as many letters as it has: "cooool" as "cool", "heyyy" as "hey"."""
    doubled = _DRAWN_OUT.sub(r"\1\1", word)
    return (
        word if doubled == word else doubled if doubled in small_talk_phrases().words else _DRAWN_OUT.sub(r"\1", word)
    )


_MAX_THANKS_WORDS = 4
_CLAUSE_END = re.compile(r"[,.!?;:…\n–—。、，！؟،]+")
_QUOTED = re.compile(r"[\"“”„‟«»`]")
_SHORTCODE = re.compile(r"<(?:[@#][!&]?\d{1,20}|a?:\w{1,32}:\d{1,20})>|:\w{2,32}:")
"""Discord's mentions and emoji, and emoji as they are typed."""
_EMOTICON = re.compile(
    r"(?<!\S)(?:[:;=][-'^o]?[)(\]\[DPpOo03/\\|*c<>]{1,4}|[xX][dD]{1,8}|<3{1,4}|\^_?\^|o7|\\o/"
    r"|[-._TtoOuU]_{1,8}[-._TtoOuU]|\+1)(?!\S)"
)
_LAUGHTER = re.compile(r"a?(?:ha|he|hi|ho|ja|je|ji){2,40}[hj]?|(?:lo){1,9}l|lmf?ao|rofl|kek|mdr|ptdr")
_DRAWN_OUT = re.compile(r"(.)\1{2,}")
