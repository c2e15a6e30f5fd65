"""Calibrating: the numbers in ``retrieval.answering.ReadingJudge`` and ``LogisticJudge``, from the development sets.

    python tests/benchmarks/calibrating.py            # uses the indexes that quality.py keeps

For every question the pipeline's best passage is taken, and whether it answers: the question is answerable and the
passage is of a document that does. Where a set has no unanswerable questions, each is asked once more of all documents
but those that answer it. A logistic regression says how likely that is: on the highest ``Candidate.score`` of the three
best passages, and where there is a reader on the highest ``Candidate.sureness``.

Each set is also judged by a fit on the others only, and all of them, question by question, by a fit on the half that a
question is not in. "AUROC" is that of answerable against unanswerable questions, "ECE" the calibration error in ten
bins of equal weight. In a fit, and in a calibration error, each set weighs the same. The last row is what ships.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import numpy as np
from numpy.typing import NDArray
from quality import ROOT, Bench, cache_folder

from retrieval import Filter, Library
from retrieval.answering import QUOTES
from retrieval.evaluation.sources import Sources
from retrieval.ranking import Candidate
from retrieval.reader import BUNDLED, NONE
from retrieval.records import StoredDocument

SETS = {"clapnq_dev": None, "squad20_dev": 1500, "mtrag_un": None, "squadshifts_reddit": 750}
Table = NDArray[np.float64]
"""Of a set, a row for each question; see ``collect``."""
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Without(Filter):
    """Admits the documents with all other paths."""

    paths: frozenset[str] = frozenset()

    def admits(self, document: StoredDocument) -> bool:
        return document.path not in self.paths


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
            print(
                f"| {name}, fitted on the others | {row([table], fit([t for n, t in tables.items() if n != name]))} |"
            )
        shuffled = [np.random.default_rng(0).permutation(table) for table in tables.values()]
        for half in (0, 1):
            fitted = fit([table[1 - half :: 2] for table in shuffled])
            print(f"| half of all, fitted on the other | {row([table[half::2] for table in shuffled], fitted)} |")
        fitted = fit(list(tables.values()))
        for name, table in tables.items():
            print(f"| {name}, fitted on all | {row([table], fitted)} |")
        print(f"| **all** | {row(list(tables.values()), fitted)} |", flush=True)


def collect(bench: Bench, name: str, most: int | None, reader: str) -> Table:
    """Return for every question whether anything answers, whether its best passage does, and how sure it is."""
    corpus = bench.cut(bench.load(name), most)
    rows = []
    with bench.open(name, corpus.entries) as library, Sources(library) as sources:
        switch(library, reader)
        has_both = not all(question.answerable for question in corpus.questions)
        for question in corpus.questions:
            for is_answerable in (question.answerable,) if has_both else (True, False):
                only = None if has_both or is_answerable else Without(paths=frozenset(question.documents))
                ranking = library.rank(question.question, history=question.history, only=only)
                if ranking.candidates:
                    first = ranking.candidates[0]
                    sure = Candidate.score if reader == NONE else Candidate.sureness
                    has = max(sure(candidate, ranking.asked) for candidate in ranking.candidates[:QUOTES])
                    answers = is_answerable and sources.path_of[first.stored.id] in question.documents
                    rows.append((is_answerable, answers, has))
        library.encoder.keep()  # type: ignore[attr-defined]
    return np.array(rows, dtype=float)


def switch(library: Library, reader: str) -> None:
    """Give a library another reader, and the judge that goes with it."""
    other = Library.open(library.seeds, library.index, library.model.name, reader=reader)
    library.__dict__["reader"], library.judge = other.reader, other.judge


def together(tables: Sequence[Table]) -> tuple[Table, Numbers]:
    """Return the rows of some sets, and what each weighs."""
    return np.concatenate(tables), np.concatenate([np.full(len(table), 1 / len(table)) for table in tables])


def fit(tables: Sequence[Table]) -> Numbers:
    """Return bias and slope with the greatest likelihood (Newton's method)."""
    rows, weights = together(tables)
    x = np.hstack([np.ones((len(rows), 1)), rows[:, 2:]])
    found = np.zeros(x.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ found))
        slope = x.T @ (weights * (rows[:, 1] - p)) - 1e-6 * found
        curve = (x * (weights * p * (1 - p))[:, None]).T @ x + 1e-6 * np.eye(len(found))
        found += np.linalg.solve(curve, slope)
    return found


def row(tables: Sequence[Table], fitted: Numbers) -> str:
    rows, weights = together(tables)
    confidence = 1 / (1 + np.exp(-(fitted[0] + rows[:, 2] * fitted[1])))
    yes, no = confidence[rows[:, 0] == 1], confidence[rows[:, 0] == 0]
    auroc = (yes[:, None] > no).mean() + 0.5 * (yes[:, None] == no).mean()
    order = np.argsort(confidence)
    share = weights[order] / weights.sum()
    bins = np.minimum((np.cumsum(share) - share / 2) * 10, 9).astype(int)
    error = np.abs(np.bincount(bins, share * (confidence - rows[:, 1])[order])).sum()
    return f"{len(rows):,} | {fitted[0]:.2f} | {fitted[1]:.2f} | {auroc:.3f} | {error:.3f}"


if __name__ == "__main__":
    main()
