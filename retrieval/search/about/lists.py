"""What is to be listed, and passages → the list or table that lists it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from retrieval.model import BlockKind, Passage

MIN_COVERED = 0.5
"""At least this share of the words that say what is to be listed must stand over the list."""

_TITLE_SHARE = 0.5
"""What a word counts that stands in the document's title only: most lists of a document have nothing to do with it."""

_QUALIFIES = re.compile(
    r"[,;(]|\b(?:for|of|in|that|which|who|whom|where|from|on|at|under|with|without|by|to|we|you|i|they|it|the|a|an|one|people|needed"
    r"|für|von|aus|im|bei|die|der|das|mit|pour|de|du|des|dans|que|qui|avec|para|del|en|con)\b",
    re.IGNORECASE,
)
"""What ends the name of the things: "tools | for the garden", "solvents | that may only be used under the hood"."""

Terms = Callable[[str], list[str]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be listed, as terms: the ``things`` themselves, and ``everything`` that is said of them."""

    things: frozenset[str]
    everything: frozenset[str]

    @classmethod
    def of(cls, topic: str, terms: Terms) -> Wanted:
        """Return what a topic wants listed; ``terms`` returns the terms of a question."""
        first = _QUALIFIES.split(topic, maxsplit=1)[0]
        return cls(frozenset(terms(first)), frozenset(terms(topic)))

    def coverage(self, passage: Passage, title: str, terms: Terms) -> float:
        """Return in [0, 1] how well a passage is a part of the list that is wanted; 0 when it is not.

        title: that of its document. terms: returns those of a text of the passage. What stands over a list tells what
        it lists; its items tell only what they are.
        """
        if passage.kind not in (BlockKind.LIST, BlockKind.TABLE) or not self.everything:
            return 0.0
        leading = [passage.text[start:end] for start, end in (passage.sentences[place] for place in passage.leading)]
        own = [passage.heading or "", *(each.text for each in passage.above), *leading]
        near = self.everything.intersection(terms("\n".join(own)))
        far = self.everything.intersection(terms(title)) - near
        said = self.everything - self.things
        if not self.things <= near | far or (said and said.isdisjoint(near | far)):
            return 0.0
        covered = (len(near) + _TITLE_SHARE * len(far)) / len(self.everything)
        return covered if covered >= MIN_COVERED else 0.0

    def is_said(self, passage: Passage, title: str, terms: Terms) -> bool:
        """Return whether all that is said of the things stands in a passage, above it, or in its document's title."""
        texts = [title, passage.heading or "", *(each.text for each in passage.above), passage.text]
        return (self.everything - self.things).issubset(terms("\n".join(texts)))
