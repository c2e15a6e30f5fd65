"""Files of questions whose answers are known: JSON lines or YAML, written by hand in a minute.

    - question: How far away could people hear Krakatoa?
      expect: some 4,800 km                     # verbatim; or a list, any one of which answers
    - question: and how many people died?
      history: ["When did Krakatoa erupt?"]     # earlier questions, oldest first
      expect: {document: science/eruptions.md, line: 27}
    - question: Who is the president of Indonesia?
      answerable: false                         # the only right reply is that the sources do not say

Each may have a ``source``, which limits the question to some documents as ``quoth ask --source`` does, a
``document`` that must hold what ``expect`` says, and an ``id``. White space in ``expect`` matches any white space.
"""

from __future__ import annotations

import difflib
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any

from retrieval.errors import MISFITS, GoldError, reason_not_yaml
from retrieval.json_lines import FileLine, question_of, read_lines, read_text

KEYS = ("question", "expect", "document", "line", "answerable", "history", "source", "id")
SAMPLE_SEED = 0
"""The seed of samples, which makes them always the same."""


@dataclass(frozen=True, slots=True)
class GoldPlace:
    """A line of a document, counted from 1; without a line, any place in the document."""

    document: str
    line: int | None = None

    def __str__(self) -> str:
        return self.document if self.line is None else f"{self.document}, line {self.line}"


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A question, and what answers it.

    Any one of ``expect`` is enough: a string that stands in the quote (in ``document``, when that is given), or a place
    that the quote touches. ``history``: the questions before it, oldest first. ``source``: a glob, see ``Filter``.
    ``id`` is unique in its file. ``where`` is the line that it was read from.

    In sets that judge whole documents, ``documents`` maps each path to be found to its grade; ``spans``, each (path,
    start, end), together are the answer.
    """

    question: str
    expect: tuple[str | GoldPlace, ...] = ()
    document: str | None = None
    answerable: bool = True
    history: tuple[str, ...] = ()
    source: str | None = None
    id: str = ""
    where: FileLine | None = None
    documents: Mapping[str, int] = field(default_factory=dict)
    spans: tuple[tuple[str, int, int], ...] = ()

    @property
    def expected(self) -> tuple[str, ...]:
        """The accepted answers, as text."""
        return tuple(map(str, self.expect or sorted(self.documents, key=lambda path: (-self.documents[path], path))))

    @property
    def label(self) -> str:
        """How messages name it: by the line that it was read from, or else by its words."""
        return repr(self.question) if self.where is None else str(self.where)

    @property
    def file(self) -> Path | None:
        """The file that it was read from."""
        return None if self.where is None else self.where.path


def load_gold(path: Path) -> list[GoldQuestion]:
    """Return the questions of a file: JSON lines, or YAML when it ends in ``.yaml`` or ``.yml``.

    Raises GoldError, with line, value and remedy, when a question cannot be used or the file holds none.
    """
    is_yaml = path.suffix.lower() in (".yaml", ".yml")
    entries = _read_yaml(path) if is_yaml else read_lines(path)
    questions = [_question(FileLine(path, number), entry) for number, entry in entries]
    if not questions:
        example = '"- question: …" and "  expect: …"' if is_yaml else '{"question": "…", "expect": ["…"]}'
        raise GoldError(f"{path} holds no questions", f"write lines such as {example}", path=path)
    return with_ids(questions)


def with_ids(questions: Sequence[GoldQuestion]) -> list[GoldQuestion]:
    """Return the questions, each with an id that no other has: its own, or else its words.

    Words that several questions share are told apart by the question before them, or by a number. Raises GoldError when
    two questions have the same id of their own.
    """
    own = Counter(question.id for question in questions if question.id)
    for question in questions:
        if own[question.id] > 1:
            raise GoldError(
                f'{question.label}: the "id" {question.id!r} is used twice',
                "give each question its own",
                path=question.file,
                found=question.id,
            )
    askings = Counter(question.question for question in questions)
    taken = set(own)
    result = []
    for question in questions:
        id_ = question.id
        if not id_:
            id_ = question.question
            if askings[id_] > 1 and question.history:
                id_ = f"{question.history[-1]} → {id_}"
            base, n = id_, 1
            while id_ in taken:
                n += 1
                id_ = f"{base} ({n})"
            taken.add(id_)
        result.append(replace(question, id=id_))
    return result


def sampled(questions: Sequence[GoldQuestion], n: int | None) -> list[GoldQuestion]:
    """Return ``n`` of the questions, in their order and always the same ones.

    Returns all of them when there are no more than ``n``, or when ``n`` is None.
    """
    if n is None or n >= len(questions):
        return list(questions)
    chosen = random.Random(SAMPLE_SEED).sample(range(len(questions)), n)  # noqa: S311 - nothing is secret here
    return [questions[i] for i in sorted(chosen)]


def _question(where: FileLine, entry: Mapping[str, Any]) -> GoldQuestion:
    for key in entry:
        meant = difflib.get_close_matches(str(key), KEYS, 1, cutoff=0.75)
        if key not in KEYS and meant and meant[0] not in entry:
            raise GoldError(
                f'{where}: "{key}" is not a key that Quoth knows',
                f'write "{meant[0]}" if you mean that',
                path=where.path,
                expected=meant[0],
                found=key,
            )
    question, answerable = question_of(entry, where), entry.get("answerable", True)
    if not isinstance(answerable, bool):
        raise GoldError(
            f'{where}: "answerable" is {answerable!r}',
            "write true or false",
            path=where.path,
            expected="true or false",
            found=answerable,
        )
    document = _path(where, "document", entry.get("document"))
    expect = _expect(where, entry.get("expect"))
    if entry.get("line") is not None or (document and not expect and answerable):
        expect = (*expect, _place(where, {"document": document, "line": entry.get("line")}))
    if answerable and not expect:
        raise GoldError(
            f'{where}: an answerable question needs "expect", words that a quote must hold',
            'write "answerable": false if the sources do not say',
            path=where.path,
        )
    if not answerable and entry.get("expect"):
        raise GoldError(
            f'{where}: "answerable" is false, but there is something to "expect"',
            "remove one of the two",
            path=where.path,
        )
    return GoldQuestion(
        question=question,
        expect=expect if answerable else (),
        document=document,
        answerable=answerable,
        history=tuple(_history(where, entry.get("history"))),
        source=_path(where, "source", entry.get("source")),
        id=_id(where, entry.get("id")),
        where=where,
    )


def _expect(where: FileLine, value: Any) -> tuple[str | GoldPlace, ...]:
    items = value if isinstance(value, list) else [] if value is None else [value]
    return tuple(_place(where, item) if isinstance(item, dict) else _words(where, item) for item in items)


def _words(where: FileLine, value: Any) -> str:
    if isinstance(value, str) and value.strip():
        return value
    if isinstance(value, str) or value is None:
        raise GoldError(
            f'{where}: "expect" holds an empty string', "write words that a quote must hold", path=where.path
        )
    raise GoldError(
        f'{where}: "expect" holds {value!r}, which is not text',
        'put the words in quotation marks, or write {"document": "a/b.md", "line": 27}',
        path=where.path,
        found=value,
    )


def _place(where: FileLine, value: Mapping[str, Any]) -> GoldPlace:
    line = value.get("line")
    document = _path(where, "document", value.get("document"))
    strange = value.keys() - {"document", "line"}
    if document is None or strange:
        raise GoldError(
            f"{where}: {dict(value)!r} is not a place in a document",
            'write {"document": "a/b.md", "line": 27}, the path below the seeds folder and a line counted from 1',
            path=where.path,
            found=dict(value),
        )
    if line is not None and (not isinstance(line, int) or isinstance(line, bool) or line < 1):
        raise GoldError(
            f'{where}: "line" is {line!r}', "give the number of a line, counted from 1", path=where.path, found=line
        )
    return GoldPlace(document, line)


def _path(where: FileLine, name: str, value: Any) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or not value.strip():
        raise GoldError(
            f'{where}: "{name}" must be a path below the seeds folder, not {value!r}',
            path=where.path,
            expected="a path below the seeds folder",
            found=value,
        )
    return PurePosixPath(value).as_posix()


def _history(where: FileLine, value: Any) -> list[str]:
    items = value if isinstance(value, list) else [] if value is None else [value]
    if not all(isinstance(item, str) and item.strip() for item in items):
        raise GoldError(
            f'{where}: "history" is {value!r}',
            "write a list of earlier questions, oldest first",
            path=where.path,
            expected="a list of earlier questions",
            found=value,
        )
    return items


def _id(where: FileLine, value: Any) -> str:
    if value is None or (isinstance(value, (str, int)) and not isinstance(value, bool)):
        return "" if value is None else str(value)
    raise GoldError(
        f'{where}: "id" is {value!r}', "give a text or a number, or leave it out", path=where.path, found=value
    )


def _read_yaml(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    import yaml

    text = read_text(path)
    try:
        loader = yaml.SafeLoader(text)
        root = loader.get_single_node()
        if root is not None and not isinstance(root, yaml.SequenceNode):
            raise GoldError(
                f"{path}, line {root.start_mark.line + 1}: this is not a list of questions",
                'write "- question: …" in front of each',
                path=path,
            )
        entries = [
            (item.start_mark.line + 1, loader.construct_object(item, deep=True))
            for item in (root.value if root else ())
        ]
    except (yaml.YAMLError, ValueError, RecursionError, *MISFITS) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{path}, line {mark.line + 1}" if mark else str(path)
        raise GoldError(
            f"{where}: this is not YAML ({reason_not_yaml(error)})",
            "put texts with signs such as a colon or a question mark in quotation marks",
            path=path,
        ) from error
    for number, entry in entries:
        if not isinstance(entry, dict):
            raise GoldError(
                f'{path}, line {number}: a question must have keys, "question" first, not {entry!r}',
                path=path,
                found=entry,
            )
        yield number, entry
