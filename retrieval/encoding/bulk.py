"""Token lists → the vectors of texts and of their parts, batch by batch, on all cores."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

import numpy as np

from retrieval.encoding.encoder import Progress
from retrieval.encoding.tokens import batches
from retrieval.vectors import Vectors, unit_length

CPU_BATCH_TOKENS = 1024
"""Padded tokens per batch on a CPU, where each core encodes one batch at a time; larger batches were slower."""


class Network(Protocol):
    """What turns token lists into vectors. Threads may share one."""

    @property
    def dim(self) -> int:
        """How many numbers a vector has."""
        ...

    @property
    def batch_tokens(self) -> int:
        """How many padded tokens it is best given at once."""
        ...

    @property
    def workers(self) -> int:
        """How many threads should run it at the same time."""
        ...

    def begin(self) -> None:
        """Prepare a thread that will run it beside others: it computes on one core."""
        ...

    def run(self, ids: Sequence[Sequence[int]], *, with_tokens: bool) -> tuple[Vectors, Vectors | None]:
        """Return the vectors of token lists, shape (n, dim), and those of their tokens, shape (n, longest, dim)."""
        ...


def encode_in_bulk(
    network: Network,
    ids: Sequence[Sequence[int]],
    progress: Progress | None = None,
    parts: Sequence[Sequence[tuple[int, int]]] | None = None,
) -> tuple[Vectors, list[Vectors]]:
    """Return the vectors of token lists, and of parts of them: float32, of length 1, in the order of the lists.

    Lists of similar length are encoded together: to compute on padding is a waste. parts: ranges of tokens in each list
    that get a vector, too: the mean of the vectors that the network gives these tokens in their context. So one pass
    over a passage serves its sentences as well. (Günther et al., "Late Chunking", 2024, do this with the passages of a
    document.)
    """
    result = np.empty((len(ids), network.dim), dtype=np.float32)
    inner: list[Vectors] = [stacked([])] * len(ids)

    def encode(batch: Sequence[int]) -> int:
        result[batch], tokens = network.run([ids[i] for i in batch], with_tokens=parts is not None)
        if parts is not None:
            assert tokens is not None
            for row, i in enumerate(batch):
                inner[i] = stacked([tokens[row, begin:end].mean(axis=0) for begin, end in parts[i]])
        return len(batch)

    order = sorted(range(len(ids)), key=lambda i: -len(ids[i]))
    batched = list(batches(order, [len(each) for each in ids], network.batch_tokens))
    for done in _in_threads(encode, batched, network):
        if progress:
            progress(done)
    return unit_length(result), [unit_length(vectors) for vectors in inner]


def _in_threads(
    encode: Callable[[Sequence[int]], int], batched: Sequence[Sequence[int]], network: Network
) -> Iterator[int]:
    """Encode all batches in threads, each of which computes on one core; yield what ``encode`` returns.

    This is faster than all cores on one batch, where each operator waits for the slowest core.
    """
    workers = min(network.workers, len(batched))
    if workers < 2:
        yield from map(encode, batched)
        return
    with ThreadPoolExecutor(workers, initializer=network.begin) as pool:
        try:
            yield from pool.map(encode, batched)
        finally:  # a caller that stops early does not want the rest
            pool.shutdown(wait=True, cancel_futures=True)


def stacked(vectors: Sequence[Vectors]) -> Vectors:
    """Return vectors as the rows of one array, which may be empty."""
    return np.stack(vectors) if vectors else np.empty((0, 0), dtype=np.float32)
