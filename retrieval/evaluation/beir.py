"""Retrieval sets in BEIR's layout → a seeds folder of their own, and questions about it.

A set is a folder with ``corpus.jsonl`` (``_id``, ``title``, ``text``), ``queries.jsonl`` (``_id``, ``text``, and where
the set has them ``answerable``, ``answers``, ``spans`` with ``context_id``, ``history``) and ``qrels.tsv`` or
``qrels/*.tsv`` (query, document, grade; with a header or without). Every corpus entry becomes one text file with its
title at the top, and goes through the whole pipeline as any other document would.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from retrieval.errors import GoldError, StorageError, reason_of
from retrieval.evaluation.gold import GoldQuestion, with_ids
from retrieval.json_lines import FileLine, read_lines, read_text
from retrieval.library import Library
from retrieval.observing import Observer

CORPUS, QUERIES = "corpus.jsonl", "queries.jsonl"
SPLITS = ("test", "dev", "validation", "train")
MARKER_FILE = ".quoth-eval"
"""Lies in every folder that was made here, and that may therefore be changed."""

_MAX_TITLE_CHARS = 240
"""The text parser takes no longer line for a title."""
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a corpus. ``path`` is its file, below the seeds folder, and ``id`` is its id in the set."""

    id: str
    path: str
    title: str
    text: str

    @property
    def head(self) -> str:
        """What stands before the text in its file."""
        title = " ".join(self.title.split())
        if len(title) > _MAX_TITLE_CHARS:
            title = title[:_MAX_TITLE_CHARS].rsplit(" ", 1)[0]
        return f"Title: {title}\n\n" if title else ""

    @property
    def file_text(self) -> str:
        """The content of its file, without control characters, and so the canonical text that offsets count in."""
        return self.head + _readable(self.text)

    def place(self, offset: int) -> int:
        """Return the offset in its file of the character at ``offset`` of ``text``."""
        return len(self.head) + len(_readable(self.text[:offset]))


@dataclass(frozen=True, slots=True)
class Corpus:
    """A set as it was read. ``split`` names the file of judgements that was used."""

    folder: Path
    split: str
    entries: tuple[Entry, ...]
    questions: tuple[GoldQuestion, ...]


def is_beir(path: Path) -> bool:
    """Return whether a path is a set: its folder, or one of its files of judgements."""
    return path.is_dir() or (path.suffix == ".tsv" and path.is_file())


def load_beir(path: Path) -> Corpus:
    """Return the set in a folder, or the one to which a file ``qrels/NAME.tsv`` belongs, with those judgements.

    Of several files the first of test, dev, validation and train is used. Queries without judgements are left out
    unless they are marked ``"answerable": false``. Raises GoldError, which names the file and line.
    """
    folder, judgements = _files(path)
    entries = read_corpus(folder / CORPUS)
    by_id = {entry.id: entry for entry in entries}
    grades = _grades(judgements, by_id)
    questions = []
    for number, line in read_lines(folder / QUERIES):
        where = FileLine(folder / QUERIES, number)
        id_, text = text_of(line, "_id", where), text_of(line, "text", where)
        found = grades.get(id_, {})
        answerable = line.get("answerable", True) is not False
        if answerable and not found:
            continue
        expect, spans = _answers(line, found, by_id, where)
        questions.append(
            GoldQuestion(
                question=text,
                expect=expect,
                answerable=answerable,
                history=_history(_list(line, "history", where), where),
                id=id_,
                where=where,
                documents={by_id[document].path: grade for document, grade in found.items()},
                spans=spans,
            )
        )
    if not questions:
        raise GoldError(
            f"{judgements} judges none of the queries in {folder / QUERIES}",
            "use the same ids in both",
            path=judgements,
            found=folder / QUERIES,
        )
    return Corpus(folder, judgements.stem, tuple(entries), tuple(with_ids(questions)))


def corpus_library(
    entries: Iterable[Entry],
    folder: Path,
    observer: Observer | None = None,
    *,
    open_library: Callable[[Path, Path], Library] = Library.open,
) -> Library:
    """Return a library of corpus entries, synced, in a folder of its own.

    ``corpus`` below it has the files, ``index`` the rest. What an earlier call left there is used: only entries that
    changed are embedded. The caller closes the library.
    open_library: opens the library of a seeds folder and an index folder.
    Raises StorageError when the folder holds other things or cannot be written.
    """
    seeds = folder / "corpus"
    try:
        if folder.exists() and not (folder / MARKER_FILE).is_file() and any(folder.iterdir()):
            raise StorageError(
                f"The folder {folder} holds other things", "name one that is empty or does not exist", path=folder
            )
        seeds.mkdir(parents=True, exist_ok=True)
        (folder / MARKER_FILE).touch()
        _write(entries, seeds)
    except OSError as error:
        raise StorageError(
            f"The folder {folder} cannot be written to ({reason_of(error)})", "name another one", path=folder
        ) from error
    library = open_library(seeds, folder / "index")
    try:
        library.sync(observer)
    except BaseException:
        library.close()
        raise
    return library


def _write(entries: Iterable[Entry], seeds: Path) -> None:
    stale = {path.name for path in seeds.iterdir()}
    for entry in entries:
        path, data = seeds / entry.path, entry.file_text.encode()
        if not (entry.path in stale and path.read_bytes() == data):
            path.write_bytes(data)
        stale.discard(entry.path)
    for name in stale:
        (seeds / name).unlink()


def _files(path: Path) -> tuple[Path, Path]:
    if path.is_file():
        folder = next((parent for parent in path.parents[:2] if (parent / CORPUS).is_file()), None)
        if folder is None:
            raise GoldError(f"There is no {CORPUS} next to {path}, nor in the folder above it", path=path)
        return folder, path
    for name in (CORPUS, QUERIES):
        if not (path / name).is_file():
            raise GoldError(
                f"The folder {path} has no {name}",
                f"name one that has {CORPUS}, {QUERIES} and qrels.tsv or qrels/*.tsv",
                path=path,
            )
    if (path / "qrels.tsv").is_file():
        return path, path / "qrels.tsv"
    found = {file.stem: file for file in sorted((path / "qrels").glob("*.tsv"))}
    if not found:
        raise GoldError(
            f"The folder {path} has neither qrels.tsv nor qrels/*.tsv, which say what is relevant", path=path
        )
    return path, next((found[split] for split in SPLITS if split in found), next(iter(found.values())))


def read_corpus(path: Path) -> list[Entry]:
    """Return the documents of a set, at least one. Raises GoldError, which names the file and the line."""
    entries: list[Entry] = []
    taken: set[str] = set()
    ids: set[str] = set()
    for number, line in read_lines(path):
        where = FileLine(path, number)
        id_ = text_of(line, "_id", where)
        title, text = line.get("title") or "", line.get("text")
        if not isinstance(title, str) or not isinstance(text, str):
            key, value = ("text", text) if isinstance(title, str) else ("title", title)
            raise _not_text(where, key, value)
        if id_ in ids:
            raise GoldError(
                f'{where}: the "_id" {id_!r} is used twice', "give each entry its own", path=path, found=id_
            )
        ids.add(id_)
        name = _file_name(id_, taken)
        taken.add(name.lower())
        entries.append(Entry(id_, name, title, text))
    if not entries:
        raise GoldError(f"{path} is empty", "write one JSON object with _id, title and text on each line", path=path)
    return entries


def _file_name(id_: str, taken: set[str]) -> str:
    stem = quote(id_.encode("utf-8", "replace"), safe=" +,=@()[]").replace("~", "%7E")[:120]
    stem = "%2E" + stem[1:] if stem.startswith(".") else stem
    name, n = f"{stem}.txt", 1
    while name.lower() in taken:
        n += 1
        name = f"{stem} ({n}).txt"
    return name


def _grades(path: Path, entries: Mapping[str, Entry]) -> dict[str, dict[str, int]]:
    grades: dict[str, dict[str, int]] = {}
    for number, line in enumerate(read_text(path).splitlines(), start=1):
        parts = line.split("\t") if "\t" in line else line.split()
        if not line.strip():
            continue
        where = FileLine(path, number)
        if len(parts) not in (3, 4):
            raise GoldError(
                f"{where}: {line[:60]!r} has {len(parts)} columns",
                "write query, document and grade",
                path=path,
                expected="3 or 4",
                found=len(parts),
            )
        try:
            grade = int(float(parts[-1]))
        except (ValueError, OverflowError) as error:
            if number == 1:
                continue  # the header
            raise GoldError(
                f"{where}: the grade is {parts[-1]!r}", "give a whole number", path=path, found=parts[-1]
            ) from error
        query, document = parts[0], parts[-2]
        if document not in entries:
            raise GoldError(f"{where}: there is no document {document!r} in the corpus", path=path, found=document)
        if grade > 0:
            grades.setdefault(query, {})[document] = grade
    return grades


def _answers(
    line: Mapping[str, Any], found: Mapping[str, int], entries: Mapping[str, Entry], where: FileLine
) -> tuple[tuple[str, ...], tuple[tuple[str, int, int], ...]]:
    """Return the answers that stand verbatim in a relevant document, and their exact spans where the set has them."""
    spans, entry = _list(line, "spans", where), entries.get(str(line.get("context_id")))
    places: list[tuple[str, int, int]] = []
    if entry is not None and entry.id in found:
        for span in spans:
            if not _is_span(span, len(entry.text)):
                raise GoldError(
                    f"{where}: {span!r} is not a span [start, end] of document {entry.id!r}",
                    path=where.path,
                    found=span,
                )
            start, end = span
            places.append((entry.path, entry.place(start), entry.place(end)))
    answers = [answer for answer in _list(line, "answers", where) if isinstance(answer, str) and answer.strip()]
    verbatim = tuple(
        dict.fromkeys(answer for answer in answers if any(answer in entries[document].text for document in found))
    )
    return verbatim, tuple(places)


def _is_span(span: Any, length: int) -> bool:
    return (
        isinstance(span, Sequence)
        and len(span) == 2
        and all(isinstance(at, int) for at in span)
        and 0 <= span[0] < span[1] <= length
    )


def _history(turns: Sequence[Any], where: FileLine) -> tuple[str, ...]:
    """Return the questions before a question; of a dialogue, the user's turns."""
    questions = []
    for turn in turns:
        if isinstance(turn, str):
            questions.append(turn)
        elif isinstance(turn, dict) and isinstance(turn.get("text"), str):
            if turn.get("speaker", "user") == "user":
                questions.append(turn["text"])
        else:
            raise GoldError(
                f'{where}: "history" holds {json.dumps(turn)[:60]}',
                'write questions, or objects with "speaker" and "text"',
                path=where.path,
                found=turn,
            )
    return tuple(question for question in questions if question.strip())


def _list(line: Mapping[str, Any], key: str, where: FileLine) -> Sequence[Any]:
    value = line.get(key) or []
    if not isinstance(value, list):
        raise GoldError(
            f'{where}: "{key}" is {value!r:.60}', "write a list", path=where.path, expected="a list", found=value
        )
    return value


def text_of(line: Mapping[str, Any], key: str, where: FileLine) -> str:
    """Return the text of a line's key; a whole number is text, too. Raises GoldError when there is none."""
    value = line.get(key)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not value.strip():
        raise _not_text(where, key, value)
    return value


def _not_text(where: FileLine, key: str, value: Any) -> GoldError:
    return GoldError(f'{where}: "{key}" is {value!r:.60}', "write text", path=where.path, expected="text", found=value)


def _readable(text: str) -> str:
    return _CONTROL.sub(" ", text.replace("\r\n", "\n").lstrip("\ufeff"))
