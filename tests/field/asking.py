"""A library of the bundled seeds and the documents of one case at a time.

The bundled seeds are there to be confused with. They are embedded once; every case begins with a copy of their index.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from bot.terminal.answer_json import answer_object
from retrieval import UNLIMITED, Answer, Library
from retrieval.errors import QueryError
from retrieval.search.query import Query
from tests.field.judging import Fault, find_fault, load_expected
from tests.field.making import made_documents

CASES = Path(__file__).resolve().parent / "cases"
BUNDLED = Path(__file__).resolve().parents[2] / "seeds"


def case_names() -> list[str]:
    """Return the names of all cases."""
    return sorted(path.parent.name for path in CASES.glob("*/expected.json"))


def lay_out(name: str, seeds: Path) -> None:
    """Write the documents of a case into a seeds folder: those that lie in its folder, and those made by a program."""
    docs = CASES / name / "docs"
    if docs.is_dir():
        shutil.copytree(docs, seeds, dirs_exist_ok=True)
    for path, data in made_documents(name).items():
        (seeds / path).write_bytes(data)


class FieldLibraries:
    """Libraries that share an encoder and the embedded seeds. ``folder`` is empty, and theirs."""

    def __init__(self, open_library: Callable[..., Library], folder: Path) -> None:
        self._open = open_library
        self._folder = folder
        self._base = folder / "base"
        with closing(open_library(BUNDLED, self._base)) as library:
            library.sync()

    def faults(self, name: str) -> tuple[int, list[Fault]]:
        """Ask the questions of a case; return how many there are, and what is wrong with the answers."""
        expected = load_expected(CASES / name / "expected.json")
        seeds, index = self._folder / name / "seeds", self._folder / name / "index"
        shutil.copytree(BUNDLED, seeds)
        shutil.copytree(self._base, index)
        lay_out(name, seeds)
        try:
            with closing(self._open(seeds, index)) as library:
                report = library.sync()
                assert not report.skipped, report.skipped
                answers = library.ask_all([Query(each.question, access=UNLIMITED) for each in expected])
                has_reader = library.reader is not None
        finally:
            shutil.rmtree(self._folder / name)
        objects = map(_object, answers)
        found = [find_fault(*pair, has_reader=has_reader) for pair in zip(expected, objects, strict=True)]
        return len(expected), [fault for fault in found if fault is not None]


def _object(answer: Answer | Exception) -> dict[str, Any]:
    """Return an answer as JSON has it. A question that nothing can be searched for is one that is not answered."""
    if isinstance(answer, QueryError):
        return {"answered": False, "confidence": 0.0, "quotes": []}
    if isinstance(answer, Exception):
        raise answer
    return answer_object(answer)
