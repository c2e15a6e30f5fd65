"""Makes a reader that ships: trains its runs, and exports the weighted mean of their weights, in eight bits.

    python -m retrieval.training.recipe OUT --squad TRAIN --judged FOLDER
    python -m retrieval.training.recipe OUT --squad TRAIN --judged FOLDER --reader multilingual

TRAIN and FOLDER are those of ``train``; every recipe needs both. Each run has a folder in OUT. When the command is
repeated, it skips runs that are finished, and resumes one that was interrupted. The graph is in OUT, and its digest is
printed. To ship it, copy it to ``retrieval/reader/weights``, and set ``Edition.sha256`` in
``retrieval/reader/bundled.py``.
"""

from __future__ import annotations

import argparse
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from torch import Tensor

from retrieval.encoding.packed.multilingual import MULTILINGUAL
from retrieval.reader.bundled import BUNDLED
from retrieval.training.checkpoint import WEIGHTS_FILE, make_folder, read_weights
from retrieval.training.examples import Data
from retrieval.training.exporting import export_reader, mean_weights, print_graph
from retrieval.training.foundation import FOUNDATIONS, Foundation, add_foundation_options, foundation_of
from retrieval.training.train import Plan, add_data_options, exit_on_error, train


@dataclass(frozen=True, slots=True)
class TrainingRun:
    """How one run learns, and what it starts from.

    ``start`` maps names of earlier runs to their shares in a weighted mean; empty for what the foundation knows.
    """

    plan: Plan
    start: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a reader is made: what from, its runs in order, and the weight of each in the mean that ships."""

    foundation: Foundation
    runs: Mapping[str, TrainingRun]
    shares: Mapping[str, float]


_BEFORE_CONTEXT = {"first": 0.21, "second": 0.39, "third": 0.4}
_ENGLISH_RUNS = {
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
_ENGLISH_SHARES = {
    **{name: share * (1 - _LEARNED_CONTEXT) for name, share in _BEFORE_CONTEXT.items()},
    "fourth": _LEARNED_CONTEXT,
}

_ON_ALL_LAYERS = Plan(
    groups=175_841,
    wrong=3,
    rate=1.5e-4,
    tokens=32_768,
    dropout=0.1,
    context=0.2,
    windowed=0.7,
    workers=13,
    keep_every=300,
)
_MULTILINGUAL_RUNS = {
    "all": TrainingRun(_ON_ALL_LAYERS),
    "upper": TrainingRun(replace(_ON_ALL_LAYERS, rate=2e-4, frozen=6)),
}
"""English questions wear away some of what the lower layers know of other languages, so one run leaves them alone."""

RECIPES = {
    BUNDLED: Recipe(FOUNDATIONS[BUNDLED], _ENGLISH_RUNS, _ENGLISH_SHARES),
    MULTILINGUAL: Recipe(FOUNDATIONS[MULTILINGUAL], _MULTILINGUAL_RUNS, {"all": 0.5, "upper": 0.5}),
}
"""By the name of the reader in the settings."""


def main() -> None:
    """Make a reader with the options of the command line."""
    needs = "Every recipe needs marked answers (--squad) and judged sentences (--judged)."
    parser = argparse.ArgumentParser(description=f"Make a reader that ships. {needs}")
    parser.add_argument("out", type=Path, help="folder for the runs and the graph")
    add_data_options(parser, judged_for="every recipe")
    add_foundation_options(parser)
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    with exit_on_error(parser):
        recipe = replace(RECIPES[options.reader], foundation=foundation_of(options))
        graph = make_reader(options.out, Data.read(options.squad, options.judged), recipe)
    print_graph(graph)


def make_reader(out: Path, data: Data, recipe: Recipe, precision: str = "int8") -> Path:
    """Train all runs, in order, and write the graph of their weighted mean; return its path.

    Raises what ``train`` and ``read_weights`` raise.
    """
    make_folder(out)
    for name, run in recipe.runs.items():
        start = _mean(out, run.start) if run.start else None
        train(out / name, data, run.plan, start, shared=out, foundation=recipe.foundation)
    graph = out / recipe.foundation.edition.graph.name
    export_reader(_mean(out, recipe.shares), graph, data, precision, recipe.foundation)
    return graph


def _mean(out: Path, shares: Mapping[str, float]) -> dict[str, Tensor]:
    return mean_weights([read_weights(out / name / WEIGHTS_FILE) for name in shares], list(shares.values()))


if __name__ == "__main__":
    main()
