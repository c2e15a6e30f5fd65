"""The first passages of a document → those that tell what it is about: its abstract, or else its opening."""

from __future__ import annotations

import re
from collections.abc import Sequence

from retrieval.model import BlockKind, Passage, Span
from retrieval.struck import around_struck

MAX_OPENING_PASSAGES = 60
"""How many of a document's first passages are looked at."""

MAX_OPENING_CHARS = 600
"""An opening ends with the passage that brings it to this length."""

_MIN_PROSE_CHARS = 40
"""A shorter paragraph is a date, an author or a place."""

_ABSTRACT = re.compile(
    r"^(?:\d{1,2}(?:\.\d{1,2}){0,3}\.? )?(?:executive )?"
    r"(?:abstract|summary|tl;?dr|overview|at a glance|in short|in brief|synopsis"
    r"|about (?:this|the) (?:document|guide|page|report|handbook|manual|policy|book|project)|purpose|scope"
    r"|introduction|what (?:is|does) this .{1,40}"
    r"|zusammenfassung|kurzfassung|überblick|übersicht|einleitung|einführung|zweck|worum es geht"
    r"|résumé|aperçu|en bref|objet|resumen|sumario|introducción|objeto)\W*$",
    re.IGNORECASE,
)
_INTRODUCES = re.compile(
    r"\b(?:(?:this|these|the present) (?:\w+ ){0,2}?(?:document|sheet|page|guide|leaflet|report|paper|article|policy"
    r"|manual|handbook|handout|book|booklet|file|text|brochure|plan|list|rules|bylaws|notes|faq|study|chapter|minutes"
    r"|letter|memo|rider|readme)s? (?:is|are|was|were)? ?(?:about|tell|describe|explain|list|set out|sum|say|give|show"
    r"|name|cover|deal|contain|present|outline|report|record|introduce|provide|hold|collect|govern|regulate)"
    r"|(?:in )?(?:diese[rsm]?|das vorliegende) (?:dokument|blatt|seite|anleitung|leitfaden|merkblatt|bericht|text|heft)"
    r"|ce (?:document|guide|texte|rapport|manuel)|este (?:documento|texto|informe|manual))",
    re.IGNORECASE,
)


def opening_of(passages: Sequence[Passage], limit: int) -> list[int]:
    """Return the places of the passages that tell what a document is about, in order: at most ``limit``.

    passages: the first ones of the document. An abstract, summary or introduction comes first, then a passage in which
    the document speaks of itself, then the first prose. Where that is short, the next ones follow.
    """
    telling = [place for place, passage in enumerate(passages) if _says_something(passage)]
    if not telling:
        return []
    named = [place for place in telling if _is_abstract(passages[place])]
    if named:
        section = passages[named[0]].heading
        return _enough(passages, [place for place in named if passages[place].heading == section], limit)
    prose = [place for place in telling if _is_prose(passages[place])]
    introducing = [place for place in prose if _INTRODUCES.search(passages[place].text)]
    first = next(iter(introducing or prose or telling))
    return _enough(passages, [place for place in telling if place >= first], limit)


def introducing_sentence(passage: Passage) -> tuple[Span, ...]:
    """Return the span of the sentence that tells what a document is about: where it speaks of itself, or the first."""
    telling = [span for place, span in enumerate(passage.sentences) if place not in passage.leading]
    spans = [(start, end) for start, end in telling if _INTRODUCES.search(passage.text, start, end)] or telling
    return around_struck(passage.text, spans[:1])


def _says_something(passage: Passage) -> bool:
    return len(passage.leading) < len(passage.sentences) and passage.kind is not BlockKind.CODE


def _is_abstract(passage: Passage) -> bool:
    last = (passage.heading or "").rpartition(" > ")[2]
    labels = [each.text.strip("*_#: \n") for each in passage.above]
    return any(_ABSTRACT.match(name) is not None for name in (last, *labels) if name)


def _is_prose(passage: Passage) -> bool:
    return (
        passage.kind is BlockKind.PARAGRAPH
        and len(passage.text) >= _MIN_PROSE_CHARS
        and passage.text.rstrip("\"'”»)*_ \n").endswith((".", "!", "?", "…", ":", "。", "！"))
    )


def _enough(passages: Sequence[Passage], places: Sequence[int], limit: int) -> list[int]:
    """Return places up to the one with which the opening is long enough."""
    chosen: list[int] = []
    chars = 0
    for place in places[:limit]:
        chosen.append(place)
        chars += len(passages[place].text)
        if chars >= MAX_OPENING_CHARS:
            break
    return chosen
