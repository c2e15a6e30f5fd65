"""The nouns that are learned from: pairs of a question and a passage, and groups of pairs."""

from __future__ import annotations

from dataclasses import dataclass

from retrieval.model import Span


@dataclass(frozen=True, slots=True)
class Pair:
    """A question and a passage; ``span`` is where the answer stands in ``text``, None where no answer is marked.

    ``above``: what stands above the passage, as the reader is given it. ``is_sentence``: the text is a sentence that
    people judged to answer, without marking where.
    """

    question: str
    above: str
    text: str
    span: Span | None
    is_sentence: bool = False

    @property
    def answers(self) -> bool:
        """Whether the passage answers the question."""
        return self.span is not None or self.is_sentence


Group = list[Pair]
"""Pairs that the reader learns to tell apart: the first answers, the others do not.

They have the same question, except for corrupted ones."""
