"""The readers that come with Quoth as one: that for English reads what is English, that for all languages the rest."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Collection, Iterable, Sequence

from retrieval.errors import ModelError
from retrieval.reader.reading import Reader, Reading

_log = logging.getLogger(__name__)


class ReaderByLanguage:
    """Two readers, of which each question and passage gets the one that suits them. Threads may share one.

    ``first`` reads all that is in its languages, or may be; it is better there, and takes half the time. The other one
    is loaded when it is first needed: most libraries never need it. If it cannot be loaded, that is logged once, and
    nothing reads the rest.
    """

    languages: frozenset[str] | None = None

    def __init__(self, first: Reader, load_other: Callable[[], Reader]) -> None:
        """Use a reader, and what loads the other one; that may raise ModelError."""
        self.name = first.name
        self.first = first
        self.load_other = load_other
        self._other: Reader | None = None
        self._is_other_tried = False
        self._lock = threading.Lock()

    def read(self, pairs: Sequence[tuple[str, str, str]]) -> list[Reading]:
        """Return the readings of the first reader; see ``Reader``."""
        return self.first.read(pairs)

    def suited(self, asked: Collection[str], written: str | None) -> Reader | None:
        """Return the reader for a question that is in one of some languages and a passage in another; see ``reads``.

        None where that is the other one and it cannot be loaded.
        """
        if reads(self.first.languages, asked, written):
            return self.first
        with self._lock:
            if not self._is_other_tried:
                self._is_other_tried = True
                try:
                    self._other = self.load_other()
                except ModelError as error:
                    _log.warning(
                        "Passages in some languages are ranked and judged without a reader: %s.", error.problem
                    )
            return self._other


def load_suited(reader: Reader, languages: Iterable[str | None]) -> None:
    """Load what reads passages in these languages, if it is not loaded yet, so that no question waits for it."""
    for written in languages:
        suited_reader(reader, (), written)


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
