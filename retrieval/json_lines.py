"""Text files and JSON lines that people write. Errors name the file and the line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from retrieval.errors import GoldError, reason_of


@dataclass(frozen=True, slots=True)
class FileLine:
    """A line of a file, counted from 1, as messages name it."""

    path: Path
    number: int

    def __str__(self) -> str:
        return f"{self.path}, line {self.number}"


def read_text(path: Path) -> str:
    """Return a file's text. Raises GoldError when it cannot be read."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise GoldError(
            f"The file {path} is not UTF-8 text (byte {error.start:,})", "save it as UTF-8", path=path
        ) from error
    except OSError as error:
        raise GoldError(f"The file {path} cannot be read ({reason_of(error)})", path=path) from error


def read_lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield number and object of every line that is not blank. Raises GoldError, which names the line."""
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        if not line.strip():
            continue
        where = FileLine(path, number)
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise GoldError(f"{where}: this is not JSON ({error})", path=path) from error
        if not isinstance(value, dict):
            raise GoldError(
                f"{where}: a line must be an object, in curly brackets, not {line[:40]!r}",
                path=path,
                expected="an object",
                found=line[:40],
            )
        yield number, value


def question_of(line: Mapping[str, Any], where: FileLine) -> str:
    """Return the "question" of a line. Raises GoldError when it is missing, empty or not text."""
    question = line.get("question")
    if not isinstance(question, str) or not question.strip():
        state = repr(question) if question else "missing or empty"
        raise GoldError(
            f'{where}: "question" is {state}', "write the words that a person types", path=where.path, found=question
        )
    return question
