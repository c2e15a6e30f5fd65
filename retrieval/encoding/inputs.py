"""Passages → the texts that the encoder is given for them: title, heading and context, then the passage's text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from retrieval.context.asking import only_asks, plain_question
from retrieval.encoding.encoder import Encoder
from retrieval.model import Content, ContextKind, Passage, Span
from retrieval.passages import Limits
from retrieval.searchable import searchable

INPUT_VERSION = 3
"""Goes up by one whenever a change to the code gives the encoder a different text for the same passage."""


def limits(encoder: Encoder) -> Limits:
    """Return how long a passage may be: a quarter of what the encoder reads is kept for title and heading."""

    def count(texts: Sequence[str]) -> Sequence[int]:
        return encoder.count([_embedded(text) for text in texts])

    return Limits(tokens=encoder.max_tokens - _context_tokens(encoder), count=count)


class EncoderInput(NamedTuple):
    """The text that is embedded for a passage, and where the passage's sentences stand in it.

    ``questions`` are those that it answers, as an FAQ has them: each is embedded by itself, too, because a question is
    compared best with a question.
    """

    text: str
    spans: tuple[Span, ...]
    questions: tuple[str, ...] = ()

    @property
    def identity(self) -> str:
        """All that shapes its vectors."""
        return f"{self.spans}\0{self.text}" + "".join(f"\0{question}" for question in self.questions)


def encoder_inputs(content: Content, passages: Sequence[Passage], encoder: Encoder) -> list[EncoderInput]:
    """Return what is embedded for each passage: title, heading and context, as far as there is room, then its text."""
    keys = [(passage.heading, passage.carried) for passage in passages]
    contexts = {(heading, above): _context(content.title, heading, above, encoder) for heading, above in set(keys)}
    return [_input(contexts[key], passage) for key, passage in zip(keys, passages, strict=True)]


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
    return EncoderInput("".join([*parts, passage.text[at:]]), tuple(spans), _questions(passage))


def _questions(passage: Passage) -> tuple[str, ...]:
    leading = [passage.text[slice(*passage.sentences[place])] for place in passage.leading]
    asked = [text for text in leading if only_asks(text)]
    asked += [each.text for each in passage.above if each.kind is ContextKind.QUESTION]
    return tuple(dict.fromkeys(question for text in asked if (question := plain_question(searchable(text)))))


def _embedded(text: str) -> str:
    return searchable(text) or text  # where nothing is visible, there must still be something to embed


_MAX_CONTEXT_CHARS = 2000
"""More of a title and a heading than an encoder has room for."""


def _context_tokens(encoder: Encoder) -> int:
    return encoder.max_tokens // 4


_ABOVE_SHARE = 5 / 8
"""How much of the room for context what stands above a passage may take from title and heading."""


def _context(title: str | None, heading: str | None, above: Sequence[str], encoder: Encoder) -> str:
    room = _context_tokens(encoder)
    nearest = _fitting(above, int(room * _ABOVE_SHARE), encoder) if above else ""
    outer = _fitting([part for part in (title, heading) if part], room - _size(nearest, encoder), encoder)
    context = "\n".join(part for part in (outer, nearest) if part)
    return f"{context}\n" if context else ""


def _fitting(parts: Sequence[str], tokens: int, encoder: Encoder) -> str:
    """Return as many words of some texts, as they are searched, as have so few tokens."""
    words = "\n".join(searchable(part) for part in parts)[:_MAX_CONTEXT_CHARS].split(" ")

    def count(fitting: int) -> int:
        return _size(" ".join(words[:fitting]), encoder)

    return " ".join(words[: bisect_right(range(len(words) + 1), tokens, key=count) - 1])


def _size(text: str, encoder: Encoder) -> int:
    return encoder.count([text])[0] if text else 0
