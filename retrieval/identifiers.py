"""Identifiers: part numbers, error codes, versions, flags, names of variables, numbers of clauses."""

from __future__ import annotations

import re

_CODE = re.compile(
    r"(?<![\w-])(?:--?[a-z][\w-]+|(?=[\w./-]*\d)(?=[\w./-]*[^\W\d_]|\d+[./-]\d)[\w][\w./-]{1,38}\w|[A-Z][A-Z\d]*_[A-Z\d_]+)(?![\w-])"
)


def names_a_code(text: str) -> bool:
    """Whether a text holds an identifier."""
    return _CODE.search(text) is not None
