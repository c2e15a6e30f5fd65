"""Titles that documents have of their own, and not what a program writes where nobody gave one."""

from __future__ import annotations

import re

from retrieval.parsing.outline import label

_DEFAULT = re.compile(
    r"(?:untitled(?: (?:document|page|html page|\d+))?|new (?:page|document)(?: \d+)?|index(?:\.x?html?)?"
    r"|(?:word )?document|powerpoint presentation|home(?: ?page)?|welcome|page(?: \d+)?|title|website|html|default"
    r"|no title|unknown|unbenannt(?:es dokument)?|neue seite(?: \d+)?|document sans (?:nom|titre)|sin título"
    r"|documento sin título)",
    re.IGNORECASE,
)


def own_title(text: str | None) -> str | None:
    """Return a title as one line; None for what a program calls every new document (``"Untitled"``)."""
    cleaned = label(text)
    return None if cleaned is None or _DEFAULT.fullmatch(cleaned) else cleaned
