"""A reader of English and a multilingual encoder → weights of a reader that begins with much of what the first knows.

The encoder's lower layers give words of the same meaning similar hidden states in all its languages. The reader's upper
layers have learned, from far more questions than one run on a processor sees, what to do with the hidden states of
their own lower ones. A linear bridge turns the one into the other: the regression of the reader's hidden states on the
encoder's, over the same English texts. Then the bridge and all above it learn on, and the layers below stay as they
are, so that other languages still look like English from above (Artetxe et al., "On the Cross-lingual Transferability
of Monolingual Representations", 2020, learn the lower part instead).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor

from retrieval.encoding.tokens import tokens_over
from retrieval.model import Span
from retrieval.reader.pairs import Pairing, SpecialTokens, pair_tokens
from retrieval.training.groups.pairs import Pair
from retrieval.training.network import Bridge, Network

FITTED_PAIRS = 600
"""Pairs of question and passage that the regression sees, about 60,000 tokens; it has 385 numbers for each channel."""

RIDGE = 1e-4
"""What is added to the diagonal of the regression's matrix, as a share of the mean of the diagonal."""

_Text = tuple[str, str, str]


class TokenPlace(NamedTuple):
    """Where a token stands: in which part of a pair, and at which characters of it.

    The parts are the question, what stands above, and the passage: 0, 1, 2; special tokens have negative numbers.
    """

    part: int
    span: Span


@dataclass(frozen=True, slots=True)
class TokenizedPair:
    """The tokens of a pair; ``places`` is None where a part of the pair was cut."""

    pairing: Pairing
    places: Sequence[TokenPlace] | None


class Layered(NamedTuple):
    """A network, its word vectors, and the pairs that it reads."""

    network: Network
    words: Tensor
    pairs: Sequence[TokenizedPair]

    def hidden(self, pairing: Pairing, layers: int) -> Tensor:
        """Return the hidden states of a pair's tokens above so many layers, (tokens, width)."""
        ids = torch.tensor([pairing.ids])
        types = (torch.arange(len(pairing.ids)) >= pairing.second_start).long()[None]
        encoder = self.network.encoder
        with torch.inference_mode():
            hidden: Tensor = encoder.embeddings(inputs_embeds=self.words[ids], token_type_ids=types)
            for layer in encoder.encoder.layer[:layers]:
                hidden = layer(hidden, None)
        return hidden[0]


def fit_bridge(below: Layered, reader: Layered, from_layer: int) -> None:
    """Set the bridge of a network to the regression of the reader's hidden states on those below the bridge.

    Both read the same pairs. from_layer: which of the reader's layers stands first above the bridge; see ``bridged``.
    """
    layers = below.network.encoder.encoder.layer
    at = next(i for i, layer in enumerate(layers) if isinstance(layer, Bridge))
    linear = layers[at].linear
    width = linear.in_features
    gram = torch.zeros(width + 1, width + 1, dtype=torch.float64)
    product = torch.zeros(width + 1, width, dtype=torch.float64)
    for mine, theirs in zip(below.pairs, reader.pairs, strict=True):
        if mine.places is None or theirs.places is None:
            continue
        shares = _shares(mine.places, theirs.places)
        is_used = shares.sum(1) > 0
        given = below.hidden(mine.pairing, at)[is_used].double()
        given = torch.cat([given, torch.ones(len(given), 1, dtype=torch.float64)], dim=1)
        gram += given.T @ given
        product += given.T @ (shares[is_used] @ reader.hidden(theirs.pairing, from_layer)).double()
    gram += torch.eye(width + 1, dtype=torch.float64) * gram.diagonal().mean() * RIDGE
    solved = torch.linalg.solve(gram, product).float()
    with torch.no_grad():
        linear.weight.copy_(solved[:-1].T)
        linear.bias.copy_(solved[-1])


def tokenized(tokenizer: Any, pairs: Sequence[_Text], special: SpecialTokens) -> list[TokenizedPair]:
    """Return the tokens of each (question, above, passage), and where they stand."""

    def spans(texts: Iterable[str]) -> dict[str, Sequence[Span]]:
        each = list(dict.fromkeys(texts))
        alone = pair_tokens(tokenizer, [("", "", text) for text in each], special)
        return {text: pairing.offsets for text, pairing in zip(each, alone, strict=True)}

    questions, aboves = spans(pair[0] for pair in pairs), spans(pair[1] for pair in pairs)
    found = []
    for (question, above, _), pairing in zip(pairs, pair_tokens(tokenizer, pairs, special), strict=True):
        places = [TokenPlace(-1, (0, 1))]
        for part, offsets in enumerate((questions[question], aboves[above], pairing.offsets)):
            if offsets or part != 1:
                places += [*(TokenPlace(part, span) for span in offsets), TokenPlace(-2 - part, (0, 1))]
        found.append(TokenizedPair(pairing, places if len(places) == len(pairing.ids) else None))
    return found


def texts_to_fit(groups: Iterable[Sequence[Pair]], count: int = FITTED_PAIRS) -> list[_Text]:
    """Return the texts of the first pairs of groups."""
    return [(pair.question, pair.above, pair.text) for pair in islice(chain.from_iterable(groups), count)]


def _shares(here: Sequence[TokenPlace], there: Sequence[TokenPlace]) -> Tensor:
    """Return how much each token of one list is each of the other's, (here, there): equal shares, or none."""
    by_part: dict[int, list[int]] = {}
    for i, place in enumerate(there):
        by_part.setdefault(place.part, []).append(i)
    shares = np.zeros((len(here), len(there)), dtype=np.float32)
    for row, (part, span) in enumerate(here):
        same_part = by_part.get(part, [])
        if found := tokens_over([there[i].span for i in same_part], *span):
            shares[row, same_part[found[0] : found[1]]] = 1 / (found[1] - found[0])
    return torch.from_numpy(shares)
