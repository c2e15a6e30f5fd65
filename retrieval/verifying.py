"""Every stored passage, re-checked against its file; all indexes, against the catalog."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from retrieval.catalog import Catalog
from retrieval.dense import DenseIndex
from retrieval.errors import NotVerbatim, UnreadableFile
from retrieval.lexical import LexicalIndex
from retrieval.reading.folder import read_file
from retrieval.records import StoredDocument


@dataclass(frozen=True, slots=True)
class Verification:
    """What a verification looked at, and what it found: each problem one sentence that names the document."""

    documents: int
    passages: int
    problems: tuple[str, ...]


def verify(
    catalog: Catalog, seeds: Path, dense: DenseIndex | None, lexical: LexicalIndex | None, whole: LexicalIndex | None
) -> Verification:
    """Read every document again and compare it, and all its passages, with what is stored.

    lexical: the terms of passages. whole: those of documents.
    """
    problems: list[str] = []
    documents = catalog.documents()
    for document in documents:
        problems += _check(catalog, seeds, document)
    ids = catalog.passage_ids()
    if dense is None or dense.ids() != ids:
        problems.append('The vector index does not hold exactly the passages of the catalog; run "quoth sync".')
    elif not dense.is_sound() or not _same_vectors(catalog, dense):
        problems.append(
            'The vector index is damaged or holds other vectors than the catalog; delete it and run "quoth sync".'
        )
    if lexical is None or lexical.ids() != ids:
        problems.append('The full-text index does not hold exactly the passages of the catalog; run "quoth sync".')
    if whole is None or whole.ids() != sorted(document.id for document in documents):
        problems.append('The index of documents does not hold exactly those of the catalog; run "quoth sync".')
    return Verification(len(documents), len(ids), tuple(problems))


def _same_vectors(catalog: Catalog, dense: DenseIndex) -> bool:
    return all(np.array_equal(dense.vectors(ids), vectors) for ids, vectors in catalog.all_vectors())


def _check(catalog: Catalog, seeds: Path, document: StoredDocument) -> list[str]:
    try:
        stored = catalog.canonical(document.id)
    except UnicodeDecodeError:
        return [f'The stored text of {document.path} is damaged; delete the index folder and run "quoth sync".']
    try:
        found = read_file(seeds, document.path)
    except (UnreadableFile, OSError) as error:
        return [f'{document.path} cannot be read any more ({error}); run "quoth sync".']
    if found.sha256 != document.sha256:
        return [
            f"{document.path} has changed since it was indexed (sha256 {document.sha256[:12]}…, now "
            f'{found.sha256[:12]}…); run "quoth sync".'
        ]
    if found.content.text != stored:
        return [f'{document.path} reads differently than when it was indexed; run "quoth sync".']
    problems = []
    for id_ in catalog.passage_ids([document.id]):
        try:
            passage = catalog.passage(id_).passage
        except (NotVerbatim, UnicodeDecodeError) as error:
            problems.append(str(error))
            continue
        if found.content.text[passage.start : passage.end] != passage.text:
            problems.append(f"{document.path}: characters {passage.start} to {passage.end} are not what was indexed.")
    return problems
