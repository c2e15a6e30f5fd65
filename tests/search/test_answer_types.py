"""Question words and what they ask for."""

import pytest

from retrieval import UNLIMITED
from retrieval.search.answer_types import AnswerKind, expected_kinds, offered_kinds, word_set

NUMBER, TIME, NAME = AnswerKind.NUMBER, AnswerKind.TIME, AnswerKind.NAME


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("How far away could people hear Krakatoa?", {NUMBER}),
        ("when did it erupt", {TIME}),
        ("In which year, and how many people died?", {TIME}),
        ("Who removed the handle?", {NAME}),
        ("Wie viele Menschen starben?", {NUMBER}),
        ("Wann brach er aus?", {TIME}),
        ("Où se trouve le volcan ?", {NAME}),
        ("Quand le volcan est-il entré en éruption ?", {TIME}),
        ("¿Cuántas personas murieron?", {NUMBER}),
        ("¿Quién lo descubrió?", {NAME}),
        ("Why do eels migrate?", set()),
        ("The whole thing", set()),
    ],
)
def test_question_words_of_four_languages_say_what_is_expected(question, kinds):
    assert expected_kinds(question) == kinds


@pytest.mark.parametrize(
    ("question", "sentence", "kinds"),
    [
        ("How far?", "It was heard some 4,800 km away.", {NUMBER}),
        ("How many?", "Two hundred came.", {NUMBER}),
        ("When?", "It began in May.", {TIME, NAME}),
        ("When?", "Es begann im Jahr 1883.", {NUMBER, TIME, NAME}),
        ("Who was Snow?", "The doctor was called Snow.", set()),
        ("Who was he?", "The doctor was called Snow.", {NAME}),
        ("Why?", "They swim against the stream.", set()),
    ],
)
def test_sentence_offers_numbers_times_and_new_names(question, sentence, kinds):
    assert offered_kinds(sentence, frozenset(AnswerKind), word_set(question)) == kinds
    assert offered_kinds(sentence, frozenset({TIME}), word_set(question)) == kinds & {TIME}


def test_sentence_with_the_expected_number_is_marked_rather_than_the_one_with_the_name(bundled):
    quote = bundled.ask("How far away could people hear Krakatoa?", access=UNLIMITED).quotes[0]
    assert ["4,800 km" in quote.text[start:end] for start, end in quote.highlights] == [True]


def test_follow_up_marks_what_answers_itself_and_not_the_question_before(bundled):
    quote = bundled.ask(
        "And how many people died?", history=["How far away could people hear Krakatoa?"], access=UNLIMITED
    ).quotes[0]
    assert ["36,417" in quote.text[start:end] for start, end in quote.highlights] == [True]
