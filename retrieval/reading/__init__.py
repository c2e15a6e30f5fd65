"""File → ``Content``: one module per format, chosen by suffix.

A reader is light to make and imports its parser only when it reads, so that a library of plain text never pays for
a PDF parser.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Protocol

from retrieval.errors import UnreadableFile
from retrieval.model import Content


class Reader(Protocol):
    """Turns the bytes of one format into ``Content``."""

    name: str
    """The format, as it is shown to people: ``"PDF"``."""
    suffixes: tuple[str, ...]
    """The file name endings it answers to: lower case, with the dot."""
    version: int
    """Counts up whenever the same bytes would give another ``Content``; documents read by another version are re-read."""

    def read(self, data: bytes, path: PurePosixPath) -> Content:
        """Return what the file holds; ``path`` (below the seeds folder) serves only as a hint for dates.

        Raises UnreadableFile, whose text is the reason in a few words for the sync report: damaged, encrypted, empty,
        not the format its suffix claims, or larger than the reader takes.
        """
        ...


def _registered() -> tuple[Reader, ...]:
    from retrieval.reading.markdown import MarkdownReader
    from retrieval.reading.text import TextReader

    return TextReader(), MarkdownReader()


READERS: tuple[Reader, ...] = _registered()
"""One for each format."""

_BY_SUFFIX = {suffix: reader for reader in READERS for suffix in reader.suffixes}


def reader_for(suffix: str) -> Reader | None:
    """Return the reader that answers to a file name ending (``".pdf"``, in any case), or None."""
    return _BY_SUFFIX.get(suffix.lower())
