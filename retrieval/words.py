"""The vectors that a model's graph begins with, one to a word piece, read from their file as they are needed.

They are a third to a half of a small model, and a question needs a dozen of them. Memory-mapped they would be resident
as far as they were ever used, and far around it: the system reads pages ahead.
"""

from __future__ import annotations

import json
import threading
import weakref
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from retrieval.encoding import Vectors
from retrieval.errors import ModelError

WORD_VECTORS = "embeddings.word_embeddings.weight"
"""The tensor's name where the bundled model's own file has it, and in an export's."""


class WordVectors:
    """A model's vectors of words: float32, shape (words, dim), in a safetensors file that stays on the disk."""

    def __init__(self, path: Path) -> None:
        """Find them. Raises ModelError when they are not there as expected."""
        try:
            self._file = path.open("rb", buffering=0)
            weakref.finalize(self, self._file.close)
            size = int.from_bytes(self._file.read(8), "little")
            about = json.loads(self._file.read(size))[WORD_VECTORS]
            kind, (self._words, self.dim), (begin, end) = about["dtype"], about["shape"], about["data_offsets"]
            is_whole = end - begin == 4 * self._words * self.dim and 8 + size + end <= path.stat().st_size
        except (OSError, ValueError, LookupError, TypeError, MemoryError, OverflowError, RecursionError) as error:
            raise ModelError(f"the word vectors in {path} cannot be read ({error})") from error
        if kind != "F32":
            raise ModelError(f"the word vectors in {path} are {kind}, not float32")
        if not is_whole:
            raise ModelError(f"the word vectors in {path} are not all there")
        self._path = path
        self._turn = threading.Lock()
        self._begin = 8 + size + begin

    @staticmethod
    def write(path: Path, vectors: Vectors) -> None:
        """Write vectors, one to a word, to a file of their own."""
        about = {"dtype": "F32", "shape": vectors.shape, "data_offsets": (0, 4 * vectors.size)}
        header = json.dumps({WORD_VECTORS: about}).encode()
        header += b" " * (-len(header) % 8)
        with path.open("wb") as file:
            file.write(len(header).to_bytes(8, "little") + header)
            file.write(np.ascontiguousarray(vectors, dtype="<f4").data)

    def of(self, ids: Sequence[Sequence[int]]) -> list[Vectors]:
        """Return the vectors of token lists, each of shape (tokens, dim). A word that is in several is read once.

        Raises ModelError for a token that has none, and when the file is not any more what it was.
        """
        place = {word: row for row, word in enumerate(sorted({word for each in ids for word in each}))}
        rows = np.empty((len(place), self.dim), dtype="<f4")
        with self._turn:
            for word, row in place.items():
                self._file.seek(self._begin + word * rows.strides[0])
                if not 0 <= word < self._words or self._file.readinto(rows[row].data) != rows.strides[0]:
                    raise ModelError(f"{self._path} has no vector for the token {word} of {self._words:,}.")
        return [rows[[place[word] for word in each]] for each in ids]
