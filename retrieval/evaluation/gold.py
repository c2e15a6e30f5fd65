"""Files of questions whose answers are known."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from retrieval.errors import GoldError


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A question, and the words that answer it.

    Any one of ``expect``, in one quote, is a hit; in ``document`` when that is given. ``history``: the questions
    before it, oldest first.
    """

    question: str
    expect: tuple[str, ...] = ()
    document: str | None = None
    answerable: bool = True
    history: tuple[str, ...] = ()


def load_gold(path: Path) -> list[GoldQuestion]:
    """Return the questions of a JSON-lines file.

    Raises GoldError, which names the line, when there is none or one of them cannot be used.
    """
    questions = []
    for number, line in read_lines(path):
        where = f"{path}, line {number}"
        question, expect = line.get("question"), line.get("expect") or []
        history, document = line.get("history") or [], line.get("document")
        answerable = line.get("answerable", True)
        if not isinstance(question, str) or not question.strip():
            raise GoldError(f'{where}: there is no "question", or it is empty.')
        if not isinstance(answerable, bool):
            raise GoldError(f'{where}: "answerable" is {answerable!r}; write true or false.')
        expect = [expect] if isinstance(expect, str) else expect
        for name, value in (("expect", expect), ("history", history)):
            if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
                raise GoldError(f'{where}: "{name}" must be a list of strings, not {value!r}.')
        if document is not None and not isinstance(document, str):
            raise GoldError(f'{where}: "document" must be a path below the seeds folder, not {document!r}.')
        if answerable and not expect:
            raise GoldError(f'{where}: an answerable question needs "expect", words that a quote must hold.')
        questions.append(GoldQuestion(question, tuple(expect), document, answerable, tuple(history)))
    if not questions:
        raise GoldError(f'{path} holds no questions; write lines such as {{"question": "…", "expect": ["…"]}}.')
    return questions


def read_lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield line number and object of every line that is not blank. Raises GoldError, which names the line."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise GoldError(f"The file {path} cannot be read ({error}).") from error
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise GoldError(f"{path}, line {number}: this is no JSON ({error}).") from error
        if not isinstance(value, dict):
            raise GoldError(f'{path}, line {number}: a line must be an object with a "question", not {line[:40]!r}.')
        yield number, value
