"""Model → its export: an ONNX graph of everything between tokens and vector, in float32 and in int8.

Nothing is assumed about a model but the kinds of its modules. The graph is traced from the model as
sentence-transformers loads it; for the models that come with Quoth, which are known, it is written without torch. It is
kept only if it gives the model's own vectors. A precision that fails is noted in the manifest with the reason, and is
not tried again.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
import shutil
import warnings
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np

from retrieval.durable import flush_folder
from retrieval.encoding.graphs.bert import vectors_by_hand, write_bert
from retrieval.encoding.graphs.bundled import bundled_bert
from retrieval.encoding.graphs.quantising import MIN_EXTERNAL_BYTES, pack_again, quantise
from retrieval.encoding.graphs.tracing import split_off_word_vectors, trace
from retrieval.encoding.manifest import (
    FORMAT,
    MANIFEST,
    PRECISIONS,
    SUM,
    WORDS_FILE,
    ExportedFile,
    export_files,
    manifest_sum,
)
from retrieval.encoding.model_files import ModelFiles, open_tokenizer
from retrieval.encoding.onnx_encoder import open_session, own_words, run_session, words_for
from retrieval.encoding.tokens import TOKENIZER_FILE, question_ids
from retrieval.errors import QuothError, first_line, may_pass, reason_of
from retrieval.runtime import runtime
from retrieval.vectors import Vectors

TRACEABLE_MODULES = frozenset({"Transformer", "Pooling", "Dense", "Dropout", "LayerNorm", "Normalize"})
"""Modules whose work depends only on tokens and mask, and can therefore be traced."""

MIN_COSINES = {"float32": 0.9999, "int8": 0.95}
"""How close each of an export's vectors must be to the model's own."""

MAX_WEIGHTS_BYTES = 1_800_000_000
"""During the export, a graph and its weights pass through one protocol buffer, which cannot exceed 2 GB."""

PROBES = (
    "eels",
    "How far away was the eruption heard?",
    "Wie viele Menschen haben unterschrieben, und wann?",
    "谁发现了霍乱的来源？",
    "v1.2.3 -> 4,000 (approx.) of AT&T's C++ & 50 %; U.S. 'O'Brien'",
    "Who was moved where, by whom, on what grounds, and what did the court have to say about it afterwards? " * 3,
    "The clock that had lost five seconds on the voyage was taken ashore and compared with the sun once more. " * 40,
)
"""Questions of all lengths that an export is tested with."""

_log = logging.getLogger(__name__)


def export_model(files: ModelFiles, digest: str, folder: Path) -> dict[str, str]:
    """Write a model's export into a folder; return the reason for each precision that the model cannot be exported in.

    digest: that of the model's files. When the export fails or is interrupted, an earlier one stays as it was. Raises
    OSError when the disk refuses, ImportError when a package that exports is not installed, MemoryError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    new = folder / f"{digest[:12]}-{secrets.token_hex(4)}"
    new.mkdir()
    try:
        refused = _refusal(files) or _write_graphs(files, new)
        names = [name for precision in PRECISIONS if precision not in refused for name in export_files(precision)]
        if names:
            if files.packed is None:
                shutil.copyfile(files.folder / TOKENIZER_FILE, new / TOKENIZER_FILE)
            names += [name for name in (TOKENIZER_FILE, WORDS_FILE) if (new / name).is_file()]
        for unused in [path for path in new.iterdir() if path.name not in names]:
            unused.unlink()
        manifest = {
            "format": FORMAT,
            "model": digest,
            "name": files.name,
            "max_tokens": files.max_sequence_tokens,
            "query_prompt": files.query_prompt,
            "folder": new.name,
            "files": {name: asdict(_flushed(new / name)) for name in names},
            "refused": refused,
        }
        flush_folder(new)
        _write_manifest(folder, json.dumps({**manifest, SUM: manifest_sum(manifest)}, indent=1))
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise
    for other in folder.iterdir():  # earlier exports, and what interrupted ones left
        if other.is_dir() and other != new:
            shutil.rmtree(other, ignore_errors=True)
    return refused


def _refusal(files: ModelFiles) -> dict[str, str]:
    """Return the reason why a model cannot be exported at all, for each precision; empty when it can be tried."""
    if files.is_bundled:
        return {}
    modules = json.loads((files.folder / "modules.json").read_text(encoding="utf-8"))
    kinds = [str(module["type"]).rpartition(".")[2] for module in modules]
    unknown = [kind for kind in kinds if kind not in TRACEABLE_MODULES]
    if unknown or kinds[0] != "Transformer":
        return dict.fromkeys(PRECISIONS, f"it has a module {(unknown or kinds)[0]}")
    size = sum(path.stat().st_size for path in files.folder.rglob("*.safetensors"))
    if size > MAX_WEIGHTS_BYTES:
        return dict.fromkeys(PRECISIONS, f"its weights are {size / 1e9:.1f} GB")
    return {}


def _write_graphs(files: ModelFiles, folder: Path) -> dict[str, str]:
    """Write both graphs; return the reason for each that cannot be made, or whose vectors differ from the model's."""
    # Of a graph that is known, tests try long texts; here, one would take longer than all else.
    texts = PROBES[:-1] if files.is_bundled else PROBES
    probes = question_ids(open_tokenizer(files), texts, files.query_prompt, files.max_sequence_tokens)
    refused = {}
    with warnings.catch_warnings():  # torch warns that a traced graph may be wrong, and the probes test that
        warnings.simplefilter("ignore")
        try:
            expected = _draft(files, folder, probes)
            if files.packed is None:
                optimise(folder, "draft", "float32")
            else:
                pack_again(folder, "draft", "packed")
                optimise(folder, "packed", "float32")
            _check(files, folder, "float32", probes, expected)
        except Exception as error:  # whatever a model makes torch or numpy raise
            _raise_what_may_pass(error, files, folder)
            return dict.fromkeys(PRECISIONS, _reason(error))
        try:
            if not files.is_bundled:
                optimise(folder, "draft", "folded", fuse=False)
            quantise(folder, "draft" if files.is_bundled else "folded", "quantised")
            optimise(folder, "quantised", "int8")
            _check(files, folder, "int8", probes, expected)
        except Exception as error:  # whatever the graph makes onnxruntime raise
            _raise_what_may_pass(error, files, folder)
            refused["int8"] = _reason(error)
    return refused


def _draft(files: ModelFiles, folder: Path, probes: Sequence[Sequence[int]]) -> Vectors:
    """Write the graph ``draft``, not yet optimised; return the vectors that the model itself gives the probes."""
    if not files.is_bundled:
        expected = trace(files, folder, "draft", probes)
        split_off_word_vectors(folder, "draft")
        return expected
    bert = bundled_bert(files)
    write_bert(bert, folder, "draft")
    return vectors_by_hand(bert, own_words(files).of(probes))


def _raise_what_may_pass(error: Exception, files: ModelFiles, folder: Path) -> None:
    """Raise OSError if it is not the model that made the export fail, but the disk, which may be full still."""
    if isinstance(error, OSError | ImportError | MemoryError):
        raise error
    if may_pass(error):
        raise OSError(_reason(error)) from error
    weights = filter(None, (files.packed, *files.folder.rglob("*.safetensors")))
    draft = folder / "room"
    try:
        with draft.open("wb") as file:
            if hasattr(os, "posix_fallocate"):
                os.posix_fallocate(file.fileno(), 0, max([1, *(path.stat().st_size for path in weights)]))
    except OSError as full:
        raise OSError(reason_of(full)) from error
    finally:
        draft.unlink(missing_ok=True)


def _reason(error: Exception) -> str:
    return error.problem if isinstance(error, QuothError) else first_line(error)


def optimise(folder: Path, name: str, to: str, *, fuse: bool = True) -> None:
    """Write the graph ``name`` as the graph ``to``, optimised as far as that does not depend on the machine.

    Constants are folded and, with ``fuse``, operators are fused, so that a process has nothing left to optimise.
    """
    onnxruntime = runtime()
    graph, weights = export_files(to)
    levels = onnxruntime.GraphOptimizationLevel
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = levels.ORT_ENABLE_EXTENDED if fuse else levels.ORT_ENABLE_BASIC
    options.optimized_model_filepath = str(folder / graph)
    options.log_severity_level = 4
    options.add_session_config_entry("session.disable_prepacking", "1")
    options.add_session_config_entry("session.optimized_model_external_initializers_file_name", weights)
    options.add_session_config_entry(
        "session.optimized_model_external_initializers_min_size_in_bytes", str(MIN_EXTERNAL_BYTES)
    )
    source = folder / export_files(name)[0]
    onnxruntime.InferenceSession(str(source), options, providers=["CPUExecutionProvider"])


def _check(files: ModelFiles, folder: Path, precision: str, probes: Sequence[Sequence[int]], expected: Vectors) -> None:
    """Raise ValueError unless an export gives each probe the expected vector, both alone and padded in a batch."""
    session = open_session(folder / export_files(precision)[0])
    words = words_for(session, folder, files)
    together = probes[:-1]
    found = np.concatenate(
        [run_session(session, words, together), *(run_session(session, words, [ids]) for ids in probes)]
    )
    cosines = (found * np.concatenate([expected[: len(together)], expected])).sum(axis=1).tolist()
    _log.debug("exported as %s: least cosine to the model's own vectors %.6f", precision, min(cosines))
    if not min(cosines) >= MIN_COSINES[precision]:
        raise ValueError(f"its vectors would be others (cosine {min(cosines):.4f})")


def _flushed(path: Path) -> ExportedFile:
    """Force a file to the disk; return its description."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())
    return ExportedFile.of(path)


def _write_manifest(folder: Path, text: str) -> None:
    temporary = folder / f"{MANIFEST}.new"
    with temporary.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(folder / MANIFEST)
    flush_folder(folder)  # before the earlier export is deleted
