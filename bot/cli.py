"""The commands that people type. Each opens the library, does one thing, and prints the result."""

from __future__ import annotations

import io
import logging
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.terminal.console import output
from bot.terminal.lines import OneLine, one_line
from bot.welcome.commands import add, demo, init
from retrieval.errors import QuothError, first_line

if TYPE_CHECKING:
    from bot.settings import Settings

EXIT_ANSWERED, EXIT_NOT_ANSWERED, EXIT_FAILED = 0, 1, 2

app = typer.Typer(
    help="Quoth answers questions with the source's own words.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

As = Annotated[
    str | None,
    typer.Option(
        "--as",
        metavar="ROLE,…",
        help="Only what somebody with these roles may read, by id; see the README.",
    ),
]

feedback = typer.Typer(help="What people on Discord thought of the answers.", no_args_is_help=True)
app.add_typer(feedback, name="feedback")
for command in (demo, init, add):
    app.command()(command)


def _print_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        print(f"quoth {version('quoth')}")
        raise typer.Exit


@app.callback()
def _options(
    _: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Print more, and show tracebacks.")] = False,
) -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(OneLine("%(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.DEBUG if verbose else logging.ERROR, handlers=[handler])
    for noisy in ("httpx", "httpcore", "filelock", "urllib3", "markdown_it", "asyncio", "matplotlib"):
        logging.getLogger(noisy).setLevel(logging.WARNING if verbose else logging.ERROR)
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    os.environ.setdefault("TQDM_DISABLE", "1")


@app.command()
def sync(
    watch: Annotated[
        bool, typer.Option("--watch", help="Keep running, and sync again whenever the seeds change.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before most documents are dropped.")] = False,
    repair: Annotated[bool, typer.Option("--repair", help="Look for damage in the index, and mend it.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the difference as one JSON object.")] = False,
    is_told: Annotated[bool, typer.Option("--settings-from-stdin", hidden=True)] = False,
    agreed: Annotated[str | None, typer.Option("--agreed", hidden=True)] = None,
) -> None:
    """Read the seeds folder, embed what is new or changed, drop what is gone, and print the difference."""
    from bot.terminal.opening import demand_documents, rules_held, sync_all, sync_and_watch, sync_to_json
    from bot.terminal.printing import show_report
    from retrieval.syncing.consent import agree, agreed_to

    if watch and as_json:
        raise QuothError("--json prints one difference, but --watch never ends", "give one of them", setting="--watch")
    if is_told and not as_json:
        raise QuothError("--settings-from-stdin is for programs", "add --json", setting="--settings-from-stdin")
    consent = agree if yes else agreed_to(agreed) if agreed else None
    if as_json:
        sync_to_json(_told_settings if is_told else _settings, consent, repair=repair, only_due=is_told)
        return
    with (settings := _settings()).open_library() as library, rules_held(library):
        report = sync_all(settings, library, consent, repair=repair, accepts_loss=yes)
        show_report(output(), report)
        if watch:
            sync_and_watch(settings, library)
        demand_documents(library, report)


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="What to ask.", show_default=False)] = None,
    k: Annotated[int, typer.Option("-k", min=1, help="How many quotes an answer may have.")] = 3,
    source: Annotated[
        str | None, typer.Option(metavar="GLOB", help="Only documents that match, such as 'news/*'.")
    ] = None,
    since: Annotated[str | None, typer.Option(metavar="DATE", help="Only documents of this date or later.")] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="Only documents of this date or earlier.")] = None,
    language: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only passages in this language, such as German or 'de-AT'.")
    ] = None,
    seen_as: As = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object for each answer.")] = False,
    batch: Annotated[Path | None, typer.Option(metavar="FILE.jsonl", help="Answer every line of a file.")] = None,
) -> None:
    """Answer a question. Exit status: 0 answered, 1 not in the sources, 2 an error."""
    from bot.terminal.answer_json import answer_json
    from bot.terminal.filtering import access_of, filter_of, in_language
    from bot.terminal.opening import ready_library

    if (question is None) == (batch is None):
        given = "neither a question nor" if batch is None else "both a question and"
        raise QuothError(
            f"There is {given} a --batch file", 'give one question (quoth ask "…") or one file', setting="--batch"
        )
    if batch is not None and not as_json:
        raise QuothError("--batch prints its answers only as JSON", "add --json", setting="--batch")
    only, access = filter_of(source, since, until), access_of(seen_as)
    with ready_library(_settings()) as library:
        if language is not None:
            only = in_language(only, language, library, access)
        if batch is not None:
            from bot.terminal.batch import answers, read_queries

            for answer in answers(library, read_queries(batch, k=k, only=only, access=access)):
                print(answer_json(answer), flush=True)
            return
        answer = library.ask(question or "", access=access, k=k, only=only)
        if as_json:
            print(answer_json(answer))
        else:
            from bot.terminal.printing import show_answer

            show_answer(output(), answer, len(library.documents(access=access)))
    raise typer.Exit(EXIT_ANSWERED if answer.answered else EXIT_NOT_ANSWERED)


@app.command()
def chat(seen_as: As = None) -> None:
    """Ask and follow up in the terminal; /sources, /more and /quit work there."""
    from bot.terminal.chat import HELP, converse, typed_lines
    from bot.terminal.filtering import access_of
    from bot.terminal.opening import ready_library

    console, access = output(), access_of(seen_as)
    with ready_library(_settings()) as library:
        if console.is_terminal:
            console.print(one_line(f"Ask about {library.seeds}. {HELP}"), style="dim", highlight=False)
        converse(library, console, typed_lines(console), access)


@app.command()
def run() -> None:
    """Run the Discord bot. Ctrl+C or SIGTERM stops it once the questions in hand are answered."""
    from bot.running import run as run_bot

    run_bot(_settings())


@app.command()
def doctor() -> None:
    """Show what keeps the bot from working on this machine, and what to do. Exit status 1 when anything does."""
    import asyncio

    from bot.doctor.checks import examine
    from bot.doctor.findings import show_findings

    findings = asyncio.run(examine(_settings()))
    show_findings(findings, output())
    raise typer.Exit(1 if any(finding.state == "failure" for finding in findings) else 0)


@feedback.command("export")
def export_feedback(
    to: Annotated[Path | None, typer.Argument(help="File to write; without one, standard output.")] = None,
) -> None:
    """Write what people on Discord found helpful as gold questions, for quoth eval."""
    from bot.feedback import export_gold

    export_gold(_settings(), to)


@app.command()
def read(
    file: Annotated[Path, typer.Argument(help="A file of any format that Quoth reads, in the seeds folder or not.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print what is read as one JSON object.")] = False,
) -> None:
    """Show what Quoth reads in a file: its text, headings and passages, and what was left out and why."""
    from bot.terminal.reading import print_read, read_one_file

    print_read(output(), read_one_file(file, _settings()), as_json=as_json)


@app.command()
def access(
    file: Annotated[Path, typer.Argument(help="A file in the seeds folder.")],
) -> None:
    """Show who may read a file on Discord, and which rules say so."""
    from bot.doctor.access import show_access

    show_access(output(), file, _settings())


@app.command()
def status() -> None:
    """Show what is indexed."""
    from bot.origins.overview import origin_lines
    from bot.terminal.printing import show_status

    with (settings := _settings()).open_library() as library:
        origins = origin_lines(settings.sources_file.expanduser(), settings.index_dir.expanduser())
        show_status(output(), library.status(), origins)


@app.command()
def verify() -> None:
    """Re-check every stored passage against its file. Exit status 1 when something does not match."""
    from bot.terminal.printing import show_verification

    with _settings().open_library() as library:
        found = library.verify()
    show_verification(output(), found)
    raise typer.Exit(1 if found.problems else 0)


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="File to write.")]) -> None:
    """Write the catalog and the bot's memory to one file, also while the bot is running."""
    from bot.backup import write_backup

    names = write_backup(_settings().index_dir.expanduser(), file)
    output().print(one_line(f"{' and '.join(names)} written to {file}."), soft_wrap=True)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A file that quoth backup has written.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before what is there is replaced.")] = False,
) -> None:
    """Put a backup in the place of the catalog and the bot's memory, also while the bot is running."""
    from bot.backup import restore_if_meant

    names = restore_if_meant(file, _settings(), yes=yes)
    output().print(one_line(f"{' and '.join(names)} restored from {file}."), soft_wrap=True)


@app.command("eval")
def run_evaluation(
    gold: Annotated[Path, typer.Argument(help="Gold questions (JSON lines or YAML), or the folder of a BEIR set.")],
    report: Annotated[Path | None, typer.Option(metavar="OUT.html", help="Write the results as a web page.")] = None,
    baseline: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Compare with a run that --json printed; exit status 1 if worse."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print figures and results as one JSON object.")] = False,
    k: Annotated[int, typer.Option("-k", min=1, help="How many quotes an answer may have.")] = 3,
    sample: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Ask only N of the questions, the same ones each time.")
    ] = None,
    index: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Keep the index of a BEIR set here for the next run.")
    ] = None,
    pins: Annotated[bool, typer.Option("--pins", help="Let what operators have pinned on Discord come first.")] = False,
    seen_as: As = None,
) -> None:
    """Run retrieval tests offline. Exit status: 0 done, 1 worse than the baseline or not verbatim, 2 an error."""
    from bot.terminal.evaluation import evaluate_and_show
    from bot.terminal.filtering import access_of

    is_fine = evaluate_and_show(
        _settings(), gold, access=access_of(seen_as), quotes=k, sample=sample, index=index, report=report,
        baseline=baseline, as_json=as_json, with_pins=pins,
    )  # fmt: skip
    raise typer.Exit(0 if is_fine else 1)


@app.command()
def mcp(
    http: Annotated[bool, typer.Option("--http", help="Serve over HTTP on this machine, with MCP_TOKEN.")] = False,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="The port for --http: 8765; 0: a free one.")
    ] = None,
    seen_as: As = None,
) -> None:
    """Let an assistant ask, by the Model Context Protocol; of what no access rule limits, unless --as says more."""
    from bot.mcp.starting import start
    from bot.terminal.filtering import access_of

    start(_settings(), access_of(seen_as or ""), http=http, port=port)


def main() -> None:
    """Run the command line. An error is one sentence and exit status 2; only --verbose shows a traceback."""
    if isinstance(sys.stdout, io.TextIOWrapper) and not sys.stdout.isatty():
        sys.stdout.reconfigure(encoding="utf-8")  # a pipe gets quotes as they are, whatever the locale
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    try:
        app(standalone_mode=True)
    except QuothError as error:
        if logging.getLogger().isEnabledFor(logging.DEBUG):
            raise
        print(f"quoth: {one_line(error)}", file=sys.stderr)
        sys.exit(EXIT_FAILED)
    except BrokenPipeError:  # the program that read the answers stopped reading
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(EXIT_FAILED)
    except Exception as error:
        if logging.getLogger().isEnabledFor(logging.DEBUG):
            raise
        defect = f"A bug in Quoth, {type(error).__name__}: {first_line(error)}"
        print(f"quoth: {one_line(defect)}; put -v before the command to see where.", file=sys.stderr)
        sys.exit(EXIT_FAILED)
    except KeyboardInterrupt:
        sys.exit(130)


def _settings() -> Settings:
    from bot.settings import load_settings

    return load_settings()


def _told_settings() -> Settings:
    """Return the settings of the running bot, which it writes to this process's standard input."""
    from bot.settings import settings_from_json

    return settings_from_json(sys.stdin.buffer.read())
