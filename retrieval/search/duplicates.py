"""Whether two passages say the same, so that quoting both would waste a reader's time.

Vectors cannot tell: the cosine of two sentences that differ in one number, or in a "not", is above 0.99. Words can.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from retrieval.searchable import searchable

_WORD = re.compile(r"[^\W_]+(?:['’.,][^\W_]+)*")
_NEGATION = re.compile(r"^(?:not?|never|none|neither|nor|without|cannot|.*n['’]t)$", re.IGNORECASE)

MIN_COMMON_WORDS = 0.9
"""Two passages may say the same when they have at least this share of all their words in common."""


def distinct(texts: Sequence[tuple[str, str]], limit: int) -> list[int]:
    """Return the places of the first ``limit`` texts, ranked best first, that do not say the same as a better one.

    texts: each with its context. They say the same only if their contexts do, too: "No." under two questions is two
    answers. A text adds nothing to a better one when all its words are in that, in the same order, or when nine in ten
    words are the same and the rest are no numbers, names or negations.
    """
    kept: dict[int, tuple[_Words, _Words]] = {}
    for i, (text, context) in enumerate(texts):
        if len(kept) == limit:
            break
        words, around = _Words.of(text), _Words.of(context)
        if not any(
            words.add_nothing_to(better) and around.line == better_around.line
            for better, better_around in kept.values()
        ):
            kept[i] = words, around
    return list(kept)


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a text, found once to be compared with those of many others.

    ``line``: all of them in order, in lower case, with a space around each. ``plain``: the same as a set.
    """

    as_written: frozenset[str]
    line: str
    plain: frozenset[str]

    @classmethod
    def of(cls, text: str) -> Self:
        found = _WORD.findall(searchable(text))
        line = f" {' '.join(found)} ".lower()
        return cls(frozenset(found), line, frozenset(line.split()))

    def add_nothing_to(self, better: Self) -> bool:
        if self.line in better.line:
            return True
        fewer, more = sorted((len(self.plain), len(better.plain)))
        if fewer < MIN_COMMON_WORDS * more:  # this is quick, and decides in most cases
            return False
        common = self.plain & better.plain
        if len(common) < MIN_COMMON_WORDS * (fewer + more - len(common)):
            return False
        return not any(_matters(word) for word in self.as_written | better.as_written if word.lower() not in common)


def _matters(word: str) -> bool:
    return word[0].isupper() or any(c.isdigit() for c in word) or _NEGATION.match(word) is not None
