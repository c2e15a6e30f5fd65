"""The figures of ``quoth eval`` → text for a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.terminal.lines import one_line
from bot.terminal.printing import count, print_some
from retrieval.evaluation import Comparison, Run
from retrieval.evaluation.figures import FIGURES, figure_text, measure


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
