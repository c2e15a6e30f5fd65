"""Makes the reader that ships: trains its runs, and exports the weighted mean of their weights, in eight bits.

    python -m retrieval.reader.training.recipe OUT --squad TRAIN --judged FOLDER

TRAIN and FOLDER are those of ``train``. Every run has a folder in OUT; one that is done isn't done again, and one that
was cut off goes on. The graph is OUT/reader.onnx, and its digest is printed: to ship it, copy it to
``retrieval/reader/weights``, and set ``SHA256`` in ``retrieval/reader/reading.py``.
"""

from __future__ import annotations

import argparse
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from torch import Tensor

from retrieval.reader.reading import GRAPH
from retrieval.reader.training.examples import Data
from retrieval.reader.training.exporting import export, mean
from retrieval.reader.training.keeping import WEIGHTS_FILE, make_folder, read_weights
from retrieval.reader.training.train import Plan, add_data, told, train
from retrieval.serving import ExportedFile


@dataclass(frozen=True, slots=True)
class Run:
    """How one run learns, and what it starts from: the weighted mean of other runs, or the encoder's weights."""

    plan: Plan
    start: Mapping[str, float] = field(default_factory=dict)


RUNS = {
    "first": Run(Plan(groups=52_000)),
    "second": Run(Plan(groups=45_000, rate=6e-5, seed=2), {"first": 1.0}),
    "third": Run(Plan(groups=194_253, wrong=4, rate=2e-4, tokens=24_576, dropout=0.1, workers=14, keep_every=100)),
}
SHARES = {"first": 0.21, "second": 0.39, "third": 0.4}
"""What each run weighs in the mean that ships."""


def main() -> None:
    """Make it, from what the command line names."""
    parser = argparse.ArgumentParser(description="Make the reader that ships.")
    parser.add_argument("out", type=Path, help="folder for the runs and the graph")
    add_data(parser, needs_judged=True)
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    with told(parser):
        graph = make(options.out, Data.read(options.squad, options.judged))
    print(f"{graph} ({graph.stat().st_size / 1e6:.1f} MB), sha256 {ExportedFile.of(graph).sha256}")


def make(
    out: Path, data: Data, runs: Mapping[str, Run] = RUNS, shares: Mapping[str, float] = SHARES, precision: str = "int8"
) -> Path:
    """Train all runs, in order, and write the graph of the mean; return its path. Raises what ``train`` does."""
    make_folder(out)
    for name, run in runs.items():
        start = _mean(out, run.start) if run.start else None
        train(out / name, data, run.plan, start, shared=out)
    graph = out / GRAPH.name
    export(_mean(out, shares), graph, data, precision)
    return graph


def _mean(out: Path, shares: Mapping[str, float]) -> dict[str, Tensor]:
    return mean([read_weights(out / name / WEIGHTS_FILE) for name in shares], list(shares.values()))


if __name__ == "__main__":
    main()
