"""Tokens → vectors without torch: a model's export, run by onnxruntime."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from retrieval.cores import cores
from retrieval.encoding.bulk import CPU_BATCH_TOKENS
from retrieval.encoding.manifest import (
    TOKEN_INPUTS,
    TOKENS_OUTPUT,
    VECTOR_OUTPUT,
    VECTORS_INPUT,
    WORDS_FILE,
    Export,
    ExportDamaged,
    Precision,
    export_files,
)
from retrieval.encoding.model_files import WEIGHTS_FILE, ModelFiles, open_tokenizer
from retrieval.encoding.packed.packed_file import PackedFile
from retrieval.encoding.tokens import TOKENIZER_FILE, Tokenizer, batches, load_tokenizer, question_ids
from retrieval.encoding.word_vectors import WordVectors
from retrieval.errors import ModelError, first_line
from retrieval.runtime import runtime
from retrieval.vectors import Vectors, unit_length

QUESTION_BATCH_TOKENS = 128
"""Padded tokens per batch of questions. There are few, so that a batch's questions have similar lengths: padding costs
more than a larger batch saves."""


class OnnxEncoder:
    """Encodes questions as an ``Encoder`` does, with onnxruntime and tokenizers only. Threads may share one."""

    def __init__(self, export: Export, precision: Precision, files: ModelFiles) -> None:
        """Load an export. Raises ModelError when it cannot be loaded.

        files: the model's, which have the tokenizer and the word vectors of a model that is packed.
        """
        self.export = export
        self.precision = precision
        graph = export.graph(precision)
        with ThreadPoolExecutor(1) as aside:  # a large tokenizer takes as long as all else
            tokenizer = aside.submit(_exported_tokenizer, export, files)
            self._session = open_session(graph)
            self._words = words_for(self._session, export.folder, files)
            self._tokenizer = tokenizer.result()

    def encode_query(self, text: str) -> Vectors:
        """Return the vector of a question; see ``Encoder``."""
        vector: Vectors = self.encode_queries([text])[0]
        return vector

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of questions; see ``Encoder``."""
        ids = question_ids(self._tokenizer, texts, self.export.query_prompt, self.export.max_sequence_tokens)
        if not ids:
            return np.empty((0, self._session.get_outputs()[0].shape[-1]), dtype=np.float32)
        order = sorted(range(len(ids)), key=lambda i: -len(ids[i]))
        # In int8 the questions of a batch share a scale, and their vectors would depend on each other: one at a time.
        max_batch_tokens = QUESTION_BATCH_TOKENS if self.precision == "float32" else 0
        batched = batches(order, _lengths(ids), max_batch_tokens)
        parts = [(batch, run_session(self._session, self._words, [ids[i] for i in batch])) for batch in batched]
        vectors = np.empty((len(ids), parts[0][1].shape[1]), dtype=np.float32)
        for batch, part in parts:
            vectors[batch] = part
        return vectors


class SessionNetwork:
    """The export of a model that comes with Quoth, as a ``Network`` that encodes documents."""

    def __init__(self, export: Export, files: ModelFiles) -> None:
        """Load an export, in float32, and read every byte of it: what it computes is kept for long.

        Raises ModelError when it cannot be loaded, ExportDamaged, which is one, when it is not as it was written.
        """
        graph = export.graph("float32")
        for name in export_files("float32"):
            if not export.files[name].is_intact(export.folder / name):
                raise ExportDamaged(f"the export's {name} is damaged", path=export.folder / name)
        self._session = open_session(graph, 1)
        self._words = own_words(files)
        self.tokens_run = 0

    @property
    def dim(self) -> int:  # noqa: D102 - see Network
        return self._words.dim

    @property
    def batch_tokens(self) -> int:  # noqa: D102 - see Network
        return CPU_BATCH_TOKENS

    @property
    def workers(self) -> int:  # noqa: D102 - see Network
        return cores()

    def begin(self) -> None:
        """Do nothing: its session computes in the thread that asks it."""

    def run(self, ids: Sequence[Sequence[int]], *, with_tokens: bool) -> tuple[Vectors, Vectors | None]:  # noqa: D102
        self.tokens_run += sum(_lengths(ids))
        outputs = [VECTOR_OUTPUT, TOKENS_OUTPUT] if with_tokens else [VECTOR_OUTPUT]
        vectors, *tokens = _run(self._session, self._words, ids, outputs)
        return vectors, tokens[0] if tokens else None


def words_for(session: Any, folder: Path, files: ModelFiles) -> WordVectors | None:
    """Return the word vectors that the graph of a session takes; None: it looks them up itself.

    folder: that of the export. Raises ModelError when they cannot be read.
    """
    if VECTORS_INPUT not in {each.name for each in session.get_inputs()}:
        return None
    if (folder / WORDS_FILE).is_file():
        return WordVectors(folder / WORDS_FILE)
    return own_words(files)


def own_words(files: ModelFiles) -> WordVectors:
    """Return the word vectors in a bundled model's files. Raises ModelError when they cannot be read."""
    if files.packed is not None:
        return PackedFile.read(files.packed).words()
    return WordVectors(files.folder / WEIGHTS_FILE)


def _exported_tokenizer(export: Export, files: ModelFiles) -> Tokenizer:
    if files.packed is not None:
        return open_tokenizer(files)
    return load_tokenizer(export.folder / TOKENIZER_FILE, export.name)


def open_session(graph: Path, threads: int = 0) -> Any:
    """Return onnxruntime's session of a graph that is already optimised. Raises ModelError when it cannot be loaded.

    threads: how many work on one input; 0 means one for each core. Idle threads sleep: spinning would double the time
    on the processor, and take it from the other tenants of a small server. The weights stay in the page cache, where
    only the pages that are read use memory. The error's text is part of a sentence, in lower case.
    """
    try:
        onnxruntime = runtime()
        options = onnxruntime.SessionOptions()
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
        options.intra_op_num_threads = threads or cores()
        options.inter_op_num_threads = 1
        options.log_severity_level = 4
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        return onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # whatever a damaged graph or a damaged installation makes onnxruntime raise
        raise ModelError(f"the graph {graph.name} cannot be loaded ({first_line(error)})", path=graph) from error


def run_session(session: Any, words: WordVectors | None, ids: Sequence[Sequence[int]]) -> Vectors:
    """Return the vectors of token lists: float32, shape (n, dim), of length 1.

    words: the word vectors, for a graph that takes them as an input.
    """
    return unit_length(_run(session, words, ids, [VECTOR_OUTPUT])[0])


def _run(session: Any, words: WordVectors | None, ids: Sequence[Sequence[int]], outputs: list[str]) -> list[Vectors]:
    shape = len(ids), max(_lengths(ids))
    inputs = {name: np.zeros(shape, dtype=np.int64) for name in TOKEN_INPUTS}
    for row, each in enumerate(ids):
        inputs["input_ids"][row, : len(each)] = each
        inputs["attention_mask"][row, : len(each)] = 1
    if words is not None:
        inputs[VECTORS_INPUT] = np.zeros((*shape, words.dim), dtype=np.float32)
        for row, vectors in enumerate(words.of(ids)):
            inputs[VECTORS_INPUT][row, : len(vectors)] = vectors
    found: list[Vectors] = session.run(outputs, {each.name: inputs[each.name] for each in session.get_inputs()})
    return found


def _lengths(ids: Sequence[Sequence[int]]) -> list[int]:
    return [len(each) for each in ids]
