"""What is measured on the documents that come with Quoth does not fall below these floors."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from retrieval import UNLIMITED, Library
from retrieval.evaluation import load_gold
from retrieval.evaluation.pytest_plugin import gold_tests
from retrieval.parsing.workers.pool import ParsingPool

FLOORS = {"hit@1": 0.88, "hit@3": 0.96, "sentence_hit@1": 0.81, "answered": 0.86, "refused": 0.72, "verbatim": 1.0}
"""More than three in four of the questions to refuse are near misses: on the subject, but not in the documents."""

test_gold = pytest.mark.slow(gold_tests("tests/gold/bundled.jsonl", library="bundled", floor=FLOORS))


def test_every_expected_piece_stands_in_its_document(root: Path, pool: ParsingPool) -> None:
    for gold in load_gold(root / "tests" / "gold" / "bundled.jsonl"):
        if gold.document is not None:
            text = pool.parse(root / "seeds", gold.document).content.text
            assert all(str(piece) in text for piece in gold.expect), gold


@pytest.mark.parametrize(
    "said",
    ["hello there", "thanks, that's great!", "what's the capital of Australia?", "how do I reverse a linked list?"],
)
def test_small_talk_and_other_subjects_are_never_answered(bundled: Library, said: str) -> None:
    assert not bundled.ask(said, access=UNLIMITED).answered


@pytest.fixture(scope="module")
def article(keep_library: Callable[..., Library], root: Path, tmp_path_factory: pytest.TempPathFactory) -> Library:
    seeds = root.parent / "shared" / "seeds"
    if not seeds.is_dir():
        pytest.skip("the article is not here")
    library = keep_library(seeds, tmp_path_factory.mktemp("article") / "index")
    library.sync()
    return library


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (
            "How many detainees have been moved to Iraq so far?",
            ["fewer than 500", "only about 500", "about 130 Iraqis and some 400 foreigners"],
        ),
        ("Who is Letta Tayler?", ["associate fellow"]),
        ("What happened in Norway in 2020?", ["cabinet crisis"]),
    ],
)
def test_the_article_answers(article: Library, question: str, expected: list[str]) -> None:
    answer = article.ask(question, access=UNLIMITED)
    assert answer.answered, answer.confidence
    assert any(words in quote.text for words in expected for quote in answer.quotes)


def test_a_reason_is_found_in_the_article_even_if_it_is_doubted(article: Library) -> None:
    answer = article.ask("Why did the transfers slow down?", access=UNLIMITED)
    assert any("slow" in quote.text for quote in answer.quotes + answer.nearest)


def test_the_article_is_silent_about_other_things(article: Library) -> None:
    assert not article.ask("How do I install Python on Windows?", access=UNLIMITED).answered
