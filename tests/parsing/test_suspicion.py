"""A warning says that a text may not be all of its document; ordinary documents get none."""

import pytest

from retrieval.model import Block, Content
from retrieval.parsing.suspicion import suspicions

PROSE = "The ferry to Aldersund leaves the north quay at a quarter past every hour in winter. "
NAMES = "Call ReadableStreamDefaultControllerEnqueue or ReadableByteStreamControllerRespond for each of the parts. "
NUMBERS = "12 345 6,789 17 2024 88 1,024 3.5 19 "


def content(text: str, pages: int = 0, *, has_lines: bool = False) -> Content:
    starts = tuple((number * len(text) // pages, number + 1) for number in range(pages))
    return Content(text, (Block(0, len(text)),), pages=starts, has_lines=has_lines)


@pytest.mark.parametrize(
    ("text", "pages", "size", "warning"),
    [
        (PROSE.replace(" ", "") * 20 + PROSE * 5, 0, 2_000, "Many words run into each other"),
        ("Quay. " * 30, 4, 90_000, "Only 30 words were found on 4 pages"),
        (PROSE, 0, 5_000_000, "Only 16 words were found in 5,000,000 bytes"),
        (PROSE + "\ufffd" * 20, 0, 200, "Many characters could not be decoded"),
        (PROSE * 600, 0, 60_000, "No heading was found"),
    ],
    ids=["glued", "scan", "pictures", "undecoded", "headless"],
)
def test_what_is_suspicious_is_said(text: str, pages: int, size: int, warning: str) -> None:
    (said,) = suspicions(content(text, pages), size)
    assert warning in said


@pytest.mark.parametrize(
    ("text", "pages", "size"),
    [(PROSE * 20, 2, 90_000), (NAMES * 40, 0, 9_000), (NUMBERS * 30, 10, 90_000), (PROSE * 4, 0, 3_000_000)],
    ids=["prose", "program", "numbers", "photographs"],
)
def test_an_ordinary_document_is_not(text: str, pages: int, size: int) -> None:
    assert suspicions(content(text, pages), size) == ()


def test_a_long_text_file_needs_no_headings() -> None:
    assert suspicions(content(PROSE * 600, has_lines=True), 60_000) == ()
