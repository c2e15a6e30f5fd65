from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from retrieval import UNLIMITED, Library
from retrieval.catalog.catalog import Catalog
from retrieval.errors import IndexOutdated
from retrieval.index_folder import CATALOG_FILE

Open = Callable[..., Library]

ENGLISH = "The ferry leaves at seven in the morning, and whoever misses it has to wait for the next one until noon."
GERMAN = "Die Fähre legt um sieben Uhr morgens ab, und wer sie verpasst, muss bis zum Mittag auf die nächste warten."
THAI = "เรือข้ามฟากออกเวลาเจ็ดโมงเช้า ใครมาไม่ทันต้องรอเที่ยวถัดไปจนถึงเที่ยงวัน"


@pytest.fixture
def library(open_tiny: Open, seeds: Path, tmp_path: Path) -> Library:
    """An English document with a German and a Thai paragraph, a German one, and one too short to tell, synced."""
    (seeds / "mixed.txt").write_text(f"{ENGLISH}\n\n{GERMAN}\n\n{ENGLISH}\n\n{THAI}\n\n{ENGLISH}", "utf-8")
    (seeds / "german.txt").write_text(GERMAN, "utf-8")
    (seeds / "short.txt").write_text("Wi-Fi 6E", "utf-8")
    library = open_tiny(seeds, tmp_path / "index")
    library.sync()
    return library


def _stored(library: Library) -> dict[str, tuple[str | None, tuple[str, ...], list[str | None]]]:
    return {
        document.path: (
            document.language,
            document.other_languages,
            [each.passage.language for each in library.passages(document, access=UNLIMITED)],
        )
        for document in library.documents(access=UNLIMITED)
    }


EXPECTED = {
    "german.txt": ("de", (), ["de"]),
    "mixed.txt": ("en", ("de", "th"), ["en", "de", "en", "th", "en"]),
    "short.txt": (None, (), [None]),
}


def test_the_languages_of_documents_and_passages_are_stored(library: Library) -> None:
    assert _stored(library) == EXPECTED
    mixed = next(each for each in library.documents(access=UNLIMITED) if each.path == "mixed.txt")
    assert mixed.languages == ("en", "de", "th")


def test_a_quote_has_the_language_of_its_passage_wherever_it_is_looked_up(library: Library) -> None:
    answer = library.ask("ferry Fähre", k=9, access=UNLIMITED)
    languages = {quote.text: quote.language for quote in answer.quotes or answer.nearest}
    assert languages[GERMAN] == "de"
    assert languages[ENGLISH] == "en"
    stored = next(
        each
        for doc in library.documents(access=UNLIMITED)
        for each in library.passages(doc, access=UNLIMITED)
        if each.passage.text == THAI
    )
    (found,) = library.find([stored.quote_id], access=UNLIMITED)
    assert found is not None
    assert found.language == "th"


def test_a_sync_without_changes_finds_none(library: Library) -> None:
    report = library.sync()
    assert report.is_empty
    assert report.embedded == 0
    assert _stored(library) == EXPECTED


def test_a_moved_document_keeps_its_languages_and_embeds_nothing(library: Library, seeds: Path) -> None:
    (seeds / "mixed.txt").rename(seeds / "moved.txt")
    report = library.sync()
    assert report.moved == (("mixed.txt", "moved.txt"),)
    assert report.embedded == 0
    assert _stored(library)["moved.txt"] == EXPECTED["mixed.txt"]


def test_an_edited_document_gets_the_languages_of_its_new_text(library: Library, seeds: Path) -> None:
    (seeds / "mixed.txt").write_text(f"{GERMAN}\n\n{ENGLISH}\n\n{GERMAN}", "utf-8")
    library.sync()
    assert _stored(library)["mixed.txt"] == ("de", ("en",), ["de", "en", "de"])


@pytest.mark.parametrize("is_first_sync_refused", [False, True])
def test_a_catalog_without_languages_gets_them_and_embeds_nothing(
    library: Library, *, is_first_sync_refused: bool
) -> None:
    library.close()
    with sqlite3.connect(library.index / CATALOG_FILE) as database:
        database.executescript(
            "DROP INDEX documents_listed; CREATE INDEX documents_listed ON documents (path, sha256, recipe);"
            "ALTER TABLE documents DROP COLUMN language; ALTER TABLE passages DROP COLUMN language;"
            "ALTER TABLE files DROP COLUMN other_languages;"
            "UPDATE documents SET recipe = replace(recipe, ', cutter ', ', cutter 0');"
            "PRAGMA user_version = 4;"
        )
    database.close()
    with pytest.raises(IndexOutdated, match=r'has schema version 4.*run "quoth sync" to convert it'):
        library.documents(access=UNLIMITED)
    if is_first_sync_refused:  # converted, and not read again yet: nothing is known of any language
        with Catalog(library.index / CATALOG_FILE, create=True) as catalog:
            assert {each.language for each in catalog.documents()} == {None}
            assert catalog.by_language("passages") == {None: 7}
    report = library.sync()
    assert report.embedded == 0
    assert len(report.changed) == 3
    assert _stored(library) == EXPECTED
    with Catalog(library.index / CATALOG_FILE) as catalog:
        assert catalog.by_language("passages") == {"en": 3, "de": 2, "th": 1, None: 1}
