"""Where commands write: consoles on which rich colours only what it is told to."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console


def output() -> Console:
    """Return a console on standard output."""
    return _console(stderr=False)


def errors() -> Console:
    """Return a console on standard error."""
    return _console(stderr=True)


def _console(*, stderr: bool) -> Console:
    from rich.console import Console  # takes a while to import, and an answer in JSON does not need it

    return Console(stderr=stderr, highlight=False, emoji=False, markup=False)
