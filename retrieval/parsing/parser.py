"""What the parser of a format has to do."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Protocol

from retrieval.model import Content


class Parser(Protocol):
    """Turns the bytes of one format into ``Content``."""

    name: str
    """The format, as it is shown to people: ``"PDF"``."""
    suffixes: tuple[str, ...]
    """The file name endings that it answers to: lower case, with the dot."""
    names: tuple[str, ...]
    """Whole file names without a suffix that it answers to, lower case: ``"readme"``; most parsers have none."""
    version: int
    """Goes up when the same bytes would give a different ``Content``: files parsed by an older one are parsed again."""

    def parse(self, data: bytes, path: PurePosixPath) -> Content:
        """Return the content of a file; ``path`` (below the seeds folder) serves only as a hint for dates.

        A parser runs in a process of its own with limits of time and memory (``workers``), so it need not guard itself
        against either.

        Raises UnreadableFile, whose text is the reason in a few words for the sync report: damaged, encrypted, empty,
        not the format that its suffix claims, or larger than the parser accepts.
        """
        ...


def reason_damaged(name: str) -> str:
    """Return why a file was not read that is no file of the format ``name``: ``"damaged, or not an RTF file"``."""
    first = name.split()[0]
    vowels = "AEFHILMNORSX" if first.isupper() else "AEIOUaeiou"  # abbreviations are spelled: an RTF, a UML
    return f"damaged, or not {'an' if first[0] in vowels else 'a'} {name} file"


VERSIONS = {
    "text": 2,
    "Markdown": 2,
    "HTML": 2,
    "PDF": 3,
    "Word": 3,
    "EPUB": 2,
    "Excel": 1,
    "OpenDocument spreadsheet": 1,
    "CSV": 1,
    "JSON": 1,
    "JSON lines": 1,
    "e-mail": 1,
    "subtitles": 1,
    "OpenDocument": 2,
    "PowerPoint": 2,
    "RTF": 1,
    "reStructuredText": 1,
    "Org": 1,
    "AsciiDoc": 1,
    "MediaWiki": 1,
    "LaTeX": 1,
    "Typst": 1,
    "DocBook": 1,
    "FictionBook": 1,
    "OPML": 1,
    "notebook": 1,
}
"""The ``version`` of every parser, by its name. It stands here, so that whoever only asks whether an index is outdated
need not load the parsers."""
