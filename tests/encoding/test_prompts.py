"""Models get the prompts that they were trained with, even where their files do not say so."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from retrieval import Library, Prompts
from retrieval.encoding.model_files import ENGLISH_MODEL, find_model
from retrieval.encoding.sentence_transformer import SentenceTransformerEncoder

SEARCHING = "Represent this sentence for searching relevant passages: "


@pytest.mark.parametrize(
    ("name", "prompts"),
    [
        ("e5-small-v2", ("query: ", "passage: ")),
        ("multilingual-e5-large", ("query: ", "passage: ")),
        ("multilingual-e5-large-instruct", ("", "")),
        ("e5-mistral-7b-instruct", ("", "")),
        ("bge-small-en-v1.5", (SEARCHING, "")),
        ("bge-large-zh", ("为这个句子生成表示以用于检索相关文章：", "")),
        ("bge-m3", ("", "")),
        ("gte-multilingual-base", ("", "")),
        ("snowflake-arctic-embed-m-v1.5", (SEARCHING, "")),
        ("Snowflake-Arctic-Embed-L-v2.0", ("query: ", "")),
        ("nomic-embed-text-v1.5", ("search_query: ", "search_document: ")),
        ("all-mpnet-base-v2", ("", "")),
        ("my-e5-small", ("", "")),
    ],
)
def test_a_family_is_known_by_its_name(
    tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, prompts: tuple[str, str]
) -> None:
    commit = "0" * 40
    cached = tmp_path / f"models--somebody--{name}"
    (cached / "refs").mkdir(parents=True)
    (cached / "refs" / "main").write_text(commit)
    shutil.copytree(tiny_model, cached / "snapshots" / commit)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setattr("huggingface_hub._snapshot_download.constants.HF_HUB_CACHE", str(tmp_path))
    files = find_model(f"somebody/{name}")
    assert (files.query_prompt, files.document_prompt) == prompts
    local = find_model(str(shutil.copytree(tiny_model, tmp_path / name)))
    assert (local.query_prompt, local.document_prompt) == prompts


def named(tiny_model: Path, folder: Path, own: dict[str, str]) -> Path:
    shutil.copytree(tiny_model, folder)
    config = folder / "config_sentence_transformers.json"
    config.write_text(json.dumps(json.loads(config.read_text()) | {"prompts": own}))
    return folder


def test_what_the_model_s_files_say_counts_more_and_what_is_set_most(tiny_model: Path, tmp_path: Path) -> None:
    model = str(named(tiny_model, tmp_path / "e5-base", {"query": "ask: ", "document": ""}))
    assert find_model(model).query_prompt == "ask: "
    assert find_model(model).document_prompt == ""
    files = find_model(model, Prompts("none", "tell: "))
    assert (files.query_prompt, files.document_prompt) == ("", "tell: ")


def test_known_prompts_shape_the_vectors_and_the_digest(tiny_model: Path, tmp_path: Path) -> None:
    known = find_model(str(shutil.copytree(tiny_model, tmp_path / "e5-small")))
    none = find_model(str(tmp_path / "e5-small"), Prompts("none", "none"))
    plain = find_model(str(tiny_model))
    assert none.digest({}) == plain.digest({})
    assert known.digest({}) != plain.digest({})
    prompted, bare = SentenceTransformerEncoder(known), SentenceTransformerEncoder(plain)
    np.testing.assert_allclose(prompted.encode_query("eels"), bare.encode_query("query: eels"), atol=1e-5)
    np.testing.assert_allclose(prompted.encode_documents(["eels"]), bare.encode_documents(["passage: eels"]), atol=1e-5)


@pytest.mark.usefixtures("exports")
def test_a_prompt_that_is_set_reaches_the_export_and_outdates_the_index(
    tiny_model: Path, seeds: Path, tmp_path: Path
) -> None:
    (seeds / "a.txt").write_text("Eels swim far.")
    with Library.open(seeds, tmp_path / "index", str(tiny_model), prompts=Prompts("ask: "), reader="none") as library:
        library.sync()
        asked = library.encoder.encode_query("eels")
    bare = SentenceTransformerEncoder(find_model(str(tiny_model)))
    np.testing.assert_allclose(asked, bare.encode_query("ask: eels"), atol=2e-2)
    with Library.open(seeds, tmp_path / "index", str(tiny_model), reader="none") as library:
        assert "EMBEDDING_MODEL" in str(library.outdated().setting)  # type: ignore[union-attr]


def test_the_bundled_model_has_none() -> None:
    files = find_model(ENGLISH_MODEL)
    assert (files.query_prompt, files.document_prompt) == ("", "")
