"""The conversation, in a terminal: what a person would do on Discord, without an account."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

from bot.terminal import show_answer, show_quote
from retrieval import Answer, Library, QuothError

HELP = "/sources lists the documents, /more shows further passages, /quit leaves."
MORE = 3
"""Passages that /more adds each time."""


def chat(library: Library, console: Console, lines: Iterable[str]) -> None:
    """Answer lines until /quit or the end; questions that lean on the ones before them are understood so."""
    history: list[str] = []
    asked: Answer | None = None
    shown = 0
    for raw in lines:
        line = raw.strip()
        if not line:
            continue
        if line in ("/quit", "/exit"):
            break
        try:
            if line == "/sources":
                for document in library.status().documents:
                    console.print(Text.assemble(document.path, (f"  {document.name}", "dim")), soft_wrap=True)
            elif line == "/more":
                if asked is None:
                    console.print("Ask something first.")
                    continue
                more = library.ask(asked.question, k=shown + MORE, history=history[:-1])
                passages = (more.quotes or more.nearest)[shown:]
                for quote in passages:
                    show_quote(console, quote)
                shown += len(passages)
                if not passages:
                    console.print(Text("There are no more.", "dim"))
            elif line.startswith("/"):
                console.print(HELP)
            else:
                asked = library.ask(line, history=history)
                history.append(line)
                shown = len(asked.quotes)
                show_answer(console, asked, len(library.status().documents))
        except QuothError as error:
            console.print(Text(str(error), "red"), soft_wrap=True)
