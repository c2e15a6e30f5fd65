"""The graph that ships can be trained on from: its weights come out of it again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from retrieval.encoding.model_files import ENGLISH_MODEL, find_model
from retrieval.encoding.packed.multilingual import MULTILINGUAL, is_installed
from retrieval.encoding.tokens import TOKENIZER_FILE, load_tokenizer
from retrieval.errors import TrainingError
from retrieval.reader.bundled import ENGLISH, BundledReader
from retrieval.reader.pairs import pair_tokens
from retrieval.training.examples import Data, Example, Paragraph
from retrieval.training.exporting import export_reader
from retrieval.training.foundation import FOR_ENGLISH, FOUNDATIONS, Foundation, weights_at
from retrieval.training.network import from_encoder
from retrieval.training.recovering import recover_weights

WELL = "The well was dug in 1731. Its water was sold for a farthing a pail. Two men drew it from dawn until dusk."
PAIRS = [
    ("When was the well dug?", "", WELL),
    ("What did a pail cost?", "Wells, The old well", WELL),
    ("Who dug the canal?", "", WELL),
    ("How deep is the mine?", "Mines", "Coal was found in 1840."),
]


def test_what_ships_and_the_network_recovered_from_it_read_the_same() -> None:
    files = find_model(ENGLISH_MODEL)
    network, words = from_encoder(files.folder)
    network.load_state_dict(recover_weights(network, ENGLISH.graph))
    network.eval()
    tokenizer = load_tokenizer(files.folder / TOKENIZER_FILE, files.name)
    for tokens, reading in zip(pair_tokens(tokenizer, PAIRS), BundledReader(files).read(PAIRS), strict=True):
        ids = torch.tensor([tokens.ids])
        types = (torch.arange(len(tokens.ids)) >= tokens.second_start).long()[None]
        with torch.inference_mode():
            relevance, begins, _ = network(words[ids], types, torch.ones_like(ids))
        # The network computes in more than eight bits.
        assert float(relevance[0]) == pytest.approx(reading.relevance, abs=0.3)
        passage = begins[0, tokens.passage_start : tokens.passage_start + len(tokens.offsets)].numpy()
        assert int(passage.argmax()) == int(np.argmax(reading.begins))


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize("foundation", FOUNDATIONS.values(), ids=FOUNDATIONS)
def test_weights_come_out_of_a_graph_as_they_went_in(foundation: Foundation, tmp_path: Path) -> None:
    if foundation.edition.name == MULTILINGUAL and not is_installed():
        pytest.skip("the multilingual model is not installed")
    weights = weights_at(foundation.edition.graph, foundation)
    start = WELL.index("1731")
    data = Data([Paragraph("", WELL)], [Example("When was the well dug?", 0, (start, start + 4))])
    for precision, rounding in (("float32", 1e-6), ("int8", 0.25)):
        export_reader(weights, tmp_path / "reader.onnx", data, precision, foundation)
        again = weights_at(tmp_path / "reader.onnx", foundation)
        assert again.keys() == weights.keys()
        for key, value in weights.items():
            if "word_embeddings" not in key:
                difference = float((again[key] - value).norm() / value.norm())
                assert difference <= rounding, (key, difference)


@pytest.mark.parametrize("content", [b"", b"no graph", b"\x08\x08"])
def test_what_is_no_reader_is_told(tmp_path: Path, content: bytes) -> None:
    network, _ = FOR_ENGLISH.network()
    path = tmp_path / "other.onnx"
    path.write_bytes(content)
    with pytest.raises(TrainingError, match=str(path)):
        recover_weights(network, path)
    with pytest.raises(TrainingError, match=r"none\.onnx"):
        recover_weights(network, tmp_path / "none.onnx")
