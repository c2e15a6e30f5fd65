"""What a library holds, as evaluation needs to see it: canonical texts, and which passages are cut from them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from retrieval.catalog import Catalog
from retrieval.encoding import Vectors
from retrieval.filtering import Filter
from retrieval.library import CATALOG_FILE, Library
from retrieval.model import Span
from retrieval.records import StoredDocument, StoredPassage

_TOKEN = re.compile(r"\w+|[^\w\s]")


class Sources:
    """One generation of a library, read from its catalog as it is needed. Documents go by their paths."""

    def __init__(self, library: Library) -> None:
        """Open the catalog. Raises IndexMissing when there is none."""
        self._catalog = Catalog(library.index / CATALOG_FILE)
        self.documents: dict[str, StoredDocument] = {d.path: d for d in self._catalog.documents()}
        self._texts: dict[str, str] = {}
        self._passages: dict[str, list[StoredPassage]] = {}
        self._tokens: dict[str, tuple[NDArray[np.int64], NDArray[np.int64]]] = {}

    def close(self) -> None:
        """Let go of the catalog."""
        self._catalog.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def text(self, path: str) -> str:
        """Return a document's canonical text."""
        if path not in self._texts:
            self._texts[path] = self._catalog.canonical(self.documents[path].id)
        return self._texts[path]

    def passages(self, path: str) -> list[StoredPassage]:
        """Return a document's passages in order."""
        if path not in self._passages:
            ids = self._catalog.passage_ids([self.documents[path].id])
            self._passages[path] = [self._catalog.passage(id_) for id_ in ids]
        return self._passages[path]

    def passage(self, id_: int) -> StoredPassage:
        """Return one passage by its id."""
        return self._catalog.passage(id_)

    def vectors(self, ids: Sequence[int]) -> Vectors:
        """Return the vectors of passages, float32, shape (n, dim), in the order of their ids."""
        return self._catalog.vectors(ids)

    @cached_property
    def path_of(self) -> dict[int, str]:
        """The document of every passage, by the passage's id."""
        return {
            id_: document.path
            for document in self.documents.values()
            for id_ in self._catalog.passage_ids([document.id])
        }

    def admitted(self, source: str | None) -> list[str]:
        """Return the documents that a ``source`` glob admits, by path."""
        only = Filter(source)
        return [path for path, document in self.documents.items() if only.admits(document)]

    def line(self, path: str, number: int) -> Span | None:
        """Return where a line of a document stands, without the white space around it; None when nothing is there."""
        lines = self.text(path).split("\n")
        if number > len(lines) or not lines[number - 1].strip():
            return None
        start = sum(len(line) + 1 for line in lines[: number - 1])
        inside = lines[number - 1]
        left = len(inside) - len(inside.lstrip())
        return start + left, start + left + len(inside.strip())

    def tokens(self, path: str, spans: Sequence[Span]) -> set[int]:
        """Return which tokens of a document the spans touch: each word and each punctuation mark is one, by number."""
        if path not in self._tokens:
            found = [match.span() for match in _TOKEN.finditer(self.text(path))]
            both = np.array(found, dtype=np.int64).reshape(-1, 2)
            self._tokens[path] = both[:, 0], both[:, 1]
        starts, ends = self._tokens[path]
        inside: set[int] = set()
        for start, end in spans:
            inside.update(range(bisect_right(ends, start), int(np.searchsorted(starts, end))))
        return inside
