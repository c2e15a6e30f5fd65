"""Searching inside a scope finds what searching everything and keeping what is inside would find."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.indexes import dense_base
from retrieval.indexes.dense import DenseIndex
from retrieval.indexes.dense_file import write_dense_file
from retrieval.indexes.entries import Entry
from retrieval.indexes.id_sets import IdSet
from retrieval.indexes.index import Hit, Scope
from retrieval.indexes.lexical import LexicalIndex
from retrieval.vectors import Ids, Vectors, unit_length

DOCUMENTS, PIECES = 400, 3
"""Document d has the passages 3d, 3d + 1 and 3d + 2; those of every seventh are gone, those from 380 on are new."""

OLD = np.arange(PIECES * 380)
NEW = np.arange(PIECES * 380, PIECES * DOCUMENTS)
GONE = np.flatnonzero(np.arange(PIECES * 380) // PIECES % 7 == 0)
HELD = np.setdiff1d(np.concatenate([OLD, NEW]), GONE)
DIM = 16

_RANDOM = np.random.default_rng(5)
TOPICS = _RANDOM.normal(size=(20, DIM))
"""Documents of one topic are neighbours, so that a scope of neighbours may hide all that a question is about."""

VECTORS: Vectors = unit_length(
    (TOPICS[np.arange(PIECES * DOCUMENTS) // 60] + 0.5 * _RANDOM.normal(size=(PIECES * DOCUMENTS, DIM))).astype(
        np.float16
    )
).astype(np.float32)
WORDS = ["eel", "heron", "meadow", "pump", "clock"]
TEXTS = [" ".join(_RANDOM.choice(WORDS, 3 + number % 3).tolist()) for number in range(PIECES * DOCUMENTS)]
"""Many of them are the same words in another order, so that they score alike."""


def widths() -> Iterator[Scope]:
    """Scopes from everything to nothing, of neighbours and of any documents, with pieces of others."""
    some = np.random.default_rng(9)
    for count in (400, 390, 200, 70, 65, 20, 1, 0):
        yield scope(np.arange(count))
        yield scope(np.arange(DOCUMENTS - count, DOCUMENTS))
        documents = some.permutation(DOCUMENTS)
        yield scope(documents[:count], PIECES * documents[count : count + 100 : 2] + 1)


def scope(documents: Ids, pieces: Ids | Sequence[int] = ()) -> Scope:
    passages = (PIECES * documents[:, np.newaxis] + np.arange(PIECES)).ravel()
    return Scope(documents.tolist(), np.concatenate([passages, np.asarray(pieces, dtype=np.int64)]), pieces)


def inside(hits: Sequence[Hit], within: Scope) -> list[Hit]:
    """The hits that a scope admits, told by its documents and pieces one by one."""
    assert within.documents is not None
    documents, pieces = set(within.documents.ids().tolist()), set(within.pieces.ids().tolist())
    return [hit for hit in hits if hit.id // PIECES in documents or hit.id in pieces]


def assert_alike(found: Sequence[Hit], expected: Sequence[Hit]) -> None:
    """Compare hits. What scores alike may be in any order: adding up in another one changes a score's last digit."""
    assert [hit.score for hit in found] == pytest.approx([hit.score for hit in expected], abs=2e-5)
    last = min((hit.score for hit in expected), default=0.0)
    sure = {hit.id for hit in expected if hit.score > last + 1e-4}
    assert sure <= {hit.id for hit in found}
    assert len({hit.id for hit in found}) == len(expected)


# -- sets of ids -----------------------------------------------------------------------------------------------------


@given(st.lists(st.integers(0, 300)) | st.lists(st.integers(0, 2**40)), st.lists(st.integers(-5, 2**41)))
def test_a_set_of_ids_has_what_was_put_in_and_nothing_else(ids: list[int], others: list[int]) -> None:
    made = IdSet(ids)
    assert len(made) == len(set(ids))
    assert made.ids().tolist() == sorted(set(ids))
    asked = np.array([*ids, *others, *range(-3, 310)], dtype=np.int64)
    assert made.has(asked).tolist() == [id_ in set(ids) for id_ in asked.tolist()]


def test_half_of_a_million_passages_are_kept_in_little_memory() -> None:
    made = IdSet(np.arange(0, 1_000_000, 2))
    assert sum(array.nbytes for array in (made._few, made._bits) if array is not None) <= 125_000


# -- vectors ---------------------------------------------------------------------------------------------------------


def dense(path: Path, max_exact: int) -> DenseIndex:
    batches = [(OLD, VECTORS[OLD].astype(np.float16))]
    write_dense_file(path, 1, batches, max_exact, lambda: VECTORS[::20])
    index = DenseIndex.load(path)
    assert index is not None
    return index.advanced(2, GONE.tolist(), NEW.tolist(), VECTORS[NEW])


def nearest(question: Vectors, within: Scope) -> list[Hit]:
    """Every passage inside, by comparing all vectors."""
    scores = VECTORS[HELD] @ question
    return inside(sorted(map(Hit, HELD.tolist(), scores.tolist()), key=lambda hit: -hit.score), within)


def test_vectors_that_are_all_compared_are_found_as_if_only_those_inside_were_held(tmp_path: Path) -> None:
    index = dense(tmp_path / "vectors", max_exact=5000)
    assert index.clusters is None
    for within in widths():
        for question in VECTORS[::250]:
            assert_alike(index.search(question, 30, within), nearest(question, within)[:30])


@pytest.mark.parametrize("most", [0, 150, 2000], ids=["selected", "either", "read"])
def test_clusters_find_as_much_inside_a_scope_as_without_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(dense_base, "MAX_ROWS_READ", most)
    index = dense(tmp_path / "vectors", max_exact=500)
    assert index.clusters is not None
    shares = []
    for within in widths():
        for question in VECTORS[::250]:
            expected = nearest(question, within)
            found = index.search(question, 10, within)
            assert inside(found, within) == found
            assert len(found) == min(10, len(expected))
            assert not np.isin([hit.id for hit in found], GONE).any()
            if expected:
                shares.append(_share(found, expected))
    assert np.mean(shares) >= index.clusters.recall - 0.005


def _share(found: Sequence[Hit], expected: Sequence[Hit]) -> float:
    best = {hit.id for hit in expected[:10]}
    return len(best & {hit.id for hit in found}) / len(best)


def test_hidden_neighbours_of_a_question_do_not_leave_it_without_hits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dense_base, "MAX_ROWS_READ", 0)
    index = dense(tmp_path / "vectors", max_exact=500)
    within = scope(np.arange(200, DOCUMENTS))
    for question in VECTORS[: PIECES * 200 : 40]:
        found = index.search(question, 10, within)
        assert_alike(found[:1], nearest(question, within)[:1])
        assert len(found) == 10


def test_what_a_scope_leaves_is_worked_out_once_for_each_generation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = dense(tmp_path / "vectors", max_exact=5000)
    made = []
    selected = dense_base.Exact.selected
    monkeypatch.setattr(dense_base.Exact, "selected", lambda *a, **b: made.append(1) or selected(*a, **b))
    within = scope(np.arange(200))
    for _ in range(3):
        index.search(VECTORS[0], 5, within)
        index.search(VECTORS[0], 5, Scope())
    assert len(made) == 2, "one for the scope, and one for what is gone"
    hit = index.search(VECTORS[3], 1, within)[0]
    later = index.advanced(3, [hit.id], [], VECTORS[:0])
    assert later.search(VECTORS[3], 1, within)[0] != hit
    del index
    assert len(within.kept) == 1


# -- terms -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def lexical() -> LexicalIndex:
    index = LexicalIndex(None)
    index.update(1, [], [Entry(id_, id_ // PIECES, TEXTS[id_]) for id_ in OLD.tolist()])
    index.update(2, GONE.tolist(), [Entry(id_, id_ // PIECES, TEXTS[id_]) for id_ in NEW.tolist()])
    return index


@pytest.mark.parametrize("query", [["eel"], ["heron", "clock"], ["pump", "meadow", "meadow", "eel"], ["absent"]])
def test_terms_are_found_as_if_only_what_is_inside_were_held(lexical: LexicalIndex, query: list[str]) -> None:
    everything = lexical.search(query, 5000)
    for within in widths():
        for k in (1, 30, 700):
            assert_alike(lexical.search(query, k, within), inside(everything, within)[:k])


def test_what_scores_alike_is_found_in_the_same_order_whichever_way_is_taken(
    lexical: LexicalIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    scopes = list(widths())
    fetched = [lexical.search(["heron"], 40, within) for within in scopes]
    monkeypatch.setattr("retrieval.indexes.lexical.MAX_FETCHED", 0)
    assert fetched == [lexical.search(["heron"], 40, within) for within in scopes]


def test_terms_that_nearly_all_stand_outside_are_found_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    index = LexicalIndex(None)
    texts = ["eel " * (1 + (id_ < 900)) + "heron " * (id_ % 5) for id_ in range(1200)]
    index.update(1, [], [Entry(id_, id_ // PIECES, text) for id_, text in enumerate(texts)])
    within = scope(np.arange(300, DOCUMENTS))
    for most in (16_384, 200):
        monkeypatch.setattr("retrieval.indexes.lexical.MAX_FETCHED", most)
        assert_alike(index.search(["eel"], 20, within), inside(index.search(["eel"], 5000), within)[:20])


def test_a_word_counts_only_where_it_stands_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    index = LexicalIndex(None)
    words = ["heron" if id_ < 390 else "clock" for id_ in range(DOCUMENTS)]
    index.update(1, [], [Entry(id_, id_, word) for id_, word in enumerate(words)], keep_words=True)
    for most in (16_384, 0):
        monkeypatch.setattr("retrieval.indexes.lexical.MAX_FETCHED", most)
        for within in (scope(np.arange(200)), scope(np.arange(3)), scope(np.arange(300), [399])):
            assert index.has_word("heron", within)
            assert not index.has_word("clock", within)
        assert index.has_word("clock", scope(np.arange(100, DOCUMENTS)))
        assert not index.has_word("heron", scope(np.arange(390, DOCUMENTS)))


# -- any scope -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def vectors(tmp_path_factory: pytest.TempPathFactory) -> DenseIndex:
    return dense(tmp_path_factory.mktemp("dense") / "vectors", max_exact=5000)


@settings(max_examples=25, deadline=None)
@given(
    within=st.builds(
        lambda documents, pieces: scope(
            np.array(sorted(documents), dtype=np.int64),
            [id_ for id_ in sorted(pieces) if id_ // PIECES not in documents],
        ),
        st.sets(st.integers(0, DOCUMENTS - 1), max_size=DOCUMENTS),
        st.sets(st.integers(0, PIECES * DOCUMENTS - 1), max_size=90),
    ),
    asked=st.integers(0, PIECES * DOCUMENTS - 1),
    k=st.integers(1, 200),
)
def test_any_scope_finds_the_best_of_what_is_inside(
    vectors: DenseIndex, lexical: LexicalIndex, within: Scope, asked: int, k: int
) -> None:
    assert_alike(vectors.search(VECTORS[asked], k, within), nearest(VECTORS[asked], within)[:k])
    query = TEXTS[asked].split()
    assert_alike(lexical.search(query, k, within), inside(lexical.search(query, 5000), within)[:k])
