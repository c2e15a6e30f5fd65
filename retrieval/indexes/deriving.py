"""Catalog → indexes: brought to its generation by what has changed, or rebuilt; nothing is embedded for that."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import groupby, pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np

from retrieval.catalog.catalog import Catalog
from retrieval.catalog.records import Difference, StoredDocument
from retrieval.errors import IndexDamaged
from retrieval.index_folder import DENSE_FILE, DOCUMENTS_FOLDER, LEXICAL_FOLDER
from retrieval.indexes.dense import MAX_CHANGES, MAX_EXACT, DenseIndex, changes_allowed
from retrieval.indexes.dense_file import Batches, Header, read_header, write_dense_file
from retrieval.indexes.entries import Entry
from retrieval.indexes.lexical import LexicalIndex
from retrieval.observing import Observer
from retrieval.vectors import Vectors

SMALL_LIBRARY_PASSAGES = 2000
"""In a library of fewer passages, rebuilding a lexical index takes hardly any time."""

MEASURING_SENTENCES = 256
"""Clusters are measured with this many of the library's sentences."""

_BATCH_VECTORS = 16_384


def derive_indexes(catalog: Catalog, index_folder: Path, observer: Observer, *, thorough: bool = False) -> None:
    """Bring all indexes to the catalog's generation, on disk. The caller holds the writer's lock.

    thorough: look for damage in every byte, however many there are.

    The lexical indexes, of passages and of whole documents, come first: other processes cannot answer without them,
    while they find in the catalog what the file of the dense index lacks.
    """
    documents, passages = catalog.count()
    of_passages = _Lexical(_passages_since, _all_passages, passages)
    of_documents = _Lexical(_documents_since, _all_documents, documents, keep_words=True)
    for name, kind in ((LEXICAL_FOLDER, of_passages), (DOCUMENTS_FOLDER, of_documents)):
        try:
            _derive_lexical(catalog, index_folder / name, kind, thorough=thorough)
        except IndexDamaged:  # only writing has shown it
            _remove(index_folder / name)
            _derive_lexical(catalog, index_folder / name, kind, thorough=thorough)
    observer.step("lexical")
    _derive_dense(catalog, index_folder / DENSE_FILE, thorough=thorough)
    observer.step("dense")


def discard_indexes(index_folder: Path) -> None:
    """Delete all indexes, because they were derived from a catalog that is gone."""
    for name in (DENSE_FILE, LEXICAL_FOLDER, DOCUMENTS_FOLDER):
        _remove(index_folder / name)


def _remove(path: Path) -> None:
    """Delete a file or a folder, whichever is there in place of the other."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def dense_index(catalog: Catalog, index_folder: Path, held: DenseIndex | None = None) -> DenseIndex | None:
    """Return the dense index of the catalog's generation: the one that is held or filed, with the changes since.

    None when the file is missing, damaged or too far behind.
    """
    index = held
    if index is None or index.is_outgrown:
        index = _newer(index_folder / DENSE_FILE, index)
    difference = catalog.difference(index.generation) if index is not None else None
    if held is not None and (difference is None or _size(difference) > 2 * MAX_CHANGES):
        index = DenseIndex.load(index_folder / DENSE_FILE)
        difference = catalog.difference(index.generation) if index is not None else None
    if index is None or difference is None or _size(difference) > 2 * MAX_CHANGES:
        return None
    if index.generation != catalog.generation:
        vectors = catalog.vectors(difference.added)
        index = index.advanced(catalog.generation, difference.removed, difference.added, vectors)
    return index if len(index) == catalog.count()[1] else None


def lexical_index(catalog: Catalog, folder: Path, *, thorough: bool = False) -> LexicalIndex | None:
    """Return the lexical index in a folder, or None when it is missing, damaged or of another generation.

    thorough: see ``LexicalIndex.load``.
    """
    lexical = LexicalIndex.load(folder, thorough=thorough)
    return lexical if lexical is not None and lexical.generation == catalog.generation else None


def indexes_without_writing(
    catalog: Catalog, index_folder: Path, *, trusts_files: bool = True
) -> tuple[DenseIndex, LexicalIndex, LexicalIndex]:
    """Return the dense index, the lexical index of passages and that of documents, where nothing can be written.

    An index that is missing, damaged or behind is rebuilt in memory; without trust in the files, all of them are.
    """
    dense = dense_index(catalog, index_folder) if trusts_files else None
    if dense is None:
        dense = DenseIndex(catalog.generation)
        parts = list(catalog.all_vectors())
        if parts:
            ids = [id_ for part, _ in parts for id_ in part]
            rows = np.concatenate([rows for _, rows in parts]).astype(np.float32)
            dense = dense.advanced(catalog.generation, (), ids, rows)
    lexical = lexical_index(catalog, index_folder / LEXICAL_FOLDER) if trusts_files else None
    document_index = lexical_index(catalog, index_folder / DOCUMENTS_FOLDER) if trusts_files else None
    return (
        dense,
        _lexical_in_memory(catalog, _all_passages(catalog)) if lexical is None else lexical,
        _lexical_in_memory(catalog, _all_documents(catalog), keep_words=True)
        if document_index is None
        else document_index,
    )


def _lexical_in_memory(catalog: Catalog, entries: Iterable[Entry], *, keep_words: bool = False) -> LexicalIndex:
    lexical = LexicalIndex(None)
    lexical.update(catalog.generation, (), entries, keep_words=keep_words)
    return lexical


def passage_entries(catalog: Catalog, ids: Iterable[int]) -> Iterator[Entry]:
    """Yield the entries of passages: their text with the document's title, the heading and the context in front."""
    title: tuple[int, str | None] = (0, None)
    for id_ in ids:
        stored = catalog.passage(id_)
        if stored.document_id != title[0]:
            title = stored.document_id, catalog.document(stored.document_id).title
        passage = stored.passage
        context = (title[1], passage.heading, *passage.carried, passage.text)
        yield Entry(id_, stored.document_id, "\n".join(part for part in context if part), passage.language)


def document_entries(catalog: Catalog, documents: Iterable[StoredDocument]) -> Iterator[Entry]:
    """Yield the entries of whole documents: their text with the title in front. Both ids are the document's."""
    for document in documents:
        (text, language), *more = _by_language(catalog, document)
        yield Entry(document.id, document.id, f"{document.title or ''}\n{text}", language, more)


def _by_language(catalog: Catalog, document: StoredDocument) -> list[tuple[str, str | None]]:
    """Return the text of a document in parts that are in one language each, with their languages."""
    text = catalog.canonical(document.id)
    passages = [stored.passage for stored in catalog.passages(catalog.passage_ids([document.id]))]
    runs = [(next(run).start, language) for language, run in groupby(passages, key=lambda passage: passage.language)]
    borders = [0, *(start for start, _ in runs[1:]), len(text)]
    languages = [language for _, language in runs] or [None]
    return [(text[slice(*span)], language) for span, language in zip(pairwise(borders), languages, strict=True)]


def _newer(path: Path, held: DenseIndex | None) -> DenseIndex | None:
    """Return the index in the file if it is newer than the one that is held, and the one that is held otherwise."""
    if held is not None:
        header = read_header(path)
        if header is None or (held.header is not None and header.generation <= held.header.generation):
            return held
    loaded = DenseIndex.load(path)
    return loaded if loaded is not None else held  # an empty one is falsy, but whole


def _derive_dense(catalog: Catalog, path: Path, *, thorough: bool) -> None:
    header, generation = read_header(path), catalog.generation
    difference = catalog.difference(header.generation) if header is not None else None
    changes = _size(difference) if difference is not None else 0
    is_read_whole = header is not None and (
        thorough or header.clusters is None or changes >= changes_allowed(header.count)
    )
    if (
        header is None
        or difference is None
        or header.count + len(difference.added) - len(difference.removed) != catalog.count()[1]
        or (is_read_whole and not header.is_sound(path))
    ):
        _write(catalog, path, ((np.array(ids), rows) for ids, rows in catalog.all_vectors()))
    elif header.generation != generation and changes >= changes_allowed(header.count):
        _write(catalog, path, _folded(catalog, path, header, difference), path)


def _write(catalog: Catalog, path: Path, batches: Batches, old: Path | None = None) -> None:
    def questions() -> Vectors:
        ids = catalog.passage_ids()
        sampled = ids[:: max(len(ids) // MEASURING_SENTENCES, 1)][:MEASURING_SENTENCES]
        sentences = catalog.sentence_vectors(sampled)
        return np.stack([vectors[len(vectors) // 2] for vectors in sentences if len(vectors)])

    if path.is_dir():
        _remove(path)
    write_dense_file(path, catalog.generation, batches, MAX_EXACT, questions, old)


def _folded(catalog: Catalog, path: Path, header: Header, difference: Difference) -> Batches:
    """Yield what a file holds, with the changes since: new ids are always higher than all before."""
    ids, rows = header.ids(path), header.open_rows(path)
    kept = np.flatnonzero(~np.isin(ids, np.array(difference.removed, dtype=np.int64)))
    for at in range(0, len(kept), _BATCH_VECTORS):
        part = kept[at : at + _BATCH_VECTORS]
        yield ids[part], rows.read(part).astype(np.float16)
    if difference.added:
        yield np.array(difference.added), catalog.vectors(difference.added).astype(np.float16)


class _Changes(NamedTuple):
    """What changes in a lexical index: the ids to remove, replaced ones included, and the entries to add."""

    removed: Collection[int]
    added_count: int
    added: Iterable[Entry]


class _Lexical(NamedTuple):
    """What a lexical index is made of. ``size``: how many entries it has when it is up to date."""

    since: Callable[[Catalog, int], _Changes | None]
    everything: Callable[[Catalog], Iterable[Entry]]
    size: int
    keep_words: bool = False


def _derive_lexical(catalog: Catalog, folder: Path, kind: _Lexical, *, thorough: bool) -> None:
    generation, size = catalog.generation, kind.size
    lexical = LexicalIndex.load(folder, thorough=thorough)
    if lexical is None:
        _remove(folder)
        lexical = LexicalIndex(folder)
    if lexical.generation == generation:
        return
    changes = kind.since(catalog, lexical.generation)
    if changes is None or _calls_for_rebuilding(len(lexical) + changes.added_count - size, size, catalog.count()[1]):
        lexical.update(generation, (), kind.everything(catalog), rebuild=True, keep_words=kind.keep_words)
    else:
        lexical.update(generation, changes.removed, changes.added, keep_words=kind.keep_words)


def _passages_since(catalog: Catalog, generation: int) -> _Changes | None:
    difference = catalog.difference(generation)
    if difference is None:
        return None
    return _Changes(difference.removed, len(difference.added), passage_entries(catalog, difference.added))


def _documents_since(catalog: Catalog, generation: int) -> _Changes | None:
    found = catalog.documents_since(generation)
    if found is None:
        return None
    changed, gone = found
    ids = gone.union(document.id for document in changed)
    return _Changes(ids, len(changed), document_entries(catalog, changed))


def _all_passages(catalog: Catalog) -> Iterable[Entry]:
    return passage_entries(catalog, catalog.passage_ids())


def _all_documents(catalog: Catalog) -> Iterable[Entry]:
    return document_entries(catalog, catalog.documents())


def _calls_for_rebuilding(deleted: int, entries: int, passages: int) -> bool:
    """Return whether enough is deleted to rebuild a lexical index, whose statistics still count deleted entries."""
    return deleted > 0 and (passages < SMALL_LIBRARY_PASSAGES or deleted > entries // 20)


def _size(difference: Difference) -> int:
    return len(difference.added) + len(difference.removed)
