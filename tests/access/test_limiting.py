"""How the rules of the seeds folder come into force: narrower at once, wider when somebody agrees."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from retrieval import PUBLIC, UNLIMITED, Answer, Filter, Library, Person, Query, QueryError, SeedsError
from retrieval.access.rules import RULES_FILE
from retrieval.errors import UnreadableFile
from retrieval.index_folder import writer_lock
from retrieval.model import Document
from retrieval.parsing.workers.pool import ParsingPool
from retrieval.syncing.consent import agree, agreed_to

from .copying import copied, read_by

Open = Callable[..., Library]
TEAM = Person(1, frozenset({5}), server=1)
SECRET = "Where will the heron be moved?"


def make(seeds: Path) -> None:
    (seeds / "team").mkdir(parents=True)
    (seeds / "pump.md").write_text("# Pump\n\nThe pump starts at seven in the morning.\n")
    (seeds / "team" / "plan.md").write_text("# Plan\n\nThe heron will be moved to Lisbon in Merzember.\n")
    (seeds / "team" / RULES_FILE).write_text("roles: [5]\n")


@pytest.fixture(scope="module")
def kept(keep_tiny: Open, tmp_path_factory: pytest.TempPathFactory) -> Library:
    """A library for tests that change nothing."""
    folder = tmp_path_factory.mktemp("limited")
    make(folder / "seeds")
    library = keep_tiny(folder / "seeds", folder / "index", reader=None)
    library.sync()
    return library


@pytest.fixture
def library(kept: Library, open_tiny: Open, tmp_path: Path) -> Library:
    library = open_tiny(*copied(kept, tmp_path), reader=None)
    library.sync()
    return library


@pytest.fixture
def seeds(library: Library) -> Path:
    return library.seeds


def test_what_somebody_may_not_read_is_nowhere(kept: Library) -> None:
    assert read_by(kept, TEAM) == read_by(kept, UNLIMITED) == ["pump.md", "team/plan.md"]
    assert read_by(kept, PUBLIC) == ["pump.md"]
    (document,) = (each for each in kept.documents(access=TEAM) if each.path == "team/plan.md")
    (quote,) = kept.ask(SECRET, access=TEAM, only=Filter("team/*")).nearest or kept.ask(SECRET, access=TEAM).quotes
    assert quote.document == "team/plan.md"
    for asked in (SECRET, "What is plan.md about?", "list all plans", "What does plan.md say about the heron?"):
        answer = kept.ask(asked, access=PUBLIC, quoted=quote.id)
        assert {each.document for each in (*answer.quotes, *answer.nearest)} <= {"pump.md"}
    assert kept.find([quote.id], access=PUBLIC) == [None]
    assert kept.context(quote.id, access=PUBLIC) is None
    assert kept.passages(document, access=PUBLIC) == []
    assert set(kept.passage_ids(access=PUBLIC).values()).isdisjoint({document.id})
    with pytest.raises(QueryError, match="is gone"):
        kept.text(document, access=PUBLIC)
    with pytest.raises(QueryError, match=r"No document matches source 'team/\*'"):
        kept.ask(SECRET, access=PUBLIC, only=Filter("team/*"))


def test_a_hidden_word_corrects_no_typing_error(kept: Library) -> None:
    assert kept.ask("When is Merzembre?", access=TEAM).searched == "When is Merzember?"
    assert kept.ask("When is Merzembre?", access=PUBLIC).searched is None


def test_answers_of_one_person_are_not_those_of_another(kept: Library) -> None:
    for _ in range(2):
        seen, unseen = kept.ask_all([Query(SECRET, access=TEAM), Query(SECRET, access=PUBLIC)])
        assert isinstance(seen, Answer)
        assert isinstance(unseen, Answer)
        assert "team/plan.md" in {each.document for each in (*seen.quotes, *seen.nearest)}
        assert "team/plan.md" not in {each.document for each in (*unseen.quotes, *unseen.nearest)}


def test_who_may_read_nothing_gets_no_answer_and_no_error(library: Library, seeds: Path) -> None:
    (seeds / RULES_FILE).write_text("people: [7]\n")
    library.sync()
    answer = library.ask("When does the pump start?", access=PUBLIC)
    assert (answer.answered, answer.quotes, answer.nearest) == (False, (), ())


def test_a_closed_library_opens_what_a_rule_opens(open_tiny: Open, library: Library, seeds: Path) -> None:
    closed = open_tiny(seeds, library.index, reader=None, is_open=False)
    assert read_by(closed, PUBLIC) == []
    assert read_by(closed, TEAM) == ["team/plan.md"]
    (seeds / RULES_FILE).write_text("everyone: true\n")
    closed.sync(consent=agree)
    assert read_by(closed, PUBLIC) == ["pump.md"]


def test_narrower_rules_hold_at_once_even_if_the_sync_fails(library: Library, seeds: Path) -> None:
    (seeds / RULES_FILE).write_text("people: [7]\n")
    (seeds / ".quothignore").mkdir()
    with pytest.raises(SeedsError):
        library.sync()
    assert read_by(library, PUBLIC) == []
    assert read_by(library, Person(7, frozenset({5}))) == ["pump.md", "team/plan.md"]


@pytest.mark.parametrize("change", ["lost", "changed", "everyone"])
def test_wider_rules_wait_for_consent(library: Library, seeds: Path, change: str) -> None:
    rules = seeds / "team" / RULES_FILE
    if change == "lost":
        rules.unlink()
    else:
        rules.write_text({"changed": "roles: [5, 6]\n", "everyone": "everyone: true\n"}[change])
    other = Person(2, frozenset({6}))
    (seeds / "new.md").write_text("# New\n\nA new kettle has arrived.\n")
    report = library.sync()
    assert report.added == ("new.md",)
    assert report.access_waiting
    assert "team/plan.md" not in read_by(library, other)
    assert "team/plan.md" in read_by(library, TEAM)
    assert library.sync().access_question == report.access_question
    assert library.sync(consent=agreed_to("widen-000000000000")).access_waiting
    agreed = library.sync(consent=agreed_to(report.access_question or ""))
    assert (agreed.access_waiting, agreed.access_question) == ((), None)
    assert "team/plan.md" in read_by(library, other)


def test_what_was_agreed_to_is_no_consent_to_more(library: Library, seeds: Path) -> None:
    (seeds / "team" / RULES_FILE).write_text("roles: [5, 6]\n")
    token = library.sync().access_question or ""
    (seeds / "team" / RULES_FILE).write_text("everyone: true\n")
    assert library.sync(consent=agreed_to(token)).access_waiting


def test_a_document_that_leaves_its_rule_waits_for_consent(library: Library, seeds: Path) -> None:
    (seeds / "crew").mkdir()
    (seeds / "team" / "plan.md").rename(seeds / "crew" / "plan.md")
    for _ in range(2):
        report = library.sync()
        assert report.access_waiting == ("crew/plan.md: everyone",)
        assert read_by(library, PUBLIC) == ["pump.md"]
        assert read_by(library, TEAM) == ["crew/plan.md", "pump.md"]
    library.sync(consent=agreed_to(report.access_question or ""))
    assert read_by(library, PUBLIC) == ["crew/plan.md", "pump.md"]


def test_a_folder_that_moves_with_its_rules_asks_nothing(library: Library, seeds: Path) -> None:
    (seeds / "team").rename(seeds / "crew")
    assert library.sync().access_waiting == ()
    assert read_by(library, PUBLIC) == ["pump.md"]
    assert read_by(library, TEAM) == ["crew/plan.md", "pump.md"]


def test_a_rules_file_that_cannot_be_understood_closes_its_folder(library: Library, seeds: Path) -> None:
    (seeds / "team" / RULES_FILE).write_text("roles [5]\n")
    (fault,) = library.sync().access_faults
    assert "team/.quothaccess cannot be understood" in fault
    assert read_by(library, TEAM) == ["pump.md"]
    (seeds / "team" / RULES_FILE).write_text("roles: [5]\n")
    assert library.sync(consent=agree).access_faults == ()
    assert read_by(library, TEAM) == ["pump.md", "team/plan.md"]


def test_in_a_closed_library_what_a_rule_opens_waits_and_what_loses_its_rule_closes(
    open_tiny: Open, library: Library, seeds: Path
) -> None:
    closed = open_tiny(seeds, library.index, reader=None, is_open=False)
    assert closed.sync().access_waiting == ()
    (seeds / "team" / RULES_FILE).unlink()
    assert closed.sync().access_waiting == ()
    assert read_by(closed, TEAM) == []
    (seeds / RULES_FILE).write_text("everyone: true\n")
    report = closed.sync()
    assert report.access_waiting
    assert read_by(closed, PUBLIC) == []
    closed.sync(consent=agreed_to(report.access_question or ""))
    assert read_by(closed, PUBLIC) == ["pump.md", "team/plan.md"]


def test_a_damaged_index_that_cannot_be_written_anew_forgets_no_rule(library: Library) -> None:
    assert read_by(library, PUBLIC) == ["pump.md"]
    with writer_lock(library.index):
        library._mend()
    assert read_by(library, PUBLIC) == ["pump.md"]
    assert "team/plan.md" not in {each.document for each in library.ask(SECRET, access=PUBLIC).nearest}


def test_a_moved_document_that_cannot_be_read_any_more_is_gone(library: Library, seeds: Path) -> None:
    (seeds / "team").rename(seeds / "crew")
    parse = ParsingPool.parse

    def fails(pool: ParsingPool, folder: Path, path: str) -> Document:
        if path == "crew/plan.md":
            raise UnreadableFile("took too long")
        return parse(pool, folder, path)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ParsingPool, "parse", fails)
        report = library.sync()
    assert (report.removed, report.moved) == (("team/plan.md",), ())
    assert [each.path for each in report.skipped] == ["crew/plan.md"]
    assert read_by(library, UNLIMITED) == ["pump.md"]
    library.sync()
    assert read_by(library, PUBLIC) == ["pump.md"]
    assert read_by(library, TEAM) == ["crew/plan.md", "pump.md"]
