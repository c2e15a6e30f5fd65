"""A run remembers itself, and says when the next one is worse by more than chance explains."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from retrieval import UNLIMITED
from retrieval.errors import GoldError
from retrieval.evaluation import GoldQuestion, Run, compare, evaluate, load_run, run_as_dict
from retrieval.evaluation.figures import FIGURES
from retrieval.evaluation.per_question import RANKING_MEASURES, token_score
from retrieval.evaluation.sources import Sources
from retrieval.evaluation.targets import target
from retrieval.library import Library

from ..commands import Quoth
from .samples import made, made_run

NUMBER = {"type": ["number", "null"]}
RUN = {
    "type": "object",
    "properties": {
        "schema": {"const": 1},
        "gold": {"type": "string"},
        "level": {"enum": ["passage", "document"]},
        **{name: {"type": "integer"} for name in ("quotes", "documents", "passages", "questions", "answerable")},
        **{name: {"type": "number"} for name in ("threshold", "seconds")},
        "model": {"type": "string"},
        "reader": {"type": "string"},
        **dict.fromkeys(FIGURES, NUMBER),
        "intervals": {"type": "object", "additionalProperties": {"type": "array", "minItems": 2, "maxItems": 2}},
        "curve": {"type": "array", "items": {"type": "array", "minItems": 3, "maxItems": 3}},
        "legs": {"type": "object", "required": ["dense", "lexical"]},
        "problems": {"type": "array"},
        "results": {
            "type": "array",
            "items": {
                "type": "object",
                "required": [
                    "id", "question", "history", "answerable", "expected", "answered", "confidence", "elapsed_ms",
                    "right", "first", "failure", "rank", "dense_rank", "lexical_rank", "values", "legs", "quoted",
                ],
            },
        },
    },
    "additionalProperties": False,
}  # fmt: skip
RUN["required"] = list(RUN["properties"])  # type: ignore[call-overload]

GOLD = [
    {"question": "Where do European eels spawn?", "expect": ["Sargasso Sea"]},
    {"question": "How many eels were tagged in 2020?", "expect": ["About 400 eels"]},
    {"question": "Where does the night train go?", "expect": ["Vienna"]},
    {"question": "Who won the football world cup in 1974?", "answerable": False},
]


@pytest.fixture
def printed(quoth: Quoth, tmp_path: Path) -> dict[str, object]:
    """What ``quoth eval gold.jsonl --json`` prints; it is in run.json, too."""
    (tmp_path / "gold.jsonl").write_text("\n".join(map(json.dumps, GOLD)))
    quoth("sync")
    done = quoth("eval", "gold.jsonl", "--json")
    assert (done.status, done.err) == (0, "")
    (tmp_path / "run.json").write_text(done.out)
    return json.loads(done.out)


def test_the_json_has_the_shape_that_is_documented(printed: dict[str, object]) -> None:
    jsonschema.validate(printed, RUN)
    assert printed["hit@1"] == 1
    assert printed["verbatim"] == 1
    assert printed["intervals"]["hit@1"] == [1, 1]  # type: ignore[index]
    assert set(printed["legs"]["dense"]) == set(RANKING_MEASURES)  # type: ignore[index]


def test_every_name_in_the_json_is_explained() -> None:
    from retrieval.evaluation import run_json

    documented = run_json.__doc__ or ""
    for name in {*RUN["properties"], *RUN["properties"]["results"]["items"]["required"]} - set(FIGURES):  # type: ignore[index,misc]
        assert f"``{name}``" in documented
    assert all(kind.title and kind.description for kind in FIGURES.values())


def test_a_run_is_read_back_as_it_was(small: Library, tmp_path: Path) -> None:
    run = evaluate(
        small, [GoldQuestion("Where do European eels spawn?", ("Sargasso Sea",)), GoldQuestion("?!", ("x",))]
    )
    (tmp_path / "run.json").write_text(json.dumps(run_as_dict(run)))
    again = load_run(tmp_path / "run.json")
    assert again.problems == run.problems
    assert [(r.values, r.legs, r.quoted, r.confidence) for r in again.results] == [
        (r.values, r.legs, r.quoted, r.confidence) for r in run.results
    ]


def test_what_stands_above_a_quote_is_counted_by_itself_and_read_back(
    keep_library: Callable[..., Library], tmp_path: Path
) -> None:
    (tmp_path / "seeds").mkdir()
    rows = "".join(f"| Sealing ring {n}, black rubber | {n} euros |\n" for n in range(100, 160))
    (tmp_path / "seeds" / "parts.md").write_text(f"# Parts\n\n| Part | Price |\n|---|---|\n{rows}", encoding="utf-8")
    library = keep_library(tmp_path / "seeds", tmp_path / "index")
    library.sync()
    asked = GoldQuestion("What does sealing ring 151 of black rubber cost?", ("Sealing ring 151, black rubber",))
    run = evaluate(library, [asked], quotes=1)
    (quote,) = run.results[0].quoted
    assert [(each.kind, each.text) for each in quote.above] == [("header", "| Part | Price |")]
    assert quote.verbatim
    if run.results[0].answered:
        assert run.results[0].values["characters_above"] == len("| Part | Price |")
        assert run.results[0].values["characters"] == len(quote.text)
    sources, found = Sources(library), library.ask(asked.question, k=1, access=UNLIMITED)
    shown = found.quotes or found.nearest
    answers = target(asked, sources).answers
    bare = [replace(each, above=()) for each in shown]
    assert token_score(answers, shown, sources) == token_score(answers, bare, sources)
    assert token_score(answers, shown, sources).recall == run.results[0].values["token_recall"] == 1
    whole = json.loads(json.dumps(run_as_dict(run)))
    assert load_from(whole, tmp_path).results[0].quoted == run.results[0].quoted
    del whole["results"][0]["quoted"][0]["above"]
    del whole["results"][0]["values"]["characters_above"]
    older = load_from(whole, tmp_path)
    assert older.results[0].quoted[0].above == ()
    assert "characters_above" not in {change.name for change in compare(run, older).changes}


def load_from(whole: dict[str, object], folder: Path) -> Run:
    (folder / "saved.json").write_text(json.dumps(whole), encoding="utf-8")
    return load_run(folder / "saved.json")


def test_the_same_again_is_no_change_and_status_0(printed: dict[str, object], quoth: Quoth) -> None:  # noqa: ARG001
    done = quoth("eval", "gold.jsonl", "--baseline", "run.json")
    assert done.status == 0
    assert "Nothing is worse" in done.err
    assert "baseline" in done.out


def test_a_fall_beyond_the_noise_is_named_and_status_1(
    printed: dict[str, object], quoth: Quoth, tmp_path: Path
) -> None:
    for result in printed["results"]:  # type: ignore[attr-defined]
        result["values"] = {name: 2 * value for name, value in result["values"].items()}
    (tmp_path / "run.json").write_text(json.dumps(printed))
    done = quoth("eval", "gold.jsonl", "--baseline", "run.json")
    assert done.status == 1
    assert "hit@1 2.000 → 1.000" in done.err
    assert "latency" not in done.err
    done = quoth("eval", "gold.jsonl", "--baseline", "run.json", "--json")
    assert done.status == 1
    change = json.loads(done.out)["comparison"]["figures"]["hit@1"]
    assert change == {"here": 1, "there": 2, "difference": -1, "interval": [-1, -1], "verdict": "worse"}


def test_one_question_of_many_is_noise() -> None:
    there = [made(str(n), values={"hit@1": 1.0}) for n in range(40)]
    here = [made(str(n), values={"hit@1": float(n > 0)}) for n in range(40)]
    assert not compare(made_run(here), made_run(there)).worse
    here = [made(str(n), values={"hit@1": float(n > 9)}) for n in range(40)]
    assert [change.name for change in compare(made_run(here), made_run(there)).worse] == ["hit@1"]


def test_less_is_better_where_it_is_and_latency_guards_nothing() -> None:
    there = [made(str(n), confidence=0.95, elapsed_ms=1) for n in range(40)]
    here = [made(str(n), confidence=0.5, elapsed_ms=900) for n in range(40)]
    verdicts = {change.name: change.verdict for change in compare(made_run(here), made_run(there)).changes}
    assert verdicts["ece"] == "worse"
    assert verdicts["latency_ms_p50"] == "same"
    verdicts = {change.name: change.verdict for change in compare(made_run(there), made_run(here)).changes}
    assert verdicts["ece"] == "better"


def test_only_questions_with_the_same_gold_are_compared_and_it_is_said() -> None:
    here = made_run([made("a"), made("b"), made("c", expected=("new",))])
    there = made_run([made("a"), made("c"), made("d")])
    comparison = compare(here, there)
    assert (len(comparison.pairs), comparison.only_current, comparison.only_baseline) == (1, 2, 2)
    assert "1 questions that both" in comparison.note
    assert compare(here, here).note == ""
    with pytest.raises(GoldError, match="no question in common"):
        compare(here, made_run([made("z")]))


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"schema": 2}', '{"schema": 1, "results": [{}]}', "null"])
def test_a_baseline_that_is_something_else_is_one_sentence(quoth: Quoth, tmp_path: Path, content: str) -> None:
    (tmp_path / "run.json").write_text(content)
    done = quoth("eval", "gold.jsonl", "--baseline", "run.json")
    assert done.status == 2
    assert done.err.startswith("quoth: The baseline run.json")
    assert done.err.count("\n") == 1


def test_gold_that_cannot_be_met_is_said_beside_the_figures(quoth: Quoth, tmp_path: Path) -> None:
    (tmp_path / "gold.jsonl").write_text('{"question": "Where do eels spawn?", "expect": "Black Sea"}')
    quoth("sync")
    done = quoth("eval", "gold.jsonl", "--sample", "5")
    assert done.status == 0
    assert 'quoth: gold.jsonl, line 1: "Black Sea" does not occur in any document' in done.err
    assert "the gold file asks for something" in done.out


def test_an_index_folder_for_a_gold_file_is_an_error(quoth: Quoth, tmp_path: Path) -> None:
    (tmp_path / "gold.jsonl").write_text(json.dumps(GOLD[0]))
    done = quoth("eval", "gold.jsonl", "--index", "kept")
    assert done.status == 2
    assert "INDEX_DIR" in done.err
