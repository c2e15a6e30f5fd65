"""What commands print."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

from rich.console import Console

from bot.terminal.printing import show_quote
from retrieval import UNLIMITED, Library

Open = Callable[..., Library]


def test_piped_quote_keeps_its_tabs_and_shows_control_characters(open_tiny: Open, seeds: Path, tmp_path: Path) -> None:
    (seeds / "a.txt").write_text("The ferry to\tSkye leaves at nine.")
    library = open_tiny(seeds, tmp_path / "index")
    library.sync()
    answer = library.ask("When does the ferry leave?", access=UNLIMITED)
    console = Console(file=io.StringIO(), markup=False, highlight=False)
    show_quote(console, (answer.quotes or answer.nearest)[0])
    assert "The ferry to\tSkye leaves at nine." in console.file.getvalue()
