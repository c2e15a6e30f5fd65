"""How the sources are: what operators see of each in ``quoth status`` and ``quoth doctor``."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from bot.origins.copies import OriginCopies, OriginState
from bot.origins.entries import OriginEntry, read_entries
from retrieval.origins.manifests import origin_folder

_STEPS = ((86_400, "d"), (3600, "h"), (60, "min"))


@dataclass(frozen=True, slots=True)
class OriginView:
    """A source, how many copies it has, and what became of it the last time. ``problem`` is None if all is well."""

    entry: OriginEntry
    copies: int
    state: OriginState

    @property
    def problem(self) -> str | None:
        """What went wrong the last time, or that it was never fetched."""
        if self.state.tried is None:
            return f"{self.entry.shown} was not fetched yet"
        return self.state.problem

    def line(self, now: float) -> str:
        """Return one line about it. now: seconds since 1970."""
        fetched = self.state.fetched
        when = "never fetched" if fetched is None else f"fetched {_ago(now - fetched)} ago"
        commit = f", commit {self.state.commit[:12]}" if self.state.commit else ""
        wrong = f"; {self.state.problem}" if self.state.problem else ""
        number = f"{self.copies:,} document{'' if self.copies == 1 else 's'}"
        return f"{self.entry.name}: {self.entry.shown}, {number}{commit}, {when}{wrong}"


def look_at_origins(sources_file: Path, index: Path) -> list[OriginView]:
    """Return how each source is, in the order of the sources file. Raises SettingError when that cannot be used."""
    found = []
    for entry in read_entries(sources_file):
        copies = OriginCopies(origin_folder(index, entry.name))
        state = copies.state() or OriginState()
        found.append(OriginView(entry, len(state.pages) or len(state.blobs), state))
    return found


def origin_lines(sources_file: Path, index: Path) -> list[tuple[str, bool]]:
    """Return a line for each source, and whether all is well with it."""
    return [(each.line(time.time()), each.problem is None) for each in look_at_origins(sources_file, index)]


def _ago(seconds: float) -> str:
    return next((f"{seconds // step:.0f} {unit}" for step, unit in _STEPS if seconds >= step), "a moment")
