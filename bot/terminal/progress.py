"""The progress of a sync or an evaluation: bars on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TaskID, TextColumn, TimeRemainingColumn
from rich.text import Text

from bot.terminal.lines import one_line
from retrieval import Observer

LINE_SECONDS = 15.0
"""Seconds between two lines where there is no terminal; what takes less has none."""
_LEAST_RATE_SECONDS = 1.0
"""A speed is shown after this many seconds: before, it is chance."""


class ProgressDisplay(Observer):
    """Shows how far something is: bars with the speed and the time left on a terminal, plain lines elsewhere."""

    def __init__(self, console: Console, clock: Callable[[], float] = time.monotonic) -> None:
        """Show nothing yet. clock: tells the time in seconds."""
        self._console = console
        self._clock = clock
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.completed:,.0f}/{task.total:,.0f}"),
            _Rate(),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._tasks: dict[str, TaskID] = {}
        self._begun: dict[str, float] = {}
        self._said_at = clock()

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, tb: TracebackType | None) -> None:
        self._bar.stop()

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Draw nothing meanwhile, so that somebody can be asked something."""
        self._bar.stop()
        try:
            yield
        finally:
            self._bar.start()

    def parsing(self, done: int, total: int, path: str) -> None:  # noqa: ARG002, D102 - see Observer
        self._update("Reading", done, total)

    def encoding(self, done: int, total: int) -> None:  # noqa: D102 - see Observer
        self._update("Embedding", done, total)

    def step(self, name: str) -> None:  # noqa: D102 - see Observer
        if name == "parsed" and "Reading" in self._tasks:
            self._bar.remove_task(self._tasks.pop("Reading"))

    def remark(self, text: str) -> None:  # noqa: D102 - see Observer
        self._console.print(one_line(text), style="yellow", soft_wrap=True)

    def asking(self, done: int, total: int) -> None:
        """Show that ``done`` of ``total`` gold questions have been asked."""
        self._update("Asking", done, total)

    def _update(self, name: str, done: int, total: int) -> None:
        if not self._console.is_terminal:
            self._say(name, done, total)
            return
        if name not in self._tasks:
            self._tasks[name] = self._bar.add_task(name, total=total)
        self._bar.update(self._tasks[name], completed=done, total=total)

    def _say(self, name: str, done: int, total: int) -> None:
        now = self._clock()
        begun = self._begun.setdefault(name, now)
        if now - self._said_at < LINE_SECONDS or not 0 < done < total:
            return
        self._said_at = now
        left = (now - begun) / done * (total - done)
        self._console.print(f"{name}: {done:,} of {total:,}{_time_left(left)}", soft_wrap=True)


def _time_left(seconds: float) -> str:
    if seconds < 1:
        return ""
    minutes = round(seconds / 60)
    return f", about {minutes} min left" if minutes > 1 else f", about {seconds:.0f} s left"


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        is_known = task.speed and (task.elapsed or 0) >= _LEAST_RATE_SECONDS
        return Text(f"{task.speed:,.0f}/s" if is_known else "", "dim")
