"""The numbers that are kept while the bot runs."""

from __future__ import annotations

import statistics
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from bot.deciding import Way
from bot.service.metrics import Metrics


def value(metrics: Metrics, name: str, **labels: str) -> float | None:
    return metrics.registry.get_sample_value(name, labels)


def test_questions_are_counted_by_way_and_outcome():
    metrics = Metrics()
    metrics.count_question(Way.SLASH, "answered", 0.02)
    metrics.count_question(Way.SLASH, "answered", 0.03)
    metrics.count_question(Way.DIRECT, "busy")
    assert value(metrics, "quoth_questions_total", way="slash", outcome="answered") == 2
    assert value(metrics, "quoth_questions_total", way="dm", outcome="busy") == 1


def test_every_series_begins_at_zero():
    metrics = Metrics()
    series = [s for family in metrics.registry.collect() if family.name == "quoth_questions" for s in family.samples]
    assert len(series) == len(Way) * 9
    assert {sample.value for sample in series} == {0}


def test_unknown_outcome_is_refused_and_makes_no_series():
    metrics = Metrics()
    with pytest.raises(ValueError, match="'fine' is none of answered"):
        metrics.count_question(Way.SLASH, "fine")
    assert value(metrics, "quoth_questions_total", way="slash", outcome="fine") is None


def test_only_answers_enter_the_latency():
    metrics = Metrics()
    metrics.count_question(Way.SLASH, "not_answered", 0.5)
    metrics.count_question(Way.SLASH, "error", 9.0)
    metrics.count_question(Way.SLASH, "busy", 0.0)
    assert value(metrics, "quoth_answer_seconds_count") == 1
    assert metrics.percentiles() == (0.5, 0.5, 0.5, 1)


def test_latency_buckets_reach_from_5_ms_to_10_s():
    metrics = Metrics()
    for seconds in (0.004, 0.006, 9.9, 11.0):
        metrics.count_question(Way.MENTION, "answered", seconds)
        metrics.record_acknowledgement(seconds)
    for name in ("quoth_answer_seconds_bucket", "quoth_acknowledgement_seconds_bucket"):
        assert value(metrics, name, le="0.005") == 1
        assert value(metrics, name, le="0.01") == 2
        assert value(metrics, name, le="10.0") == 3
        assert value(metrics, name, le="+Inf") == 4


def test_gauges_say_what_was_last_recorded():
    now = [100.0]
    metrics = Metrics(clock=lambda: now[0])
    metrics.set_queue_length(7)
    metrics.set_connected(True)
    metrics.set_index(generation=3, documents=10, passages=250, suspect_documents=2)
    metrics.count_sync("failed")
    now[0] = 160.5
    assert metrics.uptime == 60.5
    shown = {
        name: value(metrics, f"quoth_{name}")
        for name in ("queue_length", "gateway_connected", "index_generation", "index_documents", "index_passages")
    }
    assert shown == {
        "queue_length": 7, "gateway_connected": 1, "index_generation": 3, "index_documents": 10, "index_passages": 250,
    }  # fmt: skip
    assert value(metrics, "quoth_uptime_seconds") == 60.5
    assert value(metrics, "quoth_syncs_total", outcome="failed") == 1
    metrics.set_connected(False)
    assert value(metrics, "quoth_gateway_connected") == 0


def test_percentiles_are_none_before_the_first_answer():
    assert Metrics().percentiles() is None


@given(st.lists(st.floats(0, 100), min_size=2, max_size=1200))
def test_percentiles_are_exact_over_the_most_recent_thousand(seconds):
    metrics = _shared
    metrics._recent.clear()
    for one in seconds:
        metrics.count_question(Way.DIRECT, "answered", one)
    recent = sorted(seconds[-1000:])
    found = metrics.percentiles()
    assert found is not None
    assert found.answers == len(recent)
    for got, share in ((found.p50, 0.50), (found.p95, 0.95), (found.p99, 0.99)):
        assert sum(one <= got for one in recent) >= share * len(recent) - 1e-9
        assert sum(one < got for one in recent) < share * len(recent)
    assert found.p50 == statistics.median_low(recent)


_shared = Metrics()


def test_threads_may_record_while_percentiles_are_read():
    metrics = Metrics()

    def record() -> None:
        for _ in range(500):
            metrics.count_question(Way.CHANNEL, "answered", 0.01)
            metrics.percentiles()

    threads = [threading.Thread(target=record) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert value(metrics, "quoth_questions_total", way="channel", outcome="answered") == 2000


def test_two_objects_share_nothing():
    first, second = Metrics(), Metrics()
    first.set_queue_length(3)
    assert value(second, "quoth_queue_length") == 0


def test_exposition_is_what_prometheus_reads_and_without_times_of_birth():
    text = generate_latest(Metrics().registry).decode()
    names = {family.name for family in text_string_to_metric_families(text)}
    assert {"quoth_questions", "quoth_answer_seconds", "quoth_uptime_seconds"} <= names
    assert not [name for name in names if name.endswith("_created")]
