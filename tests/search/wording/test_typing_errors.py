"""Mistyped words find what was meant, and nothing that is meant as it is typed becomes another word."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval import UNLIMITED, Filter, Library
from retrieval.indexes.entries import Entry
from retrieval.indexes.lexical import LexicalIndex
from retrieval.search.wording.edits import edit_cost, edit_limit, lacks_a_syllable, slip, unaccented
from retrieval.search.wording.known_words import KnownWords
from retrieval.search.wording.typing_errors import MAX_CHECKED_WORDS, correct

Open = Callable[..., Library]

SEEDS = {
    "shop.md": """# Brewery shop

We open at ten and close at six on Saturdays. On Sundays we are closed.

Our refund policy: goods can be returned within thirty days, and we refund the price in full.

Children are welcome on guided tours if an adult comes along. A tour takes ninety minutes.

Delivery within Scotland is free for orders above fifty pounds. We use a web portal for orders.
""",
    "server.md": """# Server rules

Moderators mute whoever advertises their own server. The warning expires after a month.

Suggestions belong in the suggestions channel, and screenshots in the gallery. Part AX-4410-B is deprecated.
""",
    "kreis.md": """# Wochenmarkt

Der Wochenmarkt ist am Donnerstag auf dem Rathausplatz. Die Standgebühr beträgt zwölf Euro. Wie immer gibt es Kuchen.
""",
    "private/secret.md": "# Merger\n\nThe takeover of Bluefinch is planned for October.\n",
}


@pytest.fixture(scope="module")
def shop(keep_library: Open, tmp_path_factory: pytest.TempPathFactory) -> Library:
    seeds = tmp_path_factory.mktemp("shop")
    for name, text in SEEDS.items():
        (seeds / name).parent.mkdir(exist_ok=True)
        (seeds / name).write_text(text)
    library = keep_library(seeds, tmp_path_factory.mktemp("index"), reader="none")
    library.sync()
    return library


@pytest.mark.parametrize(
    ("typed", "searched"),
    [
        ("wehn do you clsoe on saturdy", "when do you close on saturday"),
        ("whats the refnd polcy", "what's the refund policy"),
        ("Can I retrun goods?", "Can I return goods?"),
        ("what is the prcie of a tuor", "what is the price of a tour"),
        ("are childern allowed", "are children allowed"),
        ("is delivry to Scotlnd free?", "is delivery to Scotland free?"),
        ("hwo long is a tour", "how long is a tour"),
        ("WAHT IS THE REFUND POLCY", "WHAT IS THE REFUND POLICY"),
        ("who are the modertaors?", "who are the moderators?"),
        ("where do sugestions go", "where do suggestions go"),
        ("Where do screnshots belong?", "Where do screenshots belong?"),
        ("is AX-4410-B depreceated", "is AX-4410-B deprecated"),
        ("Wann ist der Wochenmakrt?", "Wann ist der Wochenmarkt?"),
        ("Wie hoch ist die Standgebuhrr?", "Wie hoch ist die Standgebühr?"),
    ],
)
def test_mistyped_words_are_searched_for_as_they_are_meant(shop: Library, typed: str, searched: str) -> None:
    ranking = shop.rank(typed, access=UNLIMITED)
    assert ranking.answer.question == typed
    assert ranking.answer.searched == searched
    assert ranking.searched_text == searched


def test_a_mistyped_question_gets_the_answer_of_the_right_one(shop: Library) -> None:
    right, typed = (
        shop.ask("What's the refund policy?", access=UNLIMITED),
        shop.ask("Whats the refnd polcy?", access=UNLIMITED),
    )
    assert typed.answered
    assert [(quote.id, quote.score) for quote in typed.quotes] == [(quote.id, quote.score) for quote in right.quotes]


@pytest.mark.parametrize(
    "question",
    [
        "Do you deliver to Portugal?",
        "Is there a portable bar?",  # "portal"
        "Do you have a police discount?",  # "policy"
        "What does a refill cost?",  # "refund"
        "Who is Clive?",  # "close", "live"
        "Are towers open?",  # "tour"
        "Is the bookcase for sale?",
        "Is pride a reason?",  # "price"
        "Is a tourn free?",  # "tour"
        "Did Toura or Childa come?",
        "Where is Suggestina?",  # "suggestion"
        "Are refunding fees charged?",
        "Was ist der Preis?",
        "Quel est le prix de la livraizon ?",
        'What does "polcy" mean?',
        "What is `refnd`?",
        "Is AX-4411-B deprecated?",
        "What does --polcy do?",
        "What is refnd_polcy?",
        "Where is polcy.md?",
        "What does POLCY stand for?",
        "What is iPolcy?",
        "Where is 3polcy?",
        "What is 中文 polciy中?",
        "whats the refund policy",
        "What's the refund policy",
    ],
)
def test_what_may_be_meant_as_it_is_typed_is_left_alone(shop: Library, question: str) -> None:
    assert shop.ask(question, access=UNLIMITED).searched is None


def test_only_words_of_documents_that_may_answer_are_meant(shop: Library) -> None:
    asked = "When is the takover of Bluefinhc?"
    assert shop.ask(asked, access=UNLIMITED).searched == "When is the takeover of Bluefinch?"
    assert shop.ask(asked, only=Filter(source="*.md", within="server.md"), access=UNLIMITED).searched is None


def test_the_question_before_a_follow_up_is_corrected_too(shop: Library) -> None:
    ranking = shop.rank("And how long?", history=["Do children need an adult on a tuor?"], access=UNLIMITED)
    assert ranking.searched_text == "Do children need an adult on a tour? And how long?"
    assert ranking.answer.searched is None


def test_words_come_and_go_with_their_documents(open_tiny: Open, seeds: Path, tmp_path: Path) -> None:
    library = open_tiny(seeds, tmp_path / "index")
    (seeds / "a.txt").write_text("The ferry leaves the harbour at nine.")
    library.sync()
    assert library.ask("Where is the labratory?", access=UNLIMITED).searched is None
    (seeds / "b.txt").write_text("The laboratory is behind the pier.")
    library.sync()
    assert library.ask("Where is the labratory?", access=UNLIMITED).searched == "Where is the laboratory?"
    assert library.ask("Where is the harbuor?", access=UNLIMITED).searched == "Where is the harbour?"
    (seeds / "b.txt").unlink()
    library.sync()
    assert library.ask("Where is the labratory?", access=UNLIMITED).searched is None


@pytest.mark.parametrize(
    ("typed", "known", "is_near"),
    [
        ("clsoe", "close", True), ("polcy", "policy", True), ("prise", "price", True), ("hte", "the", False),
        ("lcose", "close", True), ("serf", "self", False), ("facet", "facets", True), ("amass", "mass", False),
        ("portuga", "portal", False), ("comitee", "committee", True), ("goverment", "government", True),
        ("qualitative", "quantitative", False), ("reccomendation", "recommendation", True),
        ("polcy", "policies", False),
    ],
)  # fmt: skip
def test_near_is_what_people_mistype(typed: str, known: str, is_near: bool) -> None:
    assert (edit_cost(typed, known, edit_limit(typed)) is not None) == is_near


@pytest.mark.parametrize(
    ("typed", "known", "is_slip"),
    [("clsoe", "close", True), ("polcy", "policy", True), ("feee", "fee", True), ("ilsa", "ilse", False),
     ("vegan", "vega", False), ("hoist", "host", False), ("mirandela", "miranda", False)],
)  # fmt: skip
def test_a_slip_makes_no_other_word(typed: str, known: str, is_slip: bool) -> None:
    assert slip(typed, known) == is_slip


def test_a_word_without_a_syllable_is_another_word() -> None:
    assert lacks_a_syllable("prednisone", "prednisolone")
    assert not lacks_a_syllable("comitee", "committee")


words = st.text("abcdefghijklmnopqrstuvwxyz", min_size=7, max_size=20)


@given(words, st.data())
def test_any_swap_drop_or_doubled_letter_is_near(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(1, len(word) - 2))
    for typed in (
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
    ):
        cost = edit_cost(typed, word, edit_limit(word))
        assert cost is not None
        assert cost <= 1
        assert (cost == 0) == (typed == word)
    assert edit_cost(word, unaccented(f"{word}é"), edit_limit(word)) == (0.8 if word.endswith("e") else 1)


@settings(max_examples=25)
@given(st.text(st.sampled_from("polcy saturdyclsoe'’\"“”`-_./3Äß中\u0301\n é"), max_size=120))
def test_any_text_keeps_all_but_its_words(shop: Library, text: str) -> None:
    if not text.strip():
        return
    searched = shop.ask(f"{text} tour", access=UNLIMITED).searched or text
    kept = [character for character in text if not character.isalpha() and character not in "'’\u0301 \n"]
    assert [c for c in searched if not c.isalpha() and c not in "'’\u0301 \n"] == kept


def test_a_very_long_question_is_corrected_at_its_beginning_in_little_time(shop: Library) -> None:
    with shop._current() as (_, generation):
        known = KnownWords(generation.document_index, generation.lexical, shop.encoder.count)
    started = time.process_time()
    words = correct("refnd polcy " * 5000 + "“" * 5000, known).split()
    assert words[:MAX_CHECKED_WORDS] == ["refund", "policy"] * (MAX_CHECKED_WORDS // 2)
    assert words[MAX_CHECKED_WORDS] == "refnd"
    correct(" ".join(f"x{a}{b}qzzzw" for a in "abcdefgh" for b in "abcdefgh"), known)
    assert time.process_time() - started < 2


FOREIGN = {
    "tr": "Kütüphanedeki kitaplarımızdan ödünç alabilirsiniz. Müzeye girişler ücretsizdir, nedenini söyledik.",
    "fr": "Le musée est fermé le mardi. La bibliothèque prête des livres aux habitants.",
    "es": "La información sobre los horarios está en la recepción del museo.",
    "el": "Το προϊόν στέλνεται σε τρεις ημέρες. Τα πόδια του τραπεζιού είναι ξύλινα.",
    "th": "กรุงเทพมหานครเป็นเมืองหลวงของประเทศไทย",
    "zh": "北京是中华人民共和国的首都",
    "ru": "Библиотека открыта по понедельникам. Читатели берут книги домой.",
}


def words_in(language: str) -> KnownWords:
    """Return the words of a small library in a language, for a tokenizer that knows none of them."""
    index = LexicalIndex(None)
    index.update(1, (), [Entry(1, 1, FOREIGN[language], language)], keep_words=True)
    return KnownWords(index, index, lambda texts: [3] * len(texts), languages=frozenset([language]))


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("tr", "Kütüphanelerdeki kitaplarınızdan hangileri ödünç alabilir?"),
        ("tr", "Müzelere giriş ücretsizmiş, nedendir?"),
        ("fr", "Les musées sont-ils fermés ? Qui prêtera un livre ?"),
        ("el", "Ποιον και πόσα προϊόντα στέλνετε;"),
        ("th", "เมืองหลวงของไทยคือเมืองอะไร"),
        ("zh", "中国的首都在哪里？"),
        ("ru", "Откроют ли библиотеки в понедельник читателю?"),
    ],
)
def test_other_forms_of_words_are_not_taken_for_errors(language: str, question: str) -> None:
    assert correct(question, words_in(language)) == question


@pytest.mark.parametrize(
    ("language", "typed", "meant"),
    [
        ("fr", "quand le musee est-il ferme ?", "quand le musée est-il ferme ?"),
        ("fr", "ou est la bibliohtèque", "ou est la bibliothèque"),
        ("ru", "когда откырта библиотека", "когда открыта библиотека"),
        ("es", "donde esta la infromación", "donde esta la información"),
    ],
)
def test_slips_and_missing_accents_are_corrected_in_other_languages(language: str, typed: str, meant: str) -> None:
    assert correct(typed, words_in(language)) == meant
