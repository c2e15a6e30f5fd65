"""The one source of truth: documents, passages and vectors in SQLite. Every index is derived from it.

A document's canonical text is stored once, as UTF-8, and a passage is stored as a span of it with a digest. A quote is
sliced from the document when it is quoted, so it cannot say anything else, and the digest proves that the slice is the
one that was indexed.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from retrieval.catalog.database import connect, storage_errors, stored_json, stored_number
from retrieval.catalog.records import Difference, IndexedDocument, KnownFile, StoredDocument, StoredPassage
from retrieval.catalog.rows import move_documents, put_document, stored_document
from retrieval.catalog.schema import nothing_indexed_error, prepare_tables
from retrieval.catalog.slices import PASSAGE_COLUMNS, damaged_part, not_verbatim, passage_of, whole_text
from retrieval.catalog.stored_vectors import inner_vectors, stacked_vectors
from retrieval.model import Document, Span
from retrieval.vectors import HalfVectors, Vectors

_DOCUMENTS = (
    "SELECT id, path, sha256, recipe, name, title, date, author, url, passages, language, other_languages"
    " FROM documents JOIN files ON document_id = id"
)
_COLUMNS = ", ".join(("id", "quote_id", "document_id", *PASSAGE_COLUMNS))
_PASSAGES = f"SELECT {_COLUMNS} FROM passages WHERE id IN (SELECT value FROM json_each(?))"  # noqa: S608 - constants

MAX_SLICES = 20_000
"""So many passages are read through one connection: sqlite3 keeps a weak reference to every blob until it is closed."""


class Catalog:
    """A connection to ``catalog.sqlite``. Threads must not use one at the same time; open one for each."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        """Open the catalog.

        Raises StorageError when SQLite cannot use the file or its version is unknown. Without ``create``, raises
        IndexMissing when there is no catalog and IndexOutdated when it is of an older version.
        """
        self.path, self._slices = path, 0
        if not create and not path.is_file():
            raise nothing_indexed_error(path.parent)
        with storage_errors(path):
            self._db = connect(path, writable=create)
            try:
                prepare_tables(self._db, path, create=create)
                self._db.execute("PRAGMA foreign_keys = ON")
                self._db.execute("PRAGMA synchronous = FULL")
                if create:
                    self._db.execute("PRAGMA cache_size = -65536")  # a large sync must not read pages twice
            except BaseException:
                self._db.close()
                raise

    @property
    def is_worn(self) -> bool:
        """Whether it is to be closed, and opened again: a connection keeps some bytes for every slice that was read."""
        return self._slices >= MAX_SLICES

    def close(self) -> None:
        """Close the connection; what was not committed is lost."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    # -- reading -------------------------------------------------------------------------------------------------

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Make everything read inside the block come from one generation, whatever other processes commit meanwhile."""
        with storage_errors(self.path):
            self._db.execute("BEGIN")
            try:
                self._db.execute("SELECT 1 FROM meta LIMIT 1").fetchone()
                yield
            finally:
                self._db.execute("ROLLBACK")

    def meta(self, key: str) -> str | None:
        """Return a value that is kept next to the data, or None."""
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    @property
    def generation(self) -> int:
        """The number of the generation: every sync that changes something adds one; 0 before the first."""
        return stored_number(self.meta("generation"), self.path)

    @property
    def fingerprint(self) -> dict[str, str]:
        """What shaped the passages and vectors, by name; see ``retrieval.fingerprint``."""
        return stored_json(self.meta("fingerprint"), dict[str, str]())

    def count(self) -> tuple[int, int]:
        """Return how many documents and how many passages there are."""
        return stored_number(self.meta("documents"), self.path), stored_number(self.meta("passages"), self.path)

    def documents(self) -> list[StoredDocument]:
        """Return all documents, by path."""
        return [*map(stored_document, self._db.execute(f"{_DOCUMENTS} ORDER BY path"))]

    def warnings(self) -> dict[str, tuple[str, ...]]:
        """Return the warnings of documents that have any, by path; see ``Content``."""
        rows = self._db.execute(
            "SELECT path, warnings FROM files JOIN documents ON id = document_id WHERE warnings != '[]' ORDER BY path"
        )
        return {path: tuple(map(str, stored_json(warnings, list[str]()))) for path, warnings in rows}

    def by_language(self, table: Literal["documents", "passages"]) -> dict[str | None, int]:
        """Return how many documents or passages there are in each language; None stands for none that is known."""
        return dict(self._db.execute(f"SELECT language, count(*) FROM {table} GROUP BY language"))  # noqa: S608

    def recipes(self) -> list[str]:
        """Return every recipe that any document was made with."""
        return [row[0] for row in self._db.execute("SELECT DISTINCT recipe FROM documents ORDER BY recipe")]

    def document(self, document_id: int) -> StoredDocument:
        """Return one document."""
        return stored_document(self._db.execute(f"{_DOCUMENTS} WHERE id = ?", (document_id,)).fetchone())

    def known_files(self) -> dict[str, KnownFile]:
        """Return what is known about each document's file, by path."""
        rows = self._db.execute(
            "SELECT path, id, sha256, recipe, state FROM documents JOIN files ON document_id = id ORDER BY path"
        )
        return {path: KnownFile(*rest) for path, *rest in rows}

    def difference(self, since: int) -> Difference | None:
        """Return what has changed since a generation, or None when this catalog does not know that generation."""
        row = self._db.execute("SELECT last_passage FROM generations WHERE number = ?", (since,)).fetchone()
        if row is None:
            return None
        added = self._db.execute("SELECT id FROM passages WHERE id > ? ORDER BY id", row)
        removed = self._db.execute(
            "SELECT id FROM dropped_passages WHERE generation > ? AND id <= ? ORDER BY id", (since, *row)
        )
        return Difference([id_ for (id_,) in added], [id_ for (id_,) in removed])

    def documents_since(self, since: int) -> tuple[list[StoredDocument], set[int]] | None:
        """Return the documents that were added or changed since a generation, and the ids of those that were removed.

        None when this catalog does not know that generation.
        """
        if self._db.execute("SELECT 1 FROM generations WHERE number = ?", (since,)).fetchone() is None:
            return None
        changed = self._db.execute(f"{_DOCUMENTS} WHERE generation > ?", (since,))
        gone = self._db.execute("SELECT id FROM dropped_documents WHERE generation > ?", (since,))
        return [*map(stored_document, changed)], {id_ for (id_,) in gone}

    def passage_ids(self, document_ids: Iterable[int] | None = None, language: str | None = None) -> list[int]:
        """Return all passages' ids, ascending, or some documents', in the order of text, perhaps in one language."""
        if document_ids is None:
            return [row[0] for row in self._db.execute("SELECT id FROM passages ORDER BY id")]
        inside = "document_id IN (SELECT value FROM json_each(?1)) AND (?2 = '' OR language = ?2)"
        ordered = f"SELECT id FROM passages WHERE {inside} ORDER BY document_id, start"  # noqa: S608 - constants
        query = f"SELECT group_concat(id) FROM ({ordered})"  # noqa: S608 - a row for each would take ten times as long
        (ids,) = self._db.execute(query, (json.dumps([*document_ids]), language or "")).fetchone()
        return [*map(int, ids.split(","))] if ids else []

    def documents_of(self, passage_ids: Iterable[int]) -> dict[int, int]:
        """Return the id of each passage's document, by the passage's id."""
        query = "SELECT id, document_id FROM passages WHERE id IN (SELECT value FROM json_each(?))"
        return dict(self._db.execute(query, (json.dumps([*passage_ids]),)))

    def passage(self, passage_id: int) -> StoredPassage:
        """Return one passage, as ``passages`` does."""
        return self.passages([passage_id])[0]

    def passages(self, passage_ids: Sequence[int]) -> list[StoredPassage]:
        """Return passages, in the order in which their ids are given, each sliced from its document.

        Raises NotVerbatim when a slice is not the text that was indexed.
        """
        rows = self._db.execute(_PASSAGES, (json.dumps(passage_ids),))
        found = {
            id_: self._stored(id_, quote_id, document_id, dict(zip(PASSAGE_COLUMNS, row, strict=True)))
            for id_, quote_id, document_id, *row in rows.fetchall()
        }
        return [found[id_] for id_ in passage_ids]

    def _stored(self, id_: int, quote_id: str, document_id: int, row: Mapping[str, object]) -> StoredPassage:
        self._slices += 1
        with self._db.blobopen("documents", "canonical", document_id, readonly=True) as blob:
            passage = passage_of(blob, row)
            if passage is None:
                path = self.document(document_id).path
                name = f"stored passage {quote_id} of {path} (characters {row['start']} to {row['end']})"
                raise not_verbatim(damaged_part(blob, row, name), self.path, quote_id)
        return StoredPassage(id_, quote_id, document_id, passage)

    def find_quote(self, quote_id: str) -> int | None:
        """Return the id of the passage that a quote's id names, or None when it is no longer in the library."""
        row = self._db.execute("SELECT id FROM passages WHERE quote_id = ?", (quote_id,)).fetchone()
        return row[0] if row else None

    def canonical(self, document_id: int) -> str:
        """Return a document's canonical text. Raises NotVerbatim when that is no text any more."""
        row = self._db.execute("SELECT canonical, path FROM documents WHERE id = ?", (document_id,)).fetchone()
        return whole_text(row[0], row[1], self.path)

    def surroundings(self, document_id: int, span: Span) -> Span:
        """Return where the passage before a span begins and where the passage after it ends, or the span's own ends.

        Raises NotVerbatim when one of the passages in between is not the text that was indexed.
        """
        ahead = self._db.execute(
            "SELECT max(start) FROM passages WHERE document_id = ? AND start < ?", (document_id, span[0])
        ).fetchone()
        behind = self._db.execute(
            "SELECT min(end) FROM passages WHERE document_id = ? AND end > ?", (document_id, span[1])
        ).fetchone()
        around = span[0] if ahead[0] is None else ahead[0], span[1] if behind[0] is None else behind[0]
        inside = "SELECT id FROM passages WHERE document_id = ? AND start >= ? AND end <= ?"
        self.passages([id_ for (id_,) in self._db.execute(inside, (document_id, *around))])
        return around

    def known_vectors(self, keys: Iterable[bytes]) -> set[bytes]:
        """Return the keys that have a vector."""
        return {key for key in keys if self._db.execute("SELECT 1 FROM vectors WHERE key = ?", (key,)).fetchone()}

    def vectors(self, passage_ids: Sequence[int]) -> Vectors:
        """Return the vectors of passages in the given order: float32, shape (n, dim), length 1 to three digits."""
        query = "SELECT vector FROM passages JOIN vectors ON key = vector_key WHERE passages.id = ?"
        rows = [self._db.execute(query, (id_,)).fetchone() or (b"",) for id_ in passage_ids]
        vectors: Vectors = stacked_vectors([row[0] for row in rows], self.path).astype("f4")
        return vectors

    def all_vectors(self, size: int = 8192) -> Iterator[tuple[list[int], HalfVectors]]:
        """Yield the ids, ascending, and the vectors of all passages as they are stored, ``size`` at a time."""
        cursor = self._db.execute(
            "SELECT passages.id, vector FROM passages CROSS JOIN vectors ON key = vector_key ORDER BY passages.id"
        )
        while rows := cursor.fetchmany(size):
            yield [row[0] for row in rows], stacked_vectors([row[1] for row in rows], self.path)

    def sentence_vectors(self, passage_ids: Sequence[int]) -> list[Vectors]:
        """Return for each passage the vectors of its sentences, and of the questions that it answers.

        float32, shape (m, dim), length 1 to three digits. See ``EncoderInput``.
        """
        rows = self._db.execute(
            "SELECT passages.id, vectors.sentences, length(vector) / 2 FROM passages JOIN vectors ON key = vector_key"
            " WHERE passages.id IN (SELECT value FROM json_each(?))",
            (json.dumps(passage_ids),),
        )
        found = {id_: inner_vectors(data, dim, self.path) for id_, data, dim in rows}
        return [found[id_] if id_ in found else inner_vectors(b"", 0, self.path) for id_ in passage_ids]

    # -- writing -------------------------------------------------------------------------------------------------

    def add_vectors(self, keys: Sequence[bytes], vectors: Vectors, sentences: Sequence[Vectors]) -> None:
        """Store vectors that no passage uses yet, so that a sync need not compute them again after an interruption."""
        rows = (
            (key, vector.astype("<f2").tobytes(), inner.astype("<f2").tobytes())
            for key, vector, inner in zip(keys, vectors, sentences, strict=True)
        )
        with self._writing():
            self._db.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)
            self._db.executemany("INSERT OR IGNORE INTO pending VALUES (?)", ((key,) for key in keys))

    def commit(
        self,
        *,
        removed: Iterable[int],
        moved: Mapping[int, Document],
        indexed: Iterable[IndexedDocument],
        meta: Mapping[str, str],
        also: Callable[[], Mapping[str, str]] = dict,
    ) -> None:
        """Write the next generation in one transaction; the work is in proportion to what has changed.

        removed: ids of documents that are gone. moved: id → the same document under another path. indexed: documents
        that are new or replace the one with the same path; passages of theirs that have not changed keep their ids.
        meta: values to store next to the data. also: returns more of them, from what the catalog holds by then.
        """
        with self._writing() as db:
            generation = self.generation + 1
            documents, passages = self.count()
            for document_id in removed:
                gone = self.passage_ids([document_id])
                self._drop(gone, generation)
                db.execute("DELETE FROM documents WHERE id = ?", (document_id,))
                db.execute("INSERT INTO dropped_documents VALUES (?, ?)", (document_id, generation))
                documents -= 1
                passages -= len(gone)
            move_documents(db, moved)
            db.executemany(
                "UPDATE files SET generation = ? WHERE document_id = ?", ((generation, id_) for id_ in moved)
            )
            for item in indexed:
                result = put_document(db, item, generation)
                self._drop(result.gone, generation)
                documents += result.is_new
                passages += result.added - len(result.gone)
            db.execute(
                "DELETE FROM vectors WHERE key IN (SELECT key FROM pending)"
                " AND NOT EXISTS (SELECT 1 FROM passages WHERE vector_key = vectors.key)"
            )
            db.execute("DELETE FROM pending")
            last = db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'passages'").fetchone()
            db.execute("INSERT INTO generations VALUES (?, ?)", (generation, last[0] if last else 0))
            counts = {"generation": generation, "documents": documents, "passages": passages}
            self._put_meta({**meta, **{name: str(count) for name, count in counts.items()}})
            self._put_meta(also())

    def set_meta(self, meta: Mapping[str, str] | Callable[[], Mapping[str, str]]) -> None:
        """Store values next to the data, without a new generation; a function is called while nobody else writes."""
        with self._writing():
            self._put_meta(meta() if callable(meta) else meta)

    def set_states(self, states: Mapping[int, str]) -> None:
        """Store, by document id, the states of files that were found to hold what is indexed."""
        if states:
            with self._writing() as db:
                pairs = ((state, id_) for id_, state in states.items())
                db.executemany("UPDATE files SET state = ? WHERE document_id = ?", pairs)

    def _put_meta(self, meta: Mapping[str, str]) -> None:
        self._db.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", meta.items())

    def _drop(self, passage_ids: Sequence[int], generation: int) -> None:
        """Delete passages; ``commit`` also deletes their vectors, unless another passage uses them by then."""
        db = self._db
        for id_ in passage_ids:
            db.execute("INSERT OR IGNORE INTO pending SELECT vector_key FROM passages WHERE id = ?", (id_,))
            db.execute("DELETE FROM passages WHERE id = ?", (id_,))
            db.execute("INSERT INTO dropped_passages VALUES (?, ?)", (id_, generation))

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with storage_errors(self.path):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")
