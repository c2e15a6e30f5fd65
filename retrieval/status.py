"""What is indexed, for people to see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from retrieval.access.book import RULES_KEY, RuleBook
from retrieval.catalog.catalog import Catalog
from retrieval.catalog.records import StoredDocument, unread_languages
from retrieval.errors import IndexOutdated
from retrieval.indexes.dense_file import Clusters
from retrieval.indexes.deriving import dense_index


@dataclass(frozen=True, slots=True)
class Status:
    """What is indexed.

    ``warnings`` say why the text of a document may not be all of it, by path. ``outdated`` is why the index must be
    brought up to date before it can answer, or None. ``languages`` counts the passages in each language, None standing
    for those in none that is known; ``unread_languages`` are those that the model does not read, each with how many
    documents are in it. ``clusters`` are those of the dense index, None while it compares every vector; ``is_whole``
    tells whether that index can be read. ``rules`` say who may read what; what a status tells is for operators.
    """

    generation: int
    documents: tuple[StoredDocument, ...]
    passages: int
    seeds: str
    model: str
    outdated: IndexOutdated | None
    bytes_on_disk: int
    clusters: Clusters | None
    is_whole: bool = True
    warnings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    languages: Mapping[str | None, int] = field(default_factory=dict)
    unread_languages: Mapping[str, int] = field(default_factory=dict)
    rules: RuleBook = field(default_factory=RuleBook)


def read_status(catalog: Catalog, folder: Path, outdated: IndexOutdated | None, read: frozenset[str] | None) -> Status:
    """Return what is indexed, in the catalog and in the indexes next to it. The caller holds a snapshot.

    read: the languages that the model reads; None where nobody says so.
    """
    dense = dense_index(catalog, folder)
    return Status(
        generation=catalog.generation,
        documents=tuple(catalog.documents()),
        passages=catalog.count()[1],
        seeds=catalog.meta("seeds") or "",
        model=catalog.fingerprint.get("model", ""),
        outdated=outdated,
        bytes_on_disk=sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()),
        clusters=dense.clusters if dense is not None else None,
        is_whole=dense is not None,
        warnings=catalog.warnings(),
        languages=catalog.by_language("passages"),
        unread_languages=unread_languages(catalog.by_language("documents"), read),
        rules=RuleBook.from_json(catalog.meta(RULES_KEY) or "{}"),
    )
