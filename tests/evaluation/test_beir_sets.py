"""A public set is read from disk as it is, indexed as any documents are, and measured by document."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.errors import GoldError, StorageError
from retrieval.evaluation import evaluate, is_beir, run_as_dict
from retrieval.evaluation.beir import Entry, corpus_library, load_beir
from retrieval.evaluation.sources import Sources

from ..commands import Quoth

CORPUS = [
    {"_id": "a/1", "title": "Eels", "text": "European eels spawn in the Sargasso Sea.\r\nNobody has seen it happen."},
    {"_id": "a#1", "title": "", "text": "\ufeffThe pump's handle was removed in September by the parish guardians."},
    {"_id": "A/1", "title": "Trains\nby night", "text": "The night train to Vienna leaves Zurich at 21:40 each day."},
    {"_id": ".x~", "title": "Clocks", "text": "Harrison's watch lost five seconds on the voyage to Jamaica."},
    {"_id": "empty", "title": "", "text": ""},
]
QUERIES = [
    {"_id": "q1", "text": "Where do eels spawn?", "answers": ["Sargasso Sea", "the ocean"]},
    {
        "_id": "q2",
        "text": "and has anybody seen it?",
        "history": [{"speaker": "user", "text": "Where do eels spawn?"}, {"speaker": "agent", "text": "In the sea."}],
        "context_id": "a/1",
        "spans": [[42, 68]],
    },
    {"_id": "q3", "text": "Who removed the handle of the pump?"},
    {"_id": "q4", "text": "Who won the football world cup in 1974?", "answerable": False},
    {"_id": "q5", "text": "never judged"},
]
QRELS = ["q1\ta/1\t2", "q1\t.x~\t0", "q2\ta/1\t1", "q3\ta#1\t1"]

Make = Callable[..., Path]


def write_lines(path: Path, lines: Sequence[object]) -> None:
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")


@pytest.fixture
def make(tmp_path: Path) -> Make:
    def make_(
        qrels: Mapping[str, Sequence[str]] | None = None,
        corpus: Sequence[object] = CORPUS,
        queries: Sequence[object] = QUERIES,
    ) -> Path:
        folder = tmp_path / "set"
        (folder / "qrels").mkdir(parents=True)
        write_lines(folder / "corpus.jsonl", corpus)
        write_lines(folder / "queries.jsonl", queries)
        for name, lines in (qrels or {"qrels.tsv": QRELS}).items():
            (folder / name).write_text("\n".join(lines) + "\n")
        return folder

    return make_


def test_a_set_is_indexed_and_measured_by_document(make: Make, tmp_path: Path, loaded: None) -> None:  # noqa: ARG001
    corpus = load_beir(make())
    assert [question.id for question in corpus.questions] == ["q1", "q2", "q3", "q4"]
    with corpus_library(corpus.entries, tmp_path / "index") as library:
        run = evaluate(library, corpus.questions)
        assert (run.level, run.documents) == ("document", 4)
        assert [result.rank for result in run.results] == [1, 1, 1, None]
        assert run_as_dict(run)["ndcg@10"] == 1
        seen = run.results[1]
        assert run.results[0].values["sentence_hit@1"] == 1
        assert seen.values["token_recall"] == 1
        assert "token_recall" not in run.results[2].values
        sources = Sources(library)
        titles = {path: document.title for path, document in sources.documents.items()}
        assert sorted(filter(None, titles.values())) == ["Clocks", "Eels", "Trains by night"]
        report = library.sync()
        assert report.is_empty


def test_spans_point_at_the_same_words_in_the_file(make: Make, tmp_path: Path, loaded: None) -> None:  # noqa: ARG001
    corpus = load_beir(make())
    (path, start, end) = corpus.questions[1].spans[0]
    with corpus_library(corpus.entries, tmp_path / "index") as library:
        sources = Sources(library)
        assert sources.text(path)[start:end] == "Nobody has seen it happen."


@given(st.text(min_size=1, max_size=60), st.text(max_size=300), st.data())
def test_every_character_of_an_entry_is_found_again_in_its_file(text: str, title: str, data: st.DataObject) -> None:
    entry = Entry("x", "x.txt", title, text)
    place = entry.place(data.draw(st.integers(0, len(text))))
    assert len(entry.head) <= place <= len(entry.file_text)
    assert entry.place(len(text)) == len(entry.file_text)
    entry.file_text.encode()
    assert "\n" not in entry.head.removesuffix("\n\n")


@pytest.mark.parametrize("header", [[], ["query-id\tcorpus-id\tscore"]])
def test_judgements_may_have_a_header_four_columns_or_spaces(make: Make, header: list[str]) -> None:
    folder = make({"qrels.tsv": [*header, "q1\ta/1\t2", "q3 0 a#1 1"]})
    grades = {question.id: list(question.documents.values()) for question in load_beir(folder).questions}
    assert grades == {"q1": [2], "q3": [1], "q4": []}


def test_of_several_judgements_test_is_used_unless_another_is_named(make: Make) -> None:
    folder = make({"qrels/train.tsv": ["q1\ta/1\t1"], "qrels/test.tsv": ["q3\ta#1\t1"]})
    assert load_beir(folder).split == "test"
    assert load_beir(folder).questions[0].id == "q3"
    named = load_beir(folder / "qrels" / "train.tsv")
    assert (named.split, named.questions[0].id) == ("train", "q1")
    assert is_beir(folder)
    assert is_beir(folder / "qrels" / "train.tsv")
    assert not is_beir(folder / "queries.jsonl")


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"qrels": {"qrels.tsv": ["q1\tnowhere\t1"]}}, ["qrels.tsv, line 1", "nowhere"]),
        ({"qrels": {"qrels.tsv": ["q1\ta/1\t1", "q1\ta/1\tmuch"]}}, ["qrels.tsv, line 2", "'much'"]),
        ({"qrels": {"qrels.tsv": ["q1\ta/1\t1", "q1\ta/1\tinf"]}}, ["qrels.tsv, line 2", "'inf'"]),
        ({"qrels": {"qrels.tsv": ["q1\ta/1"]}}, ["qrels.tsv, line 1", "columns"]),
        ({"qrels": {"qrels.tsv": ["other\ta/1\t1"]}, "queries": QUERIES[:3]}, ["judges none"]),
        ({"corpus": [*CORPUS, {"_id": "a/1", "text": "again"}]}, ["corpus.jsonl, line 6", "twice"]),
        ({"corpus": [{"_id": "a/1"}]}, ["corpus.jsonl, line 1", "text"]),
        ({"corpus": [{"_id": "a/1", "title": 5, "text": ""}]}, ["corpus.jsonl, line 1", '"title" is 5']),
        ({"corpus": []}, ["empty"]),
        ({"queries": [{"_id": "q1", "text": ""}]}, ["queries.jsonl, line 1", "text"]),
        ({"queries": [{**QUERIES[1], "spans": [[0, 999]]}]}, ["queries.jsonl, line 1", "[0, 999]"]),
        ({"queries": [{**QUERIES[0], "history": [3]}]}, ["queries.jsonl, line 1", "history"]),
        ({"queries": [{**QUERIES[0], "history": "x" * 999}]}, ["queries.jsonl, line 1", "history", "a list"]),
        ({"queries": [{**QUERIES[0], "answers": 5}]}, ["queries.jsonl, line 1", '"answers" is 5']),
        ({"queries": [{**QUERIES[1], "spans": 5}]}, ["queries.jsonl, line 1", '"spans" is 5']),
    ],
)
def test_a_mistake_in_a_set_is_one_sentence_with_file_and_line(
    make: Make, parts: dict[str, Sequence[object]], words: list[str]
) -> None:
    folder = make(**parts)
    with pytest.raises(GoldError) as caught:
        load_beir(folder)
    for word in words:
        assert word in str(caught.value)


@pytest.mark.parametrize("missing", ["corpus.jsonl", "queries.jsonl", "qrels.tsv"])
def test_a_missing_file_of_a_set_is_named(make: Make, missing: str) -> None:
    folder = make()
    (folder / missing).unlink()
    with pytest.raises(GoldError, match=missing):
        load_beir(folder)


def test_the_command_keeps_an_index_where_it_is_told_and_embeds_only_once(
    quoth: Quoth, make: Make, tmp_path: Path
) -> None:
    folder = make()
    first = json.loads(quoth("eval", str(folder), "--json", "--index", "kept").out)
    assert (first["level"], first["hit@1"]) == ("document", 1)
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "kept" / "corpus").iterdir()}
    (tmp_path / "kept" / "corpus" / "stale.txt").write_text("No entry any more.")
    again = json.loads(quoth("eval", str(folder), "--json", "--index", "kept").out)
    assert again["hit@1"] == 1
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "kept" / "corpus").iterdir()} == before
    assert not (tmp_path / "index").exists()


def test_a_folder_with_other_things_is_never_written_to(make: Make, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("Precious.")
    with pytest.raises(StorageError, match="mine"):
        corpus_library(load_beir(make()).entries, tmp_path / "mine")
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["thesis.txt"]
