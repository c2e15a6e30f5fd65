"""The facade follows what happens to its folders."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from retrieval import UNLIMITED, Library
from retrieval.syncing.consent import agree

Open = Callable[..., Library]


def test_moved_file_takes_the_date_of_its_new_name(open_tiny: Open, seeds: Path, tmp_path: Path) -> None:
    (seeds / "2026-01-31-a.txt").write_text("The ferry leaves at nine.")
    library = open_tiny(seeds, tmp_path / "index")
    library.sync()
    (seeds / "2026-01-31-a.txt").rename(seeds / "2026-05-02-a.txt")
    report = library.sync()
    assert report.moved == (("2026-01-31-a.txt", "2026-05-02-a.txt"),)
    assert report.embedded == 0
    assert library.status().documents[0].date == "2026-05-02"


def test_confidence_is_that_of_a_fresh_index_after_most_documents_are_gone(
    open_library: Open, seeds: Path, tmp_path: Path
) -> None:
    for n in range(60):
        (seeds / f"{n}.txt").write_text(f"The lighthouse keeper number {n} lit the lamp at dusk and slept at dawn.")
    (seeds / "kept.txt").write_text("The lighthouse keeper in Cornwall painted birds.")
    library = open_library(seeds, tmp_path / "index")
    library.sync()
    for n in range(58):
        (seeds / f"{n}.txt").unlink()
    library.sync(consent=agree)
    fresh = open_library(seeds, tmp_path / "fresh")
    fresh.sync()
    question = "What did the lighthouse keeper in Cornwall do?"
    # Encoded in other company, a vector may differ in its last digit, and half precision has few.
    assert library.ask(question, access=UNLIMITED).confidence == pytest.approx(
        fresh.ask(question, access=UNLIMITED).confidence, abs=2e-4
    )


def test_index_deleted_under_an_open_library_is_noticed(open_tiny: Open, seeds: Path, tmp_path: Path) -> None:
    (seeds / "a.txt").write_text("The ferry leaves at nine.")
    library = open_tiny(seeds, tmp_path / "index")
    library.sync()
    library.ask("When does the ferry leave?", access=UNLIMITED)
    (seeds / "a.txt").write_text("The ferry leaves at ten.")
    shutil.rmtree(tmp_path / "index")
    open_tiny(seeds, tmp_path / "index").sync()
    answer = library.ask("When does the ferry leave?", access=UNLIMITED)
    assert [quote.text for quote in answer.quotes or answer.nearest] == ["The ferry leaves at ten."]


def test_folder_that_cannot_be_written_to_is_read_as_it_lies_there(
    open_tiny: Open, seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (seeds / "a.txt").write_text("The ferry leaves at nine.")
    library = open_tiny(seeds, tmp_path / "index")
    library.sync()
    library.close()
    monkeypatch.setattr("retrieval.catalog.database.os.access", lambda *_: False)
    before = sorted((tmp_path / "index").iterdir())
    answer = library.ask("When does the ferry leave?", access=UNLIMITED)
    assert answer.quotes or answer.nearest
    assert sorted((tmp_path / "index").iterdir()) == before
