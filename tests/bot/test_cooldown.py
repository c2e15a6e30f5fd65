"""Nobody asks more often than the operator allows, and nobody waits longer than that takes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot import cooldown
from bot.cooldown import WINDOW_SECONDS, Cooldown, Cooldowns


class Clock:
    def __init__(self) -> None:
        self.time = 1000.0

    def __call__(self) -> float:
        return self.time


def test_one_more_question_than_allowed_has_to_wait_for_the_first_to_be_a_minute_old() -> None:
    clock = Clock()
    asking = Cooldown(2, now=clock)
    assert asking.take_turn(1) == 0
    clock.time += 10
    assert asking.take_turn(1) == 0
    assert asking.take_turn(1) == 50
    clock.time += 49.5
    assert asking.take_turn(1) == 1
    clock.time += 0.5
    assert asking.take_turn(1) == 0
    assert asking.take_turn(1) == 10


def test_asking_in_vain_does_not_prolong_the_wait() -> None:
    clock = Clock()
    asking = Cooldown(1, now=clock)
    asking.take_turn(1)
    for _ in range(59):
        clock.time += 1
        assert asking.take_turn(1) == 1060 - clock.time
    clock.time += 1
    assert asking.take_turn(1) == 0


def test_people_do_not_wait_for_each_other() -> None:
    asking = Cooldown(1, now=Clock())
    assert [asking.take_turn(person) for person in (1, 2, 3)] == [0, 0, 0]
    assert asking.take_turn(2) == 60


def test_what_somebody_does_in_one_server_counts_in_no_other_and_for_nothing_else() -> None:
    asking = Cooldown(1, now=Clock())
    assert [asking.take_turn(1, server) for server in (7, 8, None)] == [0, 0, 0]
    assert [asking.take_turn(1, server) for server in (7, 8, None)] == [60, 60, 60]
    assert [asking.note_refusal(1, server) for server in (7, 7, 8)] == [True, False, True]
    all_three = Cooldowns(1)
    assert all_three.questions.take_turn(1) == 0
    for other in (all_three.buttons, all_three.completions):
        assert [other.take_turn(1) for _ in range(20)] == [0] * 20


@given(st.integers(1, 5), st.lists(st.integers(0, 360).map(lambda quarters: quarters / 4), max_size=30))
def test_in_no_minute_more_is_allowed_and_the_wait_is_what_was_said(most: int, pauses: list[float]) -> None:
    clock = Clock()
    asking = Cooldown(most, now=clock)
    allowed: list[float] = []
    for pause in pauses:
        clock.time += pause
        wait = asking.take_turn(1)
        if wait:
            assert 1 <= wait <= WINDOW_SECONDS
            clock.time += wait
            assert asking.take_turn(1) == 0
        allowed.append(clock.time)
        assert sum(clock.time - moment < WINDOW_SECONDS for moment in allowed) <= most


def test_who_asked_longest_ago_is_forgotten_when_many_ask(monkeypatch) -> None:
    monkeypatch.setattr(cooldown, "_MAX_PEOPLE", 3)
    asking = Cooldown(1, now=Clock())
    for person in (1, 2, 3, 1, 4):
        asking.take_turn(person)
    assert asking.take_turn(1) == 60
    assert asking.take_turn(4) == 60
    assert asking.take_turn(2) == 0
