"""What somebody has typed so far → the documents and folders to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

from discord import app_commands

from bot.escaping import size
from retrieval.records import StoredDocument

CHOICES = 25
LENGTH = 100
"""UTF-16 units of a choice's name and of its value, at most; a document with a longer path is not offered."""


def choices(documents: Sequence[StoredDocument], typed: str) -> list[app_commands.Choice[str]]:
    """Return at most 25 documents and folders that have the typed letters in them, those that begin so first."""
    wanted = typed.strip().casefold()
    names = {d.path: _label(d) for d in documents if size(d.path) <= LENGTH}
    folders = {str(parent) for d in documents for parent in PurePosixPath(d.path).parents} - {"."}
    names |= {f"{folder}/": f"{folder}/" for folder in folders if size(folder) < LENGTH}
    fitting = [pair for pair in names.items() if any(wanted in part.casefold() for part in pair)]
    fitting.sort(key=lambda pair: (not any(part.casefold().startswith(wanted) for part in pair), pair[1].casefold()))
    return [app_commands.Choice(name=name, value=value) for value, name in fitting[:CHOICES]]


def _label(document: StoredDocument) -> str:
    stem = PurePosixPath(document.path).stem
    label = document.path if document.name == stem else f"{document.name} – {document.path}"
    if size(label) <= LENGTH:
        return label
    while size(label) >= LENGTH:
        label = label[:-1]
    return f"{label}…"
