"""A document of a backup that was moved since has the rules of where it went, until a sync has read the folder."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.backup import restore_backup, write_backup
from retrieval import PUBLIC, UNLIMITED, Library, Person
from retrieval.access.rules import RULES_FILE
from retrieval.index_folder import CATALOG_FILE
from retrieval.syncing.consent import agree

from .copying import copied, read_by

Open = Callable[..., Library]
TEAM, OTHERS, BOTH = (Person(1, frozenset(roles), server=2) for roles in ({5}, {6}, {5, 6}))
OF_TEAM, OF_OTHERS, OF_ALL = "roles: [5]\n", "roles: [6]\n", "everyone: true\n"
PLAN = "The heron will be moved to Lisbon.\n"


@pytest.fixture(scope="module")
def kept(keep_tiny: Open, tmp_path_factory: pytest.TempPathFactory) -> Library:
    """An index with a plan in a folder, and something else that stays there."""
    seeds = tmp_path_factory.mktemp("restoring") / "seeds"
    (seeds / "public").mkdir(parents=True)
    (seeds / "public" / "plan.md").write_text(PLAN)
    (seeds / "public" / "pump.md").write_text("The pump starts at seven in the morning.\n")
    library = keep_tiny(seeds, seeds.parent / "index")
    library.sync()
    return library


def backed_up(kept: Library, open_tiny: Open, folder: Path, rule: str, *, is_open: bool) -> Library:
    """Return a copy of an index of which there is a backup; the rule is that of its folder."""
    library = open_tiny(*copied(kept, folder), is_open=is_open)
    put(library, "public", rule)
    library.sync(consent=agree)
    write_backup(library.index, folder / "backup.zip")
    return library


def put(library: Library, folder: str, rule: str) -> None:
    (library.seeds / folder).mkdir(exist_ok=True)
    (library.seeds / folder / "plan.md").write_text(PLAN)
    if rule:
        (library.seeds / folder / RULES_FILE).write_text(rule)


def move(library: Library, places: dict[str, str]) -> None:
    """Let the plan lie in these folders alone, each with its rule."""
    (library.seeds / "public" / "plan.md").unlink()
    for folder, rule in places.items():
        put(library, folder, rule)
    library.sync(consent=agree)


def readers(library: Library) -> set[object]:
    return {who for who in (TEAM, OTHERS, BOTH, PUBLIC) if any("plan" in path for path in read_by(library, who))}


@pytest.mark.parametrize("is_open", [True, False], ids=["open", "closed"])
@pytest.mark.parametrize("with_seeds", [True, False], ids=["with seeds", "without"])
@pytest.mark.parametrize(
    ("places", "reading"),
    [
        ({"secret": OF_TEAM}, {TEAM, BOTH}),
        ({"secret": OF_TEAM, "others": OF_OTHERS}, {BOTH}),
        ({"secret": "rolls: [5]\n"}, set()),
        ({"secret": OF_TEAM, "shown": OF_ALL}, {TEAM, OTHERS, BOTH, PUBLIC}),
        ({"secret": OF_TEAM, "public": ""}, {TEAM, OTHERS, BOTH, PUBLIC}),
    ],
    ids=["moved", "to two places", "to a broken rule", "everybody may read one of two", "it stays as well"],
)
def test_a_document_that_was_moved_keeps_the_rules_of_where_it_went(
    kept: Library, open_tiny: Open, tmp_path: Path, places: dict[str, str], reading: set[object], *,
    is_open: bool, with_seeds: bool,
) -> None:  # fmt: skip
    library = backed_up(kept, open_tiny, tmp_path, OF_ALL, is_open=is_open)
    move(library, places)
    seeds = library.seeds if with_seeds else tmp_path / "gone"
    restore_backup(tmp_path / "backup.zip", library.index, seeds, is_open=is_open)
    assert read_by(library, UNLIMITED) == ["public/plan.md", "public/pump.md"]
    assert "public/pump.md" in read_by(library, PUBLIC)
    assert readers(library) == reading
    if len(places) == 1:
        assert not library.sync().access_waiting
        assert readers(library) == reading


@pytest.mark.parametrize("is_open", [True, False], ids=["open", "closed"])
def test_what_went_where_there_is_no_rule_is_as_open_as_it_was_there(
    kept: Library, open_tiny: Open, tmp_path: Path, *, is_open: bool
) -> None:
    library = backed_up(kept, open_tiny, tmp_path, OF_ALL, is_open=is_open)
    move(library, {"elsewhere": ""})
    before = readers(library)
    restore_backup(tmp_path / "backup.zip", library.index, library.seeds, is_open=is_open)
    assert readers(library) == before == ({TEAM, OTHERS, BOTH, PUBLIC} if is_open else set())


def test_a_rule_of_where_a_document_went_opens_nothing_that_was_closed(
    kept: Library, open_tiny: Open, tmp_path: Path
) -> None:
    library = backed_up(kept, open_tiny, tmp_path, "", is_open=False)
    move(library, {"secret": OF_TEAM})
    assert readers(library) == {TEAM, BOTH}
    restore_backup(tmp_path / "backup.zip", library.index, library.seeds, is_open=False)
    assert readers(library) == set()


def test_where_only_the_list_of_documents_is_damaged_the_rules_hold_on(
    kept: Library, open_tiny: Open, tmp_path: Path
) -> None:
    library = backed_up(kept, open_tiny, tmp_path, "", is_open=True)
    (library.seeds / "public" / RULES_FILE).write_text(OF_TEAM)
    library.sync()
    shutil.copytree(library.index, tmp_path / "damaged")
    with closing(sqlite3.connect(tmp_path / "damaged" / CATALOG_FILE)) as catalog:
        catalog.execute("DROP TABLE documents")
    restore_backup(tmp_path / "backup.zip", tmp_path / "damaged", tmp_path / "gone", is_open=True)
    assert readers(open_tiny(library.seeds, tmp_path / "damaged")) == {TEAM, BOTH}
