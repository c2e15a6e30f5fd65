"""Headings that are none by style: short lines that look like one, or numbers that head their own sub-numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from retrieval.parsing.outline import TITLE
from retrieval.parsing.word.drafts import Draft, Role

_MAX_CHARS = 120
_MAX_IN_A_ROW = 2
_LARGER = 1.15
_ENDS_LIKE_TEXT = tuple(".:;,…。：；，")
_WORD = re.compile(r"[^\W\d_]")

_Key = tuple[int, int]


def mark_headings(written: Sequence[Draft]) -> None:
    """Give drafts that look like headings the style of one, and the first of them that of a title if it is one."""
    body = _body_size(written)
    looking = [_looks_like_heading(draft, body) for draft in written]
    found: list[int] = []
    for index in range(len(written)):
        if (looking[index] and _heads_text(written, looking, index)) or _heads_its_numbers(written, index):
            found.append(index)
    ranks = {key: rank for rank, key in enumerate(sorted({_key(written[index]) for index in found}), start=1)}
    taken = set(found)
    above = 0
    for index, draft in enumerate(written):
        if index in taken:
            draft.role, draft.level = Role.HEADING, min(above + ranks[_key(draft)], 9)
        elif draft.level:
            above = draft.level
    if found and found[0] == 0 and all(draft.level != TITLE for draft in written):
        _mark_title(written)


def _mark_title(written: Sequence[Draft]) -> None:
    first, second = written[0], written[1] if len(written) > 1 else None
    others = [draft.size for draft in written[1:] if draft.role is Role.HEADING]
    is_alone = bool(others) and all(first.size > size for size in others)
    if is_alone or (second is not None and second.role is Role.HEADING):
        first.level = TITLE


def _body_size(written: Sequence[Draft]) -> int:
    sizes: Counter[int] = Counter()
    for draft in written:
        if draft.role in (Role.TEXT, Role.ITEM) and not draft.is_bold:
            sizes[draft.size] += draft.letters[0]
    return sizes.most_common(1)[0][0] if sizes else 0


def _looks_like_heading(draft: Draft, body: int) -> bool:
    text = draft.text.strip()
    if (
        draft.role not in (Role.TEXT, Role.ITEM)
        or not draft.may_head
        or not text
        or len(text) > _MAX_CHARS
        or "\n" in text
    ):
        return False
    if draft.role is Role.ITEM and (not draft.label or not _WORD.search(text) or draft.label.startswith("•")):
        return False
    if text.endswith(_ENDS_LIKE_TEXT) or not _WORD.search(text):
        return False
    return draft.is_bold or (body > 0 and draft.size >= body * _LARGER)


def _heads_text(written: Sequence[Draft], looking: Sequence[bool], index: int) -> bool:
    """Whether text follows, after at most one more heading; a list of bold items heads nothing."""
    for following in range(index + 1, min(index + 1 + _MAX_IN_A_ROW, len(written))):
        draft = written[following]
        if draft.role is Role.HEADING:
            return True
        if not looking[following]:
            return not (draft.is_bold and draft.role is not Role.TABLE) and draft.role is not Role.NOTE
    return False


def _heads_its_numbers(written: Sequence[Draft], index: int) -> bool:
    """Whether a short numbered line stands over paragraphs with numbers that begin with its own: 2 over 2.1."""
    draft, following = written[index], written[index + 1] if index + 1 < len(written) else None
    text, own = draft.text.strip(), draft.label.strip().rstrip(".)")
    if draft.role is not Role.ITEM or not own or len(text) > _MAX_CHARS or text.endswith(_ENDS_LIKE_TEXT):
        return False
    if following is None or following.role is not Role.ITEM or following.depth is None or draft.depth is None:
        return False
    return following.depth > draft.depth and following.label.startswith(f"{own}.")


def _key(draft: Draft) -> _Key:
    return -draft.size, -1 if draft.depth is None else draft.depth
