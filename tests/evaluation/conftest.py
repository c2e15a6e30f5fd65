"""A small library, and the command line on it, with the model that is loaded already."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.cli import main
from retrieval import Library

from .samples import Done, Quoth, write_seeds


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
    for name in ("SEEDS_DIR", "INDEX_DIR", "EMBEDDING_MODEL"):
        monkeypatch.delenv(name, raising=False)

    def run(*arguments: str) -> Done:
        monkeypatch.setattr(sys, "argv", ["quoth", *arguments])
        try:
            main()
            status = 0
        except SystemExit as leaving:
            status = leaving.code if isinstance(leaving.code, int) else int(bool(leaving.code))
        finally:
            logging.getLogger().setLevel(logging.WARNING)
        return Done(status, *capsys.readouterr())

    return run
