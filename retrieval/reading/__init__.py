"""File → ``Content``: one module per format, chosen by suffix.

A reader is light to make and imports its parser only when it reads, so that a library of plain text never pays for
a PDF parser. ``folder.scan`` finds the files, ``folder.read_file`` reads one.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Protocol

from retrieval.errors import UnreadableFile
from retrieval.model import Content
from retrieval.reading.docx import WordReader
from retrieval.reading.epub import EpubReader
from retrieval.reading.html import HtmlReader
from retrieval.reading.markdown import MarkdownReader
from retrieval.reading.pdf import PdfReader
from retrieval.reading.text import TextReader

__all__ = ["READERS", "Reader", "UnreadableFile", "reader_for", "suffixes"]


class Reader(Protocol):
    """Turns the bytes of one format into ``Content``."""

    name: str
    """The format, as it is shown to people: ``"PDF"``."""
    suffixes: tuple[str, ...]
    """The file name endings it answers to: lower case, with the dot."""
    version: int
    """Counts up whenever the same bytes would give another ``Content``: what another version read is read anew."""

    def read(self, data: bytes, path: PurePosixPath) -> Content:
        """Return what the file holds; ``path`` (below the seeds folder) serves only as a hint for dates.

        Raises UnreadableFile, whose text is the reason in a few words for the sync report: damaged, encrypted, empty,
        not the format its suffix claims, or larger than the reader takes.
        """
        ...


READERS: tuple[Reader, ...] = (
    TextReader(),
    MarkdownReader(),
    HtmlReader(),
    PdfReader(),
    WordReader(),
    EpubReader(),
)
"""Every format that Quoth reads, in the order in which people are told about them."""


def reader_for(suffix: str) -> Reader | None:
    """Return the reader for a file name ending, ``".pdf"`` or ``".PDF"``; None when Quoth does not read that format."""
    return _BY_SUFFIX.get(suffix.lower())


def suffixes() -> tuple[str, ...]:
    """Return all file name endings that some reader answers to, for messages."""
    return tuple(_BY_SUFFIX)


_BY_SUFFIX = {suffix: reader for reader in READERS for suffix in reader.suffixes}
