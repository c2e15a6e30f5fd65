"""A small library, and the command line on it, with the model that is loaded already."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from retrieval import Library

from ..commands import Quoth, commands
from .samples import write_seeds


@pytest.fixture(scope="session")
def small(keep_library: Callable[..., Library], tmp_path_factory: pytest.TempPathFactory) -> Library:
    """A synced library of three short documents."""
    folder = tmp_path_factory.mktemp("small")
    library = keep_library(write_seeds(folder / "seeds"), folder / "index")
    library.sync()
    return library


@pytest.fixture
def quoth(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], loaded: None) -> Quoth:  # noqa: ARG001
    """``quoth …`` in a folder with the small seeds, in this process."""
    write_seeds(tmp_path / "seeds")
    monkeypatch.chdir(tmp_path)
    return commands(capsys)
