"""What Markdown hides from readers: HTML comments and Obsidian's ``%% … %%``, outside of code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from retrieval.model import BlockKind, Span
from retrieval.parsing.outline import Piece

_SIGN = re.compile(
    r"\\[^\n]|(?P<ticks>`+)|(?P<open><!--)|(?P<close>-->)|(?P<jsx>\{/\*)|(?P<end>\*/\})|(?P<percent>%%+)"
    r"|(?P<blank>\n[ \t>]*(?=\n))"
)
_BEFORE_BLOCK = re.compile(r"[ \t>]*\Z")


def hidden_spans(text: str, begin: int, code: Sequence[Span], *, has_jsx: bool = False) -> list[Span]:
    """Return the comments from ``begin`` on, in order; ``code`` are the spans of code blocks, where there are none.

    A comment that begins a line may hold blank lines, and an HTML comment there may lack its end; others end in their
    paragraph or are none. It takes one pass over the signs, however many there are.
    """
    signs = list(_signs(text, begin, code))
    partners = _partners(signs)
    spans: list[Span] = []
    index = 0
    while index < len(signs):
        start, end, kind = signs[index]
        closer, in_paragraph = partners[index]
        is_whole = kind in ("open", "percent") and _begins_line(text, start)
        if kind == "open" and is_whole and closer is None:
            spans.append((start, len(text)))
            break
        if closer is not None and (in_paragraph or is_whole or kind == "jsx"):
            hides = kind == "open" or (kind == "jsx" and has_jsx) or (kind == "percent" and _opens(text, start, end))
            if hides:
                spans.append((start, signs[closer][1]))
            if hides or kind == "ticks":
                index = closer
        index += 1
    return spans


def without_hidden(text: str, pieces: Iterable[Piece], spans: Sequence[Span]) -> Iterator[Piece]:
    """Yield the pieces, cut around the hidden spans; a heading keeps what stands before the first of them in it."""
    at = 0
    for piece in pieces:
        while at < len(spans) and spans[at][1] <= piece.start:
            at += 1
        start, index = piece.start, at
        if piece.kind is BlockKind.CODE or index == len(spans) or spans[index][0] >= piece.end:
            yield piece
            continue
        while index < len(spans) and spans[index][0] < piece.end:
            if _says_something(text, start, spans[index][0]):
                yield Piece(start, spans[index][0], piece.kind, piece.level, piece.label)
                if piece.level is not None:
                    start = piece.end
                    break
            start = max(start, spans[index][1])
            index += 1
        if _says_something(text, start, piece.end):
            yield Piece(start, piece.end, piece.kind, piece.level, piece.label)


def _signs(text: str, begin: int, code: Sequence[Span]) -> Iterator[tuple[int, int, str]]:
    at = 0
    for match in _SIGN.finditer(text, begin):
        start = match.start()
        while at < len(code) and code[at][1] <= start:
            at += 1
        if match.lastgroup is not None and (at == len(code) or start < code[at][0]):
            yield (*match.span(), match.lastgroup)


def _partners(signs: Sequence[tuple[int, int, str]]) -> list[tuple[int | None, bool]]:
    """Return for each sign the next one that would close it, and whether no blank line comes before that one."""
    after: dict[tuple[str, int], int] = {}
    next_blank = len(signs)
    partners: list[tuple[int | None, bool]] = [(None, False)] * len(signs)
    closers = {"open": "close", "jsx": "end", "percent": "percent", "ticks": "ticks"}
    for index in range(len(signs) - 1, -1, -1):
        start, end, kind = signs[index]
        length = end - start if kind == "ticks" else 0
        if kind in closers:
            closer = after.get((closers[kind], length))
            partners[index] = closer, closer is not None and closer < next_blank
        if kind == "blank":
            next_blank = index
        after[kind, length] = index
    return partners


def _begins_line(text: str, start: int) -> bool:
    line = text.rfind("\n", max(0, start - 200), start) + 1
    return _BEFORE_BLOCK.match(text, line, start) is not None and (line > 0 or start <= 200)


def _opens(text: str, start: int, end: int) -> bool:
    """Whether ``%%`` can open a comment: it follows no word (``100%%``), and it is neither longer nor a magic."""
    return end - start == 2 and not (start and (text[start - 1].isalnum() or text[start - 1] == "%"))


def _says_something(text: str, start: int, end: int) -> bool:
    return start < end and any(map(str.isalnum, text[start:end]))
