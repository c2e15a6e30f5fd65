"""Which documents may answer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from retrieval import Filter, Library

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
