"""What a person has typed so far → the documents and folders to choose from."""

from __future__ import annotations

import heapq
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import copy
from itertools import chain, islice
from pathlib import PurePosixPath
from typing import Any, TypeVar

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
_SORTED_AT_ONCE = 2000
"""While Python sorts a list, no other thread runs, so longer ones are sorted in pieces."""
_SEARCHED_AT_ONCE = 500
"""The letters of so many names are searched as one text first, as most of them contain nothing that is wanted."""

T = TypeVar("T")


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
        self._paths = {document.path for document in documents}
        # In the order of their names; their letters, many together; and their positions in the order of their values.
        self._names = _sorted(((_letters(n), _letters(v), n, v) for v, n in names.items()), lambda item: item[0])
        self._prepare()

    def _prepare(self) -> None:
        """Make what is searched of the names, which are in their order."""
        self._pieces = [
            "\n".join(f"{name}\n{value}" for name, value, _, _ in self._names[first : first + _SEARCHED_AT_ONCE])
            for first in range(0, len(self._names), _SEARCHED_AT_ONCE)
        ]
        self._by_value = _sorted(range(len(self._names)), lambda position: self._names[position][1])

    def among(self, documents: Sequence[StoredDocument]) -> DocumentChoices:
        """Return the same for some of the documents, in the same order: far faster than to prepare them anew."""
        some, paths = copy(self), {document.path for document in documents}
        kept = paths | {f"{folder}/" for folder in _folders_of(documents)}
        some.documents, some.languages, some._admitted = documents, languages_of(documents), {}
        some._searchable = [t for d, t in zip(self.documents, self._searchable, strict=True) if d.path in paths]
        some._paths = paths
        some._names = [each for each in self._names if each[3] in kept]
        some._prepare()
        return some

    def choices(self, typed: str) -> list[app_commands.Choice[str]]:
        """Return up to 25 documents and folders that contain the typed letters, those that begin with them first.

        Among a hundred thousand documents this takes some 20 ms at most, so do it off the event loop.
        """
        wanted = _letters(typed.strip())
        by_name = _beginning(wanted, self._names, lambda item: item[0])
        by_value = _beginning(wanted, self._by_value, lambda position: self._names[position][1])
        values = (self._by_value[position] for position in by_value) if wanted else ()
        begun = heapq.nsmallest(2 * MAX_CHOICES, chain(by_name[:MAX_CHOICES], values))  # none is there three times
        first = [*dict.fromkeys(begun)][:MAX_CHOICES]
        if len(first) < MAX_CHOICES:
            more = (position for position in self._containing(wanted) if position not in first)
            first += islice(more, MAX_CHOICES - len(first))
        found = (self._names[position] for position in first)
        return [app_commands.Choice(name=name, value=value) for _, _, name, value in found]

    def _containing(self, wanted: str) -> Iterator[int]:
        """Yield the positions of the names that contain the wanted letters, or whose values do."""
        for number, piece in enumerate(self._pieces):
            if wanted in piece:
                first = number * _SEARCHED_AT_ONCE
                for position, (name, value, _, _) in enumerate(self._names[first : first + _SEARCHED_AT_ONCE], first):
                    if wanted in name or wanted in value:
                        yield position

    def language_choices(self, typed: str, reader: str) -> list[app_commands.Choice[str]]:
        """Return up to 25 of the documents' languages that contain the typed letters, as ``reader`` calls them."""
        wanted = comparable_name(typed)
        fitting = [
            code
            for code in self.languages
            if is_named(typed, code, reader) or any(wanted in name for name in names_of(code, reader))
        ]
        return [app_commands.Choice(name=language_name(code, reader), value=code) for code in fitting[:MAX_CHOICES]]

    def has_document(self, path: str) -> bool:
        """Return whether a document has exactly this path."""
        return path in self._paths

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
        """Return the documents whose path or name contains the searched letters; many take a while."""
        wanted = _letters(search)
        return [d for d, text in zip(self.documents, self._searchable, strict=True) if wanted in text]


def _sorted(items: Iterable[T], key: Callable[[T], Any]) -> list[T]:
    """Return items in order, like ``sorted``, but let other threads run meanwhile."""
    remaining = iter(items)
    pieces = iter(lambda: sorted(islice(remaining, _SORTED_AT_ONCE), key=key), [])
    return list(heapq.merge(*pieces, key=key))


def _beginning(wanted: str, ordered: Sequence[T], letters: Callable[[T], str]) -> range:
    """Return the positions of those of a sequence, in the order of their letters, that begin with the wanted ones."""

    def begin(item: T) -> str:
        return letters(item)[: len(wanted)]

    return range(bisect_left(ordered, wanted, key=begin), bisect_right(ordered, wanted, key=begin))


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
