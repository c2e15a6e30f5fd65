"""What people call a document → the documents that may be meant: by title, file name, or a part of either.

"the shop policy", "policy.md", "rider", "the fire safety document", "guides/rider.docx". The English words for any
document stand here, those of other languages in their files in ``retrieval/languages/questions``.
"""

from __future__ import annotations

import heapq
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from retrieval.catalog.records import StoredDocument
from retrieval.languages.phrases import counting_languages
from retrieval.languages.templates import words_of
from retrieval.search.wording.document_questions import Certainty
from retrieval.searchable import searchable

MIN_SHARE_OF_NAME = 0.5
"""Words that may not stand for a document at all must be at least this share of its name, and two, or all of it."""

MAX_SHARING = 500
"""Of the names in which words stand, so many are looked at: the shortest, of which they are the largest share."""


class DocumentNames:
    """The names of one generation's documents, prepared when they are first asked for.

    In each, words are sought as they are written, which is quick, and only what is found is taken apart.
    """

    def __init__(self, documents: Mapping[int, StoredDocument]) -> None:
        self._documents = documents
        self._lines: list[tuple[int, str, str]] = []

    def find(
        self,
        phrase: str,
        admits: Callable[[StoredDocument], bool],
        certainty: Certainty = Certainty.SURE,
        languages: frozenset[str] = frozenset(),
    ) -> list[StoredDocument]:
        """Return the documents that a phrase names equally well, by path; none when it names no document.

        admits: whether a document may be meant. languages: see ``Wording``.
        """
        known = _known_words(languages)
        words = known.in_text(phrase)
        says_so = not words.isdisjoint(known.kinds | known.sorts)
        if files := self._files(phrase, languages):
            return self._admitted(files, admits)
        if certainty is Certainty.POSSIBLE and not says_so:
            return []
        may_be_partial = certainty is Certainty.SURE or says_so
        for wanted in dict.fromkeys((words - known.kinds, words - known.kinds - known.sorts)):
            if wanted != words and all(map(_NUMBER.fullmatch, wanted)):
                continue  # "rule 3" is a place in a document, and many names have a 3
            found = self._best(wanted, admits, known, may_be_partial=may_be_partial)
            if found:
                return found
        return []

    def find_inside(self, phrase: str, admits: Callable[[StoredDocument], bool]) -> list[StoredDocument]:
        """Return the documents whose title, of two words or more, stands in a phrase: those with the longest."""
        folded = f" {' '.join(_folded(phrase).split())} "
        titles = {id_: title for id_, title, _ in self._prepared() if title and " " in title and title in folded}
        documents = self._admitted([id_ for id_, title in titles.items() if f" {title} " in folded], admits)
        longest = max((len(titles[document.id]) for document in documents), default=0)
        return [document for document in documents if len(titles[document.id]) == longest]

    def _files(self, phrase: str, languages: frozenset[str]) -> list[int]:
        folded = _folded(phrase).strip()
        if "." not in folded:
            return []
        names = [folded.removeprefix("the ").removeprefix("file ").strip("\"'` ")]
        if languages - counting_languages("documents", ()):  # what stands beside it is inflected, or not even spaced
            names += _FILE_NAME.findall(folded)
        ends = tuple(f"/{name}" for name in names)
        return [id_ for id_, _, path in self._prepared() if f"/{path}".endswith(ends)]

    def _best(
        self, wanted: frozenset[str], admits: Callable[[StoredDocument], bool], known: _Words, *, may_be_partial: bool
    ) -> list[StoredDocument]:
        """Return the documents whose names have all the words, and the fewest others."""
        if not wanted:
            return []
        lines = self._prepared()
        for word in sorted(wanted, key=len, reverse=True):
            lines = [line for line in lines if word in line[1] or word in line[2]]
        nearest = heapq.nsmallest(MAX_SHARING, lines, key=lambda line: len(line[1]) + len(line[2]))
        shares = {id_: _share(wanted, self._documents[id_], known) for id_, *_ in nearest}
        lowest = 0.0 if may_be_partial else MIN_SHARE_OF_NAME if len(wanted) > 1 else 1.0
        documents = self._admitted([id_ for id_, share in shares.items() if 0 < share >= lowest], admits)
        best = max((shares[document.id] for document in documents), default=0.0)
        return [document for document in documents if shares[document.id] == best]

    def _admitted(self, ids: Iterable[int], admits: Callable[[StoredDocument], bool]) -> list[StoredDocument]:
        found = [document for id_ in ids if admits(document := self._documents[id_])]
        return sorted(found, key=lambda document: document.path)

    def _prepared(self) -> list[tuple[int, str, str]]:
        """Return the id, title and path of each document as they are compared."""
        if not self._lines:
            self._lines = [
                (id_, _folded(each.title or ""), _folded(each.path)) for id_, each in self._documents.items()
            ]
        return self._lines


def is_pointing(phrase: str, languages: frozenset[str] = frozenset()) -> bool:
    """Return whether a phrase points at a document without naming it: "it", "this document", "the file".

    languages: see ``Wording``.
    """
    known = _known_words(languages)
    return bool(phrase) and "." not in phrase and known.in_text(phrase) <= known.kinds


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of some languages that no name needs, those for any document, and those for a sort of document."""

    small: frozenset[str]
    kinds: frozenset[str]
    sorts: frozenset[str]

    def in_text(self, phrase: str) -> frozenset[str]:
        """Return the words of a phrase without case, accents, plurals, and words that no name needs."""
        return frozenset(_plain(word) for word in _WORD.findall(_folded(phrase)) if word not in self.small)


@lru_cache(maxsize=64)
def _known_words(languages: frozenset[str]) -> _Words:
    """Return the words of English and of some languages; of those that count everywhere, if none is known."""
    languages = languages or counting_languages("documents", ())
    small, kinds, sorts = (
        frozenset(
            word for phrase in words_of(languages, "documents", *names) for word in _WORD.findall(_folded(phrase))
        )
        for names in (("small",), ("file", "kinds"), ("sorts",))
    )
    return _Words(_ARTICLES | small, _KINDS | frozenset(map(_plain, kinds)), _SORTS | frozenset(map(_plain, sorts)))


def _names(document: StoredDocument, known: _Words) -> list[frozenset[str]]:
    """Return the words of a document's title, and those of its file name, without the words for any document."""
    file = document.path.rpartition("/")[2].rpartition(".")
    names = (known.in_text(document.title or ""), known.in_text(file[0] or file[2]))
    return [words - known.kinds or words for words in names if words]


def _share(wanted: frozenset[str], document: StoredDocument, known: _Words) -> float:
    """Return the share of a document's name that some words are, 0 when one of them is in no name of it.

    A word for the sort of document that it is may be left out.
    """
    names = [name for words in _names(document, known) for name in (words, words - known.sorts) if name]
    return max((len(wanted) / len(name) for name in names if wanted <= name), default=0.0)


@lru_cache(maxsize=4096)
def _plain(word: str) -> str:
    """Return a word in the singular."""
    return word[:-1] if len(word) > _SHORT and word.endswith("s") and not word.endswith("ss") else word


_SHORT = 3
"""An "s" at the end of a word that is no longer belongs to it."""


def _folded(text: str) -> str:
    text = searchable(text).casefold()
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"\d{1,3}")

_FILE_NAME = re.compile(r"[\w./-]{1,80}\.\w{1,5}", re.ASCII)

_ARTICLES = frozenset(
    """
    a an the this that these those it its our your my their his her of on for and in to s
    entitled called titled named
    """.split()  # noqa: SIM905
)
"""Words that point, and that no name needs."""

_KINDS = frozenset(
    """
    document doc file page text article paper pdf docx txt md html source content webpage
    """.split()  # noqa: SIM905
)
"""Words for any document, as ``_plain`` returns them."""

_SORTS = frozenset(
    """
    guide guideline note policy manual handbook handout leaflet sheet report faq rule readme book booklet brochure plan
    minute letter memo bylaw regulation instruction flyer chapter section transcript interview list
    """.split()  # noqa: SIM905
)
"""Words for a sort of document, as ``_plain`` returns them: it may be called so without being named so."""
