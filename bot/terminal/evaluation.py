"""``quoth eval``: gold questions → figures, as text for a terminal, as JSON and as a report."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.settings import Settings
from bot.terminal.console import errors, output
from bot.terminal.gold import gold_library, stored_pins
from bot.terminal.lines import one_line
from bot.terminal.printing import count, print_some
from bot.terminal.progress import ProgressDisplay
from retrieval import Access
from retrieval.evaluation import Comparison, Run, compare, evaluate, load_run, run_as_dict, sampled
from retrieval.evaluation.figures import FIGURES, figure_text, measure


def evaluate_and_show(
    settings: Settings, gold: Path, *, access: Access, quotes: int, sample: int | None, index: Path | None,
    report: Path | None, baseline: Path | None, as_json: bool, with_pins: bool = False,
) -> bool:  # fmt: skip
    """Ask gold questions and print the figures; the options are those of ``quoth eval``.

    Returns whether every quote is verbatim and nothing is worse than the baseline. Raises QuothError when the questions
    or the baseline cannot be read.
    """
    before = load_run(baseline) if baseline else None
    with gold_library(settings, gold, index) as (library, questions):
        with ProgressDisplay(errors()) as progress:
            asked = partial(
                evaluate,
                questions=sampled(questions, sample),
                access=access,
                quotes=quotes,
                gold=gold.as_posix(),
                pins=stored_pins(settings) if with_pins else (),
            )
            run = asked(library, progress=progress.asking)
        comparison = compare(run, before) if before else None
        if report:
            from retrieval.evaluation.report import write_report

            without_reader = None
            if library.reader is not None:
                with library.without_reader() as plain:
                    without_reader = asked(plain)
            write_report(report, run, library, comparison, without_reader)
    if as_json:
        print(json.dumps(run_as_dict(run, comparison=comparison), ensure_ascii=False))
    else:
        show_figures(output(), run, comparison)
    for problem in run.problems:
        errors().print(f"quoth: {one_line(problem)}", soft_wrap=True)
    if not run.is_verbatim:
        errors().print('quoth: A quote differs from its document; run "quoth verify".', style="red")
    if comparison:
        show_comparison(errors(), comparison)
    return run.is_verbatim and not (comparison and comparison.worse)


def show_figures(console: Console, run: Run, comparison: Comparison | None = None) -> None:
    """Print the figures of an evaluation with their intervals, next to a baseline's, and the questions that failed."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("")
    table.add_column("", justify="right", style="bold")
    table.add_column("95 % interval", justify="right", style="dim")
    changes = {change.name: change for change in comparison.changes} if comparison else {}
    if comparison:
        table.add_column("baseline", justify="right")
        table.add_column("difference", justify="right")
    for name, figure in measure(run.results).items():
        if figure is None or (FIGURES[name].is_detail and name not in changes):
            continue
        row = [FIGURES[name].title, figure_text(name, figure.value)]
        row.append(f"{figure_text(name, figure.low)} to {figure_text(name, figure.high)}")
        if change := changes.get(name):
            style = {"better": "green", "worse": "red", "same": "dim"}[change.verdict]
            row.append(figure_text(name, change.baseline))
            table.add_row(*row, Text(figure_text(name, change.difference, signed=True), style))
        else:
            table.add_row(*row)
    asked = f"{count(len(run.results), 'question')}, {sum(r.answerable for r in run.results):,} answerable"
    where = f"{count(run.documents, 'document')}, {count(run.passages, 'passage')}, hits counted by {run.level}"
    console.print(Text(f"{asked}; {where}; {run.seconds:.1f} s\n", "dim"), soft_wrap=True)
    console.print(table)
    console.print()
    lines = [
        Text.assemble(("✗ ", "red"), one_line(result.question), (f"  {one_line(result.why())}", "dim"))
        for result in run.failures
    ]
    print_some(console, lines, 40)


def show_comparison(console: Console, comparison: Comparison) -> None:
    """Print the figures in which a run is better or worse than its baseline by more than the noise."""
    if comparison.note:
        console.print(Text(one_line(comparison.note), "yellow"), soft_wrap=True)
    for verdict, style in (("better", "green"), ("worse", "red")):
        changed = [c for c in comparison.changes if c.verdict == verdict]
        said = ", ".join(
            f"{c.name} {figure_text(c.name, c.baseline)} → {figure_text(c.name, c.current)} (difference "
            f"{figure_text(c.name, c.low, signed=True)} to {figure_text(c.name, c.high, signed=True)})"
            for c in changed
        )
        if changed:
            console.print(Text(f"{verdict.capitalize()} than the baseline: {said}.", style), soft_wrap=True)
    if not comparison.worse:
        console.print(Text("Nothing is worse than the baseline by more than the noise.", "dim"), soft_wrap=True)
