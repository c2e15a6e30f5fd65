"""Whether two passages say the same, so that quoting both would waste a reader's time.

Vectors cannot tell: the cosine of two sentences that differ in one number, or in a "not", is above 0.99. Words can.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_WORD = re.compile(r"[^\W_]+(?:['’.,][^\W_]+)*")
_NEGATION = re.compile(r"^(?:not?|never|none|neither|nor|without|cannot|.*n['’]t)$", re.IGNORECASE)

ALIKE = 0.9
"""Share of words in common, of all words of both, from which on two passages may say the same."""


def says_the_same(text: str, better: str) -> bool:
    """Return whether a passage adds nothing to a better one.

    It does not when all it says stands there, in the same order, or when nine in ten words are the same and the rest
    holds no number, no name and no negation.
    """
    words, others = _WORD.findall(text), _WORD.findall(better)
    if f" {' '.join(words)} ".lower() in f" {' '.join(others)} ".lower():
        return True
    here, there = set(words), set(others)
    different = {word.lower() for word in here} ^ {word.lower() for word in there}
    common = len({word.lower() for word in here} & {word.lower() for word in there})
    if common < ALIKE * (common + len(different)):
        return False
    return not any(_tells(word) for word in here | there if word.lower() in different)


def _tells(word: str) -> bool:
    return word[0].isupper() or any(c.isdigit() for c in word) or _NEGATION.match(word) is not None


def distinct(texts: Sequence[str], most: int) -> list[int]:
    """Return the places of the first ``most`` ranked texts that do not say the same as a better one."""
    kept: list[int] = []
    for i, text in enumerate(texts):
        if len(kept) == most:
            break
        if not any(says_the_same(text, texts[j]) for j in kept):
            kept.append(i)
    return kept
