"""A question, with everything that shapes its answer.

This is how a question becomes an answer, what it is called on the way, and which module makes it::

    question         the words that a person types
      │  with a filter, the questions before it, and the most quotes to return
    Query            valid, and ready to be answered                                    (here)
      │  analysed: the words that are searched for, their vector and their terms
    AnalysedQuery    ready to be compared with passages                                 (``analysis``)
      │  searched for in every index
    Hit              a passage's id and score, from one index or from all of them       (``indexes``)
      │  the best ones compared more closely: their vectors, sentences and terms
    Candidate        a passage, compared with the query                                 (``candidates``)
      │  read together with the question, as far as that may change anything              (``reading``)
      │  ranked, and judged
    Quote            a candidate as it is shown, in the Answer to the question          (``pipeline``)
"""

from __future__ import annotations

import unicodedata
from dataclasses import KW_ONLY, dataclass
from fnmatch import fnmatchcase
from functools import lru_cache

from retrieval.access.access import Access
from retrieval.catalog.records import StoredDocument
from retrieval.errors import QueryError, empty_question_error
from retrieval.languages.names import language_code
from retrieval.searchable import searchable

MAX_QUOTES = 3
"""How many quotes an answer has at most, unless another number is asked for."""

MIN_CANDIDATES = 12
"""At least this many hits become candidates, however few quotes are asked for."""

MAX_READ_CANDIDATES = 8
"""At most this many candidates are read, unless another number is asked for: more found no more."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which documents may answer.

    ``source`` is a glob on the path below the seeds folder (``news/*``, ``*.pdf``), or the name of a folder or file,
    without regard to case and to how accents are encoded. ``since`` and ``until`` are dates, perhaps partial ones
    (``2026-01``), both included; with either of them, documents without a date do not answer. ``within`` is what an
    operator has set, and must match, too, exactly as ``lies_within`` says. ``documents`` are paths: of these documents,
    one that all else admits may answer.
    ``language`` is a language as people name it (``"de"``, ``"pt-BR"``, ``"German"``), and becomes its code where it is
    known: only passages in that language answer.
    """

    source: str | None = None
    since: str | None = None
    until: str | None = None
    within: str | None = None
    documents: frozenset[str] | None = None
    language: str | None = None

    def __post_init__(self) -> None:
        if self.language is not None:
            object.__setattr__(self, "language", language_code(self.language) or self.language)

    def __str__(self) -> str:
        names = ("source", "within", "since", "until", "language")
        parts = {name: getattr(self, name) for name in names}
        return ", ".join(f"{name} {value!r}" for name, value in parts.items() if value is not None)

    def admits(self, document: StoredDocument) -> bool:
        """Return whether a document, or some passage of it, may answer."""
        if self.language is not None and self.language not in document.languages:
            return False
        if self.documents is not None and document.path not in self.documents:
            return False
        if self.within is not None and not lies_within(document.path, self.within):
            return False
        if self.source is not None and not _matches(document.path, self.source):
            return False
        date = document.date or ""
        if (self.since or self.until) and not date:
            return False
        if self.since and date[: len(self.since)] < self.since[: len(date)]:
            return False
        return not self.until or date[: len(self.until)] <= self.until[: len(date)]


EVERYTHING = Filter()
"""Admits all documents."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Which documents may answer: those that a filter admits, and that those on whose behalf it is asked may read."""

    only: Filter
    access: Access

    def admits(self, document: StoredDocument) -> bool:
        """Return whether a document, or some passage of it, may answer."""
        return self.access.admits(document.rules) and self.only.admits(document)


@dataclass(frozen=True, slots=True)
class Pin:
    """An operator's word that a quote, by its id, answers a question, and all that mean the same."""

    question: str
    quote: str


MAX_PINS = 200
"""So many pins of a server count, the latest ones."""


@dataclass(frozen=True, slots=True)
class Query:
    """A question with everything that shapes its answer.

    ``k`` is the most quotes to return. ``read_count`` is how many candidates to read; None: as many as may change the
    first quotes, at most ``MAX_READ_CANDIDATES``. ``only`` says which documents may answer, of those that ``access``
    admits. ``history`` holds the questions before this one, oldest first; they are used when it leans on them.
    ``quoted`` is the id of the quote that was shown last: "it" may be its document. ``pins`` are those that hold where
    it is asked, the latest first. Raises QueryError when the question is empty or ``k`` is below 1.
    """

    question: str
    k: int = MAX_QUOTES
    only: Filter = EVERYTHING
    history: tuple[str, ...] = ()
    read_count: int | None = None
    quoted: str | None = None
    _: KW_ONLY
    access: Access
    pins: tuple[Pin, ...] = ()

    @property
    def reach(self) -> Reach:
        """Which documents may answer."""
        return Reach(self.only, self.access)

    @property
    def candidate_count(self) -> int:
        """How many hits become candidates."""
        return max(self.k, MIN_CANDIDATES)

    def __post_init__(self) -> None:
        # A terminal may pass on bytes that are not text, and Discord may pass on halves of characters.
        object.__setattr__(self, "question", _as_text(self.question))
        object.__setattr__(self, "history", tuple(_as_text(turn) for turn in self.history))
        if not searchable(self.question).strip():
            raise empty_question_error()
        if self.k < 1:
            raise QueryError(f"k must be 1 or more, not {self.k}", expected="1 or more", found=self.k)


def _as_text(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def lies_within(path: str, patterns: str) -> bool:
    """Return whether a document lies within what an operator has named.

    path: the document's, below the seeds folder. patterns: one a line, one of which must match. A pattern begins at the
    seeds folder, and case counts. It names a document, or a folder and thereby all that is in it. ``*``, ``?`` and
    ``[…]`` stand for characters of one name, ``**`` for any number of folders: ``public/*`` is what is in ``public``,
    ``**/*.pdf`` are all PDF files.
    """
    path = _composed(path)
    names = path.split("/")
    return any(_is_named(path, pattern) or _begins(names, _globs(pattern)) for pattern in patterns.split("\n"))


def _is_named(path: str, pattern: str) -> bool:
    """Return whether a pattern, taken literally, is a path or a folder on the way: names may have brackets."""
    name = _composed(pattern).strip("/")
    return path == name or path.startswith(f"{name}/")


def _begins(names: list[str], globs: tuple[str, ...]) -> bool:
    """Return whether the first names of a path match all globs. Without trying again, which could take for ever."""
    reached = {0} if globs else set[int]()  # how many names may have been matched so far
    for glob in globs:
        if glob == "**":
            reached = {*range(min(reached, default=len(names)), len(names))}
        else:
            reached = {at + 1 for at in reached if at < len(names) and fnmatchcase(names[at], glob)}
    return bool(reached)


@lru_cache(maxsize=1000)
def _globs(pattern: str) -> tuple[str, ...]:
    return tuple(filter(None, _composed(pattern).split("/")))


def _composed(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _matches(path: str, source: str) -> bool:
    """Return whether a document is of the source that somebody typed."""
    path, glob = searchable(path).lower(), searchable(source).lower().strip("/")
    return fnmatchcase(path, glob) or path.startswith(f"{glob}/") or fnmatchcase(path, f"*/{glob}")
