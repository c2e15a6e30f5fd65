"""The readers that come with Quoth as one: that for English reads what is English, that for all languages the rest."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Sequence

from retrieval.reader.reading import Reader, Reading


class ReaderByLanguage:
    """Two readers, of which each question and passage gets the one that suits them. Threads may share one.

    ``first`` reads all that is in its languages, or may be; it is much better there. The other one is loaded when it is
    first needed: most libraries never need it.
    """

    languages: frozenset[str] | None = None

    def __init__(self, first: Reader, load_other: Callable[[], Reader]) -> None:
        """Use a reader, and what loads the other one; that may raise ModelError."""
        self.name = first.name
        self._first = first
        self._load_other = load_other
        self._other: Reader | None = None
        self._lock = threading.Lock()

    def read(self, pairs: Sequence[tuple[str, str, str]]) -> list[Reading]:
        """Return the readings of the first reader; see ``Reader``."""
        return self._first.read(pairs)

    def suited(self, asked: Collection[str], written: str | None) -> Reader:
        """Return the reader for a question that is in one of some languages and a passage in another; see ``reads``."""
        if reads(self._first.languages, asked, written):
            return self._first
        with self._lock:
            if self._other is None:
                self._other = self._load_other()
            return self._other


def suited_reader(reader: Reader, asked: Collection[str], written: str | None) -> Reader | None:
    """Return what reads a question and a passage in these languages: the reader, one of its parts, or None."""
    if isinstance(reader, ReaderByLanguage):
        return reader.suited(asked, written)
    return reader if reads(reader.languages, asked, written) else None


def reads(languages: frozenset[str] | None, asked: Collection[str], written: str | None) -> bool:
    """Return whether a reader of some languages (None: all) reads a question and a passage.

    asked: the languages that the question may be in, empty where nothing is known. written: that of the passage.
    """
    if languages is None:
        return True
    return (not asked or not languages.isdisjoint(asked)) and (written is None or written in languages)
