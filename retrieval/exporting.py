"""Model → its export: an ONNX graph of everything between tokens and vector, in float32 and in int8.

Nothing about a model is assumed but the kinds of its modules: the graph is traced from the model as
sentence-transformers loads it, and must then give the model's own vectors, or it is not kept. What cannot be exported
is noted in the manifest with the reason, and not tried again.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
import shutil
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from retrieval.encoding import TOKENIZER_FILE, Vectors, load_model, load_tokenizer, question_ids, unit_length
from retrieval.models import ModelFiles
from retrieval.quantising import APART, Weights, quantise, stored_weights
from retrieval.serving import (
    FORMAT,
    INPUTS,
    MANIFEST,
    PRECISIONS,
    VECTORS,
    WORDS_FILE,
    ExportedFile,
    export_files,
    open_session,
    run,
)
from retrieval.words import WordVectors

MODULES = frozenset({"Transformer", "Pooling", "Dense", "Dropout", "LayerNorm", "Normalize"})
"""Modules whose work does not depend on anything but tokens and mask, and so can be traced."""

LEAST_COSINE = {"float32": 0.9999, "int8": 0.95}
"""How near an export's vectors must be to the model's own, each of them."""

MAX_BYTES = 1_800_000_000
"""A graph and its weights pass through one protocol buffer on their way, and that ends at 2 GB."""

OPSET = 17
PROBES = (
    "eels",
    "How far away was the eruption heard?",
    "Wie viele Menschen haben unterschrieben, und wann?",
    "谁发现了霍乱的来源？",
    "v1.2.3 -> 4,000 (approx.) of AT&T's C++ & 50 %; U.S. 'O'Brien'",
    "Who was moved where, by whom, on what grounds, and what did the court have to say about it afterwards? " * 3,
    "The clock that had lost five seconds on the voyage was taken ashore and compared with the sun once more. " * 40,
)
"""Questions of all lengths that an export is tried with."""

_log = logging.getLogger(__name__)


def export(files: ModelFiles, digest: str, folder: Path) -> dict[str, str]:
    """Leave the export of a model in a folder; return of each precision that cannot be had, why.

    digest: that of the files. Whatever happens on the way, the export before stays, or there is none. Raises OSError
    when the disk refuses, ImportError when what exports is not installed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    made = folder / f"{digest[:12]}-{secrets.token_hex(4)}"
    made.mkdir()
    try:
        refused = _refusal(files) or _make(files, made)
        names = [name for precision in PRECISIONS if precision not in refused for name in export_files(precision)]
        if names:
            shutil.copyfile(files.folder / TOKENIZER_FILE, made / TOKENIZER_FILE)
            names += [TOKENIZER_FILE, *([WORDS_FILE] if (made / WORDS_FILE).is_file() else [])]
        for left in [path for path in made.iterdir() if path.name not in names]:
            left.unlink()
        manifest = {
            "format": FORMAT,
            "model": digest,
            "name": files.name,
            "max_tokens": files.max_tokens,
            "query_prompt": files.query_prompt,
            "folder": made.name,
            "files": {name: asdict(_sealed(made / name)) for name in names},
            "refused": refused,
        }
        _write_manifest(folder, json.dumps(manifest, indent=1))
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise
    for other in folder.iterdir():  # of models before, and of attempts that were cut off
        if other.is_dir() and other != made:
            shutil.rmtree(other, ignore_errors=True)
    return refused


def _refusal(files: ModelFiles) -> dict[str, str]:
    modules = json.loads((files.folder / "modules.json").read_text(encoding="utf-8"))
    kinds = [str(module["type"]).rpartition(".")[2] for module in modules]
    unknown = [kind for kind in kinds if kind not in MODULES]
    if unknown or kinds[0] != "Transformer":
        return dict.fromkeys(PRECISIONS, f"it has a module {(unknown or kinds)[0]}")
    size = sum(path.stat().st_size for path in files.folder.rglob("*.safetensors"))
    if size > MAX_BYTES:
        return dict.fromkeys(PRECISIONS, f"its weights are {size / 1e9:.1f} GB")
    return {}


def _make(files: ModelFiles, folder: Path) -> dict[str, str]:
    """Write both graphs; those that cannot be made, or do not agree with the model, are refused."""
    tokenizer = load_tokenizer(files.folder / TOKENIZER_FILE, files.name)
    probes = question_ids(tokenizer, PROBES, files.query_prompt, files.max_tokens)
    refused = {}
    with warnings.catch_warnings():  # what torch says about tracing is answered by the probes
        warnings.simplefilter("ignore")
        try:
            expected = _trace(files, folder, probes)
            take_words(folder, "traced")
            optimise(folder, "traced", "float32")
            _check(folder, "float32", probes, expected)
        except (OSError, ImportError, MemoryError):
            raise
        except Exception as error:  # whatever a model makes torch raise
            return dict.fromkeys(PRECISIONS, _reason(error))
        try:
            optimise(folder, "traced", "folded", fuse=False)
            quantise(folder, "folded", "quantised")
            optimise(folder, "quantised", "int8")
            _check(folder, "int8", probes, expected)
        except (OSError, ImportError, MemoryError):
            raise
        except Exception as error:  # the same of onnxruntime
            refused["int8"] = _reason(error)
    return refused


def _trace(files: ModelFiles, folder: Path, probes: Sequence[Sequence[int]]) -> Vectors:
    """Write the graph of the model as it is; return the vectors that the model itself gives the probes."""
    import torch

    model = load_model(files, device="cpu", model_kwargs={"attn_implementation": "eager"}).float()

    class Graph(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> Any:
            return self.model({"input_ids": input_ids, "attention_mask": attention_mask})["sentence_embedding"]

    graph = Graph().eval()
    with torch.inference_mode():
        example = torch.tensor([probes[1], probes[1]])
        mask = torch.ones_like(example)
        mask[1, -2:] = 0
        torch.onnx.export(
            graph,
            (example, mask),
            str(folder / export_files("traced")[0]),
            input_names=INPUTS,
            output_names=["vector"],
            dynamic_axes={"vector": {0: "batch"}} | {name: {0: "batch", 1: "tokens"} for name in INPUTS},
            opset_version=OPSET,
            dynamo=False,  # the newer exporter wants one more library, and gives no better graph
            export_params=False,  # with them it takes several times the model's memory
            do_constant_folding=False,
        )
        add_weights(folder, "traced", graph.state_dict(keep_vars=True), INPUTS)
        alone = [graph(torch.tensor([ids]), torch.ones((1, len(ids)), dtype=torch.long))[0] for ids in probes]
    return unit_length(torch.stack(alone).numpy())


def add_weights(folder: Path, name: str, tensors: Mapping[str, Any], inputs: Sequence[str]) -> None:
    """Write the weights that a graph takes as inputs beside it, and make them its own; ``inputs`` are the others."""
    import onnx

    path = folder / export_files(name)[0]
    model = onnx.load(path)
    taken = list(model.graph.input)
    del model.graph.input[:]
    with Weights(folder, name, model.graph) as weights:
        for each in taken:
            if each.name in inputs:
                model.graph.input.append(each)
            else:
                weights.add({each.name: tensors[each.name].detach().numpy()})
    onnx.save(model, path)


def take_words(folder: Path, name: str) -> None:
    """Let a graph be given the vectors of its tokens, and write those of all words to a file of their own.

    The tokens themselves are given, too, if it needs them for something else. A graph that does not look vectors up by
    its tokens, or does so more than once, stays as it is.
    """
    import onnx

    path = folder / export_files(name)[0]
    model = onnx.load(path, load_external_data=False)
    graph, weights = model.graph, stored_weights(folder, model.graph.initializer)
    lookups = [
        node
        for node in graph.node
        if node.op_type == "Gather" and node.input[1] == INPUTS[0] and node.input[0] in weights and not _axis_of(node)
    ]
    if len(lookups) != 1 or weights[lookups[0].input[0]].ndim != 2:
        return
    (lookup,) = lookups
    words = weights[lookup.input[0]]
    WordVectors.write(folder / WORDS_FILE, words)
    vectors = onnx.helper.make_tensor_value_info(VECTORS, onnx.TensorProto.FLOAT, ["batch", "tokens", words.shape[1]])
    graph.node.remove(lookup)
    for node in graph.node:
        for i, each in enumerate(node.input):
            if each == lookup.output[0]:
                node.input[i] = VECTORS
    still = _names_used(graph)
    for held in (graph.input, graph.initializer):
        for each in [each for each in held if each.name in (INPUTS[0], lookup.input[0]) and each.name not in still]:
            held.remove(each)
    graph.input.append(vectors)
    onnx.save(model, path)


def _names_used(graph: Any) -> set[str]:
    """Return the names of all that a graph's nodes take, those inside branches and loops included."""
    inner = [each.g for node in graph.node for each in node.attribute if each.HasField("g")]
    return {name for node in graph.node for name in node.input}.union(*map(_names_used, inner))


def _axis_of(lookup: Any) -> int:
    return next((each.i for each in lookup.attribute if each.name == "axis"), 0)


def optimise(folder: Path, name: str, to: str, *, fuse: bool = True) -> None:
    """Fold, and fuse, what does not depend on the machine: nothing of it is left to do when a process starts."""
    import onnxruntime  # type: ignore[import-untyped]

    graph, weights = export_files(to)
    levels = onnxruntime.GraphOptimizationLevel
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = levels.ORT_ENABLE_EXTENDED if fuse else levels.ORT_ENABLE_BASIC
    options.optimized_model_filepath = str(folder / graph)
    options.log_severity_level = 4
    options.add_session_config_entry("session.disable_prepacking", "1")
    options.add_session_config_entry("session.optimized_model_external_initializers_file_name", weights)
    options.add_session_config_entry("session.optimized_model_external_initializers_min_size_in_bytes", str(APART))
    source = folder / export_files(name)[0]
    onnxruntime.InferenceSession(str(source), options, providers=["CPUExecutionProvider"])


def _check(folder: Path, precision: str, probes: Sequence[Sequence[int]], expected: Vectors) -> None:
    """Raise ValueError unless an export gives every probe its vector, alone and padded to the length of others."""
    session = open_session(folder / export_files(precision)[0])
    words = WordVectors(folder / WORDS_FILE) if (folder / WORDS_FILE).is_file() else None
    together = probes[:-1]
    found = np.concatenate([run(session, words, together), *(run(session, words, [ids]) for ids in probes)])
    cosines = (found * np.concatenate([expected[: len(together)], expected])).sum(axis=1).tolist()
    _log.debug("exported as %s: cosines to the model's own vectors from %.6f", precision, min(cosines))
    if not min(cosines) >= LEAST_COSINE[precision]:
        raise ValueError(f"its vectors would be others (cosine {min(cosines):.4f})")


def _reason(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


def _sealed(path: Path) -> ExportedFile:
    """Force a file to the disk and describe it."""
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
