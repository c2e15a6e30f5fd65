"""Text → unit vectors, by a sentence-transformers model behind the ``Encoder`` protocol.

torch and sentence-transformers are imported when the first text is encoded and not before: counting tokens, which is
all that cutting needs, takes only the model's tokenizer.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from retrieval.errors import ModelError, QueryError
from retrieval.model import Span
from retrieval.models import ModelFiles

Vectors = NDArray[np.float32]
Progress = Callable[[int], None]
"""Told, after every batch, how many texts are done since the last time."""

TOKENIZER_FILE = "tokenizer.json"

BATCH_TOKENS = 1024
"""Padded tokens per batch on a CPU, one batch to a core at a time; larger ones were slower."""

DEVICE_BATCH_TOKENS = 16384
"""The same on a GPU, which wants much at a time."""

_log = logging.getLogger(__name__)


class Encoder(Protocol):
    """Turns text into vectors that lie close together when the texts mean the same."""

    @property
    def max_tokens(self) -> int:
        """How many tokens of a document ``encode_documents`` reads, without special tokens and prompts."""
        ...

    def count(self, texts: Sequence[str]) -> list[int]:
        """Return how many tokens each text has, special tokens not counted."""
        ...

    def encode_documents(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Return float32 vectors of length 1, shape (n, dim), in the order of the texts.

        Raises ValueError for a text of more than ``max_tokens`` tokens: its end would not be in the vector.
        """
        ...

    def encode_passages(
        self, texts: Sequence[str], spans: Sequence[Sequence[Span]], progress: Progress | None = None
    ) -> tuple[Vectors, list[Vectors]]:
        """Return the texts' vectors as ``encode_documents`` does, and for each text those of its ``spans``.

        spans: for each text its m sentences, as spans inside it; their vectors are float32, shape (m, dim), of
        length 1, and may be coloured by the text around them.
        """
        ...

    def encode_query(self, text: str) -> Vectors:
        """Return the vector of a question, float32, shape (dim,), of length 1; one that is too long is read in part.

        Raises QueryError when the text holds nothing to read.
        """
        ...

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of questions as ``encode_query`` does, shape (n, dim), in the order of the texts."""
        ...


class SentenceTransformerEncoder:
    """An ``Encoder`` on sentence-transformers, in bfloat16 where the CPU computes in it and float32 elsewhere."""

    def __init__(self, files: ModelFiles) -> None:
        self.files = files

    @cached_property
    def max_tokens(self) -> int:  # noqa: D102 - see Encoder
        special = len(self._tokenizer.encode("").ids)
        return self.files.max_tokens - special - len(self._ids([self.files.document_prompt])[0])

    def count(self, texts: Sequence[str]) -> list[int]:  # noqa: D102 - see Encoder
        return [len(ids) for ids in self._ids(texts)]

    def encode_documents(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:  # noqa: D102
        vectors, _ = self._encode([encoding.ids for encoding in self._tokenized(texts)], progress)
        return vectors

    def encode_passages(  # noqa: D102 - see Encoder
        self, texts: Sequence[str], spans: Sequence[Sequence[Span]], progress: Progress | None = None
    ) -> tuple[Vectors, list[Vectors]]:
        if not self._pools_by_mean:
            sentences = [text[start:end] for text, inside in zip(texts, spans, strict=True) for start, end in inside]
            apart = iter(self.encode_documents(sentences))
            return self.encode_documents(texts, progress), [_stack([next(apart) for _ in inside]) for inside in spans]
        encodings = self._tokenized(texts)
        shift = len(self.files.document_prompt)
        tokens = [
            [_tokens_of(encoding.offsets, start + shift, end + shift) for start, end in inside]
            for encoding, inside in zip(encodings, spans, strict=True)
        ]
        return self._encode([encoding.ids for encoding in encodings], progress, tokens)

    def encode_query(self, text: str) -> Vectors:  # noqa: D102 - see Encoder
        vector: Vectors = self.encode_queries([text])[0]
        return vector

    def encode_queries(self, texts: Sequence[str]) -> Vectors:  # noqa: D102 - see Encoder
        ids = question_ids(self._tokenizer, texts, self.files.query_prompt, self.files.max_tokens)
        vectors, _ = self._encode(ids, None)
        return vectors

    def _tokenized(self, texts: Sequence[str]) -> list[Any]:
        encodings: list[Any] = self._tokenizer.encode_batch([self.files.document_prompt + text for text in texts])
        for text, encoding in zip(texts, encodings, strict=True):
            if len(encoding) > self.files.max_tokens:
                raise ValueError(
                    f"a text of {len(encoding)} tokens is longer than the {self.files.max_tokens} that the encoder "
                    f"reads: {text[:60]!r}…"
                )
        return encodings

    @cached_property
    def _pools_by_mean(self) -> bool:
        """Whether a text's vector is the plain mean of its tokens', so that part of it has one of the same kind."""
        kinds = [type(module).__name__ for module in self._model]
        is_plain = kinds[:2] == ["Transformer", "Pooling"] and set(kinds[2:]) <= {"Normalize"}
        return is_plain and self._model[1].get_config_dict().get("pooling_mode") == "mean"

    @cached_property
    def _tokenizer(self) -> Any:
        return load_tokenizer(self.files.folder / TOKENIZER_FILE, self.files.name)

    def _ids(self, texts: Sequence[str]) -> list[list[int]]:
        return [e.ids for e in self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)]

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
        """Encode token lists, those of like length together: padding is work for nothing.

        parts: ranges of tokens in each list that get a vector too, the mean of what the model makes of these tokens
        in their context, so that one pass over a passage serves its sentences as well. (Günther et al., "Late
        Chunking", 2024, do so with the passages of a document.)
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
                made = model({"input_ids": input_ids.to(model.device), "attention_mask": mask.to(model.device)})
                result[batch] = made["sentence_embedding"].float().cpu().numpy()
                if parts is not None:
                    tokens = made["token_embeddings"].float().cpu().numpy()
                    for row, i in enumerate(batch):
                        inner[i] = _stack([tokens[row, a:b].mean(axis=0) for a, b in parts[i]])
            return len(batch)

        order = sorted(range(len(ids)), key=lambda i: -len(ids[i]))
        on_cpu = model.device.type == "cpu"
        batched = list(batches(order, [len(x) for x in ids], BATCH_TOKENS if on_cpu else DEVICE_BATCH_TOKENS))
        workers = min(torch.get_num_threads(), len(batched)) if on_cpu else 1
        for done in _each(encode, batched, workers):
            if progress:
                progress(done)
        return unit_length(result), [unit_length(vectors) for vectors in inner]


def load_model(files: ModelFiles, **options: Any) -> Any:
    """Return the ``SentenceTransformer`` of a model's files, ready to encode; ``options`` are those it takes itself.

    Raises ModelError when the files are damaged, or not the ones that are trusted.
    """
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "true")
    from sentence_transformers import SentenceTransformer

    files.digest({})  # the files that are loaded are the ones that are trusted
    model_kwargs = {"use_safetensors": True, **options.pop("model_kwargs", {})}
    try:
        model = SentenceTransformer(
            str(files.folder), trust_remote_code=False, local_files_only=True, model_kwargs=model_kwargs, **options
        )
    except Exception as error:  # whatever a damaged model makes transformers raise
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise ModelError(f"The model {files.name!r} in {files.folder} cannot be loaded: {reason}") from error
    return model.eval()


def load_tokenizer(path: Path, name: str) -> Any:
    """Return the ``Tokenizer`` in a file, which neither cuts nor pads. Raises ModelError, which names the model.

    It must not be changed: whoever asks for one that says the same gets the same.
    """
    try:
        return _tokenizer(path.read_bytes())
    except Exception as error:  # the binding raises Exception itself
        raise ModelError(f"The tokenizer of {name!r} is damaged ({error}).") from error


@lru_cache(maxsize=2)
def _tokenizer(said: bytes) -> Any:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_buffer(said)
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def question_ids(tokenizer: Any, texts: Sequence[str], prompt: str, max_tokens: int) -> list[list[int]]:
    """Return the tokens of questions; of one with too many the first are kept, and the special one at the end.

    Raises QueryError when a text holds nothing to read.
    """
    if not all(text.strip() for text in texts):
        raise QueryError("The question is empty; ask with at least one word.")
    found = []
    for text in texts:
        ids: list[int] = tokenizer.encode(prompt + text).ids
        found.append(ids if len(ids) <= max_tokens else [*ids[: max_tokens - 1], ids[-1]])
    return found


def _each(encode: Callable[[Sequence[int]], int], batches: Sequence[Sequence[int]], workers: int) -> Iterator[int]:
    """Encode all batches, in as many threads as there are cores, each of which computes on one.

    That is faster than all cores on one batch: they would wait for the slowest of them at every operator.
    """
    if workers < 2:
        yield from map(encode, batches)
        return
    import torch

    with ThreadPoolExecutor(workers, initializer=torch.set_num_threads, initargs=(1,)) as pool:
        try:
            yield from pool.map(encode, batches)
        finally:  # whoever stops listening wants the rest undone
            pool.shutdown(wait=True, cancel_futures=True)


def _tokens_of(offsets: Sequence[Span], start: int, end: int) -> tuple[int, int]:
    """Return the range of tokens that overlap a span of the text; special tokens have empty offsets.

    Text that the tokenizer drops has no tokens of its own: it gets those of the whole text.
    """
    inside = [i for i, (a, b) in enumerate(offsets) if a < end and b > start and a < b]
    return (inside[0], inside[-1] + 1) if inside else (0, len(offsets))


def _stack(vectors: Sequence[Vectors]) -> Vectors:
    return np.stack(vectors) if vectors else np.empty((0, 0), dtype=np.float32)


def unit_length(vectors: Vectors) -> Vectors:
    """Return vectors, shape (n, dim), each divided by its length."""
    if not vectors.size:
        return vectors
    unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


def batches(order: Sequence[int], lengths: Sequence[int], most: int) -> Iterator[list[int]]:
    """Yield runs of ``order`` (longest first) that come to at most ``most`` tokens when padded to their longest."""
    batch: list[int] = []
    for i in order:
        if batch and (len(batch) + 1) * lengths[batch[0]] > most:
            yield batch
            batch = []
        batch.append(i)
    if batch:
        yield batch


def _cpu_has_bfloat16() -> bool:
    """Whether the CPU multiplies bfloat16 itself; where it does not, bfloat16 is several times slower."""
    import torch

    checks = ("_is_avx512_bf16_supported", "_is_amx_tile_supported")
    return any(getattr(torch.cpu, check, bool)() for check in checks)
