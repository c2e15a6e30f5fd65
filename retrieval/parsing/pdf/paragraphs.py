"""Lines in reading order → paragraphs, items, tables and notes, by gaps, indents, type and the marks of items."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import pairwise

from retrieval.parsing.pdf.bookmarks import Bookmarks
from retrieval.parsing.pdf.drawings import Rule
from retrieval.parsing.pdf.lines import Line
from retrieval.parsing.pdf.tables import aligned_table

_PARAGRAPH_GAP = 1.35
_CODE_GAP = 2.4
_NEAR = 40
"""How many lines of a paragraph are looked at, so that a very long one costs no more than it should."""
_INDENT = 0.8
"""How many type sizes a line is set in when its paragraph begins there."""
_NOTE_SIZE = 0.93
_FULL_LINE = 0.8
SENTENCE_END = re.compile(r"[.!?…:;。！？]['\"’”»)\]⁰¹²³⁴⁵⁶⁷⁸⁹*†‡]*\s*\Z")
LEADER = re.compile(r"(?:\. ?){4}|…{2}|·{4}")
_BULLET = re.compile(r"[•‣▪◦●○■➢✓–—*\-]\s+\S|[•‣▪◦●○■➢]\S")
_NUMBERED = re.compile(r"(?:\(?\d{1,3}[.)]|\(?[a-zA-Z][.)]|\([ivx]{1,4}\)|[ivx]{1,4}\))\s+\S")
_RAISED_DIGITS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_NOTE_MARK = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]+|\^|[*†‡§¶]+\s?\S|\[?\d{1,3}\]?\s+\S")
_LINE_HYPHEN = re.compile(r"\w[-\u00ad‐]\Z")


class Role(Enum):
    """What a paragraph is in the flow of the text."""

    TEXT = "text"
    CODE = "code"
    ITEM = "item"
    TABLE = "table"
    CONTENTS = "contents"
    NOTE = "note"


@dataclass(slots=True)
class Paragraph:
    """Lines that belong together.

    ``opens`` means that it is the first of a page or column, so that it may be the rest of one before. ``right`` is the
    right edge of its column; ``level`` is given for a heading.
    """

    lines: list[Line]
    role: Role = Role.TEXT
    cells: list[list[str]] = field(default_factory=list)
    opens: bool = False
    right: float = 0.0
    level: int | None = None

    @property
    def text(self) -> str:
        """Its lines as one text."""
        return "\n".join(line.text for line in self.lines)

    @property
    def size(self) -> float:
        """The type size of its first line."""
        return self.lines[0].size

    @property
    def bold(self) -> bool:
        """Whether all of it is bold."""
        return all(line.bold for line in self.lines)


class Measures:
    """What a whole document tells: the size of its body type, the spacing of its lines per size, and its bookmarks."""

    def __init__(self, lines: Iterable[Line], bookmarks: Bookmarks) -> None:
        self._bookmarks = bookmarks
        chars: Counter[float] = Counter()
        ratios: dict[float, list[float]] = defaultdict(list)
        lines = [line for line in lines if not line.cells]
        for line in lines:
            chars[line.size] += len(line.text)
        for above, below in pairwise(lines):
            if above.size == below.size and above.page == below.page and 0.5 < (above.y - below.y) / below.size < 5:
                ratios[below.size].append((above.y - below.y) / below.size)
        self.chars = chars
        self._has_code = 2 * sum(len(line.text) for line in lines if line.mono) < chars.total()
        self.body = max(chars, key=lambda size: chars[size], default=0.0)
        self._default = _usual([ratio for group in ratios.values() for ratio in group], 1.2)
        self._spacing = {size: _usual(group, self._default) for size, group in ratios.items() if len(group) >= 4}

    def is_marked(self, line: Line) -> bool:
        """Whether a bookmark leads to this line, so that it is a heading and not the beginning of a paragraph."""
        return bool(self._bookmarks.leading_to(line.text, line.page))

    def is_code(self, line: Line) -> bool:
        """Whether a line is set in type of one width, in a document that is not."""
        return line.mono and self._has_code

    def ends_table(self, line: Line) -> bool:
        """Whether a line is none of a table's, whatever its place."""
        return self.is_marked(line) or self.is_code(line)

    def spacing(self, size: float) -> float:
        """Return the distance between the lines of a paragraph, as a multiple of its type size."""
        return self._spacing.get(size, self._default)


def paragraphs_of(
    column: Sequence[Line], measures: Measures, rules: Sequence[Rule] = (), *, above: Line | None = None
) -> tuple[list[Paragraph], list[Paragraph]]:
    """Return the paragraphs of one column of a page that draws ``rules``, and the notes at its foot.

    above: the last line of the columns above, where this one stands below all others: it may be notes and no more.
    """
    foot = _foot(column, measures, rules, above)
    body = _grouped(column[:foot], measures, is_note=False)
    return body, _grouped(column[foot:], measures, is_note=True)


def goes_on(paragraph: Paragraph, following: Paragraph) -> bool:
    """Whether ``following``, the first of a page or column, is the rest of ``paragraph``, the last one before it."""
    if {paragraph.role, following.role} - {Role.TEXT, Role.ITEM} or following.role is Role.ITEM:
        return False
    if paragraph.level is not None or following.level is not None or paragraph.bold != following.bold:
        return False
    if not 0.95 < paragraph.size / following.size < 1.05:
        return False
    last, first = paragraph.lines[-1], following.text
    if _LINE_HYPHEN.search(last.text):
        return first[:1].islower()
    ended = SENTENCE_END.search(last.text) is not None
    left = min(line.left for line in paragraph.lines[-_NEAR:])
    is_full = last.right - left >= _FULL_LINE * (paragraph.right - left)
    if ended:
        return first[:1].islower() and is_full and not last.text.endswith((":", ";"))
    return first[:1].islower() or is_full


def _foot(column: Sequence[Line], measures: Measures, rules: Sequence[Rule], above_all: Line | None) -> int:
    """Return the index of the first line of the notes at the foot of a column; its length when it has none.

    Notes begin with their marks below a short rule or a gap, or are set in smaller type than the text.
    """
    lines = [*column, above_all] if above_all is not None else column
    width = max((line.right for line in lines), default=0.0) - min((line.left for line in lines), default=0.0)
    pairs = [(above_all, column[0])] if above_all is not None else []
    for index, (above, line) in enumerate([*pairs, *pairwise(column)], 0 if above_all is not None else 1):
        if (
            not _NOTE_MARK.match(line.text)
            or line.size > 1.02 * measures.body
            or any(one.cells for one in column[index:])
        ):
            continue
        is_ruled = any(
            rule.is_horizontal
            and line.y < rule.bottom < above.y
            and abs(rule.left - line.left) < 3 * line.size
            and rule.right - rule.left < 0.7 * max(width, 1.0)
            for rule in rules
        )
        is_raised = line.text[0] in _RAISED_DIGITS and above.y - line.y > 1.3 * measures.spacing(line.size) * line.size
        if is_ruled or (is_raised and 3 * index > len(column)):
            return index
    at = len(column)
    while at > 1 and not column[at - 1].cells and column[at - 1].size <= _NOTE_SIZE * measures.body:
        at -= 1
    while at < len(column) and not _NOTE_MARK.match(column[at].text):
        at += 1
    return at


def _grouped(column: Sequence[Line], measures: Measures, *, is_note: bool) -> list[Paragraph]:
    found: list[Paragraph] = []
    current: list[Line] = []
    right = max((line.right for line in column if not line.cells), default=0.0)
    left = min((line.left for line in column if not line.cells), default=0.0)

    def close() -> None:
        if current:
            role = Role.NOTE if is_note else Role.CODE if measures.is_code(current[0]) else _role(current)
            found.append(Paragraph(list(current), role, right=right, opens=not found))
            current.clear()

    at = 0
    while at < len(column):
        line = column[at]
        table, end = (line.cells, at + 1) if line.cells else ([], at)
        if not table and not is_note:
            table, end = ([], at) if measures.is_code(line) else aligned_table(column, at, measures.ends_table)
        if table:
            close()
            found.append(Paragraph(list(column[at:end]), Role.TABLE, table, opens=not found, right=right))
            at = end
            continue
        if current and (
            _NOTE_MARK.match(line.text)
            if is_note
            else _begins(line, [*current[:2], *current[2:][-_NEAR:]], measures, left, right)
        ):
            close()
        current.append(line)
        at += 1
    close()
    return found


def _role(lines: Sequence[Line]) -> Role:
    if sum(LEADER.search(line.text) is not None for line in lines) * 2 >= len(lines):
        return Role.CONTENTS
    return Role.ITEM if _is_item(lines[0]) else Role.TEXT


def _is_item(line: Line) -> bool:
    return bool(_BULLET.match(line.text) or _NUMBERED.match(line.text))


def _is_of_other_list(line: Line, first: Line, last: Line) -> bool:
    """Whether a numbered line stands farther in than the text of an item, or farther out than its mark."""
    words = [word for segment in first.segments for word in segment.words]
    text = max(words[1].left if len(words) > 1 else first.left, last.left)
    return line.left > text + _INDENT * line.size or line.left < first.left - _INDENT * line.size


def _begins(line: Line, paragraph: Sequence[Line], measures: Measures, left: float, right: float) -> bool:
    """Whether ``line`` begins a new paragraph after ``paragraph``, in a column from ``left`` to ``right``."""
    first, last = paragraph[0], paragraph[-1]
    if measures.is_code(line) != measures.is_code(first):
        return True
    if measures.is_marked(line) or (len(paragraph) == 1 and measures.is_marked(first)):
        return True
    ended = SENTENCE_END.search(last.text) is not None and not LEADER.search(last.text)
    if _BULLET.match(line.text) and (ended or _BULLET.match(first.text) or line.text[0] not in "–—-*"):
        return True
    if (
        _NUMBERED.match(line.text)
        and not LEADER.search(line.text)
        and (ended or _NUMBERED.match(first.text))
        and line.left <= last.left + 1
    ):
        return True
    if _NUMBERED.match(line.text) and _is_item(first) and _is_of_other_list(line, first, last):
        return True
    size = max(last.size, line.size)
    if measures.is_code(line):
        return (last.y - line.y) / size > measures.spacing(line.size) * _CODE_GAP or line.y >= last.y
    if not 0.85 < line.size / last.size < 1.18:
        return True
    gap = (last.y - line.y) / size
    if gap > measures.spacing(line.size) * _PARAGRAPH_GAP or (ended and gap > 1.9):
        return True
    if LEADER.search(line.text) or LEADER.search(last.text):
        return not (LEADER.search(line.text) and _role(paragraph) is Role.CONTENTS) and not _leads(paragraph, line)
    width = max(right - left, 1.0)
    is_short = last.right - left < _FULL_LINE * width
    if line.bold != last.bold and (ended or is_short or all(one.bold for one in paragraph)):
        return True
    shift = line.left - last.left
    if len(paragraph) > 1:
        if abs(shift) > _INDENT * size and abs(last.left - paragraph[1].left) < 2:
            return ended or (shift < 0 and abs(line.left - first.left) < 2)
        return ended and last.right - first.left < 0.75 * (max(one.right for one in paragraph) - first.left)
    if shift > _INDENT * size:  # the second line is set in: a hanging indent, or a paragraph after a short one
        return ended and is_short and not _is_item(first)
    return False


def _leads(paragraph: Sequence[Line], line: Line) -> bool:
    """Whether a line with a leader is the end of an entry of a table of contents whose first line has none."""
    return (
        LEADER.search(line.text) is not None and SENTENCE_END.search(paragraph[-1].text) is None and len(paragraph) == 1
    )


def _usual(ratios: list[float], default: float) -> float:
    ratios.sort()
    return min(max(ratios[len(ratios) * 3 // 10], 1.0), 2.6) if ratios else default
