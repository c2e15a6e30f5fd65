"""Word vectors that stay on the disk."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from retrieval.errors import ModelError
from retrieval.models import DEFAULT_MODEL, find_model
from retrieval.serving import WORDS_FILE
from retrieval.words import WORD_VECTORS, WordVectors


def test_they_are_those_of_the_bundled_model() -> None:
    from safetensors.numpy import load_file

    path = find_model(DEFAULT_MODEL).folder / "model.safetensors"
    known = load_file(path)[WORD_VECTORS]
    lists = [[101, 2040, 102], [len(known) - 1, 0, 0], []]
    for ids, vectors in zip(lists, WordVectors(path).of(lists), strict=True):
        assert np.array_equal(vectors, known[ids])


def test_what_is_written_is_read_by_safetensors_and_by_us(tmp_path: Path) -> None:
    from safetensors.numpy import load_file

    rows = np.random.default_rng(0).standard_normal((50, 7)).astype(np.float32)
    WordVectors.write(tmp_path / "words", rows)
    assert np.array_equal(load_file(tmp_path / "words")[WORD_VECTORS], rows)
    assert np.array_equal(WordVectors(tmp_path / "words").of([[49, 3, 3]])[0], rows[[49, 3, 3]])


@pytest.mark.parametrize("data", [b"", b"\xff" * 40, b"\2\0\0\0\0\0\0\0{}", b"\2\0\0\0\0\0\0\0[]"])
def test_a_file_that_holds_none_is_named(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "words").write_bytes(data)
    with pytest.raises(ModelError, match="words"):
        WordVectors(tmp_path / "words")
    with pytest.raises(ModelError, match="missing"):
        WordVectors(tmp_path / "missing")


@pytest.mark.parametrize("precision", ["float32", "int8"])
def test_both_graphs_of_the_bundled_model_begin_with_them(bundled_export: Path, precision: str) -> None:
    import onnx

    (graph,) = bundled_export.glob(f"*/{precision}.onnx")
    assert "word_vectors" in {each.name for each in onnx.load(graph, load_external_data=False).graph.input}
    (words,) = bundled_export.glob(f"*/{WORDS_FILE}")
    assert words.stat().st_size > (graph.parent / f"{precision}.bin").stat().st_size
