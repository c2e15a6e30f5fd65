"""Follow-ups, duplicates, fusion: decisions that need no library."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.catalog.records import StoredDocument
from retrieval.indexes.analyser import Analyser
from retrieval.indexes.entries import Entry
from retrieval.indexes.index import Hit, Scope
from retrieval.indexes.lexical import LexicalIndex
from retrieval.indexes.rarity import ENTRIES_TO_TELL, inverse_document_frequency, smoothed_idf
from retrieval.search.duplicates import distinct
from retrieval.search.query import Filter
from retrieval.search.ranking import fuse
from retrieval.search.wording.followups import in_context
from retrieval.search.wording.terms import weigh_terms

TEXT = (
    "The ferry to Hull leaves Rotterdam at 21:00 and carries 600 passengers and 250 cars across the sea at night, "
    "while smaller boats wait inside harbour walls until morning brings calmer water, better light, fresh crews, "
    "cheap fuel and enough travellers for another crossing."
)
"""Long enough that one word more or less leaves nine in ten the same."""


@pytest.fixture(scope="module")
def analyser():
    return Analyser()


def is_duplicate(text: str, context: str = "", better_context: str = "") -> bool:
    return len(distinct([(TEXT, better_context), (text, context)], 2)) == 1


def test_passage_contained_in_a_better_one_is_a_duplicate():
    assert is_duplicate("carries 600 passengers and 250 cars")
    assert is_duplicate(TEXT.upper().replace(" ", "\n"))


def test_the_same_words_under_another_question_are_no_duplicate():
    assert not is_duplicate(TEXT, "Can I bring a dog?", "Can I bring a bicycle?")
    assert is_duplicate(TEXT, "Can I bring a dog?", "can I bring a dog")


@pytest.mark.parametrize(
    ("old", "new"), [("600", "700"), ("leaves", "never leaves"), ("Hull", "Harwich"), ("at night", "not at night")]
)
def test_another_number_name_or_negation_is_never_a_duplicate(old, new):
    assert not is_duplicate(TEXT.replace(old, new))


def test_a_longer_passage_is_no_duplicate_of_the_part_it_contains():
    assert not is_duplicate(TEXT + " Dogs travel in a kennel on deck nine.")


@given(st.lists(st.text(max_size=40), max_size=8), st.integers(1, 5))
def test_distinct_keeps_order_and_the_best_of_equals(texts, most):
    kept = distinct([(text, "") for text in texts], most)
    assert kept == sorted(set(kept))
    assert len(kept) <= most
    assert not texts or kept[0] == 0


@pytest.mark.parametrize(
    "question",
    ["and how many of them were foreigners?", "What about Norway?", "why?", "Where was it built?", "since when"],
)
def test_question_that_leans_on_the_one_before_is_searched_with_it(analyser, question):
    assert in_context(question, ["Who built the Eddystone lighthouse?"], analyser.terms) == (
        f"Who built the Eddystone lighthouse? {question}"
    )


def test_question_that_stands_alone_is_searched_alone(analyser):
    question = "Which harbour did the Mayflower leave from?"
    assert in_context(question, ["Who built the Eddystone lighthouse?"], analyser.terms) == question
    assert in_context("and why?", [], analyser.terms) == "and why?"


def test_chain_of_follow_ups_reaches_back_to_its_subject(analyser):
    history = ["Who built the Eddystone lighthouse?", "When was it finished?"]
    assert in_context("and by whom?", history, analyser.terms).startswith("Who built the Eddystone lighthouse?")


def test_words_with_points_signs_and_accents_are_one_term(analyser):
    text = "The U.S. Army's C++ café at AT&T paid $3.5 million to O’Brien"
    assert analyser.terms(text) == ["us", "armi", "c++", "cafe", "at&t", "paid", "3.5", "million", "o'brien"]


def test_a_term_that_is_asked_for_twice_counts_twice():
    index = LexicalIndex(None)
    index.update(1, (), [Entry(1, 1, "An eel swims."), Entry(2, 1, "A clock runs."), Entry(3, 2, "An eel, a clock.")])
    once = {hit.id: hit.score for hit in index.search(["eel", "clock"], 3)}
    twice = {hit.id: hit.score for hit in index.search(["eel", "clock", "eel"], 3)}
    assert twice == pytest.approx({1: 2 * once[1], 2: once[2], 3: 1.5 * once[3]})
    assert weigh_terms("", ["eel", "clock", "eel"], index.document_frequency, 3).max_bm25 == pytest.approx(
        1.5 * weigh_terms("", ["eel", "clock"], index.document_frequency, 3).max_bm25
    )


@pytest.mark.parametrize("documents", [2, 200])
def test_only_entries_of_documents_that_are_named_are_found(documents: int):
    index = LexicalIndex(None)
    index.update(1, (), [Entry(i, i // 2, f"Eel number {i}.") for i in range(1000)])
    among = list(range(0, 2 * documents, 2))
    assert {hit.id // 2 for hit in index.search(["eel"], 1000, Scope(documents=among))} == set(among)


def test_passages_that_one_leg_missed_are_ranked_by_the_other():
    ranked = fuse([Hit(1, 0.6), Hit(2, 0.5)], [Hit(3, 4.0), Hit(2, 2.0)], lambda ids: np.array([0.1] * len(ids)), 10.0)
    assert ranked == [Hit(2, 0.7), Hit(1, 0.6), Hit(3, 0.5)]


@given(st.dictionaries(st.text(min_size=1, max_size=5), st.integers(0, 100), max_size=6), st.integers(0, 100))
def test_coverage_is_a_share_and_rarer_terms_weigh_more(frequencies, passages):
    question = weigh_terms("", list(frequencies), frequencies.__getitem__, passages)
    assert question.coverage(frozenset()) == 0
    assert question.coverage(frozenset(frequencies)) == pytest.approx(1.0 if frequencies else 0.0)
    ordered = sorted(frequencies, key=lambda term: frequencies[term])
    weights = [question.weights[term] for term in ordered]
    assert weights == sorted(weights, reverse=True)


@pytest.mark.parametrize(
    ("only", "admitted"),
    [
        (Filter("news/*"), True),
        (Filter("NEWS"), True),
        (Filter("*.txt"), True),
        (Filter("report.txt"), True),
        (Filter("guides/*"), False),
        (Filter(since="2026-01-31"), True),
        (Filter(since="2026-02"), False),
        (Filter(until="2026"), True),
        (Filter(until="2026-01-30"), False),
    ],
)
def test_filter_admits_by_path_and_date(only, admitted):
    document = StoredDocument(1, "news/report.txt", "", "", "report", None, "2026-01-31", None, None, 3)
    assert only.admits(document) is admitted


def test_documents_without_a_date_are_left_out_when_dates_are_asked_for():
    document = StoredDocument(1, "a.txt", "", "", "a", None, None, None, None, 3)
    assert not Filter(since="1900").admits(document)
    assert not Filter(until="2999").admits(document)


@given(st.integers(1, 3000), st.integers(0, 3000))
def test_a_term_weighs_less_the_more_entries_have_it_in_an_index_of_any_size(entries, n):
    n = min(n, entries)
    assert smoothed_idf(entries, n) > 0
    assert n == 0 or smoothed_idf(entries, n - 1) > smoothed_idf(entries, n)
    if entries >= ENTRIES_TO_TELL:
        assert smoothed_idf(entries, n) == inverse_document_frequency(entries, n)


def test_words_that_a_small_library_lacks_weigh_little_more_than_those_it_has():
    """A question about an article has its subject, which stands everywhere in it, and words of its own."""
    everywhere, lacking = smoothed_idf(30, 20), smoothed_idf(30, 0)
    assert lacking < 2 * everywhere
    assert inverse_document_frequency(30, 0) > 8 * inverse_document_frequency(30, 20)


def test_scores_and_their_bound_agree_in_a_small_index():
    index = LexicalIndex(None)
    index.update(1, (), [Entry(1, 1, "eel"), Entry(2, 1, "clock"), Entry(3, 2, "eel clock")])
    terms = ["eel", "clock", "boat"]
    highest = weigh_terms("", terms, index.document_frequency, 3).max_bm25
    assert all(0 < hit.score <= highest for hit in index.search(terms, 3))
