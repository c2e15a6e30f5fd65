"""Questions are encoded by the model's export as by the model, without torch; nothing that befalls it is an error."""

from __future__ import annotations

import json
import logging
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from retrieval import UNLIMITED, Library, Observer
from retrieval.cores import _quota, cores
from retrieval.encoding import serving
from retrieval.encoding.graphs import exporting
from retrieval.encoding.manifest import MANIFEST, WORDS_FILE, Export, Precision, export_files
from retrieval.encoding.model_files import ENGLISH_MODEL, ModelFiles, find_model
from retrieval.encoding.onnx_encoder import OnnxEncoder
from retrieval.encoding.sentence_transformer import SentenceTransformerEncoder
from retrieval.encoding.serving import ServingEncoder
from retrieval.errors import ModelError, QueryError
from retrieval.index_folder import ENCODER_FOLDER, writer_lock

QUESTIONS = [
    "eels",
    "How far do eels swim?",
    "who wrote the hitchhiker's guide to the galaxy",
    "Wie heißt der größte Aal, und wo lebt er?",
    "¿Cuántas personas firmaron?",
    "谁发现了霍乱的来源？",
    "كم عدد الأقمار؟",
    "Сколько лун у Юпитера?",
    "🐟🐟 \U0001f9ec? \u200b",
    "v1.2.3 -> C++ & AT&T's 4,000 \t\n U.S.",
    "[MASK] [SEP] <s> \x00 \x1b[0m",
    "e\u0301 ﬁ Ⅷ ½ \ufffd",
    "a" * 300,
    "eel " * 400,
    "Every question may be longer than what is read, and still. " * 60,
]


@pytest.fixture
def export(tiny_export: Path, tmp_path: Path) -> Path:
    """A copy of the tiny model's export, to be spoilt."""
    return Path(shutil.copytree(tiny_export, tmp_path / "export"))


def exported(model: Path, folder: Path) -> dict[str, str]:
    files = find_model(str(model))
    return exporting.export_model(files, files.digest({}), folder)


def load(model: Path | str, folder: Path, precision: Precision = "float32") -> OnnxEncoder:
    files = find_model(str(model))
    return OnnxEncoder(Export.read(folder, files.digest({})), precision, files)


def by_sentence_transformers(model: Path | str, texts: list[str]) -> np.ndarray:
    from sentence_transformers import SentenceTransformer

    loaded = SentenceTransformer(str(find_model(str(model)).folder), device="cpu", local_files_only=True)
    return loaded.encode_query(texts, normalize_embeddings=True, show_progress_bar=False)


def least_cosine(left: np.ndarray, right: np.ndarray) -> float:
    return float((left * right).sum(axis=1).min())


# -- the same vectors ------------------------------------------------------------------------------------------------


def test_questions_get_the_vectors_of_sentence_transformers(bundled_export: Path) -> None:
    encoder = load(ENGLISH_MODEL, bundled_export)
    vectors = np.stack([encoder.encode_query(text) for text in QUESTIONS])
    assert vectors.dtype == np.float32
    assert vectors.shape == (len(QUESTIONS), 384)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert least_cosine(vectors, by_sentence_transformers(ENGLISH_MODEL, QUESTIONS)) > 0.9999


def test_a_question_that_is_too_long_is_read_as_far_as_the_model_reads_it(
    bundled_export: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retrieval.encoding.sentence_transformer._cpu_has_bfloat16", lambda: False)
    long = [text for text in QUESTIONS if len(text) > 200]
    model = SentenceTransformerEncoder(find_model(ENGLISH_MODEL))
    assert least_cosine(load(ENGLISH_MODEL, bundled_export).encode_queries(long), model.encode_queries(long)) > 0.99999


def test_int8_is_near(bundled_export: Path) -> None:
    small, large = (load(ENGLISH_MODEL, bundled_export, precision) for precision in ("int8", "float32"))
    assert least_cosine(small.encode_queries(QUESTIONS), large.encode_queries(QUESTIONS)) > 0.97
    assert size_of(small) < 0.3 * size_of(large)


def size_of(encoder: OnnxEncoder) -> int:
    return sum(encoder.export.files[name].size for name in export_files(encoder.precision))


@pytest.mark.parametrize("precision", ["float32", "int8"])
def test_a_question_s_vector_does_not_depend_on_those_encoded_with_it(
    bundled_export: Path, precision: Precision
) -> None:
    encoder = load(ENGLISH_MODEL, bundled_export, precision)
    alone = np.stack([encoder.encode_query(text) for text in QUESTIONS])
    np.testing.assert_allclose(encoder.encode_queries(QUESTIONS), alone, atol=1e-5)
    assert encoder.encode_queries([]).shape == (0, 384)


def test_threads_may_share_one(tiny_model: Path, tiny_export: Path) -> None:
    encoder = load(tiny_model, tiny_export)
    expected = [encoder.encode_query(text) for text in QUESTIONS]
    with ThreadPoolExecutor(4) as pool:
        for found, wanted in zip(pool.map(encoder.encode_query, QUESTIONS * 5), expected * 5, strict=True):
            np.testing.assert_allclose(found, wanted, atol=1e-6)


@pytest.mark.parametrize("question", ["", "  \n\t"])
def test_an_empty_question_is_refused(tiny_model: Path, tiny_export: Path, question: str) -> None:
    with pytest.raises(QueryError, match="empty"):
        load(tiny_model, tiny_export).encode_query(question)


def variant(tiny_model: Path, folder: Path, *modules: Any, pooling: str | None = "mean") -> Path:
    """Save the tiny transformer with other modules behind it."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Pooling, Transformer

    pools = [Pooling(32, pooling_mode=pooling)] if pooling else []
    transformer = Transformer(str(tiny_model), max_seq_length=128)
    SentenceTransformer(modules=[transformer, *pools, *modules], device="cpu").save_pretrained(str(folder))
    return folder


@pytest.mark.parametrize("pooling", ["mean", "cls", "max", "mean_sqrt_len_tokens", "weightedmean", "lasttoken"])
def test_every_pooling_is_exported_as_the_model_has_it(tiny_model: Path, tmp_path: Path, pooling: str) -> None:
    from sentence_transformers.models import Normalize

    model = variant(tiny_model, tmp_path / "model", Normalize(), pooling=pooling)
    assert "float32" not in exported(model, tmp_path / "export")
    vectors = load(model, tmp_path / "export").encode_queries(QUESTIONS)
    assert least_cosine(vectors, by_sentence_transformers(model, QUESTIONS)) > 0.9999


@pytest.mark.parametrize("family", ["Roberta", "MPNet", "Electra"])
def test_other_kinds_of_transformers_are_exported(tiny_model: Path, tmp_path: Path, family: str) -> None:
    import transformers

    config = getattr(transformers, f"{family}Config")(
        vocab_size=100,
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=140,
    )
    part = tmp_path / "part"
    getattr(transformers, f"{family}Model")(config).save_pretrained(part)
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copy(tiny_model / name, part)
    model = variant(part, tmp_path / "model")
    assert "float32" not in exported(model, tmp_path / "export")
    encoder = load(model, tmp_path / "export")
    assert WORDS_FILE in encoder.export.files
    assert least_cosine(encoder.encode_queries(QUESTIONS), by_sentence_transformers(model, QUESTIONS)) > 0.9999


def test_a_dense_layer_is_exported_too(tiny_model: Path, tmp_path: Path) -> None:
    import torch
    from sentence_transformers.models import Dense

    torch.manual_seed(3)
    model = variant(tiny_model, tmp_path / "model", Dense(32, 16))
    assert "float32" not in exported(model, tmp_path / "export")
    vectors = load(model, tmp_path / "export").encode_queries(QUESTIONS)
    assert vectors.shape == (len(QUESTIONS), 16)
    assert least_cosine(vectors, by_sentence_transformers(model, QUESTIONS)) > 0.9999


def test_a_prompt_of_the_model_stands_in_front(tiny_model: Path, tmp_path: Path) -> None:
    model = Path(shutil.copytree(tiny_model, tmp_path / "model"))
    config = model / "config_sentence_transformers.json"
    config.write_text(json.dumps(json.loads(config.read_text()) | {"prompts": {"query": "ask: ", "document": ""}}))
    exported(model, tmp_path / "export")
    vectors = load(model, tmp_path / "export").encode_queries(QUESTIONS)
    assert least_cosine(vectors, by_sentence_transformers(model, QUESTIONS)) > 0.9999


# -- what cannot be exported -----------------------------------------------------------------------------------------


class Listener(Observer):
    """Writes down what people would be told."""

    def __init__(self) -> None:
        self.remarks: list[str] = []
        self.steps: list[str] = []

    def remark(self, text: str) -> None:
        self.remarks.append(text)

    def step(self, name: str) -> None:
        self.steps.append(name)


@pytest.fixture
def library(tiny_model: Path, seeds: Path, tmp_path: Path) -> Iterator[Library]:
    """A library of the tiny model, as people open it; two documents, not synced."""
    (seeds / "a.txt").write_text("Eels swim far.")
    (seeds / "b.txt").write_text("The clock ran slow.")
    with Library.open(seeds, tmp_path / "index", str(tiny_model)) as library:
        yield library


def unfit(tiny_model: Path, folder: Path) -> Path:
    from sentence_transformers.models import CNN, Pooling

    return variant(tiny_model, folder, CNN(32, 16, [1, 3]), Pooling(32), pooling=None)


@pytest.mark.usefixtures("exports")
def test_a_model_that_cannot_be_exported_serves_itself_and_that_is_said_once(
    tiny_model: Path, library: Library, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    model = unfit(tiny_model, tmp_path / "model")
    said = []
    for text in ("Eels swim far.", "Eels swim further.", "Eels swim back."):
        (library.seeds / "a.txt").write_text(text)
        listener = Listener()
        with Library.open(library.seeds, library.index, str(model)) as own:
            assert own.sync(listener).embedded
        said += listener.remarks
    assert len(said) == 1
    assert "cannot be exported (it has a module CNN)" in said[0]

    caplog.set_level(logging.WARNING)
    with Library.open(library.seeds, library.index, str(model)) as own:
        vector = own.encoder.encode_query("eels")
        own.encoder.encode_query("clocks")
        np.testing.assert_allclose(vector, by_sentence_transformers(model, ["eels"])[0], atol=2e-2)
        assert own.ask("eels", access=UNLIMITED).nearest or own.ask("eels", access=UNLIMITED).quotes
    assert "CNN" in caplog.text
    assert len([r for r in caplog.records if r.name == "retrieval.encoding.serving"]) <= 2


def test_a_graph_with_other_vectors_than_the_model_s_is_refused(
    tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(exporting.MIN_COSINES, "float32", 1.1)
    assert "vectors would be others" in exported(tiny_model, tmp_path / "export")["float32"]
    with pytest.raises(ModelError, match="cannot be exported as float32"):
        load(tiny_model, tmp_path / "export")


def test_where_only_int8_is_refused_float32_serves(
    library: Library, tiny_model: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(exporting.MIN_COSINES, "int8", 1.1)
    assert list(exported(tiny_model, library.index / ENCODER_FOLDER)) == ["int8"]
    with Library.open(library.seeds, library.index, str(tiny_model), precision="int8") as other:
        assert served(other) == "float32"
    assert "int8" in caplog.text


@pytest.mark.usefixtures("exports")
@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(28, "No space left on device"), "No space left"),
        (ImportError("No module named 'onnx'"), "onnx"),
        (RuntimeError("[ONNXRuntimeError] : 1 : FAIL : write failed: No space left on device"), "No space left"),
    ],
)
def test_what_may_pass_is_tried_again(
    library: Library, monkeypatch: pytest.MonkeyPatch, error: Exception, words: str
) -> None:
    def refuse(*_: object) -> None:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(exporting, "quantise", refuse)
        listener = Listener()
        assert library.sync(listener).embedded == 2
    assert len(listener.remarks) == 1
    assert words in listener.remarks[0]
    assert not list((library.index / ENCODER_FOLDER).iterdir())
    (library.seeds / "a.txt").write_text("Eels swim back.")
    listener = Listener()
    library.sync(listener)
    assert listener.remarks == []
    with Library.open(library.seeds, library.index, library.encoder.name) as later:
        assert served(later) == "float32"


# -- an index has one, and uses it ------------------------------------------------------------------------------------


def served(library: Library) -> str:
    """Say who encodes a question: the precision of the export, or the model."""
    library.encoder.encode_query("eels")
    assert isinstance(library.encoder, ServingEncoder)
    asked = library.encoder._loaded_question_encoder
    return asked.precision if isinstance(asked, OnnxEncoder) else "model"


class Meanwhile(Observer):
    """Does something when a step of a sync is complete: the sync still holds the lock."""

    def __init__(self, step: str, work: Callable[[], object]) -> None:
        self._step, self._work = step, work

    def step(self, name: str) -> None:
        if name == self._step:
            self._work()


def export_later(library: Library, observer: Observer) -> None:
    """Sync, and export the model only then, as after an attempt that failed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ServingEncoder, "keep_export", lambda *_, **__: False)
        library.sync(observer)
    with writer_lock(library.index):
        assert isinstance(library.encoder, ServingEncoder)
        assert library.encoder.keep_export(Observer())


def has_weights(library: Library) -> bool:
    assert isinstance(library.encoder, ServingEncoder)
    return "_model" in vars(library.encoder._model)


@pytest.mark.usefixtures("exports")
@pytest.mark.parametrize("is_named", [True, False])
@pytest.mark.parametrize(("sync", "first"), [(Library.sync, "float32"), (export_later, "model")])
def test_a_process_that_serves_finds_the_export_or_goes_to_it_once_there_is_one(
    library: Library, tiny_model: Path, is_named: bool, sync: Callable[[Library, Observer], object], first: str
) -> None:
    """A bot may read the index as soon as it is committed."""
    with Library.open(library.seeds, library.index, str(tiny_model) if is_named else None, reader="none") as bot:
        seen: list[tuple[str, bool]] = []

        def refresh() -> None:
            bot.refresh()
            seen.append((served(bot), has_weights(bot)))

        sync(library, Meanwhile("dense", refresh))
        refresh()
        assert seen == [(first, first == "model"), ("float32", False)]
        expected = bot.encoder.encode_documents(["eels"])
        np.testing.assert_allclose(bot.encoder.encode_queries(["eels"]), expected, atol=2e-2)


@pytest.mark.usefixtures("exports")
@pytest.mark.parametrize(("sync", "first"), [(Library.sync, "float32"), (export_later, "model")])
def test_a_process_that_adopts_the_model_of_a_remade_index_goes_to_its_export(
    library: Library, tiny_model: Path, tmp_path: Path, sync: Callable[[Library, Observer], object], first: str
) -> None:
    library.sync()
    with Library.open(library.seeds, library.index, reader="none") as bot:
        bot.refresh()
        assert (served(bot), bot.encoder.name) == ("float32", str(tiny_model))
        other = str(variant(tiny_model, tmp_path / "other", pooling="max"))
        with Library.open(library.seeds, library.index, other, reader="none") as remade:
            sync(remade, Meanwhile("dense", bot.refresh))
            assert (served(bot), bot.encoder.name) == (first, other)
            bot.refresh()
            assert (served(bot), has_weights(bot)) == ("float32", False)
            np.testing.assert_array_equal(bot.encoder.encode_query("eels"), remade.encoder.encode_query("eels"))


@pytest.mark.usefixtures("exports")
def test_an_export_never_serves_for_a_model_that_is_adopted_while_it_is_loaded(
    library: Library, tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.sync()
    other = str(variant(tiny_model, tmp_path / "other", pooling="max"))
    with Library.open(library.seeds, library.index, reader="none") as bot:
        bot.refresh()
        encoder = bot.encoder
        assert isinstance(encoder, ServingEncoder)
        encoder._loaded_question_encoder = encoder._looked_at = None

        class Slow(OnnxEncoder):
            def __init__(self, export: Export, precision: Precision, files: ModelFiles) -> None:
                encoder.adopt(other)
                super().__init__(export, precision, files)

        monkeypatch.setattr(serving, "OnnxEncoder", Slow)
        encoder.take_export()
        assert encoder.name == other
        expected = SentenceTransformerEncoder(find_model(other)).encode_query("eels")
        np.testing.assert_allclose(encoder.encode_query("eels"), expected, atol=1e-5)


@pytest.mark.usefixtures("exports")
def test_an_export_that_nobody_makes_is_made_when_the_other_process_is_done(library: Library) -> None:
    library.sync()
    shutil.rmtree(library.index / ENCODER_FOLDER)
    with Library.open(library.seeds, library.index, library.encoder.name, reader="none") as bot:
        with writer_lock(library.index):
            bot.refresh()
            assert served(bot) == "model"
        bot.refresh()
        assert (served(bot), has_weights(bot)) == ("float32", False)


@pytest.mark.usefixtures("exports")
def test_an_export_that_fails_is_not_made_again_and_again(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    library.sync()
    shutil.rmtree(library.index / ENCODER_FOLDER)
    tried: list[int] = []

    def refuse(*_: object) -> None:
        tried.append(1)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(exporting, "export_model", refuse)
    with Library.open(library.seeds, library.index, library.encoder.name, reader="none") as bot:
        for _ in range(3):
            bot.refresh()
        assert served(bot) == "model"
    assert len(tried) == 1


@pytest.mark.usefixtures("exports")
def test_a_sync_leaves_an_export_that_answers_from_then_on(library: Library, tiny_model: Path) -> None:
    listener = Listener()
    library.sync(listener)
    assert listener.steps.index("exported") < listener.steps.index("committed")
    assert listener.remarks == []
    assert served(library) == "float32"
    manifest = (library.index / ENCODER_FOLDER / MANIFEST).read_bytes()
    (library.seeds / "c.txt").write_text("Nobody paid for it.")
    listener = Listener()
    assert library.sync(listener).embedded == 1
    assert "exported" not in listener.steps
    assert (library.index / ENCODER_FOLDER / MANIFEST).read_bytes() == manifest
    with Library.open(library.seeds, library.index, str(tiny_model), precision="int8") as other:
        assert served(other) == "int8"


@pytest.mark.usefixtures("exports")
def test_an_export_of_another_model_is_replaced_with_the_index(
    library: Library, tiny_model: Path, tmp_path: Path
) -> None:
    library.sync()
    other = variant(tiny_model, tmp_path / "model", pooling="cls")
    with Library.open(library.seeds, library.index, str(other)) as own:
        assert served(own) == "model"
        own.sync()
        assert served(own) == "float32"
    folder = library.index / ENCODER_FOLDER
    assert len([path for path in folder.iterdir() if path.is_dir()]) == 1
    with pytest.raises(ModelError, match="different model"):
        load(tiny_model, folder)


def _missing(folder: Path) -> None:
    shutil.rmtree(folder)


def _no_manifest(folder: Path) -> None:
    (folder / MANIFEST).unlink()


def _in_manifest(**values: object) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        path = folder / MANIFEST
        path.write_text(json.dumps(json.loads(path.read_text()) | values))

    return spoil


def _manifest(text: bytes) -> Callable[[Path], None]:
    return lambda folder: (folder / MANIFEST).write_bytes(text) and None


def _files(name: str, change: Callable[[bytes], bytes | None]) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        (path,) = folder.glob(f"*/{name}")
        data = change(path.read_bytes())
        path.unlink()
        if data is not None:
            path.write_bytes(data)

    return spoil


def _flipped(data: bytes) -> bytes:
    at = len(data) // 2
    return data[:at] + bytes([data[at] ^ 0x40]) + data[at + 1 :]


DAMAGES = {
    "all of it missing": _missing,
    "no manifest": _no_manifest,
    "empty manifest": _manifest(b""),
    "half a manifest": _manifest(b'{"format": 1, "model'),
    "manifest of bytes": _manifest(bytes(range(256))),
    "manifest of something else": _manifest(b'["a"]'),
    "manifest nested beyond reason": _manifest(b"[" * 100_000),
    "manifest of strings": _in_manifest(files="none"),
    "manifest of odd stamps": _in_manifest(files={"float32.onnx": {"size": 3}}),
    "manifest without files": _in_manifest(files={}),
    "another format": _in_manifest(format=exporting.FORMAT + 1),
    "another model": _in_manifest(model="0" * 64),
    "another folder": _in_manifest(folder="elsewhere"),
    "no graph": _files("float32.onnx", lambda _: None),
    "empty graph": _files("float32.onnx", lambda _: b""),
    "flipped byte in the graph": _files("float32.onnx", _flipped),
    "no weights": _files("float32.bin", lambda _: None),
    "half the weights": _files("float32.bin", lambda data: data[: len(data) // 2]),
    "flipped byte in the weights": _files("float32.bin", _flipped),
    "no word vectors": _files("words.safetensors", lambda _: None),
    "flipped byte in the word vectors": _files("words.safetensors", _flipped),
    "half the word vectors": _files("words.safetensors", lambda data: data[: len(data) // 2]),
    "rubbish for weights": _files("float32.bin", lambda data: random.Random(1).randbytes(len(data))),
    "no tokenizer": _files("tokenizer.json", lambda _: None),
    "flipped byte in the tokenizer": _files("tokenizer.json", _flipped),
}


@pytest.mark.parametrize("spoil", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_export_is_only_a_slower_start(
    library: Library, export: Path, spoil: Callable[[Path], None], caplog: pytest.LogCaptureFixture
) -> None:
    folder = library.index / ENCODER_FOLDER
    shutil.copytree(export, folder)
    spoil(folder)
    assert served(library) == "model"
    library.encoder.encode_query("clocks")
    told = [record.getMessage() for record in caplog.records if record.name == "retrieval.encoding.serving"]
    assert len(told) == 1
    assert told[0].startswith("Questions ")


def test_a_graph_that_onnxruntime_refuses_is_only_a_slower_start(library: Library, export: Path) -> None:
    folder = library.index / ENCODER_FOLDER
    shutil.copytree(export, folder)
    (graph,) = folder.glob("*/float32.onnx")
    graph.write_bytes(random.Random(2).randbytes(5000))
    from retrieval.encoding.manifest import ExportedFile

    manifest = json.loads((folder / MANIFEST).read_text())
    stamp = ExportedFile.of(graph)
    manifest["files"]["float32.onnx"] = {"sha256": stamp.sha256, "size": stamp.size, "changed": stamp.changed}
    (folder / MANIFEST).write_text(json.dumps(manifest))
    assert served(library) == "model"


def test_a_copied_export_serves(tiny_model: Path, export: Path) -> None:
    for path in export.rglob("*.*"):
        os.utime(path, (1, 1))
    assert load(tiny_model, export).encode_query("eels").shape == (32,)


@pytest.mark.usefixtures("exports")
@pytest.mark.parametrize("spoil", [_missing, _files("int8.bin", lambda _: None)], ids=["missing", "half missing"])
def test_an_export_that_is_missing_is_made_again_when_something_is_embedded(
    library: Library, tiny_model: Path, export: Path, spoil: Callable[[Path], None]
) -> None:
    shutil.copytree(export, library.index / ENCODER_FOLDER)
    spoil(library.index / ENCODER_FOLDER)
    library.sync()
    assert load(tiny_model, library.index / ENCODER_FOLDER, "int8").encode_query("eels").shape == (32,)


@pytest.mark.usefixtures("exports")
@pytest.mark.parametrize("spoil", [_missing, DAMAGES["flipped byte in the weights"]], ids=["missing", "damaged"])
def test_an_export_is_made_again_when_a_question_had_to_load_the_model(
    library: Library, tiny_model: Path, spoil: Callable[[Path], None]
) -> None:
    library.sync()
    library.close()
    spoil(library.index / ENCODER_FOLDER)
    with Library.open(library.seeds, library.index, str(tiny_model)) as again:
        assert again.ask("eels", access=UNLIMITED).question == "eels"
        assert served(again) == "float32"
    with Library.open(library.seeds, library.index, str(tiny_model)) as later:
        assert served(later) == "float32"


@pytest.mark.usefixtures("exports")
@pytest.mark.parametrize(
    "where", ["trace", "split_off_word_vectors", "optimise", "quantise", "_check", "_flushed", "_write_manifest"]
)
def test_an_export_that_is_cut_off_leaves_the_one_before(
    tiny_model: Path, export: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    def cut(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(exporting, where, cut)
        with pytest.raises(KeyboardInterrupt):
            exported(tiny_model, export)
    assert load(tiny_model, export, "int8").encode_query("eels").shape == (32,)
    (export / "left-by-a-crash").mkdir()
    exported(tiny_model, export)
    assert len([path for path in export.iterdir() if path.is_dir()]) == 1


# -- processes that never hear of torch -------------------------------------------------------------------------------

TOLD = """
import sys
from bot.cli import main
sys.argv = ["quoth", *sys.argv[1:]]
try:
    main()
finally:
    print([name for name in {names} if name in sys.modules], file=sys.stderr)
"""
HEAVY = ["torch", "sentence_transformers", "transformers"]


def quoth(
    library: Library, *arguments: str, names: list[str], precision: str = "float32"
) -> subprocess.CompletedProcess[str]:
    settings = {
        "SEEDS_DIR": str(library.seeds),
        "INDEX_DIR": str(library.index),
        "EMBEDDING_MODEL": library.encoder.name,
        "EMBEDDING_PRECISION": precision,
    }
    return subprocess.run(
        [sys.executable, "-c", TOLD.format(names=names), *arguments],
        capture_output=True,
        text=True,
        env=os.environ | settings,
        cwd=library.seeds,
        check=False,
    )


@pytest.mark.usefixtures("exports")
def test_answering_from_an_index_imports_no_torch(library: Library) -> None:
    library.sync()
    for precision in ("float32", "int8"):
        done = quoth(library, "ask", "How far do eels swim?", "--json", names=HEAVY, precision=precision)
        assert json.loads(done.stdout)["question"] == "How far do eels swim?"
        assert done.stderr == "[]\n"


@pytest.mark.usefixtures("exports")
def test_a_sync_that_finds_nothing_to_embed_imports_no_torch(library: Library) -> None:
    library.sync()
    shutil.rmtree(library.index / ENCODER_FOLDER)
    (library.seeds / "a.txt").unlink()
    done = quoth(library, "sync", "--json", names=HEAVY)
    assert json.loads(done.stdout)["removed"] == ["a.txt"]
    assert done.stderr.endswith("[]\n")


def test_help_imports_nothing_that_it_does_not_need(library: Library) -> None:
    names = [*HEAVY, "numpy", "faiss", "tantivy", "onnxruntime", "discord", "pydantic", "rich", "sqlite3", "asyncio"]
    done = quoth(library, "--help", names=names)
    assert "sync" in done.stdout
    assert done.stderr == "[]\n"


# -- the machine -----------------------------------------------------------------------------------------------------


def test_cores_are_those_that_the_process_may_use(monkeypatch: pytest.MonkeyPatch) -> None:
    assert 1 <= cores() <= (os.cpu_count() or 1)
    monkeypatch.setattr("retrieval.cores._quota", lambda *_: 0.3)
    assert cores() == 1
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(8)), raising=False)
    monkeypatch.setattr("retrieval.cores._quota", lambda *_: 2.5)
    assert cores() == 3
    monkeypatch.setattr("retrieval.cores._quota", lambda *_: float("inf"))
    assert cores() == 8


def test_the_smallest_quota_above_the_process_counts(tmp_path: Path) -> None:
    membership, root = tmp_path / "cgroup", tmp_path / "fs"
    inner = root / "system.slice" / "quoth.service"
    inner.mkdir(parents=True)
    assert _quota(membership, root) == float("inf")
    membership.write_text("4:memory:/x\n0::/system.slice/quoth.service\n")
    assert _quota(membership, root) == float("inf")
    (inner / "cpu.max").write_text("max 100000\n")
    assert _quota(membership, root) == float("inf")
    (inner.parent / "cpu.max").write_text("150000 100000\n")
    assert _quota(membership, root) == 1.5
