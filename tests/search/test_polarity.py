"""A question for what is not is answered by the sentence that says so, and one for what is by the other."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from retrieval import UNLIMITED, Answer, Library
from retrieval.search.wording.polarity import Polarity, denies, lacking, leans_back, polarity, share_denied

Open = Callable[..., Library]

DOCUMENTS = {
    "hostel.md": """\
# Lakeside hostel

## Kitchen

The kitchen is cleaned by the guests. The oven is not cleaned by the guests.

## Ferry

The ferry calls at Norrby, Hamn and Vik. It does not call at Storskär in winter.

## Animals

Cats and dogs may sleep in the rooms on the ground floor. Ferrets may not sleep in the rooms.

## Sauna

Visits to the sauna begin at six. They are unsuitable for people with a weak heart.
""",
    "insurance.md": """\
# What the canoe insurance covers

The insurance covers theft, fire and broken hulls. It does not cover paddles.

All lakes are insured except Lake Tarn.

## These are never replaced

- scratches
- lost bags
- old seats

## These are replaced

- hulls
- rudders
- yokes
""",
    "pantry.txt": """\
Pantry

The oat biscuits and the rye bread contain honey. The corn bread is made without honey.

The lentil soup is cheaper than the pea soup. The pea soup keeps for three days.
""",
    "schwimmbad.md": """\
# Hallenbad

Kinder dürfen in das flache Becken. Kinder dürfen nicht in das Sprungbecken.
""",
}


@pytest.fixture(scope="module", params=["bundled", "none"])
def library(request: pytest.FixtureRequest, keep_library: Open, tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Four documents in which what is and what is not stand side by side; with the reader, and without."""
    folder = tmp_path_factory.mktemp("polarity")
    seeds = folder / "seeds"
    seeds.mkdir()
    for name, text in DOCUMENTS.items():
        (seeds / name).write_text(text, encoding="utf-8")
    options = {"reader": "none"} if request.param == "none" else {}
    library = keep_library(seeds, folder / "index", **options)
    library.sync()
    return library


def marked(answer: Answer) -> str:
    """The marked sentences of the first quote."""
    quote = answer.quotes[0]
    return " ".join(quote.text[start:end] for start, end in quote.highlights)


@pytest.mark.parametrize(
    ("question", "said", "unsaid"),
    [
        ("What do the guests not clean?", "The oven is not cleaned", "The kitchen is cleaned"),
        ("Where does the ferry not call?", "does not call at Storskär", "calls at Norrby"),
        ("Which animals may not sleep in the rooms?", "Ferrets", "Cats and dogs"),
        ("What doesn't the insurance cover?", "It does not cover paddles", "covers theft"),
        ("What is excluded from the canoe insurance?", "", "covers theft"),
        ("Which lake is not insured?", "except Lake Tarn", "covers theft"),
        ("Which bread has no honey?", "The corn bread is made without honey", "oat biscuits"),
        ("Wohin dürfen Kinder nicht?", "nicht in das Sprungbecken", "das flache Becken"),
    ],
)
def test_what_is_not_is_marked_and_not_what_is(library: Library, question: str, said: str, unsaid: str) -> None:
    answer = library.ask(question, access=UNLIMITED)
    assert answer.answered
    assert said in marked(answer)
    assert unsaid not in marked(answer)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("What do you clean as a guest?", "The kitchen is cleaned"),
        ("Where can you take the ferry to?", "calls at Norrby"),
        ("Which animals may sleep in the rooms?", "Cats and dogs"),
        ("What does the insurance cover?", "covers theft"),
        ("Wohin dürfen Kinder?", "das flache Becken"),
    ],
)
def test_what_is_is_not_answered_by_a_denial_alone(library: Library, question: str, said: str) -> None:
    answer = library.ask(question, access=UNLIMITED)
    assert said in (marked(answer) if answer.answered else answer.nearest[0].text)


def test_a_list_under_a_denial_says_what_is_not(library: Library) -> None:
    never, else_ = (
        library.ask("Which things are never replaced?", access=UNLIMITED),
        library.ask("Which things are replaced?", access=UNLIMITED),
    )
    assert "lost bags" in (never.quotes or never.nearest)[0].text
    assert "rudders" in (else_.quotes or else_.nearest)[0].text


@pytest.mark.parametrize(
    "question",
    [
        "Which castle is not open on Mondays?",
        "Who was never elected?",
        "Which bread has no gluten?",
        "Which bread is made without a starter?",
        "which rooms have no window",
    ],
)
def test_a_denial_of_something_else_is_no_answer(library: Library, question: str) -> None:
    assert not library.ask(question, access=UNLIMITED).answered


def test_one_of_two_is_told_by_the_sentence_that_has_both(library: Library) -> None:
    assert "cheaper than the pea soup" in marked(
        library.ask("Which is cheaper, the lentil soup or the pea soup?", access=UNLIMITED)
    )


@pytest.mark.parametrize(
    ("question", "asks_for"),
    [
        ("Which countries do you not deliver to?", Polarity.FORBIDDEN),
        ("what can't I bring", Polarity.FORBIDDEN),
        ("What's included, except breakfast?", Polarity.DENIED),
        ("¿Qué está prohibido?", Polarity.DENIED),
        ("Que n'acceptez-vous pas ?", Polarity.FORBIDDEN),
        ("Which bread has no salt?", Polarity.DENIED),
        ("Where do you deliver to?", Polarity.ALLOWED),
        ("What may children eat?", Polarity.ALLOWED),
        ("Can I bring a dog?", Polarity.OPEN),
        ("Isn't the pool heated?", Polarity.OPEN),
        ("Why not take the train?", Polarity.OPEN),
        ("Who wrote No. 9?", Polarity.OPEN),
        ("What costs no more than 5 euros?", Polarity.OPEN),
        ("Do they deliver or not?", Polarity.OPEN),
        ("Besides Rome, which cities did he visit?", Polarity.OPEN),
        ("Which notes are banknotes?", Polarity.OPEN),
        ("Where do I park if there is no space?", Polarity.ALLOWED),
        ("If I have no badge, where do I get in?", Polarity.ALLOWED),
        ("What happens when nobody comes?", Polarity.OPEN),
        ("When do you not deliver?", Polarity.FORBIDDEN),
        ("What may dogs not do when it rains?", Polarity.FORBIDDEN),
        ("Which soups are hot, yes or no?", Polarity.OPEN),
    ],
)
def test_a_question_asks_for_what_is_or_is_not(question: str, asks_for: Polarity) -> None:
    assert polarity(question) is asks_for


@pytest.mark.parametrize(
    "sentence",
    ["Nobody may enter.", "It isn't sold.", "Open daily except on Sundays.", "Paid apart from drinks.",
     "Rauchen ist verboten.", "Les chiens ne sont pas admis.", "No se admiten perros.",
     "They are unsuitable for toddlers.", "Neither is free."],
)  # fmt: skip
def test_a_denial_is_known_in_four_languages(sentence: str) -> None:
    assert denies(sentence)


@pytest.mark.parametrize(
    "sentence",
    ["Not only stout is brewed.", "Take no. 4 to the port.", "A note is united with a knot.",
     "It costs no more than 5.", "A not-so-old town.",
     "Unique and under way.", "The innovation is in.", "Notably, everyone may enter."],
)  # fmt: skip
def test_what_only_looks_like_a_denial_denies_nothing(sentence: str) -> None:
    assert not denies(sentence)


def test_what_is_to_be_lacking_is_what_stands_behind_the_denial() -> None:
    assert lacking("Which cakes have no eggs in them?", ["cake", "egg"]) == {"egg"}
    assert lacking("which berries are without any thorns", ["berri", "thorn"]) == {"thorn"}
    assert lacking("Welches Brot ist ohne Nüsse?", ["brot", "nusse", "welch"]) == set()
    assert lacking("Who works without a helmet?", ["helmet", "work"]) == set()
    assert lacking("Which is no longer sold?", ["longer", "sold"]) == set()
    assert lacking("Which cakes do you not sell?", ["cake", "sell"]) == set()


def test_what_only_denies_or_allows_is_not_what_is_asked_about() -> None:
    assert share_denied({"allow": 3.0, "visit": 1.0}, {"visit"}) == 1.0
    assert share_denied({"plastic": 3.0, "take": 1.0}, {"take"}) == 0.25
    assert share_denied({"without": 3.0}, {"visit"}) == 0.0
    assert leans_back("It does not.")
    assert not leans_back("Italy does not.")
