"""The core properties of an office document: title, author and date, without those of a program's template."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from retrieval.languages.codes import declared_code
from retrieval.parsing.dates import iso_date
from retrieval.parsing.outline import label
from retrieval.parsing.titles import own_title

_DC = "{http://purl.org/dc/elements/1.1/}"
_TERMS = "{http://purl.org/dc/terms/}"
_TEMPLATE_AUTHOR = "python-docx"
_TEMPLATE_YEAR = "2013"
_FIRST_YEAR = "1985"


def office_properties(root: Any | None) -> dict[str, str]:
    """Return those of ``title``, ``author``, ``date`` and ``language`` that a document has in its core properties."""
    if root is None:
        return {}
    dates = [root.findtext(f"{_TERMS}{name}") for name in ("created", "modified")]
    found = own_properties(root.findtext(f"{_DC}title"), root.findtext(f"{_DC}creator"), dates)
    language = declared_code(root.findtext(f"{_DC}language"))
    return found if language is None else {**found, "language": language}


def own_properties(title: str | None, author: str | None, dates: Sequence[str | None]) -> dict[str, str]:
    """Return ``title``, ``author`` and ``date`` where they are a document's own; the first of ``dates`` that is one."""
    author = label(author)
    found = {"title": own_title(title), "author": None if author == _TEMPLATE_AUTHOR else author}
    for written in dates:
        date = iso_date(written or "")
        if date is None or date < _FIRST_YEAR or (author == _TEMPLATE_AUTHOR and date.startswith(_TEMPLATE_YEAR)):
            continue
        found["date"] = date
        break
    return {name: value for name, value in found.items() if value is not None}
