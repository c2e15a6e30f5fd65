"""Whoever floods the queue waits behind everybody else, and nothing in it is lost, doubled or put out of order."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from bot.service.fair_queue import FairQueue, Place


def put(queue: FairQueue[str], *names: str) -> list[Place[str]]:
    """Put items into a queue; ``"a2 x"`` is item x of person 2 in server a, "-" means direct messages."""
    return [queue.put(None if name[0] == "-" else ord(name[0]), int(name[1]), name)[0] for name in names]


def items(places: list[Place[str]]) -> list[str]:
    return [place.item for place in places]


def test_a_single_question_overtakes_the_flood_of_another_server() -> None:
    queue: FairQueue[str] = FairQueue()
    put(queue, *(f"a{person} {number}" for number in range(15) for person in range(10)))
    put(queue, "b1 alone")
    assert "b1 alone" in items(queue.take(2))


def test_servers_take_turns_and_in_each_of_them_people() -> None:
    queue: FairQueue[str] = FairQueue()
    put(queue, "a1 1", "a1 2", "a1 3", "a2 1", "b1 1", "b1 2", "c1 1")
    assert items(queue.take(100)) == ["a1 1", "b1 1", "c1 1", "a2 1", "b1 2", "a1 2", "a1 3"]
    assert len(queue) == 0
    assert queue.take(1) == []


def test_all_direct_messages_together_take_the_turns_of_one_server() -> None:
    queue: FairQueue[str] = FairQueue()
    put(queue, *(f"-{person}" for person in range(8)), "a1", "a2")
    assert items(queue.take(4)) == ["-0", "a1", "-1", "a2"]


def test_turns_go_on_where_the_last_batch_ended() -> None:
    queue: FairQueue[str] = FairQueue()
    put(queue, *(f"{server}1 {number}" for server in "abc" for number in range(4)))
    assert [items(queue.take(2)) for _ in range(3)] == [["a1 0", "b1 0"], ["c1 0", "a1 1"], ["b1 1", "c1 1"]]


def test_what_is_taken_back_costs_its_server_no_turn() -> None:
    queue: FairQueue[str] = FairQueue()
    places = put(queue, "a1 gone", "b1", "a1 next", "a2", "c1 gone")
    assert queue.remove(places[0])
    assert queue.remove(places[4])
    assert not queue.remove(places[0])
    assert len(queue) == 3
    assert items(queue.take(9)) == ["a1 next", "b1", "a2"]
    assert not queue.remove(places[1])


people = st.tuples(st.sampled_from([None, 1, 2, 3]), st.integers(1, 3))


@given(st.lists(people, max_size=40), st.lists(people, max_size=40), st.integers(1, 9))
def test_everything_comes_once_in_each_persons_order_and_nobody_gets_two_turns_more_than_who_waits(
    first: list[tuple[int | None, int]], later: list[tuple[int | None, int]], most: int
) -> None:
    queue: FairQueue[int] = FairQueue()
    for number, (server, person) in enumerate(first):
        queue.put(server, person, number)
    taken = queue.take(most)
    for number, (server, person) in enumerate(later, start=len(first)):
        queue.put(server, person, number)
    waiting = Counter(place[0] for place in first + later) - Counter(place.server for place in taken)
    turns: Counter[int | None] = Counter()
    while batch := queue.take(most):
        for place in batch:
            turns[place.server] += 1
            still = [server for server in waiting if turns[server] < waiting[server]]
            assert all(turns[place.server] - turns[server] <= 1 for server in still)
        taken += batch
    assert sorted(place.item for place in taken) == [*range(len(first) + len(later))]
    for who in set(first + later):
        theirs = [place.item for place in taken if (place.server, place.person) == who]
        assert theirs == sorted(theirs)


@given(st.lists(people, min_size=1, max_size=40))
def test_who_is_told_how_many_are_ahead_is_told_the_truth(who: list[tuple[int | None, int]]) -> None:
    for end in range(1, len(who) + 1):
        queue: FairQueue[int] = FairQueue()
        ahead = [queue.put(server, person, number)[1] for number, (server, person) in enumerate(who[:end])][-1]
        assert [place.item for place in queue.take(end)].index(end - 1) == ahead
