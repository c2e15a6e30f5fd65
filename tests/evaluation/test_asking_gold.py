"""What is found, missed, refused and quoted is told as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval import Library
from retrieval.errors import GoldError
from retrieval.evaluation import GoldPlace, GoldQuestion, Run, evaluate
from retrieval.evaluation.sources import Sources
from retrieval.evaluation.targets import target
from retrieval.json_lines import FileLine

SPAWN = "Where do European eels spawn?"


def ask(library: Library, *questions: GoldQuestion) -> Run:
    return evaluate(library, questions)


def test_what_answers_is_found_by_words_by_line_and_by_document(small: Library) -> None:
    run = ask(
        small,
        GoldQuestion(SPAWN, ("Sargasso Sea",)),
        GoldQuestion(SPAWN, ("nonsense", "Sargasso   Sea"), "eels.md", id="any one, any white space"),
        GoldQuestion(SPAWN, (GoldPlace("eels.md", 5),), id="line"),
        GoldQuestion(SPAWN, (GoldPlace("eels.md"),), id="document"),
        GoldQuestion("Where does the night train go?", ("train to Vienna",), source="*.html"),
    )
    assert [result.rank for result in run.results] == [1, 1, 1, 1, 1]
    assert not run.failures
    assert not run.problems
    assert (run.level, run.documents, run.passages) == ("passage", 3, 4)
    assert run.results[0].values["sentence_hit@1"] == 1
    assert run.results[0].values["token_recall"] == 1
    assert 0 < run.results[0].values["token_precision"] < 1
    assert "token_recall" not in run.results[3].values
    quote = run.results[0].quoted[0]
    assert (quote.document, quote.line, quote.right, quote.verbatim) == ("eels.md", 5, True, True)


def test_follow_ups_are_asked_with_their_history(small: Library) -> None:
    followed = GoldQuestion(
        "and how many were followed?", ("12 were followed",), history=("How many eels were tagged?",)
    )
    (result,) = ask(small, followed).results
    assert result.rank == 1
    assert result.history == followed.history


def test_every_way_to_fail_has_its_name(small: Library) -> None:
    run = ask(
        small,
        GoldQuestion(SPAWN, ("removed on 8 September",), id="ranked low"),
        GoldQuestion("Who won the football world cup in 1974?", ("Sargasso Sea",), id="refused"),
        GoldQuestion(SPAWN, answerable=False, id="answered"),
        GoldQuestion("Who won the football world cup in 1974?", answerable=False, id="well"),
        GoldQuestion(SPAWN, ("no such words",), where=FileLine(Path("gold.jsonl"), 9), id="gold"),
    )
    failures = {result.id: result.failure for result in run.results}
    assert failures["ranked low"] == "ranked low"
    assert failures["answered"] == "answered"
    assert failures["well"] is None
    assert failures["gold"] == "gold"
    assert failures["refused"] in ("refused", "ranked low")
    assert [result.why() for result in run.results][3] == ""
    assert "confidence" in run.results[2].why()
    assert run.results[0].dense_rank is not None
    assert run.problems == (
        'gold.jsonl, line 9: "no such words" does not occur in any document; copy "expect" from a document '
        "character for character.",
    )


@pytest.mark.parametrize(
    ("gold", "words"),
    [
        (GoldQuestion("?", ("x",), "eel.md"), "did you mean 'eels.md'"),
        (GoldQuestion("?", ("Vienna",), "eels.md"), "does not occur in eels.md"),
        (GoldQuestion("?", ("Vienna",), source="*.md"), "documents like '*.md'"),
        (GoldQuestion("?", (GoldPlace("eels.md", 6),)), "no passage"),
        (GoldQuestion("?", (GoldPlace("eels.md", 99),)), "no passage"),
        (GoldQuestion("?", (GoldPlace("trains.html", 1),)), "without lines"),
        (GoldQuestion("?", ("seen them do it. ## Tagging About 400",)), "crosses the border"),
    ],
)
def test_gold_that_nothing_can_meet_is_explained(small: Library, gold: GoldQuestion, words: str) -> None:
    sources = Sources(small)
    assert words in (target(gold, sources).problem or "")


def test_a_source_that_admits_no_document_is_an_error_with_its_line(small: Library) -> None:
    with pytest.raises(GoldError, match=r"gold.jsonl, line 2.*nothing\*"):
        ask(small, GoldQuestion(SPAWN, ("Sargasso Sea",), source="nothing*", where=FileLine(Path("gold.jsonl"), 2)))


def test_at_most_as_many_quotes_as_asked_for_count(small: Library) -> None:
    one = evaluate(small, [GoldQuestion("eels tagged spawn sea", ("Sargasso Sea",))], quotes=1)
    assert len(one.results[0].quoted) == 1


def test_progress_is_told(small: Library) -> None:
    told: list[tuple[int, int]] = []
    asked = [GoldQuestion(SPAWN, ("Sargasso Sea",))] * 3
    evaluate(small, asked, progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]
