"""Makes the reader that ships: trains its runs, and exports the weighted mean of their weights, in eight bits.

    python -m retrieval.training.recipe OUT --squad TRAIN --judged FOLDER

TRAIN and FOLDER are those of ``train``. Each run has a folder in OUT. When the command is repeated, it skips runs that
are finished, and resumes one that was interrupted. The graph is OUT/reader.onnx, and its digest is printed. To ship it,
copy it to ``retrieval/reader/weights``, and set ``SHA256`` in ``retrieval/reader/bundled.py``.
"""

from __future__ import annotations

import argparse
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from torch import Tensor

from retrieval.reader.bundled import GRAPH
from retrieval.training.checkpoint import WEIGHTS_FILE, make_folder, read_weights
from retrieval.training.examples import Data
from retrieval.training.exporting import export_reader, mean_weights, print_graph
from retrieval.training.train import Plan, add_data_options, exit_on_error, train


@dataclass(frozen=True, slots=True)
class TrainingRun:
    """How one run learns, and what it starts from.

    ``start`` maps names of earlier runs to their shares in a weighted mean; empty for the encoder's weights.
    """

    plan: Plan
    start: Mapping[str, float] = field(default_factory=dict)


_BEFORE_CONTEXT = {"first": 0.21, "second": 0.39, "third": 0.4}

RUNS = {
    "first": TrainingRun(Plan(groups=52_000)),
    "second": TrainingRun(Plan(groups=45_000, rate=6e-5, seed=2), {"first": 1.0}),
    "third": TrainingRun(
        Plan(groups=194_253, wrong=4, rate=2e-4, tokens=24_576, dropout=0.1, workers=14, keep_every=100)
    ),
    "fourth": TrainingRun(
        Plan(
            groups=4_400,
            wrong=3,
            rate=5e-5,
            tokens=3_072,
            seed=4,
            context=0.4,
            frozen=2,
            workers=0,
            keep_every=40,
        ),
        _BEFORE_CONTEXT,
    ),
}
_LEARNED_CONTEXT = 0.8
SHARES = {
    **{name: share * (1 - _LEARNED_CONTEXT) for name, share in _BEFORE_CONTEXT.items()},
    "fourth": _LEARNED_CONTEXT,
}
"""The weight of each run in the mean that ships."""


def main() -> None:
    """Make the reader with the options of the command line."""
    parser = argparse.ArgumentParser(description="Make the reader that ships.")
    parser.add_argument("out", type=Path, help="folder for the runs and the graph")
    add_data_options(parser, needs_judged=True)
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    with exit_on_error(parser):
        graph = make_reader(options.out, Data.read(options.squad, options.judged))
    print_graph(graph)


def make_reader(
    out: Path,
    data: Data,
    runs: Mapping[str, TrainingRun] = RUNS,
    shares: Mapping[str, float] = SHARES,
    precision: str = "int8",
) -> Path:
    """Train all runs, in order, and write the graph of their weighted mean; return its path.

    Raises what ``train`` and ``read_weights`` raise.
    """
    make_folder(out)
    for name, run in runs.items():
        start = _mean(out, run.start) if run.start else None
        train(out / name, data, run.plan, start, shared=out)
    graph = out / GRAPH.name
    export_reader(_mean(out, shares), graph, data, precision)
    return graph


def _mean(out: Path, shares: Mapping[str, float]) -> dict[str, Tensor]:
    return mean_weights([read_weights(out / name / WEIGHTS_FILE) for name in shares], list(shares.values()))


if __name__ == "__main__":
    main()
