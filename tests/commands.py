"""``quoth …`` in the process of the tests."""

from __future__ import annotations

import io
import logging
import sys
from collections.abc import Callable
from typing import NamedTuple

import pytest

from bot.cli import main


class Done(NamedTuple):
    """What a command came to."""

    status: int
    out: str
    err: str


Quoth = Callable[..., Done]


def commands(capsys: pytest.CaptureFixture[str]) -> Quoth:
    """Return a function that runs ``quoth`` with some arguments, in the current folder.

    ``typed`` is its standard input, and further keywords are settings.
    """

    def run(*arguments: str, typed: str = "", **settings: str) -> Done:
        with pytest.MonkeyPatch.context() as patch:
            for name in ("SEEDS_DIR", "INDEX_DIR", "EMBEDDING_MODEL"):
                patch.delenv(name, raising=False)
            for name, value in settings.items():
                patch.setenv(name, value)
            patch.setattr(sys, "argv", ["quoth", *arguments])
            patch.setattr(sys, "stdin", io.StringIO(typed))
            try:
                main()
                status = 0
            except SystemExit as leaving:
                status = leaving.code if isinstance(leaving.code, int) else int(bool(leaving.code))
            finally:
                logging.getLogger().setLevel(logging.WARNING)
        return Done(status, *capsys.readouterr())

    return run
