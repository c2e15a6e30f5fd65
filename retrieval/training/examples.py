"""Files of questions with marked answers → examples to learn from.

The digest of a training run covers the names of these dataclasses and their fields: after a change of a name, a
checkpoint counts as another run's.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from retrieval.errors import GoldError, reason_of
from retrieval.evaluation.beir import CORPUS, QUERIES, read_corpus, text_of
from retrieval.json_lines import FileLine, read_lines, read_text
from retrieval.model import Span
from retrieval.parsing.outline import without_surrogates

CANDIDATES = "candidates.jsonl"


@dataclass(frozen=True, slots=True)
class Example:
    """A question, the place in ``Data.paragraphs`` of the paragraph that answers it, and where the answer stands."""

    question: str
    paragraph: int
    span: Span

    def __post_init__(self) -> None:
        if not 0 <= self.span[0] < self.span[1]:
            raise ValueError(f"an answer must have 0 <= start < end, not {self.span}")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, and the title of its article."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A question, and sentences that people judged: the right ones answer it, the wrong ones do not."""

    question: str
    right: tuple[str, ...]
    wrong: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Data:
    """Everything that a run learns from."""

    paragraphs: Sequence[Paragraph]
    examples: Sequence[Example]
    judged: Sequence[Judged] = ()

    @classmethod
    def read(cls, squad: Sequence[Path], judged: Sequence[Path] = ()) -> Self:
        """Read files and folders. See ``read_examples`` and ``read_judged``, also for what is raised."""
        paragraphs: list[Paragraph] = []
        examples: list[Example] = []
        for path in squad:
            more_paragraphs, more_examples = read_examples(path)
            examples += [replace(each, paragraph=each.paragraph + len(paragraphs)) for each in more_examples]
            paragraphs += more_paragraphs
        return cls(paragraphs, examples, [each for path in judged for each in read_judged(path)])


def read_examples(path: Path) -> tuple[list[Paragraph], list[Example]]:
    """Return paragraphs and the questions they answer, from a file in SQuAD's format, or a folder in BEIR's.

    The folder's ``queries.jsonl`` must have ``context_id`` and ``spans``, of which the first counts. Questions without
    an answer, and answers that are not where the file says, are skipped. Raises GoldError when there is no such file or
    folder, when it is damaged, or when no question is left.
    """
    with _readable(path):
        if not path.exists():
            raise GoldError(
                f"{path} does not exist", "name a file in SQuAD's format, or a folder in BEIR's with spans", path=path
            )
        found = list(_from_folder(path) if path.is_dir() else _from_file(path))
    paragraphs = [paragraph for paragraph, _ in found]
    examples = [Example(question, number, span) for number, (_, asked) in enumerate(found) for question, span in asked]
    if not examples:
        raise GoldError(f"{path} has no question with an answer", "name questions whose answers are marked", path=path)
    return paragraphs, examples


def read_judged(folder: Path) -> list[Judged]:
    """Return questions with right and wrong sentences, from a folder with ``candidates.jsonl`` (labels 1 and 0).

    Questions that lack either kind are skipped. Raises GoldError when there is no such folder, when it is damaged, or
    when no question is left.
    """
    with _readable(folder):
        _check_files(folder, CORPUS, QUERIES, CANDIDATES)
    sentences = {entry.id: without_surrogates(entry.text) for entry in read_corpus(folder / CORPUS)}
    questions: dict[str, str] = {}
    for where, line in _lines(folder / QUERIES):
        id_ = text_of(line, "_id", where)
        if id_ in questions:
            raise GoldError(
                f'{where}: the "_id" {id_!r} is used twice', "give each question its own", path=where.path, found=id_
            )
        questions[id_] = without_surrogates(text_of(line, "text", where))
    labels: dict[str, dict[str, int]] = {}
    for where, line in _lines(folder / CANDIDATES):
        question, sentence = text_of(line, "query_id", where), text_of(line, "corpus_id", where)
        _check_known("question", question, questions, QUERIES, where)
        _check_known("sentence", sentence, sentences, CORPUS, where)
        if (label := line.get("label")) not in (0, 1):
            raise GoldError(
                f'{where}: "label" is {label!r:.60}',
                "write 1 for a sentence that answers, 0 for one that does not",
                path=where.path,
                expected="1 or 0",
                found=label,
            )
        labels.setdefault(questions[question], {})[sentences[sentence]] = label
    judged = []
    for question, label_of in labels.items():
        right = tuple(text for text, label in label_of.items() if label)
        wrong = tuple(text for text, label in label_of.items() if not label)
        if right and wrong:
            judged.append(Judged(question, right, wrong))
    if not judged:
        raise GoldError(
            f"{folder} has no question with a right and a wrong sentence", "name a folder that has one", path=folder
        )
    return judged


_Answered = Iterator[tuple[Paragraph, list[tuple[str, Span]]]]
"""Paragraphs, each with the questions that it answers and the places of the answers."""


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True)


class _Answer(_Strict):
    text: str
    answer_start: int


class _Question(_Strict):
    question: str
    answers: list[_Answer] = []


class _Context(_Strict):
    context: str
    qas: list[_Question] = []


class _Article(_Strict):
    title: str
    paragraphs: list[_Context]


class _Squad(_Strict):
    """The parts of a file in SQuAD's format that are learned from."""

    data: list[_Article]


def _from_file(path: Path) -> _Answered:
    try:
        squad = _Squad.model_validate_json(read_text(path))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        reason, key = first["msg"], ".".join(map(str, first["loc"]))
        if first["type"] == "missing":
            reason = f"{key} is missing"
        elif key:
            reason = f"{key} is {first['input']!r:.60} ({reason})"
        raise GoldError(f"{path} is not in SQuAD's format: {reason}", path=path) from error
    for article in squad.data:
        for paragraph in article.paragraphs:
            text, asked = paragraph.context, []
            for item in paragraph.qas:
                for answer in item.answers[:1]:
                    start, end = answer.answer_start, answer.answer_start + len(answer.text)
                    if text[start:end] == answer.text:
                        asked.append((item.question, (start, end)))
            yield Paragraph(article.title.replace("_", " "), text), _valid(asked, text)


def _from_folder(folder: Path) -> _Answered:
    _check_files(folder, CORPUS, QUERIES)
    entries = read_corpus(folder / CORPUS)
    asked: dict[str, list[tuple[str, Span]]] = {entry.id: [] for entry in entries}
    for where, line in _lines(folder / QUERIES):
        if line.get("answerable", True) and line.get("spans"):
            paragraph, span = text_of(line, "context_id", where), _first_span(line["spans"], where)
            _check_known("paragraph", paragraph, asked, CORPUS, where)
            asked[paragraph].append((without_surrogates(text_of(line, "text", where)), span))
    for entry in entries:
        title, text = without_surrogates(entry.title), without_surrogates(entry.text)
        yield Paragraph(title, text), _valid(asked[entry.id], text)


def _first_span(spans: Any, where: FileLine) -> Span:
    match spans:
        case [[int(start), int(end)], *_] if not isinstance(start, bool) and not isinstance(end, bool):
            return start, end
    raise GoldError(
        f'{where}: "spans" is {spans!r:.60}',
        "write a list of [start, end], the places of the answer",
        path=where.path,
        expected="[[start, end]]",
        found=f"{spans!r:.60}",
    )


def _valid(asked: list[tuple[str, Span]], text: str) -> list[tuple[str, Span]]:
    """Return the questions that are not blank and whose answers lie inside the text."""
    return [(q.strip(), (a, b)) for q, (a, b) in asked if q.strip() and 0 <= a < b <= len(text)]


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Raise OSError as GoldError."""
    try:
        yield
    except OSError as error:
        raise GoldError(f"{path} cannot be read ({reason_of(error)})", "name another", path=path) from error


def _check_files(folder: Path, *names: str) -> None:
    for name in names:
        if not (folder / name).is_file():
            raise GoldError(
                f"{folder} cannot be learned from: it has no {name}", f"it needs {', '.join(names)}", path=folder
            )


def _check_known(kind: str, id_: str, known: Container[str], file: str, where: FileLine) -> None:
    if id_ not in known:
        raise GoldError(
            f"{where}: there is no {kind} {id_!r} in {file}", "add it or remove the line", path=where.path, found=id_
        )


def _lines(path: Path) -> Iterator[tuple[FileLine, dict[str, Any]]]:
    """Yield each line's place in the file, for messages, and its object. Raises GoldError for a line without one."""
    for number, line in read_lines(path):
        yield FileLine(path, number), line
