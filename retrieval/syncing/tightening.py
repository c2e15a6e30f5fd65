"""Rules of the seeds folder that become narrower hold between syncs, while one runs, and when it fails."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from contextlib import suppress
from pathlib import Path

from retrieval.access.book import RULES_KEY, FoundRules, limited_places, rules_of_places
from retrieval.catalog.catalog import Catalog
from retrieval.catalog.database import storage_errors
from retrieval.errors import IndexMissing, IndexOutdated
from retrieval.index_folder import CATALOG_FILE
from retrieval.origins.folders import seed_folders
from retrieval.syncing.limiting import tighten_to


class Tightener:
    """Lets narrower rules hold, again and again. It waits for no sync, and one thread at a time may use it."""

    def __init__(self, seeds: Path, index: Path, *, is_open: bool) -> None:
        """Look after the rules of an index. is_open: whether everybody may read what no rule limits."""
        self._seeds = seeds
        self._index = index
        self._path = index / CATALOG_FILE
        self._is_open = is_open
        self._generation = 0
        self._documents: Collection[str] = ()
        self._places: Sequence[str] = ()
        self._held: tuple[FoundRules, str | None] | None = None

    def tighten(self) -> bool:
        """Read the rules files, no documents, and let what is narrower hold; return whether that changed anything.

        Nothing is done where nothing is indexed, or where the seeds folder is not there: a sync would fail, too.
        Raises StorageError when the catalog cannot be read or written.
        """
        if not os.path.isdir(self._seeds):  # noqa: PTH112 - the same, where Path raises
            return False
        with suppress(IndexMissing, IndexOutdated), storage_errors(self._path), Catalog(self._path) as catalog:
            seeds, number = seed_folders(self._seeds, self._index), catalog.generation
            if number != self._generation:
                self._documents = [*catalog.known_files()]
                self._places = limited_places(seeds, self._documents)
                self._generation, self._held = number, None
            found = rules_of_places(seeds, self._places)
            if not number or self._held == (found, catalog.meta(RULES_KEY)):
                return False
            is_changed = tighten_to(found.book, catalog, seeds, self._documents, is_open=self._is_open)
            self._held = found, catalog.meta(RULES_KEY)
            return is_changed
        return False
