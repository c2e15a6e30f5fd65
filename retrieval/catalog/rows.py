"""One document → its rows in the catalog. The caller holds the transaction."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from retrieval.catalog.records import IndexedDocument, StoredDocument, quote_ids
from retrieval.catalog.slices import PASSAGE_COLUMNS, passage_rows
from retrieval.model import Document

_COLUMNS, _PLACES = ", ".join(PASSAGE_COLUMNS), ", ".join("?" * len(PASSAGE_COLUMNS))
_UPDATE = f"UPDATE passages SET ({_COLUMNS}) = ({_PLACES}) WHERE id = ?"  # noqa: S608 - constants
_INSERT = f"INSERT INTO passages (quote_id, vector_key, document_id, {_COLUMNS}) VALUES (?, ?, ?, {_PLACES})"  # noqa: S608


class PutResult(NamedTuple):
    """What became of a document. ``gone`` holds the ids of passages that it no longer has; their rows are still there.

    ``added`` counts its new passages.
    """

    is_new: bool
    added: int
    gone: list[int]


def stored_document(row: Sequence[Any]) -> StoredDocument:
    """Return the document of a row: the fields of ``StoredDocument``, the last one as codes with spaces between."""
    return StoredDocument(*[*row[:-1], tuple(row[-1].split())])


def move_documents(db: sqlite3.Connection, moved: Mapping[int, Document]) -> None:
    """Give documents new paths. Two of them may swap paths, so all old paths are cleared before any new one is set."""
    for document_id in moved:
        db.execute("UPDATE documents SET path = ? WHERE id = ?", (f"\0{document_id}", document_id))
        db.execute("UPDATE passages SET quote_id = NULL WHERE document_id = ?", (document_id,))
    for document_id, document in moved.items():
        content = document.content
        db.execute(
            "UPDATE documents SET (path, name, title, date, author, url) = (?, ?, ?, ?, ?, ?) WHERE id = ?",
            (document.path, document.name, content.title, content.date, content.author, content.url, document_id),
        )
        rows = db.execute(
            "SELECT id, hex(sha256) FROM passages WHERE document_id = ? ORDER BY start", (document_id,)
        ).fetchall()
        ids = quote_ids(document.path, [digest.lower() for _, digest in rows])
        pairs = zip(ids, (row[0] for row in rows), strict=True)
        db.executemany("UPDATE passages SET quote_id = ? WHERE id = ?", pairs)


def put_document(db: sqlite3.Connection, item: IndexedDocument, generation: int) -> PutResult:
    """Write one document and its passages. Raises NotVerbatim as ``passage_rows`` does."""
    document, content = item.document, item.document.content
    values = (
        document.sha256, item.recipe, document.name,
        content.title, content.date, content.author, content.url, content.language, content.text.encode(),
    )  # fmt: skip
    row = db.execute("SELECT id FROM documents WHERE path = ?", (document.path,)).fetchone()
    if row:
        document_id = row[0]
        db.execute(
            "UPDATE documents SET (sha256, recipe, name, title, date, author, url, language, canonical)"
            " = (?, ?, ?, ?, ?, ?, ?, ?, ?) WHERE id = ?",
            (*values, document_id),
        )
    else:
        cursor = db.execute(
            "INSERT INTO documents (path, sha256, recipe, name, title, date, author, url, language, canonical)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (document.path, *values),
        )
        document_id = cursor.lastrowid
    added, gone = _put_passages(db, item, document_id)
    others = {passage.language for passage in item.passages} - {None, content.language}
    db.execute(
        "INSERT OR REPLACE INTO files (document_id, generation, passages, state, warnings, other_languages)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (
            document_id, generation, len(item.passages), item.state, json.dumps(content.warnings),
            " ".join(sorted(filter(None, others))),
        ),
    )  # fmt: skip
    return PutResult(row is None, added, gone)


def _put_passages(db: sqlite3.Connection, item: IndexedDocument, document_id: int) -> tuple[int, list[int]]:
    """Write a document's passages; return how many are new, and the ids of passages that it no longer has."""
    document = item.document
    old = {
        (quote_id, key): id_
        for id_, quote_id, key in db.execute(
            "SELECT id, quote_id, vector_key FROM passages WHERE document_id = ?", (document_id,)
        )
    }
    digests = [hashlib.sha256(p.text.encode()).digest() for p in item.passages]
    identities = list(zip(quote_ids(document.path, [d.hex() for d in digests]), item.vector_keys, strict=True))
    staying = set(identities)
    gone = [id_ for identity, id_ in old.items() if identity not in staying]
    db.executemany("UPDATE passages SET quote_id = NULL WHERE id = ?", ((id_,) for id_ in gone))
    added = 0
    for row, identity in zip(passage_rows(document, item.passages), identities, strict=True):
        if identity in old:
            db.execute(_UPDATE, (*row, old[identity]))
        else:
            db.execute(_INSERT, (*identity, document_id, *row))
            added += 1
    return added, gone
