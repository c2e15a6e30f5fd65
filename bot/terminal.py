"""``Answer`` and reports → text for a terminal: a bar beside quotes, bold where they answer, plain when piped.

Control characters of a document are shown as symbols, never sent to the terminal.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from types import TracebackType
from typing import TYPE_CHECKING, Self

from rich.cells import cell_len
from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from retrieval import Answer, Observer, Quote, Status, SyncReport, Verification

if TYPE_CHECKING:
    from retrieval.evaluation import Comparison, Run

BAR = "▌ "


def show_answer(console: Console, answer: Answer, sources: int) -> None:
    """Print an answer: its quotes, each with a citation; or that there is none."""
    console.print()
    if not answer.answered:
        console.print(Text("Not in the sources.", style="bold"))
        console.print(
            Text(
                f"Nothing in {_count(sources, 'document')} answers this; --json shows the nearest passages.",
                "dim",
            )
        )
        console.print()
        return
    for quote in answer.quotes:
        show_quote(console, quote)
    console.print(
        Text(
            f"{_count(len(answer.quotes), 'quote')} from {_count(sources, 'document')} · "
            f"confidence {answer.confidence:.0%} · {answer.elapsed_ms:.0f} ms",
            "dim",
        )
    )
    console.print()


def show_quote(console: Console, quote: Quote) -> None:
    """Print one quote, exactly as it is written, and where it stands; lines are wrapped on a terminal only."""
    if not console.is_terminal:  # rich would turn tabs into spaces
        for written in visible(quote.text).split("\n"):
            console.file.write(f"{BAR}{written}\n")
        console.file.write(f"{' ' * cell_len(BAR)}{visible(citation(quote))}\n\n")
        return
    body = Text(visible(quote.text))
    for start, end in quote.highlights:
        body.stylize("bold", start, end)
    if quote.answer:
        body.stylize("bold underline", *quote.answer)
    for line in _wrapped(console, body, BAR):
        console.print(Text.assemble((BAR, "cyan"), line), soft_wrap=True)
    for line in _wrapped(console, Text(visible(citation(quote)), "dim"), BAR):
        console.print(Text.assemble(" " * cell_len(BAR), line), soft_wrap=True)
    console.print()


def _wrapped(console: Console, text: Text, margin: str) -> list[Text]:
    lines = list(text.wrap(console, max(console.width - cell_len(margin), 20), tab_size=4))
    for line in lines:
        line.rstrip()
    return lines


def citation(quote: Quote) -> str:
    """Return where a quote stands, for people: title, heading, place, date, and the version of the file."""
    if quote.page is not None:
        place = f"page {quote.page}"
    elif quote.line is not None:
        place = f"line {quote.line}"
    else:
        place = f"paragraph {quote.paragraph}"
    title = None if quote.title == PurePosixPath(quote.document).stem else quote.title
    version = f"sha256 {quote.sha256[:8]}"
    parts = [title, quote.heading, quote.document, place, quote.date, quote.url, version]
    return "— " + " · ".join(part for part in parts if part)


def show_report(console: Console, report: SyncReport) -> None:
    """Print what a sync did."""
    for sign, style, paths in (
        ("+", "green", report.added),
        ("~", "yellow", report.changed),
        ("-", "red", report.removed),
    ):
        _some(console, [Text(f"  {sign} {visible(path)}", style) for path in paths])
    _some(console, [Text(f"  → {visible(old)} is now {visible(new)}", "cyan") for old, new in report.moved])
    for skipped in report.skipped:
        console.print(Text(f"  ! {visible(skipped.path)}: {visible(skipped.reason)}", "yellow"), soft_wrap=True)
    parts = [
        f"{len(report.added)} added", f"{len(report.changed)} changed", f"{len(report.moved)} moved",
        f"{len(report.removed)} removed", f"{report.unchanged} unchanged",
    ]  # fmt: skip
    if report.skipped:
        parts.append(f"{len(report.skipped)} skipped")
    console.print(Text(", ".join(parts) + ".", "bold"), soft_wrap=True)
    console.print(
        Text(
            f"{_count(report.documents, 'document')}, {_count(report.passages, 'passage')}: {report.embedded:,} "
            f"embedded, {report.reused:,} reused; generation {report.generation}, {report.seconds:.1f} s.",
            "dim",
        ),
        soft_wrap=True,
    )


def show_status(console: Console, status: Status) -> None:
    """Print what is indexed."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    for column, justify in (("document", "left"), ("title", "left"), ("date", "left"), ("passages", "right")):
        table.add_column(column, justify=justify, overflow="fold")  # type: ignore[arg-type]
    for document in status.documents:
        table.add_row(
            Text(visible(document.path)),
            Text(visible(document.title or "")),
            document.date or "",
            f"{document.passages:,}",
        )
    console.print(table)
    console.print(
        Text(
            f"\n{_count(len(status.documents), 'document')}, {_count(status.passages, 'passage')} from {status.seeds}\n"
            f"model {status.model} · generation {status.generation} · {status.bytes_on_disk / 1e6:.1f} MB on disk",
            "dim",
        ),
        soft_wrap=True,
    )
    if clusters := status.clusters:
        console.print(
            Text(
                f"vectors in {clusters.clusters:,} clusters, {clusters.probes:,} of them compared: "
                f"{clusters.recall:.3f} of the ten nearest found, measured with {clusters.questions} sentences of the "
                "library",
                "dim",
            ),
            soft_wrap=True,
        )
    elif status.is_whole:
        console.print(Text("every vector is compared: nothing near is missed", "dim"), soft_wrap=True)
    else:
        console.print(
            Text("the vector index is missing or damaged; the next question makes it anew", "yellow"), soft_wrap=True
        )
    if status.outdated:
        console.print(Text(status.outdated, "yellow"), soft_wrap=True)


def show_verification(console: Console, verification: Verification) -> None:
    """Print what a verification found."""
    for problem in verification.problems:
        console.print(Text(f"✗ {visible(problem)}", "red"), soft_wrap=True)
    checked = f"{_count(verification.passages, 'passage')} of {_count(verification.documents, 'document')}"
    if verification.problems:
        console.print(Text(f"{_count(len(verification.problems), 'problem')} in {checked}.", "bold"))
    else:
        all_well = Text(f"✓ {checked} re-read: every one stands in its file as it is quoted.", "bold green")
        console.print(all_well, soft_wrap=True)


def show_figures(console: Console, run: Run, comparison: Comparison | None = None) -> None:
    """Print the figures of an evaluation with their intervals, beside a baseline's, and the questions that failed."""
    from retrieval.evaluation.figures import FIGURES, measure

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
        row = [FIGURES[name].title, _number(name, figure.value)]
        row.append(f"{_number(name, figure.low)} to {_number(name, figure.high)}")
        if change := changes.get(name):
            style = {"better": "green", "worse": "red", "same": "dim"}[change.verdict]
            row.append(_number(name, change.there))
            table.add_row(*row, Text(_number(name, change.difference, signed=True), style))
        else:
            table.add_row(*row)
    asked = f"{_count(len(run.results), 'question')}, {sum(r.answerable for r in run.results):,} answerable"
    where = f"{_count(run.documents, 'document')}, {_count(run.passages, 'passage')}, found by {run.level}"
    console.print(Text(f"{asked}; {where}; {run.seconds:.1f} s\n", "dim"), soft_wrap=True)
    console.print(table)
    console.print()
    lines = [
        Text.assemble(("✗ ", "red"), visible(result.question), (f"  {result.why()}", "dim")) for result in run.failures
    ]
    _some(console, lines, 40)


def show_comparison(console: Console, comparison: Comparison) -> None:
    """Print what a run is better and worse at than its baseline, by more than the noise."""
    if comparison.says:
        console.print(Text(comparison.says, "yellow"), soft_wrap=True)
    for verdict, style in (("better", "green"), ("worse", "red")):
        changed = [c for c in comparison.changes if c.verdict == verdict]
        said = ", ".join(
            f"{c.name} {_number(c.name, c.there)} → {_number(c.name, c.here)} (difference "
            f"{_number(c.name, c.low, signed=True)} to {_number(c.name, c.high, signed=True)})"
            for c in changed
        )
        if changed:
            console.print(Text(f"{verdict.capitalize()} than the baseline: {said}.", style), soft_wrap=True)
    if not comparison.worse:
        console.print(Text("Nothing is worse than the baseline by more than the noise.", "dim"), soft_wrap=True)


def _number(name: str, value: float, *, signed: bool = False) -> str:
    places = 1 if name.startswith("latency") else 0 if name == "characters" else 3
    shown = f"{value:{'+' if signed else ''},.{places}f}"
    return shown.lstrip("+-") if not float(shown.replace(",", "")) else shown


class SyncProgress(Observer):
    """Shows a sync as it runs: bars with their pace and the time left on a terminal, plain lines otherwise."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.completed:,.0f}/{task.total:,.0f}"),
            _Rate(),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._tasks: dict[str, TaskID] = {}
        self._reported: dict[str, int] = {}

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, tb: TracebackType | None) -> None:
        self._bar.stop()

    def reading(self, done: int, total: int, path: str) -> None:  # noqa: ARG002, D102 - see Observer
        self._update("Reading", done, total, every=500)

    def encoding(self, done: int, total: int) -> None:  # noqa: D102 - see Observer
        self._update("Embedding", done, total, every=2000)

    def step(self, name: str) -> None:  # noqa: D102 - see Observer
        if name == "read" and "Reading" in self._tasks:
            self._bar.remove_task(self._tasks.pop("Reading"))

    def asking(self, done: int, total: int) -> None:
        """``done`` of ``total`` gold questions were asked."""
        self._update("Asking", done, total, every=500)

    def _update(self, name: str, done: int, total: int, every: int) -> None:
        if not self._console.is_terminal:
            if done - self._reported.get(name, 0) >= every:
                self._reported[name] = done
                self._console.print(f"{name}: {done:,} of {total:,}")
            return
        if name not in self._tasks:
            self._tasks[name] = self._bar.add_task(name, total=total)
        self._bar.update(self._tasks[name], completed=done, total=total)


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:,.0f}/s" if task.speed else "", "dim")


def _some(console: Console, lines: list[Text], most: int = 20) -> None:
    for line in lines[:most]:
        console.print(line, soft_wrap=True)
    if len(lines) > most:
        console.print(Text(f"    … and {len(lines) - most:,} more", "dim"))


def _count(n: int, noun: str) -> str:
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"


_CONTROL: dict[int, str] = {code: chr(0x2400 + code) for code in range(32) if chr(code) not in "\n\t"}
_CONTROL |= {0x7F: "␡", **dict.fromkeys((*range(128, 160), *range(8234, 8239), *range(8294, 8298)), "�")}


def visible(text: str) -> str:
    """Return the text with control characters, which could move the cursor or turn the line round, as symbols."""
    return text.translate(_CONTROL)
