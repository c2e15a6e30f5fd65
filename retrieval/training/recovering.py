"""The graph that ships → the weights of the network that it was exported from, to train on from them.

The weights in eight bits become numbers again, and what smoothing divided is multiplied back. The result differs from
the weights that were exported by the rounding to eight bits, and computes the same as the graph.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from numpy.typing import NDArray
from torch import Tensor

from retrieval.errors import TrainingError, first_line
from retrieval.training.network import Network

_WORDS = "encoder.embeddings.word_embeddings.weight"
"""A place holder: the graph takes word vectors as an input."""

_Arrays = Mapping[str, NDArray[Any]]


def recover_weights(network: Network, graph: Path) -> dict[str, Tensor]:
    """Return a network's weights from a graph that ``export_reader`` wrote of such a network, in either precision.

    Raises TrainingError when the file is no such graph.
    """
    import onnx

    try:
        model = onnx.load(graph)
        arrays = {tensor.name: onnx.numpy_helper.to_array(tensor) for tensor in model.graph.initializer}
    except Exception as error:  # whatever onnx and protobuf raise for a file that is no graph
        raise TrainingError(f"{graph} holds no graph ({first_line(error)})", "name a reader's", path=graph) from error
    found = {}
    for key, value in network.state_dict().items():
        array = value.numpy() if key == _WORDS else _array(arrays, key)
        if array is None or array.shape != value.shape:
            raise TrainingError(
                f"{graph} is not the graph of such a reader: it has no {key}",
                "name one that retrieval.training.exporting wrote",
                path=graph,
                expected=key,
            )
        found[key] = torch.zeros_like(value) if key == _WORDS else torch.tensor(array, dtype=value.dtype).contiguous()
    return found


def _array(arrays: _Arrays, key: str) -> NDArray[Any] | None:
    """Return the array of one of the network's weights; None if the graph has none."""
    if key in arrays:
        return arrays[key]
    if f"{key}.rows" in arrays:  # looked up by row
        return arrays[f"{key}.rows"] * arrays[f"{key}.sizes"]
    module, _, name = key.rpartition(".")
    if f"{module}.by" not in arrays:
        return _matrix(arrays, module)
    if name != "weight":
        return arrays.get(f"{module}.linear.{name}")
    smoothed = _matrix(arrays, f"{module}.linear")
    return None if smoothed is None else smoothed * arrays[f"{module}.by"]


def _matrix(arrays: _Arrays, module: str) -> NDArray[Any] | None:
    """Return the matrix of a linear layer, which a graph holds transposed, under a name made of the layer's path."""
    name = "/" + re.sub(r"\.(?!\d)", "/", module) + "/Transpose_output_0"
    if name in arrays:
        return arrays[name].T
    if f"{name}.bytes" in arrays:
        return (arrays[f"{name}.bytes"] * arrays[f"{name}.scales"]).T
    return None
