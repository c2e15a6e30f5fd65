"""A large library is searched by clusters, and what a small change costs does not depend on how large it is."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from retrieval import UNLIMITED, Library, Observer
from retrieval.catalog.catalog import Catalog
from retrieval.errors import IndexOutdated, StorageError
from retrieval.index_folder import CATALOG_FILE, DENSE_FILE
from retrieval.indexes import dense_file, deriving
from retrieval.indexes.dense import DenseIndex
from retrieval.indexes.deriving import dense_index
from retrieval.indexes.index import Scope
from retrieval.parsing import folder
from retrieval.syncing import planning
from retrieval.vectors import Vectors, unit_length

Open = Callable[..., Library]
DIM = 24


def some_vectors(count: int, seed: int = 0) -> Vectors:
    """Unit vectors around a few centres, as exact as a file holds them."""
    random = np.random.default_rng(seed)
    around = np.random.default_rng(99).normal(size=(40, DIM))[random.integers(0, 40, count)]
    vectors = unit_length((around + 0.6 * random.normal(size=(count, DIM))).astype(np.float32))
    return vectors.astype(np.float16).astype(np.float32)


def written(path: Path, ids: np.ndarray, vectors: Vectors, old: Path | None = None, exact: int = 500) -> DenseIndex:
    dense_file.write_dense_file(path, 1, [(ids, vectors.astype(np.float16))], exact, lambda: some_vectors(50, 7), old)
    index = DenseIndex.load(path)
    assert index is not None
    return index


@pytest.fixture
def clustered(tmp_path: Path) -> tuple[DenseIndex, Vectors]:
    vectors = some_vectors(4000)
    index = written(tmp_path / DENSE_FILE, np.arange(4000) * 3, vectors)
    assert index.clusters is not None
    return index, vectors


def test_clusters_find_what_comparing_everything_finds_and_give_true_cosines(
    clustered: tuple[DenseIndex, Vectors],
) -> None:
    index, vectors = clustered
    found = 0
    for question in some_vectors(40, 3):
        hits = index.search(question, 10)
        cosines = vectors @ question
        found += len({hit.id for hit in hits} & set((np.argsort(-cosines)[:10] * 3).tolist()))
        for hit in hits:
            assert hit.score == pytest.approx(cosines[hit.id // 3], abs=1e-5)
    assert found / 400 > 0.95
    assert index.clusters is not None
    assert index.clusters.recall >= dense_file.MIN_RECALL


@pytest.mark.parametrize("size", [300, 4000], ids=["exact", "clustered"])
def test_what_is_removed_is_found_no_more_and_what_is_added_is_found_at_once(tmp_path: Path, size: int) -> None:
    vectors = some_vectors(size)
    index = written(tmp_path / DENSE_FILE, np.arange(size), vectors)
    new = some_vectors(5, 11)
    after = index.advanced(2, [0, 7, 7, size + 99], [size + 100 + i for i in range(5)], new)
    assert [hit.id for hit in after.search(new[2], 1)] == [size + 102]
    for id_ in (0, 7):
        assert id_ not in [hit.id for hit in after.search(vectors[id_], 50)]
        assert index.search(vectors[id_], 1)[0].id == id_, "the generation before goes on answering"
    assert len(after) == size - 2 + 5 == len(after.ids())
    np.testing.assert_array_equal(after.vectors([size + 101, 5]), np.stack([new[1], vectors[5]]))
    again = after.advanced(3, [size + 102], [], new[:0])
    assert size + 102 not in [hit.id for hit in again.search(new[2], 50)]


def test_a_filter_finds_the_best_of_the_few_that_it_admits(clustered: tuple[DenseIndex, Vectors]) -> None:
    index, vectors = clustered
    among = list(range(0, 4000, 90))
    for question in some_vectors(10, 5):
        best = among[int(np.argmax(vectors[among] @ question))]
        assert index.search(question, 3, Scope(passages=[3 * i for i in among] + [10**9]))[0].id == 3 * best


def test_clusters_stay_while_they_fit(clustered: tuple[DenseIndex, Vectors], tmp_path: Path) -> None:
    index, vectors = clustered
    ids, more = np.arange(4300) * 3, np.concatenate([vectors, some_vectors(300, 8)])
    index = written(tmp_path / "new", ids[200:], more[200:], tmp_path / DENSE_FILE)
    assert index.ids() == ids[200:].tolist()
    assert index.search(more[4100], 1)[0].id == 3 * 4100
    assert 3 * 100 not in [hit.id for hit in index.search(more[100], 50)]


@pytest.mark.usefixtures("clustered")
def test_a_flipped_byte_in_clusters_is_found_by_verifying(tmp_path: Path) -> None:
    path = tmp_path / DENSE_FILE
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0x40
    path.write_bytes(data)
    header = dense_file.read_header(path)
    assert header is not None
    assert not header.is_sound(path)
    index = DenseIndex.load(path)
    assert index is None or not index.is_sound()


# -- syncing ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def library(open_tiny: Open, seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    """Sixty documents, in clusters; what has changed is held beside them."""
    monkeypatch.setattr(deriving, "MAX_EXACT", 50)
    for module in ("retrieval.indexes.dense", "retrieval.indexes.deriving"):
        monkeypatch.setattr(f"{module}.changes_allowed", lambda _: 20)
    for i in range(60):
        (seeds / f"{i}.txt").write_text(f"Document {i} says {i * 7919 % 997}.\n\nEels swim {i} km.")
    library = open_tiny(seeds, tmp_path / "index")
    library.sync()
    return library


def searched(library: Library) -> list[str]:
    answer = library.ask("How far do eels swim?", k=10, access=UNLIMITED)
    return [quote.text for quote in answer.quotes or answer.nearest]


def test_a_small_change_does_not_touch_the_file_of_vectors_until_there_are_many(library: Library) -> None:
    path = library.index / DENSE_FILE
    before = path.read_bytes()
    for i in range(4):
        (library.seeds / f"{i}.txt").write_text(f"Something new, number {i}.")
        library.sync()
        assert searched(library)
    assert path.read_bytes() == before
    assert not library.verify().problems
    for i in range(20):
        (library.seeds / f"{i}.txt").write_text(f"Yet another text, number {i}.")
    library.sync()
    assert path.read_bytes() != before
    assert not library.verify().problems
    assert searched(library)


def test_a_reader_and_a_fresh_process_find_the_same_after_many_changes(library: Library, open_tiny: Open) -> None:
    reader = open_tiny(library.seeds, library.index)
    for i in range(25):
        (library.seeds / f"{i}.txt").write_text(f"Eels swim round {i * 13} stones.\n\nAnd number {i}.")
        if i % 3 == 0:
            (library.seeds / f"{59 - i}.txt").unlink()
        library.sync()
        assert searched(reader) == searched(open_tiny(library.seeds, library.index))
    with Catalog(library.index / CATALOG_FILE) as catalog:
        dense = dense_index(catalog, library.index)
        assert dense is not None
        assert dense.ids() == catalog.passage_ids()
    assert not library.verify().problems


@pytest.mark.parametrize("where", ["encoded", "committed", "lexical"])
def test_a_sync_of_a_large_library_that_is_cut_off_leaves_it_answering(
    library: Library, open_tiny: Open, where: str
) -> None:
    class Crash(Observer):
        def step(self, name: str) -> None:
            if name == where:
                raise InterruptedError

    reader = open_tiny(library.seeds, library.index)
    for i in range(8):
        (library.seeds / f"{i}.txt").write_text(f"Eels swim round {i * 13} stones.")
        with pytest.raises(StorageError):  # an interruption is an OSError
            library.sync(Crash())
        assert searched(reader) == searched(open_tiny(library.seeds, library.index))
    library.sync()
    assert not library.verify().problems
    assert library.status().passages == 112


def test_status_says_how_good_the_clusters_are(library: Library) -> None:
    clusters = library.status().clusters
    assert clusters is not None
    assert 0.9 < clusters.recall <= 1
    assert clusters.questions > 50


# -- files that need not be read -------------------------------------------------------------------------------------


def hashed(library: Library, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that a sync looks into to tell whether they have changed."""
    seen: list[str] = []
    digest = planning.sha256_below

    def noted(root: Path, path: str) -> str:
        seen.append(path)
        return digest(root, path)

    with monkeypatch.context() as patch:
        patch.setattr(planning, "sha256_below", noted)
        library.sync()
    return sorted(seen)


@pytest.fixture
def settled(open_tiny: Open, seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    """Two files that were synced when they were no longer young."""
    (seeds / "a.txt").write_text("Eels swim far.")
    (seeds / "b.txt").write_text("A volcano was heard.")
    monkeypatch.setattr(folder, "RACY_NANOSECONDS", 50_000_000)
    time.sleep(0.1)
    library = open_tiny(seeds, tmp_path / "index")
    library.sync()
    return library


def test_a_file_that_looks_as_it_did_is_not_read_again(settled: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    assert hashed(settled, monkeypatch) == []
    (settled.seeds / "a.txt").write_text("Eels swim far!")
    assert hashed(settled, monkeypatch) == ["a.txt"]


def test_a_file_that_was_young_when_it_was_read_is_read_once_more(
    settled: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "RACY_NANOSECONDS", 10**15)
    (settled.seeds / "a.txt").write_text("Eels swim far!")
    settled.sync()
    assert hashed(settled, monkeypatch) == ["a.txt", "b.txt"]
    monkeypatch.setattr(folder, "RACY_NANOSECONDS", 0)
    assert hashed(settled, monkeypatch) == ["a.txt"]
    assert hashed(settled, monkeypatch) == []


@pytest.mark.skipif(os.name == "nt", reason="there is no time of the last change of status")
def test_another_text_of_the_same_size_and_time_is_noticed(settled: Library) -> None:
    path = settled.seeds / "a.txt"
    times = path.stat()
    path.write_text("Eels swim fat.")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert settled.sync().changed == ("a.txt",)


def test_verifying_reads_what_a_sync_does_not(settled: Library) -> None:
    (settled.seeds / "a.txt").write_text("Eels swim fat.")
    assert any("a.txt" in problem for problem in settled.verify().problems)


# -- a catalog of the version before -----------------------------------------------------------------------------------


def test_a_catalog_of_the_version_before_is_converted_by_a_sync_and_named_before_that(
    open_tiny: Open, seeds: Path, tmp_path: Path
) -> None:
    (seeds / "a.txt").write_text("Eels swim far.\n\nThe clock ran slow.")
    library = open_tiny(seeds, tmp_path / "index")
    library.sync()
    expected = searched(library)
    library.close()
    make_older(library.index / CATALOG_FILE)
    with pytest.raises(
        IndexOutdated, match=r'schema version 1.*run "quoth sync".*embeds only what is read differently'
    ):
        searched(library)
    report = library.sync()
    assert (report.is_empty, report.embedded, report.passages) == (True, 0, 2)
    assert searched(library) == expected
    assert not library.verify().problems


def make_older(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.create_function(
            "single", 1, lambda v: np.frombuffer(v, dtype="<f2").astype("<f4").tobytes(), deterministic=True
        )
        database.executescript(
            "DROP INDEX documents_listed; DROP TABLE files; DROP TABLE pending; DROP TABLE generations;"
            "DROP TABLE dropped_passages; DROP TABLE dropped_documents;"
            "ALTER TABLE passages DROP COLUMN page_end; ALTER TABLE passages DROP COLUMN above;"
            "ALTER TABLE passages DROP COLUMN leading; ALTER TABLE passages DROP COLUMN kind;"
            "ALTER TABLE documents DROP COLUMN language; ALTER TABLE passages DROP COLUMN language;"
            "DELETE FROM meta WHERE key IN ('documents', 'passages');"
            "UPDATE vectors SET vector = single(vector); PRAGMA user_version = 1;"
        )
    database.close()


def test_a_file_that_is_replaced_while_it_is_read_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / DENSE_FILE
    written(path, np.arange(4000), some_vectors(4000))
    written(tmp_path / "newer", np.arange(3000) * 5, some_vectors(3000, 1))
    ids = dense_file.Header.ids

    def late(header: dense_file.Header, where: Path) -> np.ndarray:
        if (tmp_path / "newer").is_file():
            (tmp_path / "newer").replace(path)
        return ids(header, where)

    monkeypatch.setattr(dense_file.Header, "ids", late)
    index = DenseIndex.load(path)
    assert index is not None
    assert len(index) == 3000
    assert {hit.id % 5 for hit in index.search(some_vectors(1, 3)[0], 10)} == {0}
