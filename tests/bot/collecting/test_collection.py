"""The files of collected messages and the list in the memory say the same, whatever is removed, and by whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.collecting.collection import ORIGIN_NAME, Collection
from bot.collecting.writing import file_text
from bot.state.collecting import Collected, CollectedChannel, How
from bot.state.state import State
from retrieval.access.rules import Rule, parse_rule
from retrieval.errors import StorageError
from retrieval.origins.manifests import origin_folder, read_manifest

from .test_writing import wording

ANN, BOB = 50, 51
ANSWER = Collected(100, 12, 11, 1, ANN, How.CHANNEL, question=90, asker=BOB)
QUESTION = Collected(90, 12, 11, 1, BOB, How.CHANNEL)
ELSEWHERE = Collected(200, 21, 21, 2, ANN, How.MENU)


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    with State(tmp_path / "discord.sqlite", keep_days=30) as state:
        yield state


@pytest.fixture
def collection(state: State, tmp_path: Path) -> Collection:
    collection = Collection(tmp_path, state.collected)
    collection.keep(ANSWER, file_text(wording(question="What does it cost?")))
    collection.keep(QUESTION, file_text(wording("What does it cost?")))
    collection.keep(ELSEWHERE, file_text(wording("Elsewhere.")))
    return collection


def kept(collection: Collection) -> set[int]:
    """The messages that are on the list, which are those that have files."""
    listed = {each.message for each in collection.listed.all() if each.how is not How.LEFT_OUT}
    assert {int(path.stem) for path in collection._files.glob("*/*/*.md")} == listed
    return listed


def test_a_message_is_written_once_and_its_folder_is_for_who_can_read_the_channel(
    collection: Collection, tmp_path: Path
) -> None:
    assert kept(collection) == {90, 100, 200}
    assert collection.path_of(ANSWER) == origin_folder(tmp_path, ORIGIN_NAME) / "files" / "1" / "11" / "100.md"
    rule = parse_rule((collection.path_of(ANSWER).parent / ".quothaccess").read_bytes(), "")
    assert rule == Rule(viewers=frozenset({11}))
    manifest = read_manifest(origin_folder(tmp_path, ORIGIN_NAME))
    assert manifest is not None
    assert manifest.drops_freely
    assert not collection.keep(ELSEWHERE, file_text(wording("Elsewhere.")))
    assert collection.keep(ELSEWHERE, file_text(wording("Edited.")))
    assert not any(str(person) in path.read_text() for path in collection._files.rglob("*.md") for person in (ANN, BOB))


def test_what_somebody_wrote_is_gone_also_from_over_the_answers_of_others(collection: Collection) -> None:
    collection.listed.set_contributor(BOB, True)
    assert collection.forget(BOB) == 2
    assert kept(collection) == {100, 200}
    assert collection.path_of(ANSWER).read_text() == file_text(wording())
    assert collection.listed.find(100) == replace(ANSWER, question=None, asker=None)
    assert collection.listed.contributors() == {}
    assert collection.forget(ANN) == 2
    assert kept(collection) == set()


def test_a_deleted_question_is_gone_from_over_its_answers(collection: Collection) -> None:
    assert collection.drop([90, 1234]) == 2
    assert collection.path_of(ANSWER).read_text() == file_text(wording())


def test_what_is_forgotten_in_the_memory_alone_is_gone_there(collection: Collection, state: State) -> None:
    state.forget(BOB)
    assert collection.listed.by(BOB) == collection.listed.asked_by(BOB) == []
    assert collection.remove_strays() == 1
    assert kept(collection) == {100, 200}


@pytest.mark.parametrize(
    ("servers", "channels", "left"),
    [([1], [], {200}), ([], [12], {200}), ([], [11], {200}), ([2], [], {90, 100}), ([3], [13], {90, 100, 200})],
)
def test_places_that_are_gone_take_their_messages_with_them(
    collection: Collection, servers: list[int], channels: list[int], left: set[int]
) -> None:
    collection.listed.set_channel(CollectedChannel(11, 1, "solved"))
    collection.purge(servers=servers, channels=channels)
    assert kept(collection) == left
    assert (11 in collection.listed.channels()) is not (1 in servers or 11 in channels)


def test_what_an_operator_left_out_stays_known_and_is_no_document(collection: Collection) -> None:
    collection.leave_out(ANSWER)
    assert kept(collection) == {90, 200}
    left_out = collection.listed.find(100)
    assert left_out is not None
    assert left_out.how is How.LEFT_OUT
    assert (collection.listed.count_by(ANN), collection.listed.counts(1)) == (1, {11: 1})


def test_files_that_the_memory_does_not_list_are_removed(collection: Collection) -> None:
    collection.listed.remove([100])
    assert collection.remove_strays() == 1
    assert kept(collection) == {90, 200}


def test_a_disk_that_refuses_is_one_clear_sentence(collection: Collection) -> None:
    collection.path_of(replace(ANSWER, home=99)).parent.write_bytes(b"in the way")
    with pytest.raises(StorageError, match="cannot be written"):
        collection.keep(replace(ANSWER, home=99), "text")


def test_what_was_removed_is_cleaned_out_of_the_memorys_file(collection: Collection, state: State) -> None:
    state.clean()
    assert not state.clean()
    collection.drop([200])
    assert state.clean()
