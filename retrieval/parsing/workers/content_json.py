"""``Content`` ↔ JSON: what a parsing process sends back."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from retrieval.model import Block, BlockKind, Content, ContextKind, ContextSpan, Heading, LeftOut

_SIMPLE = ("text", "title", "date", "author", "url", "has_lines", "language")


def content_as_json(content: Content) -> dict[str, Any]:
    """Return a content as an object that JSON can write."""
    return {
        **{name: getattr(content, name) for name in _SIMPLE},
        "blocks": [
            (block.start, block.end, block.kind, block.heading, block.context, block.language)
            for block in content.blocks
        ],
        "headings": [(each.start, each.end, each.level, each.text) for each in content.headings],
        "pages": content.pages,
        "left_out": [asdict(each) for each in content.left_out],
        "warnings": content.warnings,
    }


def content_from_json(fields: dict[str, Any]) -> Content:
    """Return the content that ``content_as_json`` made these fields of."""
    lists = {
        "blocks": tuple(
            Block(start, end, BlockKind(kind), heading, tuple(_context_span(*each) for each in context), language)
            for start, end, kind, heading, context, language in fields["blocks"]
        ),
        "headings": tuple(Heading(*each) for each in fields["headings"]),
        "pages": tuple((offset, page) for offset, page in fields["pages"]),
        "left_out": tuple(LeftOut(**each) for each in fields["left_out"]),
        "warnings": tuple(fields["warnings"]),
    }
    return Content(**{**fields, **lists})


def _context_span(kind: str, start: int, end: int) -> ContextSpan:
    return ContextSpan(ContextKind(kind), start, end)


def dump(value: object) -> bytes:
    """Return a value as JSON in ASCII, which carries every text."""
    return json.dumps(value, separators=(",", ":")).encode("ascii")
