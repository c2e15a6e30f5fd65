"""Whatever sentence-transformers loads → its graph, traced by torch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from retrieval.encoding.graphs.quantising import OPSET, WeightsWriter, stored_weights
from retrieval.encoding.manifest import TOKEN_INPUTS, VECTOR_OUTPUT, VECTORS_INPUT, WORDS_FILE, export_files
from retrieval.encoding.model_files import ModelFiles
from retrieval.encoding.sentence_transformer import load_model
from retrieval.encoding.word_vectors import WordVectors
from retrieval.vectors import Vectors, unit_length


def trace(files: ModelFiles, folder: Path, name: str, probes: Sequence[Sequence[int]]) -> Vectors:
    """Write a model's graph ``name``, not yet optimised; return the vectors that the model itself gives the probes."""
    import torch

    model = load_model(files, device="cpu", model_kwargs={"attn_implementation": "eager"}).float()

    class Graph(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, *values: torch.Tensor) -> Any:
            return self.model(dict(zip(TOKEN_INPUTS, values, strict=True)))["sentence_embedding"]

    def example(ids: Sequence[int], rows: int) -> list[torch.Tensor]:
        tokens = torch.tensor([ids] * rows)
        return [tokens, torch.ones_like(tokens)]

    graph = Graph().eval()
    with torch.inference_mode():
        tokens, mask = example(probes[1], 2)
        mask[1, -2:] = 0
        torch.onnx.export(
            graph,
            (tokens, mask),
            str(folder / export_files(name)[0]),
            input_names=TOKEN_INPUTS,
            output_names=[VECTOR_OUTPUT],
            dynamic_axes={VECTOR_OUTPUT: {0: "batch"}} | {name: {0: "batch", 1: "tokens"} for name in TOKEN_INPUTS},
            opset_version=OPSET,
            dynamo=False,  # the newer exporter needs one more library, and its graph is no better
            export_params=False,  # with the weights inside, it takes several times the model's memory
            do_constant_folding=False,
        )
        add_weights(folder, name, graph.state_dict(keep_vars=True), TOKEN_INPUTS)
        vectors = [graph(*example(ids, 1))[0] for ids in probes]
    return unit_length(torch.stack(vectors).numpy())


def add_weights(folder: Path, name: str, tensors: Mapping[str, Any], inputs: Sequence[str]) -> None:
    """Store the weights of a graph that was traced without them, and that therefore takes them as inputs.

    tensors: the weights by name. inputs: the names of the inputs that stay inputs.
    """
    import onnx

    path = folder / export_files(name)[0]
    model = onnx.load(path)
    traced_inputs = list(model.graph.input)
    del model.graph.input[:]
    with WeightsWriter(folder, name, model.graph) as weights:
        for each in traced_inputs:
            if each.name in inputs:
                model.graph.input.append(each)
            else:
                weights.add({each.name: tensors[each.name].detach().numpy()})
    onnx.save(model, path)


def split_off_word_vectors(folder: Path, name: str) -> None:
    """Make a graph's word vectors an input, and write the vectors of all words to a file of their own.

    The graph keeps the token ids as an input only if it needs them elsewhere. A graph that does not look up vectors by
    token id, or does so more than once, stays as it is.
    """
    import onnx

    path = folder / export_files(name)[0]
    model = onnx.load(path, load_external_data=False)
    graph, weights = model.graph, stored_weights(folder, model.graph.initializer)
    lookups = [
        node
        for node in graph.node
        if node.op_type == "Gather"
        and node.input[1] == TOKEN_INPUTS[0]
        and node.input[0] in weights
        and not _axis_of(node)
    ]
    if len(lookups) != 1 or weights[lookups[0].input[0]].ndim != 2:
        return
    (lookup,) = lookups
    words = weights[lookup.input[0]]
    WordVectors.write(folder / WORDS_FILE, words)
    shape = ["batch", "tokens", words.shape[1]]
    graph.node.remove(lookup)
    for node in graph.node:
        for i, each in enumerate(node.input):
            if each == lookup.output[0]:
                node.input[i] = VECTORS_INPUT
    unused = {TOKEN_INPUTS[0], lookup.input[0]} - _names_used(graph)
    for declared in (graph.input, graph.initializer):
        for each in [each for each in declared if each.name in unused]:
            declared.remove(each)
    graph.input.append(onnx.helper.make_tensor_value_info(VECTORS_INPUT, onnx.TensorProto.FLOAT, shape))
    onnx.save(model, path)


def _names_used(graph: Any) -> set[str]:
    """Return the names of everything that a graph's nodes take, also inside branches and loops."""
    inner = [each.g for node in graph.node for each in node.attribute if each.HasField("g")]
    return {name for node in graph.node for name in node.input}.union(*map(_names_used, inner))


def _axis_of(lookup: Any) -> int:
    return next((each.i for each in lookup.attribute if each.name == "axis"), 0)
