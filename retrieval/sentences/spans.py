"""A paragraph → the spans of its sentences, by its language, or else by its script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from retrieval.languages.abbreviated import abbreviations_of
from retrieval.model import Span
from retrieval.sentences.english import MAX_WINDOW_CHARS, english_borders
from retrieval.sentences.full_stops import full_stop_borders
from retrieval.sentences.unspaced import space_borders, unspaced_borders

_BLANK_LINE = re.compile(r"\n[ \t]*+(?=\n)")
_WORD = re.compile(r"\w")
_VISIBLE = re.compile(r"\S(?:.*\S)?", re.DOTALL)

_LANGUAGES_OF_SCRIPTS = {
    "ru": "\u0400-\u052f",
    "el": "\u0370-\u03ff\u1f00-\u1fff",
    "ar": "\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc",
    "hi": "\u0900-\u097f",
    "th": "\u0e00-\u0e7f",
    "lo": "\u0e80-\u0eff",
    "my": "\u1000-\u109f",
    "hy": "\u0531-\u058f",
    "am": "\u1200-\u137f",
    "km": "\u1780-\u17ff",
    "ja": "\u3041-\u30ff",
    "zh": "\u3400-\u9fff\U00020000-\U0003ffff",
    "ko": "\uac00-\ud7a3",
    "xx": "\u0590-\u05ff\u0700-\u074f\u0780-\u07bf\u0980-\u0dff\u0f00-\u0fff\u10a0-\u10ff\u13a0-\u13ff\u1800-\u18af",
}
"""Letters of scripts, and the language whose rules hold where nothing else is known; "xx": those that hold for all."""
_OTHER_SCRIPT = re.compile("|".join(f"(?P<{name}>[{range_}]+)" for name, range_ in _LANGUAGES_OF_SCRIPTS.items()))
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]+")
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
    """Return whose rules hold for the script that most of a text's beginning is written in; None for Latin script."""
    if text.isascii():
        return None
    beginning = text[:_LOOKED_AT]
    counts: dict[str, int] = {}
    for match in _OTHER_SCRIPT.finditer(beginning):
        name = match.lastgroup or ""
        counts[name] = counts.get(name, 0) + len(match[0])
    if not counts:
        return None
    if counts.get("ja", 0) * 8 > counts.get("zh", 0) and "ja" in counts:
        counts["ja"] += counts.pop("zh", 0)
    name = max(counts, key=counts.__getitem__)
    letters = counts[name] * (3 if name in ("ja", "zh", "ko") else 1)
    return name if letters > sum(len(run) for run in _LATIN.findall(beginning)) else None
