"""The commands that people type. Each opens the library, does one thing, and says it."""

from __future__ import annotations

import io
import json
import logging
import os
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from retrieval.errors import GoldError, QuothError, SeedsError

if TYPE_CHECKING:
    from rich.console import Console

    from retrieval import Filter, Library, SyncReport
    from retrieval.evaluation import GoldQuestion

ANSWERED, NOT_ANSWERED, FAILED = 0, 1, 2

app = typer.Typer(
    help="Quoth answers questions with the source's own words.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

feedback = typer.Typer(help="What people on Discord said of the answers.", no_args_is_help=True)
app.add_typer(feedback, name="feedback")


@app.callback()
def _options(
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Say more, and show tracebacks.")] = False,
) -> None:
    logging.basicConfig(level=logging.DEBUG if verbose else logging.ERROR, format="%(levelname)s %(name)s: %(message)s")
    for noisy in ("httpx", "httpcore", "filelock", "urllib3", "markdown_it", "asyncio", "matplotlib"):
        logging.getLogger(noisy).setLevel(logging.WARNING if verbose else logging.ERROR)
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    os.environ.setdefault("TQDM_DISABLE", "1")


@app.command()
def sync(
    watch: Annotated[bool, typer.Option("--watch", help="Stay, and sync again whenever the seeds change.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the difference as one JSON object.")] = False,
) -> None:
    """Read the seeds folder, embed what is new or changed, drop what is gone, print the difference."""
    from bot.terminal import show_report

    if watch and as_json:
        raise QuothError("--json prints one difference and --watch goes on for ever; give one of them.")
    console = _console()
    with _library() as library:
        report = _sync(library)
        if as_json:
            print(json.dumps(asdict(report), ensure_ascii=False))
            return
        show_report(console, report)
        if not watch:
            _demand_documents(library, report)
            return
        from bot.watching import changes

        console.print(f"Watching {library.seeds}; Ctrl+C stops.")
        for _ in changes(library.seeds):
            try:
                report = _sync(library)
            except QuothError as error:  # it may pass: the next change, or the next minute, tries again
                _console(stderr=True).print(f"quoth: {error}", soft_wrap=True)
                continue
            if not report.is_empty:
                show_report(console, report)


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="What to ask.", show_default=False)] = None,
    k: Annotated[int, typer.Option("-k", min=1, help="Quotes at most.")] = 3,
    source: Annotated[str | None, typer.Option(metavar="GLOB", help="Only documents like this: 'news/*'.")] = None,
    since: Annotated[str | None, typer.Option(metavar="DATE", help="Only documents of this date or later.")] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="Only documents of this date or earlier.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object for each answer.")] = False,
    batch: Annotated[Path | None, typer.Option(metavar="FILE.jsonl", help="Answer every line of a file.")] = None,
) -> None:
    """Answer once. Exit status: 0 answered, 1 not in the sources, 2 an error."""
    from bot.answer_json import answer_json

    if (question is None) == (batch is None):
        raise QuothError('Ask one question (quoth ask "…") or name a file with --batch, not both or neither.')
    if batch is not None and not as_json:
        raise QuothError("--batch answers in JSON only; add --json.")
    only = _filter(source, since, until)
    with _ready_library() as library:
        if batch is not None:
            for line in _batch(batch):
                answer = library.ask(line["question"], k=k, only=only, history=line["history"])
                print(answer_json(answer), flush=True)
            return
        answer = library.ask(question or "", k=k, only=only)
        if as_json:
            print(answer_json(answer))
        else:
            from bot.terminal import show_answer

            show_answer(_console(), answer, len(library.documents()))
    raise typer.Exit(ANSWERED if answer.answered else NOT_ANSWERED)


@app.command()
def chat() -> None:
    """Ask and follow up, in the terminal; /sources, /more, /quit."""
    from bot.chat import HELP
    from bot.chat import chat as converse

    console = _console()
    with _ready_library() as library:
        if console.is_terminal:
            console.print(f"Ask about {library.seeds}. {HELP}", style="dim", highlight=False)
        converse(library, console, _typed(console))


@app.command()
def run() -> None:
    """Run the Discord bot. Ctrl+C or SIGTERM stops it, once the questions in hand are answered."""
    from bot.running import run as run_bot
    from bot.settings import load_settings

    run_bot(load_settings())


@app.command()
def doctor() -> None:
    """Show what stands between this machine and a working bot, and what to do. Exit status 1 when something does."""
    import asyncio

    from bot.doctor import examine, show
    from bot.settings import load_settings

    findings = asyncio.run(examine(load_settings()))
    show(findings, _console())
    raise typer.Exit(1 if any(finding.state == "failure" for finding in findings) else 0)


@feedback.command("export")
def export_feedback(
    to: Annotated[Path | None, typer.Argument(help="File to write; without it, standard output.")] = None,
) -> None:
    """Write what people on Discord found helpful as gold questions, for quoth eval."""
    from bot.exporting import gold_lines
    from bot.settings import load_settings
    from bot.state import STATE_FILE, State

    settings = load_settings()
    path = settings.index_dir.expanduser() / STATE_FILE
    if not path.is_file():
        raise QuothError(f'There is no feedback yet: {path} is missing; it comes with "quoth run".')
    with _library() as library, State(path, keep_days=settings.discord_keep_days) as state:
        lines = list(gold_lines(state, library))
    text = "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines)
    if to is None:
        print(text, end="")
        return
    try:
        to.write_text(text, encoding="utf-8")
    except OSError as error:
        raise QuothError(f"{to} cannot be written ({error.strerror}); name another file.") from error
    _console().print(f"{len(lines)} questions in {to}.")


@app.command()
def status() -> None:
    """Show what is indexed."""
    from bot.terminal import show_status

    with _library() as library:
        show_status(_console(), library.status())


@app.command()
def verify() -> None:
    """Re-check every stored passage against its file. Exit status 1 when something does not match."""
    from bot.terminal import show_verification

    with _library() as library:
        found = library.verify()
    show_verification(_console(), found)
    raise typer.Exit(1 if found.problems else 0)


@app.command("eval")
def evaluate_(
    gold: Annotated[Path, typer.Argument(help="Gold questions (JSON lines or YAML), or the folder of a BEIR set.")],
    report: Annotated[Path | None, typer.Option(metavar="OUT.html", help="Write a page to look at.")] = None,
    baseline: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Compare with a run that --json printed; status 1 if worse.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print figures and results as one JSON object.")] = False,
    k: Annotated[int, typer.Option("-k", min=1, help="Quotes at most.")] = 3,
    sample: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Ask only N questions, always the same.")
    ] = None,
    index: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Keep the index of a BEIR set here, for the next time.")
    ] = None,
) -> None:
    """Run retrieval tests offline. Exit status: 0 done, 1 worse than the baseline or not verbatim, 2 an error."""
    from bot.terminal import SyncProgress, show_comparison, show_figures
    from retrieval.evaluation import compare, evaluate, load_run, sampled

    before = load_run(baseline) if baseline else None
    with _gold(gold, index) as (library, questions):
        with SyncProgress(_console(stderr=True)) as progress:
            run = evaluate(
                library, sampled(questions, sample), quotes=k, gold=gold.as_posix(), progress=progress.asking
            )
        comparison = compare(run, before) if before else None
        if report:
            from retrieval.evaluation.report import write_report

            unread = None
            if library.reader is not None:
                with library.without_reader() as plain:
                    unread = evaluate(plain, sampled(questions, sample), quotes=k, gold=gold.as_posix())
            write_report(report, run, library, comparison, unread)
    if as_json:
        print(
            json.dumps(run.as_dict() | ({"comparison": comparison.as_dict()} if comparison else {}), ensure_ascii=False)
        )
    else:
        show_figures(_console(), run, comparison)
    errors = _console(stderr=True)
    for problem in run.problems:
        errors.print(f"quoth: {problem}", soft_wrap=True)
    if not run.is_verbatim:
        errors.print('quoth: A quote is not what stands in its document; run "quoth verify".', style="red")
    if comparison:
        show_comparison(errors, comparison)
    raise typer.Exit(1 if not run.is_verbatim or (comparison and comparison.worse) else 0)


def main() -> None:
    """Run the command line: errors of ours are one sentence and status 2, and no traceback without --verbose."""
    if isinstance(sys.stdout, io.TextIOWrapper) and not sys.stdout.isatty():
        sys.stdout.reconfigure(encoding="utf-8")  # quotes go through a pipe as they are, whatever the locale
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    try:
        app(standalone_mode=True)
    except QuothError as error:
        if logging.getLogger().isEnabledFor(logging.DEBUG):
            raise
        print(f"quoth: {error}", file=sys.stderr)
        sys.exit(FAILED)
    except BrokenPipeError:  # whoever read the answers has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(FAILED)
    except Exception as error:
        if logging.getLogger().isEnabledFor(logging.DEBUG):
            raise
        said = str(error).strip().partition("\n")[0] or "no further word"
        sentence = f"A defect of Quoth: {type(error).__name__}, {said}. -v before the command shows where."
        print(f"quoth: {sentence}", file=sys.stderr)
        sys.exit(FAILED)
    except KeyboardInterrupt:
        sys.exit(130)


def _console(*, stderr: bool = False) -> Console:
    from rich.console import Console

    return Console(stderr=stderr, highlight=False, emoji=False, markup=False)


def _library() -> Library:
    from bot.settings import load_settings
    from retrieval import Library

    settings = load_settings()
    return Library.open(
        settings.seeds_dir.expanduser(),
        settings.index_dir.expanduser(),
        settings.embedding_model,
        reader=settings.reader,
        precision=settings.embedding_precision,
    )


def _ready_library() -> Library:
    """Return a library that can answer: synced first when it has no index of these seeds."""
    library = _library()
    reason = library.needs_sync()
    if reason:
        from bot.terminal import show_report

        errors = _console(stderr=True)
        errors.print(f"{reason} Reading {library.seeds} first.", soft_wrap=True)
        report = _sync(library)
        show_report(errors, report)
        _demand_documents(library, report)
    return library


@contextmanager
def _gold(path: Path, index: Path | None) -> Iterator[tuple[Library, Sequence[GoldQuestion]]]:
    """Yield gold questions and the library to ask: that of the seeds, or for a BEIR set one made of its corpus."""
    from bot.settings import load_settings
    from bot.terminal import SyncProgress
    from retrieval.evaluation import corpus_library, is_beir, load_beir, load_gold

    if not is_beir(path):
        if index is not None:
            raise QuothError("--index is for the folder of a BEIR set; INDEX_DIR says where the index of the seeds is.")
        questions = load_gold(path)
        with _ready_library() as library:
            yield library, questions
        return
    corpus = load_beir(path)
    with tempfile.TemporaryDirectory(prefix="quoth-eval-") as temporary:
        with SyncProgress(_console(stderr=True)) as progress:
            settings = load_settings()
            folder = index or Path(temporary, "set")
            library = corpus_library(corpus.entries, folder, settings.embedding_model, progress, reader=settings.reader)
        with library:
            yield library, corpus.questions


def _demand_documents(library: Library, report: SyncReport) -> None:
    if not report.documents:
        raise SeedsError(
            f"The seeds folder {library.seeds} holds no document that Quoth can read; put some in (text, Markdown, "
            "HTML, PDF, Word, EPUB), or set SEEDS_DIR to another folder."
        )


def _sync(library: Library) -> SyncReport:
    from bot.terminal import SyncProgress

    with SyncProgress(_console(stderr=True)) as progress:
        return library.sync(progress)


def _filter(source: str | None, since: str | None, until: str | None) -> Filter:
    from retrieval import Filter

    for option, value in (("--since", since), ("--until", until)):
        if value is not None and not _is_date(value):
            raise QuothError(f"{option} is {value!r}; give a date such as 2026-01-31, 2026-01 or 2026.")
    return Filter(source, since, until)


def _is_date(value: str) -> bool:
    if not re.fullmatch(r"\d{4}(-\d{2}){0,2}", value):
        return False
    try:
        date.fromisoformat(value + "-01-01"[len(value) - 4 :])
    except ValueError:
        return False
    return True


def _batch(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the questions of a JSON-lines file, each checked before any is answered."""
    from retrieval.evaluation.gold import read_lines

    lines = list(read_lines(path))
    for number, line in lines:
        history = line.get("history") or []
        if not isinstance(line.get("question"), str) or not line["question"].strip():
            raise GoldError(f'{path}, line {number}: there is no "question", or it is empty.')
        if not isinstance(history, list) or not all(isinstance(turn, str) for turn in history):
            raise GoldError(f'{path}, line {number}: "history" must be a list of earlier questions.')
        line["history"] = history
    yield from (line for _, line in lines)


def _typed(console: Console) -> Iterator[str]:
    while True:
        try:
            yield console.input("› " if console.is_terminal else "")
        except (EOFError, KeyboardInterrupt):
            return
