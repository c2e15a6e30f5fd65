"""One line turns a gold file into tests that say what went wrong."""

from __future__ import annotations

import json

import pytest

from .samples import write_seeds

pytest_plugins = ["pytester"]

GOLD = [
    {"question": "Where do European eels spawn?", "expect": ["Sargasso Sea"]},
    {"question": "How many eels were tagged in 2020?", "expect": ["removed on 8 September"], "history": ["Hello"]},
    {"question": "Who won the football world cup in 1974?", "answerable": False},
]


@pytest.fixture
def project(pytester: pytest.Pytester, loaded: None) -> pytest.Pytester:  # noqa: ARG001
    """A folder with seeds and a gold file of three questions, of which the second must fail."""
    write_seeds(pytester.path / "seeds")
    (pytester.path / "gold.jsonl").write_text("\n".join(map(json.dumps, GOLD)))
    return pytester


def run(project: pytest.Pytester, options: str, *arguments: str) -> pytest.RunResult:
    project.makepyfile(
        f'from retrieval.evaluation.pytest_plugin import gold_tests\ntest_gold = gold_tests("gold.jsonl"{options})\n'
    )
    return project.runpytest_inprocess("-p", "no:asyncio", "-rxX", *arguments)


def test_each_question_is_a_test_and_a_failure_explains_itself(project: pytest.Pytester) -> None:
    result = run(project, "", "-v")
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(
        [
            "*::test_gold[[]Where do European eels spawn?] PASSED*",
            "*'How many eels were tagged in 2020?': found, but not quoted (ranked *, dense *, words *)",
            "*asked before it: 'Hello'",
            "*expected: 'removed on 8 September'",
            "*quoted at *%, eels.md:9: 'About 400 eels*",
        ]
    )


def test_known_failures_are_expected_and_the_list_stays_true(project: pytest.Pytester) -> None:
    known = ', known_failures=["How many eels were tagged in 2020?"]'
    run(project, known).assert_outcomes(passed=2, xfailed=1)
    (project.path / "gold.jsonl").write_text(json.dumps({**GOLD[1], "expect": ["About 400 eels"]}))
    result = run(project, known)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*XPASS(strict)*a known failure*"])


def test_with_limits_only_these_count(project: pytest.Pytester) -> None:
    run(project, ', floor={"hit@1": 0.5, "refused": 1, "ece": 0.9}').assert_outcomes(passed=5, xfailed=1)
    result = run(project, ', floor={"hit@1": 0.75}')
    result.assert_outcomes(passed=2, failed=1, xfailed=1)
    result.stdout.fnmatch_lines(["hit@1 is 0.5000; the limit is hit@1 >= 0.75"])


def test_the_library_may_come_from_a_fixture(project: pytest.Pytester) -> None:
    project.makeconftest(
        "import pytest\nfrom retrieval import Library\n"
        "@pytest.fixture(scope='session')\n"
        "def documents(tmp_path_factory):\n"
        "    with Library.open('seeds', tmp_path_factory.mktemp('index')) as library:\n"
        "        library.sync()\n        yield library\n"
    )
    run(project, ', library="documents"', "-p", "no:cacheprovider").assert_outcomes(passed=2, failed=1)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (', known_failures=["Who?"]', "no question 'Who?'"),
        (', floor={"hit@2": 1}', "no figure 'hit@2'"),
    ],
)
def test_mistakes_are_said_when_tests_are_collected(project: pytest.Pytester, options: str, words: str) -> None:
    result = run(project, options)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([f"*GoldError*{words}*"])


def test_a_missing_gold_file_is_said(project: pytest.Pytester) -> None:
    (project.path / "gold.jsonl").unlink()
    run(project, "").stdout.fnmatch_lines(["*GoldError: There is no gold file gold.jsonl*"])
