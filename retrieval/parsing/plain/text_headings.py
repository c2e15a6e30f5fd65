"""Headings of plain text: lines with a line drawn under them, and numbered lines that stand alone."""

from __future__ import annotations

import re

from retrieval.parsing.plain.line_records import is_rule

MAX_HEADING_CHARS = 120

_UNDERLINES = {"=": 1, "-": 2, "~": 3, "^": 4}
_NUMBERED = re.compile(r"[ \t]*(\d{1,3}(?:\.\d{1,3}){0,4})(\.?)[ \t]+(?=[^\W\d_])(\S[^\n]*)\Z")
_NAMED = re.compile(
    r"[ \t]*(?:chapter|section|part|article|appendix|annex|book|kapitel|abschnitt|teil|anhang|chapitre|partie|annexe"
    r"|cap[ií]tulo|parte|anexo)[ \t]+(?:\d{1,4}|[IVXLC]{1,7}|[A-Z])(?:[.:]?[ \t]*\Z|[ \t]*[.:–—-][ \t]+\S[^\n]*\Z)",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?…:;,。！？]['\"’”»)\]]*\Z")
_CELLS = re.compile(r"\S(?: {2,}|\t)\S|\|")


def underlined_level(line: str, under: str) -> int | None:
    """Return the level of the heading that ``line`` is when ``under`` is the line drawn below it, else None."""
    drawn, title = under.strip(), line.strip()
    level = _UNDERLINES.get(drawn[:1])
    if level is None or len(drawn) < 3 or drawn.strip(drawn[0]) or len(title) > MAX_HEADING_CHARS:
        return None
    fits = len(title) <= 2 * len(drawn) and len(drawn) <= len(title) + 40
    return level if fits and not is_rule(line) and not _CELLS.search(title) and _has_letters(title) else None


def numbered_level(paragraph: str, following: str | None, has_subsections: bool) -> int | None:
    """Return the level of the heading that a paragraph of one line is by its number or name, else None.

    following: the paragraph after it, which must be text, or the first subsection. A simple number also begins a step
    of instructions, so there the line must be very short, unless the document has numbers such as 1.2.
    """
    if len(paragraph) > MAX_HEADING_CHARS or "\n" in paragraph or "\r" in paragraph or following is None:
        return None
    if _NAMED.match(paragraph):
        return 1 if _is_prose(following) or _NUMBERED.match(following.split("\n", 1)[0]) else None
    match = _NUMBERED.match(paragraph)
    if match is None or _SENTENCE_END.search(match[3]) or match[3][0].islower() or len(match[3].split()) > 12:
        return None
    level = match[1].count(".") + 1
    if level == 1:
        after = _NUMBERED.match(following.split("\n", 1)[0])
        if after is not None and after[1].startswith(f"{match[1]}."):
            return level
        is_short = len(match[1]) < 3 and (has_subsections or len(match[3].split()) <= 4)
        return level if is_short and after is None and _is_prose(following) else None
    return level


def has_subsection_number(paragraph: str) -> bool:
    """Whether a paragraph is one line that begins with a number of two parts or more, such as 1.2."""
    match = _NUMBERED.match(paragraph) if len(paragraph) <= MAX_HEADING_CHARS else None
    return match is not None and "." in match[1]


def _is_prose(paragraph: str) -> bool:
    return len(paragraph) > MAX_HEADING_CHARS or "\n" in paragraph or _SENTENCE_END.search(paragraph) is not None


def _has_letters(text: str) -> bool:
    return any(character.isalnum() for character in text)
