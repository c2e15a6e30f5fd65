"""What the catalog takes in and hands out, and how a quote gets an id that stays."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from retrieval.model import Document, Passage

if TYPE_CHECKING:
    from retrieval.densefile import Facts


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document as the catalog knows it, without its text."""

    id: int
    path: str
    sha256: str
    recipe: str
    name: str
    title: str | None
    date: str | None
    author: str | None
    url: str | None
    passages: int


@dataclass(frozen=True, slots=True)
class Status:
    """What is indexed, for people to look at.

    ``clusters``: of vectors; None while every vector is compared. ``is_whole``: the vectors' index can be read.
    """

    generation: int
    documents: tuple[StoredDocument, ...]
    passages: int
    seeds: str
    model: str
    outdated: str | None
    bytes_on_disk: int
    clusters: Facts | None
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage with its identities: ``id`` in the indexes, ``quote_id`` towards people."""

    id: int
    quote_id: str
    document_id: int
    passage: Passage


@dataclass(frozen=True, slots=True)
class Indexed:
    """What one document becomes in the catalog: its passages, and for each the key of its vector.

    ``state`` is that of its file, see ``KnownFile``.
    """

    document: Document
    recipe: str
    passages: Sequence[Passage]
    vector_keys: Sequence[bytes]
    state: str | None = None


class KnownFile(NamedTuple):
    """A document's file as the last sync left it.

    ``state`` stands for size, times and inode of the file; while they are the same so is its content. It is None when
    the file was so young that it may have changed since without showing it.
    """

    id: int
    sha256: str
    recipe: str
    state: str | None


@dataclass(frozen=True, slots=True)
class Difference:
    """Ids of the passages by which a generation differs from an earlier one, ascending."""

    added: Sequence[int]
    removed: Sequence[int]


def quote_ids(path: str, digests: Iterable[str]) -> list[str]:
    """Return the ids of a document's passages, given the sha256 of each in order.

    An id depends on the document's path, the passage's words and, where the same words stand in the document more
    than once, on which of them it is: not on offsets, which an edit elsewhere in the document moves.
    """
    seen: dict[str, int] = {}
    ids = []
    for digest in digests:
        nth = seen[digest] = seen.get(digest, 0) + 1
        ids.append(hashlib.sha256(f"{path}\0{digest}\0{nth}".encode()).hexdigest()[:16])
    return ids
