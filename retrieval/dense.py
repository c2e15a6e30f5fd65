"""Vectors → the nearest passages, by FAISS: flat, inner product, exact. Derived from the catalog."""

from __future__ import annotations

import os
import struct
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from retrieval.encoding import Vectors
from retrieval.errors import DimensionMismatch
from retrieval.hits import Hit

_TRAILER = struct.Struct("<8sQI")
_MAGIC = b"QuothDen"
"""Behind FAISS's own bytes, which it reads without looking further: magic, generation, CRC-32 of those bytes."""


class DenseIndex:
    """The vectors of one generation of passages, in memory."""

    def __init__(self, generation: int = 0, index: faiss.Index | None = None) -> None:
        self.generation = generation
        self._index = index

    @classmethod
    def load(cls, path: Path) -> DenseIndex | None:
        """Return the index in a file, or None when there is none or it is damaged."""
        try:
            data = path.read_bytes()
            magic, generation, checksum = _TRAILER.unpack(data[-_TRAILER.size :])
            body = memoryview(data)[: -_TRAILER.size]
            if magic != _MAGIC or zlib.crc32(body) != checksum:
                return None
            index = faiss.deserialize_index(np.frombuffer(body, dtype=np.uint8)) if body else None
        except (OSError, struct.error, RuntimeError):
            return None
        return cls(generation, index)

    def save(self, path: Path) -> None:
        """Write the index so that at any instant the file holds either all of the old one or all of the new one."""
        body = faiss.serialize_index(self._index).tobytes() if self._index is not None else b""
        temporary = path.with_suffix(".new")
        with temporary.open("wb") as file:
            file.write(body)
            file.write(_TRAILER.pack(_MAGIC, self.generation, zlib.crc32(body)))
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)

    def __len__(self) -> int:
        return self._index.ntotal if self._index is not None else 0

    def add(self, ids: Sequence[int], vectors: Vectors) -> None:
        """Add passages. vectors: float32, shape (n, dim), rows of length 1; ids: new ones only.

        Raises DimensionMismatch when dim is not the index's (the error names both).
        """
        if not ids:
            return
        if self._index is None:
            self._index = faiss.IndexIDMap2(faiss.IndexFlatIP(vectors.shape[1]))
        self._check(vectors)
        self._index.add_with_ids(np.ascontiguousarray(vectors), np.asarray(ids, dtype=np.int64))

    def remove(self, ids: Sequence[int]) -> None:
        """Remove passages; ids that are not there are passed over. An index left empty takes vectors of any length."""
        if ids and self._index is not None:
            self._index.remove_ids(faiss.IDSelectorBatch(np.asarray(ids, dtype=np.int64)))
            if not len(self):
                self._index = None

    def ids(self) -> list[int]:
        """Return the ids of all passages, ascending."""
        if self._index is None:
            return []
        return sorted(faiss.vector_to_array(self._index.id_map).tolist())

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
        if self._index is None or not len(self):
            return [[] for _ in vectors]
        self._check(vectors)
        parameters = None
        if among is not None:
            selector = faiss.IDSelectorBatch(np.asarray(among, dtype=np.int64))
            parameters = faiss.SearchParameters(sel=selector)
        with _one_thread():
            scores, ids = self._index.search(vectors, min(k, len(self)), params=parameters)
        return [
            [Hit(id_, score) for id_, score in zip(*row, strict=True) if id_ >= 0]
            for row in zip(ids.tolist(), scores.tolist(), strict=True)
        ]

    def vectors(self, ids: Sequence[int]) -> Vectors:
        """Return the vectors of passages that are in the index, shape (n, dim)."""
        result: Vectors = self._index.reconstruct_batch(np.asarray(ids, dtype=np.int64))  # type: ignore[union-attr]
        return result

    def _check(self, vectors: Vectors) -> None:
        if self._index is not None and vectors.shape[1] != self._index.d:
            raise DimensionMismatch(
                f"vectors of {vectors.shape[1]} numbers were offered to an index of {self._index.d}; was it built with "
                'another model? Run "quoth sync".'
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
