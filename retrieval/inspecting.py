"""In what state a library is: told over a connection of its own, whatever is being asked meanwhile."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from retrieval.catalog.catalog import Catalog
from retrieval.catalog.database import storage_errors
from retrieval.encoding.encoder import Encoder
from retrieval.errors import IndexFault, IndexMissing, IndexOutdated
from retrieval.fingerprint import reason_to_sync
from retrieval.index_folder import CATALOG_FILE
from retrieval.parsing.options import ParsingOptions
from retrieval.parsing.workers.pool import ParsingPool
from retrieval.status import Status, read_status
from retrieval.verifying import Verification, verify


class Inspected(ABC):
    """The part of a ``Library`` that says in what state it is."""

    seeds: Path
    index: Path
    encoder: Encoder
    _parsing: ParsingOptions

    def needs_sync(self) -> IndexFault | None:
        """Return why a sync must come first (nothing is indexed, another folder, or a part of this one), or None."""
        try:
            with self._opened() as catalog:
                return reason_to_sync(catalog, self.index, self.seeds)
        except (IndexMissing, IndexOutdated) as error:
            return error if isinstance(error, IndexMissing) else None  # a sync converts it

    def outdated(self) -> IndexOutdated | None:
        """Return why what is indexed cannot answer until a sync has brought it up to date, or None."""
        try:
            with self._opened() as catalog, catalog.snapshot():
                return self._outdated(catalog)
        except IndexOutdated as error:
            return error

    def status(self) -> Status:
        """Return what is indexed. Raises IndexMissing before the first sync."""
        with self._opened() as catalog, catalog.snapshot():
            return read_status(catalog, self.index, self._outdated(catalog), self.encoder.languages)

    def verify(self) -> Verification:
        """Re-check every stored passage against its file, and all indexes against the catalog.

        Raises IndexMissing before the first sync.
        """
        with self._opened() as catalog, catalog.snapshot(), ParsingPool(self._parsing) as pool:
            return verify(catalog, self.seeds, self.index, pool)

    @contextmanager
    def _opened(self, *, create: bool = False) -> Iterator[Catalog]:
        """Open a second connection to the catalog, besides the one that answers questions."""
        path = self.index / CATALOG_FILE
        with storage_errors(path), Catalog(path, create=create) as catalog:
            yield catalog

    @abstractmethod
    def _outdated(self, catalog: Catalog) -> IndexOutdated | None:
        """Return why what is indexed does not suit the settings, or None."""
