"""Word vectors that stay on the disk."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from retrieval.encoding.graphs.tracing import split_off_word_vectors
from retrieval.encoding.manifest import WORDS_FILE
from retrieval.encoding.model_files import ENGLISH_MODEL, find_model
from retrieval.encoding.word_vectors import TENSOR_NAME, WordVectors
from retrieval.errors import ModelError


def test_they_are_those_of_the_bundled_model() -> None:
    from safetensors.numpy import load_file

    path = find_model(ENGLISH_MODEL).folder / "model.safetensors"
    known = load_file(path)[TENSOR_NAME]
    lists = [[101, 2040, 102], [len(known) - 1, 0, 0], []]
    for ids, vectors in zip(lists, WordVectors(path).of(lists), strict=True):
        assert np.array_equal(vectors, known[ids])


def test_what_is_written_is_read_by_safetensors_and_by_us(tmp_path: Path) -> None:
    from safetensors.numpy import load_file

    rows = np.random.default_rng(0).standard_normal((50, 7)).astype(np.float32)
    WordVectors.write(tmp_path / "words", rows)
    assert np.array_equal(load_file(tmp_path / "words")[TENSOR_NAME], rows)
    assert np.array_equal(WordVectors(tmp_path / "words").of([[49, 3, 3]])[0], rows[[49, 3, 3]])


@pytest.mark.parametrize("data", [b"", b"\xff" * 40, b"\2\0\0\0\0\0\0\0{}", b"\2\0\0\0\0\0\0\0[]"])
def test_a_file_that_holds_none_is_named(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "words").write_bytes(data)
    with pytest.raises(ModelError, match="words"):
        WordVectors(tmp_path / "words")
    with pytest.raises(ModelError, match="missing"):
        WordVectors(tmp_path / "missing")


@pytest.mark.parametrize("precision", ["float32", "int8"])
def test_graphs_begin_with_them_and_only_those_of_other_models_have_a_copy(
    bundled_export: Path, tiny_export: Path, precision: str
) -> None:
    import onnx

    for export, copies in ((bundled_export, 0), (tiny_export, 1)):
        (graph,) = export.glob(f"*/{precision}.onnx")
        assert "word_vectors" in {each.name for each in onnx.load(graph, load_external_data=False).graph.input}
        assert len([*export.glob(f"*/{WORDS_FILE}")]) == copies


@pytest.mark.parametrize("lookups", [0, 2])
def test_a_graph_that_looks_none_or_several_up_stays_as_it_is(tmp_path: Path, lookups: int) -> None:
    import onnx
    from onnx import TensorProto, helper

    tokens = helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["batch", "tokens"])
    out = helper.make_tensor_value_info("vector", TensorProto.FLOAT, None)
    rows = helper.make_tensor("rows", TensorProto.FLOAT, [4, 2], range(8))
    looked_up = [helper.make_node("Gather", ["rows", "input_ids"], [f"looked{i}"]) for i in range(lookups)]
    nodes = looked_up or [helper.make_node("Cast", ["input_ids"], ["looked0"], to=TensorProto.FLOAT)]
    nodes.append(helper.make_node("Add", ["looked0", f"looked{len(nodes) - 1}"], ["vector"]))
    model = helper.make_model(helper.make_graph(nodes, "graph", [tokens], [out], [rows] if lookups else []))
    path = tmp_path / "traced.onnx"
    onnx.save(model, path)
    before = path.read_bytes()
    split_off_word_vectors(tmp_path, "traced")
    assert path.read_bytes() == before
    assert not (tmp_path / WORDS_FILE).exists()


def test_a_token_without_a_vector_and_a_file_that_was_cut_short_are_named(tmp_path: Path) -> None:
    path = tmp_path / "words"
    WordVectors.write(path, np.ones((50, 8), dtype=np.float64))
    words = WordVectors(path)
    assert np.array_equal(words.of([[49]])[0], np.ones((1, 8)))
    for token in (50, -1):
        with pytest.raises(ModelError, match=f"token {token} of 50"):
            words.of([[0, token]])
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size - 1)
    with pytest.raises(ModelError, match="token 49"):
        words.of([[0, 49]])
    with pytest.raises(ModelError, match="incomplete"):
        WordVectors(path)
