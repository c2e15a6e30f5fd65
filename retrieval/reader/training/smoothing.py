"""A network whose activations lie badly in eight bits → one that computes the same, and whose activations lie well.

What is multiplied with a matrix has one scale for all of it, so a channel that now and then is large leaves the others
few steps. Each channel is divided by a number, and the matrix's row multiplied by it (Xiao et al., "SmoothQuant",
2023). Only what the feed-forward layers multiply is: there most of the error comes from.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn

from retrieval.reader.pairing import pair_tokens
from retrieval.reader.training.network import Network

STRENGTH = 0.8
"""How far a matrix takes the unevenness from what it is multiplied with: 0 would leave it all there."""

SAMPLES = 128
"""Pairs that the size of each channel is taken of."""


class _Smoothed(nn.Module):
    def __init__(self, linear: nn.Linear, by: Tensor) -> None:
        super().__init__()
        self.linear = linear
        self.by = nn.Parameter(1 / by)
        with torch.no_grad():
            linear.weight *= by

    def forward(self, x: Tensor) -> Tensor:
        product: Tensor = self.linear(x * self.by)
        return product


def smooth(network: Network, words: Tensor, tokenizer: Any, pairs: Sequence[tuple[str, str, str]]) -> None:
    """Change a network in place. pairs: (question, title, passage)s of the kind that it will read."""
    holders = [holder for layer in network.encoder.encoder.layer for holder in (layer.intermediate, layer.output)]
    largest: dict[nn.Module, Tensor] = {}

    def look(module: nn.Module, given: tuple[Tensor, ...], _: Tensor) -> None:
        sizes = given[0].abs().flatten(0, -2).amax(0)
        largest[module] = torch.maximum(largest[module], sizes) if module in largest else sizes

    hooks = [holder.dense.register_forward_hook(look) for holder in holders]
    with torch.inference_mode():
        for tokens in pair_tokens(tokenizer, pairs):
            ids = torch.tensor([tokens.ids])
            types = (torch.arange(len(tokens.ids)) >= tokens.second).long()[None]
            network(words[ids], types, torch.ones_like(ids))
    for hook in hooks:
        hook.remove()
    for holder in holders:
        linear = holder.dense
        weights = linear.weight.detach().abs().amax(0).clamp(min=1e-5)
        by = largest[linear].clone().clamp(min=1e-5) ** STRENGTH / weights ** (1 - STRENGTH)
        holder.dense = _Smoothed(linear, by)
