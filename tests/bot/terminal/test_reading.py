"""``quoth read`` shows what is read in a file, and where."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console

from bot.settings import Settings
from bot.terminal.reading import print_read, read_one_file

from ...commands import Quoth, commands

KEYS = [
    "file", "sha256", "format", "title", "date", "author", "url", "language", "has_lines", "text", "headings",
    "passages",
    "left_out", "warnings",
]  # fmt: skip
PASSAGE_KEYS = [
    "text", "start", "end", "paragraph", "heading", "line", "page", "page_end", "split", "kind", "language",
    "sentences", "leading",
    "above",
]  # fmt: skip
TABLE = "# Parts\n\n| Part | Price |\n|---|---|\n" + "".join(
    f"| Sealing ring number {n}, black | {n} euros |\n" for n in range(100, 130)
)


@pytest.fixture
def quoth(capsys: pytest.CaptureFixture[str], loaded: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Quoth:  # noqa: ARG001
    monkeypatch.chdir(tmp_path)
    return commands(capsys)


def test_json_has_all_that_a_sync_would_store(quoth: Quoth, root: Path) -> None:
    done = quoth("read", str(root / "seeds" / "history" / "longitude.pdf"), "--json")
    assert done.status == 0
    read = json.loads(done.out)
    assert list(read) == KEYS
    assert (read["format"], read["date"]) == ("PDF", "2026-02-09")
    assert {tuple(passage) for passage in read["passages"]} == {tuple(PASSAGE_KEYS)}
    for passage in read["passages"]:
        assert read["text"][passage["start"] : passage["end"]] == passage["text"]
        assert passage["page"] <= passage["page_end"]
    for heading in read["headings"]:
        assert read["text"][heading["start"] : heading["end"]].split() == heading["text"].split()


def test_all_of_the_text_is_shown_with_a_bar_beside_each_passage(quoth: Quoth, tmp_path: Path) -> None:
    (tmp_path / "pump.md").write_text("---\ntitle: The pump\n---\n# The pump\n\n## Care\n\nOil it on Mondays.\n")
    done = quoth("read", "pump.md")
    assert done.status == 0
    assert "▌ Oil it on Mondays." in done.out.splitlines()
    assert "  ## Care" in done.out.splitlines() or "  Care" in "\n".join(done.out.splitlines())
    assert "line 8 · characters" in done.out
    assert "Markdown · The pump" in done.out


def test_what_stands_above_a_passage_and_what_only_leads_is_shown_and_in_the_json(quoth: Quoth, tmp_path: Path) -> None:
    (tmp_path / "parts.md").write_text(TABLE)
    read = json.loads(quoth("read", "parts.md", "--json").out)
    first, *others = read["passages"]
    assert (first["kind"], first["leading"], first["above"]) == ("table", [0], [])
    start, end = first["sentences"][0]
    assert first["text"][start:end].startswith("| Part | Price |")
    assert others
    for passage in others:
        (header,) = passage["above"]
        assert (header["kind"], header["text"]) == ("header", "| Part | Price |")
        assert read["text"][header["start"] : header["end"]] == header["text"]
        assert passage["leading"] == []
    lines = quoth("read", "parts.md").out.splitlines()
    above = [place for place, line in enumerate(lines) if line == "▏ | Part | Price |"]
    assert len(above) == len(others)
    assert all("· table" in lines[place - 1] and lines[place + 1].startswith("▌ | Sealing") for place in above)
    assert "only leads: sentence 1 of" in lines[lines.index("▌ | Part | Price |") - 1]


def test_what_only_leads_is_dim_on_a_terminal(loaded: None, tmp_path: Path) -> None:  # noqa: ARG001
    (tmp_path / "faq.md").write_text("**Do you ship?**\n\nYes, we do.\n\n**Do you send letters?**\n\nNo.\n")
    console = Console(file=io.StringIO(), force_terminal=True, color_system="standard", width=60)
    print_read(console, read_one_file(tmp_path / "faq.md", Settings()), as_json=False)
    shown = console.file.getvalue()
    assert "\x1b[2m**Do you ship?**\x1b[0m" in shown
    assert "Yes, we do." in shown
    assert "\x1b[2mYes" not in shown


def test_a_link_is_followed_wherever_it_leads(quoth: Quoth, root: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(root / "seeds" / "history" / "longitude.pdf")
    assert "PDF · " in quoth("read", "link").out


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("missing.txt", None, "missing.txt cannot be read: there is no such file."),
        ("a.xyz", b"text", "a.xyz cannot be read: unsupported format .xyz; Quoth reads text, Markdown,"),
        ("empty.md", b"", "empty.md cannot be read: empty."),
        ("scan.pdf", b"nothing", "scan.pdf cannot be read: damaged, or not a PDF file."),
        (".", None, ". cannot be read: not a regular file."),
    ],
)
def test_a_file_that_cannot_be_read_is_one_sentence(
    name: str, data: bytes | None, said: str, quoth: Quoth, tmp_path: Path
) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    done = quoth("read", name)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith(f"quoth: {said}")
    assert done.err.count("\n") == 1


def test_reading_a_file_needs_neither_an_index_nor_torch(root: Path, tmp_path: Path) -> None:
    code = (
        "import sys\nfrom bot.cli import main\n"
        "try:\n    main()\nfinally:\n"
        "    print([name for name in ('torch', 'sentence_transformers', 'discord') if name in sys.modules])"
    )
    file = root / "seeds" / "science" / "eels.txt"
    done = subprocess.run(
        [sys.executable, "-c", code, "read", str(file)], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.stdout.splitlines()[-1] == "[]", done.stderr
    assert list(tmp_path.iterdir()) == []
