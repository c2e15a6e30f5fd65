"""Vectors → the nearest passages, by FAISS: exact while that is fast, by clusters beyond. Derived from the catalog.

A file holds the index as it was at one generation. Later changes come from the catalog and are held in memory next to
it, so that a small change takes little work; when there are too many, they are folded into a new file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from retrieval.errors import DimensionMismatch, IndexDamaged, first_line
from retrieval.indexes.dense_base import Base, Clustered, Exact, Selection, best_hits
from retrieval.indexes.dense_file import Clusters, Header, read_header
from retrieval.indexes.index import WHOLE_INDEX, Hit, Scope
from retrieval.vectors import Ids, Vectors

MAX_EXACT = 50_000
"""Up to this many passages, every vector is compared with the question; clusters then save more than they miss."""

MAX_CHANGES = 10_000
"""How many changes are held next to a file of any size: a question is compared with all of them."""


class DenseIndex:
    """The vectors of one generation of passages. It never changes: ``advanced`` returns the next one."""

    def __init__(
        self, generation: int = 0, base: Base | None = None, fresh: tuple[Ids, Vectors] | None = None,
        gone: Ids | None = None, header: Header | None = None, path: Path | None = None,
    ) -> None:  # fmt: skip
        """Use ``load`` or ``advanced``.

        fresh: ids and vectors next to the base. gone: ids in the base that the index no longer holds.
        path: the file that the base comes from, for messages.
        """
        self.generation = generation
        self.header = header
        self._path = path
        self._base = base
        self._fresh_ids, self._fresh = fresh or (_ids([]), np.empty((0, 0), dtype=np.float32))
        self._gone = _ids([]) if gone is None else gone

    @classmethod
    def load(cls, path: Path) -> DenseIndex | None:
        """Return the index in a file, at the generation of the file; None when it is missing or damaged."""
        header = read_header(path)
        while header is not None:
            found = cls._load(path, header)
            now = read_header(path)
            if now == header:
                return found
            header = now  # the file was replaced meanwhile: what was read may be of both
        return None

    @classmethod
    def _load(cls, path: Path, header: Header) -> DenseIndex | None:
        base: Base | None = None
        if header.count:
            try:
                base = Clustered(path, header) if header.clusters else Exact(*header.vectors(path))
            except (OSError, ValueError, RuntimeError, MemoryError):  # FAISS's errors are RuntimeErrors
                return None
        return cls(header.generation, base, header=header, path=path)

    def advanced(self, generation: int, removed: Sequence[int], added: Sequence[int], vectors: Vectors) -> DenseIndex:
        """Return the index of a later generation.

        removed: ids; unknown ones are ignored. added: new ids. vectors: theirs, float32, shape (n, dim), rows of length
        1. An empty index takes vectors of any dim.
        Raises DimensionMismatch when dim is not the index's (the error names both).
        """
        out = _ids(removed)
        gone = np.union1d(self._gone, out[self._holds(out)]) if len(out) else self._gone
        stays = ~np.isin(self._fresh_ids, out)
        ids, fresh, base = self._fresh_ids[stays], self._fresh[stays], self._base
        if base is not None and len(gone) == len(base.ids):
            base, gone = None, _ids([])
        if len(added):
            if base is not None or len(ids):
                _check_dim(vectors.shape[1], base.dim if base is not None else fresh.shape[1], self._path)
            ids = np.concatenate([ids, _ids(added)])
            fresh = np.concatenate([fresh, vectors]) if len(fresh) else np.array(vectors, dtype=np.float32)
            order = np.argsort(ids)
            ids, fresh = ids[order], fresh[order]
        return DenseIndex(generation, base, (ids, fresh), gone, self.header, self._path)

    @property
    def clusters(self) -> Clusters | None:
        """The clusters and how well they work; None when every vector is compared."""
        return self._base.clusters if isinstance(self._base, Clustered) else None

    @property
    def changes(self) -> int:
        """How many changes are held next to the file."""
        return len(self._fresh_ids) + len(self._gone)

    @property
    def is_outgrown(self) -> bool:
        """Whether there are so many changes that they should be folded into a new file."""
        return self.changes > changes_allowed(len(self._base.ids) if self._base is not None else 0)

    def is_sound(self) -> bool:
        """Return whether every byte of the file is as it was written; without clusters, loading has checked that."""
        return self._base.is_sound() if isinstance(self._base, Clustered) else True

    def __len__(self) -> int:
        return (len(self._base.ids) if self._base is not None else 0) - len(self._gone) + len(self._fresh_ids)

    def ids(self) -> list[int]:
        """Return the ids of all passages, ascending."""
        held = self._fresh_ids
        if self._base is not None:
            held = np.sort(np.concatenate([self._base.ids[~np.isin(self._base.ids, self._gone)], held]))
        return [int(id_) for id_ in held]

    def search(self, query: Vectors, k: int, scope: Scope = WHOLE_INDEX) -> list[Hit]:
        """Return at most ``k`` passages, nearest to one vector first; see ``search_all``."""
        return self.search_all(query[np.newaxis], k, scope)[0]

    def search_all(self, queries: Vectors, k: int, scope: Scope = WHOLE_INDEX) -> list[list[Hit]]:
        """Return for each vector at most ``k`` passages, nearest first; scores are cosines in [-1, 1].

        queries: float32, shape (n, dim), rows of length 1.
        Raises DimensionMismatch when dim is not the index's (the error names both).
        """
        if not len(self):
            return [[] for _ in queries]
        dim = self._base.dim if self._base is not None else self._fresh.shape[1]
        _check_dim(queries.shape[1], dim, self._path)
        found: list[list[Hit]] = [[] for _ in queries]
        if self._base is not None:
            try:
                with _one_thread():
                    found = self._base.search(queries, k, self._selection(scope))
            except (OSError, ValueError, RuntimeError, MemoryError) as error:
                raise IndexDamaged(
                    f"The vector index {self._path} is damaged ({first_line(error)})",
                    'run "quoth sync --repair"',
                    path=self._path,
                ) from error
        if len(self._fresh_ids):
            held = slice(None) if scope.passages is None else scope.passages.has(self._fresh_ids)
            for hits, scores in zip(found, queries @ self._fresh[held].T, strict=True):
                hits += best_hits(self._fresh_ids[held], scores, k)
        for hits in found:
            hits.sort(key=lambda hit: (-hit.score, hit.id))
        return [hits[:k] for hits in found]

    def vectors(self, ids: Sequence[int]) -> Vectors:
        """Return the vectors of passages that are in the index, float32, shape (n, dim), in the given order."""
        wanted = _ids(ids)
        held = self._holds(wanted)
        if self._base is not None and held.all():
            return self._base.rows(np.searchsorted(self._base.ids, wanted))
        result = np.empty((len(wanted), self._fresh.shape[1]), dtype=np.float32)
        if self._base is not None and held.any():
            result[held] = self._base.rows(np.searchsorted(self._base.ids, wanted[held]))
        result[~held] = self._fresh[np.searchsorted(self._fresh_ids, wanted[~held])]
        return result

    def _selection(self, scope: Scope) -> Selection | None:
        """Return what a scope leaves of the base, without what is gone; it is kept with the scope. None: everything."""
        is_scope = scope.passages is not None
        if self._base is None or not (is_scope or len(self._gone)):
            return None
        kept = (scope if is_scope else WHOLE_INDEX).kept
        if self not in kept:
            ids = self._base.ids
            inside = np.ones(len(ids), dtype=bool) if scope.passages is None else scope.passages.has(ids)
            inside[np.searchsorted(ids, self._gone)] = False
            kept[self] = self._base.selected(inside, is_scope=is_scope)
        selection: Selection = kept[self]
        return selection

    def _holds(self, ids: Ids) -> NDArray[np.bool_]:
        """Return which of the ids are in the base, gone or not."""
        if self._base is None:
            return np.zeros(len(ids), dtype=bool)
        at = np.minimum(np.searchsorted(self._base.ids, ids), len(self._base.ids) - 1)
        return np.asarray(self._base.ids[at] == ids)


def changes_allowed(base: int) -> int:
    """Return how many changes may be held next to a file of ``base`` passages; a small file is quickly rewritten."""
    return 0 if base < MAX_CHANGES // 2 else min(base // 10, MAX_CHANGES)


def _ids(ids: Sequence[int] | Ids) -> Ids:
    return np.asarray(ids, dtype=np.int64)


def _check_dim(offered: int, dim: int, path: Path | None) -> None:
    if offered != dim:
        raise DimensionMismatch(
            f"Vectors of {offered} numbers were offered to an index of vectors of {dim}, perhaps built with another "
            "model",
            'run "quoth sync"',
            path=path,
            expected=dim,
            found=offered,
        )


@contextmanager
def _one_thread() -> Iterator[None]:
    """Let FAISS compute in the calling thread: on a busy machine, its own threads wait long for each other."""
    threads = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(threads)
