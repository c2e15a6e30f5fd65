"""Text → unit vectors, by a sentence-transformers model behind the ``Encoder`` protocol.

torch and sentence-transformers are imported when the first text is encoded, and not before: to count tokens, which is
all that cutting needs, the model's tokenizer is enough. A model whose export does the same needs neither.
"""

from __future__ import annotations

import importlib.util
import logging
import os
import platform
import shutil
import sys
from collections.abc import MutableMapping, Sequence
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

from retrieval.encoding.bulk import CPU_BATCH_TOKENS, Network, encode_in_bulk, stacked
from retrieval.encoding.encoder import Progress
from retrieval.encoding.model_files import ModelFiles, demand_torch, open_tokenizer
from retrieval.encoding.tokens import Tokenizer, Tokens, question_ids, tokens_over
from retrieval.errors import ModelError, first_line
from retrieval.model import Span
from retrieval.vectors import Vectors

CPU_FLAGS = Path("/proc/cpuinfo")
GPU_DEVICES = [Path("/dev") / name for name in ("nvidiactl", "dxg", "kfd")]
"""Where Linux tells what the CPU can do, and which GPUs there are: NVIDIA's, those of Windows around it, AMD's."""

GPU_BATCH_TOKENS = 16384
"""Padded tokens per batch on a GPU, which is faster with large batches."""

_log = logging.getLogger(__name__)


class SentenceTransformerEncoder:
    """An ``Encoder`` on sentence-transformers, in bfloat16 on a CPU that computes in it, in float32 elsewhere.

    The model is loaded when the first text is encoded; that raises ModelError when the files are damaged. It is not
    needed as long as ``network`` is another one that gives the same vectors.
    """

    network: Network | None = None

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
        vectors, _ = encode_in_bulk(self._network, [tokens.ids for tokens in self._tokenized(texts)], progress)
        return vectors

    def encode_passages(  # noqa: D102 - see Encoder
        self, texts: Sequence[str], spans: Sequence[Sequence[Span]], progress: Progress | None = None
    ) -> tuple[Vectors, list[Vectors]]:
        if not self._pools_by_mean:
            sentences = [text[start:end] for text, inside in zip(texts, spans, strict=True) for start, end in inside]
            apart = iter(self.encode_documents(sentences))
            return self.encode_documents(texts, progress), [stacked([next(apart) for _ in inside]) for inside in spans]
        tokenized = self._tokenized(texts)
        shift = len(self.files.document_prompt)
        # A sentence of which the tokenizer dropped everything gets the mean of all tokens.
        parts = [
            [tokens_over(offsets, start + shift, end + shift) or (0, len(offsets)) for start, end in inside]
            for (_, offsets), inside in zip(tokenized, spans, strict=True)
        ]
        return encode_in_bulk(self._network, [tokens.ids for tokens in tokenized], progress, parts)

    def encode_query(self, text: str) -> Vectors:  # noqa: D102 - see Encoder
        vector: Vectors = self.encode_queries([text])[0]
        return vector

    def encode_queries(self, texts: Sequence[str]) -> Vectors:  # noqa: D102 - see Encoder
        ids = question_ids(self._tokenizer, texts, self.files.query_prompt, self.files.max_sequence_tokens)
        vectors, _ = encode_in_bulk(self._network, ids)
        return vectors

    @property
    def is_loaded(self) -> bool:
        """Whether the model was loaded and takes memory."""
        return "_model" in self.__dict__

    def load(self) -> None:
        """Load the model now. Raises ModelError when its files are damaged."""
        self._model  # noqa: B018 - a cached property

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
        if self.files.is_bundled:
            return True
        kinds = [type(module).__name__ for module in self._model]
        is_plain = kinds[:2] == ["Transformer", "Pooling"] and set(kinds[2:]) <= {"Normalize"}
        return is_plain and self._model[1].get_config_dict().get("pooling_mode") == "mean"

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        return open_tokenizer(self.files)

    @cached_property
    def _model(self) -> Any:
        demand_torch("The model", self.files.name, "EMBEDDING_MODEL")
        import torch

        model = load_model(self.files)
        if model.device.type == "cpu" and _cpu_has_bfloat16():
            model.to(torch.bfloat16)
        _log.debug("loaded %s on %s as %s", self.files.name, model.device, model.dtype)
        return model

    @property
    def _network(self) -> Network:
        return self.network or TorchNetwork(self._model)


class TorchNetwork:
    """A model that torch runs, as a ``Network``."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self._is_on_cpu = model.device.type == "cpu"

    @property
    def dim(self) -> int:  # noqa: D102 - see Network
        return int(self._model.get_embedding_dimension())

    @property
    def batch_tokens(self) -> int:  # noqa: D102 - see Network
        return CPU_BATCH_TOKENS if self._is_on_cpu else GPU_BATCH_TOKENS

    @property
    def workers(self) -> int:  # noqa: D102 - see Network
        import torch

        return torch.get_num_threads() if self._is_on_cpu else 1

    def begin(self) -> None:  # noqa: D102 - see Network
        import torch

        torch.set_num_threads(1)

    def run(self, ids: Sequence[Sequence[int]], *, with_tokens: bool) -> tuple[Vectors, Vectors | None]:  # noqa: D102
        import torch

        model = self._model
        shape = len(ids), max(map(len, ids))
        input_ids, mask = torch.zeros(shape, dtype=torch.long), torch.zeros(shape, dtype=torch.long)
        for row, each in enumerate(ids):
            input_ids[row, : len(each)] = torch.tensor(each)
            mask[row, : len(each)] = 1
        with torch.inference_mode():
            output = model({"input_ids": input_ids.to(model.device), "attention_mask": mask.to(model.device)})
            tokens = output["token_embeddings"].float().cpu().numpy() if with_tokens else None
            return output["sentence_embedding"].float().cpu().numpy(), tokens


def load_model(files: ModelFiles, **options: Any) -> Any:
    """Return a model, ready to encode: a ``SentenceTransformer``, or one that takes and gives the same.

    options: those of ``SentenceTransformer``; a packed model takes none. Raises ModelError when the files are damaged,
    or are not the ones that are trusted.
    """
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "true")
    files.digest({})  # without a cache: what is loaded now must be what is trusted
    if files.packed is not None:
        from retrieval.encoding.packed.network import load_network

        return load_network(files.packed)
    demand_torch("The model", files.name, "EMBEDDING_MODEL")
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


def _cpu_has_bfloat16() -> bool:
    """Return whether the CPU multiplies bfloat16 itself; where it does not, bfloat16 is several times slower."""
    import torch

    checks = ("_is_avx512_bf16_supported", "_is_amx_tile_supported")
    return any(getattr(torch.cpu, check, bool)() for check in checks)


def is_torch_faster() -> bool:
    """Return whether torch embeds much faster than onnxruntime here; without loading it, as far as the system tells.

    It does so on a GPU, if it is a build for one, and on a CPU that multiplies bfloat16 itself.
    """
    if importlib.util.find_spec("torch") is None:
        return False
    try:
        flags = CPU_FLAGS.read_text(encoding="utf-8")
    except OSError:
        flags = ""
    if "avx512_bf16" in flags or "amx_bf16" in flags:
        return True
    has_gpu = any(device.exists() for device in GPU_DEVICES) or shutil.which("nvidia-smi") is not None
    has_gpu = has_gpu or (sys.platform, platform.machine()) == ("darwin", "arm64")
    return has_gpu and not version("torch").endswith("+cpu")
