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
    version: int
    """Goes up when the same bytes would give a different ``Content``: files parsed by an older one are parsed again."""

    def parse(self, data: bytes, path: PurePosixPath) -> Content:
        """Return the content of a file; ``path`` (below the seeds folder) serves only as a hint for dates.

        Raises UnreadableFile, whose text is the reason in a few words for the sync report: damaged, encrypted, empty,
        not the format that its suffix claims, or larger than the parser accepts.
        """
        ...
