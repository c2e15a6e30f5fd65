"""Where sentences begin and end: as nupunkt sees it, and at the full stops of scripts without spaces after them."""

from __future__ import annotations

import re
from itertools import pairwise

from retrieval.model import Span

_CJK_BORDER = re.compile(r"(?<=[。！？｡])(?![」』”’）。！？｡])")
_VISIBLE = re.compile(r"\S(?:.*\S)?", re.DOTALL)


def sentence_spans(text: str) -> list[Span]:
    """Return the spans of a paragraph's sentences, in order, without the white space around them.

    Every visible character is inside a span.
    """
    import nupunkt

    spans = []
    for start, end in nupunkt.sentence_spans(text):
        borders = [start, *(m.start() for m in _CJK_BORDER.finditer(text, start, end)), end]
        for left, right in pairwise(borders):
            visible = _VISIBLE.search(text, left, right)
            if visible:
                spans.append(visible.span())
    return spans
