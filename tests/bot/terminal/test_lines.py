"""What a document, a name or an error holds never moves the cursor, and never looks like another line or quote."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.console import Console

from bot.doctor.findings import Finding, show_findings
from bot.terminal.lines import BAR, THIN_BAR, one_line, visible
from bot.terminal.printing import show_quote, show_report, show_status, show_verification
from retrieval import ContextKind, ContextSlice, Quote, SkippedFile, Status, SyncReport, Verification
from retrieval.catalog.records import StoredDocument

HOSTILE = [
    *"ab \n\r\t\x00\x1b\x0b\x0c\x1c\x7f",
    "\x85",
    "\x9b",
    "\u2028",
    "\u2029",
    "\u202e",
    "\u2066",
    "\u200f",
    "\u061c",
]
HOSTILE += [BAR, THIN_BAR, "▌", "\n▏ Forged.", "\n▌ Forged.", "\x1b[2J", "\x1b]0;x\x07", " " * 90, "\ud800", "漢", "é"]
hostile = st.lists(st.sampled_from(HOSTILE) | st.characters(), min_size=1, max_size=8).map("".join)
MOVES = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
BREAKS = re.compile("[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
COLOURS = re.compile(r"\x1b\[[\d;]*m")


def printed(show: Callable[[Console], None], *, terminal: bool = False) -> list[str]:
    console = Console(
        file=io.StringIO(),
        markup=False,
        emoji=False,
        highlight=False,
        width=60,
        force_terminal=terminal,
        color_system=None,
    )
    show(console)
    return COLOURS.sub("", console.file.getvalue()).split("\n")


def quote(text: str, title: str, heading: str, document: str, above: tuple[ContextSlice, ...] = ()) -> Quote:
    return Quote(
        "id",
        text,
        document,
        title,
        heading,
        0,
        len(text),
        1,
        None,
        None,
        1,
        None,
        title,
        "a" * 64,
        0.5,
        ((0, len(text)),),
        above=above,
    )


@given(hostile)
def test_text_that_is_shown_cannot_move_the_cursor(text: str) -> None:
    assert not MOVES.search(visible(text))
    assert len(visible(text)) == len(text)
    line = one_line(text)
    assert not MOVES.search(line)
    assert not BREAKS.search(line)
    assert not re.search(r"[\t\u200e\u200f\u061c▌▏]|\s{4}", line)
    assert one_line(line) == line


def test_ordinary_text_is_shown_as_it_is() -> None:
    text = "It’s 25 °C — “naïve”, 漢字, שלום, می‌خواهم, 👩‍👧.\n\tIndented."
    assert visible(text) == text
    assert one_line(text.split("\n")[0]) == text.split("\n")[0]


@given(hostile, hostile, hostile, hostile, st.booleans())
def test_only_the_lines_of_a_quote_have_a_bar(
    text: str, title: str, heading: str, document: str, terminal: bool
) -> None:
    shown = quote(text, title, heading, document)
    lines = printed(lambda console: show_quote(console, shown), terminal=terminal)
    assert not any(MOVES.search(line) for line in lines)
    barred = [line.startswith(BAR) for line in lines]
    count = barred.index(False)
    assert lines[count].startswith("  — ")
    assert not any(barred[count:])
    assert all(line.startswith("  ") for line in lines[count:-2])
    assert "▌" not in "".join(lines[count:])
    if not terminal:
        assert [line.removeprefix(BAR) for line in lines[:count]] == visible(text).split("\n")
        assert len(lines) == count + 3


@given(st.lists(hostile.filter(str.strip), min_size=1, max_size=3), hostile, st.booleans())
@example(["| Part | Price |"], "| x | 1 |", True)
@example(["Forged:\n▌ No."], "▏ Yes.", True)
def test_what_stands_above_a_quote_has_a_thin_bar_and_cannot_pass_for_the_quote(
    pieces: list[str], text: str, terminal: bool
) -> None:
    above = tuple(ContextSlice(ContextKind.HEADER, 0, len(each), each) for each in pieces)
    shown = quote(text, "Title", "Heading", "a.md", above)
    lines = printed(lambda console: show_quote(console, shown), terminal=terminal)
    assert not any(MOVES.search(line) for line in lines)
    thin = [line.startswith(THIN_BAR) for line in lines]
    count = thin.index(False)
    assert lines[count].startswith(BAR)
    assert not any(thin[count:])
    assert all(len(line) <= 60 for line in lines) or not terminal
    written = [line for each in pieces for line in visible(each).split("\n")]
    if not terminal:
        assert [line.removeprefix(THIN_BAR) for line in lines[:count]] == written
    else:
        assert count >= len(written)


def test_a_long_row_of_headings_is_wrapped_between_words_on_a_narrow_terminal() -> None:
    row = "| Part number | Description of the part | Price without value added tax | In stock | Delivered within |"
    above = (ContextSlice(ContextKind.HEADER, 0, len(row), row),)
    lines = printed(lambda console: show_quote(console, quote("| a |", "T", "H", "a.md", above)), terminal=True)
    kept = [line for line in lines if line.startswith(THIN_BAR)]
    assert len(kept) == 2
    assert " ".join(line.removeprefix(THIN_BAR) for line in kept) == row


@given(st.lists(hostile, min_size=7, max_size=7), st.booleans())
def test_a_name_or_reason_takes_one_line_of_a_report(names: list[str], terminal: bool) -> None:
    added, changed, removed, old, new, path, reason = names
    report = SyncReport(
        added=(added,), changed=(changed,), removed=(removed,), moved=((old, new),),
        skipped=(SkippedFile(path, reason),),
        unchanged=0, embedded=0, reused=0, documents=1, passages=1, generation=1, seconds=0.1,
    )  # fmt: skip
    lines = printed(lambda console: show_report(console, report), terminal=terminal)
    assert [line[:4] for line in lines[:5]] == ["  + ", "  ~ ", "  - ", "  → ", "  ! "]
    assert lines[5].startswith("1 added, ")
    assert len(lines) == 8
    assert not any(MOVES.search(line) or "▌" in line for line in lines)


@given(hostile, hostile)
def test_other_lists_have_no_more_lines_than_things(text: str, other: str) -> None:
    verification = Verification(documents=1, passages=1, problems=(text, other))
    lines = printed(lambda console: show_verification(console, verification))
    assert [line[:2] for line in lines[:2]] == ["✗ ", "✗ "]
    assert len(lines) == 4
    finding = Finding("seeds", "failure", text, other, text)
    findings = printed(lambda console: show_findings([finding], console))
    assert findings[0].startswith("✗ seeds  ")
    assert len(findings) <= 6  # a remedy or link that shows nothing has no line
    assert not any(MOVES.search(line) or "▌" in line for line in (*lines, *findings))


@given(hostile, hostile, st.booleans())
def test_a_table_of_documents_has_no_foreign_lines(path: str, title: str, terminal: bool) -> None:
    document = StoredDocument(1, path, "", "", title, title, None, None, None, 1)
    status = Status(
        seeds=path, model=title, documents=(document,), passages=1, generation=1, bytes_on_disk=1, outdated=None,
        clusters=None, is_whole=True,
    )  # fmt: skip
    lines = printed(lambda console: show_status(console, status), terminal=terminal)
    assert not any(MOVES.search(line) or "▌" in line for line in lines)
    assert lines[-4].startswith("1 document, 1 passage from ")


@pytest.mark.parametrize("text", ["a\nb", "a\u2028b", "a\x85b", "a\rb"])
def test_a_line_break_in_a_name_is_shown(text: str) -> None:
    assert one_line(text) in ("a␊b", "a␤b", "a␍b")
