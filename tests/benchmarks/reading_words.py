"""What ``reading.py`` counts: words, the facts that a file shows, and words that were glued together."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

_WORD = re.compile(r"[^\W_]+")
_HYPHEN = re.compile("(?<=[^\\W_])[-\u00ad\u2010\u2011\ufffe\x02][ \t]*\n?[ \t]*(?=[^\\W_])")
_INVISIBLE = re.compile("[\u200b-\u200f\u2060-\u2064\ufeff\u00ad]")


@dataclass(frozen=True, slots=True)
class Facts:
    """What a file shows: its text, and those of its parts that can be looked for one by one."""

    text: str
    optional: str = ""
    """What may be left out, like a table of contents: it counts neither as missing nor as wrong."""
    blocks: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    definitions: list[list[str]] = field(default_factory=list)
    """Pairs (term, definition)."""
    notes: list[str] = field(default_factory=list)
    signs: list[str] = field(default_factory=list)
    """Text that has to be there to the letter, like ``10⁶``."""


def words_of(text: str) -> list[str]:
    """Return the words of a text in order: runs of letters and digits, compatibility forms as what they stand for."""
    joined = _HYPHEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _WORD.findall(unicodedata.normalize("NFKC", _INVISIBLE.sub("", joined)))


def glued_words(extracted: Sequence[str], reference: Sequence[str]) -> int:
    """Count the words that the reference lacks and that are two or more words side by side in it."""
    known = set(reference)
    following = defaultdict(set)
    for word, after in pairwise(reference):
        following[word].add(after)
    checked: dict[str, bool] = {}
    count = 0
    for word in extracted:
        if word not in known:
            if word not in checked:
                checked[word] = _is_glued(word, known, following)
            count += checked[word]
    return count


def _is_glued(word: str, known: set[str], following: dict[str, set[str]]) -> bool:
    """Whether a word can be parted into words that follow each other."""
    ends: dict[int, set[str]] = defaultdict(set)  # where a part may end → the words that it may end with
    for end in range(1, len(word) + 1):
        if word[:end] in known:
            ends[end].add(word[:end])
    for start in range(1, len(word)):
        for last in ends[start]:
            for after in following[last]:
                if word.startswith(after, start):
                    ends[start + len(after)].add(after)
    return bool(ends[len(word)])
