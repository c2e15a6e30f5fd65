"""What once went wrong between two parts that were right by themselves."""

import io
import shutil

import pytest
from rich.console import Console

from bot.terminal import show_quote
from retrieval import Filter
from retrieval.errors import GoldError
from retrieval.evaluation import load_gold
from retrieval.followups import in_context
from retrieval.lexical import Analyser


@pytest.mark.parametrize(
    "question",
    [
        "Who removed the handle of the pump that spread cholera?",
        "Is there a record that Voyager carries?",
        "Which clock was the one that won the longitude prize?",
    ],
)
def test_relative_pronouns_do_not_make_a_follow_up(question):
    assert in_context(question, ["How far away could people hear Krakatoa?"], Analyser().terms) == question


def test_three_thousand_turns_are_no_deeper_than_one():
    assert in_context("why?", ["Who built the lighthouse?"] + ["why?"] * 3000, Analyser().terms).startswith("Who built")


def test_moved_file_takes_the_date_of_its_new_name(open_tiny, seeds, tmp_path):
    (seeds / "2026-01-31-a.txt").write_text("The ferry leaves at nine.")
    library = open_tiny(seeds, tmp_path / "index")
    library.sync()
    (seeds / "2026-01-31-a.txt").rename(seeds / "2026-05-02-a.txt")
    report = library.sync()
    assert report.moved == (("2026-01-31-a.txt", "2026-05-02-a.txt"),)
    assert report.embedded == 0
    assert library.status().documents[0].date == "2026-05-02"


def test_confidence_is_that_of_a_fresh_index_after_most_documents_are_gone(open_library, seeds, tmp_path):
    for n in range(60):
        (seeds / f"{n}.txt").write_text(f"The lighthouse keeper number {n} lit the lamp at dusk and slept at dawn.")
    (seeds / "kept.txt").write_text("The lighthouse keeper in Cornwall painted birds.")
    library = open_library(seeds, tmp_path / "index")
    library.sync()
    for n in range(58):
        (seeds / f"{n}.txt").unlink()
    library.sync()
    fresh = open_library(seeds, tmp_path / "fresh")
    fresh.sync()
    question = "What did the lighthouse keeper in Cornwall do?"
    # Encoded in other company, a vector may differ in its last digit, and half precision has few.
    assert library.ask(question).confidence == pytest.approx(fresh.ask(question).confidence, abs=2e-4)


def test_index_deleted_under_an_open_library_is_noticed(open_tiny, seeds, tmp_path):
    (seeds / "a.txt").write_text("The ferry leaves at nine.")
    library = open_tiny(seeds, tmp_path / "index")
    library.sync()
    library.ask("When does the ferry leave?")
    (seeds / "a.txt").write_text("The ferry leaves at ten.")
    shutil.rmtree(tmp_path / "index")
    open_tiny(seeds, tmp_path / "index").sync()
    answer = library.ask("When does the ferry leave?")
    assert [quote.text for quote in answer.quotes or answer.nearest] == ["The ferry leaves at ten."]


def test_folder_that_cannot_be_written_to_is_read_as_it_lies_there(open_tiny, seeds, tmp_path, monkeypatch):
    (seeds / "a.txt").write_text("The ferry leaves at nine.")
    library = open_tiny(seeds, tmp_path / "index")
    library.sync()
    library.close()
    monkeypatch.setattr("retrieval.catalog.os.access", lambda *_: False)
    before = sorted((tmp_path / "index").iterdir())
    answer = library.ask("When does the ferry leave?")
    assert answer.quotes or answer.nearest
    assert sorted((tmp_path / "index").iterdir()) == before


def test_piped_quote_keeps_its_tabs_and_shows_control_characters(open_tiny, seeds, tmp_path):
    (seeds / "a.txt").write_text("The ferry to\tSkye leaves at nine.")
    library = open_tiny(seeds, tmp_path / "index")
    library.sync()
    answer = library.ask("When does the ferry leave?")
    console = Console(file=io.StringIO(), markup=False, highlight=False)
    show_quote(console, (answer.quotes or answer.nearest)[0])
    assert "The ferry to\tSkye leaves at nine." in console.file.getvalue()


def test_partial_dates_include_what_may_lie_within_them(open_tiny, seeds, tmp_path):
    (seeds / "a.txt").write_text("Date: 2026-01\n\nThe ferry leaves at nine.")
    library = open_tiny(seeds, tmp_path / "index")
    library.sync()
    (document,) = library.status().documents
    assert document.date == "2026-01"
    assert Filter(since="2026-01-15").admits(document)
    assert Filter(until="2026-01-15").admits(document)
    assert not Filter(since="2026-02").admits(document)


def test_json_nested_beyond_reason_is_named_by_its_line(tmp_path):
    (tmp_path / "gold.jsonl").write_text('{"question": "a", "answerable": false}\n' + "[" * 100_000)
    with pytest.raises(GoldError, match="line 2"):
        load_gold(tmp_path / "gold.jsonl")
