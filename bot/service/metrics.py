"""Numbers collected while the bot runs: for Prometheus, and exact percentiles for ``/status``."""

from __future__ import annotations

import math
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Literal, NamedTuple, get_args

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, disable_created_metrics

from bot.deciding import Way

disable_created_metrics()  # type: ignore[no-untyped-call]  # a creation time for every counter would double the series

Outcome = Literal[
    "answered", "not_answered", "small_talk", "busy", "cooldown", "refused", "error", "undelivered", "withdrawn"
]
"""``small_talk``: it was no question; ``busy``: the queue was full; ``cooldown``: the asker was too fast; ``refused``:
they may not ask there; ``undelivered``: Discord had given up on the question, or did not take the answer;
``withdrawn``: the asker took it back."""
SyncOutcome = Literal["changed", "unchanged", "failed"]

BUCKET_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
MAX_RECENT_ANSWERS = 1000
"""Percentiles are taken over this many answers."""


class Percentiles(NamedTuple):
    """Within how many seconds half, 95 % and 99 % of the most recent answers came, and how many answers those were."""

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
        self._recent: deque[float] = deque(maxlen=MAX_RECENT_ANSWERS)
        self._lock = threading.Lock()

        registry = self.registry
        self._questions = Counter(
            "quoth_questions",
            "Questions by way and outcome.",
            ["way", "outcome"],
            registry=registry,
        )
        self._answer = Histogram(
            "quoth_answer_seconds",
            "From a question's arrival to its answer.",
            buckets=BUCKET_SECONDS,
            registry=registry,
        )
        self._acknowledgement = Histogram(
            "quoth_acknowledgement_seconds",
            "From a question's arrival to the first sign to the asker; Discord gives up after 3.",
            buckets=BUCKET_SECONDS,
            registry=registry,
        )
        self._queue = Gauge("quoth_queue_length", "Questions that wait for their turn.", registry=registry)
        self._syncs = Counter("quoth_syncs", "Syncs of the seeds by outcome.", ["outcome"], registry=registry)
        self._generation = Gauge("quoth_index_generation", "Generation of the index that answers.", registry=registry)
        self._documents = Gauge("quoth_index_documents", "Documents in the index.", registry=registry)
        self._passages = Gauge("quoth_index_passages", "Passages in the index.", registry=registry)
        self._suspect = Gauge(
            "quoth_index_suspect_documents",
            "Documents in the index whose text may not be all of them.",
            registry=registry,
        )
        self._connected = Gauge("quoth_gateway_connected", "1 while connected to Discord.", registry=registry)
        uptime = Gauge("quoth_uptime_seconds", "Seconds since the bot started.", registry=registry)
        uptime.set_function(lambda: self.uptime)
        ProcessCollector(registry=registry)

        for outcome in get_args(Outcome):  # a series that begins at 0 shows its first increase
            for way in Way:
                self._questions.labels(way.value, outcome)
        for outcome in get_args(SyncOutcome):
            self._syncs.labels(outcome)

    def count_question(self, way: Way, outcome: Outcome, seconds: float | None = None) -> None:
        """Count a question; record ``seconds``, from its arrival to its answer, if it was answered or not_answered."""
        _check_label(outcome, Outcome)
        self._questions.labels(way.value, outcome).inc()
        if seconds is not None and outcome in ("answered", "not_answered"):
            self._answer.observe(seconds)
            with self._lock:
                self._recent.append(seconds)

    def record_acknowledgement(self, seconds: float) -> None:
        """Record how long an asker waited for the first sign that the question arrived."""
        self._acknowledgement.observe(seconds)

    def set_queue_length(self, length: int) -> None:
        """Record how many questions wait."""
        self._queue.set(length)

    def count_sync(self, outcome: SyncOutcome) -> None:
        """Count a sync."""
        _check_label(outcome, SyncOutcome)
        self._syncs.labels(outcome).inc()

    def set_index(self, *, generation: int, documents: int, passages: int, suspect_documents: int) -> None:
        """Record the index that answers from now on."""
        self._suspect.set(suspect_documents)
        self._generation.set(generation)
        self._documents.set(documents)
        self._passages.set(passages)

    def set_connected(self, is_connected: bool) -> None:
        """Record whether the bot is connected to Discord's gateway."""
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


def _check_label(label: str, labels: object) -> None:
    """Raise ValueError for an unknown label: each new one would be a series for ever."""
    if label not in get_args(labels):
        raise ValueError(f"{label!r} is none of {', '.join(get_args(labels))}")
