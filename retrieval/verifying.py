"""Every stored passage re-checked against its file, and all indexes against the catalog."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from retrieval.background.keeping import lacks_background
from retrieval.catalog.catalog import Catalog
from retrieval.catalog.damage import Copies, damage_of
from retrieval.catalog.records import StoredDocument
from retrieval.encoding.manifest import damaged_export
from retrieval.errors import IndexDamaged, StorageError, UnreadableFile
from retrieval.index_folder import DENSE_FILE, DOCUMENTS_FOLDER, ENCODER_FOLDER, LEXICAL_FOLDER
from retrieval.indexes.deriving import dense_index, lexical_index
from retrieval.indexes.sums import damaged_files
from retrieval.origins.folders import SeedFolders, seed_folders
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
    documents, folders = catalog.documents(), seed_folders(seeds, folder)
    ids = catalog.passage_ids()
    dense = None
    with suppress(StorageError):  # vectors in the catalog are damaged, which shows with their documents
        dense = dense_index(catalog, folder)
    is_sound = dense is not None and dense.ids() == ids and dense.is_sound()
    for document in documents:
        problems += _check(catalog, folders, document, pool, dense.vectors if dense is not None and is_sound else None)
    if dense is None or dense.ids() != ids:
        problems.append(
            f"The vector index {folder / DENSE_FILE} is damaged, or does not hold exactly the passages of the catalog; "
            f"{REMEDY}."
        )
    elif not is_sound:
        problems.append(f"The vector index {folder / DENSE_FILE} is damaged; {REMEDY}.")
    problems += _check_terms(catalog, folder / LEXICAL_FOLDER, ids)
    problems += _check_terms(catalog, folder / DOCUMENTS_FOLDER, sorted(document.id for document in documents))
    if catalog.count()[1] and lacks_background(catalog):
        problems.append(f"What the catalog keeps of its background, which confidence depends on, is damaged; {REMEDY}.")
    problems += [f"The export {path} is damaged; {REMEDY}." for path in damaged_export(folder / ENCODER_FOLDER)]
    return Verification(len(documents), len(ids), tuple(problems))


REMEDY = 'run "quoth sync --repair"'


def _check_terms(catalog: Catalog, folder: Path, ids: list[int]) -> list[str]:
    """Compare a full-text index with its checksums, and its entries with those that it must have."""
    damaged = [name for name in damaged_files(folder, thorough=True) if folder.exists()]
    if damaged:
        named = ", ".join(str(folder / name) for name in damaged)
        return [f"The full-text index is damaged in {named}; {REMEDY}."]
    index = lexical_index(catalog, folder)
    try:
        if index is not None and index.ids() == ids:
            return []
    except IndexDamaged as error:
        return [str(error)]
    return [f"The full-text index {folder} does not hold exactly what is in the catalog; {REMEDY}."]


def _check(
    catalog: Catalog, seeds: SeedFolders, document: StoredDocument, pool: ParsingPool, copies: Copies | None
) -> list[str]:
    if damage := damage_of(catalog, document, copies):
        return damage
    stored = catalog.canonical(document.id)
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
        passage = catalog.passage(id_).passage
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
