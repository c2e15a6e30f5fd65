"""Every measure is what its definition says: by hand on small cases, and against a naive reading of it on any."""

from __future__ import annotations

import math
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval import Library
from retrieval.errors import QuothError
from retrieval.evaluation.abstention import aurc, auroc, calibration_error, curve
from retrieval.evaluation.figures import FIGURES, coverage_curve, differences, measure, values_of
from retrieval.evaluation.per_question import HITS, RECALLS, ranking_values, token_score
from retrieval.evaluation.sources import Sources
from retrieval.evaluation.targets import Region

from .samples import made, made_quote

ITEMS = st.sampled_from([f"d{n}" for n in range(14)])
JUDGED = st.dictionaries(ITEMS, st.integers(1, 3), min_size=1, max_size=6)
RUN = st.lists(ITEMS, unique=True, max_size=14)
CONFIDENCES = st.lists(
    st.tuples(st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.5001, 0.9, 1.0]), st.booleans()), min_size=1, max_size=12
)


def naive(grades: dict[str, int], items: list[str]) -> dict[str, float]:
    gains = [grades.get(item, 0) for item in items]
    ideal = sorted(grades.values(), reverse=True)
    discounted = [sum(g / math.log2(n + 2) for n, g in enumerate(each[:10])) for each in (gains, ideal)]
    first = next((n for n, gain in enumerate(gains, start=1) if gain), None)
    return {
        **{f"hit@{k}": float(any(gains[:k])) for k in HITS},
        **{f"recall@{k}": sum(gain > 0 for gain in gains[:k]) / len(grades) for k in RECALLS},
        "mrr@10": 1 / first if first and first <= 10 else 0.0,
        "ndcg@10": discounted[0] / discounted[1],
    }


@given(st.lists(st.tuples(JUDGED, RUN), min_size=1, max_size=4))
def test_rankings_are_measured_as_defined(cases: list[tuple[dict[str, int], list[str]]]) -> None:
    found = ranking_values(
        {str(n): grades for n, (grades, _) in enumerate(cases)}, {str(n): run for n, (_, run) in enumerate(cases)}
    )
    for n, (grades, run) in enumerate(cases):
        assert found[str(n)] == pytest.approx(naive(grades, run), abs=1e-9)


def test_ranking_measures_by_hand() -> None:
    found = ranking_values({"q": {"a": 2, "b": 1}}, {"q": ["x", "b", "y", "a"]})["q"]
    assert (found["hit@1"], found["hit@3"], found["recall@3"], found["recall@5"]) == (0, 1, 0.5, 1)
    assert found["mrr@10"] == 0.5
    dcg, ideal = 1 / math.log2(3) + 2 / math.log2(5), 2 + 1 / math.log2(3)
    assert found["ndcg@10"] == pytest.approx(dcg / ideal)


def test_a_question_without_hits_counts_as_nothing_found() -> None:
    assert ranking_values({"q": {"a": 1}}, {})["q"]["hit@5"] == 0
    assert ranking_values({"q": {"a": 1}}, {"q": []})["q"]["ndcg@10"] == 0


def arrays(cases: list[tuple[float, bool]]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([c for c, _ in cases]), np.array([float(right) for _, right in cases])


def naive_auroc(cases: list[tuple[float, bool]]) -> float:
    pairs = [(up, down) for up, yes in cases for down, no in cases if yes and not no]
    return sum((up > down) + (up == down) / 2 for up, down in pairs) / len(pairs) if pairs else float("nan")


def naive_aurc(cases: list[tuple[float, bool]]) -> float:
    total = 0.0
    for confidence, _ in cases:
        answered = [right for c, right in cases if c >= confidence]
        total += 1 - sum(answered) / len(answered)
    return total / len(cases)


def naive_ece(cases: list[tuple[float, bool]]) -> float:
    total = 0.0
    for bin_ in range(10):
        inside = [(c, right) for c, right in cases if bin_ / 10 <= c < (bin_ + 1) / 10 or (bin_ == 9 and c == 1)]
        if inside:
            gap = sum(c for c, _ in inside) / len(inside) - sum(right for _, right in inside) / len(inside)
            total += len(inside) / len(cases) * abs(gap)
    return total


@given(CONFIDENCES)
def test_abstention_is_measured_as_defined(cases: list[tuple[float, bool]]) -> None:
    ones = np.ones(len(cases))
    assert auroc(*arrays(cases))(ones) == pytest.approx(naive_auroc(cases), nan_ok=True)
    assert aurc(*arrays(cases))(ones) == pytest.approx(naive_aurc(cases))
    assert calibration_error(*arrays(cases))(ones) == pytest.approx(naive_ece(cases))


@given(st.lists(st.tuples(CONFIDENCES.map(lambda c: c[0]), st.integers(0, 3)), min_size=1, max_size=8))
def test_a_weight_is_how_often_a_question_counts(weighted: list[tuple[tuple[float, bool], int]]) -> None:
    cases = [case for case, _ in weighted]
    repeated = [case for case, times in weighted for _ in range(times)]
    weights = np.array([float(times) for _, times in weighted])
    if not repeated:
        return
    for figure in (auroc, aurc, calibration_error):
        here, there = figure(*arrays(cases))(weights), figure(*arrays(repeated))(np.ones(len(repeated)))
        assert here == pytest.approx(there, nan_ok=True)


def test_the_curve_by_hand() -> None:
    points = curve(np.array([0.9, 0.8, 0.8, 0.1]), np.array([1.0, 0.0, 1.0, 0.0]))
    assert points == [(0.9, 0.25, 1.0), (0.8, 0.75, pytest.approx(2 / 3)), (0.1, 1.0, 0.5)]


def test_the_curve_of_many_questions_is_thinned_and_ends_where_all_are_answered() -> None:
    results = [made(str(n), confidence=n / 1000, right=n >= 500) for n in range(1000)]
    points = coverage_curve(results)
    assert len(points) == 100
    assert points[-1] == (0.0, 1.0, 0.5)
    assert len(coverage_curve(results[:7])) == 7
    assert coverage_curve(results[:151])[-1].coverage == 1
    assert coverage_curve([]) == []


def test_figures_by_hand() -> None:
    quoted = (made_quote(), made_quote(verbatim=False))
    results = [
        made(
            "a",
            confidence=0.9,
            values={"hit@1": 1.0, "answered": 1.0, "characters": 100.0, "characters_above": 40.0},
            quoted=quoted,
        ),
        made(
            "b",
            confidence=0.6,
            right=False,
            first=False,
            values={"hit@1": 0.0, "answered": 1.0, "characters": 300.0, "characters_above": 0.0},
        ),
        made("c", confidence=0.2, answered=False, values={"hit@1": 1.0, "answered": 0.0}),
        made("d", confidence=0.7, answerable=False, right=None, first=None, values={"refused": 0.0}),
        made("e", confidence=0.1, answerable=False, answered=False, right=None, first=None, values={"refused": 1.0}),
    ]
    values = values_of(results)
    assert values["hit@1"] == pytest.approx(2 / 3)
    assert values["answered"] == pytest.approx(2 / 3)
    assert (values["refused"], values["abstention_precision"], values["abstention_f1"]) == (0.5, 0.5, 0.5)
    assert (values["coverage"], values["accuracy"]) == (0.6, pytest.approx(1 / 3))
    assert values["auroc"] == pytest.approx(4 / 6)
    assert (values["characters"], values["characters_above"], values["verbatim"]) == (200, 20, 0.5)
    assert (values["latency_ms_p50"], values["latency_ms_p95"]) == (5, 5)
    assert math.isnan(values["token_recall"])
    assert list(values) == list(FIGURES)


def test_nothing_is_measured_of_what_is_not_there() -> None:
    assert set(measure([]).values()) == {None}
    only_answerable = measure([made(values={"answered": 1.0})], draws=20)
    assert only_answerable["auroc"] is None
    assert only_answerable["abstention_f1"] is None
    assert only_answerable["refused"] is None


def test_intervals_are_those_of_the_bootstrap_and_always_the_same() -> None:
    results = [made(str(n), values={"hit@1": float(n % 4 > 0)}) for n in range(200)]
    figure = measure(results)["hit@1"]
    assert figure is not None
    assert figure.value == 0.75
    error = math.sqrt(0.75 * 0.25 / 200)  # of a mean of independent draws
    assert figure.low == pytest.approx(0.75 - 1.96 * error, abs=0.012)
    assert figure.high == pytest.approx(0.75 + 1.96 * error, abs=0.012)
    assert measure(results)["hit@1"] == figure
    sure = measure([made(str(n), values={"hit@1": 1.0}) for n in range(9)])["hit@1"]
    assert sure == (1, 1, 1)


def test_differences_are_paired() -> None:
    there = [made(str(n), values={"hit@1": float(n % 2)}) for n in range(100)]
    here = [made(str(n), values={"hit@1": float(n % 2 or n % 10 == 0)}) for n in range(100)]
    change = differences(here, there)["hit@1"]
    assert change is not None
    assert change.value == pytest.approx(0.1)
    assert 0.04 < change.low < change.high < 0.17  # unpaired it would reach below zero
    assert differences(there, there)["hit@1"] == (0, 0, 0)


@settings(max_examples=30)
@given(st.data())
def test_token_scores_count_words_and_signs(small: Library, data: st.DataObject) -> None:
    sources = Sources(small)
    text = sources.text("pump.txt")
    spans = st.tuples(st.integers(0, len(text) - 1), st.integers(1, len(text))).map(
        lambda pair: (min(pair), max(pair) + (pair[0] == pair[1]))
    )
    wanted, said = data.draw(spans), data.draw(spans)
    quote = made_quote(text[slice(*said)], document="pump.txt", start=said[0], end=said[1])
    score = token_score([[Region("pump.txt", *wanted)]], [quote], sources)  # type: ignore[list-item]
    tokens, at = [], 0
    for word in text.replace(".", " .").split():
        at = text.index(word, at)
        tokens.append((at, at + len(word)))
        at += len(word)
    first = {t for t in tokens if t[0] < wanted[1] and wanted[0] < t[1]}
    second = {t for t in tokens if t[0] < said[1] and said[0] < t[1]}
    if first and second:
        common = len(first & second)
        assert score == pytest.approx((common / len(first), common / len(second), common / len(first | second)))
    else:
        assert score == (0, 0, 0)


def test_without_ir_measures_one_sentence_names_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ir_measures", None)
    with pytest.raises(QuothError, match="pip install ir-measures"):
        ranking_values({}, {})


def test_the_evaluation_package_can_be_imported_without_what_only_measuring_needs() -> None:
    code = (
        "import sys\n"
        "for name in ('ir_measures', 'pytrec_eval', 'matplotlib', 'pytest'): sys.modules[name] = None\n"
        "import retrieval.evaluation, retrieval.evaluation.report, retrieval.evaluation.report.projecting\n"
        "print('torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
