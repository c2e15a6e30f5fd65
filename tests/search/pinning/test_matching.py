"""What an operator has pinned comes first for its question and those that mean the same, and for no others."""

from __future__ import annotations

import json
import shutil

import pytest

from retrieval import PUBLIC, UNLIMITED, Filter, Library, Pin, Query
from retrieval.search.pinning.matching import differs_exactly

EELS = "Where do eels spawn?"
SEEDS = {
    "eels.txt": "Eels spawn in the Sargasso Sea.\n",
    "trout.txt": "Trout spawn in rivers.\n",
    "secret/fees.txt": "The fee of the board is nine crowns.\n",
}


@pytest.fixture
def library(open_tiny, tmp_path):
    for name, text in SEEDS.items():
        path = tmp_path / "seeds" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (tmp_path / "seeds" / "secret" / ".quothaccess").write_text("roles: [7]\n")
    with open_tiny(tmp_path / "seeds", tmp_path / "index") as library:
        library.sync()
        yield library


def quote_of(library, path):
    (document,) = [each for each in library.documents(access=UNLIMITED) if each.path == path]
    return library.passages(document, access=UNLIMITED)[0].quote_id


def asked(library, question, *pins, access=UNLIMITED, **more):
    (answer,) = library.ask_all([Query(question, access=access, pins=pins, **more)])
    return answer


def test_what_is_pinned_comes_first_marked_and_answers(library):
    pin = Pin(EELS, quote_of(library, "trout.txt"))
    before = asked(library, EELS)
    answer = asked(library, "where do EELS spawn", pin)
    first, *others = answer.quotes
    assert (first.document, first.is_pinned, first.score, answer.answered) == ("trout.txt", True, 1.0, True)
    assert first.text == SEEDS["trout.txt"].strip()
    assert not any(quote.is_pinned or quote.document == "trout.txt" for quote in others)
    assert asked(library, EELS).quotes == before.quotes  # without the pin, nothing has changed


def test_no_answer_with_a_pin_is_remembered_for_those_without_it(library):
    pin = Pin(EELS, quote_of(library, "trout.txt"))
    for pins in ((pin,), (), (pin,)):
        answer = asked(library, EELS, *pins)
        assert any(quote.is_pinned for quote in answer.quotes) is bool(pins)


def test_a_pin_shows_nothing_that_may_not_be_read_was_not_chosen_or_is_gone(library):
    pin = Pin(EELS, quote_of(library, "secret/fees.txt"))
    assert asked(library, EELS, pin).quotes[0].is_pinned
    assert not any(quote.is_pinned for quote in asked(library, EELS, pin, access=PUBLIC).quotes)
    assert not any(quote.is_pinned for quote in asked(library, EELS, pin, only=Filter("eels.txt")).quotes)
    (library.seeds / "secret" / "fees.txt").write_text("The fee is secret.\n")
    library.sync()
    assert not any(quote.is_pinned for quote in asked(library, EELS, pin).quotes)


def test_the_latest_pin_of_the_same_words_counts(library):
    first, second = (Pin(EELS, quote_of(library, path)) for path in ("trout.txt", "eels.txt"))
    assert asked(library, EELS, second, first).quotes[0].document == "eels.txt"


def test_a_pinned_passage_is_the_first_of_a_ranking(library):
    ranking = library.rank(EELS, access=UNLIMITED, pins=[Pin(EELS, quote_of(library, "trout.txt"))])
    assert ranking.answer.quotes[0].is_pinned
    assert len({*ranking.passages}) == len(ranking.passages)
    (document,) = [each for each in library.documents(access=UNLIMITED) if each.path == "trout.txt"]
    assert library.passages(document, access=UNLIMITED)[0].id == ranking.passages[0]


@pytest.mark.parametrize(
    ("question", "other", "differs"),
    [
        ("what costs AX-4410-B?", "price of AX-4410-B", False),
        ("what costs AX-4410-B?", "what costs AX-4410-C?", True),
        ("what does --fast do?", "what does --wet do?", True),
        ("opening hours in 2025", "opening hours in 2026", True),
        ("opening hours in 2025", "when were you open in 2025", False),
        ("which streets do you deliver to?", "which streets do you not deliver to?", True),
        ("which bread has no salt?", "which bread is without salt?", False),
        ("who won?", "who won the 3rd race?", True),
    ],
)
def test_questions_that_differ_in_a_number_a_code_or_a_denial_never_mean_the_same(question, other, differs):
    assert differs_exactly(question, other) is differs


@pytest.mark.slow
def test_a_pin_moves_its_passage_to_the_front_for_ten_rephrasings_and_no_near_miss(root, tmp_path):
    lines = map(json.loads, (root / "tests" / "gold" / "pins.jsonl").read_text().splitlines())
    (row,) = [line for line in lines if line["pin"] == "what does H4 weigh?"]
    (tmp_path / "seeds" / "history").mkdir(parents=True)
    shutil.copy(root / "seeds" / row["document"], tmp_path / "seeds" / row["document"])
    with Library.open(tmp_path / "seeds", tmp_path / "index", "sentence-transformers/all-MiniLM-L6-v2") as library:
        library.sync()
        document, *_ = library.documents(access=UNLIMITED)
        stored = library.passages(document, access=UNLIMITED)
        pin = Pin(row["pin"], next(each.quote_id for each in stored if row["expect"] in each.passage.text))
        first = {key: [is_first(library, question, pin) for question in row[key]] for key in ("same", "near")}
    assert first == {"same": [True] * 10, "near": [False] * 10}


def is_first(library, question, pin):
    answer = asked(library, question, pin)
    return bool(answer.quotes) and answer.quotes[0].is_pinned
