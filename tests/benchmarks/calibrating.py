"""Calibrating: the numbers in ``retrieval.answering.ReadingJudge`` and ``LogisticJudge``, from the development sets.

    python tests/benchmarks/calibrating.py            # uses the indexes that quality.py keeps

For every question of the sets that have unanswerable ones, the pipeline's best passage is taken, and whether it
answers: the question is answerable and the passage is of a document that does. A logistic regression on what ranks
(``Candidate.score`` without a reader, ``Candidate.evidence`` with one) says how likely that is.

Each set is also judged by a fit on the others only: "AUROC" is that of answerable against unanswerable questions,
"ECE" the calibration error in ten bins of equal size. The last row is the fit that ships: on all sets, each of which
weighs the same.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import numpy as np
from numpy.typing import NDArray
from quality import ROOT, Bench, cache_folder

from retrieval import Library
from retrieval.evaluation.sources import Sources
from retrieval.reader import BUNDLED, NONE

SETS = {"clapnq_dev": None, "squad20_dev": 1500, "mtrag_un": None}
Table = NDArray[np.float64]


def main() -> None:
    parser = argparse.ArgumentParser(description="Fit what a confidence is made of.")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data", help="folder of the sets")
    parser.add_argument("--cache", type=Path, default=cache_folder(), help="folder for indexes (default: %(default)s)")
    options = parser.parse_args()
    bench = Bench(options.data, options.cache, quick=False, save=None, baseline=None)
    for reader in (NONE, BUNDLED):
        tables = {name: collect(bench, name, most, reader) for name, most in SETS.items()}
        print(f"\n| reader: {reader} | questions | bias | slope | AUROC | ECE |\n|---|--:|--:|--:|--:|--:|")
        for name, table in tables.items():
            bias, slope = fit([other for key, other in tables.items() if key != name])
            print(f"| {name}, fitted on the others | {row(table, bias, slope)} |")
        bias, slope = fit(list(tables.values()))
        print(f"| **all** | {row(np.concatenate(list(tables.values())), bias, slope)} |", flush=True)


def collect(bench: Bench, name: str, most: int | None, reader: str) -> Table:
    """Return for every question what its best passage has, whether that answers, and whether anything does."""
    corpus = bench.cut(bench.load(name), most)
    rows = []
    with bench.open(name, corpus.entries) as library, Sources(library) as sources:
        switch(library, reader)
        for question in corpus.questions:
            ranking = library.rank(question.question, history=question.history)
            if ranking.candidates:
                first = ranking.candidates[0]
                best = first.score(ranking.asked) if reader == NONE else first.evidence(ranking.asked)
                answers = question.answerable and sources.path_of[first.stored.id] in question.documents
                rows.append((best, answers, question.answerable))
        library.encoder.keep()  # type: ignore[attr-defined]
    return np.array(rows, dtype=float)


def switch(library: Library, reader: str) -> None:
    """Give a library another reader, and the judge that goes with it."""
    other = Library.open(library.seeds, library.index, library.model.name, reader=reader)
    library.__dict__["reader"], library.judge = other.reader, other.judge


def fit(tables: Sequence[Table]) -> tuple[float, float]:
    """Return bias and slope with the greatest likelihood (Newton's method), every set weighing the same."""
    x = np.concatenate([table[:, 0] for table in tables])
    y = np.concatenate([table[:, 1] for table in tables])
    weights = np.concatenate([np.full(len(table), 1 / len(table)) for table in tables])
    features = np.stack([np.ones_like(x), x], axis=1)
    found = np.zeros(2)
    for _ in range(50):
        p = 1 / (1 + np.exp(-features @ found))
        slope = features.T @ (weights * (y - p)) - 1e-6 * found
        curve = (features * (weights * p * (1 - p))[:, None]).T @ features + 1e-6 * np.eye(2)
        found += np.linalg.solve(curve, slope)
    return float(found[0]), float(found[1])


def row(table: Table, bias: float, slope: float) -> str:
    confidence = 1 / (1 + np.exp(-(bias + slope * table[:, 0])))
    yes, no = confidence[table[:, 2] == 1], confidence[table[:, 2] == 0]
    auroc = (yes[:, None] > no).mean() + 0.5 * (yes[:, None] == no).mean()
    bins = np.array_split(np.argsort(confidence), 10)
    error = sum(abs(confidence[b].mean() - table[b, 1].mean()) * len(b) for b in bins) / len(table)
    return f"{len(table):,} | {bias:.2f} | {slope:.2f} | {auroc:.3f} | {error:.3f}"


if __name__ == "__main__":
    main()
