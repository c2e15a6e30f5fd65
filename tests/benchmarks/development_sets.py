"""What the benchmarks on the development sets share: sets and their libraries, and the figures of a run as rows."""

from __future__ import annotations

import hashlib
import json
import os
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ.setdefault("TQDM_DISABLE", "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np

from retrieval import Library, Observer
from retrieval.encoding.encoder import Encoder
from retrieval.encoding.model_files import ENGLISH_MODEL
from retrieval.evaluation import Corpus, Run, compare, corpus_library, load_beir, load_run, run_as_dict, sampled
from retrieval.evaluation.beir import Entry
from retrieval.evaluation.figures import measure
from retrieval.evaluation.results import LEGS
from retrieval.reader import BUNDLED
from retrieval.vectors import Vectors

ROOT = Path(__file__).resolve().parents[2]
RANKING = ("ndcg@10", "hit@1")
REFUSING = ("auroc", "aurc", "ece", "answered", "refused", "abstention_f1", "accuracy")
"""Figures about ranking, which are of the questions that have an answer, and about refusing, which are of all."""
QUICK_QUESTIONS, QUICK_DOCUMENTS = 40, 100


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table. ``legs`` are the same figure of the dense and of the lexical index, where there is one."""

    name: str
    questions: int
    measure: str
    value: float
    low: float
    high: float
    legs: tuple[float | None, float | None] = (None, None)
    change: str = ""


@dataclass(frozen=True, slots=True)
class Bench:
    """What measuring a set needs: where things are, and how much of the set is used."""

    data: Path
    cache: Path
    quick: bool
    save: Path | None
    baseline: Path | None
    reader: str = BUNDLED
    model: str = ENGLISH_MODEL

    def load(self, name: str) -> Corpus:
        return load_beir(self.data / name)

    def open(self, name: str, entries: Sequence[Entry]) -> Library:
        """Return the library of a set; the vectors of its questions are remembered."""
        model = "" if self.model == ENGLISH_MODEL else f"-{Path(self.model).name}"
        folder = self.cache / f"{name}{model}{'-quick' if self.quick else ''}"
        with corpus_library(
            entries,
            folder,
            EncodingProgress(name),
            open_library=partial(Library.open, model=self.model, reader=self.reader),
        ) as library:
            encoder = library.encoder
        known = RememberingEncoder(encoder, self.cache / f"questions-{encoder.digest[:16]}.npz")
        return Library.open(library.seeds, library.index, encoder=known, reader=self.reader)

    def cut(self, corpus: Corpus, questions: int | None = None) -> Corpus:
        """Return the set with fewer questions, and for a quick run with fewer documents."""
        asked = sampled(corpus.questions, min(questions or 10**9, QUICK_QUESTIONS) if self.quick else questions)
        entries = list(corpus.entries)
        if self.quick:
            wanted = {path for question in asked for path in question.documents}
            others = [entry for entry in entries if entry.path not in wanted]
            random.Random(0).shuffle(others)
            extra = {entry.path for entry in others[: max(0, QUICK_DOCUMENTS - len(wanted))]}
            entries = [entry for entry in entries if entry.path in wanted | extra]
        return replace(corpus, entries=tuple(entries), questions=tuple(asked))

    def rows(self, name: str, run: Run, measures: Sequence[str], judged: int | None = None) -> Iterator[Row]:
        """Yield the figures of a run; save or compare the run if that was asked for."""
        if self.save:
            self.save.mkdir(parents=True, exist_ok=True)
            (self.save / f"{name}.json").write_text(json.dumps(run_as_dict(run)), encoding="utf-8")
        before = self.baseline / f"{name}.json" if self.baseline else None
        changes = {}
        if before and before.is_file():
            comparison = compare(run, load_run(before))
            changes = {change.name: change for change in comparison.changes}
        figures = measure(run.results)
        judged = judged or sum(bool(result.legs) for result in run.results)
        for each in measures:
            figure, change = figures[each], changes.get(each)
            if figure is None:
                continue
            found = [[r.legs[leg][each] for r in run.results if each in r.legs.get(leg, ())] for leg in LEGS]
            legs = tuple(sum(values) / len(values) if values else None for values in found)
            difference = ""
            if change:
                sign = {"better": "**better**", "worse": "**worse**", "same": ""}[change.verdict]
                difference = f"{change.difference:+.3f} ({change.low:+.3f} to {change.high:+.3f}) {sign}".strip()
            count = len(run.results) if each in REFUSING else judged
            yield Row(name, count, each, *figure, legs=legs, change=difference)  # type: ignore[arg-type]


class EncodingProgress(Observer):
    """Prints on standard error how far the embedding of a set is."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._printed = time.monotonic()

    def encoding(self, done: int, total: int) -> None:
        if time.monotonic() - self._printed > 20:
            self._printed = time.monotonic()
            print(f"  {self._name}: {done:,} of {total:,} passages embedded", file=sys.stderr, flush=True)


class RememberingEncoder:
    """An ``Encoder`` that keeps the vectors of questions in a file from one run to the next."""

    def __init__(self, encoder: Encoder, path: Path) -> None:
        self._encoder = encoder
        self._path = path
        self._known: dict[str, Vectors] = {}
        self._is_new = False
        if path.is_file():
            with np.load(path) as kept:
                self._known = dict(zip(kept["keys"].tolist(), kept["vectors"], strict=True))

    def __getattr__(self, name: str) -> object:
        return getattr(self._encoder, name)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self._vector(text) for text in texts])

    def _vector(self, text: str) -> Vectors:
        key = hashlib.sha256(text.encode()).hexdigest()
        if key not in self._known:
            self._known[key] = self._encoder.encode_query(text)
            self._is_new = True
        return self._known[key]

    def keep(self) -> None:
        if self._is_new:
            with self._path.with_suffix(".new").open("wb") as file:
                np.savez(file, keys=np.array(list(self._known)), vectors=np.stack(list(self._known.values())))
            self._path.with_suffix(".new").replace(self._path)


def cache_folder() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "quoth" / "quality"


def read_lines(path: Path) -> list[dict]:
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]
