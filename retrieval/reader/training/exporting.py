"""The reader's weights → the graph that ships, in eight bits.

    python -m retrieval.reader.training.exporting OUT [--mix OTHER --share 0.35]

OUT is the folder that ``train`` wrote to; the graph is put beside the reader's code, and its digest printed. OTHER is
the folder of the run that OUT's started from: a weighted mean of both runs' weights reads better than either
(Wortsman et al., "Model soups", 2022).
"""

from __future__ import annotations

import argparse
import logging
import tempfile
import warnings
from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor

from retrieval.exporting import OPSET, add_weights, optimise
from retrieval.models import DEFAULT_MODEL, find_model
from retrieval.quantising import quantise
from retrieval.reader.reading import GRAPH
from retrieval.reader.training.network import from_encoder
from retrieval.reader.training.train import WEIGHTS_FILE
from retrieval.serving import ExportedFile, export_files

INPUTS = ["vectors", "types", "mask"]
OUTPUTS = ["relevance", "begins", "ends"]


def main() -> None:
    """Export as the command line says."""
    parser = argparse.ArgumentParser(description="Export the reader.")
    parser.add_argument("out", type=Path, help="the folder that the training wrote to")
    parser.add_argument("--to", type=Path, default=GRAPH, help="file to write (default: beside the reader's code)")
    parser.add_argument("--precision", choices=("int8", "float32"), default="int8")
    parser.add_argument("--mix", type=Path, help="folder of another run, whose weights are mixed in")
    parser.add_argument("--share", type=float, default=0.35, help="share of the other run (default: %(default)s)")
    options = parser.parse_args()
    logging.disable(logging.WARNING)
    weights = load_file(options.out / WEIGHTS_FILE)
    if options.mix:
        other = load_file(options.mix / WEIGHTS_FILE)
        weights = {key: (1 - options.share) * value + options.share * other[key] for key, value in weights.items()}
    export(weights, options.to, options.precision)
    print(f"{options.to} ({options.to.stat().st_size / 1e6:.1f} MB), sha256 {ExportedFile.of(options.to).sha256}")


def export(weights: Mapping[str, Tensor], to: Path, precision: str = "int8") -> None:
    """Write the graph of a checkpoint, with its weights inside."""
    import onnx

    network, words = from_encoder(find_model(DEFAULT_MODEL).folder)
    network.load_state_dict(weights)
    network.eval()
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
