"""Narrower rules hold within seconds: between syncs, while one is stuck, and when it fails."""

from __future__ import annotations

import asyncio
import shutil
import threading
import time
from collections.abc import Callable
from functools import partial
from itertools import count
from pathlib import Path

import pytest

from bot.desk import Desk
from bot.service.metrics import Metrics
from bot.settings import Settings
from bot.state.state import State
from bot.terminal.opening import rules_held
from bot.upkeep import Upkeep
from bot.watching import limits_held
from retrieval import PUBLIC, UNLIMITED, IndexBusy, Library, Person
from retrieval.access.rules import RULES_FILE
from retrieval.index_folder import CATALOG_FILE, writer_lock
from retrieval.syncing.consent import SyncQuestion, agree
from retrieval.syncing.tightening import Tightener

from .copying import copied, read_by

Open = Callable[..., Library]
TEAM = Person(1, frozenset({5}), server=1)


@pytest.fixture(scope="module")
def kept(keep_tiny: Open, tmp_path_factory: pytest.TempPathFactory) -> Library:
    """An index that each test has a copy of."""
    seeds = tmp_path_factory.mktemp("tightening") / "seeds"
    (seeds / "team").mkdir(parents=True)
    (seeds / "pump.md").write_text("The pump starts at seven in the morning.\n")
    (seeds / "team" / "plan.md").write_text("The heron will be moved to Lisbon.\n")
    (seeds / "team" / RULES_FILE).write_text("roles: [5]\n")
    library = keep_tiny(seeds, seeds.parent / "index")
    library.sync()
    return library


@pytest.fixture
def library(kept: Library, open_tiny: Open, tmp_path: Path) -> Library:
    return open_tiny(*copied(kept, tmp_path))


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def shut(library: Library) -> None:
    """Make the rule of all documents unreadable: there is something, but no file."""
    (library.seeds / RULES_FILE).mkdir()


def test_a_stricter_rule_holds_while_a_sync_is_stuck_and_after_it(library: Library) -> None:
    tightener, stuck, go_on = library.tightener(), threading.Event(), threading.Event()
    assert not tightener.tighten()
    (library.seeds / "team" / RULES_FILE).write_text("roles: [5, 6]\n")

    def consent(_: SyncQuestion) -> bool:
        stuck.set()
        return not go_on.wait(20)

    syncing = threading.Thread(target=library.sync, kwargs={"consent": consent})
    syncing.start()
    assert stuck.wait(20)
    (library.seeds / RULES_FILE).write_text("people: [7]\n")
    assert tightener.tighten()
    assert read_by(library, PUBLIC) == read_by(library, TEAM) == []
    shut_team = library.seeds / "team" / RULES_FILE
    shut_team.unlink()
    shut_team.mkdir()
    assert tightener.tighten()
    assert read_by(library, Person(7, frozenset({5}))) == ["pump.md"]
    go_on.set()
    syncing.join(20)
    assert read_by(library, Person(7, frozenset({5}))) == ["pump.md"]
    assert not tightener.tighten()


def test_a_stricter_rule_holds_when_every_sync_fails(library: Library) -> None:
    with writer_lock(library.index), limits_held(library, print, every=0.01):
        shut(library)
        with pytest.raises(IndexBusy):
            library.sync()
        until(lambda: read_by(library, PUBLIC) == [])


def test_a_wider_rule_waits_for_consent_however_often_rules_are_read(library: Library) -> None:
    tightener = library.tightener()
    (library.seeds / "team" / RULES_FILE).unlink()
    assert not tightener.tighten()
    assert read_by(library, PUBLIC) == ["pump.md"]
    assert library.sync().access_waiting == ("team: everyone",)
    assert not tightener.tighten()
    library.sync(consent=agree)
    assert not tightener.tighten()
    assert read_by(library, PUBLIC) == ["pump.md", "team/plan.md"]


def test_where_what_no_rule_limits_is_closed_a_rule_that_is_deleted_closes_and_a_lost_disk_does_not(
    open_tiny: Open, library: Library
) -> None:
    closed = open_tiny(library.seeds, library.index, is_open=False)
    closed.sync()
    tightener, away = closed.tightener(), library.seeds.with_name("away")
    library.seeds.rename(away)
    assert not tightener.tighten()
    library.seeds.mkdir()
    assert not tightener.tighten()
    assert read_by(closed, TEAM) == ["team/plan.md"]
    library.seeds.rmdir()
    away.rename(library.seeds)
    (library.seeds / RULES_FILE).write_text("everyone: true\n")
    assert tightener.tighten()
    assert (read_by(closed, PUBLIC), read_by(closed, TEAM)) == ([], ["team/plan.md"])
    for rules in (library.seeds / RULES_FILE, library.seeds / "team" / RULES_FILE):
        rules.unlink()
    assert tightener.tighten()
    assert read_by(closed, TEAM) == []
    assert read_by(closed, UNLIMITED) == ["pump.md", "team/plan.md"]


def test_rules_that_cannot_be_stored_are_reported_once_and_nothing_indexed_is_no_fault(
    open_tiny: Open, library: Library, tmp_path: Path
) -> None:
    reports = list[Exception]()
    with limits_held(open_tiny(library.seeds, tmp_path / "nothing"), reports.append, every=0.001):
        time.sleep(0.05)
    assert not reports
    shutil.copytree(library.index, tmp_path / "rubbish")
    for path in (tmp_path / "rubbish").glob(f"{CATALOG_FILE}*"):
        path.write_bytes(b"rubbish" * 1000)
    with limits_held(open_tiny(library.seeds, tmp_path / "rubbish"), reports.append, every=0.001):
        until(lambda: bool(reports))
        time.sleep(0.05)
    assert len(reports) == 1


@pytest.mark.parametrize("error", [ValueError("damaged\nin two lines"), MemoryError(), OSError(28, "No space left")])
def test_no_error_ends_the_watch_in_the_terminal_and_each_is_one_sentence(
    library: Library, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: Exception
) -> None:
    failing, tighten = count(1), Tightener.tighten

    def tightening(self: Tightener) -> bool:
        if next(failing) <= 20:
            raise error
        return tighten(self)

    monkeypatch.setattr(Tightener, "tighten", tightening)
    monkeypatch.setattr("bot.watching.limits_held", partial(limits_held, every=0.001))
    with rules_held(library):
        shut(library)
        until(lambda: read_by(library, PUBLIC) == [])
    (told,) = capsys.readouterr().err.splitlines()
    assert told.startswith("quoth: Access rules could not be looked at (")
    assert told.endswith("); they are looked at again in a moment.")


def test_what_cannot_be_reported_does_not_end_the_watch(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    failing, tighten = iter("ab"), Tightener.tighten

    def tightening(self: Tightener) -> bool:
        if sign := next(failing, ""):
            raise ValueError(sign)
        return tighten(self)

    def report(error: Exception) -> None:
        raise BrokenPipeError from error

    monkeypatch.setattr(Tightener, "tighten", tightening)
    with limits_held(library, report, every=0.001):
        shut(library)
        until(lambda: read_by(library, PUBLIC) == [])


def test_an_error_without_words_is_logged_by_the_bot(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def tightening(_: Tightener) -> bool:
        raise MemoryError

    monkeypatch.setattr(Tightener, "tighten", tightening)

    async def work() -> None:
        with State(tmp_path / "state.sqlite", keep_days=30) as state:
            desk = Desk(library, state, max_waiting=5, list_unanswered=False)
            settings = Settings(seeds_dir=library.seeds, index_dir=library.index)
            holding = asyncio.create_task(Upkeep(settings, library, state, Metrics(), desk)._hold_limits())
            async with asyncio.timeout(20):
                while "access rules could not be looked at" not in caplog.text:
                    await asyncio.sleep(0.01)
            holding.cancel()
            await asyncio.gather(holding, return_exceptions=True)
            desk.close()

    asyncio.run(work())


def test_the_bot_holds_a_stricter_rule_while_no_sync_gets_through(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.upkeep.RULES_SECONDS", 0.01)

    async def work() -> None:
        with State(tmp_path / "state.sqlite", keep_days=30) as state, writer_lock(library.index):
            desk = Desk(library, state, max_waiting=5, list_unanswered=False)
            await desk.refresh()
            settings = Settings(seeds_dir=library.seeds, index_dir=library.index)
            upkeep = Upkeep(settings, library, state, Metrics(), desk)
            work = {each.__name__: each for each in upkeep.work()}
            holding = asyncio.create_task(work.pop("_hold_limits"))
            for other in work.values():
                other.close()
            shut(library)
            async with asyncio.timeout(20):
                while any(not document.rules for document in desk.documents):
                    await asyncio.sleep(0.01)
            assert read_by(library, PUBLIC) == []
            holding.cancel()
            await asyncio.gather(holding, return_exceptions=True)
            desk.close()

    asyncio.run(work())
