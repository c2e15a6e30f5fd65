"""What a question expects, whether it is one, and whether it leans on another, in each language.

The questions of each language stand in ``asked``; none of them was used to make the lists of words.
"""

import json
import re
import time
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.deciding import is_question
from retrieval.indexes.lexical import Analyser
from retrieval.languages.phrases import Found, Phrases, said, span_of
from retrieval.languages.question_forms import (
    content_words,
    has_question_mark,
    is_another_language,
    surely_asked_in,
)
from retrieval.languages.writing import typed_plainly, word_spans, words_in
from retrieval.search.answer_types import AnswerKind, expected_kinds, offered_kinds
from retrieval.search.wording.followups import leans

ASKED = {
    path.stem: {
        name: text.strip().split("\n") for name, text in tomllib.loads(path.read_text(encoding="utf-8")).items()
    }
    for path in sorted((Path(__file__).parent / "asked").glob("*.toml"))
}
TERMS = Analyser().terms


def asked(*names: str) -> list[tuple[str, str]]:
    return [(name, text) for lists in ASKED.values() for name in names for text in lists[name]]


def asked_without_mark() -> list[str]:
    """In English, a preposition in front takes a mark: "In what year?"."""
    texts = [re.sub(r"[?？؟;¿]", "", text).strip() for _, text in asked("number", "time", "name", "others")]
    return [text for text in texts if not text.startswith(("At ", "Roughly ", "In ", "On ", "Since ", "To "))]


def test_questions_of_each_language_are_here() -> None:
    assert len(ASKED) >= 22


@pytest.mark.parametrize(("kind", "question"), asked("number", "time", "name"))
def test_question_words_say_what_is_expected(kind: str, question: str) -> None:
    assert kind in expected_kinds(question)
    assert kind in expected_kinds(question.lower())


@pytest.mark.parametrize(("_", "text"), asked("others"))
def test_what_asks_for_no_kind_expects_none(_: str, text: str) -> None:
    assert not expected_kinds(text)


@pytest.mark.parametrize("question", asked_without_mark())
def test_a_question_is_recognised_by_its_words(question: str) -> None:
    assert is_question(question)


@pytest.mark.parametrize(("_", "question"), asked("number", "time", "name"))
def test_a_question_is_recognised_by_its_mark(_: str, question: str) -> None:
    assert is_question(question)


@pytest.mark.parametrize(("_", "text"), asked("tells"))
def test_what_tells_something_is_no_question(_: str, text: str) -> None:
    assert not is_question(text)


@pytest.mark.parametrize(("_", "question"), asked("leaning"))
def test_a_follow_up_leans_on_the_question_before(_: str, question: str) -> None:
    assert leans(question, TERMS)


@pytest.mark.parametrize(("_", "question"), asked("standing"))
def test_a_question_that_says_enough_stands_by_itself(_: str, question: str) -> None:
    assert not leans(question, TERMS)


ACCENTED = ("cs", "de", "es", "fr", "it", "pl", "pt", "ro", "sv", "tr", "vi")


def plainly(text: str) -> str:
    """Return a text as it is typed without accents and without the mark in front."""
    return typed_plainly(text).replace("¿", "").strip()


@pytest.mark.parametrize("language", ACCENTED)
def test_questions_that_are_typed_without_accents_are_known_for_what_they_ask(language: str) -> None:
    lists = ASKED[language]
    expecting = [(name, plainly(text)) for name in ("number", "time", "name") for text in lists[name]]
    unmarked = [text.rstrip(" ?") for _, text in expecting] + [plainly(text).rstrip(" ?") for text in lists["others"]]
    known = [kind in expected_kinds(text) for kind, text in expecting]
    asking = [is_question(text) for text in unmarked]
    assert all(text.isascii() for text in unmarked)
    assert sum(known) >= 0.65 * len(known)
    assert sum(asking) >= 0.65 * len(asking)
    assert not [text for text in lists["others"] if expected_kinds(plainly(text))]
    assert not [text for text in lists["tells"] if is_question(plainly(text))]


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("donde esta la llave", "name"), ("quien abre la piscina", "name"), ("cuando abre la piscina", "time"),
        ("que hora es en madrid", "time"), ("cuanto cuesta la entrada", "number"), ("en que ano se fundo", "time"),
        ("a quien llamo si hay una fuga", "name"), ("cual es la profundidad del pozo", "number"),
        ("ou est la cle", "name"), ("ou sont les toilettes", "name"), ("quel age a le chien", "number"),
        ("en quelle annee le pont a-t-il ete construit", "time"), ("d'ou vient le nom du village", "name"),
        ("quando e a festa", "time"), ("que horas sao em lisboa", "time"), ("qual e o preco do bilhete", "number"),
        ("em que seculo foi construida a igreja", "time"),
        ("qual e il prezzo della visita", "number"), ("in quale citta si trova il museo", "name"),
        ("giris ucreti kac lira", "number"), ("muze hangi gun kapali", "time"), ("saat kacta basliyor", "time"),
        ("jak dlugo trwa wycieczka", "number"), ("w ktorym roku zbudowano kosciol", "time"),
        ("gia ve bao nhieu tien", "number"), ("khi nao thi mo cua", "time"),
        ("jak dlouho trva prohlidka", "number"), ("v kterem roce byl postaven most", "time"),
        ("hur lange ar biblioteket oppet", "number"), ("cat costa intrarea la muzeu", "number"),
    ],
)  # fmt: skip
def test_a_question_without_accents_expects_what_it_expects_with_them(question: str, kind: str) -> None:
    assert is_question(question)
    assert kind in expected_kinds(question)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Wie gross ist die Groesse fuer Kinder", {"number"}),
        ("Koennen wir den Beamer ausleihen", set()),
        ("se puede pagar con tarjeta", set()),
        ("si puo entrare con il cane", set()),
        ("perche il museo e chiuso", set()),
    ],
)
def test_a_question_without_accents_asks_for_no_more(text: str, kinds: set[str]) -> None:
    assert is_question(text)
    assert expected_kinds(text) == kinds


@pytest.mark.parametrize(
    "text",
    [
        "the key or ou est", "fur coat price", "uber ride", "ate lunch", "su casa es mi casa", "van rental", "rat ban",
        "far cry three", "uno mas uno", "thé ou café", "lundi ou mardi", "manana cerramos",
        "lo se todo", "el mar esta en calma", "mas o menos", "je viens demain ou lundi", "rendez-vous au cafe",
    ],
)  # fmt: skip
def test_words_that_are_others_without_accents_do_not_make_a_question(text: str) -> None:
    assert not is_question(text)
    assert not expected_kinds(text)


@pytest.mark.parametrize("name", ["squad20_dev", "clapnq_dev", "mtrag_un"])
def test_words_of_other_languages_say_nothing_in_english_questions(name: str) -> None:
    path = Path(__file__).parents[3] / "shared" / "data" / name / "queries.jsonl"
    if not path.exists():
        pytest.skip("the public sets are not here")
    anywhere = Phrases([("expects", "number"), ("expects", "time"), ("expects", "name"), ("asks", "start")])
    only_english = Phrases([("leans", "start"), ("leans", "pointing"), ("asks", "inside"), ("asks", "end")])
    with path.open(encoding="utf-8") as lines:
        texts = [said(json.loads(line)["text"]) for line in lines]
    assert {found.language for text in texts for found in anywhere.find(text)} <= {"en", "de", "fr", "es"}
    assert {found.language for text in texts for found in only_english.find(text)} == {"en"}
    assert sum(content_words(text.text) is not None for text in texts) <= 0.005 * len(texts)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("Ποιος κούρδισε το πιάνο;", True),
        ("Ήρθε αργά; Όχι", True),
        ("He came; she left", False),
        ("他来了吗?我不知道", True),
        ("Դու գալի՞ս ես", True),
        ("see https://a.example/?q=κ for it", False),
    ],
)
def test_each_script_has_its_question_mark(text: str, is_one: bool) -> None:
    assert has_question_mark(text) is is_one


@pytest.mark.parametrize(
    ("sentence", "kinds"),
    [
        ("Der Bau begann im März und dauerte zwölf Wochen.", {"number", "time", "name"}),
        ("Budowę ukończono w październiku.", {"time"}),
        ("La costruzione durò dodici settimane.", {"number"}),
        ("строительство длилось двенадцать недель", {"number"}),
        ("строительство вёл инженер Мельников", {"name"}),
        ("строительство шло медленно", set()),
        ("اكتمل البناء في أكتوبر", {"time", "name"}),
        ("工程持续了十二周", {"number", "name"}),
        ("工事は1962年に終わった", {"number", "time", "name"}),
        ("공사는 1962년에 끝났다", {"number", "time", "name"}),
        ("सन् १९६२ में", {"number", "time", "name"}),
        ("the fee is due", set()),
        ("it hung on the wall", set()),
    ],
)
def test_sentences_offer_numbers_times_and_names(sentence: str, kinds: set[str]) -> None:
    assert offered_kinds(sentence, frozenset(AnswerKind), frozenset()) == kinds


@given(st.text(max_size=600))
def test_any_text_may_be_asked(text: str) -> None:
    is_question(text)
    leans(text, TERMS)
    expected_kinds(text)
    offered_kinds(text, frozenset(AnswerKind), frozenset())


@given(st.text(max_size=200) | st.text(st.sampled_from("aİß’'\u0307مُـa1,2 ก็か"), max_size=40))
def test_words_are_placed_where_they_stand(text: str) -> None:
    words = words_in(text)
    assert [words_in(text[start:end])[:1] for start, end in word_spans(text)] == [[word] for word in words]


def test_a_phrase_is_placed_in_the_text_as_it_is_typed() -> None:
    text = said("1,250円で、2026年のツアーはどこ？")
    at = text.plain.index("どこ")
    start, end = span_of(Found("ja", at, at + 2, is_inside=True), text)
    assert text.text[start:end] == "どこ"
    start, end = span_of(Found("ja", 0, 2, is_inside=True), text)
    assert text.text[start:end] == "1,250円"


def test_a_long_text_takes_no_longer_than_its_length() -> None:
    for text in ("谁" * 4000, "mi " * 1300, "что такое " * 400, "ใคร" * 1300, "¿" * 4000, "και; " * 800):
        began = time.process_time()
        is_question(text)
        leans(text, TERMS)
        expected_kinds(text)
        assert time.process_time() - began < 1.0


@pytest.mark.parametrize(
    "said",
    [
        "Zoë office hours", "Van der Waals forces", "Die Hard cast", "São Paulo population", "crème brûlée recipe",
        "Los Angeles population", "Wi-Fi password", "AI policy", "Škoda warranty", "5 kΩ resistor", "MIT license",
        "Los Alamos",
    ],
)  # fmt: skip
def test_a_name_or_a_borrowed_word_does_not_tell_what_a_question_is_in(said):
    assert surely_asked_in(said) <= {"en"}


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("Wie lange dauert die Garantie der Pumpe?", "de"), ("Quelle est la durée de la garantie ?", "fr"),
        ("¿Qué fusible necesita la bomba?", "es"), ("How long does the warranty last?", "en"),
        ("Как долго действует гарантия?", "ru"), ("保修期是多久？", "zh"), ("会議室予約", "ja"),
        ("Jak długo trwa gwarancja?", "pl"), ("Garanti süresi ne kadar?", "tr"), ("보증 기간은 얼마나 되나요?", "ko"),
    ],
)  # fmt: skip
def test_a_question_tells_its_language_and_those_that_are_taken_for_it(asked, language):
    languages = surely_asked_in(asked)
    assert language in languages
    assert is_another_language("en" if language != "en" else "de", languages)
    assert not is_another_language(language, languages)


@pytest.mark.parametrize("language", ["sk", "hr", "sl", "af", "is", "mk", "ne", None])
def test_nothing_is_foreign_whose_language_cannot_be_told_from_a_question(language):
    assert not is_another_language(language, surely_asked_in("Kde je múzeum a kedy otvára?"))
