"""Groups of pairs → batches of tensors."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import torch
from torch import Tensor

from retrieval.model import Span
from retrieval.reader.pairing import Pairing, pair_tokens
from retrieval.reader.training.groups import Group

POOL = 4096
"""Groups that are sorted by length at a time, so that little of a batch is padding."""

BATCH_TOKENS = 6144
"""Padded tokens in a batch."""

STEP = 16
"""Lengths are padded to multiples of this, and batches to a number of rows that follows from their length: torch
prepares its products anew for every shape that it has not met."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Pairs, as ``Network`` takes them, and what it should make of them.

    There may be more rows of the first three than pairs. ``spans`` are first and last token of the answer, (n, 2), -1
    where there is none. ``rivals`` is (groups, most), the pairs of a group that share a question, the right one first,
    -1 where there are no more.
    """

    ids: Tensor
    types: Tensor
    mask: Tensor
    answers: Tensor
    spans: Tensor
    rivals: Tensor
    groups: int

    def to(self, device: torch.device) -> Batch:
        """Return the batch on a device."""
        tensors = (self.ids, self.types, self.mask, self.answers, self.spans, self.rivals)
        ids, types, mask, answers, spans, rivals = (tensor.to(device, non_blocking=True) for tensor in tensors)
        return Batch(ids, types, mask, answers, spans, rivals, self.groups)


def batched(groups: Iterable[Group], tokenizer: Any, seed: int, most: int = BATCH_TOKENS) -> Iterator[Batch]:
    """Yield batches of groups of like length, in random order."""
    chosen = random.Random(seed)  # noqa: S311 - nothing is secret here
    source = iter(groups)
    while pool := list(islice(source, POOL)):
        flat = [pair for group in pool for pair in group]
        tokens = iter(pair_tokens(tokenizer, [(pair.question, pair.title, pair.text) for pair in flat]))
        read = [(group, [next(tokens) for _ in group]) for group in pool]
        read.sort(key=lambda item: _length(item[1]))
        batches: list[list[tuple[Group, list[Pairing]]]] = [[]]
        for item in read:
            pairs = sum(len(group) for group, _ in batches[-1]) + len(item[0])
            if batches[-1] and pairs > most // _length(item[1]):
                batches.append([])
            batches[-1].append(item)
        chosen.shuffle(batches)
        for batch in batches:
            yield _tensors(batch, most)


def _length(read: list[Pairing]) -> int:
    """Return the length that a group's pairs are padded to."""
    return math.ceil(max(len(each.ids) for each in read) / STEP) * STEP


def _tensors(groups: list[tuple[Group, list[Pairing]]], most: int) -> Batch:
    pairs = [(pair, tokens) for group, read in groups for pair, tokens in zip(group, read, strict=True)]
    longest = _length([tokens for _, tokens in pairs])
    ids = torch.zeros((max(most // longest, len(pairs)), longest), dtype=torch.long)
    types, mask = torch.zeros_like(ids), torch.zeros_like(ids)
    types[len(pairs) :, 1] = 1
    mask[len(pairs) :, :2] = 1
    spans = torch.full((len(pairs), 2), -1)
    for row, (pair, tokens) in enumerate(pairs):
        ids[row, : len(tokens.ids)] = torch.tensor(tokens.ids)
        mask[row, : len(tokens.ids)] = 1
        types[row, tokens.second : len(tokens.ids)] = 1
        if pair.span is not None and (found := _tokens_of(tokens, pair.span)):
            spans[row] = torch.tensor(found)
    rivals = torch.full((len(groups), max(len(group) for group, _ in groups)), -1)
    at = 0
    for row, (group, _) in enumerate(groups):
        same = [at + i for i, pair in enumerate(group) if pair.question == group[0].question]
        rivals[row, : len(same)] = torch.tensor(same)
        at += len(group)
    answers = torch.tensor([float(pair.answers) for pair, _ in pairs])
    return Batch(ids, types, mask, answers, spans, rivals, len(groups))


def _tokens_of(tokens: Pairing, span: Span) -> Span | None:
    """Return the first and the last token of a span of the passage, or None when it was cut off."""
    inside = [i for i, (a, b) in enumerate(tokens.offsets) if a < span[1] and b > span[0]]
    return (tokens.text + inside[0], tokens.text + inside[-1]) if inside else None
