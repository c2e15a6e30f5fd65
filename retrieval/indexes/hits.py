"""What a search in an index returns."""

from __future__ import annotations

from typing import NamedTuple


class Hit(NamedTuple):
    """A passage, or a whole document, that a search found. Scores are comparable within one list only."""

    id: int
    score: float
