"""A bridge lets a reader's upper layers go on from another encoder's lower ones."""

from __future__ import annotations

import pytest
import torch

from retrieval.reader.bundled import ENGLISH
from retrieval.reader.pairs import BERT_TOKENS, pair_tokens
from retrieval.training.bridging import tokenized
from retrieval.training.foundation import FOR_ENGLISH, Foundation, weights_at
from retrieval.training.network import Bridge, Network

MILL = "The mill was built in 1794. Its wheel turned until a flood broke the dam. Nobody has ground flour there since."
FERRY = "The ferry left at six. It carried forty people and a horse, and it was late on every day of that winter."
PAIRS = [
    ("When was the mill built?", "Mills", MILL),
    ("What broke the dam?", "", MILL),
    ("How many people did the ferry carry?", "Rivers, The ferry", FERRY),
    ("Who ground the flour?", "The ferry", FERRY),
]


def readings(network: Network, words: torch.Tensor) -> list[tuple[torch.Tensor, ...]]:
    found = []
    for tokens in pair_tokens(FOR_ENGLISH.tokenizer(), PAIRS):
        ids = torch.tensor([tokens.ids])
        types = (torch.arange(len(tokens.ids)) >= tokens.second_start).long()[None]
        with torch.inference_mode():
            found.append(network.eval()(words[ids], types, torch.ones_like(ids)))
    return found


def test_a_bridge_between_a_readers_own_layers_changes_nothing() -> None:
    foundation = Foundation(ENGLISH, layers=3, bridged_from=3)
    reader, words = FOR_ENGLISH.network()
    reader.load_state_dict(weights_at(ENGLISH.graph))
    network, _ = foundation.network()
    network.encoder.embeddings.load_state_dict(reader.encoder.embeddings.state_dict())
    for layer, own in zip(network.encoder.encoder.layer[:3], reader.encoder.encoder.layer[:3], strict=True):
        layer.load_state_dict(own.state_dict())
    unfitted = readings(network, words)
    foundation.fit(network, words, PAIRS)
    for (relevance, begins, _), (wanted, wanted_begins, _), (other, _, _) in zip(
        readings(network, words), readings(reader, words), unfitted, strict=True
    ):
        assert float(relevance) == pytest.approx(float(wanted), abs=0.5)
        assert int(begins.argmax()) == int(wanted_begins.argmax())
        assert abs(float(other) - float(wanted)) > abs(float(relevance) - float(wanted))


def test_a_reader_goes_on_from_another_encoders_layers() -> None:
    """The encoder that the reader started from has never seen a pair; with a bridge the reader tells pairs apart."""
    foundation = Foundation(ENGLISH, layers=2, bridged_from=2)
    network, words = foundation.network()
    assert [isinstance(layer, Bridge) for layer in network.encoder.encoder.layer] == [False, False, True] + [False] * 4
    foundation.fit(network, words, PAIRS)
    mill, dam, ferry, flour = (float(relevance) for relevance, _, _ in readings(network, words))
    assert min(mill, dam, ferry) > flour


def test_every_token_of_a_pair_has_its_place_in_the_pair() -> None:
    for pair, tokens in zip(PAIRS, tokenized(FOR_ENGLISH.tokenizer(), PAIRS, BERT_TOKENS), strict=True):
        assert tokens.places is not None
        assert len(tokens.places) == len(tokens.pairing.ids)
        words = {
            part: [pair[part][slice(*place.span)] for place in tokens.places if place.part == part] for part in range(3)
        }
        for part, text in enumerate(pair):
            assert "".join(words[part]) == text.replace(" ", "")
        assert sum(place.part < 0 for place in tokens.places) == (4 if pair[1] else 3)


def test_a_pair_that_was_cut_has_no_places() -> None:
    (tokens,) = tokenized(FOR_ENGLISH.tokenizer(), [("why " * 200, "", MILL)], BERT_TOKENS)
    assert tokens.places is None
