"""The Word files and workbooks of the cases, which are made when they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping


def made_documents(case: str) -> dict[str, bytes]:
    """Return the files of a case that are made by a program, by their names."""
    return {name: make() for name, make in MADE.get(case, {}).items()}


MADE: Mapping[str, Mapping[str, Callable[[], bytes]]] = {}
"""Case → name of a file → what makes it."""
