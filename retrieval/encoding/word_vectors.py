"""A model's word vectors, one for each word piece, read from their file when they are needed.

They are a third to a half of a small model, and a question needs a dozen of them. If the file were memory-mapped, every
page that was ever used would stay in memory, and so would its neighbours: the system reads ahead.
"""

from __future__ import annotations

import json
import threading
import weakref
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from retrieval.errors import ModelError
from retrieval.vectors import Vectors

TENSOR_NAME = "embeddings.word_embeddings.weight"
"""The name of the tensor with the word vectors, in the bundled model's own file and in an export's."""


class WordVectors:
    """A model's word vectors: float32, shape (words, dim), in a safetensors file. Threads may share one."""

    def __init__(self, path: Path) -> None:
        """Open the file and keep it open. Raises ModelError unless it holds word vectors in float32.

        The error's text is part of a sentence, in lower case.
        """
        try:
            self._file = path.open("rb", buffering=0)
            weakref.finalize(self, self._file.close)
            size = int.from_bytes(self._file.read(8), "little")
            about = json.loads(self._file.read(size))[TENSOR_NAME]
            dtype, (self._words, self.dim), (begin, end) = about["dtype"], about["shape"], about["data_offsets"]
            is_whole = end - begin == 4 * self._words * self.dim and 8 + size + end <= path.stat().st_size
        except (OSError, ValueError, LookupError, TypeError, MemoryError, OverflowError, RecursionError) as error:
            raise ModelError(f"the word vectors in {path} cannot be read ({error})", path=path) from error
        if dtype != "F32":
            raise ModelError(
                f"the word vectors in {path} are {dtype}, not float32", path=path, expected="F32", found=dtype
            )
        if not is_whole:
            raise ModelError(f"the word vectors in {path} are incomplete", path=path)
        self._path = path
        self._lock = threading.Lock()
        self._begin = 8 + size + begin

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

        Raises ModelError for a token that has no vector, and when the file was cut short meanwhile.
        """
        row_of = {word: row for row, word in enumerate(sorted({word for each in ids for word in each}))}
        rows = np.empty((len(row_of), self.dim), dtype="<f4")
        with self._lock:
            for word, row in row_of.items():
                self._file.seek(self._begin + word * rows.strides[0])
                if not 0 <= word < self._words or self._file.readinto(rows[row].data) != rows.strides[0]:
                    raise ModelError(
                        f"{self._path} has no vector for the token {word} of {self._words:,}",
                        path=self._path,
                        found=word,
                    )
        return [rows[[row_of[word] for word in each]] for each in ids]
