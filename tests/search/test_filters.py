"""Which documents may answer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from retrieval import UNLIMITED, Filter, Library
from retrieval.catalog.records import StoredDocument
from retrieval.errors import QueryError

Open = Callable[..., Library]


def test_partial_dates_include_what_may_lie_within_them(open_tiny: Open, seeds: Path, tmp_path: Path) -> None:
    (seeds / "a.txt").write_text("Date: 2026-01\n\nThe ferry leaves at nine.")
    library = open_tiny(seeds, tmp_path / "index")
    library.sync()
    (document,) = library.status().documents
    assert document.date == "2026-01"
    assert Filter(since="2026-01-15").admits(document)
    assert Filter(until="2026-01-15").admits(document)
    assert not Filter(since="2026-02").admits(document)


def test_a_language_admits_documents_in_which_something_is_written_in_it() -> None:
    document = StoredDocument(1, "a.txt", "", "", "a", None, None, None, None, 3, "en", ("de",))
    assert Filter(language="en").admits(document)
    assert Filter(language="de").admits(document)
    assert not Filter(language="th").admits(document)
    assert not Filter("b.txt", language="de").admits(document)
    unknown = StoredDocument(1, "a.txt", "", "", "a", None, None, None, None, 3)
    assert Filter().admits(unknown)
    assert not Filter(language="en").admits(unknown)


def test_a_filter_that_admits_nothing_names_the_language(open_tiny: Open, seeds: Path, tmp_path: Path) -> None:
    (seeds / "a.txt").write_text("The ferry leaves at nine.")
    library = open_tiny(seeds, tmp_path / "index")
    library.sync()
    with pytest.raises(QueryError, match="No document matches language 'th'"):
        library.ask("When does the ferry leave?", only=Filter(language="th"), access=UNLIMITED)
