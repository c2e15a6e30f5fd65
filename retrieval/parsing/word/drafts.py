"""What a Word document is rewritten into: headings, paragraphs, items and tables, each with what it shows."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum, auto

from retrieval.parsing.pandoc.running import Node
from retrieval.parsing.pandoc.tables import Cell

_ANY_WORD = re.compile(r"\w")
_LETTERS = re.compile(r"[^\W\d_]+")
_PAGES = """
    page pages p pg of seite seiten s von página páginas pagina pagine pág pag de di da sur sida av side af sivu strona
    str z страница стр из ページ
"""
_PAGE_WORDS = frozenset(_PAGES.split())
_PAGE_SIGNS = frozenset("第页頁共")

Letters = tuple[int, int, int]
"""How many letters a text has, how many of them are bold, and the sum of their sizes in half points."""


class Role(Enum):
    """What a draft is; ``MORE`` goes on with the item before it, or is text where there is none."""

    TEXT = auto()
    HEADING = auto()
    ITEM = auto()
    MORE = auto()
    CODE = auto()
    NOTE = auto()
    TABLE = auto()


@dataclass(slots=True)
class Draft:
    """A paragraph, as ``inlines`` of pandoc's tree, or a table, as ``rows``; ``text`` is about what it says.

    ``level`` is 0 for the title and 1 to 9 for a heading. ``label`` is the automatic number before the text, and
    ``depth`` the level of that number, None without one. ``may_head`` is False for what is no heading, however it
    looks: a caption, a date.
    """

    role: Role
    inlines: list[Node]
    text: str
    level: int | None = None
    label: str = ""
    depth: int | None = None
    letters: Letters = (0, 0, 0)
    may_head: bool = True
    rows: list[list[Cell]] = field(default_factory=list)

    @property
    def size(self) -> int:
        """The mean size of the letters, in half points."""
        return round(self.letters[2] / self.letters[0]) if self.letters[0] else 0

    @property
    def is_bold(self) -> bool:
        """Whether every letter is bold."""
        return 0 < self.letters[0] == self.letters[1]


def note_draft(draft: Draft, lead: str) -> Draft:
    """Return a paragraph of a note, with its mark as ``lead`` before its first letter."""
    inlines = list(draft.inlines)
    while inlines and inlines[0]["t"] == "Str" and not inlines[0]["c"].strip():
        del inlines[0]
    if inlines and inlines[0]["t"] == "Str":
        inlines[0]["c"] = inlines[0]["c"].lstrip()
    return Draft(Role.NOTE, [{"t": "Str", "c": lead}, *inlines], f"{lead}{draft.text.strip()}")


def margin_drafts(written: Iterable[Draft]) -> list[Draft]:
    """Return the drafts of headers and footers that say something, each text once, as plain text or tables."""
    found: dict[str, Draft] = {}
    for draft in written:
        text = " ".join(draft.text.split())
        if _ANY_WORD.search(text):
            role = draft.role if draft.role is Role.TABLE else Role.TEXT
            found.setdefault(text, Draft(role, draft.inlines, text, rows=draft.rows))
    return list(found.values())


def is_page_number(text: str) -> bool:
    """Whether a line, without the number of the page that it shows, says nothing else: ``Page of``, ``- -``."""
    words = _LETTERS.findall(text.lower())
    return not re.search(r"\d", text) and all(word in _PAGE_WORDS or _PAGE_SIGNS.issuperset(word) for word in words)
