"""What a question of a case expects, and what is wrong with an answer to it.

An answer is judged as the JSON object that ``quoth ask --json`` prints, as other programs see it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Self

QUOTES = 3
"""So many quotes are looked at for what is expected; marks are looked for in the first one."""

_KEYS = {"question", "answerable", "expect", "mark", "not_marked", "answer"}


@dataclass(frozen=True, slots=True)
class Expected:
    """A question and what must be seen of its answer.

    ``expect``: one of these pieces stands in a quote, or in what is shown above it. ``mark``: a highlight of the first
    quote overlaps one of these. ``not_marked``: none of its highlights overlaps any of these. ``answer``: its very
    words are one of these. Where ``answerable`` is false, the only right reply is that the sources do not say.
    """

    question: str
    answerable: bool = True
    expect: tuple[str, ...] = ()
    mark: tuple[str, ...] = ()
    not_marked: tuple[str, ...] = ()
    answer: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.answerable != bool(self.expect):
            raise ValueError(f"{self.question!r} must expect something if and only if it is answerable")

    @classmethod
    def from_object(cls, found: Mapping[str, Any]) -> Self:
        """Return what one object of ``expected.json`` says; a lone string is a list of one."""
        if unknown := found.keys() - _KEYS:
            raise ValueError(f"{found['question']!r} has unknown keys: {sorted(unknown)}")
        pieces = {key: _strings(found.get(key)) for key in ("expect", "mark", "not_marked", "answer")}
        return cls(found["question"], found.get("answerable", True), **pieces)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with an answer, and what it showed first."""

    expected: Expected
    kind: Literal["answered wrongly", "refused wrongly"]
    why: str
    shown: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.expected.question}\n    {self.why}  [{self.shown}]"


def load_expected(path: Path) -> list[Expected]:
    """Return the questions of one case."""
    return [Expected.from_object(each) for each in json.loads(path.read_text(encoding="utf-8"))]


def find_fault(expected: Expected, answer: Mapping[str, Any], *, has_reader: bool = True) -> Fault | None:
    """Return what is wrong with an answer, or None.

    has_reader: without a reader, an answer need not know its very words; it must not know wrong ones.
    """
    why = _why_wrong(expected, answer, has_reader)
    if why is None:
        return None
    kind: Literal["answered wrongly", "refused wrongly"] = (
        "answered wrongly" if answer["answered"] else "refused wrongly"
    )
    return Fault(expected, kind, why, first_quote(answer))


def first_quote(answer: Mapping[str, Any]) -> str:
    """Return what an answer shows first, or would show: its confidence, document and highlights, on one short line."""
    quotes = answer["quotes"] or answer.get("nearest") or []
    if not quotes:
        return "nothing"
    quote = quotes[0]
    said = " … ".join(quote["text"][start:end] for start, end in quote["highlights"]) or quote["text"]
    said = _flat(said)
    shown = f"{answer['confidence']:.2f} {quote['document']}: {said[:120]}{'…' if len(said) > 120 else ''}"
    return f"{shown} → {quote['text'][slice(*quote['answer'])]!r}" if quote["answer"] else shown


def _why_wrong(expected: Expected, answer: Mapping[str, Any], has_reader: bool) -> str | None:
    if not expected.answerable:
        return "the sources do not say, and it was answered" if answer["answered"] else None
    if not answer["answered"]:
        return f"refused; expected {expected.expect[0]!r}"
    quotes = answer["quotes"][:QUOTES]
    shown = [_flat(text) for quote in quotes for text in _texts(quote)]
    if not any(_flat(piece) in text for piece in expected.expect for text in shown):
        return f"not quoted: {expected.expect[0]!r}"
    first = quotes[0]
    if expected.mark and not any(_marks(first, piece) for piece in expected.mark):
        return f"not marked in the first quote: {expected.mark[0]!r}"
    for piece in expected.not_marked:
        if _marks(first, piece):
            return f"marked in the first quote: {piece!r}"
    if expected.answer and (first["answer"] or has_reader):
        words = _flat(first["text"][slice(*first["answer"])]).strip(" |.,;:") if first["answer"] else None
        if words not in expected.answer:
            return f"the very words are {words!r}, not {expected.answer[0]!r}"
    return None


def _texts(quote: Mapping[str, Any]) -> Iterator[str]:
    """What a quote shows: its text, what stands above it, and both as one reads on."""
    above = [piece["text"] for piece in quote.get("above", ())]
    yield from (quote["text"], *above, " ".join([*above, quote["text"]]))


def _marks(quote: Mapping[str, Any], piece: str) -> bool:
    """Whether a highlight of a quote overlaps an occurrence of the piece, whatever white space lies between words."""
    pattern = re.compile(r"\s+".join(map(re.escape, piece.split())))
    found = [match.span() for match in pattern.finditer(quote["text"])]
    return any(start < to and at < end for at, to in found for start, end in quote["highlights"])


def _strings(value: str | list[str] | None) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value or ())


def _flat(text: str) -> str:
    return " ".join(text.split())
