"""The commands of the first minutes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.terminal.console import errors, output
from bot.terminal.lines import one_line

QUESTION = "How far away could people hear Krakatoa?"


def demo(
    question: Annotated[str, typer.Argument(help="What to ask the bundled documents.")] = QUESTION,
) -> None:
    """Answer a question from the documents that come with Quoth: no settings, no account. Exit status as of ask."""
    from bot.terminal.printing import show_answer
    from bot.welcome.bundled import bundled_library
    from retrieval import UNLIMITED

    with bundled_library() as library:
        answer = library.ask(question, access=UNLIMITED)
        documents = len(library.documents(access=UNLIMITED))
    console = output()
    show_answer(console, answer, documents)
    console.print('"quoth init" sets Quoth up for documents of your own.', style="dim")
    raise typer.Exit(0 if answer.answered else 1)


def init() -> None:
    """Ask what Quoth needs to know, write it to .env, and show what is still missing."""
    import asyncio  # which "quoth --help" does without

    from bot.doctor.checks import examine
    from bot.doctor.findings import show_findings
    from bot.settings import load_settings
    from bot.welcome.asking import ask_settings
    from bot.welcome.writing import demand_no_settings, write_settings

    to = Path(".env")
    demand_no_settings(to)
    settings = ask_settings()
    write_settings(to, settings)
    errors().print(one_line(f"Written to {to.absolute()}."), soft_wrap=True)
    show_findings(asyncio.run(examine(load_settings())), output())


def add(
    url: Annotated[str, typer.Argument(help="The address of a web site or of a Git repository.")],
    name: Annotated[str | None, typer.Option("--name", help="The folder in which its documents stand.")] = None,
    every: Annotated[str | None, typer.Option(metavar="TIME", help="How often to fetch it, such as 6h or 2d.")] = None,
    folder: Annotated[str | None, typer.Option(help="The folder of the repository to read.")] = None,
    branch: Annotated[str | None, typer.Option(help="The branch or tag of the repository.")] = None,
    sitemap: Annotated[str | None, typer.Option(metavar="URL", help="Where the site lists its pages.")] = None,
    private: Annotated[
        bool, typer.Option("--private", help="The site may have an address in a private network.")
    ] = False,
) -> None:
    """Add a web site or Git repository to the sources file; the next sync fetches it."""
    from bot.origins.adding import add_entry, usual_name
    from bot.settings import load_settings

    path = load_settings().sources_file.expanduser()
    more = {"every": every, "folder": folder, "branch": branch, "sitemap": sitemap, "private": private}
    entry = add_entry(path, name or usual_name(url), url, more)
    what = "Git repository" if entry.is_git else "web site"
    output().print(
        one_line(f'{path}: the {what} {entry.shown} is [{entry.name}]. Run "quoth sync" to fetch it.'), soft_wrap=True
    )
