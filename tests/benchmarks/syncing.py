"""Syncing: what the first sync, an idle one, an edit and a deletion cost.

    python tests/benchmarks/syncing.py ../shared/data/squad11_train [--passages 2000 | --full]

Makes a seeds folder of shortened encyclopedia articles, about ten passages each, every other one with a title line,
and syncs it into a new index. Both are in a temporary folder.

First sync: the seeds arrive in slices. Each slice is synced in full (``Library.sync``: read, cut, embed, commit, both
indexes) and right before or after, in turn, the baseline encodes the same slice: plain
``SentenceTransformer.encode(texts, batch_size=32)`` in float32 on the very texts that Quoth embeds. Both have their
model loaded. A slice's ratio is Quoth's passages per second divided by the baseline's; the median over the slices is
what carries over to another machine, and does not move when the machine slows down for a while. Quoth's side includes
everything that is not embedding, and the repeated scan of the seeds that are indexed already; the baseline's does not.

Overlap: some of these articles become PDF files, which take longer to read than to encode. A sync of them is compared
with reading and cutting them one after the other, and then encoding all.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from pathlib import Path, PurePosixPath
from textwrap import wrap

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ.setdefault("TQDM_DISABLE", "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from sentence_transformers import SentenceTransformer

from retrieval import Library
from retrieval.catalog.catalog import Catalog
from retrieval.encoding.encoder import Encoder
from retrieval.encoding.inputs import encoder_inputs, limits
from retrieval.encoding.model_files import ENGLISH_MODEL, find_model
from retrieval.index_folder import CATALOG_FILE, DENSE_FILE, DOCUMENTS_FOLDER, LEXICAL_FOLDER
from retrieval.indexes.dense import DenseIndex
from retrieval.indexes.lexical import LexicalIndex
from retrieval.model import Passage
from retrieval.parsing.files import parse_bytes
from retrieval.parsing.workers.pool import ParsingPool
from retrieval.passages import cut
from tests.parsing.pdf_making import pdf

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT_PASSAGES = 10
FULL_PASSAGES = 20_000
PDF_FILES = 60
SLICE_PASSAGES = 250
"""About as many make some seconds of work for either side."""

QUOTH = (sys.executable, "-c", "import sys; sys.argv[0] = 'quoth'; from bot.cli import main; main()")
"""Runs what the command ``quoth`` runs, with this Python, whether or not it is installed."""


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure syncing on squad11_train.")
    parser.add_argument("data", type=Path, metavar="DATA_DIR", help="folder of the set squad11_train")
    parser.add_argument("--passages", type=int, default=2000, metavar="N", help="about how many (default: 2000)")
    parser.add_argument(
        "--full", action="store_const", const=FULL_PASSAGES, dest="passages", help=f"--passages {FULL_PASSAGES}"
    )
    parser.add_argument("--no-baseline", action="store_true", help="embed with Quoth only, in one sync")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, Library.open(Path(folder, "seeds"), Path(folder, "index")) as library:
        library.seeds.mkdir()
        encoder = library.encoder
        documents = make_documents(options.data, options.passages, encoder)
        total = sum(len(passages) for _, _, passages in documents)
        print(f"{len(documents):,} documents, {total:,} passages")
        encoder.encode_query("load the model")
        rows = [
            *(one_sync if options.no_baseline else first_sync)(library, documents),
            *idle_sync(library),
            *edited(library),
            *deleted(library),
        ]
    with tempfile.TemporaryDirectory() as folder, Library.open(Path(folder, "seeds"), Path(folder, "index")) as library:
        library.seeds.mkdir()
        rows += overlapped(library, documents[:PDF_FILES])
    width = max(len(name) for name, _ in rows)
    print("\n".join(f"{name:{width}}  {value}" for name, value in rows))


Made = tuple[str, str, Sequence[Passage]]
"""Name, text and passages of a document."""
Row = tuple[str, str]


def make_documents(data: Path, count: int, encoder: Encoder) -> list[Made]:
    """Return documents of neighbouring paragraphs of an article, until they have ``count`` passages."""
    with (data / "corpus.jsonl").open(encoding="utf-8") as file:
        paragraphs = [json.loads(line) for line in file]
    documents: list[Made] = []
    total = 0
    for title, group in groupby(paragraphs, key=lambda paragraph: paragraph["title"]):
        for texts in _grouped([paragraph["text"] for paragraph in group]):
            name = f"{len(documents):05}.txt"
            text = "\n\n".join([title, *texts] if len(documents) % 2 else texts) + "\n"
            passages = cut(parse_bytes(text.encode(), PurePosixPath(name)), limits(encoder))
            documents.append((name, text, passages))
            total += len(passages)
            if total >= count:
                return documents
    return documents


def _grouped(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield groups of seven paragraphs: one makes one or two passages, so that seven make nine or ten."""
    step = DOCUMENT_PASSAGES * 3 // 4
    yield from (texts[at : at + step] for at in range(0, len(texts), step))


def first_sync(library: Library, documents: Sequence[Made]) -> list[Row]:
    model = SentenceTransformer(str(find_model(ENGLISH_MODEL).folder), device="cpu", local_files_only=True)
    model.encode(["load the model"])
    slices = _slices(documents)
    encoded = 0
    ours: list[float] = []
    plain: list[float] = []
    for number, part in enumerate(slices):
        for name, text, _ in part:
            (library.seeds / name).write_text(text, encoding="utf-8", newline="")
        texts = []
        for name, text, passages in part:
            content = parse_bytes(text.encode(), PurePosixPath(name))
            texts += [each.text for each in encoder_inputs(content, passages, library.encoder)]
        texts = list(dict.fromkeys(texts))

        def sync() -> None:
            nonlocal encoded
            started = time.perf_counter()
            report = library.sync()
            ours.append(report.embedded / (time.perf_counter() - started))
            encoded += report.embedded

        def encode(texts: Sequence[str] = texts) -> None:
            started = time.perf_counter()
            model.encode(list(texts), batch_size=32, show_progress_bar=False)
            plain.append(len(texts) / (time.perf_counter() - started))

        for side in (sync, encode) if number % 2 else (encode, sync):
            side()
        print(f"  slice {number + 1} of {len(slices)}: {ours[-1]:.0f} against {plain[-1]:.0f} passages/s", flush=True)
    ratios = [mine / theirs for mine, theirs in zip(ours, plain, strict=True)]
    return [
        ("first sync: passages embedded", f"{encoded:,}"),
        ("first sync: passages/s, median of slices", f"{statistics.median(ours):.0f}"),
        ("baseline: SentenceTransformer.encode, float32, passages/s", f"{statistics.median(plain):.0f}"),
        (
            "first sync / baseline, median of slices",
            f"{statistics.median(ratios):.2f} (from {min(ratios):.2f} to {max(ratios):.2f}, {len(ratios)} slices)",
        ),
    ]


def one_sync(library: Library, documents: Sequence[Made]) -> list[Row]:
    for name, text, _ in documents:
        (library.seeds / name).write_text(text, encoding="utf-8", newline="")
    report = library.sync()
    return [("one sync of everything: passages/s", f"{report.embedded / report.seconds:.0f}")]


def idle_sync(library: Library) -> list[Row]:
    """Time a new process that finds nothing changed, and list what another one imports."""
    seconds = []
    for _ in range(5):
        started = time.perf_counter()
        _quoth(library, *QUOTH, "sync")
        seconds.append(time.perf_counter() - started)
    imported = _imported(_quoth(library, QUOTH[0], "-X", "importtime", *QUOTH[1:], "sync").stderr)
    heavy = sorted(imported & {"torch", "sentence_transformers", "transformers", "onnxruntime"})
    return [
        ("second sync, nothing changed: seconds, whole process", f"{statistics.median(seconds):.2f} (median of 5)"),
        ("second sync: imports torch, sentence-transformers, transformers", ", ".join(heavy) or "none of them"),
    ]


def edited(library: Library) -> list[Row]:
    """Add one sentence to a document, where most of its passages are not affected."""
    path = sorted(library.seeds.iterdir())[len(list(library.seeds.iterdir())) // 2]
    text = path.read_text(encoding="utf-8")
    at = text.index(". ", len(text) // 2) + 2
    path.write_text(text[:at] + "This sentence was not here before. " + text[at:], encoding="utf-8", newline="")
    started = time.perf_counter()
    report = library.sync()
    seconds = time.perf_counter() - started
    if report.changed != (path.name,) or not report.embedded:
        raise AssertionError(f"one document was edited, and the sync reports {report}")
    return [
        (
            "one sentence added: passages embedded, of the document's",
            f"{report.embedded} of {report.embedded + report.reused}",
        ),
        ("one sentence added: seconds beyond loading the model", f"{seconds:.2f}"),
    ]


def deleted(library: Library) -> list[Row]:
    path = sorted(library.seeds.iterdir())[0]
    with Catalog(library.index / CATALOG_FILE) as catalog:
        document = next(d for d in catalog.documents() if d.path == path.name)
        gone = set(catalog.passage_ids([document.id]))
    path.unlink()
    started = time.perf_counter()
    report = library.sync()
    seconds = time.perf_counter() - started
    if report.removed != (path.name,) or report.embedded:
        raise AssertionError(f"one document was deleted, and the sync reports {report}")
    with Catalog(library.index / CATALOG_FILE) as catalog:
        held = {"catalog": set(catalog.passage_ids())}
    dense, lexical = DenseIndex.load(library.index / DENSE_FILE), LexicalIndex.load(library.index / LEXICAL_FOLDER)
    whole = LexicalIndex.load(library.index / DOCUMENTS_FOLDER)
    if dense is None or lexical is None or whole is None:
        raise AssertionError("an index is missing or damaged")
    held |= {"dense": set(dense.ids()), "lexical": set(lexical.ids())}
    left = [name for name, ids in held.items() if ids & gone or len(ids) != report.passages]
    if document.id in whole.ids():
        left.append("documents")
    return [
        ("one document deleted: still in", ", ".join(left) or "none of catalog and indexes"),
        ("one document deleted: seconds", f"{seconds:.2f}"),
    ]


def overlapped(library: Library, documents: Sequence[Made]) -> list[Row]:
    for name, text, _ in documents:
        lines = [line for paragraph in text.split("\n\n") for line in (*wrap(paragraph, 90), "")]
        pages = [lines[at : at + 50] for at in range(0, len(lines), 50)]
        laid_out = [[(750 - 14 * row, 10, line) for row, line in enumerate(page) if line] for page in pages]
        (library.seeds / name).with_suffix(".pdf").write_bytes(pdf(laid_out))
    encoder = library.encoder
    encoder.encode_query("load the model")

    started = time.perf_counter()
    with ParsingPool() as pool:
        read = [pool.parse(library.seeds, path.name) for path in sorted(library.seeds.iterdir())]
    pieces = [cut(document.content, limits(encoder)) for document in read]
    reading = time.perf_counter() - started

    inputs = [
        each
        for document, passages in zip(read, pieces, strict=True)
        for each in encoder_inputs(document.content, passages, encoder)
    ]
    started = time.perf_counter()
    encoder.encode_passages([each.text for each in inputs], [each.spans for each in inputs])
    encoding = time.perf_counter() - started

    started = time.perf_counter()
    library.sync()
    both = time.perf_counter() - started
    return [
        (
            f"{len(read)} PDF files, {len(inputs)} passages: seconds to read and cut, and to encode",
            f"{reading:.1f}, {encoding:.1f}",
        ),
        ("to sync them / the sum of both", f"{both:.1f} s, {both / (reading + encoding):.2f}"),
    ]


def _slices(documents: Sequence[Made]) -> list[Sequence[Made]]:
    total = sum(len(passages) for _, _, passages in documents)
    count = min(len(documents), max(4, total // SLICE_PASSAGES))
    borders = [round(n * len(documents) / count) for n in range(count + 1)]
    return [documents[start:end] for start, end in pairwise(borders)]


def _quoth(library: Library, *command: str) -> subprocess.CompletedProcess[str]:
    settings = {"SEEDS_DIR": str(library.seeds), "INDEX_DIR": str(library.index), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, env={**os.environ, **settings}, cwd=library.seeds.parent, capture_output=True, text=True
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}: {done.stderr}")
    return done


def _imported(importtime: str) -> set[str]:
    """Return the top-level packages in what ``python -X importtime`` prints."""
    names = (line.rpartition("|")[2].strip() for line in importtime.splitlines() if line.startswith("import time:"))
    return {name.partition(".")[0] for name in names}


if __name__ == "__main__":
    main()
