"""Passages → the texts that the encoder is given for them: title and heading, then the passage's own text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from retrieval.encoding.encoder import Encoder
from retrieval.model import Content, Passage, Span
from retrieval.passages import Limits

INPUT_VERSION = 1
"""Goes up by one whenever a change to the code gives the encoder a different text for the same passage."""


def limits(encoder: Encoder) -> Limits:
    """Return how long a passage may be: a quarter of what the encoder reads is kept for title and heading."""
    return Limits(tokens=encoder.max_tokens - _context_tokens(encoder), count=encoder.count)


class EncoderInput(NamedTuple):
    """The text that is embedded for a passage, and where the passage's sentences stand in it."""

    text: str
    spans: tuple[Span, ...]


def encoder_inputs(content: Content, passages: Sequence[Passage], encoder: Encoder) -> list[EncoderInput]:
    """Return what is embedded for each passage: title and heading, as far as there is room, then its text."""
    headings = {passage.heading for passage in passages}
    contexts = {heading: _context(content.title, heading, encoder) for heading in headings}
    inputs = []
    for passage in passages:
        context = contexts[passage.heading]
        spans = tuple((start + len(context), end + len(context)) for start, end in passage.sentences)
        inputs.append(EncoderInput(context + passage.text, spans))
    return inputs


def _context_tokens(encoder: Encoder) -> int:
    return encoder.max_tokens // 4


def _context(title: str | None, heading: str | None, encoder: Encoder) -> str:
    words = "\n".join(part for part in (title, heading) if part).split(" ")
    while words and encoder.count([" ".join(words)])[0] > _context_tokens(encoder):
        words.pop()
    context = " ".join(words)
    return f"{context}\n" if context else ""
