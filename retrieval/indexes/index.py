"""What every index of the catalog can do, whatever it is made of: what it searches, and what it finds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol, TypeVar
from weakref import WeakKeyDictionary

from retrieval.indexes.id_sets import IdSet
from retrieval.vectors import Ids

QueryT = TypeVar("QueryT", contravariant=True)
QueriesT = TypeVar("QueriesT", contravariant=True)


class Hit(NamedTuple):
    """A passage, or a whole document, that a search found. Scores are comparable within one list only."""

    id: int
    score: float


@dataclass(frozen=True, slots=True, init=False)
class Scope:
    """What a search may find, by the catalog's ids; None stands for everything.

    ``passages`` are the same as those of ``documents`` together with ``pieces``, the passages of documents that are
    inside only in part: each index uses the ids that it holds. ``readable`` are the documents that those who ask may
    read, whatever they ask for: no others count for how rare a term is, or whether it is known. ``kept`` is for the
    indexes: what each of them derives from the scope once, for all its searches.
    """

    documents: IdSet | None
    passages: IdSet | None
    pieces: IdSet
    readable: IdSet | None
    kept: WeakKeyDictionary[object, Any] = field(repr=False, compare=False)

    def __init__(
        self,
        documents: Sequence[int] | Ids | None = None,
        passages: Sequence[int] | Ids | None = None,
        pieces: Sequence[int] | Ids = (),
        *,
        readable: IdSet | None = None,
    ) -> None:
        object.__setattr__(self, "documents", None if documents is None else IdSet(documents))
        object.__setattr__(self, "passages", None if passages is None else IdSet(passages))
        object.__setattr__(self, "pieces", IdSet(pieces))
        object.__setattr__(self, "readable", readable)
        object.__setattr__(self, "kept", WeakKeyDictionary())


WHOLE_INDEX = Scope()


class Index(Protocol[QueryT, QueriesT]):
    """One generation of the catalog, searchable. It is derived from the catalog, and rebuilt when it is lost.

    Its queries are vectors for the dense index, and lists of terms for the lexical one: ``QueryT`` is the type of one
    query, ``QueriesT`` the type of several.
    """

    @property
    def generation(self) -> int:
        """The generation of the catalog that it holds."""
        ...

    def __len__(self) -> int:
        """Return how many entries it holds."""
        ...

    def ids(self) -> list[int]:
        """Return the ids of all entries, ascending."""
        ...

    def search(self, query: QueryT, k: int, scope: Scope = WHOLE_INDEX) -> list[Hit]:
        """Return at most ``k`` entries inside the scope, best first."""
        ...

    def search_all(self, queries: QueriesT, k: int, scope: Scope = WHOLE_INDEX) -> list[list[Hit]]:
        """Return for each query what ``search`` returns."""
        ...
