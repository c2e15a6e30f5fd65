"""``Answer`` → the JSON that other programs rely on."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from retrieval import Answer, Quote


def answer_object(answer: Answer) -> dict[str, Any]:
    """Return an answer as the interface describes it; ``nearest`` is there only when the question was not answered."""
    result: dict[str, Any] = {
        "question": answer.question,
        "answered": answer.answered,
        "confidence": round(answer.confidence, 4),
        "elapsed_ms": round(answer.elapsed_ms, 1),
        "quotes": [_quote(quote) for quote in answer.quotes],
    }
    if not answer.answered:
        result["nearest"] = [_quote(quote) for quote in answer.nearest]
    return result


def answer_json(answer: Answer) -> str:
    """Return an answer as one line of JSON."""
    return json.dumps(answer_object(answer), ensure_ascii=False)


def _quote(quote: Quote) -> dict[str, Any]:
    return asdict(quote) | {"score": round(quote.score, 4), "highlights": [list(span) for span in quote.highlights]}
