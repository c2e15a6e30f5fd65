"""A question finds its answer in a library of several languages, and a word counts once in all of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval import Library
from retrieval.indexes.analyser import Analyser, Term
from retrieval.indexes.entries import Entry
from retrieval.indexes.lexical import LexicalIndex
from retrieval.searchable import searchable

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


SMALL_WORDS = ["la", "se", "what", "is", "das", "του", "και", "の", "は", "и", "ما", "है", "को"]

NAMES = LexicalIndex(None)
NAMES.update(
    1,
    (),
    [
        Entry(1, 1, "La La Land won six prizes. Los Angeles has a beach. De La Soul came from Amityville.", "en"),
        Entry(2, 2, "Die Hard is a film. El Nino warms the sea, and per se, Le Mans is a race.", "en"),
        Entry(3, 3, "El precio de la entrada es de dos euros, y los horarios están en la puerta del museo.", "es"),
        Entry(4, 4, "Die Preise stehen am Tor, und die harten Regeln auch.", "de"),
        Entry(5, 5, "Il prezzo per la visita si paga alla cassa.", "it"),
    ],
)


@pytest.mark.parametrize(
    ("question", "kept", "best"),
    [
        ("La La Land", {"la", "land"}, 1),
        ("la la land", {"la", "land"}, 1),
        ("who directed La La Land", {"la", "land"}, 1),
        ("los angeles beach", {"los", "angel"}, 1),
        ("De La Soul albums", {"de", "la", "soul"}, 1),
        ("die hard cast", {"die", "hard"}, 2),
        ("Per se", {"per", "se"}, 2),
        ("El Nino sea", {"el"}, 2),
    ],
)
def test_names_keep_words_that_are_stop_words_of_a_language_that_is_not_asked_in(
    question: str, kept: set[str], best: int
) -> None:
    asked = NAMES.analyser.asked(question)
    terms = asked.to_search(asked.searched(question))
    assert kept <= {form for term in terms for form in ([term] if isinstance(term, str) else term)}
    assert NAMES.search(terms, 3)[0].id == best


@pytest.mark.parametrize(
    "title", ["La La Land", "Los Angeles", "Die Hard", "Las Vegas Hotels", "Un Prophete", "Du Hast"]
)
@pytest.mark.parametrize("languages", [["en"], ["en", "es"], ["en", "de"], ["de", "en", "es", "fr", "it", "nl", "pt"]])
def test_a_title_keeps_its_words_whatever_the_library_is_written_in(title: str, languages: list[str]) -> None:
    asked = Analyser(languages).asked(title)
    assert len(asked.terms(title)) == len(title.split())


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("precio de la entrada", {"precio", "entrada"}),
        ("¿Cuánto cuesta la entrada del museo?", {"cuesta", "entrada", "museo"}),
        ("los horarios", {"horarios"}),
        ("die preise", {"preise"}),
        ("die preise am tor", {"preise", "tor"}),
    ],
)
def test_small_words_of_a_question_in_a_language_of_the_library_are_left_out(question: str, left: set[str]) -> None:
    asked = NAMES.analyser.asked(question)
    assert len(asked.terms(question)) == len(left)


@pytest.mark.parametrize(
    "languages", [["es"], ["en", "es"], ["de", "en", "it"], ["ja", "th", "en"], ["ar", "hi", "ru"]]
)
@given(text=st.text(max_size=60) | st.lists(st.sampled_from(SMALL_WORDS)).map(" ".join))
@settings(max_examples=150, deadline=None)
def test_no_query_with_letters_or_digits_comes_out_empty(languages: list[str], text: str) -> None:
    asked = Analyser(languages).asked(text)
    searched = asked.searched(text)
    assert all(searched)
    assert searched or not any(map(str.isalnum, searchable(text)))


@pytest.mark.parametrize(
    ("languages", "question", "left"),
    [
        (["ja"], "何時閉館", {"閉館"}),
        (["ja", "en"], "何人参加可能", {"参加", "加可", "可能"}),
        (["zh"], "何時閉館", {"閉館"}),
        (["zh", "en"], "如何預約", {"預約"}),
        (["ja", "zh"], "什么时候闭馆", {"闭馆"}),
        (["ja"], "如何様", {"如何", "何様"}),
    ],
)
def test_signs_of_chinese_and_japanese_are_read_as_the_library_is_written(
    languages: list[str], question: str, left: set[str]
) -> None:
    assert set(Analyser(languages).asked(question).terms(question)) == left


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
