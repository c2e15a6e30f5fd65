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
from numpy.typing import NDArray

from retrieval.encoding import Vectors
from retrieval.errors import IndexMissing, NotVerbatim, StorageError
from retrieval.model import Document, Passage, Span
from retrieval.records import Difference, Indexed, KnownFile, StoredDocument, StoredPassage
from retrieval.schema import prepare
from retrieval.storing import move, put

Halves = NDArray[np.float16]

_DOCUMENTS = (
    "SELECT id, path, sha256, recipe, name, title, date, author, url, passages"
    " FROM documents JOIN files ON document_id = id"
)


class Catalog:
    """A connection to ``catalog.sqlite``. Not for use by two threads at once; open one each."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        """Open the catalog.

        Raises StorageError when SQLite refuses and, when ``create`` is false, IndexMissing when there is none and
        IndexOutdated when it is of an older version.
        """
        self.path = path
        if not create and not path.is_file():
            raise IndexMissing(f'Nothing has been indexed in {path.parent} yet; run "quoth sync".')
        with refusals(path):
            self._db = self._connect(create)
            try:
                prepare(self._db, path, create=create)
                self._db.execute("PRAGMA foreign_keys = ON")
                self._db.execute("PRAGMA synchronous = FULL")
                if create:
                    self._db.execute("PRAGMA cache_size = -65536")  # whoever writes much must not read pages twice
            except BaseException:
                self._db.close()
                raise

    def _connect(self, create: bool) -> sqlite3.Connection:
        """Connect; where the folder cannot be written to nobody changes the file, and it is read as it lies there."""
        source = self.path.resolve().as_uri()
        if not create and not os.access(self.path.parent, os.W_OK):
            source += "?mode=ro&immutable=1"
        return sqlite3.connect(source, uri=True, isolation_level=None, check_same_thread=False, timeout=30)

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
        return int(self.meta("documents") or 0), int(self.meta("passages") or 0)

    def documents(self) -> list[StoredDocument]:
        """Return all documents, by path."""
        return [StoredDocument(*row) for row in self._db.execute(f"{_DOCUMENTS} ORDER BY path")]

    def document(self, document_id: int) -> StoredDocument:
        """Return one document."""
        return StoredDocument(*self._db.execute(f"{_DOCUMENTS} WHERE id = ?", (document_id,)).fetchone())

    def known_files(self) -> dict[str, KnownFile]:
        """Return what is known of the file of each document, by path."""
        rows = self._db.execute(
            "SELECT path, id, sha256, recipe, state FROM documents JOIN files ON document_id = id ORDER BY path"
        )
        return {path: KnownFile(*rest) for path, *rest in rows}

    def difference(self, since: int) -> Difference | None:
        """Return what has changed since a generation, or None when that is none of this catalog's."""
        row = self._db.execute("SELECT last_passage FROM generations WHERE number = ?", (since,)).fetchone()
        if row is None:
            return None
        added = self._db.execute("SELECT id FROM passages WHERE id > ? ORDER BY id", row)
        removed = self._db.execute(
            "SELECT id FROM dropped_passages WHERE generation > ? AND id <= ? ORDER BY id", (since, *row)
        )
        return Difference([id_ for (id_,) in added], [id_ for (id_,) in removed])

    def documents_since(self, since: int) -> tuple[list[StoredDocument], set[int]] | None:
        """Return the documents that have come or changed since a generation, and the ids of those that are gone.

        None when the generation is none of this catalog's.
        """
        if self._db.execute("SELECT 1 FROM generations WHERE number = ?", (since,)).fetchone() is None:
            return None
        changed = self._db.execute(
            f"{_DOCUMENTS} WHERE generation > ?",
            (since,),
        )
        gone = self._db.execute("SELECT id FROM dropped_documents WHERE generation > ?", (since,))
        return [StoredDocument(*row) for row in changed], {id_ for (id_,) in gone}

    def passage_ids(self, document_ids: Iterable[int] | None = None) -> list[int]:
        """Return the ids of all passages, or of those of some documents, in the order of the documents' text."""
        if document_ids is None:
            return [row[0] for row in self._db.execute("SELECT id FROM passages ORDER BY id")]
        query = "SELECT id FROM passages WHERE document_id = ? ORDER BY start"
        return [row[0] for document_id in document_ids for row in self._db.execute(query, (document_id,))]

    def documents_of(self, passage_ids: Iterable[int]) -> dict[int, int]:
        """Return the ids of the documents that passages stand in, by the passages' ids."""
        query = "SELECT id, document_id FROM passages WHERE id IN (SELECT value FROM json_each(?))"
        return dict(self._db.execute(query, (json.dumps([*passage_ids]),)))

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

    def vectors(self, passage_ids: Sequence[int]) -> Vectors:
        """Return the vectors of passages, float32 of shape (n, dim), length 1 to three digits, in the ids' order."""
        query = "SELECT vector FROM passages JOIN vectors ON key = vector_key WHERE passages.id = ?"
        rows = [self._db.execute(query, (id_,)).fetchone()[0] for id_ in passage_ids]
        vectors: Vectors = _stacked(rows).astype(np.float32)
        return vectors

    def all_vectors(self, size: int = 8192) -> Iterator[tuple[list[int], Halves]]:
        """Yield the ids, ascending, and the vectors of all passages, ``size`` at a time, as they are stored."""
        cursor = self._db.execute(
            "SELECT passages.id, vector FROM passages CROSS JOIN vectors ON key = vector_key ORDER BY passages.id"
        )
        while rows := cursor.fetchmany(size):
            yield [row[0] for row in rows], _stacked([row[1] for row in rows])

    def sentence_vectors(self, passage_ids: Sequence[int]) -> list[Vectors]:
        """Return for each passage the vectors of its sentences: float32, shape (m, dim), length 1 to three digits."""
        rows = self._db.execute(
            "SELECT passages.id, vectors.sentences, length(vector) / 2 FROM passages JOIN vectors ON key = vector_key"
            " WHERE passages.id IN (SELECT value FROM json_each(?))",
            (json.dumps(passage_ids),),
        )
        found = {id_: np.frombuffer(data, dtype="<f2").reshape(-1, dim).astype(np.float32) for id_, data, dim in rows}
        return [found[id_] for id_ in passage_ids]

    # -- writing -------------------------------------------------------------------------------------------------

    def add_vectors(self, keys: Sequence[bytes], vectors: Vectors, sentences: Sequence[Vectors]) -> None:
        """Keep vectors that no passage uses yet, so that a sync that is interrupted does not compute them again."""
        rows = (
            (key, vector.astype("<f2").tobytes(), inner.astype("<f2").tobytes())
            for key, vector, inner in zip(keys, vectors, sentences, strict=True)
        )
        with self._writing():
            self._db.executemany("INSERT OR IGNORE INTO vectors VALUES (?, ?, ?)", rows)
            self._db.executemany("INSERT OR IGNORE INTO pending VALUES (?)", ((key,) for key in keys))

    def commit(
        self,
        *,
        removed: Iterable[int],
        moved: Mapping[int, Document],
        indexed: Iterable[Indexed],
        meta: Mapping[str, str],
    ) -> None:
        """Make the next generation, all of it or nothing, by work in proportion to what is different.

        removed: ids of documents that are gone. moved: id → the same document under another path. indexed: documents
        that are new, or replace the one with the same path; their passages that have not changed keep their ids.
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
            move(db, moved)
            db.executemany(
                "UPDATE files SET generation = ? WHERE document_id = ?", ((generation, id_) for id_ in moved)
            )
            for item in indexed:
                stored = put(db, item, generation)
                self._drop(stored.gone, generation)
                documents += stored.is_new
                passages += stored.added - len(stored.gone)
            db.execute(
                "DELETE FROM vectors WHERE key IN (SELECT key FROM pending)"
                " AND NOT EXISTS (SELECT 1 FROM passages WHERE vector_key = vectors.key)"
            )
            db.execute("DELETE FROM pending")
            last = db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'passages'").fetchone()
            db.execute("INSERT INTO generations VALUES (?, ?)", (generation, last[0] if last else 0))
            self._put_meta(
                {**meta, "generation": str(generation), "documents": str(documents), "passages": str(passages)}
            )

    def set_meta(self, meta: Mapping[str, str]) -> None:
        """Keep values beside the data without making a new generation."""
        with self._writing():
            self._put_meta(meta)

    def set_states(self, states: Mapping[int, str]) -> None:
        """Keep in what state the files of documents, by id, were found to be what is indexed."""
        if states:
            with self._writing() as db:
                pairs = ((state, id_) for id_, state in states.items())
                db.executemany("UPDATE files SET state = ? WHERE document_id = ?", pairs)

    def _put_meta(self, meta: Mapping[str, str]) -> None:
        self._db.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", meta.items())

    def _drop(self, passage_ids: Sequence[int], generation: int) -> None:
        """Delete passages, and their vectors unless somebody else uses them before the generation is complete."""
        db = self._db
        for id_ in passage_ids:
            db.execute("INSERT OR IGNORE INTO pending SELECT vector_key FROM passages WHERE id = ?", (id_,))
            db.execute("DELETE FROM passages WHERE id = ?", (id_,))
            db.execute("INSERT INTO dropped_passages VALUES (?, ?)", (id_, generation))

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with refusals(self.path):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")


def _stacked(rows: Sequence[bytes]) -> Halves:
    if not rows:
        return np.empty((0, 0), dtype=np.float16)
    return np.frombuffer(b"".join(rows), dtype="<f2").reshape(len(rows), -1)


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
