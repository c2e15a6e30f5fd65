"""Files → documents and their passages, in threads of their own, ahead of the encoder that waits for them."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from retrieval.cores import cores
from retrieval.encoding.encoder import Encoder
from retrieval.encoding.inputs import limits
from retrieval.model import Document, Passage
from retrieval.origins.folders import SeedFolders
from retrieval.parsing.workers.pool import ParsingPool
from retrieval.passages import cut

MAX_PARSING_THREADS = 4
"""Files that are parsed at the same time, if there are as many cores. There are always two, so that one file that
takes all the time it may take does not hold up the others."""

MAX_FILES_AHEAD = 1024
"""Files that are parsed before they are needed. Their content is kept until the next commit anyway."""

Parsed = tuple[Document, Sequence[Passage]]


class ParsedAhead:
    """Yields each path with the future of its document and passages, in order; the future may not be done yet."""

    def __init__(self, paths: Sequence[str], seeds: SeedFolders, encoder: Encoder, pool: ParsingPool) -> None:
        """Prepare to parse files of the seeds folder; nothing happens before the first one is asked for."""
        self._paths = paths
        self._seeds = seeds
        self._encoder = encoder
        self._pool = pool
        self._put_aside: list[tuple[str, Future[Parsed]]] = []

    def put_aside(self, path: str, parsing: Future[Parsed]) -> None:
        """Have a future yielded once more, after all others; put it aside again if it is not done by then."""
        self._put_aside.append((path, parsing))

    def each(self) -> Generator[tuple[str, Future[Parsed]]]:
        """Yield the pairs. Close it to stop early: files that are being parsed then are waited for, others are not."""
        waiting: deque[tuple[str, Future[Parsed]]] = deque()
        with ThreadPoolExecutor(min(max(cores(), 2), MAX_PARSING_THREADS), "parsing") as threads:
            try:
                for path in self._paths:
                    waiting.append((path, threads.submit(self._parse, path)))
                    if len(waiting) > MAX_FILES_AHEAD:
                        yield waiting.popleft()
                while waiting:
                    yield waiting.popleft()
                while self._put_aside:
                    done = (pair for pair in self._put_aside if pair[1].done())
                    pair = next(done, self._put_aside[0])
                    self._put_aside.remove(pair)
                    yield pair
            finally:
                threads.shutdown(cancel_futures=True)

    def _parse(self, path: str) -> Parsed:
        document = self._pool.parse(self._seeds, path)
        return document, cut(document.content, limits(self._encoder))
