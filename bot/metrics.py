"""What is counted while the bot runs: for Prometheus, and exact percentiles for ``/status``."""

from __future__ import annotations

import math
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Literal, NamedTuple, get_args

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, disable_created_metrics

from bot.deciding import Way

disable_created_metrics()  # type: ignore[no-untyped-call]  # a birthday beside every counter would double the series

Outcome = Literal["answered", "not_answered", "busy", "cooldown", "refused", "error"]
"""What came of it: the queue was full, the asker too fast, not allowed to ask here, or something broke."""
SyncOutcome = Literal["changed", "unchanged", "failed"]

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
RECENT = 1000
"""Answers that the percentiles are taken of."""


class Percentiles(NamedTuple):
    """Seconds that half, 95 % and 99 % of the most recent answers took at most, and how many answers those were."""

    p50: float
    p95: float
    p99: float
    answers: int


class Metrics:
    """The numbers of one process. Threads may record at the same time; recording never waits for the network."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.registry = CollectorRegistry()
        self._clock = clock
        self._started = clock()
        self._recent: deque[float] = deque(maxlen=RECENT)
        self._lock = threading.Lock()

        registry = self.registry
        self._questions = Counter(
            "quoth_questions",
            "Questions by way and outcome.",
            ["way", "outcome"],
            registry=registry,
        )
        self._answer = Histogram(
            "quoth_answer_seconds", "From a question's arrival to its answer.", buckets=SECONDS, registry=registry
        )
        self._acknowledgement = Histogram(
            "quoth_acknowledgement_seconds",
            "From a question's arrival to the first sign to whoever asked; Discord gives up after 3.",
            buckets=SECONDS,
            registry=registry,
        )
        self._queue = Gauge("quoth_queue_length", "Questions that wait for their turn.", registry=registry)
        self._syncs = Counter("quoth_syncs", "Syncs of the seeds by outcome.", ["outcome"], registry=registry)
        self._generation = Gauge("quoth_index_generation", "Generation of the index that answers.", registry=registry)
        self._documents = Gauge("quoth_index_documents", "Documents in the index.", registry=registry)
        self._passages = Gauge("quoth_index_passages", "Passages in the index.", registry=registry)
        self._connected = Gauge("quoth_gateway_connected", "1 while connected to Discord.", registry=registry)
        uptime = Gauge("quoth_uptime_seconds", "Seconds since the bot started.", registry=registry)
        uptime.set_function(lambda: self.uptime)
        ProcessCollector(registry=registry)

        for outcome in get_args(Outcome):  # a series that begins at 0 shows its first increase
            for way in Way:
                self._questions.labels(way.value, outcome)
        for outcome in get_args(SyncOutcome):
            self._syncs.labels(outcome)

    def question(self, way: Way, outcome: Outcome, seconds: float | None = None) -> None:
        """Count a question. ``seconds`` from its arrival to its answer, kept when it was answered or not_answered."""
        _demand(outcome, Outcome)
        self._questions.labels(way.value, outcome).inc()
        if seconds is not None and outcome in ("answered", "not_answered"):
            self._answer.observe(seconds)
            with self._lock:
                self._recent.append(seconds)

    def acknowledged(self, seconds: float) -> None:
        """Record how long somebody waited for the first sign that their question arrived."""
        self._acknowledgement.observe(seconds)

    def queued(self, length: int) -> None:
        """Record how many questions wait."""
        self._queue.set(length)

    def synced(self, outcome: SyncOutcome) -> None:
        """Count a sync."""
        _demand(outcome, SyncOutcome)
        self._syncs.labels(outcome).inc()

    def indexed(self, *, generation: int, documents: int, passages: int) -> None:
        """Record what answers from now on."""
        self._generation.set(generation)
        self._documents.set(documents)
        self._passages.set(passages)

    def connected(self, is_connected: bool) -> None:
        """Record whether the gateway of Discord holds us."""
        self._connected.set(is_connected)

    @property
    def uptime(self) -> float:
        """Seconds since this object was made."""
        return self._clock() - self._started

    def percentiles(self) -> Percentiles | None:
        """Return the exact percentiles (nearest rank) of the most recent answers; None before the first."""
        with self._lock:
            seconds = sorted(self._recent)
        if not seconds:
            return None
        p50, p95, p99 = (seconds[math.ceil(share / 100 * len(seconds)) - 1] for share in (50, 95, 99))
        return Percentiles(p50, p95, p99, len(seconds))


def _demand(label: str, labels: object) -> None:
    """Refuse a label that is none: each new one would be a series for ever."""
    if label not in get_args(labels):
        raise ValueError(f"{label!r} is none of {', '.join(get_args(labels))}")
