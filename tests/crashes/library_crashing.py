"""A library that is synced, and whose indexes are derived."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from unittest import mock

from retrieval import UNLIMITED, IndexMissing
from retrieval.catalog.catalog import Catalog
from retrieval.index_folder import CATALOG_FILE, DENSE_FILE, DOCUMENTS_FOLDER, LEXICAL_FOLDER
from retrieval.indexes import dense_file, deriving
from tests.crashes.kit import QUESTION, Kit, done, in_this_process

FIRST = {f"{n}.txt": f"Eels swim {n} km.\n\nStone {n} was heard." for n in range(6)} | {
    "gone.txt": "Nobody paid for the clock.",
    "old.txt": "A volcano was heard far away.",
}
SECOND = {name: text for name, text in FIRST.items() if name not in ("gone.txt", "old.txt")} | {
    "2.txt": "Eels swim 22 km, it is said now.\n\nStone 2 was heard.",
    "moved.txt": FIRST["old.txt"],
    "new.txt": "A heron waits.\n\nIt pays for nothing.",
}


def write_seeds(folder: Path, texts: dict[str, str]) -> None:
    """Replace a folder's seeds."""
    shutil.rmtree(folder / "seeds", ignore_errors=True)
    (folder / "seeds").mkdir(parents=True)
    for name, text in texts.items():
        (folder / "seeds" / name).write_text(text, encoding="utf-8")


def nothing_yet(_: Kit, folder: Path) -> None:
    write_seeds(folder, FIRST)
    (folder / "crashing").mkdir()


def synced(kit: Kit, folder: Path) -> None:
    nothing_yet(kit, folder)
    with kit.library(folder) as library:
        library.sync()


def to_be_synced(kit: Kit, folder: Path) -> None:
    synced(kit, folder)
    write_seeds(folder, SECOND)


def sync_once(kit: Kit, folder: Path) -> None:
    with kit.library(folder) as library:
        library.sync()
        done(1)


def derived_is_lost(kit: Kit, folder: Path) -> None:
    synced(kit, folder)
    index = folder / "crashing" / "index"
    shutil.rmtree(index / LEXICAL_FOLDER)
    shutil.rmtree(index / DOCUMENTS_FOLDER)
    (index / DENSE_FILE).unlink()


def derived_is_behind(kit: Kit, folder: Path) -> None:
    """The catalog is one generation ahead of all that is derived from it."""
    synced(kit, folder)
    index, behind = folder / "crashing" / "index", folder / "behind"
    shutil.copytree(index, behind)
    write_seeds(folder, SECOND)
    with kit.library(folder) as library:
        library.sync()
    for name in (LEXICAL_FOLDER, DOCUMENTS_FOLDER):
        shutil.rmtree(index / name)
        shutil.copytree(behind / name, index / name)
    shutil.copy(behind / DENSE_FILE, index / DENSE_FILE)
    shutil.rmtree(behind)


def ask_once(kit: Kit, folder: Path) -> None:
    with kit.library(folder) as library:
        library.ask(QUESTION, access=UNLIMITED)
        done(1)


def ask_with_clusters(kit: Kit, folder: Path) -> None:
    """The same where the dense index is so large that faiss writes a part of its file."""
    with mock.patch.object(deriving, "MAX_EXACT", 4), mock.patch.object(dense_file, "_cluster_count", return_value=4):
        ask_once(kit, folder)


def passages_of(texts: dict[str, str]) -> set[tuple[str, str]]:
    """Return what a library of these texts can quote."""
    return {(path, text) for path, whole in texts.items() for text in whole.split("\n\n")}


def one_of(*generations: dict[str, str] | None) -> Callable[[Kit, Path, int], None]:
    """Return the check of a library: it is one of these generations, None for nothing, and the last one if one is done.

    All is compared that it could quote, by whatever finds it; a quote's digest is checked whenever it is read. Then a
    sync succeeds and leaves what is in the seeds folder, and finds nothing to do the second time.
    """

    def check(kit: Kit, folder: Path, steps: int) -> None:
        expected = [generations[-1]] if steps else [*generations]
        with kit.library(folder) as library, in_this_process():
            try:
                quotes = library.ask(QUESTION, access=UNLIMITED, k=100)
                shown = {(quote.document, quote.text) for quote in quotes.quotes or quotes.nearest}
                with Catalog(library.index / CATALOG_FILE) as catalog:
                    found = all_in(catalog)
                assert found in [passages_of(each) for each in expected if each is not None], found
                assert shown <= found, shown - found
                assert shown
            except IndexMissing:
                assert None in expected, "all that was indexed is gone"
            report = library.sync()
            on_disk = {path.name: path.read_text(encoding="utf-8") for path in (folder / "seeds").glob("*.txt")}
            with Catalog(library.index / CATALOG_FILE) as catalog:
                assert all_in(catalog) == passages_of(on_disk)
            assert not report.skipped
            assert not library.verify().problems
            quotes = library.ask(QUESTION, access=UNLIMITED)
            assert {(q.document, q.text) for q in quotes.quotes or quotes.nearest} <= passages_of(on_disk)
            assert library.sync().is_empty

    return check


def all_in(catalog: Catalog) -> set[tuple[str, str]]:
    stored = catalog.passages(catalog.passage_ids())
    assert len({each.quote_id for each in stored}) == len(stored) == catalog.count()[1]
    return {(catalog.document(each.document_id).path, each.passage.text) for each in stored}
