"""What every reader does, and what it finds: how likely a passage answers a question, and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np

from retrieval.encoding.tokens import tokens_over
from retrieval.model import Span
from retrieval.vectors import Vectors

MAX_ANSWER_TOKENS = 30
"""A marked answer has at most this many tokens; longer answers are sentences, which are highlighted anyway."""

_LOWEST_SCORE = -1e9


class LikelyAnswer(NamedTuple):
    """Where an answer may stand, in characters of the passage; ``score`` is the logarithm of its probability."""

    score: float
    span: Span


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader finds in a question and a passage.

    ``relevance`` is a logit: above 0, the passage is more likely to answer than not. ``begins`` and ``ends`` hold, for
    every token of the passage, the logarithm of the probability that the answer, if there is one, begins or ends with
    it: float32, shape (tokens,). ``offsets`` are the spans of the tokens, in characters. A reader that only ranks
    leaves all three empty.
    """

    relevance: float
    begins: Vectors
    ends: Vectors
    offsets: Sequence[Span]

    def answer(self, inside: Span) -> LikelyAnswer:
        """Return the likeliest answer inside a span of the passage; without tokens there, the span with a low score."""
        tokens = tokens_over(self.offsets, *inside)
        if tokens is None:
            return LikelyAnswer(_LOWEST_SCORE, inside)
        first, last = tokens
        scores = self.begins[first:last, None] + self.ends[None, first:last]
        is_ordered = np.triu(np.ones(scores.shape, dtype=bool))
        allowed = is_ordered & np.tri(len(scores), k=MAX_ANSWER_TOKENS - 1, dtype=bool)
        start, end = divmod(int(np.where(allowed, scores, _LOWEST_SCORE).argmax()), scores.shape[1])
        span = max(self.offsets[first + start][0], inside[0]), min(self.offsets[first + end][1], inside[1])
        return LikelyAnswer(float(scores[start, end]), span)


class Reader(Protocol):
    """Reads questions and passages together."""

    @property
    def name(self) -> str:
        """The reader's name in the settings."""
        ...

    @property
    def languages(self) -> frozenset[str] | None:
        """The languages that it reads, as ISO 639-1 codes; None when it reads all of them."""
        ...

    def read(self, pairs: Sequence[tuple[str, str, str]]) -> list[Reading]:
        """Return the reading of each (question, above, passage), in order.

        above: what stands above the passage, in one text: title, heading, and whatever else gives the passage its
        meaning; may be empty.
        """
        ...
