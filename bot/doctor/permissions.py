"""Which files with secrets or questions in them other users of this machine may read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from bot.doctor.findings import Finding
from bot.state.store import STATE_FILE
from retrieval.index_folder import is_open_to_others

if TYPE_CHECKING:
    from bot.settings import Settings

ENV_FILE = Path(".env")


def open_files(settings: Settings) -> Iterator[Finding]:
    """Yield a warning for the settings file, the index folder or the bot's memory if others may read it.

    Systems without such permissions are left alone.
    """
    index = settings.index_dir.expanduser().absolute()
    memory = [index / f"{STATE_FILE}{end}" for end in ("", "-wal", "-shm")]
    for name, paths, holds, mode in (
        ("settings file", [ENV_FILE.absolute()], "the bot's token", "600"),
        ("index folder", [index], "the text of all documents", "700"),
        ("memory", memory, "what people asked", "600"),
    ):
        found = [path for path in paths if is_open_to_others(path)]
        if found:
            text = f"{found[0]} holds {holds}, and other users of this machine may read it"
            yield Finding(name, "warning", text, f'Run "chmod {mode} {found[0]}".')
