"""The weights of a BERT → its graph, and its vectors worked out by hand, without torch.

Both models that come with Quoth are of this kind (Devlin et al., "BERT", 2019): word vectors are given, and a text's
vector is the mean of its tokens' vectors, of length 1. The graph is written in the operators that onnxruntime has for
such networks. ``vectors_by_hand`` computes the same in numpy, so that a graph is not its own judge.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from retrieval.encoding.graphs.quantising import FUSED, OPSET, WeightsWriter
from retrieval.encoding.manifest import TOKEN_INPUTS, TOKENS_OUTPUT, VECTOR_OUTPUT, VECTORS_INPUT, export_files
from retrieval.vectors import Vectors, unit_length

if TYPE_CHECKING:
    from onnx import NodeProto


@dataclass(frozen=True, slots=True)
class Bert:
    """A BERT without its word vectors: ``layers`` of ``heads``, whose feed-forward layers are ``inner`` wide.

    ``weight`` returns a weight in float32, given its name and shape: ``emb.pos``, ``emb.type``, the norm ``emb.ln``,
    and in the first layer ``l0.q``, ``l0.k``, ``l0.v`` and ``l0.ao`` of the attention, ``l0.fi`` and ``l0.fo`` of the
    feed-forward part, and the norms ``l0.aln`` and ``l0.oln`` after the one and the other. Norms and products have two
    weights: the name of one ends in ``.w``, shape (out, in) for a product; the other is added, and ends in ``.b``.
    """

    width: int
    layers: int
    heads: int
    inner: int
    positions: int
    types: int
    epsilon: float
    weight: Callable[..., Vectors]

    def positions_and_type(self) -> Vectors:
        """Return what is added to the word vectors: shape (positions, width). All tokens are of the first type."""
        kinds = self.weight("emb.type", self.types, self.width)
        places = self.weight("emb.pos", self.positions, self.width)
        return np.asarray(places + kinds[0])

    def linear(self, layer: int, name: str) -> tuple[Vectors, Vectors]:
        """Return the matrix of a layer, shape (in, out), and what is added to its product, shape (out,)."""
        rows, columns = {"fi": (self.inner, self.width), "fo": (self.width, self.inner)}.get(name, (self.width,) * 2)
        prefix = f"l{layer}.{name}"
        return self.weight(f"{prefix}.w", rows, columns).T, self.weight(f"{prefix}.b", rows)

    def norm(self, prefix: str) -> tuple[Vectors, Vectors]:
        """Return by what a norm multiplies, and what it adds: shape (width,)."""
        return self.weight(f"{prefix}.w", self.width), self.weight(f"{prefix}.b", self.width)


# -- the graph -------------------------------------------------------------------------------------------------------


def write_bert(bert: Bert, folder: Path, name: str) -> None:
    """Write the graph ``name`` of a BERT: word vectors and mask → the vectors of texts, and those of their tokens."""
    import onnx
    from onnx import TensorProto, helper

    words = helper.make_tensor_value_info(VECTORS_INPUT, TensorProto.FLOAT, ["batch", "tokens", bert.width])
    mask = helper.make_tensor_value_info(TOKEN_INPUTS[1], TensorProto.INT64, ["batch", "tokens"])
    vector = helper.make_tensor_value_info(VECTOR_OUTPUT, TensorProto.FLOAT, ["batch", bert.width])
    tokens = helper.make_tensor_value_info(TOKENS_OUTPUT, TensorProto.FLOAT, ["batch", "tokens", bert.width])
    graph = helper.make_graph([], name, [words, mask], [vector, tokens])
    with WeightsWriter(folder, name, graph) as weights:
        for node in _Writer(bert, weights).nodes():
            graph.node.append(node)
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(FUSED, 1)]
    onnx.save(helper.make_model(graph, ir_version=8, opset_imports=opsets), folder / export_files(name)[0])


class _Writer:
    """Makes the nodes of a graph, one after the other, and writes their weights."""

    def __init__(self, bert: Bert, weights: WeightsWriter) -> None:
        self._bert = bert
        self._weights = weights

    def nodes(self) -> Iterator[NodeProto]:
        from onnx import TensorProto

        mask = TOKEN_INPUTS[1]
        numbers = {name: np.array([n], dtype=np.int64) for name, n in (("zero", 0), ("one", 1), ("minus one", -1))}
        self._weights.add({"positions": self._bert.positions_and_type(), **numbers})
        self._weights.add(dict(zip(("norm.w", "norm.b"), self._bert.norm("emb.ln"), strict=True)))
        yield _node("Shape", [mask], "length", start=1, end=2)
        yield _node("Slice", ["positions", "zero", "length", "zero"], "places")
        yield _node("Add", [VECTORS_INPUT, "places"], "placed")
        yield _node("LayerNormalization", ["placed", "norm.w", "norm.b"], "begun", axis=-1, epsilon=self._bert.epsilon)
        yield _node("Cast", [mask], "mask", to=TensorProto.INT32)
        given = "begun"
        for layer in range(self._bert.layers):
            made = TOKENS_OUTPUT if layer == self._bert.layers - 1 else f"l{layer}.out"
            yield from self._layer(layer, given, made)
            given = made
        yield _node("Cast", [mask], "share", to=TensorProto.FLOAT)
        yield _node("Unsqueeze", ["share", "minus one"], "shares")
        yield _node("Mul", [TOKENS_OUTPUT, "shares"], "counted")
        yield _node("ReduceSum", ["counted", "one"], "sum", keepdims=0)
        yield _node("ReduceSum", ["shares", "one"], "number", keepdims=0)
        yield _node("Div", ["sum", "number"], "mean")
        yield _node("LpNormalization", ["mean"], VECTOR_OUTPUT, axis=1, p=2)

    def _layer(self, layer: int, given: str, made: str) -> Iterator[NodeProto]:
        prefix = f"l{layer}"
        biases = []
        for name in ("q", "k", "v"):
            matrix, bias = self._bert.linear(layer, name)
            biases.append(bias)
            yield self._product(f"{prefix}.{name}", given, matrix)
        self._weights.add({f"{prefix}.qkv.b": np.concatenate(biases)})
        asked = [f"{prefix}.{name}" for name in ("q", "k", "v")]
        yield _node(
            "MultiHeadAttention", [*asked, f"{prefix}.qkv.b", "mask"], f"{prefix}.seen",
            domain=FUSED, num_heads=self._bert.heads,
        )  # fmt: skip
        yield from self._added(layer, "ao", "aln", f"{prefix}.seen", given, f"{prefix}.half")
        matrix, bias = self._bert.linear(layer, "fi")
        self._weights.add({f"{prefix}.fi.b": bias})
        yield self._product(f"{prefix}.fi", f"{prefix}.half", matrix)
        yield _node("BiasGelu", [f"{prefix}.fi", f"{prefix}.fi.b"], f"{prefix}.inner", domain=FUSED)
        yield from self._added(layer, "fo", "oln", f"{prefix}.inner", f"{prefix}.half", made)

    def _product(self, name: str, given: str, matrix: Vectors) -> NodeProto:
        self._weights.add({f"{name}.w": matrix})
        return _node("MatMul", [given, f"{name}.w"], name)

    def _added(self, layer: int, name: str, norm: str, given: str, skipped: str, made: str) -> Iterator[NodeProto]:
        """Yield the nodes of a product to which what was skipped is added, and of the norm of the sum."""
        matrix, bias = self._bert.linear(layer, name)
        prefix = f"l{layer}.{name}"
        yield self._product(prefix, given, matrix)
        times, plus = self._bert.norm(f"l{layer}.{norm}")
        self._weights.add({f"{prefix}.b": bias, f"{prefix}.norm.w": times, f"{prefix}.norm.b": plus})
        yield _node(
            "SkipLayerNormalization", [prefix, skipped, f"{prefix}.norm.w", f"{prefix}.norm.b", f"{prefix}.b"], made,
            domain=FUSED, epsilon=self._bert.epsilon,
        )  # fmt: skip


def _node(kind: str, inputs: Sequence[str], output: str, **attributes: Any) -> NodeProto:
    from onnx import helper

    return helper.make_node(kind, inputs, [output], name=output, **attributes)


# -- by hand ---------------------------------------------------------------------------------------------------------


def vectors_by_hand(bert: Bert, texts: Sequence[Vectors]) -> Vectors:
    """Return the vectors of texts, given the word vectors of each, shape (tokens, width): shape (n, width)."""
    hidden = [_norm(bert, "emb.ln", words + bert.positions_and_type()[: len(words)]) for words in texts]
    for layer in range(bert.layers):
        hidden = _layer_by_hand(bert, layer, hidden)
    return unit_length(np.stack([tokens.mean(axis=0) for tokens in hidden]))


def _layer_by_hand(bert: Bert, layer: int, texts: Sequence[Vectors]) -> list[Vectors]:
    matrices = {name: bert.linear(layer, name) for name in ("q", "k", "v", "ao", "fi", "fo")}

    def times(given: Vectors, name: str) -> Vectors:
        matrix, bias = matrices[name]
        return np.asarray(given @ matrix + bias)

    def by_head(given: Vectors, name: str) -> Vectors:
        return times(given, name).reshape(len(given), bert.heads, -1).swapaxes(0, 1)

    made = []
    for given in texts:
        keys = by_head(given, "k")
        likeness = by_head(given, "q") @ keys.swapaxes(1, 2) / np.sqrt(np.float32(keys.shape[-1]))
        shares = np.exp(likeness - likeness.max(axis=-1, keepdims=True))
        shares /= shares.sum(axis=-1, keepdims=True)
        seen = (shares @ by_head(given, "v")).swapaxes(0, 1).reshape(given.shape)
        half = _norm(bert, f"l{layer}.aln", times(seen, "ao") + given)
        made.append(_norm(bert, f"l{layer}.oln", times(_gelu(times(half, "fi")), "fo") + half))
    return made


def _norm(bert: Bert, prefix: str, given: Vectors) -> Vectors:
    times, plus = bert.norm(prefix)
    centred = given - given.mean(axis=-1, keepdims=True)
    spread = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + bert.epsilon)
    return np.asarray(centred / spread * times + plus)


def _gelu(given: Vectors) -> Vectors:
    """Return x times the normal distribution's share below x: Abramowitz and Stegun's formula 7.1.26, within 2e-7."""
    half = np.abs(given) / np.sqrt(np.float32(2))
    t = 1 / (1 + np.float32(0.3275911) * half)
    powers = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t
    error = np.copysign(1 - powers * np.exp(-half * half), given)
    return np.asarray(given * (1 + error) / 2, dtype=np.float32)
