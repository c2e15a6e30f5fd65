"""Which documents may answer a question."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase

from retrieval.records import StoredDocument


@dataclass(frozen=True, slots=True)
class Filter:
    """Which documents may answer.

    ``source`` is a glob on the path below the seeds folder (``news/*``, ``*.pdf``), or the name of a folder or file;
    upper and lower case do not matter. ``since`` and ``until`` are dates, also partial ones (``2026-01``), both
    included; with either, documents without a date do not answer. ``within`` is a second glob that must match, too.
    """

    source: str | None = None
    since: str | None = None
    until: str | None = None
    within: str | None = None

    def __str__(self) -> str:
        parts = {"source": self.source, "within": self.within, "since": self.since, "until": self.until}
        return ", ".join(f"{name} {value!r}" for name, value in parts.items() if value is not None)

    def admits(self, document: StoredDocument) -> bool:
        """Return whether a document may answer."""
        path = document.path.lower()
        for glob in (self.source, self.within):
            if glob is not None and not _matches(path, glob.lower().strip("/")):
                return False
        date = document.date or ""
        if (self.since or self.until) and not date:
            return False
        if self.since and date[: len(self.since)] < self.since[: len(date)]:
            return False
        return not self.until or date[: len(self.until)] <= self.until[: len(date)]


EVERYTHING = Filter()
"""Admits all documents."""


def _matches(path: str, glob: str) -> bool:
    return fnmatchcase(path, glob) or path.startswith(f"{glob}/") or fnmatchcase(path, f"*/{glob}")
