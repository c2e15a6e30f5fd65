"""Text becomes the vectors that sentence-transformers would give it, by a model that was checked before it is used."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.encoding import model_files as models
from retrieval.encoding.model_files import ENGLISH_MODEL, find_model
from retrieval.encoding.sentence_transformer import SentenceTransformerEncoder
from retrieval.errors import ModelError, QueryError

TEXTS = [
    "Eels swim to the Sargasso Sea.",
    "Krakatoa was heard far away.",
    "Ein Satz auf Deutsch, mit Umlauten: äöü.",
    "短い文。",
    "word " * 150,
    "One. Two! Three?",
]


@pytest.fixture
def model(tiny_model: Path, tmp_path: Path) -> Path:
    """A copy of the tiny model, to be spoilt."""
    return Path(shutil.copytree(tiny_model, tmp_path / "model"))


def edit(path: Path, **values: object) -> None:
    path.write_text(json.dumps(json.loads(path.read_text()) | values))


# -- vectors -------------------------------------------------------------------------------------------------------


def reference(folder: Path, texts: list[str]) -> np.ndarray:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    return model.encode_document(texts, normalize_embeddings=True, show_progress_bar=False)


def test_vectors_are_those_of_sentence_transformers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retrieval.encoding.sentence_transformer._cpu_has_bfloat16", lambda: False)
    files = find_model(ENGLISH_MODEL)
    vectors = SentenceTransformerEncoder(files).encode_documents(TEXTS)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(vectors, reference(files.folder, TEXTS), atol=1e-5)


def test_a_passage_has_the_same_vector_whether_or_not_its_sentences_get_theirs(
    encoder: SentenceTransformerEncoder,
) -> None:
    spans = [[(0, len(text) // 2), (len(text) // 2, len(text))] for text in TEXTS]
    vectors, sentences = encoder.encode_passages(TEXTS, spans)
    np.testing.assert_allclose(vectors, encoder.encode_documents(TEXTS), atol=1e-5)
    assert [len(inner) for inner in sentences] == [2] * len(TEXTS)
    np.testing.assert_allclose(np.linalg.norm(np.concatenate(sentences), axis=1), 1, atol=1e-5)


def test_vectors_have_length_one_and_come_in_the_order_of_the_texts(encoder: SentenceTransformerEncoder) -> None:
    vectors = encoder.encode_documents(TEXTS)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    for text, vector in zip(TEXTS, vectors, strict=True):
        assert float(encoder.encode_documents([text])[0] @ vector) > 0.999
        assert int(np.argmax(vectors @ encoder.encode_query(text))) == TEXTS.index(text)


def test_progress_counts_every_text_once(encoder: SentenceTransformerEncoder) -> None:
    told: list[int] = []
    encoder.encode_documents(TEXTS * 10, told.append)
    assert sum(told) == 10 * len(TEXTS)


def test_no_texts_give_no_vectors(encoder: SentenceTransformerEncoder) -> None:
    assert encoder.encode_documents([]).shape == (0, 384)


def test_a_text_that_would_be_cut_silently_is_refused(encoder: SentenceTransformerEncoder) -> None:
    assert encoder.max_tokens == 254
    fits = "eel " * 254
    assert encoder.count([fits]) == [254]
    encoder.encode_documents([fits])
    with pytest.raises(ValueError, match="257 tokens is longer than the 256"):
        encoder.encode_documents([fits + "eel"])


def test_a_question_that_is_too_long_is_read_in_part(encoder: SentenceTransformerEncoder) -> None:
    assert encoder.encode_query("eel " * 400) @ encoder.encode_query("eel " * 254) == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize("question", ["", "  \n\t"])
def test_an_empty_question_is_refused(encoder: SentenceTransformerEncoder, question: str) -> None:
    with pytest.raises(QueryError, match="empty"):
        encoder.encode_query(question)


@settings(max_examples=60)
@given(st.lists(st.text(alphabet="abcXYZ äß是。.,!?'-\n0123", min_size=1).filter(str.strip), max_size=6))
def test_tokens_of_sentences_add_up_to_those_of_the_passage(
    encoder: SentenceTransformerEncoder, sentences: list[str]
) -> None:
    assert sum(encoder.count(sentences)) == encoder.count([" ".join(sentences)])[0]


def test_counting_tokens_imports_no_torch() -> None:
    code = (
        "import sys\n"
        "from retrieval.encoding.sentence_transformer import SentenceTransformerEncoder\n"
        "from retrieval.encoding.model_files import ENGLISH_MODEL, find_model\n"
        "print(SentenceTransformerEncoder(find_model(ENGLISH_MODEL)).count(['one two']))\n"
        "print([name for name in ('torch', 'transformers', 'sentence_transformers') if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[2]\n[]\n"


# -- which model, and whether it is trusted ---------------------------------------------------------------------------


def test_a_local_folder_is_a_model(tiny_model: Path) -> None:
    encoder = SentenceTransformerEncoder(find_model(str(tiny_model)))
    texts = ["eels swim", "a b c"]
    np.testing.assert_allclose(encoder.encode_documents(texts), reference(tiny_model, texts), atol=1e-2)
    assert encoder.max_tokens == 126


def test_prompts_of_the_model_stand_in_front(model: Path) -> None:
    edit(model / "config_sentence_transformers.json", prompts={"query": "ask: ", "document": "tell: "})
    files = find_model(str(model))
    prompted = SentenceTransformerEncoder(files)
    assert (files.query_prompt, files.document_prompt) == ("ask: ", "tell: ")
    assert prompted.max_tokens == 126 - prompted.count(["tell: "])[0]
    np.testing.assert_allclose(prompted.encode_documents(["eels"]), reference(model, ["eels"]), atol=1e-2)
    edit(model / "config_sentence_transformers.json", prompts={})
    bare = SentenceTransformerEncoder(find_model(str(model)))
    np.testing.assert_allclose(prompted.encode_query("eels"), bare.encode_query("ask: eels"), atol=1e-5)


def test_a_model_reads_no_more_than_its_tokenizer_says(model: Path) -> None:
    from sentence_transformers import SentenceTransformer

    edit(model / "tokenizer_config.json", model_max_length=64)
    assert SentenceTransformer(str(model), device="cpu", local_files_only=True).max_seq_length == 64
    files = find_model(str(model))
    assert files.max_sequence_tokens == 64
    encoder = SentenceTransformerEncoder(files)
    np.testing.assert_allclose(encoder.encode_query("a " * 99), reference(model, ["a " * 99])[0], atol=1e-2)


def test_a_name_on_the_hub_comes_from_the_cache_without_a_network(
    tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = "0" * 40
    cached = tmp_path / "models--somebody--tiny"
    (cached / "refs").mkdir(parents=True)
    (cached / "refs" / "main").write_text(commit)
    shutil.copytree(tiny_model, cached / "snapshots" / commit)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setattr("huggingface_hub._snapshot_download.constants.HF_HUB_CACHE", str(tmp_path))
    files = find_model("somebody/tiny")
    assert files.folder == cached / "snapshots" / commit
    assert SentenceTransformerEncoder(files).encode_query("eels").shape == (32,)


def test_a_model_that_is_nowhere_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(ModelError, match="'nobody/nothing'"):
        find_model("nobody/nothing")
    with pytest.raises(ModelError, match="does not exist"):
        find_model(str(tmp_path / "missing"))


def test_a_folder_that_is_no_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"modules\.json"):
        find_model(str(tmp_path))


def test_pickled_weights_are_refused(model: Path) -> None:
    (model / "model.safetensors").rename(model / "pytorch_model.bin")
    with pytest.raises(ModelError, match="pickle"):
        find_model(str(model))


def test_code_of_a_model_is_refused(model: Path) -> None:
    original = (model / "config.json").read_text()
    edit(model / "config.json", auto_map={"AutoModel": "evil.Model"})
    with pytest.raises(ModelError, match="auto_map"):
        find_model(str(model))
    (model / "config.json").write_text(original)
    modules = json.loads((model / "modules.json").read_text())
    modules[0]["type"] = "evil.Transformer"
    (model / "modules.json").write_text(json.dumps(modules))
    with pytest.raises(ModelError, match=r"evil\.Transformer"):
        find_model(str(model))


@pytest.mark.parametrize("name", ["modules.json", "config.json", "tokenizer.json", "model.safetensors"])
def test_a_damaged_model_is_one_error(model: Path, name: str) -> None:
    (model / name).write_bytes(b"{ damaged")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with pytest.raises(ModelError):
            SentenceTransformerEncoder(find_model(str(model))).encode_query("eels")


def test_the_digest_of_a_model_changes_with_any_of_its_files(model: Path) -> None:
    before = find_model(str(model)).digest({})
    assert find_model(str(model)).digest({}) == before
    edit(model / "config.json", layer_norm_eps=0.5)
    assert find_model(str(model)).digest({}) != before


def test_a_model_with_a_file_that_cannot_be_read_is_one_error(model: Path) -> None:
    (model / "more.json").symlink_to(model / "nowhere.json")
    with pytest.raises(ModelError, match=r"more\.json cannot be read \(No such file") as raised:
        find_model(str(model)).digest({})
    assert raised.value.setting == "EMBEDDING_MODEL"


def test_a_bundled_model_that_was_tampered_with_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = Path(shutil.copytree(find_model(ENGLISH_MODEL).folder, tmp_path / "model"))
    monkeypatch.setattr(models, "_bundled_folder", lambda: copy)
    find_model(ENGLISH_MODEL).digest({})
    with (copy / "model.safetensors").open("r+b") as file:
        file.seek(-1, 2)
        last = file.read(1)[0]
        file.seek(-1, 2)
        file.write(bytes([last ^ 1]))
    with pytest.raises(ModelError, match=r"model\.safetensors has sha256 .*, expected 53aa5117"):
        find_model(ENGLISH_MODEL).digest({})
    with pytest.raises(ModelError, match="damaged or was changed"):
        SentenceTransformerEncoder(find_model(ENGLISH_MODEL)).encode_query("eels")
