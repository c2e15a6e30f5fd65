"""The conversation, in a terminal: what a person would do on Discord, without an account."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

from bot.terminal import show_answer, show_quote, visible
from retrieval import Answer, Library, Quote, QuothError

HELP = "/sources lists the documents, /more shows further passages, /quit leaves."
MORE = 3
"""Passages that /more adds each time."""
DEPTH = 30
"""How far /more goes down the ranking."""


def chat(library: Library, console: Console, lines: Iterable[str]) -> None:
    """Answer lines until /quit or the end; questions that lean on the ones before them are understood so."""
    history: list[str] = []
    asked: Answer | None = None
    further: list[Quote] | None = None
    for raw in lines:
        line = raw.strip()
        if not line:
            continue
        if line in ("/quit", "/exit"):
            break
        try:
            if line == "/sources":
                for document in library.status().documents:
                    console.print(
                        Text.assemble(visible(document.path), (f"  {visible(document.name)}", "dim")), soft_wrap=True
                    )
            elif line == "/more":
                if asked is None:
                    console.print("Ask something first.")
                    continue
                if further is None:
                    ranked = library.ask(asked.question, k=DEPTH, history=history[:-1])
                    shown = {quote.id for quote in asked.quotes}
                    further = [quote for quote in ranked.quotes or ranked.nearest if quote.id not in shown]
                    if not asked.answered:
                        console.print(Text("None of these answers the question; they come nearest to it.", "dim"))
                for quote in further[:MORE]:
                    show_quote(console, quote)
                if not further:
                    console.print(Text("There are no more.", "dim"))
                del further[:MORE]
            elif line.startswith("/"):
                console.print(HELP)
            else:
                asked = library.ask(line, history=history)
                history.append(line)
                further = None
                show_answer(console, asked, len(library.documents()))
        except QuothError as error:
            console.print(Text(str(error), "red"), soft_wrap=True)
