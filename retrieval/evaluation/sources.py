"""What a library holds, as evaluation needs to see it: canonical texts, and which passages are cut from them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property

import numpy as np

from retrieval.access.access import UNLIMITED
from retrieval.catalog.records import StoredDocument, StoredPassage
from retrieval.library import Library
from retrieval.model import Span
from retrieval.search.query import Filter
from retrieval.vectors import Ids, Vectors

_TOKEN = re.compile(r"\w+|[^\w\s]")


class Sources:
    """What a library holds, looked up when it is needed and then kept. Documents are named by their paths."""

    def __init__(self, library: Library) -> None:
        """Raises IndexMissing when nothing has been indexed."""
        self._library = library
        self.documents: dict[str, StoredDocument] = {
            document.path: document for document in library.documents(access=UNLIMITED)
        }
        self._texts: dict[str, str] = {}
        self._passages: dict[str, list[StoredPassage]] = {}
        self._tokens: dict[str, tuple[Ids, Ids]] = {}

    def text(self, path: str) -> str:
        """Return a document's canonical text."""
        if path not in self._texts:
            self._texts[path] = self._library.text(self.documents[path], access=UNLIMITED)
        return self._texts[path]

    def passages(self, path: str) -> list[StoredPassage]:
        """Return a document's passages in order."""
        if path not in self._passages:
            self._passages[path] = self._library.passages(self.documents[path], access=UNLIMITED)
        return self._passages[path]

    def passage(self, id_: int) -> StoredPassage:
        """Return one passage by its id."""
        return next(stored for stored in self.passages(self.path_of[id_]) if stored.id == id_)

    def vectors(self, ids: Sequence[int]) -> Vectors:
        """Return the vectors of passages, float32, shape (n, dim), in the order of their ids."""
        return self._library.vectors(ids)

    @cached_property
    def path_of(self) -> dict[int, str]:
        """The document of every passage, by the passage's id."""
        paths = {document.id: path for path, document in self.documents.items()}
        return {id_: paths[document] for id_, document in self._library.passage_ids(access=UNLIMITED).items()}

    def admitted(self, source: str | None) -> list[str]:
        """Return the paths of the documents that a ``source`` glob admits."""
        only = Filter(source)
        return [path for path, document in self.documents.items() if only.admits(document)]

    def line(self, path: str, number: int) -> Span | None:
        """Return the span of a line of a document, without the white space around it; None when nothing is there."""
        lines = self.text(path).split("\n")
        if number > len(lines) or not lines[number - 1].strip():
            return None
        start = sum(len(line) + 1 for line in lines[: number - 1])
        inside = lines[number - 1]
        left = len(inside) - len(inside.lstrip())
        return start + left, start + left + len(inside.strip())

    def tokens(self, path: str, spans: Sequence[Span]) -> set[int]:
        """Return the numbers of the tokens that the spans touch; each word and each punctuation mark is a token."""
        if path not in self._tokens:
            found = [match.span() for match in _TOKEN.finditer(self.text(path))]
            both = np.array(found, dtype=np.int64).reshape(-1, 2)
            self._tokens[path] = both[:, 0], both[:, 1]
        starts, ends = self._tokens[path]
        inside: set[int] = set()
        for start, end in spans:
            inside.update(range(bisect_right(ends, start), int(np.searchsorted(starts, end))))
        return inside
