"""Compounds are found by their parts, where the library has them in no other way."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.indexes.analyser import AskedWords
from retrieval.indexes.entries import Entry
from retrieval.indexes.lexical import LexicalIndex
from retrieval.search.wording.compounds import with_parts

TEXTS = {
    "de": (
        "Die Mittagsruhe dauert von 13 bis 15 Uhr.",
        "Die Zeiten, zu denen wir öffnen, hängen am Tor.",
        "Die Bürgermeisterin gab mit einem Schuss den Start frei.",
        "Hunde dürfen in die Halle, aber nicht auf die Tribüne.",
        "Für die Werkstatt gibt es einen Schlüssel am Brett.",
        "Gib die Karten wieder her, die du zurück hast.",
    ),
    "nl": ("De fiets staat in de stalling achter het huis.", "De middagrust duurt twee uur.", "Het pad is nat."),
    "sv": ("Biljetten har ett pris som står på tavlan.", "Middagsvila varar i två timmar.", "Bilen är blå."),
    "da": ("Billetten har en pris på tavlen.", "Middagshvilen varer to timer.", "Bilen er blå."),
    "no": ("Billetten har en pris på tavla.", "Middagshvilen varer i to timer.", "Bilen er blå."),
    "fi": ("Uimahalli on kiinni, mutta sauna ja kahvila ovat auki.", "Vesi on kylmää.", "Koira saa tulla."),
    "hu": ("A könyvtár zárva van, előtte egy kutya áll.", "A macska bejöhet a kertbe.", "A jegy ára a táblán áll."),
}


def library(*languages: str) -> LexicalIndex:
    index = LexicalIndex(None)
    texts = [(text, language) for language in languages for text in TEXTS[language]]
    index.update(1, (), [Entry(at, at, text, language) for at, (text, language) in enumerate(texts)])
    return index


def asked(index: LexicalIndex, question: str) -> tuple[AskedWords, list[str]]:
    words = index.analyser.asked(question)
    return with_parts(words, question, words.searched(question), index)


@pytest.mark.parametrize(
    ("language", "question", "best"),
    [
        ("de", "Ist dann Ruhezeit?", 0), ("de", "Ruhe", 0), ("de", "Öffnungszeit", 1), ("de", "Startschuss", 2),
        ("de", "Hundehalle", 3), ("de", "werkstattschlüssel", 4), ("de", "Schlüsselbretter", 4),
        ("nl", "fietsenstalling", 0), ("nl", "rust", 1), ("sv", "biljettpris", 0), ("sv", "vila", 1),
        ("da", "tavlepris", 0), ("no", "billettpris", 0), ("no", "hvile", 1), ("fi", "saunakahvila", 0),
        ("hu", "könyvtárkutya", 0),
    ],
)  # fmt: skip
def test_a_word_that_the_library_has_not_is_found_by_its_parts(language: str, question: str, best: int) -> None:
    index = library(language)
    before = index.analyser.asked(question)
    assert best not in {hit.id for hit in index.search(before.to_search(before.searched(question)), 1)}
    words, terms = asked(index, question)
    assert best in {hit.id for hit in index.search(words.to_search(terms), 2)}


@pytest.mark.parametrize(
    ("question", "best"), [("Wie lange ist Ruhe?", 0), ("Gibt es hier Ruhezeiten?", 0), ("Werkstatthunde", 3)]
)
def test_parts_are_found_beside_the_forms_of_other_languages(question: str, best: int) -> None:
    index = library("de", "nl")
    index.update(2, (), [Entry(98, 98, "The rest is open at ten.", "en"), Entry(99, 99, "O cais fica aberto.", "pt")])
    before = index.analyser.asked(question)
    words, terms = asked(index, question)
    assert best in {hit.id for hit in index.search(words.to_search(terms), 3)}
    for term, group in before.groups.items():
        assert term not in words.groups or set(group) <= set(words.groups[term])


@pytest.mark.parametrize(
    "question",
    [
        "Wer hat die Mittagsruhe?",
        "Zebra",
        "Hallenser",
        "zurückgibst",
        "Donaudampfschifffahrt",
        "Wo ist der Start?",
        "B2B",
    ],
)
def test_what_is_known_or_has_no_known_parts_stays_as_it_is(question: str) -> None:
    index = library("de")
    words = index.analyser.asked(question)
    terms = words.searched(question)
    assert with_parts(words, question, terms, index) == (words, terms)


@pytest.mark.parametrize("question", ["Where is the startschuss?", "Which hundehalle is open?", "What is a ruhezeit?"])
def test_an_english_question_is_left_alone(question: str) -> None:
    index = library("de")
    index.update(2, (), [Entry(99, 99, "The hall is open, and the start is at ten.", "en")])
    words = index.analyser.asked(question)
    assert asked(index, question) == (words, words.searched(question))


def test_passages_are_compared_with_the_parts_too() -> None:
    words, terms = asked(library("de"), "Ruhezeit")
    assert words.represented(frozenset(["mittagsruh"])) <= frozenset(terms)
    assert words.represented(frozenset(["schuss"])) == {"schuss"}


def test_a_part_weighs_less_than_the_whole() -> None:
    index = library("de")
    words, terms = asked(index, "Startschuss")
    assert len(terms) == 2
    assert all(index.document_frequency(words.group(term)) > index.document_frequency("startschuss") for term in terms)


@given(st.lists(st.sampled_from(["ruhe", "zeit", "Öffnungs", "s", "hund", "e", "ß", "X", " ", "halle"]), max_size=14))
@settings(max_examples=100, deadline=None)
def test_any_question_keeps_at_least_as_many_terms(pieces: list[str]) -> None:
    question = "".join(pieces)
    index = library("de", "nl")
    words = index.analyser.asked(question)
    changed, terms = with_parts(words, question, words.searched(question), index)
    assert len(terms) >= len(words.searched(question))
    assert all(terms)
    assert all(group[0] == first for first, group in changed.groups.items())


def test_a_large_vocabulary_takes_no_time() -> None:
    index = LexicalIndex(None)
    letters = "abdefghiklmnoprstuvw"
    made = [f"{a}{b}{c}ruhe{d}" for a in letters for b in letters for c in letters for d in letters[:6]]
    index.update(1, (), [Entry(1, 1, " ".join(made) + " ruhe zeit", "de")])
    asked(index, "ruhezeiten")
    began = time.process_time()
    for _ in range(20):
        asked(index, " ".join(["schifffahrtsgesellschaftskapitänsmütze"[at:] for at in range(10)]))
        asked(index, "Ruhezeitenregelungsverordnung")
    assert time.process_time() - began < 8
