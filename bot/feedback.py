"""Feedback → gold questions: what people found helpful is what retrieval should keep finding."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.settings import Settings
from bot.state.records import as_shown
from bot.state.state import State
from bot.state.store import STATE_FILE
from bot.terminal.console import output
from bot.terminal.lines import one_line
from bot.terminal.printing import count
from retrieval import UNLIMITED, Library
from retrieval.errors import QuothError, reason_of


def export_gold(settings: Settings, to: Path | None) -> None:
    """Write the gold questions to a file, or to standard output.

    Raises QuothError when the bot has not run yet, or the file cannot be written.
    """
    path = settings.index_dir.expanduser() / STATE_FILE
    if not path.is_file():
        raise QuothError(f"There is no feedback yet: {path} is missing", 'run the bot first ("quoth run")', path=path)
    with settings.open_library() as library, State(path, keep_days=settings.discord_keep_days) as state:
        lines = list(gold_lines(state, library))
    text = "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines)
    if to is None:
        print(text, end="")
        return
    try:
        to.write_text(text, encoding="utf-8")
    except OSError as error:
        raise QuothError(f"{to} cannot be written ({reason_of(error)})", "name another file", path=to) from error
    output().print(one_line(f"{count(len(lines), 'question')} written to {to}."))


def gold_lines(state: State, library: Library) -> Iterator[dict[str, Any]]:
    """Yield a gold question for each answer that more people found helpful than not, and for each pin.

    It expects any one of the marked sentences of the first quote, word for word, or the text of what was pinned. An
    answer or pin whose quote is no longer in the library is left out. No person is named.
    """
    pins = state.pins.every()
    for pin, quote in zip(pins, library.find([pin.quote for pin in pins], access=UNLIMITED), strict=True):
        if quote is not None:
            yield {"question": pin.question, "expect": [quote.text], "answerable": True}
    for question, history, shown, helpful, unhelpful in state.rated_answers():
        if helpful <= unhelpful:
            continue
        found = as_shown(shown, library.find([quote.id for quote in shown], access=UNLIMITED))
        expect = [quote.text[start:end] for quote in found[:1] if quote for start, end in quote.highlights]
        if expect:
            line: dict[str, Any] = {"question": question, "expect": expect, "answerable": True}
            yield line | ({"history": history} if history else {})
