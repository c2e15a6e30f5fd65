"""Text → unit vectors, by a sentence-transformers model behind the ``Encoder`` protocol.

torch and sentence-transformers are imported when the first text is encoded, and not before: to count tokens, which is
all that cutting needs, the model's tokenizer is enough.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator, MutableMapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import Any

import numpy as np

from retrieval.encoding.encoder import Progress
from retrieval.encoding.model_files import ModelFiles, open_tokenizer
from retrieval.encoding.tokens import Tokenizer, Tokens, batches, question_ids, tokens_over
from retrieval.errors import ModelError, first_line
from retrieval.model import Span
from retrieval.vectors import Vectors, unit_length

CPU_BATCH_TOKENS = 1024
"""Padded tokens per batch on a CPU, where each core encodes one batch at a time; larger batches were slower."""

GPU_BATCH_TOKENS = 16384
"""Padded tokens per batch on a GPU, which is faster with large batches."""

_log = logging.getLogger(__name__)


class SentenceTransformerEncoder:
    """An ``Encoder`` on sentence-transformers, in bfloat16 on a CPU that computes in it, in float32 elsewhere.

    The model is loaded when the first text is encoded; that raises ModelError when the files are damaged.
    """

    def __init__(self, files: ModelFiles, digests: MutableMapping[str, str] | None = None) -> None:
        """Use a model's files. digests: the cache of ``ModelFiles.digest``."""
        self.files = files
        self._digests = {} if digests is None else digests

    @property
    def name(self) -> str:  # noqa: D102 - see Encoder
        return self.files.name

    @property
    def digest(self) -> str:  # noqa: D102 - see Encoder
        return self.files.digest(self._digests)

    @cached_property
    def max_tokens(self) -> int:  # noqa: D102 - see Encoder
        (around,) = self._tokenizer.ids([self.files.document_prompt], special=True)
        return self.files.max_sequence_tokens - len(around)

    @property
    def languages(self) -> frozenset[str] | None:  # noqa: D102 - see Encoder
        return self.files.languages

    def count(self, texts: Sequence[str]) -> list[int]:  # noqa: D102 - see Encoder
        return [len(ids) for ids in self._tokenizer.ids(texts)]

    def encode_documents(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:  # noqa: D102
        vectors, _ = self._encode([tokens.ids for tokens in self._tokenized(texts)], progress)
        return vectors

    def encode_passages(  # noqa: D102 - see Encoder
        self, texts: Sequence[str], spans: Sequence[Sequence[Span]], progress: Progress | None = None
    ) -> tuple[Vectors, list[Vectors]]:
        if not self._pools_by_mean:
            sentences = [text[start:end] for text, inside in zip(texts, spans, strict=True) for start, end in inside]
            apart = iter(self.encode_documents(sentences))
            return self.encode_documents(texts, progress), [_stack([next(apart) for _ in inside]) for inside in spans]
        tokenized = self._tokenized(texts)
        shift = len(self.files.document_prompt)
        # A sentence of which the tokenizer dropped everything gets the mean of all tokens.
        parts = [
            [tokens_over(offsets, start + shift, end + shift) or (0, len(offsets)) for start, end in inside]
            for (_, offsets), inside in zip(tokenized, spans, strict=True)
        ]
        return self._encode([tokens.ids for tokens in tokenized], progress, parts)

    def encode_query(self, text: str) -> Vectors:  # noqa: D102 - see Encoder
        vector: Vectors = self.encode_queries([text])[0]
        return vector

    def encode_queries(self, texts: Sequence[str]) -> Vectors:  # noqa: D102 - see Encoder
        ids = question_ids(self._tokenizer, texts, self.files.query_prompt, self.files.max_sequence_tokens)
        vectors, _ = self._encode(ids, None)
        return vectors

    def unload(self) -> None:
        """Let go of the weights; they are loaded again when a text is encoded."""
        self.__dict__.pop("_model", None)

    def _tokenized(self, texts: Sequence[str]) -> list[Tokens]:
        found = self._tokenizer.tokens([self.files.document_prompt + text for text in texts], special=True)
        for text, (ids, _) in zip(texts, found, strict=True):
            if len(ids) > self.files.max_sequence_tokens:
                raise ValueError(
                    f"a text of {len(ids)} tokens is longer than the {self.files.max_sequence_tokens} that the "
                    f"encoder reads: {text[:60]!r}…"
                )
        return found

    @cached_property
    def _pools_by_mean(self) -> bool:
        """Whether a text's vector is the plain mean of its tokens' vectors; then part of a text has one, too."""
        if self.files.packed is not None:
            return True
        kinds = [type(module).__name__ for module in self._model]
        is_plain = kinds[:2] == ["Transformer", "Pooling"] and set(kinds[2:]) <= {"Normalize"}
        return is_plain and self._model[1].get_config_dict().get("pooling_mode") == "mean"

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        return open_tokenizer(self.files)

    @cached_property
    def _model(self) -> Any:
        import torch

        model = load_model(self.files)
        if model.device.type == "cpu" and _cpu_has_bfloat16():
            model.to(torch.bfloat16)
        _log.debug("loaded %s on %s as %s", self.files.name, model.device, model.dtype)
        return model

    def _encode(
        self,
        ids: Sequence[list[int]],
        progress: Progress | None,
        parts: Sequence[Sequence[tuple[int, int]]] | None = None,
    ) -> tuple[Vectors, list[Vectors]]:
        """Encode token lists, those of similar length together: to compute on padding is a waste.

        parts: ranges of tokens in each list that get a vector, too: the mean of the vectors that the model gives these
        tokens in their context. So one pass over a passage serves its sentences as well. (Günther et al., "Late
        Chunking", 2024, do this with the passages of a document.)
        """
        import torch

        model = self._model
        result = np.empty((len(ids), model.get_embedding_dimension()), dtype=np.float32)
        inner: list[Vectors] = [_stack([])] * len(ids)

        def encode(batch: Sequence[int]) -> int:
            longest = len(ids[batch[0]])
            input_ids = torch.zeros((len(batch), longest), dtype=torch.long)
            mask = torch.zeros((len(batch), longest), dtype=torch.long)
            for row, i in enumerate(batch):
                input_ids[row, : len(ids[i])] = torch.tensor(ids[i])
                mask[row, : len(ids[i])] = 1
            with torch.inference_mode():
                output = model({"input_ids": input_ids.to(model.device), "attention_mask": mask.to(model.device)})
                result[batch] = output["sentence_embedding"].float().cpu().numpy()
                if parts is not None:
                    tokens = output["token_embeddings"].float().cpu().numpy()
                    for row, i in enumerate(batch):
                        inner[i] = _stack([tokens[row, a:b].mean(axis=0) for a, b in parts[i]])
            return len(batch)

        order = sorted(range(len(ids)), key=lambda i: -len(ids[i]))
        on_cpu = model.device.type == "cpu"
        batched = list(batches(order, [len(x) for x in ids], CPU_BATCH_TOKENS if on_cpu else GPU_BATCH_TOKENS))
        workers = min(torch.get_num_threads(), len(batched)) if on_cpu else 1
        for done in _encode_all(encode, batched, workers):
            if progress:
                progress(done)
        return unit_length(result), [unit_length(vectors) for vectors in inner]


def load_model(files: ModelFiles, **options: Any) -> Any:
    """Return a model, ready to encode: a ``SentenceTransformer``, or one that takes and gives the same.

    options: those of ``SentenceTransformer``; a packed model knows ``device`` only. Raises ModelError when the files
    are damaged, or are not the ones that are trusted.
    """
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "true")
    files.digest({})  # without a cache: what is loaded now must be what is trusted
    if files.packed is not None:
        from retrieval.encoding.packed.network import load_network

        return load_network(files.packed, options.get("device"))
    from sentence_transformers import SentenceTransformer

    model_kwargs = {"use_safetensors": True, **options.pop("model_kwargs", {})}
    try:
        model = SentenceTransformer(
            str(files.folder), trust_remote_code=False, local_files_only=True, model_kwargs=model_kwargs, **options
        )
    except Exception as error:  # whatever a damaged model makes transformers raise
        raise ModelError(
            f"The model {files.name!r} in {files.folder} cannot be loaded ({first_line(error)})",
            path=files.folder,
            setting="EMBEDDING_MODEL",
            found=files.name,
        ) from error
    return model.eval()


def _encode_all(
    encode: Callable[[Sequence[int]], int], batched: Sequence[Sequence[int]], workers: int
) -> Iterator[int]:
    """Encode all batches in so many threads, each of which computes on one core; yield what ``encode`` returns.

    This is faster than all cores on one batch, where each operator waits for the slowest core.
    """
    if workers < 2:
        yield from map(encode, batched)
        return
    import torch

    with ThreadPoolExecutor(workers, initializer=torch.set_num_threads, initargs=(1,)) as pool:
        try:
            yield from pool.map(encode, batched)
        finally:  # a caller that stops early does not want the rest
            pool.shutdown(wait=True, cancel_futures=True)


def _stack(vectors: Sequence[Vectors]) -> Vectors:
    return np.stack(vectors) if vectors else np.empty((0, 0), dtype=np.float32)


def _cpu_has_bfloat16() -> bool:
    """Return whether the CPU multiplies bfloat16 itself; where it does not, bfloat16 is several times slower."""
    import torch

    checks = ("_is_avx512_bf16_supported", "_is_amx_tile_supported")
    return any(getattr(torch.cpu, check, bool)() for check in checks)
