"""The part of the dense index that does not change: all vectors in memory, or in clusters in the file.

What a scope leaves of it is worked out once, as a ``Selection``, for all searches inside the scope.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

import faiss
import numpy as np
from numpy.typing import NDArray

from retrieval.indexes.dense_file import Header
from retrieval.indexes.id_sets import packed
from retrieval.indexes.index import Hit
from retrieval.vectors import HalfVectors, Ids, Vectors

MAX_ROWS_READ = 2000
"""Up to this many passages inside a scope, their vectors are read and compared; clusters are faster beyond."""

SPARE_HITS = 50
"""How many extra hits are requested from clusters: their scores are not exact until they are looked up."""


class Occupied:
    """The clusters that have a vector inside a scope: how many there are, and how many each of all clusters has."""

    def __init__(self, sizes: NDArray[np.int64]) -> None:
        self.sizes, self.count = sizes, int(np.count_nonzero(sizes))
        self.selector = faiss.IDSelectorBitmap(packed(sizes > 0))


@dataclass(frozen=True, slots=True)
class Selection:
    """The vectors that are searched, as a selector for FAISS or, where they are few, by their positions.

    ``clusters`` are those that have any, where a search must look for enough of them.
    """

    selector: faiss.IDSelector | None = None
    positions: Ids | None = None
    clusters: Occupied | None = None


class Base(Protocol):
    """The part of an index that does not change. ``ids`` ascend; ``rows`` gives vectors by position among them."""

    ids: Ids
    dim: int

    def rows(self, positions: Ids) -> Vectors:
        """Return the vectors at some positions, float32, shape (n, dim)."""
        ...

    def selected(self, inside: NDArray[np.bool_], *, is_scope: bool) -> Selection:
        """Return what ``search`` needs to find only some vectors.

        inside: which ones, by position. is_scope: whether they may be few; otherwise, nearly all of them are inside.
        """
        ...

    def search(self, vectors: Vectors, k: int, among: Selection | None) -> list[list[Hit]]:
        """Return for each vector at most ``k`` hits, best first. among: the only ones to search, or None for all."""
        ...


class Exact:
    """All vectors in memory, each of them compared.

    They are float16, as they are stored: that takes half the memory, and is faster once they do not fit into the
    processor's cache. FAISS is fast with float16 only where dim is a multiple of eight; elsewhere they are float32.
    """

    def __init__(self, ids: Ids, rows: HalfVectors) -> None:
        self.ids, self.dim = ids, rows.shape[1]
        if self.dim % 8:
            self._index = faiss.IndexFlatIP(self.dim)
            self._index.add(rows.astype(np.float32))
            return
        kind = faiss.ScalarQuantizer.QT_fp16
        self._index = faiss.IndexScalarQuantizer(self.dim, kind, faiss.METRIC_INNER_PRODUCT)
        codes = np.ascontiguousarray(rows, dtype=np.float16)
        faiss.copy_array_to_vector(codes.view(np.uint8).ravel(), self._index.codes)
        self._index.ntotal = len(rows)

    def rows(self, positions: Ids) -> Vectors:
        """See ``Base``."""
        rows: Vectors = self._index.reconstruct_batch(positions)
        return rows

    def selected(self, inside: NDArray[np.bool_], *, is_scope: bool) -> Selection:  # noqa: ARG002
        """See ``Base``; all vectors are looked at in any case."""
        return Selection(faiss.IDSelectorBitmap(packed(inside)))

    def search(self, vectors: Vectors, k: int, among: Selection | None) -> list[list[Hit]]:
        """See ``Base``."""
        parameters = faiss.SearchParameters(sel=among.selector) if among else None
        scores, at = self._index.search(vectors, min(k, len(self.ids)), params=parameters)
        found = zip(self.ids[at].tolist(), scores.tolist(), at.tolist(), strict=True)
        return [[Hit(*hit[:2]) for hit in zip(*row, strict=True) if hit[2] >= 0] for row in found]


class Clustered:
    """Vectors in clusters, eight bits to a number, mapped from the file; only the nearest clusters are compared.

    Hits are then scored exactly, with their vectors from the rows in the same file.
    """

    def __init__(self, path: Path, header: Header) -> None:
        assert header.clusters is not None
        self._path, self._header = path, header
        self.ids, self.dim, self.clusters = header.ids(path), header.dim, header.clusters
        self._rows = header.open_rows(path)
        self._ivf = faiss.read_index(str(path), faiss.IO_FLAG_MMAP | faiss.IO_FLAG_READ_ONLY)
        lists = faiss.downcast_InvertedLists(self._ivf.invlists)
        if isinstance(lists, faiss.OnDiskInvertedLists):
            lists.prefetch_nthread = 0  # starting threads takes longer than reading

    def rows(self, positions: Ids) -> Vectors:
        """See ``Base``."""
        return self._rows.read(positions)

    def is_sound(self) -> bool:
        """Return whether every byte of the file is as it was written."""
        return self._header.is_sound(self._path)

    def selected(self, inside: NDArray[np.bool_], *, is_scope: bool) -> Selection:
        """See ``Base``."""
        positions = np.flatnonzero(inside)
        if is_scope and len(positions) <= MAX_ROWS_READ:
            return Selection(positions=positions)
        mask = np.zeros(self.ids[-1] + 1, dtype=bool)
        mask[self.ids[positions]] = True
        selector = faiss.IDSelectorBitmap(packed(mask))
        if not is_scope:
            return Selection(selector)
        return Selection(selector, clusters=Occupied(np.bincount(self._lists[positions], minlength=self._ivf.nlist)))

    @cached_property
    def _lists(self) -> NDArray[np.uint32]:
        """The number of each vector's cluster, by position."""
        lists, held = np.zeros(len(self.ids), dtype=np.uint32), self._ivf.invlists
        for number in range(self._ivf.nlist):
            if size := held.list_size(number):
                lists[np.searchsorted(self.ids, faiss.rev_swig_ptr(held.get_ids(number), size))] = number
        return lists

    def search(self, vectors: Vectors, k: int, among: Selection | None) -> list[list[Hit]]:
        """See ``Base``."""
        if among is not None and among.positions is not None:
            scores = vectors @ self._rows.read(among.positions).T
            return [best_hits(self.ids[among.positions], row, k) for row in scores]
        if among is not None and among.clusters is not None:
            return [self._near(vector, k, among.selector, among.clusters) for vector in vectors]
        parameters = faiss.SearchParametersIVF(nprobe=self.clusters.probes, sel=among.selector if among else None)
        return self._found(vectors, k, parameters)

    def _near(self, vector: Vectors, k: int, selector: faiss.IDSelector, clusters: Occupied) -> list[Hit]:
        """Return the hits of one vector, compared with as many others as if all of them were inside."""
        query, probes = vector[np.newaxis], self.clusters.probes
        inside = faiss.SearchParameters(sel=clusters.selector)
        compared = probes * len(self.ids) // self._ivf.nlist
        for most in (4 * probes, clusters.count):
            _, nearest = self._ivf.quantizer.search(query, min(most, clusters.count), params=inside)
            reached = np.cumsum(clusters.sizes[nearest[0]])
            if reached[-1] >= compared:
                break
        needed = max(probes, int(np.searchsorted(reached, compared)) + 1)
        parameters = faiss.SearchParametersIVF(
            nprobe=min(needed, clusters.count), sel=selector, quantizer_params=inside
        )
        return self._found(query, k, parameters)[0]

    def _found(self, vectors: Vectors, k: int, parameters: faiss.SearchParametersIVF) -> list[list[Hit]]:
        _, found = self._ivf.search(vectors, min(k + SPARE_HITS, len(self.ids)), params=parameters)
        return [self._scored_exactly(vector, ids[ids >= 0], k) for vector, ids in zip(vectors, found, strict=True)]

    def _scored_exactly(self, vector: Vectors, ids: Ids, k: int) -> list[Hit]:
        return best_hits(ids, self._rows.read(np.searchsorted(self.ids, ids)) @ vector, k)


def best_hits(ids: Ids, scores: Vectors, k: int) -> list[Hit]:
    """Return at most ``k`` hits, best first. ``scores``: shape (n,), those of ``ids``."""
    if k < len(ids):
        first = np.argpartition(-scores, k)[:k]
        ids, scores = ids[first], scores[first]
    order = np.lexsort((ids, -scores))
    return [Hit(int(ids[i]), float(scores[i])) for i in order]
