"""What commands print."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console
from rich.text import Text

from bot.terminal.printing import show_quote, show_status
from bot.terminal.progress import ProgressDisplay
from retrieval import UNLIMITED, Library, Status, StoredDocument
from retrieval.links import Links

Open = Callable[..., Library]


def test_piped_quote_keeps_its_tabs_and_shows_control_characters(open_tiny: Open, seeds: Path, tmp_path: Path) -> None:
    (seeds / "a.txt").write_text("The ferry to\tSkye leaves at nine.")
    library = open_tiny(seeds, tmp_path / "index")
    library.sync()
    answer = library.ask("When does the ferry leave?", access=UNLIMITED)
    console = Console(file=io.StringIO(), markup=False, highlight=False)
    show_quote(console, (answer.quotes or answer.nearest)[0])
    assert "The ferry to\tSkye leaves at nine." in console.file.getvalue()


def test_a_citation_is_a_link_to_the_words_and_shows_the_address_without_them(
    open_tiny: Open, seeds: Path, tmp_path: Path
) -> None:
    (seeds / "a.md").write_text("The ferry to Skye leaves at nine.")
    library = open_tiny(seeds, tmp_path / "index", links=Links.parse("https://d.example/{path}"))
    library.sync()
    answer = library.ask("When does the ferry leave?", access=UNLIMITED)
    console = Console(
        file=io.StringIO(), markup=False, highlight=False, force_terminal=True, width=200, legacy_windows=False
    )
    show_quote(console, (answer.quotes or answer.nearest)[0])
    printed = console.file.getvalue()
    assert ";https://d.example/a.md#:~:text=The%20ferry%20to%20Skye%20leaves%20at%20nine\x1b\\" in printed
    assert " · https://d.example/a.md · sha256" in Text.from_ansi(printed).plain


@pytest.mark.parametrize("width", [40, 80, 200, None])
def test_status_breaks_no_path_and_shortens_titles_only_on_a_terminal(width: int | None) -> None:
    path, title = "history/broad-street/pump-of-1854.epub", "The pump of Broad Street, and who took its handle away"
    documents = tuple(
        StoredDocument(n, name, "", "", named, named, "2026-01-31", None, None, 1200)
        for n, (name, named) in enumerate([(path, title), ("a.txt", "A")])
    )
    status = Status(
        seeds="seeds", model="m", documents=documents, passages=2400, generation=1, bytes_on_disk=1, outdated=None,
        clusters=None, is_whole=True,
    )  # fmt: skip
    console = Console(file=io.StringIO(), width=width or 80, force_terminal=width is not None, color_system=None)
    show_status(console, status)
    row = next(line for line in console.file.getvalue().split("\n") if line.startswith(path))
    assert row.endswith("2026-01-31     1,200")
    assert (title in row) == (width in (200, None))
    assert ("…" in row) == (width in (40, 80))


def test_without_a_terminal_a_long_sync_says_how_long_it_will_take_and_a_short_one_nothing() -> None:
    console, seconds = Console(file=io.StringIO(), width=80), [0.0]
    progress = ProgressDisplay(console, clock=lambda: seconds[0])
    for second in range(61):
        seconds[0] = second
        progress.parsing(second, 20, "a.txt") if second < 20 else progress.encoding((second - 20) * 25, 12_000)
    assert console.file.getvalue().splitlines() == [
        "Reading: 15 of 20, about 5 s left", "Embedding: 250 of 12,000, about 8 min left",
        "Embedding: 625 of 12,000, about 8 min left", "Embedding: 1,000 of 12,000, about 7 min left",
    ]  # fmt: skip
    console = Console(file=io.StringIO(), width=80)
    progress = ProgressDisplay(console, clock=lambda: 5.0)
    for done in range(1001):
        progress.encoding(done, 1000)
    assert console.file.getvalue() == ""
