"""Gold questions, and the library to ask."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bot.settings import Settings
from bot.state.state import State
from bot.state.store import STATE_FILE
from bot.terminal.console import errors
from bot.terminal.opening import ready_library
from bot.terminal.progress import ProgressDisplay
from retrieval import Library, Pin, QuothError
from retrieval.evaluation import GoldQuestion, corpus_library, is_beir, load_beir, load_gold


@contextmanager
def gold_library(
    settings: Settings, gold: Path, index: Path | None
) -> Iterator[tuple[Library, Sequence[GoldQuestion]]]:
    """Yield the library to ask and the gold questions: the library of the seeds, or one of a BEIR set's corpus.

    index: the folder for the index of a BEIR set; None is a temporary folder. Raises QuothError when there is an index
    folder but no BEIR set, and GoldError when the questions cannot be used.
    """
    if not is_beir(gold):
        if index is not None:
            raise QuothError(
                "--index is only for the folder of a BEIR set",
                "leave it out, or set INDEX_DIR to move the index of the seeds",
                path=index,
                setting="--index",
            )
        questions = load_gold(gold)
        with ready_library(settings) as library:
            yield library, questions
        return
    corpus = load_beir(gold)
    with tempfile.TemporaryDirectory(prefix="quoth-eval-") as temporary:
        folder = index or Path(temporary, "set")
        with ProgressDisplay(errors()) as progress:
            library = corpus_library(corpus.entries, folder, progress, open_library=settings.open_library)
        with library:
            yield library, corpus.questions


def stored_pins(settings: Settings) -> list[Pin]:
    """Return what operators have pinned in all servers; nothing where the bot has not run yet."""
    path = settings.index_dir.expanduser() / STATE_FILE
    if not path.is_file():
        return []
    with State(path, keep_days=settings.discord_keep_days) as state:
        return [each.pin for each in state.pins.every()]
