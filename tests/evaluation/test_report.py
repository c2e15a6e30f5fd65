"""The report is one file that loads nothing and in which no document can do anything but be read."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from lxml import html

from retrieval import ContextKind, ContextSlice, Library
from retrieval.errors import QuothError
from retrieval.evaluation import GoldQuestion, compare, evaluate
from retrieval.evaluation.report import write_report
from retrieval.evaluation.report.charts import (
    calibration,
    confidences,
    coverage_accuracy,
    latencies,
    recall_by_k,
    which_index,
)
from retrieval.evaluation.report.page import page
from retrieval.evaluation.report.plots import spread
from retrieval.evaluation.report.projecting import neighbour_embedding, passage_map
from retrieval.json_lines import FileLine

from ..commands import Quoth
from .samples import made, made_quote, made_run

EVIL = (
    "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'><b>&amp;\x00\x1b[31m\u202e http://evil.example"
)


def attributes(text: str) -> list[tuple[str, str, str]]:
    return [(e.tag, name, value) for e in html.fromstring(text).iter() if isinstance(e.tag, str)
            for name, value in e.attrib.items()]  # fmt: skip


def check_harmless(text: str) -> None:
    tags = [element.tag for element in html.fromstring(text).iter()]
    assert tags.count("script") == 1
    assert not {"img", "link", "iframe", "object", "embed", "b onerror", "base", "form"} & set(tags)
    for tag, name, value in attributes(text):
        assert not name.startswith("on"), (tag, name)
        assert name not in ("src", "srcset", "action", "style", "xlink:href")
        assert name != "href" or value.startswith("#")
    script = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    style = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    assert len(script) == len(style) == 1
    assert not re.search(r"https?:|//\w|@import|url\(|fetch|innerHTML|eval\(", script[0] + style[0])
    assert "default-src 'none'" in text


def test_a_run_is_one_file_without_any_address(small: Library, tmp_path: Path) -> None:
    run = evaluate(
        small,
        [
            GoldQuestion("Where do European eels spawn?", ("Sargasso Sea",)),
            GoldQuestion("Where do eels spawn?", ("removed on 8 September",)),
            GoldQuestion("Who won the world cup?", answerable=False),
            GoldQuestion("Where was it?", ("nowhere at all",), where=FileLine(Path("gold.jsonl"), 4)),
        ],
        gold="gold.jsonl",
    )
    write_report(tmp_path / "out.html", run, small)
    text = (tmp_path / "out.html").read_text()
    check_harmless(text)
    assert "http" not in text.replace('http-equiv="Content-Security-Policy"', "")
    assert text.count('<article class="miss"') == len(run.failures) == 2
    assert text.count('class="question') >= len(run.results)
    for words in ("Sargasso Sea", "nowhere at all", "Found, but not quoted", "Gold out of reach", "<mark>"):
        assert words in text


def test_nothing_that_is_quoted_asked_or_expected_gets_out_of_its_place() -> None:
    quote = made_quote(EVIL, document=EVIL, heading=EVIL, highlights=((0, 9), (9, 40)))
    results = [
        made(
            EVIL, question=EVIL, history=(EVIL,), expected=(EVIL,), failure="refused", answered=False, quoted=(quote,)
        ),
        made("b", answerable=False, failure="answered", quoted=(replace(quote, verbatim=False),)),
    ]
    run = replace(made_run(results), gold=EVIL, model=EVIL, problems=(EVIL,))
    text = page(run, None, compare(run, run))
    check_harmless(text)
    tree = html.fromstring(text)
    shown = tree.xpath("//article//h3")[0].text_content()
    assert shown == EVIL.replace("\x00", "␀").replace("\x1b", "␛").replace("\u202e", "�")
    assert "not verbatim" in text
    assert "\x00" not in text


def test_what_stands_above_a_quote_stands_above_it_in_the_report() -> None:
    pieces = ((ContextKind.HEADER, "| a |"), (ContextKind.GROUP, EVIL))
    above = tuple(ContextSlice(kind, 0, len(text), text) for kind, text in pieces)
    quote = made_quote("| 1 |", above=above)
    text = page(made_run([made(failure="refused", answered=False, quoted=(quote,))]), None)
    check_harmless(text)
    (block,) = html.fromstring(text).xpath('//blockquote[@class="right"]')
    assert [(e.tag, e.get("title")) for e in block] == [("p", "header"), ("p", "group"), ("footer", None)]
    assert block[0].text_content() == "| a |"
    assert block[1].tail == "| 1 |"


def test_with_a_baseline_both_stand_side_by_side() -> None:
    values = {"hit@1": 1.0, "answered": 1.0}
    there = made_run([made(str(n), values=values, quoted=(made_quote("old words"),)) for n in range(12)])
    here = made_run(
        [
            made(
                str(n), values={"hit@1": 0.0, "answered": 1.0}, failure="ranked low", quoted=(made_quote("new words"),)
            )
            for n in range(12)
        ]
    )
    text = page(here, None, compare(here, there))
    assert "Worse than the baseline" in text
    assert "Hit@1 1.000 → <b>0.000</b>" in text
    assert "old words" in text
    assert text.count('data-state="new"') == 13  # twelve cards and what filters them
    fixed = page(there, None, compare(there, here))
    assert fixed.count('data-state="fixed"') == 13
    check_harmless(text)


@pytest.mark.parametrize(
    "results",
    [
        [],
        [made(elapsed_ms=0.0)],
        [made(answerable=False, right=None, first=None, rank=None, dense_rank=None, lexical_rank=None)],
        [made(str(n), confidence=n / 7, right=n % 2 == 0, elapsed_ms=n) for n in range(8)],
    ],
)
def test_every_plot_can_be_drawn_of_anything(results: list) -> None:
    run = made_run(results)
    plots = [recall_by_k(results), which_index(results)]
    plots += [plot(run) for plot in (coverage_accuracy, confidences, calibration, latencies)]
    for plot in filter(None, plots):
        drawn = html.fragment_fromstring(plot)
        assert not re.search(r"\bnan\b", plot)
        assert all(-60 < float(value) < 520 for value in drawn.xpath("//@cx | //@cy | //@x1 | //@y1"))
    assert page(run, None).startswith("<!doctype html>")


def test_labels_are_moved_apart_and_stay_in_order() -> None:
    moved = spread([10, 11, 50, 11.5], 12, 0, 100)
    assert sorted(moved) == [moved[0], moved[1], moved[3], moved[2]]
    assert all(b - a >= 11.9 for a, b in zip(sorted(moved), sorted(moved)[1:], strict=False))


def test_a_map_keeps_neighbours_together_and_is_always_the_same() -> None:
    random = np.random.default_rng(1)
    centres = random.normal(size=(4, 32)) * 4
    vectors = np.concatenate([centre + random.normal(size=(15, 32)) for centre in centres]).astype(np.float32)
    places = neighbour_embedding(vectors, steps=250)
    distances = np.linalg.norm(places[:, None] - places[None], axis=2)
    nearest = distances.argsort(axis=1)[:, 1:6] // 15
    assert (nearest == (np.arange(60) // 15)[:, None]).mean() > 0.95
    assert np.array_equal(places, neighbour_embedding(vectors, steps=250))
    assert neighbour_embedding(vectors[:3]).shape == (3, 2)


def test_a_map_has_every_passage_and_question_in_a_square(small: Library) -> None:
    where = passage_map(small, [made("Where do eels spawn?")])
    assert where is not None
    assert len(where.passages) == where.all_passages == 4
    assert all(0 <= at <= 1 for _, _, *xy in where.passages for at in xy)
    assert all(0 <= at <= 1 for _, *xy in where.questions for at in xy)


def test_the_command_writes_a_report_and_says_where_it_cannot(quoth: Quoth, tmp_path: Path, small: Library) -> None:
    (tmp_path / "gold.jsonl").write_text(json.dumps({"question": "Where do eels spawn?", "expect": "Sargasso Sea"}))
    quoth("sync")
    assert quoth("eval", "gold.jsonl", "--report", "out.html").status == 0
    check_harmless((tmp_path / "out.html").read_text())
    with pytest.raises(QuothError, match="nowhere"):
        write_report(tmp_path / "nowhere" / "out.html", made_run([made()]), small)


def test_the_same_without_the_reader_stands_beside_it() -> None:
    text = page(made_run([made()]), None, None, made_run([made()]))
    assert "Without the reader" in text
    assert "Without the reader" not in page(made_run([made()]), None)
