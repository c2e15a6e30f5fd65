"""What went wrong → cards: the question, what was expected, what was quoted, and its rank in each index."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from html import escape

from retrieval.evaluation.comparing import Comparison
from retrieval.evaluation.report.plots import as_html, percent
from retrieval.evaluation.results import JudgedQuote, Result

MAX_CARDS = 500

TITLES = {
    "refused": "Right, but refused",
    "ranked low": "Found, but not quoted",
    "not found": "Found by neither index",
    "answered": "Should have refused",
    "gold": "Gold out of reach",
}
STATES = {"new": "New since the baseline", "fixed": "Fixed since the baseline", "still": "As in the baseline"}


def failure_cards(results: Sequence[Result], comparison: Comparison | None = None) -> str:
    """Return the cards of all questions that failed, now or only in the baseline, and the buttons that filter them."""
    before = {current.id: baseline for current, baseline in comparison.pairs} if comparison else {}
    shown: list[tuple[Result, str]] = []
    for result in results:
        baseline = before.get(result.id)
        if result.failure:
            shown.append((result, "" if baseline is None else "still" if baseline.failure else "new"))
        elif baseline is not None and baseline.failure:
            shown.append((result, "fixed"))
    if not shown:
        return '<p class="note">Nothing failed.</p>'
    shown.sort(key=lambda pair: list(STATES).index(pair[1]) if pair[1] else 0)
    kinds = Counter(_kind(result, before.get(result.id)) for result, _ in shown)
    states = Counter(state for _, state in shown if state)
    chips = "".join(_chip("reason", kind, TITLES[kind], kinds[kind]) for kind in TITLES if kinds[kind])
    chips += "".join(_chip("state", state, STATES[state], states[state]) for state in STATES if states[state])
    cards = "".join(_card(result, state, before.get(result.id)) for result, state in shown[:MAX_CARDS])
    cut = ""
    if len(shown) > MAX_CARDS:
        cut = f'<p class="note">The first {MAX_CARDS:,} of {len(shown):,}; --json prints all.</p>'
    return (
        '<div class="filters"><input type="search" id="search" placeholder="Filter by words" '
        f'aria-label="Filter by words">{chips}<output id="count"></output></div>{cut}'
        f'<div id="misses">{cards}</div>'
    )


def _kind(result: Result, before: Result | None) -> str:
    return result.failure or (before.failure if before else None) or "gold"


def _chip(group: str, value: str, title: str, count: int) -> str:
    return (
        f'<button type="button" class="chip filter {value.replace(" ", "-")}" data-{group}="{value}" '
        f'aria-pressed="false">{escape(title)} <b>{count:,}</b></button>'
    )


def _card(result: Result, state: str, before: Result | None) -> str:
    kind = _kind(result, before)
    history = "".join(f"<li>{as_html(turn)}</li>" for turn in result.history)
    history = f'<ul class="history" title="Asked before it">{history}</ul>' if history else ""
    badge = f'<span class="badge {kind.replace(" ", "-")}">{escape(TITLES[kind])}</span>'
    badge += f'<span class="badge {state}">{escape(STATES[state])}</span>' if state and state != "still" else ""
    columns = [_expected(result), _quotes("Quoted" if result.answered else "Would have quoted", result)]
    if before is not None:
        columns.append(_baseline(result, before))
    return (
        f'<article class="miss" data-reason="{kind}" data-state="{state}"><header><h3>{as_html(result.question)}</h3>'
        f"{history}<p>{badge} {_ranks(result)}</p></header>"
        f'<div class="columns">{"".join(columns)}</div></article>'
    )


def _ranks(result: Result) -> str:
    pills = [f'<span class="pill">confidence <b>{percent(result.confidence)}</b></span>']
    if result.answerable:
        pills += [f'<span class="pill">{name} <b>{rank or "—"}</b></span>' for name, rank in result.named_ranks()]
    return f'<span class="pills">{"".join(pills)}</span>'


def _expected(result: Result) -> str:
    if not result.answerable:
        return "<section><h4>Expected</h4><p class=none>That the sources do not say.</p></section>"
    pieces = "".join(f"<blockquote>{as_html(piece)}</blockquote>" for piece in result.expected[:6])
    more = f"<p class=none>and {len(result.expected) - 6:,} more</p>" if len(result.expected) > 6 else ""
    title = "Expected any of" if len(result.expected) > 1 else "Expected"
    return f"<section><h4>{title}</h4>{pieces}{more}</section>"


def _quotes(title: str, result: Result) -> str:
    quotes = "".join(_quote(quote) for quote in result.quoted) or "<p class=none>Nothing.</p>"
    return f"<section><h4>{title}</h4>{quotes}</section>"


def _baseline(result: Result, before: Result) -> str:
    title = "Baseline quoted" if before.answered else "Baseline would have quoted"
    if [(quote.document, quote.text) for quote in result.quoted] == [(q.document, q.text) for q in before.quoted]:
        return f"<section><h4>{title}</h4><p class=none>The same, at {percent(before.confidence)}.</p></section>"
    return _quotes(title, before)


def _quote(quote: JudgedQuote) -> str:
    place = f"page {quote.page}" if quote.page is not None else f"line {quote.line}" if quote.line is not None else ""
    cited = " · ".join(as_html(part) for part in (quote.document, quote.heading, place) if part)
    mark = '<b class="tick" title="This answers">✓</b> ' if quote.right else ""
    false = "" if quote.verbatim else ' <b class="badge answered">not verbatim</b>'
    return (
        f'<blockquote class="{"right" if quote.right else "wrong"}">{_above(quote)}{_highlighted(quote)}'
        f"<footer>{mark}{percent(quote.score)} · {cited}{false}</footer></blockquote>"
    )


def _above(quote: JudgedQuote) -> str:
    return "".join(f'<p class="above" title="{each.kind}">{as_html(each.text)}</p>' for each in quote.above)


def _highlighted(quote: JudgedQuote) -> str:
    parts, at = [], 0
    for start, end in quote.highlights:
        parts += [as_html(quote.text[at:start]), f"<mark>{as_html(quote.text[start:end])}</mark>"]
        at = end
    return "".join([*parts, as_html(quote.text[at:])])
