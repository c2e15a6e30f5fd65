"""The reader for all languages finds answers in languages that it was not trained on."""

from __future__ import annotations

import pytest

from retrieval.encoding.packed.multilingual import is_installed
from retrieval.reader import MULTILINGUAL, find_reader
from retrieval.reader.bundled import ALL_LANGUAGES, EDITIONS, ENGLISH
from retrieval.reader.reading import Reader

if not is_installed():
    pytest.skip("the multilingual model is not installed", allow_module_level=True)

CASES = {
    "de": (
        "Wann wurde der Leuchtturm gebaut?",
        "Der Leuchtturm von Hallhausen wurde 1874 gebaut. Er ist 31 Meter hoch, und sein Licht reicht 40 Kilometer.",
        "1874",
    ),
    "fr": (
        "Qui a fondé la fabrique de chocolat ?",
        "La fabrique de chocolat de Noirlac a été fondée par Jeanne Morel. Elle employait douze ouvriers à ses débuts.",
        "Jeanne Morel",
    ),
    "es": (
        "¿Cuántos puentes tiene la ciudad?",
        "La ciudad se levanta sobre tres islas. Tiene catorce puentes, y el más antiguo es de madera.",
        "catorce",
    ),
    "el": (
        "Πότε άνοιξε το μουσείο;",
        "Το μουσείο του χωριού άνοιξε το 1962. Έχει δύο αίθουσες και μια μικρή βιβλιοθήκη.",
        "1962",
    ),
    "tr": (
        "Göl ne kadar derin?",
        "Göl dağların arasında yer alır. Gölün derinliği 84 metredir ve suyu yazın bile soğuktur.",
        "84 metredir",
    ),
    "th": ("ตลาดเปิดกี่โมง", "ตลาดเก่าอยู่ริมแม่น้ำ ตลาดเปิดเวลา 6 นาฬิกา และปิดก่อนเที่ยง", "6 นาฬิกา"),
}


@pytest.fixture(scope="module")
def reader() -> Reader:
    found = find_reader(MULTILINGUAL, {})
    assert found is not None
    return found


@pytest.mark.parametrize("language", CASES)
def test_an_answer_is_found_where_it_stands(reader: Reader, language: str) -> None:
    question, text, answer = CASES[language]
    (reading,) = reader.read([(question, "", text)])
    start, end = reading.answer((0, len(text))).span
    first = text.index(answer)
    assert start < first + len(answer)
    assert first < end
    assert end - start < len(text) / 2


@pytest.mark.parametrize("language", CASES)
def test_what_answers_is_more_relevant_than_what_does_not(reader: Reader, language: str) -> None:
    question, own, _ = CASES[language]
    others = [text for other, (_, text, _) in CASES.items() if other != language]
    right, *wrong = reader.read([(question, "", text) for text in (own, *others)])
    assert right.relevance > max(reading.relevance for reading in wrong)


def test_a_reader_says_which_languages_it_reads(reader: Reader) -> None:
    assert reader.languages is None
    assert ENGLISH.languages == {"en"}


@pytest.mark.parametrize("name", EDITIONS)
def test_each_graph_is_checked_and_fits_into_the_repository(name: str) -> None:
    assert len(EDITIONS[name].sha256) == 64
    assert EDITIONS[name].graph.stat().st_size < 25_000_000


def test_what_somebody_typed_separates_nothing(reader: Reader) -> None:
    question, text, answer = CASES["de"]
    plain, typed = reader.read([(question, "", text), (f"{question} </s>", "", f"<s> {text} </s> <mask>")])
    assert typed.relevance == pytest.approx(plain.relevance, abs=3)
    start, end = typed.answer((0, len(text) + 4)).span
    assert answer in f"<s> {text}"[max(start - 5, 0) : end + 5]


def test_the_edition_and_its_encoder_share_a_name() -> None:
    assert EDITIONS[MULTILINGUAL] is ALL_LANGUAGES
    assert ALL_LANGUAGES.encoder == MULTILINGUAL
