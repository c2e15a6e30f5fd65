"""The catalog is the truth: what is derived from it is remade, and nothing that happens to the disk loses it."""

from __future__ import annotations

import gc
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from retrieval import UNLIMITED, Library
from retrieval.background.keeping import lacks_background
from retrieval.catalog import catalog as catalog_module
from retrieval.catalog.catalog import Catalog
from retrieval.catalog.records import StoredDocument
from retrieval.encoding.sentence_transformer import SentenceTransformerEncoder
from retrieval.errors import DimensionMismatch, IndexBusy, IndexMissing, IndexOutdated, NotVerbatim, StorageError
from retrieval.fingerprint import code_versions, model_of, outdated_error
from retrieval.index_folder import CATALOG_FILE, DENSE_FILE, DOCUMENTS_FOLDER, LEXICAL_FOLDER
from retrieval.indexes import deriving
from retrieval.indexes.dense import DenseIndex
from retrieval.indexes.lexical import LexicalIndex
from retrieval.parsing.formats import parser_for

QUESTION = "Who swims far?"
Open = Callable[..., Library]


class Silent:
    """An encoder that refuses documents: whatever works with it embeds nothing."""

    def __init__(self, encoder: SentenceTransformerEncoder) -> None:
        self._encoder = encoder
        self.name, self.digest, self.max_tokens = encoder.name, encoder.digest, encoder.max_tokens
        self.count, self.languages = encoder.count, encoder.languages
        self.encode_query, self.encode_queries = encoder.encode_query, encoder.encode_queries

    def encode_documents(self, texts: Sequence[str], *_: object) -> Any:
        raise AssertionError(f"embedded again: {texts}")

    encode_passages = encode_documents


@pytest.fixture
def library(open_tiny: Open, seeds: Path, tmp_path: Path) -> Library:
    """Three documents, synced."""
    (seeds / "a.txt").write_text("Eels swim far.\n\nThe clock ran slow.")
    (seeds / "b.txt").write_text("A volcano was heard.")
    (seeds / "c.md").write_text("# Title\n\nNobody paid for it.")
    library = open_tiny(seeds, tmp_path / "index")
    library.sync()
    return library


def quoted(library: Library) -> list[tuple[str, str]]:
    answer = library.ask(QUESTION, k=10, access=UNLIMITED)
    return [(quote.id, quote.text) for quote in answer.quotes or answer.nearest]


# -- what is derived is remade ----------------------------------------------------------------------------------------


def _missing(path: Path) -> None:
    shutil.rmtree(path) if path.is_dir() else path.unlink()


def _emptied(path: Path) -> None:
    _replace(path, lambda _: b"")


def _halved(path: Path) -> None:
    _replace(path, lambda content: content[: len(content) // 2])


def _rubbish(path: Path) -> None:
    _replace(path, lambda _: random.Random(1).randbytes(500))


def _replace(path: Path, spoilt: Callable[[bytes], bytes]) -> None:
    """Put other files in the place of those at a path: to cut one short that is still mapped would end the process."""
    for file in [path] if path.is_file() else [p for p in path.iterdir() if p.is_file()]:
        new = file.with_name(f"{file.name}.spoilt")
        new.write_bytes(spoilt(file.read_bytes()))
        new.replace(file)


@pytest.mark.parametrize("by", ["ask", "sync"])
@pytest.mark.parametrize("spoil", [_missing, _emptied, _halved, _rubbish])
@pytest.mark.parametrize("part", [DENSE_FILE, LEXICAL_FOLDER, DOCUMENTS_FOLDER])
def test_an_index_that_is_missing_or_damaged_is_remade_without_embedding(
    library: Library, open_tiny: Open, part: str, spoil: Callable[[Path], None], by: str
) -> None:
    expected = quoted(library)
    library.close()
    spoil(library.index / part)
    again = open_tiny(library.seeds, library.index, encoder=Silent(library.encoder))
    if by == "sync":
        again.sync()
    assert quoted(again) == expected
    assert not again.verify().problems


@pytest.mark.parametrize("part", [DENSE_FILE, LEXICAL_FOLDER, DOCUMENTS_FOLDER])
def test_an_index_that_is_behind_is_remade_without_embedding(
    library: Library, open_tiny: Open, tmp_path: Path, part: str
) -> None:
    old, path = tmp_path / "old", library.index / part
    shutil.copytree(path, old) if path.is_dir() else shutil.copy(path, old)
    (library.seeds / "a.txt").write_text("Eels swim further still.")
    library.sync()
    expected = quoted(library)
    library.close()
    _missing(path)
    old.rename(path)
    if part != DENSE_FILE:  # what the vectors lack is in the catalog, and is added whenever they are loaded
        assert library.verify().problems
    again = open_tiny(library.seeds, library.index, encoder=Silent(library.encoder))
    assert quoted(again) == expected
    assert not again.verify().problems


@pytest.mark.parametrize("seed", range(6))
def test_a_flipped_byte_in_the_vectors_is_noticed(library: Library, seed: int) -> None:
    path = library.index / DENSE_FILE
    data = bytearray(path.read_bytes())
    data[random.Random(seed).randrange(len(data))] ^= 0x40
    path.write_bytes(data)
    loaded = DenseIndex.load(path)
    assert loaded is None or loaded.generation != 1


def test_vectors_of_another_length_are_named_with_the_index_s_own() -> None:
    index = DenseIndex().advanced(1, [], [1], np.eye(1, 384, dtype=np.float32))
    with pytest.raises(DimensionMismatch, match=r"\b32\b.*\b384\b"):
        index.advanced(2, [], [2], np.eye(1, 32, dtype=np.float32))
    with pytest.raises(DimensionMismatch, match=r"\b32\b.*\b384\b"):
        index.search(np.ones(32, dtype=np.float32), 1)


# -- one writer, many readers ----------------------------------------------------------------------------------------

HOLD = """
import sys, time
from pathlib import Path
from filelock import FileLock
lock = FileLock(Path(sys.argv[1]))
lock.acquire()
print("held", flush=True)
time.sleep(60)
"""


@contextmanager
def another_writer(index: Path) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(index / "lock")], stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "held\n"
            yield process
        finally:
            process.kill()


def test_a_second_writer_is_refused_until_the_first_is_dead(library: Library) -> None:
    (library.seeds / "a.txt").write_text("Another text.")
    with another_writer(library.index) as process:
        with pytest.raises(IndexBusy, match=r"^Another process is writing to the index in [^\n]*\.$"):
            library.sync()
        assert quoted(library)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert library.sync().changed == ("a.txt",)


def test_a_reader_answers_from_a_damaged_index_while_somebody_else_writes(
    library: Library, open_tiny: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retrieval.search.generation.PATIENCE_SECONDS", 0.5)
    expected = quoted(library)
    library.close()
    for part in (DOCUMENTS_FOLDER, LEXICAL_FOLDER, DENSE_FILE):  # one more each time
        _missing(library.index / part)
        with another_writer(library.index):
            assert quoted(open_tiny(library.seeds, library.index)) == expected


def test_a_reader_follows_every_generation_without_an_error(library: Library, open_tiny: Open) -> None:
    reader = open_tiny(library.seeds, library.index)
    failures: list[BaseException] = []
    seen: set[str] = set()
    done = threading.Event()

    def ask() -> None:
        try:
            while not done.is_set():
                seen.update(text for _, text in quoted(reader))
        except BaseException as error:
            failures.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        for i in range(8):
            said = f"Eels swim far, said number {i}."
            (library.seeds / "a.txt").write_text(said)
            library.sync()
            until = time.monotonic() + 60
            while i % 2 and said not in seen and time.monotonic() < until:  # every other generation it may miss
                time.sleep(0.001)
    finally:
        done.set()
        thread.join()
    assert not failures
    assert {f"Eels swim far, said number {i}." for i in (1, 3, 5, 7)} <= seen


KILLED = """
import sys
from retrieval import Library
Library.open(*sys.argv[1:]).sync()
"""


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
def test_a_sync_that_is_killed_at_any_instant_leaves_an_index_that_works(
    library: Library, open_tiny: Open, tiny_model: Path
) -> None:
    moments = random.Random(5)
    arguments = [sys.executable, "-c", KILLED, str(library.seeds), str(library.index), str(tiny_model)]
    started = time.monotonic()
    subprocess.run(arguments, check=True, capture_output=True)
    whole = time.monotonic() - started
    for round_ in range(5):
        for i in range(30):
            (library.seeds / f"new{i}.txt").write_text(f"Round {round_} of document {i}.\n\nEels swim {i} km.")
        process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(whole * moments.uniform(0.3, 1.1))
        process.kill()
        process.wait()
        assert quoted(open_tiny(library.seeds, library.index))
        with Catalog(library.index / CATALOG_FILE) as catalog:
            assert not lacks_background(catalog)
    library.sync()
    assert not library.verify().problems
    assert library.status().passages == 64


def in_documents(library: Library, *terms: str) -> list[int]:
    """How many documents each term stands in, as the index of documents finds them."""
    whole = LexicalIndex.load(library.index / DOCUMENTS_FOLDER)
    assert whole is not None
    return [len(whole.search([term], 1000)) for term in terms]


def test_the_index_of_documents_takes_in_what_has_changed_and_no_more(
    open_tiny: Open, seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deriving, "SMALL_LIBRARY_PASSAGES", 0)
    for number in range(100):
        (seeds / f"{number}.txt").write_text(f"Eels swim round.\n\nStone {number}.")
    library = open_tiny(seeds, tmp_path / "index")
    library.sync()
    taken: list[int] = []
    entries = deriving.document_entries

    def counted(catalog: Catalog, documents: Sequence[StoredDocument]) -> Iterator[tuple[int, int, str]]:
        taken.append(len(documents))
        yield from entries(catalog, documents)

    monkeypatch.setattr(deriving, "document_entries", counted)
    (seeds / "7.txt").write_text("Eels swim round.\n\nA heron waits.")
    (seeds / "8.txt").rename(seeds / "moved.txt")
    (seeds / "9.txt").unlink()
    library.sync()
    assert in_documents(library, "eel", "heron", "7", "8", "9") == [99, 1, 0, 1, 0]
    for number in range(100, 120):
        (seeds / f"{number}.txt").write_text(f"Eels swim round.\n\nStone {number}.")
    library.sync()
    assert in_documents(library, "eel", "stone") == [119, 118]
    for number in range(10, 30):
        (seeds / f"{number}.txt").write_text("A heron waits.")
    library.sync()
    assert in_documents(library, "eel", "heron") == [99, 21]
    assert taken == [2, 20, 119]  # the last time so much was gone that all was taken in
    assert not library.verify().problems


# -- damage and refusals ----------------------------------------------------------------------------------------------


def tamper(library: Library, canonical: bytes) -> None:
    library.close()
    with sqlite3.connect(library.index / CATALOG_FILE) as database:
        database.execute("UPDATE documents SET canonical = ? WHERE path = 'a.txt'", (canonical,))
    database.close()


@pytest.mark.parametrize(
    "canonical",
    [b"Eels SWIM far.\n\nThe clock ran slow.", b"Eels", b"", b"\xff" * 40],
    ids=["altered", "shortened", "emptied", "no UTF-8"],
)
def test_a_document_that_was_tampered_with_is_never_quoted(library: Library, canonical: bytes) -> None:
    tamper(library, canonical)
    with pytest.raises(NotVerbatim, match=r"a\.txt"):
        library.ask(QUESTION, access=UNLIMITED)
    assert any("a.txt" in problem for problem in library.verify().problems)


@pytest.fixture
def table(open_tiny: Open, seeds: Path, tmp_path: Path) -> Library:
    """A table that is longer than a passage, so that its header stands above all but the first of them, synced."""
    rows = "".join(f"| ring number {n}, made of black rubber | {n} euros |\n" for n in range(100, 150))
    (seeds / "a.md").write_text(f"# Parts\n\n| Part | Price |\n|---|---|\n{rows}", encoding="utf-8")
    library = open_tiny(seeds, tmp_path / "index")
    library.sync()
    assert not library.verify().problems
    library.close()
    return library


TAMPERED: dict[str, Callable[[list[Any]], list[Any]]] = {
    "digest": lambda each: [*each[:5], "0" * 64],
    "no digest": lambda each: [*each[:5], "x"],
    "kind": lambda each: ["colophon", *each[1:]],
    "bytes": lambda each: [*each[:3], each[3] + 1, each[4] + 1, each[5]],
    "bytes beyond the end": lambda each: [*each[:3], each[3], 10**9, each[5]],
    "bytes before the start": lambda each: [*each[:3], -5, *each[4:]],
    "length": lambda each: [each[0], each[1], each[2] + 1, *each[3:]],
    "place": lambda each: [each[0], each[1] + 1, each[2] + 1, *each[3:]],
}


@pytest.mark.parametrize("what", TAMPERED)
def test_context_that_was_tampered_with_is_named_and_never_shown_unless_only_its_place_is_wrong(
    table: Library, what: str
) -> None:
    with sqlite3.connect(table.index / CATALOG_FILE) as database:
        rows = database.execute("SELECT id, start, above FROM passages WHERE above != '[]' ORDER BY start").fetchall()
        for id_, _, above in rows:
            tampered = json.dumps(list(map(TAMPERED[what], json.loads(above))))
            database.execute("UPDATE passages SET above = ? WHERE id = ?", (tampered, id_))
    database.close()
    problems = [problem for problem in table.verify().problems if "a.md" in problem]
    assert len(problems) == len(rows) > 1
    for problem, (_, start, _) in zip(problems, rows, strict=True):
        assert f"characters {start} to " in problem
        assert "colophon" in problem if what == "kind" else "header" in problem
    if what != "place":
        with pytest.raises(NotVerbatim, match=r"The (header|colophon) .* above the stored passage .*a\.md"):
            table.ask("What does ring number 140 cost?", k=9, access=UNLIMITED)


def test_a_text_that_was_tampered_with_above_a_passage_is_never_shown(table: Library) -> None:
    with sqlite3.connect(table.index / CATALOG_FILE) as database:
        database.execute("UPDATE documents SET canonical = replace(canonical, '| Part | Price |', '| Part | Weight|')")
        database.execute("UPDATE documents SET canonical = CAST(canonical AS BLOB)")
        (first,) = database.execute("SELECT id FROM passages WHERE above = '[]'").fetchone()
    database.close()
    with Catalog(table.index / CATALOG_FILE) as catalog:
        with pytest.raises(NotVerbatim, match=r"The stored passage \w+ of a\.md \(characters 9 to "):
            catalog.passage(first)
        for id_ in set(catalog.passage_ids()) - {first}:
            with pytest.raises(NotVerbatim, match=r"The header \(characters 9 to 25\) above the stored passage"):
                catalog.passage(id_)
    assert any("a.md" in problem for problem in table.verify().problems)


def test_a_changed_model_is_named_beside_the_one_before_and_a_sync_embeds_anew(
    library: Library, open_library: Open
) -> None:
    library.close()
    other = open_library(library.seeds, library.index)
    with pytest.raises(IndexOutdated, match=r'tiny.*all-MiniLM-L6-v2.*run "quoth sync" to re-embed 4 passages'):
        other.ask(QUESTION, access=UNLIMITED)
    assert "all-MiniLM-L6-v2" in str(other.status().outdated)
    report = other.sync()
    assert (len(report.changed), report.embedded) == (3, 4)
    assert other.status().outdated is None
    assert not other.verify().problems
    assert other.ask("How far do eels swim?", access=UNLIMITED).quotes[0].text == "Eels swim far."


def test_a_reader_that_is_open_while_the_model_changes_says_so(library: Library, open_library: Open) -> None:
    quoted(library)
    open_library(library.seeds, library.index).sync()
    with pytest.raises(IndexOutdated):
        quoted(library)


def test_another_splitter_version_is_named(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    library.close()
    monkeypatch.setattr("retrieval.passages.VERSION", 99)
    with pytest.raises(IndexOutdated, match=r"passage cutter.*version 99"):
        library.ask(QUESTION, access=UNLIMITED)
    report = library.sync()
    assert (len(report.changed), report.embedded) == (3, 0)
    assert quoted(library)


def edit(library: Library, statement: str) -> None:
    """Change the catalog behind the library's back."""
    library.close()
    with sqlite3.connect(library.index / CATALOG_FILE) as database:
        database.execute(statement)
    database.close()


def test_another_version_of_a_parser_is_named_if_a_document_was_parsed_by_it(library: Library) -> None:
    edit(library, "UPDATE documents SET recipe = 'Markdown 0, cutter' || substr(recipe, 19) WHERE path = 'c.md'")
    with pytest.raises(IndexOutdated, match="version 0 of the Markdown parser, but this Quoth has version"):
        library.ask(QUESTION, access=UNLIMITED)
    assert library.outdated() is not None
    report = library.sync()
    assert (report.changed, report.embedded) == (("c.md",), 0)
    assert library.outdated() is None
    assert quoted(library)


def test_a_format_that_no_document_has_does_not_make_an_index_outdated(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parser_for("a.pdf"), "version", 99)
    edit(library, """UPDATE meta SET value = json_set(value, '$."PDF reader"', '1') WHERE key = 'fingerprint'""")
    assert library.outdated() is None
    assert quoted(library)


@pytest.mark.parametrize("version", [2, 3, 4])
def test_a_catalog_of_an_older_version_is_converted_and_embeds_nothing(library: Library, version: int) -> None:
    before = [
        (quote.id, quote.text)
        for quote in library.ask(QUESTION, access=UNLIMITED).nearest or library.ask(QUESTION, access=UNLIMITED).quotes
    ]
    remade = "DROP INDEX documents_listed; CREATE INDEX documents_listed ON documents (path)"
    for change in (*remade.split("; "), "ALTER TABLE documents DROP COLUMN language"):
        edit(library, change)
    edit(library, "ALTER TABLE passages DROP COLUMN language")
    edit(library, "ALTER TABLE files DROP COLUMN other_languages")
    for column in ("above", "leading", "kind") if version < 4 else ():
        edit(library, f"ALTER TABLE passages DROP COLUMN {column}")
    if version < 3:
        edit(library, "ALTER TABLE passages DROP COLUMN page_end")
        edit(library, "ALTER TABLE files DROP COLUMN warnings")
    edit(library, f"PRAGMA user_version = {version}")
    for refused in (library.status, lambda: library.ask(QUESTION, access=UNLIMITED)):
        with pytest.raises(IndexOutdated, match=rf'has schema version {version}.*run "quoth sync" to convert it'):
            refused()
    assert library.needs_sync() is None
    assert library.outdated() is not None
    assert library.sync().is_empty
    assert before == [
        (quote.id, quote.text)
        for quote in library.ask(QUESTION, access=UNLIMITED).nearest or library.ask(QUESTION, access=UNLIMITED).quotes
    ]


def test_models_of_the_same_name_are_told_apart_by_their_files(library: Library) -> None:
    now = {"model": "m", "model files": "1" * 64, **code_versions()}
    library.close()
    with Catalog(library.index / CATALOG_FILE, create=True) as catalog:
        catalog.set_meta({"fingerprint": json.dumps(now | {"model files": "2" * 64})})
        error = outdated_error(Path("index"), catalog, now)
    assert error is not None
    assert (error.expected, error.found) == ("m (sha256 11111111…)", "m (sha256 22222222…)")


def test_nothing_indexed_yet_is_said(open_tiny: Open, seeds: Path, tmp_path: Path) -> None:
    library = open_tiny(seeds, tmp_path / "index")
    for refused in (lambda: library.ask(QUESTION, access=UNLIMITED), library.status, library.verify):
        with pytest.raises(IndexMissing, match="quoth sync"):
            refused()
    assert not (tmp_path / "index").exists()


def test_an_index_of_nothing_is_whole(open_tiny: Open, seeds: Path, tmp_path: Path) -> None:
    (seeds / "a.txt").write_text("")
    library = open_tiny(seeds, tmp_path / "index")
    library.sync()
    assert library.status().is_whole
    assert not library.verify().problems


def test_an_index_folder_that_cannot_be_made_is_one_clear_error(open_tiny: Open, seeds: Path, tmp_path: Path) -> None:
    (seeds / "a.txt").write_text("Eels swim far.")
    (tmp_path / "file").write_text("in the way")
    for index in (tmp_path / "file", tmp_path / "file" / "index"):
        with pytest.raises(StorageError, match=r"cannot be written to.*INDEX_DIR"):
            open_tiny(seeds, index).sync()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="permissions do not bind this user")
def test_an_index_folder_without_write_permission_is_one_clear_error(library: Library) -> None:
    library.close()
    library.index.chmod(0o500)
    try:
        with pytest.raises(StorageError, match="cannot be written to"):
            library.sync()
    finally:
        library.index.chmod(0o700)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="permissions do not bind this user")
def test_the_model_of_an_index_is_known_where_nothing_can_be_written(library: Library) -> None:
    library.close()
    library.index.chmod(0o500)
    try:
        assert model_of(library.index) == library.encoder.name
    finally:
        library.index.chmod(0o700)


@pytest.mark.parametrize("content", [b"no database" * 1000, b"SQLite format 3\x00" + b"\x01" * 5000])
def test_a_catalog_that_is_no_database_is_one_clear_error(library: Library, content: bytes) -> None:
    library.close()
    for suffix in ("-wal", "-shm"):
        Path(f"{library.index / CATALOG_FILE}{suffix}").unlink(missing_ok=True)
    (library.index / CATALOG_FILE).write_bytes(content)
    for refused in (lambda: library.ask(QUESTION, access=UNLIMITED), library.status, library.verify, library.sync):
        with pytest.raises(StorageError, match="quoth sync"):
            refused()


@pytest.mark.parametrize(
    ("version", "remedy"),
    [(77, "written by a newer Quoth .*; update Quoth"), (-1, 'delete the folder .* "quoth sync"')],
)
def test_a_catalog_of_another_schema_is_refused_with_the_remedy(library: Library, version: int, remedy: str) -> None:
    edit(library, f"PRAGMA user_version = {version}")
    before = (library.index / CATALOG_FILE).read_bytes()
    for refused in (lambda: library.ask(QUESTION, access=UNLIMITED), library.sync):
        with pytest.raises(StorageError, match=remedy):
            refused()
    library.close()
    assert (library.index / CATALOG_FILE).read_bytes() == before


def test_a_catalog_can_be_read_while_its_indexes_are_gone(library: Library) -> None:
    with Catalog(library.index / CATALOG_FILE) as catalog:
        assert catalog.count() == (3, 4)
    _missing(library.index / LEXICAL_FOLDER)
    assert LexicalIndex.load(library.index / LEXICAL_FOLDER) is None
    assert any("full-text" in problem for problem in library.verify().problems)
    _missing(library.index / DOCUMENTS_FOLDER)
    assert any(DOCUMENTS_FOLDER in problem for problem in library.verify().problems)


def test_reading_passages_for_a_long_time_leaves_nothing_behind(
    open_tiny: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def references_to_what_is_gone() -> int:
        gc.collect()
        return sum(type(each) is weakref.ref and each() is None for each in gc.get_objects())

    monkeypatch.setattr(catalog_module, "MAX_SLICES", 20)
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "eels.txt").write_text("Eels swim far.\n\nHerons stand still.\n\nCranes dance.\n")
    library = open_tiny(tmp_path / "seeds", tmp_path / "index")
    library.sync()
    library.ask("Who swims far?", access=UNLIMITED)
    before = references_to_what_is_gone()
    for number in range(60):
        answer = library.ask(f"Who swims {number} miles?", access=UNLIMITED)
        assert answer.quotes or answer.nearest
    assert references_to_what_is_gone() - before < 100
    library.close()
