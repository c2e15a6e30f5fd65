"""The core properties of an office document: title, author and date, without those of a program's template."""

from __future__ import annotations

from typing import Any

from retrieval.parsing.dates import iso_date
from retrieval.parsing.outline import label
from retrieval.parsing.pandoc.metadata import own_title

_DC = "{http://purl.org/dc/elements/1.1/}"
_TERMS = "{http://purl.org/dc/terms/}"
_TEMPLATE_AUTHOR = "python-docx"
_TEMPLATE_YEAR = "2013"
_FIRST_YEAR = "1985"


def office_properties(root: Any | None) -> dict[str, str]:
    """Return ``title``, ``author`` and ``date``, those that the document has, from its core properties."""
    if root is None:
        return {}
    found: dict[str, str] = {}
    author = label(root.findtext(f"{_DC}creator"))
    if title := own_title(root.findtext(f"{_DC}title")):
        found["title"] = title
    if author is not None and author != _TEMPLATE_AUTHOR:
        found["author"] = author
    for name in ("created", "modified"):
        date = iso_date(root.findtext(f"{_TERMS}{name}") or "")
        if date is None or date < _FIRST_YEAR or (author == _TEMPLATE_AUTHOR and date.startswith(_TEMPLATE_YEAR)):
            continue
        found["date"] = date
        break
    return found
