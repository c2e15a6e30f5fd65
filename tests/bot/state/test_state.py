"""What the bot remembers survives a restart, and is gone when it should be gone."""

from __future__ import annotations

import random
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.deciding import Mode
from bot.state import removing
from bot.state import store as module
from bot.state.records import ChannelSettings, RememberedAnswer, RememberedQuote, as_shown
from bot.state.state import State
from bot.state.store import STATE_FILE
from retrieval import Answer
from retrieval.errors import StorageError

from ..samples import quote

DAY = 86_400.0


class Clock:
    def __init__(self) -> None:
        self.time = 1_700_000_000.0

    def __call__(self) -> float:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "index" / STATE_FILE


@pytest.fixture
def state(path: Path, clock: Clock) -> Iterator[State]:
    with State(path, keep_days=30, now=clock) as state:
        yield state


QUOTES = (
    quote("First words.", id="a" * 16, score=0.91, highlights=((0, 5), (6, 11))),
    quote("Second.", id="b" * 16, sha256="6" * 64, score=0.5),
)


USUAL = {"person": 1, "channel": 10, "documents": 3, "server": 7, "is_private": False}


def answer(question: str = "Where do eels spawn?", answered: bool = True) -> Answer:
    return Answer(question, answered, 0.91, 6.2, QUOTES if answered else (), () if answered else QUOTES[:1])


def keep(state: State, question: str = "Where do eels spawn?", **fields: object) -> RememberedAnswer:
    answered = bool(fields.pop("answered", True))
    return state.remember(answer(question, answered), **USUAL | fields)  # type: ignore[arg-type]


def traces(path: Path, words: str) -> list[str]:
    """The files of the database in which words can be read."""
    return [file.name for file in path.parent.iterdir() if words.encode() in file.read_bytes()]


# -- answers ---------------------------------------------------------------------------------------------------------


def test_an_answer_is_found_again_after_a_restart_as_it_was_shown(path: Path) -> None:
    with State(path, keep_days=30) as state:
        kept = keep(state, "¿Где угри? 漢字 'quoted' \x00 😀")
        silent = keep(state, answered=False)
        state.record_message(kept.id, 555, 11)
        corrected = state.remember(Answer("wehn?", False, 0.1, 1.0, searched="when?"), person=1, channel=1, documents=1)
    with State(path, keep_days=30) as state:
        assert state.answer(corrected.id) == corrected
        assert corrected.searched == "when?"
        found = state.answer(kept.id)
        assert found is not None
        assert found == state.answer_in(555)
        assert (found.question, found.person, found.channel, found.message) == (kept.question, 1, 11, 555)
        assert (found.answered, found.confidence, found.documents) == (True, 0.91, 3)
        assert (
            found.quotes
            == kept.quotes
            == (
                RememberedQuote("a" * 16, "5" * 64, 0.91, ((0, 5), (6, 11))),
                RememberedQuote("b" * 16, "6" * 64, 0.5, ()),
            )
        )
        again = state.answer(silent.id)
        assert again is not None
        assert (again.answered, [shown.id for shown in again.quotes], again.message) == (False, ["a" * 16], None)


def test_an_answer_that_nobody_gave_is_none(state: State) -> None:
    keep(state)
    assert state.answer("nothing") is None
    assert state.answer("") is None
    assert state.answer_in(1) is None
    assert state.last_in(99) is None
    assert state.history("nothing") == []
    state.record_message("nothing", 1)


def test_ids_are_short_enough_for_a_button_and_never_repeat(state: State) -> None:
    ids = {keep(state).id for _ in range(200)}
    assert len(ids) == 200
    assert all(len(id_) == 12 for id_ in ids)


def test_who_was_forgotten_is_not_found_again_by_a_message_outside_servers(state: State) -> None:
    here, private = keep(state), keep(state, server=None, is_private=True)
    state.forget(1)
    for kept, number in ((here, 5), (private, 6)):
        state.record_message(kept.id, number)
        state.record_offer(kept.id, number)
    assert state.answer_in(5) is not None
    assert state.answer_in(6) is None
    assert state._db.execute("SELECT offer FROM answers WHERE id = ?", (private.id,)).fetchone() == (None,)


def test_noting_the_message_leaves_the_channel_unless_there_is_another(state: State) -> None:
    kept = keep(state)
    state.record_message(kept.id, 5)
    assert state.answer_in(5).channel == 10  # type: ignore[union-attr]
    state.record_message(kept.id, 6, 11)
    assert state.answer_in(5) is None
    assert state.answer_in(6).channel == 11  # type: ignore[union-attr]


def test_history_is_the_chain_of_questions_oldest_first(state: State) -> None:
    previous = None
    for number in range(8):
        previous = keep(state, f"q{number}", previous=previous).id
    assert previous is not None
    assert state.history(previous) == ["q3", "q4", "q5", "q6", "q7"]
    assert state.history(previous, turns=2) == ["q6", "q7"]
    lonely = keep(state, "alone", previous="gone").id
    assert state.history(lonely) == ["alone"]


def test_a_conversation_goes_on_around_what_somebody_had_forgotten(state: State) -> None:
    first = keep(state, "q0", person=1)
    second = keep(state, "q1", person=2, previous=first.id)
    third = keep(state, "q2", person=1, previous=second.id)
    state.forget(2)
    assert state.history(third.id) == ["q0", "q2"]


def test_the_last_answer_of_a_channel_is_the_latest_that_all_have_seen_and_nobody_had_forgotten(
    state: State, clock: Clock
) -> None:
    first, _, elsewhere = keep(state, person=1), keep(state, person=2), keep(state, channel=11)
    assert state.last_in(10) is None
    for number, kept in enumerate((first, elsewhere)):
        state.record_message(kept.id, number)
    clock.time += 1
    assert state.last_in(10) == first.id
    second = keep(state, person=2)
    keep(state, person=3)
    state.record_message(second.id, 9)
    assert state.last_in(10) == second.id
    state.forget(2)
    assert state.last_in(10) == first.id


def test_words_of_somebody_else_are_not_kept(state: State, path: Path) -> None:
    chosen = {"source": "neighbour", "language": "de"}
    kept = keep(state, "my neighbour's", answered=False, list_unanswered=True, keep_question=False, **chosen)
    assert kept.question is None
    assert state.answer(kept.id) == kept
    assert state.unanswered() == []
    said = Answer("my neigbour", False, 0.1, 1.0, searched="my neighbour")
    assert state.remember(said, person=1, channel=1, documents=1, keep_question=False).searched is None
    assert traces(path, "neighbour") == []


# -- feedback --------------------------------------------------------------------------------------------------------


def test_the_same_rating_again_takes_it_back_and_the_other_replaces_it(state: State) -> None:
    kept = keep(state)
    assert state.rate(kept.id, 1, True) is True
    assert state.rate(kept.id, 1, True) is None
    assert list(state.rated_answers()) == []
    assert state.rate(kept.id, 1, True) is True
    assert state.rate(kept.id, 1, False) is False
    assert [(helpful, unhelpful) for *_, helpful, unhelpful in state.rated_answers()] == [(0, 1)]


def test_ratings_are_counted_per_answer_with_the_conversation_before_it(state: State, clock: Clock) -> None:
    first = keep(state, "q0")
    second = keep(state, "q1", previous=first.id)
    state.rate(second.id, 1, True)
    clock.time += 1
    for person, helpful in ((1, False), (2, True), (3, True)):
        state.rate(first.id, person, helpful)
    assert list(state.rated_answers()) == [("q1", ["q0"], second.quotes, 1, 0), ("q0", [], first.quotes, 2, 1)]


def test_a_rating_outlives_neither_its_answer_nor_its_question(state: State) -> None:
    kept = keep(state, person=1)
    state.rate(kept.id, 2, True)
    state.rate("gone", 2, True)
    assert len(list(state.rated_answers())) == 1
    state.forget(1)
    assert list(state.rated_answers()) == []


# -- unanswered questions --------------------------------------------------------------------------------------------


def test_unanswered_questions_are_listed_only_if_that_was_asked_for(state: State) -> None:
    keep(state, answered=False)
    keep(state, answered=True, list_unanswered=True)
    assert state.unanswered() == []


def test_the_same_question_is_listed_once_with_how_often_and_when_last(state: State, clock: Clock) -> None:
    start = clock.time
    for question in ("Who is Bob?", "And eels?", " who is bob", "WHO IS BOB?!", "Who is Bobby?"):
        keep(state, question, answered=False, list_unanswered=True)
        clock.time += 1
    assert state.unanswered() == [
        ("Who is Bobby?", 1, start + 4),
        ("WHO IS BOB?!", 3, start + 3),
        ("And eels?", 1, start + 1),
    ]
    assert state.clear_unanswered() == 5
    assert state.unanswered() == []
    assert state.clear_unanswered() == 0


def test_operators_see_what_was_asked_publicly_in_their_server_and_count_the_rest(state: State, clock: Clock) -> None:
    def ask(question: str, **where: object) -> None:
        keep(state, question, answered=False, list_unanswered=True, **where)
        clock.time += 1

    ask("here?")
    ask("here, quietly?", is_private=True)
    ask("next door?", server=8, parent=9, asking_message=99)
    ask("in a direct message?", server=None, is_private=True)
    ask("in a group's messages?", server=None)

    def shown(server: int | None, channels: tuple[int, ...] = (), parents: tuple[int, ...] = ()) -> list[str]:
        return [question for question, *_ in state.unanswered(server, channels=channels, parents=parents)]

    assert [shown(server, (10,)) for server in (7, 8, 9)] == [["here?"], ["next door?"], []]
    assert [shown(7), shown(7, (9,)), shown(8, (9,)), shown(8, (), (9,))] == [[], [], [], ["next door?"]]
    assert shown(None) == ["next door?", "here?"]
    assert {server: state.private_unanswered(server) for server in (7, 8, None)} == {7: 1, 8: 0, None: 3}
    assert state.clear_unanswered(8, channels=(9,)) == 0
    assert state.clear_unanswered(7) == 1
    assert shown(None) == ["next door?", "here?"]
    assert state.clear_unanswered(7, channels=(10,)) == 1
    assert shown(None) == ["next door?"]
    assert state.clear_unanswered(8, parents=(9,)) == 1
    assert {server: state.private_unanswered(server) for server in (7, 8, None)} == {7: 0, 8: 0, None: 2}


def test_an_answer_says_where_it_was_asked_and_who_could_see_that(state: State) -> None:
    public = keep(state, server=7, channel=10, parent=9, asking_message=99)
    found = state.answer(public.id)
    assert found == public
    assert (public.server, public.parent, public.asking_message, public.is_private) == (7, 9, 99, False)
    direct = state.remember(answer(), person=1, channel=1, documents=1)
    assert (direct.server, direct.asking_message, direct.is_private) == (None, None, True)
    assert state.answer(direct.id) == direct


def test_what_an_older_quoth_stored_counts_as_private(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    newest = module.MIGRATIONS
    monkeypatch.setattr(module, "MIGRATIONS", newest[:2])
    with State(path, keep_days=30) as state, state._db:
        state._db.execute(
            "INSERT INTO answers (id, at, person, question, channel, answered, confidence, documents, quotes)"
            " VALUES ('old', ?, 1, 'Who?', 10, 0, 0.1, 3, '[]')",
            (state._now(),),
        )
        state._db.execute("INSERT INTO unanswered (at, person, question) VALUES (?, 1, 'Who?')", (state._now(),))
        state._db.execute("INSERT INTO channels (channel, mode) VALUES (10, 'nothing')")
    monkeypatch.setattr(module, "MIGRATIONS", newest)
    with State(path, keep_days=30) as state:
        old = state.answer("old")
        assert old is not None
        assert (old.question, old.server, old.parent, old.is_private) == ("Who?", None, None, True)
        assert state.unanswered() == []
        assert state.private_unanswered() == 1
        assert state.channels() == {10: ChannelSettings(Mode.NOTHING, by_operator=True)}


# -- what is gone on Discord -----------------------------------------------------------------------------------------


def test_with_a_question_goes_all_that_is_stored_of_it_and_its_answers_are_named(state: State, path: Path) -> None:
    first = keep(state, "the deleted one", asking_message=99, answered=False, list_unanswered=True)
    second = keep(state, "the deleted one, again", asking_message=99)
    other = keep(state, "another", asking_message=98, answered=False, list_unanswered=True)
    state.record_message(first.id, 5)
    state.record_offer(first.id, 6)
    state.record_message(second.id, 6)
    for kept in (first, other):
        state.rate(kept.id, 2, True)
    assert {*state.delete_questions([99, 97])} == {(10, 5), (10, 6)}
    assert state.stored_about(1) == {"answers": 1, "feedback": 0, "unanswered": 1}
    assert state.stored_about(2)["feedback"] == 1
    assert state.delete_questions([99]) == []
    state.clean()
    assert traces(path, "the deleted one") == []


def test_the_file_is_rewritten_only_after_something_was_deleted(state: State) -> None:
    def list_alone(**where: object) -> None:
        listed = keep(state, answered=False, list_unanswered=True, **where)
        state._db.execute("DELETE FROM answers WHERE id = ?", (listed.id,))

    keep(state, asking_message=97), keep(state, channel=13)
    list_alone(asking_message=96), list_alone(channel=11), list_alone(server=8)
    state.set_channel(12, ChannelSettings(Mode.NOTHING), 7)
    state.clean()
    state.delete_questions([98, 99])
    state.delete_questions([])
    state.purge(servers=[9], channels=[14])
    state.purge()
    state.forget(3)
    state.expire()
    assert not state.clean()
    for message in (97, 96):
        state.delete_questions([message])
        assert [state.clean(), state.clean()] == [True, False]
    for gone in ({"channels": [13]}, {"channels": [11]}, {"channels": [12]}, {"servers": [8]}):
        state.purge(**gone)
        assert [state.clean(), state.clean()] == [True, False]


def test_the_public_answer_to_a_command_counts_as_its_question_and_others_do_not(state: State) -> None:
    public, shared, asked = (
        keep(state),
        keep(state, is_private=True),
        keep(state, asking_message=99),
    )
    for number, kept in enumerate((public, shared, asked)):
        state.record_message(kept.id, number)
    assert state.delete_questions([0, 1, 2]) == []
    assert [state.answer(kept.id) is None for kept in (public, shared, asked)] == [True, False, False]


def test_what_somebody_searched_again_goes_with_the_question_and_is_no_answer_to_who_asked(
    state: State, clock: Clock, path: Path
) -> None:
    asked, command = keep(state, "deleted one", asking_message=99), keep(state, "deleted two")
    state.record_message(command.id, 98)
    repeated = [asked.question_message, state.answer(command.id).question_message]  # type: ignore[union-attr]
    assert repeated == [99, 98]
    clock.time += 1
    for message in repeated:
        fields = {"repeats": message, "is_private": True, "answered": False, "list_unanswered": True}
        again = keep(state, "deleted, again", person=1, **fields)
        keep(state, "", person=2, keep_question=False, **fields)
        assert state.answer(again.id) == again
        assert again.question_message == message
        copy = state.share(again, (), 3)
        assert copy is not None
        state.record_message(copy, message + 100)
    assert state.answer_to(99) == asked
    assert {message for *_, message in state.asked_since(clock.time, [7], outside=False, count=9)} == {98, 99}
    assert {*state.delete_questions([99, 98])} == {(10, 199), (10, 198)}
    assert [state.stored_about(person) for person in (1, 2)] == [{"answers": 0, "feedback": 0, "unanswered": 0}] * 2
    state.clean()
    assert traces(path, "deleted") == []


def test_what_was_asked_lately_is_found_by_server_the_latest_first(state: State, clock: Clock) -> None:
    for number in range(60):
        clock.time += 1
        keep(
            state, server=(7, 8, None)[number % 3], channel=number % 6, asking_message=100 + number, answered=number % 2
        )
    keep(state, server=7, channel=0, asking_message=157)  # once more, and now the latest of its server
    middle = clock.time - 30

    def asked(*servers: int, outside: bool = False, count: int = 99, since: float = 0) -> list[tuple[int | None, int]]:
        found = state.asked_since(since, servers, outside=outside, count=count)
        return [(server, message) for server, _, message in found]

    assert asked(7, count=3) == [(7, 157), (7, 154), (7, 151)]
    assert asked(8) == [(8, message) for message in range(158, 100, -3)]
    assert asked(outside=True) == [(None, message) for message in range(159, 101, -3)]
    assert {message for _, message in asked(7, 8, outside=True, since=middle)} == {*range(129, 160)}
    assert asked() == asked(9) == []


def test_what_is_looked_up_while_questions_wait_does_not_grow_with_the_memory(
    path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(removing, "MAX_LOOKED_AT", 100)

    def steps(count: int) -> dict[str, int]:
        """Return how many steps SQLite takes for each look-up in a memory of so many answers."""
        taken = dict[str, int]()
        with State(path.with_name(f"{count}.sqlite"), keep_days=30, now=clock) as state, state._db:
            state._db.execute("BEGIN")
            for number in range(count):
                clock.time += 1
                row = f"{number:09}", clock.time, number % 3 or None, number % 7, number, number
                state._db.execute(
                    "INSERT INTO answers (id, at, server, channel, message, asking_message, answered, confidence,"
                    " documents, quotes, question) VALUES (?, ?, ?, ?, ?, ?, 1, 1, 1, '[]', 'Why?')",
                    row,
                )
            for name, look_up in {
                "asked": lambda: state.asked_since(0, [1, 2], outside=True, count=9),
                "asked of none": lambda: state.asked_since(0, [5], outside=False, count=9),
                "last": lambda: state.last_in(3),
                "answer": lambda: state.answer_to(count // 2),
                "message": lambda: state.answer_in(count // 2),
                "turns": lambda: state.turns(f"{count // 2:09}"),
            }.items():
                taken[name] = 0

                def one(name: str = name) -> int:
                    taken[name] += 1
                    return 0

                state._db.set_progress_handler(one, 1)
                look_up()
                state._db.set_progress_handler(None, 1)
        return taken

    few, many = steps(300), steps(6000)
    assert {name: count for name, count in many.items() if count > 1.5 * few[name]} == {}


def test_of_what_is_gone_nothing_is_left_and_everything_else_stays(state: State) -> None:
    def ask(**where: object) -> str:
        kept = keep(state, answered=False, list_unanswered=True, **where)
        state.rate(kept.id, 2, True)
        return kept.id

    ask(), ask(channel=11, parent=10), ask(server=8, channel=20)
    old = ask(server=None, channel=30)  # an older Quoth did not store the server
    kept = [ask(channel=12), ask(server=None, channel=1)]
    state.set_channel(10, ChannelSettings(Mode.NOTHING), 7)
    state.set_channel(20, ChannelSettings(Mode.NOTHING))
    state.set_channel(12, ChannelSettings(Mode.NOTHING))
    state.place_channels({20: 8, 12: 7})
    assert state.answer(old) is not None
    assert [state.purge(channels=[10]), state.purge(servers=[8], channels=[30]), state.purge()] == [2, 2, 0]
    assert state.stored_about(1) == {"answers": 2, "feedback": 0, "unanswered": 2}
    assert state.stored_about(2)["feedback"] == 2
    assert all(state.answer(id_) for id_ in kept)
    assert {*state.channels()} == {12}


# -- channels and notes ----------------------------------------------------------------------------------------------


def test_what_is_set_for_channels_survives_and_the_default_is_nothing_set(path: Path) -> None:
    with State(path, keep_days=30) as state:
        assert state.channels() == {}
        state.set_channel(1, ChannelSettings(Mode.QUESTIONS, "news/*"))
        state.set_channel(2, ChannelSettings(Mode.NOTHING))
        state.set_channel(3, ChannelSettings(Mode.MENTIONS, "*.pdf"))
        state.set_channel(2, ChannelSettings())
        state.set_channel(1, ChannelSettings(Mode.QUESTIONS, "law"))
        state.set_meta("commands", "old")
        state.set_meta("commands", "new")
    with State(path, keep_days=1) as state:
        state.forget(1)
        state.expire()
        assert state.channels() == {
            1: ChannelSettings(Mode.QUESTIONS, "law"),
            3: ChannelSettings(Mode.MENTIONS, "*.pdf"),
        }
        assert state.meta("commands") == "new"
        assert state.meta("nothing") is None


# -- forgetting ------------------------------------------------------------------------------------------------------


def test_nothing_is_kept_longer_than_the_operator_wants(state: State, clock: Clock, path: Path) -> None:
    old = keep(state, "the old question", answered=False, list_unanswered=True)
    state.rate(old.id, 1, True)
    clock.time += 29 * DAY
    young = keep(state, "the young question", previous=old.id, answered=False, list_unanswered=True)
    state.rate(young.id, 1, True)
    assert state.expire() == 0
    clock.time += 1 * DAY + 1
    assert state.expire() == 1
    assert state.answer(old.id) is None
    assert state.answer(young.id) is not None
    assert state.history(young.id) == ["the young question"]
    assert [question for question, *_ in state.unanswered()] == ["the young question"]
    assert state.stored_about(1) == {"answers": 1, "feedback": 1, "unanswered": 1}
    assert traces(path, "old question") == []
    clock.time += 30 * DAY
    assert state.expire() == 1
    assert state.stored_about(1) == {"answers": 0, "feedback": 0, "unanswered": 0}


def test_what_is_stored_about_somebody_is_counted(state: State) -> None:
    kept = keep(state, person=1, answered=False, list_unanswered=True)
    keep(state, person=1)
    state.rate(kept.id, 2, True)
    assert state.stored_about(1) == {"answers": 2, "feedback": 0, "unanswered": 1}
    assert state.stored_about(2) == {"answers": 0, "feedback": 1, "unanswered": 0}
    assert state.stored_about(3) == {"answers": 0, "feedback": 0, "unanswered": 0}


def test_who_is_forgotten_is_gone_and_their_answers_buttons_go_on_working(state: State) -> None:
    chosen = {"source": "my secrets/*", "language": "de"}
    mine = keep(state, "my secret", person=1, answered=False, list_unanswered=True, **chosen)
    assert state.answer(mine.id) == mine
    yours = keep(state, "your question", person=2, answered=False, list_unanswered=True)
    for person in (1, 2):
        state.rate(yours.id, person, True)
    state.forget(1)
    assert state.stored_about(1) == {"answers": 0, "feedback": 0, "unanswered": 0}
    found = state.answer(mine.id)
    assert found is not None
    assert (found.person, found.question, found.quotes) == (None, None, mine.quotes)
    assert (found.source, found.language) == (None, None)
    assert state.stored_about(2) == {"answers": 1, "feedback": 1, "unanswered": 1}
    assert [question for question, *_ in state.unanswered()] == ["your question"]


@pytest.mark.parametrize("seed", [17, 42, 52, 53])
def test_forgetting_leaves_no_trace_in_any_file(path: Path, seed: int) -> None:
    """Rows that move between pages leave copies behind: that takes many of them, of many lengths."""
    chance = random.Random(seed)
    with State(path, keep_days=30) as state:
        state._db.execute("PRAGMA synchronous = OFF")
        for _ in range(120):
            person = chance.randrange(5)
            words = f"secret{person}-" + "".join(chance.choices("abcdefgh ", k=chance.choice([10, 100, 400, 1900])))
            quotes = tuple(quote(id=f"{i:016}", highlights=((0, 6),)) for i in range(chance.choice([0, 1, 3, 15])))
            said = Answer(words, bool(quotes), 0.5, 1.0, quotes, searched=words[::-1] + words)
            kept = state.remember(said, person=person, channel=1, documents=3, list_unanswered=True)
            if chance.random() < 0.5:
                state.record_message(kept.id, chance.randrange(10**18), chance.randrange(10**18))
        assert traces(path, "secret1-")
        for person in (1, 3, 0):
            state.forget(person)
            state.clean()
            assert traces(path, f"secret{person}-") == []
        assert state.stored_about(2)["answers"] > 0
        assert traces(path, "secret2-")


def test_what_was_forgotten_just_before_a_stop_is_taken_out_of_the_file_after_it(path: Path) -> None:
    with State(path, keep_days=30) as state:
        keep(state, "my secret " * 150, person=1)
        kept = keep(state, "your question", person=2)
        state.forget(1)
        state._db.execute("PRAGMA wal_autocheckpoint = 0")
    with State(path, keep_days=30) as state:
        state.clean()
        assert traces(path, "my secret") == []
        assert state.answer(kept.id) is not None
        state.clean()


def test_a_cleaning_has_failed_as_long_as_another_program_keeps_what_was_overwritten(path: Path) -> None:
    with State(path, keep_days=30) as state:
        keep(state, "my secret " * 150, person=1)
        state._db.execute("PRAGMA busy_timeout = 1")
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN")
            other.execute("SELECT * FROM answers").fetchall()
            state.forget(1)
            with pytest.raises(StorageError, match="another program reads it; it is tried again"):
                state.clean()
            assert traces(path, "my secret")
        assert state.clean()
        assert traces(path, "my secret") == []
        assert not state.clean()


# -- the file --------------------------------------------------------------------------------------------------------


def test_a_file_of_a_newer_quoth_is_left_alone(path: Path) -> None:
    with State(path, keep_days=30) as state:
        kept = keep(state)
        newer = state._db.execute("PRAGMA user_version").fetchone()[0] + 1
    db = sqlite3.connect(path)
    db.execute(f"PRAGMA user_version = {newer}")
    db.close()
    with pytest.raises(StorageError, match=rf"newer Quoth \(version {newer}.*update Quoth, or move the file away"):
        State(path, keep_days=30)
    db = sqlite3.connect(path)
    assert db.execute("SELECT id FROM answers").fetchall() == [(kept.id,)]
    db.close()


@pytest.mark.parametrize(
    "damage", [b"this is no database, but long enough to be read as one. " * 40, b"SQLite format 3\0" + b"\xff" * 5000]
)
def test_a_damaged_file_is_one_sentence_that_says_what_to_do(path: Path, damage: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(damage)
    with pytest.raises(StorageError, match=r"cannot be used .*move the file away") as raised:
        State(path, keep_days=30)
    assert str(path) in str(raised.value)
    assert path.read_bytes() == damage


def test_a_file_that_breaks_while_it_is_used_is_the_same_sentence(path: Path) -> None:
    with State(path, keep_days=30) as state:
        for _ in range(50):
            keep(state, "x" * 1900)
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xff" * (len(data) - 4096)
    path.write_bytes(data)
    with pytest.raises(StorageError, match="cannot be used"), State(path, keep_days=30) as state:
        keep(state)


def test_a_folder_that_cannot_be_made_is_the_same_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for path in (tmp_path / "file" / STATE_FILE, tmp_path / "file" / "below" / STATE_FILE):
        with pytest.raises(StorageError, match="cannot be used"):
            State(path, keep_days=30)
    (tmp_path / "folder" / STATE_FILE).mkdir(parents=True)
    with pytest.raises(StorageError, match="cannot be used"):
        State(tmp_path / "folder" / STATE_FILE, keep_days=30)


def test_a_closed_memory_is_an_error_and_no_crash(path: Path) -> None:
    state = State(path, keep_days=30)
    state.close()
    state.close()
    with pytest.raises(StorageError):
        state.channels()


def test_migrations_bring_an_older_file_forward_one_after_the_other(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = module.MIGRATIONS
    with State(path, keep_days=30) as state:
        kept = keep(state)
    second = (*first, "ALTER TABLE channels ADD COLUMN note TEXT; UPDATE channels SET note = 'second';")
    third = (*second, "CREATE TABLE later (x); INSERT INTO later SELECT note FROM channels;")
    with State(path, keep_days=30) as state:
        state.set_channel(7, ChannelSettings(Mode.QUESTIONS))
    monkeypatch.setattr(module, "MIGRATIONS", third)
    for _ in range(2):  # the second time there is nothing left to do
        with State(path, keep_days=30) as state:
            assert state._db.execute("SELECT x FROM later").fetchall() == [("second",)]
            assert state._db.execute("PRAGMA user_version").fetchone() == (len(third),)
            assert state.answer(kept.id) is not None
            assert state.channels() == {7: ChannelSettings(Mode.QUESTIONS)}


def test_a_migration_that_fails_changes_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with State(path, keep_days=30) as state:
        kept = keep(state)
    first = module.MIGRATIONS
    monkeypatch.setattr(module, "MIGRATIONS", (*first, "CREATE TABLE later (x); DELETE FROM answers; NONSENSE;"))
    with pytest.raises(StorageError, match="cannot be used"):
        State(path, keep_days=30)
    monkeypatch.setattr(module, "MIGRATIONS", first)
    with State(path, keep_days=30) as state:
        assert state.answer(kept.id) is not None
        assert state._db.execute("PRAGMA user_version").fetchone() == (len(first),)
        assert state._db.execute("SELECT name FROM sqlite_master WHERE name = 'later'").fetchall() == []


def test_threads_share_a_memory_and_nothing_is_lost(path: Path) -> None:
    with State(path, keep_days=30) as state:
        state._db.execute("PRAGMA synchronous = OFF")
        failed: list[BaseException] = []

        def work(person: int) -> None:
            try:
                for number in range(25):
                    kept = keep(state, f"{person}/{number}", person=person, answered=False, list_unanswered=True)
                    state.record_message(kept.id, person * 1000 + number)
                    assert state.rate(kept.id, person, True) is True
                    assert state.answer_in(person * 1000 + number).question == f"{person}/{number}"  # type: ignore[union-attr]
                    if number == 12:
                        state.forget(1000 + person)
            except BaseException as error:
                failed.append(error)

        threads = [threading.Thread(target=work, args=(person,)) for person in range(1, 7)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failed == []
        for person in range(1, 7):
            assert state.stored_about(person) == {"answers": 25, "feedback": 25, "unanswered": 25}


def test_another_process_may_read_while_the_bot_writes(path: Path) -> None:
    with State(path, keep_days=30) as writer, State(path, keep_days=30) as reader:
        kept = keep(writer)
        assert reader.answer(kept.id) is not None
        reader.rate(kept.id, 1, True)
        assert len(list(writer.rated_answers())) == 1
        writer.forget(1)
        assert reader.answer(kept.id).question is None  # type: ignore[union-attr]


# -- quotes found again ----------------------------------------------------------------------------------------------


def test_quotes_found_again_have_the_scores_and_marks_they_were_shown_with() -> None:
    shown = [RememberedQuote("a" * 16, "5" * 64, 0.91, ((0, 5),)), RememberedQuote("b" * 16, "5" * 64, 0.5, ())]
    found = as_shown(shown, [quote("First words.", id="a" * 16, score=0.0), None])
    assert found == [quote("First words.", id="a" * 16, score=0.91, highlights=((0, 5),)), None]
