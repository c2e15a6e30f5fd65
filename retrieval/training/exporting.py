"""The reader's weights → the graph that ships, in eight bits.

    python -m retrieval.training.exporting RUN [RUN ... --shares 0.6 0.4 ...] --sample TRAIN

Each RUN is a folder that ``train`` wrote, or a graph that this wrote. The graph replaces the one that ships, and its
digest is printed. The weighted mean of several runs' weights reads better than each of them where texts differ from the
training data (Wortsman et al., "Model soups", 2022). TRAIN is what the runs learned from: some of it is read to smooth
the network for eight bits.
"""

from __future__ import annotations

import argparse
import logging
import math
import tempfile
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from torch import Tensor

from retrieval.digests import file_sha256
from retrieval.encoding.graphs.exporting import optimise
from retrieval.encoding.graphs.quantising import OPSET, quantise
from retrieval.encoding.graphs.tracing import add_weights
from retrieval.encoding.manifest import export_files
from retrieval.errors import TrainingError
from retrieval.training.examples import Data
from retrieval.training.foundation import FOR_ENGLISH, Foundation, add_foundation_options, foundation_of, weights_at
from retrieval.training.smoothing import SAMPLE_PAIRS, smooth
from retrieval.training.train import exit_on_error

INPUTS = ["vectors", "types", "mask"]
OUTPUTS = ["relevance", "begins", "ends"]
"""What the graph takes and gives; see ``Network.forward``."""


def main() -> None:
    """Export the reader with the options of the command line."""
    parser = argparse.ArgumentParser(description="Export the reader.")
    parser.add_argument("runs", type=Path, nargs="+", help="folders that the training wrote, or graphs")
    parser.add_argument("--shares", type=float, nargs="+", help="the weight of each run in the mean (default: equal)")
    parser.add_argument("--to", type=Path, help="file to write (default: the graph that ships)")
    parser.add_argument("--precision", choices=("int8", "float32"), default="int8", help="default: %(default)s")
    parser.add_argument("--sample", type=Path, required=True, help="a file in SQuAD's format, or a folder in BEIR's")
    add_foundation_options(parser)
    options = parser.parse_args()
    shares = options.shares or [1.0] * len(options.runs)
    if len(shares) != len(options.runs):
        parser.error(f"--shares needs one number for each of the {len(options.runs)} runs, not {len(shares)}")
    logging.disable(logging.WARNING)
    with exit_on_error(parser):
        foundation = foundation_of(options)
        weights = mean_weights([weights_at(run, foundation) for run in options.runs], shares)
        to = options.to or foundation.edition.graph
        export_reader(weights, to, Data.read([options.sample]), options.precision, foundation)
    print_graph(to)


def print_graph(path: Path) -> None:
    """Print where a graph is, how large it is, and its digest."""
    print(f"{path} ({path.stat().st_size / 1e6:.1f} MB), sha256 {file_sha256(path)}")


def mean_weights(runs: Sequence[Mapping[str, Tensor]], shares: Sequence[float]) -> dict[str, Tensor]:
    """Return the weighted mean of several runs' weights.

    Raises TrainingError for a share below 0, for shares that add up to 0 or infinity, and for weights of different
    networks.
    """
    if not all(share >= 0 for share in shares) or not 0 < sum(shares) < math.inf:
        listed = ", ".join(map(str, shares))
        raise TrainingError(
            f"The shares {listed} cannot be used as weights",
            "name numbers of 0 or more, not all 0",
            expected="numbers of 0 or more, not all 0",
            found=listed,
        )
    if any(run.keys() != runs[0].keys() for run in runs):
        raise TrainingError("The weights are not all of the same network", "name runs of this training")
    pairs = list(zip(runs, shares, strict=True))
    return {key: sum(run[key] * share for run, share in pairs) / sum(shares) for key in runs[0]}  # type: ignore[misc]


def export_reader(
    weights: Mapping[str, Tensor],
    to: Path,
    data: Data,
    precision: str = "int8",
    foundation: Foundation = FOR_ENGLISH,
) -> None:
    """Write the graph of a network with these weights, which it contains, to a file.

    data: of the kind that it was trained on. precision: "int8", or "float32".
    """
    import onnx

    network, words = foundation.network()
    network.load_state_dict(weights)
    network.eval()
    if precision == "int8":
        step = -(-len(data.examples) // SAMPLE_PAIRS)
        sample = [(each, data.paragraphs[each.paragraph]) for each in data.examples[::step]]
        pairs = [(example.question, paragraph.title, paragraph.text) for example, paragraph in sample]
        smooth(network, words, foundation.tokenizer(), pairs, foundation.special)
    vectors = words[torch.tensor([[101, 2129, 2521, 102, 1996, 102], [101, 2129, 102, 1996, 102, 0]])]
    types = torch.tensor([[0, 0, 0, 0, 1, 1], [0, 0, 0, 1, 1, 0]])
    mask = torch.tensor([[1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 0]])
    sizes = {0: "pairs", 1: "tokens"}
    with tempfile.TemporaryDirectory() as temporary, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        folder = Path(temporary)
        torch.onnx.export(
            network,
            (vectors, types, mask),
            str(folder / export_files("traced")[0]),
            input_names=INPUTS,
            output_names=OUTPUTS,
            dynamic_axes=dict.fromkeys(INPUTS, sizes) | {"relevance": {0: "pairs"}, "begins": sizes, "ends": sizes},
            opset_version=OPSET,
            dynamo=False,
            export_params=False,
            do_constant_folding=False,
        )
        add_weights(folder, "traced", network.state_dict(keep_vars=True), INPUTS)
        if precision == "int8":
            optimise(folder, "traced", "folded", fuse=False)
            quantise(folder, "folded", "quantised")
            optimise(folder, "quantised", "final")
        else:
            optimise(folder, "traced", "final")
        model = onnx.load(folder / export_files("final")[0])
        to.parent.mkdir(parents=True, exist_ok=True)
        onnx.save(model, to)


if __name__ == "__main__":
    main()
