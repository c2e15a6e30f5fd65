"""What the catalog takes in and gives out, and how a quote gets a lasting id."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from retrieval.access.rules import CLOSED, Rule
from retrieval.model import Document, Passage


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document as the catalog knows it, without its text.

    ``language`` is the code of the language of most of it, None where that is not known; ``other_languages`` are those
    of some of its passages. ``rules`` say who may read it; a generation that is searched has those of each document,
    and until they are known, nobody may.
    """

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
    language: str | None = None
    other_languages: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = (CLOSED,)

    @property
    def languages(self) -> tuple[str, ...]:
        """Every language that something in it is known to be written in, that of most of it first."""
        return (self.language, *self.other_languages) if self.language is not None else self.other_languages


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage with its two ids: ``id`` is for the indexes, ``quote_id`` is for people."""

    id: int
    quote_id: str
    document_id: int
    passage: Passage


@dataclass(frozen=True, slots=True)
class IndexedDocument:
    """What one document becomes in the catalog: its passages, and the key of each passage's vector.

    ``state`` is the state of its file; see ``KnownFile``.
    """

    document: Document
    recipe: str
    passages: Sequence[Passage]
    vector_keys: Sequence[bytes]
    state: str | None = None


class KnownFile(NamedTuple):
    """A document's file as the last sync left it.

    ``state`` stands for the file's size, times and inode: while they stay the same, so does its content. It is None
    when the file was so young that a later change might not show in them.
    """

    id: int
    sha256: str
    recipe: str
    state: str | None


@dataclass(frozen=True, slots=True)
class Difference:
    """The passages that differ between a generation and an earlier one, by id, ascending."""

    added: Sequence[int]
    removed: Sequence[int]


def languages_of(documents: Iterable[StoredDocument]) -> dict[str, int]:
    """Return the languages of documents, each with how many have something in it, the most frequent first."""
    return dict(Counter(language for document in documents for language in document.languages).most_common())


def unread_languages(documents: Mapping[str | None, int], read: frozenset[str] | None) -> dict[str, int]:
    """Return the languages that a model does not read, each with how many documents are mainly in it, the most first.

    documents: how many there are in each language. read: the languages that it reads; None means that nobody knows.
    """
    unread = {each: n for each, n in documents.items() if each is not None and read is not None and each not in read}
    return dict(Counter(unread).most_common())


def names_passage(quote_id: str, document: StoredDocument, text: str) -> bool:
    """Return whether an id is that of a passage with this text in a document with this path."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    occurrences = (_quote_id(document.path, digest, nth) for nth in range(1, max(document.passages, 1) + 1))
    return quote_id in occurrences


def _quote_id(path: str, digest: str, nth: int) -> str:
    return hashlib.sha256(f"{path}\0{digest}\0{nth}".encode()).hexdigest()[:16]


def quote_ids(path: str, digests: Iterable[str]) -> list[str]:
    """Return the ids of a document's passages, given the sha256 of each in order.

    An id depends on the document's path, on the passage's words and, where the same words occur more than once in the
    document, on which occurrence it is. It does not depend on offsets, which an edit elsewhere in the document moves.
    """
    seen: dict[str, int] = {}
    ids = []
    for digest in digests:
        nth = seen[digest] = seen.get(digest, 0) + 1
        ids.append(_quote_id(path, digest, nth))
    return ids
