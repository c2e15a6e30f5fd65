"""The progress of a sync or an evaluation: bars on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TaskID, TextColumn, TimeRemainingColumn
from rich.text import Text

from retrieval import Observer


class ProgressDisplay(Observer):
    """Shows how far something is: bars with the speed and the time left on a terminal, plain lines elsewhere."""

    def __init__(self, console: Console) -> None:
        self._console = console
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
        self._reported: dict[str, int] = {}

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
        self._update("Reading", done, total, every=500)

    def encoding(self, done: int, total: int) -> None:  # noqa: D102 - see Observer
        self._update("Embedding", done, total, every=2000)

    def step(self, name: str) -> None:  # noqa: D102 - see Observer
        if name == "parsed" and "Reading" in self._tasks:
            self._bar.remove_task(self._tasks.pop("Reading"))

    def asking(self, done: int, total: int) -> None:
        """Show that ``done`` of ``total`` gold questions have been asked."""
        self._update("Asking", done, total, every=500)

    def _update(self, name: str, done: int, total: int, every: int) -> None:
        if not self._console.is_terminal:
            if done - self._reported.get(name, 0) >= every:
                self._reported[name] = done
                self._console.print(f"{name}: {done:,} of {total:,}")
            return
        if name not in self._tasks:
            self._tasks[name] = self._bar.add_task(name, total=total)
        self._bar.update(self._tasks[name], completed=done, total=total)


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:,.0f}/s" if task.speed else "", "dim")
