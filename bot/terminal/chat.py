"""A conversation in a terminal: the same as on Discord, but without an account."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.text import Text

from bot.terminal.lines import one_line
from bot.terminal.printing import show_answer, show_quote
from retrieval import Access, Answer, Library, Quote, QuothError

HELP = "/sources lists the documents, /more shows further passages, /quit ends the chat."
MORE_QUOTES = 3
"""How many quotes /more shows each time."""
MAX_RANKED_QUOTES = 30
"""How many passages of the ranking /more goes through."""


def converse(library: Library, console: Console, lines: Iterable[str], access: Access) -> None:
    """Answer lines until /quit or the end; a question may lean on the ones before it.

    access: what the one who types them may read.
    """
    history: list[str] = []
    asked: Answer | None = None
    further: list[Quote] | None = None
    quoted: str | None = None
    before: str | None = None
    for raw in lines:
        line = raw.strip()
        if not line:
            continue
        if line in ("/quit", "/exit"):
            break
        try:
            if line == "/sources":
                for document in library.documents(access=access):
                    console.print(
                        Text.assemble(one_line(document.path), (f"  {one_line(document.name)}", "dim")), soft_wrap=True
                    )
            elif line == "/more":
                if asked is None:
                    console.print("Ask something first.")
                    continue
                if further is None:
                    ranked = library.ask(
                        asked.question, access=access, k=MAX_RANKED_QUOTES, history=history[:-1], quoted=before
                    )
                    shown = {quote.id for quote in asked.quotes}
                    further = [quote for quote in ranked.quotes or ranked.nearest if quote.id not in shown]
                    if not asked.answered:
                        console.print(
                            Text("None of these passages answers the question; they come nearest to it.", "dim")
                        )
                for quote in further[:MORE_QUOTES]:
                    show_quote(console, quote)
                if not further:
                    console.print(Text("There are no more passages.", "dim"))
                del further[:MORE_QUOTES]
            elif line.startswith("/"):
                console.print(HELP)
            else:
                answer = library.ask(line, access=access, history=history, quoted=quoted)
                if not answer.is_small_talk:
                    asked, further = answer, None
                    history.append(line)
                    before, quoted = quoted, next((quote.id for quote in answer.quotes), quoted)
                show_answer(console, answer, len(library.documents(access=access)), more="/more")
        except QuothError as error:
            console.print(Text(one_line(error), "red"), soft_wrap=True)


def typed_lines(console: Console) -> Iterator[str]:
    """Yield what is typed, line by line, until its end or Ctrl+C."""
    while True:
        try:
            yield console.input("› " if console.is_terminal else "")
        except (EOFError, KeyboardInterrupt):
            return
