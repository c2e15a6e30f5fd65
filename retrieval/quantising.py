"""An ONNX graph in float32 → the same graph with weights of eight bits.

It does what onnxruntime's own quantiser does, one weight at a time: that one takes several times the model's memory,
more than embedding does, and the machine that syncs may be a small one.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from retrieval.serving import export_files

if TYPE_CHECKING:
    from onnx import GraphProto, NodeProto, TensorProto

APART = 1024
"""Bytes from which on a weight is kept apart from its graph."""

LARGE = 50_000
"""Numbers from which on a matrix is worth quantising."""

Array = NDArray[Any]


def quantise(folder: Path, name: str, to: str) -> None:
    """Write a graph in which every large matrix of weights has eight bits.

    One that is multiplied with has a scale for each column, and what it is multiplied with is brought to eight bits,
    too, by a scale of its own each time. One that rows are looked up in has a scale for each row, and what is looked up
    is float32 again.
    """
    import onnx

    model = onnx.load(folder / export_files(name)[0], load_external_data=False)
    stored = stored_weights(folder, model.graph.initializer)
    large = {name for name, array in stored.items() if array.ndim == 2 and array.size >= LARGE}
    nodes = list(model.graph.node)
    del model.graph.node[:], model.graph.initializer[:]
    written: set[str] = set()
    with Weights(folder, to, model.graph) as weights:
        for node in nodes:
            if node.op_type == "MatMul" and node.input[1] in large:
                made = _product(node.input[0], node.input[1], node.output[0])
                weights.add(_by_column(node.input[1], stored[node.input[1]]))
            elif node.op_type == "Gather" and node.input[0] in large and not any(a.i for a in node.attribute):
                made = _looked_up(node.input[0], node.input[1], node.output[0])
                weights.add(_by_row(node.input[0], stored[node.input[0]]))
            else:
                made = [node]
                weights.add({each: stored[each] for each in node.input if each in stored})
            model.graph.node.extend(each for each in made if each.output[0] not in written)
            written |= {each.output[0] for each in made}
    onnx.save(model, folder / export_files(to)[0])


class Weights:
    """The weights of a graph, which are written to the file beside it."""

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
        """Make arrays weights of the graph by their names; those that are there are passed over."""
        import onnx

        for name, array in arrays.items():
            if name in self._names:
                continue
            self._names.add(name)
            tensor = self._graph.initializer.add()
            tensor.name = name
            tensor.dims.extend(array.shape)
            tensor.data_type = onnx.helper.np_dtype_to_tensor_dtype(array.dtype)
            if array.nbytes < APART:
                tensor.raw_data = array.tobytes()
                continue
            self._file.write(bytes(-self._file.tell() % 4096))  # to where a page begins: it will be memory-mapped
            tensor.data_location = onnx.TensorProto.EXTERNAL
            about = {"location": self._path.name, "offset": self._file.tell(), "length": array.nbytes}
            for key, value in about.items():
                tensor.external_data.add(key=key, value=str(value))
            self._file.write(np.ascontiguousarray(array).data)


def stored_weights(folder: Path, tensors: Iterable[TensorProto]) -> dict[str, Array]:
    """Return a graph's weights by name; large ones are read when they are used."""
    import onnx

    arrays: dict[str, Array] = {}
    for tensor in tensors:
        if tensor.data_location != onnx.TensorProto.EXTERNAL:
            arrays[tensor.name] = onnx.numpy_helper.to_array(tensor)
            continue
        about = {entry.key: entry.value for entry in tensor.external_data}
        kind = onnx.helper.tensor_dtype_to_np_dtype(tensor.data_type)
        path, offset = folder / about["location"], int(about.get("offset", 0))
        arrays[tensor.name] = np.memmap(path, kind, "r", offset, tuple(tensor.dims))
    return arrays


def _by_column(name: str, matrix: Array) -> dict[str, Array]:
    """Return a matrix in whole numbers: 63 or -63 where a column is farthest from 0.

    Processors multiply unsigned with signed bytes, several times faster than any others; those without VNNI add the
    products of two pairs up in sixteen bits, and 2 * 255 * 63 is the most that fits.
    """
    farthest = np.maximum(matrix.max(axis=0), -matrix.min(axis=0))
    scales = (np.maximum(farthest, np.finfo(np.float32).tiny) / 63).astype(np.float32)
    values = np.rint(matrix / scales).astype(np.int8)
    return {f"{name}.bytes": values, f"{name}.scales": scales, f"{name}.zeros": np.zeros(len(scales), dtype=np.int8)}


def _product(x: str, matrix: str, out: str) -> list[NodeProto]:
    """Return what multiplies with such a matrix: the pattern that onnxruntime makes one step of."""
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


def _by_row(name: str, matrix: Array) -> dict[str, Array]:
    """Return a matrix in eight bits: 127 or -127 where a row is farthest from 0."""
    farthest = np.maximum(matrix.max(axis=1, keepdims=True), -matrix.min(axis=1, keepdims=True))
    sizes = (np.maximum(farthest, np.finfo(np.float32).tiny) / 127).astype(np.float32)
    values = np.empty(matrix.shape, dtype=np.int8)
    for at in range(0, len(matrix), 4096):  # a vocabulary is long
        part = slice(at, at + 4096)
        values[part] = np.rint(matrix[part] / sizes[part])
    return {f"{name}.rows": values, f"{name}.sizes": sizes}


def _looked_up(matrix: str, rows: str, out: str) -> list[NodeProto]:
    """Return what looks rows up in such a matrix."""
    from onnx import TensorProto, helper

    return [
        helper.make_node("Gather", [f"{matrix}.rows", rows], [f"{out}.bytes"]),
        helper.make_node("Cast", [f"{out}.bytes"], [f"{out}.floats"], to=TensorProto.FLOAT),
        helper.make_node("Gather", [f"{matrix}.sizes", rows], [f"{out}.sizes"]),
        helper.make_node("Mul", [f"{out}.floats", f"{out}.sizes"], [out]),
    ]
