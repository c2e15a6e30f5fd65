"""Files of questions whose answers are known: JSON lines or YAML, written by hand in a minute.

    - question: How far away could people hear Krakatoa?
      expect: some 4,800 km                     # verbatim; or a list, any one of which answers
    - question: and how many people died?
      history: ["When did Krakatoa erupt?"]     # earlier questions, oldest first
      expect: {document: science/eruptions.md, line: 27}
    - question: Who is the president of Indonesia?
      answerable: false                         # the only right reply is that the sources do not say

Each may have a ``source``, which restricts the question to some documents as ``quoth ask --source`` does, a
``document``, in which ``expect`` must stand, and an ``id``. White space in ``expect`` matches any white space.
"""

from __future__ import annotations

import difflib
import json
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any

from retrieval.errors import GoldError

KEYS = ("question", "expect", "document", "line", "answerable", "history", "source", "id")
SEED = 0
"""Of samples."""


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a document, counted from 1; without a line, anywhere in it."""

    document: str
    line: int | None = None

    def __str__(self) -> str:
        return self.document if self.line is None else f"{self.document}, line {self.line}"


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A question, and what answers it.

    Any one of ``expect`` is a hit: a string that stands in the quote (in ``document``, when that is given), or a place
    that the quote touches. ``history``: the questions before it, oldest first. ``source``: a glob, see ``Filter``.
    ``id`` is unique in its file. ``where`` says for messages where it was read.

    Sets that judge whole documents have ``documents``, path → grade, which are then what has to be found, and perhaps
    ``spans``, (path, start, end), which together are the answer.
    """

    question: str
    expect: tuple[str | Place, ...] = ()
    document: str | None = None
    answerable: bool = True
    history: tuple[str, ...] = ()
    source: str | None = None
    id: str = ""
    where: str = ""
    documents: Mapping[str, int] = field(default_factory=dict)
    spans: tuple[tuple[str, int, int], ...] = ()

    @property
    def expected(self) -> tuple[str, ...]:
        """What answers, for people to read."""
        return tuple(map(str, self.expect or sorted(self.documents, key=lambda path: (-self.documents[path], path))))


def load_gold(path: Path) -> list[GoldQuestion]:
    """Return the questions of a file: JSON lines, or YAML when it ends in ``.yaml`` or ``.yml``.

    Raises GoldError, which names the line, the value and the remedy, when one of them cannot be used or there is none.
    """
    is_yaml = path.suffix.lower() in (".yaml", ".yml")
    entries = _read_yaml(path) if is_yaml else read_lines(path)
    questions = [_question(f"{path}, line {number}", entry) for number, entry in entries]
    if not questions:
        example = '"- question: …" and "  expect: …"' if is_yaml else '{"question": "…", "expect": ["…"]}'
        raise GoldError(f"{path} holds no questions; write lines such as {example}.")
    return named(questions)


def named(questions: Sequence[GoldQuestion]) -> list[GoldQuestion]:
    """Give an id to every question that has none: its words, with the question before it or a number where needed.

    Raises GoldError when two have the same id of their own.
    """
    own = Counter(question.id for question in questions if question.id)
    for question in questions:
        if own[question.id] > 1:
            raise GoldError(f'{question.where}: the "id" {question.id!r} is used twice; give each question its own.')
    said = Counter(question.question for question in questions)
    taken = set(own)
    result = []
    for question in questions:
        id_ = question.id
        if not id_:
            id_ = question.question
            if said[id_] > 1 and question.history:
                id_ = f"{question.history[-1]} → {id_}"
            base, n = id_, 1
            while id_ in taken:
                n += 1
                id_ = f"{base} ({n})"
            taken.add(id_)
        result.append(replace(question, id=id_))
    return result


def sampled(questions: Sequence[GoldQuestion], n: int | None) -> list[GoldQuestion]:
    """Return ``n`` of the questions, in their order, always the same ones; all when there are no more, or n is None."""
    if n is None or n >= len(questions):
        return list(questions)
    chosen = random.Random(SEED).sample(range(len(questions)), n)  # noqa: S311 - nothing is secret here
    return [questions[i] for i in sorted(chosen)]


def _question(where: str, entry: Mapping[str, Any]) -> GoldQuestion:
    for key in entry:
        meant = difflib.get_close_matches(str(key), KEYS, 1, cutoff=0.75)
        if key not in KEYS and meant and meant[0] not in entry:
            raise GoldError(f'{where}: "{key}" is no key that Quoth knows; did you mean "{meant[0]}"?')
    question, answerable = entry.get("question"), entry.get("answerable", True)
    if not isinstance(question, str) or not question.strip():
        said = f"it is {question!r}" if question else "it is missing or empty"
        raise GoldError(f'{where}: "question" must be the words that a person types; {said}.')
    if not isinstance(answerable, bool):
        raise GoldError(f'{where}: "answerable" is {answerable!r}; write true or false.')
    document = _path(where, "document", entry.get("document"))
    expect = _expect(where, entry.get("expect"))
    if entry.get("line") is not None or (document and not expect and answerable):
        expect = (*expect, _place(where, {"document": document, "line": entry.get("line")}))
    if answerable and not expect:
        raise GoldError(
            f'{where}: an answerable question needs "expect", words that a quote must hold; if the sources do not say, '
            'write "answerable": false.'
        )
    if not answerable and entry.get("expect"):
        raise GoldError(f'{where}: "answerable" is false, but there is something to "expect"; remove one of the two.')
    return GoldQuestion(
        question=question,
        expect=expect if answerable else (),
        document=document,
        answerable=answerable,
        history=tuple(_texts(where, "history", entry.get("history"))),
        source=_path(where, "source", entry.get("source")),
        id=_id(where, entry.get("id")),
        where=where,
    )


def _expect(where: str, value: Any) -> tuple[str | Place, ...]:
    items = value if isinstance(value, list) else [] if value is None else [value]
    return tuple(_place(where, item) if isinstance(item, dict) else _words(where, item) for item in items)


def _words(where: str, value: Any) -> str:
    if isinstance(value, str) and value.strip():
        return value
    if isinstance(value, str) or value is None:
        raise GoldError(f'{where}: "expect" holds an empty string; write words that a quote must hold.')
    raise GoldError(
        f'{where}: "expect" holds {value!r}, which is no text; put the words in quotation marks, or write '
        '{"document": "a/b.md", "line": 27}.'
    )


def _place(where: str, value: Mapping[str, Any]) -> Place:
    line = value.get("line")
    document = _path(where, "document", value.get("document"))
    strange = value.keys() - {"document", "line"}
    if document is None or strange:
        raise GoldError(
            f'{where}: {dict(value)!r} is no place; write {{"document": "a/b.md", "line": 27}}, the path below the '
            "seeds folder and a line counted from 1."
        )
    if line is not None and (not isinstance(line, int) or isinstance(line, bool) or line < 1):
        raise GoldError(f'{where}: "line" is {line!r}; give the number of a line, counted from 1.')
    return Place(document, line)


def _path(where: str, name: str, value: Any) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or not value.strip():
        raise GoldError(f'{where}: "{name}" must be a path below the seeds folder, not {value!r}.')
    return PurePosixPath(value).as_posix()


def _texts(where: str, name: str, value: Any) -> list[str]:
    items = value if isinstance(value, list) else [] if value is None else [value]
    if not all(isinstance(item, str) and item.strip() for item in items):
        raise GoldError(f'{where}: "{name}" must be a list of earlier questions, oldest first, not {value!r}.')
    return items


def _id(where: str, value: Any) -> str:
    if value is None or (isinstance(value, (str, int)) and not isinstance(value, bool)):
        return "" if value is None else str(value)
    raise GoldError(f'{where}: "id" is {value!r}; give a text or a number, or leave it out.')


def read_text(path: Path) -> str:
    """Return a file's text. Raises GoldError when it cannot be read."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise GoldError(f"The file {path} is not UTF-8 text (byte {error.start:,}); save it as UTF-8.") from error
    except OSError as error:
        raise GoldError(f"The file {path} cannot be read ({error}).") from error


def read_lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield line number and object of every line that is not blank. Raises GoldError, which names the line."""
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise GoldError(f"{path}, line {number}: this is no JSON ({error}).") from error
        if not isinstance(value, dict):
            raise GoldError(f"{path}, line {number}: a line must be an object, in curly brackets, not {line[:40]!r}.")
        yield number, value


def _read_yaml(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    import yaml

    text = read_text(path)
    try:
        loader = yaml.SafeLoader(text)
        root = loader.get_single_node()
        if root is not None and not isinstance(root, yaml.SequenceNode):
            raise GoldError(
                f'{path}, line {root.start_mark.line + 1}: write a list, each question with "- question: …" in front.'
            )
        entries = [
            (item.start_mark.line + 1, loader.construct_object(item, deep=True))
            for item in (root.value if root else ())
        ]
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{path}, line {mark.line + 1}" if mark else str(path)
        said = " ".join((getattr(error, "problem", None) or str(error)).split())
        raise GoldError(
            f"{where}: this is no YAML ({said}); texts with signs in them, such as a colon or a question mark, are "
            "safest in quotation marks."
        ) from error
    for number, entry in entries:
        if not isinstance(entry, dict):
            raise GoldError(f'{path}, line {number}: a question must have keys, "question" first, not {entry!r}.')
        yield number, entry
