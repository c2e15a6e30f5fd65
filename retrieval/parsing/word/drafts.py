"""What a Word document is rewritten into: headings, paragraphs, items and tables, each with what it shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto

from retrieval.parsing.pandoc.running import Node
from retrieval.parsing.pandoc.tables import Cell

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
