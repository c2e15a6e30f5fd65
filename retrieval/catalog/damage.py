"""Which documents are not in the catalog as they were indexed. What their files say, ``retrieval.verifying`` compares.

Texts, places and paths are proved by digests. Vectors have none: what cannot be a vector is found, and so is one that
differs from its copy in a vector index that is whole.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from retrieval.catalog.catalog import Catalog
from retrieval.catalog.records import StoredDocument, names_passage
from retrieval.errors import NotVerbatim, StorageError
from retrieval.vectors import Vectors

MAX_LENGTH_ERROR = 0.01
"""Vectors are stored in half precision: their length is 1 to three digits."""

Copies = Callable[[Sequence[int]], Vectors]
"""Returns the vectors of passages as a whole vector index has them."""


def damaged_paths(catalog: Catalog, copies: Copies | None) -> dict[str, list[str]]:
    """Return what is wrong with each document that is damaged, by path, as sentences."""
    found = {document.path: damage_of(catalog, document, copies) for document in catalog.documents()}
    return {path: problems for path, problems in found.items() if problems}


def damage_of(catalog: Catalog, document: StoredDocument, copies: Copies | None) -> list[str]:
    """Return what is wrong with a document, as sentences that name it. copies: None where no index can be trusted."""
    problems = []
    try:
        catalog.canonical(document.id)
    except NotVerbatim as error:
        problems.append(str(error))
    ids = catalog.passage_ids([document.id])
    for id_ in ids:
        try:
            stored = catalog.passage(id_)
            if not names_passage(stored.quote_id, document, stored.passage.text):
                problems.append(
                    f"The path of {document.path}, or the id {stored.quote_id} of a passage of it, is damaged in the "
                    'catalog; run "quoth sync --repair".'
                )
        except NotVerbatim as error:
            problems.append(str(error))
    if ids and not _are_sound(catalog, ids, copies):
        problems.append(f'The vectors of {document.path} are damaged in the catalog; run "quoth sync --repair".')
    return problems


def _are_sound(catalog: Catalog, ids: Sequence[int], copies: Copies | None) -> bool:
    try:
        vectors = catalog.vectors(ids)
        inner = [each for each in catalog.sentence_vectors(ids) if len(each)]
        lengths = np.linalg.norm(np.concatenate([vectors, *inner]), axis=1)
        is_same = copies is None or np.array_equal(copies(ids), vectors)
    except (StorageError, ValueError, LookupError):  # of other lengths, or gone
        return False
    return is_same and bool(np.all(np.abs(lengths - 1) <= MAX_LENGTH_ERROR))
