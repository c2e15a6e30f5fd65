"""A file of questions → the answer to each, in order; they are asked together where that is less work."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from retrieval import Access, Answer, Filter, GoldError, Library, Query
from retrieval.json_lines import FileLine, question_of, read_lines


def read_queries(path: Path, *, k: int, only: Filter, access: Access) -> list[Query]:
    """Return the questions of a JSON-lines file, all of them checked. The rest is as in ``Query``.

    Raises GoldError, which names the line, when one of them cannot be asked.
    """
    queries = []
    for number, line in read_lines(path):
        where = FileLine(path, number)
        question = question_of(line, where)
        history = line.get("history") or []
        if not isinstance(history, list) or not all(isinstance(turn, str) for turn in history):
            raise GoldError(
                f'{where}: "history" is {history!r}',
                "write a list of earlier questions, oldest first",
                path=path,
                expected="a list of earlier questions",
                found=history,
            )
        queries.append(Query(question, k, only, tuple(history), access=access))
    return queries


def answers(library: Library, queries: Sequence[Query]) -> Iterator[Answer]:
    """Yield the answers in order, each as soon as its batch is answered.

    Raises what ``Library.ask`` raises, after the answers to the questions before.
    """
    for at in range(0, len(queries), library.batch_size):
        for answer in library.ask_all(queries[at : at + library.batch_size]):
            if isinstance(answer, Exception):
                raise answer
            yield answer
