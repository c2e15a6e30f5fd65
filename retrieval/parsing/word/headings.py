"""Headings that are none by style: short lines that look like one, or numbers that head their own sub-numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from retrieval.parsing.word import drafts
from retrieval.parsing.word.drafts import Draft

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
        if draft.style.startswith(drafts.HEADING):
            above = int(draft.style[len(drafts.HEADING) :])
        elif index in taken:
            draft.style = f"{drafts.HEADING}{min(above + ranks[_key(draft)], 9)}"
    if found and found[0] == 0 and not any(draft.style == drafts.TITLE_STYLE for draft in written):
        _mark_title(written)


def _mark_title(written: Sequence[Draft]) -> None:
    first, second = written[0], written[1] if len(written) > 1 else None
    others = [draft.size for draft in written[1:] if draft.style.startswith(drafts.HEADING)]
    is_alone = bool(others) and all(first.size > size for size in others)
    if is_alone or (second is not None and second.style.startswith(drafts.HEADING)):
        first.style = drafts.TITLE_STYLE


def _body_size(written: Sequence[Draft]) -> int:
    sizes: Counter[int] = Counter()
    for draft in written:
        if draft.style in (drafts.TEXT, drafts.ITEM) and not draft.is_bold:
            sizes[draft.size] += draft.letters[0]
    return sizes.most_common(1)[0][0] if sizes else 0


def _looks_like_heading(draft: Draft, body: int) -> bool:
    text = draft.text.strip()
    if draft.style not in (drafts.TEXT, drafts.ITEM) or not text or len(text) > _MAX_CHARS or "\n" in text:
        return False
    if draft.style == drafts.ITEM and (not draft.label or not _WORD.search(text) or draft.label.startswith("•")):
        return False
    if text.endswith(_ENDS_LIKE_TEXT) or not _WORD.search(text):
        return False
    return draft.is_bold or (body > 0 and draft.size >= body * _LARGER)


def _heads_text(written: Sequence[Draft], looking: Sequence[bool], index: int) -> bool:
    """Whether text follows, after at most one more heading; a list of bold items heads nothing."""
    for following in range(index + 1, min(index + 1 + _MAX_IN_A_ROW, len(written))):
        draft = written[following]
        if draft.style.startswith(drafts.HEADING):
            return True
        if not looking[following]:
            return not (draft.is_bold and draft.style != drafts.TABLE) and draft.style != drafts.NOTE
    return False


def _heads_its_numbers(written: Sequence[Draft], index: int) -> bool:
    """Whether a short numbered line stands over paragraphs with numbers that begin with its own: 2 over 2.1."""
    draft, following = written[index], written[index + 1] if index + 1 < len(written) else None
    text, own = draft.text.strip(), draft.label.strip().rstrip(".)")
    if draft.style != drafts.ITEM or not own or len(text) > _MAX_CHARS or text.endswith(_ENDS_LIKE_TEXT):
        return False
    if following is None or following.style != drafts.ITEM or following.depth is None or draft.depth is None:
        return False
    return following.depth > draft.depth and following.label.startswith(f"{own}.")


def _key(draft: Draft) -> _Key:
    return -draft.size, -1 if draft.depth is None else draft.depth
