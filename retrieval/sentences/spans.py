"""A paragraph → the spans of its sentences, by its language, or else by its script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from retrieval.languages.abbreviated import abbreviations_of
from retrieval.languages.scripts import default_language, main_script
from retrieval.languages.writing import Script
from retrieval.model import Span
from retrieval.sentences.english import MAX_WINDOW_CHARS, english_borders
from retrieval.sentences.full_stops import full_stop_borders
from retrieval.sentences.unspaced import space_borders, unspaced_borders

_BLANK_LINE = re.compile(r"\n[ \t]*+(?=\n)")
_WORD = re.compile(r"\w")
_VISIBLE = re.compile(r"\S(?:.*\S)?", re.DOTALL)

_LOOKED_AT = 4000


def sentence_spans(text: str, language: str | None = None) -> list[Span]:
    """Return the spans of a paragraph's sentences, in order, without the white space around them.

    ``language`` is an ISO 639-1 code; without one, the script decides, and Latin script is read as English. Every
    visible character is inside a span. A text without sentences is cut into spans of at most ``MAX_WINDOW_CHARS``,
    where there is white space if possible. The time taken is in proportion to the length of the text.
    """
    language = language or _language_of_script(text)
    found = {0, len(text), *unspaced_borders(text)}
    if language is None or language == "en":
        found.update(english_borders(text))
    else:
        found.update(line.end() for line in _BLANK_LINE.finditer(text))
        found.update(full_stop_borders(text, abbreviations_of(language)))
        found.update(space_borders(text, language, sorted(found)))
    borders = sorted(found)
    if language is not None and language != "en":
        borders = list(_with_words(text, borders))
    return [visible.span() for left, right in _short(text, borders) if (visible := _VISIBLE.search(text, left, right))]


def _with_words(text: str, borders: list[int]) -> Iterator[int]:
    """Yield borders without those that would leave a piece without a word: an ellipsis, a lonely quotation mark."""
    yield 0
    has_word = False
    for left, right in pairwise(borders):
        if _WORD.search(text, left, right) is not None:
            if has_word:
                yield left
            has_word = True
    if text:
        yield len(text)


def _short(text: str, borders: list[int]) -> Iterator[Span]:
    for left, right in pairwise(borders):
        while right - left > MAX_WINDOW_CHARS:
            half, last = left + MAX_WINDOW_CHARS // 2, left + MAX_WINDOW_CHARS
            cut = max(text.rfind(" ", half, last), text.rfind("\n", half, last))
            yield left, cut if cut > 0 else last
            left = cut if cut > 0 else last
        yield left, right


def _language_of_script(text: str) -> str | None:
    """Return whose rules hold for the script that most of a text's beginning is written in; None for Latin script.

    "xx" has those that hold for all.
    """
    if text.isascii():
        return None
    script, _ = main_script(text[:_LOOKED_AT])
    return None if script in (None, Script.LATIN) else default_language(script) or "xx"
