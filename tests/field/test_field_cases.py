"""Documents of the kinds that people put on a Discord server are answered from as a person would read them.

``cases/NAME/docs`` are the documents, ``cases/NAME/expected.json`` the questions, whose keys ``judging.Expected``
explains. ``python -m tests.field.score`` counts what is right.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from retrieval import Library
from retrieval.parsing.workers.pool import ParsingPool
from tests.field.asking import CASES, FieldLibraries, case_names, lay_out
from tests.field.judging import load_expected


@pytest.fixture(scope="module")
def libraries(keep_library: Callable[..., Library], tmp_path_factory: pytest.TempPathFactory) -> FieldLibraries:
    return FieldLibraries(keep_library, tmp_path_factory.mktemp("field"))


FLOORS = {
    "about": 0.9, "clause": 0.9, "code": 0.9, "date": 0.9, "faq": 0.68, "interview": 0.5, "line": 0.7, "list": 0.75,
    "not": 0.6, "table": 0.9, "typing": 0.8, "years": 0.8,
}  # fmt: skip
"""The share of right answers, by kind, below which something is broken. ``python -m tests.field.score`` says which
questions are wrong, and what was shown instead."""

MAX_WRONG = 0.11
"""At most this share of all questions is answered wrongly; the others that are not right are refused."""


@pytest.mark.slow
def test_documents_of_every_kind_are_answered_from_as_a_person_reads_them(libraries: FieldLibraries) -> None:
    asked, faulty = Counter[str](), Counter[str]()
    found: list[str] = []
    wrong = 0
    for name in case_names():
        number, faults = libraries.faults(name)
        kind = name.partition("-")[0]
        asked[kind] += number
        faulty[kind] += len(faults)
        wrong += sum(fault.kind == "answered wrongly" for fault in faults)
        found += [f"{name}: {fault}" for fault in faults]
    shares = {kind: 1 - faulty[kind] / number for kind, number in asked.items()}
    below = {kind: round(share, 3) for kind, share in shares.items() if share < FLOORS[kind]}
    if below or wrong > MAX_WRONG * asked.total():
        pytest.fail(f"below the floor: {below}; {wrong} answered wrongly\n" + "\n".join(found), pytrace=False)


@pytest.mark.parametrize("name", case_names())
def test_every_expected_piece_stands_in_a_document_of_its_case(name, seeds, pool: ParsingPool) -> None:
    lay_out(name, seeds)
    texts = [pool.parse(seeds, path.name).content.text for path in sorted(seeds.iterdir())]
    flat = [" ".join(text.split()) for text in texts]

    def stands(piece: str) -> bool:
        return any(" ".join(piece.split()) in text for text in flat)

    for expected in load_expected(CASES / name / "expected.json"):
        assert not expected.expect or any(map(stands, expected.expect)), expected
        assert all(map(stands, (*expected.mark, *expected.not_marked, *expected.answer))), expected


def test_a_third_of_the_questions_is_to_be_refused() -> None:
    expected = [each for name in case_names() for each in load_expected(CASES / name / "expected.json")]
    share = sum(not each.answerable for each in expected) / len(expected)
    assert 0.28 < share < 0.4, share
