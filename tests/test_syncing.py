"""Whatever happens to the seeds, and wherever a sync is cut off, the index ends up as if it had been made anew."""

from __future__ import annotations

import dataclasses
import json
import shutil
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from retrieval import UNLIMITED, Library, Observer
from retrieval.catalog.catalog import Catalog
from retrieval.index_folder import CATALOG_FILE, DENSE_FILE, DOCUMENTS_FOLDER, LEXICAL_FOLDER, writer_lock
from retrieval.indexes.dense import DenseIndex
from retrieval.indexes.lexical import LexicalIndex
from retrieval.model import Document
from retrieval.parsing.options import ParsingOptions
from retrieval.parsing.workers.pool import ParsingPool
from retrieval.syncing import parsing_ahead
from retrieval.syncing import sync as syncing
from retrieval.syncing.report import SyncReport

NAMES = st.sampled_from(["a.txt", "b.txt", "c.md", "news/a.txt", "news/d.md"])
PARAGRAPHS = st.sampled_from(
    [
        "Eels swim far. They come back once.",
        "The clock ran slow by five seconds.",
        "A volcano was heard across the sea.",
        "Over 100 people signed. Nobody paid for it.",
        "# Heading\n\nBelow the heading stands this.",
    ]
)
TEXTS = st.lists(PARAGRAPHS, min_size=1, max_size=4).map("\n\n".join)
STEPS = ["parsed", "encoded", "committed", "dense", "lexical"]


class Cut(Exception):
    """A crash."""


class Crash(Observer):
    """Stops a sync at one step, or at the n-th passage or file."""

    def __init__(self, where: str | int) -> None:
        self.where = where
        self.seen = 0

    def step(self, name: str) -> None:
        if name == self.where:
            raise Cut

    def parsing(self, *_: object) -> None:
        self._count()

    def encoding(self, *_: object) -> None:
        self._count()

    def _count(self) -> None:
        self.seen += 1
        if self.seen == self.where:
            raise Cut


def dump(index: Path) -> list[dict[str, Any]]:
    """Everything that a catalog holds and that must not depend on how it came about."""
    documents = []
    with Catalog(index / CATALOG_FILE) as catalog:
        for document in catalog.documents():
            ids = catalog.passage_ids([document.id])
            stored = [catalog.passage(id_) for id_ in ids]
            documents.append(
                {
                    "document": (document.path, document.sha256, document.recipe, document.name, document.title),
                    "about": (document.date, document.author, document.url),
                    "text": catalog.canonical(document.id),
                    "passages": [(s.quote_id, s.passage) for s in stored],
                    "vectors": [catalog.vectors([id_])[0] for id_ in ids],
                    "sentences": catalog.sentence_vectors(ids),
                }
            )
    return documents


def check_same(index: Path, fresh: Path) -> None:
    left, right = dump(index), dump(fresh)
    for a, b in zip(left, right, strict=True):
        for part in ("document", "about", "text", "passages"):
            assert a[part] == b[part]
        for part in ("vectors", "sentences"):
            for x, y in zip(a[part], b[part], strict=True):
                np.testing.assert_allclose(x, y, atol=2e-2)


def check_indexes(index: Path) -> None:
    with Catalog(index / CATALOG_FILE) as catalog:
        ids, generation = catalog.passage_ids(), catalog.generation
        documents = sorted(document.id for document in catalog.documents())
    dense, lexical = DenseIndex.load(index / DENSE_FILE), LexicalIndex.load(index / LEXICAL_FOLDER)
    whole = LexicalIndex.load(index / DOCUMENTS_FOLDER)
    assert dense is not None
    assert lexical is not None
    assert whole is not None
    assert dense.ids() == lexical.ids() == ids
    assert whole.ids() == documents
    assert len(dense) == len(lexical) == len(ids)
    assert dense.generation == lexical.generation == whole.generation == generation


class Seeds(RuleBasedStateMachine):
    """A seeds folder that people work in, an index of it, and somebody who goes on asking."""

    open_library: Callable[..., Library]

    @initialize()
    def start(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="quoth-"))
        self.seeds = self.folder / "seeds"
        (self.seeds / "news").mkdir(parents=True)
        self.library = self.open_library(self.seeds, self.folder / "index")
        self.reader = self.open_library(self.seeds, self.folder / "index")
        self.is_indexed = False
        self.only_moved = True
        self.fresh = 0
        (self.seeds / "first.txt").write_text("The first document says little.")

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            self.library.close()
            self.reader.close()
            shutil.rmtree(self.folder)

    def files(self) -> list[Path]:
        return sorted(path for path in self.seeds.rglob("*") if path.is_file())

    @rule(name=NAMES, text=TEXTS)
    def write(self, name: str, text: str) -> None:
        (self.seeds / name).write_text(text)
        self.only_moved = False

    @rule(name=NAMES, data=st.data())
    def move(self, name: str, data: st.DataObject) -> None:
        path = data.draw(st.sampled_from(self.files()))
        target = (self.seeds / name).with_suffix(path.suffix)
        self.only_moved &= not target.exists()
        path.rename(target)

    @rule(data=st.data())
    def swap(self, data: st.DataObject) -> None:
        a, b = data.draw(st.sampled_from(self.files())), data.draw(st.sampled_from(self.files()))
        one, other = a.read_bytes(), b.read_bytes()
        a.write_bytes(other)
        b.write_bytes(one)
        self.only_moved &= a.suffix == b.suffix

    @rule(name=NAMES, data=st.data())
    def duplicate(self, name: str, data: st.DataObject) -> None:
        path = data.draw(st.sampled_from(self.files()))
        target = (self.seeds / name).with_suffix(path.suffix)
        self.only_moved &= not target.exists()
        if target != path:
            shutil.copy(path, target)

    @precondition(lambda self: len(self.files()) > 1)
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        data.draw(st.sampled_from(self.files())).unlink()
        self.only_moved = False

    @precondition(lambda self: len(self.files()) > 1)
    @rule(data=st.data(), rubbish=st.sampled_from([b"", b"\n \n", b"\x00\x01\x02\xff" * 20]))
    def make_unreadable(self, data: st.DataObject, rubbish: bytes) -> None:
        data.draw(st.sampled_from(self.files())).write_bytes(rubbish)
        self.only_moved = False

    @rule(where=st.one_of(st.sampled_from(STEPS), st.integers(1, 4)))
    def crash(self, where: str | int) -> None:
        before = dump(self.library.index) if self.is_indexed else None
        try:
            self.library.sync(Crash(where))
            self.is_indexed = True
        except Cut:
            if where in STEPS[2:]:
                self.is_indexed = True
            elif before is not None:
                assert repr(before) == repr(dump(self.library.index)), "a sync that was cut off left half of itself"
            self.only_moved = False

    @rule()
    def sync(self) -> None:
        had = self.is_indexed
        before = {}
        if had:
            before = {(q, repr(p.text)) for d in dump(self.library.index) for q, p in d["passages"]}
        report = self.library.sync()
        self.is_indexed = True
        if had and self.only_moved:
            assert report.embedded == 0
        again = self.library.sync()
        assert again.is_empty
        assert again.generation == report.generation
        check_indexes(self.library.index)
        self.fresh += 1
        fresh = self.open_library(self.seeds, self.folder / f"fresh{self.fresh}")
        fresh.sync()
        check_same(self.library.index, fresh.index)
        kept = {q: repr(p.text) for d in dump(self.library.index) for q, p in d["passages"]}
        assert all(kept[q] == text for q, text in before if q in kept), "an id names other words than before"
        assert not self.library.verify().problems
        self.only_moved = True

    @invariant()
    def somebody_asks(self) -> None:
        if getattr(self, "is_indexed", False):
            answer = self.reader.ask("Who swims far?", access=UNLIMITED)
            with Catalog(self.reader.index / CATALOG_FILE) as catalog:
                texts = {document.path: catalog.canonical(document.id) for document in catalog.documents()}
            for quote in answer.quotes or answer.nearest:
                assert texts[quote.document][quote.start : quote.end] == quote.text


def test_after_any_history_the_index_is_the_one_a_fresh_sync_makes(
    open_tiny: Callable[..., Library], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(syncing, "MIN_WINDOW_PASSAGES", 1)
    monkeypatch.setattr(parsing_ahead, "MAX_FILES_AHEAD", 2)
    monkeypatch.setattr(syncing, "MIN_BATCH_PASSAGES", 2)
    machine = type("Machine", (Seeds,), {"open_library": staticmethod(open_tiny)})
    run_state_machine_as_test(machine, settings=settings(max_examples=5, stateful_step_count=10))


@pytest.fixture
def library(open_tiny: Callable[..., Library], seeds: Path, tmp_path: Path) -> Library:
    (seeds / "a.txt").write_text("Eels swim far.\n\nThe clock ran slow.")
    (seeds / "b.txt").write_text("A volcano was heard.")
    library = open_tiny(seeds, tmp_path / "index")
    assert library.sync().embedded == 3
    return library


def quote_ids(library: Library) -> dict[str, str]:
    return {passage.text: quote_id for document in dump(library.index) for quote_id, passage in document["passages"]}


def test_a_moved_file_costs_nothing(library: Library) -> None:
    (library.seeds / "a.txt").rename(library.seeds / "z.txt")
    report = library.sync()
    assert report.moved == (("a.txt", "z.txt"),)
    assert (report.added, report.changed, report.removed, report.embedded) == ((), (), (), 0)


def test_files_that_swap_names_cost_nothing(library: Library) -> None:
    a, b, spare = library.seeds / "a.txt", library.seeds / "b.txt", library.seeds / "spare"
    a.rename(spare)
    b.rename(a)
    spare.rename(b)
    report = library.sync()
    assert sorted(report.changed) == ["a.txt", "b.txt"]
    assert report.embedded == 0
    check_indexes(library.index)


def test_an_edited_file_embeds_its_changed_passages_only_and_the_others_keep_their_ids(library: Library) -> None:
    before = quote_ids(library)
    (library.seeds / "a.txt").write_text("Something new stands first.\n\nEels swim far.\n\nThe clock ran slow.")
    report = library.sync()
    assert (report.changed, report.embedded, report.reused) == (("a.txt",), 1, 2)
    after = quote_ids(library)
    assert {text: after[text] for text in before} == before


def test_a_deleted_file_is_gone_from_every_index(library: Library) -> None:
    (library.seeds / "b.txt").unlink()
    assert library.sync().removed == ("b.txt",)
    check_indexes(library.index)
    assert [d["document"][0] for d in dump(library.index)] == ["a.txt"]


def test_a_file_that_cannot_be_read_any_more_is_named_and_stops_nothing(library: Library) -> None:
    (library.seeds / "b.txt").write_bytes(b"")
    (library.seeds / "c.txt").write_text("A new one.")
    report = library.sync()
    assert [skipped.path for skipped in report.skipped] == ["b.txt"]
    assert (report.removed, report.added) == (("b.txt",), ("c.txt",))


def test_what_was_embedded_before_a_crash_is_not_embedded_again(library: Library) -> None:
    (library.seeds / "c.txt").write_text("A third document.\n\nOf two paragraphs.")
    with pytest.raises(Cut):
        library.sync(Crash("encoded"))
    report = library.sync()
    assert (report.added, report.embedded, report.reused) == (("c.txt",), 0, 2)


class Patient(Observer):
    """Holds every encoding back until something has happened."""

    def __init__(self, happened: threading.Event) -> None:
        self._happened = happened
        self.began = threading.Event()
        self.told: list[tuple[int, int]] = []

    def encoding(self, done: int, total: int) -> None:
        self.told.append((done, total))
        self.began.set()
        assert self._happened.wait(60)


def test_files_are_read_while_passages_are_encoded(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("c.txt", "d.txt", "e.txt"):
        (library.seeds / name).write_text(f"The document {name} is new.")
    last_was_read = threading.Event()
    observer = Patient(last_was_read)
    parse = ParsingPool.parse

    def read(pool: ParsingPool, seeds: Path, path: str) -> Document:
        if path == "e.txt":
            assert observer.began.wait(60), "nothing is encoded before all is read"
        document = parse(pool, seeds, path)
        if path == "e.txt":
            last_was_read.set()
        return document

    monkeypatch.setattr(syncing, "MIN_WINDOW_PASSAGES", 1)
    monkeypatch.setattr(ParsingPool, "parse", read)
    report = library.sync(observer)
    assert (report.added, report.embedded) == (("c.txt", "d.txt", "e.txt"), 3)
    assert observer.told[0][0] < observer.told[-1][0] == observer.told[-1][1] == 3


def test_a_sync_that_is_stopped_while_it_encodes_reads_no_further(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(40):
        (library.seeds / f"new{number:02}.txt").write_text(f"Document {number} is new.")
    released = threading.Event()
    parse = ParsingPool.parse
    seen = []

    def read(pool: ParsingPool, seeds: Path, path: str) -> Document:
        seen.append(path)
        if path == "new01.txt":
            assert released.wait(60)
        return parse(pool, seeds, path)

    class Stop(Observer):
        def encoding(self, *_: object) -> None:
            threading.Timer(0.5, released.set).start()  # when all that waits should be cancelled
            raise Cut

    monkeypatch.setattr(syncing, "MIN_WINDOW_PASSAGES", 1)
    monkeypatch.setattr(parsing_ahead, "MAX_PARSING_THREADS", 1)
    monkeypatch.setattr(ParsingPool, "parse", read)
    with pytest.raises(Cut):
        library.sync(Stop())
    assert seen == [f"new{number:02}.txt" for number in range(2)]
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("parsing")]
    assert len(library.sync().added) == 40


# -- batches, formats and warnings ---------------------------------------------------------------------------------


class Watching(Observer):
    """Asks another library of the same folders whenever something is committed."""

    def __init__(self, other: Library) -> None:
        self._other = other
        self.documents: list[int] = []

    def step(self, name: str) -> None:
        if name == "dense":
            self._other.ask("Which document is new?", access=UNLIMITED)
            self.documents.append(self._other.status().documents.__len__())


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(syncing, "MIN_WINDOW_PASSAGES", 4)
    monkeypatch.setattr(syncing, "MAX_WINDOW_PASSAGES", 4)
    monkeypatch.setattr(syncing, "MIN_BATCH_PASSAGES", 8)


def fill(library: Library, count: int, text: str = "Document {} is new.") -> None:
    for number in range(count):
        (library.seeds / f"new{number:02}.txt").write_text(text.format(number))


@pytest.mark.usefixtures("small_batches")
def test_a_first_sync_answers_before_it_is_done(open_tiny: Callable[..., Library], seeds: Path, tmp_path: Path) -> None:
    library, other = open_tiny(seeds, tmp_path / "index"), open_tiny(seeds, tmp_path / "index")
    fill(library, 40)
    observer = Watching(other)
    report = library.sync(observer)
    assert len(observer.documents) >= 3
    assert observer.documents == sorted(set(observer.documents))
    assert observer.documents[0] < 40 == observer.documents[-1] == report.documents == len(report.added)
    assert not library.verify().problems


@pytest.mark.usefixtures("small_batches")
def test_a_sync_that_changes_what_was_indexed_is_one_commit(
    library: Library, open_tiny: Callable[..., Library]
) -> None:
    fill(library, 40)
    (library.seeds / "a.txt").write_text("Eels swim very far.")
    observer = Watching(open_tiny(library.seeds, library.index))
    before = library.status().generation
    library.sync(observer)
    assert observer.documents == [42]
    assert library.status().generation == before + 1


@pytest.mark.usefixtures("small_batches")
def test_a_first_sync_that_is_cut_off_keeps_its_batches_and_goes_on(
    open_tiny: Callable[..., Library], seeds: Path, tmp_path: Path
) -> None:
    library = open_tiny(seeds, tmp_path / "index")
    fill(library, 40)

    class StopLater(Observer):
        def encoding(self, done: int, total: int) -> None:  # noqa: ARG002
            if done > 20:
                raise Cut

    with pytest.raises(Cut):
        library.sync(StopLater())
    kept = len(library.status().documents)
    assert 0 < kept < 40
    reason = library.needs_sync()
    assert "only some of the files" in str(reason), "a part of the files answers as if it were all of them"
    with writer_lock(library.index):
        assert library.needs_sync() is None
    report = library.sync()
    assert library.needs_sync() is None
    assert (len(report.added), report.documents) == (40 - kept, 40)
    assert not library.verify().problems


@pytest.mark.usefixtures("small_batches")
def test_files_of_new_formats_are_named_after_a_sync_that_was_cut_off(library: Library) -> None:
    with library._opened() as catalog:
        catalog.set_meta({syncing.ENDINGS_KEY: json.dumps([".txt"])})
    fill(library, 40)
    (library.seeds / "z.csv").write_text("berth,fee\nnorth,12 crowns\n")

    class StopLater(Observer):
        def encoding(self, done: int, total: int) -> None:  # noqa: ARG002
            if done > 20:
                raise Cut

    with pytest.raises(Cut):
        library.sync(StopLater())
    assert library.sync().newly_read == ("z.csv",)


def test_a_file_that_takes_long_delays_no_other(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(library, 10)
    (library.seeds / "0slow.txt").write_text("This one takes its time.")
    parse, released = ParsingPool.parse, threading.Event()

    def read(pool: ParsingPool, seeds: Path, path: str) -> Document:
        if path == "0slow.txt":
            assert released.wait(60)
        return parse(pool, seeds, path)

    class Release(Observer):
        def encoding(self, done: int, total: int) -> None:  # noqa: ARG002
            if done >= 4:
                released.set()

    monkeypatch.setattr(syncing, "MIN_WINDOW_PASSAGES", 4)
    monkeypatch.setattr(syncing, "PATIENCE_SECONDS", 0.01)
    monkeypatch.setattr(ParsingPool, "parse", read)
    report = library.sync(Release())
    assert len(report.added) == 11
    assert report.added == tuple(sorted(report.added))


def test_files_that_no_earlier_version_could_read_are_named_once(library: Library) -> None:
    (library.seeds / "d.txt").write_text("Read for the first time.")
    assert library.sync().newly_read == ()
    with Catalog(library.index / CATALOG_FILE, create=True) as catalog:
        catalog.set_meta({syncing.ENDINGS_KEY: '[".md"]'})
    for name in ("e.txt", "f.md"):
        (library.seeds / name).write_text("Read for the first time, too.")
    assert library.sync().newly_read == ("e.txt",)
    (library.seeds / "g.txt").write_text("One more.")
    assert library.sync().newly_read == ()


def test_formats_that_are_not_wanted_are_not_read_and_go(
    library: Library, open_tiny: Callable[..., Library], seeds: Path
) -> None:
    (seeds / "m.md").write_text("Markdown is not wanted.")
    library.sync()
    choosy = open_tiny(seeds, library.index, parsing=ParsingOptions(formats=frozenset(["text"])))
    report = choosy.sync()
    assert report.removed == ("m.md",)
    assert [(skipped.path, skipped.reason) for skipped in report.skipped] == [
        ("m.md", "Markdown is not one of SEEDS_FORMATS")
    ]


def test_a_file_whose_text_is_suspicious_is_named_in_the_report_and_in_the_status(library: Library) -> None:
    (library.seeds / "glued.txt").write_text("Unstablehasthemostrecentpackagesofall. " * 60)
    report = library.sync()
    assert [suspect.path for suspect in report.suspect] == ["glued.txt"]
    assert report.suspect_documents == 1
    assert library.status().warnings == {"glued.txt": (report.suspect[0].warning,)}
    again = library.sync()
    assert (again.suspect, again.suspect_documents) == ((), 1)
    assert SyncReport.from_dict(json.loads(json.dumps(dataclasses.asdict(report)))) == report


def test_a_file_that_is_replaced_by_a_pipe_is_skipped_and_stops_nothing(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    import os

    fill(library, 3)
    parse = ParsingPool.parse

    def read(pool: ParsingPool, seeds: Path, path: str) -> Document:
        if path == "new01.txt":
            (seeds / path).unlink()
            os.mkfifo(seeds / path)
        return parse(pool, seeds, path)

    monkeypatch.setattr(ParsingPool, "parse", read)
    report = library.sync()
    assert report.added == ("new00.txt", "new02.txt")
    assert [skipped.reason for skipped in report.skipped] == ["not a regular file"]
