"""Quality: every development set through the whole pipeline, in one table.

    python tests/benchmarks/quality.py                      # some 20 minutes the first time, some 3 afterwards
    python tests/benchmarks/quality.py --reader none        # without the reader
    python tests/benchmarks/quality.py --model FOLDER       # with another encoder
    python tests/benchmarks/quality.py --quick              # samples: does it run, is anything badly broken?
    python tests/benchmarks/quality.py --save before        # ... change the ranking, then:
    python tests/benchmarks/quality.py --baseline before    # differences, and which are beyond the noise

Each set is read by ``retrieval.evaluation.beir`` and indexed as seeds are; missing sets are skipped. Indexes, and the
vectors of questions, are kept in a cache folder, so that a change of the ranking embeds nothing again. All figures are
those of ``retrieval.evaluation``, with documents found by their best passage; "dense only" and "words only" are what
the dense index and the lexical index find in the same run. An interval is a 95 % bootstrap interval. Samples are drawn
with fixed seeds: 1,500 questions of squadshifts_reddit, 1,500 of squad20_dev. The xquad sets are the same questions
about the same paragraphs in six languages. ``--quick`` cuts the corpora down, too, which makes every set easier, so
that its figures compare with nothing but another quick run. No time is measured, because the questions' vectors are
known.

Measures that ``quoth eval`` does not have:

- right sentence (clapnq_dev): whether the sentence that scores best in the document that answers is one that people
  selected: at least half of it is inside their selection. The sentences of clapnq are its own tokenizer's, not Quoth's.
- highlighted (clapnq_dev): the same for what the first quote over the whole corpus highlights; any sentence of it
  counts.
- candidates MAP, MRR (trecqa): the candidate sentences of a question, all of them read, ranked by confidence, for
  questions that have right and wrong ones. Sentences that say the same as a better one come last, because the
  pipeline drops them.
- token figures (chroma_chunking) are about what is quoted when five passages are allowed, whatever the confidence.
  Unlike those of ``cutting.py``, they leave out what is far behind the best passage, and count words.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import ir_measures
import numpy as np
from development_sets import (
    QUICK_QUESTIONS,
    RANKING,
    REFUSING,
    ROOT,
    Bench,
    Row,
    cache_folder,
    read_lines,
)

from retrieval import UNLIMITED, Filter, Library
from retrieval.catalog.records import StoredDocument
from retrieval.encoding.model_files import ENGLISH_MODEL
from retrieval.evaluation import GoldQuestion, Run, evaluate, sampled
from retrieval.evaluation.figures import FIGURES, differences
from retrieval.evaluation.results import LEGS
from retrieval.evaluation.sources import Sources
from retrieval.evaluation.targets import find_words
from retrieval.reader import BUNDLED
from retrieval.search.answering import LogisticJudge, ReadingJudge
from retrieval.search.ranking import Candidate


@dataclass(frozen=True)
class Among(Filter):
    """Admits the documents with these paths."""

    paths: frozenset[str] = frozenset()

    def admits(self, document: StoredDocument) -> bool:
        return document.path in self.paths


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure quality on every development set.")
    parser.add_argument("sets", nargs="*", metavar="SET", help=f"sets (default: {', '.join(DEFAULT)})")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data", help="folder of the sets")
    parser.add_argument("--cache", type=Path, default=cache_folder(), help="folder for indexes (default: %(default)s)")
    parser.add_argument("--quick", action="store_true", help="a sample of every set")
    parser.add_argument("--save", type=Path, metavar="FOLDER", help="keep the runs, for --baseline")
    parser.add_argument("--baseline", type=Path, metavar="FOLDER", help="compare with runs that --save kept")
    parser.add_argument("--model", default=ENGLISH_MODEL, help="the encoder (default: %(default)s)")
    parser.add_argument("--reader", default=BUNDLED, help="the reader of the best passages (default: %(default)s)")
    parser.add_argument("--out", type=Path, metavar="FILE.md", help="write the table here, too")
    options = parser.parse_args()
    bench = Bench(
        options.data, options.cache, options.quick, options.save, options.baseline, options.reader, options.model
    )
    if strange := set(options.sets) - set(SETS):
        parser.error(f"there is no set {min(strange)}; there are {', '.join(SETS)}")
    rows: list[Row] = []
    started = time.monotonic()
    for name in options.sets or DEFAULT:
        if not (bench.data / name).is_dir():
            print(f"{name} is not in {bench.data}", file=sys.stderr)
            continue
        begun = time.monotonic()
        rows += SETS[name](bench)
        print(f"{name}: {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
    if not rows:
        sys.exit(f"There is no set in {bench.data}; name another folder with --data.")
    text = table(rows, compared=options.baseline is not None)
    print(text)
    print(f"{time.monotonic() - started:.0f} s", file=sys.stderr)
    if options.out:
        options.out.write_text(text + "\n", encoding="utf-8")


def table(rows: Sequence[Row], *, compared: bool) -> str:
    """Return the rows as one Markdown table, in which a set is named once."""
    head = ["set", "questions", "measure", "Quoth", "95 %", "dense only", "words only"]
    lines = [[*head, "against the baseline"] if compared else head]
    last = ("", 0)
    for row in rows:
        title = FIGURES[row.measure].title if row.measure in FIGURES else row.measure
        here = (row.name, row.questions)
        name, count = ("" if here == last else row.name), ("" if here == last else f"{row.questions:,}")
        legs = ["" if leg is None else f"{leg:.3f}" for leg in row.legs]
        cells = [name, count, title, f"**{row.value:.3f}**", f"{row.low:.3f} to {row.high:.3f}", *legs]
        lines.append([*cells, row.change] if compared else cells)
        last = here
    lines.insert(1, ["---", "--:", "---", *["--:"] * (len(lines[0]) - 3)])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def plain(bench: Bench, *, name: str, questions: int | None = None, measures: Sequence[str] = RANKING) -> list[Row]:
    """Return the rows of a set whose figures are those of ``quoth eval``."""
    corpus = bench.cut(bench.load(name), questions)
    with bench.open(name, corpus.entries) as library:
        run = asked(library, corpus.questions, name)
        return list(bench.rows(name, run, measures))


def asked(library: Library, questions: Sequence[GoldQuestion], name: str, quotes: int = 3) -> Run:
    run = evaluate(library, questions, quotes=quotes, gold=name)
    library.encoder.keep()  # type: ignore[attr-defined]
    for problem in run.problems[:3]:
        print(f"  {problem}", file=sys.stderr)
    return run


def follow_ups(bench: Bench) -> list[Row]:
    """Return the rows of mtrag_un: the last turn of a dialogue alone, and with the questions before it."""
    corpus = bench.cut(bench.load("mtrag_un"))
    with bench.open("mtrag_un", corpus.entries) as library:
        alone = asked(library, [replace(question, history=()) for question in corpus.questions], "mtrag_un")
        within = asked(library, corpus.questions, "mtrag_un")
        rows = [*bench.rows("mtrag_un, last turn only", alone, RANKING), *bench.rows("mtrag_un", within, RANKING)]
        pairs = [replace(result, history=()) for result in within.results]
        for each, change in differences(pairs, alone.results).items():
            if each in RANKING and change:
                count = sum(bool(result.legs) for result in pairs)
                rows.append(Row("mtrag_un, with history minus without", count, each, *change))
        return [*rows, *bench.rows("mtrag_un", within, REFUSING)]


def sentences(bench: Bench) -> list[Row]:
    """Return the rows of clapnq_dev: ranking, refusing, and which sentence."""
    corpus = bench.cut(bench.load("clapnq_dev"))
    selected = {
        line["_id"]: [sentence for each in line["selected_sentences"] for sentence in each]
        for line in read_lines(corpus.folder / "queries.jsonl")
        if line.get("selected_sentences")
    }
    with bench.open("clapnq_dev", corpus.entries) as library:
        sources = Sources(library)
        run = asked(library, corpus.questions, "clapnq_dev")
        best, marked = [], []
        for question, result in zip(corpus.questions, run.results, strict=True):
            if question.id not in selected:
                continue
            spans = defaultdict(list)
            for path in question.documents:
                for sentence in selected[question.id]:
                    spans[path] += find_words(sources.text(path), sentence)
            # Sentence scores compare sentences of one passage; the passage's relevance makes them comparable beyond it.
            ranking = library.rank(
                question.question, k=50, only=Among(paths=frozenset(question.documents)), access=UNLIMITED
            )
            scored = [
                (
                    score + relevance(c),
                    sources.path_of[c.stored.id],
                    c.stored.passage.start + a,
                    c.stored.passage.start + b,
                )
                for c in ranking.candidates
                for score, (a, b) in zip(c.sentence_scores(ranking.terms), c.stored.passage.sentences, strict=True)
            ]
            _, path, start, end = max(scored)
            best.append(is_inside((start, end), spans[path]))
            first = result.quoted[0]
            marked.append(
                any(is_inside((first.start + a, first.start + b), spans[first.document]) for a, b in first.highlights)
            )
        return [
            *bench.rows("clapnq_dev", run, RANKING),
            mean_row("clapnq_dev", "right sentence", best),
            mean_row("clapnq_dev", "highlighted", marked),
            *bench.rows("clapnq_dev", run, REFUSING),
        ]


def candidates(bench: Bench, *, name: str) -> list[Row]:
    """Return the rows of trecqa: which of a question's candidate sentences answers."""
    corpus = bench.load(name)
    labels: dict[str, dict[str, int]] = defaultdict(dict)
    paths = {entry.id: entry.path for entry in corpus.entries}
    for line in read_lines(corpus.folder / "candidates.jsonl"):
        labels[line["query_id"]][paths[line["corpus_id"]]] = line["label"]
    both = {id_: given for id_, given in labels.items() if len(set(given.values())) == 2}
    if bench.quick:
        both = dict(sorted(both.items())[:15])
        wanted = {path for given in both.values() for path in given}
        entries = [entry for entry in corpus.entries if entry.path in wanted]
        corpus = replace(corpus, entries=tuple(entries), questions=tuple(q for q in corpus.questions if q.id in both))
    words = {line["_id"]: line["text"] for line in read_lines(corpus.folder / "queries.jsonl")}
    with bench.open(name, corpus.entries) as library:
        sources = Sources(library)
        run = asked(library, corpus.questions, name)
        runs: dict[str, dict[str, dict[str, float]]] = defaultdict(dict)
        for id_, given in both.items():
            ranking = library.rank(
                words[id_], k=len(given), only=Among(paths=frozenset(given)), read_count=len(given), access=UNLIMITED
            )
            legs = [hit.id for hit in ranking.dense], [hit.id for hit in ranking.lexical]
            for leg, ids in zip(("Quoth", *LEGS), (ranking.passages, *legs), strict=True):
                order = dict.fromkeys([*(sources.path_of[id_] for id_ in ids), *given])
                runs[leg][id_] = {path: -float(n) for n, path in enumerate(order)}
        library.encoder.keep()  # type: ignore[attr-defined]
    rows = list(bench.rows(name, run, RANKING))
    for title, metric in (("candidates MAP", ir_measures.AP), ("candidates MRR", ir_measures.RR)):
        values = {leg: [m.value for m in ir_measures.iter_calc([metric], both, found)] for leg, found in runs.items()}
        row = mean_row(name, title, values["Quoth"])
        rows.append(replace(row, legs=(float(np.mean(values["dense"])), float(np.mean(values["lexical"])))))
    return rows


def spans(bench: Bench) -> list[Row]:
    """Return the rows of chroma_chunking: how much of what is quoted answers; five passages, answered or refused."""
    corpus = bench.load("chroma_chunking")
    if bench.quick:
        shortest = sorted(corpus.entries, key=lambda entry: len(entry.text))[:1]
        kept = {entry.path for entry in shortest}
        questions = [question for question in corpus.questions if set(question.documents) <= kept]
        corpus = replace(corpus, entries=tuple(shortest), questions=tuple(sampled(questions, QUICK_QUESTIONS)))
    with bench.open("chroma_chunking", corpus.entries) as library:
        assert isinstance(library.judge, LogisticJudge | ReadingJudge)
        library.judge = replace(library.judge, threshold=0.0)
        run = asked(library, corpus.questions, "chroma_chunking", quotes=5)
    return list(bench.rows("chroma_chunking", run, ("token_recall", "token_precision", "token_iou"), len(run.results)))


def relevance(candidate: Candidate) -> float:
    """Return what a passage's relevance adds to the scores of its sentences."""
    return 0.1 * min(candidate.reading.relevance, 2.0) if candidate.reading else 0.0


def is_inside(span: tuple[int, int], selected: Sequence[tuple[int, int]]) -> bool:
    """Return whether at least half of a span's characters are inside the selected ones."""
    inside = set(range(*span)) & {at for start, end in selected for at in range(start, end)}
    return 2 * len(inside) >= span[1] - span[0]


def mean_row(name: str, title: str, values: Sequence[float]) -> Row:
    """Return a mean over questions with its bootstrap interval."""
    given = np.array(values, dtype=float)
    drawn = np.random.default_rng(0).integers(0, len(given), (1000, len(given)))
    low, high = np.percentile(given[drawn].mean(axis=1), [2.5, 97.5])
    return Row(name, len(given), title, float(given.mean()), float(low), float(high))


SETS: Mapping[str, Callable[[Bench], list[Row]]] = {
    "clapnq_dev": sentences,
    "squad20_dev": partial(plain, name="squad20_dev", questions=1500, measures=(*RANKING, "sentence_hit@1", *REFUSING)),
    "mtrag_un": follow_ups,
    "squadshifts_reddit": partial(
        plain, name="squadshifts_reddit", questions=1500, measures=(*RANKING, "sentence_hit@1")
    ),
    "scifact_train": partial(plain, name="scifact_train"),
    "time": partial(plain, name="time"),
    "cranfield": partial(plain, name="cranfield"),
    "cisi": partial(plain, name="cisi"),
    "trecqa_dev": partial(candidates, name="trecqa_dev"),
    "trecqa_train": partial(candidates, name="trecqa_train"),
    "chroma_chunking": spans,
    "squad11_train": partial(plain, name="squad11_train", questions=1500, measures=(*RANKING, "sentence_hit@1")),
    **{
        name: partial(plain, name=name, measures=(*RANKING, "sentence_hit@1"))
        for name in ("xquad_el", "xquad_hi", "xquad_ro", "xquad_th", "xquad_tr", "xquad_vi")
    },
}
DEFAULT = [name for name in SETS if name not in ("trecqa_train", "squad11_train")]
"""The other two are for training, and large."""

if __name__ == "__main__":
    main()
