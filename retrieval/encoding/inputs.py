"""Passages → the texts that the encoder is given for them: title and heading, then the passage's text as searched."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from retrieval.encoding.encoder import Encoder
from retrieval.model import Content, Passage, Span
from retrieval.passages import Limits
from retrieval.searchable import searchable

INPUT_VERSION = 2
"""Goes up by one whenever a change to the code gives the encoder a different text for the same passage."""


def limits(encoder: Encoder) -> Limits:
    """Return how long a passage may be: a quarter of what the encoder reads is kept for title and heading."""

    def count(texts: Sequence[str]) -> Sequence[int]:
        return encoder.count([_embedded(text) for text in texts])

    return Limits(tokens=encoder.max_tokens - _context_tokens(encoder), count=count)


class EncoderInput(NamedTuple):
    """The text that is embedded for a passage, and where the passage's sentences stand in it."""

    text: str
    spans: tuple[Span, ...]


def encoder_inputs(content: Content, passages: Sequence[Passage], encoder: Encoder) -> list[EncoderInput]:
    """Return what is embedded for each passage: title and heading, as far as there is room, then its text."""
    headings = {passage.heading for passage in passages}
    contexts = {heading: _context(content.title, heading, encoder) for heading in headings}
    return [_input(contexts[passage.heading], passage) for passage in passages]


def _input(context: str, passage: Passage) -> EncoderInput:
    """Return what is embedded for a passage. Each sentence is made searchable by itself, as it was counted."""
    parts = [context]
    spans = []
    length, at = len(context), 0
    for start, end in passage.sentences:
        sentence = _embedded(passage.text[start:end])
        parts += passage.text[at:start], sentence
        length += start - at + len(sentence)
        spans.append((length - len(sentence), length))
        at = end
    return EncoderInput("".join([*parts, passage.text[at:]]), tuple(spans))


def _embedded(text: str) -> str:
    return searchable(text) or text  # where nothing is visible, there must still be something to embed


_MAX_CONTEXT_CHARS = 2000
"""More of a title and a heading than an encoder has room for."""


def _context_tokens(encoder: Encoder) -> int:
    return encoder.max_tokens // 4


def _context(title: str | None, heading: str | None, encoder: Encoder) -> str:
    words = "\n".join(searchable(part) for part in (title, heading) if part)[:_MAX_CONTEXT_CHARS].split(" ")

    def count(fitting: int) -> int:
        return encoder.count([" ".join(words[:fitting])])[0]

    fitting = bisect_right(range(len(words) + 1), _context_tokens(encoder), key=count) - 1
    context = " ".join(words[:fitting])
    return f"{context}\n" if context else ""
