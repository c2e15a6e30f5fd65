"""How far apart two words are, in what people do when they mistype one: they drop, double, swap or confuse letters."""

from __future__ import annotations

import unicodedata
from itertools import pairwise
from typing import NamedTuple

MIN_LETTERS = 4
"""A shorter word has too many neighbours."""

LONG_LETTERS, LONGER_LETTERS = 7, 9
"""From so many letters on, a word may be two edits away, and these may cost more."""


class EditLimit(NamedTuple):
    """How many edits the word that is meant may be away, and what they may cost."""

    edits: int
    cost: float


def edit_limit(typed: str) -> EditLimit:
    """Return how far the word may be away that somebody meant."""
    if len(typed) < LONG_LETTERS:
        return EditLimit(1, 1.1)
    return EditLimit(2, 1.9 if len(typed) < LONGER_LETTERS else 2.1)


def edit_cost(typed: str, known: str, limit: EditLimit) -> float | None:
    """Return how far a word is from another one, or None when that is beyond the limit or it begins differently.

    Both are in lower case and ``unaccented``. A word begins alike when its first letter is the same, or its first two
    are swapped.
    """
    if len(known) < MIN_LETTERS or abs(len(known) - len(typed)) > limit.edits:
        return None
    if typed[0] == known[0]:
        cost = _distance(typed, known, limit.edits)
    else:
        rest = _distance(typed[1] + typed[0] + typed[2:], known, limit.edits - 1)
        cost = None if rest is None else rest + _CHEAP
    return cost if cost is not None and cost <= limit.cost else None


def slip(typed: str, known: str) -> bool:
    """Return whether one slip of the fingers makes one word of another: a swap, a letter dropped, doubled or not."""
    start, end = _alike(typed, known)
    a, b = typed[start : len(typed) - end], known[start : len(known) - end]
    if len(a) == len(b):
        return len(a) == len("ab") and a == b[::-1]
    if len(a) > len(b):
        return not b and len(a) == 1 and start > 0 and typed[start] == typed[start - 1]
    return not a and len(b) == 1


def lacks_a_syllable(typed: str, known: str) -> bool:
    """Return whether a word is another without two letters in a row: names of drugs and chemicals differ so."""
    return len(known) == len(typed) + 2 and sum(_alike(typed, known)) == len(typed)


def _alike(a: str, b: str) -> tuple[int, int]:
    """Return how many letters two words share at the beginning, and how many of the others at the end."""
    shorter = min(len(a), len(b))
    start = next((at for at in range(shorter) if a[at] != b[at]), shorter)
    end = next((at for at in range(shorter - start) if a[-1 - at] != b[-1 - at]), shorter - start)
    return start, end


def unaccented(word: str) -> str:
    """Return a word without accents."""
    if word.isascii():
        return word
    return "".join(letter for letter in unicodedata.normalize("NFD", word) if unicodedata.category(letter) != "Mn")


_CHEAP = 0.8
"""What a swap and a doubled letter cost; a letter too few or too many costs 1."""

_VOWELS = frozenset("aeiouy")
_ALIKE = (
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qaz",
    "wsx",
    "edc",
    "rfv",
    "tgb",
    "yhn",
    "ujm",
    "ck",
    "cs",
    "sz",
    "mn",
    "yz",
)
"""Letters that lie beside each other on a keyboard, or sound alike."""
_CONFUSED = frozenset(pair for row in _ALIKE for a, b in pairwise(row) for pair in (a + b, b + a))


def _distance(typed: str, known: str, most: int) -> float | None:
    """Return what the edits between two words cost, or None when there are more than ``most``.

    This is Damerau's distance, in which nothing is edited twice; of what takes as few edits, the cheapest.
    """
    start, end = _alike(typed, known)
    a, b = typed[start : len(typed) - end], known[start : len(known) - end]
    if len(set(a).difference(b)) > most or len(set(b).difference(a)) > most:
        return None
    before: list[tuple[int, float]] = []
    row = [(0, 0.0)]
    for j in range(len(b)):
        row.append(_plus(row[j], 1, _drop_cost(known, start + j)))
    for i in range(1, len(a) + 1):
        rows = [_plus(row[0], 1, _drop_cost(typed, start + i - 1))]
        for j in range(1, len(b) + 1):
            is_same = a[i - 1] == b[j - 1]
            options = [
                _plus(row[j], 1, _drop_cost(typed, start + i - 1)),
                _plus(rows[j - 1], 1, _drop_cost(known, start + j - 1)),
                _plus(row[j - 1], 0 if is_same else 1, 0.0 if is_same else _wrong_cost(a[i - 1], b[j - 1])),
            ]
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                options.append(_plus(before[j - 2], 1, _CHEAP))
            rows.append(min(options))
        if min(rows)[0] > most:
            return None
        before, row = row, rows
    edits, cost = row[-1]
    return cost if edits <= most else None


def _plus(done: tuple[int, float], edits: int, cost: float) -> tuple[int, float]:
    return done[0] + edits, done[1] + cost


def _drop_cost(word: str, at: int) -> float:
    return _CHEAP if at and word[at] == word[at - 1] else 1.0


def _wrong_cost(a: str, b: str) -> float:
    return 0.9 if (a in _VOWELS and b in _VOWELS) or a + b in _CONFUSED else 1.3
