"""How much a term weighs, by how many entries have it."""

from __future__ import annotations

import math

ENTRIES_TO_TELL = 1500
"""An index of fewer entries cannot tell by itself how rare a term is."""

SHARE_ELSEWHERE = 0.003
"""What share of imagined entries has a term."""


def inverse_document_frequency(count: float, n: float) -> float:
    """Return BM25's weight of a term that n of N entries have: ``ln(1 + (N - n + 0.5) / (n + 0.5))``."""
    return math.log1p((count - min(n, count) + 0.5) / (n + 0.5))


def smoothed_idf(count: int, n: int) -> float:
    """Return the same for a term of a question, as if a small index were a part of a larger one.

    In an article of its own, what the article is about stands in most passages and weighs next to nothing, while each
    word that a question puts differently weighs as much as all the others together: no passage would have much of what
    is asked about. The text around it that is imagined has every term now and then.
    """
    imagined = max(ENTRIES_TO_TELL - count, 0)
    return inverse_document_frequency(count + imagined, n + SHARE_ELSEWHERE * imagined)
