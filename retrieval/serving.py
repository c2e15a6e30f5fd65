"""Questions → vectors without torch: the model's export, run by onnxruntime.

``exporting`` makes the export at the end of a sync and puts it beside the index. It serves when it is complete and was
made from the very files that the model has now; otherwise the model itself serves, which takes seconds to load.
"""

from __future__ import annotations

import hashlib
import json
import logging
import math
import os
from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Self

import numpy as np

from retrieval.encoding import (
    TOKENIZER_FILE,
    Encoder,
    Progress,
    Vectors,
    batches,
    load_tokenizer,
    question_ids,
    unit_length,
)
from retrieval.errors import ModelError
from retrieval.model import Span
from retrieval.models import ModelFiles
from retrieval.words import WordVectors

Precision = Literal["float32", "int8"]
PRECISIONS: tuple[Precision, ...] = ("float32", "int8")

BATCH_TOKENS = 128
"""Padded tokens per batch of questions. Few, so that those of a batch are of like length: to pad all of them to the
longest costs more than a larger batch saves."""

FORMAT = 3
"""Counts up whenever an export is made, or has to be read, in another way; one of another format is made anew."""

MANIFEST = "manifest.json"
"""Names the folder that holds the export's files; it is replaced last, so that they are complete or not named."""

WORDS_FILE = "words.safetensors"
"""The word vectors of a model whose graphs begin with them: see ``retrieval.words``."""

INPUTS = ["input_ids", "attention_mask"]
VECTORS = "word_vectors"
"""What graphs take: tokens and mask; those given word vectors take them, and tokens only if they need them, too."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """A file of an export as it was written. ``changed``: its time of change then, in nanoseconds."""

    sha256: str
    size: int
    changed: int

    @classmethod
    def of(cls, path: Path) -> Self:
        """Describe the file that lies there."""
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        stat = path.stat()
        return cls(sha256, stat.st_size, stat.st_mtime_ns)

    def is_at(self, path: Path) -> bool:
        """Whether the file that lies there is this one; one of another time is read to tell, a copy for instance."""
        try:
            stat = path.stat()
            if stat.st_size != self.size:
                return False
            return stat.st_mtime_ns == self.changed or self.of(path).sha256 == self.sha256
        except OSError:
            return False


@dataclass(frozen=True, slots=True)
class Export:
    """What a manifest says.

    ``model`` is the digest of the files that were exported. ``refused`` says of each precision that cannot be had why.
    """

    folder: Path
    model: str
    name: str
    max_tokens: int
    query_prompt: str
    files: dict[str, ExportedFile]
    refused: dict[str, str]

    @classmethod
    def read(cls, folder: Path, model: str) -> Self:
        """Return the export in a folder. Raises ModelError when there is none of the model with that digest."""
        try:
            found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            if found["format"] != FORMAT:
                raise ModelError(f"the export is of format {found['format']}, this Quoth reads format {FORMAT}")
            if found["model"] != model:
                raise ModelError(f"the export was made from another model ({found['name']})")
            return cls(
                folder=folder / str(found["folder"]),
                model=model,
                name=str(found["name"]),
                max_tokens=int(found["max_tokens"]),
                query_prompt=str(found["query_prompt"]),
                files={str(name): ExportedFile(**about) for name, about in found["files"].items()},
                refused={str(precision): str(reason) for precision, reason in found["refused"].items()},
            )
        except FileNotFoundError as error:
            raise ModelError("there is no export yet") from error
        except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
            raise ModelError(f"the export's {MANIFEST} is damaged ({error})") from error

    def graph(self, precision: Precision) -> Path:
        """Return the file to load. Raises ModelError when it cannot be had, or is not what was written."""
        if precision in self.refused:
            raise ModelError(f"the model cannot be exported as {precision}: {self.refused[precision]}")
        words = [WORDS_FILE] if WORDS_FILE in self.files else []
        for name in (TOKENIZER_FILE, *words, *export_files(precision)):
            if name not in self.files or not self.files[name].is_at(self.folder / name):
                raise ModelError(f"the export's {name} is missing or damaged")
        return self.folder / export_files(precision)[0]


def export_files(precision: str) -> tuple[str, str]:
    """Return the names of an export's graph and of its weights, which are apart so that they can be memory-mapped."""
    return f"{precision}.onnx", f"{precision}.bin"


class OnnxEncoder:
    """What an ``Encoder`` does for questions, with onnxruntime and tokenizers only. Threads may share one."""

    def __init__(self, export: Export, precision: Precision) -> None:
        """Load an export. Raises ModelError when it cannot be."""
        self.export = export
        self.precision = precision
        graph = export.graph(precision)
        self._tokenizer = load_tokenizer(export.folder / TOKENIZER_FILE, export.name)
        self._session = open_session(graph)
        self._words = WordVectors(export.folder / WORDS_FILE) if WORDS_FILE in export.files else None

    def encode_query(self, text: str) -> Vectors:
        """Return the vector of a question; see ``Encoder``."""
        vector: Vectors = self.encode_queries([text])[0]
        return vector

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of questions; see ``Encoder``."""
        ids = question_ids(self._tokenizer, texts, self.export.query_prompt, self.export.max_tokens)
        if not ids:
            return np.empty((0, self._session.get_outputs()[0].shape[-1]), dtype=np.float32)
        order = sorted(range(len(ids)), key=lambda i: -len(ids[i]))
        # In int8 a question's vector would depend on those it shares a batch with: they would share a scale.
        most = BATCH_TOKENS if self.precision == "float32" else 0
        chosen = batches(order, _lengths(ids), most)
        parts = [(batch, run(self._session, self._words, [ids[i] for i in batch])) for batch in chosen]
        vectors = np.empty((len(ids), parts[0][1].shape[1]), dtype=np.float32)
        for batch, part in parts:
            vectors[batch] = part
        return vectors


def open_session(graph: Path, threads: int = 0) -> Any:
    """Return onnxruntime's session of a graph that is optimised already. Raises ModelError when it cannot be loaded.

    threads: how many work on one input, by default as many as there are cores. Those that find nothing to do sleep:
    waiting in a loop costs as much again, and the other tenants of a small server their turn. The weights stay in the
    page cache, of which only what is read counts.
    """
    try:
        import onnxruntime  # type: ignore[import-untyped]

        options = onnxruntime.SessionOptions()
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
        options.intra_op_num_threads = threads or cores()
        options.inter_op_num_threads = 1
        options.log_severity_level = 4
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        return onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # whatever a damaged graph, or a damaged installation, makes it raise
        raise ModelError(f"the export {graph.name} cannot be loaded ({_first_line(error)})") from error


def run(session: Any, words: WordVectors | None, ids: Sequence[Sequence[int]]) -> Vectors:
    """Return the vectors of token lists, padded to the longest of them. words: if the graph begins with them."""
    shape = len(ids), max(_lengths(ids))
    inputs = {name: np.zeros(shape, dtype=np.int64) for name in INPUTS}
    for row, each in enumerate(ids):
        inputs["input_ids"][row, : len(each)] = each
        inputs["attention_mask"][row, : len(each)] = 1
    if words is not None:
        inputs[VECTORS] = np.zeros((*shape, words.dim), dtype=np.float32)
        for row, vectors in enumerate(words.of(ids)):
            inputs[VECTORS][row, : len(vectors)] = vectors
    (found,) = session.run(None, {each.name: inputs[each.name] for each in session.get_inputs()})
    return unit_length(found)


class ServingEncoder:
    """An ``Encoder`` that embeds documents with the model, and questions with the model's export where one fits."""

    def __init__(
        self,
        model: Encoder,
        files: ModelFiles,
        folder: Path,
        precision: Precision,
        digests: MutableMapping[str, str],
    ) -> None:
        """Use what ``folder`` holds or will hold; ``digests``: see ``ModelFiles.digest``."""
        self._model = model
        self._files = files
        self._folder = folder
        self._precision = precision
        self._digests = digests
        self._asked: Encoder | OnnxEncoder | None = None
        self._is_loaded = False
        self._is_unusable = False

    @property
    def max_tokens(self) -> int:  # noqa: D102 - see Encoder
        return self._model.max_tokens

    def count(self, texts: Sequence[str]) -> list[int]:  # noqa: D102 - see Encoder
        return self._model.count(texts)

    def encode_documents(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:  # noqa: D102
        self._is_loaded = True
        return self._model.encode_documents(texts, progress)

    def encode_passages(  # noqa: D102 - see Encoder
        self, texts: Sequence[str], spans: Sequence[Sequence[Span]], progress: Progress | None = None
    ) -> tuple[Vectors, list[Vectors]]:
        self._is_loaded = True
        return self._model.encode_passages(texts, spans, progress)

    def encode_query(self, text: str) -> Vectors:  # noqa: D102 - see Encoder
        return self._questions().encode_query(text)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:  # noqa: D102 - see Encoder
        return self._questions().encode_queries(texts)

    def _questions(self) -> Encoder | OnnxEncoder:
        if self._asked is None:
            self._asked = self._served() or self._model
            self._is_loaded |= self._asked is self._model
        return self._asked

    def _served(self) -> OnnxEncoder | None:
        try:
            export = Export.read(self._folder, self._files.digest(self._digests))
        except ModelError as error:
            _log.warning("Questions are encoded by the model itself, which takes seconds to load: %s.", error)
            return None
        for precision in dict.fromkeys((self._precision, "float32")):
            try:
                return OnnxEncoder(export, precision)
            except ModelError as error:
                self._is_unusable |= precision not in export.refused
                _log.warning("Questions cannot be encoded in %s: %s.", precision, error)
        return None

    @property
    def lacks_export(self) -> bool:
        """Whether the model was loaded, for want of an export or for other work, and one can be made of it now."""
        return self._is_loaded and (self._is_unusable or not self._is_exported())

    def _is_exported(self) -> bool:
        try:
            export = Export.read(self._folder, self._files.digest(self._digests))
            for precision in PRECISIONS:
                if precision not in export.refused:
                    export.graph(precision)
        except ModelError:
            return False
        return True

    def export(self) -> list[str]:
        """Export the model for the next question and the next process; return what people should know about it."""
        from retrieval.exporting import export

        slow = "every process loads all of it before its first answer, which takes seconds and memory"
        try:
            refused = export(self._files, self._files.digest(self._digests), self._folder)
        except (OSError, ImportError, MemoryError) as error:
            return [f"The model {self._files.name!r} could not be exported ({_first_line(error)}): {slow}."]
        self._asked = None
        self._is_unusable = False
        if "float32" in refused:
            return [f"The model {self._files.name!r} cannot be exported ({refused['float32']}): {slow}."]
        if self._precision in refused:
            return [f"The model {self._files.name!r} cannot serve in {self._precision}: {refused[self._precision]}."]
        return []


def cores() -> int:
    """Return how many cores this process may use: by its affinity, and by the quota of its control groups."""
    affinity = getattr(os, "sched_getaffinity", None)
    count = len(affinity(0)) if affinity else os.cpu_count() or 1
    return max(1, math.ceil(min(count, _quota(Path("/proc/self/cgroup"), Path("/sys/fs/cgroup")))))


def _quota(membership: Path, root: Path) -> float:
    """Return how many cores' time Linux grants the process's control group and those around it, or infinity."""
    try:
        lines = membership.read_text(encoding="utf-8").splitlines()
        group = next(line.removeprefix("0::/") for line in lines if line.startswith("0::/"))
    except (OSError, StopIteration):
        return math.inf
    quotas = [math.inf]
    for folder in (root / group, *(root / group).parents):
        try:
            granted, period = (folder / "cpu.max").read_text(encoding="utf-8").split()
            quotas.append(int(granted) / int(period))
        except (OSError, ValueError, ZeroDivisionError):  # no limit is "max"
            continue
    return min(quotas)


def _lengths(ids: Sequence[Sequence[int]]) -> list[int]:
    return [len(each) for each in ids]


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
