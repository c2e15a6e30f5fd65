"""Questions about a document, or for a list, in each language. None of them was used to make the lists of words."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.languages.question_words import all_question_words
from retrieval.search.wording.document_names import is_pointing
from retrieval.search.wording.document_questions import Wish, wordings

ASKED = {
    "de": [
        ("Was steht im Leitfaden für Imker über Handschuhe?", Wish.SAYS, "Leitfaden für Imker", "Handschuhe"),
        ("Worum geht es in imker.md?", Wish.ABOUT, "imker.md", ""),
        ("Nenne alle Schleusen", Wish.LIST, "", "Schleusen"),
    ],
    "fr": [
        ("Que dit le règlement du hangar au sujet des gants ?", Wish.SAYS, "le règlement du hangar", "gants"),
        ("Bonjour, peux-tu résumer le guide des ruches, s'il te plaît ?", Wish.SUMMARY, "le guide des ruches", ""),
        ("De quoi traite ruches.md ?", Wish.ABOUT, "ruches.md", ""),
        ("Quelles écluses y a-t-il ?", Wish.LIST, "", "écluses"),
    ],
    "es": [
        ("¿Qué dice el reglamento del hangar acerca de los guantes?", Wish.SAYS, "el reglamento del hangar",
         "los guantes"),
        ("¿De qué habla colmenas.md?", Wish.ABOUT, "colmenas.md", ""),
        ("Enumera todas las esclusas", Wish.LIST, "", "esclusas"),
    ],
    "pt": [
        ("O que diz o regulamento do galpão sobre luvas?", Wish.SAYS, "o regulamento do galpão", "luvas"),
        ("Do que trata o arquivo colmeias.md?", Wish.ABOUT, "o arquivo colmeias.md", ""),
        ("Quais eclusas existem?", Wish.LIST, "", "eclusas"),
    ],
    "it": [
        ("Che cosa dice il regolamento della rimessa sui guanti?", Wish.SAYS, "il regolamento della rimessa", "guanti"),
        ("Di che cosa parla il documento arnie.md?", Wish.ABOUT, "il documento arnie.md", ""),
        ("Ciao, puoi riassumere la guida, per favore?", Wish.SUMMARY, "la guida", ""),
        ("Quali chiuse ci sono?", Wish.LIST, "", "chiuse"),
    ],
    "nl": [
        ("Wat staat er in het reglement van de loods over handschoenen?", Wish.SAYS, "het reglement van de loods",
         "handschoenen"),
        ("Waar gaat het bestand korven.md over?", Wish.ABOUT, "het bestand korven.md", ""),
        ("Welke sluizen zijn er?", Wish.LIST, "", "sluizen"),
    ],
    "pl": [
        ("Co mówi regulamin hangaru na temat rękawic?", Wish.SAYS, "regulamin hangaru", "rękawic"),
        ("O czym jest plik ule.md?", Wish.ABOUT, "plik ule.md", ""),
        ("Jakie są śluzy?", Wish.LIST, "", "śluzy"),
    ],
    "ru": [
        ("Что сказано в правилах сарая про перчатки?", Wish.SAYS, "правилах сарая", "перчатки"),
        ("О чём говорится в файле ulei.md?", Wish.ABOUT, "файле ulei.md", ""),
        ("Какие шлюзы имеются?", Wish.LIST, "", "шлюзы"),
    ],
    "tr": [
        ("Eldivenler hakkında kayıkhane yönetmeliği ne diyor?", Wish.SAYS, "kayıkhane yönetmeliği", "Eldivenler"),
        ("Kovanlar belgesi ne hakkında?", Wish.ABOUT, "Kovanlar", ""),
        ("Bütün köprüleri sırala", Wish.LIST, "", "köprüleri"),
    ],
    "ar": [
        ("ماذا يقول دليل الحظيرة عن القفازات؟", Wish.SAYS, "دليل الحظيرة", "القفازات"),
        ("عن ماذا يتحدث الملف hives.md؟", Wish.ABOUT, "الملف hives.md", ""),
        ("اذكر جميع الجسور", Wish.LIST, "", "الجسور"),
    ],
    "hi": [
        ("गोदाम के नियम में दस्तानों के बारे में क्या लिखा है?", Wish.SAYS, "गोदाम के नियम", "दस्तानों"),
        ("छत्ते फ़ाइल किस बारे में है?", Wish.ABOUT, "छत्ते फ़ाइल", ""),
        ("सभी पुलों की सूची दीजिए", Wish.LIST, "", "पुलों"),
    ],
    "zh": [
        ("仓库指南里关于手套写了什么？", Wish.SAYS, "仓库指南", "手套"),
        ("养蜂指南讲的是什么？", Wish.ABOUT, "养蜂指南", ""),
        ("请列出所有的水闸", Wish.LIST, "", "水闸"),
    ],
    "ja": [
        ("倉庫の手引きには手袋について何と書いてありますか？", Wish.SAYS, "倉庫の手引き", "手袋"),
        ("養蜂の手引きは何についてですか？", Wish.ABOUT, "養蜂の手引き", ""),
        ("すべての水門を挙げてください", Wish.LIST, "", "水門"),
    ],
    "ko": [
        ("창고 안내서에는 장갑에 대해 뭐라고 적혀 있나요?", Wish.SAYS, "창고 안내서", "장갑"),
        ("양봉 안내서는 무슨 내용인가요?", Wish.ABOUT, "양봉 안내서", ""),
        ("어떤 수문이 있나요?", Wish.LIST, "", "수문"),
    ],
}  # fmt: skip

PLAIN = [
    "Wann öffnet die Schleuse?", "Quand ouvre l'écluse ?", "¿Cuándo abre la esclusa?", "Quando abre a eclusa?",
    "Quando apre la chiusa?", "Wanneer gaat de sluis open?", "Kiedy otwiera się śluza?", "Когда открывается шлюз?",
    "Köprü ne zaman açılıyor?", "متى يفتح الجسر؟", "पुल कब खुलता है?", "水闸几点打开？",
    "水門は何時に開きますか？", "수문은 언제 열리나요?",
]  # fmt: skip


@pytest.mark.parametrize(
    ("question", "wish", "document", "topic"),
    [each for cases in ASKED.values() for each in cases],
)
def test_a_question_about_a_document_is_read_as_one(question: str, wish: Wish, document: str, topic: str) -> None:
    assert (wish, document, topic) in [(each.wish, each.document, each.topic) for each in wordings(question)]


@pytest.mark.parametrize("question", PLAIN)
def test_any_other_question_is_none(question: str) -> None:
    assert not list(wordings(question))


@pytest.mark.parametrize(
    ("phrase", "language"),
    [
        ("este documento", "pt"), ("questo file", "it"), ("dit bestand", "nl"), ("tym dokumencie", "pl"),
        ("этом документе", "ru"), ("bu belge", "tr"), ("هذا الملف", "ar"), ("यह दस्तावेज़", "hi"), ("这份文件", "zh"),
        ("この文書", "ja"), ("이 문서", "ko"),
    ],
)  # fmt: skip
def test_a_document_is_pointed_at_in_each_language(phrase: str, language: str) -> None:
    assert is_pointing(phrase, frozenset([language]))


def test_every_language_that_asks_about_documents_is_tested_here() -> None:
    asking = {each.language for each in all_question_words() if each.written("documents", "says")}
    assert asking == {*ASKED}


@given(st.text(max_size=400))
def test_any_text_can_be_read(text: str) -> None:
    list(wordings(text))


def test_a_long_question_is_read_in_no_time() -> None:
    for text in (
        "o que diz sobre a " * 16,
        "что в в о об " * 22,
        "里关于" * 99,
        "は について" * 48,
        "की सूची " * 37,
        "ne diyor " * 33,
    ):
        began = time.process_time()
        list(wordings(text))
        assert time.process_time() - began < 0.5


@pytest.mark.parametrize(
    ("question", "wish", "document", "topic"),
    [
        ("que dice el reglamento sobre los guantes", Wish.SAYS, "el reglamento", "los guantes"),
        ("de que trata el manual?", Wish.ABOUT, "el manual", ""),
        ("d'apres le reglement, quand ouvre le hangar ?", Wish.SAYS, "le reglement", "quand ouvre le hangar"),
        ("que dit le reglement a propos des gants ?", Wish.SAYS, "le reglement", "gants"),
        ("was sagt die Ordnung ueber Handschuhe?", Wish.SAYS, "die Ordnung", "Handschuhe"),
        ("was sagt die Ordnung uber Handschuhe?", Wish.SAYS, "die Ordnung", "Handschuhe"),
        ("o que ha no manual do galpao?", Wish.ABOUT, "manual do galpao", ""),
    ],
)
def test_a_question_about_a_document_may_be_typed_without_accents(
    question: str, wish: Wish, document: str, topic: str
) -> None:
    assert (wish, document, topic) in [(each.wish, each.document, each.topic) for each in wordings(question)]


def test_english_is_not_read_as_another_language_without_accents() -> None:
    assert all(each.document != "reglement" for each in wordings("what does it say according to d'apres reglement"))
    assert not list(wordings("enumere the locks"))


@pytest.mark.parametrize(
    "question",
    [
        "Nenne die Hauptstadt von Portugal", "Zeig mir die Öffnungszeiten", "Nenn mir die Telefonnummer",
        "Zeige uns die Brücke", "Noem de hoofdstad van Portugal", "Toon de openingstijden", "Geef me de sleutel",
        "Montre-moi les horaires", "Donne-moi les horaires du bac", "Dame las llaves", "Muestra los horarios",
        "Mostre os horários", "Cite as regras do galpão", "Mostrami le chiavi", "Nomina la capitale del Portogallo",
        "Wymień stolicę Portugalii", "Назови столицу Португалии", "اذكر عاصمة البرتغال",
    ],
)  # fmt: skip
def test_one_thing_is_no_list(question: str) -> None:
    assert not any(each.wish is Wish.LIST for each in wordings(question))


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("Zähle die Brücken auf", "Brücken"),
        ("Nenne mir sämtliche Brücken", "Brücken"),
        ("Zeig mir eine Liste der Brücken", "Brücken"),
        ("Gib mir die Liste aller Brücken", "Brücken"),
        ("Som de bruggen op", "bruggen"),
        ("Noem alle bruggen van het dorp", "bruggen van het dorp"),
        ("Énumère les ponts", "ponts"),
        ("Donne-moi tous les ponts", "ponts"),
        ("Montre la liste des ponts", "ponts"),
        ("Enumera los puentes", "puentes"),
        ("Muestra todos los puentes", "puentes"),
        ("Enumere as pontes", "pontes"),
        ("Mostre todas as pontes", "pontes"),
        ("Elenca i ponti della città", "ponti della città"),
        ("Mostrami tutti i ponti della città", "ponti della città"),
        ("Wymień wszystkie mosty", "mosty"),
        ("Wypisz mosty w naszym mieście", "mosty w naszym mieście"),
        ("Перечисли мосты", "мосты"),
        ("Назови все мосты", "мосты"),
    ],
)
def test_a_list_is_asked_for_by_all_or_by_the_word(question: str, topic: str) -> None:
    assert (Wish.LIST, topic) in [(each.wish, each.topic) for each in wordings(question)]
