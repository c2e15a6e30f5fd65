"""Writes packed models, for tests: the same layout as the real one, and small."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

SIZES = {"width": 32, "layers": 2, "heads": 2, "inner": 64, "words": 20, "positions": 64, "types": 2}

PIECES = ["<s>", "<pad>", "</s>", "<unk>", "▁", "e", "l", "s", "▁eel", "▁swim", "m", "w", "i", "<mask>"]
SCORES = [0.0, 0.0, 0.0, 0.0, -3.0, -4.0, -4.0, -4.0, -5.0, -5.0, -4.0, -4.0, -4.0, 0.0]


def blocks(numbers: np.ndarray) -> bytes:
    """Return numbers, shape (n, 32), as blocks of four bits; the number farthest from 0 becomes -8 times the scale."""
    packed = b""
    for block in numbers:
        farthest = block[np.abs(block).argmax()]
        scale = np.float16(farthest / -8)
        steps = np.clip(np.rint(block / np.float32(scale or 1)) + 8, 0, 15).astype(np.uint8)
        packed += scale.tobytes() + (steps[:16] | steps[16:] << 4).tobytes()
    return packed


def weights(seed: int = 5) -> dict[str, np.ndarray]:
    """Return weights of a network of these sizes, which mean nothing."""
    random = np.random.default_rng(seed)
    width, inner = SIZES["width"], SIZES["inner"]
    shapes: dict[str, tuple[int, ...]] = {
        "emb.word": (SIZES["words"], width),
        "emb.pos": (SIZES["positions"], width),
        "emb.type": (SIZES["types"], width),
        "emb.ln.w": (width,),
        "emb.ln.b": (width,),
    }
    for layer in range(SIZES["layers"]):
        shapes |= {f"l{layer}.{name}.w": (width, width) for name in ("q", "k", "v", "ao")}
        shapes |= {f"l{layer}.fi.w": (inner, width), f"l{layer}.fo.w": (width, inner)}
        shapes |= {
            f"l{layer}.{name}.b": (inner if name == "fi" else width,) for name in ("q", "k", "v", "ao", "fi", "fo")
        }
        shapes |= {f"l{layer}.{name}.{part}": (width,) for name in ("aln", "oln") for part in "wb"}
    return {
        name: (random.standard_normal(shape) / 4 + ("ln.w" in name)).astype(np.float32)
        for name, shape in shapes.items()
    }


def write_packed(
    path: Path,
    tensors: Mapping[str, np.ndarray],
    pieces: Sequence[str] = PIECES,
    scores: Sequence[float] = SCORES,
) -> Path:
    """Write a packed model: word vectors in blocks, all else in float32."""
    texts = [piece.encode() for piece in pieces]
    offsets = np.cumsum([0, *map(len, texts)]).astype("<u4")
    head = struct.pack("<4s8ifi5iQ", b"E5S1", 1, *SIZES.values(), 1e-12, 32, len(pieces), 0, 2, 1, 3, int(offsets[-1]))
    head += offsets.tobytes() + np.array(scores, "<f4").tobytes() + b"".join(texts)
    normalising = struct.pack("<IBI", 0xFB01, 1, 0x66)
    head += struct.pack("<2i", 1, len(normalising)) + normalising
    stored = {
        name: (1, blocks(array.reshape(-1, 32))) if name == "emb.word" else (0, array.astype("<f4").tobytes())
        for name, array in tensors.items()
    }
    at = len(head) + 4 + sum(2 + len(name) + 21 for name in stored)
    head += struct.pack("<i", len(stored))
    for name, (kind, data) in stored.items():
        head += struct.pack("<H", len(name)) + name.encode()
        head += struct.pack("<BIQQ", kind, tensors[name].size, at, len(data))
        at += len(data)
    path.write_bytes(head + b"".join(data for _, data in stored.values()))
    return path
