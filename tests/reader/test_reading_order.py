"""What is left unread changes nothing: neither the best quote, nor those beside it, nor what is asked beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval import UNLIMITED, Library
from retrieval.reader import Reading
from retrieval.search.analysis import analyse
from retrieval.search.answering import MIN_SHARE_OF_BEST
from retrieval.search.candidates import QueryCandidates, compare_sentences, search_indexes
from retrieval.search.generation import scope_of
from retrieval.search.query import MAX_QUOTES, MAX_READ_CANDIDATES, Query
from retrieval.search.ranking import Candidate
from retrieval.search.reading import HOPE_TO_ANSWER, HOPE_TO_QUOTE, read_best

QUESTIONS = (
    "How many people died in the eruption of Tambora?",
    "krakatoa sound",
    "When does the library on the moon open?",
    "Where do eels spawn?",
)
RELEVANCES = st.lists(st.floats(-9, HOPE_TO_ANSWER), min_size=MAX_READ_CANDIDATES, max_size=MAX_READ_CANDIDATES)


def rated(relevance: float) -> Reading:
    empty = np.empty(0, dtype=np.float32)
    return Reading(relevance, empty, empty, ())


class Rater:
    """A reader that rates each passage as it is told, and remembers what it was given."""

    name, languages = "rater", None

    def __init__(self, relevances: dict[str, float]) -> None:
        self.relevances = relevances
        self.given: list[str] = []

    def read(self, pairs: Sequence[tuple[str, str, str]]) -> list[Reading]:
        """Return readings without answers; see ``Reader``."""
        self.given += [text for *_, text in pairs]
        return [rated(self.relevances[text]) for *_, text in pairs]


@pytest.fixture(scope="module")
def found(bundled: Library) -> list[QueryCandidates]:
    """The candidates of each question, compared and unread."""
    queries = [Query(question, access=UNLIMITED) for question in QUESTIONS]
    with bundled._current() as (catalog, generation):
        scopes = {queries[0].reach: scope_of(catalog, generation, queries[0].reach)}
        analysed = analyse(generation, bundled.encoder, queries, scopes)
        return compare_sentences(catalog, generation, search_indexes(catalog, generation, queries, analysed, scopes))


def read(library: Library, reader: Rater, *compared: QueryCandidates) -> list[QueryCandidates]:
    with library._current() as (_, generation):
        return read_best(generation, reader, library.judge, compared)


def rater(compared: Sequence[QueryCandidates], relevances: Sequence[float]) -> Rater:
    """Rate the most promising candidates of each question so, in order; what promises less is not read."""
    rated = {}
    for each in compared:
        texts = [one.stored.passage.text for one in promising(each)]
        rated |= dict(zip(texts, [*relevances, *[-9.0] * len(texts)], strict=False))
    return Rater(rated)


def promising(compared: QueryCandidates) -> list[Candidate]:
    terms = compared.hits.searched.weighted
    return sorted(compared.candidates, key=lambda each: -each.unread_evidence(terms))


def ranked(compared: QueryCandidates) -> list[Candidate]:
    terms = compared.hits.searched.weighted
    return sorted(compared.candidates, key=lambda each: -each.evidence(terms))


@pytest.mark.parametrize("place", range(len(QUESTIONS)))
@given(relevances=RELEVANCES)
def test_the_verdict_and_the_best_quote_are_the_same_as_if_all_were_read(
    bundled: Library, found: list[QueryCandidates], place: int, relevances: list[float]
) -> None:
    compared = found[place]
    (some,) = read(bundled, rater([compared], relevances), compared)
    query = replace(compared.hits.query, read_count=MAX_READ_CANDIDATES)
    (whole,) = read(bundled, rater([compared], relevances), replace(compared, hits=replace(compared.hits, query=query)))
    assert sum(each.reading is not None for each in whole.candidates) == MAX_READ_CANDIDATES
    assert is_answered(bundled, some) == is_answered(bundled, whole)
    if is_answered(bundled, whole):
        assert ranked(some)[0].stored.id == ranked(whole)[0].stored.id
        assert ranked(some)[0].reading is not None


def is_answered(library: Library, compared: QueryCandidates) -> bool:
    terms = compared.hits.searched.weighted
    return any(
        library.judge.confidence(terms, each) >= library.judge.threshold for each in ranked(compared)[:MAX_QUOTES]
    )


@pytest.mark.parametrize("place", range(len(QUESTIONS)))
@given(relevances=RELEVANCES)
def test_nothing_is_quoted_that_could_be_read_and_was_not(
    bundled: Library, found: list[QueryCandidates], place: int, relevances: list[float]
) -> None:
    (some,) = read(bundled, rater([found[place]], relevances), found[place])
    if not is_answered(bundled, some):
        return
    terms = found[place].hits.searched.weighted
    readable = {each.stored.id for each in promising(found[place])[:MAX_READ_CANDIDATES]}
    best = max(bundled.judge.confidence(terms, each) for each in ranked(some)[:MAX_QUOTES])
    for each in ranked(some):
        if each.reading is None and each.stored.id in readable:
            assert bundled.judge.confidence(terms, each) < MIN_SHARE_OF_BEST * best
            assert (
                bundled.judge.confidence(terms, replace(each, reading=rated(HOPE_TO_QUOTE))) < MIN_SHARE_OF_BEST * best
            )


@given(relevances=RELEVANCES)
def test_what_is_read_depends_on_no_other_question(
    bundled: Library, found: list[QueryCandidates], relevances: list[float]
) -> None:
    together, alone = rater(found, relevances), rater(found, relevances)
    beside = read(bundled, together, *found)
    apart = [read(bundled, alone, each)[0] for each in found]
    assert sorted(together.given) == sorted(alone.given)
    for one, other in zip(beside, apart, strict=True):
        assert [each.relevance for each in one.candidates] == [each.relevance for each in other.candidates]


def test_a_sure_answer_needs_few_readings_and_nothing_is_read_twice(
    bundled: Library, found: list[QueryCandidates]
) -> None:
    sure = rater(found[:1], [6.0] + [-6.0] * MAX_READ_CANDIDATES)
    read(bundled, sure, found[0])
    assert len(sure.given) <= 4
    doubted = rater(found[:1], [-6.0] * MAX_READ_CANDIDATES)
    read(bundled, doubted, found[0])
    assert 2 < len(doubted.given) == len(set(doubted.given)) <= MAX_READ_CANDIDATES
