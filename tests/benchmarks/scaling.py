"""Scaling: what a question, an edit and the memory cost with a thousand, ten thousand … a million passages.

    python tests/benchmarks/scaling.py ../shared/data/squad11_train [--sizes 1000 10000 100000 1000000] [--cache DIR]

Passages are made up; everything else is real: files below a seeds folder, the catalog, all indexes, the encoder for
every question and for the document that is edited. A vector is that of a real passage (20,000 of the set, embedded
once and kept in ``--cache``), moved by 0.3 to 1.0 times the direction from one random real passage to another and
scaled to length 1 again, so that it keeps the clusters and the directions of real text. A text is three sentences of
words, drawn as often as they occur in the set. Ten passages make a document. Questions are real ones of the set.

Measured for each size: questions in a fresh process, each ``Library.rank`` from text to answer, without a reader,
after 30 to warm up, and where their time goes; each of them in turn with the same question by somebody from whom an
access rule hides every second document, and what the first of those took, for which it is worked out what they may
read; resident memory of that process at its end; recall, the share of the true ten nearest passages among the ten that
the index finds for real questions; the named baseline, FAISS's ``IndexFlatIP`` over the same vectors in the same run,
one question at a time on one thread; and the seconds from writing an edited file (one sentence added) until another
open library finds the sentence, with the encoder loaded.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ.setdefault("TQDM_DISABLE", "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import faiss
import numpy as np

from retrieval import PUBLIC, UNLIMITED, Library, Observer
from retrieval.access.rules import RULES_FILE
from retrieval.catalog.catalog import Catalog
from retrieval.catalog.records import IndexedDocument
from retrieval.fingerprint import Recipes, fingerprint
from retrieval.index_folder import CATALOG_FILE
from retrieval.indexes.dense import DenseIndex
from retrieval.indexes.deriving import dense_index, derive_indexes
from retrieval.indexes.lexical import LexicalIndex
from retrieval.model import Content, Document, Passage
from retrieval.vectors import Vectors, unit_length

REAL_PASSAGES = 20_000
DOCUMENT_PASSAGES = 10
PASSAGE_SENTENCES = 3
SENTENCE_WORDS = 16
SLICE_PASSAGES = 50_000
WARM_UP_QUESTIONS = 30
MEASURED_QUESTIONS = 300
Row = tuple[str, str]


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure how questions and syncs scale, on made-up passages.")
    parser.add_argument("data", type=Path, metavar="DATA_DIR", help="folder of the set squad11_train")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000, 20_000, 100_000, 1_000_000])
    parser.add_argument("--cache", type=Path, metavar="DIR", help="keep the real vectors and the libraries here")
    parser.add_argument("--serve", type=Path, metavar="FOLDER", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        print(json.dumps(serve(options.serve, read_questions(options.data))))
        return
    with tempfile.TemporaryDirectory() as temporary:
        cache = options.cache or Path(temporary)
        cache.mkdir(parents=True, exist_ok=True)
        made = Maker(options.data, cache)
        for size in options.sizes:
            folder = cache / str(size)
            rows = [*([] if (folder / "index").exists() else build(folder, size, made)), *measure(folder, options.data)]
            width = max(len(name) for name, _ in rows)
            print(f"\n{size:,} passages")
            print("\n".join(f"  {name:{width}}  {value}" for name, value in rows), flush=True)


def read_questions(data: Path) -> list[str]:
    with (data / "queries.jsonl").open(encoding="utf-8") as file:
        questions = [json.loads(line)["text"] for line in file]
    return random.Random(5).sample(questions, WARM_UP_QUESTIONS + MEASURED_QUESTIONS)


# -- making passages up ----------------------------------------------------------------------------------------------


class Maker:
    """Makes passages up: vectors like real ones, words as frequent as real ones."""

    def __init__(self, data: Path, cache: Path) -> None:
        with (data / "corpus.jsonl").open(encoding="utf-8") as file:
            texts = [json.loads(line)["text"] for line in file]
        counts = Counter(word for text in texts for word in text.split() if word.isalpha())
        self.words = np.array(sorted(counts))
        often = np.array([counts[word] for word in self.words.tolist()])
        self.drawn_from = np.repeat(np.arange(len(often)), often)
        kept = cache / "real.npy"
        if not kept.exists():
            with Library.open("none", "none") as library:
                short = [text[:700] for text in texts]
                fits = [t for t, n in zip(short, library.encoder.count(short), strict=True) if n < 250][:REAL_PASSAGES]
                np.save(kept, library.encoder.encode_documents(fits))
        self.real = np.load(kept)

    def vectors(self, count: int, rng: np.random.Generator) -> Vectors:
        def drawn() -> Vectors:
            found: Vectors = self.real[rng.integers(0, len(self.real), count)]
            return found

        away = drawn() - drawn()
        away /= np.maximum(np.linalg.norm(away, axis=1, keepdims=True), 1e-6)
        return unit_length(drawn() + away * rng.uniform(0.3, 1.0, (count, 1)).astype(np.float32))

    def sentences(self, vectors: Vectors, rng: np.random.Generator) -> list[Vectors]:
        """Return vectors near those of the passages; where exactly does not matter for speed."""
        away = unit_length(rng.normal(size=(4096, vectors.shape[1])).astype(np.float32)) * np.float32(0.44)
        lot = rng.integers(0, len(away), len(vectors))
        return [
            np.float32(0.9) * vector + away[i : i + PASSAGE_SENTENCES]
            for vector, i in zip(vectors, lot % 4093, strict=True)
        ]

    def texts(self, count: int, rng: np.random.Generator) -> list[list[str]]:
        """Return passages, each a list of its sentences."""
        lots = rng.integers(0, len(self.drawn_from), (count, PASSAGE_SENTENCES, SENTENCE_WORDS))
        drawn = self.words[self.drawn_from[lots]]
        return [[" ".join(words).capitalize() + "." for words in passage] for passage in drawn.tolist()]


def passages_of(texts: Sequence[Sequence[str]]) -> tuple[str, list[Passage]]:
    """Return a document's text and its passages, each a paragraph."""
    passages, at = [], 0
    for number, sentences in enumerate(texts):
        spans, inside = [], 0
        for sentence in sentences:
            spans.append((inside, inside + len(sentence)))
            inside += len(sentence) + 1
        text = " ".join(sentences)
        line = 2 * number + 1
        passages.append(Passage(at, at + len(text), text, number + 1, line=line, sentences=tuple(spans)))
        at += len(text) + 2
    return "\n\n".join(passage.text for passage in passages), passages


def build(folder: Path, size: int, made: Maker) -> list[Row]:
    """Write the seeds, the catalog and all indexes, as a sync would."""
    started = time.perf_counter()
    seeds, index = folder / "seeds", folder / "index"
    index.mkdir(parents=True)
    (seeds / "team").mkdir(parents=True)
    (seeds / "team" / RULES_FILE).write_text("roles: [1]\n")
    rng = np.random.default_rng(size)
    with Library.open(seeds, index) as library, Catalog(index / CATALOG_FILE, create=True) as catalog:
        shaped_by = fingerprint(library.encoder)
        meta = {"fingerprint": json.dumps(shaped_by), "seeds": str(seeds.resolve())}
        recipe = Recipes(shaped_by["model files"]).of("a.txt")
        for at in range(0, size, SLICE_PASSAGES):
            count = min(SLICE_PASSAGES, size - at)
            vectors = made.vectors(count, rng)
            documents = list(_written(seeds, at, made.texts(count, rng)))
            keys = [hashlib.sha256(f"{size} {at + i}".encode()).digest() for i in range(count)]
            catalog.add_vectors(keys, vectors, made.sentences(vectors, rng))
            starts = range(0, count, DOCUMENT_PASSAGES)
            indexed = (
                IndexedDocument(document, recipe, passages, keys[start : start + len(passages)])
                for start, (document, passages) in zip(starts, documents, strict=True)
            )
            catalog.commit(removed=(), moved={}, indexed=indexed, meta=meta)
        filled = time.perf_counter()
        derive_indexes(catalog, index, Observer())
        derived = time.perf_counter()
        library.sync()  # takes down the files' states, and exports the model
    return [
        ("made up, files and catalog written: s", f"{filled - started:.0f}"),
        ("all indexes built from the catalog: s", f"{derived - filled:.0f}"),
    ]


def _written(seeds: Path, at: int, texts: Sequence[list[str]]) -> Iterator[tuple[Document, list[Passage]]]:
    for i in range(0, len(texts), DOCUMENT_PASSAGES):
        number = (at + i) // DOCUMENT_PASSAGES
        path = f"{'team' if number % 2 else 'open'}/{number // 1000:03}/{number % 1000:03}.txt"
        text, passages = passages_of(texts[i : i + DOCUMENT_PASSAGES])
        (seeds / path).parent.mkdir(parents=True, exist_ok=True)
        (seeds / path).write_text(text, encoding="utf-8", newline="")
        yield Document(path, hashlib.sha256(text.encode()).hexdigest(), Content(text=text, blocks=())), passages


# -- measuring -------------------------------------------------------------------------------------------------------


def measure(folder: Path, data: Path) -> list[Row]:
    with Library.open(folder / "seeds", folder / "index") as library:
        library.sync()
        rows = edited(library)
    script = [sys.executable, __file__, str(data), "--serve", str(folder)]
    done = subprocess.run(script, capture_output=True, text=True, check=True)
    served = json.loads(done.stdout.splitlines()[-1])
    ms, half, parts = sorted(served["ms"]), statistics.median(served["half"]), served["parts"]
    rows += [
        ("first answer in a fresh process, model loading included: s", f"{served['first']:.2f}"),
        ("one question: p50 / p99 ms", f"{statistics.median(ms):.1f} / {ms[int(len(ms) * 0.99)]:.1f}"),
        ("  of which, medians", ", ".join(f"{name} {part:.2f}" for name, part in parts.items())),
        (
            "the same by somebody who may read half of the documents: p50 ms",
            f"{half:.1f} ({half / statistics.median(ms):.2f} times)",
        ),
        ("  their first question: ms", f"{served['half_first']:.0f}"),
        ("resident memory while serving: MB", "{:.0f} (of which mapped files {:.0f})".format(*served["memory"])),
    ]
    return [*rows, *against_flat(folder, read_questions(data)[WARM_UP_QUESTIONS : WARM_UP_QUESTIONS + 200])]


def against_flat(folder: Path, questions: Sequence[str]) -> list[Row]:
    with Library.open(folder / "seeds", folder / "index") as library:
        asked = library.encoder.encode_queries(questions)
    with Catalog(folder / "index" / CATALOG_FILE) as catalog:
        index = dense_index(catalog, folder / "index")
        assert index is not None
        flat: Any = None
        ids: list[int] = []
        for part, rows in catalog.all_vectors():
            flat = flat or faiss.IndexFlatIP(rows.shape[1])
            flat.add(rows.astype(np.float32))
            ids += part
    _, true = flat.search(asked, 10)
    faiss.omp_set_num_threads(1)
    found, ours, theirs = 0, [], []
    for question, expected in zip(asked, true, strict=True):
        ours.append(_seconds(lambda question=question: index.search(question, 100)))
        theirs.append(_seconds(lambda question=question: flat.search(question[np.newaxis], 100)))
        found += len({hit.id for hit in index.search(question, 10)} & {ids[i] for i in expected})
    faiss.omp_set_num_threads(os.cpu_count() or 1)
    kind = "every vector compared"
    if clusters := index.clusters:
        kind = f"{clusters.probes} of {clusters.count} clusters; measured when they were made: {clusters.recall:.3f}"
    mine, plain = statistics.median(ours) * 1000, statistics.median(theirs) * 1000
    return [
        ("recall@10 of exact", f"{found / true.size:.3f} ({kind})"),
        ("vectors alone, baseline IndexFlatIP: p50 ms", f"{mine:.2f}, {plain:.2f} ({plain / mine:.1f} times)"),
    ]


def _seconds(what: Callable[[], object]) -> float:
    started = time.perf_counter()
    what()
    return time.perf_counter() - started


class Watch(Observer):
    """Notes when each step of a sync was complete."""

    def __init__(self) -> None:
        self.at: dict[str, float] = {}

    def step(self, name: str) -> None:
        self.at[name] = time.perf_counter()


def edited(library: Library) -> list[Row]:
    """Add a sentence to a document, four times; the first embeds all of it, whose vectors were made up."""
    path = sorted(library.seeds.rglob("*.txt"))[len(list(library.seeds.rglob("*.txt"))) // 2]
    seconds, steps = [], defaultdict(list)
    with Library.open(library.seeds, library.index) as other:
        other.ask("Is anybody there?", access=UNLIMITED)
        for number in range(4):
            word = f"Qu{random.randrange(10**9)}oth"
            text = path.read_text(encoding="utf-8")
            started = time.perf_counter()
            path.write_text(f"{text}\n\nThe secret word is {word}, which nobody else knows.", encoding="utf-8")
            watch = Watch()
            library.sync(watch)
            answer = other.ask(f"Which secret word is {word}?", access=UNLIMITED)
            if not any(word in quote.text for quote in answer.quotes or answer.nearest):
                raise AssertionError("an edited document is not found")
            if number:
                seconds.append(time.perf_counter() - started)
                before = started
                for name, at in watch.at.items():
                    steps[name].append(at - before)
                    before = at
                steps["answered"].append(time.perf_counter() - before)
    where = ", ".join(f"{name} {statistics.median(times):.2f}" for name, times in steps.items())
    return [("one document edited until it is found: s", f"{statistics.median(seconds):.2f} ({where})")]


def serve(folder: Path, questions: Sequence[str]) -> dict[str, Any]:
    """Ask in this process, which is fresh; return how long answers and their parts took, and the memory at the end."""
    started = time.perf_counter()
    ms: list[float] = []
    half: list[float] = []
    parts: dict[str, list[float]] = defaultdict(list)
    spent: dict[str, float] = defaultdict(float)

    def timed(name: str, holder: Any, method: str) -> None:
        function = getattr(holder, method)

        def wrapper(*given: Any, **more: Any) -> Any:
            at = time.perf_counter()
            try:
                return function(*given, **more)
            finally:
                spent[name] += time.perf_counter() - at

        setattr(holder, method, wrapper)

    with Library.open(folder / "seeds", folder / "index", reader="none") as library:
        library.ask(questions[0], access=UNLIMITED)
        first = time.perf_counter() - started
        for name, holder, method in (
            ("encode", type(library.encoder), "encode_queries"),
            ("vectors", DenseIndex, "search_all"),
            ("exact cosines", DenseIndex, "vectors"),
            ("terms", LexicalIndex, "search"),
            ("passages", Catalog, "passages"),
            ("sentences", Catalog, "sentence_vectors"),
        ):
            timed(name, holder, method)
        started = time.perf_counter()
        library.rank(questions[0], access=PUBLIC)
        half_first = (time.perf_counter() - started) * 1000
        for number, question in enumerate(questions[1:]):
            spent.clear()
            at = time.perf_counter()
            library.rank(question, access=UNLIMITED)
            took = time.perf_counter() - at
            if number >= WARM_UP_QUESTIONS - 1:
                ms.append(took * 1000)
                for name, seconds in spent.items():
                    parts[name].append(seconds * 1000)
                parts["all else"].append((took - sum(spent.values())) * 1000)
            half.append(_seconds(lambda question=question: library.rank(question, access=PUBLIC)) * 1000)
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines() if ":" in line)
    memory = [int(status[key].split()[0]) / 1024 for key in ("VmRSS", "RssFile")]
    return {
        "ms": ms, "first": first, "half": half[WARM_UP_QUESTIONS - 1 :], "half_first": half_first, "memory": memory,
        "parts": {name: statistics.median(times) for name, times in parts.items()},
    }  # fmt: skip


if __name__ == "__main__":
    main()
