"""What a Word document is rewritten into: paragraphs and tables with one of a few styles of our own."""

from __future__ import annotations

from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

TEXT = "QuothText"
TITLE_STYLE = "QuothTitle"
HEADING = "QuothHeading"
ITEM = "QuothItem"
MORE = "QuothMore"
CODE = "QuothCode"
NOTE = "QuothNote"
TABLE = "QuothTable"

STYLES = (TEXT, TITLE_STYLE, *(f"{HEADING}{level}" for level in range(1, 10)), ITEM, MORE, CODE, NOTE)
"""Every style that a rewritten paragraph may have."""

Letters = tuple[int, int, int]
"""How many letters a text has, how many of them are bold, and the sum of their sizes in half points."""


@dataclass(slots=True)
class Draft:
    """A paragraph or table, rewritten: ``markup`` is what stands inside ``w:p``, or a whole ``w:tbl``.

    ``label`` is the automatic number before the text, and ``depth`` the level of that number, None without one.
    """

    style: str
    markup: str
    text: str = ""
    label: str = ""
    depth: int | None = None
    letters: Letters = (0, 0, 0)

    @property
    def size(self) -> int:
        """The mean size of the letters, in half points."""
        return round(self.letters[2] / self.letters[0]) if self.letters[0] else 0

    @property
    def is_bold(self) -> bool:
        """Whether every letter is bold."""
        return 0 < self.letters[0] == self.letters[1]

    def written(self) -> str:
        """Return the draft in Word's XML."""
        if self.style == TABLE:
            return self.markup
        return f"<w:p><w:pPr><w:pStyle w:val={quoteattr(self.style)}/></w:pPr>{self.markup}</w:p>"
