"""The model that a library gets when no setting names one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from retrieval import Library
from retrieval.encoding.model_files import DEFAULT_MODEL
from retrieval.encoding.packed.multilingual import MULTILINGUAL
from retrieval.errors import ModelError
from retrieval.parsing.workers.pool import ParsingPool
from retrieval.syncing import choosing
from retrieval.syncing.choosing import MAX_SAMPLED_FILES, model_for, suited_model

Open = Callable[..., Library]

ENGLISH = "The ferry to the island leaves at nine in the morning, and the last one returns at half past six."
GERMAN = "Die Fähre zur Insel legt morgens um neun Uhr ab, und die letzte fährt um halb sieben abends zurück."
THAI = "เรือข้ามฟากไปเกาะออกเวลาเก้าโมงเช้า และเที่ยวสุดท้ายกลับเวลาหกโมงครึ่งตอนเย็น"


@pytest.mark.parametrize(
    ("texts", "model"),
    [
        ([ENGLISH] * 3, DEFAULT_MODEL),
        ([GERMAN], MULTILINGUAL),
        ([THAI], MULTILINGUAL),
        ([*[ENGLISH] * 5, GERMAN], MULTILINGUAL),
        (["4711 0815"], DEFAULT_MODEL),
        ([], DEFAULT_MODEL),
    ],
)
def test_documents_in_other_languages_call_for_the_multilingual_model(
    pool: ParsingPool, seeds: Path, texts: list[str], model: str
) -> None:
    for number, text in enumerate(texts):
        (seeds / f"{number}.txt").write_text(text, encoding="utf-8")
    assert suited_model(seeds, pool) == model


def test_a_word_or_two_in_another_language_do_not_call_for_another_model() -> None:
    assert model_for({"en": 10_000, "fr": 100}) == DEFAULT_MODEL
    assert model_for({"en": 10_000, "fr": 1_000}) == MULTILINGUAL
    assert model_for({}) == DEFAULT_MODEL


def test_languages_are_told_from_files_all_over_the_folder(pool: ParsingPool, seeds: Path) -> None:
    for number in range(3 * MAX_SAMPLED_FILES):
        folder = seeds / ("a" if number < 2 * MAX_SAMPLED_FILES else "z")
        folder.mkdir(exist_ok=True)
        text = ENGLISH if folder.name == "a" else GERMAN
        (folder / f"{number:03}.txt").write_text(text, encoding="utf-8")
    assert suited_model(seeds, pool) == MULTILINGUAL


def test_file_that_cannot_be_read_is_left_to_the_sync(pool: ParsingPool, seeds: Path) -> None:
    (seeds / "broken.pdf").write_bytes(b"no PDF")
    (seeds / "a.txt").write_text(GERMAN, encoding="utf-8")
    assert suited_model(seeds, pool) == MULTILINGUAL


def test_system_without_the_multilingual_model_has_the_other_one(
    pool: ParsingPool, seeds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choosing, "is_installed", lambda: False)
    (seeds / "a.txt").write_text(GERMAN, encoding="utf-8")
    assert suited_model(seeds, pool) == DEFAULT_MODEL


def test_library_of_another_language_is_made_with_a_model_that_reads_it(seeds: Path, tmp_path: Path) -> None:
    (seeds / "a.txt").write_text(GERMAN, encoding="utf-8")
    waiting = Library.open(seeds, tmp_path / "index", reader=None)  # such as a bot that waits for its first sync
    with waiting, Library.open(seeds, tmp_path / "index", reader=None) as library:
        library.sync()
        assert library.status().model == MULTILINGUAL
        for each in (library, waiting):
            answer = each.ask("Wann legt die Fähre ab?")
            assert [quote.text for quote in answer.quotes or answer.nearest] == [GERMAN]
        assert waiting.status().outdated is None


def test_index_keeps_its_model(seeds: Path, tmp_path: Path, tiny_model: Path) -> None:
    (seeds / "a.txt").write_text(ENGLISH, encoding="utf-8")
    with Library.open(seeds, tmp_path / "index", str(tiny_model), reader=None) as library:
        library.sync()
    (seeds / "b.txt").write_text(GERMAN, encoding="utf-8")
    with Library.open(seeds, tmp_path / "index", reader=None) as library:
        assert library.outdated() is None
        assert library.sync().embedded == 1
        assert library.status().model == str(tiny_model)


def test_model_of_an_index_that_is_gone_is_named(seeds: Path, tmp_path: Path, tiny_model: Path) -> None:
    (seeds / "a.txt").write_text(ENGLISH, encoding="utf-8")
    copy = tmp_path / "copy"
    copy.symlink_to(tiny_model)
    with Library.open(seeds, tmp_path / "index", str(copy), reader=None) as library:
        library.sync()
    copy.unlink()
    with Library.open(seeds, tmp_path / "index", reader=None) as library, pytest.raises(ModelError, match="copy"):
        library.ask("When does the ferry leave?")


def test_setting_overrules_the_model_of_the_index(seeds: Path, tmp_path: Path, tiny_model: Path) -> None:
    (seeds / "a.txt").write_text(ENGLISH, encoding="utf-8")
    with Library.open(seeds, tmp_path / "index", str(tiny_model), reader=None) as library:
        library.sync()
    with Library.open(seeds, tmp_path / "index", DEFAULT_MODEL, reader=None) as library:
        outdated = library.outdated()
        assert outdated is not None
        assert (outdated.setting, str(tiny_model) in str(outdated)) == ("EMBEDDING_MODEL", True)
