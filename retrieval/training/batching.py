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

from retrieval.encoding.tokens import tokens_over
from retrieval.reader.pairs import BERT_TOKENS, Pairing, SpecialTokens, pair_tokens
from retrieval.training.groups.drawing import Groups
from retrieval.training.groups.pairs import Group

POOL_GROUPS = 4096
"""Groups that are sorted by length together, so that little of a batch is padding."""

BATCH_TOKENS = 6144
"""Padded tokens in a batch."""

LENGTH_STEP_TOKENS = 16
"""Lengths are padded to a multiple of this, and batches to a number of rows that follows from their length, because
torch prepares its products for each new shape."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Pairs as ``Network`` takes them, and what it should find in them.

    ``ids``, ``types`` and ``mask`` are (rows, tokens); rows after the n pairs are padding. ``answers``, (n,), is 1 for
    the pairs that answer, 0 for the others. ``spans``, (n, 2), are the first and the last token of the answer, -1 where
    there is none. ``rivals``, (groups, size of the largest), are the places of a group's pairs that share its question,
    the right one first, -1 where there are no more. ``groups`` is the number of groups.
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
    """The batches of an epoch; each process makes those of one part of the groups.

    The source comes through a queue. If it were an argument of the processes, each would start only after the one
    before had received it.
    """

    def __init__(self, sources: Queue[tuple[Groups, Any, int, int, SpecialTokens]]) -> None:
        self._sources = sources

    def __iter__(self) -> Iterator[Batch]:
        worker = get_worker_info()
        assert worker is not None
        source, tokenizer, seed, max_batch_tokens, special = self._sources.get()
        return _batches_of_part(source, tokenizer, seed, max_batch_tokens, special, worker.id, worker.num_workers)


def load_batches(
    source: Groups,
    tokenizer: Any,
    seed: int,
    max_batch_tokens: int,
    workers: int,
    special: SpecialTokens = BERT_TOKENS,
) -> Iterator[Batch]:
    """Yield the batches of an epoch, made by ``workers`` processes, or by this one when that is 0.

    max_batch_tokens: padding included. The same seed and number of processes give the same batches. The processes are
    spawned: a process that is forked after something was encoded hangs.
    """
    if not workers:
        yield from _batches_of_part(source, tokenizer, seed, max_batch_tokens, special, 0, 1)
        return
    context = multiprocessing.get_context("spawn")
    sources: Queue[tuple[Groups, Any, int, int, SpecialTokens]] = context.Queue()
    sources.cancel_join_thread()
    for _ in range(workers):
        sources.put((source, tokenizer, seed, max_batch_tokens, special))
    with warnings.catch_warnings():
        # torch warns about more processes than cores, but fewer would make different batches.
        warnings.filterwarnings("ignore", "This DataLoader will create")
        loader = DataLoader(
            _Epoch(sources),
            None,
            num_workers=workers,
            worker_init_fn=_use_one_core,
            prefetch_factor=16,
            multiprocessing_context=context,
        )
        batches = iter(loader)
    yield from batches


def _batches_of_part(
    source: Groups, tokenizer: Any, seed: int, max_batch_tokens: int, special: SpecialTokens, part: int, parts: int
) -> Iterator[Batch]:
    return make_batches(source.epoch(seed, part, parts), tokenizer, seed * parts + part, max_batch_tokens, special)


def _use_one_core(_: int) -> None:
    os.environ["TOKENIZERS_PARALLELISM"] = "false"


def make_batches(
    groups: Iterable[Group],
    tokenizer: Any,
    seed: int,
    max_batch_tokens: int = BATCH_TOKENS,
    special: SpecialTokens = BERT_TOKENS,
) -> Iterator[Batch]:
    """Yield batches of groups of similar length, in random order."""
    rng = random.Random(seed)  # noqa: S311 - nothing is secret here
    source = iter(groups)
    while pool := list(islice(source, POOL_GROUPS)):
        flat = [pair for group in pool for pair in group]
        tokens = iter(pair_tokens(tokenizer, [(pair.question, pair.above, pair.text) for pair in flat], special))
        tokenized = [(group, [next(tokens) for _ in group]) for group in pool]
        tokenized.sort(key=lambda item: _padded_length(item[1]))
        batches: list[list[tuple[Group, list[Pairing]]]] = [[]]
        for item in tokenized:
            pairs = sum(len(group) for group, _ in batches[-1]) + len(item[0])
            if batches[-1] and pairs > max_batch_tokens // _padded_length(item[1]):
                batches.append([])
            batches[-1].append(item)
        rng.shuffle(batches)
        for batch in batches:
            yield _tensors(batch, max_batch_tokens)


def _padded_length(pairings: list[Pairing]) -> int:
    """Return the length that pairs in one batch are padded to, in tokens."""
    return math.ceil(max(len(each.ids) for each in pairings) / LENGTH_STEP_TOKENS) * LENGTH_STEP_TOKENS


def _tensors(groups: list[tuple[Group, list[Pairing]]], max_batch_tokens: int) -> Batch:
    pairs = [(pair, tokens) for group, pairings in groups for pair, tokens in zip(group, pairings, strict=True)]
    longest = _padded_length([tokens for _, tokens in pairs])
    ids = np.zeros((max(max_batch_tokens // longest, len(pairs)), longest), dtype=np.int64)
    types, mask = np.zeros_like(ids), np.zeros_like(ids)
    # A row of padding has one token in each part, because the network divides by their number.
    types[len(pairs) :, 1] = 1
    mask[len(pairs) :, :2] = 1
    spans = np.full((len(pairs), 2), -1)
    for row, (pair, tokens) in enumerate(pairs):
        ids[row, : len(tokens.ids)] = tokens.ids
        mask[row, : len(tokens.ids)] = 1
        types[row, tokens.second_start : len(tokens.ids)] = 1
        if pair.span is not None and (found := tokens_over(tokens.offsets, *pair.span)):
            spans[row] = tokens.passage_start + found[0], tokens.passage_start + found[1] - 1
    rivals = np.full((len(groups), max(len(group) for group, _ in groups)), -1)
    at = 0
    for row, (group, _) in enumerate(groups):
        same_question = [at + i for i, pair in enumerate(group) if pair.question == group[0].question]
        rivals[row, : len(same_question)] = same_question
        at += len(group)
    answers = np.array([pair.answers for pair, _ in pairs], dtype=np.float32)
    arrays = (ids, types, mask, answers, spans, rivals)
    ids_, types_, mask_, answers_, spans_, rivals_ = (torch.from_numpy(array) for array in arrays)
    return Batch(ids_, types_, mask_, answers_, spans_, rivals_, len(groups))
