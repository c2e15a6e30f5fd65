"""A network whose activations suffer from eight bits → one that computes the same, and whose activations do not.

The activations before a matrix share one scale, so a channel that is sometimes large leaves the others few steps.
Therefore each channel is divided by a number, and the matrix's weights for it are multiplied by that number (Xiao et
al., "SmoothQuant", 2023). Only the feed-forward layers are smoothed: most of the error comes from them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn

from retrieval.reader.pairs import BERT_TOKENS, SpecialTokens, pair_tokens
from retrieval.training.network import Network

STRENGTH = 0.8
"""How much of the activations' unevenness moves into the matrix, from 0 for none to 1 for all."""

SAMPLE_PAIRS = 128
"""How many pairs are read to find how large each channel becomes."""


class _Smoothed(nn.Module):
    def __init__(self, linear: nn.Linear, divisors: Tensor) -> None:
        super().__init__()
        self.linear = linear
        self.by = nn.Parameter(1 / divisors)  # its name becomes the name of a tensor in the graph
        with torch.no_grad():
            linear.weight *= divisors

    def forward(self, x: Tensor) -> Tensor:
        product: Tensor = self.linear(x * self.by)
        return product


def smooth(
    network: Network,
    words: Tensor,
    tokenizer: Any,
    pairs: Sequence[tuple[str, str, str]],
    special: SpecialTokens = BERT_TOKENS,
) -> None:
    """Smooth a network in place.

    words: the word vectors, (words, width). pairs: each (question, above, passage), of the kind that it will read.
    """
    holders = [holder for layer in network.encoder.encoder.layer for holder in (layer.intermediate, layer.output)]
    largest: dict[nn.Module, Tensor] = {}

    def note_sizes(module: nn.Module, inputs: tuple[Tensor, ...], _: Tensor) -> None:
        sizes = inputs[0].abs().flatten(0, -2).amax(0)
        largest[module] = torch.maximum(largest[module], sizes) if module in largest else sizes

    hooks = [holder.dense.register_forward_hook(note_sizes) for holder in holders]
    with torch.inference_mode():
        for tokens in pair_tokens(tokenizer, pairs, special):
            ids = torch.tensor([tokens.ids])
            types = (torch.arange(len(tokens.ids)) >= tokens.second_start).long()[None]
            network(words[ids], types, torch.ones_like(ids))
    for hook in hooks:
        hook.remove()
    for holder in holders:
        linear = holder.dense
        weights = linear.weight.detach().abs().amax(0).clamp(min=1e-5)
        divisors = largest[linear].clone().clamp(min=1e-5) ** STRENGTH / weights ** (1 - STRENGTH)
        holder.dense = _Smoothed(linear, divisors)
