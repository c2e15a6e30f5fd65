"""What a person has typed so far → the documents and folders to choose from."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from copy import copy
from pathlib import PurePosixPath

from discord import app_commands

from bot.messages.escaping import size
from bot.messages.language_names import is_named, language_name, names_of
from bot.messages.rendering import shortened
from retrieval import Filter
from retrieval.catalog.records import StoredDocument, languages_of
from retrieval.languages.names import comparable_name
from retrieval.searchable import searchable

MAX_CHOICES = 25
"""How many choices Discord shows."""
MAX_CHOICE_UNITS = 100
"""UTF-16 units that the name or the value of a choice may have; a document with a longer path is not offered."""

_MAX_COUNTED_FILTERS = 100
"""The counts for this many filters are kept."""


class DocumentChoices:
    """The documents of one generation, prepared to be searched again at every key that is pressed."""

    def __init__(self, generation: int, documents: Sequence[StoredDocument]) -> None:
        """Prepare the search; many thousand documents take a while, so do it off the event loop."""
        self.generation = generation
        self.documents = documents
        self.languages = languages_of(documents)
        self._searchable = [f"{_letters(d.path)}\n{_letters(d.name)}" for d in documents]
        names = {d.path: _label(d) for d in documents if size(d.path) <= MAX_CHOICE_UNITS}
        folders = _folders_of(documents)
        names |= {f"{folder}/": _one_line(f"{folder}/") for folder in folders if size(folder) < MAX_CHOICE_UNITS}
        self._admitted: dict[Filter, int] = {}
        self._names = [(value, name, _letters(value), _letters(name)) for value, name in names.items()]

    def among(self, documents: Sequence[StoredDocument]) -> DocumentChoices:
        """Return the same for some of the documents, in the same order: far faster than to prepare them anew."""
        some, paths = copy(self), {document.path for document in documents}
        kept = paths | {f"{folder}/" for folder in _folders_of(documents)}
        some.documents, some.languages, some._admitted = documents, languages_of(documents), {}
        some._searchable = [t for d, t in zip(self.documents, self._searchable, strict=True) if d.path in paths]
        some._names = [name for name in self._names if name[0] in kept]
        return some

    def choices(self, typed: str) -> list[app_commands.Choice[str]]:
        """Return up to 25 documents and folders that contain the typed letters, those that begin with them first."""
        wanted = _letters(typed.strip())
        fitting = (item for item in self._names if wanted in item[2] or wanted in item[3])
        first = heapq.nsmallest(
            MAX_CHOICES,
            fitting,
            key=lambda item: (not (item[2].startswith(wanted) or item[3].startswith(wanted)), item[3]),
        )
        return [app_commands.Choice(name=name, value=value) for value, name, _, _ in first]

    def language_choices(self, typed: str, reader: str) -> list[app_commands.Choice[str]]:
        """Return up to 25 of the documents' languages that contain the typed letters, as ``reader`` calls them."""
        wanted = comparable_name(typed)
        fitting = [
            code
            for code in self.languages
            if is_named(typed, code, reader) or any(wanted in name for name in names_of(code, reader))
        ]
        return [app_commands.Choice(name=language_name(code, reader), value=code) for code in fitting[:MAX_CHOICES]]

    def count_admitted(self, only: Filter | None) -> int:
        """Return how many documents a filter admits."""
        if only is None:
            return len(self.documents)
        if only not in self._admitted:
            if len(self._admitted) >= _MAX_COUNTED_FILTERS:
                self._admitted.clear()
            self._admitted[only] = sum(map(only.admits, self.documents))
        return self._admitted[only]

    def languages_in(self, only: Filter) -> dict[str, int]:
        """Return the languages of the documents that a filter admits, each with how many have something in it."""
        return languages_of(filter(only.admits, self.documents))

    def matching(self, search: str) -> list[StoredDocument]:
        """Return the documents whose path or name contains the searched letters."""
        wanted = _letters(search)
        return [d for d, text in zip(self.documents, self._searchable, strict=True) if wanted in text]


def _letters(text: str) -> str:
    """Return a text as it is compared with another: without regard to case and to how accents are encoded."""
    return searchable(text).casefold()


def _folders_of(documents: Sequence[StoredDocument]) -> set[str]:
    """Return all folders that documents are in."""
    folders: set[str] = set()
    for document in documents:
        folder = document.path.rpartition("/")[0]
        while folder and folder not in folders:
            folders.add(folder)
            folder = folder.rpartition("/")[0]
    return folders


def _one_line(text: str) -> str:
    return shortened(text, len(text)) or "?"


def _label(document: StoredDocument) -> str:
    stem = PurePosixPath(document.path).stem
    label = _one_line(document.path if document.name == stem else f"{document.name} – {document.path}")
    if size(label) <= MAX_CHOICE_UNITS:
        return label
    while size(label) >= MAX_CHOICE_UNITS:
        label = label[:-1]
    return f"{label}…"
