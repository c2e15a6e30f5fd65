"""A question finds its answer in a library of several languages, and a word counts once in all of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from retrieval import Library
from retrieval.indexes.analyser import Analyser, Term
from retrieval.indexes.lexical import Entry, LexicalIndex

Open = Callable[..., Library]

TEXTS = {
    1: ("Die Öffnungszeiten des Schlosses stehen am Tor.", "de"),
    2: ("Das Haus hat drei Zimmer, die Häuser daneben haben vier.", "de"),
    3: ("The castle has three rooms. All must die.", "en"),
    4: ("Les horaires d'ouverture du château sont à l'entrée.", "fr"),
    5: ("İstanbul'da evlerimizin ışıkları yanıyor.", "tr"),
    6: ("東京の人口は二千万人です。", "ja"),
    7: ("กรุงเทพมหานครเป็นเมืองหลวงของประเทศไทย", "th"),
    8: ("В лесу родилась ёлочка, в лесах растут ёлки.", "ru"),
    9: ("Het kasteel heeft drie kamers.", "nl"),
    10: ("بُنيت القلعة في المدينة القديمة.", "ar"),
    11: ("서울의 인구는 천만 명이다.", "ko"),
    12: ("पुराने क़िले में लड़कों का विद्यालय है।", "hi"),
    13: ("Das steht hier nur, damit Wörter seltener sind.", None),
}


@pytest.fixture(scope="module")
def index() -> LexicalIndex:
    made = LexicalIndex(None)
    made.update(1, (), [Entry(id_, id_, text, language) for id_, (text, language) in TEXTS.items()])
    return made


def search(index: LexicalIndex, question: str) -> list[int]:
    asked = index.analyser.asked(question)
    return [hit.id for hit in index.search(asked.to_search(asked.terms(question)), 3)]


@pytest.mark.parametrize(
    ("question", "best"),
    [
        ("Wie ist die Öffnungszeit vom Schloss?", 1),
        ("Wie viele Zimmer haben die Häuser?", 2),
        ("How many rooms does the castle have?", 3),
        ("Quels sont les horaires du chateau ?", 4),
        ("Où est l'horaire de l'ouverture ?", 4),
        ("istanbul'daki ev", 5),
        ("東京には何人いますか", 6),
        ("เมืองหลวงของไทยคืออะไร", 7),
        ("Какая елка растет в лесу?", 8),
        ("Hoeveel kamers heeft een kasteel?", 9),
        ("أين توجد قلعة المدينة؟", 10),
        ("서울에서 인구가 얼마나 됩니까?", 11),
        ("लड़के का किला", 12),
    ],
)
def test_a_question_finds_other_forms_of_its_words_in_each_language(
    index: LexicalIndex, question: str, best: int
) -> None:
    assert search(index, question)[:1] == [best]


def test_stop_words_of_the_language_that_is_asked_in_are_not_searched_for(index: LexicalIndex) -> None:
    asked = index.analyser.asked("Wo sind die Zimmer im Haus?")
    assert "die" not in {term for each in asked.to_search(asked.terms("Wo sind die Zimmer im Haus?")) for term in each}
    assert "die" in index.analyser.asked("Who of them must die?").terms("Who of them must die?")


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("Was ist die Strafe für das Parken?", {"strafe", "parken"}),
        ("Où est le parking de la gare ?", {"park", "gare"}),
        ("¿Cuál es el precio de la entrada?", {"precio", "entrada"}),
        ("Где находится музей в городе?", {"наход", "муз", "город"}),
        ("Who parks here and at the museum?", {"park", "museum"}),
    ],
)
def test_an_english_library_is_not_searched_for_small_words_of_other_languages(question: str, left: set[str]) -> None:
    assert set(Analyser(["en"]).asked(question).terms(question)) == left


@pytest.mark.parametrize(
    "question",
    [
        "Who runs El Tour de Tucson?",
        "Who played Han Solo?",
        "What is Al Jolson's real name?",
        "Where is Van Gogh buried?",
        "When was la Sagrada Familia begun?",
        "die hard",
        "Who directed Die Hard?",
        "vitamin D in milk",
    ],
)
def test_names_in_english_questions_keep_all_their_words(question: str) -> None:
    analyser = Analyser(["en"])
    assert analyser.asked(question).terms(question) == analyser.terms(question)


def test_a_word_counts_once_however_many_forms_it_has() -> None:
    one = LexicalIndex(None)
    one.update(1, (), [Entry(1, 1, "running shoes", "en"), Entry(2, 2, "shoes", "en"), Entry(3, 3, "hats", "en")])
    alone = one.search(one.analyser.terms("running shoes"), 3)
    forms: list[Term] = [(one.analyser.terms("running")[0], "running", "laufen"), "shoe"]
    assert one.search(forms, 3) == alone
    assert one.document_frequency(forms[0]) == 1


def test_forms_of_one_word_weigh_alike_wherever_they_stand() -> None:
    index = LexicalIndex(None)
    texts = ["house one", "haus one", "haus two", "haus three", *["nothing here"] * 20]
    index.update(1, (), [Entry(at, at, text) for at, text in enumerate(texts)])
    hits = index.search([("hous", "haus")], 10)
    assert {hit.id for hit in hits} == {0, 1, 2, 3}
    assert max(hit.score for hit in hits) == pytest.approx(min(hit.score for hit in hits))


def test_words_that_share_a_form_become_one() -> None:
    asked = Analyser(["de", "en"]).asked("Kosten Koste kosten")
    assert len(set(asked.terms("Kosten Koste kosten"))) == 1


def test_terms_of_a_passage_are_represented_as_those_of_the_question() -> None:
    analyser = Analyser(["de", "en", "fr"])
    asked = analyser.asked("Was kosten Übernachtungen?")
    for language in ("de", "en", "fr"):
        found = asked.represented(frozenset(analyser.terms("Kosten Übernachtungen", language)))
        assert found == frozenset(asked.terms("Kosten Übernachtungen")), language


def test_a_library_of_one_language_asks_as_it_reads() -> None:
    for language, text in (("de", "Die Häuser der Stadt"), ("en", "The houses of the town"), ("ru", "Дома города")):
        analyser = Analyser([language])
        asked = analyser.asked(text)
        assert asked.terms(text) == analyser.terms(text, language)
        assert not asked.others


def test_an_index_knows_its_languages_again_when_it_is_opened(tmp_path: Path) -> None:
    made = LexicalIndex(tmp_path)
    made.update(1, (), [Entry(1, 1, "Häuser", "de"), Entry(2, 2, "houses")])
    made.update(2, [2], [Entry(3, 3, "maisons", "fr")])
    opened = LexicalIndex.load(tmp_path)
    assert opened is not None
    assert opened.analyser.languages == ("de", "en", "fr")
    opened.update(3, (), [Entry(4, 4, "casas", "es")], rebuild=True)
    assert LexicalIndex(tmp_path).analyser.languages == ("es",)


def test_an_entry_may_be_in_several_languages() -> None:
    index = LexicalIndex(None)
    index.update(1, (), [Entry(1, 1, "Die Häuser", "de", [("the running man", "en"), ("東京タワー", "ja")])])
    assert [hit.id for hit in index.search(["haus"], 1)] == [1]
    assert [hit.id for hit in index.search(["run"], 1)] == [1]
    assert [hit.id for hit in index.search(["東京"], 1)] == [1]
