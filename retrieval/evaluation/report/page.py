"""The whole page: what a run measured, in the order in which people ask about it."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from importlib.resources import files
from pathlib import PurePath

from retrieval.evaluation.comparing import Change, Comparison
from retrieval.evaluation.figures import CHARACTER_COUNTS, FIGURES, Figure, figure_text, leg_figures, measure
from retrieval.evaluation.report.charts import (
    calibration,
    confidences,
    coverage_accuracy,
    latencies,
    recall_by_k,
    which_index,
)
from retrieval.evaluation.report.failures import failure_cards
from retrieval.evaluation.report.mapping import passage_picture
from retrieval.evaluation.report.plots import as_html, percent
from retrieval.evaluation.report.projecting import PassageMap
from retrieval.evaluation.results import INDEX_NAMES, LEGS, Run

TILES = ("hit@1", "hit@3", "ndcg@10", "sentence_hit@1", "answered", "refused", "auroc")

_CONTENT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"
"""Makes the browser refuse to load anything."""


def page(
    run: Run, passage_map: PassageMap | None, comparison: Comparison | None = None, without_reader: Run | None = None
) -> str:
    """Return the HTML of a report; see ``write_report``."""
    figures = measure(run.results)
    changes = {change.name: change for change in comparison.changes} if comparison else {}
    folder = files("retrieval.evaluation.report")
    name = PurePath(run.gold).name or "Evaluation"
    body = "".join(
        [
            _header(run, name),
            _verdict(comparison),
            _problems(run),
            f'<section class="tiles">{"".join(_tile(n, figures[n], changes.get(n)) for n in TILES)}{_verbatim(run)}'
            "</section>",
            f'<section class="plots">{_plots(run, comparison)}</section>',
            _map(passage_map),
            f'<section id="figures"><h2>All figures</h2>{_table(run, figures, changes, without_reader)}</section>',
            f'<section id="failures"><h2>What went wrong</h2>{failure_cards(run.results, comparison)}</section>',
        ]
    )
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" '
        f'content="width=device-width, initial-scale=1"><meta http-equiv="Content-Security-Policy" '
        f'content="{_CONTENT_POLICY}">'
        f"<title>{as_html(name)} · Quoth eval</title>"
        f"<style>{folder.joinpath('report.css').read_text('utf-8')}</style></head>"
        f'<body><main>{body}</main><div id="tip" role="tooltip" hidden></div>'
        f"<script>{folder.joinpath('report.js').read_text('utf-8')}</script></body></html>\n"
    )


def _header(run: Run, name: str) -> str:
    answerable = sum(result.answerable for result in run.results)
    facts = [
        f"{len(run.results):,} questions, {answerable:,} of them answerable",
        f"{run.documents:,} documents, {run.passages:,} passages",
        f"up to {run.quotes} quotes, from a confidence of {percent(run.threshold)}",
        f"hits counted by {run.level}",
        PurePath(run.model).name,
    ]
    nav = (
        '<nav><a href="#map">Map</a> <a href="#figures">All figures</a> '
        f'<a href="#failures">What went wrong ({len(run.failures):,})</a></nav>'
    )
    return (
        '<header class="top"><p class="brand">Quoth eval</p><button type="button" id="theme" '
        f'aria-label="Light or dark">◐</button><h1>{as_html(name)}</h1><p class="facts">'
        f"{' '.join(f'<span>{as_html(fact)}</span>' for fact in facts)}</p>{nav}</header>"
    )


def _verdict(comparison: Comparison | None) -> str:
    if comparison is None:
        return ""
    better = [c for c in comparison.changes if c.verdict == "better"]
    parts = [_changed("worse", "Worse than the baseline", comparison.worse), _changed("better", "Better", better)]
    if not comparison.worse and not better:
        parts.append("<p>No figure differs from the baseline's by more than the noise.</p>")
    note = f"<p class=note>{escape(comparison.note)}</p>" if comparison.note else ""
    return f'<section class="verdict">{"".join(parts)}{note}</section>'


def _changed(kind: str, title: str, changes: list[Change]) -> str:
    if not changes:
        return ""
    figures = ", ".join(
        f"<span>{escape(FIGURES[c.name].title)} {_number(c.name, c.baseline)} → "
        f"<b>{_number(c.name, c.current)}</b></span>"
        for c in changes
    )
    return f'<p class="{kind}"><b>{title} by more than the noise:</b> {figures}</p>'


def _problems(run: Run) -> str:
    if not run.problems:
        return ""
    lines = "".join(f"<li>{as_html(problem)}</li>" for problem in run.problems[:20])
    more = f"<li>and {len(run.problems) - 20:,} more</li>" if len(run.problems) > 20 else ""
    title = "The gold file asks for what the library does not hold"
    return f'<section class="problems"><h2>{title}</h2><ul>{lines}{more}</ul></section>'


def _tile(name: str, figure: Figure | None, change: Change | None) -> str:
    if figure is None:
        return ""
    kind = FIGURES[name]
    return (
        f'<div class="tile" title="{escape(kind.description)}"><h3>{escape(kind.title)}</h3>'
        f'<p class="value">{_number(name, figure.value)}</p>{_range(figure, change)}'
        f'<p class="interval">{_number(name, figure.low)} to {_number(name, figure.high)}</p>{_delta(change)}</div>'
    )


def _verbatim(run: Run) -> str:
    quotes = [quote for result in run.results for quote in result.quoted]
    exact = sum(quote.verbatim for quote in quotes)
    if not quotes:
        return ""
    kind = "good" if exact == len(quotes) else "bad"
    return (
        f'<div class="tile {kind}" title="{escape(FIGURES["verbatim"].description)}"><h3>Verbatim</h3>'
        f'<p class="value">{percent(exact / len(quotes))}</p><p class="interval">{exact:,} of {len(quotes):,} quotes, '
        "read again</p></div>"
    )


def _range(figure: Figure, change: Change | None = None) -> str:
    """Return a share and its interval on a line from 0 to 1, with a notch where the baseline was."""
    before = ""
    if change is not None:
        x = f"{change.baseline * 100:.1f}"
        before = f'<line class="notch" x1="{x}" x2="{x}" y1="0" y2="8"/>'
    return (
        '<svg class="range" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
        '<line class="whole" x1="0" x2="100" y1="4" y2="4"/>'
        f'<line class="part" x1="{figure.low * 100:.1f}" x2="{figure.high * 100:.1f}" y1="4" y2="4"/>{before}'
        f'<line class="point" x1="{figure.value * 100:.1f}" x2="{figure.value * 100:.1f}" y1="0.5" y2="7.5"/></svg>'
    )


def _delta(change: Change | None) -> str:
    if change is None:
        return ""
    sign = {"better": "▲", "worse": "▼", "same": "≈"}[change.verdict]
    return (
        f'<p class="delta {change.verdict}" title="95 % interval of the difference: '
        f'{_number(change.name, change.low, signed=True)} to {_number(change.name, change.high, signed=True)}">'
        f"{sign} {_number(change.name, change.difference, signed=True)} <span>from "
        f"{_number(change.name, change.baseline)}</span></p>"
    )


def _plots(run: Run, comparison: Comparison | None) -> str:
    before = [baseline for _, baseline in comparison.pairs] if comparison else []
    plots = [
        ("How deep is the answer?", "Share of the passages that answer that are among the first k: for Quoth and each "
         "index alone.",
         recall_by_k(run.results, before)),
        ("Does it know when it knows?", "Each point is a threshold: how much is answered at that confidence or above, "
         "and how much of that is right. The band is the 95 % interval.", coverage_accuracy(run, before)),
        ("Which questions are refused?", "Confidence of those that can be answered, upwards, and of those that cannot, "
         "downwards.",
         confidences(run)),
        ("Does confidence mean what it says?", "Questions by confidence; on the diagonal it would be exact. Larger "
         "dots stand for more questions.", calibration(run)),
        ("Which index finds it?", "Questions by the rank of the answer in each index. What only one of them finds is "
         "the reason to have two.", which_index(run.results)),
        ("How long does it take?", "From question to answer, with the model loaded.", latencies(run)),
    ]  # fmt: skip
    return "".join(
        f"<figure><figcaption><h2>{escape(title)}</h2><p>{escape(words)}</p></figcaption>{plot}</figure>"
        for title, words, plot in plots
        if plot
    )


def _map(passage_map: PassageMap | None) -> str:
    if passage_map is None:
        return ""
    drawn = []
    if len(passage_map.passages) < passage_map.all_passages:
        drawn.append(f"{len(passage_map.passages):,} of {passage_map.all_passages:,} passages")
    if len(passage_map.questions) < passage_map.all_questions:
        drawn.append(f"{len(passage_map.questions):,} of {passage_map.all_questions:,} questions")
    sample = f" Drawn at random: {' and '.join(drawn)}." if drawn else ""
    return (
        '<section id="map"><figure class="map"><figcaption><h2>Where the questions land</h2>'
        "<p>Passages of similar meaning lie together (t-SNE of their vectors); a question lies among the passages "
        "nearest to it. A cross far from what it asks about is the encoder's mistake, one in the middle of it is not."
        f"{escape(sample)}</p></figcaption>{passage_picture(passage_map)}</figure></section>"
    )


def _table(
    run: Run, figures: Mapping[str, Figure | None], changes: Mapping[str, Change], without_reader: Run | None
) -> str:
    legs = {leg: leg_figures(run.results, leg) for leg in LEGS}
    compared = "<th>Baseline</th><th>Difference</th><th>95 % interval</th>" if changes else ""
    plain = measure(without_reader.results) if without_reader else {}
    without = "<th>Without the reader</th>" if without_reader else ""
    indexes = "".join(f"<th>{INDEX_NAMES[leg].capitalize()} only</th>" for leg in LEGS)
    rows = []
    for name, figure in figures.items():
        if figure is None or FIGURES[name].is_detail:
            continue
        bounded = figure.low >= 0 and figure.high <= 1 and name not in CHARACTER_COUNTS
        cells = [
            f'<th scope="row">{escape(FIGURES[name].title)}<small>{escape(FIGURES[name].description)}</small></th>',
            f'<td class="strong">{_number(name, figure.value)}</td>',
            f"<td>{_number(name, figure.low)} to {_number(name, figure.high)}</td>",
            f'<td class="bar">{_range(figure, changes.get(name)) if bounded else ""}</td>',
            *(
                [f"<td>{'' if (p := plain.get(name)) is None else _number(name, p.value)}</td>"]
                if without_reader
                else []
            ),
            *(f"<td>{'' if (v := legs[leg].get(name)) is None else _number(name, v)}</td>" for leg in LEGS),
            _change_cells(changes.get(name)) if changes else "",
        ]
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return (
        '<p class="note">Hits, recall, MRR and nDCG are over the questions that have an answer, refused or not. '
        "The token figures count the quotes alone, without the context above them. "
        'Intervals are 95 % bootstrap intervals.</p><div class="scroll"><table><thead><tr><th>Figure</th><th>Value</th>'
        f"<th>95 % interval</th><th></th>{without}{indexes}{compared}</tr></thead>"
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def _change_cells(change: Change | None) -> str:
    if change is None:
        return "<td></td><td></td><td></td>"
    sign = {"better": "▲ ", "worse": "▼ ", "same": ""}[change.verdict]
    return (
        f'<td>{_number(change.name, change.baseline)}</td><td class="delta {change.verdict}">{sign}'
        f"{_number(change.name, change.difference, signed=True)}</td><td>"
        f"{_number(change.name, change.low, signed=True)} to {_number(change.name, change.high, signed=True)}</td>"
    )


def _number(name: str, value: float, *, signed: bool = False) -> str:
    return figure_text(name, value, signed=signed).replace("-", "−")
