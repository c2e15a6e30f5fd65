"""What a library holds: documents, passages and quotes, looked up without asking anything."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from operator import attrgetter
from typing import TYPE_CHECKING, TypeVar

from retrieval.access.access import Access
from retrieval.catalog.catalog import Catalog
from retrieval.catalog.records import StoredDocument, StoredPassage
from retrieval.errors import IndexDamaged, QueryError
from retrieval.links import Links
from retrieval.model import Quote
from retrieval.search.generation import Generation, NewestGeneration
from retrieval.search.quotes import Context, context_of, find_quote
from retrieval.vectors import Vectors

T = TypeVar("T")


class Holdings(ABC):
    """The part of a ``Library`` that looks things up. Raises what ``Library.ask`` raises when there is nothing yet.

    access: what those may read who will see what is returned; what they may not read is not there.
    """

    if TYPE_CHECKING:  # no caller meets it
        _newest: NewestGeneration

    @property
    @abstractmethod
    def links(self) -> Links:
        """Where the documents of the generation that is loaded can be read on the web."""

    @property
    def generation(self) -> int:
        """The number of the generation that is loaded; 0 before one is. Never waits for another thread."""
        return self._newest.number

    @property
    def edition(self) -> int:
        """A number that changes with the documents that are loaded, and with their rules. Never waits either."""
        return self._newest.edition

    @abstractmethod
    def _current(self) -> AbstractContextManager[tuple[Catalog, Generation]]:
        """Hold the newest generation."""

    @abstractmethod
    def _warm(self, generation: Generation) -> None:
        """Load the models, so that no answer counts the loading as its own time."""

    @abstractmethod
    def _mend(self) -> None:
        """Derive anew the indexes that are damaged."""

    def _searched(self, search: Callable[[Catalog, Generation], T]) -> T:
        """Search the newest generation; once more if an index turns out to be damaged, when it is mended."""
        try:
            return self._search_once(search)
        except IndexDamaged:
            self._mend()
            return self._search_once(search)

    def _search_once(self, search: Callable[[Catalog, Generation], T]) -> T:
        with self._current() as (catalog, generation):
            self._warm(generation)
            return search(catalog, generation)

    def find(self, quote_ids: Sequence[str], *, access: Access) -> list[Quote | None]:
        """Return quotes by their ids, in order, unscored and unmarked: None for each that is no longer there."""
        with self._current() as (catalog, generation):
            readable = generation.readable(access)
            found = [find_quote(catalog, readable, id_) for id_ in quote_ids]
            return [quote and self.links.linked(quote) for quote in found]

    def context(self, quote_id: str, *, access: Access) -> Context | None:
        """Return a quote with the text before and after it, or None when it is no longer in the library."""
        with self._current() as (catalog, generation):
            context = context_of(catalog, generation.readable(access), quote_id)
            return context and replace(context, quote=self.links.linked(context.quote))

    def documents(self, *, access: Access) -> list[StoredDocument]:
        """Return all documents, by path."""
        with self._current() as (_, generation):
            return sorted(generation.readable(access).values(), key=attrgetter("path"))

    def text(self, document: StoredDocument, *, access: Access) -> str:
        """Return a document's canonical text. Raises QueryError when another process has changed or removed it."""
        with self._current() as (catalog, generation):
            now = generation.readable(access).get(document.id)
            if now is None or now.sha256 != document.sha256:
                raise _changed_error(document.path, document.path)
            return catalog.canonical(document.id)

    def passages(self, document: StoredDocument, *, access: Access) -> list[StoredPassage]:
        """Return a document's passages, in order. Raises NotVerbatim when the catalog is damaged."""
        with self._current() as (catalog, generation):
            is_readable = document.id in generation.readable(access)
            return catalog.passages(catalog.passage_ids([document.id])) if is_readable else []

    def passage_ids(self, *, access: Access) -> dict[int, int]:
        """Return the ids of all passages, in order, each with the id of its document."""
        with self._current() as (catalog, generation):
            readable = generation.readable(access)
            found = catalog.documents_of(catalog.passage_ids())
            return {id_: document for id_, document in found.items() if document in readable}

    def vectors(self, passage_ids: Sequence[int]) -> Vectors:
        """Return the vectors of passages, float32, shape (n, dim), in the given order.

        Raises QueryError when another process has removed one of them.
        """
        with self._current() as (catalog, _):
            if not catalog.documents_of(passage_ids).keys() >= {*passage_ids}:
                raise _changed_error("A passage", None)
            return catalog.vectors(passage_ids)


def _changed_error(what: str, found: str | None) -> QueryError:
    return QueryError(f"{what} has changed, or is gone, since it was looked up", "try again", found=found)
