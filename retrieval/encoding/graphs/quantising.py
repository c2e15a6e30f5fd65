"""An ONNX graph in float32 → the same graph with weights in eight bits, or in the four bits that they came in.

What onnxruntime's own quantiser does is done here one weight at a time: that one takes several times the model's
memory, more than embedding does, and the machine that syncs may be small.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from retrieval.encoding.manifest import export_files

if TYPE_CHECKING:
    from onnx import GraphProto, NodeProto, TensorProto

OPSET = 17
"""The version of ONNX's operators that graphs use."""

FUSED = "com.microsoft"
"""The domain of the operators that only onnxruntime has."""

MIN_EXTERNAL_BYTES = 1024
"""A weight of this size or larger is stored in the file next to its graph."""

MIN_QUANTISED_NUMBERS = 50_000
"""A matrix of this many numbers or more is worth quantising."""

BLOCK_SIZE = 32
"""How many numbers share a scale in four bits."""

Array = NDArray[Any]

_Replacement = tuple[list["NodeProto"], dict[str, Array]]
"""Nodes, and the weights that they take, by name."""


def quantise(folder: Path, name: str, to: str) -> None:
    """Write the graph ``name`` as the graph ``to``, in which every large matrix of weights is in eight bits.

    A matrix in a product has a scale for each column; the other factor is quantised, too, with one scale, computed for
    each input. A matrix whose rows are looked up has a scale for each row; the rows become float32 again.
    """

    def in_eight_bits(node: NodeProto, stored: dict[str, Array]) -> _Replacement | None:
        if node.op_type == "MatMul" and _is_large(stored.get(node.input[1])):
            x, matrix = node.input[:2]
            return _product_nodes(x, matrix, node.output[0]), _quantised_columns(matrix, stored[matrix])
        if node.op_type == "Gather" and _is_large(stored.get(node.input[0])) and not any(a.i for a in node.attribute):
            matrix, rows = node.input
            return _lookup_nodes(matrix, rows, node.output[0]), _quantised_rows(matrix, stored[matrix])
        return None

    _rewrite(folder, name, to, in_eight_bits)


def pack_again(folder: Path, name: str, to: str) -> None:
    """Write the graph ``name`` as the graph ``to``, in which a matrix that came in blocks of four bits is in blocks.

    It computes the same: a matrix of which any number would change stays as it is.
    """

    def in_blocks(node: NodeProto, stored: dict[str, Array]) -> _Replacement | None:
        if node.op_type == "MatMul" and _is_large(stored.get(node.input[1])):
            x, matrix = node.input[:2]
            if (blocks := _blocks_of_columns(matrix, stored[matrix])) is not None:
                return [_block_product_node(x, matrix, stored[matrix].shape, node.output[0])], blocks
        return None

    _rewrite(folder, name, to, in_blocks)


def _rewrite(
    folder: Path, name: str, to: str, replacement: Callable[[NodeProto, dict[str, Array]], _Replacement | None]
) -> None:
    """Write the graph ``name`` as the graph ``to``, with other nodes and weights in the place of some.

    replacement: given a node and all weights, returns what takes the node's place; None: the node stays.
    """
    import onnx

    model = onnx.load(folder / export_files(name)[0], load_external_data=False)
    stored = stored_weights(folder, model.graph.initializer)
    nodes = list(model.graph.node)
    del model.graph.node[:], model.graph.initializer[:]
    written: set[str] = set()
    with WeightsWriter(folder, to, model.graph) as weights:
        for node in nodes:
            kept = [node], {each: stored[each] for each in node.input if each in stored}
            replacements, arrays = replacement(node, stored) or kept
            weights.add(arrays)
            model.graph.node.extend(each for each in replacements if each.output[0] not in written)
            written |= {each.output[0] for each in replacements}
    onnx.save(model, folder / export_files(to)[0])


def _is_large(array: Array | None) -> bool:
    return array is not None and array.ndim == 2 and array.size >= MIN_QUANTISED_NUMBERS


class WeightsWriter:
    """Adds weights to a graph; large ones go to the file next to it."""

    def __init__(self, folder: Path, name: str, graph: GraphProto) -> None:
        self._path = folder / export_files(name)[1]
        self._file = self._path.open("wb")
        self._graph = graph
        self._names: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, tb: TracebackType | None) -> None:
        self._file.close()

    def add(self, arrays: dict[str, Array]) -> None:
        """Add arrays to the graph's weights, by name. A name that was added before is skipped."""
        import onnx

        for name, array in arrays.items():
            if name in self._names:
                continue
            self._names.add(name)
            tensor = self._graph.initializer.add()
            tensor.name = name
            tensor.dims.extend(array.shape)
            tensor.data_type = onnx.helper.np_dtype_to_tensor_dtype(array.dtype)
            if array.nbytes < MIN_EXTERNAL_BYTES:
                tensor.raw_data = array.tobytes()
                continue
            self._file.write(bytes(-self._file.tell() % 4096))  # to the start of a page, for memory-mapping
            tensor.data_location = onnx.TensorProto.EXTERNAL
            about = {"location": self._path.name, "offset": self._file.tell(), "length": array.nbytes}
            for key, value in about.items():
                tensor.external_data.add(key=key, value=str(value))
            self._file.write(np.ascontiguousarray(array).data)


def stored_weights(folder: Path, tensors: Iterable[TensorProto]) -> dict[str, Array]:
    """Return a graph's weights by name; large ones are memory-mapped."""
    import onnx

    arrays: dict[str, Array] = {}
    for tensor in tensors:
        if tensor.data_location != onnx.TensorProto.EXTERNAL:
            arrays[tensor.name] = onnx.numpy_helper.to_array(tensor)
            continue
        about = {entry.key: entry.value for entry in tensor.external_data}
        dtype = onnx.helper.tensor_dtype_to_np_dtype(tensor.data_type)
        path, offset = folder / about["location"], int(about.get("offset", 0))
        arrays[tensor.name] = np.memmap(path, dtype, "r", offset, tuple(tensor.dims))
    return arrays


def _quantised_columns(name: str, matrix: Array) -> dict[str, Array]:
    """Return a matrix in whole numbers, with the scales of its columns: 63 or -63 where a column is farthest from 0.

    Processors multiply unsigned bytes by signed bytes several times faster than any other numbers. Those without VNNI
    add up two products in sixteen bits, and with weights of up to 63 the sum, at most 2 * 255 * 63, always fits.
    """
    farthest = np.maximum(matrix.max(axis=0), -matrix.min(axis=0))
    scales = (np.maximum(farthest, np.finfo(np.float32).tiny) / 63).astype(np.float32)
    values = np.rint(matrix / scales).astype(np.int8)
    return {f"{name}.bytes": values, f"{name}.scales": scales, f"{name}.zeros": np.zeros(len(scales), dtype=np.int8)}


def _product_nodes(x: str, matrix: str, out: str) -> list[NodeProto]:
    """Return the nodes that multiply ``x`` by such a matrix: a pattern that onnxruntime fuses into one step."""
    from onnx import TensorProto, helper

    return [
        helper.make_node("DynamicQuantizeLinear", [x], [f"{x}.bytes", f"{x}.scale", f"{x}.zero"]),
        helper.make_node(
            "MatMulInteger", [f"{x}.bytes", f"{matrix}.bytes", f"{x}.zero", f"{matrix}.zeros"], [f"{out}.sums"]
        ),
        helper.make_node("Cast", [f"{out}.sums"], [f"{out}.floats"], to=TensorProto.FLOAT),
        helper.make_node("Mul", [f"{x}.scale", f"{matrix}.scales"], [f"{out}.scales"]),
        helper.make_node("Mul", [f"{out}.floats", f"{out}.scales"], [out]),
    ]


def _quantised_rows(name: str, matrix: Array) -> dict[str, Array]:
    """Return a matrix in eight bits, with the scales of its rows: 127 or -127 where a row is farthest from 0."""
    farthest = np.maximum(matrix.max(axis=1, keepdims=True), -matrix.min(axis=1, keepdims=True))
    scales = (np.maximum(farthest, np.finfo(np.float32).tiny) / 127).astype(np.float32)
    values = np.empty(matrix.shape, dtype=np.int8)
    for at in range(0, len(matrix), 4096):  # a vocabulary has many rows: in parts, to save memory
        part = slice(at, at + 4096)
        values[part] = np.rint(matrix[part] / scales[part])
    return {f"{name}.rows": values, f"{name}.sizes": scales}


def _lookup_nodes(matrix: str, rows: str, out: str) -> list[NodeProto]:
    """Return the nodes that look up rows of such a matrix."""
    from onnx import TensorProto, helper

    return [
        helper.make_node("Gather", [f"{matrix}.rows", rows], [f"{out}.bytes"]),
        helper.make_node("Cast", [f"{out}.bytes"], [f"{out}.floats"], to=TensorProto.FLOAT),
        helper.make_node("Gather", [f"{matrix}.sizes", rows], [f"{out}.sizes"]),
        helper.make_node("Mul", [f"{out}.floats", f"{out}.sizes"], [out]),
    ]


def _blocks_of_columns(name: str, matrix: Array) -> dict[str, Array] | None:
    """Return a matrix in blocks of 32 numbers of a column: -8 to 7 times a scale. None if that is not the same matrix.

    The number of a block that is farthest from 0 is -8 times the scale, which is how they are made.
    """
    if len(matrix) % BLOCK_SIZE:
        return None
    blocks = np.ascontiguousarray(matrix.T).reshape(matrix.shape[1], -1, BLOCK_SIZE)
    farthest = np.take_along_axis(blocks, np.abs(blocks).argmax(axis=-1, keepdims=True), axis=-1)
    scales = farthest / -8
    steps = np.rint(blocks / np.where(scales, scales, 1))
    if steps.max() > 7 or not np.array_equal(steps * scales, blocks):
        return None
    steps = (steps + 8).astype(np.uint8)
    return {f"{name}.blocks": steps[..., ::2] | steps[..., 1::2] << 4, f"{name}.scales": scales.reshape(-1)}


def _block_product_node(x: str, matrix: str, shape: tuple[int, ...], out: str) -> NodeProto:
    """Return the node that multiplies ``x`` by such a matrix, in float32."""
    from onnx import helper

    return helper.make_node(
        "MatMulNBits",
        [x, f"{matrix}.blocks", f"{matrix}.scales"],
        [out],
        domain=FUSED,
        K=shape[0],
        N=shape[1],
        bits=4,
        block_size=BLOCK_SIZE,
        accuracy_level=1,
    )
