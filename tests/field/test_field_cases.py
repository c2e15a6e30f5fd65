"""Documents of the kinds that people put on a Discord server are answered from as a person would read them.

``cases/NAME/docs`` are the documents, ``cases/NAME/expected.json`` the questions, whose keys ``judging.Expected``
explains. ``python -m tests.field.score`` counts what is right.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from retrieval import Library
from retrieval.parsing.workers.pool import ParsingPool
from tests.field.asking import CASES, FieldLibraries, case_names, lay_out
from tests.field.judging import load_expected


@pytest.fixture(scope="module")
def libraries(keep_library: Callable[..., Library], tmp_path_factory: pytest.TempPathFactory) -> FieldLibraries:
    return FieldLibraries(keep_library, tmp_path_factory.mktemp("field"))


@pytest.mark.slow
@pytest.mark.parametrize("name", case_names())
def test_case_is_answered_as_a_person_reads_it(libraries: FieldLibraries, name: str) -> None:
    asked, faults = libraries.faults(name)
    if faults:
        pytest.fail(f"{name}: {asked - len(faults)} of {asked} right\n" + "\n".join(map(str, faults)), pytrace=False)


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
