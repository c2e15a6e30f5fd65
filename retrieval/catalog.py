"""The one source of truth: documents, passages and vectors in SQLite. Every index is derived from it.

A document's canonical text is stored once, as UTF-8, and a passage is stored as a span of it with a digest: what is
quoted is sliced from the document when it is quoted, so it cannot say anything else, and the digest proves that it is
the slice that was indexed.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from retrieval.encoding import Vectors
from retrieval.errors import IndexMissing, NotVerbatim, StorageError
from retrieval.model import Document, Passage, Span
from retrieval.records import Difference, Indexed, StoredDocument, StoredPassage, quote_ids

SCHEMA_VERSION = 1

_SCHEMA = """
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
    vector BLOB NOT NULL,        -- of the passage, float32
    sentences BLOB NOT NULL      -- of its sentences, one after the other, float16
);
"""


class Catalog:
    """A connection to ``catalog.sqlite``. Not for use by two threads at once; open one each."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        """Open the catalog.

        Raises IndexMissing when there is none and ``create`` is false, StorageError when SQLite refuses.
        """
        self.path = path
        if not create and not path.is_file():
            raise IndexMissing(f'Nothing has been indexed in {path.parent} yet; run "quoth sync".')
        with refusals(path):
            self._db = self._connect(create)
            try:
                self._prepare(create)
            except BaseException:
                self._db.close()
                raise

    def _connect(self, create: bool) -> sqlite3.Connection:
        """Connect; where the folder cannot be written to nobody changes the file, and it is read as it lies there."""
        source = self.path.resolve().as_uri()
        if not create and not os.access(self.path.parent, os.W_OK):
            source += "?mode=ro&immutable=1"
        return sqlite3.connect(source, uri=True, isolation_level=None, check_same_thread=False, timeout=30)

    def _prepare(self, create: bool) -> None:
        db = self._db
        version = db.execute("PRAGMA user_version").fetchone()[0]
        if version == 0 and not create:
            raise IndexMissing(f'Nothing has been indexed in {self.path.parent} yet; run "quoth sync".')
        if version == 0:
            db.execute("PRAGMA page_size = 8192")
            db.execute("PRAGMA journal_mode = WAL")
            db.executescript(f"BEGIN IMMEDIATE; {_SCHEMA} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;")
        elif version != SCHEMA_VERSION:
            raise StorageError(
                f"{self.path} has schema version {version}, this Quoth reads version {SCHEMA_VERSION}; delete the "
                f'folder {self.path.parent} and run "quoth sync" (the seeds themselves are not touched).'
            )
        db.execute("PRAGMA foreign_keys = ON")
        db.execute("PRAGMA synchronous = FULL")

    def close(self) -> None:
        """Close the connection; what was not committed is gone."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    # -- reading -------------------------------------------------------------------------------------------------

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Everything read inside belongs to one generation, whatever another process commits meanwhile."""
        with refusals(self.path):
            self._db.execute("BEGIN")
            try:
                self._db.execute("SELECT 1 FROM meta LIMIT 1").fetchone()
                yield
            finally:
                self._db.execute("ROLLBACK")

    def meta(self, key: str) -> str | None:
        """Return a value kept beside the data, or None."""
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    @property
    def generation(self) -> int:
        """Counts up by one with every sync that changed something; 0 before the first."""
        return int(self.meta("generation") or 0)

    @property
    def fingerprint(self) -> dict[str, str]:
        """What shaped the vectors and slices: setting → value."""
        return dict(json.loads(self.meta("fingerprint") or "{}"))

    def count(self) -> tuple[int, int]:
        """Return how many documents and how many passages there are."""
        documents = self._db.execute("SELECT count(*) FROM documents").fetchone()[0]
        return documents, self._db.execute("SELECT count(*) FROM passages").fetchone()[0]

    def documents(self) -> list[StoredDocument]:
        """Return all documents, by path."""
        rows = self._db.execute(
            "SELECT id, path, sha256, recipe, name, title, date, author, url,"
            " (SELECT count(*) FROM passages WHERE document_id = documents.id) FROM documents ORDER BY path"
        )
        return [StoredDocument(*row) for row in rows]

    def document(self, document_id: int) -> StoredDocument:
        """Return one document."""
        row = self._db.execute(
            "SELECT id, path, sha256, recipe, name, title, date, author, url,"
            " (SELECT count(*) FROM passages WHERE document_id = documents.id) FROM documents WHERE id = ?",
            (document_id,),
        ).fetchone()
        return StoredDocument(*row)

    def passage_ids(self, document_ids: Iterable[int] | None = None) -> list[int]:
        """Return the ids of all passages, or of those of some documents, in the order of the documents' text."""
        if document_ids is None:
            return [row[0] for row in self._db.execute("SELECT id FROM passages ORDER BY id")]
        query = "SELECT id FROM passages WHERE document_id = ? ORDER BY start"
        return [row[0] for document_id in document_ids for row in self._db.execute(query, (document_id,))]

    def passage(self, passage_id: int) -> StoredPassage:
        """Return one passage, as ``passages`` does."""
        return self.passages([passage_id])[0]

    def passages(self, passage_ids: Sequence[int]) -> list[StoredPassage]:
        """Return passages, in the order of their ids, each sliced from its document.

        Raises NotVerbatim when a slice is not the text that was indexed.
        """
        rows = self._db.execute(
            "SELECT id, quote_id, document_id, start, end, byte_start, byte_end, sha256, paragraph, line, page,"
            " heading, sentences, split FROM passages WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(passage_ids),),
        )
        found = {row[0]: self._sliced(*row) for row in rows.fetchall()}
        return [found[id_] for id_ in passage_ids]

    def _sliced(
        self, id_: int, quote_id: str, document_id: int, start: int, end: int, byte_start: int, byte_end: int,
        sha256: bytes, paragraph: int, line: int | None, page: int | None, heading: str | None, sentences: str,
        split: int,
    ) -> StoredPassage:  # fmt: skip
        with self._db.blobopen("documents", "canonical", document_id, readonly=True) as blob:
            blob.seek(byte_start)
            data = blob.read(byte_end - byte_start)
        if hashlib.sha256(data).digest() != sha256:
            path = self.document(document_id).path
            raise NotVerbatim(
                f"The stored passage {quote_id} of {path} (characters {start} to {end}) is not what was indexed: the "
                f'catalog {self.path} is damaged. Delete its folder and run "quoth sync".'
            )
        passage = Passage(
            start=start,
            end=end,
            text=data.decode(),
            paragraph=paragraph,
            heading=heading,
            line=line,
            page=page,
            sentences=tuple((a, b) for a, b in json.loads(sentences)),
            split=bool(split),
        )
        return StoredPassage(id_, quote_id, document_id, passage)

    def find_quote(self, quote_id: str) -> int | None:
        """Return the id of the passage that a quote's id names, or None when it is not in the library any more."""
        row = self._db.execute("SELECT id FROM passages WHERE quote_id = ?", (quote_id,)).fetchone()
        return row[0] if row else None

    def canonical(self, document_id: int) -> str:
        """Return a document's canonical text."""
        row = self._db.execute("SELECT canonical FROM documents WHERE id = ?", (document_id,)).fetchone()
        return str(row[0], "utf-8")

    def surroundings(self, document_id: int, span: Span) -> Span:
        """Return where the passage ahead of a span of a document begins and where the passage behind it ends."""
        ahead = self._db.execute(
            "SELECT max(start) FROM passages WHERE document_id = ? AND start < ?", (document_id, span[0])
        ).fetchone()
        behind = self._db.execute(
            "SELECT min(end) FROM passages WHERE document_id = ? AND end > ?", (document_id, span[1])
        ).fetchone()
        return span[0] if ahead[0] is None else ahead[0], span[1] if behind[0] is None else behind[0]

    def known_vectors(self, keys: Iterable[bytes]) -> set[bytes]:
        """Return those of the keys for which there is a vector."""
        query = "SELECT 1 FROM vectors WHERE key = ?"
        return {key for key in keys if self._db.execute(query, (key,)).fetchone()}

    def vectors(self, passage_ids: Sequence[int] | None = None) -> tuple[list[int], Vectors]:
        """Return ids and vectors, float32 of shape (n, dim), of some or all passages."""
        query = "SELECT passages.id, vector FROM passages JOIN vectors ON key = vector_key"
        if passage_ids is None:
            rows = self._db.execute(f"{query} ORDER BY passages.id").fetchall()
        else:
            rows = [self._db.execute(f"{query} WHERE passages.id = ?", (i,)).fetchone() for i in passage_ids]
        if not rows:
            return [], np.empty((0, 0), dtype=np.float32)
        data = np.frombuffer(b"".join(row[1] for row in rows), dtype="<f4").reshape(len(rows), -1)
        return [row[0] for row in rows], data.astype(np.float32)

    def sentence_vectors(self, passage_ids: Sequence[int]) -> list[Vectors]:
        """Return for each passage the vectors of its sentences: float32, shape (m, dim), length 1 to three digits."""
        rows = self._db.execute(
            "SELECT passages.id, vectors.sentences, length(vector) / 4 FROM passages JOIN vectors ON key = vector_key"
            " WHERE passages.id IN (SELECT value FROM json_each(?))",
            (json.dumps(passage_ids),),
        )
        found = {id_: np.frombuffer(data, dtype="<f2").reshape(-1, dim).astype(np.float32) for id_, data, dim in rows}
        return [found[id_] for id_ in passage_ids]

    # -- writing -------------------------------------------------------------------------------------------------

    def add_vectors(self, keys: Sequence[bytes], vectors: Vectors, sentences: Sequence[Vectors]) -> None:
        """Keep vectors that no passage uses yet, so that a sync that is interrupted does not compute them again."""
        rows = (
            (key, vector.astype("<f4").tobytes(), inner.astype("<f2").tobytes())
            for key, vector, inner in zip(keys, vectors, sentences, strict=True)
        )
        with self._writing():
            self._db.executemany("INSERT OR IGNORE INTO vectors VALUES (?, ?, ?)", rows)

    def commit(
        self,
        *,
        removed: Iterable[int],
        moved: Mapping[int, Document],
        indexed: Iterable[Indexed],
        meta: Mapping[str, str],
    ) -> Difference:
        """Make the next generation, all of it or nothing.

        removed: ids of documents that are gone. moved: id → the same document under another path. indexed: documents
        that are new, or replace the one with the same path; their passages that have not changed keep their ids.
        """
        with self._writing():
            added: list[int] = []
            dropped: list[int] = []
            for document_id in removed:
                dropped += self.passage_ids([document_id])
                self._db.execute("DELETE FROM documents WHERE id = ?", (document_id,))
            self._move(moved)
            for item in indexed:
                new, old = self._put(item)
                added += new
                dropped += old
            self._db.execute("DELETE FROM vectors WHERE key NOT IN (SELECT vector_key FROM passages)")
            values = {**meta, "generation": str(self.generation + 1)}
            self._db.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", values.items())
        return Difference(added, dropped)

    def set_meta(self, meta: Mapping[str, str]) -> None:
        """Keep values beside the data without making a new generation."""
        with self._writing():
            self._db.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", meta.items())

    def _move(self, moved: Mapping[int, Document]) -> None:
        """Rename documents; two of them may swap names, so all old names go before any new one comes."""
        for document_id in moved:
            self._db.execute("UPDATE documents SET path = ? WHERE id = ?", (f"\0{document_id}", document_id))
            self._db.execute("UPDATE passages SET quote_id = NULL WHERE document_id = ?", (document_id,))
        for document_id, document in moved.items():
            content = document.content
            self._db.execute(
                "UPDATE documents SET (path, name, title, date, author, url) = (?, ?, ?, ?, ?, ?) WHERE id = ?",
                (document.path, document.name, content.title, content.date, content.author, content.url, document_id),
            )
            rows = self._db.execute(
                "SELECT id, hex(sha256) FROM passages WHERE document_id = ? ORDER BY start", (document_id,)
            ).fetchall()
            ids = quote_ids(document.path, [digest.lower() for _, digest in rows])
            pairs = zip(ids, (row[0] for row in rows), strict=True)
            self._db.executemany("UPDATE passages SET quote_id = ? WHERE id = ?", pairs)

    def _put(self, item: Indexed) -> tuple[list[int], list[int]]:
        """Write one document; return the ids of the passages that are new and of those that are gone."""
        document, content = item.document, item.document.content
        canonical = content.text.encode()
        values = (
            document.sha256, item.recipe, document.name,
            content.title, content.date, content.author, content.url, canonical,
        )  # fmt: skip
        row = self._db.execute("SELECT id FROM documents WHERE path = ?", (document.path,)).fetchone()
        if row:
            document_id = row[0]
            self._db.execute(
                "UPDATE documents SET (sha256, recipe, name, title, date, author, url, canonical)"
                " = (?, ?, ?, ?, ?, ?, ?, ?) WHERE id = ?",
                (*values, document_id),
            )
        else:
            cursor = self._db.execute(
                "INSERT INTO documents (path, sha256, recipe, name, title, date, author, url, canonical)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (document.path, *values),
            )
            document_id = cursor.lastrowid

        old = {
            (quote_id, key): id_
            for id_, quote_id, key in self._db.execute(
                "SELECT id, quote_id, vector_key FROM passages WHERE document_id = ?", (document_id,)
            )
        }
        digests = [hashlib.sha256(p.text.encode()).digest() for p in item.passages]
        identities = list(
            zip(quote_ids(document.path, [d.hex() for d in digests]), item.vector_keys, strict=True)
        )  # fmt: skip
        gone = [id_ for identity, id_ in old.items() if identity not in set(identities)]
        self._db.executemany("DELETE FROM passages WHERE id = ?", ((id_,) for id_ in gone))
        new = []
        byte, at = 0, 0
        for passage, digest, identity in zip(item.passages, digests, identities, strict=True):
            if content.text[passage.start : passage.end] != passage.text:
                raise NotVerbatim(
                    f"The passage at characters {passage.start} to {passage.end} of {document.path} is not the text "
                    "that stands there; this is a defect of Quoth, please report it."
                )
            byte += len(content.text[at : passage.start].encode())
            at = passage.end
            size = len(passage.text.encode())
            row = (
                passage.start, passage.end, byte, byte + size, digest, passage.paragraph, passage.line, passage.page,
                passage.heading, json.dumps(passage.sentences), passage.split,
            )  # fmt: skip
            byte += size
            if identity in old:
                self._db.execute(
                    "UPDATE passages SET (start, end, byte_start, byte_end, sha256, paragraph, line, page, heading,"
                    " sentences, split) = (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) WHERE id = ?",
                    (*row, old[identity]),
                )
            else:
                cursor = self._db.execute(
                    "INSERT INTO passages (quote_id, vector_key, document_id, start, end, byte_start, byte_end, sha256,"
                    " paragraph, line, page, heading, sentences, split)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (*identity, document_id, *row),
                )
                new.append(int(cursor.lastrowid or 0))
        return new, gone

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with refusals(self.path):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")


@contextmanager
def refusals(path: Path) -> Iterator[None]:
    """Say SQLite's refusals as ours."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise StorageError(
            f"The catalog {path} cannot be used ({error}); check the disk and the folder's permissions. If the file is "
            f'damaged, delete {path.parent} and run "quoth sync".'
        ) from error
