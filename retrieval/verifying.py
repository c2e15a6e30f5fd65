"""Every stored passage re-checked against its file, and all indexes against the catalog."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from retrieval.catalog.catalog import Catalog
from retrieval.catalog.records import StoredDocument
from retrieval.errors import NotVerbatim, UnreadableFile
from retrieval.index_folder import DOCUMENTS_FOLDER, LEXICAL_FOLDER
from retrieval.indexes.dense import DenseIndex
from retrieval.indexes.deriving import dense_index, lexical_index
from retrieval.parsing.workers.pool import ParsingPool


@dataclass(frozen=True, slots=True)
class Verification:
    """How much was verified, and the problems found: each is a sentence that names the document or the index."""

    documents: int
    passages: int
    problems: tuple[str, ...]


def verify(catalog: Catalog, seeds: Path, folder: Path, pool: ParsingPool) -> Verification:
    """Parse every document again, and compare it, its passages, their context and all indexes with the catalog.

    folder: the index folder. The caller holds a snapshot.
    """
    problems: list[str] = []
    documents = catalog.documents()
    for document in documents:
        problems += _check(catalog, seeds, document, pool)
    ids = catalog.passage_ids()
    dense = dense_index(catalog, folder)
    if dense is None or dense.ids() != ids:
        problems.append('The vector index does not hold exactly the passages of the catalog; run "quoth sync".')
    elif not dense.is_sound() or not _same_vectors(catalog, dense):
        problems.append(
            'The vector index is damaged or holds vectors other than the catalog\'s; delete it and run "quoth sync".'
        )
    terms = lexical_index(catalog, folder / LEXICAL_FOLDER)
    if terms is None or terms.ids() != ids:
        problems.append('The full-text index does not hold exactly the passages of the catalog; run "quoth sync".')
    whole = lexical_index(catalog, folder / DOCUMENTS_FOLDER)
    if whole is None or whole.ids() != sorted(document.id for document in documents):
        problems.append('The index of documents does not hold exactly the documents of the catalog; run "quoth sync".')
    return Verification(len(documents), len(ids), tuple(problems))


def _same_vectors(catalog: Catalog, dense: DenseIndex) -> bool:
    return all(np.array_equal(dense.vectors(ids), vectors) for ids, vectors in catalog.all_vectors())


def _check(catalog: Catalog, seeds: Path, document: StoredDocument, pool: ParsingPool) -> list[str]:
    try:
        stored = catalog.canonical(document.id)
    except UnicodeDecodeError:
        return [f'The stored text of {document.path} is damaged; delete the index folder and run "quoth sync".']
    try:
        found = pool.parse(seeds, document.path)
    except UnreadableFile as error:
        return [f'{document.path} can no longer be read ({error}); run "quoth sync".']
    if found.sha256 != document.sha256:
        return [
            f"{document.path} has changed since it was indexed (sha256 {document.sha256[:12]}…, now "
            f'{found.sha256[:12]}…); run "quoth sync".'
        ]
    if found.content.text != stored:
        return [f'{document.path} no longer gives the text that was indexed; run "quoth sync".']
    problems = []
    for id_ in catalog.passage_ids([document.id]):
        try:
            passage = catalog.passage(id_).passage
        except (NotVerbatim, UnicodeDecodeError) as error:
            problems.append(str(error))
            continue
        if found.content.text[passage.start : passage.end] != passage.text:
            problems.append(
                f"Characters {passage.start} to {passage.end} of {document.path} are not the text that was indexed."
            )
        problems += [
            f"Characters {each.start} to {each.end} of {document.path} are not the {each.kind} that was indexed above "
            f"characters {passage.start} to {passage.end}."
            for each in passage.above
            if found.content.text[each.start : each.end] != each.text
        ]
    return problems
