"""Documents as resources: a URI for each, and their text in pieces."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

from retrieval import Access, Library
from retrieval.catalog.records import StoredDocument
from retrieval.errors import QueryError

SCHEME, PLACE = "quoth", "documents"
MAX_READ_CHARS = 100_000
"""At most this much of a text is returned at once; the piece says where the next one begins."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a document's text: ``text == canonical[start:end]``, and how long all of it is, in characters."""

    document: StoredDocument
    text: str
    start: int
    length: int

    @property
    def end(self) -> int:
        """Where the piece ends."""
        return self.start + len(self.text)

    @property
    def about(self) -> dict[str, Any]:
        """Where it stands, in which version of the document, and, unless it is the last, the URI of the next piece."""
        place = {"start": self.start, "end": self.end, "length": self.length, "sha256": self.document.sha256}
        if self.end == self.length:
            return place
        return {**place, "next": f"{uri_of(self.document.path)}?start={self.end}"}


def uri_of(path: str) -> str:
    """Return the URI of a document, by its path below the seeds folder."""
    return f"{SCHEME}://{PLACE}/{quote(path)}"


def page_after(
    documents: Sequence[StoredDocument], cursor: str | None, size: int
) -> tuple[Sequence[StoredDocument], str | None]:
    """Return the page of a list that follows a cursor, and the cursor of the next page, or None after the last.

    documents: by path. cursor: the path that the page before ended with, or None for the first page.
    """
    start = bisect_right(documents, cursor, key=attrgetter("path")) if cursor else 0
    page = documents[start : start + size]
    return page, page[-1].path if start + len(page) < len(documents) else None


def listed_document(library: Library, document: StoredDocument) -> dict[str, Any]:
    """Return what a list says of a document."""
    return {
        "document": document.path,
        "title": document.name,
        "date": document.date,
        "author": document.author,
        "language": document.language,
        "url": library.links.page(document.path, document.url),
        "sha256": document.sha256,
        "passages": document.passages,
        "resource": uri_of(document.path),
    }


def read_piece(library: Library, uri: str, access: Access) -> Piece | None:
    """Return the piece of a document that a URI names, or None when there is none that may be read.

    Raises QueryError when another process has changed the document meanwhile.
    """
    named = _named(uri)
    if named is None:
        return None
    path, start = named
    document = next((each for each in library.documents(access=access) if each.path == path), None)
    if document is None:
        return None
    text = library.text(document, access=access)
    if start >= max(len(text), 1):
        raise QueryError(
            f"The text of {path} ends at {len(text)}, before {start}", "read it from the start", found=start
        )
    return Piece(document, text[start : start + MAX_READ_CHARS], start, len(text))


def _named(uri: str) -> tuple[str, int] | None:
    try:
        parts = urlsplit(uri)
    except ValueError:
        return None
    start = parse_qs(parts.query).get("start", ["0"])[0]
    if (parts.scheme, parts.netloc) != (SCHEME, PLACE) or not (start.isascii() and start.isdecimal()):
        return None
    return unquote(parts.path.removeprefix("/")), int(start[:18])
