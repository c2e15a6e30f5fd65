"""Vectors as they are stored → arrays, or an error that says what to do when they cannot be vectors."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from retrieval.errors import StorageError
from retrieval.vectors import HalfVectors, Vectors

_NUMBER_BYTES = 2


def stacked_vectors(rows: Sequence[bytes], catalog: Path) -> HalfVectors:
    """Return vectors, shape (n, dim). Raises StorageError unless all of them are there and of one length."""
    if not rows:
        return np.empty((0, 0), dtype=np.float16)
    sizes = {len(row) for row in rows}
    if len(sizes) > 1 or not rows[0] or len(rows[0]) % _NUMBER_BYTES:
        raise _damaged(catalog)
    return np.frombuffer(b"".join(rows), dtype="<f2").reshape(len(rows), -1)


def inner_vectors(data: bytes, dim: int, catalog: Path) -> Vectors:
    """Return the vectors of one passage's sentences, shape (m, dim). Raises StorageError unless they have that form."""
    if dim < 1 or len(data) % (_NUMBER_BYTES * dim):
        raise _damaged(catalog)
    return np.frombuffer(data, dtype="<f2").reshape(-1, dim).astype(np.float32)


def _damaged(catalog: Path) -> StorageError:
    return StorageError(f"Vectors in the catalog {catalog} are damaged", 'run "quoth sync --repair"', path=catalog)
