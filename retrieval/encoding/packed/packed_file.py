"""A packed model's file → its sizes, its pieces and its tensors; little of the file is read before it is needed.

The file begins with the sizes, then come the pieces of the tokenizer, a map of characters that is not used here, a
directory of the tensors, and their data. Numbers are little-endian. Large tensors are in blocks of 32 numbers, each
block a scale in float16 and 32 numbers from 0 to 15, two in a byte, which mean -8 to 7 times the scale.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from retrieval.encoding.word_vectors import RowFormat, WordVectors
from retrieval.errors import ModelError, reason_of
from retrieval.vectors import Vectors

MAGIC, VERSION = b"E5S1", 1

BLOCK_SIZE = 32
"""How many numbers share a scale."""

BLOCK = np.dtype([("scale", "<f2"), ("numbers", "u1", BLOCK_SIZE // 2)])

WORDS = "emb.word"
"""The name of the tensor that holds the word vectors."""

_HEADER = struct.Struct("<4s8ifi5iQ")
_FLOATS, _BLOCKS = 0, 1
"""The two kinds of tensors."""


class Sizes(NamedTuple):
    """How large the network is: a BERT with ``layers`` of ``heads``, whose feed-forward layers are ``inner`` wide."""

    width: int
    layers: int
    heads: int
    inner: int
    words: int
    positions: int
    types: int
    epsilon: float


class Pieces(NamedTuple):
    """What the tokenizer knows: ``number`` pieces, each with a score, and the ids of the special ones."""

    number: int
    begin_id: int
    end_id: int
    padding_id: int
    unknown_id: int


class _Tensor(NamedTuple):
    kind: int
    numbers: int
    offset: int
    size: int


@dataclass(frozen=True, slots=True)
class PackedFile:
    """A packed model's file, of which only the header and the directory were read."""

    path: Path
    sizes: Sizes
    pieces: Pieces
    pieces_offset: int
    pieces_bytes: int
    tensors: dict[str, _Tensor]

    @classmethod
    def read(cls, path: Path) -> PackedFile:
        """Return the file at a path. Raises ModelError when it cannot be read, is damaged, or is of another kind."""
        try:
            with path.open("rb") as file:
                return _read(path, file)
        except OSError as error:
            raise packed_error(path, f"cannot be read ({reason_of(error)})") from error
        except (struct.error, ValueError, OverflowError) as error:
            raise packed_error(path, "is damaged") from error

    def piece_table(self) -> tuple[NDArray[np.uint32], NDArray[np.uint8], NDArray[np.uint8]]:
        """Return where each piece begins in the text of all pieces (and where the last one ends), scores, and text.

        The scores are float32 as bytes, shape (count, 4); the text is UTF-8. Raises ModelError as ``read`` does.
        """
        count = self.pieces.number
        data = np.frombuffer(self._bytes(self.pieces_offset, 4 * (2 * count + 1) + self.pieces_bytes), dtype=np.uint8)
        begins = data[: 4 * (count + 1)].view("<u4")
        scores = data[4 * (count + 1) : 4 * (2 * count + 1)].reshape(count, 4)
        text = data[4 * (2 * count + 1) :]
        if begins[0] != 0 or begins[-1] != len(text) or (np.diff(begins.astype(np.int64)) < 0).any():
            raise packed_error(self.path, "is damaged")
        return begins, scores, text

    def array(self, name: str, *shape: int) -> Vectors:
        """Return a tensor in float32. Raises ModelError as ``read`` does."""
        tensor = self._tensor(name, int(np.prod(shape)))
        data = self._bytes(tensor.offset, tensor.size)
        flat = np.frombuffer(data, "<f4").copy() if tensor.kind == _FLOATS else unpacked(np.frombuffer(data, BLOCK))
        return flat.reshape(shape)

    def word_rows(self) -> RowFormat:
        """Return how the word vectors lie in the file. Raises ModelError as ``read`` does."""
        words, width = self.sizes.words, self.sizes.width
        tensor = self._tensor(WORDS, words * width)
        if tensor.kind != _BLOCKS or width % BLOCK_SIZE:
            raise packed_error(self.path, "holds its word vectors in another form")
        return RowFormat(tensor.offset, words, width, np.dtype((BLOCK, width // BLOCK_SIZE)), unpacked)

    def words(self) -> WordVectors:
        """Return the word vectors, which stay in the file. Raises ModelError as ``read`` does."""
        return WordVectors(self.path, self.word_rows())

    def _tensor(self, name: str, numbers: int) -> _Tensor:
        tensor = self.tensors.get(name)
        if tensor is None or tensor.numbers != numbers:
            raise packed_error(self.path, f"lacks {name}")
        return tensor

    def _bytes(self, offset: int, size: int) -> bytes:
        try:
            with self.path.open("rb") as file:
                file.seek(offset)
                data = file.read(size)
        except OSError as error:
            raise packed_error(self.path, f"cannot be read ({reason_of(error)})") from error
        if len(data) != size:
            raise packed_error(self.path, "is damaged")
        return data


def unpacked(blocks: NDArray[Any]) -> Vectors:
    """Return blocks, shape (…, n), as float32, shape (…, 32 n): the first half of a block is in the low bits."""
    numbers = np.empty((*blocks.shape, BLOCK_SIZE), dtype=np.float32)
    numbers[..., : BLOCK_SIZE // 2] = blocks["numbers"] & 15
    numbers[..., BLOCK_SIZE // 2 :] = blocks["numbers"] >> 4
    numbers -= 8
    numbers *= blocks["scale"].astype(np.float32)[..., np.newaxis]
    return numbers.reshape(*blocks.shape[:-1], -1)


def _read(path: Path, file: BinaryIO) -> PackedFile:
    magic, version, *sizes, epsilon, block_size, count, begin, end, padding, unknown, text_bytes = _HEADER.unpack(
        file.read(_HEADER.size)
    )
    if (magic, version, block_size) != (MAGIC, VERSION, BLOCK_SIZE):
        raise packed_error(path, "is not a packed model of the kind that this version of Quoth reads")
    width, layers, heads, inner, words, positions, types = sizes
    if min(*sizes, count) < 1 or width % heads:
        raise packed_error(path, "is damaged")
    offset, whole = file.tell(), path.stat().st_size
    file.seek(offset + 4 * (2 * count + 1) + text_bytes)
    _, map_bytes = struct.unpack("<2i", file.read(8))
    file.seek(map_bytes, 1)
    tensors = {}
    for _ in range(struct.unpack("<i", file.read(4))[0]):
        (length,) = struct.unpack("<H", file.read(2))
        name = file.read(length).decode()
        tensor = _Tensor(*struct.unpack("<BIQQ", file.read(21)))
        expected = 4 * tensor.numbers if tensor.kind == _FLOATS else tensor.numbers // BLOCK_SIZE * BLOCK.itemsize
        if tensor.kind not in (_FLOATS, _BLOCKS) or tensor.size != expected or tensor.offset + tensor.size > whole:
            raise ValueError(name)
        tensors[name] = tensor
    return PackedFile(
        path,
        Sizes(width, layers, heads, inner, words, positions, types, epsilon),
        Pieces(count, begin, end, padding, unknown),
        offset,
        text_bytes,
        tensors,
    )


def packed_error(path: Path, fault: str) -> ModelError:
    """Return the error for a packed model's file. fault: what is wrong with it, as the rest of a sentence about it."""
    return ModelError(f"The model's file {path} {fault}", "reinstall the package that it belongs to", path=path)
