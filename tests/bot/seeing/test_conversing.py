"""What was asked elsewhere, or privately by somebody else, leads to nothing here."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.deciding import Place
from bot.seeing.conversing import Viewer, belongs_to, conversation_before
from bot.state.state import State
from retrieval import Answer

ANN, BOB, SERVER, CHANNEL, THREAD, ELSEWHERE = 1, 2, 10, 20, 30, 40
HERE = Place(SERVER, CHANNEL)


def asked(state, question, *, by=ANN, channel=CHANNEL, is_private=False, **more):
    answer = Answer(question, answered=False, confidence=0.0, elapsed_ms=0.0)
    return state.remember(answer, person=by, channel=channel, documents=5, server=SERVER, is_private=is_private, **more)


@pytest.fixture
def state(tmp_path):
    with State(tmp_path / "state.sqlite", keep_days=1) as state:
        yield state


def test_only_questions_that_were_seen_there_are_followed_up(state):
    first = asked(state, "public?")
    second = asked(state, "private?", is_private=True, previous=first.id)
    third = asked(state, "again?", previous=second.id)
    bob, ann = Viewer(BOB, HERE, False), Viewer(ANN, HERE, True)
    assert conversation_before(state, third.id, bob) == (third.id, ("public?", "again?"))
    assert conversation_before(state, third.id, ann) == (third.id, ("public?", "private?", "again?"))
    assert conversation_before(state, third.id, replace(ann, is_alone=False))[1] == ("public?", "again?")
    assert conversation_before(state, second.id, replace(bob, is_alone=True)) == (None, ())
    assert conversation_before(state, third.id, Viewer(ANN, Place(SERVER, ELSEWHERE), False)) == (None, ())
    assert conversation_before(state, third.id, Viewer(BOB, Place(SERVER, THREAD, CHANNEL), False))[0] == third.id
    assert conversation_before(state, None, bob) == (None, ())


def test_a_button_counts_on_the_message_of_its_answer_alone(state):
    shown, hidden = asked(state, "public?"), asked(state, "private?", is_private=True)
    bob, ann = Viewer(BOB, HERE, True), Viewer(ANN, HERE, True)
    assert belongs_to(shown, bob, 77, is_ephemeral=False)  # its message is not recorded yet
    state.record_message(shown.id, 77)
    shown = state.answer(shown.id)
    assert belongs_to(shown, bob, 77, is_ephemeral=False)
    assert not belongs_to(shown, bob, 78, is_ephemeral=False)
    assert belongs_to(shown, bob, 79, is_ephemeral=True)  # a page of one's own
    assert not belongs_to(shown, Viewer(BOB, Place(SERVER, ELSEWHERE), True), 79, is_ephemeral=True)
    assert belongs_to(hidden, ann, 80, is_ephemeral=True)
    assert not belongs_to(hidden, bob, 80, is_ephemeral=True)
    assert not belongs_to(hidden, ann, 80, is_ephemeral=False)


def test_a_private_answer_is_shared_once_and_the_copy_has_what_all_may_read(state):
    private = asked(state, "private?", is_private=True, source="news/*", language="de")
    copy = state.share(private, (), 3)
    assert state.share(private, (), 3) is None
    stored = state.answer(copy)
    assert (stored.question, stored.documents, stored.is_private, stored.quotes) == ("private?", 3, False, ())
    state.withdraw(private.id, copy)  # it reached nobody
    assert state.answer(copy) is None
    again = state.share(state.answer(private.id), (), 3)
    assert again is not None
    assert (state.answer(again).source, state.answer(again).language) == ("news/*", "de")
    public = asked(state, "public?")
    assert state.share(public, (), 3) is None
