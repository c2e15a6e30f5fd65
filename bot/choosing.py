"""What somebody has typed so far → the documents and folders to choose from."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from pathlib import PurePosixPath

from discord import app_commands

from bot.escaping import size
from retrieval import Filter
from retrieval.records import StoredDocument

CHOICES = 25
LENGTH = 100
"""UTF-16 units of a choice's name and of its value, at most; a document with a longer path is not offered."""

_FILTERS = 100
"""Filters of which is kept how many documents they admit."""


class Offered:
    """The documents of one generation, prepared for looking something up at every key that somebody presses."""

    def __init__(self, generation: int, documents: Sequence[StoredDocument]) -> None:
        """Prepare; that takes a while for many thousand documents, so do it off the event loop."""
        self.generation = generation
        self.documents = documents
        self._searchable = [f"{d.path}\n{d.name}".casefold() for d in documents]
        names = {d.path: _label(d) for d in documents if size(d.path) <= LENGTH}
        folders = {str(parent) for d in documents for parent in PurePosixPath(d.path).parents} - {"."}
        names |= {f"{folder}/": f"{folder}/" for folder in folders if size(folder) < LENGTH}
        self._admitted: dict[Filter, int] = {}
        self._names = [(value, name, value.casefold(), name.casefold()) for value, name in names.items()]

    def choices(self, typed: str) -> list[app_commands.Choice[str]]:
        """Return at most 25 documents and folders that have the typed letters in them, those that begin so first."""
        wanted = typed.strip().casefold()
        fitting = (item for item in self._names if wanted in item[2] or wanted in item[3])
        first = heapq.nsmallest(
            CHOICES, fitting, key=lambda item: (not (item[2].startswith(wanted) or item[3].startswith(wanted)), item[3])
        )
        return [app_commands.Choice(name=name, value=value) for value, name, _, _ in first]

    def admitted(self, only: Filter | None) -> int:
        """Return how many documents may answer."""
        if only is None:
            return len(self.documents)
        if only not in self._admitted:
            if len(self._admitted) >= _FILTERS:
                self._admitted.clear()
            self._admitted[only] = sum(map(only.admits, self.documents))
        return self._admitted[only]

    def found(self, search: str) -> list[StoredDocument]:
        """Return the documents that have the letters in their path or name."""
        wanted = search.casefold()
        return [d for d, text in zip(self.documents, self._searchable, strict=True) if wanted in text]


def _label(document: StoredDocument) -> str:
    stem = PurePosixPath(document.path).stem
    label = document.path if document.name == stem else f"{document.name} – {document.path}"
    if size(label) <= LENGTH:
        return label
    while size(label) >= LENGTH:
        label = label[:-1]
    return f"{label}…"
