"""The file of the dense index: how it is written and checked, and how clusters are made and measured.

FAISS's own bytes come first, because it maps a file from its beginning (there are none while all vectors are compared);
then the passages' ids and their vectors, float16, in the order of the ids; then a header that says what is where, and
its checksum.
"""

from __future__ import annotations

import math
import os
import struct
import weakref
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import BinaryIO

import faiss
import numpy as np

from retrieval.vectors import HalfVectors, Ids, Vectors, unit_length

Batches = Iterable[tuple[Ids, HalfVectors]]
"""Ids, ascending over all batches, and vectors."""

_MAGIC = b"QuothDe2"
_HEADER = struct.Struct("<8sQQQQIIdII")
_HEADER_CHECKSUM = struct.Struct("<I")

MIN_RECALL = 0.975
"""As many clusters are compared as it takes to find at least this share of the true ten nearest passages."""

VECTORS_PER_CLUSTER = 40
"""Each cluster is learned from this many vectors."""

_CHUNK_VECTORS = 16_384
_CHUNK_BYTES = 1 << 22


@dataclass(frozen=True, slots=True)
class Clusters:
    """How many clusters there are, and how well they work.

    ``recall`` is the share of the ten nearest passages that is found by comparing ``probes`` of the ``count`` clusters,
    measured with ``questions`` sentences of the library when the clusters were made.
    """

    count: int
    probes: int
    recall: float
    questions: int


@dataclass(frozen=True, slots=True)
class Header:
    """What a file holds. ``size``, in bytes, and ``checksum`` are those of everything before the header.

    ``count`` passages have vectors of ``dim`` numbers; the vectors begin at byte ``rows_at``, right after the ids.
    """

    generation: int
    count: int
    dim: int
    rows_at: int
    clusters: Clusters | None
    size: int
    checksum: int

    def ids(self, path: Path) -> Ids:
        """Return the ids of all passages."""
        return np.fromfile(path, dtype="<i8", count=self.count, offset=self.rows_at - 8 * self.count)

    def vectors(self, path: Path) -> tuple[Ids, HalfVectors]:
        """Return all ids and vectors, checked. Raises ValueError when the file is damaged."""
        if not self.is_sound(path):
            raise ValueError(f"{path} is damaged")
        rows = np.fromfile(path, dtype="<f2", count=self.count * self.dim, offset=self.rows_at)
        return self.ids(path), rows.reshape(self.count, self.dim)

    def open_rows(self, path: Path) -> Rows:
        """Return the vectors, which stay in the file. Raises OSError when it cannot be opened."""
        return Rows(path, self.rows_at, self.count, self.dim)

    def is_sound(self, path: Path) -> bool:
        """Return whether every byte is as it was written; reads them all."""
        return _checksum(path, self.size) == self.checksum


class Rows:
    """Vectors that stay on disk until they are needed.

    They are not mapped, because mapped pages count as this process's memory long after they were used.
    """

    def __init__(self, path: Path, at: int, count: int, dim: int) -> None:
        self._file = path.open("rb", buffering=0)
        weakref.finalize(self, self._file.close)
        self._at, self._count, self._width, self._dim = at, count, 2 * dim, dim

    def read(self, positions: Ids) -> Vectors:
        """Return the vectors at some positions, float32, shape (n, dim). Neighbours are read together."""
        if not len(positions):
            return np.empty((0, self._dim), dtype=np.float32)
        order = np.argsort(positions, kind="stable")
        ascending = positions[order]
        firsts = np.concatenate([[0], np.flatnonzero(np.diff(ascending) != 1) + 1])
        counts = np.diff(firsts, append=len(ascending))
        runs = zip(ascending[firsts].tolist(), counts.tolist(), strict=True)
        data = b"".join([self._run(self._at + first * self._width, count * self._width) for first, count in runs])
        result = np.empty((len(positions), self._dim), dtype=np.float32)
        result[order] = np.frombuffer(data, dtype="<f2").reshape(-1, self._dim)
        return result

    def _run(self, at: int, size: int) -> bytes:
        if hasattr(os, "pread"):
            return os.pread(self._file.fileno(), size, at)
        self._file.seek(at)
        return self._file.read(size)


def read_header(path: Path) -> Header | None:
    """Return the header of a file, or None when there is no file, or its header or its length is wrong."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, os.SEEK_END) - _HEADER.size - _HEADER_CHECKSUM.size
            file.seek(max(size, 0))
            data = file.read(_HEADER.size)
            (header_checksum,) = _HEADER_CHECKSUM.unpack(file.read())
        magic, generation, count, dim, rows_at, *facts, checksum = _HEADER.unpack(data)
    except (OSError, struct.error):
        return None
    if magic != _MAGIC or header_checksum != zlib.crc32(data) or rows_at + 2 * count * dim != size:
        return None
    return Header(generation, count, dim, rows_at, Clusters(*facts) if facts[0] else None, size, checksum)


def write_dense_file(
    path: Path,
    generation: int,
    batches: Batches,
    max_exact: int,
    questions: Callable[[], Vectors],
    old: Path | None = None,
) -> None:
    """Write the file so that at any instant it holds either all of the old index or all of the new one.

    max_exact: up to this many passages, there are no clusters. questions: vectors to measure clusters with. old: a file
    whose clusters are kept if they still fit.
    """
    spool, new = path.with_suffix(".rows"), path.with_suffix(".new")
    try:
        with spool.open("wb") as file:
            ids, dim = _spool(file, batches)
        clusters, ivf = None, None
        if len(ids) > max_exact:
            rows = np.memmap(spool, dtype="<f2", mode="r", shape=(len(ids), dim))
            kept = _kept_clusters(old, ids, rows) if old is not None else None
            ivf, clusters = kept or _new_clusters(ids, rows, questions())
        new.unlink(missing_ok=True)
        if ivf is not None:
            faiss.write_index(ivf, str(new))
        with new.open("ab") as file, spool.open("rb") as rows_file:
            file.write(ids.astype("<i8").tobytes())
            file.flush()
            rows_at = file.tell()
            while chunk := rows_file.read(_CHUNK_BYTES):
                file.write(chunk)
            file.flush()
            size = file.tell()
            facts = astuple(clusters) if clusters else (0, 0, 0.0, 0)
            data = _HEADER.pack(_MAGIC, generation, len(ids), dim, rows_at, *facts, _checksum(new, size))
            file.write(data + _HEADER_CHECKSUM.pack(zlib.crc32(data)))
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    finally:
        spool.unlink(missing_ok=True)


def _spool(file: BinaryIO, batches: Batches) -> tuple[Ids, int]:
    """Write the vectors to a file; return all ids, and the length of the vectors."""
    ids: list[Ids] = []
    dim = 0
    for part, rows in batches:
        if len(part):
            ids.append(np.asarray(part, dtype=np.int64))
            dim = rows.shape[1]
            file.write(rows.astype("<f2").tobytes())
    return np.concatenate(ids) if ids else np.empty(0, dtype=np.int64), dim


def _chunks(rows: HalfVectors) -> Iterator[tuple[int, Vectors]]:
    for at in range(0, len(rows), _CHUNK_VECTORS):
        yield at, rows[at : at + _CHUNK_VECTORS].astype(np.float32)


def _new_clusters(ids: Ids, rows: HalfVectors, questions: Vectors) -> tuple[faiss.Index, Clusters]:
    """Learn clusters from a sample of the vectors, put all vectors in, and measure how many must be compared."""
    count = _cluster_count(len(ids))
    dim = rows.shape[1]
    ivf = faiss.IndexIVFScalarQuantizer(
        faiss.IndexFlatIP(dim), dim, count, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT, False
    )
    ivf.cp.niter = 8
    ivf.cp.spherical = True
    ivf.cp.max_points_per_centroid = VECTORS_PER_CLUSTER
    sample = np.random.default_rng(0).choice(len(ids), min(len(ids), VECTORS_PER_CLUSTER * count), replace=False)
    ivf.train(rows[np.sort(sample)].astype(np.float32))
    nearest = _Nearest(questions, 10)
    for at, part in _chunks(rows):
        ivf.add_with_ids(part, ids[at : at + len(part)])
        nearest.look_at(ids[at : at + len(part)], part)
    # Sentences lie nearer to passages than questions do: as few clusters as they need would be too few for questions.
    probes, recall = min(max(32, count // 64), count // 4), 0.0
    while recall < MIN_RECALL and probes < count:
        probes *= 2
        ivf.nprobe = min(probes, count)
        _, found = ivf.search(questions, 60)
        recall = nearest.share_in(found)
    return ivf, Clusters(count, ivf.nprobe, recall, len(questions))


def _kept_clusters(old: Path, ids: Ids, rows: HalfVectors) -> tuple[faiss.Index, Clusters] | None:
    """Return the clusters of another file with these passages in them, or None when they do not fit any more."""
    header = read_header(old)
    if header is None or header.clusters is None or header.dim != rows.shape[1]:
        return None
    if _cluster_count(len(ids)) != header.clusters.count:
        return None
    ivf = faiss.read_index(str(old))
    before = header.ids(old)
    gone = np.setdiff1d(before, ids, assume_unique=True)
    if len(gone):
        ivf.remove_ids(faiss.IDSelectorBatch(gone))
    new = np.flatnonzero(~np.isin(ids, before, assume_unique=True))
    if len(new):
        ivf.add_with_ids(rows[new].astype(np.float32), ids[new])
    return ivf, header.clusters


def _cluster_count(passages: int) -> int:
    """Return a power of two near four times the square root of the number of passages.

    A question is then compared with about as many centres as passages.
    """
    return 1 << round(math.log2(4 * math.sqrt(passages)))


class _Nearest:
    """The ``k`` passages that are truly nearest to each question, found by comparing all, some at a time."""

    def __init__(self, questions: Vectors, k: int) -> None:
        self._questions, self._k = unit_length(questions), k
        self._scores = np.full((len(questions), k), -2.0, dtype=np.float32)
        self._ids = np.full((len(questions), k), -1, dtype=np.int64)

    def look_at(self, ids: Ids, rows: Vectors) -> None:
        scores = np.concatenate([self._scores, self._questions @ rows.T], axis=1)
        held = np.concatenate([self._ids, np.broadcast_to(ids, (len(self._questions), len(ids)))], axis=1)
        first = np.argpartition(-scores, self._k - 1, axis=1)[:, : self._k]
        self._scores, self._ids = np.take_along_axis(scores, first, 1), np.take_along_axis(held, first, 1)

    def share_in(self, found: Ids) -> float:
        shares = [len(np.intersect1d(true, ids)) / self._k for true, ids in zip(self._ids, found, strict=True)]
        return float(np.mean(shares))


def _checksum(path: Path, size: int) -> int:
    checksum = 0
    with path.open("rb") as file:
        while size and (chunk := file.read(min(size, _CHUNK_BYTES))):
            checksum = zlib.crc32(chunk, checksum)
            size -= len(chunk)
    return checksum
