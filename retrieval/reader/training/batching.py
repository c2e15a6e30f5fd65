"""Groups of pairs → batches of tensors."""

from __future__ import annotations

import math
import multiprocessing
import os
import random
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from multiprocessing.queues import Queue
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader, IterableDataset, get_worker_info

from retrieval.model import Span
from retrieval.reader.pairing import Pairing, pair_tokens
from retrieval.reader.training.groups import Group, Groups

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


class _Epoch(IterableDataset[Batch]):
    """The batches of an epoch; each process that makes some makes those of a part of the groups.

    What they are made of comes through a queue: sent along with each process, it would have each of them wait until the
    one before has begun.
    """

    def __init__(self, made_of: Queue[tuple[Groups, Any, int, int]]) -> None:
        self._made_of = made_of

    def __iter__(self) -> Iterator[Batch]:
        worker = get_worker_info()
        assert worker is not None
        return _part(*self._made_of.get(), worker.id, worker.num_workers)


def load(source: Groups, tokenizer: Any, seed: int, most: int, workers: int) -> Iterator[Batch]:
    """Yield the batches of an epoch, which so many other processes make meanwhile (0: none, they are made here).

    They are the same every time, for the same seed and number of processes. The processes are started anew: one that is
    forked after something was encoded hangs.
    """
    if not workers:
        yield from _part(source, tokenizer, seed, most, 0, 1)
        return
    context = multiprocessing.get_context("spawn")
    made_of: Queue[tuple[Groups, Any, int, int]] = context.Queue()
    made_of.cancel_join_thread()
    for _ in range(workers):
        made_of.put((source, tokenizer, seed, most))
    with warnings.catch_warnings():
        # It asks for no more processes than cores; but fewer would make other batches.
        warnings.filterwarnings("ignore", "This DataLoader will create")
        loader = DataLoader(
            _Epoch(made_of),
            None,
            num_workers=workers,
            worker_init_fn=_alone,
            prefetch_factor=16,
            multiprocessing_context=context,
        )
        batches = iter(loader)
    yield from batches


def _part(source: Groups, tokenizer: Any, seed: int, most: int, part: int, parts: int) -> Iterator[Batch]:
    return batched(source.epoch(seed, part, parts), tokenizer, seed * parts + part, most)


def _alone(_: int) -> None:
    """Keep a process to one core."""
    os.environ["TOKENIZERS_PARALLELISM"] = "false"


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
    ids = np.zeros((max(most // longest, len(pairs)), longest), dtype=np.int64)
    types, mask = np.zeros_like(ids), np.zeros_like(ids)
    types[len(pairs) :, 1] = 1
    mask[len(pairs) :, :2] = 1
    spans = np.full((len(pairs), 2), -1)
    for row, (pair, tokens) in enumerate(pairs):
        ids[row, : len(tokens.ids)] = tokens.ids
        mask[row, : len(tokens.ids)] = 1
        types[row, tokens.second : len(tokens.ids)] = 1
        if pair.span is not None and (found := _tokens_of(tokens, pair.span)):
            spans[row] = found
    rivals = np.full((len(groups), max(len(group) for group, _ in groups)), -1)
    at = 0
    for row, (group, _) in enumerate(groups):
        same = [at + i for i, pair in enumerate(group) if pair.question == group[0].question]
        rivals[row, : len(same)] = same
        at += len(group)
    answers = np.array([pair.answers for pair, _ in pairs], dtype=np.float32)
    arrays = (ids, types, mask, answers, spans, rivals)
    ids_, types_, mask_, answers_, spans_, rivals_ = (torch.from_numpy(array) for array in arrays)
    return Batch(ids_, types_, mask_, answers_, spans_, rivals_, len(groups))


def _tokens_of(tokens: Pairing, span: Span) -> Span | None:
    """Return the first and the last token of a span of the passage, or None when it was cut off."""
    inside = [i for i, (a, b) in enumerate(tokens.offsets) if a < span[1] and b > span[0]]
    return (tokens.text + inside[0], tokens.text + inside[-1]) if inside else None
