"""All documents of one generation, and what of them may be offered to whom."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock
from typing import TypeVar

from bot.messages.autocomplete import DocumentChoices
from retrieval import Access, Filter
from retrieval.access.rules import Rule
from retrieval.catalog.records import StoredDocument
from retrieval.search.query import EVERYTHING

MAX_PREPARED = 24
"""The documents of this many kinds of readers are kept prepared: those with the same roles are of one kind."""
MAX_COUNTED = 200
"""The counts for this many kinds of readers and filters are kept."""

Rules = tuple[Rule, ...]
Kind = tuple[frozenset[int], Filter]
"""Which sets of rules admit a reader, by number, and what the channel is bound to."""
V = TypeVar("V")


class ReadableDocuments:
    """The documents with their rules. Nothing here says anything about one that a reader may not read."""

    def __init__(self, edition: int, documents: Sequence[StoredDocument]) -> None:
        """Keep the documents of an edition of the library; see ``Library.edition``."""
        self.edition = edition
        self.everything = documents
        self._sets: list[Rules] = [*dict.fromkeys(document.rules for document in documents)]
        self.has_rules = any(self._sets)
        self.viewed = frozenset(channel for rules in self._sets for rule in rules for channel in rule.viewers)
        """The channels whose readers the rules name."""
        self._numbers = {rules: number for number, rules in enumerate(self._sets)}
        self._by_path = {document.path: document for document in documents}
        self._all: DocumentChoices | None = None
        self._preparing = Lock()
        self._choices: OrderedDict[Kind, DocumentChoices] = OrderedDict()
        self._counts: OrderedDict[Kind, int] = OrderedDict()

    def choices_for(self, access: Access, within: str | None = None) -> DocumentChoices:
        """Return the documents that may be read and lie within what a channel is bound to, prepared to be searched.

        Many thousand documents take a while the first time, so do it off the event loop.
        """
        kind = self._kind(access, Filter(within=within))
        found = self._choices.get(kind)
        if found is None:
            admitted = self._admitted(kind)
            is_all = len(admitted) == len(self.everything)
            found = self._prepared() if is_all else self._prepared().among(admitted)
            _keep(self._choices, kind, found, MAX_PREPARED)
        return found

    def _prepared(self) -> DocumentChoices:
        with self._preparing:
            if self._all is None:
                self._all = DocumentChoices(self.edition, self.everything)
            return self._all

    def count_readable(self, access: Access, only: Filter | None) -> int:
        """Return how many documents may be read, of those that a filter admits."""
        kind = self._kind(access, only or EVERYTHING)
        found = self._counts.get(kind)
        if found is None:
            found = len(self._admitted(kind))
            _keep(self._counts, kind, found, MAX_COUNTED)
        return found

    def has_readable(self, access: Access, path: str) -> bool:
        """Return whether a document has exactly this path, and may be read."""
        document = self._by_path.get(path)
        return document is not None and access.admits(document.rules)

    def _kind(self, access: Access, only: Filter) -> Kind:
        return frozenset(number for number, rules in enumerate(self._sets) if access.admits(rules)), only

    def _admitted(self, kind: Kind) -> Sequence[StoredDocument]:
        numbers, only = kind
        if only == EVERYTHING and len(numbers) == len(self._sets):
            return self.everything
        return [each for each in self.everything if self._numbers[each.rules] in numbers and only.admits(each)]


def _keep(kept: OrderedDict[Kind, V], kind: Kind, value: V, most: int) -> None:
    kept[kind] = value
    while len(kept) > most:
        kept.popitem(last=False)
