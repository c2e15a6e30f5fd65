"""A polite message is searched for by what it asks, and a question without politeness as it is."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from retrieval import UNLIMITED, Library
from retrieval.indexes.analyser import Analyser
from retrieval.search.wording.politeness import asked_part

TERMS = Analyser().terms


@pytest.mark.parametrize(
    ("message", "asked"),
    [
        ("Hi, when do you open?", "when do you open?"),
        ("Hello Mrs Brown, can we bring dogs to the hall?", "can we bring dogs to the hall?"),
        ("Thanks! How do I cancel?", "How do I cancel?"),
        ("thanks, and the price?", "and the price?"),
        ("Where is the museum? Thanks! Tom", "Where is the museum?"),
        ("Where is the museum?\n\nMany thanks, Tom Miller", "Where is the museum?"),
        ("Good morning! Hope you're all doing great. Who repairs the boiler?", "Who repairs the boiler?"),
        ("Sorry to bother you again. Who repairs the boiler? Any help is much appreciated.", "Who repairs the boiler?"),
        ("Do you know who invented the telescope?", "who invented the telescope?"),
        ("Who can tell me when the telescope was invented?", "when the telescope was invented?"),
        ("I lost my card when travelling and was wondering if I can get a new card?", "can I get a new card?"),
        ("When we arrive by car, could you tell me where guests park?", "where guests park?"),
        ("I'd like to know how long the warranty lasts, please.", "how long the warranty lasts"),
        ("Could anybody tell me in which year the mill burned down?", "in which year the mill burned down?"),
        ("Hello! We are moving house in May and were wondering whether you could tell me if we can keep our number, "
         "which we have had since 1990, with the new contract? Thanks so much!",
         "can we keep our number with the new contract?"),
        ("Guten Tag! Ich hoffe, es geht Ihnen gut. Könnten Sie mir bitte sagen, wann das Bad öffnet? Vielen Dank!",
         "wann das Bad öffnet?"),
        ("Bonjour, pourriez-vous me dire quand le musée ouvre ? Merci beaucoup !", "quand le musée ouvre ?"),
        ("¡Hola! Quisiera saber cuánto cuesta la entrada para niños. Muchas gracias",
         "cuánto cuesta la entrada para niños."),
    ],
)  # fmt: skip
def test_what_a_polite_message_asks(message: str, asked: str) -> None:
    assert asked_part(message, TERMS) == asked


@pytest.mark.parametrize(
    "message",
    [
        "Where do European eels spawn?",
        "My kettle broke after a week. What does the warranty cover?",
        "I lost my card. Could you tell me what it costs?",
        "My son lost his badge at camp. I was wondering if he can get a new badge at the office?",
        "Could you tell me about the refund policy?",
        "Thank you letters: who writes them?",
        "Who wrote 'What Is An Emotion?'?",
        "What is hello world?",
        "What is the capital? France",
        "Which author is wondering if machines think?",
        "How do you know if the ice is thick enough?",
        "So how does anyone know whether the bridge is open?",
        "In the dark, how do you know where the path is?",
        "Why would you tell me if the bridge is closed?",
        "Who was wondering if machines think?",
        "thanks",
        "Krakatoa. When did it erupt?",
        "hope",
        "",
        "???",
    ],
)
def test_what_asks_by_itself_is_left_as_it_is(message: str) -> None:
    assert asked_part(message, TERMS) is message


@example("  ")
@given(st.text(st.sampled_from("Hi, thanks! I was wondering if you could tell me who ?.\n"), max_size=200))
def test_something_is_left_of_any_text(text: str) -> None:
    part = asked_part(text, TERMS)
    assert part == text or TERMS(part)


def test_long_runs_of_spaces_take_no_time() -> None:
    began = time.process_time()
    for spaces in (" ", "\n", " \n", "\t"):
        asked_part(f"Hi,{spaces * 3900}when do you open", TERMS)
        asked_part(("," + spaces * 60) * 60, TERMS)
    assert time.process_time() - began < 0.5
    assert asked_part(f"Hi,{' ' * 300}when do you open?", TERMS) == "when do you open?"


def test_a_polite_message_gets_the_answer_of_its_question(bundled: Library) -> None:
    question = "How far away could people hear Krakatoa?"
    plain = bundled.rank(question, access=UNLIMITED)
    message = f"Hello, I hope you are well! {question} I'd be grateful for any help. Thanks so much!"
    polite = bundled.rank(message, access=UNLIMITED)
    assert polite.searched_text == question
    assert (polite.answer.question, polite.answer.searched) == (message, None)
    assert polite.answer.confidence == plain.answer.confidence
    assert polite.passages == plain.passages


def test_a_lead_in_that_was_left_out_is_no_correction(bundled: Library) -> None:
    ranking = bundled.rank("I'd like to know whether people can hear Krakatoa from far away", access=UNLIMITED)
    assert ranking.searched_text != ranking.answer.question
    assert ranking.answer.searched is None


def test_a_follow_up_may_begin_with_thanks(bundled: Library) -> None:
    before = "How far away could people hear Krakatoa?"
    assert bundled.rank("thanks, and when did it erupt?", history=[before], access=UNLIMITED).searched_text == (
        f"{before} and when did it erupt?"
    )
