"""One command makes the reader's weights of files in SQuAD's format, and goes on where it was cut off."""

from __future__ import annotations

import json
import logging
import random
import re
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest
import torch

from retrieval.encoding.model_files import ENGLISH_MODEL, find_model
from retrieval.encoding.sentence_transformer import SentenceTransformerEncoder
from retrieval.encoding.tokens import TOKENIZER_FILE, load_tokenizer
from retrieval.errors import GoldError, TrainingError
from retrieval.model import Passage
from retrieval.reader.bundled import ENGLISH, BundledReader
from retrieval.training import exporting, recipe, train
from retrieval.training.checkpoint import PROGRESS_FILE, WEIGHTS_FILE, read_weights
from retrieval.training.examples import Data, Example, Judged, Paragraph, read_examples, read_judged
from retrieval.training.foundation import FOR_ENGLISH, weights_at
from retrieval.training.groups.corrupting import corrupt
from retrieval.training.groups.drawing import Groups
from retrieval.training.mining import MinedPassages, mine
from retrieval.training.recipe import RECIPES, Recipe, TrainingRun, make_reader
from retrieval.training.train import Plan

EELS = "European eels spawn in the Sargasso Sea. In 2020 about 400 eels were tagged. Tesch followed 12 of them west."
CLOCKS = "John Harrison built a watch in 1759. It lost five seconds on the voyage to Jamaica. Kendall copied it."
PUMPS = "The pump in Broad Street was closed in 1854. John Snow had drawn a map. Whitehead doubted it at first."

ASKED = {
    EELS: [("Where do European eels spawn?", "Sargasso Sea"), ("How many eels were tagged in 2020?", "400")],
    CLOCKS: [("Who built a watch in 1759?", "John Harrison"), ("Who copied the watch?", "Kendall")],
    PUMPS: [("When was the pump in Broad Street closed?", "1854"), ("Who had drawn a map?", "John Snow")],
}


@pytest.fixture(scope="module")
def squad(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("squad") / "train.json"
    paragraphs = [
        {
            "context": text,
            "qas": [
                {"question": question, "answers": [{"text": answer, "answer_start": text.index(answer)}]}
                for question, answer in asked
            ]
            + [{"question": "What is not here?", "answers": [], "is_impossible": True}],
        }
        for text, asked in ASKED.items()
    ]
    path.write_text(json.dumps({"version": "1.1", "data": [{"title": "Small_things", "paragraphs": paragraphs}]}))
    return path


@pytest.fixture(scope="module")
def mined(squad: Path, encoder: SentenceTransformerEncoder) -> MinedPassages:
    return mine(*read_examples(squad), encoder)


def test_answers_are_read_where_they_stand(squad: Path) -> None:
    paragraphs, examples = read_examples(squad)
    assert [paragraph.title for paragraph in paragraphs] == ["Small things"] * 3
    found = [(each.question, paragraphs[each.paragraph].text[slice(*each.span)]) for each in examples]
    assert found == [pair for asked in ASKED.values() for pair in asked]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Invalid JSON: EOF"),
        ("[" * 200_000, "Invalid JSON: recursion"),
        ("[]", "should be an object"),
        ("{}", "data is missing"),
        ('{"data": []}', "no question with an answer"),
        ('{"data": [{"title": "x"}]}', r"data\.0\.paragraphs is missing"),
        ('{"data": [{"title": 5, "paragraphs": []}]}', r"data\.0\.title is 5 \(.* string"),
        ('{"data": [{"title": "\\ud800", "paragraphs": []}]}', "Invalid JSON: .* hex escape"),
        (
            '{"data": [{"title": "x", "paragraphs": [{"context": "Right.", "qas": [{"question": "Which?", '
            '"answers": [{"text": "Right", "answer_start": 0.0}]}]}]}]}',
            r"answers\.0\.answer_start is 0\.0 \(.* integer",
        ),
        (
            '{"data": [{"title": "x", "paragraphs": [{"context": "Right.", "qas": [{"question": "Which?", '
            '"answers": [{"text": "Wrong", "answer_start": 0}]}]}]}]}',
            "no question with an answer",
        ),
    ],
)
def test_a_file_that_cannot_be_learned_from_is_named(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "bad.json").write_text(text)
    with pytest.raises(GoldError, match=rf"bad\.json .*{said}"):
        read_examples(tmp_path / "bad.json")


def test_what_is_not_there_is_named(tmp_path: Path) -> None:
    (tmp_path / "corpus.jsonl").write_text("{}")
    (tmp_path / "queries.jsonl").write_text("{}")
    with pytest.raises(GoldError, match=r"none does not exist; name a file in SQuAD's format, or a folder"):
        read_examples(tmp_path / "none")
    with pytest.raises(
        GoldError, match=r"has no candidates\.jsonl; it needs corpus\.jsonl, queries\.jsonl, candidates"
    ):
        read_judged(tmp_path)
    for read in (read_examples, read_judged):
        with pytest.raises(GoldError, match=r"x cannot be read \(File name too long\)"):
            read(tmp_path / ("x" * 300))
    (tmp_path / "queries.jsonl").unlink()
    with pytest.raises(GoldError, match=r"has no queries\.jsonl; it needs corpus\.jsonl, queries\.jsonl"):
        read_examples(tmp_path)


def test_what_leads_astray_never_holds_the_answer(squad: Path, mined: MinedPassages) -> None:
    paragraphs, examples = read_examples(squad)
    for example, row in zip(examples, mined.misleading, strict=True):
        answer = paragraphs[example.paragraph].text[slice(*example.span)]
        found = [mined.passages[i] for i in row if i >= 0]
        assert found
        assert all(paragraph != example.paragraph and answer not in passage.text for paragraph, passage in found)


def test_a_group_has_one_pair_that_answers_and_an_epoch_is_the_same_again(squad: Path, mined: MinedPassages) -> None:
    source = Groups(Data.read([squad]), mined, wrong=3)
    for seed in range(20):
        groups = list(source.epoch(seed))
        assert groups == list(source.epoch(seed))
        assert len(groups) == 6
        assert max(map(len, groups)) == 4
        parts = [list(source.epoch(seed, part, 4)) for part in range(4)]
        asked = {first.question.rstrip("?") for part in parts for first, *_ in part}
        assert [len(part) for part in parts] == [2, 2, 1, 1]
        assert asked == {first.question.rstrip("?") for first, *_ in groups}
        for first, *others in groups:
            assert first.span is not None
            assert first.text[slice(*first.span)] in {answer for asked in ASKED.values() for _, answer in asked}
            assert others
            assert not any(pair.answers for pair in others)


def test_a_corrupted_question_is_another_question() -> None:
    chosen = random.Random(0)
    for text, asked in ASKED.items():
        for question, answer in asked:
            for _ in range(20):
                changed = corrupt(question, text, list(ASKED), answer, chosen)
                assert changed != question
                assert changed is None or answer not in changed or answer in question


@pytest.mark.slow
@pytest.mark.long
def test_weights_are_made_served_and_made_further(squad: Path, tmp_path: Path) -> None:
    from retrieval.training.exporting import export_reader

    data = Data.read([squad])
    train.train(tmp_path, data, Plan(groups=6, keep_every=1, workers=0))
    before = (tmp_path / WEIGHTS_FILE).read_bytes()
    train.train(tmp_path, data, Plan(groups=6, keep_every=1, workers=0))
    assert (tmp_path / WEIGHTS_FILE).read_bytes() == before
    train.train(tmp_path, data, Plan(groups=12, keep_every=1, workers=0))
    assert (tmp_path / WEIGHTS_FILE).read_bytes() != before
    assert json.loads((tmp_path / "progress.json").read_text())["seen"] == 12
    train.train(tmp_path / "again", data, Plan(groups=0, seed=2), read_weights(tmp_path / WEIGHTS_FILE))
    assert (tmp_path / "again" / WEIGHTS_FILE).read_bytes() == (tmp_path / WEIGHTS_FILE).read_bytes()
    for precision in ("float32", "int8"):
        export_reader(read_weights(tmp_path / WEIGHTS_FILE), tmp_path / f"{precision}.onnx", data, precision)
    files = find_model(ENGLISH_MODEL)
    pairs = [(question, "", text) for text, asked in ASKED.items() for question, _ in asked]
    exact, small = (
        BundledReader(files, replace(ENGLISH, graph=tmp_path / f"{precision}.onnx", sha256="")).read(pairs)
        for precision in ("float32", "int8")
    )
    for a, b in zip(exact, small, strict=True):
        assert a.relevance == pytest.approx(b.relevance, abs=1.0)


@pytest.mark.slow
@pytest.mark.long
def test_a_run_goes_on_from_what_ships_and_frozen_layers_stay_as_they_are(squad: Path, tmp_path: Path) -> None:
    shipped = weights_at(ENGLISH.graph)
    train.train(tmp_path, Data.read([squad]), Plan(groups=6, frozen=4, context=1.0, workers=0), shipped)
    learned = weights_at(tmp_path)
    changed = {key for key, value in shipped.items() if "word_emb" not in key and not torch.equal(value, learned[key])}
    assert not [key for key in changed if re.search(r"embeddings|layer\.[0-3]\.", key)]
    assert {"relevance.weight", "ends.weight"} < changed
    assert [key for key in changed if "layer.4." in key]


@pytest.mark.slow
@pytest.mark.long
def test_one_command_makes_all_runs_and_the_graph_of_their_mean(
    squad: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = Data.read([squad])
    runs = {
        "one": TrainingRun(Plan(groups=6, workers=0)),
        "two": TrainingRun(Plan(groups=6, workers=0, seed=2)),
        "three": TrainingRun(Plan(groups=0), {"one": 1.0, "two": 3.0}),
    }
    shares = {"one": 0.5, "three": 0.5}
    made_by = Recipe(FOR_ENGLISH, runs, shares)
    graph = make_reader(tmp_path, data, made_by, "float32")
    one, two, three = (read_weights(tmp_path / name / WEIGHTS_FILE) for name in runs)
    for key, weight in three.items():
        assert torch.allclose(weight, (one[key] + 3 * two[key]) / 4, atol=1e-6)
    assert len(list(tmp_path.glob("mined-*.npy"))) == 1
    made_reader = BundledReader(find_model(ENGLISH_MODEL), replace(ENGLISH, graph=graph, sha256=""))
    (reading,) = made_reader.read([("Who copied it?", "", CLOCKS)])
    assert reading.offsets

    made = graph.read_bytes()
    monkeypatch.setattr(train, "load_batches", None)  # nothing is learned again
    assert make_reader(tmp_path, data, made_by, "float32").read_bytes() == made
    other = {**runs, "two": TrainingRun(Plan(groups=6, workers=0, seed=3))}
    with pytest.raises(TrainingError, match=f"{tmp_path / 'two'} holds a run .* with other options"):
        make_reader(tmp_path, data, replace(made_by, runs=other))
    fewer = Data(data.paragraphs, data.examples[1:])
    judged = Data(data.paragraphs, data.examples, [Judged("Which?", ("Right.",), ("Wrong.",))])
    elsewhere = {**runs, "three": TrainingRun(Plan(groups=0), {"one": 1.0})}
    for others, other in ((fewer, runs), (judged, runs), (data, elsewhere)):
        with pytest.raises(TrainingError, match="holds a run on other data"):
            make_reader(tmp_path, others, replace(made_by, runs=other))
    for name, said in ((PROGRESS_FILE, b"[]"), (WEIGHTS_FILE, b"damaged")):
        kept = (tmp_path / "one" / name).read_bytes()
        (tmp_path / "one" / name).write_bytes(said)
        with pytest.raises(TrainingError, match=f"checkpoint in {tmp_path / 'one'} is damaged"):
            make_reader(tmp_path, data, made_by)
        (tmp_path / "one" / name).write_bytes(kept)
    (mined,) = tmp_path.glob("mined-*.npy")
    mined.write_bytes(mined.read_bytes()[:100])
    with pytest.raises(TrainingError, match=r"mined-.*\.npy is damaged"):
        make_reader(tmp_path, data, made_by)


def test_several_files_are_learned_from_together(squad: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.json"
    again.write_bytes(squad.read_bytes())
    one, two = Data.read([squad]), Data.read([squad, again])
    for at, example in enumerate(two.examples):
        same = one.examples[at % len(one.examples)]
        assert example.question == same.question
        paragraph = two.paragraphs[example.paragraph].text
        assert (example.question, paragraph[slice(*example.span)]) in ASKED[paragraph]
    assert len({example.paragraph for example in two.examples}) == len(two.paragraphs) == 2 * len(one.paragraphs)


def test_where_there_is_nothing_to_learn_training_ends(tmp_path: Path) -> None:
    text = "word " * 2000
    data = Data([Paragraph("A title", text)], [Example("Which word?", 0, (0, len(text)))])
    with pytest.raises(TrainingError, match="nothing to learn"):
        train.train(tmp_path, data, Plan(groups=1, workers=0))


@pytest.mark.parametrize(
    ("option", "value"), [("dropout", 1.0), ("workers", -1), ("keep_every", 0), ("wrong", 0), ("rate", float("nan"))]
)
def test_an_option_that_cannot_be_is_told(option: str, value: float) -> None:
    with pytest.raises(TrainingError, match=f"{option} must be at least .*, not {value}"):
        Plan(**{option: value})  # type: ignore[arg-type]


@pytest.mark.parametrize("shares", [[1, -1], [0, 0], [float("nan"), 1]])
def test_shares_that_cannot_weigh_are_told(shares: list[float]) -> None:
    with pytest.raises(TrainingError, match="cannot be used as weights"):
        exporting.mean_weights([{"a": torch.ones(1)}] * 2, shares)


def test_another_networks_weights_are_told(squad: Path, tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="another network's"):
        train.train(tmp_path, Data.read([squad]), Plan(groups=0), {"a": torch.ones(1)})
    with pytest.raises(TrainingError, match="same network"):
        exporting.mean_weights([{"a": torch.ones(1)}, {"b": torch.ones(1)}], [1, 1])


@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_starts_from_runs_before_and_weighs_runs_that_there_are(name: str) -> None:
    recipe = RECIPES[name]
    names = list(recipe.runs)
    for at, run in enumerate(recipe.runs.values()):
        assert set(run.start) <= set(names[:at])
    assert set(recipe.shares) <= set(names)
    assert sum(recipe.shares.values()) == pytest.approx(1)


@pytest.mark.parametrize("reader", RECIPES)
def test_a_recipe_says_that_it_needs_judged_sentences(
    reader: str, squad: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    told = {}
    for option in (["--squad", str(squad)], ["--help"]):
        monkeypatch.setattr(sys, "argv", ["it", str(tmp_path / "out"), "--reader", reader, *option])
        with pytest.raises(SystemExit) as left:
            recipe.main()
        out, err = capfd.readouterr()
        told[option[0]] = left.value.code, " ".join((out + err).split())
    assert told["--squad"][0] == 2
    assert told["--squad"][1].endswith("the following arguments are required: --judged")
    assert told["--help"][0] == 0
    assert "judged sentences, needed by every recipe" in told["--help"][1]
    assert "[--judged" not in told["--help"][1]


@pytest.mark.parametrize("module", [train, recipe, exporting])
def test_what_cannot_be_trained_on_is_told_in_one_sentence(
    module: ModuleType, squad: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    for name in ("disable", "basicConfig"):  # what a process of its own does to its log
        monkeypatch.setattr(logging, name, lambda *_, **__: None)
    taken = tmp_path / "taken"
    taken.write_text("")
    (tmp_path / "judged").mkdir()
    for name in ("corpus", "candidates", "queries"):
        (tmp_path / "judged" / f"{name}.jsonl").write_text("")
    judged = ["--judged", str(tmp_path / "judged")]
    cases = [
        [str(taken), "--squad", str(squad), *judged],
        [str(tmp_path / "out"), "--squad", str(tmp_path / "missing.json"), *judged],
        [str(tmp_path / "out"), "--squad", str(tmp_path), *judged],
        [str(tmp_path / "out"), "--squad", str(squad), "--judged", str(tmp_path)],
    ]
    if module is exporting:
        cases = [[str(tmp_path / "none"), "--sample", str(squad)]]
    for case in cases:
        monkeypatch.setattr(sys, "argv", ["it", *case])
        with pytest.raises(SystemExit) as left:
            module.main()
        assert left.value.code == 2
        said = [line for line in capfd.readouterr().err.splitlines() if line.startswith("it: ")]
        assert len(said) == 1
        assert str(tmp_path) in said[0]
        assert "error:" not in said[0]


def test_half_a_character_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "corpus.jsonl").write_text(r'{"_id": "a", "title": "\ud83d\ude00", "text": "\ud800 Right."}')
    (tmp_path / "queries.jsonl").write_text(
        r'{"_id": "q", "text": "Which\udfff?", "context_id": "a", "spans": [[2, 7]]}'
    )
    ((paragraph,), (example,)) = read_examples(tmp_path)
    assert (paragraph.title, paragraph.text, example.question) == ("\U0001f600", "\ufffd Right.", "Which\ufffd?")
    assert paragraph.text[slice(*example.span)] == "Right"


def test_judged_sentences_are_read(tmp_path: Path) -> None:
    (tmp_path / "corpus.jsonl").write_text('{"_id": "a", "text": "Right."}\n{"_id": "b", "text": "Wrong."}\n')
    (tmp_path / "queries.jsonl").write_text('{"_id": "q", "text": "Which?"}\n{"_id": "r", "text": "None?"}\n')
    (tmp_path / "candidates.jsonl").write_text(
        '{"query_id": "q", "corpus_id": "a", "label": 1}\n{"query_id": "q", "corpus_id": "b", "label": 0}\n'
        '{"query_id": "r", "corpus_id": "b", "label": 0}\n'
    )
    (judged,) = read_judged(tmp_path)
    assert (judged.question, judged.right, judged.wrong) == ("Which?", ("Right.",), ("Wrong.",))


@pytest.mark.parametrize(
    ("read", "name", "line", "said"),
    [
        (read_judged, "corpus", "{", r"corpus\.jsonl, line 2: this is not JSON"),
        (read_judged, "corpus", '{"_id": "b", "text": 5}', r'corpus\.jsonl, line 2: "text" is 5'),
        (read_judged, "queries", '{"_id": "q", "text": "Again?"}', "line 2: the \"_id\" 'q' is used twice"),
        (read_judged, "queries", '{"_id": "r"}', 'queries.jsonl, line 2: "text" is None'),
        (read_judged, "candidates", '{"query_id": "x", "corpus_id": "a", "label": 1}', "line 2: .* no question 'x'"),
        (read_judged, "candidates", '{"query_id": "q", "corpus_id": "x", "label": 1}', "line 2: .* no sentence 'x'"),
        (read_judged, "candidates", '{"query_id": "q", "corpus_id": "a", "label": 2}', 'line 2: "label" is 2'),
        (read_examples, "queries", '{"_id": "r", "text": "?", "context_id": "x", "spans": [[0, 2]]}', "paragraph 'x'"),
        (read_examples, "queries", '{"_id": "r", "text": "?", "context_id": "a", "spans": [0, 2]}', r"\[0, 2\]; write"),
        (
            read_examples,
            "queries",
            '{"_id": "r", "text": "?", "context_id": "a", "spans": [[false, true]]}',
            r"\[\[False, True\]\]; write",
        ),
    ],
)
def test_a_damaged_line_is_named(
    tmp_path: Path, read: Callable[[Path], object], name: str, line: str, said: str
) -> None:
    lines = {
        "corpus": '{"_id": "a", "text": "Right."}',
        "queries": '{"_id": "q", "text": "Which?", "context_id": "a", "spans": [[0, 5]]}',
        "candidates": '{"query_id": "q", "corpus_id": "a", "label": 1}',
    }
    lines[name] += f"\n{line}"
    for each, text in lines.items():
        (tmp_path / f"{each}.jsonl").write_text(text)
    with pytest.raises(GoldError, match=said):
        read(tmp_path)


def test_every_passage_of_the_mined_ones_is_a_slice_of_its_paragraph(squad: Path, mined: MinedPassages) -> None:
    paragraphs, _ = read_examples(squad)
    for number, passage in mined.passages:
        assert isinstance(passage, Passage)
        assert paragraphs[number].text[passage.start : passage.end] == passage.text


@pytest.mark.slow
@pytest.mark.long
def test_other_processes_make_the_same_batches_every_time(squad: Path, mined: MinedPassages) -> None:
    from retrieval.training.batching import load_batches

    source = Groups(Data.read([squad]), mined)
    files = find_model(ENGLISH_MODEL)
    tokenizer = load_tokenizer(files.folder / TOKENIZER_FILE, files.name)
    first, again = ([*load_batches(source, tokenizer, 3, 512, workers=2)] for _ in range(2))
    assert sum(batch.groups for batch in first) == 6
    for one, other in zip(first, again, strict=True):
        assert all(
            getattr(one, name).equal(getattr(other, name)) for name in ("ids", "types", "mask", "spans", "rivals")
        )


def test_a_mean_of_runs_weighs_each_by_its_share() -> None:
    from retrieval.training.exporting import mean_weights

    runs = [{"a": torch.tensor([1.0, 2.0])}, {"a": torch.tensor([5.0, 6.0])}]
    assert mean_weights(runs, [3, 1])["a"].tolist() == [2.0, 3.0]
    assert mean_weights(runs, [1, 1])["a"].tolist() == [3.0, 4.0]


def test_smoothing_changes_the_weights_and_not_what_comes_of_them() -> None:
    from retrieval.training.network import from_encoder
    from retrieval.training.smoothing import smooth

    files = find_model(ENGLISH_MODEL)
    network, words = from_encoder(files.folder)
    network.eval()
    ids = torch.tensor([[101, 2129, 2521, 102, 1996, 4372, 102]])
    types = torch.tensor([[0, 0, 0, 0, 1, 1, 1]])
    with torch.inference_mode():
        before = network(words[ids], types, torch.ones_like(ids))
        dense = network.encoder.encoder.layer[0].output.dense
        weights = dense.weight.clone()
        smooth(network, words, load_tokenizer(files.folder / TOKENIZER_FILE, files.name), [("who?", "", "Ada did.")])
        after = network(words[ids], types, torch.ones_like(ids))
    assert not torch.allclose(dense.weight, weights)
    for one, other in zip(before, after, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-3, atol=1e-3)
