"""The tables of ``catalog.sqlite``, and how a catalog of an older version is converted."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import numpy as np

from retrieval.errors import IndexMissing, IndexOutdated, StorageError

SCHEMA_VERSION = 5
"""The version that this code reads and writes; SQLite keeps it as ``user_version``."""

_FIRST_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE documents (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    path TEXT NOT NULL UNIQUE,
    sha256 TEXT NOT NULL,        -- of the file
    recipe TEXT NOT NULL,        -- what read and cut it
    name TEXT NOT NULL,          -- how a citation calls it
    title TEXT, date TEXT, author TEXT, url TEXT,
    canonical BLOB NOT NULL      -- UTF-8
);
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,  -- the indexes' id: grows, never used again
    quote_id TEXT UNIQUE,
    document_id INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    start INTEGER NOT NULL, end INTEGER NOT NULL,            -- characters of the canonical text
    byte_start INTEGER NOT NULL, byte_end INTEGER NOT NULL,  -- the same span in `canonical`
    sha256 BLOB NOT NULL,        -- of the passage's text
    paragraph INTEGER NOT NULL, line INTEGER, page INTEGER, heading TEXT,
    sentences TEXT NOT NULL,     -- JSON: spans inside the passage
    split INTEGER NOT NULL,
    vector_key BLOB NOT NULL
);
CREATE INDEX passages_by_document ON passages (document_id, start);
CREATE INDEX passages_by_vector ON passages (vector_key);
CREATE TABLE vectors (
    key BLOB PRIMARY KEY,
    vector BLOB NOT NULL,        -- of the passage, float16
    sentences BLOB NOT NULL      -- of its sentences, one after the other, float16
);
"""

_TABLES_SINCE_2 = """
CREATE INDEX documents_listed ON documents (path, sha256, recipe, name, title, date, author, url);
CREATE TABLE files (             -- what a sync must know of a document without looking at its text
    document_id INTEGER PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
    generation INTEGER NOT NULL, -- the last one that changed the document
    passages INTEGER NOT NULL,
    state TEXT                   -- of the file when it was read; NULL when a later change might not show in it
);
CREATE INDEX files_by_generation ON files (generation);
CREATE TABLE pending (key BLOB PRIMARY KEY) WITHOUT ROWID;  -- vectors that were kept ahead of their passages
CREATE TABLE generations (number INTEGER PRIMARY KEY, last_passage INTEGER NOT NULL);
CREATE TABLE dropped_passages (id INTEGER PRIMARY KEY, generation INTEGER NOT NULL);
CREATE INDEX dropped_passages_by_generation ON dropped_passages (generation);
CREATE TABLE dropped_documents (id INTEGER PRIMARY KEY, generation INTEGER NOT NULL);
CREATE INDEX dropped_documents_by_generation ON dropped_documents (generation);
"""

_CHANGES_SINCE_3 = """
ALTER TABLE passages ADD COLUMN page_end INTEGER;
ALTER TABLE files ADD COLUMN warnings TEXT NOT NULL DEFAULT '[]';  -- JSON: why the text may not be all of the document
UPDATE passages SET page_end = page;
"""

_CHANGES_SINCE_4 = """
ALTER TABLE passages ADD COLUMN above TEXT NOT NULL DEFAULT '[]';    -- JSON: kind, span, span in bytes, sha256 of each
ALTER TABLE passages ADD COLUMN leading TEXT NOT NULL DEFAULT '[]';  -- JSON: places of sentences that only lead in
ALTER TABLE passages ADD COLUMN kind TEXT NOT NULL DEFAULT 'paragraph';
"""

_CHANGES_SINCE_5 = """
ALTER TABLE documents ADD COLUMN language TEXT;
ALTER TABLE passages ADD COLUMN language TEXT;
ALTER TABLE files ADD COLUMN other_languages TEXT NOT NULL DEFAULT '';  -- of passages, beside the document's own
DROP INDEX documents_listed;
CREATE INDEX documents_listed ON documents (path, sha256, recipe, name, title, date, author, url, language);
"""

_CHANGES = (_CHANGES_SINCE_3, _CHANGES_SINCE_4, _CHANGES_SINCE_5)
"""What each version since the third has changed, in order."""

_CONVERSION_FROM_1 = """
INSERT INTO files (document_id, generation, passages)
    SELECT id, (SELECT value FROM meta WHERE key = 'generation'),
        (SELECT count(*) FROM passages WHERE document_id = documents.id) FROM documents;
INSERT INTO pending SELECT key FROM vectors WHERE key NOT IN (SELECT vector_key FROM passages);
INSERT INTO generations
    SELECT value, (SELECT coalesce(max(id), 0) FROM passages) FROM meta WHERE key = 'generation';
INSERT OR REPLACE INTO meta SELECT 'documents', count(*) FROM documents;
INSERT OR REPLACE INTO meta SELECT 'passages', count(*) FROM passages;
UPDATE vectors SET vector = half(vector);
"""


def prepare_tables(db: sqlite3.Connection, path: Path, *, create: bool) -> None:
    """Create the tables, or convert those of an older version.

    Without ``create``, raises IndexMissing when there are none and IndexOutdated when they are of an older version.
    Raises StorageError when they are of an unknown version.
    """
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if version == 0 and not create:
        raise nothing_indexed_error(path.parent)
    if version == 0:
        db.execute("PRAGMA page_size = 8192")
        db.execute("PRAGMA journal_mode = WAL")
        _run(db, _FIRST_TABLES + _TABLES_SINCE_2 + "".join(_CHANGES))
    elif version == 1 and create:
        db.create_function("half", 1, _half, deterministic=True)
        _run(db, _TABLES_SINCE_2 + _CONVERSION_FROM_1 + "".join(_CHANGES))
    elif 2 <= version < SCHEMA_VERSION and create:
        _run(db, "".join(_CHANGES[version - 2 :]))
    elif 0 < version < SCHEMA_VERSION:
        raise IndexOutdated(
            f"{path} has schema version {version}, but this Quoth reads version {SCHEMA_VERSION}",
            'run "quoth sync" to convert it, which embeds only what is read differently now',
            path=path,
            expected=SCHEMA_VERSION,
            found=version,
        )
    elif version > SCHEMA_VERSION:
        raise StorageError(
            f"{path} was written by a newer Quoth (schema version {version}, this one reads version {SCHEMA_VERSION})",
            "update Quoth, or set INDEX_DIR to another folder",
            path=path,
            setting="INDEX_DIR",
            expected=SCHEMA_VERSION,
            found=version,
        )
    elif version != SCHEMA_VERSION:
        raise StorageError(
            f"{path} has schema version {version}, but this Quoth reads version {SCHEMA_VERSION}",
            f'delete the folder {path.parent} and run "quoth sync" (the seeds themselves are not touched)',
            path=path,
            expected=SCHEMA_VERSION,
            found=version,
        )


def nothing_indexed_error(folder: Path) -> IndexMissing:
    """Return the error for a folder that holds no index yet."""
    return IndexMissing(f"Nothing has been indexed in {folder} yet", 'run "quoth sync"', path=folder)


def _run(db: sqlite3.Connection, script: str) -> None:
    try:
        db.executescript(f"BEGIN IMMEDIATE; {script} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def _half(vector: bytes) -> bytes:
    return np.frombuffer(vector, dtype="<f4").astype("<f2").tobytes()
