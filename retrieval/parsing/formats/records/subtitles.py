"""Subtitles: each cue is a block under the time at which it is shown, without its number and times."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import NamedTuple

from retrieval.context.asking import only_asks
from retrieval.errors import UnreadableFile
from retrieval.model import Block, BlockKind, Content, ContextKind, ContextSpan
from retrieval.parsing.dates import date_in_name
from retrieval.parsing.decoding import decode
from retrieval.parsing.outline import is_visible, label, left_out_of, trimmed
from retrieval.parsing.parser import VERSIONS

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_TIMES = re.compile(
    r"[ \t]*((?:\d{1,4}:)?\d{1,2}:\d{2})[.,]\d{1,3}[ \t]*-->[ \t]*(?:\d{1,4}:)?\d{1,2}:\d{2}[.,]\d{1,3}"
)
_TITLE = re.compile(r"WEBVTT[ \t]+(?:-[ \t]+)?(\S[^\n]*)")
_ASIDE = re.compile(r"(NOTE|STYLE|REGION)\b")
_SPEAKER = re.compile(r"[ \t]*(?:[-–—‐]|<v[ .][^<>\n]*>|[^\W\d_][^:\n]{0,30}:)[ \t]*\S")
_ONLY_TAGS = re.compile(r"(?:\s|<[^<>]*>|\{[^{}]*\})*\Z")


class SubtitleParser:
    """Parses ``.srt`` and ``.vtt``: the canonical text is the decoded file."""

    name = "subtitles"
    suffixes: tuple[str, ...] = (".srt", ".vtt")
    names: tuple[str, ...] = ()
    version = VERSIONS[name]

    def parse(self, data: bytes, path: PurePosixPath) -> Content:
        """Return the text of each cue, its heading being the time as the file has it; see ``Parser.parse``."""
        text = decode(data)
        left_out: Counter[tuple[str, str, str]] = Counter()
        cues = list(_cues(text, left_out))
        if not cues:
            raise UnreadableFile("holds no subtitles: no line of it has their times")
        title = _TITLE.match(text)
        return Content(
            text,
            tuple(
                Block(cue.start, cue.end, cue.kind, cue.time, _question_before(text, cues, at))
                for at, cue in enumerate(cues)
            ),
            title=label(title[1]) if title is not None else None,
            date=date_in_name(path),
            left_out=left_out_of(left_out),
        )


class _Cue(NamedTuple):
    start: int
    end: int
    kind: BlockKind
    time: str


def _question_before(text: str, cues: Sequence[_Cue], at: int) -> tuple[ContextSpan, ...]:
    """Return the cue before, if it only asks: this one answers."""
    if at == 0 or only_asks(text[cues[at].start : cues[at].end]):
        return ()
    before = cues[at - 1]
    asks = only_asks(text[before.start : before.end])
    return (ContextSpan(ContextKind.QUESTION, before.start, before.end),) if asks else ()


def _cues(text: str, left_out: Counter[tuple[str, str, str]]) -> Iterator[_Cue]:
    """Yield what each cue shows, cut at blank lines; several speakers of one cue are lines of a list."""
    time: str | None = None
    run: list[tuple[int, int]] = []
    lines = [trimmed(text, *match.span()) for match in _LINE.finditer(text)]
    is_aside = False
    after_blank = True
    for index, (start, end) in enumerate(lines):
        below = lines[index + 1] if index + 1 < len(lines) else (0, 0)
        times = _TIMES.match(text, start, end)
        aside = _ASIDE.match(text, start, end) if after_blank and text.startswith("WEBVTT") else None
        is_number = text[start:end].isdecimal() or after_blank
        if times is not None or start == end or aside is not None or (is_number and _TIMES.match(text, *below)):
            if run and time is not None:
                yield from _cue(text, run, time)
            run = []
        if start == end:
            is_aside = False
        elif aside is not None:
            is_aside = True
            if aside[1] == "NOTE":
                left_out["comment", "comments", "not shown to viewers"] += 1
        elif times is not None:
            time, is_aside = times[1], False
        elif time is not None and not is_aside and not (is_number and _TIMES.match(text, *below)):
            run.append((start, end))
        after_blank = start == end
    if run and time is not None:
        yield from _cue(text, run, time)


def _cue(text: str, lines: list[tuple[int, int]], time: str) -> Iterator[_Cue]:
    start, end = lines[0][0], lines[-1][1]
    if is_visible(text[start:end]) and not _ONLY_TAGS.match(text, start, end):
        speakers = sum(_SPEAKER.match(text, *line) is not None for line in lines)
        kind = BlockKind.LIST if len(lines) > 1 and speakers == len(lines) else BlockKind.PARAGRAPH
        yield _Cue(start, end, kind, time)
