"""``Answer`` → the JSON that other programs rely on.

These are its keys, in this order::

    question, answered, confidence, elapsed_ms
    searched   the question that was searched for where its words are others than those that were typed, because some
               were mistyped; otherwise null
    quotes     a list of objects: id, text, document, title, heading, start, end, line, page, page_end, paragraph,
               date, url, sha256, score, highlights (a list of [start, end] inside the text), answer ([start, end]
               or null), language (its code, or null), above (a list of objects: kind, text, start, end), revision (the
               state, such as a commit, in which the document was fetched from elsewhere, or null), pinned (whether an
               operator has said that it answers); the url leads to where the document is published, if that is known,
               and there to its page or words
    nearest    a list like ``quotes``, only when the question was not answered
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from retrieval import Answer, ContextSlice, Quote


def answer_object(answer: Answer) -> dict[str, Any]:
    """Return an answer as an object with these keys."""
    result: dict[str, Any] = {
        "question": answer.question,
        "answered": answer.answered,
        "confidence": round(answer.confidence, 4),
        "elapsed_ms": round(answer.elapsed_ms, 1),
        "searched": answer.searched,
        "quotes": [quote_object(quote) for quote in answer.quotes],
    }
    if not answer.answered:
        result["nearest"] = [quote_object(quote) for quote in answer.nearest]
    return result


def answer_json(answer: Answer) -> str:
    """Return an answer as one line of JSON."""
    return json.dumps(answer_object(answer), ensure_ascii=False)


def above_objects(above: Sequence[ContextSlice]) -> list[dict[str, Any]]:
    """Return what stands above a quote or passage as a list of objects."""
    return [{"kind": each.kind, "text": each.text, "start": each.start, "end": each.end} for each in above]


def quote_object(quote: Quote) -> dict[str, Any]:
    """Return a quote as an object, as in the list ``quotes``."""
    spans = [list(span) for span in quote.highlights]
    fields = asdict(quote)
    fields["pinned"] = fields.pop("is_pinned")
    return fields | {
        "score": round(quote.score, 4),
        "highlights": spans,
        "above": above_objects(quote.above),
    }
