"""One generation of the library, ready to be searched, and how the next one follows from it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from retrieval.access.access import Access
from retrieval.access.book import RULES_KEY, RuleBook, Rules
from retrieval.access.rules import CLOSED
from retrieval.background.keeping import kept_scale
from retrieval.background.scale import UNPLACED_SCALE, Scale
from retrieval.catalog.catalog import Catalog
from retrieval.catalog.database import storage_errors
from retrieval.catalog.records import StoredDocument
from retrieval.catalog.schema import nothing_indexed_error
from retrieval.errors import IndexBusy, IndexOutdated, StorageError
from retrieval.index_folder import CATALOG_FILE, DOCUMENTS_FOLDER, LEXICAL_FOLDER, writer_lock
from retrieval.indexes.dense import DenseIndex
from retrieval.indexes.deriving import dense_index, derive_indexes, indexes_without_writing, lexical_index
from retrieval.indexes.id_sets import IdSet
from retrieval.indexes.index import Scope
from retrieval.indexes.lexical import LexicalIndex
from retrieval.observing import Observer
from retrieval.origins.folders import ORIGINS_DIGEST_KEY, ORIGINS_KEY, kept_manifests
from retrieval.origins.manifests import Manifest
from retrieval.search.query import EVERYTHING, Filter, Reach
from retrieval.search.wording.document_names import DocumentNames
from retrieval.vectors import Vectors as Vector

PATIENCE_SECONDS = 5.0
"""How long to wait for indexes that another process is writing, before they are rebuilt in memory."""

MAX_SCOPES = 16
"""The scopes of this many recent filters are kept."""


@dataclass(frozen=True, slots=True)
class Generation:
    """One generation of the library, ready to be searched.

    ``lexical`` is the lexical index of passages, ``document_index`` that of whole documents. ``documents`` has the
    documents by the catalog's id, each with the rules that say who may read it, and ``names`` what people call them.
    ``scale`` places cosines. ``scopes`` has what was admitted by recent filters and by all rules but some, None for
    nothing. ``pinned`` has the vectors of questions for which something was pinned.
    """

    number: int
    dense: DenseIndex
    lexical: LexicalIndex
    document_index: LexicalIndex
    documents: Mapping[int, StoredDocument]
    scale: Scale = UNPLACED_SCALE
    scopes: dict[tuple[Filter, frozenset[Rules]], Scope | None] = field(default_factory=dict)
    pinned: dict[str, Vector] = field(default_factory=dict)
    names: DocumentNames = field(init=False)
    _limits: frozenset[Rules] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", DocumentNames(self.documents))
        object.__setattr__(self, "_limits", frozenset(each.rules for each in self.documents.values()))

    def hidden_by(self, access: Access) -> frozenset[Rules]:
        """Return which rules, of those that limit some document, keep somebody out."""
        return frozenset(rules for rules in self._limits if not access.admits(rules))

    def readable(self, access: Access) -> Mapping[int, StoredDocument]:
        """Return the documents that somebody may read."""
        hidden = self.hidden_by(access)
        if not hidden:
            return self.documents
        return {id_: document for id_, document in self.documents.items() if document.rules not in hidden}

    def under(self, book: RuleBook, *, is_open: bool) -> Generation:
        """Return the same generation under other rules. is_open: whether everybody may read what no rule limits."""
        return replace(self, documents=_with_rules(self.documents, book, is_open=is_open), scopes={})


class NewestGeneration:
    """The newest generation of an index folder, and the connection to its catalog.

    Threads must not use it at the same time; only ``number`` and ``edition`` may be read at any time. ``edition`` grows
    whenever the documents change, their rules, or where they were fetched. ``origins`` has the manifests of the latter.
    """

    def __init__(
        self,
        folder: Path,
        *,
        outdated: Callable[[Catalog], IndexOutdated | None],
        forget: Callable[[], None],
        is_open: bool = True,
    ) -> None:
        """Open nothing yet.

        outdated: returns why a catalog cannot be used with the current settings, or None. forget: called when another
        generation is loaded, or other rules hold, and by ``close``. is_open: whether everybody may read what no rule
        limits.
        """
        self.edition = 0
        self._is_open = is_open
        self.origins: Mapping[str, Manifest] = {}
        self._origins: str | None = None
        self._rules: str | None = None
        self._folder = folder
        self._outdated = outdated
        self._forget = forget
        self._catalog: Catalog | None = None
        self._generation: Generation | None = None
        self._inode = 0

    @property
    def number(self) -> int:
        """The number of the generation that is loaded; 0 before one is."""
        generation = self._generation
        return generation.number if generation else 0

    def close(self) -> None:
        """Close all files."""
        if self._catalog:
            self._catalog.close()
        self._catalog = self._generation = None
        self._forget()

    @contextmanager
    def held(self) -> Iterator[tuple[Catalog, Generation]]:
        """Yield the catalog and the newest generation, which agree until the end, even if a sync runs meanwhile.

        Raises IndexMissing before the first sync, IndexOutdated when the index was built with different settings or
        by another version of Quoth, and StorageError when the database fails.
        """
        with storage_errors(self._folder / CATALOG_FILE):
            while True:
                catalog, generation = self._load()
                with catalog.snapshot():
                    if catalog.generation == generation.number:
                        yield catalog, generation
                        return

    def mend(self) -> None:
        """Look for damage in every byte of the indexes, and derive anew what is damaged; in memory if need be."""
        with storage_errors(self._folder / CATALOG_FILE):
            catalog, _ = self._load()
            try:
                with writer_lock(self._folder), Catalog(self._folder / CATALOG_FILE) as writer:
                    derive_indexes(writer, self._folder, Observer(), thorough=True)
                self._generation = None
            except (IndexBusy, StorageError):
                self._generation = _without_writing(catalog, self._folder, trusts_files=False)
            self._rules = None  # those of the documents are found anew
            self._forget()

    def _load(self) -> tuple[Catalog, Generation]:
        path = self._folder / CATALOG_FILE
        if self._catalog is not None and not (path.is_file() and path.stat().st_ino == self._inode):
            self.close()  # the index was deleted, and perhaps built again
        elif self._catalog is not None and self._catalog.is_worn:
            worn, self._catalog = self._catalog, Catalog(path)
            worn.close()
        if self._catalog is None:
            self._catalog = Catalog(path)
            self._inode = path.stat().st_ino
        catalog = self._catalog
        number = catalog.generation
        if number == 0:
            raise nothing_indexed_error(self._folder)
        if self._generation is None or self._generation.number != number:
            if error := self._outdated(catalog):
                raise error
            self._generation, self._rules = load_generation(catalog, self._folder, self._generation), None
            self._forget()
        rules = catalog.meta(RULES_KEY) or "{}"
        if rules != self._rules:
            self._generation = self._generation.under(RuleBook.from_json(rules), is_open=self._is_open)
            self._rules = rules
            self.edition += 1
            self._forget()
        origins = catalog.meta(ORIGINS_DIGEST_KEY)
        if origins != self._origins:
            self.origins, self._origins = kept_manifests(catalog.meta(ORIGINS_KEY)), origins
            self.edition += 1
            self._forget()
        scale = kept_scale(catalog)
        if self._generation.scale != scale:  # a sync measures it after it has committed
            self._generation = replace(self._generation, scale=scale)
            self._forget()
        return catalog, self._generation


def load_generation(catalog: Catalog, folder: Path, before: Generation | None) -> Generation:
    """Return the newest generation, made from the one before and from what has changed; indexes are rebuilt if need be.

    While another process writes the indexes, wait for it: that takes less time than doing the same work next to it.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (generation := _advanced(catalog, folder, before)) is None:
        try:
            with writer_lock(folder), Catalog(folder / CATALOG_FILE) as writer:
                derive_indexes(writer, folder, Observer())
        except IndexBusy:
            if time.monotonic() < deadline:
                time.sleep(0.02)
                continue
        except StorageError:
            pass
        generation = _advanced(catalog, folder, before)
        return generation if generation is not None else _without_writing(catalog, folder)
    return generation


def _advanced(catalog: Catalog, folder: Path, before: Generation | None) -> Generation | None:
    """Return the newest generation, from the one before and the files on disk, or None when those do not suffice."""
    with catalog.snapshot():
        lexical = lexical_index(catalog, folder / LEXICAL_FOLDER)
        document_index = lexical_index(catalog, folder / DOCUMENTS_FOLDER)
        if lexical is None or document_index is None:
            return None
        dense = dense_index(catalog, folder, before.dense if before else None)
        if dense is None:
            return None
        since = catalog.documents_since(before.number) if before else None
        if before and since:
            changed, gone = since
            documents = {id_: d for id_, d in before.documents.items() if id_ not in gone}
            documents |= {document.id: document for document in changed}
        else:
            documents = {document.id: document for document in catalog.documents()}
        return Generation(catalog.generation, dense, lexical, document_index, documents)


def _without_writing(catalog: Catalog, folder: Path, *, trusts_files: bool = True) -> Generation:
    with catalog.snapshot():
        dense, lexical, document_index = indexes_without_writing(catalog, folder, trusts_files=trusts_files)
        documents = {document.id: document for document in catalog.documents()}
        return Generation(catalog.generation, dense, lexical, document_index, documents)


def scope_of(catalog: Catalog, generation: Generation, reach: Reach) -> Scope | None:
    """Return what a filter and the rules admit, or None when they admit nothing."""
    key = reach.only, generation.hidden_by(reach.access)
    if key == (EVERYTHING, frozenset()):
        return Scope()
    if key not in generation.scopes:
        readable = generation.readable(reach.access)
        admitted = [each for each in readable.values() if reach.only.admits(each)]
        among = IdSet(sorted(readable)) if len(readable) < len(generation.documents) else None
        scope = _scope_within(catalog, admitted, reach.only.language, among) if admitted else None
        while len(generation.scopes) >= MAX_SCOPES:
            generation.scopes.pop(next(iter(generation.scopes)))
        generation.scopes[key] = scope
    return generation.scopes[key]


def _with_rules(
    documents: Mapping[int, StoredDocument], book: RuleBook, *, is_open: bool
) -> Mapping[int, StoredDocument]:
    """Return documents with the rules that limit each of them."""
    unlimited: Rules = () if is_open else (CLOSED,)
    found = {}
    for id_, document in documents.items():
        rules = book.rules_of(document.path) or unlimited
        found[id_] = document if document.rules == rules else replace(document, rules=rules)
    return found


def _scope_within(
    catalog: Catalog, documents: Sequence[StoredDocument], language: str | None, readable: IdSet | None
) -> Scope:
    """Return the scope of documents, or of their passages in one language."""
    whole = [each.id for each in documents if language is None or each.languages == (each.language,)]
    pieces = catalog.passage_ids(sorted({each.id for each in documents}.difference(whole)), language)
    return Scope(whole, [*catalog.passage_ids(whole), *pieces], pieces, readable=readable)
