"""A gold file → tests, by one line in a test module:

    from retrieval.evaluation.pytest_plugin import gold_tests

    test_gold = gold_tests("tests/gold/bundled.jsonl")

Every question is a test; one that fails says what was expected, what was quoted, and at which rank each index had the
answer. Nothing needs to be registered, and nothing is downloaded.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from retrieval.errors import GoldError
from retrieval.evaluation.asking import evaluate
from retrieval.evaluation.figures import FIGURES, values_of
from retrieval.evaluation.gold import GoldQuestion, load_gold
from retrieval.evaluation.results import Result, Run
from retrieval.library import Library
from retrieval.reader import BUNDLED
from retrieval.search.query import MAX_QUOTES

_RUNS = pytest.StashKey[dict[tuple[object, ...], Run]]()


@dataclass(frozen=True, slots=True)
class _Limit:
    """A figure and the value that it must reach, or must not exceed when less is better."""

    figure: str
    value: float

    def __str__(self) -> str:
        return f"{self.figure} {'>=' if FIGURES[self.figure].better >= 0 else '<='} {self.value:g}"

    def check(self, results: Sequence[Result]) -> str:
        """Return what is wrong, or nothing."""
        measured = values_of(results)[self.figure]
        is_kept = measured >= self.value if FIGURES[self.figure].better >= 0 else measured <= self.value
        return "" if is_kept else f"{self.figure} is {measured:.4f}; the limit is {self}"


@dataclass(frozen=True, slots=True)
class _Asker:
    """Asks all questions of a gold file, once in a session: those of a fixture's library, or of one opened here."""

    gold: Path
    questions: Sequence[GoldQuestion]
    fixture: str | None
    seeds: Path
    index: Path | None
    model: str | None
    reader: str
    quotes: int

    def run(self, request: pytest.FixtureRequest) -> Run:
        runs = request.config.stash.setdefault(_RUNS, {})
        key = (self.gold, self.fixture, self.seeds, self.index, self.model, self.reader, self.quotes)
        if key not in runs:
            if self.fixture is not None:
                runs[key] = self._ask(request.getfixturevalue(self.fixture))
            else:
                index = self.index or self._cached(request)
                with Library.open(self.seeds, index, self.model, reader=self.reader) as library:
                    library.sync()
                    runs[key] = self._ask(library)
        return runs[key]

    def _ask(self, library: Library) -> Run:
        return evaluate(library, self.questions, quotes=self.quotes, gold=self.gold.name)

    def _cached(self, request: pytest.FixtureRequest) -> Path:
        """Return the folder that keeps the index from one session to the next, in pytest's cache."""
        cache = getattr(request.config, "cache", None)
        name = hashlib.sha256(f"{self.seeds.resolve()}\0{self.model}".encode()).hexdigest()[:16]
        if cache is None:
            factory: pytest.TempPathFactory = request.getfixturevalue("tmp_path_factory")
            return factory.mktemp("quoth") / name
        return Path(cache.mkdir("quoth")) / name


def gold_tests(
    gold: Path | str,
    *,
    floor: Mapping[str, float] | None = None,
    known_failures: Collection[str] = (),
    library: str | None = None,
    seeds: Path | str = "seeds",
    index: Path | str | None = None,
    model: str | None = None,
    reader: str = BUNDLED,
    quotes: int = MAX_QUOTES,
) -> Callable[..., None]:
    """Return a test function with one case for each question of a gold file, and one for each limit.

    gold: the file; a relative path is looked for in the current folder and from the test module's folder upwards.
    floor: figure (see ``figures.FIGURES``) → the lowest value that it may have over all questions, or the highest when
    less is better. With limits, only these count: a question that fails is reported as an expected failure.
    known_failures: questions, or their ids, that are allowed to fail; one that no longer fails is a failure, so that
    the list stays true. library: the name of a fixture that gives a synced ``Library``. Without it, a library of the
    folder ``seeds`` (looked for as ``gold`` is) is opened with ``model`` and ``reader`` (see ``Library.open``) and
    synced; its index is kept in ``index`` or in pytest's cache.

    Raises GoldError when the file cannot be used, when a limit is not for a figure, or when a known failure is not a
    question of the file.
    """
    base, path = _found(Path(gold), Path(sys._getframe(1).f_globals.get("__file__", ".")))
    questions = load_gold(path)
    strange = set(known_failures) - {question.id for question in questions} - {q.question for q in questions}
    if strange:
        raise GoldError(
            f"{path} has no question {min(strange)!r}",
            "take it out of known_failures",
            path=path,
            found=min(strange),
        )
    for name in floor or {}:
        if name not in FIGURES:
            raise GoldError(
                f"There is no figure {name!r} to set a limit for", f"choose from {', '.join(FIGURES)}", found=name
            )
    asker = _Asker(path, questions, library, base / seeds, Path(index) if index else None, model, reader, quotes)
    limits = [_Limit(name, value) for name, value in (floor or {}).items()]
    known = pytest.mark.xfail(reason="a known failure", strict=True)
    cases = [pytest.param(each, id=str(each)) for each in limits]
    cases += [
        pytest.param(q, id=q.id, marks=[known] if {q.id, q.question} & set(known_failures) else []) for q in questions
    ]

    @pytest.mark.parametrize("case", cases)
    def test(request: pytest.FixtureRequest, case: GoldQuestion | _Limit) -> None:
        results = asker.run(request).results
        if isinstance(case, _Limit):
            if wrong := case.check(results):
                pytest.fail(wrong, pytrace=False)
            return
        result = next(result for result in results if result.id == case.id)
        if result.failure is None:
            return
        if limits:
            pytest.xfail(f"{result.why()}; only the limits count here")
        pytest.fail(explained(result), pytrace=False)

    return test


def explained(result: Result) -> str:
    """Return what went wrong with one question, on several lines: what was expected, what was quoted, the ranks."""
    lines = [f"{result.question!r}: {result.why()}"]
    lines += [f"  asked before it: {turn!r}" for turn in result.history]
    if result.answerable:
        lines += [f"  expected: {piece!r}" for piece in result.expected]
        lines += [f"  ranks: {result.ranks()}"] if result.failure == "refused" else []
    else:
        lines.append("  expected: that the sources do not say")
    verb = "quoted" if result.answered else "would have quoted"
    for quote in result.quoted:
        place = f"{quote.document}:{quote.line}" if quote.line is not None else quote.document
        lines.append(f"  {verb} at {quote.score:.0%}, {place}: {quote.text!r}")
        lines += [f"    above it: {each.text!r}" for each in quote.above]
    return "\n".join(lines)


def _found(path: Path, module: Path) -> tuple[Path, Path]:
    """Return the folder that a relative path starts from, and the file."""
    if path.is_absolute():
        return Path.cwd(), path
    for folder in (Path.cwd(), *module.resolve().parents):
        if (folder / path).is_file():
            return folder, folder / path
    start = module.resolve().parent
    raise GoldError(
        f"There is no gold file {path} in {Path.cwd()}, nor in {start} or above it",
        path=path,
        found=f"{Path.cwd()}, {start}",
    )
