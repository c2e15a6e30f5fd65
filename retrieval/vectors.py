"""The array types that modules pass to each other, and how vectors get length 1."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
"""Of shape (n, dim), or (dim,) for one."""

HalfVectors = NDArray[np.float16]
"""The same, as they are stored."""

Ids = NDArray[np.int64]
"""Of passages or documents, shape (n,)."""


def unit_length(vectors: Vectors) -> Vectors:
    """Return vectors, shape (n, dim), each divided by its length."""
    if not vectors.size:
        return vectors
    unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit
