"""What the tests of evaluation share: three short documents, and results made up for the occasion."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from retrieval.evaluation.results import JudgedQuote, Result, Run

EELS = """---
title: Eels
---

European eels spawn in the Sargasso Sea. Nobody has ever seen them do it.

## Tagging

About 400 eels were tagged in 2020. Of those, 12 were followed to the open sea.
"""
PUMP = "The handle of the pump was removed on 8 September by the parish guardians.\n"
HTML = "<html><head><title>Trains</title></head><body><p>The night train to Vienna leaves Zurich at 21:40.</p></body>"


def write_seeds(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "eels.md").write_text(EELS, encoding="utf-8")
    (folder / "pump.txt").write_text(PUMP, encoding="utf-8")
    (folder / "trains.html").write_text(HTML, encoding="utf-8")
    return folder


def made(id_: str = "q", **changes: object) -> Result:
    """Return a result that says as little as one can, but for what is given."""
    plain: dict[str, object] = {
        "id": id_,
        "question": id_,
        "history": (),
        "answerable": True,
        "expected": ("x",),
        "answered": True,
        "confidence": 0.8,
        "elapsed_ms": 5.0,
        "right": True,
        "first": True,
        "failure": None,
        "rank": 1,
        "dense_rank": 1,
        "lexical_rank": 1,
    }
    return Result(**{**plain, **changes})  # type: ignore[arg-type]


def made_run(results: Sequence[Result]) -> Run:
    return Run("gold.jsonl", "passage", 3, 0.35, "model", 3, 9, 0.1, tuple(results))


def made_quote(text: str = "words", **changes: object) -> JudgedQuote:
    plain: dict[str, object] = {
        "document": "a.txt", "start": 0, "end": len(text), "line": 1, "page": None, "heading": None, "text": text,
        "score": 0.8, "highlights": (), "right": True, "verbatim": True,
    }  # fmt: skip
    return JudgedQuote(**{**plain, **changes})  # type: ignore[arg-type]
