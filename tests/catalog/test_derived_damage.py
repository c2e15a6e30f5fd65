"""A derived file that is damaged is noticed, named, and derived anew from the catalog."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from retrieval import UNLIMITED, Library, StorageError
from retrieval.catalog.catalog import Catalog
from retrieval.errors import IndexDamaged
from retrieval.index_folder import CATALOG_FILE, DENSE_FILE, DOCUMENTS_FOLDER, LEXICAL_FOLDER
from retrieval.indexes import sums
from retrieval.indexes.lexical import LexicalIndex
from retrieval.search.query import Query

Open = Callable[..., Library]
QUESTION = "Who burnt the mill down?"
DERIVED = (LEXICAL_FOLDER, DOCUMENTS_FOLDER, DENSE_FILE)


@pytest.fixture(scope="module")
def original(keep_tiny: Open, tmp_path_factory: pytest.TempPathFactory) -> Library:
    """A library that stays as it is; tests spoil copies of it."""
    folder = tmp_path_factory.mktemp("original")
    (folder / "seeds").mkdir()
    for name, text in (("a", "The miller burnt the mill down. Nobody rebuilt it."), ("b", "Eels swim far in autumn.")):
        (folder / "seeds" / f"{name}.txt").write_text(text)
    library = keep_tiny(folder / "seeds", folder / "index")
    library.sync()
    library.ask(QUESTION, access=UNLIMITED)
    return library


@pytest.fixture
def copied(original: Library, open_tiny: Open, tmp_path: Path) -> Library:
    """A copy of the index, not yet opened."""
    shutil.copytree(original.index, tmp_path / "index")
    return open_tiny(original.seeds, tmp_path / "index")


def said(library: Library) -> list[tuple[str, str]]:
    answer = library.ask(QUESTION, access=UNLIMITED)
    return [(quote.id, quote.text) for quote in answer.quotes or answer.nearest]


def flipped(content: bytes, at: int) -> bytes:
    return content[:at] + bytes([content[at] ^ (1 << at % 8)]) + content[at + 1 :]


def damages(content: bytes) -> Iterator[bytes]:
    """Yield a file cut short, emptied, and with single bits flipped at its ends and in between."""
    yield content[: len(content) // 2]
    yield b""
    places = {0, len(content) - 1, *(random.Random(len(content)).randrange(len(content)) for _ in range(20))}
    yield from (flipped(content, at) for at in sorted(places))


@pytest.mark.parametrize("folder", DERIVED[:2])
def test_every_damaged_file_of_an_index_is_noticed_when_it_is_opened(copied: Library, folder: str) -> None:
    paths = [path for path in (copied.index / folder).iterdir() if not path.name.startswith(".tantivy-")]
    assert {path.suffix for path in paths} > {".term", ".idx", ".pos", ".store", ".fast", ".json"}
    for path in paths:
        content = path.read_bytes()
        for damaged in damages(content):
            path.write_bytes(damaged)
            assert sums.damaged_files(path.parent, thorough=False) == [path.name], damaged
        path.write_bytes(content)
    assert sums.damaged_files(copied.index / folder, thorough=True) == []


def test_whatever_is_damaged_answers_are_the_same(original: Library, copied: Library, open_tiny: Open) -> None:
    expected = said(original)
    for number, name in enumerate(("*.term", "*.idx", "*.store", "meta.json", sums.SUMS_FILE)):
        (path,) = (copied.index / LEXICAL_FOLDER).glob(name)
        content = path.read_bytes()
        path.write_bytes(flipped(content, (number * 7919) % len(content)))
        with open_tiny(original.seeds, copied.index) as library:
            assert said(library) == expected, name
        assert not sums.damaged_files(copied.index / LEXICAL_FOLDER, thorough=True)


def test_damaged_files_are_named_by_verifying_and_mended_by_a_sync(copied: Library) -> None:
    paths = []
    for name in DERIVED:
        part = copied.index / name
        paths.append(part if part.is_file() else max(part.iterdir(), key=lambda each: each.stat().st_size))
        paths[-1].write_bytes(flipped(paths[-1].read_bytes(), paths[-1].stat().st_size // 2))
    problems = copied.verify().problems
    assert len(problems) == 3
    assert all(any(str(path) in problem for problem in problems) for path in paths)
    assert copied.sync().is_empty
    assert copied.verify().problems == ()


def test_damage_that_was_too_far_in_to_be_looked_for_is_mended_when_it_is_met(
    original: Library, copied: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sums, "CHEAP_BYTES", 0)
    for folder in DERIVED[:2]:
        for path in (copied.index / folder).glob("*.term"):
            path.write_bytes(bytes(path.stat().st_size))
    assert said(copied) == said(original)
    monkeypatch.undo()
    assert not any(sums.damaged_files(copied.index / folder, thorough=True) for folder in DERIVED[:2])


@pytest.mark.parametrize("writable", [True, False])
def test_damage_that_is_met_while_answering_is_mended_and_the_question_answered(
    original: Library, copied: Library, monkeypatch: pytest.MonkeyPatch, writable: bool
) -> None:
    class PanicException(BaseException):
        """What tantivy raises when a file is not what it was."""

    is_bad = True
    search = LexicalIndex.search.__wrapped__  # type: ignore[attr-defined]

    def panicking(index: LexicalIndex, *args: Any, **options: Any) -> Any:
        if index.folder == copied.index / LEXICAL_FOLDER and is_bad:
            raise PanicException("range end index out of range")
        return search(index, *args, **options)

    from retrieval.indexes.sums import telling_damage

    monkeypatch.setattr(LexicalIndex, "search", telling_damage(panicking))
    if writable:
        with pytest.raises(IndexDamaged, match="out of range"):
            copied.ask(QUESTION, access=UNLIMITED)  # the file is whole, so that it is met again
        assert all(isinstance(each, StorageError) for each in copied.ask_all([Query(QUESTION, access=UNLIMITED)]))
        is_bad = False
    else:
        import retrieval.search.generation as loading

        def refuse(*_: Any) -> Any:
            raise StorageError("no")

        copied.refresh()
        monkeypatch.setattr(loading, "writer_lock", refuse)
    assert said(copied) == said(original)


@pytest.mark.parametrize("part", DERIVED)
def test_a_file_in_place_of_a_folder_or_a_folder_in_place_of_a_file_is_replaced(
    original: Library, copied: Library, part: str
) -> None:
    path = copied.index / part
    if path.is_dir():
        shutil.rmtree(path)
        path.write_bytes(b"x")
    else:
        path.unlink()
        path.mkdir()
    assert said(copied) == said(original)
    assert path.is_dir() == (part != DENSE_FILE)


def test_an_index_that_may_not_be_read_or_written_is_made_in_memory(
    original: Library, copied: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    import retrieval.indexes.lexical as module

    class Refusing:
        """Tantivy where the disk is full: nothing can be opened in a folder."""

        def __getattr__(self, name: str) -> Any:
            return getattr(module_tantivy, name)

        @staticmethod
        def Index(schema: Any, path: str | None = None) -> Any:  # noqa: N802 - tantivy's name
            if path is not None:
                raise ValueError("An IO error occurred: 'No space left on device (os error 28)'")
            return module_tantivy.Index(schema)

    module_tantivy = module.tantivy
    monkeypatch.setattr(module, "tantivy", Refusing())
    assert said(copied) == said(original)
    shutil.rmtree(copied.index / LEXICAL_FOLDER)
    with pytest.raises(StorageError, match=r"could not be opened \(An IO error occurred: 'No space left"):
        copied.sync()


def test_damaged_notes_in_the_catalog_are_made_anew(original: Library, copied: Library) -> None:
    import sqlite3

    with sqlite3.connect(copied.index / CATALOG_FILE) as db:
        assert db.execute("UPDATE meta SET value = '{' WHERE key = 'access rules'").rowcount
    with pytest.raises(StorageError, match=r"access rules .* are damaged"):
        copied.ask(QUESTION, access=UNLIMITED)  # nobody can tell who may read what
    with sqlite3.connect(copied.index / CATALOG_FILE) as db:
        db.execute("UPDATE meta SET value = replace(value, '0', 'o') WHERE key = 'background'")
        db.execute("UPDATE meta SET value = '{' WHERE key IN ('fingerprint', 'endings', 'model files')")
    assert any("background" in problem for problem in copied.verify().problems)
    assert copied.sync().is_empty
    assert copied.verify().problems == ()
    assert said(copied) == said(original)
    with Catalog(copied.index / CATALOG_FILE) as catalog:
        assert catalog.fingerprint
