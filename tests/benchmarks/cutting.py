"""Cutting: how much of what answers is among five passages, and how little else.

    python tests/benchmarks/cutting.py ../shared/data/chroma_chunking

Asks a library of the documents of the set chroma_chunking every question of the set, and asks the baseline in the same
run: fixed chunks of 1,200 characters without overlap, ranked by the cosine of plain sentence-transformers vectors.
Both embed with all-MiniLM-L6-v2, and both search all documents together.

The measures are those of Chroma's chunking_evaluation, at five passages, the mean over the questions. It counts
tokens; characters are counted here, which weights long words more and changes little else. For one question, with the
passages of a document merged so that nothing counts twice, and ``overlap`` the characters that are both retrieved and
in a reference span:

    recall    = overlap / characters of the reference spans
    precision = overlap / characters retrieved, from all documents
    IoU       = overlap / characters retrieved or in a reference span

An end is inside a sentence unless . ! ? or … (closing quotes and brackets may follow) stands before it, or a line break
or the end of the document after it. That is judged without the sentence splitter that Quoth cuts by, and is lenient to
both sides: it sees an end after "Mr.".
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ.setdefault("TQDM_DISABLE", "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
from sentence_transformers import SentenceTransformer

from retrieval import UNLIMITED, Library
from retrieval.encoding.inputs import limits
from retrieval.encoding.model_files import ENGLISH_MODEL, find_model
from retrieval.encoding.sentence_transformer import SentenceTransformerEncoder
from retrieval.parsing.files import parse_bytes
from retrieval.passages import cut

PASSAGES = 5
CHUNK_CHARS = 1200

Spans = Mapping[str, Sequence[tuple[int, int]]]
"""Document → spans of its text."""


@dataclass(frozen=True, slots=True)
class Question:
    text: str
    references: Spans


@dataclass(frozen=True, slots=True)
class Score:
    recall: float
    precision: float
    iou: float


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure cutting on chroma_chunking.")
    parser.add_argument("data", type=Path, metavar="DATA_DIR", help="folder of the set chroma_chunking")
    parser.add_argument("--questions", type=int, metavar="N", help="ask only N questions, spread over the set")
    options = parser.parse_args()
    texts, questions = load(options.data)
    if options.questions:
        questions = questions[:: max(1, len(questions) // options.questions)][: options.questions]
    print(f"{len(texts)} documents, {len(questions)} questions, {PASSAGES} passages each")

    pieces = cut_by_quoth(texts)
    chunks = cut_fixed(texts)
    rows = [
        ("Quoth: cut, ask", pieces, by_library(texts, questions, pieces)),
        ("cut as Quoth does, dense only", pieces, by_cosine(texts, questions, pieces)),
        (f"baseline: {CHUNK_CHARS} characters, dense only", chunks, by_cosine(texts, questions, chunks)),
    ]
    print(f"{'':44}{'recall':>8}{'precision':>11}{'IoU':>8}{'passages':>10}{'characters':>12}{'ends inside':>13}")
    for name, spans, found in rows:
        scores = [score(question.references, each) for question, each in zip(questions, found, strict=True)]
        lengths = [end - start for inside in spans.values() for start, end in inside]
        print(
            f"{name:44}{np.mean([s.recall for s in scores]):8.3f}{np.mean([s.precision for s in scores]):11.3f}"
            f"{np.mean([s.iou for s in scores]):8.3f}{len(lengths):10,}{np.mean(lengths):12.0f}"
            f"{share_inside(texts, spans):13.1%}"
        )


def load(folder: Path) -> tuple[dict[str, str], list[Question]]:
    texts = {entry["_id"]: entry["text"] for entry in _lines(folder / "corpus.jsonl")}
    questions = []
    for entry in _lines(folder / "queries.jsonl"):
        spans = [(start, end) for start, end in entry["spans"]]
        for (start, end), answer in zip(spans, entry["answers"], strict=True):
            if texts[entry["context_id"]][start:end] != answer:
                raise ValueError(f"the reference {start}..{end} of question {entry['_id']} is not its answer")
        questions.append(Question(entry["text"], {entry["context_id"]: spans}))
    return texts, questions


def cut_by_quoth(texts: Mapping[str, str]) -> Spans:
    """Cut with Quoth's own parser and cutter, without an index."""
    encoder = SentenceTransformerEncoder(find_model(ENGLISH_MODEL))
    spans = {}
    for name, text in texts.items():
        started = time.perf_counter()
        content = parse_bytes(text.encode(), PurePosixPath(f"{name}.txt"))
        passages = cut(content, limits(encoder))
        spans[name] = [(passage.start, passage.end) for passage in passages]
        split = sum(passage.split for passage in passages)
        seconds = time.perf_counter() - started
        print(f"  cut {name}: {len(passages):,} passages, {split:,} of split sentences, {seconds:.1f} s")
    return spans


def cut_fixed(texts: Mapping[str, str]) -> Spans:
    return {
        name: [(at, min(at + CHUNK_CHARS, len(text))) for at in range(0, len(text), CHUNK_CHARS)]
        for name, text in texts.items()
    }


def by_library(texts: Mapping[str, str], questions: Sequence[Question], pieces: Spans) -> list[Spans]:
    """Ask a library of the documents. Near-duplicates are dropped; the nearest passages count when it refuses."""
    with tempfile.TemporaryDirectory() as folder:
        seeds, index = Path(folder, "seeds"), Path(folder, "index")
        seeds.mkdir()
        for name, text in texts.items():
            (seeds / f"{name}.txt").write_bytes(text.encode())
        with Library.open(seeds, index) as library:
            report = library.sync()
            print(f"  synced {report.passages:,} passages in {report.seconds:.0f} s")
            found = []
            milliseconds = []
            answered = 0
            for question in questions:
                answer = library.ask(question.text, k=PASSAGES, access=UNLIMITED)
                spans = defaultdict(list)
                for quote in answer.quotes or answer.nearest:
                    name = PurePosixPath(quote.document).stem
                    span = (quote.start, quote.end)
                    if texts[name][slice(*span)] != quote.text or span not in pieces[name]:
                        raise ValueError(f"{span} of {name} is not a passage as it was cut here")
                    spans[name].append(span)
                found.append(dict(spans))
                milliseconds.append(answer.elapsed_ms)
                answered += answer.answered
    print(f"  asked: median {np.median(milliseconds):.0f} ms, {answered} of {len(questions)} judged answered")
    return found


def by_cosine(texts: Mapping[str, str], questions: Sequence[Question], pieces: Spans) -> list[Spans]:
    """Rank by the cosine of the texts alone, without titles and headings; of long texts, the model reads the start."""
    model = SentenceTransformer(str(find_model(ENGLISH_MODEL).folder), device="cpu", local_files_only=True)
    places = [(name, span) for name, spans in pieces.items() for span in spans]
    passages = [texts[name][start:end] for name, (start, end) in places]
    asked = [question.text for question in questions]
    vectors = model.encode(passages, batch_size=32, normalize_embeddings=True, show_progress_bar=False)
    scores = model.encode(asked, normalize_embeddings=True, show_progress_bar=False) @ vectors.T
    found = []
    for row in scores:
        spans = defaultdict(list)
        for at in np.argsort(-row, kind="stable")[:PASSAGES]:
            name, span = places[at]
            spans[name].append(span)
        found.append(dict(spans))
    return found


def score(references: Spans, found: Spans) -> Score:
    overlap = retrieved = referenced = 0
    for name in references.keys() | found.keys():
        wanted, got = _characters(references.get(name, ())), _characters(found.get(name, ()))
        overlap += len(wanted & got)
        retrieved += len(got)
        referenced += len(wanted)
    return Score(
        recall=overlap / referenced,
        precision=overlap / retrieved if retrieved else 0.0,
        iou=overlap / (retrieved + referenced - overlap),
    )


def share_inside(texts: Mapping[str, str], pieces: Spans) -> float:
    ends = [(texts[name], end) for name, spans in pieces.items() for _, end in spans]
    return sum(ends_inside(text, end) for text, end in ends) / len(ends)


_SENTENCE_END = re.compile(r"[.!?…][\s'\"’”»)\]}]*\Z")
_LINE_END = re.compile(r"[^\S\n]*(?:\n|\Z)")


def ends_inside(text: str, end: int) -> bool:
    """Return whether a sentence goes on after ``end``."""
    before = text[max(0, end - 20) : end]
    return not (before.endswith("\n") or _SENTENCE_END.search(before) or _LINE_END.match(text, end))


def _characters(spans: Iterable[tuple[int, int]]) -> set[int]:
    return {at for start, end in spans for at in range(start, end)}


def _lines(path: Path) -> list[dict]:
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


if __name__ == "__main__":
    main()
