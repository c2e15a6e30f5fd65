"""Vectors → the nearest passages, by FAISS: exact while that is fast, by clusters beyond. Derived from the catalog.

A file holds the index as it was at one generation; what has changed since comes from the catalog and is held in memory
beside it, so that a small change is a small thing to do. It is folded into a new file when it has become too much.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import faiss
import numpy as np
from numpy.typing import NDArray

from retrieval.densefile import Facts, Halves, Header, read_header
from retrieval.encoding import Vectors
from retrieval.errors import DimensionMismatch
from retrieval.hits import Hit

Ids = NDArray[np.int64]

EXACT = 50_000
"""Passages up to which every vector is compared with the question; then clusters are faster by more than they miss."""

CHANGES = 10_000
"""Changes held beside the file at most, however large it is: a question is compared with all of them."""

SPARE = 50
"""Candidates that clusters give beyond those asked for: their scores are not exact until they are looked up."""


class Base(Protocol):
    """The part of an index that does not change. ``ids`` ascend; ``rows`` gives vectors by position among them."""

    ids: Ids
    dim: int

    def rows(self, positions: Ids) -> Vectors:
        """Return vectors, shape (n, dim)."""
        ...

    def search(self, vectors: Vectors, k: int, gone: Ids, among: Ids | None) -> list[list[Hit]]:
        """Return the ``k`` nearest that are not ``gone`` and, if it is given, ``among`` these; all are ids."""
        ...


class DenseIndex:
    """The vectors of one generation of passages. It never changes: ``advanced`` returns the next one."""

    def __init__(
        self, generation: int = 0, base: Base | None = None, fresh: tuple[Ids, Vectors] | None = None,
        gone: Ids | None = None, header: Header | None = None,
    ) -> None:  # fmt: skip
        """Use ``load`` or ``advanced``. fresh: ids and vectors beside the base; gone: ids in the base that are not."""
        self.generation = generation
        self.header = header
        self._base = base
        self._fresh_ids, self._fresh = fresh or (_ids([]), np.empty((0, 0), dtype=np.float32))
        self._gone = _ids([]) if gone is None else gone

    @classmethod
    def load(cls, path: Path) -> DenseIndex | None:
        """Return the index in a file, at the generation at which it was written; None if it is missing or damaged."""
        header = read_header(path)
        while header is not None:
            found = cls._load(path, header)
            now = read_header(path)
            if now == header:
                return found
            header = now  # it was replaced meanwhile: what was read may be of both files
        return None

    @classmethod
    def _load(cls, path: Path, header: Header) -> DenseIndex | None:
        base: Base | None = None
        if header.count:
            try:
                base = _Clustered(path, header) if header.facts else _Exact(*header.vectors(path))
            except (OSError, ValueError, RuntimeError):
                return None
        return cls(header.generation, base, header=header)

    def advanced(self, generation: int, removed: Sequence[int], added: Sequence[int], vectors: Vectors) -> DenseIndex:
        """Return the index of a later generation.

        removed: ids; those that are not there are passed over. added: new ids, and their vectors, float32, shape
        (n, dim), rows of length 1. An index left empty takes vectors of any length.
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
                _check(vectors.shape[1], base.dim if base is not None else fresh.shape[1])
            ids = np.concatenate([ids, _ids(added)])
            fresh = np.concatenate([fresh, vectors]) if len(fresh) else np.array(vectors, dtype=np.float32)
            order = np.argsort(ids)
            ids, fresh = ids[order], fresh[order]
        return DenseIndex(generation, base, (ids, fresh), gone, self.header)

    @property
    def facts(self) -> Facts | None:
        """How good the clusters are; None when every vector is compared."""
        return self._base.facts if isinstance(self._base, _Clustered) else None

    @property
    def changes(self) -> int:
        """How much is held beside the file."""
        return len(self._fresh_ids) + len(self._gone)

    @property
    def is_outgrown(self) -> bool:
        """Whether what is held beside the file should be folded into a new one."""
        return self.changes > changes_allowed(len(self._base.ids) if self._base is not None else 0)

    def is_sound(self) -> bool:
        """Whether the file is, in every byte, as it was written. One without clusters was checked as it was loaded."""
        return self._base.is_sound() if isinstance(self._base, _Clustered) else True

    def __len__(self) -> int:
        return (len(self._base.ids) if self._base is not None else 0) - len(self._gone) + len(self._fresh_ids)

    def ids(self) -> list[int]:
        """Return the ids of all passages, ascending."""
        held = self._fresh_ids
        if self._base is not None:
            held = np.sort(np.concatenate([self._base.ids[~np.isin(self._base.ids, self._gone)], held]))
        return [int(id_) for id_ in held]

    def search(self, vector: Vectors, k: int, among: Sequence[int] | NDArray[np.int64] | None = None) -> list[Hit]:
        """Return the ``k`` passages nearest to one question; see ``search_all``."""
        return self.search_all(vector[np.newaxis], k, among)[0]

    def search_all(
        self, vectors: Vectors, k: int, among: Sequence[int] | NDArray[np.int64] | None = None
    ) -> list[list[Hit]]:
        """Return for each question the ``k`` passages nearest to it, best first; scores are cosines in [-1, 1].

        vectors: float32, shape (n, dim), rows of length 1. among: only passages with these ids.
        Raises DimensionMismatch when dim is not the index's (the error names both).
        """
        if not len(self):
            return [[] for _ in vectors]
        _check(vectors.shape[1], self._base.dim if self._base is not None else self._fresh.shape[1])
        only = None if among is None else np.unique(_ids(among))
        found: list[list[Hit]] = [[] for _ in vectors]
        if self._base is not None:
            with _one_thread():
                found = self._base.search(vectors, k, self._gone, only)
        if len(self._fresh_ids):
            held = np.arange(len(self._fresh_ids)) if only is None else np.flatnonzero(np.isin(self._fresh_ids, only))
            for hits, scores in zip(found, vectors @ self._fresh[held].T, strict=True):
                hits += best(self._fresh_ids[held], scores, k)
        for hits in found:
            hits.sort(key=lambda hit: (-hit.score, hit.id))
        return [hits[:k] for hits in found]

    def vectors(self, ids: Sequence[int]) -> Vectors:
        """Return the vectors of passages that are in the index, float32, shape (n, dim)."""
        wanted = _ids(ids)
        held = self._holds(wanted)
        if self._base is not None and held.all():
            return self._base.rows(np.searchsorted(self._base.ids, wanted))
        result = np.empty((len(wanted), self._fresh.shape[1]), dtype=np.float32)
        if self._base is not None and held.any():
            result[held] = self._base.rows(np.searchsorted(self._base.ids, wanted[held]))
        result[~held] = self._fresh[np.searchsorted(self._fresh_ids, wanted[~held])]
        return result

    def _holds(self, ids: Ids) -> NDArray[np.bool_]:
        """Return which of the ids are in the base, gone or not."""
        if self._base is None:
            return np.zeros(len(ids), dtype=bool)
        at = np.minimum(np.searchsorted(self._base.ids, ids), len(self._base.ids) - 1)
        return np.asarray(self._base.ids[at] == ids)


class _Exact:
    """All vectors in memory, each of them compared.

    In float16, as they are stored: half the memory, and faster once they do not fit into the processor's cache. FAISS
    is fast with them only where their length is a multiple of eight.
    """

    def __init__(self, ids: Ids, rows: Halves) -> None:
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
        rows: Vectors = self._index.reconstruct_batch(positions)
        return rows

    def search(self, vectors: Vectors, k: int, gone: Ids, among: Ids | None) -> list[list[Hit]]:
        selector = None
        if among is not None:
            inside = np.setdiff1d(np.intersect1d(among, self.ids), gone)
            selector = faiss.IDSelectorBatch(np.searchsorted(self.ids, inside))
        elif len(gone):
            selector = faiss.IDSelectorNot(faiss.IDSelectorBatch(np.searchsorted(self.ids, gone)))
        parameters = faiss.SearchParameters(sel=selector) if selector else None
        scores, at = self._index.search(vectors, min(k, len(self.ids)), params=parameters)
        found = zip(self.ids[at].tolist(), scores.tolist(), at.tolist(), strict=True)
        return [[Hit(*hit[:2]) for hit in zip(*row, strict=True) if hit[2] >= 0] for row in found]


class _Clustered:
    """Vectors in clusters, eight bits to a number, mapped from the file; the nearest clusters are compared.

    What they give is looked up once more, exactly, in the rows behind them.
    """

    def __init__(self, path: Path, header: Header) -> None:
        assert header.facts is not None
        self._path, self._header = path, header
        self.ids, self.dim, self.facts = header.ids(path), header.dim, header.facts
        self._rows = header.open_rows(path)
        self._ivf = faiss.read_index(str(path), faiss.IO_FLAG_MMAP | faiss.IO_FLAG_READ_ONLY)
        lists = faiss.downcast_InvertedLists(self._ivf.invlists)
        if isinstance(lists, faiss.OnDiskInvertedLists):
            lists.prefetch_nthread = 0  # starting threads takes longer than reading

    def rows(self, positions: Ids) -> Vectors:
        return self._rows.read(positions)

    def is_sound(self) -> bool:
        return self._header.is_sound(self._path)

    def search(self, vectors: Vectors, k: int, gone: Ids, among: Ids | None) -> list[list[Hit]]:
        probes = self.facts.probes
        selector = None
        if among is not None:
            inside = np.setdiff1d(np.intersect1d(among, self.ids), gone)
            if len(inside) <= EXACT:
                scores = vectors @ self._rows.read(np.searchsorted(self.ids, inside)).T
                return [best(inside, row, k) for row in scores]
            probes *= len(self.ids) // len(inside)
            selector = faiss.IDSelectorBatch(inside)
        elif len(gone):
            selector = faiss.IDSelectorNot(faiss.IDSelectorBatch(gone))
        parameters = faiss.SearchParametersIVF(nprobe=min(probes, self._ivf.nlist), sel=selector)
        _, found = self._ivf.search(vectors, min(k + SPARE, len(self.ids)), params=parameters)
        return [self._exactly(vector, ids[ids >= 0], k) for vector, ids in zip(vectors, found, strict=True)]

    def _exactly(self, vector: Vectors, ids: Ids, k: int) -> list[Hit]:
        return best(ids, self._rows.read(np.searchsorted(self.ids, ids)) @ vector, k)


def best(ids: Ids, scores: Vectors, k: int) -> list[Hit]:
    """Return the ``k`` best of some passages, best first."""
    if k < len(ids):
        first = np.argpartition(-scores, k)[:k]
        ids, scores = ids[first], scores[first]
    order = np.lexsort((ids, -scores))
    return [Hit(int(ids[i]), float(scores[i])) for i in order]


def changes_allowed(base: int) -> int:
    """Return how many changes may be held beside a file of ``base`` passages; a small file is soon written anew."""
    return 0 if base < CHANGES // 2 else min(base // 10, CHANGES)


def _ids(ids: Sequence[int] | Ids) -> Ids:
    return np.asarray(ids, dtype=np.int64)


def _check(offered: int, dim: int) -> None:
    if offered != dim:
        raise DimensionMismatch(
            f"vectors of {offered} numbers were offered to an index of {dim}; was it built with another model? Run "
            '"quoth sync".'
        )


@contextmanager
def _one_thread() -> Iterator[None]:
    """Let FAISS compute in the thread that calls it: helpers would wait for each other, on a busy machine for long."""
    threads = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(threads)
