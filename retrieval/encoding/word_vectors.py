"""A model's word vectors, one for each word piece, read from their file when they are needed.

They are a third to a half of a small model, and a question needs a dozen of them. If the file were memory-mapped, every
page that was ever used would stay in memory, and so would its neighbours: the system reads ahead.
"""

from __future__ import annotations

import json
import threading
import weakref
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from retrieval.errors import ModelError, reason_of
from retrieval.vectors import Vectors

TENSOR_NAME = "embeddings.word_embeddings.weight"
"""The name of the tensor with the word vectors, in the bundled model's own file and in an export's."""


class RowFormat(NamedTuple):
    """How word vectors lie in a file: ``words`` rows of ``dtype``, one after the other.

    ``unpack`` turns an array of n rows into float32, shape (n, dim).
    """

    begin: int
    words: int
    dim: int
    dtype: np.dtype[Any]
    unpack: Callable[[NDArray[Any]], Vectors]


class WordVectors:
    """A model's word vectors: float32, shape (words, dim). Threads may share one."""

    def __init__(self, path: Path, rows: RowFormat | None = None) -> None:
        """Open the file and keep it open.

        rows: how they lie in the file, if it is not a safetensors file. Raises ModelError unless it holds word vectors,
        in a safetensors file in float32. The error's text is part of a sentence, in lower case.
        """
        try:
            self._file = path.open("rb", buffering=0)
            weakref.finalize(self, self._file.close)
            self._rows = _in_safetensors(path, self._file) if rows is None else rows
            size = path.stat().st_size
        except (OSError, ValueError, LookupError, TypeError, MemoryError, OverflowError, RecursionError) as error:
            raise ModelError(f"the word vectors in {path} cannot be read ({error})", path=path) from error
        if self._rows.begin + self._rows.words * self._rows.dtype.itemsize > size:
            raise ModelError(f"the word vectors in {path} are incomplete", path=path)
        self._path = path
        self._lock = threading.Lock()

    @property
    def dim(self) -> int:
        """How many numbers a vector has."""
        return self._rows.dim

    @staticmethod
    def write(path: Path, vectors: Vectors) -> None:
        """Write word vectors, shape (words, dim), to a file of their own."""
        about = {"dtype": "F32", "shape": vectors.shape, "data_offsets": (0, 4 * vectors.size)}
        header = json.dumps({TENSOR_NAME: about}).encode()
        header += b" " * (-len(header) % 8)
        with path.open("wb") as file:
            file.write(len(header).to_bytes(8, "little") + header)
            file.write(np.ascontiguousarray(vectors, dtype="<f4").data)

    def of(self, ids: Sequence[Sequence[int]]) -> list[Vectors]:
        """Return the word vectors of token lists, each of shape (tokens, dim). Every word is read once.

        Raises ModelError for a token that has no vector, and when the file was cut short meanwhile or cannot be read.
        """
        row_of = {word: row for row, word in enumerate(sorted({word for each in ids for word in each}))}
        rows = np.empty(len(row_of), dtype=self._rows.dtype)
        row_bytes = self._rows.dtype.itemsize
        try:
            with self._lock:
                for word, row in row_of.items():
                    self._file.seek(self._rows.begin + word * row_bytes)
                    if not 0 <= word < self._rows.words or self._file.readinto(rows[row : row + 1].data) != row_bytes:
                        raise ModelError(
                            f"{self._path} has no vector for the token {word} of {self._rows.words:,}",
                            path=self._path,
                            found=word,
                        )
        except OSError as error:
            raise ModelError(f"{self._path} cannot be read ({reason_of(error)})", path=self._path) from error
        vectors = self._rows.unpack(rows)
        return [vectors[[row_of[word] for word in each]] for each in ids]


def _in_safetensors(path: Path, file: Any) -> RowFormat:
    """Return how the word vectors lie in a safetensors file. Raises ModelError, or whatever a damaged header raises."""
    size = int.from_bytes(file.read(8), "little")
    about = json.loads(file.read(size))[TENSOR_NAME]
    dtype, (words, dim), (begin, end) = about["dtype"], about["shape"], about["data_offsets"]
    if dtype != "F32":
        raise ModelError(f"the word vectors in {path} are {dtype}, not float32", path=path, expected="F32", found=dtype)
    if end - begin != 4 * words * dim:
        raise ModelError(f"the word vectors in {path} are incomplete", path=path)
    return RowFormat(8 + size + begin, words, dim, np.dtype(("<f4", (dim,))), lambda rows: rows)
