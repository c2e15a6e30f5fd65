"""Calibrating: the numbers in ``ReadingJudge`` and ``LogisticJudge``, from the development sets.

    python tests/benchmarks/calibrating.py            # uses the indexes that quality.py keeps

For every question, the pipeline's best passage is taken. It answers when the question is answerable and the passage
belongs to a document that answers. Where a set has no unanswerable questions, each question is asked once more without
the documents that answer it. A logistic regression says how likely the best passage answers, from the highest
``Candidate.unread_sureness`` of the three best passages, or, with a reader, from the highest ``Candidate.sureness``.

Each set is also judged by a fit on the other sets only, and each half of all questions by a fit on the other half.
"AUROC" is that of answerable against unanswerable questions, "ECE" is the calibration error in ten bins of equal
weight. In a fit, and in a calibration error, all sets have the same weight. The last row is what ships.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from development_sets import ROOT, Bench, cache_folder
from numpy.typing import NDArray

from retrieval import UNLIMITED, Filter, Library
from retrieval.catalog.records import StoredDocument
from retrieval.encoding.model_files import ENGLISH_MODEL
from retrieval.evaluation.sources import Sources
from retrieval.reader import BUNDLED, NONE
from retrieval.search.query import MAX_QUOTES
from retrieval.search.ranking import Candidate

SETS = {"clapnq_dev": None, "squad20_dev": 1500, "mtrag_un": None, "squadshifts_reddit": 750}
Table = NDArray[np.float64]
"""A row for each question of a set; see ``collect``."""
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Without(Filter):
    """Admits all documents but those with these paths."""

    paths: frozenset[str] = frozenset()

    def admits(self, document: StoredDocument) -> bool:
        return document.path not in self.paths


def main() -> None:
    parser = argparse.ArgumentParser(description="Fit the numbers that turn a score into a confidence.")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data", help="folder of the sets")
    parser.add_argument("--cache", type=Path, default=cache_folder(), help="folder for indexes (default: %(default)s)")
    parser.add_argument("--model", default=ENGLISH_MODEL, help="the encoder (default: %(default)s)")
    options = parser.parse_args()
    bench = Bench(options.data, options.cache, quick=False, save=None, baseline=None, model=options.model)
    for reader in (NONE, BUNDLED):
        tables = {name: collect(bench, name, questions, reader) for name, questions in SETS.items()}
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


def collect(bench: Bench, name: str, questions: int | None, reader: str) -> Table:
    """Return for every question whether anything answers it, whether its best passage does, and how sure that is."""
    corpus = bench.cut(bench.load(name), questions)
    rows = []
    with (
        bench.open(name, corpus.entries) as kept,
        Library.open(kept.seeds, kept.index, encoder=kept.encoder, reader=reader) as library,
    ):
        sources = Sources(library)
        has_both = not all(question.answerable for question in corpus.questions)
        for question in corpus.questions:
            for is_answerable in (question.answerable,) if has_both else (True, False):
                only = None if has_both or is_answerable else Without(paths=frozenset(question.documents))
                ranking = library.rank(question.question, history=question.history, only=only, access=UNLIMITED)
                if ranking.candidates:
                    first = ranking.candidates[0]
                    sure = Candidate.unread_sureness if reader == NONE else Candidate.sureness
                    has = max(sure(candidate, ranking.terms) for candidate in ranking.candidates[:MAX_QUOTES])
                    answers = is_answerable and sources.path_of[first.stored.id] in question.documents
                    rows.append((is_answerable, answers, has))
        library.encoder.keep()  # type: ignore[attr-defined]
    return np.array(rows, dtype=float)


def together(tables: Sequence[Table]) -> tuple[Table, Numbers]:
    """Return the rows of some sets, and the weight of each row."""
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
