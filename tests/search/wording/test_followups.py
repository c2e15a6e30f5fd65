"""A question is searched for with the one before it only where it leans on that."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from retrieval import UNLIMITED, Library
from retrieval.indexes.analyser import Analyser
from retrieval.indexes.index import WHOLE_INDEX
from retrieval.search.analysis import analyse
from retrieval.search.query import Query
from retrieval.search.wording.followups import in_context

Open = Callable[..., Library]


@pytest.mark.parametrize(
    "question",
    [
        "Who removed the handle of the pump that spread cholera?",
        "Is there a record that Voyager carries?",
        "Which clock was the one that won the longitude prize?",
    ],
)
def test_relative_pronouns_do_not_make_a_follow_up(question: str) -> None:
    assert in_context(question, ["How far away could people hear Krakatoa?"], Analyser().terms) == question


def test_three_thousand_turns_are_no_deeper_than_one() -> None:
    assert in_context("why?", ["Who built the lighthouse?"] + ["why?"] * 3000, Analyser().terms).startswith("Who built")


def test_a_follow_up_about_something_else_need_not_name_the_earlier_code(bundled: Library) -> None:
    def required(question: str) -> list[bool]:
        query = Query(question, history=("What does error QX-4411 mean?",), access=UNLIMITED)
        with bundled._current() as (_, generation):
            ((searched, _),) = analyse(generation, bundled.encoder, [query], {query.reach: WHOLE_INDEX})
        return [each.required for each in searched.weighted.exactly.identifiers]

    assert required("And the lighthouse?") == [False]
    assert required("Why does it happen?") == [True]
    assert required("why?") == [True]
