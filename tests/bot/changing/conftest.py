"""A shelf with the bot's real memory, and short ways to change what stands on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath

import pytest

from bot.changing.adding import add_seed
from bot.changing.shelf import TRASH_FOLDER, Shelf
from bot.deciding import Reach
from bot.state.changes import Change
from bot.state.state import State

ALL = Reach(everything=True)
PERSON = 30

Add = Callable[..., Change]


@pytest.fixture
def shelf_of(tmp_path: Path) -> Iterator[Callable[[Path], Shelf]]:
    """Return the shelf of a seeds folder, the same one each time."""
    with State(tmp_path / "index" / "discord.sqlite", keep_days=30) as state:
        shelves: dict[Path, Shelf] = {}

        def find(seeds: Path) -> Shelf:
            trash = tmp_path / "index" / TRASH_FOLDER
            return shelves.setdefault(seeds, Shelf(seeds, trash, state.changes))

        yield find


@pytest.fixture
def shelf(shelf_of: Callable[[Path], Shelf], seeds: Path) -> Shelf:
    """The shelf of the seeds folder."""
    return shelf_of(seeds)


@pytest.fixture
def add(shelf_of: Callable[[Path], Shelf]) -> Add:
    """Add a document below a seeds folder, as somebody who may do everything unless ``reach`` says otherwise."""

    def put(seeds: Path, path: str, data: bytes, *, replace: bool = False, reach: Reach = ALL) -> Change:
        return add_seed(shelf_of(seeds), PurePosixPath(path), data, replace=replace, person=PERSON, reach=reach)

    return put
