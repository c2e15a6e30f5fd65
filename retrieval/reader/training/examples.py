"""Files of questions with marked answers → examples to learn from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from retrieval.errors import GoldError
from retrieval.evaluation.beir import CORPUS, QUERIES, read_corpus, text_of
from retrieval.evaluation.gold import read_lines, read_text
from retrieval.model import Span

CANDIDATES = "candidates.jsonl"

_HALF = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Example:
    """A question, and the number of the paragraph that answers it at ``span``."""

    question: str
    paragraph: int
    span: Span

    def __post_init__(self) -> None:
        if not 0 <= self.span[0] < self.span[1]:
            raise ValueError(f"an answer must have 0 <= start < end, not {self.span}")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of an article."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A question and sentences of which people have said whether they answer it."""

    question: str
    right: tuple[str, ...]
    wrong: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Data:
    """All there is to learn from; an example's ``paragraph`` is a place in ``paragraphs``."""

    paragraphs: Sequence[Paragraph]
    examples: Sequence[Example]
    judged: Sequence[Judged] = ()

    @classmethod
    def read(cls, squad: Sequence[Path], judged: Sequence[Path] = ()) -> Self:
        """Read files or folders; see ``read_examples`` and ``read_judged``. Raises GoldError."""
        paragraphs: list[Paragraph] = []
        examples: list[Example] = []
        for path in squad:
            more, asked = read_examples(path)
            examples += [replace(each, paragraph=each.paragraph + len(paragraphs)) for each in asked]
            paragraphs += more
        return cls(paragraphs, examples, [each for path in judged for each in read_judged(path)])


def read_examples(path: Path) -> tuple[list[Paragraph], list[Example]]:
    """Return paragraphs and the questions they answer, from a file in SQuAD's format, or a folder in BEIR's.

    The folder's ``queries.jsonl`` must have ``context_id`` and ``spans``. Questions without an answer, and answers that
    don't stand where they should, are passed over. Raises GoldError when there is no such file or folder, when it is
    damaged, or when no question is left.
    """
    with _readable(path):
        if not path.exists():
            raise GoldError(f"{path} does not exist; name a file in SQuAD's format, or a folder in BEIR's with spans.")
        found = list(_of_folder(path) if path.is_dir() else _of_file(path))
    paragraphs = [paragraph for paragraph, _ in found]
    examples = [Example(question, number, span) for number, (_, asked) in enumerate(found) for question, span in asked]
    if not examples:
        raise GoldError(f"{path} has no question with an answer; name questions whose answers are marked.")
    return paragraphs, examples


def read_judged(folder: Path) -> list[Judged]:
    """Return questions with right and wrong sentences, from a folder with ``candidates.jsonl`` (labels 1 and 0).

    Raises GoldError when there is no such folder, it is damaged, or has no question with both.
    """
    with _readable(folder):
        _need(folder, CORPUS, QUERIES, CANDIDATES)
    sentences = {entry.id: _whole(entry.text) for entry in read_corpus(folder / CORPUS)}
    questions: dict[str, str] = {}
    for where, line in _lines(folder / QUERIES):
        id_ = text_of(line, "_id", where)
        if id_ in questions:
            raise GoldError(f'{where}: the "_id" {id_!r} is used twice; give each question its own.')
        questions[id_] = _whole(text_of(line, "text", where))
    labels: dict[str, dict[str, int]] = {}
    for where, line in _lines(folder / CANDIDATES):
        question, sentence = text_of(line, "query_id", where), text_of(line, "corpus_id", where)
        if question not in questions:
            raise GoldError(f"{where}: there is no question {question!r} in {QUERIES}; add it or remove the line.")
        if sentence not in sentences:
            raise GoldError(f"{where}: there is no sentence {sentence!r} in {CORPUS}; add it or remove the line.")
        if (label := line.get("label")) not in (0, 1):
            raise GoldError(f'{where}: "label" is {label!r:.60}; write 1 for what answers, 0 for what does not.')
        labels.setdefault(questions[question], {})[sentences[sentence]] = label
    judged = []
    for question, given in labels.items():
        right = tuple(text for text, label in given.items() if label)
        wrong = tuple(text for text, label in given.items() if not label)
        if right and wrong:
            judged.append(Judged(question, right, wrong))
    if not judged:
        raise GoldError(f"{folder} has no question with a right and a wrong sentence; name one that has.")
    return judged


Found = Iterator[tuple[Paragraph, list[tuple[str, Span]]]]


class _Part(BaseModel):
    model_config = ConfigDict(strict=True)


class _Answer(_Part):
    text: str
    answer_start: int


class _Question(_Part):
    question: str
    answers: list[_Answer] = []


class _Context(_Part):
    context: str
    qas: list[_Question] = []


class _Article(_Part):
    title: str
    paragraphs: list[_Context]


class _Squad(_Part):
    """A file in SQuAD's format, as far as it is learned from."""

    data: list[_Article]


def _of_file(path: Path) -> Found:
    try:
        squad = _Squad.model_validate_json(read_text(path))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        said, where = first["msg"], ".".join(map(str, first["loc"]))
        if first["type"] == "missing":
            said = f"{where} is missing"
        elif where:
            said = f"{where} is {first['input']!r:.60}; {said}"
        raise GoldError(f"{path} is not in SQuAD's format: {said}.") from error
    for article in squad.data:
        for paragraph in article.paragraphs:
            text, asked = paragraph.context, []
            for item in paragraph.qas:
                for answer in item.answers[:1]:
                    start, end = answer.answer_start, answer.answer_start + len(answer.text)
                    if text[start:end] == answer.text:
                        asked.append((item.question, (start, end)))
            yield Paragraph(article.title.replace("_", " "), text), _standing(text, asked)


def _of_folder(path: Path) -> Found:
    _need(path, CORPUS, QUERIES)
    entries = read_corpus(path / CORPUS)
    asked: dict[str, list[tuple[str, Span]]] = {entry.id: [] for entry in entries}
    for where, line in _lines(path / QUERIES):
        if line.get("answerable", True) and line.get("spans"):
            paragraph, span = text_of(line, "context_id", where), _span(line["spans"], where)
            if paragraph not in asked:
                raise GoldError(f"{where}: there is no paragraph {paragraph!r} in {CORPUS}; add it or remove the line.")
            asked[paragraph].append((_whole(text_of(line, "text", where)), span))
    for entry in entries:
        yield Paragraph(_whole(entry.title), _whole(entry.text)), _standing(entry.text, asked[entry.id])


def _span(spans: Any, where: str) -> Span:
    match spans:
        case [[int(start), int(end)], *_] if not isinstance(start, bool) and not isinstance(end, bool):
            return start, end
    raise GoldError(f'{where}: "spans" is {spans!r:.60}; write a list of [start, end], the places of the answer.')


def _standing(text: str, asked: list[tuple[str, Span]]) -> list[tuple[str, Span]]:
    return [(q.strip(), (a, b)) for q, (a, b) in asked if q.strip() and 0 <= a < b <= len(text)]


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Raise GoldError for what the disk refuses."""
    try:
        yield
    except OSError as error:
        raise GoldError(f"{path} cannot be read ({error.strerror}); name another.") from error


def _need(folder: Path, *names: str) -> None:
    for name in names:
        if not (folder / name).is_file():
            raise GoldError(f"{folder} cannot be learned from, for it has no {name}; it needs {', '.join(names)}.")


def _lines(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every line, and for messages where it stands. Raises GoldError for what is no line of a set."""
    for number, line in read_lines(path):
        yield f"{path}, line {number}", line


def _whole(text: str) -> str:
    """Return a text in which halves of characters, which JSON can hold, are replaced: no tokenizer takes them."""
    return _HALF.sub("\N{REPLACEMENT CHARACTER}", text)
