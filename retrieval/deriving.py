"""Catalog → indexes: brought to its generation by what has changed, or made anew; nothing is embedded for it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from retrieval import densefile
from retrieval.catalog import Catalog
from retrieval.dense import CHANGES, EXACT, DenseIndex, changes_allowed
from retrieval.densefile import Batches, Header, read_header
from retrieval.encoding import Vectors
from retrieval.lexical import LexicalIndex
from retrieval.observing import Observer
from retrieval.records import Difference, Status, StoredDocument

DENSE_FILE = "vectors.faiss"
LEXICAL_FOLDER = "lexical"
DOCUMENTS_FOLDER = "documents"

SMALL = 2000
"""Passages whose terms are indexed anew in no time."""

QUESTIONS = 256
"""Sentences with which clusters of vectors are measured."""

_BATCH = 16_384

Entries = Iterable[tuple[int, int, str]]
"""Id, id of the document, text: what a ``LexicalIndex`` takes in."""


def derive(catalog: Catalog, folder: Path, observer: Observer) -> None:
    """Bring all indexes to the catalog's generation, on disk. The caller holds the writer's lock.

    The terms, of passages and of whole documents, come first: readers cannot do without them, while of the vectors they
    need only what has changed, which is in the catalog.
    """
    documents, passages = catalog.count()
    _derive_terms(catalog, folder / LEXICAL_FOLDER, _passages_since, _all_passages, passages)
    _derive_terms(catalog, folder / DOCUMENTS_FOLDER, _documents_since, _all_documents, documents)
    observer.step("lexical")
    _derive_dense(catalog, folder / DENSE_FILE)
    observer.step("dense")


def discard(folder: Path) -> None:
    """Delete all indexes: what they hold is of a catalog that is gone."""
    (folder / DENSE_FILE).unlink(missing_ok=True)
    for name in (LEXICAL_FOLDER, DOCUMENTS_FOLDER):
        shutil.rmtree(folder / name, ignore_errors=True)


def dense_index(catalog: Catalog, folder: Path, held: DenseIndex | None = None) -> DenseIndex | None:
    """Return the vectors of the catalog's generation: those that are held, or in the file, and what has changed since.

    None when the file is missing, damaged or too far behind.
    """
    index = held
    if index is None or index.is_outgrown:
        index = _newer(folder / DENSE_FILE, index)
    difference = catalog.difference(index.generation) if index is not None else None
    if held is not None and (difference is None or _size(difference) > 2 * CHANGES):
        index = DenseIndex.load(folder / DENSE_FILE)
        difference = catalog.difference(index.generation) if index is not None else None
    if index is None or difference is None or _size(difference) > 2 * CHANGES:
        return None
    if index.generation != catalog.generation:
        vectors = catalog.vectors(difference.added)
        index = index.advanced(catalog.generation, difference.removed, difference.added, vectors)
    return index if len(index) == catalog.count()[1] else None


def lexical_index(catalog: Catalog, folder: Path) -> LexicalIndex | None:
    """Return the terms in a folder, or None when they are missing, damaged or behind the catalog's generation."""
    terms = LexicalIndex.load(folder)
    return terms if terms is not None and terms.generation == catalog.generation else None


def in_memory(catalog: Catalog, folder: Path) -> tuple[DenseIndex, LexicalIndex, LexicalIndex]:
    """Return the vectors, the terms of passages and those of documents where nothing can be written.

    What is missing, damaged or behind is made anew, in memory.
    """
    dense = dense_index(catalog, folder)
    if dense is None:
        dense = DenseIndex(catalog.generation)
        parts = list(catalog.all_vectors())
        if parts:
            ids = [id_ for part, _ in parts for id_ in part]
            rows = np.concatenate([rows for _, rows in parts]).astype(np.float32)
            dense = dense.advanced(catalog.generation, (), ids, rows)
    terms = lexical_index(catalog, folder / LEXICAL_FOLDER)
    whole = lexical_index(catalog, folder / DOCUMENTS_FOLDER)
    return (
        dense,
        _terms_in_memory(catalog, _all_passages(catalog)) if terms is None else terms,
        _terms_in_memory(catalog, _all_documents(catalog)) if whole is None else whole,
    )


def _terms_in_memory(catalog: Catalog, entries: Entries) -> LexicalIndex:
    terms = LexicalIndex(None)
    terms.update(catalog.generation, (), entries)
    return terms


def searchable(catalog: Catalog, ids: Iterable[int]) -> Iterator[tuple[int, int, str]]:
    """Yield id, document id and the text that the lexical leg searches, of passages."""
    title: tuple[int, str | None] = (0, None)
    for id_ in ids:
        stored = catalog.passage(id_)
        if stored.document_id != title[0]:
            title = stored.document_id, catalog.document(stored.document_id).title
        context = (title[1], stored.passage.heading, stored.passage.text)
        yield id_, stored.document_id, "\n".join(part for part in context if part)


def searchable_documents(catalog: Catalog, documents: Iterable[StoredDocument]) -> Iterator[tuple[int, int, str]]:
    """Yield id, the same id again and the text of documents, title in front."""
    for document in documents:
        yield document.id, document.id, f"{document.title or ''}\n{catalog.canonical(document.id)}"


def describe(catalog: Catalog, folder: Path, outdated: str | None) -> Status:
    """Return what is indexed, catalog and indexes; ``outdated``: why it has to be made anew, if it has."""
    dense = dense_index(catalog, folder)
    return Status(
        generation=catalog.generation,
        documents=tuple(catalog.documents()),
        passages=catalog.count()[1],
        seeds=catalog.meta("seeds") or "",
        model=catalog.fingerprint.get("model", ""),
        outdated=outdated,
        bytes_on_disk=sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()),
        clusters=dense.facts if dense is not None else None,
        is_whole=dense is not None,
    )


def _newer(path: Path, held: DenseIndex | None) -> DenseIndex | None:
    """Return the index in the file if it is newer than one that is held, which is returned otherwise."""
    if held is not None:
        header = read_header(path)
        if header is None or (held.header is not None and header.generation <= held.header.generation):
            return held
    loaded = DenseIndex.load(path)
    return loaded if loaded is not None else held  # an empty one is falsy, but whole


def _derive_dense(catalog: Catalog, path: Path) -> None:
    header, generation = read_header(path), catalog.generation
    difference = catalog.difference(header.generation) if header is not None else None
    changes = _size(difference) if difference is not None else 0
    is_to_be_read = header is not None and (header.facts is None or changes >= changes_allowed(header.count))
    if (
        header is None
        or difference is None
        or header.count + len(difference.added) - len(difference.removed) != catalog.count()[1]
        or (is_to_be_read and not header.is_sound(path))
    ):
        _write(catalog, path, ((np.array(ids), rows) for ids, rows in catalog.all_vectors()))
    elif header.generation != generation and changes >= changes_allowed(header.count):
        _write(catalog, path, _folded(catalog, path, header, difference), path)


def _write(catalog: Catalog, path: Path, batches: Batches, old: Path | None = None) -> None:
    def questions() -> Vectors:
        ids = catalog.passage_ids()
        sampled = ids[:: max(len(ids) // QUESTIONS, 1)][:QUESTIONS]
        sentences = catalog.sentence_vectors(sampled)
        return np.stack([vectors[len(vectors) // 2] for vectors in sentences if len(vectors)])

    densefile.write(path, catalog.generation, batches, EXACT, questions, old)


def _folded(catalog: Catalog, path: Path, header: Header, difference: Difference) -> Batches:
    """Yield what a file holds and what has changed since; ids only ever grow."""
    ids, rows = header.ids(path), header.open_rows(path)
    kept = np.flatnonzero(~np.isin(ids, np.array(difference.removed, dtype=np.int64)))
    for at in range(0, len(kept), _BATCH):
        part = kept[at : at + _BATCH]
        yield ids[part], rows.read(part).astype(np.float16)
    if difference.added:
        yield np.array(difference.added), catalog.vectors(difference.added).astype(np.float16)


class _Changes(NamedTuple):
    """What changes in an index: ids that are gone or come anew, how many entries come, and these."""

    removed: Collection[int]
    coming: int
    added: Entries


def _derive_terms(
    catalog: Catalog,
    folder: Path,
    since: Callable[[Catalog, int], _Changes | None],
    everything: Callable[[Catalog], Entries],
    whole: int,
) -> None:
    """Bring an index of terms up to date; ``whole``: how many entries it has then."""
    generation = catalog.generation
    terms = LexicalIndex.load(folder)
    if terms is None:
        shutil.rmtree(folder, ignore_errors=True)
        terms = LexicalIndex(folder)
    if terms.generation == generation:
        return
    changes = since(catalog, terms.generation)
    if changes is None or _outweighs(len(terms) + changes.coming - whole, whole, catalog.count()[1]):
        terms.update(generation, (), everything(catalog), rebuild=True)
    else:
        terms.update(generation, changes.removed, changes.added)


def _passages_since(catalog: Catalog, generation: int) -> _Changes | None:
    difference = catalog.difference(generation)
    if difference is None:
        return None
    return _Changes(difference.removed, len(difference.added), searchable(catalog, difference.added))


def _documents_since(catalog: Catalog, generation: int) -> _Changes | None:
    found = catalog.documents_since(generation)
    if found is None:
        return None
    changed, gone = found
    ids = gone.union(document.id for document in changed)
    return _Changes(ids, len(changed), searchable_documents(catalog, changed))


def _all_passages(catalog: Catalog) -> Entries:
    return searchable(catalog, catalog.passage_ids())


def _all_documents(catalog: Catalog) -> Entries:
    return searchable_documents(catalog, catalog.documents())


def _outweighs(deleted: int, entries: int, passages: int) -> bool:
    """Whether so much is gone that all terms are better indexed anew: statistics still count what is deleted."""
    return deleted > 0 and (passages < SMALL or deleted > entries // 20)


def _size(difference: Difference) -> int:
    return len(difference.added) + len(difference.removed)
