"""Catalogs as earlier versions of Quoth created them, table by table, are converted and answer as before.

The statements are kept as they were: what the code does to old tables must not change what they are here.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from retrieval import UNLIMITED, Library
from retrieval.catalog.schema import SCHEMA_VERSION
from retrieval.index_folder import CATALOG_FILE

Open = Callable[..., Library]
QUESTION = "Who burnt the mill down?"

FIRST = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE documents (
    id INTEGER PRIMARY KEY AUTOINCREMENT, path TEXT NOT NULL UNIQUE, sha256 TEXT NOT NULL, recipe TEXT NOT NULL,
    name TEXT NOT NULL, title TEXT, date TEXT, author TEXT, url TEXT, canonical BLOB NOT NULL
);
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT, quote_id TEXT UNIQUE,
    document_id INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    start INTEGER NOT NULL, end INTEGER NOT NULL, byte_start INTEGER NOT NULL, byte_end INTEGER NOT NULL,
    sha256 BLOB NOT NULL, paragraph INTEGER NOT NULL, line INTEGER, page INTEGER, heading TEXT,
    sentences TEXT NOT NULL, split INTEGER NOT NULL, vector_key BLOB NOT NULL
);
CREATE INDEX passages_by_document ON passages (document_id, start);
CREATE INDEX passages_by_vector ON passages (vector_key);
CREATE TABLE vectors (key BLOB PRIMARY KEY, vector BLOB NOT NULL, sentences BLOB NOT NULL);
"""
SECOND = """
CREATE INDEX documents_listed ON documents (path, sha256, recipe, name, title, date, author, url);
CREATE TABLE files (
    document_id INTEGER PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
    generation INTEGER NOT NULL, passages INTEGER NOT NULL, state TEXT
);
CREATE INDEX files_by_generation ON files (generation);
CREATE TABLE pending (key BLOB PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE generations (number INTEGER PRIMARY KEY, last_passage INTEGER NOT NULL);
CREATE TABLE dropped_passages (id INTEGER PRIMARY KEY, generation INTEGER NOT NULL);
CREATE INDEX dropped_passages_by_generation ON dropped_passages (generation);
CREATE TABLE dropped_documents (id INTEGER PRIMARY KEY, generation INTEGER NOT NULL);
CREATE INDEX dropped_documents_by_generation ON dropped_documents (generation);
"""
THIRD = """
ALTER TABLE passages ADD COLUMN page_end INTEGER;
ALTER TABLE files ADD COLUMN warnings TEXT NOT NULL DEFAULT '[]';
"""
FOURTH = """
ALTER TABLE passages ADD COLUMN above TEXT NOT NULL DEFAULT '[]';
ALTER TABLE passages ADD COLUMN leading TEXT NOT NULL DEFAULT '[]';
ALTER TABLE passages ADD COLUMN kind TEXT NOT NULL DEFAULT 'paragraph';
"""
FIFTH = """
ALTER TABLE documents ADD COLUMN language TEXT;
ALTER TABLE passages ADD COLUMN language TEXT;
ALTER TABLE files ADD COLUMN other_languages TEXT NOT NULL DEFAULT '';
DROP INDEX documents_listed;
CREATE INDEX documents_listed ON documents (path, sha256, recipe, name, title, date, author, url, language);
"""
STATEMENTS = (FIRST, SECOND, THIRD, FOURTH, FIFTH)


def write_older(current: Path, path: Path, version: int) -> None:
    """Write what a current catalog holds to a new file, as far as the tables of a version have a place for it."""
    with closing(sqlite3.connect(path, isolation_level=None)) as old:
        old.execute("PRAGMA page_size = 8192")
        old.execute("PRAGMA journal_mode = WAL")
        old.executescript("".join(STATEMENTS[:version]))
        old.execute(f"PRAGMA user_version = {version}")
        old.execute("ATTACH ? AS current", (str(current),))
        names = "SELECT name FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        for (table,) in old.execute(names).fetchall():
            columns = ", ".join(row[1] for row in old.execute(f"PRAGMA main.table_info({table})"))
            old.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM current.{table}")
        if version == 1:  # vectors were float32
            old.create_function("wide", 1, lambda data: np.frombuffer(data, "<f2").astype("<f4").tobytes())
            old.execute("UPDATE main.vectors SET vector = wide(vector)")
            old.execute("DELETE FROM main.meta WHERE key IN ('documents', 'passages')")


@pytest.fixture(scope="module")
def original(keep_tiny: Open, tmp_path_factory: pytest.TempPathFactory) -> Library:
    """A library that stays as it is."""
    folder = tmp_path_factory.mktemp("original")
    (folder / "seeds").mkdir()
    (folder / "seeds" / "a.md").write_text("# The mill\n\nThe miller burnt the mill down. Nobody rebuilt it.\n")
    library = keep_tiny(folder / "seeds", folder / "index")
    library.sync()
    return library


def said(library: Library) -> list[tuple[str, str, float]]:
    answer = library.ask(QUESTION, access=UNLIMITED)
    return [(quote.id, quote.text, round(quote.score, 3)) for quote in answer.quotes or answer.nearest]


@pytest.mark.parametrize("version", range(1, SCHEMA_VERSION + 1))
def test_a_stored_catalog_of_every_version_answers_after_a_sync(
    original: Library, open_tiny: Open, tmp_path: Path, version: int
) -> None:
    (tmp_path / "index").mkdir()
    write_older(original.index / CATALOG_FILE, tmp_path / "index" / CATALOG_FILE, min(version, len(STATEMENTS)))
    library = open_tiny(original.seeds, tmp_path / "index")
    report = library.sync()
    assert (report.embedded, report.documents) == (0, 1)
    assert said(library) == said(original)
    with closing(sqlite3.connect(tmp_path / "index" / CATALOG_FILE)) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
        tables = "SELECT name, sql IS NULL FROM sqlite_master ORDER BY name"
        with closing(sqlite3.connect(original.index / CATALOG_FILE)) as fresh:
            assert database.execute(tables).fetchall() == fresh.execute(tables).fetchall()


def test_text_path_and_vectors_that_are_damaged_are_named_and_mended_from_the_seeds(
    original: Library, open_tiny: Open, tmp_path: Path
) -> None:
    shutil.copytree(original.seeds, tmp_path / "seeds")
    altered = "CAST(replace(CAST(canonical AS TEXT), 'miller', 'killer') AS BLOB)"
    damages = {
        "text": (f"documents SET canonical = {altered}", "vectors SET vector = zeroblob(length(vector))"),
        "no text": ("documents SET canonical = x'ff00ff'", "vectors SET vector = substr(vector, 1, 7)"),
        "path": ("documents SET path = 'b.md'", "passages SET sentences = '[[0'", "vectors SET sentences = x'00'"),
        "context": ("passages SET above = '['",),
    }
    for name, statements in damages.items():
        index = tmp_path / name
        shutil.copytree(original.index, index)
        with closing(sqlite3.connect(index / CATALOG_FILE)) as database:
            assert all(database.execute(f"UPDATE {statement}").rowcount for statement in statements)
            database.commit()
        with open_tiny(tmp_path / "seeds", index) as library:
            library.sync(repair=True)
            assert said(library) == said(original), name
            assert library.find([said(original)[0][0]], access=UNLIMITED) != [None]
