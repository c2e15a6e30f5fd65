"""Whose branches lead the search for new inputs."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[2]
MAX_INPUT_BYTES = 20_000
WATCHED = {
    "read": ["retrieval.parsing"],
    "cut": ["retrieval.passages", "retrieval.context", "retrieval.sentences"],
    "escape": ["bot.messages.escaping", "tests.discord_look"],
    "filter": ["retrieval.search.query", "retrieval.searchable"],
    "button": ["bot.messages.views"],
    "rules": ["retrieval.access", "yaml"],
    "gold": ["retrieval.evaluation.gold", "retrieval.json_lines", "yaml"],
}
"""The watched modules, by the first part of a target's name: watching all begins slowly."""


def watched_by(target: str) -> list[str]:
    """Return the names of the modules that are watched for a target; none for an unknown one."""
    return WATCHED.get(target.partition(".")[0], [])
