"""A reader reads what is in its languages; what is not compares with that, as if it were judged alone."""

from __future__ import annotations

from collections.abc import Callable, Collection
from copy import copy
from dataclasses import replace

import pytest

from retrieval import UNLIMITED, Library
from retrieval.reader import NONE
from retrieval.reader.bundled import BundledReader
from retrieval.search.analysis import analyse
from retrieval.search.answering import LogisticJudge, ReadingJudge, imputed_relevance
from retrieval.search.candidates import QueryCandidates, compare_sentences, search_indexes
from retrieval.search.generation import scope_of
from retrieval.search.query import Query
from retrieval.search.reading import read_best

QUESTION = "How many people died in the eruption of Tambora?"


@pytest.fixture(scope="module")
def plain(bundled: Library, keep_library: Callable[..., Library]) -> Library:
    return keep_library(bundled.seeds, bundled.index, reader=NONE)


def compared(library: Library, question: str, *, foreign: Collection[int], among: int = 12) -> QueryCandidates:
    """The candidates for a question, of which some are said to be in German."""
    query = Query(question, access=UNLIMITED)
    with library._current() as (catalog, generation):
        scopes = {query.reach: scope_of(catalog, generation, query.reach)}
        analysed = analyse(generation, library.encoder, [query], scopes)
        (found,) = compare_sentences(
            catalog, generation, search_indexes(catalog, generation, [query], analysed, scopes)
        )
    candidates = []
    for place, each in enumerate(found.candidates[:among]):
        passage = replace(each.stored.passage, language="de" if place in foreign else "en")
        candidates.append(replace(each, stored=replace(each.stored, passage=passage)))
    return replace(found, candidates=candidates, for_sentences=candidates)


def read(library: Library, reader: BundledReader, found: QueryCandidates) -> QueryCandidates:
    with library._current() as (_, generation):
        return read_best(generation, reader, library.judge, [found])[0]


def test_only_passages_in_the_readers_languages_are_read(bundled: Library, reader: BundledReader):
    found = read(bundled, reader, compared(bundled, QUESTION, foreign={0, 3}))
    assert [at for at, each in enumerate(found.candidates) if each.imputed is not None] == [0, 3]
    assert all(found.candidates[at].reading is None for at in (0, 3))
    assert any(each.reading is not None for each in found.candidates)


def test_an_unread_passage_is_as_sure_as_without_a_reader_and_ranked_as_a_read_one_that_is_as_sure(
    bundled: Library, reader: BundledReader
):
    found = read(bundled, reader, compared(bundled, QUESTION, foreign={0}))
    terms = found.hits.searched.weighted
    sentences = [0.2] * len(found.candidates[0].sentence_cosines)
    weak = replace(found.candidates[0], cosine=0.0, sentence_cosines=sentences, bm25_share=0.0, asked_in=frozenset())
    unread = replace(weak, imputed=imputed_relevance(terms, weak))
    confidence = ReadingJudge().confidence(terms, unread)
    assert confidence == LogisticJudge().confidence(terms, unread)
    read_one = next(each for each in found.candidates if each.reading is not None)
    assert unread.imputed is not None
    assert read_one.reading is not None
    twin = replace(unread, imputed=None, reading=replace(read_one.reading, relevance=unread.imputed))
    assert abs(unread.imputed) < 4
    assert ReadingJudge().confidence(terms, twin) == pytest.approx(confidence)
    assert twin.evidence(terms) == unread.evidence(terms)


@pytest.mark.parametrize("cosine", [0.1, 0.4, 0.7])
@pytest.mark.parametrize("words", [0.0, 0.5, 1.0])
def test_the_surer_without_a_reader_the_higher_is_the_imputed_relevance(bundled: Library, cosine: float, words: float):
    found = compared(bundled, QUESTION, foreign={0})
    terms = found.hits.searched.weighted
    here = replace(found.candidates[0], cosine=cosine, bm25_share=words)
    assert imputed_relevance(terms, replace(here, bm25_share=words + 0.1)) > imputed_relevance(terms, here)


@pytest.mark.parametrize(
    "question", ["Wie viele Menschen starben bei dem Ausbruch des Tambora?", "¿Cuántas personas murieron en Tambora?"]
)
def test_a_question_that_the_reader_cannot_read_is_answered_as_without_a_reader(
    bundled: Library, plain: Library, question: str
):
    with_reader, without = bundled.rank(question, access=UNLIMITED), plain.rank(question, access=UNLIMITED)
    assert [each.stored.id for each in with_reader.candidates] == [each.stored.id for each in without.candidates]
    assert with_reader.answer.confidence == without.answer.confidence
    assert with_reader.answer.answered == without.answer.answered
    assert not any(each.reading for each in with_reader.candidates)


def test_passages_in_other_languages_are_ranked_and_judged_as_without_a_reader(bundled: Library, reader: BundledReader):
    found = compared(bundled, QUESTION, foreign=range(12))
    terms = found.hits.searched.weighted
    unread = read(bundled, reader, found)
    assert not any(each.reading for each in unread.candidates)

    def order(candidates: Collection) -> list[int]:
        return [each.stored.id for each in sorted(candidates, key=lambda each: -each.evidence(terms))]

    assert order(unread.candidates) == order(found.candidates)
    for candidate in unread.candidates:
        assert ReadingJudge().confidence(terms, candidate) == LogisticJudge().confidence(terms, candidate)


def test_a_question_of_unknown_language_is_read(bundled: Library):
    assert any(each.reading for each in bundled.rank("Tambora 1815", access=UNLIMITED).candidates)


def test_a_reader_of_every_language_reads_every_passage(bundled: Library, reader: BundledReader):
    polyglot = copy(reader)
    polyglot.languages = None
    found = read(bundled, polyglot, compared(bundled, QUESTION, foreign=set()))
    assert found.candidates[0].reading is not None
    assert all(each.imputed is None for each in found.candidates)


def test_a_passage_in_the_language_of_the_question_comes_before_one_in_another(bundled: Library, reader: BundledReader):
    found = read(bundled, reader, compared(bundled, QUESTION, foreign={0}))
    foreign, terms = found.candidates[0], found.hits.searched.weighted
    assert foreign.imputed is not None
    here = replace(foreign, asked_in=frozenset())
    assert foreign.evidence(terms) < here.evidence(terms)


def test_nothing_reads_a_passage_in_another_language_than_the_question(bundled: Library, reader: BundledReader):
    polyglot = copy(reader)
    polyglot.languages = None
    found = read(bundled, polyglot, compared(bundled, QUESTION, foreign={0, 1}))
    assert all(found.candidates[at].reading is None for at in (0, 1))
    assert all(found.candidates[at].imputed is not None for at in (0, 1))
