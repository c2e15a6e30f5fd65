"""What every index promises, whatever it is made of."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pytest

from retrieval.indexes.dense import DenseIndex
from retrieval.indexes.dense_file import write_dense_file
from retrieval.indexes.entries import Entry
from retrieval.indexes.index import Hit, Index, Scope
from retrieval.indexes.lexical import LexicalIndex
from retrieval.vectors import Vectors, unit_length

if TYPE_CHECKING:  # the type checker compares both with the protocol
    _DENSE: Index[Vectors, Vectors] = DenseIndex()
    _LEXICAL: Index[Sequence[str], Sequence[Sequence[str]]] = LexicalIndex(None)

GENERATION = 7
DOCUMENTS = {3: 1, 8: 1, 12: 2, 25: 2, 31: 3, 40: 3}
"""The document of each passage. Those from 31 on were added last, and passage 5 of document 1 was removed then."""

BEFORE, ADDED, REMOVED = [3, 5, 8, 12, 25], [31, 40], [5]

MEADOW = [25, 8, 40]
"""The passages that the first query finds first, best first."""

TEXTS = {
    25: "Meadow, meadow, meadow.",
    8: "Meadow, meadow, eel.",
    40: "Meadow, eel, heron.",
    3: "Clock, clock, eel.",
    5: "Meadow, heron, clock.",
    12: "Clock, heron, eel.",
    31: "Heron, eel, pump, pump.",
}
"""The passages of the lexical index: the more often one names the meadow, the higher it scores."""


class Adapter(Protocol):
    """How one kind of index is made for these tests."""

    queries: Any
    """Three queries of this kind; the first asks for the meadow."""

    def filled(self, folder: Path) -> Index[Any, Any]:
        """Return an index of generation ``GENERATION`` with the passages of ``DOCUMENTS``."""
        ...

    def empty(self) -> Index[Any, Any]:
        """Return an index that holds nothing."""
        ...


class Dense:
    """The first query is the first axis, in whose direction the vectors of the meadow lie."""

    queries = unit_length(np.vstack([np.eye(1, 8), np.random.default_rng(1).normal(size=(2, 8))]).astype(np.float32))

    def filled(self, folder: Path) -> Index[Vectors, Vectors]:
        rows = np.random.default_rng(2).normal(size=(50, 8)).astype(np.float32)
        rows[:, 0] = -1
        rows[MEADOW, 0] = [40, 20, 10]
        rows = unit_length(rows)
        path = folder / "vectors"
        batches = [(np.array(BEFORE), rows[BEFORE].astype(np.float16))]
        write_dense_file(path, GENERATION - 1, batches, max_exact=100, questions=lambda: rows)
        index = DenseIndex.load(path)
        assert index is not None
        return index.advanced(GENERATION, REMOVED, ADDED, rows[ADDED])

    def empty(self) -> Index[Vectors, Vectors]:
        return DenseIndex()


class Lexical:
    """The first query is one term, which the passages of the meadow have."""

    queries = (["meadow"], ["clock"], ["heron", "clock", "clock"])

    def filled(self, folder: Path) -> Index[Sequence[str], Sequence[Sequence[str]]]:
        index = LexicalIndex(folder)
        index.update(GENERATION - 1, [], [Entry(id_, DOCUMENTS.get(id_, 1), TEXTS[id_]) for id_ in BEFORE])
        index.update(GENERATION, REMOVED, [Entry(id_, DOCUMENTS[id_], TEXTS[id_]) for id_ in ADDED])
        return index

    def empty(self) -> Index[Sequence[str], Sequence[Sequence[str]]]:
        return LexicalIndex(None)


@pytest.fixture(params=[Dense(), Lexical()], ids=["dense", "lexical"])
def adapter(request: pytest.FixtureRequest) -> Adapter:
    found: Adapter = request.param
    return found


@pytest.fixture
def index(adapter: Adapter, tmp_path: Path) -> Index[Any, Any]:
    return adapter.filled(tmp_path)


def scope_of(*documents: int) -> Scope:
    return Scope(documents, [id_ for id_, document in DOCUMENTS.items() if document in documents])


def assert_same(found: Sequence[Hit], expected: Sequence[Hit]) -> None:
    assert [hit.id for hit in found] == [hit.id for hit in expected]
    assert [hit.score for hit in found] == pytest.approx([hit.score for hit in expected], abs=1e-6)


def test_an_index_knows_its_generation_and_its_entries(index: Index[Any, Any]) -> None:
    assert index.generation == GENERATION
    assert len(index) == len(DOCUMENTS)
    assert index.ids() == sorted(DOCUMENTS)


def test_a_search_finds_the_best_first_and_at_most_k(adapter: Adapter, index: Index[Any, Any]) -> None:
    assert [hit.id for hit in index.search(adapter.queries[0], 3)] == MEADOW
    for query in adapter.queries:
        hits = index.search(query, 100)
        assert {hit.id for hit in hits} <= set(DOCUMENTS)
        assert all(better.score > worse.score for better, worse in pairwise(hits))
        for k in range(1, len(DOCUMENTS)):
            assert_same(index.search(query, k), hits[:k])


def test_a_scope_limits_what_is_found_and_changes_no_score(adapter: Adapter, index: Index[Any, Any]) -> None:
    for query in adapter.queries:
        hits = index.search(query, 100)
        assert_same(index.search(query, 100, Scope()), hits)
        for documents in ([1], [2, 3], [1, 2, 3]):
            inside = [hit for hit in hits if DOCUMENTS[hit.id] in documents]
            assert_same(index.search(query, 100, scope_of(*documents)), inside)
            assert_same(index.search(query, 1, scope_of(*documents)), inside[:1])


def test_a_scope_of_documents_that_are_not_there_finds_nothing(adapter: Adapter, index: Index[Any, Any]) -> None:
    assert index.search(adapter.queries[0], 100, Scope([99], [990, 991])) == []


@pytest.mark.parametrize("scope", [Scope(), scope_of(1, 3)], ids=["everything", "two documents"])
def test_searching_for_all_finds_what_searching_one_by_one_does(
    adapter: Adapter, index: Index[Any, Any], scope: Scope
) -> None:
    for several in (adapter.queries, adapter.queries[:1], adapter.queries[:0]):
        found = index.search_all(several, 4, scope)
        assert len(found) == len(several)
        for query, hits in zip(several, found, strict=True):
            assert_same(hits, index.search(query, 4, scope))


def test_an_empty_index_finds_nothing(adapter: Adapter) -> None:
    index = adapter.empty()
    assert len(index) == 0
    assert index.ids() == []
    assert index.search(adapter.queries[0], 5) == []
    assert index.search(adapter.queries[0], 5, scope_of(1)) == []
    assert index.search_all(adapter.queries, 5) == [[], [], []]
