"""A PDF's own outline: which lines its bookmarks lead to."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

_NUMBER = re.compile(
    r"(?:chapter|appendix|section|part|kapitel)?\s*(?:[0-9]+(?:\.[0-9]+)*|[A-Z](?:\.[0-9]+)*|[IVX]+)[.:)]?\s+",
    re.IGNORECASE,
)


class Bookmark(NamedTuple):
    """An entry of a file's outline: ``level`` 1 is the highest, ``page`` counts from 1."""

    title: str
    level: int
    page: int


class Bookmarks:
    """The bookmarks of a file, found by page and words; white space, signs and the number in front do not matter."""

    def __init__(self, bookmarks: Iterable[Bookmark]) -> None:
        self.all = list(bookmarks)
        self._places: dict[tuple[int, str], list[int]] = defaultdict(list)
        for index, bookmark in enumerate(self.all):
            for key in _keys(bookmark.title):
                self._places[bookmark.page, key].append(index)

    def leading_to(self, text: str, page: int) -> list[int]:
        """Return the indices of the bookmarks that lead to a line or paragraph that begins on ``page``."""
        if not self._places:
            return []
        keys = _keys(text)
        return [index for at in (page, page - 1) for key in keys for index in self._places.get((at, key), ())]


def _keys(text: str) -> list[str]:
    """Return what a title is compared by: with its number, and without."""
    whole = "".join(filter(str.isalnum, text)).casefold()
    bare = "".join(filter(str.isalnum, _NUMBER.sub("", text, count=1))).casefold()
    return [key for key in dict.fromkeys((whole, bare)) if key]
