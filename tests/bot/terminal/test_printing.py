"""What commands print."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.text import Text

from bot.terminal.printing import show_quote
from retrieval import UNLIMITED, Library
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
