"""Text → vectors: what every encoder does, whichever model is behind it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from retrieval.model import Span
from retrieval.vectors import Vectors

Progress = Callable[[int], None]
"""Called after every batch with the number of texts in it."""


class Encoder(Protocol):
    """Turns texts into vectors that lie close together when the texts mean the same."""

    @property
    def name(self) -> str:
        """What the settings call the model."""
        ...

    @property
    def digest(self) -> str:
        """A digest of everything that shapes a vector: two encoders share one only if they embed alike."""
        ...

    @property
    def max_tokens(self) -> int:
        """How many tokens ``encode_documents`` reads of a text, special tokens and prompt not counted."""
        ...

    @property
    def languages(self) -> frozenset[str] | None:
        """The languages that the model reads, by ISO 639-1 code; None where nobody says so."""
        ...

    def count(self, texts: Sequence[str]) -> list[int]:
        """Return how many tokens each text has, special tokens not counted."""
        ...

    def encode_documents(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Return float32 vectors of length 1, shape (n, dim), in the order of the texts.

        Raises ValueError for a text of more than ``max_tokens`` tokens: its end would not be in the vector.
        """
        ...

    def encode_passages(
        self, texts: Sequence[str], spans: Sequence[Sequence[Span]], progress: Progress | None = None
    ) -> tuple[Vectors, list[Vectors]]:
        """Return the texts' vectors as ``encode_documents`` does, and for each text the vectors of its ``spans``.

        spans: for each text, where its m sentences stand in it. Their vectors are float32, shape (m, dim), of length 1,
        and may depend on the text around them.
        """
        ...

    def encode_query(self, text: str) -> Vectors:
        """Return the vector of a question: float32, shape (dim,), of length 1. A question that is too long is cut.

        Raises QueryError when the text is blank.
        """
        ...

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of questions as ``encode_query`` does: shape (n, dim), in the order of the texts."""
        ...
