"""Lines that are records of their own (fields, contacts, addresses, messages, rows), told from wrapped prose.

Prose must stay prose: a paragraph is only taken for records when what its lines have in common says so.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from retrieval.model import BlockKind

MAX_RECORD_CHARS = 400
"""A longer line is a paragraph, not a record; a message of a chat may be longer."""

_USUAL_WIDTH = 60
_MAX_SHORT_CHARS = 70
_KEY = re.compile(r"\s*(?:[^\s:][^:\n]{0,39}?:\s+|[^\W\d][\w.-]{0,39}\s?=(?!=)\s*)\S")
_DASH_KEY = re.compile(r"\s*[^\s:]{1,30}(?: [^\s:]{1,20}){0,3} +(?:[-–—]|->|→|=>) +\S")
_LEADERS = re.compile(r"[^\n]{1,100}?\S ?(?:\.{4,}|(?: \.){3,}|_{4,}) ?\S")
_CLOCK = r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:[ \u202f]?[apAP]\.?[mM]\.?)?"
_DAY = r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}"
_MESSAGE = re.compile(
    rf"\s*(?:[\[(](?:{_DAY}[ ,T]{{1,2}})?{_CLOCK}[\])]|(?:{_DAY}[ ,T]{{1,2}})?{_CLOCK}(?=\s)|<[^<>\s]{{1,32}}> )"
    r"\s*-?\s*\S"
)
_RULE = re.compile(r"[\s\-=_*~#+.|:]{3,}\Z")
_COLUMN_GAP = re.compile(r"(?<![.!?:;,\s]) {2,}(?=\S)|\t+(?=\S)")
_SENTENCE_INSIDE = re.compile(r"\w{3,}[.!?]['\"’”»)]*\s+['\"‘“«(]?[^\W\d_a-z]")
_OPEN_END = re.compile(
    r"(?:[,;/&(–—-]|\b(?:a|an|and|as|at|but|by|der|das|de|des|die|du|for|from|in|is|la|le|les|mit|of|on|or|than|that|the"
    r"|to|und|une?|von|was|were|which|who|with|y|et|el))\Z",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?…]['\"’”»)\]]*\Z")


def is_rule(line: str) -> bool:
    """Whether a line only draws: ``-----``, ``* * *``, ``+---+---+``."""
    return _RULE.match(line) is not None


def kind_of_lines(lines: Sequence[str], width: int = 0) -> BlockKind:
    """Return what neighbouring lines are: ``TABLE`` rows, a ``LIST`` of records, or the wrapped lines of a paragraph.

    width: how long the document's wrapped lines are, in characters; 0 when it wraps none.
    """
    shown = [line.rstrip() for line in lines if line.strip() and not is_rule(line)]
    if len(shown) < 2:
        return BlockKind.PARAGRAPH
    if _share(_MESSAGE, shown) >= 0.6:
        return BlockKind.LIST
    if max(map(len, shown)) > MAX_RECORD_CHARS:
        return BlockKind.PARAGRAPH
    if _are_rows(shown):
        return BlockKind.TABLE
    if _are_fields(shown) or _have_one_shape(shown) or _are_short_records(shown, width):
        return BlockKind.LIST
    return BlockKind.PARAGRAPH


def leads(line: str, following: Sequence[str]) -> bool:
    """Whether a line heads the records that follow it at once: they are all alike, and it is not like them."""
    if len(following) < 2 or len(line) > _MAX_SHORT_CHARS or _SENTENCE_END.search(line.rstrip()):
        return False
    if _KEY.match(line) or _MESSAGE.match(line) or _COLUMN_GAP.search(line.strip()):
        return False
    if line.rstrip().endswith(":"):
        return True
    commas = {each.count(", ") for each in following}
    are_alike = len(commas) == 1 and 0 not in commas and line.count(", ") not in commas
    return are_alike or all(_KEY.match(each) for each in following)


def begin_records(lines: Sequence[str]) -> bool:
    """Whether no line begins as one does that goes on with a sentence: with a small letter, or one without a size."""
    firsts = (line.lstrip()[:1] for line in lines)
    return all(not first.isalpha() or first.isupper() for first in firsts)


def _share(pattern: re.Pattern[str], lines: Sequence[str]) -> float:
    return sum(pattern.match(line) is not None for line in lines) / len(lines)


def _are_rows(lines: Sequence[str]) -> bool:
    """Whether the lines have cells: the same number of separators in each, or columns that begin below each other."""
    stripped = [line.strip() for line in lines]
    for sign, least in (("\t", 1), ("|", 1), (";", 2)):
        counts = {line.count(sign) for line in stripped}
        if len(counts) == 1 and min(counts) >= least:
            return True
    commas = {line.count(",") for line in stripped}
    if len(commas) == 1 and min(commas) >= 2 and len(lines) >= 3 and not any(", " in line for line in stripped):
        return True
    return _have_columns(lines)


def _have_columns(lines: Sequence[str]) -> bool:
    """Whether most lines have cells that begin, or end, at one place."""
    begins: Counter[int] = Counter()
    ends: Counter[int] = Counter()
    parted = 0
    for line in (each.expandtabs() for each in lines):
        gaps = list(_COLUMN_GAP.finditer(line.rstrip(), len(line) - len(line.lstrip())))
        parted += bool(gaps)
        begins.update(gap.end() for gap in gaps)
        ends.update([gap.start() for gap in gaps[1:]] + [len(line.rstrip())] * bool(gaps))
    needed = max(2, len(lines) * 0.8)
    return parted >= needed and max(*begins.values(), *ends.values()) >= needed


def _are_fields(lines: Sequence[str]) -> bool:
    """Whether most lines begin with a key (``Caretaker: Ms Ojo``) and the others do not run on from them."""
    keyed = [line for line in lines if _is_field(line)]
    if len(keyed) >= 2 and len(keyed) >= len(lines) * 0.6:
        return True
    return len(lines) >= 3 and (_share(_DASH_KEY, lines) >= 0.8 or _share(_LEADERS, lines) >= 0.6)


def _is_field(line: str) -> bool:
    match = _KEY.match(line)
    if match is None:
        return False
    key = re.split(r":\s", line, maxsplit=1)[0] if ": " in match[0] or ":\t" in match[0] else ""
    return len(key.split()) <= 5 and not re.search(r"[.!?]\s", key)


def _have_one_shape(lines: Sequence[str]) -> bool:
    """Whether all lines have the same number of words, one of which has digits in each (``db01 10.0.0.3``)."""
    if len(lines) < 3:
        return False
    rows = [line.split() for line in lines]
    if len({len(row) for row in rows}) > 1 or not 2 <= len(rows[0]) <= 12:
        return False
    return any(all(any(map(str.isdigit, word)) for word in column) for column in zip(*rows, strict=True))


def _are_short_records(lines: Sequence[str], width: int) -> bool:
    """Whether three or more short lines end early, where the next word would have fitted, and begin like records."""
    longest = max(map(len, lines))
    if len(lines) < 3 or longest > _MAX_SHORT_CHARS:
        return False
    if not begin_records(lines):
        return False
    if any(_OPEN_END.search(line) or _SENTENCE_INSIDE.search(line) for line in lines[:-1]):
        return False
    if sum(_SENTENCE_END.search(line) is not None for line in lines) > len(lines) * 0.25:
        return False
    needed = [len(line) + 1 + len(after.split(maxsplit=1)[0]) for line, after in pairwise(lines)]
    if max(needed) > max(width, _USUAL_WIDTH):
        return False
    digits = sum(any(map(str.isdigit, line)) for line in lines)
    return any(length <= longest for length in needed) or digits * 2 >= len(lines)
